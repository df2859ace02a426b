"""Clocks: a clock is a callable that returns the milliseconds since 1970 (UTC).

The emulator asks once per request. `VirtualClock` is the default, so that two runs give the same responses.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeAlias

__all__ = [
    "START",
    "AnyClock",
    "Clock",
    "VirtualClock",
    "go_on_from",
    "in_milliseconds",
    "iso",
    "latest",
    "system_clock",
]

Clock: TypeAlias = Callable[[], int]
AnyClock: TypeAlias = Callable[[], int] | Callable[[], float] | Callable[[], datetime]
"""The types of clocks that callers may pass."""

START = 1_735_689_600_000
"""2025-01-01T00:00:00Z, where a virtual clock starts."""

FIRST, LAST = -62_135_596_800_000, 253_402_300_799_999
"""The first and last moment of a calendar with four-digit years."""


class VirtualClock:
    """A clock that advances by one millisecond per reading, which keeps the order of events visible, and otherwise stands still.

    `advance(seconds)` moves it forward, `set(ms)` moves it to a moment. It never goes back.
    """

    __slots__ = ("_ms", "_step")

    def __init__(self, start: float = START, *, step: int = 1) -> None:
        self._ms, self._step = _whole(start, "the clock starts at"), step

    def __call__(self) -> int:
        now = self._ms
        self._ms += self._step
        return now

    @property
    def now(self) -> int:
        """What the next reading will return; does not move the clock."""
        return self._ms

    def advance(self, seconds: float) -> None:
        """Let time pass.

        Raises:
            ValueError: `seconds` is negative, or leads beyond the year 9999.
            TypeError: `seconds` is no number.
        """
        if seconds < 0:
            raise ValueError(f"time does not go back: {seconds} seconds")
        _whole(self._ms + seconds * 1000, "the clock is moved to")
        self._ms += round(seconds * 1000)

    def set(self, ms: float) -> None:
        """Move to a moment in milliseconds since 1970. Ignored if it is in the past.

        Raises:
            ValueError: it is before the year 1 or after 9999.
            TypeError: it is no number.
        """
        self._ms = max(self._ms, _whole(ms, "the clock is set to"))


def in_milliseconds(clock: AnyClock) -> Clock:
    """The clock itself, or a wrapper for one that returns a `datetime` or fractions of a millisecond."""
    if isinstance(clock, VirtualClock) or clock is system_clock:
        return clock

    def read() -> int:
        now = clock()
        if isinstance(now, datetime):
            now = now.timestamp() * 1000
        return _whole(now, "the clock says", " or a datetime")

    return read


def _whole(ms: Any, said: str, other: str = "") -> int:
    """The whole milliseconds of a moment that texts can express."""
    if not isinstance(ms, int | float) or isinstance(ms, bool):
        raise TypeError(f"{said} {ms!r}; expected milliseconds since 1970{other and ','}{other}")
    if not FIRST <= ms <= LAST:  # also false for NaN
        raise ValueError(f"{said} {ms!r}; expected milliseconds since 1970, from the year 1 to 9999")
    return round(ms)


def system_clock() -> int:
    """The time of this computer."""
    return time.time_ns() // 1_000_000


def latest(clock: Clock, at: int) -> int:
    """The latest moment that a program calling `at` a moment of this clock may consider past: under a virtual clock,
    which stands at some past day, the program itself still sees the time of the computer."""
    return max(at, system_clock()) if isinstance(clock, VirtualClock) else at


def go_on_from(clock: Clock, moment: int) -> None:
    """Move a virtual clock past a moment that a caller considered past (see `latest`), so that what follows is later."""
    if isinstance(clock, VirtualClock):
        clock.set(moment + 1)


@lru_cache(maxsize=4096)  # a response repeats the same few moments
def iso(ms: int) -> str:
    """Milliseconds in Attio's format: UTC with nine decimal digits, of which three are used (observed)."""
    seconds, rest = divmod(ms, 1000)
    return f"{_second(seconds)}.{rest:03}000000Z"


@lru_cache(maxsize=4096)  # times are a few milliseconds apart, so most are found by their second
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()[:19]

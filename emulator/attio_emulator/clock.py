"""Time as an argument: a clock is anything that, when called, says how many milliseconds have passed since 1970 (UTC).

The emulator asks once a request. `VirtualClock` is the default, so that two runs give the same answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeAlias

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
"""What others may hand in."""

START = 1_735_689_600_000
"""2025-01-01T00:00:00Z, where a virtual clock begins."""

FIRST, LAST = -62_135_596_800_000, 253_402_300_799_999
"""The moments that a calendar of four digits has."""


class VirtualClock:
    """Stands still but for one millisecond a reading, which keeps the order of what happened visible.

    `advance(seconds)` moves it; `set(ms)` moves it to a moment. It never goes back.
    """

    __slots__ = ("_ms", "_step")

    def __init__(self, start: int = START, *, step: int = 1) -> None:
        self._ms, self._step = start, step

    def __call__(self) -> int:
        now = self._ms
        self._ms += self._step
        return now

    @property
    def now(self) -> int:
        """What the next reading will say; looking does not move it."""
        return self._ms

    def advance(self, seconds: float) -> None:
        """Let time pass.

        Raises:
            ValueError: `seconds` is negative.
        """
        if seconds < 0:
            raise ValueError(f"time does not go back: {seconds} seconds")
        self._ms += round(seconds * 1000)

    def set(self, ms: int) -> None:
        """Move to a moment in milliseconds since 1970; to an earlier one than now it does not move."""
        self._ms = max(self._ms, ms)


def in_milliseconds(clock: AnyClock) -> Clock:
    """The clock, or around one of somebody else's, which may say a `datetime` or a fraction of a millisecond, one that says it as ours."""
    if isinstance(clock, VirtualClock) or clock is system_clock:
        return clock

    def read() -> int:
        now = clock()
        if isinstance(now, datetime):
            now = now.timestamp() * 1000
        if not isinstance(now, int | float) or isinstance(now, bool):
            raise TypeError(f"the clock says {now!r}; expected milliseconds since 1970, or a datetime")
        if not FIRST <= now <= LAST:  # nor is what is no number
            raise ValueError(f"the clock says {now!r}; expected milliseconds since 1970, from the year 1 to 9999")
        return round(now)

    return read


def system_clock() -> int:
    """The time of the computer."""
    return time.time_ns() // 1_000_000


def latest(clock: Clock, at: int) -> int:
    """The last moment that is not in the future for whoever asked `at` a moment of this clock: where it is a virtual one, which stands at
    some day of the past, the asking program has the time of the computer."""
    return max(at, system_clock()) if isinstance(clock, VirtualClock) else at


def go_on_from(clock: Clock, moment: int) -> None:
    """Let what comes now come after a moment that was told as past, see `latest`: a virtual clock that stands before it moves there."""
    if isinstance(clock, VirtualClock):
        clock.set(moment + 1)


@lru_cache(maxsize=4096)  # one answer has the same few moments over and over
def iso(ms: int) -> str:
    """Milliseconds as Attio writes moments: UTC with nine digits, of which three are used (observed)."""
    seconds, rest = divmod(ms, 1000)
    return f"{_second(seconds)}.{rest:03}000000Z"


@lru_cache(maxsize=4096)  # times come a few milliseconds apart: by the second most are found
def _second(seconds: int) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    # %Y leaves the zeros of a year before 1000 away
    return f"{moment.year:04}-{moment:%m-%dT%H:%M:%S}"

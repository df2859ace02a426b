"""What a result depends on besides mapping and event: time and randomness. Only templates use them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

__all__ = ["SYSTEM", "Clock", "Shuffle", "Surroundings", "iso", "system_clock"]

Clock = Callable[[], datetime]

Shuffle = Callable[[list[Any]], None]
"""Shuffles a list in place."""


def system_clock() -> datetime:
    """The current time, in UTC."""
    return datetime.now(UTC)


def iso(at: datetime) -> str:
    """A time in the format of JavaScript's `toISOString`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a template may use: `clock` for `{{ "now" | date }}`, `shuffle` (in place) for `sample`, and `timer` (in
    seconds) to stop a template that takes too long."""

    clock: Clock = system_clock
    shuffle: Shuffle = random.shuffle
    timer: Callable[[], float] = time.monotonic


SYSTEM = Surroundings()
"""The time and randomness of this machine."""

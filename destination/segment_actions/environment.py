"""What a result may depend on besides mapping and event: the time, and randomness. Only templates ask for them."""

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
"""Puts a list in another order, in place."""


def system_clock() -> datetime:
    """The current time, in UTC."""
    return datetime.now(UTC)


def iso(at: datetime) -> str:
    """A time as JavaScript's `toISOString` writes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a template may ask for: `{{ "now" | date }}` the `clock`, `sample` the `shuffle` (which changes a list in its place); the
    `timer` (in seconds) ends what takes too long."""

    clock: Clock = system_clock
    shuffle: Shuffle = random.shuffle
    timer: Callable[[], float] = time.monotonic


SYSTEM = Surroundings()
"""The time and randomness of this machine."""

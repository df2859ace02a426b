"""What reading events gives: an event with its place, something that is none, or a remark. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["TYPES", "EventSource", "Note", "SourceEvent", "Unreadable"]

TYPES = ("identify", "group", "track", "page", "screen", "alias")
"""What an event's `type` is (Segment's documentation of its calls)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEvent:
    """An event and where it stands: `line` from 1, `index` from 0 inside an array.

    `at` is its time in milliseconds since 1970; None where the events before it have none either, and before it was looked for.
    """

    event: dict[str, Any]
    file: str
    line: int
    index: int | None = None
    at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Something between events that is none."""

    file: str
    line: int
    why: str
    index: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something a careful reader wants to know, which loses nothing."""

    file: str
    what: str
    line: int | None = None


EventSource = SourceEvent | Unreadable | Note

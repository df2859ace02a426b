"""What an event has, and what reading events gives: one with its place, something that is none, or a remark. Plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["ROOTS", "TYPES", "EventSource", "Note", "SourceEvent", "Unreadable"]

_COMMON = frozenset(
    [
        "type", "anonymousId", "channel", "context", "integrations", "messageId", "originalTimestamp", "projectId",
        "receivedAt", "sentAt", "timestamp", "userId", "version", "writeKey", "_metadata",
    ]
)  # fmt: skip

ROOTS: Mapping[str, frozenset[str]] = {
    "identify": _COMMON | {"traits"},
    "group": _COMMON | {"traits", "groupId"},
    "track": _COMMON | {"properties", "event"},
    "page": _COMMON | {"properties", "name", "category"},
    "screen": _COMMON | {"properties", "name", "category"},
    "alias": _COMMON | {"previousId"},
}
"""The members an event of each type has at its top (Segment's specification of calls, and its raw logs)."""

TYPES = tuple(ROOTS)
"""What an event's `type` is."""


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
    faults: tuple[Any, ...] = ()
    """Rules that its own requests meet, checked; see `wrapped`."""


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

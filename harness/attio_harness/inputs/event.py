"""What an event has, and what reading events gives: one with its place, something that is none, or a remark. Plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from attio_harness.inputs.times import Times, times_of
from attio_harness.text.json import loads

__all__ = ["ROOTS", "TYPES", "EventSource", "LineEvent", "Note", "SourceEvent", "Told", "Unreadable"]

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

    @property
    def kind(self) -> Any:
        """Its `type`."""
        return self.event.get("type")

    @property
    def message_id(self) -> Any:
        return self.event.get("messageId")

    @property
    def times(self) -> Times:
        """What it says of its time."""
        return times_of(self.event)

    def with_event(self, event: dict[str, Any]) -> SourceEvent:
        """Another event in its place, with its time and its faults."""
        # not `replace`: an event on a line takes other arguments
        return SourceEvent(
            event=event, file=self.file, line=self.line, index=self.index, at=self.at, faults=self.faults
        )

    def with_time(self, at: int | None) -> SourceEvent:
        """The same event at a time in milliseconds since 1970."""
        return SourceEvent(
            event=self.event, file=self.file, line=self.line, index=self.index, at=at, faults=self.faults
        )


class Told(NamedTuple):
    """What is known of an event without parsing its text."""

    text: bytes
    kind: Any
    message_id: Any
    times: Times


_SET = object.__setattr__


class LineEvent(SourceEvent):
    """An event alone on its line; it is parsed when it is asked for, where it is not `parsed` already.

    `row` is what another process has said of it, as the bytes that it came in; empty where none was asked. The object is pickled
    without what was parsed.
    """

    __slots__ = ("_parsed", "row", "told")

    # nothing of a line has one, so no place is kept for them
    index = None
    faults = ()

    told: Told
    row: bytes
    _parsed: dict[str, Any] | None

    def __init__(
        self,
        file: str,
        line: int,
        told: Told,
        row: bytes = b"",
        at: int | None = None,
        parsed: dict[str, Any] | None = None,
    ) -> None:
        # frozen as the class above; its `event` stays empty, as the property below stands before it
        _SET(self, "file", file)
        _SET(self, "line", line)
        _SET(self, "at", at)
        _SET(self, "told", told)
        _SET(self, "row", row)
        _SET(self, "_parsed", parsed)

    @property
    def event(self) -> dict[str, Any]:
        parsed = self._parsed
        if parsed is None:
            parsed = loads(self.told.text)
            assert isinstance(parsed, dict)
            _SET(self, "_parsed", parsed)
        return parsed

    @property
    def kind(self) -> Any:
        return self.told.kind

    @property
    def message_id(self) -> Any:
        return self.told.message_id

    @property
    def times(self) -> Times:
        return self.told.times

    def with_time(self, at: int | None) -> LineEvent:
        return LineEvent(self.file, self.line, self.told, self.row, at, self._parsed)

    def __eq__(self, other: object) -> bool:
        # by what it is, as every other event
        return isinstance(other, SourceEvent) and _compared(self) == _compared(other)

    __hash__ = SourceEvent.__hash__

    def __reduce__(self) -> tuple[Any, ...]:
        told = self.told
        return _again, (self.file, self.line, told.text, told.kind, told.message_id, *told.times, self.row, self.at)


def _compared(one: SourceEvent) -> tuple[Any, ...]:
    return one.event, one.file, one.line, one.index, one.at, one.faults


def _again(
    file: str, line: int, text: bytes, kind: Any, message_id: Any, own: int | None, wrong: str | None, is_early: bool,
    row: bytes, at: int | None,
) -> LineEvent:  # fmt: skip
    return LineEvent(file, line, Told(text, kind, message_id, Times(own, wrong, is_early)), row, at)


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

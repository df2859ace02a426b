"""The members of events, and the plain values that reading gives: an event with its place, an unreadable entry, or a note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from attio_harness.inputs.times import Times, times_of
from attio_harness.rejection import EventRef
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
"""The top members of an event, by type (Segment's specification of calls, and its raw logs)."""

TYPES = tuple(ROOTS)
"""The values of an event's `type`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEvent:
    """An event and its place: `line` from 1, `index` from 0 inside an array.

    `at` is its time in milliseconds since 1970; None before times are assigned, and if neither it nor an earlier event has one.
    """

    event: dict[str, Any]
    file: str
    line: int
    index: int | None = None
    at: int | None = None
    faults: tuple[Any, ...] = ()
    """Checked fault rules for its own requests; see `wrapped`."""

    @property
    def kind(self) -> Any:
        """Its `type`."""
        return self.event.get("type")

    @property
    def message_id(self) -> Any:
        return self.event.get("messageId")

    @property
    def ref(self) -> EventRef:
        """The event as reports name it."""
        message_id, kind = self.message_id, self.kind
        return EventRef(
            file=self.file,
            line=self.line,
            index=self.index,
            message_id=message_id if isinstance(message_id, str) else None,
            type=kind if isinstance(kind, str) else None,
        )

    @property
    def times(self) -> Times:
        """The times it has."""
        return times_of(self.event)

    def with_event(self, event: dict[str, Any]) -> SourceEvent:
        """Another event with the place, time and faults of this one."""
        # not `replace`: a LineEvent takes other arguments
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
    """An event alone on its line; parsed on first use unless `parsed` is given.

    `row` is another process's result for it, as bytes; empty if none was asked. Pickling leaves out the parsed event.
    """

    __slots__ = ("_parsed", "row", "told")

    # an event on a line has none, so no slot is kept
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
        # frozen like its base class; the slot `event` stays empty, since the property below hides it
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
        # by value, as for every other event
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
    """An entry between events that is no event, and why."""

    file: str
    line: int
    why: str
    index: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A remark on the input that loses no event."""

    file: str
    what: str
    line: int | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"file": self.file, "line": self.line, "what": self.what}


EventSource = SourceEvent | Unreadable | Note

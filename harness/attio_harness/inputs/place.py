"""Finds one event by the name that reports give it. `events` reads it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from attio_harness.errors import InputError
from attio_harness.inputs.event import EventSource, SourceEvent, Unreadable
from attio_harness.inputs.events import read_events
from attio_harness.inputs.files import size_of

__all__ = ["Place", "files_named", "find_event"]

# `events.json:12` or, in an array, `events.json:12[3]`
_LINE = re.compile(r"(?P<line>\d+)(?:\[(?P<index>\d+)\])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An event and its file or folder; `read` has the contents if those can be read only once."""

    event: SourceEvent
    among: str
    read: list[EventSource] | None


def find_event(name: str) -> Place:
    """The event of a name: FILE with one event, FILE:LINE, in an array FILE:LINE[INDEX], or EVENTS:MESSAGE_ID.

    Raises:
        InputError: there is none, there are several, or it is no event.
    """
    for among, rest in _cuts(name):
        if os.path.exists(among):
            return _Events(among).named(rest)
    # no such file: the message is about the part that would be its name
    file, colon, rest = name.rpartition(":")
    return _Events(file if colon and _LINE.fullmatch(rest) else name).only()


def files_named(name: str) -> list[str]:
    """The existing files with which a name of an event may begin."""
    return [among for among, _ in _cuts(name) if os.path.exists(among)]


def _cuts(name: str) -> list[tuple[str, str]]:
    """Possible splits into the file's name and the rest, the longest name first: both may contain colons."""
    return [(name, ""), *((name[:at], name[at + 1 :]) for at in range(len(name) - 1, 0, -1) if name[at] == ":")]


class _Events:
    """The contents of a file or folder, read again for each question unless they can be read only once."""

    def __init__(self, among: str) -> None:
        self._among = among
        self._read = list(read_events([among])) if size_of([among]) is None else None

    def named(self, rest: str) -> Place:
        """The event with a line or a messageId; with an empty name the only event."""
        if not rest:
            return self.only()
        line = _LINE.fullmatch(rest)
        try:
            if line is not None:
                return self._of_line(int(line["line"]), int(line["index"]) if line["index"] else None)
            raise InputError(
                f"there is no event with the messageId {rest!r}, and no line of this number", file=self._among
            )
        except InputError:
            # a messageId may be digits; take the first, since a repeat is the same event again
            for item in self._items():
                if isinstance(item, SourceEvent) and item.event.get("messageId") == rest:
                    return self._place(item)
            raise

    def only(self) -> Place:
        """The event of a file that has one."""
        return self._one(self._where(lambda item: True), "there is no event here", None, f"{self._among}:LINE")

    def _of_line(self, line: int, index: int | None) -> Place:
        # without an index, any will do
        items = self._where(lambda item: item.line == line and index in (None, item.index))
        nothing = "there is no event on this line" if index is None else "there is no event here"
        return self._one(items, nothing, line, f"{self._among}:{line}")

    def _where(self, meant: Callable[[SourceEvent | Unreadable], bool]) -> list[SourceEvent | Unreadable]:
        return [item for item in self._items() if isinstance(item, SourceEvent | Unreadable) and meant(item)]

    def _items(self) -> Iterable[EventSource]:
        return read_events([self._among]) if self._read is None else self._read

    def _one(self, items: list[SourceEvent | Unreadable], nothing: str, line: int | None, more: str) -> Place:
        events = [item for item in items if isinstance(item, SourceEvent)]
        if len(events) == 1:
            return self._place(events[0])
        if events:
            which = f"say which with {more}" + ("[INDEX]" if events[0].index is not None else "")
            if self._among == "-":
                which = "write them to a file and say which with FILE:LINE"
            raise InputError(f"holds {len(events)} events; {which}", file=self._among, line=line)
        bad = next((item for item in items if isinstance(item, Unreadable)), None)
        if bad is not None:
            raise InputError(bad.why, file=bad.file, line=bad.line)
        raise InputError(nothing, file=self._among, line=line)

    def _place(self, event: SourceEvent) -> Place:
        return Place(event=event, among=self._among, read=self._read)

"""Events from files, folders, globs and standard input, one at a time, each with the place it came from.

Here is decided what counts as an event, what is named as unreadable and what is only noted. Nothing here looks inside
an event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import Any, BinaryIO

from attio_harness.errors import InputError
from attio_harness.inputs.documents import misplaced
from attio_harness.inputs.event import EventSource, Note, SourceEvent, Unreadable
from attio_harness.inputs.files import files_of, standard_input
from attio_harness.inputs.lines import Lines
from attio_harness.inputs.streams import ADVICE, Reach, looks_like_table, opened, unpacked
from attio_harness.text.json import JsonTextError, element_lines, elements, loads
from attio_harness.text.words import kind_of

__all__ = ["EventSource", "Note", "SourceEvent", "Unreadable", "read_events"]

Numbered = Iterable[tuple[int, bytes]]
"""Lines with their numbers, from 1."""


def read_events(
    paths: Iterable[str], stdin: BinaryIO | None = None, reach: Reach | None = None
) -> Iterator[EventSource]:
    """Everything found under `paths`, in the order given; folders and globs are walked in the order of their names.

    `reach` is kept up to date with what was read. In a folder, and among what a glob finds, a file without an event is
    one entry that could not be read.

    Raises:
        InputError: a path does not exist, or a file that was named, or every file of a folder, cannot be read or holds
            nothing that is an event.
    """
    reach = reach or Reach()
    for name in paths:
        if name == "-":
            yield from _EventReader(stdin or standard_input(), "-", reach).read()
            continue
        files = files_of(name)
        # one named file fails as a whole; what a folder or glob found may fail one by one
        yield from _read_file(name, reach) if files == [name] else _read_found(files, reach)


def _read_file(file: str, reach: Reach) -> Iterator[EventSource]:
    reach.begin()
    try:
        with opened(file, reach) as stream:
            yield from _EventReader(stream, file, reach).read()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", file=file) from None


def _read_found(files: list[str], reach: Reach) -> Iterator[EventSource]:
    """Files that nobody named one by one: what is wrong with one of them does not keep the others from being read."""
    first: InputError | None = None
    any_event = False
    for file in files:
        waiting: list[Unreadable] = []  # what stands before the first event, if one comes
        found = False
        try:
            for item in _read_file(file, reach):
                # a file without any event is told once, by its error below, not line by line
                if isinstance(item, Unreadable) and not found:
                    waiting.append(item)
                    continue
                if isinstance(item, SourceEvent) and not found:
                    found = any_event = True
                    yield from waiting
                yield item
        except InputError as error:
            first = first or error
            why = error.problem if found else f"{error.problem}; nothing in this file is an event"
            yield Unreadable(file=file, line=error.line or 1, why=why)
    if first and not any_event:
        raise first


class _EventReader:
    """Reads one stream: lines of JSON, a document over several lines, objects in a row, and the wrappings of events."""

    def __init__(self, stream: BinaryIO, file: str, reach: Reach) -> None:
        self._file = file
        self._reach = reach
        self._lines = Lines(unpacked(stream, file), file, reach)

    def read(self) -> Iterator[EventSource]:
        yield from self._documents()
        yield from self._lines.notes()
        if self._lines.fatal:
            problem, line = self._lines.fatal
            # only now: an event further down would have made the broken lines mere entries
            raise InputError(problem, file=self._file, line=line)

    # -- which lines make a document --

    def _documents(self) -> Iterator[EventSource]:
        numbered = iter(self._lines)
        first = next(numbered, None)
        if first is None:
            return
        number, head = first
        table = looks_like_table(head)
        if table:
            raise InputError(table, file=self._file, line=number)
        try:
            value = loads(head)
        except JsonTextError as error:
            yield from self._spread_or_lines(first, numbered, error)
            return
        yield from self._value(value, head, number)
        yield from self._ndjson(numbered)

    def _ndjson(self, numbered: Numbered) -> Iterator[EventSource]:
        for number, line in numbered:
            try:
                value = loads(line)
            except JsonTextError as error:
                yield from self._not_one(number, line, error)
                continue
            yield from self._value(value, line, number)

    def _not_one(self, number: int, line: bytes, error: JsonTextError) -> Iterator[EventSource]:
        """A line that is not one value: several in a row, one that is cut off, or nothing of the kind."""
        # `{…}{…}`: a whole value, and another one begins
        if error.follows in ("{", "["):
            yield from self._row(number, line.decode("utf-8", "surrogateescape"))
            return
        # the last line without its end: the file was cut, or is still being written; no event is counted as lost
        if error.at_end and self._lines.last_is_open:
            self._lines.problem(f"line {number} ends in the middle of an event", number)
            yield self._note(number, "the last line ends in the middle of an event")
            return
        said = f"not JSON: {error.problem} (column {error.column}); expected one event as a JSON object a line"
        yield self._unreadable(number, said)

    def _row(self, number: int, line: str) -> Iterator[EventSource]:
        """Objects one after the other on one line, as Firehose writes them; also lines that end in CR alone."""
        # the reader of arrays takes elements without commas; a bracket in front makes the row one
        for item in self._array(f"[{line}", add=number - 1):
            # a complete line that stops inside an event is broken, not cut: more lines may follow it
            is_cut = isinstance(item, Note) and not self._lines.last_is_open
            why = "ends in the middle of an event"
            yield Unreadable(file=self._file, line=number, why=why) if is_cut else item

    def _spread_or_lines(
        self, first: tuple[int, bytes], others: Numbered, error: JsonTextError
    ) -> Iterator[EventSource]:
        """The first line is not a value of its own: a document over several lines, or lines of which the first is broken."""
        number, head = first
        if head.lstrip(b" \t\r")[:1] not in (b"{", b"["):
            yield from self._not_one(number, head, error)
            yield from self._ndjson(others)
            return
        # the one place where all is read into memory: an array or object may end on any line
        kept = [first, *others]
        text = _joined(kept)
        # CR is a blank of JSON, but ends no line for `readline`
        if head.lstrip(b" \t\r")[:1] == b"[":
            yield from self._array(text)
            return
        try:
            value = loads(text, marked=True)
        except JsonTextError as whole:
            yield from self._objects_or_lines(kept, text, whole)
            return
        yield from self._value(value, text, number)

    def _objects_or_lines(
        self, kept: list[tuple[int, bytes]], text: str, whole: JsonTextError
    ) -> Iterator[EventSource]:
        # lines that are objects from brace to brace say NDJSON with a broken first line
        alone = sum(1 for _, line in kept if line.startswith(b"{") and line.rstrip().endswith(b"}"))
        if alone:
            yield from self._ndjson(kept)
            return
        if whole.follows == "{":  # several events pasted one below the other, each over several lines
            for item in self._array("[" + text):
                # nobody wrote an array, so an index would name nothing
                yield replace(item, index=None) if isinstance(item, SourceEvent | Unreadable) else item
            return
        yield self._unreadable(whole.line, f"not JSON: {whole.problem} (column {whole.column})")

    # -- which events are in a document --

    def _array(self, text: str, *, add: int = 0) -> Iterator[EventSource]:
        """The elements of an array; `add` is the number of lines above its text."""
        for element in elements(text):
            # the bytes are all read by now; progress is how far the elements have come
            self._reach.worked(element.end / len(text))
            line = element.line + add
            if element.problem is None:
                self._lines.oddities.see(element.value, text[element.begin : element.end], line)
                yield from self._one(element.value, line, element.index)
            elif element.cut:
                yield self._note(line, self._lines.problem("the array ends in the middle of an event", line))
            else:
                yield self._unreadable(line, f"{element.problem}; expected an event as a JSON object", element.index)
        self._reach.worked(1.0)

    def _value(self, value: Any, text: bytes | str, line: int) -> Iterator[EventSource]:
        """One event, or several in one of the wrappings: an array, `{"batch": […]}` (HTTP API), `{"payload": …}` (tester)."""
        self._lines.oddities.see(value, text, line)
        # every event of Segment has a `type`, so a `batch` or `payload` beside one is the event's own
        if isinstance(value, dict) and "type" not in value:
            value = _with_common(value)
            for key in ("batch", "payload"):
                inner = value.get(key)
                if isinstance(inner, list):
                    yield from self._wrapped(inner, key, line, text if isinstance(text, str) else None)
                    return
                # the tester takes one event or a list of them (observation of the actions server, POST /{action})
                if isinstance(inner, dict) and key == "payload":
                    yield from self._one(inner, line, None)
                    return
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._one(item, line, index)
            return
        yield from self._one(value, line, None)

    def _wrapped(self, inner: list[Any], key: str, line: int, text: str | None) -> Iterator[EventSource]:
        """`text` is given of a document over several lines, where each event begins on a line of its own."""
        begins = element_lines(text, f"/{key}") if text is not None else []
        # on one line there are no lines of elements: all have that of the wrapping
        for index, (item, begin) in enumerate(zip_longest(inner, begins[: len(inner)], fillvalue=line)):
            yield from self._one(item, begin, index)

    def _one(self, value: Any, line: int, index: int | None) -> Iterator[EventSource]:
        if not isinstance(value, dict):
            said = f"expected an event (a JSON object), found {kind_of(value)}"
            yield self._unreadable(line, said, index)
            return
        # only before the first event: later on an object without `type` counts as an event like any other
        if not self._lines.found and "type" not in value:
            self._refuse_others(value, line)
        self._lines.found = True
        yield SourceEvent(event=value, file=self._file, line=line, index=index)

    def _refuse_others(self, value: dict[str, Any], line: int) -> None:
        """The first thing in a file has no `type`: perhaps it is no event at all."""
        other = misplaced(value, "events")
        if other:
            raise InputError(other, file=self._file, line=line)
        # the columns of Segment's warehouse tables: flat, in snake case, with `uuid_ts` of the loading
        if "received_at" in value and any(key.startswith("context_") or key == "uuid_ts" for key in value):
            rows = f"looks like rows of a warehouse table (received_at, context_…), which {ADVICE}"
            raise InputError(rows, file=self._file)

    def _unreadable(self, line: int, why: str, index: int | None = None) -> Unreadable:
        return Unreadable(file=self._file, line=line, index=index, why=self._lines.problem(why, line))

    def _note(self, line: int, what: str) -> Note:
        return Note(file=self._file, line=line, what=what)


def _with_common(value: dict[str, Any]) -> dict[str, Any]:
    """A batch with its own `context` and `integrations` below those of each member (documentation, HTTP API)."""
    common = {key: value[key] for key in ("context", "integrations") if isinstance(value.get(key), dict)}
    if not common or not isinstance(value.get("batch"), list):
        return value
    return {**value, "batch": [_under(common, item) for item in value["batch"]]}


def _under(common: dict[str, dict[str, Any]], event: Any) -> Any:
    if not isinstance(event, dict):
        return event
    own = {key: event.get(key) for key in common}
    # per key of the object, the member's own over the batch's; null counts as absent, text or a list stays
    return event | {
        key: value | (own[key] or {}) for key, value in common.items() if own[key] is None or isinstance(own[key], dict)
    }


def _joined(kept: Iterable[tuple[int, bytes]]) -> str:
    """The text again, with the blank lines back in place so that line numbers hold; bytes that are not UTF-8 stay marked."""
    out: list[str] = []
    expected = 1
    for number, line in kept:
        # the lines left out were blank ones; see `Lines`
        out.extend([""] * (number - expected))
        out.append(line.decode("utf-8", "surrogateescape"))
        expected = number + 1
    return "\n".join(out)

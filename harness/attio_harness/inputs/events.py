"""Events from files, folders, globs and standard input, one at a time, each with the place it came from.

Here is decided what counts as an event, what is named as unreadable and what is only noted. Nothing here looks inside
an event.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from attio_harness.errors import InputError
from attio_harness.inputs.documents import misplaced
from attio_harness.inputs.event import EventSource, Note, SourceEvent, Unreadable
from attio_harness.inputs.files import ADVICE, Reach, files_of, looks_like_table, opened, size_of, unpacked
from attio_harness.inputs.lines import Lines
from attio_harness.text.json import JsonTextError, elements, line_of, loads

__all__ = ["EventSource", "Note", "Reach", "SourceEvent", "Unreadable", "read_events", "size_of"]


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
            yield from _read_stream(stdin or _standard_input(), "-", reach)
            continue
        files = files_of(name)
        yield from _read_file(name, reach) if files == [name] else _read_found(files, reach)


def _read_file(file: str, reach: Reach) -> Iterator[EventSource]:
    reach.begin()
    try:
        with opened(file, reach) as stream:
            yield from _read_stream(stream, file, reach)
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


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise InputError("standard input is closed", file="-")
    return sys.stdin.buffer


def _read_stream(stream: BinaryIO, file: str, reach: Reach) -> Iterator[EventSource]:
    lines = Lines(unpacked(stream, file), file, reach)
    yield from _documents(lines, file)
    yield from lines.notes()
    if lines.fatal:
        problem, line = lines.fatal
        raise InputError(problem, file=file, line=line)


def _documents(lines: Lines, file: str) -> Iterator[EventSource]:
    numbered = iter(lines)
    first = next(numbered, None)
    if first is None:
        return
    number, head = first
    table = looks_like_table(head)
    if table:
        raise InputError(table, file=file, line=number)
    try:
        value = loads(head)
    except JsonTextError as error:
        yield from _spread_or_lines(lines, numbered, number, head, error, file)
        return
    yield from _value(value, head, number, lines, file)
    yield from _ndjson(numbered, lines, file)


def _value(value: Any, text: bytes | str, number: int, lines: Lines, file: str) -> Iterator[EventSource]:
    lines.oddities.see(value, text, number)
    yield from _unwrap(value, file, number, lines, text=text if isinstance(text, str) else None)


def _ndjson(numbered: Iterator[tuple[int, bytes]], lines: Lines, file: str) -> Iterator[EventSource]:
    for number, line in numbered:
        try:
            value = loads(line)
        except JsonTextError as error:
            yield from _not_one(number, line, error, lines, file)
            continue
        yield from _value(value, line, number, lines, file)


def _not_one(number: int, line: bytes, error: JsonTextError, lines: Lines, file: str) -> Iterator[EventSource]:
    """A line that is not one value: several in a row, one that is cut off, or nothing of the kind."""
    if error.follows in ("{", "["):
        yield from _row(number, line.decode("utf-8", "surrogateescape"), lines, file)
        return
    if error.at_end and lines.last_is_open:
        lines.problem(f"line {number} ends in the middle of an event", number)
        yield Note(file=file, line=number, what="the last line ends in the middle of an event")
        return
    said = f"not JSON: {error.problem} (column {error.column}); expected one event as a JSON object a line"
    yield Unreadable(file=file, line=number, why=lines.problem(said, number))


def _row(number: int, line: str, lines: Lines, file: str) -> Iterator[EventSource]:
    """Objects one after the other on one line, as Firehose writes them; also lines that end in CR alone."""
    for item in _array(f"[{line}", file, lines, add=number - 1):
        is_cut = isinstance(item, Note) and not lines.last_is_open
        yield Unreadable(file=file, line=number, why="ends in the middle of an event") if is_cut else item


def _spread_or_lines(
    lines: Lines, numbered: Iterator[tuple[int, bytes]], number: int, head: bytes, error: JsonTextError, file: str
) -> Iterator[EventSource]:
    """The first line is not a value of its own: a document over several lines, or lines of which the first is broken."""
    if head.lstrip(b" \t\r")[:1] not in (b"{", b"["):
        yield from _not_one(number, head, error, lines, file)
        yield from _ndjson(numbered, lines, file)
        return
    kept = [(number, head), *numbered]
    text = _joined(kept)
    if head.lstrip(b" \t\r")[:1] == b"[":
        yield from _array(text, file, lines)
        return
    try:
        value = loads(text, marked=True)
    except JsonTextError as whole:
        yield from _objects_or_lines(kept, whole, lines, file)
        return
    yield from _value(value, text, number, lines, file)


def _objects_or_lines(
    kept: list[tuple[int, bytes]], whole: JsonTextError, lines: Lines, file: str
) -> Iterator[EventSource]:
    alone = sum(1 for _, line in kept if line.startswith(b"{") and line.rstrip().endswith(b"}"))
    if alone:
        yield from _ndjson(iter(kept), lines, file)
        return
    if whole.follows == "{":  # several events pasted one below the other, each over several lines
        for item in _array("[" + _joined(kept), file, lines):
            yield replace(item, index=None) if isinstance(item, SourceEvent | Unreadable) else item
        return
    why = lines.problem(f"not JSON: {whole.problem} (column {whole.column})", whole.line)
    yield Unreadable(file=file, line=whole.line, why=why)


def _joined(kept: list[tuple[int, bytes]]) -> str:
    """The text again, with the blank lines back in place so that line numbers hold; bytes that are not UTF-8 stay marked."""
    out: list[str] = []
    expected = 1
    for number, line in kept:
        out.extend([""] * (number - expected))
        out.append(line.decode("utf-8", "surrogateescape"))
        expected = number + 1
    return "\n".join(out)


def _array(text: str, file: str, lines: Lines, *, add: int = 0) -> Iterator[EventSource]:
    for element in elements(text):
        lines.reach.worked(element.end / len(text))
        line = element.line + add
        if element.problem is None:
            lines.oddities.see(element.value, text[element.begin : element.end], line)
            yield from _one(element.value, file, line, element.index, lines)
        elif element.cut:
            lines.problem("the array ends in the middle of an event", line)
            yield Note(file=file, line=line, what="the array ends in the middle of an event")
        else:
            why = lines.problem(f"{element.problem}; expected an event as a JSON object", line)
            yield Unreadable(file=file, line=line, index=element.index, why=why)
    lines.reach.worked(1.0)


def _unwrap(value: Any, file: str, line: int, lines: Lines, *, text: str | None = None) -> Iterator[EventSource]:
    """One event, or several in one of the wrappings: an array, `{"batch": […]}` (HTTP API), `{"payload": …}` (tester)."""
    if isinstance(value, dict) and "type" not in value:
        common = {key: value[key] for key in ("context", "integrations") if isinstance(value.get(key), dict)}
        if common and isinstance(value.get("batch"), list):
            value = {**value, "batch": [_under(common, item) for item in value["batch"]]}
        for key in ("batch", "payload"):
            inner = value.get(key)
            if isinstance(inner, list) or (isinstance(inner, dict) and key == "payload"):
                yield from _wrapped(inner, key, file, line, lines, text)
                return
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _one(item, file, line, index, lines)
        return
    yield from _one(value, file, line, None, lines)


def _under(common: dict[str, dict[str, Any]], event: Any) -> Any:
    """A member of a batch with the batch's own `context` and `integrations` below its own (documentation, HTTP API)."""
    if not isinstance(event, dict):
        return event
    own = {key: event.get(key) for key in common}
    return event | {
        key: value | (own[key] or {}) for key, value in common.items() if own[key] is None or isinstance(own[key], dict)
    }


def _wrapped(inner: Any, key: str, file: str, line: int, lines: Lines, text: str | None) -> Iterator[EventSource]:
    if isinstance(inner, dict):
        yield from _one(inner, file, line, None, lines)
        return
    begins = {}
    if text is not None:  # a document over several lines: say where each event begins
        begins = {index: line_of(text, f"/{key}/{index}") or line for index in range(len(inner))}
    for index, item in enumerate(inner):
        yield from _one(item, file, begins.get(index, line), index, lines)


def _one(value: Any, file: str, line: int, index: int | None, lines: Lines) -> Iterator[EventSource]:
    if isinstance(value, dict):
        if not lines.found and "type" not in value:
            _refuse_others(value, file, line)
        lines.found = True
        yield SourceEvent(event=value, file=file, line=line, index=index)
        return
    names = {
        str: "a string",
        bool: "a boolean",
        int: "a number",
        float: "a number",
        list: "an array",
        type(None): "null",
    }
    why = lines.problem(f"expected an event (a JSON object), found {names[type(value)]}", line)
    yield Unreadable(file=file, line=line, index=index, why=why)


def _refuse_others(value: dict[str, Any], file: str, line: int) -> None:
    """The first thing in a file has no `type`: perhaps it is no event at all."""
    other = misplaced(value, "events")
    if other:
        raise InputError(other, file=file, line=line)
    if "received_at" in value and any(key.startswith("context_") or key == "uuid_ts" for key in value):
        raise InputError(f"looks like rows of a warehouse table (received_at, context_…), which {ADVICE}", file=file)

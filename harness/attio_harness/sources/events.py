"""Events from files, folders, globs and standard input, one at a time, each with the place it came from.

Here is decided what counts as an event, what is named as unreadable and what is only noted. Nothing here looks inside
an event.
"""

from __future__ import annotations

import glob
import gzip
import io
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from attio_harness.errors import InputError
from attio_harness.jsontext import JsonTextError, elements, loads

__all__ = ["EventSource", "Note", "Reach", "SourceEvent", "Unreadable", "read_events", "size_of"]

_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_TABLES = (".csv", ".tsv", ".parquet", ".csv.gz")
_FOREIGN = {
    b"PAR1": "Parquet",
    b"PK\x03\x04": "a ZIP archive (unpack it first)",
    b"\x28\xb5\x2f\xfd": "compressed with zstd (unpack it first)",
    b"\xff\xfe": "UTF-16 text (save it as UTF-8)",
    b"\xfe\xff": "UTF-16 text (save it as UTF-8)",
}
"""What the first bytes of a file say that is no text and no gzip."""

_CSV_HEAD = re.compile(rb'"?[A-Za-z_][\w ]*"?(,"?[A-Za-z_][\w ]*"?){2,}\r?$')
_ADVICE = (
    "has lost what an event was (nested objects, types, nulls); expected NDJSON as in Segment's raw logs (S3) or the raw "
    "view of the debugger"
)
_IGNORED = {"dummy-object.txt", ".DS_Store"}
"""Segment writes dummy-object.txt into a bucket to test its access; it never holds events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEvent:
    """An event and where it stands: `line` from 1, `index` from 0 inside an array."""

    event: dict[str, Any]
    file: str
    line: int
    index: int | None = None


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


class Reach:
    """How far reading has come, in bytes of the files as they are on the disk."""

    def __init__(self) -> None:
        self._before = self._read = 0
        self._share = 1.0

    @property
    def bytes(self) -> int:
        return self._before + int(self._read * self._share)

    def begin(self) -> None:
        """Another file."""
        self._before, self._read, self._share = self._before + self._read, 0, 1.0

    def read(self, count: int) -> None:
        self._read += count

    def worked(self, share: float) -> None:
        """Of what was read of this file, as much is behind us: an array is read before its first element is handed out."""
        self._share = share


class _Counted(io.RawIOBase):
    """A file that says how much of it was read."""

    def __init__(self, file: io.RawIOBase, reach: Reach) -> None:
        self._file, self._reach = file, reach

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        count: int | None = self._file.readinto(buffer)
        self._reach.read(count or 0)
        return count


def size_of(paths: Iterable[str]) -> int | None:
    """The bytes of all files under `paths`, or None where standard input is among them.

    Raises:
        InputError: as `read_events`, where a path does not exist.
    """
    names = list(paths)
    return None if "-" in names else sum(Path(file).stat().st_size for name in names for file in _files(name))


def read_events(
    paths: Iterable[str], stdin: BinaryIO | None = None, reach: Reach | None = None
) -> Iterator[EventSource]:
    """Everything found under `paths`, in the order given; folders and globs are walked in the order of their names.

    `reach` is kept up to date with what was read.

    Raises:
        InputError: a path does not exist, or a file as a whole holds nothing that is an event.
    """
    reach = reach or Reach()
    for name in paths:
        if name == "-":
            yield from _read_stream(stdin or sys.stdin.buffer, "-", reach)
            continue
        for file in _files(name):
            reach.begin()
            try:
                with open(file, "rb", buffering=0) as stream:
                    yield from _read_stream(io.BufferedReader(_Counted(stream, reach), 1 << 16), file, reach)
            except OSError as error:
                raise InputError(f"cannot be read: {error.strerror or error}", file=file) from None


def _files(name: str) -> list[str]:
    path = Path(name)
    if path.is_dir():
        found = _inside(path)
        if not found:
            raise InputError(
                "the folder holds no event files (expected .json, .ndjson, .jsonl, .log or .gz)", file=name
            )
        return found
    if path.exists():
        return [name]
    if glob.has_magic(name):
        found = []
        for one in (Path(p) for p in sorted(glob.glob(name, recursive=True))):
            found += _inside(one) if one.is_dir() else [str(one)] * (one.name not in _IGNORED)
        if found:
            return list(dict.fromkeys(found))  # `**` finds a file and the folder it is in
        raise InputError("no file has a name like this", file=name)
    raise InputError("there is no such file or folder (expected events: NDJSON, a JSON array or object)", file=name)


def _inside(folder: Path) -> list[str]:
    return [str(p) for p in sorted(folder.rglob("*")) if p.is_file() and _wanted(p.relative_to(folder))]


def _wanted(path: Path) -> bool:
    """Whether a file in a folder may hold events; a table is taken too, so that it is refused and not passed over."""
    hidden = any(part.startswith(".") for part in path.parts)
    return not hidden and path.name not in _IGNORED and path.suffix.lower() != ".md"


def _read_stream(stream: BinaryIO, file: str, reach: Reach) -> Iterator[EventSource]:
    if file.lower().endswith(_TABLES):
        raise InputError(f"{'Parquet' if '.parquet' in file.lower() else 'CSV'} {_ADVICE}", file=file)
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    begin = buffered.peek(4)[:4]
    foreign = next((what for magic, what in _FOREIGN.items() if begin.startswith(magic)), None)
    if foreign:
        raise InputError(f"Parquet {_ADVICE}" if foreign == "Parquet" else f"is {foreign}", file=file)
    packed = begin[:2] == _GZIP
    source: BinaryIO = gzip.GzipFile(fileobj=buffered, mode="rb") if packed else buffered  # type: ignore[assignment]
    lines = _Lines(source, file, reach)
    found = False
    for item in _documents(lines, file):
        found = found or isinstance(item, SourceEvent)
        yield item
    yield from lines.notes()
    if not found and lines.content:
        raise InputError(
            lines.first_problem or "no event in it (expected an object, an array or one object a line)", file=file
        )


class _Lines:
    """The lines of a stream without their ends, what was remarked on the way, and the first thing that was wrong."""

    def __init__(self, source: BinaryIO, file: str, reach: Reach) -> None:
        self._source = source
        self._file = file
        self.reach = reach
        self.blank = 0
        self.crlf = 0
        self.content = False
        self.bom = False
        self.early_end: str | None = None
        self.first_problem: str | None = None
        self.count = 0
        self.last_is_open = False

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        while True:
            try:
                raw = self._source.readline()
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                self.early_end = f"the gzip data ends early or is damaged ({error}); what stands before was read"
                return
            if not raw:
                return
            self.count += 1
            if self.count == 1 and raw.startswith(_BOM):
                raw, self.bom = raw[3:], True
            self.last_is_open = not raw.endswith(b"\n")
            self.crlf += raw.endswith(b"\r\n")
            line = raw.rstrip(b"\r\n")
            if not line.strip():
                self.blank += 1
                continue
            self.content = True
            yield self.count, line

    def notes(self) -> Iterator[EventSource]:
        if self.bom:
            yield Note(file=self._file, line=1, what="begins with a byte order mark")
        if self.crlf:
            yield Note(file=self._file, what=f"{self.crlf} line{'s end' if self.crlf > 1 else ' ends'} in CRLF")
        if self.blank:
            yield Note(file=self._file, what=f"{self.blank} blank line{'s' * (self.blank > 1)}")
        if self.early_end:
            self.content = True
            self.first_problem = self.first_problem or self.early_end
            yield Unreadable(file=self._file, line=self.count + 1, why=self.early_end)

    def problem(self, what: str) -> str:
        self.first_problem = self.first_problem or what
        return what


def _documents(lines: _Lines, file: str) -> Iterator[EventSource]:
    numbered = iter(lines)
    first = next(numbered, None)
    if first is None:
        if not lines.early_end:
            yield Note(file=file, what="holds no events")
        return
    number, head = first
    if _CSV_HEAD.match(head):
        raise InputError(f"looks like CSV (the first line names columns), which {_ADVICE}", file=file, line=number)
    try:
        value = loads(head)
    except JsonTextError as error:
        yield from _spread_or_lines(lines, numbered, number, head, error, file)
        return
    yield from _unwrap(value, file, number, lines)
    yield from _ndjson(numbered, lines, file)


def _ndjson(numbered: Iterator[tuple[int, bytes]], lines: _Lines, file: str) -> Iterator[EventSource]:
    for number, line in numbered:
        try:
            value = loads(line)
        except JsonTextError as error:
            yield _bad_line(number, error, lines, file)
            continue
        yield from _unwrap(value, file, number, lines)


def _bad_line(number: int, error: JsonTextError, lines: _Lines, file: str) -> EventSource:
    if error.at_end and lines.last_is_open:
        lines.problem(f"line {number} ends in the middle of an event")
        return Note(file=file, line=number, what="the last line ends in the middle of an event")
    why = lines.problem(
        f"not JSON: {error.problem} (column {error.column}); expected one event as a JSON object a line"
    )
    return Unreadable(file=file, line=number, why=why)


def _spread_or_lines(
    lines: _Lines, numbered: Iterator[tuple[int, bytes]], number: int, head: bytes, error: JsonTextError, file: str
) -> Iterator[EventSource]:
    """The first line is not a value of its own: a document over several lines, or lines of which the first is broken."""
    if head.lstrip()[:1] not in (b"{", b"["):
        yield _bad_line(number, error, lines, file)
        yield from _ndjson(numbered, lines, file)
        return
    kept = [(number, head), *numbered]
    text = _joined(kept)
    if head.lstrip()[:1] == b"[":
        yield from _array(text, file, lines)
        return
    try:
        value = loads(text)
    except JsonTextError as whole:
        yield from _objects_or_lines(kept, whole, lines, file)
        return
    yield from _unwrap(value, file, number, lines, text=text)


def _objects_or_lines(
    kept: list[tuple[int, bytes]], whole: JsonTextError, lines: _Lines, file: str
) -> Iterator[EventSource]:
    alone = sum(1 for _, line in kept if line.startswith(b"{") and line.rstrip().endswith(b"}"))
    if alone:
        yield from _ndjson(iter(kept), lines, file)
        return
    if whole.problem.startswith("extra data"):  # several events pasted one below the other, each over several lines
        for item in _array("[" + _joined(kept), file, lines):
            yield replace(item, index=None) if isinstance(item, SourceEvent | Unreadable) else item
        return
    lines.problem(f"not JSON: {whole.problem} (line {whole.line}, column {whole.column})")
    yield Unreadable(file=file, line=whole.line, why=lines.first_problem or "")


def _joined(kept: list[tuple[int, bytes]]) -> str:
    """The text again, with the blank lines back in place so that line numbers hold."""
    out: list[str] = []
    expected = 1
    for number, line in kept:
        out.extend([""] * (number - expected))
        out.append(line.decode("utf-8", errors="replace"))
        expected = number + 1
    return "\n".join(out)


def _array(text: str, file: str, lines: _Lines) -> Iterator[EventSource]:
    for element in elements(text):
        lines.reach.worked(element.share)
        if element.problem is None:
            yield from _one(element.value, file, element.line, element.index, lines)
        elif element.cut:
            lines.problem(f"line {element.line}: the array ends in the middle of an event")
            yield Note(file=file, line=element.line, what="the array ends in the middle of an event")
        else:
            why = lines.problem(f"{element.problem}; expected an event as a JSON object")
            yield Unreadable(file=file, line=element.line, index=element.index, why=why)
    lines.reach.worked(1.0)


def _unwrap(value: Any, file: str, line: int, lines: _Lines, *, text: str | None = None) -> Iterator[EventSource]:
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


def _wrapped(inner: Any, key: str, file: str, line: int, lines: _Lines, text: str | None) -> Iterator[EventSource]:
    if isinstance(inner, dict):
        yield from _one(inner, file, line, None, lines)
        return
    begins = {}
    if text is not None:  # a document over several lines: say where each event begins
        from attio_harness.jsontext import line_of

        begins = {index: line_of(text, f"/{key}/{index}") or line for index in range(len(inner))}
    for index, item in enumerate(inner):
        yield from _one(item, file, begins.get(index, line), index, lines)


def _one(value: Any, file: str, line: int, index: int | None, lines: _Lines) -> Iterator[EventSource]:
    if isinstance(value, dict):
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
    why = lines.problem(f"expected an event (a JSON object), found {names[type(value)]}")
    yield Unreadable(file=file, line=line, index=index, why=why)

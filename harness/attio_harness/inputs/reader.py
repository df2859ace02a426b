"""Finds the events in a stream: on lines of JSON, in a document over several lines, in objects in a row, in an array.

`values` decides what a value is. Data that are cut off are read up to the cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import BinaryIO

from attio_harness.errors import InputError
from attio_harness.inputs.batches import CutBatch, cut_batch
from attio_harness.inputs.event import EventSource, LineEvent, SourceEvent, Told, Unreadable
from attio_harness.inputs.file_kinds import Other
from attio_harness.inputs.handed import Others, Said, handed_over
from attio_harness.inputs.lines import Lines, LongLine
from attio_harness.inputs.odd_texts import odd_text, slips_of
from attio_harness.inputs.streams import ADVICE, Reach, is_named_table, looks_like_table, unpacked
from attio_harness.inputs.tables import column_of_events
from attio_harness.inputs.times import Times
from attio_harness.inputs.values import Values
from attio_harness.inputs.wrappings import event_in_line
from attio_harness.limits import InputLimits, in_force
from attio_harness.text.elements import Element, array_end, elements
from attio_harness.text.json import TOO_DEEP, TORN, JsonTextError, loads, skip

__all__ = ["EventReader"]

Numbered = Iterable[tuple[int, bytes | LongLine]]
"""Lines with their numbers, from 1."""

_WHY = ": it was cut off, or is still being written"
_BRACES = (b"{", b"[")
_MARKED = re.compile(rb"\s*+\[[^\[\]{}\"]*+\]\s*+[^\s,\[\]{}]")
"""`[INFO] started`, as a log begins."""
_ROWS = 50
"""How many lines are searched for a table."""


class EventReader:
    """Reads one stream: lines of JSON, a document over several lines, objects in a row, and wrapped events.

    For a long stream, the other processes `others` get the lines.
    """

    def __init__(
        self,
        stream: BinaryIO,
        file: str,
        reach: Reach,
        limits: InputLimits | None = None,
        others: Others | None = None,
    ) -> None:
        self._others = others
        self._file = file
        self._reach = reach
        self._limits = limits or in_force()
        self._lines = Lines(unpacked(stream, file, self._limits), file, self._limits)
        self._values = Values(file, self._lines, self._limits)
        self._text: str | None = None
        """The whole text of a document over several lines."""
        self._over: Unreadable | None = None
        """Where reading stopped in a document that is longer than the limit."""

    def read(self) -> Iterator[EventSource]:
        if self._others is not None:
            self._others.begin(self._file)
        yield from self._documents()
        yield from self._lines.notes()
        if self._lines.fatal:
            problem, line = self._lines.fatal
            odd = _odd(self._text if self._text is not None else self._lines.begin, self._file)
            if odd is not None:
                raise odd.refusal(self._file)
            # only at the end: with any event in the file, broken lines are mere entries
            raise InputError(problem, file=self._file, line=line)

    # -- which lines make a document --

    def _documents(self) -> Iterator[EventSource]:
        numbered = iter(self._lines)
        first = next(numbered, None)
        if first is None:
            return
        number, head = first
        if isinstance(head, LongLine):
            yield self._values.unreadable(number, head.why)
            yield from self._ndjson(numbered)
            return
        named = is_named_table(self._file)
        table = f"CSV {ADVICE}" if named else looks_like_table(head)
        if table:
            begin = b"\n".join([head, *(line for _, line in islice(numbered, _ROWS) if isinstance(line, bytes))])
            column = column_of_events(begin, self._file)
            raise InputError(column or table, file=self._file, line=None if column or named else number)
        try:
            value = loads(head)
        except JsonTextError as error:
            yield from self._spread_or_lines((number, head), numbered, error)
            return
        yield from self._values.whole(value, head, number)
        yield from self._ndjson(numbered)

    def _ndjson(self, numbered: Numbered) -> Iterator[EventSource]:
        if self._others is not None:
            for number, line, said in handed_over(numbered, self._others):
                if said is None:
                    yield from self._line(number, line)
                else:
                    assert isinstance(line, bytes)
                    yield self._said(number, line, said)
            return
        for number, line in numbered:
            yield from self._line(number, line)

    def _line(self, number: int, line: bytes | LongLine) -> Iterator[EventSource]:
        if isinstance(line, LongLine):
            yield self._values.unreadable(number, line.why)
            return
        try:
            value = loads(line)
        except JsonTextError as error:
            yield from self._not_one(number, line, error)
            return
        yield from self._values.whole(value, line, number)

    def _said(self, number: int, line: bytes, said: Said) -> SourceEvent:
        """A line that another process found to be an event."""
        assert said is not None
        kind, message_id, at, wrong, is_early, is_rounded, twice, row = said
        self._lines.found = True
        self._lines.oddities.add(number, rounded=is_rounded, twice=twice)
        return LineEvent(self._file, number, Told(line, kind, message_id, Times(at, wrong, is_early)), row)

    def _not_one(self, number: int, line: bytes, error: JsonTextError) -> Iterator[EventSource]:
        """A line that is not exactly one value: several in a row, one that is cut off, or no JSON."""
        # `{…}{…}`: a whole value, then another one; `1714550000 {…}` is a line of a log
        if error.follows in ("{", "[") and (
            line.lstrip(b" \t\r")[:1] in _BRACES or not event_in_line(line, self._file)
        ):
            yield from self._row(number, line.decode("utf-8", "surrogateescape"))
            return
        # the last line without its end
        if error.at_end and self._lines.is_open(number):
            yield from self._cut_line(number, line.decode("utf-8", "surrogateescape"))
            return
        inside = event_in_line(line, self._file)
        if inside is not None:
            self._lines.named = True
            yield Unreadable(file=self._file, line=number, why=inside)
            return
        to_do = _to_do(line.decode("utf-8", "surrogateescape"), "; expected one event as a JSON object a line")
        said = (
            self._too_deep(error.problem)
            or slips_of(line)
            or f"not JSON: {error.problem} (column {error.column}){to_do}"
        )
        yield self._values.unreadable(number, said)

    def _too_deep(self, problem: str) -> str | None:
        passed = self._limits.passed("event_depth", self._limits.event_depth + 1, at_least=True)
        return passed if problem == TOO_DEEP else None

    def _row(self, number: int, line: str) -> Iterator[EventSource]:
        """Objects in a row on one line, as Firehose writes them; also lines that end only in CR."""
        # a line with an end is complete
        why = _WHY if self._lines.is_open(number) else ""
        yield from self._objects(line, number - 1, "the line", why)

    def _cut_line(self, number: int, line: str) -> Iterator[EventSource]:
        """The last line, without an end: read what comes before the cut."""
        batch = cut_batch(line)
        if line.lstrip()[:1] == "[":
            yield from self._array(line, add=number - 1)
        elif batch is not None:
            yield from self._cut_batch(batch, number)
        else:
            yield from self._cut("the last line", number)

    def _spread_or_lines(
        self, first: tuple[int, bytes], others: Numbered, error: JsonTextError
    ) -> Iterator[EventSource]:
        """For a first line that is no whole value: a document over several lines, or NDJSON with a broken first line."""
        number, head = first
        # a log's `[INFO] {…}` begins like an array but is a single line
        if head.lstrip(b" \t\r")[:1] not in _BRACES or _is_logged(head, self._file):
            yield from self._not_one(number, head, error)
            yield from self._ndjson(others)
            return
        # only here the whole is read into memory: an array or object may end on any line
        kept, others = self._kept(first, iter(others))
        self._text = text = _joined(kept)
        # CR is a blank in JSON, but no line end for `readline`
        if head.lstrip(b" \t\r")[:1] == b"[":
            yield from self._array(text)
        else:
            try:
                value = loads(text, marked=True)
            except JsonTextError as whole:
                yield from self._objects_or_lines(kept, text, whole, others)
            else:
                yield from self._values.whole(value, text, number)
        yield from self._left_off()

    def _kept(
        self, first: tuple[int, bytes], others: Iterator[tuple[int, bytes | LongLine]]
    ) -> tuple[list[tuple[int, bytes]], Numbered]:
        """The lines of a document up to the limit, and the lines after them."""
        kept, size = [first], len(first[1])
        for number, line in others:
            if isinstance(line, LongLine):
                why: str | None = line.why
            else:
                # plus the blank lines between
                size += len(line) + number - kept[-1][0]
                why = self._limits.passed("document_bytes", size, at_least=True)
            if why is not None:
                self._over = Unreadable(file=self._file, line=number, why=f"{why}; from here on it was not read")
                return kept, chain([(number, line)], others)
            assert isinstance(line, bytes)
            kept.append((number, line))
        return kept, ()

    def _left_off(self) -> Iterator[EventSource]:
        if self._over is not None:
            self._lines.named = True
            yield self._over
            self._over = None

    def _objects_or_lines(
        self, kept: list[tuple[int, bytes]], text: str, whole: JsonTextError, others: Numbered
    ) -> Iterator[EventSource]:
        batch = cut_batch(text) if whole.at_end else None
        if batch is not None:
            yield from self._cut_batch(batch)
            return
        # lines that are each an object from brace to brace mean NDJSON with a broken first line
        alone = any(line.startswith(b"{") and line.rstrip().endswith(b"}") for _, line in kept)
        # or a whole event on the first line, followed by a comma
        if alone or (whole.follows == "," and whole.line == kept[0][0]):
            # the limit of a document does not apply to NDJSON
            self._over = None
            yield from self._ndjson(chain(kept, others))
            return
        if whole.follows in ("{", ","):  # several events pasted one below the other, each over several lines
            for item in self._objects(text, 0, "the file", _WHY):
                # there is no array, so an index would mean nothing
                yield replace(item, index=None) if isinstance(item, SourceEvent | Unreadable) else item
            return
        if whole.at_end:
            yield from self._cut("the file", kept[0][0])
            return
        said = self._too_deep(whole.problem) or f"not JSON: {whole.problem} (column {whole.column}){_to_do(text, '')}"
        yield self._values.unreadable(whole.line, said)

    # -- which events are in a document --

    def _array(self, text: str, *, add: int = 0) -> Iterator[EventSource]:
        """The elements of an array, and what follows it; `add` is the number of lines before its text."""
        begin, is_array = 0, True
        while is_array:
            last: Element | None = None
            for element in elements(text, begin):
                # all bytes are read by now; progress counts the elements
                self._reach.worked(element.end / len(text))
                if element.cut:
                    yield from self._cut("the array", element.line + add)
                else:
                    last = element
                    yield from self._element(element, text, element.line + add, ".[]")
            self._reach.worked(1.0)
            # something may follow, as in two concatenated files
            behind = skip(text, array_end(text, last, begin))
            add += text.count("\n", begin, behind)
            begin, is_array = behind, text[behind : behind + 1] == "["
        lines = enumerate(text[begin:].split("\n"), add + 1)
        yield from self._ndjson((n, line.encode("utf-8", "surrogateescape")) for n, line in lines if line.strip())

    def _objects(self, text: str, add: int, cut: str, why: str) -> Iterator[EventSource]:
        """Objects in a row, with nothing or blanks between them; `cut` names, for a message, what ends in a cut object."""
        # the array reader also takes elements without commas, so put a bracket in front
        row = f"[{text}"
        for element in elements(row):
            self._reach.worked(element.end / len(row))
            if not element.cut:
                yield from self._element(element, row, element.line + add, "")
            elif element.begin < len(row.rstrip()):  # otherwise only the closing bracket is missing
                yield from self._cut(cut, element.line + add, why)
        self._reach.worked(1.0)

    def _element(self, element: Element, text: str, line: int, above: str) -> Iterator[EventSource]:
        if element.problem is not None:
            to_do = _to_do(text[element.begin : element.end], "; expected an event as a JSON object")
            said = self._too_deep(element.problem) or f"{element.problem}{to_do}"
            yield self._values.unreadable(line, said, element.index)
            return
        self._values.see(element.value, text[element.begin : element.end], line)
        yield from self._values.one(element.value, line, element.index, above)

    def _cut_batch(self, batch: CutBatch, line: int | None = None) -> Iterator[EventSource]:
        """The events of a body before the cut, and an entry for the cut; `line` if all are on one line."""
        for element in batch.members:
            yield from self._element(element, "", element.line if line is None else line, f".{batch.key}[]")
        yield from self._cut(f"`{batch.key}`", batch.line if line is None else line)

    def _cut(self, what: str, line: int, why: str = _WHY) -> Iterator[EventSource]:
        """An entry for what is missing at the end; compressed data and limits report that themselves."""
        if self._over is not None:
            yield from self._left_off()
        # a line with an end is not where the stream was cut
        elif not why or not self._lines.ended_early:
            self._lines.named = True
            yield Unreadable(file=self._file, line=line, why=f"{what} ends in the middle of an event{why}")


def _to_do(text: str, otherwise: str) -> str:
    """What a reason ends with: what to do about a byte that is not UTF-8, else what was expected."""
    return "; save the file as UTF-8" if TORN.search(text) else otherwise


def _is_logged(head: bytes, file: str) -> bool:
    """Whether a line is a log line: text after a mark in brackets, or text around a whole event that is no part of an envelope."""
    return bool(_MARKED.match(head)) or event_in_line(head.rstrip(b" \t\r,"), file) is not None


def _odd(text: str, file: str) -> Other | None:
    """What a text is instead of JSON, if that can be told."""
    try:
        loads(text)
    except JsonTextError:
        return odd_text(text, "events", file)
    return None


def _joined(kept: Iterable[tuple[int, bytes]]) -> str:
    """The lines joined again, with their blank lines, so that line numbers hold; bytes that are not UTF-8 stay marked."""
    out: list[str] = []
    expected = 1
    for number, line in kept:
        # the lines left out were blank ones; see `Lines`
        out.append("\n" * (number - expected) + line.decode("utf-8", "surrogateescape"))
        expected = number + 1
    return "\n".join(out)

"""What of a stream is an event, what is named as unreadable and what is only noted.

Lines of JSON, a document over several lines, objects in a row, arrays and bodies of several events. Nothing here looks inside an
event. What is no event and yet JSON is told apart in `wrappings`; what is cut off is read up to its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, zip_longest
from typing import Any, BinaryIO

from attio_harness.errors import InputError
from attio_harness.inputs.api_errors import said_by_an_api
from attio_harness.inputs.batches import HOLDERS, CutBatch, cut_batch, with_common
from attio_harness.inputs.event import EventSource, Note, SourceEvent, Unreadable
from attio_harness.inputs.file_kinds import misplaced
from attio_harness.inputs.json_oddities import survey
from attio_harness.inputs.lines import Lines, LongLine
from attio_harness.inputs.odd_texts import OddText, odd_text, slips_of
from attio_harness.inputs.streams import ADVICE, Reach, looks_like_table, unpacked
from attio_harness.inputs.wrapped import Wrapped, is_wrapped, unwrapped
from attio_harness.inputs.wrappings import event_in_line, is_event, no_event
from attio_harness.limits import InputLimits, in_force
from attio_harness.text.elements import Element, array_end, element_lines, elements
from attio_harness.text.json import TOO_DEEP, JsonTextError, loads, skip

__all__ = ["EventReader"]

Numbered = Iterable[tuple[int, bytes | LongLine]]
"""Lines with their numbers, from 1."""

_BESIDE_SEVERAL = (
    '`faults` beside `{key}` concern none of its events: write {{"event": {{…}}, "faults": […]}} in the place of the event that is '
    "to meet them"
)
_WHY = ": it was cut off, or is still being written"


class EventReader:
    """Reads one stream: lines of JSON, a document over several lines, objects in a row, and the wrappings of events."""

    def __init__(self, stream: BinaryIO, file: str, reach: Reach, limits: InputLimits | None = None) -> None:
        self._file = file
        self._reach = reach
        self._limits = limits or in_force()
        self._lines = Lines(unpacked(stream, file, self._limits), file, self._limits)
        self._text: str | None = None
        """The whole of a document over several lines."""
        self._fits = True
        """Whether all that was parsed last has no more than one event may have."""
        self._over: Unreadable | None = None
        """Where a document was left off that is longer than one may be."""

    def read(self) -> Iterator[EventSource]:
        yield from self._documents()
        yield from self._lines.notes()
        if self._lines.fatal:
            problem, line = self._lines.fatal
            odd = _odd(self._text if self._text is not None else self._lines.begin, self._file)
            if odd is not None:
                raise InputError(odd.said, file=self._file, line=odd.line, kind=odd.kind)
            # only now: an event further down would have made the broken lines mere entries
            raise InputError(problem, file=self._file, line=line)

    # -- which lines make a document --

    def _documents(self) -> Iterator[EventSource]:
        numbered = iter(self._lines)
        first = next(numbered, None)
        if first is None:
            return
        number, head = first
        if isinstance(head, LongLine):
            yield self._unreadable(number, head.why)
            yield from self._ndjson(numbered)
            return
        table = looks_like_table(head)
        if table:
            raise InputError(table, file=self._file, line=number)
        try:
            value = loads(head)
        except JsonTextError as error:
            yield from self._spread_or_lines((number, head), numbered, error)
            return
        yield from self._value(value, head, number)
        yield from self._ndjson(numbered)

    def _ndjson(self, numbered: Numbered) -> Iterator[EventSource]:
        for number, line in numbered:
            if isinstance(line, LongLine):
                yield self._unreadable(number, line.why)
                continue
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
        # the last line without its end
        if error.at_end and self._lines.is_open(number):
            yield from self._cut_line(number, line.decode("utf-8", "surrogateescape"))
            return
        inside = event_in_line(line, self._file)
        if inside is not None:
            self._lines.named = True
            yield Unreadable(file=self._file, line=number, why=inside)
            return
        said = (
            self._too_deep(error.problem)
            or slips_of(line)
            or (f"not JSON: {error.problem} (column {error.column}); expected one event as a JSON object a line")
        )
        yield self._unreadable(number, said)

    def _too_deep(self, problem: str) -> str | None:
        passed = self._limits.passed("event_depth", self._limits.event_depth + 1, at_least=True)
        return passed if problem == TOO_DEEP else None

    def _row(self, number: int, line: str) -> Iterator[EventSource]:
        """Objects one after the other on one line, as Firehose writes them; also lines that end in CR alone."""
        # a line that has an end is not written any more
        why = _WHY if self._lines.is_open(number) else ""
        yield from self._objects(line, number - 1, "the line", why)

    def _cut_line(self, number: int, line: str) -> Iterator[EventSource]:
        """The last line, which has no end: what stands in it before the place where it is cut is read."""
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
        """The first line is not a value of its own: a document over several lines, or lines of which the first is broken."""
        number, head = first
        if head.lstrip(b" \t\r")[:1] not in (b"{", b"["):
            yield from self._not_one(number, head, error)
            yield from self._ndjson(others)
            return
        # the one place where all is read into memory: an array or object may end on any line
        kept, others = self._kept(first, iter(others))
        self._text = text = _joined(kept)
        # CR is a blank of JSON, but ends no line for `readline`
        if head.lstrip(b" \t\r")[:1] == b"[":
            yield from self._array(text)
        else:
            try:
                value = loads(text, marked=True)
            except JsonTextError as whole:
                yield from self._objects_or_lines(kept, text, whole, others)
            else:
                yield from self._value(value, text, number)
        yield from self._left_off()

    def _kept(
        self, first: tuple[int, bytes], others: Iterator[tuple[int, bytes | LongLine]]
    ) -> tuple[list[tuple[int, bytes]], Numbered]:
        """The lines of a document up to the limit, and those behind it."""
        kept, size = [first], len(first[1])
        for number, line in others:
            if isinstance(line, LongLine):
                why: str | None = line.why
            else:
                # with the blank lines between
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
        # lines that are objects from brace to brace say NDJSON with a broken first line
        alone = any(line.startswith(b"{") and line.rstrip().endswith(b"}") for _, line in kept)
        # a whole event on the first line, and a comma behind it
        if alone or (whole.follows == "," and whole.line == kept[0][0]):
            # lines have no limit together
            self._over = None
            yield from self._ndjson(chain(kept, others))
            return
        if whole.follows in ("{", ","):  # several events pasted one below the other, each over several lines
            for item in self._objects(text, 0, "the file", _WHY):
                # nobody wrote an array, so an index would name nothing
                yield replace(item, index=None) if isinstance(item, SourceEvent | Unreadable) else item
            return
        if whole.at_end:
            yield from self._cut("the file", kept[0][0])
            return
        said = self._too_deep(whole.problem) or f"not JSON: {whole.problem} (column {whole.column})"
        yield self._unreadable(whole.line, said)

    # -- which events are in a document --

    def _array(self, text: str, *, add: int = 0) -> Iterator[EventSource]:
        """The elements of an array, and what stands behind it; `add` is the number of lines above its text."""
        begin, is_array = 0, True
        while is_array:
            last: Element | None = None
            for element in elements(text, begin):
                # the bytes are all read by now; progress is how far the elements have come
                self._reach.worked(element.end / len(text))
                if element.cut:
                    yield from self._cut("the array", element.line + add)
                else:
                    last = element
                    yield from self._element(element, text, element.line + add, ".[]")
            self._reach.worked(1.0)
            # something may follow, as where two files were put together
            behind = skip(text, array_end(text, last, begin))
            add += text.count("\n", begin, behind)
            begin, is_array = behind, text[behind : behind + 1] == "["
        lines = enumerate(text[begin:].split("\n"), add + 1)
        yield from self._ndjson((n, line.encode("utf-8", "surrogateescape")) for n, line in lines if line.strip())

    def _objects(self, text: str, add: int, cut: str, why: str) -> Iterator[EventSource]:
        """Objects in a row, with nothing or blanks between them; `cut` is what ends where one of them is cut off."""
        # the reader of arrays takes elements without commas; a bracket in front makes the row one
        row = f"[{text}"
        for element in elements(row):
            self._reach.worked(element.end / len(row))
            if not element.cut:
                yield from self._element(element, row, element.line + add, "")
            elif element.begin < len(row.rstrip()):  # otherwise it is the end of the row, which has no bracket
                yield from self._cut(cut, element.line + add, why)
        self._reach.worked(1.0)

    def _element(self, element: Element, text: str, line: int, above: str) -> Iterator[EventSource]:
        if element.problem is not None:
            said = self._too_deep(element.problem) or f"{element.problem}; expected an event as a JSON object"
            yield self._unreadable(line, said, element.index)
            return
        self._see(element.value, text[element.begin : element.end], line)
        yield from self._one(element.value, line, element.index, above)

    def _cut_batch(self, batch: CutBatch, line: int | None = None) -> Iterator[EventSource]:
        """The events of a body in front of the place where it ends, and that; `line` where all stand on one."""
        for element in batch.members:
            yield from self._element(element, "", element.line if line is None else line, f".{batch.key}[]")
        yield from self._cut(f"`{batch.key}`", batch.line if line is None else line)

    def _cut(self, what: str, line: int, why: str = _WHY) -> Iterator[EventSource]:
        """An entry for what is missing at the end; of what is compressed the end of the stream is told instead, and a limit as such."""
        if self._over is not None:
            yield from self._left_off()
        elif not self._lines.ended_early:
            self._lines.named = True
            yield Unreadable(file=self._file, line=line, why=f"{what} ends in the middle of an event{why}")

    def _value(self, value: Any, text: bytes | str, line: int) -> Iterator[EventSource]:
        """One event, or several in one of the wrappings: an array, `{"batch": […]}` (HTTP API), `{"payload": …}` (tester)."""
        self._see(value, text, line)
        # every event of Segment has a `type`, so a `batch` or `payload` beside one is the event's own
        if isinstance(value, dict) and "type" not in value:
            value = with_common(value)
            for key in HOLDERS:
                inner = value.get(key)
                if isinstance(inner, list):
                    if "faults" in value:
                        yield Note(file=self._file, line=line, what=_BESIDE_SEVERAL.format(key=key))
                    yield from self._wrapped(inner, key, line, text if isinstance(text, str) else None)
                    return
                # faults stand around the event that they are meant for
                if isinstance(inner, dict) and key == "payload" and is_wrapped(value):
                    break
                # the tester takes one event or a list of them (observation of the actions server, POST /{action})
                if isinstance(inner, dict) and key == "payload":
                    yield from self._one(inner, line, None, ".payload")
                    return
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._one(item, line, index, ".[]")
            return
        yield from self._one(value, line, None, "")

    def _see(self, value: Any, text: bytes | str, line: int) -> None:
        self._fits = self._lines.oddities.see(value, text, line).passes(self._limits) is None

    def _wrapped(self, inner: list[Any], key: str, line: int, text: str | None) -> Iterator[EventSource]:
        """`text` is given of a document over several lines, where each event begins on a line of its own."""
        begins = element_lines(text, f"/{key}") if text is not None else []
        # on one line there are no lines of elements: all have that of the wrapping
        for index, (item, begin) in enumerate(zip_longest(inner, begins[: len(inner)], fillvalue=line)):
            yield from self._one(item, begin, index, f".{key}[]")

    def _one(self, value: Any, line: int, index: int | None, above: str) -> Iterator[EventSource]:
        """`above` is the way to it in its file, as jq writes it."""
        if isinstance(value, dict) and is_event(value) and not _is_answer(value):
            # of several in one body each may have as much
            passed = None if self._fits else survey(value).passes(self._limits)
            if passed is None:
                self._lines.found = True
                yield SourceEvent(event=value, file=self._file, line=line, index=index)
            else:
                self._lines.named = True
                yield Unreadable(file=self._file, line=line, index=index, why=passed)
        elif isinstance(value, dict) and is_wrapped(value):
            yield from self._unwrapped(unwrapped(value), line, index, above)
        elif isinstance(value, dict):
            why = self._other(value, line) or no_event(value, file=self._file, above=above)
            # JSON objects make a file of entries, of which none may be an event
            self._lines.named = True
            yield Unreadable(file=self._file, line=line, index=index, why=why)
        else:
            yield self._unreadable(line, no_event(value, file=self._file, above=above), index)

    def _unwrapped(self, found: Wrapped, line: int, index: int | None, above: str) -> Iterator[EventSource]:
        """An event that has something beside it."""
        if found.problem is not None:
            self._lines.named = True
            yield Unreadable(file=self._file, line=line, index=index, why=found.problem)
            return
        for item in self._one(found.event, line, index, f"{above}.event"):
            yield replace(item, faults=found.faults) if isinstance(item, SourceEvent) else item

    def _other(self, value: dict[str, Any], line: int) -> str | None:
        """What else it is; where it is the first thing in a file, the file is another kind of file."""
        other = misplaced(value, "events") if "type" not in value or _is_answer(value) else None
        is_first = not self._lines.found and not self._lines.named
        if other is not None and is_first:
            raise InputError(other.said, file=self._file, line=line, kind=other.kind)
        # the columns of Segment's warehouse tables: flat, in snake case, with `uuid_ts` of the loading
        if "received_at" in value and any(key.startswith("context_") or key == "uuid_ts" for key in value):
            table = f"looks like rows of a warehouse table (received_at, context_…), which {ADVICE}"
            if is_first:
                raise InputError(table, file=self._file)
            return table
        return other.said if other is not None else None

    def _unreadable(self, line: int, why: str, index: int | None = None) -> Unreadable:
        return Unreadable(file=self._file, line=line, index=index, why=self._lines.problem(why, line))


def _is_answer(value: dict[str, Any]) -> bool:
    """Whether it is an error of Attio, which has a `type` as events have."""
    return "status_code" in value and said_by_an_api(value) is not None


def _odd(text: str, file: str) -> OddText | None:
    """What else a text is than JSON."""
    try:
        loads(text)
    except JsonTextError:
        return odd_text(text, "events", file)
    return None


def _joined(kept: Iterable[tuple[int, bytes]]) -> str:
    """The text again, with the blank lines back in place so that line numbers hold; bytes that are not UTF-8 stay marked."""
    out: list[str] = []
    expected = 1
    for number, line in kept:
        # the lines left out were blank ones; see `Lines`
        out.append("\n" * (number - expected) + line.decode("utf-8", "surrogateescape"))
        expected = number + 1
    return "\n".join(out)

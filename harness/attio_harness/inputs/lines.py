"""The lines of a stream of events, and the notes about them. `reader` reads what a line says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from typing import Any, BinaryIO

from attio_harness.inputs.event import EventSource, Note, Unreadable
from attio_harness.inputs.json_oddities import Oddities
from attio_harness.inputs.streams import Unzipped
from attio_harness.limits import InputLimits
from attio_harness.text.words import counted

__all__ = ["BOM", "Lines", "LongLine", "rest_of_line"]

BOM = b"\xef\xbb\xbf"
_BEGIN, _LONGEST = 100, 20_000
"""How many first lines of a stream are kept, and how many bytes of each."""
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class LongLine:
    """Stands for a line that is longer than the limit, and says so."""

    why: str


def rest_of_line(source: BinaryIO) -> tuple[int, bool]:
    """Skip the rest of a line: how many bytes it had, and whether it had an end."""
    size = 0
    while more := source.readline(_PIECE):
        size += len(more)
        if more.endswith(b"\n"):
            return size, True
    return size, False


class Lines:
    """The lines of a stream without their ends, the notes on the way, and the first error."""

    def __init__(self, source: BufferedReader[Any], file: str, limits: InputLimits) -> None:
        self._source = source
        self._file = file
        self._limits = limits
        self.oddities = Oddities(file)
        self.found = False
        """Whether there was an event."""
        self.named = False
        """Whether an entry was reported that is no event but does not make the whole file unusable."""
        self._begin: list[bytes] = []
        self._last_is_open = False
        self._count = self._blank = self._crlf = 0
        # the first line with a byte order mark, and how many there are
        self._mark, self._marks = 0, 0
        self._problem: tuple[str, int] | None = None

    def __iter__(self) -> Iterator[tuple[int, bytes | LongLine]]:
        most = self._limits.line_bytes
        while True:
            raw = self._source.readline(most + 1)
            if not raw:
                return
            self._count += 1
            if len(raw) > most and not raw.endswith(b"\n"):
                yield self._count, self._long(raw)
                continue
            if raw.startswith(BOM):  # also in the middle, in concatenated files
                raw = raw[3:]
                self._mark = self._mark or self._count
                self._marks += 1
            self._last_is_open = not raw.endswith(b"\n")
            self._crlf += raw.endswith(b"\r\n")
            # lines that end only in CR come as one line; `_row` of `reader` splits them
            line = raw.rstrip(b"\r\n")
            if self._count <= _BEGIN:
                self._begin.append(line[:_LONGEST])
            if line.strip():
                yield self._count, line
            elif raw:
                self._blank += 1
                self._pass_blanks()

    def _long(self, begin: bytes) -> LongLine:
        """Count the rest of a line that is longer than the limit, without keeping it."""
        if self._count <= _BEGIN:
            self._begin.append(begin[:_LONGEST])
        rest, has_end = rest_of_line(self._source)
        self._last_is_open = not has_end
        size = len(begin) + rest - has_end
        return LongLine(why=str(self._limits.passed("line_bytes", size)))

    def _pass_blanks(self) -> None:
        """Skip the blank lines that follow, a buffer at a time: a megabyte of gzip can hold a gigabyte of them."""
        while ahead := self._source.peek():
            end = ahead.rfind(b"\n", 0, len(ahead) - len(ahead.lstrip())) + 1
            if not end:
                return
            passed = self._source.read(end)
            lines = passed.count(b"\n")
            self._crlf += passed.count(b"\r\n")
            self._begin += [b""] * min(lines, max(0, _BEGIN - self._count))
            self._blank += lines
            self._count += lines

    @property
    def begin(self) -> str:
        """The first lines as text, for the message about another kind of file."""
        return b"\n".join(self._begin).decode("utf-8", "replace")

    def is_open(self, number: int) -> bool:
        """Whether a line is the last one read and has no end."""
        return self._last_is_open and number == self._count

    @property
    def ended_early(self) -> bool:
        """Whether compressed data ended early. One entry says so; there must be no second one for the same place."""
        return self._damage is not None

    @property
    def _damage(self) -> str | None:
        below = getattr(self._source, "raw", None)
        return below.damage if isinstance(below, Unzipped) else None

    def problem(self, what: str, line: int) -> str:
        """Keep the first error; return its message."""
        self._problem = self._problem or (what, line)
        return what

    @property
    def fatal(self) -> tuple[str, int] | None:
        """The first error and its line, if nothing could be read; known after `notes`."""
        return None if self.found or self.named else self._problem

    def notes(self) -> Iterator[EventSource]:
        """The notes at the end of the stream."""
        if self._marks:
            also = f", and so do {self._marks - 1} line(s) below" if self._marks > 1 else ""
            yield Note(file=self._file, line=self._mark, what=f"begins with a byte order mark{also}")
        if self._crlf:
            yield Note(file=self._file, what=f"{self._crlf} line{'s end' if self._crlf > 1 else ' ends'} in CRLF")
        if self._blank:
            yield Note(file=self._file, what=counted(self._blank, "blank line"))
        yield from self.oddities.notes()
        if self._damage is not None:
            # not fatal after an event: the notes come last, so `found` is settled
            after = "what stands before was read" if self.found or self.named else "nothing before could be read"
            line = self._count + (not self._last_is_open)  # the line that is cut, or the one that would follow
            why = self.problem(f"{self._damage}; {after}", line)
            yield Unreadable(file=self._file, line=line, why=why)
        elif not self.found and not self.named and self._problem is None:
            yield Note(file=self._file, what="holds no events")

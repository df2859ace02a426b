"""The elements of a JSON array one by one, each with its line, so that a broken one does not take its neighbours along.

The standard library says of a failure where it is by counting lines from the top, which is quadratic where much is broken: values
are parsed in pieces of the text, and what failures cost together is bounded by its length. It knows nothing of events.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from attio_harness.text.json import DECODER, TOO_DEEP, TORN, JsonTextError, find, is_cut, mistake_of, said_of_byte, skip

__all__ = ["Element", "array_end", "element_lines", "elements"]

_NEXT = re.compile(r",\s*+\{|^\{", re.MULTILINE)
_LINE = re.compile(r"^\{", re.MULTILINE)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)
_PIECE = 1 << 15
"""Characters that are parsed at a time; an element that is longer gets as many as it has."""
_NEAR = 32
"""So near to the end of a piece a failure may be owed to the piece: no word, escape or number that JSON knows is half as long."""
_INDENT = 400
"""Characters before an element that may be its indentation."""
_EFFORT = 8
"""So many times its length, at most, what is broken in a text is parsed in search of the next element."""

_WORN_OUT = "so much of the array is broken that no further element was looked for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of an array: its value or why it could not be read, and the line on which it begins."""

    index: int
    line: int
    value: Any = None
    problem: str | None = None
    cut: bool = False
    """The text ends inside this element, or in front of the next one."""
    begin: int = 0
    end: int = 0
    """Its place in the text."""


class _Broken(Exception):
    """No value: why, and whether the text ends inside of it."""

    def __init__(self, problem: str, *, cut: bool) -> None:
        super().__init__(problem)
        self.problem = problem
        self.cut = cut


class _Pieces:
    """Parses values of a text in pieces of it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._begin = self._end = 0
        self._piece = ""
        self._effort = 0

    @property
    def is_worn_out(self) -> bool:
        """Whether as much was parsed in vain as is worth it."""
        return self._effort > _EFFORT * len(self._text) + _PIECE

    def value(self, at: int) -> tuple[Any, int]:
        """The value that begins there, and where it ends. Raises _Broken where there is none."""
        size = _PIECE
        if not self._begin <= at < self._end:
            self._take(at, size)
        while True:
            is_last = self._end == len(self._text)
            try:
                value, end = DECODER.raw_decode(self._piece, at - self._begin)
                # a number may go on in the next piece, behind a point or the sign of its exponent that stands in this one
                if is_last or end < len(self._piece) - 2:
                    return value, self._begin + end
            except json.JSONDecodeError as error:
                reached = error.pos
                is_open = error.msg.startswith("Unterminated") or reached > len(self._piece) - _NEAR
                if is_last or not is_open:
                    self._effort += reached - (at - self._begin)
                    cut = is_last and is_cut(error, self._piece)
                    raise _Broken(f"not JSON: {mistake_of(error, self._piece)}", cut=cut) from None
            except RecursionError:
                raise _Broken(TOO_DEEP, cut=False) from None
            except ValueError as error:
                raise _Broken(f"not JSON: {error}", cut=False) from None
            # not longer for what comes behind: each failure costs as much as its piece is long
            size = _PIECE if self._begin < at else size * 2
            self._take(at, size)

    def spend(self, characters: int) -> None:
        """So much more was looked at in vain."""
        self._effort += characters

    def _take(self, at: int, size: int) -> None:
        self._begin, self._end = at, min(at + size, len(self._text))
        self._piece = self._text[self._begin : self._end]

    def done(self) -> None:
        """A piece that was taken for one long value is given up."""
        if self._end - self._begin > _PIECE:
            self._begin = self._end = 0


def elements(text: str, begin: int = 0) -> Iterator[Element]:
    """The elements of the JSON array that begins there, one by one; lines count from 1 there. See `marked` of `loads`.

    After an element that is not JSON the reading goes on at the next line that begins like that element did (same
    indentation, same mark or a brace), else at the next object after a comma or at the beginning of a line, so that one broken
    element does not take its neighbours along. An array without an end is told by a last element that is `cut`.
    """
    position = skip(text, begin)
    if text[position : position + 1] != "[":
        raise JsonTextError("expected an array", 1, position + 1, at_end=False)
    position = skip(text, position + 1)
    pieces = _Pieces(text)
    index, line, counted = 0, 1, begin
    while position < len(text) and text[position] != "]":
        # counted onwards from the last element: counting from the top each time would be quadratic
        line += text.count("\n", counted, position)
        counted = position
        try:
            value, end = pieces.value(position)
            # a byte that is no UTF-8 spoils only the element it is in
            torn = TORN.search(text, position, end)
            problem = f"not JSON: {said_of_byte(torn)}" if torn else None
        except _Broken as broken:
            value, problem = None, broken.problem
            behind = _nested_end(text, position) if problem == TOO_DEEP else None
            if behind is None:
                yield Element(index=index, line=line, problem=problem, cut=broken.cut, begin=position, end=position)
                index += 1
                if problem == TOO_DEEP:
                    pieces.spend(len(text) - position)
                    resumed = _next_line(text, position, pieces)
                else:
                    resumed = None if broken.cut else _resume(text, position, pieces)
                if resumed is None:
                    if pieces.is_worn_out:
                        yield Element(index=index, line=line, problem=_WORN_OUT, begin=position, end=len(text))
                    return
                position = resumed
                continue
            end = behind
        finally:
            pieces.done()
        yield Element(index=index, line=line, value=value, problem=problem, begin=position, end=end)
        index += 1
        position = skip(text, end)
        # a missing comma is let pass: rows of objects are read by this, too
        if text[position : position + 1] == ",":
            position = skip(text, position + 1)
    if position >= len(text):
        end = len(text.rstrip())
        line += text.count("\n", counted, end)
        yield Element(index=index, line=line, problem="the array has no end", cut=True, begin=end, end=end)


def array_end(text: str, last: Element | None, begin: int = 0) -> int:
    """Where the array that begins there ends, behind its bracket; the end of the text without one. `last` is the last element of it
    that was read."""
    position = skip(text, last.end if last is not None else skip(text, begin) + 1)
    if text[position : position + 1] == ",":
        position = skip(text, position + 1)
    return position + 1 if text[position : position + 1] == "]" else len(text)


def _resume(text: str, position: int, pieces: _Pieces) -> int | None:
    """Where the element begins that comes next after a broken one; None where none is found."""
    before = text.rfind("\n", max(0, position - _INDENT), position)
    indent = text[before + 1 : position] if before >= 0 or position <= _INDENT else None
    if indent is not None and not indent.strip():
        # e.g. `\n  {`: the next element of a document that is indented alike
        mark = "" if text[position] == "{" else re.escape(text[position]) + "|"
        alike = re.compile(rf"^{re.escape(indent)}(?:{mark}\{{)", re.MULTILINE).search(text, position + 1)
        if alike is not None:
            return alike.end() - 1
    # an object after a comma is no member of an object, nor is one at the beginning of a line indented
    for found in _NEXT.finditer(text, position + 1):
        begin = found.end() - 1
        if pieces.is_worn_out:
            return None
        try:
            pieces.value(begin)
        except _Broken as broken:
            # what is nested without an end holds all that follows
            if broken.problem == TOO_DEEP and _nested_end(text, begin) is None:
                return None
            continue
        return begin
    return None


def _next_line(text: str, position: int, pieces: _Pieces) -> int | None:
    """The next line that begins with an object, behind something without an end that is too deep to look into."""
    for found in _LINE.finditer(text, position + 1):
        if pieces.is_worn_out:
            return None
        try:
            pieces.value(found.start())
        except _Broken as broken:
            if broken.problem == TOO_DEEP:
                return None
            continue
        return found.start()
    return None


def _nested_end(text: str, begin: int) -> int | None:
    """Where the object or array ends that begins there, however deep it is; None where it does not."""
    depth = 0
    for token in _TOKEN.finditer(text, begin):
        mark = token[0]
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
            if not depth:
                return token.end()
    return None


def element_lines(text: str, pointer: str) -> list[int]:
    """The lines where the elements of the array begin that `pointer` names, in one pass; none where it names no array."""
    found = find(text, pointer)
    if found is None or text[found[1]] != "[":
        return []
    above = text.count("\n", 0, found[1])
    return [above + one.line for one in elements(text, found[1]) if not one.cut]

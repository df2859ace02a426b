"""Reads the elements of a JSON array one by one, each with its line, so that a broken one does not spoil its neighbours.

To locate an error, the standard library counts lines from the top, which is quadratic if much is broken. So values are parsed in
pieces of the text, and the total cost of failures is bounded by its length. Knows nothing about events.
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
_TOKEN = re.compile(r'"(?>(?:[^"\\]|\\.)*)(?:"|\Z)|[\[\]{}]', re.DOTALL)
_PIECE = 1 << 15
"""Characters that are parsed at a time; a longer element gets as many as it needs."""
_NEAR = 32
"""A failure this near to the end of a piece may be due to the piece: no JSON word, escape or number is half as long."""
_INDENT = 400
"""The most characters of an element's indentation."""
_EFFORT = 8
"""How many times the text's length may be parsed in vain in search of next elements."""

_WORN_OUT = "so much of the array is broken that no further element was looked for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of an array: its value, or why it could not be read, and its first line."""

    index: int
    line: int
    value: Any = None
    problem: str | None = None
    cut: bool = False
    """Whether the text ends inside this element, or before the next one."""
    begin: int = 0
    end: int = 0
    """Its place in the text."""


class _Broken(Exception):
    """There is no value: why, and whether the text ends inside it."""

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
        """Whether the limit of characters parsed in vain is reached."""
        return self._effort > _EFFORT * len(self._text) + _PIECE

    def value(self, at: int) -> tuple[Any, int]:
        """The value that begins there, and its end. Raises _Broken if there is none."""
        size = _PIECE
        if not self._begin <= at < self._end:
            self._take(at, size)
        while True:
            is_last = self._end == len(self._text)
            try:
                value, end = DECODER.raw_decode(self._piece, at - self._begin)
                # a number may go on in the next piece after a point or an exponent's sign in this one
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
            # a new piece begins small, since a failure costs as much as its piece is long
            size = _PIECE if self._begin < at else size * 2
            self._take(at, size)

    def spend(self, characters: int) -> None:
        """Count characters that were parsed in vain."""
        self._effort += characters

    def _take(self, at: int, size: int) -> None:
        self._begin, self._end = at, min(at + size, len(self._text))
        self._piece = self._text[self._begin : self._end]

    def done(self) -> None:
        """Drop a piece that was enlarged for one long value."""
        if self._end - self._begin > _PIECE:
            self._begin = self._end = 0


def elements(text: str, begin: int = 0) -> Iterator[Element]:
    """The elements of the JSON array at `begin`, one by one; lines count from 1 there. See `marked` of `loads`.

    After an element that is not JSON, reading goes on at the next line that begins like that element (same indentation, same mark or
    a brace), else at the next object after a comma or at the beginning of a line. An array without an end gives a last element that
    is `cut`.
    """
    position = skip(text, begin)
    if text[position : position + 1] != "[":
        raise JsonTextError("expected an array", 1, position + 1, at_end=False)
    position = skip(text, position + 1)
    pieces = _Pieces(text)
    index, line, counted = 0, 1, begin
    while position < len(text) and text[position] != "]":
        # count on from the last element: counting from the top each time would be quadratic
        line += text.count("\n", counted, position)
        counted = position
        try:
            value, end = pieces.value(position)
            # a byte that is not UTF-8 spoils only its own element
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
        # commas are optional: this also reads objects in a row
        if text[position : position + 1] == ",":
            position = skip(text, position + 1)
    if position >= len(text):
        end = len(text.rstrip())
        line += text.count("\n", counted, end)
        yield Element(index=index, line=line, problem="the array has no end", cut=True, begin=end, end=end)


def array_end(text: str, last: Element | None, begin: int = 0) -> int:
    """The place after the closing bracket of the array at `begin`, or the end of the text without one; `last` is its last read element."""
    position = skip(text, last.end if last is not None else skip(text, begin) + 1)
    if text[position : position + 1] == ",":
        position = skip(text, position + 1)
    return position + 1 if text[position : position + 1] == "]" else len(text)


def _resume(text: str, position: int, pieces: _Pieces) -> int | None:
    """Where the next element after a broken one begins; None if none is found."""
    before = text.rfind("\n", max(0, position - _INDENT), position)
    indent = text[before + 1 : position] if before >= 0 or position <= _INDENT else None
    if indent is not None and not indent.strip():
        # e.g. `\n  {`: the next element with the same indentation
        mark = "" if text[position] == "{" else re.escape(text[position]) + "|"
        alike = re.compile(rf"^{re.escape(indent)}(?:{mark}\{{)", re.MULTILINE).search(text, position + 1)
        if alike is not None:
            return alike.end() - 1
    # an object right after a comma, or at the beginning of a line, is no member of an object
    for found in _NEXT.finditer(text, position + 1):
        begin = found.end() - 1
        if pieces.is_worn_out:
            return None
        try:
            pieces.value(begin)
        except _Broken as broken:
            # an endlessly nested value contains all that follows
            if broken.problem == TOO_DEEP and _nested_end(text, begin) is None:
                return None
            continue
        return begin
    return None


def _next_line(text: str, position: int, pieces: _Pieces) -> int | None:
    """The next line that begins with an object, after a value without an end that is too deep to parse."""
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
    """The end of the object or array that begins there, at any depth; None if it has no end."""
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
    """The first lines of the elements of the array at `pointer`, in one pass; none if there is no array."""
    found = find(text, pointer)
    if found is None or text[found[1]] != "[":
        return []
    above = text.count("\n", 0, found[1])
    return [above + one.line for one in elements(text, found[1]) if not one.cut]

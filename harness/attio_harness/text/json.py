"""Parses or refuses JSON text, and finds positions in it. `elements` reads arrays with broken parts.

The standard library parses JSON but forgets positions; this module finds them. It knows nothing about events or mappings.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from json.decoder import scanstring  # type: ignore[attr-defined]  # the C scanner the standard library itself uses
from typing import Any, NoReturn

import orjson
from attio_emulator.schema.json_words import found_and_expected

__all__ = [
    "DECODER",
    "TOO_DEEP",
    "TORN",
    "JsonTextError",
    "around",
    "doubled_key",
    "find",
    "is_cut",
    "last_key",
    "line_of",
    "loads",
    "mistake_of",
    "place_of",
    "pointer_token",
    "range_of",
    "said_of_byte",
    "skip",
    "unescaped",
]

TOO_DEEP = "nested too deeply"
"""The problem of a text that is too deep for the parsers here."""

_SPACE = re.compile(r"[ \t\n\r]*")


class JsonTextError(ValueError):
    """Text that is not JSON; `line` and `column` count from 1 within the text."""

    def __init__(self, problem: str, line: int, column: int, *, at_end: bool, follows: str = "") -> None:
        self.problem = problem
        self.follows = follows
        """The character that follows a whole value, where there should be nothing."""
        self.line = line
        self.column = column
        self.at_end = at_end
        """Whether the text ends in the middle of a value."""
        super().__init__(f"line {line}, column {column}: {problem}")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"found {name}, expected a number or null")


def _whole(digits: str) -> int | float:
    """A whole number; a float, as in JavaScript, if it has more digits than a double. Python refuses thousands of digits."""
    return int(digits) if len(digits) < 400 else float(digits)  # a double ends at 309 digits, Python refuses from 4,301


DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_int=_whole)
TORN = re.compile("[\udc80-\udcff]")
"""A byte that is not UTF-8, in text that was decoded with `surrogateescape`."""


def loads(text: bytes | str, *, marked: bool = False) -> Any:
    """Parse strict JSON. Lone surrogates are kept, as JavaScript keeps them.

    `marked`: the text was decoded with `surrogateescape`; a byte that was not UTF-8 is refused.

    Raises:
        JsonTextError: the text is not JSON, is not UTF-8, or is nested too deeply.
    """
    try:
        # orjson is fast, but refuses lone surrogates (observation)
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass  # slower, but it knows surrogates and says where it failed
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            column = error.start - error.object.rfind(b"\n", 0, error.start)
            said = f"byte {error.object[error.start]:#04x} is not UTF-8"
            # a character of several bytes of which the last are missing
            cut = error.reason == "unexpected end of data" and error.end == len(error.object)
            raise JsonTextError(said, line, column, at_end=cut) from None
    torn = TORN.search(text) if marked else None
    if torn:
        line, column = text.count("\n", 0, torn.start()) + 1, torn.start() - text.rfind("\n", 0, torn.start())
        # a character has four bytes at most, so three of a cut one
        cut = len(text) - torn.start() <= 3 and all(TORN.match(mark) for mark in text[torn.start() :])
        if cut:  # the text before it tells where the text ends
            loads(text[: torn.start()])
        raise JsonTextError(said_of_byte(torn), line, column, at_end=cut)
    try:
        return DECODER.decode(text)
    except json.JSONDecodeError as error:
        end = is_cut(error, text)
        # the scanner's message for a value with something after it
        follows = text[error.pos : error.pos + 1] if error.msg == "Extra data" else ""
        raise JsonTextError(mistake_of(error, text), error.lineno, error.colno, at_end=end, follows=follows) from None
    except RecursionError:
        raise JsonTextError(TOO_DEEP, 1, 1, at_end=False) from None
    except ValueError as error:
        raise JsonTextError(str(error), 1, 1, at_end=False) from None


# nothing, `tru`, `-`, the `.` of `1.`, the `e+` of `1e+`
_PIECE = re.compile(r"(t(ru?)?|f(a(ls?)?)?|n(ul?)?|-|\.|[eE][+-]?)?")
# the `u00` of an escape
_ESCAPE = re.compile(r"\\?u?[0-9a-fA-F]{0,4}")


def is_cut(error: json.JSONDecodeError, text: str) -> bool:
    """Whether the text ends in the middle of what it began."""
    # an open string is reported where it begins, though the text ends inside it
    if error.msg.startswith("Unterminated string"):
        return True
    pieces = _ESCAPE if error.msg.startswith("Invalid \\") else _PIECE
    return pieces.fullmatch(text[error.pos :].rstrip()) is not None


def mistake_of(error: json.JSONDecodeError, text: str) -> str:
    """What was found and what was expected."""
    found, expected = found_and_expected(error, text)
    return f"found {found}, expected {expected}"


def said_of_byte(torn: re.Match[str]) -> str:
    """The message for a byte that `TORN` found."""
    # surrogateescape puts byte 0x80…0xff at U+DC80…U+DCFF (PEP 383)
    return f"byte {ord(torn[0]) - 0xDC00:#04x} is not UTF-8"


def doubled_key(text: bytes | str) -> str | None:
    """The first key that an object of this JSON text has twice, or None."""
    found: list[str] = []

    # the hook gets all pairs of an object, and returns None in its place: no values are needed
    def see(members: list[tuple[str, Any]]) -> None:
        if found or len({key for key, _ in members}) == len(members):
            return
        seen: set[str] = set()
        for key, _ in members:
            if key in seen:
                found.append(key)
                return
            seen.add(key)

    if isinstance(text, bytes):
        text = text.decode("utf-8", "surrogateescape")
    try:
        json.JSONDecoder(object_pairs_hook=see, parse_int=_whole).decode(text)
    except (ValueError, RecursionError):
        return None
    return found[0] if found else None


def place_of(text: str, key: str) -> tuple[int, int] | None:
    """Where a member of an object begins (its key) and where its value begins; the text may end inside the value."""
    return find(text, pointer_token(key))


def skip(text: str, position: int) -> int:
    """The position after the white space that begins there."""
    return _SPACE.match(text, position).end()  # type: ignore[union-attr]  # matches the empty string at worst


def pointer_token(key: str | int) -> str:
    """One reference token of a JSON pointer (RFC 6901), with its leading slash."""
    # `~` first, otherwise the `~1` of a slash would be escaped again
    return "/" + str(key).replace("~", "~0").replace("/", "~1")


def unescaped(token: str) -> str:
    """The key that a reference token of a JSON pointer stands for, without a slash before it."""
    # in the reverse order of writing: `~01` is `~1`, not `/`
    return token.replace("~1", "/").replace("~0", "~")


def last_key(pointer: str) -> str:
    """The key that a JSON pointer ends in, as its document has it; the empty text at the top of the document."""
    return unescaped(pointer.rpartition("/")[2])


def around(pointer: str) -> Iterator[str]:
    """The pointer, then those of the texts of JSON that it may lead into, the innermost first: they end before a `#`, as does part of a
    key that has one. The first that is found in a document is the right one."""
    yield pointer
    while "#" in pointer:
        pointer = pointer.rpartition("#")[0]
        yield pointer


def line_of(text: str, pointer: str) -> int | None:
    """The line (from 1) where the member or element at `pointer` begins; None if there is none.

    For a member of an object it is the line of its key.
    """
    position, begin = skip(text, 0), 0
    for token in _tokens(pointer):
        found = _places(text, position).get(token)
        if found is None:
            return None
        begin, position = found
    return text.count("\n", 0, begin if pointer else position) + 1


@lru_cache(maxsize=8)
def _places(text: str, position: int) -> Mapping[str, tuple[int, int]]:
    """The place of each member of the object or array at a position, as from `find`, up to where the text is no JSON. Cached, since a
    mapping of thousands of fields asks for one after the other."""
    found: dict[str, tuple[int, int]] = {}
    with contextlib.suppress(ValueError, IndexError, RecursionError):
        for key, place in _members(text, position):
            found.setdefault(key, place)
    return found


def range_of(text: str, pointer: str) -> tuple[int, int, int, int] | None:
    """The place of a member: begin and end of its key (equal for an element, which has none), begin and end of its value."""
    found = find(text, pointer)
    if found is None:
        return None
    begin, value = found
    try:
        key_end = scanstring(text, begin + 1, True)[1] if begin != value else begin
        return begin, key_end, value, DECODER.raw_decode(text, value)[1]
    except (ValueError, RecursionError):
        return None


def find(text: str, pointer: str) -> tuple[int, int] | None:
    """Where a member begins (its key) and where its value begins."""
    position = skip(text, 0)
    found: tuple[int, int] | None = (position, position)
    try:
        for token in _tokens(pointer):
            found = next((place for key, place in _members(text, position) if key == token), None)
            if found is None:
                return None
            position = found[1]
    except (ValueError, IndexError, RecursionError):
        return None
    return found


def _tokens(pointer: str) -> list[str]:
    return [unescaped(token) for token in pointer.split("/")[1:]]


def _members(text: str, position: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """The key of each member, or the number of each element, with its begin and the begin of its value."""
    opened, position = text[position], skip(text, position + 1)
    count = 0
    while text[position] not in "]}":
        mark = position
        if opened == "{":
            # from after the opening quote; gives the unescaped text and its end
            key, position = scanstring(text, position + 1, True)
            position = skip(text, skip(text, position) + 1)
        else:
            key = str(count)
        yield key, (mark, position)
        count += 1
        _, position = DECODER.raw_decode(text, position)
        position = skip(text, position)
        if text[position] == ",":
            position = skip(text, position + 1)

"""`JSON.stringify` and `JSON.parse`."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from json.encoder import encode_basestring
from typing import Any

from segment_actions.js.keys import ascending_keys
from segment_actions.js.numbers import EXACT, number, number_text
from segment_actions.js.strings import is_torn, paired
from segment_actions.js.undefined import MISSING

__all__ = ["Usual", "as_json", "is_usual", "json_bytes", "parse_json", "quote", "to_json"]

_DEEPEST = 900  # well below Python's own limit of 1,000 calls; JavaScript goes deeper, no event does
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r'["\\\x00-\x1f\ud800-\udfff]')
_ESCAPE_OR_HALF = re.compile(r"\\[\s\S]|[\ud800-\udfff]")


def quote(value: str) -> str:
    """A string as JSON text: non-ASCII as it is, lone surrogates and control characters escaped."""
    if value.isascii():
        return encode_basestring(value)
    return '"' + _SPECIAL.sub(_escape, paired(value)) + '"'


def _escape(found: re.Match[str]) -> str:
    char = found.group()
    return _ESCAPES.get(char) or f"\\u{ord(char):04x}"


def to_json(value: Any, indent: str | None = None) -> Any:
    """`JSON.stringify`: MISSING for undefined; members that are undefined vanish, elements become null.

    With an `indent`, also an empty one, every member and element is on a line of its own.

    Raises:
        RecursionError: the value is nested deeper than 900 levels or contains itself.
    """
    if indent is None and (type(value) is dict or type(value) is list):
        made = json_bytes(value)
        if made is not None:
            return made.decode()
    return _json(value, 0, indent)


def as_json(value: Any) -> Any:
    """What a value is once it has been written as JSON and read again: members that are undefined are gone, elements are null."""
    if isinstance(value, Mapping):
        return {key: as_json(one) for key, one in value.items() if one is not MISSING}
    if isinstance(value, list):
        return [None if one is MISSING else as_json(one) for one in value]
    return value


def json_bytes(value: Any) -> bytes | None:
    """`JSON.stringify` of a dict or list in UTF-8, in a tenth of the time; None where `to_json` has to write it."""
    if type(value) is not Usual and not is_usual(value):
        return None
    import orjson  # 4 ms of a start, and few mappings write JSON

    try:
        return orjson.dumps(value)
    except TypeError:  # half of an astral character
        return None


_SHALLOW = 40


class Usual(dict[str, Any]):
    """An object made of parts that are usual, of a few levels more: it is not looked through once more, so nobody changes what is in it."""

    __slots__ = ()


def is_usual(value: Any, room: int = _SHALLOW) -> bool:
    """Whether a dict or list holds only what JavaScript and orjson write alike, and is no deeper than `room`.

    Keys that begin with digits may be indexes, which come first; floats that are whole, very large or very small have other digits.
    """
    if type(value) is dict:
        if not value:
            return True
        if min(value) < ":":
            return False
        value = value.values()
    for one in value:
        if type(one) is str or one is None or one is True or one is False:
            continue
        kind = type(one)
        if kind is int:
            if not -EXACT < one < EXACT:
                return False
        elif kind is float:
            if not (1e-4 <= one < 1e15 or -1e15 < one <= -1e-4) or one.is_integer():
                return False
        elif not room or (kind is not dict and kind is not list) or not is_usual(one, room - 1):
            return False
    return True


_WORDS: Mapping[Any, str] = {None: "null", True: "true", False: "false"}


def _json(value: Any, depth: int, indent: str | None) -> Any:
    if isinstance(value, str):
        return quote(value)
    if value is MISSING:
        return MISSING
    if value is None or value is True or value is False:
        return _WORDS[value]
    if isinstance(value, int | float):
        return number_text(value) if math.isfinite(number(value)) else "null"  # NaN and the infinities have no JSON
    if depth > _DEEPEST:
        raise RecursionError("nested too deeply")
    if isinstance(value, dict | Mapping):
        colon = ":" if indent is None else ": "
        members = []
        for key in ascending_keys(list(value)):
            part = _json(value[key], depth + 1, indent)
            if part is not MISSING:
                members.append(f"{quote(key)}{colon}{part}")
        return _framed("{}", members, depth, indent)
    if not isinstance(value, list | tuple):
        raise TypeError(f"a {type(value).__name__} is not JSON")
    elements = (_json(one, depth + 1, indent) for one in value)
    return _framed("[]", ["null" if part is MISSING else part for part in elements], depth, indent)


def _framed(marks: str, parts: list[str], depth: int, indent: str | None) -> str:
    if indent is None or not parts:
        return f"{marks[0]}{','.join(parts)}{marks[1]}"
    line = "\n" + indent * depth
    return f"{marks[0]}{line}{indent}{f',{line}{indent}'.join(parts)}{line}{marks[1]}"


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def parse_json(value: str) -> Any:
    """`JSON.parse`: strict, every number a double; `-0` stays negative.

    Raises:
        ValueError: the text is not JSON.
        RecursionError: the text is nested too deeply.
    """
    if is_torn(value):  # half of a character and the other half, escaped, are the whole one
        value = _ESCAPE_OR_HALF.sub(lambda found: found[0] if found[0][0] == "\\" else _escape(found), paired(value))
    return json.loads(value.strip(" \t\n\r"), parse_constant=_refuse, parse_int=_integer)


def _integer(digits: str) -> float:
    if digits == "-0":  # Python reads an integer, which has no sign here
        return -0.0
    return number(int(digits)) if len(digits) < 400 else float(digits)  # int() is quadratic, and refuses very long ones

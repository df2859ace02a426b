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

_DEEPEST = 900  # well below Python's limit of 1,000 calls; JavaScript goes deeper, but no event does
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r'["\\\x00-\x1f\ud800-\udfff]')
_ESCAPE_OR_HALF = re.compile(r"\\[\s\S]|[\ud800-\udfff]")


def quote(value: str) -> str:
    """A string as JSON text: non-ASCII kept, lone surrogates and control characters escaped."""
    if value.isascii():
        return encode_basestring(value)
    return '"' + _SPECIAL.sub(_escape, paired(value)) + '"'


def _escape(found: re.Match[str]) -> str:
    char = found.group()
    return _ESCAPES.get(char) or f"\\u{ord(char):04x}"


def to_json(value: Any, indent: str | None = None) -> Any:
    """`JSON.stringify`, with MISSING for undefined: undefined members vanish, undefined elements become null.

    With an `indent` (even an empty one), every member and element is on its own line.

    Raises:
        RecursionError: the value is nested deeper than 900 levels or contains itself.
    """
    if indent is None and (type(value) is dict or type(value) is list):
        made = json_bytes(value)
        if made is not None:
            return made.decode()
    return _json(value, 0, indent)


def as_json(value: Any) -> Any:
    """A value after writing it as JSON and reading it again: undefined members are gone; undefined elements, an
    undefined value itself and infinite numbers are null."""
    if isinstance(value, Mapping):
        return {key: as_json(one) for key, one in value.items() if one is not MISSING}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return None if value is MISSING or (type(value) is float and not math.isfinite(value)) else value


def json_bytes(value: Any) -> bytes | None:
    """`JSON.stringify` of a dict or list in UTF-8, ten times as fast; None if only `to_json` can write it."""
    if type(value) is not Usual and not is_usual(value):
        return None
    import orjson  # takes 4 ms, and few mappings write JSON

    try:
        return orjson.dumps(value)
    except TypeError:  # a lone surrogate
        return None


_SHALLOW = 40


class Usual(dict[str, Any]):
    """An object built from parts that pass `is_usual`. It is not checked again, so do not change what is in it."""

    __slots__ = ()


def is_usual(value: Any, room: int = _SHALLOW) -> bool:
    """Whether JavaScript and orjson write a dict or list alike, and it is at most `room` levels deep.

    Excluded are keys that begin with a digit (indexes, which come first in JavaScript) and floats that are whole, very
    large or very small (they are printed differently).
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
        return number_text(value) if math.isfinite(number(value)) else "null"  # NaN and the infinities
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
    """`JSON.parse`: strict; every number is a double; `-0` stays negative.

    Raises:
        ValueError: the text is not JSON.
        RecursionError: the text is nested too deeply.
    """
    if is_torn(value):  # a lone surrogate and its escaped partner make one character
        value = _ESCAPE_OR_HALF.sub(lambda found: found[0] if found[0][0] == "\\" else _escape(found), paired(value))
    return json.loads(value.strip(" \t\n\r"), parse_constant=_refuse, parse_int=_integer)


def _integer(digits: str) -> float:
    if digits == "-0":  # Python would read an integer, which has no -0
        return -0.0
    return (
        number(int(digits)) if len(digits) < 400 else float(digits)
    )  # int() is quadratic and refuses very long numbers

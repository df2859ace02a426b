"""Every place where JavaScript and Python disagree is decided here and nowhere else; dates are in `js_date`.

`undefined` (`MISSING`), truthiness, text of numbers and values, loose equality, UTF-16, key order, JSON text. Knows
nothing of mappings, events or Segment. Source: the ECMAScript rules, observed through the published packages.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from json.encoder import encode_basestring
from typing import Any, Final, Literal

__all__ = [
    "MISSING",
    "Missing",
    "ascending_keys",
    "is_number",
    "is_truthy",
    "items",
    "loosely_empty",
    "number",
    "parse_json",
    "text",
    "to_json",
    "type_name",
    "typeof",
    "utf16_length",
]


class Missing(Enum):
    """The type of `MISSING`."""

    MISSING = "undefined"

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> Literal[False]:
        return False


MISSING: Final = Missing.MISSING
"""JavaScript's `undefined`; `None` is its `null`."""

_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
_MAX_INDEX = 2**32 - 2
_DIGITS = frozenset("0123456789")
_EXACT = 2**53
_NUMERIC = re.compile(r"[+-]?(?:Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)")
_RADIX = re.compile(r"0(?:[xX]([0-9A-Fa-f]+)|[oO]([0-7]+)|[bB]([01]+))")
SPACE = "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_DEEPEST = 900


def is_number(value: Any) -> bool:
    """True for numbers; a boolean is none, unlike in Python."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_truthy(value: Any) -> bool:
    """False for undefined, null, false, 0, NaN and '' only: empty arrays and objects are true."""
    if isinstance(value, float):
        return value != 0 and value == value
    return bool(value) if isinstance(value, str | int | Missing) or value is None else True


def typeof(value: Any) -> str:
    """The `typeof` operator: arrays and null are objects."""
    if value is MISSING:
        return "undefined"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "string" if isinstance(value, str) else "object"


def type_name(value: Any) -> str:
    """As Segment's messages name types: `typeof`, with `null` and `array` told apart."""
    if value is None:
        return "null"
    return "array" if isinstance(value, list | tuple) else typeof(value)


def number(value: float) -> float:
    """The value as a double: integers beyond 2^53 lose precision, beyond the range they are infinite."""
    if isinstance(value, int) and not -_EXACT <= value <= _EXACT:
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    return value


def number_text(value: float) -> str:
    """`String(number)`: shortest digits, plain notation from 1e-6 up to 1e21, no `.0`, no `-0`."""
    value = number(value)
    if value == 0:
        return "0"
    if isinstance(value, int):
        return str(value) if abs(value) < _EXACT else number_text(float(value))
    shown = repr(value)
    if value != value:
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if "e" not in shown:  # from 1e-4 up to 1e16 both write the same digits
        return shown.removesuffix(".0")
    sign, digits, exponent = _digits(value)
    if 0 < exponent <= 21:
        if len(digits) <= exponent:
            return sign + digits + "0" * (exponent - len(digits))
        return f"{sign}{digits[:exponent]}.{digits[exponent:]}"
    if -6 < exponent <= 0:
        return f"{sign}0.{'0' * -exponent}{digits}"
    power = exponent - 1
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{'+' if power >= 0 else '-'}{abs(power)}"


def _digits(value: float) -> tuple[str, str, int]:
    """Sign, shortest digits, and the position of the point: value = 0.DIGITS x 10^position."""
    mantissa, _, power = repr(value).partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    fraction = "" if fraction == "0" else fraction
    exponent = len(whole) + int(power or 0)
    digits = whole + fraction
    stripped = digits.lstrip("0")
    exponent -= len(digits) - len(stripped)
    return sign, stripped.rstrip("0"), exponent


def text(value: Any) -> str:
    """`String(value)`; an array is its elements joined by commas, null and undefined in it are empty."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, list | tuple):
        return ",".join("" if one is None or one is MISSING else text(one) for one in value)
    return "undefined" if value is MISSING else "[object Object]"


def loosely_empty(value: Any) -> bool:
    """`value == ''`: also 0, false, and arrays whose text is empty."""
    if isinstance(value, str):
        return value == ""
    if isinstance(value, bool | int | float):
        return value == 0
    return isinstance(value, list | tuple) and text(value) == ""


def to_number(value: str) -> float:
    """`Number(text)`: NaN where the text is no number; blank text is 0."""
    stripped = value.strip(SPACE)
    if stripped == "":
        return 0.0
    radix = _RADIX.fullmatch(stripped)
    if radix is not None:
        base = (16, 8, 2)[(radix.lastindex or 1) - 1]
        return float(number(int(radix[radix.lastindex or 1], base)))
    if not _NUMERIC.fullmatch(stripped):
        return math.nan
    return float(stripped.replace("Infinity", "inf"))


def utf16_length(value: str) -> int:
    """Length in UTF-16 code units, as JavaScript counts."""
    return len(value) if value.isascii() else len(value) + sum(ch > "\uffff" for ch in value)


def utf16_at(value: str, index: int) -> Any:
    """The code unit at `index`, or MISSING; half of an astral character is a lone surrogate."""
    if index < 0:
        return MISSING
    if value.isascii():
        return value[index] if index < len(value) else MISSING
    units = value.encode("utf-16-le", "surrogatepass")
    if 2 * index >= len(units):
        return MISSING
    return chr(int.from_bytes(units[2 * index : 2 * index + 2], "little"))


def utf16_units(value: str) -> Iterator[str]:
    """The code units one by one."""
    units = value.encode("utf-16-le", "surrogatepass")
    for at in range(0, len(units), 2):
        yield chr(int.from_bytes(units[at : at + 2], "little"))


_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile("[\ud800-\udfff]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def paired(value: str) -> str:
    """Text in which surrogates that stand side by side are the character they make."""
    if value.isascii() or _PAIR.search(value) is None:
        return value
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def spread(value: str) -> str:
    """Text with one character for each UTF-16 code unit, so that lengths and positions are JavaScript's; see `paired`."""
    if value.isascii() or _ASTRAL.search(value) is None:
        return value
    return "".join(utf16_units(value))


def is_torn(value: str) -> bool:
    """Whether text has a lone surrogate, half of an astral character."""
    return not value.isascii() and _LONE.search(value) is not None


def utf8(value: str) -> bytes:
    """Text as UTF-8; a lone surrogate becomes U+FFFD, as everywhere on the web."""
    if value.isascii():
        return value.encode()
    return _LONE.sub("\ufffd", paired(value)).encode()


def is_index(key: str) -> bool:
    """Whether a key is a canonical array index, which JavaScript enumerates first and in ascending order."""
    return key[:1].isdigit() and _INDEX.fullmatch(key) is not None and int(key) <= _MAX_INDEX


def ascending_keys(keys: Iterator[str] | list[str]) -> list[str]:
    """Keys in the order in which JavaScript enumerates them."""
    keys = list(keys)
    for key in keys:
        if key[:1] in _DIGITS:
            break
    else:
        return keys
    indexes = [key for key in keys if is_index(key)]
    return sorted(indexes, key=int) + [key for key in keys if not is_index(key)]


def items(value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The members of an object in JavaScript's order."""
    return [(key, value[key]) for key in ascending_keys(list(value))]


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r'["\\\x00-\x1f\ud800-\udfff]')


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
    return _json(value, 0, indent)


_WORDS: Mapping[Any, str] = {None: "null", True: "true", False: "false"}


def _json(value: Any, depth: int, indent: str | None) -> Any:
    if isinstance(value, str):
        return quote(value)
    if value is MISSING:
        return MISSING
    if value is None or value is True or value is False:
        return _WORDS[value]
    if isinstance(value, int | float):
        return number_text(value) if math.isfinite(number(value)) else "null"
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
    if value[:1] == "\ufeff":
        raise ValueError("a byte order mark is not JSON")
    return json.loads(value.strip(" \t\n\r"), parse_constant=_refuse, parse_int=_integer)


def _integer(digits: str) -> float:
    if digits == "-0":
        return -0.0
    return number(int(digits)) if len(digits) < 400 else float(digits)

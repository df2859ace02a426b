"""What JavaScript finds in any value: its type, its truth, its text, and whether it loosely equals the empty text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from segment_actions.js.numbers import EXACT, number_text
from segment_actions.js.undefined import MISSING, Missing

__all__ = ["NO_TEXT", "has_text", "is_number", "is_truthy", "loosely_empty", "text", "type_name", "typeof"]


def is_number(value: Any) -> bool:
    """Whether this is a number; unlike in Python, a boolean is not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_truthy(value: Any) -> bool:
    """False only for undefined, null, false, 0, NaN and ''. Empty arrays and objects are true."""
    if isinstance(value, float):
        return value != 0 and value == value  # NaN is false here, but true for Python's bool
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
    """The type as Segment's messages name it: `typeof`, but with `null` and `array` distinguished."""
    if value is None:
        return "null"
    return "array" if isinstance(value, list | tuple) else typeof(value)


def text(value: Any) -> str:
    """`String(value)`. An array is its elements joined by commas; null and undefined elements are empty."""
    kind = type(value)
    if kind is int and -EXACT < value < EXACT:
        return str(value)
    if kind is str or isinstance(value, str):
        return value  # type: ignore[no-any-return]
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


NO_TEXT = "Cannot convert object to primitive value"
"""JavaScript's error message if `has_text` is false."""


def has_text(value: Any) -> bool:
    """Whether JavaScript can convert a value to text. It cannot convert an object with a member named `toString`, which
    hides the inherited method, nor an array that contains such an object at any depth."""
    if isinstance(value, Mapping):
        return "toString" not in value
    return not isinstance(value, list | tuple) or all(map(has_text, value))


def loosely_empty(value: Any) -> bool:
    """`value == ''`: also true for 0, false, and arrays whose text is empty."""
    if isinstance(value, str):
        return value == ""
    if isinstance(value, bool | int | float):  # JavaScript converts '' to the number 0
        return value == 0
    return isinstance(value, list | tuple) and text(value) == ""  # [], [null], [[]], [""]

"""Values of templates: how they are printed, compared and looked up, with the words `nil`, `empty`, `blank`. No syntax,
no filters.

A value is JSON, `MISSING` for undefined, or a `Drop`. Source: observation of the published packages (LiquidJS 10.27.2).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from segment_actions import js
from segment_actions.js import MISSING

__all__ = [
    "Drop",
    "Refused",
    "add",
    "equals",
    "is_false",
    "is_true",
    "less",
    "member",
    "number",
    "own",
    "plain",
    "shown",
    "truthy",
    "walk",
]


class Refused(Exception):
    """Stops a template; the place is added later. The text is LiquidJS's; for `reason` and `about` see `Problem`."""

    def __init__(self, message: str, *, reason: str = "", about: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.reason, self.about = reason, about


class Drop(Enum):
    """The words that are objects in LiquidJS. `BLOCK` is the variable `block` inside {% block %}."""

    NIL = "nil"
    EMPTY = "empty"
    BLANK = "blank"
    BLOCK = "block"


_PLAIN: Mapping[Drop, Any] = {Drop.NIL: None, Drop.EMPTY: "", Drop.BLANK: ""}
_BLANK = re.compile(f"[{re.escape(js.SPACE)}]*")
_COMPARING = ("gt", "geq", "lt", "leq")


def plain(value: Any) -> Any:
    """What a word means outside of comparisons; other values are unchanged."""
    return _PLAIN.get(value, value) if isinstance(value, Drop) else value


def shown(value: Any) -> str:
    """A value as it is printed: null as nothing, an array as its elements without separators."""
    if isinstance(value, str):
        return value
    value = plain(value)
    if value is None or value is MISSING:
        return ""
    if isinstance(value, list | tuple | range):
        return js.paired("".join(map(shown, value)))
    return text(value)


def text(value: Any) -> str:
    """`String(value)`, including words and ranges."""
    if isinstance(value, list | tuple | range):
        return ",".join("" if one is None or one is MISSING else text(one) for one in value)
    if isinstance(value, Drop):
        return "[object Object]"
    if isinstance(value, dict) and not js.has_text(value):
        raise Refused(js.NO_TEXT)
    return js.text(value)


def is_false(value: Any) -> bool:
    """Only false, null and undefined are false; 0 and empty text are true."""
    value = plain(value)
    return value is False or value is None or value is MISSING


def is_true(value: Any) -> bool:
    return not is_false(value)


def truthy(value: Any) -> bool:
    """JavaScript's truth, which some filters use."""
    return True if isinstance(value, Drop | range) else js.is_truthy(value)


def primitive(value: Any) -> Any:
    """What an object becomes in arithmetic and comparisons."""
    value = plain(value)
    return value if value is None or value is MISSING or isinstance(value, str | bool | int | float) else text(value)


def number(value: Any) -> float:
    """`Number(value)`; NaN if it is not a number."""
    value = primitive(value)
    if isinstance(value, str):
        return js.to_number(value)
    if value is MISSING:
        return math.nan
    return 0.0 if value is None else float(js.number(value))


def add(left: Any, right: Any) -> Any:
    """The operator `+`: joins text if either side is text."""
    left, right = primitive(left), primitive(right)
    if isinstance(left, str) or isinstance(right, str):
        return js.text(left) + js.text(right)
    return number(left) + number(right)


def less(left: Any, right: Any, *, or_equal: bool = False) -> bool:
    """The operators `<` and `<=`: by code units if both sides are text, else as numbers."""
    left, right = primitive(left), primitive(right)
    if isinstance(left, str) and isinstance(right, str):
        if not (left.isascii() and right.isascii()):
            left, right = js.spread(left), js.spread(right)
        return bool(left <= right if or_equal else left < right)
    left, right = number(left), number(right)
    return bool(left <= right if or_equal else left < right)


def equals(left: Any, right: Any) -> bool:
    """The operator `==` of templates: no conversion; arrays by their elements; objects by identity."""
    if isinstance(left, Drop) and left is not Drop.BLOCK:
        return _EQUALS[left](right)
    if isinstance(right, Drop) and right is not Drop.BLOCK:
        return _EQUALS[right](left)
    if isinstance(left, list | tuple | range):
        same = isinstance(right, list | tuple | range) and len(left) == len(right)
        return same and all(map(equals, left, right))
    if js.is_number(left) and js.is_number(right):
        return float(js.number(left)) == float(js.number(right))
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return left is right


def _is_nil(value: Any) -> bool:
    value = plain(value)
    return value is None or value is MISSING


def _is_empty(value: Any) -> bool:
    if value in (Drop.EMPTY, Drop.BLANK) if isinstance(value, Drop) else False:
        return False
    return isinstance(value, str | list | tuple | range | dict) and len(value) == 0


def _is_blank(value: Any) -> bool:
    if value is False or _is_nil(value):
        return True
    return _BLANK.fullmatch(value) is not None if isinstance(value, str) else _is_empty(value)


_EQUALS: Mapping[Drop, Callable[[Any], bool]] = {Drop.NIL: _is_nil, Drop.EMPTY: _is_empty, Drop.BLANK: _is_blank}


def member(value: Any, key: Any) -> Any:
    """The value under a key, including `size`, `first` and `last`."""
    key = plain(key)
    if value is None or value is MISSING:
        return value
    if isinstance(value, Drop):
        return _of_drop(value, key)
    if isinstance(value, list | tuple | range) and js.is_number(key):
        return _element(value, key)
    name = text(key)
    found = own(value, name)
    if name == "size":
        return _size(value) if found is MISSING else found
    if name in ("first", "last") and isinstance(value, list | tuple | range):
        return _element(value, 0 if name == "first" else -1)
    return found


def _element(value: Any, index: float) -> Any:
    index = len(value) + index if index < 0 else index
    return value[int(index)] if 0 <= index < len(value) and index == int(index) else MISSING


def own(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return value.get(name, MISSING)
    if isinstance(value, list | tuple | range):
        if name == "length":
            return len(value)
        return value[int(name)] if js.is_index(name) and int(name) < len(value) else MISSING
    if isinstance(value, str):
        if name == "length":
            return js.utf16_length(value)
        return js.utf16_at(value, int(name)) if js.is_index(name) else MISSING
    return MISSING


def _size(value: Any) -> Any:
    if isinstance(value, str):
        return js.utf16_length(value)
    return len(value) if isinstance(value, dict | list | tuple | range) else MISSING


def _of_drop(drop: Drop, key: Any) -> Any:
    """The words are objects with methods, which run when looked up."""
    if drop is Drop.BLOCK:
        return "" if key == "super" else MISSING
    if key in _COMPARING:
        return False
    if key == "equals":
        return equals(drop, MISSING)
    return _PLAIN[drop] if key == "valueOf" else MISSING


def walk(value: Any, path: str) -> Any:
    """The value at a dotted path inside a value."""
    for piece in path.split("."):
        value = member(value, piece)
    return value

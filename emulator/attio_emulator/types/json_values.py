"""What a JSON value is, and how one is unwrapped. Knows no type."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

__all__ = ["double", "is_number", "member", "unwrapped"]

_WRITTEN_WHOLE = 2**63
"""What JSON is written with has no whole numbers beyond."""


def is_number(value: Any) -> bool:
    """A finite JSON number; a boolean is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def double(value: float) -> float:
    """A double, written without a fraction where it has none, as JavaScript does; from 2^63 on with an exponent, which is the same number."""
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < _WRITTEN_WHOLE else number


def member(value: Any, name: str, *, beside_others: bool = False) -> Any:
    """The value itself, or the member of an object that has just this one; with `beside_others` it may have more."""
    # a text first: to ask whether something is a mapping takes longer than to read most values
    if isinstance(value, str) or not isinstance(value, Mapping):
        return value
    return value[name] if name in value and (beside_others or len(value) == 1) else value


def unwrapped(value: Any) -> Any:
    """The only element of a list, otherwise the value."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value

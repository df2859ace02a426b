"""What counts as a JSON value, and how one is unwrapped. Knows no type."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

__all__ = ["double", "is_number", "member", "unwrapped"]

_WRITTEN_WHOLE = 2**63
"""From here on, whole numbers cannot be written by orjson."""


def is_number(value: Any) -> bool:
    """Whether this is a finite JSON number; a boolean is not."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def double(value: float) -> float:
    """A double; as in JavaScript, written without a fraction if it has none, but from 2^63 on with an exponent (the same number)."""
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < _WRITTEN_WHOLE else number


def member(value: Any, name: str, *, beside_others: bool = False) -> Any:
    """The value itself, or that member of an object that has no others (`beside_others`: it may have others)."""
    # check for text first: checking for a mapping takes longer than reading most values
    if isinstance(value, str) or not isinstance(value, Mapping):
        return value
    return value[name] if name in value and (beside_others or len(value) == 1) else value


def unwrapped(value: Any) -> Any:
    """The only element of a list; any other value unchanged."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value

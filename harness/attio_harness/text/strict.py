"""Writes JSON that any reader of JSON takes. `json` reads it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

__all__ = ["COMPACT", "strict"]

COMPACT = (",", ":")
"""The separators of JSON without white space."""

_BEYOND = 10**400
"""No double holds it: whoever reads it has an infinite number again."""


def strict(
    value: Any, *, indent: int | None = None, separators: tuple[str, str] | None = None, again: bool = False
) -> str:
    """ASCII, with half characters as escapes. Infinite numbers, such as one of 400 digits, are null, as JavaScript writes them:
    Python's `Infinity` is no JSON, and makes a reader refuse all that stands around it. With `again` they are a number of 401
    digits, for events that are read again as they came."""
    try:
        return json.dumps(value, indent=indent, separators=separators, default=str, allow_nan=False)
    # allow_nan=False raises, so only values with such a number are walked through
    except ValueError:
        return json.dumps(_finite(value, again), indent=indent, separators=separators, default=str)


def _finite(value: Any, again: bool) -> Any:
    if isinstance(value, Mapping):
        return {key: _finite(inner, again) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner, again) for inner in value]
    if not isinstance(value, float) or math.isfinite(value):
        return value
    return (_BEYOND if value > 0 else -_BEYOND) if again and math.isinf(value) else None

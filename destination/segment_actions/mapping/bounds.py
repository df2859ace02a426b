"""Limits how much a mapping may make of an event. A directive that repeats or escapes what another part made doubles it
at each level; a few dozen levels would fill any memory."""

from __future__ import annotations

import re
from typing import Any

from segment_actions.errors import MappingError
from segment_actions.mapping.compiler import fail

__all__ = ["checked_made", "feeds_another", "is_too_long", "too_long"]

_LONGEST = 2**29 - 24
"""Code units in the longest text that V8 can hold."""
_MOST, _VALUE = 16_000_000, 64
"""Limit for what is made inside another such directive, in characters, and how many characters each value counts for."""
_GROWS = re.compile("/@(?:transform|json|replace)/")


def is_too_long(length: int) -> bool:
    """Whether JavaScript cannot make a text of so many code units."""
    return length > _LONGEST


def too_long(pointer: str) -> MappingError:
    """The error for such a text."""
    return fail("Invalid string length", pointer, "RangeError")


def feeds_another(pointer: str) -> bool:
    """Whether a directive that can enlarge its value is inside another such directive."""
    return _GROWS.search(pointer) is not None


def checked_made(value: Any, pointer: str) -> Any:
    """The value, if it is within the limit.

    Raises:
        MappingError: it is larger than any event. Segment's engine would run until its memory is full.
    """
    if _weight(value, {}) > _MOST:
        name = pointer.rpartition("/")[2]
        raise fail(f"{name} makes more than {_MOST // _VALUE:,} values, or {_MOST:,} characters", pointer)
    return value


def _weight(value: Any, known: dict[int, int]) -> int:
    if isinstance(value, str):
        return _VALUE + len(value)
    if not isinstance(value, dict | list | tuple):
        return _VALUE
    weight = known.get(id(value))
    # an object used at several places counts at each of them
    if weight is None:
        weight = _VALUE + sum(_weight(one, known) for one in (value.values() if isinstance(value, dict) else value))
        known[id(value)] = weight
    return weight

"""How much a mapping may make of an event. One that takes what another part of it made, twice or with more marks around it, doubles
it with each level, and a few dozen of those would fill any memory.
"""

from __future__ import annotations

import re
from typing import Any

from segment_actions.errors import MappingError
from segment_actions.mapping.compiler import fail

__all__ = ["checked_made", "feeds_another", "is_too_long", "too_long"]

_LONGEST = 2**29 - 24
"""Code units in the longest text that V8 can hold."""
_MOST, _VALUE = 16_000_000, 64
"""What is made for another part of the mapping may have so many characters, of which a value counts for so many."""
_GROWS = re.compile("/@(?:transform|json|replace)/")


def is_too_long(length: int) -> bool:
    """Whether a text of so many code units is one that JavaScript cannot make."""
    return length > _LONGEST


def too_long(pointer: str) -> MappingError:
    """Its error."""
    return fail("Invalid string length", pointer, "RangeError")


def feeds_another(pointer: str) -> bool:
    """Whether a directive that may make more than it is given stands inside of another such."""
    return _GROWS.search(pointer) is not None


def checked_made(value: Any, pointer: str) -> Any:
    """What such a directive made.

    Raises:
        MappingError: it is more than any event has. Segment's engine would be at it until its memory ends.
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
    # what stands at several places is one object, and counts at each of them
    if weight is None:
        weight = _VALUE + sum(_weight(one, known) for one in (value.values() if isinstance(value, dict) else value))
        known[id(value)] = weight
    return weight

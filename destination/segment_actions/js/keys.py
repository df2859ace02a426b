"""The order in which JavaScript enumerates an object's keys: array indexes first, ascending, then the others in
order of insertion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["ascending_keys", "is_index", "items"]

_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
_MAX_INDEX = 2**32 - 2  # an array length has 32 bits, so 4294967295 and above are ordinary keys


def is_index(key: str) -> bool:
    """Whether a key is a canonical array index, which JavaScript enumerates first and in ascending order."""
    return key[:1].isdigit() and _INDEX.fullmatch(key) is not None and int(key) <= _MAX_INDEX


def ascending_keys(keys: Iterator[str] | list[str]) -> list[str]:
    """Keys in JavaScript's order of enumeration."""
    keys = list(keys)
    if not keys or min(keys) >= ":":  # the character after 9: no key begins with a digit
        return keys
    indexes = [key for key in keys if is_index(key)]
    return sorted(indexes, key=int) + [key for key in keys if not is_index(key)]


def items(value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The members of an object in JavaScript's order."""
    return [(key, value[key]) for key in ascending_keys(list(value))]

"""Counts of keys that events bring along, however many events there are. What is counted is known elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from typing import TypeVar

__all__ = ["MOST", "Bounded"]

MOST = 10_000
"""Keys that are told apart."""
_MOST_CHARACTERS = 8_000_000
"""Of the texts in them."""

K = TypeVar("K", bound=Hashable)


class Bounded(Counter[K]):
    """Counts so many keys; what comes beyond is counted under the key that stands for others of its kind.

    `other` gives that key, which must be one of few, `size` the characters of the text in a key.
    """

    def __init__(self, other: Callable[[K], K], size: Callable[[K], int], *, most: int | None = None) -> None:
        super().__init__()
        self._other, self._size, self._most = other, size, MOST if most is None else most
        self._characters = 0

    def count(self, key: K) -> None:
        """Another one of this key."""
        if key not in self:
            size = self._characters + self._size(key)
            if len(self) >= self._most or size > _MOST_CHARACTERS:
                key = self._other(key)
            else:
                self._characters = size
        self[key] += 1

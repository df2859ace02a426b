"""Counts keys from events in bounded memory, however many events there are. Does not know what it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from typing import TypeVar

__all__ = ["MOST", "Bounded"]

MOST = 10_000
"""How many different keys are counted."""
_MOST_CHARACTERS = 8_000_000
"""How many characters the texts in all keys may have."""

K = TypeVar("K", bound=Hashable)


class Bounded(Counter[K]):
    """Counts up to `most` keys; further ones are counted together under a key that `other` makes from them.

    `other` must return one of only a few keys. `size` returns the number of characters in a key.
    """

    def __init__(self, other: Callable[[K], K], size: Callable[[K], int], *, most: int | None = None) -> None:
        super().__init__()
        self._other, self._size, self._most = other, size, MOST if most is None else most
        self._characters = 0

    def count(self, key: K) -> None:
        """Count this key once more."""
        if key not in self:
            size = self._characters + self._size(key)
            if len(self) >= self._most or size > _MOST_CHARACTERS:
                key = self._other(key)
            else:
                self._characters = size
        self[key] += 1

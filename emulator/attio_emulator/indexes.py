"""Two indexes of records, built on first use and then kept up to date: IDs in order, and the holders of a value.

They know IDs and keys only. The store undoes changes.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Hashable, Iterable, Iterator, Sequence

__all__ = ["Ascending", "Holders"]

_FEW = 32
"""Up to this many new IDs are inserted one by one; more are sorted in together. Measured at 20,000 IDs."""


class Ascending:
    """IDs in ascending order."""

    __slots__ = ("_added", "_sorted")

    def __init__(self, ids: Iterable[str]) -> None:
        self._sorted = sorted(ids)
        # not inserted yet, so that a thousand writes in a row do not move the list a thousand times
        self._added: dict[str, None] = {}

    def add(self, id: str) -> None:
        self._added[id] = None

    def discard(self, id: str) -> None:
        if id in self._added:
            del self._added[id]
            return
        place = bisect_left(self._sorted, id)
        if self._sorted[place : place + 1] == [id]:
            del self._sorted[place]

    def ids(self) -> Sequence[str]:
        """All IDs; invalid after the next change."""
        if len(self._added) > _FEW:
            self._sorted += self._added
            self._sorted.sort()
        else:
            for id in self._added:
                insort(self._sorted, id)
        self._added.clear()
        return self._sorted


class Holders:
    """The IDs of the records that have a value of one attribute, by the key of the value."""

    __slots__ = ("_by_key",)

    def __init__(self, held: Iterable[tuple[str, Iterable[Hashable]]]) -> None:
        self._by_key: dict[Hashable, dict[str, None]] = {}
        for id, keys in held:
            self.change(id, (), keys)

    def of(self, key: Hashable) -> Iterator[str]:
        yield from self._by_key.get(key, ())

    def has(self, id: str, key: Hashable) -> bool:
        return id in self._by_key.get(key, ())

    def change(self, id: str, before: Iterable[Hashable], after: Iterable[Hashable]) -> None:
        """Replace the keys of a record."""
        for key in before:
            there = self._by_key.get(key)
            if there is not None:
                there.pop(id, None)
                if not there:
                    del self._by_key[key]
        for key in after:
            self._by_key.setdefault(key, {})[id] = None

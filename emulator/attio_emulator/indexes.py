"""The indexes of a store: which record has a unique value, and two that are built on first use and then kept up to date,
IDs in order and the holders of a value.

The store undoes changes, `writer` refuses.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from attio_emulator.record import Record, Value

__all__ = ["Ascending", "Freed", "Holders", "Unique"]

_Index = dict[Hashable, str]
Freed = list[tuple[_Index, Hashable]]
"""Released values, each with its index."""

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


class Unique:
    """The holders of the unique values of one store, by object and attribute.

    A value has one holder, unless several records had it before its attribute became unique. Such attributes are only
    marked; `Holders` finds theirs.
    """

    __slots__ = ("_indexes", "ambiguous")

    def __init__(self) -> None:
        self._indexes: dict[tuple[str, str], _Index] = {}
        self.ambiguous: set[tuple[str, str]] = set()
        """Attributes whose values may have several holders, or none known here."""

    def holder(self, object: str, attribute: str, key: Hashable) -> str | None:
        """The ID of the record that has a value."""
        index = self._indexes.get((object, attribute))
        return None if index is None else index.get(key)

    def index(self, object: str, attribute: str) -> Mapping[Hashable, str] | None:
        """Every value with its holder, read-only; None if a value may have several, or the attribute is not unique."""
        return None if (object, attribute) in self.ambiguous else self._indexes.get((object, attribute))

    def claim(self, record: Record, slugs: Sequence[str]) -> None:
        """Register a record as the holder of its values of these attributes."""
        for slug in slugs:
            index = self._indexes.setdefault((record.object, slug), {})
            for value in record.values.get(slug, ()):
                index[value.key] = record.id

    def free(self, record: Record, slugs: Sequence[str]) -> Freed:
        """Release a record's values of these attributes."""
        freed: Freed = []
        for slug in slugs:
            index = self._indexes.get((record.object, slug), {})
            for value in record.values.get(slug, ()):
                if index.get(value.key) == record.id:
                    del index[value.key]
                    freed.append((index, value.key))
        return freed

    def claim_again(self, record: Record, freed: Freed) -> None:
        """Undo `free`."""
        for index, key in freed:
            index[key] = record.id

    def exchange(self, record: Record, slug: str, before: Sequence[Value], after: Sequence[Value]) -> None:
        """Replace the values a record holds: `after` instead of `before`."""
        index = self._indexes.setdefault((record.object, slug), {})
        for value in before:
            if index.get(value.key) == record.id:
                del index[value.key]
        for value in after:
            index[value.key] = record.id

    def load(self, record: Record, slug: str) -> None:
        """Register a record of a snapshot. Another one may have its value, if the attribute became unique later."""
        index = self._indexes.setdefault((record.object, slug), {})
        held = {value.key: record.id for value in record.values[slug]}
        if not index.keys().isdisjoint(held):
            self.ambiguous.add((record.object, slug))
        index.update(held)

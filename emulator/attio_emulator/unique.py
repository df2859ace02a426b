"""Unique values: which record of an object has each one.

A value has one holder, unless several records had it before its attribute became unique. Such attributes are only
marked; `indexes` finds the holders. The store undoes changes, `writer` refuses.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from attio_emulator.record import Record, Value

__all__ = ["Freed", "Unique"]

_Index = dict[Hashable, str]
Freed = list[tuple[_Index, Hashable]]
"""Released values, each with its index."""


class Unique:
    """The holders of the unique values of one store, by object and attribute."""

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

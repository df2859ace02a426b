"""Unique values: which record of an object has each one.

A value has one holder but where several records had it before its attribute became unique, which is known and no more: who they are
is found by `indexes`. Undoing is the store's; what has to be refused is `writer`'s.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from attio_emulator.record import Record, Value

__all__ = ["Freed", "Unique"]

_Index = dict[Hashable, str]
Freed = list[tuple[_Index, Hashable]]
"""Values that were let go, each with the index that had it."""


class Unique:
    """The holders of the unique values of one store, by object and attribute."""

    __slots__ = ("_indexes", "ambiguous")

    def __init__(self) -> None:
        self._indexes: dict[tuple[str, str], _Index] = {}
        self.ambiguous: set[tuple[str, str]] = set()
        """The attributes of which a value may have several holders, or none that is known here."""

    def holder(self, object: str, attribute: str, key: Hashable) -> str | None:
        """The ID of the record that has a value."""
        index = self._indexes.get((object, attribute))
        return None if index is None else index.get(key)

    def index(self, object: str, attribute: str) -> Mapping[Hashable, str] | None:
        """Every value with its holder, to be read alone; None where one may have several, or the attribute is not unique."""
        return None if (object, attribute) in self.ambiguous else self._indexes.get((object, attribute))

    def claim(self, record: Record, slugs: Sequence[str]) -> None:
        """Let a record be found by the values it has of these attributes."""
        for slug in slugs:
            index = self._indexes.setdefault((record.object, slug), {})
            for value in record.values.get(slug, ()):
                index[value.key] = record.id

    def free(self, record: Record, slugs: Sequence[str]) -> Freed:
        """Let nobody find a record by its values of these attributes."""
        freed: Freed = []
        for slug in slugs:
            index = self._indexes.get((record.object, slug), {})
            for value in record.values.get(slug, ()):
                if index.get(value.key) == record.id:
                    del index[value.key]
                    freed.append((index, value.key))
        return freed

    def claim_again(self, record: Record, freed: Freed) -> None:
        """Take back what `free` did."""
        for index, key in freed:
            index[key] = record.id

    def exchange(self, record: Record, slug: str, before: Sequence[Value], after: Sequence[Value]) -> None:
        """Let a record be found by the values `after`, and no longer by those `before`."""
        index = self._indexes.setdefault((record.object, slug), {})
        for value in before:
            if index.get(value.key) == record.id:
                del index[value.key]
        for value in after:
            index[value.key] = record.id

    def load(self, record: Record, slug: str) -> None:
        """Let a record of a snapshot be found: its value may be one that another one has, where it became unique later."""
        index = self._indexes.setdefault((record.object, slug), {})
        held = {value.key: record.id for value in record.values[slug]}
        if not index.keys().isdisjoint(held):
            self.ambiguous.add((record.object, slug))
        index.update(held)

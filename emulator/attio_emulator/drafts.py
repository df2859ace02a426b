"""The values of records during a write, before anything is stored: each attribute sees what earlier ones left.

Only the final difference is stored, once: a value that came and went within a write has never existed, one that went
and came back never ended. `writer` and `links` decide the values.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from attio_emulator.record import Record, Stamp, Value
from attio_emulator.schema.model import Attribute
from attio_emulator.store import Store

__all__ = ["Draft"]


@dataclass(slots=True)
class _Drafted:
    """A changed attribute: the values in front of the stored ones, and the keys of stored values that are gone."""

    record: Record
    attribute: Attribute
    front: list[Value]
    gone: set[Hashable]

    @property
    def stored(self) -> list[Value]:
        return self.record.values.get(self.attribute.slug, [])

    def values(self) -> list[Value]:
        return [*self.front, *(one for one in self.stored if one.key not in self.gone)]


class Draft:
    """The values of records as one write leaves them."""

    def __init__(self, store: Store, stamp: Stamp) -> None:
        self._store, self._stamp = store, stamp
        self._changed: dict[tuple[str, str, str], _Drafted] = {}

    def values(self, record: Record, attribute: Attribute) -> Sequence[Value]:
        """The present values of an attribute."""
        drafted = self._changed.get((record.object, record.id, attribute.slug))
        return record.values.get(attribute.slug, []) if drafted is None else drafted.values()

    def has(self, record: Record, attribute: Attribute, key: Hashable) -> bool:
        """Whether an attribute has a value at present; does not read the stored ones."""
        drafted = self._changed.get((record.object, record.id, attribute.slug))
        if drafted is not None and any(one.key == key for one in drafted.front):
            return True
        if drafted is not None and key in drafted.gone:
            return False
        return self._store.holds(record, attribute.slug, key)

    def change(self, record: Record, attribute: Attribute, values: Sequence[Value]) -> None:
        """Make these the values of an attribute."""
        gone = {one.key for one in record.values.get(attribute.slug, ())}
        self._changed[record.object, record.id, attribute.slug] = _Drafted(record, attribute, list(values), gone)

    def take(self, record: Record, attribute: Attribute, key: Hashable) -> None:
        """Remove a value of an attribute, if it is there."""
        drafted = self._drafted(record, attribute)
        drafted.front = [one for one in drafted.front if one.key != key]
        drafted.gone.add(key)

    def add(self, record: Record, attribute: Attribute, key: tuple[str, str]) -> None:
        """Add a reference that an attribute lacks at present, in front; if the stored one was removed, its row is reused."""
        drafted = self._drafted(record, attribute)
        went = (one for one in drafted.stored if one.key == key) if key in drafted.gone else ()
        drafted.front.insert(0, next(iter(went), None) or Value([*key], key, self._stamp))

    def emptied(self) -> Iterator[tuple[Record, Attribute]]:
        """The attributes that had values and have none now."""
        for one in self._changed.values():
            if not one.front and one.stored and all(value.key in one.gone for value in one.stored):
                yield one.record, one.attribute

    def store(self, but: Collection[str] = ()) -> None:
        """Store the difference, except for records with these IDs. Call it inside a transaction."""
        for one in self._changed.values():
            record, slug, stored = one.record, one.attribute.slug, one.stored
            if record.id in but:
                continue
            stay, went = _parted(stored, one.gone) if one.gone else (stored, [])
            ended, begun = _without(went, one.front), _without(one.front, went)
            values = [*one.front, *stay]
            if ended or begun or any(value is not before for value, before in zip(values, stored, strict=True)):
                unique = one.attribute.is_unique
                self._store.exchange(record, slug, values, self._stamp.at, ended=ended, begun=begun, unique=unique)

    def _drafted(self, record: Record, attribute: Attribute) -> _Drafted:
        key = (record.object, record.id, attribute.slug)
        drafted = self._changed.get(key)
        if drafted is None:
            drafted = self._changed[key] = _Drafted(record, attribute, [], set())
        return drafted


def _parted(values: Iterable[Value], gone: Collection[Hashable]) -> tuple[list[Value], list[Value]]:
    """The values that stay, and those that are gone."""
    stay, went = list[Value](), list[Value]()
    for one in values:
        (went if one.key in gone else stay).append(one)
    return stay, went


def _without(values: list[Value], others: list[Value]) -> list[Value]:
    """The rows that are not among the others."""
    if not (values and others):
        return values
    there = set(map(id, others))
    return [one for one in values if id(one) not in there]

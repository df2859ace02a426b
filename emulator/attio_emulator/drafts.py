"""What a write makes of the values of records before anything of it is stored: attribute after attribute reads what the ones before left.

Only what differs in the end is stored, once: what came and went within a write has never been there, what went and came back never
ended. Which values those are is decided in `writer` and `links`.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from typing import Any

from attio_emulator.schema.model import Attribute
from attio_emulator.store import Record, Stamp, Store, Value

__all__ = ["Draft"]


class Draft:
    """The values of records as one write leaves them."""

    def __init__(self, store: Store, stamp: Stamp) -> None:
        self._store, self._stamp = store, stamp
        self._changed: dict[tuple[str, str, str], tuple[Record, Attribute, list[Value]]] = {}

    def values(self, record: Record, attribute: Attribute) -> Sequence[Value]:
        """The values of an attribute as they are by now."""
        drafted = self._changed.get((record.object, record.id, attribute.slug))
        return record.values.get(attribute.slug, []) if drafted is None else drafted[2]

    def change(self, record: Record, attribute: Attribute, values: Sequence[Value]) -> None:
        """Make these the values of an attribute."""
        self._changed[record.object, record.id, attribute.slug] = (record, attribute, list(values))

    def value(self, record: Record, attribute: Attribute, data: Any, key: Hashable) -> Value:
        """A value with its row: the one that is stored, where the record has it, otherwise one that begins now."""
        stored = (one for one in record.values.get(attribute.slug, ()) if one.key == key)
        return next(stored, None) or Value.new(data, key, self._stamp)

    def changes(self) -> Iterator[tuple[Record, Attribute, list[Value]]]:
        """What differs from what is stored."""
        for record, attribute, values in self._changed.values():
            before = record.values.get(attribute.slug, [])
            if len(before) != len(values) or any(one is not other for one, other in zip(before, values, strict=True)):
                yield record, attribute, values

    def emptied(self) -> Iterator[tuple[Record, Attribute]]:
        """The attributes that had values and have none now."""
        for record, attribute, values in self.changes():
            if not values and record.values.get(attribute.slug):
                yield record, attribute

    def store(self, but: Collection[str] = ()) -> None:
        """Store what differs, but for the records of these IDs; to be called inside a transaction."""
        for record, attribute, values in list(self.changes()):
            if record.id not in but:
                self._store.put(record, attribute.slug, values, self._stamp.at, unique=attribute.is_unique)

"""What records say of each other: the other side of a relationship, and references to a record that is deleted."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from attio_emulator.schema.model import Attribute, Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.store import Record, Stamp, Store, Value

__all__ = ["Links"]


class Links:
    """Keeps references of one store true. To be used inside a transaction."""

    def __init__(self, workspace: Workspace, store: Store) -> None:
        self._workspace, self._store = workspace, store

    def forget(self, owners: Iterable[Object], owner: Object, record: Record, stamp: Stamp) -> None:
        """Take a record out of every reference to it that one of `owners` has."""
        for holder in owners:
            for attribute in holder.attributes.values():
                if _may_point(attribute, owner.slug) and not _is_parent(attribute):
                    for one in self._store.holders(holder.slug, attribute.slug, [(owner.slug, record.id)]):
                        self._unlink(one, attribute, record.id, stamp)

    def drop(self, record: Record, attribute: Attribute, values: Iterable[Value], stamp: Stamp) -> None:
        """Take a record out of the other side of a relationship with those that these values name; its own side stays."""
        inverse = self._other_side(attribute) if attribute.inverse is not None else None
        if inverse is not None:
            for target in filter(None, (self._store.get(*value.data) for value in values)):
                self._unlink(target, inverse, record.id, stamp)

    def follow(self, owners: Iterable[Object], gone: Sequence[Record], into: Record) -> None:
        """Let every reference to one of these records, which are there no longer, point to another one of their object.

        A reference keeps its time; where it pointed to several of them, that of the first of `gone`. What had ended tells of the old ones.
        """
        object, ids = into.object, {one.id for one in gone}
        key = (object, into.id)
        for holder in owners:
            for attribute in holder.attributes.values():
                if not _may_point(attribute, object):
                    continue
                for one in self._store.holders(holder.slug, attribute.slug, [(object, id) for id in ids]):
                    values: dict[Hashable, Value] = {}
                    for value in one.values[attribute.slug]:
                        points = value.data[1] in ids
                        moved = replace(value, data=[*key], key=key) if points else value
                        # of two that become one the first one's time counts, in the place of whichever comes first
                        if moved.key not in values or value.data[1] == gone[0].id:
                            values[moved.key] = moved
                    past = one.past.get(attribute.slug, [])
                    self._store.rewrite(one, attribute.slug, list(values.values()), past, unique=attribute.is_unique)

    def _other_side(self, attribute: Attribute) -> Attribute | None:
        assert attribute.inverse is not None
        target = self._workspace.objects.get(attribute.inverse[0])
        return target.attributes.get(attribute.inverse[1]) if target else None

    def held_elsewhere(self, attribute: Attribute, value: Value, record: Record) -> bool:
        """Whether the record that a value points to is taken: its side holds one, and that is another."""
        inverse = self._other_side(attribute)
        target = self._store.get(*value.data)
        if inverse is None or inverse.is_multiselect or target is None:
            return False
        return any(held.data[1] != record.id for held in target.values.get(inverse.slug, ()))

    def mirror(
        self, owner: Object, record: Record, attribute: Attribute, before: list[Value], after: list[Value], stamp: Stamp
    ) -> None:
        """Write into the other side what an attribute pointed to before and points to after."""
        inverse = self._other_side(attribute)
        if inverse is None:
            return
        old, new = {value.key for value in before}, {value.key for value in after}
        for value in before:
            target = self._store.get(*value.data)
            if value.key not in new and target is not None:
                self._unlink(target, inverse, record.id, stamp)
        for value in after:
            target = self._store.get(*value.data)
            if value.key not in old and target is not None:
                self._link(target, inverse, owner, record, attribute, stamp)

    def _unlink(self, target: Record, inverse: Attribute, record_id: str, stamp: Stamp) -> None:
        there = target.values.get(inverse.slug, [])
        left = [value for value in there if value.data[1] != record_id]
        if len(left) != len(there):
            self._store.put(target, inverse.slug, left, stamp.at, unique=False)

    def _link(
        self, target: Record, inverse: Attribute, owner: Object, record: Record, attribute: Attribute, stamp: Stamp
    ) -> None:
        there = target.values.get(inverse.slug, [])
        if any(value.data[1] == record.id for value in there):
            return
        if not inverse.is_multiselect:
            for value in there:
                holder = self._store.get(*value.data)
                if holder is not None:
                    self._unlink(holder, attribute, target.id, stamp)
            there = []
        data = [owner.slug, record.id]
        self._store.put(target, inverse.slug, [Value.new(data, tuple(data), stamp), *there], stamp.at, unique=False)


def _may_point(attribute: Attribute, slug: str) -> bool:
    targets = attribute.allowed_objects
    return attribute.type == "record-reference" and (not targets or slug in targets)


def _is_parent(attribute: Attribute) -> bool:
    """What an entry stands for: its entry goes with it, see `resources.belongings`."""
    return attribute.is_system and attribute.is_required and not attribute.is_writable

"""Links between records: the two sides of a relationship, and references to a deleted or merged record.

A relationship is a set of pairs of records, shown by two attributes, one from each end. Both may belong to the same
object, and a record may be paired with itself. Values are changed in a draft, which is stored once a write is done.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from attio_emulator.drafts import Draft
from attio_emulator.record import Record, Stamp, Value
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.store import Store

__all__ = ["Links"]


class Links:
    """Keeps the references of one store consistent. Use it inside a transaction."""

    def __init__(self, workspace: Workspace, store: Store) -> None:
        self._workspace, self._store = workspace, store

    def forget(self, owners: Iterable[Object], owner: Object, record: Record, draft: Draft) -> None:
        """Remove a record from every reference to it in one of `owners`."""
        for holder in owners:
            for attribute in holder.attributes.values():
                if _may_point(attribute, owner.slug) and not _is_parent(attribute):
                    for one in self._store.holders(holder.slug, attribute.slug, [(owner.slug, record.id)]):
                        if one is not record:
                            draft.take(one, attribute, (owner.slug, record.id))

    def cut(self, record: Record, attribute: Attribute, values: Iterable[Value], draft: Draft) -> None:
        """End the pairs these values of a relationship stand for, on both sides."""
        keys = {value.key for value in values}
        self.write(record, attribute, [one for one in draft.values(record, attribute) if one.key not in keys], draft)

    def follow(self, owners: Iterable[Object], gone: Sequence[Record], into: Record) -> None:
        """Redirect every reference to these deleted records to another one of their object.

        A reference keeps its time; if it named several of them, the time of the first in `gone`. Ended values still
        name the old ones.
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
                        # if two become one, the time of the first of `gone` counts, at whichever position comes first
                        if moved.key not in values or value.data[1] == gone[0].id:
                            values[moved.key] = moved
                    past = one.past.get(attribute.slug, [])
                    self._store.rewrite(one, attribute.slug, list(values.values()), past, unique=attribute.is_unique)

    def other_side(self, attribute: Attribute) -> Attribute | None:
        """The attribute that shows the same pairs from the other end."""
        if attribute.inverse is None:
            return None
        target = self._workspace.objects.get(attribute.inverse[0])
        return target.attributes.get(attribute.inverse[1]) if target else None

    def is_whole(self, record: Record, attribute: Attribute, named: Sequence[str]) -> bool:
        """Whether a record named on one side of a relationship names no other one, if it can hold only one."""
        inverse = self.other_side(attribute)
        if inverse is None or inverse.is_multiselect:
            return True
        target = self._store.get(*named)
        return target is None or all(held.data[1] == record.id for held in target.values.get(inverse.slug, ()))

    def is_open(self, record: Record, attribute: Attribute, named: Sequence[str]) -> bool:
        """Whether a pair with another record can begin without ending another pair."""
        inverse, target = self.other_side(attribute), self._store.get(*named)
        if inverse is None or target is None or target is record:
            return False
        there = target.values.get(inverse.slug)
        return not there or (
            inverse.is_multiselect and not self._store.holds(target, inverse.slug, (record.object, record.id))
        )

    def join(self, record: Record, attribute: Attribute, named: Sequence[str], stamp: Stamp) -> None:
        """Show such a pair on its other side: a shortcut for `write`, without a draft."""
        inverse, target = self.other_side(attribute), self._store.get(*named)
        assert inverse is not None
        assert target is not None
        own, slug = (record.object, record.id), inverse.slug
        new = [Value([*own], own, stamp)]
        values = [*new, *target.values.get(slug, ())]
        self._store.exchange(target, slug, values, stamp.at, ended=(), begun=new, unique=inverse.is_unique)

    def free(self, attribute: Attribute, values: list[Value], record: Record, draft: Draft) -> list[Value]:
        """The values without those whose record is taken: its side holds one record, and that is another."""
        inverse = self.other_side(attribute)
        if inverse is None or inverse.is_multiselect:
            return values
        targets = [(value, self._store.get(*value.data)) for value in values]
        return [
            value
            for value, target in targets
            if target is None or all(held.data[1] == record.id for held in draft.values(target, inverse))
        ]

    def write(self, record: Record, attribute: Attribute, values: Sequence[Value], draft: Draft) -> None:
        """Make these the values of an attribute, and if it is a relationship, write its other side.

        Pairs that end are removed from both sides before new ones are added. A side that holds one record gives up its
        present one. If a record is paired with itself, the other side is another attribute of the same record.
        """
        before = draft.values(record, attribute)
        inverse = self.other_side(attribute)
        if inverse is None:
            draft.change(record, attribute, values)
            return
        old, new = {value.key for value in before}, {value.key for value in values}
        own = (record.object, record.id)
        draft.change(record, attribute, values)
        # compare keys first: of many values, few differ
        for value in (one for one in before if one.key not in new):
            target = self._store.get(*value.data)
            if target is not None:
                draft.take(target, inverse, own)
        for value in (one for one in values if one.key not in old):
            target = self._store.get(*value.data)
            if target is not None:
                self._pair(target, inverse, record, attribute, draft)

    def _pair(self, target: Record, inverse: Attribute, record: Record, attribute: Attribute, draft: Draft) -> None:
        own = (record.object, record.id)
        if draft.has(target, inverse, own):
            return
        if not inverse.is_multiselect:
            for value in draft.values(target, inverse):
                holder = self._store.get(*value.data)
                if holder is not None:
                    draft.take(holder, attribute, (target.object, target.id))
                draft.take(target, inverse, value.key)
        draft.add(target, inverse, own)


def _may_point(attribute: Attribute, slug: str) -> bool:
    targets = attribute.allowed_objects
    return attribute.type == "record-reference" and (not targets or slug in targets)


def _is_parent(attribute: Attribute) -> bool:
    """Whether this is the parent of an entry; entries go with their parents, see `resources.belongings`."""
    return attribute.is_system and attribute.is_required and not attribute.is_writable

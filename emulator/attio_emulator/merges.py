"""Two records joined into a third: which of their values and histories it has, and that references to them follow.

The call, what belongs to records besides references, and how long it takes are in `resources.record_merge`. Documented: where both
have a value the primary's counts. Assumed: that the values bring their history along, that the new record is as old as the primary,
and that a link between two records is kept where its attribute can hold it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from attio_emulator.assumptions import Settings
from attio_emulator.links import Links
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.store import Record, Stamp, Store, Value

__all__ = ["Merger"]


class Merger:
    """Joins records of one store."""

    def __init__(
        self, workspace: Workspace, store: Store, assumptions: Settings, owners: Callable[[], Iterable[Object]]
    ) -> None:
        self._store, self._assumptions, self._owners = store, assumptions, owners
        self._links = Links(workspace, store)

    def merge(self, owner: Object, primary: Record, secondary: Record, id: str, stamp: Stamp) -> Record:
        """The record of this ID that takes the place of both; nobody is told that one was created or deleted."""
        both = (primary, secondary)
        unique = [slug for slug, one in owner.attributes.items() if one.is_unique]
        new = Record(id=id, object=owner.slug, created_at=primary.created_at, actor=primary.actor)
        with self._store.transaction():
            kept = {slug: self._kept(one, both, stamp) for slug, one in owner.attributes.items()}
            for one in both:
                self._store.remove(one, unique, told=False)
            self._store.add(new, told=False)
            for slug, (values, past) in kept.items():
                if values or past:
                    self._store.rewrite(new, slug, values, past, unique=slug in unique)
                for one in both:
                    if slug in one.last_received:
                        self._store.note_received(new, slug, one.last_received[slug])
            self._links.follow(self._owners(), both, new)
        return new

    def _kept(self, attribute: Attribute, both: Sequence[Record], stamp: Stamp) -> tuple[list[Value], list[Value]]:
        """The active values and the ended ones that the new record has of an attribute."""
        slug = attribute.slug
        ids = {one.id for one in both}
        first, second = (_without(one.values.get(slug, ()), attribute, ids) for one in both)
        there = {value.key for value in first}
        added = [value for value in second if value.key not in there]
        if first and added and self._are_united(attribute):
            return [*first, *added], _by_age([*both[0].past.get(slug, ()), *both[1].past.get(slug, ())])
        if first and added:
            self._links.drop(both[1], attribute, added, stamp)
        past = [one.past.get(slug, []) for one in both]
        # without a value in either, what the primary had counts before what the secondary had
        return first or second, _by_age(past[1] if second and not first else past[0] if first else past[0] or past[1])

    def _are_united(self, attribute: Attribute) -> bool:
        if not attribute.is_multiselect:
            return False
        # the other records of a relationship say that they belong to either, and nobody takes that from them
        return attribute.inverse is not None or self._assumptions.decides("merge.multiselect") == "united"


def _without(values: Iterable[Value], attribute: Attribute, ids: set[str]) -> list[Value]:
    """Copies, but of references between the two: a record does not point to itself for having been two."""
    return [replace(one) for one in values if attribute.type != "record-reference" or one.data[1] not in ids]


def _by_age(past: Iterable[Value]) -> list[Value]:
    return sorted(map(replace, past), key=lambda one: one.active_from)

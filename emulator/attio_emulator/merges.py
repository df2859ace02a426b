"""Merges two records into a third: which values and histories it gets, and how references follow.

`resources.record_merge` has the call, its duration, and what belongs to records besides references. Documented: if both
have a value, the primary's counts. Assumed: values bring their histories along, the new record is as old as the
primary, and a link between the two is kept if its attribute can hold it. Where the histories of both count, time that
equal values share is kept once, since equal values of a history may not overlap (documented of written ones).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace

from attio_emulator import refusals
from attio_emulator.assumptions import Settings
from attio_emulator.drafts import Draft
from attio_emulator.links import Links
from attio_emulator.record import Record, Stamp, Value
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.store import Store

__all__ = ["Merger"]


class Merger:
    """Merges records of one store."""

    def __init__(
        self, workspace: Workspace, store: Store, assumptions: Settings, owners: Callable[[], Iterable[Object]]
    ) -> None:
        self._store, self._assumptions, self._owners = store, assumptions, owners
        self._links = Links(workspace, store)

    def merge(self, owner: Object, primary: Record, secondary: Record, id: str, stamp: Stamp) -> Record:
        """The record of this ID that replaces both. No creation or deletion is reported."""
        both = (primary, secondary)
        unique = [slug for slug, one in owner.attributes.items() if one.is_unique]
        new = Record(id=id, object=owner.slug, created_at=primary.created_at, actor=primary.actor)
        with self._store.transaction():
            draft = self._parted(owner, both, stamp)
            kept = {slug: self._kept(one, both, draft) for slug, one in owner.attributes.items()}
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

    def _parted(self, owner: Object, both: tuple[Record, Record], stamp: Stamp) -> Draft:
        """End the pairs of relationships that the new record cannot have: between the two, or a second one where it
        holds one.

        The changes to the two stay in the draft: they will be deleted, and nobody is told of their values.
        """
        draft = Draft(self._store, stamp)
        ids = {one.id for one in both}
        for attribute in owner.attributes.values():
            if attribute.inverse is None:
                continue
            for one in both:
                others = [value for value in draft.values(one, attribute) if value.data[1] in ids - {one.id}]
                self._links.cut(one, attribute, others, draft)
            first, second = (draft.values(one, attribute) for one in both)
            if first and not attribute.is_multiselect and not _both_themselves(first, second, ids):
                there = {value.key for value in first}
                self._links.cut(both[1], attribute, [one for one in second if one.key not in there], draft)
        emptied = [
            (one, attribute) for one, attribute in draft.emptied() if attribute.is_required and one.id not in ids
        ]
        if emptied and self._assumptions.decides("reference.required") == "refuse":
            _, attribute = emptied[0]
            raise refusals.value_required(attribute.slug, attribute.type, attribute.id, "/data/secondary_record_id")
        draft.store(but=ids)
        return draft

    def _kept(self, attribute: Attribute, both: Sequence[Record], draft: Draft) -> tuple[list[Value], list[Value]]:
        """The active and the ended values of an attribute in the new record."""
        slug = attribute.slug
        ids = {one.id for one in both}
        first, second = (_without(draft.values(one, attribute), attribute, ids - {one.id}) for one in both)
        there = {value.key for value in first}
        added = [value for value in second if value.key not in there]
        if first and added and self._are_united(attribute):
            united = [*first, *added]
            return united, _apart(united, _by_age([*both[0].past.get(slug, ()), *both[1].past.get(slug, ())]))
        past = [one.past.get(slug, []) for one in both]
        # if neither has a value, the primary's history counts before the secondary's
        return first or second, _by_age(past[1] if second and not first else past[0] if first else past[0] or past[1])

    def _are_united(self, attribute: Attribute) -> bool:
        if not attribute.is_multiselect:
            return False
        # records on the other side of a relationship say they belong to both, and that is kept
        return attribute.inverse is not None or self._assumptions.decides("merge.multiselect") == "united"


def _both_themselves(first: Sequence[Value], second: Sequence[Value], ids: set[str]) -> bool:
    """Whether each of the two refers to itself; then the new record does, too."""
    return {value.data[1] for value in (*first, *second)} <= ids


def _without(values: Iterable[Value], attribute: Attribute, ids: set[str]) -> list[Value]:
    """Copies without references from one of the two to the other: being merged does not make a record refer to itself."""
    return [replace(one) for one in values if attribute.type != "record-reference" or one.data[1] not in ids]


def _by_age(past: Iterable[Value]) -> list[Value]:
    """Oldest first, and of those that began together, the one that ended first: none is cut because of its place."""
    return sorted(map(replace, past), key=lambda one: (one.active_from, one.active_until or 0))


def _apart(active: Iterable[Value], past: Iterable[Value]) -> list[Value]:
    """Ended rows of two histories, oldest first, without the time in which another row has the same value."""
    begins = {value.key: value.active_from for value in active}
    until: dict[Hashable, int] = {}
    out = []
    for value in past:
        ended = value.active_until or 0
        start, end = max(value.active_from, until.get(value.key, 0)), min(ended, begins.get(value.key, ended))
        if start < end or (start, end) == (value.active_from, ended):
            out.append(replace(value, stamp=replace(value.stamp, at=start), active_until=end))
            until[value.key] = end
    return out

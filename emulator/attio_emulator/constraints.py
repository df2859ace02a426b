"""What a write must leave true: a required attribute has a value, and a unique value has one record.

Each rule gives the refusals that a write would meet, the first of which `check` raises. Which values there are after a write is in
`overwrites`, which record an assertion finds in `writer`; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from attio_emulator import refusals
from attio_emulator.assumptions import Settings
from attio_emulator.drafts import Draft
from attio_emulator.errors import AttioError
from attio_emulator.existing import Existing
from attio_emulator.given import Given, accepted
from attio_emulator.overwrites import Overwrites
from attio_emulator.plans import Plan
from attio_emulator.record import Record, Stamp
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.store import Store

__all__ = ["Constraints"]


class Constraints:
    """What has to be so in one store."""

    def __init__(self, store: Store, assumptions: Settings, overwrites: Overwrites, existing: Existing) -> None:
        self._store, self._assumptions, self._overwrites, self._existing = store, assumptions, overwrites, existing

    def check(
        self,
        owner: Object,
        record: Record,
        given: Sequence[Given],
        appended: set[str],
        stamp: Stamp,
        found_by: str | None,
    ) -> None:
        """Raise the first refusal that a write of these values meets, where there may be one at all."""
        may_lack = may_collide = False
        for one in given:
            attribute = one.attribute
            may_lack |= attribute.is_required and not one.data
            may_collide |= attribute.is_unique and attribute.slug != found_by
        if may_lack:
            accepted(self.emptied(record, given, appended, stamp))
        if may_collide:
            self.check_unique(owner, given, record, found_by)

    def check_unique(
        self, owner: Object, given: Sequence[Given], record: Record | None, but: str | None = None
    ) -> None:
        """Raise a refusal of `conflicts`: the first for a record that is there for certain, rather than one for a record that may be."""
        refused = list(self.conflicts(owner, given, record, but))
        if refused:
            first = next((one for one in refused if not one.unless), refused[0])
            if first.unless:
                first.unless = tuple({repr(need): need for one in refused for need in one.unless}.values())
            raise first

    def emptied(self, record: Record, given: Sequence[Given], appended: set[str], stamp: Stamp) -> Iterator[AttioError]:
        """The required attributes that would lose their values by what is given for them."""
        for one in given:
            attribute, there = one.attribute, record.values.get(one.attribute.slug, ())
            keeps = attribute.is_multiselect and attribute.slug in appended and one.data is not None and there
            if (
                attribute.is_required
                and not one.data
                and not keeps
                and not self._overwrites.is_stale(record, one, there, stamp)
            ):
                yield _required(attribute, one.pointer)

    def unfilled(
        self, plan: Plan, given: Sequence[Given], pointer: str, taken: Collection[str] = ()
    ) -> Iterator[AttioError]:
        """The required attributes for which a new record gets no value."""
        there = {one.attribute.slug for one in given if one.data}.union(taken)
        for attribute in plan.required:
            if attribute.slug not in there:
                yield _required(attribute, f"{pointer}/{attribute.slug}")

    def conflicts(
        self, owner: Object, given: Sequence[Given], record: Record | None, but: str | None = None
    ) -> Iterator[AttioError]:
        """The unique values that other records have, of any attribute `but` one.

        What the record has already is no new value, whoever had it before it was to be unique.
        """
        own = None if record is None else record.id
        for one in given:
            attribute = one.attribute
            if not attribute.is_unique or attribute.slug == but:
                continue
            keys = [key for key in one.keys if record is None or not self._store.holds(record, attribute.slug, key)]
            others = [holder for holder in self._store.matches(owner.slug, attribute.slug, keys) if holder != own]
            if others:
                unless = self._existing.doubt(owner.slug, others)
                yield refusals.value_taken(attribute.slug, attribute.type, one.sent, others, one.pointer, unless)

    def check_emptied(self, draft: Draft, given: Sequence[Given]) -> None:
        """Refuse what takes the last value of a required reference by its other end (assumed: `reference.required`)."""
        required = [(record, attribute) for record, attribute in draft.emptied() if attribute.is_required]
        if not required or self._assumptions.decides("reference.required") == "clear":
            return
        record, attribute = required[0]
        side = (record.object, attribute.slug)
        by = (one for one in given if side in (one.attribute.inverse, (record.object, one.attribute.slug)))
        raise _required(attribute, next((one.pointer for one in by), ""))


def _required(attribute: Attribute, pointer: str) -> AttioError:
    return refusals.value_required(attribute.slug, attribute.type, attribute.id, pointer)

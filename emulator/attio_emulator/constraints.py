"""What every write must leave true: a required attribute has a value, and a unique value has one record.

Each rule yields the refusals of a write; `check` raises the first. `overwrites` decides the values after a write,
`writer` which record an assertion finds. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from attio_emulator import refusals
from attio_emulator.assumptions import Settings
from attio_emulator.contested import NOTHING, Needs, Slot
from attio_emulator.drafts import Draft
from attio_emulator.errors import AttioError
from attio_emulator.existing import Existing
from attio_emulator.given import Given, Reader, accepted
from attio_emulator.overwrites import Overwrites
from attio_emulator.plans import Plan
from attio_emulator.record import Record, Stamp
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.store import Store

__all__ = ["Constraints", "named_slots"]


class Constraints:
    """The constraints of one store."""

    def __init__(
        self, store: Store, assumptions: Settings, overwrites: Overwrites, existing: Existing, reader: Reader
    ) -> None:
        self._store, self._assumptions, self._overwrites, self._existing = store, assumptions, overwrites, existing
        self._reader = reader

    def check(
        self,
        owner: Object,
        record: Record,
        given: Sequence[Given],
        appended: set[str],
        stamp: Stamp,
        found_by: str | None,
    ) -> None:
        """Raise the first refusal of a write of these values, if there is any."""
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
        """Raise a refusal of `conflicts`: rather one for a record that certainly exists than one for a record only presumed to."""
        refused = list(self.conflicts(owner, given, record, but))
        if self._existing.contested:
            self._rest_on_others(owner, given, record, but, refused)
        if refused:
            first = next((one for one in refused if not one.unless), refused[0])
            if first.unless:
                first.unless = tuple({repr(need): need for one in refused for need in one.unless}.values())
            raise first

    def _rest_on_others(
        self,
        owner: Object,
        given: Sequence[Given],
        record: Record | None,
        but: str | None,
        refused: Sequence[AttioError],
    ) -> None:
        """Records other than those in the way may have one of the values: then the outcome depends on what decides that, too.

        If one of them certainly has the value whenever those in the way do not, the write is refused in any case.
        """
        named = named_slots(owner, given, but)
        own = {*named, *(() if record is None else (record.id,))}
        # the write may find these instead
        own |= {holder for slot in named for holder in self._existing.contested.of(slot)}
        in_the_way = {id for one in refused for id in one.conflicting}
        absent = {repr(need): need for one in refused for need in one.unless}
        for one in given:
            slug = one.attribute.slug
            if not one.attribute.is_unique or slug == but or not one.keys:
                continue
            slots = [(owner.slug, slug, key) for key in one.keys]
            claims = self._existing.others(slots, {*own, *in_the_way})
            needs = {text: need for claim in claims for text, need in claim.needs.items()}
            # where those in the way are not, another has the value, or one of them, if it has lost it
            if refused and any(self._existing.is_another_there(slot, absent, own) for slot in slots):
                for error in refused:
                    error.unless = ()
            elif absent.keys().isdisjoint(needs):
                error = refusals.value_taken(slug, one.attribute.type, one.sent, (), one.pointer, ())
                is_exact = len(claims) == 1 and claims[0].is_exact
                self._existing.rest_on(needs, owner.slug, slug, one.first_sent, error, is_exact=is_exact)
            else:
                refused[0].unless = tuple({**absent, **needs}.values())
                self._existing.is_loose = True

    def rest_on_match(
        self,
        owner: Object,
        given: Sequence[Given],
        record: Record,
        named: Sequence[Slot],
        stamp: Stamp,
        pointer: str,
    ) -> Needs:
        """Handle a match by a contested value: without certain other records, the assertion does not find `record`.

        If it would then be refused, for lack of a required attribute or for a unique value, its outcome depends on those
        records. If not, it writes another record without them; returns them, unless `record` is uncertain itself and has one
        of the values for certain if it exists.
        """
        contested = self._existing.contested
        needs = contested.needs_of(record.id, named)
        if not needs:
            return NOTHING
        slug = named[0][1]
        if any(contested.of(slot) for slot in _slots(owner, given) if slot not in named):
            self._existing.is_loose = True
        for error in chain(self.lacking(owner, given, stamp, pointer), self._taken_unless(owner, given, slug, needs)):
            sent = next(one.first_sent for one in given if one.attribute.slug == slug)
            self._existing.rest_on(needs, owner.slug, slug, sent, error)
            return NOTHING
        sure = [slot for slot in named if not contested.needs(slot, record.id)]
        is_found = any(self._store.holds(record, slug, key) for _, _, key in sure)
        return NOTHING if is_found and record.assumed_by is not None else needs

    def _taken_unless(self, owner: Object, given: Sequence[Given], but: str, needs: Needs) -> Iterator[AttioError]:
        """Refusals for unique values, of all attributes except `but`, that a record may have even without one of `needs`."""
        for one in given:
            slug = one.attribute.slug
            if one.attribute.is_unique and slug != but:
                slots = [(owner.slug, slug, key) for key in one.keys]
                for holder in self._store.matches(owner.slug, slug, one.keys):
                    has = [slot for slot in slots if holder in self._store.matches(*slot[:2], slot[2:])]
                    if not self._existing.rests_on(owner.slug, holder, has, needs):
                        yield refusals.value_taken(slug, one.attribute.type, one.sent, (holder,), one.pointer, ())

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

    def lacking(
        self, owner: Object, given: Sequence[Given], stamp: Stamp, pointer: str, taken: Collection[str] = ()
    ) -> Iterator[AttioError]:
        """`unfilled` for an assertion, including the default values that a new record would get."""
        plan = self._reader.plans.of(owner)
        there = [*given, *self._reader.defaults(owner, given, stamp)] if plan.required else ()
        return self.unfilled(plan, there, pointer, taken)

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
        """The unique values that other records have, for all attributes except `but`.

        A value the record already has is not a conflict, whoever else had it before it became unique.
        """
        own = None if record is None else record.id
        for one in given:
            attribute = one.attribute
            if not attribute.is_unique or attribute.slug == but:
                continue
            keys = one.keys
            if record is not None:
                keys = [key for key in keys if not self._store.holds(record, attribute.slug, key)]
            others = self._store.matches(owner.slug, attribute.slug, keys)
            if own in others:
                others = [holder for holder in others if holder != own]
            if others:
                slots = [(owner.slug, attribute.slug, key) for key in keys]
                unless = self._existing.doubt(owner.slug, others, slots, named_slots(owner, given, but))
                yield refusals.value_taken(attribute.slug, attribute.type, one.sent, others, one.pointer, unless)

    def check_emptied(self, draft: Draft, given: Sequence[Given]) -> None:
        """Refuse to take the last value of a required reference from its other end (assumed: `reference.required`)."""
        required = [(record, attribute) for record, attribute in draft.emptied() if attribute.is_required]
        if not required or self._assumptions.decides("reference.required") == "clear":
            return
        record, attribute = required[0]
        side = (record.object, attribute.slug)
        by = (one for one in given if side in (one.attribute.inverse, (record.object, one.attribute.slug)))
        raise _required(attribute, next((one.pointer for one in by), ""))


def named_slots(owner: Object, given: Sequence[Given], by: str | None) -> list[Slot]:
    """What names the record of a write: the values of the attribute `by` that it is found by."""
    return [(owner.slug, by, key) for one in given if one.attribute.slug == by and by is not None for key in one.keys]


def _slots(owner: Object, given: Sequence[Given]) -> Iterator[Slot]:
    """The unique values that are given."""
    for one in given:
        if one.attribute.is_unique:
            yield from ((owner.slug, one.attribute.slug, key) for key in one.keys)


def _required(attribute: Attribute, pointer: str) -> AttioError:
    return refusals.value_required(attribute.slug, attribute.type, attribute.id, pointer)

"""Contested unique values: which record has one depends on records that nothing wrote. An example:

    1. identify u0, email a@x.io, company old.io
    2. identify u1, email a@x.io
    3. identify u2, email a@x.io

No event wrote the company old.io. If it exists, event 1 gives the address to u0, and event 2 is refused. If not, event 1 is
refused, and event 2 gives the address to u1. So the address is contested between u0 and u1; event 3 is refused either way.
The same goes for an address that event 1 would take from u0, by giving it another one.

For each contested value this module keeps the records that may have it and, for each, what that depends on. Any other value
belongs to the record that has it in the store. What follows for an assertion is decided in `existing`.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from attio_emulator.record import Needed, Record, depended_on
from attio_emulator.store import Store

__all__ = [
    "NOBODY",
    "NOTHING",
    "NO_CLAIM",
    "Claim",
    "Contested",
    "Holder",
    "Needs",
    "Offered",
    "Slot",
    "by_text",
    "keys_of",
    "values_of",
]

Slot = tuple[str, str, Hashable]
"""A unique value: the slugs of object and attribute, and the value's key; equal values have equal keys."""

Holder = str | Slot
"""A record: its ID, or, if it was never created, the value by which it would have been found."""

Needs = Mapping[str, Needed]
"""Records that nothing wrote, by their text (`by_text`)."""


class Attribute(Protocol):
    """What this module reads of an attribute."""

    @property
    def slug(self) -> str: ...

    @property
    def is_unique(self) -> bool: ...

    @property
    def is_multiselect(self) -> bool: ...


class Offered(Protocol):
    """What this module reads of `given.Given`, the values given for an attribute."""

    @property
    def attribute(self) -> Attribute: ...

    @property
    def data(self) -> list[Any] | None: ...

    @property
    def keys(self) -> Sequence[Hashable]: ...


class Claim(NamedTuple):
    """A record may have a value. If all of `needs` exist, the store says whether it does. If not, an `is_exact` claim means the
    opposite of what the store says, any other claim means that nobody knows."""

    needs: Needs
    is_exact: bool = False


NOTHING: Needs = {}
NOBODY: Mapping[Holder, Claim] = {}
NO_CLAIM = Claim(NOTHING)


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A write to a unique attribute of a record: the keys the record had `before`, and those `given`.

    The write found the record by `named`. `holders` are the record's ID, those values, and the other records that may have them.
    """

    record: Record
    named: Sequence[Slot]
    holders: Sequence[Holder]
    attribute: Attribute
    before: Collection[Hashable]
    given: Collection[Hashable]
    apart: Needs
    """Without these, the write went to another record."""
    is_apart_exact: bool
    """Whether without any of them it went to the one that has `named`."""
    is_late: bool
    """Whether an event with a later time had already reported the attribute."""

    @property
    def after(self) -> list[Hashable]:
        """The keys the record has now."""
        return keys_of(self.record, self.attribute.slug)

    @property
    def is_added(self) -> bool:
        """Whether the record kept all the keys it had."""
        return self.attribute.is_multiselect and set(self.before) <= set(self.after)

    def slots(self, keys: Iterable[Hashable]) -> list[Slot]:
        return [(self.record.object, self.attribute.slug, key) for key in keys]


class Contested:
    """The contested values of one store. Undoing a transaction undoes what was noted in it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._claims: dict[Slot, dict[Holder, Claim]] = {}
        self._slots: dict[Holder, set[Slot]] = {}
        # since the last `note`: what was written, and the records that would have been found instead
        self._exchanged: list[_Exchange] = []
        self._instead: list[tuple[str, Holder, Sequence[Offered], Needs]] = []

    def __bool__(self) -> bool:
        return bool(self._claims)

    @property
    def has_written(self) -> bool:
        """Whether `note` has something to note."""
        return bool(self._exchanged or self._instead)

    def of(self, slot: Slot) -> Mapping[Holder, Claim]:
        """The records that may have a value, each with its claim."""
        return self._claims.get(slot, NOBODY)

    def needs(self, slot: Slot, holder: Holder) -> Needs:
        """What decides whether a record has a value; empty if the store alone says so."""
        return self.of(slot).get(holder, NO_CLAIM).needs

    def needs_of(self, holder: Holder, slots: Iterable[Slot]) -> Needs:
        """What decides whether a record has one of the values."""
        return {text: need for slot in slots for text, need in self.needs(slot, holder).items()}

    def slots(self, holder: Holder, attribute: str) -> list[Slot]:
        """The contested values of one attribute that a record may have."""
        return [slot for slot in self._slots.get(holder, ()) if slot[1] == attribute]

    def is_concerned(self, holder: Holder) -> bool:
        """Whether a record may have a contested value."""
        return holder in self._slots

    def add(self, slot: Slot, holder: Holder, needs: Needs, *, is_exact: bool = False) -> None:
        """Make `needs` decide too whether the record has the value; `is_exact` as in `Claim`."""
        before = self.needs(slot, holder)
        self._put(slot, holder, Claim({**before, **needs}, is_exact and not before))

    # -- writes ----------------------------------------------------------------------------------------------------

    def exchanged(
        self,
        record: Record,
        named: Sequence[Slot],
        given: Sequence[Offered],
        before: Mapping[str, Collection[Hashable]],
        apart: Needs,
        received_at: int | None,
    ) -> None:
        """Keep until `note` that a write gave a record values in place of those `before`. It found the record by `named`; unless
        all of `apart` exist, it finds another one."""
        found = {holder: claim for slot in named for holder, claim in self.of(slot).items() if holder != record.id}
        self._instead += [(record.object, holder, given, claim.needs) for holder, claim in found.items()]
        holders = (record.id, *named, *found)
        is_exact = len(holders) == 2 and self.of(named[0]).get(record.id, NO_CLAIM).is_exact
        for one in given:
            slug = one.attribute.slug
            if slug in before:
                is_late = received_at is not None and record.last_received.get(slug, received_at) > received_at
                self._exchanged.append(
                    _Exchange(record, named, holders, one.attribute, before[slug], one.keys, apart, is_exact, is_late)
                )
        self._store.remember(lambda _: self._forget())

    def _found_instead(self, object: str, holder: Holder, given: Sequence[Offered], needs: Needs) -> None:
        """Note that a write replaces this other record's values if it finds that record instead."""
        other = self._store.get(object, holder) if isinstance(holder, str) else None
        for one in given if other is not None else ():
            slug = one.attribute.slug
            if one.attribute.is_unique and not one.attribute.is_multiselect:
                for key in keys_of(other, slug):
                    if key not in one.keys:
                        self.add((object, slug, key), holder, needs)

    def note(self, resting: Needs, *, is_exact: bool) -> None:
        """Make what was written contested if the write depends on something (`resting`); settle it if not."""
        for one in self._exchanged:
            self._keep_out(one, resting)
            for slot in one.slots(one.given) if one.apart else ():
                self.add(slot, one.named[0], one.apart, is_exact=one.is_apart_exact and not resting)
            if resting or one.apart:
                self._open(one, {**resting, **one.apart}, is_exact=is_exact and not one.apart)
            else:
                self._close(one)
        for each in self._instead:
            self._found_instead(*each)
        self._forget()

    def _forget(self) -> None:
        self._exchanged.clear()
        self._instead.clear()

    def _keep_out(self, one: _Exchange, resting: Needs) -> None:
        """Note given values that newer ones keep out, if those are contested: otherwise the record would have the given ones."""
        after = one.after
        out = [key for key in one.given if key not in after]
        on = self.needs_of(one.record.id, one.slots(after)) if out else {}
        if on:
            for slot in one.slots(out):
                self.add(slot, one.record.id, {**on, **resting})

    def _open(self, one: _Exchange, resting: Needs, *, is_exact: bool) -> None:
        """Make the changed values contested, except the first one that identifies a created record: that is as certain as the
        record, which says so itself."""
        id, before, after = one.record.id, one.before, one.after
        for slot in one.slots(dict.fromkeys([*before, *after])):
            key, claim = slot[2], self.of(slot).get(id)
            is_gone, is_new = key not in after, key not in before
            if is_gone and resting.keys() <= self._only_with(one.record, slot, claim).keys():
                self.settle([slot], id)  # the record never has it: whenever one write gives it, this one takes it away
            elif (is_gone or is_new or (key in one.given and claim)) and (before or slot not in one.named[:1]):
                self.add(slot, id, resting, is_exact=is_exact)
        if not one.is_added:
            for holder in one.holders:
                self._displace(holder, one.attribute.slug, [*before, *after], resting)

    def _only_with(self, record: Record, slot: Slot, claim: Claim | None) -> Needs:
        """Records without any of which this one never had the value; none where that is not known."""
        if claim is not None:
            return claim.needs if claim.is_exact else NOTHING
        if record.assumed_by is None or record.assumed_by[3]:
            return NOTHING
        return by_text(depended_on(record.object, record.assumed_by))

    def _close(self, one: _Exchange) -> None:
        written = [key for key in one.given if key in one.after and not one.is_late]
        for holder in one.holders:
            if one.is_added:
                self.settle(one.slots(written), holder)
            elif len(written) == len(one.given):
                self.settle(self.slots(holder, one.attribute.slug), holder)

    def leave_open(
        self, record: Record | None, named: Sequence[Slot], given: Sequence[Offered], needs: Needs, *, is_exact: bool
    ) -> None:
        """Note what a refused write would have given a record, and taken from it, if not all of `needs` existed."""
        holder: Holder = named[0] if record is None else record.id
        for one in given:
            slug = one.attribute.slug
            if not one.attribute.is_unique or one.data is None:
                continue
            there = keys_of(record, slug)
            ended = () if one.attribute.is_multiselect else [key for key in there if key not in one.keys]
            for key in (*(key for key in one.keys if key not in there), *ended):
                slot = named[0][0], slug, key
                if self.of(slot).get(holder) != Claim(needs, is_exact):  # the same event once more says nothing new
                    self.add(slot, holder, needs, is_exact=is_exact)
            if not one.attribute.is_multiselect:
                self._displace(holder, slug, [*there, *one.keys], needs)

    def _displace(self, holder: Holder, slug: str, keys: Collection[Hashable], needs: Needs) -> None:
        """Make `needs` decide too whether the record has its contested values of an attribute, apart from `keys`."""
        for slot in self.slots(holder, slug):
            if slot[2] not in keys:
                self.add(slot, holder, needs)

    # -- keeping ---------------------------------------------------------------------------------------------------

    def settle(self, slots: Iterable[Slot], holder: Holder) -> None:
        """Note that nothing else decides any more whether the record has these values: the store says so."""
        for slot in slots:
            self._put(slot, holder, NO_CLAIM)

    def dump(self) -> list[dict[str, Any]]:
        """All claims, as JSON values for `load`."""
        return [
            {
                "object": object,
                "attribute": attribute,
                "key": key,
                "holder": holder if isinstance(holder, str) else list(holder[1:]),
                "needs": [list(need) for need in claim.needs.values()],
                "is_exact": claim.is_exact,
            }
            for (object, attribute, key), claims in self._claims.items()
            for holder, claim in claims.items()
        ]

    def load(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Replace all claims by those that `dump` returned."""
        self._claims.clear()
        self._slots.clear()
        for row in rows:
            named = row["holder"]
            holder: Holder = named if isinstance(named, str) else (row["object"], *named)
            needs = by_text((need[0], need[1], need[2]) for need in row["needs"])
            self._put((row["object"], row["attribute"], row["key"]), holder, Claim(needs, row["is_exact"]))

    def _put(self, slot: Slot, holder: Holder, claim: Claim) -> None:
        before = self.of(slot).get(holder, NO_CLAIM)
        if before != claim:
            self._keep(slot, holder, claim)
            self._store.remember(lambda _: self._keep(slot, holder, before))

    def _keep(self, slot: Slot, holder: Holder, claim: Claim) -> None:
        if claim.needs:
            self._claims.setdefault(slot, {})[holder] = claim
            self._slots.setdefault(holder, set()).add(slot)
            return
        del self._claims[slot][holder]
        self._slots[holder].discard(slot)
        if not self._claims[slot]:
            del self._claims[slot]
        if not self._slots[holder]:
            del self._slots[holder]


def keys_of(record: Record | None, slug: str) -> list[Hashable]:
    """The keys of a record's values of an attribute."""
    return [] if record is None else [value.key for value in record.values.get(slug, ())]


def by_text(needs: Iterable[Needed]) -> dict[str, Needed]:
    """The same records, by their `repr`."""
    return {repr(one): one for one in needs}


def values_of(record: Record | None, given: Sequence[Offered]) -> dict[str, list[Hashable]]:
    """The keys a record has of each unique attribute that is given."""
    return {one.attribute.slug: keys_of(record, one.attribute.slug) for one in given if one.attribute.is_unique}

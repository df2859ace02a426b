"""Writes: which record an assertion finds, and how the given values enter it.

A write is planned first and applied in one transaction: if anything is refused, nothing is stored. `constraints`
refuses what would break an invariant, `overwrites` decides what happens to present values. Neither the sources of
values (routes, batches) nor the display of records is here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from attio_emulator import refusals
from attio_emulator.assumptions import Settings
from attio_emulator.constraints import Constraints, named_slots
from attio_emulator.contested import NOTHING, values_of
from attio_emulator.drafts import Draft
from attio_emulator.errors import AttioError, dealt_with
from attio_emulator.existing import Existing
from attio_emulator.given import Given, Reader, accepted
from attio_emulator.ids import Ids, Version
from attio_emulator.links import Links
from attio_emulator.mail_domains import company_host
from attio_emulator.overwrites import Overwrites
from attio_emulator.plans import Plan
from attio_emulator.record import Record, Stamp, Value
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.sought import Sought
from attio_emulator.store import Store
from attio_emulator.types.base import Form

__all__ = ["Multi", "Writer", "Written"]

Multi = Literal["append", "append-matching"]
"""For attributes with several values: `append` adds to those present; `append-matching` adds for the matching attribute
and replaces for all others."""


@dataclass(slots=True)
class Written:
    """A record after a write, and whether the write created it. Treat it as immutable; it is not frozen, see `Stamp`."""

    record: Record
    created: bool


class Writer:
    """Writes into one store by the rules of one workspace."""

    def __init__(
        self,
        workspace: Workspace,
        store: Store,
        assumptions: Settings,
        ids: Ids,
        owners: Callable[[], Iterable[Object]],
        existing: Existing,
        is_merging: Callable[[str], bool],
    ) -> None:
        self._is_merging = is_merging
        self._workspace, self._store, self._assumptions, self._ids = workspace, store, assumptions, ids
        self._owners = owners
        self.reader = Reader(workspace, store, assumptions, existing)
        self._links = Links(workspace, store)
        self._overwrites = Overwrites(assumptions)
        self._constraints = Constraints(store, assumptions, self._overwrites, existing, self.reader)
        self._existing = existing

    # -- what can be asked for -------------------------------------------------------------------------------------

    def object(self, named: str) -> Object:
        """An active object.

        Raises:
            AttioError: 404 if no object has this slug or ID, 400 if it is not activated.
        """
        found = self._workspace.find_object(named)
        if found is None:
            raise refusals.object_not_found(named, self._workspace.objects)
        if not found.active:
            raise refusals.object_disabled(named)
        return found

    def matching_attribute(self, owner: Object, named: str, pointer: str = "") -> Attribute:
        """The attribute to match by. It must exist and be unique; an archived one counts as missing (inferred)."""
        found = owner.find(named)
        if found is None or found.is_archived:
            raise refusals.unknown_matching_attribute(named, owner.unique, pointer)
        if not found.is_unique:
            raise refusals.matching_attribute_not_unique(named, found.type, owner.unique, pointer)
        return found

    def assert_record(
        self,
        owner: Object,
        matching: Attribute,
        values: Mapping[str, Any],
        *,
        form: Form,
        multi: Multi,
        stamp: Stamp,
        pointer: str,
    ) -> Written:
        """Create the record, or update the one that has one of the values given for the matching attribute."""
        plan = self.reader.plans.of(owner)
        given = self.reader.given(owner, values, form, pointer, plan)
        match = self._match(matching, given, pointer)
        record = self._found(owner, match, given)
        lacks = self._lacks(owner, given, record, stamp, pointer)
        if lacks is not None:
            record = self._taken_as_there(owner, match, given, record, lacks)
        # by what it is named, where it may be open who has what
        named = named_slots(owner, given, matching.slug) if self._existing.is_open() else ()
        before, apart = values_of(record, given) if named else {}, NOTHING
        if named and record is not None:
            apart = self._constraints.rest_on_match(owner, given, record, named, stamp, pointer)
        if record is None:
            written = self._create(owner, plan, given, stamp, pointer, version=5, but=matching.slug)
            self._existing.created(written.record, matching.slug, match.first_sent)
        else:
            appended = {one.attribute.slug for one in given} if multi == "append" else {matching.slug}
            written = self._update(owner, record, given, appended, stamp, matching.slug, is_sure=not (lacks or apart))
        if named:
            self._existing.contested.exchanged(written.record, named, given, before, apart, stamp.received_at)
        return written

    def mistakes(
        self,
        named: str,
        matching: str | None,
        values: Mapping[str, Any],
        *,
        taken: Collection[str],
        stamp: Stamp,
        pointer: str,
    ) -> list[AttioError]:
        """Every refusal of an assertion (simple, append) by the rules of `assert_record`. Nothing is written.

        An attribute in `taken` counts as given and accepted. Consequences of other mistakes are left out: if the object
        is unknown, nothing else is judged, and a refused value does not count as missing.
        """
        owner = self._workspace.find_object(named)
        if owner is None:
            return [refusals.object_not_found(named, self._workspace.objects)]
        wrong = [] if owner.active else [refusals.object_disabled(named)]
        given, refused = self.reader.judged(owner, values, "simple", pointer)
        settled = {one.slug for name in (*values, *taken) if (one := owner.find(name)) is not None}
        by: Attribute | None = None
        record: Record | None = None
        is_known = False
        try:
            by = self.matching_attribute(owner, matching) if matching is not None else None
            # a matching value that is refused or missing finds no record yet
            if by is not None and (by.slug not in settled or any(one.attribute.slug == by.slug for one in given)):
                settled.add(by.slug)
                record = self._found(owner, self._match(by, given, pointer), given)
                is_known = True
        except AttioError as error:
            dealt_with(error)
            wrong.append(error)
            # a missing attribute is reported once, as the matching attribute
            refused = [one for one in refused if (one.concerns, one.attribute) != ("attribute", matching)]
        wrong += refused
        if record is None and not (is_known and self._existing.may_update(owner.slug)):
            empty = {one.attribute.slug for one in given if not one.data}
            if by is None or not self._existing.instead(named_slots(owner, given, by.slug)):
                wrong += self._constraints.lacking(owner, given, stamp, pointer, settled - empty)
        elif record is not None:
            wrong += self._constraints.emptied(record, given, {one.attribute.slug for one in given}, stamp)
        return [*wrong, *self._constraints.conflicts(owner, given, record, by.slug)] if by and is_known else wrong

    def create(
        self,
        owner: Object,
        values: Mapping[str, Any],
        *,
        form: Form,
        stamp: Stamp,
        pointer: str,
        version: Version = 4,
    ) -> Written:
        """Create a record, with an ID of this UUID version."""
        plan = self.reader.plans.of(owner)
        given = self.reader.given(owner, values, form, pointer, plan)
        return self._create(owner, plan, given, stamp, pointer, version=version)

    def update(
        self,
        owner: Object,
        record: Record,
        values: Mapping[str, Any],
        *,
        form: Form,
        append: bool,
        stamp: Stamp,
        pointer: str,
    ) -> Written:
        """Write into a record. Several values are added in front (`append`) or replace those present."""
        given = self.reader.given(owner, values, form, pointer)
        return self._update(owner, record, given, {one.attribute.slug for one in given} if append else set(), stamp)

    def delete(self, owner: Object, record: Record, stamp: Stamp) -> None:
        """Delete a record, and remove it from every reference to it."""
        with self._store.transaction():
            draft = Draft(self._store, stamp)
            self._links.forget(self._owners(), owner, record, draft)
            self._constraints.check_emptied(draft, ())
            draft.store()
            self._existing.remove(record, [slug for slug, one in owner.attributes.items() if one.is_unique])

    def _match(self, matching: Attribute, given: Sequence[Given], pointer: str) -> Given:
        """What is given for the matching attribute: one value or more."""
        for one in given:
            if one.attribute.slug == matching.slug and one.data:
                return one
        code = self._assumptions.decides("assert.missing_match_code")
        raise refusals.matching_value_missing(matching.slug, matching.type, code, pointer)

    def _found(self, owner: Object, match: Given, given: Sequence[Given]) -> Record | None:
        """The record an assertion finds."""
        matching = match.attribute
        found = self._store.matches(owner.slug, matching.slug, match.keys)
        if not found:
            return None
        if len(found) > 1:
            code = self._assumptions.decides("assert.several_matches_code")
            unless = self._existing.doubt_of_several(owner.slug, found, named_slots(owner, given, matching.slug))
            raise refusals.several_matches(matching.slug, matching.type, code, match.sent, found, match.pointer, unless)
        if self._is_merging(found[0]):
            raise refusals.is_being_merged(found[0], 400)
        return self._store.get(owner.slug, found[0])

    # -- records that may have been there before -------------------------------------------------------------------

    def _lacks(
        self, owner: Object, given: Sequence[Given], record: Record | None, stamp: Stamp, pointer: str
    ) -> AttioError | None:
        """Why an assertion could not create its record, if the record may have existed before."""
        if (record is not None and record.assumed_by is None) or not self._existing.may_rest_on(owner.slug, record):
            return None
        return next(self._constraints.lacking(owner, given, stamp, pointer), None)

    def _taken_as_there(
        self, owner: Object, match: Given, given: Sequence[Given], record: Record | None, lacks: AttioError
    ) -> Record | None:
        """The record that an assertion can only update; raises `lacks` if it may not be presumed to exist."""
        if record is not None:
            sought = self._existing.assumed(owner.slug, record.id)
            if sought is not None:
                self._existing.met(sought, lacks, record.id, named_slots(owner, given, match.attribute.slug)[0])
            return record
        datum, key = next(zip(match.data or (), match.keys, strict=True))
        slug = match.attribute.slug
        sought = Sought(object=owner.slug, attribute=slug, value=match.first_sent, datum=datum, key=key)
        taken = self._existing.take(sought, lacks, may_presume=self._existing.may_update(owner.slug))
        if taken is None:
            raise lacks
        return self._store.get(owner.slug, taken[1])

    # -- records ---------------------------------------------------------------------------------------------------

    def _create(
        self,
        owner: Object,
        plan: Plan,
        given: Sequence[Given],
        stamp: Stamp,
        pointer: str,
        *,
        version: Version,
        but: str | None = None,
    ) -> Written:
        """Create a record. No other record has the values of the attribute `but`."""
        if plan.defaults:
            given = [*given, *self.reader.defaults(owner, given, stamp)]
        if plan.required:
            accepted(self._constraints.unfilled(plan, given, pointer))
        record = Record(id=self._ids.next(version=version), object=owner.slug, created_at=stamp.at, actor=stamp.actor)
        if plan.unique != (but,):
            self._constraints.check_unique(owner, given, None, but)
        with self._store.transaction():
            if not self._added_whole(record, given, stamp):
                self._store.add(record)
                self._write(record, given, set(), stamp)
        if owner.slug == "people" and company_host(record) is not None:
            self._assumptions.decides("person.company_from_email")  # applied in `followups`
        return Written(record, created=True)

    def _update(
        self,
        owner: Object,
        record: Record,
        given: Sequence[Given],
        appended: set[str],
        stamp: Stamp,
        found_by: str | None = None,
        is_sure: bool = True,
    ) -> Written:
        """Write into a record. No other record has the values of `found_by`. `is_sure`: it could also have created the record."""
        self._constraints.check(owner, record, given, appended, stamp, found_by)
        with self._store.transaction():
            self._write(record, given, appended, stamp)
            self._existing.found(record, is_sure=is_sure)
        return Written(record, created=False)

    def _write(self, record: Record, given: Sequence[Given], appended: set[str], stamp: Stamp) -> None:
        """Write the values in the given order: if both sides of a relationship are given, the second decides."""
        for one in given:
            if one.attribute.inverse is not None and not self._is_plain(record, one):
                self._write_together(record, given, appended, stamp)
                return
        for one in given:
            self._write_alone(record, one, one.attribute.slug in appended, stamp)

    def _added_whole(self, record: Record, given: Sequence[Given], stamp: Stamp) -> bool:
        """Store a new record with all its values at once, with the same result as `_write`. Returns False if that is not possible."""
        related: list[Given] = []
        unique: list[str] = []
        values: dict[str, list[Value]] = {}
        for one in given:
            attribute = one.attribute
            if attribute.is_unique:
                unique.append(attribute.slug)
            if one.data:
                if attribute.inverse is not None:
                    if not self._is_plain(record, one):
                        return False
                    related.append(one)
                values[attribute.slug] = one.values(stamp)
        record.values = values
        if stamp.received_at is not None:
            received = (one.attribute.slug for one in given if not one.attribute.is_multiselect)
            record.last_received = dict.fromkeys(received, stamp.received_at)
        self._store.add(record, unique)
        for one in related:
            for named in one.data or ():
                self._links.join(record, one.attribute, named, stamp)
        return True

    def _write_together(self, record: Record, given: Sequence[Given], appended: set[str], stamp: Stamp) -> None:
        """Write attributes that may end values of each other, or of another record."""
        draft = Draft(self._store, stamp)
        for one in given:
            attribute = one.attribute
            is_stale = self._overwrites.is_stale(record, one, draft.values(record, attribute), stamp)
            if stamp.received_at is not None and not attribute.is_multiselect:
                self._store.note_received(record, attribute.slug, stamp.received_at)
            if is_stale:
                continue
            values = self._overwrites.merged(
                record, one, draft.values(record, attribute), attribute.slug in appended, stamp
            )
            if attribute.inverse is not None:
                values = self._free(record, attribute, values, draft)
            self._links.write(record, attribute, values, draft)
        self._constraints.check_emptied(draft, given)
        draft.store()

    def _is_plain(self, record: Record, given: Given) -> bool:
        """Whether the value names a single record for a side of a relationship, and no pair has to end: it is already
        there, or the side is empty."""
        there, attribute = record.values.get(given.attribute.slug, ()), given.attribute
        if not given.data or len(given.data) != 1 or len(there) > 1:
            return False
        if not there:
            return self._links.is_open(record, attribute, given.data[0])
        is_same = there[0].key == given.keys[0] and self._assumptions["write.equal_value"] == "keep"
        return is_same and self._links.is_whole(record, attribute, given.data[0])

    def _write_alone(self, record: Record, given: Given, append: bool, stamp: Stamp) -> None:
        """Write an attribute that ends no value of another record: the same result as storing a draft of it."""
        attribute, keys = given.attribute, given.keys
        slug, before = attribute.slug, record.values.get(attribute.slug, [])
        if stamp.received_at is not None and not attribute.is_multiselect:
            is_stale = self._overwrites.is_stale(record, given, before, stamp)
            self._store.note_received(record, slug, stamp.received_at)
            if is_stale:
                return
        append = append and attribute.is_multiselect
        if len(keys) != 1 or len(before) > 1 or given.data is None:
            values = self._overwrites.merged(record, given, before, append, stamp)
            if len(values) != len(before) or any(one is not old for one, old in zip(values, before, strict=True)):
                self._store.put(record, slug, values, stamp.at, unique=attribute.is_unique)
            return
        # a shortcut for a single value that replaces one or none
        if before and before[0].key == keys[0] and (append or self._assumptions.decides("write.equal_value") == "keep"):
            return
        new = given.values(stamp)
        values, ended = ([*new, *before], ()) if append else (new, before)
        self._store.exchange(record, slug, values, stamp.at, ended=ended, begun=new, unique=attribute.is_unique)
        self._existing.left(record, slug, ended if attribute.is_unique else ())
        if attribute.inverse is not None:
            self._links.join(record, attribute, given.data[0], stamp)

    def _free(self, record: Record, attribute: Attribute, values: list[Value], draft: Draft) -> list[Value]:
        """The values of a relationship, without records that another record keeps."""
        free = self._links.free(attribute, values, record, draft)
        is_taken = len(free) < len(values)
        return free if is_taken and self._assumptions.decides("relationship.taken_by_another") == "keep" else values

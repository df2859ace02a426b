"""The rules of a write: which values an attribute takes, which record an assertion finds, what has to be unique.

A write is planned first and applied in one transaction: when anything is refused, nothing is stored. Where values come
from (routes, batches) and how records are shown is elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from attio_emulator import refusals
from attio_emulator.dates import moved
from attio_emulator.errors import AttioError
from attio_emulator.ids import Ids
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.store import Record, Stamp, Store, Value
from attio_emulator.types import TYPES, Refused, Setting

__all__ = ["Form", "Multi", "Writer", "Written"]

Form = Literal["simple", "public"]
"""Which grammar of values: that of `records/simple` and batches, or that of the documented API."""

Multi = Literal["append", "replace", "append-matching"]
"""What happens to several values: added to those that are there, put in their place, or added for the matching attribute only."""

_Datum = Any


@dataclass(frozen=True, slots=True)
class Written:
    """A record after a write, and whether the write created it."""

    record: Record
    created: bool


@dataclass(frozen=True, slots=True)
class _Given:
    """The values given for one attribute: stored forms, or None to unset it; where they stood and what was sent."""

    attribute: Attribute
    data: list[_Datum] | None
    pointer: str
    sent: Any


class Writer:
    """Writes into one store by the rules of one workspace."""

    def __init__(
        self,
        workspace: Workspace,
        store: Store,
        assumptions: Mapping[str, str],
        ids: Ids,
        owners: Callable[[], Iterable[Object]],
    ) -> None:
        self._workspace, self._store, self._assumptions, self._ids = workspace, store, assumptions, ids
        self._owners = owners

    # -- what can be asked for -------------------------------------------------------------------------------------

    def object(self, named: str) -> Object:
        """An object that can be used.

        Raises:
            AttioError: 404 when there is none of this slug or ID, 400 when it is not activated.
        """
        found = self._workspace.find_object(named)
        if found is None:
            raise refusals.object_not_found(named)
        if not found.active:
            raise refusals.object_disabled(named)
        return found

    def matching_attribute(self, owner: Object, named: str, pointer: str = "") -> Attribute:
        """The attribute an assertion matches by; it must exist and be unique."""
        found = owner.find(named)
        if found is None:
            raise refusals.unknown_matching_attribute(named, pointer)
        if not found.is_unique:
            raise refusals.matching_attribute_not_unique(named, found.type, pointer)
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
        """Create or update the record whose matching attribute has one of the values given for it."""
        given = self._parsed(owner, values, form, pointer)
        match = next((one for one in given if one.attribute.slug == matching.slug), None)
        if match is None or not match.data:
            code = self._assumptions["assert.missing_match_code"]
            raise refusals.matching_value_missing(matching.slug, matching.type, code, pointer)
        found = {self._store.lookup(owner.slug, matching.slug, TYPES[matching.type].key(one)) for one in match.data}
        found.discard(None)
        if len(found) > 1:
            code = self._assumptions["assert.several_matches_code"]
            raise refusals.several_matches(matching.slug, matching.type, code, match.sent, match.pointer)
        if not found:
            return self._create(owner, given, stamp, pointer)
        record = self._store.get(owner.slug, str(found.pop()))
        assert record is not None
        appended = {one.attribute.slug for one in given} if multi == "append" else {matching.slug}
        return self._update(owner, record, given, appended if multi != "replace" else set(), stamp)

    def create(self, owner: Object, values: Mapping[str, Any], *, form: Form, stamp: Stamp, pointer: str) -> Written:
        """A new record."""
        return self._create(owner, self._parsed(owner, values, form, pointer), stamp, pointer)

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
        """Write into a record; several values are added in front, or take the place of those that are there."""
        given = self._parsed(owner, values, form, pointer)
        return self._update(owner, record, given, {one.attribute.slug for one in given} if append else set(), stamp)

    def delete(self, owner: Object, record: Record, stamp: Stamp) -> None:
        """Forget a record, and take it out of every reference to it."""
        with self._store.transaction():
            for holder in self._owners():
                for attribute in holder.attributes.values():
                    if _may_point(attribute, owner.slug) and not _is_parent(attribute):
                        self._forget(holder, attribute, record, stamp)
            unique = [slug for slug, one in owner.attributes.items() if one.is_unique]
            self._store.remove(record, unique)

    def _forget(self, holder: Object, attribute: Attribute, target: Record, stamp: Stamp) -> None:
        for record in self._store.all(holder.slug):
            there = record.values.get(attribute.slug, [])
            left = [value for value in there if value.data[1] != target.id]
            if len(left) != len(there):
                self._store.put(record, attribute.slug, left, stamp.at, unique=False)

    # -- values ----------------------------------------------------------------------------------------------------

    def setting(self, owner: Object, attribute: Attribute) -> Setting:
        """What a type may look at when it reads or shows a value of this attribute."""
        return Setting(attribute, self._workspace, self._assumptions, self._store.lookup, owner.id)

    def _parsed(self, owner: Object, values: Mapping[str, Any], form: Form, pointer: str) -> list[_Given]:
        given: dict[str, _Given] = {}
        for name, sent in values.items():
            where = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            attribute = owner.find(name)
            if attribute is None or attribute.is_archived:
                raise refusals.unknown_attribute(name, sent, where)
            if not attribute.is_writable:
                raise self._read_only(attribute, sent, where)
            data = self._data(owner, attribute, sent, form, where)
            given[attribute.slug] = _Given(attribute, data, where, sent)
        return list(given.values())

    def _read_only(self, attribute: Attribute, sent: Any, pointer: str) -> AttioError:
        if self._assumptions["write.read_only_code"] == "system_edit_unauthorized":
            return refusals.read_only(attribute.slug, attribute.type, sent, pointer)
        return refusals.invalid_value(
            attribute.slug,
            attribute.type,
            found=sent,
            expected="nothing: only Attio writes this attribute",
            path=[],
            pointer=pointer,
        )

    def _data(self, owner: Object, attribute: Attribute, sent: Any, form: Form, pointer: str) -> list[_Datum] | None:
        if sent is None:
            return None
        listed = isinstance(sent, list)
        if form == "public" and attribute.is_multiselect and not listed:
            raise refusals.invalid_value(
                attribute.slug, attribute.type, found=sent, expected="a list of values", path=[], pointer=pointer
            )
        items: Sequence[Any] = sent if listed else [sent]
        if not items and not attribute.is_multiselect:
            return None
        if not attribute.is_multiselect and len(items) > 1:
            items = self._one_of(attribute, items, sent, pointer)
        kind, setting = TYPES[attribute.type], self.setting(owner, attribute)
        strict = form == "simple" and self._assumptions["simple.value_forms"] == "documented"
        read = kind.simple if strict else kind.public
        out: dict[Any, _Datum] = {}
        for index, item in enumerate(items):
            try:
                datum = read(item, setting)
            except Refused as refused:
                at = f"{pointer}/{index}" if listed else pointer
                raise _refusal(attribute, refused, item, [index] if listed else [], at) from None
            out.setdefault(kind.key(datum), datum)
        return list(out.values())

    def _one_of(self, attribute: Attribute, items: Sequence[Any], sent: Any, pointer: str) -> Sequence[Any]:
        choice = self._assumptions["write.several_values_for_one"]
        if choice == "refuse":
            raise refusals.invalid_value(
                attribute.slug, attribute.type, found=sent, expected="one value", path=[], pointer=pointer
            )
        return items[:1] if choice == "first" else items[-1:]

    # -- records ---------------------------------------------------------------------------------------------------

    def _defaults(self, owner: Object, given: Sequence[_Given], stamp: Stamp) -> Iterator[_Given]:
        """The default values of attributes that were not given (OpenAPI: static values, the current user, a duration)."""
        there = {one.attribute.slug for one in given}
        for attribute in owner.attributes.values():
            default = attribute.default
            if default is None or attribute.slug in there or not attribute.is_writable or attribute.is_archived:
                continue
            if default["type"] == "static":
                kind, setting = TYPES[attribute.type], self.setting(owner, attribute)
                try:
                    data = [kind.public(_sendable(row), setting) for row in default["template"]]
                except Refused:  # an option archived, a record deleted since: there is no default then (assumed)
                    data = []
            elif default["template"] == "current-user":
                data = [list(stamp.actor)]
            else:
                moment = moved(default["template"], stamp.at, attribute.type)
                data = [] if moment is None else [moment]
            if data:
                yield _Given(attribute, data, "", None)

    def _create(self, owner: Object, given: Sequence[_Given], stamp: Stamp, pointer: str) -> Written:
        given = [*given, *self._defaults(owner, given, stamp)]
        there = {one.attribute.slug for one in given if one.data}
        for attribute in owner.attributes.values():
            wanted = attribute.is_required and attribute.is_writable and not attribute.is_archived
            if wanted and attribute.slug not in there:
                raise refusals.value_required(
                    attribute.slug, attribute.type, attribute.id, f"{pointer}/{attribute.slug}"
                )
        record = Record(id=self._ids.next(), object=owner.slug, created_at=stamp.at, actor=stamp.actor)
        self._check_unique(owner, given, None)
        with self._store.transaction():
            self._store.add(record)
            for one in given:
                if stamp.received_at is not None and not one.attribute.is_multiselect:
                    self._store.note_received(record, one.attribute.slug, stamp.received_at)
                if one.data:
                    values = [Value.new(datum, TYPES[one.attribute.type].key(datum), stamp) for datum in one.data]
                    self._put(owner, record, one.attribute, values, stamp)
        return Written(record, created=True)

    def _update(
        self, owner: Object, record: Record, given: Sequence[_Given], appended: set[str], stamp: Stamp
    ) -> Written:
        merged = []
        for one in given:
            before = record.values.get(one.attribute.slug, [])
            values = self._merged(record, one, before, one.attribute.slug in appended, stamp)
            if not values and one.attribute.is_required:
                raise refusals.value_required(one.attribute.slug, one.attribute.type, one.attribute.id, one.pointer)
            merged.append((one, before, values))
        self._check_unique(owner, given, record)
        with self._store.transaction():
            for one, before, values in merged:
                if stamp.received_at is not None and not one.attribute.is_multiselect:
                    self._store.note_received(record, one.attribute.slug, stamp.received_at)
                if values != before or any(new is not old for new, old in zip(values, before, strict=True)):
                    self._put(owner, record, one.attribute, values, stamp)
        return Written(record, created=False)

    def _merged(self, record: Record, given: _Given, before: list[Value], append: bool, stamp: Stamp) -> list[Value]:
        """The values an attribute has after a write. New ones stand in front; an equal one stays as it was."""
        attribute = given.attribute
        if not attribute.is_multiselect and self._stale(record, attribute, stamp):
            return before
        if given.data is None:
            return []
        kind = TYPES[attribute.type]
        old = {value.key: value for value in before}
        if not attribute.is_multiselect or not append:
            keep = self._assumptions["write.equal_value"] == "keep"
            new = [Value.new(datum, kind.key(datum), stamp) for datum in given.data]
            return [old[value.key] if keep and value.key in old else value for value in new]
        added = [Value.new(datum, kind.key(datum), stamp) for datum in given.data if kind.key(datum) not in old]
        return [*added, *before]

    def _stale(self, record: Record, attribute: Attribute, stamp: Stamp) -> bool:
        """A batch that tells of an older time than the value's own does not overwrite it (assumed: `batch.stale_values`)."""
        if stamp.received_at is None or self._assumptions["batch.stale_values"] == "apply":
            return False
        return record.last_received.get(attribute.slug, stamp.received_at) > stamp.received_at

    def _check_unique(self, owner: Object, given: Sequence[_Given], record: Record | None) -> None:
        for one in given:
            if not one.attribute.is_unique or not one.data:
                continue
            kind = TYPES[one.attribute.type]
            holders = [self._store.lookup(owner.slug, one.attribute.slug, kind.key(datum)) for datum in one.data]
            others = list(
                dict.fromkeys(holder for holder in holders if holder and (record is None or holder != record.id))
            )
            if others:
                raise refusals.value_taken(one.attribute.slug, one.attribute.type, one.sent, others, one.pointer)

    def _put(self, owner: Object, record: Record, attribute: Attribute, values: list[Value], stamp: Stamp) -> None:
        if attribute.inverse is not None and self._assumptions["relationship.taken_by_another"] == "keep":
            values = [value for value in values if not self._held_elsewhere(attribute, value, record)]
        before = record.values.get(attribute.slug, [])
        self._store.put(record, attribute.slug, values, stamp.at, unique=attribute.is_unique)
        if attribute.inverse is not None:
            self._mirror(owner, record, attribute, before, values, stamp)

    # -- the other side of a relationship --------------------------------------------------------------------------

    def _other_side(self, attribute: Attribute) -> Attribute | None:
        assert attribute.inverse is not None
        target = self._workspace.objects.get(attribute.inverse[0])
        return target.attributes.get(attribute.inverse[1]) if target else None

    def _held_elsewhere(self, attribute: Attribute, value: Value, record: Record) -> bool:
        inverse = self._other_side(attribute)
        target = self._store.get(*value.data)
        if inverse is None or inverse.is_multiselect or target is None:
            return False
        return any(held.data[1] != record.id for held in target.values.get(inverse.slug, ()))

    def _mirror(
        self, owner: Object, record: Record, attribute: Attribute, before: list[Value], after: list[Value], stamp: Stamp
    ) -> None:
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


def _sendable(row: Any) -> Any:
    """A default value as it is shown, in a form that can be written."""
    if not isinstance(row, Mapping):
        return row
    shown = {key: value for key, value in row.items() if key != "attribute_type"}
    if "option" in shown or "status" in shown:
        chosen = shown.get("option", shown.get("status"))
        return chosen["id"].get("option_id", chosen["id"].get("status_id")) if isinstance(chosen, Mapping) else chosen
    if "currency_value" in shown:
        return shown["currency_value"]
    if "phone_number" in shown:
        return {key: shown[key] for key in ("original_phone_number", "country_code")}
    return shown


def _may_point(attribute: Attribute, slug: str) -> bool:
    targets = attribute.allowed_objects
    return attribute.type == "record-reference" and (not targets or slug in targets)


def _is_parent(attribute: Attribute) -> bool:
    """What an entry stands for: its entry goes with it, see `followups.deletions`."""
    return attribute.is_system and attribute.is_required and not attribute.is_writable


def _refusal(attribute: Attribute, refused: Refused, item: Any, path: list[str | int], pointer: str) -> AttioError:
    if refused.message is None:
        return refusals.invalid_value(
            attribute.slug, attribute.type, found=item, expected=refused.expected, path=path, pointer=pointer
        )
    return AttioError(
        400, refused.code, refused.message, attribute=attribute.slug, attribute_type=attribute.type, found=item,
        expected=refused.expected, pointer=pointer,
        validation_errors=[{"code": "invalid", "path": path, "message": f"Expected {refused.expected}"}]
        if refused.code == "validation_type" else None,
    )  # fmt: skip

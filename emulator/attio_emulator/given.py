"""Turns the values of a body into stored forms: reads them by the object's attributes, and fills in defaults.

Reads and refuses; `writer` decides what is stored.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, repeat
from typing import Any, TypeVar

from attio_emulator import refusals
from attio_emulator.assumptions import Settings
from attio_emulator.contested import NO_CLAIM, NOBODY, Slot, by_text
from attio_emulator.dates import moved
from attio_emulator.defaults import sendable
from attio_emulator.errors import AttioError, dealt_with, pointer_token
from attio_emulator.existing import Existing
from attio_emulator.plans import Plan, Plans
from attio_emulator.record import Stamp, Value
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.shapes import Row
from attio_emulator.store import Store
from attio_emulator.types import TYPES, AttributeType, Refused, Setting
from attio_emulator.types.base import Form
from attio_emulator.types.references import BY, RecordID, missing

__all__ = ["Given", "Reader", "accepted"]

Datum = Any


@dataclass(slots=True)
class Given:
    """The values given for one attribute: stored forms, or None to unset it, with their place and what was sent.

    Treat it as immutable. It is not frozen, which makes it three times as fast, because every value of every write
    makes one.
    """

    attribute: Attribute
    data: list[Datum] | None
    pointer: str
    sent: Any
    keys: Sequence[Hashable] = ()
    """The key of each stored form; equal forms have equal keys."""

    @property
    def first_sent(self) -> Any:
        """The first value as sent."""
        return self.sent[0] if isinstance(self.sent, list) else self.sent

    def values(self, stamp: Stamp) -> list[Value]:
        """The values to be written, with this stamp."""
        data = self.data
        if data is not None and len(data) == 1:  # nearly always
            return [Value(data[0], self.keys[0], stamp)]
        return list(map(Value, data or (), self.keys, repeat(stamp)))


_Found = TypeVar("_Found")


def accepted(found: Iterable[_Found | AttioError]) -> list[_Found]:
    """Everything accepted; raises the first refusal and looks no further."""
    out: list[_Found] = []
    for one in found:
        if isinstance(one, AttioError):
            raise one
        out.append(one)
    return out


def _parted(found: Iterable[_Found | AttioError]) -> tuple[list[_Found], list[AttioError]]:
    """Everything accepted, and every refusal."""
    out, refused = list[_Found](), list[AttioError]()
    for one in found:
        if isinstance(one, AttioError):
            refused.append(one)
        else:
            out.append(one)
    return out, refused


class Reader:
    """Reads values by the attributes of an object."""

    def __init__(self, workspace: Workspace, store: Store, assumptions: Settings, existing: Existing) -> None:
        self._workspace, self._store, self._assumptions, self._existing = workspace, store, assumptions, existing
        self._settings: dict[tuple[str, str], Setting] = {}
        self.plans = Plans(self.setting)

    def setting(self, owner: Object, attribute: Attribute) -> Setting:
        """The context in which a type reads or shows a value of this attribute."""
        found = self._settings.get((owner.id, attribute.slug))
        if found is None or found.attribute is not attribute:
            found = Setting(
                attribute, self._workspace, self._assumptions, self._store.lookup, owner.id, self._store.is_shared
            )
            self._settings[owner.id, attribute.slug] = found
        return found

    def given(
        self, owner: Object, values: Mapping[str, Any], form: Form, pointer: str, plan: Plan | None = None
    ) -> list[Given]:
        """What a body gives, one per attribute; `plan` is that of the owner, from callers who have it.

        Raises:
            AttioError: 400 for an attribute that is unknown or read-only, or a value it does not accept.
        """
        usual = self._usual(owner, values, form, pointer, plan)
        if len(usual) == len(values):
            return usual
        return _last_of_each([*usual, *accepted(self._read_rest(usual, owner, values, form, pointer))])

    def _usual(
        self, owner: Object, values: Mapping[str, Any], form: Form, pointer: str, plan: Plan | None = None
    ) -> list[Given]:
        """A fast path: reads ordinary, correct values up to the first that is not. It also stops at references to
        records not known for certain, since reading them may create a record or ask `existing`."""
        out: list[Given] = []
        simple, decided = form == "simple", self._assumptions.decided
        if simple and self._assumptions["simple.value_forms"] != "documented":
            return out
        known = (plan or self.plans.of(owner)).usual
        for name, sent in values.items():
            start, one = len(decided), known.get(name)
            if one is None or sent is None:
                break
            attribute, item = one.attribute, sent
            if type(sent) is list:
                if len(sent) != 1:
                    break
                item = sent[0]
            elif attribute.is_multiselect and not simple:
                break
            if attribute.is_enriched and self._is_kept(attribute):
                break
            try:
                datum = (one.simple if simple else one.public)(item, one.setting)
            except Refused:
                break  # perhaps only because of blanks around it
            if one.refers and self._existing.may_not_be(*datum):
                break
            key = datum if one.key is None else one.key(datum)
            out.append(Given(attribute, [datum], pointer + one.place, sent, (key,)))
        else:
            return out
        del decided[start:]
        return out

    def judged(
        self, owner: Object, values: Mapping[str, Any], form: Form, pointer: str
    ) -> tuple[list[Given], list[AttioError]]:
        """Like `given`, but returns all refusals; each element of a list is judged separately."""
        usual = self._usual(owner, values, form, pointer)
        given, refused = _parted(self._read_rest(usual, owner, values, form, pointer))
        return _last_of_each([*usual, *given]), refused

    def _read_rest(
        self, usual: Sequence[Given], owner: Object, values: Mapping[str, Any], form: Form, pointer: str
    ) -> Iterator[Given | AttioError]:
        """Reads the values after those in `usual`; yields what they give, or their refusals."""
        named = {
            one.attribute.slug: one.attribute.slug for one in usual
        }  # by slug, since `usual` knows attributes by slug only
        for name, sent in islice(values.items(), len(usual), None):
            where = pointer + pointer_token(name)
            attribute = owner.find(name)
            before = named.setdefault(attribute.slug, name) if attribute is not None else name
            if (
                attribute is not None
                and before != name
                and self._assumptions.decides("write.attribute_twice") == "refuse"
            ):
                yield refusals.attribute_twice(attribute.slug, attribute.type, (before, name), sent, where)
            elif attribute is None or attribute.is_archived:
                yield refusals.unknown_attribute(name, sent, where)
            elif not attribute.is_writable or self._is_kept(attribute):
                yield self._read_only(attribute, sent, where)
            else:
                yield from self._one(owner, attribute, sent, form, where)

    def _is_kept(self, attribute: Attribute) -> bool:
        """Whether only Attio writes it, although the attribute claims to be writable."""
        return attribute.is_enriched and self._assumptions.decides("write.enriched") == "refuse"

    def _read_only(self, attribute: Attribute, sent: Any, pointer: str) -> AttioError:
        if self._assumptions.decides("write.read_only_code") == "system_edit_unauthorized":
            return refusals.read_only(attribute.slug, attribute.type, sent, pointer)
        return _invalid(attribute, sent, "nothing: only Attio writes this attribute", pointer)

    def datum(self, owner: Object, attribute: Attribute, item: Any, pointer: str) -> Datum:
        """The stored form of one value of the documented API; raises its refusal."""
        return self._datum(owner, attribute, item, "public", pointer)

    def _one(
        self, owner: Object, attribute: Attribute, sent: Any, form: Form, pointer: str
    ) -> Iterator[Given | AttioError]:
        """What is given for one attribute, or its refusals."""
        listed = isinstance(sent, list)
        if sent is None or (sent == [] and not attribute.is_multiselect):
            yield Given(attribute, None, pointer, sent)
            return
        if form == "public" and attribute.is_multiselect and not listed:
            yield _invalid(attribute, sent, "a list of values", pointer)
            return
        items: Sequence[Any] = sent if listed else [sent]
        if not attribute.is_multiselect and len(items) > 1:
            choice = self._assumptions.decides("write.several_values_for_one")
            if choice == "refuse":
                yield _invalid(attribute, sent, "one value", pointer)
                return
            items = items[:1] if choice == "first" else items[-1:]
        kind, whole = TYPES[attribute.type], True
        out: dict[Any, Datum] = {}
        for index, item in enumerate(items):
            at = f"{pointer}/{index}" if listed else pointer
            try:
                datum = self._datum(owner, attribute, item, form, at)
            except AttioError as error:
                dealt_with(error)
                whole = False
                yield error
            else:
                out.setdefault(kind.key(datum), datum)
        if whole:
            yield Given(attribute, list(out.values()), pointer, sent, tuple(out))

    def _datum(self, owner: Object, attribute: Attribute, item: Any, form: Form, pointer: str) -> Datum:
        setting = self.setting(owner, attribute)
        try:
            datum = self._read(TYPES[attribute.type], item, setting, form)
        except Refused as refused:
            error = _refusal(attribute, refused, item, pointer)
            datum = self._taken_as_there(refused, error)
            if datum is None:
                raise error from None
        else:
            if attribute.type == "record-reference":
                self._noted(datum, setting, item, pointer)
        return datum

    def _taken_as_there(self, refused: Refused, error: AttioError) -> list[str] | None:
        """A reference to a record presumed to exist; None if the value stays refused."""
        sought = refused.sought
        if sought is None or not self._workspace.objects[sought.object].active:
            return None
        taken = self._existing.take(sought, error)
        if taken is not None:
            self._assumptions.takes_back("reference.not_found_code")
        return taken

    def _noted(self, datum: list[str], setting: Setting, item: Any, pointer: str) -> None:
        if datum[1] in self._existing.own:
            return  # whatever exists, what was written for the same event is there
        sought, slot = self._existing.assumed(*datum), self._slot(datum[0], setting, item)
        claims = NOBODY if slot is None else self._existing.contested.of(slot)
        needs, is_exact = claims.get(datum[1], NO_CLAIM)
        if sought is None and not needs:
            return
        on = {**needs, **by_text(() if sought is None else sought.depends_on)}
        if slot is not None and self._existing.is_another_there(slot, on):
            return  # whatever exists, a record has what the reference names
        with self._assumptions.trial():
            refused = missing(item if type(item) is str or sought is None else str(sought.value), setting)
        error = _refusal(setting.attribute, refused, item, pointer)
        if sought is not None:
            self._existing.met(sought, error, datum[1], slot)
        if slot is not None:  # a record that is there may have what it is named by only if others are there
            self._existing.rest_on(needs, *slot[:2], item, error, is_exact=is_exact and len(claims) == 1)

    def _slot(self, named: str, setting: Setting, item: Any) -> Slot | None:
        """The value by which a reference names a record, where any value is contested."""
        if not self._existing.contested or named not in BY or not isinstance(item, str):
            return None
        attribute = self._workspace.objects[named].attributes[BY[named]]
        kind = TYPES[attribute.type]
        with self._assumptions.trial():
            try:
                return named, attribute.slug, kind.key(kind.read(item, setting.of(attribute), "simple"))
            except Refused:
                return None

    def _read(self, kind: AttributeType, item: Any, setting: Setting, form: Form) -> Datum:
        """The stored form of one value; raises Refused."""
        if form == "public":
            return kind.read(item, setting, "public")
        settings = self._assumptions
        documented = settings["simple.value_forms"] == "documented"
        own: Form = "simple" if documented else "public"
        if not documented and setting.attribute.type == "record-reference" and isinstance(item, str):
            item = RecordID(item)  # documented here, whatever `reference.bare_uuid` says of the public endpoints
        if settings.is_trial:
            return kind.read(item, setting, own)
        other: Form = "public" if documented else "simple"
        try:
            datum = kind.read(item, setting, own)
        except Refused as refused:
            settings.decides("simple.value_forms", when=self._tried(kind, item, setting, other) != (None, refused.code))
            raise
        # the public forms accept whatever the documented ones accept, and store it alike
        if not documented:
            settings.decides("simple.value_forms", when=self._tried(kind, item, setting, other) != (datum, None))
        return datum

    def named(self, owner: Object, attribute: Attribute, item: Any) -> tuple[str, Hashable] | None:
        """The record that a value (simple) of a unique attribute or a reference names: its object's slug, and its ID if
        it exists, else the key of the unique value. None if the value is refused. No assumption counts as decided."""
        kind, setting = TYPES[attribute.type], self.setting(owner, attribute)
        try:
            with self._assumptions.trial():
                datum = self._read(kind, item, setting, "simple")
        except Refused as refused:
            sought = refused.sought
            return None if sought is None else (sought.object, sought.value if sought.key is None else sought.key)
        if attribute.type == "record-reference":
            return datum[0], datum[1]
        key = kind.key(datum)
        return owner.slug, self._store.lookup(owner.slug, attribute.slug, key) or key

    def _tried(self, kind: AttributeType, item: Any, setting: Setting, form: Form) -> tuple[Datum | None, str | None]:
        """The stored form of one value, or the code of its refusal."""
        with self._assumptions.trial():
            try:
                return kind.read(item, setting, form), None
            except Refused as refused:
                return None, refused.code

    def defaults(self, owner: Object, given: Sequence[Given], stamp: Stamp) -> Iterator[Given]:
        """The defaults of attributes that were not given (OpenAPI: static values, the current user, a duration)."""
        there = {one.attribute.slug for one in given}
        for attribute in self.plans.of(owner).defaults:
            default = attribute.default
            if default is None or attribute.slug in there:
                continue
            if default["type"] == "static":
                kind, setting = TYPES[attribute.type], self.setting(owner, attribute)
                rows = [self._tried(kind, sendable(row), setting, "public") for row in default["template"]]
                # an archived option or a deleted record: then there is no default (assumed)
                data = [] if any(code for _, code in rows) else [datum for datum, _ in rows]
            elif default["template"] == "current-user":
                data = [list(stamp.actor)]
            else:
                moment = moved(default["template"], stamp.at, attribute.type)
                data = [] if moment is None else [moment]
            if data:
                yield Given(attribute, data, "", None, tuple(map(TYPES[attribute.type].key, data)))


def _last_of_each(given: Iterable[Given]) -> list[Given]:
    """If an attribute is given both by slug and by ID, the later values count."""
    return list({one.attribute.slug: one for one in given}.values())


def _invalid(attribute: Attribute, found: Any, expected: str, pointer: str, rows: Sequence[Row] = ()) -> AttioError:
    return refusals.invalid_value(
        attribute.slug, attribute.type, found=found, expected=expected, pointer=pointer, rows=rows
    )


def _refusal(attribute: Attribute, refused: Refused, item: Any, pointer: str) -> AttioError:
    if refused.message is None:
        return _invalid(attribute, item, refused.expected, pointer, refused.rows)
    return AttioError(
        400, refused.code, refused.message, attribute=attribute.slug, attribute_type=attribute.type, found=item,
        expected=refused.expected, pointer=pointer, usual_code=refused.usual_code,
        validation_errors=[{"code": "invalid", "path": [], "message": f"Expected {refused.expected}"}]
        if refused.code == "validation_type" else None,
    )  # fmt: skip

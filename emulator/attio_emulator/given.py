"""The values of a body as an object's attributes store them: which are read, in which form, which stand in for those left out.

Reads and refuses; what is stored of them is decided in `writer`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from attio_emulator import refusals
from attio_emulator.assumptions import Settings
from attio_emulator.dates import moved
from attio_emulator.errors import AttioError
from attio_emulator.existing import Existing
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.store import Stamp, Store
from attio_emulator.types import TYPES, AttributeType, Refused, Setting
from attio_emulator.types.references import missing

__all__ = ["Form", "Given", "Reader"]

Form = Literal["simple", "public"]
"""Which grammar of values: that of `records/simple` and batches, or that of the documented API."""

Datum = Any


@dataclass(frozen=True, slots=True)
class Given:
    """The values given for one attribute: stored forms, or None to unset it; where they stood and what was sent."""

    attribute: Attribute
    data: list[Datum] | None
    pointer: str
    sent: Any


class Reader:
    """Reads values by the attributes of an object."""

    def __init__(self, workspace: Workspace, store: Store, assumptions: Settings, existing: Existing) -> None:
        self._workspace, self._store, self._assumptions, self._existing = workspace, store, assumptions, existing

    def setting(self, owner: Object, attribute: Attribute) -> Setting:
        """What a type may look at when it reads or shows a value of this attribute."""
        return Setting(attribute, self._workspace, self._assumptions, self._store.lookup, owner.id)

    def given(self, owner: Object, values: Mapping[str, Any], form: Form, pointer: str) -> list[Given]:
        """What a body gives, one for each attribute.

        Raises:
            AttioError: 400 for an attribute that is not there or read only, or a value that it does not take.
        """
        given = (self._one(owner, name, sent, form, pointer) for name, sent in values.items())
        return list({one.attribute.slug: one for one in given}.values())

    def judged(
        self, owner: Object, values: Mapping[str, Any], form: Form, pointer: str
    ) -> tuple[list[Given], list[AttioError]]:
        """As `given`, with every refusal instead of the first alone, each element of a list for itself."""
        given, refused = dict[str, Given](), list[AttioError]()
        for name, sent in values.items():
            try:
                one = self._one(owner, name, sent, form, pointer)
                given[one.attribute.slug] = one
            except AttioError as first:
                refused += self._each_refused(owner, name, sent, form, pointer) or [first]
        return list(given.values()), refused

    def _each_refused(self, owner: Object, name: str, sent: Any, form: Form, pointer: str) -> list[AttioError]:
        """The refusals of the elements of a list, where the attribute holds several; none for all else."""
        attribute = owner.find(name)
        if not isinstance(sent, list) or attribute is None or attribute.is_archived or not attribute.is_writable:
            return []
        refused = []
        for index, item in enumerate(sent if attribute.is_multiselect else ()):
            try:
                self._datum(owner, attribute, item, form, [index], f"{_place(pointer, name)}/{index}")
            except AttioError as error:
                refused.append(error)
        return refused

    def _one(self, owner: Object, name: str, sent: Any, form: Form, pointer: str) -> Given:
        where = _place(pointer, name)
        attribute = owner.find(name)
        if attribute is None or attribute.is_archived:
            raise refusals.unknown_attribute(name, sent, where)
        if not attribute.is_writable:
            raise self._read_only(attribute, sent, where)
        return Given(attribute, self._data(owner, attribute, sent, form, where), where, sent)

    def _read_only(self, attribute: Attribute, sent: Any, pointer: str) -> AttioError:
        if self._assumptions.decides("write.read_only_code") == "system_edit_unauthorized":
            return refusals.read_only(attribute.slug, attribute.type, sent, pointer)
        return refusals.invalid_value(
            attribute.slug,
            attribute.type,
            found=sent,
            expected="nothing: only Attio writes this attribute",
            path=[],
            pointer=pointer,
        )

    def _data(self, owner: Object, attribute: Attribute, sent: Any, form: Form, pointer: str) -> list[Datum] | None:
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
        kind = TYPES[attribute.type]
        out: dict[Any, Datum] = {}
        for index, item in enumerate(items):
            path, at = ([index], f"{pointer}/{index}") if listed else ([], pointer)
            datum = self._datum(owner, attribute, item, form, path, at)
            out.setdefault(kind.key(datum), datum)
        return list(out.values())

    def _datum(
        self, owner: Object, attribute: Attribute, item: Any, form: Form, path: Sequence[int], pointer: str
    ) -> Datum:
        setting = self.setting(owner, attribute)
        try:
            datum = self._read(TYPES[attribute.type], item, setting, form)
        except Refused as refused:
            error = _refusal(attribute, refused, item, [*path], pointer)
            datum = self._taken_as_there(refused, error)
            if datum is None:
                raise error from None
        else:
            if attribute.type == "record-reference":
                self._noted(datum, setting, item, pointer)
        return datum

    def _taken_as_there(self, refused: Refused, error: AttioError) -> list[str] | None:
        """A reference to a record that may have been there before; None where the value is refused."""
        sought = refused.sought
        if sought is None or not self._workspace.objects[sought.object].active:
            return None
        return self._existing.take(sought, error)

    def _noted(self, datum: list[str], setting: Setting, item: Any, pointer: str) -> None:
        sought = self._existing.assumed(*datum)
        if sought is not None:
            refused = missing(str(sought.value), setting)
            self._existing.met(sought, _refusal(setting.attribute, refused, item, [], pointer))

    def _read(self, kind: AttributeType, item: Any, setting: Setting, form: Form) -> Datum:
        """The stored form of one value; raises Refused."""
        if form == "public":
            return kind.public(item, setting)
        settings = self._assumptions
        documented = settings["simple.value_forms"] == "documented"
        read, other = (kind.simple, kind.public) if documented else (kind.public, kind.simple)
        try:
            datum = read(item, setting)
        except Refused as refused:
            settings.decides("simple.value_forms", when=self._tried(other, item, setting) != (None, refused.code))
            raise
        # what the documented forms take, the public ones take as well, and store alike
        if not documented:
            settings.decides("simple.value_forms", when=self._tried(other, item, setting) != (datum, None))
        return datum

    def _tried(
        self, read: Callable[[Any, Setting], Datum], item: Any, setting: Setting
    ) -> tuple[Datum | None, str | None]:
        """The stored form of one value, or the code it is refused with."""
        with self._assumptions.trial():
            try:
                return read(item, setting), None
            except Refused as refused:
                return None, refused.code

    def _one_of(self, attribute: Attribute, items: Sequence[Any], sent: Any, pointer: str) -> Sequence[Any]:
        choice = self._assumptions.decides("write.several_values_for_one")
        if choice == "refuse":
            raise refusals.invalid_value(
                attribute.slug, attribute.type, found=sent, expected="one value", path=[], pointer=pointer
            )
        return items[:1] if choice == "first" else items[-1:]

    def defaults(self, owner: Object, given: Sequence[Given], stamp: Stamp) -> Iterator[Given]:
        """The default values of attributes that were not given (OpenAPI: static values, the current user, a duration)."""
        there = {one.attribute.slug for one in given}
        for attribute in owner.attributes.values():
            default = attribute.default
            if default is None or attribute.slug in there or not attribute.is_writable or attribute.is_archived:
                continue
            if default["type"] == "static":
                kind, setting = TYPES[attribute.type], self.setting(owner, attribute)
                rows = [self._tried(kind.public, _sendable(row), setting) for row in default["template"]]
                # an option archived, a record deleted since: there is no default then (assumed)
                data = [] if any(code for _, code in rows) else [datum for datum, _ in rows]
            elif default["template"] == "current-user":
                data = [list(stamp.actor)]
            else:
                moment = moved(default["template"], stamp.at, attribute.type)
                data = [] if moment is None else [moment]
            if data:
                yield Given(attribute, data, "", None)


def _place(pointer: str, name: str) -> str:
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"


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

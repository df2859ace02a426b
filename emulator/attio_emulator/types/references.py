"""References to records and to workspace members. A reference never creates its target (documented).

Sources: the user documentation's table and Segment's destination (simple forms), Attio's documentation (public forms).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from attio_emulator import refusals
from attio_emulator.ids import is_uuid
from attio_emulator.shapes import uuid
from attio_emulator.sought import Sought
from attio_emulator.types import fields
from attio_emulator.types.base import AttributeType, Refused, Setting
from attio_emulator.types.json_values import unwrapped

__all__ = ["BY", "ActorReference", "RecordID", "RecordReference", "missing"]

BY = {"people": "email_addresses", "companies": "domains", "users": "user_id", "workspaces": "workspace_id"}
"""Standard object -> the attribute by which a bare text names one of its records."""


class RecordID(str):
    """An ID that the emulator itself puts into a value; it is accepted whatever form clients must use."""

    __slots__ = ()


class RecordReference(AttributeType):
    """Stores `[object slug, record ID]`. `types` is the table of types: a record is found by an attribute of any of them."""

    statement = "simple: a domain, an address, a user_id, a workspace_id or a UUID; public: also an object"
    fields = (
        fields.Field("target_object", fields.OBJECT, ("$eq", "$in")),
        fields.Field("target_record_id", fields.LOWER, ("$eq", "$in")),
    )
    multiselect = True
    trims = True

    def __init__(self, types: Mapping[str, AttributeType]) -> None:
        self._types = types

    def simple(self, value: Any, setting: Setting) -> Any:
        if not isinstance(value, str):
            raise Refused(f"{_named(setting)}, as text")
        return self._by_text(value, setting, uuids=True)

    def public(self, value: Any, setting: Setting) -> Any:
        if not isinstance(value, str):
            if isinstance(value, Mapping):
                return self._by_object(value, setting)
            raise Refused(f"an object with target_object and target_record_id, or {_named(setting)}")
        uuids = True
        if is_uuid(value) and not isinstance(value, RecordID):
            there = any(_found(one, "record_id", value.lower(), setting) for one in self._targets(setting))
            uuids = setting.assumptions.decides("reference.bare_uuid", when=there) == "accept"
        return self._by_text(value, setting, uuids=uuids)

    def _targets(self, setting: Setting) -> tuple[str, ...]:
        return setting.attribute.allowed_objects or tuple(setting.workspace.objects)

    def _by_text(self, text: str, setting: Setting, *, uuids: bool) -> list[str]:
        allowed, sought = self._targets(setting), None
        if uuids and is_uuid(text):
            for target in allowed:
                if _found(target, "record_id", text.lower(), setting) is not None:
                    return [target, text.lower()]
            sought = _by_id(allowed, text)
        targets = [target for target in allowed if target in BY]
        if len(targets) == 1:
            target = targets[0]
            attribute = setting.workspace.objects[target].attributes[BY[target]]
            kind = self._types[attribute.type]
            try:
                datum = kind.read(text, setting.of(attribute), "simple")
            except Refused:
                if not is_uuid(text):
                    raise Refused(_named(setting)) from None
            else:
                key = kind.key(datum)
                found = _found(target, attribute.slug, key, setting)
                if found is not None:
                    return [target, found]
                # a user_id may well be a UUID, while IDs of records are hardly known outside of Attio
                sought = Sought(object=target, attribute=attribute.slug, value=text, datum=datum, key=key)
        elif not is_uuid(text):
            raise Refused("the UUID of a record")
        raise missing(text, setting, sought)

    def _by_object(self, value: Mapping[str, Any], setting: Setting) -> list[str]:
        target = setting.workspace.find_object(str(value.get("target_object")))
        if target is None or target.slug not in self._targets(setting):
            raise Refused(f"target_object to be one of {', '.join(self._targets(setting))}")
        rest = {key: one for key, one in value.items() if key != "target_object"}
        if len(rest) != 1:
            raise Refused("target_object with target_record_id or with one matching attribute")
        name, given = next(iter(rest.items()))
        if name == "target_record_id":
            if isinstance(given, str) and _found(target.slug, "record_id", given.lower(), setting) is not None:
                return [target.slug, given.lower()]
            _check_uuid(given, name, "target_record_id to be the UUID of a record")
            raise missing(given, setting, _by_id((target.slug,), given))
        if name == _NEWEST:
            raise Refused(f"target_record_id or one matching attribute: the emulator does not know {_NEWEST}")
        attribute = target.find(name)
        if attribute is None or attribute.is_archived or not attribute.is_unique:
            raise Refused(f"a unique attribute of {target.slug} to find the record by")
        if isinstance(given, list) and len(given) != 1:
            raise Refused(f"one value of {attribute.slug} to find the record by")
        kind = self._types[attribute.type]
        datum = kind.read(unwrapped(given), setting.of(attribute), "public")
        key = kind.key(datum)
        found = _found(target.slug, attribute.slug, key, setting)
        if found is None:
            told: Any = unwrapped(given)
            if isinstance(
                told, Mapping
            ):  # an object with several members, such as a phone number: show what is looked up instead
                told = key if len(told) > 1 else next(iter(told.values()))
            sought = Sought(object=target.slug, attribute=attribute.slug, value=told, datum=datum, key=key)
            raise missing(str(told), setting, sought)
        if setting.is_shared(target.slug, attribute.slug, key):
            raise missing(str(key), setting, only=True)  # also fails if it finds more than one (documented)
        return [target.slug, found]

    def key(self, stored: Any) -> Hashable:
        return tuple(stored)

    def keys_of(self, field: str, wanted: Any, setting: Setting) -> Sequence[Hashable] | None:
        return [(target, wanted) for target in self._targets(setting)] if field == "target_record_id" else None

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        return {"target_object": stored[0], "target_record_id": stored[1]}


_NEWEST = "target_record_reference"
"""A third form, only in Attio's pages: finds records by attributes that are not unique, and may create one."""


def _found(target: str, attribute: str, key: Hashable, setting: Setting) -> str | None:
    """The ID of the record with a key, if records of its object can be referred to."""
    found = setting.lookup(target, attribute, key)
    is_off = found is not None and not setting.workspace.objects[target].active
    return None if is_off and setting.assumptions.decides("reference.inactive_object") == "refuse" else found


def _named(setting: Setting) -> str:
    words = {
        "people": "the email address of a person",
        "companies": "the domain of a company",
        "users": "the user_id of a user",
        "workspaces": "the workspace_id of a workspace",
    }
    targets = setting.attribute.allowed_objects
    if len(targets) == 1 and targets[0] in words:
        return f"{words[targets[0]]} or the UUID of the record"
    return "the UUID of a record"


def _check_uuid(value: Any, name: str, expected: str) -> None:
    """Refuse a member that should be a UUID and is not (OpenAPI)."""
    rows = uuid(value, [name])
    if rows:
        raise Refused(expected, rows=rows)


def _by_id(targets: tuple[str, ...], text: str) -> Sought:
    """A record by its ID. If several objects are allowed, the ID does not tell which, so the first stands for all."""
    return Sought(object=targets[0], attribute="record_id", value=text)


def missing(named: str, setting: Setting, sought: Sought | None = None, *, only: bool = False) -> Refused:
    """The refusal for a missing record, or (`only`) several records. Documented is that it fails; the words are assumed
    (`reference.not_found_code`)."""
    return Refused(
        "a value that one record has" if only else f"{_named(setting)} that exists",
        code=setting.assumptions.decides("reference.not_found_code"),
        usual_code="value_not_found",
        message=f'Could not find a record for the value "{named}" of attribute with slug "{setting.attribute.slug}".',
        sought=sought,
    )


class ActorReference(AttributeType):
    """Stores `[type, id]`."""

    statement = (
        "simple: a member's address; public: that, or the member's ID as referenced_actor_id; only members are written"
    )
    fields = (
        fields.Field("referenced_actor_type", fields.STRING, fields.EQUAL),
        fields.Field("referenced_actor_id", fields.ACTOR_ID, fields.EQUAL),
    )
    together = ("referenced_actor_type", "referenced_actor_id")  # documented
    multiselect = True
    trims = True

    def simple(self, value: Any, setting: Setting) -> Any:
        if not isinstance(value, str):
            raise Refused("the email address of a workspace member, as text")
        member = setting.workspace.find_member(value)
        if member is None:
            raise _nobody(value)
        return ["workspace-member", member.id]

    def public(self, value: Any, setting: Setting) -> Any:
        if isinstance(value, Mapping):
            if set(value) == {"workspace_member_email_address"}:
                return self.simple(value["workspace_member_email_address"], setting)
            if (
                set(value) != {"referenced_actor_type", "referenced_actor_id"}
                or value["referenced_actor_type"] != "workspace-member"
            ):
                raise Refused(
                    "workspace_member_email_address, or referenced_actor_type workspace-member with referenced_actor_id"
                )
            wanted = value["referenced_actor_id"]
            id = wanted.lower() if isinstance(wanted, str) else None
            member = next((one for one in setting.workspace.members if one.id.lower() == id), None)
            if member is None:
                _check_uuid(wanted, "referenced_actor_id", "referenced_actor_id to be the UUID of a workspace member")
                raise _nobody(wanted)
            return ["workspace-member", member.id]
        return self.simple(value, setting)

    def key(self, stored: Any) -> Hashable:
        return tuple(stored)

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        return {"referenced_actor_type": stored[0], "referenced_actor_id": stored[1]}


def _nobody(named: str) -> Refused:
    said = refusals.nobody_called(named)
    return Refused("the email address of a workspace member", code=said.code, message=said.message)

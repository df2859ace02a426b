"""By what each attribute type can be filtered and sorted. `FIELDS` is the table; how filters are read is in `filters`.

Source: the pages of Attio's documentation on each type, and two probes that were observed (a status has no `$in`, a phone
cannot be filtered by its original number). Assumed: the fields of interactions, which `$in` text-like fields other than
text take, and that only `$contains` ignores case.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from attio_emulator.clock import iso
from attio_emulator.schema.model import Attribute, Workspace
from attio_emulator.store import Record, Value
from attio_emulator.types.base import is_number
from attio_emulator.types.dates import moment_of

__all__ = ["FIELDS", "TOGETHER", "Field", "Kind", "default_field", "field_named", "values_of"]

_EQUAL = ("$eq",)
_ORDER = ("$eq", "$lt", "$lte", "$gt", "$gte")
_TEXT = ("$eq", "$in", "$contains", "$starts_with", "$ends_with")
_TEXT_OR_NONE = (*_TEXT, "$not_empty")


@dataclass(frozen=True, slots=True)
class Kind:
    """What is compared: `given` reads a filter's value (ValueError where it cannot), `shown` prepares one that is stored."""

    words: str
    given: Callable[[Any, Workspace], Any]
    shown: Callable[[Any], Any] = lambda value: value
    equal: Callable[[Any, Any], bool] = operator.eq


@dataclass(frozen=True, slots=True)
class Field:
    """A member of a value, what it is compared as, with which operators; `default` where no field has to be named."""

    name: str
    kind: Kind
    operators: tuple[str, ...]
    default: bool = False


# -- kinds -----------------------------------------------------------------------------------------------------------


def _text(value: Any, workspace: Workspace) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _lower(value: Any, workspace: Workspace) -> str:
    return _text(value, workspace).lower()


def _number(value: Any, workspace: Workspace) -> Any:
    if not is_number(value):
        raise ValueError
    return value


def _flag(value: Any, workspace: Workspace) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _day(value: Any, workspace: Workspace) -> str:
    found = moment_of(_text(value, workspace))
    if found is None:
        raise ValueError
    return f"{found[0].year:04}-{found[0].month:02}-{found[0].day:02}"


def _moment(value: Any, workspace: Workspace) -> str:
    """A moment needs date and time here, other than when it is written (documented)."""
    text = _text(value, workspace)
    found = moment_of(text)
    if found is None or len(text) <= len("2025-01-01"):
        raise ValueError
    moment, nanoseconds = found
    return f"{moment.year:04}-{moment.month:02}-{moment.day:02}T{moment:%H:%M:%S}.{nanoseconds:09}Z"


def _phone(value: Any, workspace: Workspace) -> str:
    """Without the plus: "84901234567" finds "+84901234567", "0901234567" does not (observed)."""
    return _text(value, workspace).removeprefix("+")


def _object(value: Any, workspace: Workspace) -> str:
    found = workspace.find_object(_text(value, workspace))
    if found is None:
        raise ValueError
    return found.slug


def _actor(value: Any, workspace: Workspace) -> str:
    """The ID of an actor; null is that of the system."""
    return "" if value is None else _lower(value, workspace)


def _choice(shown: Any) -> tuple[str, str]:
    ids = shown["id"]
    return ids["option_id"] if "option_id" in ids else ids["status_id"], shown["title"]


_STRING = Kind("text", _text)
_LOWER = Kind("text", _lower)
_NUMBER = Kind("a number", _number)
_FLAG = Kind("true or false", _flag)
_DAY = Kind("a date as ISO 8601, such as 2023-09-28", _day)
_MOMENT = Kind("date and time as ISO 8601, such as 2023-09-28T04:39:17.000Z", _moment)
_PHONE = Kind("a phone number as text", _phone, lambda shown: shown.removeprefix("+"))
_CHOICE = Kind("the title or UUID of an option or status", _text, _choice, lambda shown, wanted: wanted in shown)
_OBJECT = Kind("the slug or UUID of an object", _object)
_ACTOR_ID = Kind("the UUID of an actor, or null", _actor, lambda shown: shown or "")

_ACTIVE_FROM = Field("active_from", _MOMENT, _ORDER[1:])


def _strings(*names: str, kind: Kind = _STRING, operators: tuple[str, ...] = _TEXT) -> tuple[Field, ...]:
    """Text-like fields, of which the first needs no name."""
    return tuple(Field(name, kind, operators, default=index == 0) for index, name in enumerate(names))


def _one(name: str, kind: Kind, operators: tuple[str, ...]) -> tuple[Field, ...]:
    return (Field(name, kind, operators, default=True),)


# -- the table -------------------------------------------------------------------------------------------------------

FIELDS: Mapping[str, tuple[Field, ...]] = {
    "actor-reference": (
        Field("referenced_actor_type", _STRING, _EQUAL),
        Field("referenced_actor_id", _ACTOR_ID, _EQUAL),
    ),
    "checkbox": _one("value", _FLAG, _EQUAL),
    "currency": _one("currency_value", _NUMBER, _ORDER),
    "date": _one("value", _DAY, _ORDER),
    "domain": _strings("domain", "root_domain", kind=_LOWER, operators=_TEXT_OR_NONE),
    "email-address": _strings(
        "email_address", "email_domain", "email_root_domain", "email_local_specifier", kind=_LOWER
    ),
    "interaction": (
        Field("interaction_type", _STRING, _EQUAL),
        Field("interacted_at", _MOMENT, _ORDER),
    ),
    "location": (
        *(
            Field(name, _STRING, _TEXT)
            for name in ("line_1", "line_2", "line_3", "line_4", "locality", "region", "postcode")
        ),
        Field("country_code", _STRING, ("$eq", "$starts_with")),
    ),
    "number": _one("value", _NUMBER, _ORDER),
    "personal-name": _strings("full_name", "first_name", "last_name", operators=_TEXT_OR_NONE),
    "phone-number": (
        Field("phone_number", _PHONE, _TEXT, default=True),
        Field("country_code", _STRING, ("$eq", "$not_empty")),
    ),
    "rating": _one("value", _NUMBER, _ORDER),
    "record-reference": (
        Field("target_object", _OBJECT, ("$eq", "$in")),
        Field("target_record_id", _LOWER, ("$eq", "$in")),
    ),
    "select": (Field("option", _CHOICE, _EQUAL, default=True), _ACTIVE_FROM),
    "status": (Field("status", _CHOICE, _EQUAL, default=True), _ACTIVE_FROM),
    "text": _one("value", _STRING, _TEXT),
    "timestamp": _one("value", _MOMENT, _ORDER),
}
"""Attribute type -> its fields."""

TOGETHER: Mapping[str, tuple[str, ...]] = {"actor-reference": ("referenced_actor_type", "referenced_actor_id")}
"""Fields a filter has to name all at once (documented)."""


def default_field(kind: str) -> Field | None:
    """The field meant where none is named; None where one has to be."""
    return next((one for one in FIELDS[kind] if one.default), None)


def field_named(kind: str, name: str) -> Field | None:
    return next((one for one in FIELDS[kind] if one.name == name), None)


def values_of(record: Record, attribute: Attribute) -> list[Value]:
    """The active values of an attribute; those every record has are made up from the record itself."""
    data: Any
    if attribute.slug == "record_id":
        data = record.id
    elif attribute.slug == "created_at":
        data = iso(record.created_at)
    elif attribute.slug == "created_by":
        data = list(record.actor)
    else:
        return record.values.get(attribute.slug, [])
    return [Value(data=data, key=None, active_from=record.created_at, actor=record.actor, request_id="")]

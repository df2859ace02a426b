"""What is asked of the attributes of every target, good and bad, and what is answered; `test_targets` sends it to each.

A case that a target answers in another way stands in `DIFFERENCES` with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.attio_emulator.calls import new_attribute

__all__ = ["CASES", "DIFFERENCES", "SETUP", "Case", "Difference"]


class Case(NamedTuple):
    """A request below the attributes of a target, its status, and what is said: the message, or `path: message` of each row."""

    method: str
    path: str
    data: Any
    status: int = 200
    said: tuple[str, ...] = ()


class Difference(NamedTuple):
    """Why targets differ, and what is said on an object, a list and an activity; nothing where the request is done."""

    reason: str
    on_object: tuple[str, ...]
    on_list: tuple[str, ...]
    on_activity: tuple[str, ...]


def created(status: int, said: tuple[str, ...] = (), **more: Any) -> Case:
    return Case("POST", "", new_attribute("new") | more, status, said)


def changed(named: str, data: Any, status: int = 200, *said: str) -> Case:
    return Case("PATCH", f"/{named}", data, status, said)


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in new_attribute("new").items() if key != name}


def static(*template: Any) -> dict[str, Any]:
    return {"type": "static", "template": list(template)}


def dynamic(template: Any) -> dict[str, Any]:
    return {"type": "dynamic", "template": template}


def currency(**more: Any) -> dict[str, Any]:
    return {"currency": {"default_currency_code": "EUR", "display_type": "code"} | more}


def targets(*named: Any) -> dict[str, Any]:
    return {"record_reference": {"allowed_objects": list(named)}}


SETUP: tuple[tuple[str, dict[str, Any], tuple[str, ...]], ...] = (
    ("", new_attribute("hull"), ()),
    ("", new_attribute("kind", "select"), ("Sloop", "Brig", "Raft")),
    ("", new_attribute("price", "currency", config=currency()), ()),
    ("", new_attribute("owner", "record-reference", config=targets("people", "companies")), ()),
    ("", new_attribute("due", "date"), ()),
    ("", new_attribute("old"), ()),
)
"""The attributes that are there, and the options; besides them a status `stage`. `old` and `Raft` are archived."""

_TEXT = "Expected string, received number"
_RELATED = {"object": "people", "title": "Ship", "api_slug": "ship", "is_multiselect": True}
_EMPTY = "String must contain at least 1 character(s)"
_SLUG = "data/api_slug: Expected a slug of letters, digits, _ and -"
_TYPES = (
    "text", "number", "checkbox", "currency", "date", "timestamp", "rating", "select", "record-reference",
    "actor-reference", "location", "phone-number",
)  # fmt: skip
_REQUIRED = tuple(new_attribute("new"))
_DYNAMIC = 'Attributes of type "{}" cannot have the dynamic default value {!r}.'
_DEFAULT = "data/default_value"
_DURATION = "data/target_time_in_status: Expected a duration as ISO 8601, such as P1D"
_CODES = "data/config/currency/default_currency_code: Invalid enum value. Expected 'ARS' | 'AUD' | "
_UNKNOWN_ATTRIBUTE = 'Attribute with slug/ID "nope" not found.'
_SYSTEM = "Cannot update a System attribute."

CASES: Mapping[str, Case] = {
    # -- creating ----------------------------------------------------------------------------------------------------
    **{f"a new {kind}": created(200, type=kind, description="For tests") for kind in _TYPES},
    "a required one": created(200, is_required=True),
    "several values": created(200, type="select", is_multiselect=True),
    "a currency with a config": created(200, type="currency", config=currency()),
    "a reference with targets": created(200, type="record-reference", config=targets("people", "people", "companies")),
    "a config of another type": created(200, config=currency()),
    "null for what may be left out": created(200, default_value=None, relationship=None),
    **{f"without {name}": Case("POST", "", without(name), 400, (f"data/{name}: Required",)) for name in _REQUIRED},
    "nothing in it": Case("POST", "", {}, 400, tuple(f"data/{name}: Required" for name in _REQUIRED)),
    "a list": Case("POST", "", [], 400, ("data: Expected object, received array",)),
    "null": Case("POST", "", None, 400, ("data: Expected object, received null",)),
    "a title that is a number": created(400, (f"data/title: {_TEXT}",), title=1),
    "a title that is null": created(400, ("data/title: Expected string, received null",), title=None),
    "an empty title": created(400, (f"data/title: {_EMPTY}",), title=""),
    "a blank title": created(400, (f"data/title: {_EMPTY}",), title=" \t"),
    "a long title": created(200, title="x" * 300),
    "a description that is a number": created(400, (f"data/description: {_TEXT}",), description=1),
    "an empty description": created(200, description=""),
    "a slug that is a number": created(400, (f"data/api_slug: {_TEXT}",), api_slug=1),
    "an empty slug": created(400, (f"data/api_slug: {_EMPTY}",), api_slug=""),
    "a slug with a space and a slash": created(400, (_SLUG,), api_slug="a b/c"),
    "a slug with a dot": created(400, (_SLUG,), api_slug="a.b"),
    "a slug beyond ASCII": created(400, (_SLUG,), api_slug="größe"),
    "a slug that begins with a dash": created(400, (_SLUG,), api_slug="-a"),
    "a slug with a line feed": created(400, (_SLUG,), api_slug="a\n"),
    "a slug in capitals with a dash": created(200, api_slug="My-Attribute_2"),
    "a slug that is taken": created(409, api_slug="hull"),
    "a slug that is taken by an archived one": created(409, api_slug="old"),
    "a slug that is taken by a system attribute": created(409, api_slug="created_at"),
    "a type that is a number": created(400, type=1),
    "an unknown type": created(400, type="personal-name"),
    "a type in capitals": created(400, type="Text"),
    "a domain": created(400, ('Attributes of type "domain" cannot be created.',), type="domain"),
    "an email address": created(400, ('Attributes of type "email-address" cannot be created.',), type="email-address"),
    "a status": created(400, type="status"),
    "a flag that is text": created(400, ("data/is_required: Expected boolean, received string",), is_required="yes"),
    "a flag that is null": created(400, ("data/is_unique: Expected boolean, received null",), is_unique=None),
    "a unique text": created(400, is_unique=True),
    "a unique select": created(400, ("Cannot set attribute as unique.",), type="select", is_unique=True),
    "several numbers": created(400, ('Attributes of type "number" cannot be multiselect.',), type="number", is_multiselect=True),
    "several currencies": created(400, ('Attributes of type "currency" cannot be multiselect.',), type="currency", is_multiselect=True),
    "unknown members": created(400, ("data: Unrecognized key(s) in object: 'colour', 'size'",), colour="red", size=1),
    "unknown and wrong": created(400, (f"data/title: {_TEXT}", "data: Unrecognized key(s) in object: 'size'"), title=1, size=1),
    # -- config ------------------------------------------------------------------------------------------------------
    "a config that is a list": created(400, ("data/config: Expected object, received array",), config=[]),
    "a config that is null": created(400, ("data/config: Expected object, received null",), config=None),
    "an unknown config": created(200, config={"x": 1}),
    "a currency that is text": created(400, ("data/config/currency: Expected object, received string",), type="currency", config={"currency": "EUR"}),
    "a wrong currency at a text": created(400, ("data/config/currency: Expected object, received string",), config={"currency": "EUR"}),
    "a currency without a display": created(400, ("data/config/currency/display_type: Required",), type="currency",
                                           config={"currency": {"default_currency_code": "EUR"}}),
    "an unknown currency": created(400, (_CODES,), type="currency", config=currency(default_currency_code="XXX")),
    "an unknown display": created(400, ("data/config/currency/display_type: Invalid enum value. Expected 'code' | 'name' | 'narrowSymbol' | "
                                       "'symbol', received 'big'",), type="currency", config=currency(display_type="big")),
    "no targets": created(400, ("data/config/record_reference/allowed_objects: Array must contain at least 1 element(s)",),
                          type="record-reference", config=targets()),
    "a target that is a number": created(400, (f"data/config/record_reference/allowed_objects/0: {_TEXT}",), type="record-reference", config=targets(1)),
    "targets left out": created(400, ("data/config/record_reference/allowed_objects: Required",), type="record-reference",
                                config={"record_reference": {}}),
    "an unknown target": created(400, ('Could not find an object with slug/ID "planets".',), type="record-reference", config=targets("planets")),
    "a target that is not activated": created(400, (
        'The Standard object with slug/ID "users" must be enabled by a Workspace admin before it can be used.',), type="record-reference", config=targets("users")),
    # -- default values ----------------------------------------------------------------------------------------------
    "a static default": created(200, type="number", default_value=static({"value": 5})),
    "a static default of an address": created(200, type="location", default_value=static("1 Quay, Paris, FR")),
    "a static default of a member": created(200, type="actor-reference", default_value=static("alice@acme.com")),
    "no static default": created(200, default_value=static()),
    "a dynamic date": created(200, type="date", default_value=dynamic("P1M")),
    "a dynamic timestamp": created(200, type="timestamp", default_value=dynamic("PT0S")),
    "the current user": created(200, type="actor-reference", default_value=dynamic("current-user")),
    "a default that is text": created(400, (f"{_DEFAULT}: Expected object, received string",), default_value="x"),
    "a default without a type": created(400, (f"{_DEFAULT}/type: Required",), default_value={"template": []}),
    "a default of an unknown type": created(400, (f"{_DEFAULT}/type: Invalid enum value. Expected 'static' | 'dynamic', received 'other'",),
                                            default_value={"type": "other", "template": []}),
    "a default without a template": created(400, (f"{_DEFAULT}/template: Required",), default_value={"type": "static"}),
    "a static default that is text": created(400, (f"{_DEFAULT}/template: Expected array, received string",), default_value={"type": "static", "template": "x"}),
    "a dynamic default that is a number": created(400, (f"{_DEFAULT}/template: {_TEXT}",), type="date", default_value=dynamic(1)),
    "a dynamic text": created(400, (_DYNAMIC.format("text", "P1M"),), default_value=dynamic("P1M")),
    "a dynamic date in words": created(400, (_DYNAMIC.format("date", "1 month"),), type="date", default_value=dynamic("1 month")),
    "a dynamic date without a number": created(400, (_DYNAMIC.format("date", "P"),), type="date", default_value=dynamic("P")),
    "a dynamic date beyond the calendar": created(400, (_DYNAMIC.format("date", "P9999999Y"),), type="date", default_value=dynamic("P9999999Y")),
    "a dynamic date of more years than there are numbers": created(400, (_DYNAMIC.format("date", f"P{'9' * 70}").removesuffix(".").removesuffix("'"),), type="date", default_value=dynamic(f"P{'9' * 400}Y")),
    "a dynamic timestamp of more months than there are numbers": created(400, (_DYNAMIC.format("timestamp", f"P{'9' * 70}").removesuffix(".").removesuffix("'"),), type="timestamp", default_value=dynamic(f"P{'9' * 400}M")),
    "a current user of a text": created(400, (_DYNAMIC.format("text", "current-user"),), default_value=dynamic("current-user")),
    "an unknown dynamic user": created(400, (_DYNAMIC.format("actor-reference", "me"),), type="actor-reference", default_value=dynamic("me")),
    "two values for one": created(400, ("A default value of this attribute is one value.",), default_value=static("a", "b")),
    "a default that does not fit": created(400, (": Expected a number, found 'five'",), type="number", default_value=static("five")),
    "a default of a select without options": created(400, (": Expected one of nothing: it has none, found 'x'",), type="select", default_value=static("x")),
    "a default that names no object": created(400, ('Could not find an object with slug "nope" for default value.',), type="record-reference",
                                              default_value=static({"target_object": "nope", "target_record_id": "x"})),
    # -- relationships -----------------------------------------------------------------------------------------------
    "a relationship": created(200, type="record-reference", relationship=_RELATED),
    "a relationship with nothing in it": created(400, tuple(f"data/relationship/{name}: Required" for name in ("object", "title", "api_slug", "is_multiselect")),
                                                 type="record-reference", relationship={}),
    "a relationship of a text": created(400, relationship=_RELATED),
    "a relationship by halves": created(400, (
        *(f"data/relationship/{name}: Required" for name in ("title", "api_slug", "is_multiselect")),
        "data/relationship: Unrecognized key(s) in object: 'extra'"), type="record-reference", relationship={"object": "people", "extra": 1}),
    # -- changing ----------------------------------------------------------------------------------------------------
    "nothing to change": changed("hull", {}),
    "another title": changed("hull", {"title": "Frame", "description": "Of oak", "is_required": True}),
    "another slug": changed("hull", {"api_slug": "frame"}),
    "its own slug": changed("hull", {"api_slug": "hull"}),
    "archived": changed("hull", {"is_archived": True}),
    "brought back": changed("old", {"is_archived": False}),
    "another currency": changed("price", {"config": currency(default_currency_code="GBP", display_type="name")}),
    "a currency at a date": changed("due", {"config": currency()}),
    "other targets": changed("owner", {"config": targets("people")}),
    "a default later": changed("due", {"default_value": dynamic("P1D")}),
    "a default of an option": changed("kind", {"default_value": static("Brig")}),
    "a default of an archived option": changed("kind", {"default_value": static("Raft")}, 400, ": Expected one of 'Sloop', 'Brig', found 'Raft'"),
    "no default": changed("due", {"default_value": None}),
    "a change that is a list": changed("hull", [], 400, "data: Expected object, received array"),
    "a change to an empty title": changed("hull", {"title": ""}, 400, f"data/title: {_EMPTY}"),
    "a change to a bad slug": changed("hull", {"api_slug": "a b/c"}, 400, _SLUG),
    "a change to a slug that is taken": changed("hull", {"api_slug": "old"}, 409),
    "a change to unique": changed("hull", {"is_unique": True}, 400),
    "a change to not unique": changed("hull", {"is_unique": False}),
    "a select to unique": changed("kind", {"is_unique": True}, 400, "Cannot set attribute as unique."),
    "another type": changed("hull", {"type": "number", "is_multiselect": True}, 400, "data: Unrecognized key(s) in object: 'type', 'is_multiselect'"),
    "archived by a word": changed("hull", {"is_archived": "yes"}, 400, "data/is_archived: Expected boolean, received string"),
    "a target that is not there": changed("owner", {"config": targets("planets")}, 400, 'Could not find an object with slug/ID "planets".'),
    "a system attribute": changed("created_at", {"title": "Born"}, 400, _SYSTEM),
    "a wrong change of a system attribute": changed("created_at", {"type": "text"}, 400, "data: Unrecognized key(s) in object: 'type'"),
    "an attribute that is not there": changed("nope", {"title": "x"}, 404, _UNKNOWN_ATTRIBUTE),
    # -- reading -----------------------------------------------------------------------------------------------------
    "all that are not archived": Case("GET", "", None),
    "all": Case("GET", "?show_archived=true", None),
    "archived by another word": Case("GET", "?show_archived=yes", None, 400, ("show_archived: Invalid enum value. Expected 'true' | 'false', received 'yes'",)),
    "a limit that is none": Case("GET", "?limit=x", None, 400, ("limit: Expected number, received string",)),
    "an offset below nothing": Case("GET", "?offset=-1", None, 400, ("offset: Number must be whole and 0 or more, received -1",)),
    "no attributes": Case("GET", "?limit=0", None),
    "one": Case("GET", "/hull", None),
    "an archived one": Case("GET", "/old", None),
    "one that is not there": Case("GET", "/nope", None, 404, (_UNKNOWN_ATTRIBUTE,)),
    # -- options and statuses ----------------------------------------------------------------------------------------
    "options": Case("GET", "/kind/options", None),
    "all options": Case("GET", "/kind/options?show_archived=true", None),
    "statuses": Case("GET", "/stage/statuses", None),
    "options of a status": Case("GET", "/stage/options", None, 404, ('Attribute with slug/ID "stage" not found.',)),
    "options of a text": Case("GET", "/hull/options", None, 404, ('Attribute with slug/ID "hull" not found.',)),
    "statuses of a select": Case("GET", "/kind/statuses", None, 404, ('Attribute with slug/ID "kind" not found.',)),
    "options of nothing": Case("GET", "/nope/options", None, 404, (_UNKNOWN_ATTRIBUTE,)),
    "a new option": Case("POST", "/kind/options", {"title": "Cog", "celebration_enabled": True, "colour": "red"}),
    "a new status": Case("POST", "/stage/statuses", {"title": "Lost", "celebration_enabled": True, "target_time_in_status": "P1DT2H"}),
    "a new status that takes a day": Case("POST", "/stage/statuses", {"title": "Sold", "target_time_in_status": "P0Y0M1DT0H0M0S"}),
    "a new option of nothing": Case("POST", "/nope/options", {"title": "x"}, 404, (_UNKNOWN_ATTRIBUTE,)),
    "a new option at a text": Case("POST", "/hull/options", {"title": "x"}, 400, ("This attribute is not a select attribute.",)),
    "a new status at a text": Case("POST", "/hull/statuses", {"title": "x"}, 400, ("This attribute is not a status attribute.",)),
    **{f"{what} {name}": case for name, path, title, called in (
            ("option", "/kind/options", "Brig", "select option"), ("status", "/stage/statuses", "Docked", "status"))
        for what, case in {
            "no title for an": Case("POST", path, {}, 400, ("data/title: Required",)),
            "an empty title for an": Case("POST", path, {"title": ""}, 400, (f"data/title: {_EMPTY}",)),
            "a blank title for an": Case("POST", path, {"title": "  "}, 400, (f"data/title: {_EMPTY}",)),
            "a number for an": Case("POST", path, {"title": 1}, 400, (f"data/title: {_TEXT}",)),
            "a list for an": Case("POST", path, [], 400, ("data: Expected object, received array",)),
            "one more": Case("POST", path, {"title": title}, 409, (f'There is already another {called} with the title "{title}".',)),
            "another title of an": Case("PATCH", f"{path}/{title}", {"title": "Other"}),
            "the same title of an": Case("PATCH", f"{path}/{title}", {"title": title}),
            "an archived": Case("PATCH", f"{path}/{title}", {"is_archived": True}),
            "nothing to change of an": Case("PATCH", f"{path}/{title}", {}),
            "an empty change of an": Case("PATCH", f"{path}/{title}", {"title": ""}, 400, (f"data/title: {_EMPTY}",)),
            "a numbered change of an": Case("PATCH", f"{path}/{title}", {"is_archived": 1}, 400, ("data/is_archived: Expected boolean, received number",)),
        }.items()},
    "one more of an archived option": Case("POST", "/kind/options", {"title": "Raft"}, 409, ('There is already another select option with the title "Raft".',)),
    "an option called as an archived one": Case("PATCH", "/kind/options/Brig", {"title": "Raft"}, 409,
                                                ('There is already another select option with the title "Raft".',)),
    "an option that is not there": Case("PATCH", "/kind/options/Ark", {"title": "x"}, 400, ('Cannot find select attribute with select option title "Ark".',)),
    "a status that is not there": Case("PATCH", "/stage/statuses/Ark", {"title": "x"}, 400, ('Cannot find status attribute with status option title "Ark".',)),
    "a target time": Case("PATCH", "/stage/statuses/Docked", {"target_time_in_status": "P1W", "celebration_enabled": True}),
    "no target time": Case("PATCH", "/stage/statuses/Docked", {"target_time_in_status": None}),
    **{f"a target time of {given!r}": Case("POST", "/stage/statuses", {"title": "New", "target_time_in_status": given}, 400, (_DURATION,))
       for given in ("", "P", "PT", "P1DT", "a day", "P١D")},
    "a celebration by a word": Case("POST", "/stage/statuses", {"title": "New", "celebration_enabled": "yes"}, 400,
                                    ("data/celebration_enabled: Expected boolean, received string",)),
}  # fmt: skip
"""`said` may leave out the end of a message; a 400 or 409 without it stands in `DIFFERENCES`, or says no more than its path."""

_TAKEN = Difference(
    "Attio has a sentence for each",
    ("An attribute with the same API slug already exists on this Object",),
    ("An attribute with the same API slug already exists on this list. Please choose a different API slug.",),
    ("An attribute with the same API slug already exists on this activity",),
)
_UNIQUE = Difference("attributes of lists cannot be unique (observed)", (), ("Cannot set attribute as unique.",), ())

DIFFERENCES: Mapping[str, Difference] = {
    "a slug that is taken": _TAKEN,
    "a slug that is taken by an archived one": _TAKEN,
    "a slug that is taken by a system attribute": _TAKEN,
    "a change to a slug that is taken": _TAKEN,
    "a unique text": _UNIQUE,
    "a change to unique": _UNIQUE,
    "a status": Difference(
        "statuses are for lists (documented)",
        ('Attributes of type "status" are not supported on objects.',),
        (),
        ('Attributes of type "status" are not supported on activities.',),
    ),
    "a relationship": Difference(
        "a relationship is between two objects (documented)", (), *[("Relationships are between objects only.",)] * 2
    ),
    "a relationship of a text": Difference(
        "on a list it is the relationship that cannot be",
        ('A relationship needs an attribute of type "record-reference".',),
        *[("Relationships are between objects only.",)] * 2,
    ),
}

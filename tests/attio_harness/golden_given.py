"""What the golden examples have in common: a workspace, events, mappings, and the short ways to write an example down."""

from __future__ import annotations

import copy
from typing import Any, Literal

from tests.attio_harness.golden_form import Fix, Golden, Json, Lost, drop, put

__all__ = [
    "LEFT_OUT", "WORKSPACE", "assertion", "assertion_mapping", "group", "group_mapping", "identify", "identify_mapping", "path",
    "person", "track", "user", "with_records", "workspace_with",
]  # fmt: skip

WORKSPACE: Json = {
    "name": "Acme",
    "slug": "acme",
    "members": [
        {"email_address": "alice@acme.com", "first_name": "Alice", "last_name": "Adams"},
        {"email_address": "bob@acme.com", "first_name": "Bob", "last_name": "Brown"},
    ],
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {
                    "api_slug": "plan",
                    "type": "select",
                    "options": ["Free", "Team", {"title": "Gold", "is_archived": True}],
                },
                {"api_slug": "interests", "type": "select", "is_multiselect": True, "options": ["Sales", "Support"]},
                {"api_slug": "stage", "type": "status", "statuses": ["New", "Won"]},
                {"api_slug": "seats", "type": "number"},
                {"api_slug": "mrr", "type": "currency"},
                {"api_slug": "score", "type": "rating"},
                {"api_slug": "trial", "type": "checkbox"},
                {"api_slug": "owner", "type": "actor-reference"},
                {"api_slug": "since", "type": "date"},
                {"api_slug": "seen_at", "type": "timestamp"},
                {"api_slug": "place", "type": "location"},
                {"api_slug": "city", "type": "text"},
                {"api_slug": "nickname", "type": "text"},
                {"api_slug": "mobile", "type": "phone-number"},
                {"api_slug": "old_plan", "type": "text", "is_archived": True},
                {
                    "api_slug": "payer",
                    "type": "record-reference",
                    "config": {"record_reference": {"allowed_objects": ["people", "companies"]}},
                },
                {
                    "api_slug": "invoice",
                    "type": "record-reference",
                    "config": {"record_reference": {"allowed_objects": ["invoices"]}},
                },
            ],
        },
        {"api_slug": "workspaces", "active": True, "attributes": [{"api_slug": "seats", "type": "number"}]},
        {
            "api_slug": "invoices",
            "singular_noun": "Invoice",
            "plural_noun": "Invoices",
            "attributes": [
                {"api_slug": "number", "type": "text", "is_unique": True},
                {"api_slug": "due", "type": "date", "is_required": True},
                {"api_slug": "note", "type": "text"},
            ],
        },
        {
            "api_slug": "visits",
            "singular_noun": "Visit",
            "plural_noun": "Visits",
            "attributes": [{"api_slug": "code", "type": "text"}],
        },
    ],
}
"""People and companies are always there; deals are not activated."""

LEFT_OUT = object()
"""In the place of a mapped value: the attribute is not mapped."""

Mode = Literal["single", "batch", "both"]


def path(name: str) -> Json:
    return {"@path": f"$.{name}"}


def workspace_with(**members: Any) -> Json:
    """The workspace with other top-level members."""
    return {**copy.deepcopy(WORKSPACE), **members}


def with_records(**records: list[Json]) -> Json:
    """The workspace with records to begin with: object to values."""
    return workspace_with(records=records)


# -- events and mappings ---------------------------------------------------------------------------------------------


def identify(traits: Json, user_id: Any = "u1", **more: Any) -> Json:
    return {
        "type": "identify",
        "messageId": "m1",
        "userId": user_id,
        "traits": {"email": "jane@acme.com", **traits},
        **more,
    }


def group(traits: Json, **more: Any) -> Json:
    return {"type": "group", "messageId": "m2", "groupId": "w1", "traits": {"website": "acme.com", **traits}, **more}


def track(properties: Json, **more: Any) -> Json:
    return {"type": "track", "event": "Saved", "messageId": "m3", "userId": "u1", "properties": properties, **more}


def identify_mapping(**fields: Any) -> Json:
    given = {"email_address": path("traits.email"), "user_id": path("userId"), **fields}
    return _subscription("Identify User", "identifyUser", 'type = "identify"', given)


def group_mapping(**fields: Any) -> Json:
    given = {"domain": path("traits.website"), "workspace_id": path("groupId"), **fields}
    return _subscription("Group Workspace", "groupWorkspace", 'type = "group"', given)


def assertion_mapping(object: Any, matching: Any, attributes: Any, **fields: Any) -> Json:
    given = {"object": object, "matching_attribute": matching, "attributes": attributes, **fields}
    return _subscription("Assert Record", "assertRecord", 'type = "track"', given)


def _subscription(name: str, action: str, trigger: str, given: Json) -> Json:
    mapping = {key: value for key, value in given.items() if value is not LEFT_OUT}
    return {"name": name, "partnerAction": action, "subscribe": trigger, "mapping": mapping}


# -- examples --------------------------------------------------------------------------------------------------------


def user(id: str, title: str, attribute: str, value: Any, lost: Lost, **changes: Any) -> Golden:
    """One trait that is mapped to an attribute of the User; see `_one`."""
    return _one("user_attributes", id, title, attribute, value, lost, **changes)


def person(id: str, title: str, attribute: str, value: Any, lost: Lost, **changes: Any) -> Golden:
    """One trait that is mapped to an attribute of the Person; see `_one`."""
    return _one("person_attributes", id, title, attribute, value, lost, **changes)


def _one(
    field: str,
    id: str,
    title: str,
    attribute: str,
    value: Any,
    lost: Lost,
    *,
    traits: Json | None = None,
    mapped: Any = None,
    send: Any = None,
    map: Any = None,
    attio: list[Json] | None = None,
    workspace: Json | None = None,
    mode: Mode = "both",
) -> Golden:
    """An identify event whose trait of the attribute's name has `value`.

    The fix is one of: another value of the trait (`send`), another mapping of the attribute (`map`, `LEFT_OUT` for none), or
    a patch of the workspace file (`attio`).
    """
    pointer = f"/0/mapping/{field}/{attribute}"
    if attio is not None:
        fix = Fix(of="workspace", changes=attio)
    elif map is not None:
        fix = Fix(of="mapping", changes=[drop(pointer) if map is LEFT_OUT else put(pointer, map)])
    else:
        fix = Fix(of="event", changes=[put(f"/0/traits/{attribute}", send)])
    return Golden(
        id=id,
        title=title,
        events=[identify({attribute: value, **(traits or {})})],
        mapping=[identify_mapping(**{field: {attribute: path(f"traits.{attribute}") if mapped is None else mapped}})],
        workspace=WORKSPACE if workspace is None else workspace,
        mode=mode,
        lost=lost,
        fix=fix,
    )


def assertion(
    id: str,
    title: str,
    object: Any,
    matching: Any,
    attributes: Json,
    properties: Json,
    lost: Lost,
    fix: Fix,
    *,
    workspace: Json | None = None,
    mode: Mode = "both",
) -> Golden:
    """A track event and an Assert Record mapping."""
    return Golden(
        id=id,
        title=title,
        events=[track(properties)],
        mapping=[assertion_mapping(object, matching, attributes)],
        workspace=WORKSPACE if workspace is None else workspace,
        mode=mode,
        lost=lost,
        fix=fix,
    )

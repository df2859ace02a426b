"""A workspace with something of everything, mappings into it, and ways to change it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from attio_emulator import Workspace

from tests.attio_harness.subscriptions import assert_record, identify_user

OLD: dict[str, Any] = {
    "name": "Acme",
    "slug": "acme",
    "members": [{"id": "m1", "first_name": "Alice", "last_name": "Adams", "email_address": "alice@acme.com", "access_level": "admin"}],
    "objects": [
        {"api_slug": "people", "attributes": [
            {"api_slug": "tags", "id": "p1", "type": "select", "is_multiselect": True, "options": ["a", "b"]},
        ]},
        {"api_slug": "users", "active": True, "attributes": [
            {"api_slug": "plan", "id": "u1", "type": "select", "options": [
                {"id": "o1", "title": "Free"}, {"id": "o2", "title": "Pro"}, {"id": "o3", "title": "Old", "is_archived": True}]},
            {"api_slug": "seats", "id": "u2", "type": "text"},
            {"api_slug": "legacy", "id": "u3", "type": "text", "is_archived": True},
        ]},
        {"api_slug": "workspaces", "active": True},
        {"api_slug": "orders", "id": "r0", "singular_noun": "Order", "plural_noun": "Orders", "attributes": [
            {"api_slug": "order_id", "id": "r1", "title": "Order ID", "type": "text", "is_unique": True},
            {"api_slug": "stage", "id": "r2", "type": "status", "statuses": [{"id": "s1", "title": "New"}, {"id": "s2", "title": "Paid"}]},
            {"api_slug": "total", "id": "r3", "type": "currency", "config": {"currency": {"default_currency_code": "USD"}}},
            {"api_slug": "buyer", "id": "r4", "type": "record-reference", "config": {"record_reference": {"allowed_objects": ["people"]}}},
            {"api_slug": "owner", "id": "r5", "type": "actor-reference"},
            {"api_slug": "note", "id": "r6", "type": "text"},
            {"api_slug": "places", "id": "r7", "type": "record-reference",
             "config": {"record_reference": {"allowed_objects": ["people", "companies"]}}},
        ]},
    ],
}  # fmt: skip

MAPPINGS: list[dict[str, Any]] = [
    identify_user(
        user_attributes={"plan": {"@path": "$.traits.plan"}, "u2": {"@path": "$.traits.seats"}},
        person_attributes={"tags": {"@template": "{{traits.tag}}"}, "company": {"@path": "$.traits.domain"}},
    ),
    {
        "name": "Group",
        "partnerAction": "groupWorkspace",
        "subscribe": 'type = "group"',
        "mapping": {"domain": {"@path": "$.traits.website"}, "workspace_id": {"@path": "$.groupId"}},
    },
    assert_record("Order", 'type = "track"', "orders", "order_id", {
                "order_id": {"@path": "$.properties.id"},
                "stage": "Paid",
                "total": {"@path": "$.properties.total"},
                "buyer": {"@path": "$.properties.email"},
                "owner": "Alice@acme.com",
                "note": {"@if": {"exists": {"@path": "$.properties.note"}, "then": "2024-01-01", "else": "no date"}},
                "places": {"@path": "$.properties.place"},
            }),
    assert_record("Whatever", 'type = "page"', {"@path": "$.properties.object"}, "order_id", {"@path": "$.properties"}),
    assert_record("Orders by event", 'type = "screen"', "orders", "order_id", {"@path": "$.properties"}),
    {
        "name": "Off",
        "partnerAction": "identifyUser",
        "subscribe": 'type = "identify"',
        "enabled": False,
        "mapping": {"user_attributes": {"plan": "Free"}, "email_address": "a@b.com", "user_id": "1"},
    },
]  # fmt: skip


def workspace(data: Mapping[str, Any]) -> Workspace:
    return Workspace.from_dict(data)


def after(owner: str | None = None, slug: str | None = None, /, **members: Any) -> Workspace:
    """The old schema with an object or an attribute changed; a member that is None is taken away."""
    data = copy.deepcopy(OLD)
    if owner is None:
        return workspace(data | members)
    target = next(one for one in data["objects"] if one["api_slug"] == owner)
    if slug is not None:
        rows = target.setdefault("attributes", [])
        found = next((one for one in rows if one["api_slug"] == slug), None)
        if found is None:
            rows.append(found := {"api_slug": slug})
        target = found
    target |= members
    for name in [name for name, value in members.items() if value is None]:
        del target[name]
    return workspace(data)


def without(owner: str, slug: str | None = None) -> Workspace:
    data = copy.deepcopy(OLD)
    if slug is None:
        data["objects"] = [one for one in data["objects"] if one["api_slug"] != owner]
    for one in data["objects"]:
        if one["api_slug"] == owner:
            one["attributes"] = [row for row in one["attributes"] if row["api_slug"] != slug]
    return workspace(data)


def a(
    kind: str, owner: str | None, attribute: str | None, before: Any, now: Any, breaking: bool, message: str
) -> dict[str, Any]:
    return {"kind": kind, "object": owner, "attribute": attribute, "before": before, "after": now, "breaking": breaking, "message": message}  # fmt: skip


FREE, PRO = {"id": "o1", "title": "Free"}, {"id": "o2", "title": "Pro"}
OLD_OPTION = {"id": "o3", "title": "Old", "is_archived": True}


def targets(*slugs: str) -> dict[str, Any]:
    return {"record_reference": {"allowed_objects": list(slugs)}}

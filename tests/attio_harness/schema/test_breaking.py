"""`schema diff`: every kind of change is found, alone, and names the mapping fields that it breaks."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Emulator, EmulatorTransport, Workspace
from attio_harness.formats.json import render_json
from attio_harness.formats.schema import render_schema
from attio_harness.inputs.mappings import LocatedSubscription, read_mappings
from attio_harness.schema import KINDS, Broken, SchemaDiff, broken_by, compare, connect, pull

FIXTURES = Path(__file__).parents[3] / "fixtures"

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
    {
        "name": "Identify",
        "partnerAction": "identifyUser",
        "subscribe": 'type = "identify"',
        "mapping": {
            "email_address": {"@path": "$.traits.email"},
            "user_id": {"@path": "$.userId"},
            "user_attributes": {"plan": {"@path": "$.traits.plan"}, "u2": {"@path": "$.traits.seats"}},
            "person_attributes": {"tags": {"@template": "{{traits.tag}}"}, "company": {"@path": "$.traits.domain"}},
        },
    },
    {
        "name": "Group",
        "partnerAction": "groupWorkspace",
        "subscribe": 'type = "group"',
        "mapping": {"domain": {"@path": "$.traits.website"}, "workspace_id": {"@path": "$.groupId"}},
    },
    {
        "name": "Order",
        "partnerAction": "assertRecord",
        "subscribe": 'type = "track"',
        "mapping": {
            "object": "orders",
            "matching_attribute": "order_id",
            "attributes": {
                "order_id": {"@path": "$.properties.id"},
                "stage": "Paid",
                "total": {"@path": "$.properties.total"},
                "buyer": {"@path": "$.properties.email"},
                "owner": "Alice@acme.com",
                "note": {"@if": {"exists": {"@path": "$.properties.note"}, "then": "2024-01-01", "else": "no date"}},
                "places": {"@path": "$.properties.place"},
            },
        },
    },
    {
        "name": "Whatever",
        "partnerAction": "assertRecord",
        "subscribe": 'type = "page"',
        "mapping": {"object": {"@path": "$.properties.object"}, "matching_attribute": "order_id", "attributes": {"@path": "$.properties"}},
    },
    {
        "name": "Orders by event",
        "partnerAction": "assertRecord",
        "subscribe": 'type = "screen"',
        "mapping": {"object": "orders", "matching_attribute": "order_id", "attributes": {"@path": "$.properties"}},
    },
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


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[LocatedSubscription]:
    monkeypatch.chdir(tmp_path)
    Path("mapping.json").write_text(json.dumps(MAPPINGS, indent=1))
    return read_mappings(["mapping.json"])


def spot(pointer: str, certain: bool, message: str) -> tuple[str, bool, str]:
    return pointer, certain, message


def shown(broken: Sequence[Broken]) -> list[tuple[str, bool, str]]:
    return [(one.pointer, one.certain, one.message) for one in broken]


IDENTIFY, GROUP, ORDER = "/0/mapping", "/1/mapping", "/2/mapping"
ANY_OBJECT, ANY_ATTRIBUTES = "/3/mapping/object", "/4/mapping/attributes"


def by_event(attribute: str) -> tuple[str, bool, str]:
    return ANY_ATTRIBUTES, False, f"the attributes depend on the event, which may name {attribute}"


def a(
    kind: str, owner: str | None, attribute: str | None, before: Any, now: Any, breaking: bool, message: str
) -> dict[str, Any]:
    return {"kind": kind, "object": owner, "attribute": attribute, "before": before, "after": now, "breaking": breaking, "message": message}  # fmt: skip


FREE, PRO = {"id": "o1", "title": "Free"}, {"id": "o2", "title": "Pro"}
OLD_OPTION = {"id": "o3", "title": "Old", "is_archived": True}


def targets(*slugs: str) -> dict[str, Any]:
    return {"record_reference": {"allowed_objects": list(slugs)}}


CASES: tuple[tuple[str, Workspace, list[dict[str, Any]], list[tuple[str, bool, str]]], ...] = (
    ("nothing", after(), [], []),
    ("what is no schema", after(records={"people": [{"email_addresses": "x@acme.com"}]}, tokens=["t"], name="Other"), [], []),
    # objects
    ("object added", after(objects=[*OLD["objects"], {"api_slug": "boats", "plural_noun": "Boats"}]),
     [a("object_added", "boats", None, None, "boats", False, "the object boats (Boats) is new")], []),
    ("object removed", without("orders"),
     [a("object_removed", "orders", None, "orders", None, True, "the object orders is gone")],
     [spot(f"{ORDER}/object", True, "the object orders does not exist any more"),
      spot(ANY_OBJECT, False, "the object depends on the event, which may name orders"),
      spot("/4/mapping/object", True, "the object orders does not exist any more")]),
    ("object renamed", after("orders", api_slug="purchases"),
     [a("object_renamed", "orders", None, "orders", "purchases", True, "the object orders has the slug purchases now")],
     [spot(f"{ORDER}/object", True, "the object orders has the slug purchases now"),
      spot(ANY_OBJECT, False, "the object depends on the event, which may name orders"),
      spot("/4/mapping/object", True, "the object orders has the slug purchases now")]),
    ("object activated", after(objects=[*OLD["objects"], {"api_slug": "deals", "active": True, "attributes": [{"api_slug": "x", "type": "text"}]}]),
     [a("object_activated", "deals", None, False, True, False, "the object deals is activated now")], []),
    ("object deactivated", after("workspaces", active=False),
     [a("target_removed", "companies", "associated_workspaces", "workspaces", None, True,
        "companies.associated_workspaces points to workspaces, which is not activated any more"),
      a("target_removed", "users", "workspace", "workspaces", None, True,
        "users.workspace points to workspaces, which is not activated any more"),
      a("object_deactivated", "workspaces", None, True, False, True, "the object workspaces is not activated any more")],
     [spot("/1", True, "the object workspaces is not activated any more"),
      spot(ANY_OBJECT, False, "the object depends on the event, which may name workspaces")]),
    ("object retitled", after("orders", plural_noun="Purchases"),
     [a("object_retitled", "orders", None, "Order/Orders", "Order/Purchases", False,
        "the object orders is called Order/Purchases now, not Order/Orders")], []),
    # attributes come and go
    ("attribute added", after("users", "city", type="text"),
     [a("attribute_added", "users", "city", None, "text", False, "users has a new attribute city (text)")], []),
    ("archived attribute added", after("users", "city", type="text", is_archived=True), [], []),
    ("required attribute added", after("orders", "channel", type="text", is_required=True),
     [a("attribute_added", "orders", "channel", None, "text", True,
        "orders has a new attribute channel (text), and new records must have a value for it")],
     [spot(f"{ORDER}/attributes", False, "orders.channel must have a value in new records now, and is not mapped"),
      by_event("channel")]),
    ("required attribute with a default value added",
     after("orders", "channel", type="text", is_required=True, default_value={"type": "static", "template": ["web"]}),
     [a("attribute_added", "orders", "channel", None, "text", False, "orders has a new attribute channel (text)")], []),
    ("required attribute of a record without a field", after("workspaces", "region", type="text", is_required=True),
     [a("attribute_added", "workspaces", "region", None, "text", True,
        "workspaces has a new attribute region (text), and new records must have a value for it")],
     [spot(GROUP, False, "workspaces.region must have a value in new records now, and is not mapped")]),
    ("attribute removed", without("users", "plan"),
     [a("attribute_removed", "users", "plan", "plan", None, True, "users.plan is gone")],
     [spot(f"{IDENTIFY}/user_attributes/plan", True, "users.plan does not exist any more")]),
    ("archived attribute removed", without("users", "legacy"),
     [a("attribute_removed", "users", "legacy", "legacy", None, False, "users.legacy is gone")], []),
    ("matching attribute removed", without("orders", "order_id"),
     [a("attribute_removed", "orders", "order_id", "order_id", None, True, "orders.order_id is gone")],
     [spot(f"{ORDER}/matching_attribute", True, "orders.order_id does not exist any more"),
      spot(f"{ORDER}/attributes/order_id", True, "orders.order_id does not exist any more"),
      spot("/4/mapping/matching_attribute", True, "orders.order_id does not exist any more"),
      by_event("order_id")]),
    ("attribute renamed", after("users", "plan", api_slug="tier"),
     [a("attribute_renamed", "users", "plan", "plan", "tier", True, "users.plan has the slug tier now"),
      a("attribute_retitled", "users", "plan", "Plan", "Tier", False, "users.plan has the title 'Tier' now, not 'Plan'")],
     [spot(f"{IDENTIFY}/user_attributes/plan", True, "users.plan has the slug tier now")]),
    ("attribute that is mapped by its ID renamed", after("users", "seats", api_slug="places", title="Seats"),
     [a("attribute_renamed", "users", "seats", "seats", "places", True, "users.seats has the slug places now")], []),
    ("attribute that is mapped by its ID removed", without("users", "seats"),
     [a("attribute_removed", "users", "seats", "seats", None, True, "users.seats is gone")],
     [spot(f"{IDENTIFY}/user_attributes/u2", True, "users.seats does not exist any more")]),
    ("attribute retitled", after("users", "plan", title="Tier"),
     [a("attribute_retitled", "users", "plan", "Plan", "Tier", False, "users.plan has the title 'Tier' now, not 'Plan'")], []),
    ("attribute described", after("users", "plan", description="What they pay"),
     [a("attribute_described", "users", "plan", None, "What they pay", False, "users.plan has another description")], []),
    ("attribute archived", after("users", "plan", is_archived=True, title="Gone"),
     [a("attribute_archived", "users", "plan", False, True, True, "users.plan was archived")],
     [spot(f"{IDENTIFY}/user_attributes/plan", True, "users.plan is archived")]),
    ("attribute restored", after("users", "legacy", is_archived=None),
     [a("attribute_restored", "users", "legacy", True, False, False, "users.legacy is out of the archive")], []),
    ("archived attribute changed", after("users", "legacy", type="number", title="Other"), [], []),
    ("what an action writes by itself archived", after("users", "user_id", is_archived=True),
     [a("attribute_archived", "users", "user_id", False, True, True, "users.user_id was archived")],
     [spot(f"{IDENTIFY}/user_id", True, "users.user_id is archived")]),
    ("the link to the company archived", after("workspaces", "company", is_archived=True),
     [a("attribute_archived", "workspaces", "company", False, True, True, "workspaces.company was archived")],
     [spot(f"{GROUP}/domain", True, "workspaces.company is archived")]),
    ("attribute read-only", after("orders", "stage", is_writable=False),
     [a("attribute_read_only", "orders", "stage", False, True, True, "orders.stage takes no values any more")],
     [spot(f"{ORDER}/attributes/stage", True, "orders.stage takes no values any more"), by_event("stage")]),
    ("attribute writable", after("people", "avatar_url", is_writable=True),
     [a("attribute_writable", "people", "avatar_url", True, False, False, "people.avatar_url takes values now")], []),
    # types
    ("type of a value from the event", after("users", "seats", type="number"),
     [a("type_changed", "users", "seats", "text", "number", True, "users.seats is of the type number now, not text")],
     [spot(f"{IDENTIFY}/user_attributes/u2", False, "users.seats is of the type number now, which refuses the value; "
           "whether this happens depends on the event")]),
    ("type of constants, one of which still passes", after("orders", "note", type="date"),
     [a("type_changed", "orders", "note", "text", "date", True, "orders.note is of the type date now, not text")],
     [spot(f"{ORDER}/attributes/note", False, "orders.note is of the type date now, which refuses the value; "
           "whether this happens depends on the event"), by_event("note")]),
    ("type of constants that never pass", after("orders", "note", type="checkbox"),
     [a("type_changed", "orders", "note", "text", "checkbox", True, "orders.note is of the type checkbox now, not text")],
     [spot(f"{ORDER}/attributes/note", True, "orders.note is of the type checkbox now, which refuses the value"), by_event("note")]),
    ("type of a constant that passes", after("orders", "stage", type="text", statuses=None),
     [a("type_changed", "orders", "stage", "status", "text", True, "orders.stage is of the type text now, not status")],
     [by_event("stage")]),
    # rules
    ("became required, mapped", after("orders", "total", is_required=True),
     [a("became_required", "orders", "total", False, True, True, "orders.total must have a value in new records now")],
     [spot(f"{ORDER}/attributes/total", False, "orders.total must have a value in new records now, and an event may have none"),
      by_event("total")]),
    ("became required, mapped to a constant", after("orders", "stage", is_required=True),
     [a("became_required", "orders", "stage", False, True, True, "orders.stage must have a value in new records now")],
     [by_event("stage")]),
    ("became required, not mapped", after("people", "job_title", is_required=True),
     [a("became_required", "people", "job_title", False, True, True, "people.job_title must have a value in new records now")],
     [spot(f"{IDENTIFY}/person_attributes", False, "people.job_title must have a value in new records now, and is not mapped")]),
    ("became optional", after("users", "primary_email_address", is_required=False),
     [a("became_optional", "users", "primary_email_address", True, False, False,
        "users.primary_email_address need not have a value in new records any more")], []),
    ("became unique", after("orders", "note", is_unique=True),
     [a("became_unique", "orders", "note", False, True, True, "orders.note is unique now: a value that another record has is refused")],
     [spot(f"{ORDER}/attributes/note", False, "orders.note is unique now: a value that another record has is refused"), by_event("note")]),
    ("no longer unique", after("orders", "order_id", is_unique=None),
     [a("no_longer_unique", "orders", "order_id", True, False, True, "orders.order_id is not unique any more: no record can be found by it")],
     [spot(f"{ORDER}/matching_attribute", True, "orders.order_id is not unique any more, so no record can be found by it"),
      spot("/4/mapping/matching_attribute", True, "orders.order_id is not unique any more, so no record can be found by it")]),
    ("no longer unique, matched by the action itself", after("users", "user_id", is_unique=False),
     [a("no_longer_unique", "users", "user_id", True, False, True, "users.user_id is not unique any more: no record can be found by it")],
     [spot(f"{IDENTIFY}/user_id", True, "users.user_id is not unique any more, so no record can be found by it")]),
    ("no longer unique, not matched by", after("users", "primary_email_address", is_unique=False),
     [a("no_longer_unique", "users", "primary_email_address", True, False, True,
        "users.primary_email_address is not unique any more: no record can be found by it")], []),
    ("became multiselect", after("users", "plan", is_multiselect=True),
     [a("became_multiselect", "users", "plan", False, True, False, "users.plan takes several values now")], []),
    ("no longer multiselect, one text", after("people", "tags", is_multiselect=None),
     [a("no_longer_multiselect", "people", "tags", True, False, True, "people.tags takes one value only now")], []),
    ("default value", after("orders", "note", default_value={"type": "static", "template": ["-"]}),
     [a("default_changed", "orders", "note", None, {"type": "static", "template": ["-"]}, False, "orders.note has another default value")], []),
    # options and statuses
    ("option added", after("users", "plan", options=[FREE, PRO, OLD_OPTION, "Team"]),
     [a("option_added", "users", "plan", None, "Team", False, "users.plan has a new option 'Team'")], []),
    ("option restored", after("users", "plan", options=[FREE, PRO, {"id": "o3", "title": "Old"}]),
     [a("option_added", "users", "plan", None, "Old", False, "users.plan has the option 'Old' again")], []),
    ("option removed", after("users", "plan", options=[FREE, OLD_OPTION]),
     [a("option_removed", "users", "plan", "Pro", None, True, "users.plan has no option 'Pro' any more")],
     [spot(f"{IDENTIFY}/user_attributes/plan", False, "'Pro' of users.plan is gone, and is refused; whether this happens depends on the event")]),
    ("archived option removed", after("users", "plan", options=[FREE, PRO]), [], []),
    ("option renamed", after("users", "plan", options=[FREE, {"id": "o2", "title": "Plus"}, OLD_OPTION]),
     [a("option_renamed", "users", "plan", "Pro", "Plus", True, "the option 'Pro' of users.plan is called 'Plus' now")],
     [spot(f"{IDENTIFY}/user_attributes/plan", False,
           "'Pro' of users.plan is called 'Plus' now, and is refused; whether this happens depends on the event")]),
    ("option archived", after("users", "plan", options=[FREE, {"id": "o2", "title": "Pro", "is_archived": True}, OLD_OPTION]),
     [a("option_archived", "users", "plan", "Pro", None, True, "the option 'Pro' of users.plan was archived")],
     [spot(f"{IDENTIFY}/user_attributes/plan", False, "'Pro' of users.plan is archived, and is refused; whether this happens depends on the event")]),
    ("status that is mapped removed", after("orders", "stage", statuses=[{"id": "s1", "title": "New"}]),
     [a("option_removed", "orders", "stage", "Paid", None, True, "orders.stage has no status 'Paid' any more")],
     [spot(f"{ORDER}/attributes/stage", True, "'Paid' of orders.stage is gone, and is refused"), by_event("stage")]),
    ("status that is not mapped removed", after("orders", "stage", statuses=[{"id": "s2", "title": "Paid"}]),
     [a("option_removed", "orders", "stage", "New", None, True, "orders.stage has no status 'New' any more")], [by_event("stage")]),
    ("option of a text removed", after("people", "tags", options=["a"]),
     [a("option_removed", "people", "tags", "b", None, True, "people.tags has no option 'b' any more")],
     [spot(f"{IDENTIFY}/person_attributes/tags", False, "'b' of people.tags is gone, and is refused; whether this happens depends on the event")]),
    # config
    ("currency", after("orders", "total", config={"currency": {"default_currency_code": "EUR"}}),
     [a("currency_changed", "orders", "total", "USD", "EUR", False,
        "orders.total is in EUR now, not in USD: the same number means something else")], []),
    ("a second target", after("orders", "buyer", config=targets("people", "companies")),
     [a("target_added", "orders", "buyer", None, "companies", True, "orders.buyer may point to companies, too")],
     [spot(f"{ORDER}/attributes/buyer", False, "orders.buyer may point to companies, too; whether the value still finds a record depends on it"),
      by_event("buyer")]),
    ("any target", after("orders", "buyer", config=None),
     [a("target_added", "orders", "buyer", ["people"], None, True, "orders.buyer may point to any object now, not only to people")],
     [spot(f"{ORDER}/attributes/buyer", False, "orders.buyer may point to any object now, not only to people; "
           "whether the value still finds a record depends on it"), by_event("buyer")]),
    ("a third target", after("orders", "places", config=targets("people", "companies", "users")),
     [a("target_added", "orders", "places", None, "users", False, "orders.places may point to users, too")], []),
    ("a target less", after("orders", "places", config=targets("companies")),
     [a("target_removed", "orders", "places", "people", None, True, "orders.places may not point to people any more")],
     [spot(f"{ORDER}/attributes/places", False, "orders.places may not point to people any more; "
           "whether the value still finds a record depends on it"), by_event("places")]),
    # members
    ("member added", after(members=[*OLD["members"], {"email_address": "bob@acme.com"}]),
     [a("member_added", None, None, None, "bob@acme.com", False, "bob@acme.com is a new member")], []),
    ("member removed", after(members=[]),
     [a("member_removed", None, None, "alice@acme.com", None, True, "alice@acme.com is no member any more")],
     [spot(f"{ORDER}/attributes/owner", True, "alice@acme.com is no member of the workspace any more")]),
    ("member changed", after(members=[OLD["members"][0] | {"access_level": "suspended", "email_address": "ALICE@acme.com"}]),
     [a("member_changed", None, None, "admin", "suspended", False, "the access level of alice@acme.com is 'suspended' now, not 'admin'")], []),
)  # fmt: skip


@pytest.mark.parametrize(("new", "changes", "broken"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_a_change_and_what_it_breaks(
    new: Workspace,
    changes: list[dict[str, Any]],
    broken: list[tuple[str, bool, str]],
    sources: list[LocatedSubscription],
) -> None:
    found = compare(workspace(OLD), new)
    assert [one.to_dict() for one in found] == changes
    assert shown(broken_by(found, sources)) == broken


def test_every_kind_is_tried() -> None:
    tried = {change["kind"] for case in CASES for change in case[2]}
    assert tried | {"relationship_changed"} == set(KINDS)


# -- relationships -----------------------------------------------------------------------------------------------------


def related(*pairs: tuple[str, str, str, str]) -> Workspace:
    rows: dict[str, list[dict[str, Any]]] = {"boats": [], "docks": []}
    for owner, slug, target, other in pairs:
        more: dict[str, Any] = {"relationship": {"object": target, "api_slug": other}} if other else {}
        rows.setdefault(owner, []).append(
            {
                "api_slug": slug,
                "id": f"{slug}!",
                "title": "T",
                "type": "record-reference",
                "config": targets(target),
                **more,
            }
        )
    nouns = {"singular_noun": "S", "plural_noun": "P"}
    objects = [{"api_slug": slug, "id": f"{slug[:4]}!", **nouns, "attributes": some} for slug, some in rows.items()]
    return workspace({"objects": [one for one in objects if one["attributes"] or one["api_slug"] == "docks"]})


def test_a_relationship_that_ends() -> None:
    old = related(("boats", "dock", "docks", "boats"), ("docks", "boats", "boats", "dock"))
    new = related(("boats", "dock", "docks", ""), ("docks", "boats", "boats", ""))
    assert [one.to_dict() for one in compare(old, new)] == [
        a("relationship_changed", "boats", "dock", "docks.boats", None, False, "the other end of boats.dock is nothing now, not docks.boats"),
        a("relationship_changed", "docks", "boats", "boats.dock", None, False, "the other end of docks.boats is nothing now, not boats.dock"),
    ]  # fmt: skip


def test_other_names_at_both_ends_are_no_other_relationship() -> None:
    old = related(("boats", "dock", "docks", "boats"), ("docks", "boats", "boats", "dock"))
    data = json.loads(json.dumps(old.to_dict()).replace('"docks"', '"piers"').replace('"dock"', '"pier"'))
    assert [(one.kind, one.object, one.attribute, one.after) for one in compare(old, workspace(data))] == [
        ("attribute_renamed", "boats", "dock", "pier"),
        ("object_renamed", "docks", None, "piers"),
    ]


# -- more than one thing ------------------------------------------------------------------------------------------------


def test_several_changes_in_the_order_of_the_old_schema() -> None:
    data = copy.deepcopy(OLD)
    data["objects"][3]["attributes"][0]["is_required"] = True
    data["objects"][1]["attributes"] = data["objects"][1]["attributes"][1:]
    data["objects"].insert(0, {"api_slug": "boats"})
    data["members"] = []
    found = [(one.kind, one.object, one.attribute) for one in compare(workspace(OLD), workspace(data))]
    assert found == [
        ("attribute_removed", "users", "plan"),
        ("became_required", "orders", "order_id"),
        ("object_added", "boats", None),
        ("member_removed", None, None),
    ]


def test_an_attribute_made_anew_under_its_old_slug_is_the_same() -> None:
    assert compare(workspace(OLD), after("users", "seats", id="another")) == []


def test_what_nobody_activated_is_not_compared() -> None:
    deals = {"api_slug": "deals", "attributes": [{"api_slug": "x", "type": "text"}]}
    assert compare(workspace(OLD), after(objects=[*OLD["objects"], deals])) == []


def test_a_mapping_that_is_one_directive_may_break() -> None:
    source = LocatedSubscription(
        file="m.json", name="All", action="identifyUser", trigger='type = "identify"', mapping={"@path": "$.context.mapped"},
        pointer="", mapping_pointer="/mapping", trigger_pointer="/subscribe",
    )  # fmt: skip
    found = broken_by(compare(workspace(OLD), without("users", "plan")), [source])
    assert shown(found) == [("/mapping", False, "the whole mapping depends on the event; users.plan is gone")]
    assert broken_by(compare(workspace(OLD), without("orders", "note")), [source]) == []


def test_the_constant_list_of_several_breaks_for_certain() -> None:
    source = LocatedSubscription(
        file="m.json", name="Tags", action="assertRecord", trigger='type = "track"', pointer="", mapping_pointer="/mapping",
        trigger_pointer="/subscribe",
        mapping={"object": "people", "matching_attribute": "email_addresses", "attributes": {
            "email_addresses": {"@path": "$.email"}, "tags": {"@literal": ["a", "b"]}}},
    )  # fmt: skip
    found = broken_by(compare(workspace(OLD), after("people", "tags", is_multiselect=None)), [source])
    assert shown(found) == [
        ("/mapping/attributes/tags", True, "people.tags takes one value only now, and several are refused")
    ]


def test_a_pulled_file_and_the_one_by_hand_are_the_same() -> None:
    by_hand = Workspace.load(FIXTURES / "workspaces" / "demo.yaml")
    pulled = pull(connect("t", transport=EmulatorTransport(Emulator(by_hand))))
    assert compare(by_hand, Workspace.from_dict(pulled)) == []


# -- reports ------------------------------------------------------------------------------------------------------------


def two_changes(sources: list[LocatedSubscription]) -> SchemaDiff:
    data = copy.deepcopy(OLD)
    data["objects"][1]["attributes"][0]["options"] = [FREE, OLD_OPTION, "Team\nwork"]
    data["objects"][3]["attributes"] = data["objects"][3]["attributes"][1:]
    data["members"] = []
    changes = compare(workspace(OLD), workspace(data))
    return SchemaDiff(changes=changes, broken=broken_by(changes, sources))


def test_the_text(sources: list[LocatedSubscription]) -> None:
    assert (
        render_schema(two_changes(sources))
        == """\
4 changes, 3 of them breaking

users
  ! users.plan has no option 'Pro' any more
    users.plan has a new option 'Team\\nwork'

orders
  ! orders.order_id is gone

members
  ! alice@acme.com is no member any more

6 mapping fields that break or may break
  mapping.json:14  /0/mapping/user_attributes/plan  (Identify)
      may break: 'Pro' of users.plan is gone, and is refused; whether this happens depends on the event
  mapping.json:50  /2/mapping/matching_attribute  (Order)
      breaks: orders.order_id does not exist any more
  mapping.json:52  /2/mapping/attributes/order_id  (Order)
      breaks: orders.order_id does not exist any more
  mapping.json:62  /2/mapping/attributes/owner  (Order)
      breaks: alice@acme.com is no member of the workspace any more
  mapping.json:98  /4/mapping/matching_attribute  (Orders by event)
      breaks: orders.order_id does not exist any more
  mapping.json:99  /4/mapping/attributes  (Orders by event)
      may break: the attributes depend on the event, which may name order_id
"""
    )


def test_the_lines_are_those_of_the_fields(sources: list[LocatedSubscription]) -> None:
    lines = Path("mapping.json").read_text().splitlines()
    for one in two_changes(sources).broken:
        assert one.line is not None
        assert f'"{one.pointer.rsplit("/", 1)[1]}"' in lines[one.line - 1]


def test_the_json(sources: list[LocatedSubscription]) -> None:
    compared = two_changes(sources)
    out = json.loads(render_json(compared))
    assert out["breaking"] == 3
    assert out["changes"] == [one.to_dict() for one in compared.changes]
    assert out["broken"][0] == {
        "change": 0,
        "subscription": "Identify",
        "file": "mapping.json",
        "line": 14,
        "pointer": "/0/mapping/user_attributes/plan",
        "certain": False,
        "message": "'Pro' of users.plan is gone, and is refused; whether this happens depends on the event",
    }
    assert [row["change"] for row in out["broken"]] == [0, 2, 2, 2, 2, 3]


def test_no_change_is_said() -> None:
    assert render_schema(SchemaDiff(changes=[])) == "The schemas are the same.\n"
    assert json.loads(render_json(SchemaDiff(changes=[]))) == {"breaking": 0, "changes": [], "broken": []}


def test_changes_without_mappings() -> None:
    text = render_schema(SchemaDiff(changes=compare(workspace(OLD), after("users", "plan", title="Tier"))))
    assert text == "1 change, none of them breaking\n\nusers\n    users.plan has the title 'Tier' now, not 'Plan'\n"


def test_presets_have_no_lines() -> None:
    found = broken_by(
        compare(workspace(OLD), after("users", "user_id", is_archived=True)), read_mappings(["published"])
    )
    assert [(one.file, one.line, one.pointer) for one in found] == [("published", None, "/0/mapping/user_id")]
    assert "  published  /0/mapping/user_id  (Identify User)\n" in render_schema(
        SchemaDiff(changes=[one.change for one in found], broken=found)
    )

"""`schema diff`: every kind of change is found, alone, and names the mapping fields that it breaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.schema import KINDS, Broken, broken_by, compare
from attio_harness.schema.breaking import JUDGES

from .cases import FREE, OLD, OLD_OPTION, PRO, a, after, targets, without, workspace


def spot(pointer: str, certain: bool, message: str) -> tuple[str, bool, str]:
    return pointer, certain, message


def shown(broken: Sequence[Broken]) -> list[tuple[str, bool, str]]:
    return [(one.pointer, one.certain, one.message) for one in broken]


IDENTIFY, GROUP, ORDER = "/0/mapping", "/1/mapping", "/2/mapping"
ANY_OBJECT, ANY_ATTRIBUTES = "/3/mapping/object", "/4/mapping/attributes"


def by_event(attribute: str) -> tuple[str, bool, str]:
    return ANY_ATTRIBUTES, False, f"the attributes depend on the event, which may name {attribute}"


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
     [a("attribute_read_only", "orders", "stage", False, True, True, "orders.stage no longer accepts values")],
     [spot(f"{ORDER}/attributes/stage", True, "orders.stage no longer accepts values"), by_event("stage")]),
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
     [a("no_longer_multiselect", "people", "tags", True, False, True, "people.tags now accepts only one value")], []),
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
     [a("member_removed", None, None, "alice@acme.com", None, True, "alice@acme.com is no longer a member")],
     [spot(f"{ORDER}/attributes/owner", True, "alice@acme.com is no longer a member of the workspace")]),
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


def test_every_change_of_an_attribute_that_breaks_is_judged() -> None:
    breaking = {kind for kind, one in KINDS.items() if one.breaking is not False}
    assert {kind for kind in breaking if not kind.startswith(("object_", "member_"))} == set(JUDGES)


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
        ("/mapping/attributes/tags", True, "people.tags now accepts only one value, and several are refused")
    ]

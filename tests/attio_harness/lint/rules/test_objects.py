"""Objects that are misnamed, and records that nothing can be found by."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import check
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint

from tests.attio_harness.subscriptions import assert_record, identify_user


@pytest.mark.parametrize(("named", "use"), [("person", "Use the slug 'people'. "), ("peptides", "")])
def test_the_default_object_of_assert_record_is_led_to_people(named: str, use: str) -> None:
    subscription = assert_record("x", 'type = "track"', named, "email_addresses", {})
    (finding,) = lint(locate_dict(subscription, ""), Workspace.standard())
    assert (finding.rule, finding.pointer) == ("AH001", "/mapping/object")
    assert finding.hint == f"{use}Its active objects are people, companies."


def test_no_record_is_found_by_what_takes_no_value() -> None:
    attributes = {"email_addresses": {"@path": "$.properties.email"}}
    subscription = assert_record("x", 'type = "track"', "people", "record_id", attributes)
    (finding,) = lint(locate_dict(subscription, ""), Workspace.standard())
    assert (finding.rule, finding.pointer) == ("AH009", "/mapping/matching_attribute")
    assert finding.hint == "Match on email_addresses, and map a value to it."


def test_a_mapping_that_is_one_directive_is_judged_as_far_as_it_can_be() -> None:
    mapping = {
        "__segment_internal_directive": {"@transform": {"apply": {"x": {"@path": "$.traits.x"}}}},
        "object": "nope",
    }
    subscription = {"name": "x", "partnerAction": "assertRecord", "subscribe": "type = 'track'", "mapping": mapping}
    assert [one.rule for one in lint(locate_dict(subscription, ""), Workspace.standard())] == ["AH306"]


USERS = {"objects": [{"api_slug": "users", "active": True}]}
IDENTIFY = {"type": "identify", "userId": "u1", "messageId": "m1", "traits": {"email": "ada@example.com"}}


def identify(email: Any = None, user: Any = None) -> dict[str, Any]:
    given = {"email_address": email, "user_id": user}
    return identify_user("x", **{field: node for field, node in given.items() if node})


def rules(subscription: dict[str, Any]) -> set[str]:
    return {one.rule for one in lint(locate_dict(subscription, ""), Workspace.from_dict(USERS))}


@pytest.mark.parametrize(
    "node", ["u1", 5, {"@literal": "u1"}, {"@template": "u1"}, {"@case": {"operator": "lower", "value": "U1"}}]
)
def test_one_record_for_all_events_is_told(node: Any) -> None:
    events = [
        {**IDENTIFY, "messageId": "a"},
        {**IDENTIFY, "messageId": "b", "userId": "u2", "traits": {"email": "bob@example.com"}},
    ]
    report = check(events, [identify(user=node)], USERS)
    assert (report.verdicts, report.records["users"]["created"]) == ({"written": 2}, 1)
    assert rules(identify(user=node)) == {"AH013"}


@pytest.mark.parametrize(
    "node",
    [
        {"@path": "$.userId"},
        {"@template": "acme-{{userId}}"},
        {"@if": {"exists": {"@path": "$.traits.vip"}, "then": "vip", "else": {"@path": "$.userId"}}},
        {"@if": {"exists": {"@path": "$.traits.vip"}, "then": "vip", "else": "others"}},
    ],
)
def test_a_matching_value_that_depends_on_the_event_is_left_alone(node: Any) -> None:
    assert rules(identify(user=node)) == set()


@pytest.mark.parametrize(
    ("node", "rule"),
    [
        ({"@path": ""}, "AH205"),
        ({"@path": "$.traits."}, "AH205"),
        ({"@path": "$.traits"}, "AH205"),
        ({"@path": "$.context"}, "AH205"),
        ({"@if": {"exists": {"@path": "$.traits.email"}}}, "AH201"),
        ({"@if": {"exists": {"@path": "$.traits.email"}, "else": ""}}, "AH201"),
    ],
)
def test_what_loses_every_event_is_an_error_wherever_the_mapping_reads_it(node: Any, rule: str) -> None:
    assert check([IDENTIFY], [identify(email=node)], USERS).verdicts == {"invalid": 1}
    assert rules(identify(email=node)) == {rule}


def test_objects_of_an_event_are_read_where_objects_belong() -> None:
    subscription = identify()
    subscription["mapping"]["user_attributes"] = {"@path": "$.traits"}
    assert rules(subscription) == set()


ORDERS: dict[str, Any] = {
    "members": [{"email_address": "alice@acme.com"}, {"email_address": "bob@acme.com"}],
    "objects": [
        {
            "api_slug": "orders",
            "attributes": [
                {"api_slug": "order_id", "type": "text", "is_unique": True},
                {"api_slug": "site", "type": "domain", "is_unique": True},
                {"api_slug": "company", "type": "text"},
                {"api_slug": "old_note", "type": "text", "is_archived": True},
                {"api_slug": "tier", "type": "select", "options": ["Trial", "Gold"]},
                {"api_slug": "owner", "type": "actor-reference"},
            ],
        }
    ],
}
TRACK = {"type": "track", "event": "Ordered", "userId": "u1", "properties": {"id": "o1"}}


def order(matching: str = "order_id", **attributes: Any) -> dict[str, Any]:
    return assert_record("x", 'type = "track"', "orders", matching, attributes)


@pytest.mark.parametrize(
    ("matching", "value", "verdict", "rule", "shown"),
    [
        ("order_id", "", "written", "AH013", '""'),
        ("order_id", {"@template": ""}, "written", "AH013", '""'),
        ("order_id", ["all"], "written", "AH013", '["all"]'),
        ("order_id", None, "rejected", "AH010", None),
        ("order_id", [], "rejected", "AH010", None),
        ("site", "", "rejected", "AH010", None),
    ],
)
def test_an_empty_text_finds_a_record_where_the_attribute_takes_it(
    matching: str, value: Any, verdict: str, rule: str, shown: str | None
) -> None:
    subscription = order(matching, **{matching: value})
    report = check([{**TRACK, "messageId": "a"}, {**TRACK, "messageId": "b"}], [subscription], ORDERS, mode="single")
    created = {slug: tally["created"] for slug, tally in report.records.items()}
    assert (report.verdicts, created) == ({verdict: 2}, {"orders": 1} if verdict == "written" else {})
    found = [one for one in lint(locate_dict(subscription, ""), Workspace.from_dict(ORDERS)) if one.rule != "AH101"]
    assert [(one.rule, one.pointer) for one in found] == [(rule, f"/mapping/attributes/{matching}")]
    if shown is not None:
        assert found[0].message.startswith(f"The matching attribute order_id of orders is {shown} for every event")


@pytest.mark.parametrize(
    ("subscription", "rule", "hint"),
    [
        (order(order_id={"@path": "$.messageId"}, plan="x"), "AH004", "Use the slug as Attio shows it"),
        (order(order_id={"@path": "$.messageId"}, Company="x"), "AH004", "Attributes are named by their slug: write 'company' instead of the title 'Company'."),
        (order(order_id={"@path": "$.messageId"}, old_notes="x"), "AH004", "Use the slug as Attio shows it"),
        (order("ordered_at", order_id={"@path": "$.messageId"}), "AH007", "Its unique attributes are order_id, site."),
        (order("orderId", order_id={"@path": "$.messageId"}), "AH007", "Did you mean 'order_id'? Its unique"),
        (order(order_id={"@path": "$.messageId"}, tier="Bold"), "AH102", "It has Trial, Gold;"),
        (order(order_id={"@path": "$.messageId"}, tier="gold"), "AH102", "Did you mean 'Gold'? It has Trial, Gold;"),
        (order(order_id={"@path": "$.messageId"}, owner="zoe@acme.com"), "AH103", "Send the email address of a member:"),
        (order(order_id={"@path": "$.messageId"}, owner="bob@acme.co"), "AH103", "Did you mean 'bob@acme.com'? Send"),
        (order(order_id={"@path": "$.messageId"}, owner=["bib@acme.com"]), "AH103", "Did you mean 'bob@acme.com'? Send"),
    ],
)  # fmt: skip
def test_only_a_name_that_may_be_meant_is_proposed(subscription: dict[str, Any], rule: str, hint: str) -> None:
    (finding,) = lint(locate_dict(subscription, ""), Workspace.from_dict(ORDERS))
    assert (finding.rule, finding.hint[: len(hint)]) == (rule, hint)


def test_no_field_is_proposed_in_the_place_of_another() -> None:
    subscription = order(order_id={"@path": "$.messageId"})
    subscription["mapping"]["matching_value"] = "x"
    (finding,) = lint(locate_dict(subscription, ""), Workspace.from_dict(ORDERS))
    assert (finding.rule, finding.hint[:15]) == ("AH202", "Its fields are ")


@pytest.mark.parametrize(
    ("field", "attribute", "hint"),
    [
        ("user_attributes", "name", "people has name, but users has not: map it under person_attributes instead of user_attributes."),
        ("user_attributes", "nmae", "Use the slug as Attio shows it (attribute menu, Copy slug), or create the attribute first."),
        ("person_attributes", "plan", "users has plan, but people has not: map it under user_attributes instead of person_attributes."),
        # what only Attio writes is no place for it
        ("person_attributes", "user_id", "users has user_id, but people has not: map it under user_attributes instead of person_attributes."),
        ("user_attributes", "strongest_connection_user", "Use the slug as Attio shows it (attribute menu, Copy slug), or create the attribute first."),
    ],
)  # fmt: skip
def test_an_attribute_that_the_other_record_of_the_action_has_is_said_to_stand_under_its_field(
    field: str, attribute: str, hint: str
) -> None:
    """As `check` says it of an event."""
    plan = {"api_slug": "plan", "type": "text"}
    workspace = {"objects": [{"api_slug": "users", "active": True, "attributes": [plan]}]}
    subscription = identify_user(None, **{field: {attribute: {"@path": "$.traits.x"}}})
    (finding,) = [
        one for one in lint(locate_dict(subscription, ""), Workspace.from_dict(workspace)) if one.rule == "AH004"
    ]
    assert finding.hint == hint


def test_an_object_without_a_unique_attribute_needs_one() -> None:
    workspace = {"objects": [{"api_slug": "deals", "active": True}]}
    subscription = assert_record(None, 'type = "track"', "deals", "deal_id", {"deal_id": {"@path": "$.messageId"}})
    (finding,) = [
        one for one in lint(locate_dict(subscription, ""), Workspace.from_dict(workspace)) if one.rule == "AH007"
    ]
    assert finding.hint == "It has no unique attribute: create deal_id as one."

"""Objects that are misnamed, and records that nothing can be found by."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import check
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint


@pytest.mark.parametrize(("named", "use"), [("person", "Use the slug 'people'. "), ("peptides", "")])
def test_the_default_object_of_assert_record_is_led_to_people(named: str, use: str) -> None:
    mapping = {"object": named, "matching_attribute": "email_addresses", "attributes": {}}
    subscription = {"name": "x", "partnerAction": "assertRecord", "subscribe": 'type = "track"', "mapping": mapping}
    (finding,) = lint(locate_dict(subscription, ""), Workspace.standard())
    assert (finding.rule, finding.pointer) == ("AH001", "/mapping/object")
    assert finding.hint == f"{use}Its active objects are people, companies."


def test_no_record_is_found_by_what_takes_no_value() -> None:
    attributes = {"email_addresses": {"@path": "$.properties.email"}}
    mapping = {"object": "people", "matching_attribute": "record_id", "attributes": attributes}
    subscription = {"name": "x", "partnerAction": "assertRecord", "subscribe": 'type = "track"', "mapping": mapping}
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
    mapping = {"email_address": email or {"@path": "$.traits.email"}, "user_id": user or {"@path": "$.userId"}}
    return {"name": "x", "partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": mapping}


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
        ({"@path": ""}, "AH108"),
        ({"@path": "$.traits."}, "AH108"),
        ({"@path": "$.traits"}, "AH108"),
        ({"@path": "$.context"}, "AH108"),
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

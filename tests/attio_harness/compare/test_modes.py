"""`--mode both`: what depends on the way of delivery, and why."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.compare.modes import Both, check_both
from attio_harness.formats.table import render
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.filter_actions import FilterAction
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.mappings import locate_dict

from tests.attio_harness.subscriptions import assert_record, identify_user

WORKSPACE = Workspace.from_dict(
    {
        "name": "Acme",
        "objects": [
            {"api_slug": "users", "active": True, "attributes": [{"api_slug": "plan", "type": "select", "options": ["Free", "Pro"]}]},
            {"api_slug": "workspaces", "active": True},
        ],
    }
)  # fmt: skip
RECEIVED = {"@path": "$.receivedAt"}
MAPPING = identify_user(received_at=RECEIVED)


def both(events: list[dict[str, Any]], **more: Any) -> Both:
    subscription = identify_user(received_at=RECEIVED, **more)
    items = [
        SourceEvent(event={"type": "identify", **event}, file="e", line=number)
        for number, event in enumerate(events, 1)
    ]
    return check_both(locate_dict(subscription, "/0"), WORKSPACE, items, existing="none")


def told(result: Both) -> list[tuple[Any, ...]]:
    return [(one.what, one.object, one.record, one.attribute, one.left, one.right) for one in result.differences]


def test_what_does_not_depend_on_the_way_is_not_told() -> None:
    result = both(
        [{"userId": "u1", "traits": {"email": "a@acme.com"}}, {"userId": "u1", "traits": {"email": "b@acme.com"}}]
    )
    assert (told(result), result.ok) == ([], True)
    assert "Both ways end in the same workspace." in render("both", "text", result)


def test_a_partial_write_is_kept_singly_and_taken_back_in_a_batch() -> None:
    event = {"userId": "u1", "traits": {"email": "a@acme.com", "plan": "Gold"}}
    result = both([event], user_attributes={"plan": {"@path": "$.traits.plan"}})
    ((what, slug, record, attribute, single, batch),) = told(result)
    assert (what, slug, record, attribute, batch) == ("record", "people", "email_addresses a@acme.com", None, None)
    assert single == {"email_addresses": ["a@acme.com"]}
    assert "keeps the first when the second is refused" in result.differences[0].why
    assert [(ref.file, ref.line) for ref in result.differences[0].events] == [("e", 1)]


def test_the_link_can_be_overridden_singly_only() -> None:
    events = [{"userId": "u0", "traits": {"email": "b@acme.com"}}, {"userId": "u1", "traits": {"email": "a@acme.com"}}]
    result = both(events, user_attributes={"person": "b@acme.com"})
    differing = {(one.object, one.record, one.attribute): (one.left, one.right) for one in result.differences}
    assert differing["users", "user_id u1", "person"] == (
        ["people: email_addresses b@acme.com"],
        ["people: email_addresses a@acme.com"],
    )
    assert any("the link wins" in one.why for one in result.differences)


def test_a_batch_follows_received_at() -> None:
    late = {"userId": "u1", "receivedAt": "2024-01-02T00:00:00.000Z", "traits": {"email": "a@acme.com", "plan": "Pro"}}
    early = {**late, "receivedAt": "2024-01-01T00:00:00.000Z", "traits": {"email": "a@acme.com", "plan": "Free"}}
    result = both([late, early], user_attributes={"plan": {"@path": "$.traits.plan"}})
    assert told(result) == [("value", "users", "user_id u1", "plan", ["Free"], ["Pro"])]
    assert (result.single.ok, result.batch.ok, result.ok) == (True, True, False)
    assert "latest received_at" in result.differences[0].why


def test_an_address_is_told_as_attio_keeps_it_which_is_as_it_was_first_written() -> None:
    late = {"userId": "u1", "receivedAt": "2024-01-02T00:00:00.000Z", "traits": {"email": "Jane@acme.com"}}
    early = {"userId": "u1", "receivedAt": "2024-01-01T00:00:00.000Z", "traits": {"email": "jane@acme.com"}}
    result = both([late, early])
    assert told(result) == [
        ("value", "people", "email_addresses jane@acme.com", "email_addresses", ["Jane@acme.com"], ["jane@acme.com"]),
        ("value", "users", "user_id u1", "primary_email_address", ["Jane@acme.com"], ["jane@acme.com"]),
    ]
    assert {one.why for one in result.differences} == {
        "Attio keeps an address as it was first written, and the two ways write it in another order"
    }
    assert not result.ok
    assert told(both([early, late])) == []


def test_an_event_refused_one_way_is_named_alone() -> None:
    """The batch of users goes out before that of workspaces, so the company that the third event links to is not there."""
    subscriptions = [
        identify_user(
            received_at=RECEIVED,
            user_attributes={"plan": {"@path": "$.traits.plan"}},
            person_attributes={"company": {"@path": "$.traits.company"}},
        ),
        {
            "name": "Group",
            "partnerAction": "groupWorkspace",
            "subscribe": 'type = "group"',
            "mapping": {"domain": {"@path": "$.traits.domain"}, "workspace_id": {"@path": "$.groupId"}},
        },
    ]
    traits = {"email": "a@acme.com", "plan": "Free"}
    events: list[dict[str, Any]] = [
        {"type": "identify", "userId": "u1", "traits": traits},
        {"type": "group", "groupId": "g1", "traits": {"domain": "acme.com"}},
        {"type": "identify", "userId": "u1", "traits": {**traits, "plan": "Pro", "company": "acme.com"}},
    ]
    items = [SourceEvent(event=event, file="e", line=number) for number, event in enumerate(events, 1)]
    sources = [one for n, each in enumerate(subscriptions) for one in locate_dict(each, f"/{n}")]
    result = check_both(sources, WORKSPACE, items, existing="none")
    (plan,) = [one for one in result.differences if one.attribute == "plan"]
    assert (plan.left, plan.right, [ref.line for ref in plan.events]) == (["Pro"], ["Free"], [3])
    assert plan.why == "an event wrote this record one way only, and was refused the other way"
    (verdict,) = [one for one in result.differences if one.what == "verdict"]
    assert (verdict.left, verdict.right, [ref.line for ref in verdict.events]) == ("written", "dropped", [3])


def test_a_link_that_no_attribute_overrides_follows_received_at() -> None:
    late = {"userId": "u1", "receivedAt": "2024-01-02T00:00:00.000Z", "traits": {"email": "a@acme.com"}}
    early = {"userId": "u1", "receivedAt": "2024-01-01T00:00:00.000Z", "traits": {"email": "b@acme.com"}}
    (person,) = [one for one in both([late, early]).differences if one.attribute == "person"]
    assert "latest received_at" in person.why
    assert [ref.line for ref in person.events] == [1, 2]


def test_both_ways_pass_the_same_filters() -> None:
    drop = LocatedFilter(file="f", pointer="", title="Off", condition="all", actions=(FilterAction(kind="drop"),))
    item = SourceEvent(event={"type": "identify"}, file="e", line=1)
    result = check_both(locate_dict(MAPPING, "/0"), WORKSPACE, [item], filters=[drop])
    assert [dict(report.verdicts) for report in (result.single, result.batch)] == [{"filtered": 1}] * 2
    assert "         1         1  filtered out\n" in render("both", "text", result)


def test_empty_text_in_a_required_field_is_missing_singly_and_sent_in_a_batch() -> None:
    result = both([{"userId": "", "traits": {"email": "a@acme.com"}}])
    (verdict, *records) = told(result)
    assert verdict == ("verdict", None, None, None, "invalid", "written")
    assert result.differences[0].why.startswith("an empty text in a required field is missing in single delivery")
    assert [row[:2] for row in records] == [("record", "people"), ("record", "users")]
    assert json.loads(json.dumps(result.to_dict()))["mode"] == "both"


@pytest.mark.parametrize("count", [1, 7])
def test_the_text_groups_kinds_and_shows_samples(count: int) -> None:
    events = [{"userId": f"u{n}", "traits": {"email": f"a{n}@acme.com", "plan": "Gold"}} for n in range(count)]
    text = render("both", "text", both(events, user_attributes={"plan": {"@path": "$.traits.plan"}}))
    assert f"1. {count} × people: records that only single delivery leaves" in text
    assert text.count("\n   record ") == min(count, 5)
    assert ("and 2 more" in text) == (count == 7)


def test_what_single_delivery_refuses_and_a_batch_writes_is_a_difference() -> None:
    """In a batch the event that was received first comes first, and the company is there when the person refers to it."""
    mapping = assert_record(
        "Assert",
        'type = "track"',
        {"@path": "$.properties.kind"},
        {"@path": "$.properties.by"},
        {
            "domains": {"@path": "$.properties.domain"},
            "email_addresses": {"@path": "$.properties.email"},
            "company": {"@path": "$.properties.company"},
        },
        received_at={"@path": "$.receivedAt"},
    )
    person = {"kind": "people", "by": "email_addresses", "email": "jane@acme.com", "company": "acme.com"}
    company = {"kind": "companies", "by": "domains", "domain": "acme.com"}
    events = [
        SourceEvent(event={"type": "track", "receivedAt": at, "properties": one}, file="e", line=line)
        for line, (at, one) in enumerate((("2024-01-31T10:05:00Z", person), ("2024-01-31T10:00:00Z", company)), 1)
    ]
    result = check_both(locate_dict(mapping, "/0"), Workspace.standard(), events, existing="none")
    verdict, *records = result.differences
    assert (verdict.what, verdict.left, verdict.right) == ("verdict", "rejected", "written")
    assert {one.why for one in records if one.record == "email_addresses jane@acme.com"} == {
        "single delivery was refused before it reached this record; the batch wrote it"
    }
    assert verdict.why.startswith(
        "single delivery was refused where a batch, with its own order and its nested records, was not"
    )
    assert not result.ok


def test_a_record_that_is_taken_as_there_and_the_other_side_of_an_overridden_link_are_told_as_that() -> None:
    """Nothing is refused either way: the address among the attributes is one of a record that may be there."""
    subscription = identify_user(received_at=RECEIVED, user_attributes={"person": {"@path": "$.traits.other"}})
    event = {"type": "identify", "userId": "u1", "traits": {"email": "a@acme.com", "other": "b@acme.com"}}
    result = check_both(
        locate_dict(subscription, "/0"), WORKSPACE, [SourceEvent(event=event, file="e", line=1)], existing="unknown"
    )
    assert (result.single.verdicts["unresolved"], result.batch.verdicts["written"]) == (1, 1)
    reasons = {(one.object, one.record, one.attribute): one.why for one in result.differences if one.what != "verdict"}
    assert {key: "presumed to exist" in why for key, why in reasons.items()} == {
        ("people", "email_addresses a@acme.com", "associated_users"): False,
        ("people", "email_addresses b@acme.com", None): True,
        ("users", "user_id u1", "person"): False,
    }
    assert "the link wins" in reasons["people", "email_addresses a@acme.com", "associated_users"]
    assert "the link wins" in reasons["users", "user_id u1", "person"]


def test_why_only_single_delivery_has_a_record_of_an_event_that_it_writes_whole() -> None:
    """In a batch the person comes first, whose employer is not there yet. Of the person Attio adds a company."""
    employer = {"api_slug": "employer", "type": "record-reference", "config": {"record_reference": {"allowed_objects": ["companies"]}}}  # fmt: skip
    workspace = {
        "objects": [{"api_slug": "people", "attributes": [employer]}],
        "assumptions": {"person.company_from_email": "deferred"},
    }
    mapping = assert_record(
        "Assert",
        'type = "track"',
        {"@path": "$.properties.kind"},
        {"@path": "$.properties.by"},
        {"@path": "$.properties.values"},
        received_at={"@path": "$.receivedAt"},
    )
    company = {"kind": "companies", "by": "domains", "values": {"domains": "acme.com"}}
    person = {"kind": "people", "by": "email_addresses", "values": {"email_addresses": "jane@other.io", "employer": "acme.com"}}  # fmt: skip
    events = [
        SourceEvent(event={"type": "track", "receivedAt": at, "properties": one}, file="e", line=line)
        for line, (at, one) in enumerate((("2024-01-31T10:05:00Z", company), ("2024-01-31T10:00:00Z", person)), 1)
    ]
    result = check_both(locate_dict(mapping, "/0"), Workspace.from_dict(workspace), events, existing="none")
    assert [(one.left, one.right) for one in result.differences if one.what == "verdict"] == [("written", "dropped")]
    assert {one.record: one.why for one in result.differences if one.only} == {
        "domains other.io": "Attio itself adds this record because of another one, which the two ways write otherwise",
        "email_addresses jane@other.io": "a batch drops the event that writes this record in single delivery",
    }


def test_why_a_batch_drops_what_single_delivery_writes() -> None:
    """A batch comes in order of `received_at`: the first event comes last."""
    cars = {
        "api_slug": "cars", "singular_noun": "Car", "plural_noun": "Cars",
        "attributes": [
            {"api_slug": "vin", "type": "text", "is_unique": True},
            {"api_slug": "plate", "type": "text", "is_unique": True},
            {"api_slug": "colour", "type": "text", "is_required": True},
        ],
    }  # fmt: skip
    values, at = {"@path": "$.properties"}, {"@path": "$.receivedAt"}
    mapping = assert_record("Assert", 'type = "track"', "cars", "vin", values, received_at=at)
    times = ("2024-01-31T10:05:00Z", "2024-01-31T10:00:00Z", "2024-01-31T10:04:00Z")

    def why(*cars_sent: dict[str, str]) -> list[tuple[int, str]]:
        events = [
            SourceEvent(event={"type": "track", "receivedAt": at, "properties": one}, file="e", line=line)
            for line, (at, one) in enumerate(zip(times, cars_sent, strict=False), 1)
        ]
        found = check_both(
            locate_dict(mapping, "/0"), Workspace.from_dict({"objects": [cars]}), events, existing="none"
        )
        return [(one.events[0].line, one.why) for one in found.differences if one.right == "dropped"]

    red = {"vin": "v1", "colour": "red"}
    assert why(red, {"vin": "v1", "plate": "p1"}) == [
        (
            2,
            "in a batch the record that this event updates was written later, or not at all, and it cannot create one "
            "(missing_value at cars.colour)",
        )
    ]
    # singly the first car gives its plate away before the other one takes it
    assert why({**red, "plate": "p1"}, {**red, "plate": "p2"}, {**red, "vin": "v2", "plate": "p1"}) == [
        (
            1,
            "in a batch another record had one of its values when this event was applied (uniqueness_conflict at cars.plate)",
        )
    ]

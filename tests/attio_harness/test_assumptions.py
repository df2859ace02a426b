"""What is assumed of Segment's platform: every row of the table, that it holds, and what a wrong setting is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import ASSUMPTIONS as OF_ATTIO
from attio_emulator import batches
from attio_harness import UsageError, check, vary
from attio_harness.assumptions import ASSUMPTIONS, divided, other_choices
from attio_harness.report import Report

from tests.attio_harness.subscriptions import assert_record

from .subscriptions import GROUP, identify_user

WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}
IDENTIFY = identify_user()
REFER = assert_record(
    "Refer",
    'type = "identify"',
    "companies",
    "domains",
    {"domains": {"@path": "$.traits.domain"}, "team": {"@path": "$.traits.email"}},
)


def event(**more: Any) -> dict[str, Any]:
    traits = {"email": "jane@acme.com", "domain": "acme.com"}
    return {"type": "identify", "userId": "u1", "messageId": "m1", "traits": traits, **more}


def filtered(tmp_path: Path, condition: str, *actions: dict[str, Any], events: list[dict[str, Any]]) -> Report:
    rows = [{"title": "f", "enabled": True, "if": condition, "actions": list(actions)}]
    file = tmp_path / "filters.json"
    file.write_text(json.dumps({"data": {"filters": rows}}))
    return check(events, [IDENTIFY], WORKSPACE, filters=file)


# -- each row --------------------------------------------------------------------------------------------------------


@pytest.mark.covers("delivery.order")
@pytest.mark.parametrize(("order", "written"), [((IDENTIFY, REFER), 2), ((REFER, IDENTIFY), 1)])
def test_subscriptions_of_one_event_come_in_the_order_of_the_mapping(order: Any, written: int) -> None:
    assert check([event()], order, WORKSPACE).verdicts["written"] == written


@pytest.mark.covers("delivery.batch_applied")
def test_a_batch_is_applied_before_the_next_request() -> None:
    assert check([event()], [IDENTIFY, REFER], WORKSPACE, mode="batch").verdicts == {"written": 2}


@pytest.mark.covers("integrations.older_name")
@pytest.mark.parametrize("name", ["Attio (Actions)", "Actions Attio"])
def test_the_older_name_of_the_destination_counts(name: str) -> None:
    events = [event(integrations={name: False}), event(integrations={"All": False, name: True})]
    assert check(events, [IDENTIFY], WORKSPACE).verdicts == {"filtered": 1, "written": 1}


@pytest.mark.covers("filter.condition_sees")
def test_a_condition_sees_what_another_filter_takes_away(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"title": title, "enabled": True, "if": 'traits.domain = "acme.com"', "actions": [action]}
        for title, action in [
            ("domain", {"type": "DROP_PROPERTIES", "fields": {"traits": {"fields": ["domain"]}}}),
            ("email", {"type": "DROP_PROPERTIES", "fields": {"traits": {"fields": ["email"]}}}),
        ]
    ]
    file = tmp_path / "filters.json"
    file.write_text(json.dumps({"data": {"filters": rows}}))
    assert check([event()], [IDENTIFY], WORKSPACE, filters=file).verdicts == {"invalid": 1}


@pytest.mark.covers("filter.sample_draw")
def test_a_sample_lets_the_same_events_through_each_time(tmp_path: Path) -> None:
    events = [event(messageId=f"m{number}") for number in range(200)]
    seen = [
        filtered(tmp_path, "all", {"type": "SAMPLE", "percent": 0.5}, events=events).verdicts["filtered"]
        for _ in range(2)
    ]
    assert seen[0] == seen[1]
    assert 60 < seen[0] < 140


def minutes(*numbers: float, clock: str = "receivedAt") -> list[dict[str, Any]]:
    """Events so many minutes after noon."""
    start = datetime(2024, 5, 1, 12, tzinfo=UTC)
    return [event(messageId=f"m{one}", **{clock: (start + timedelta(minutes=one)).isoformat()}) for one in numbers]


@pytest.mark.covers("delivery.batch_wait")
@pytest.mark.parametrize(
    ("settings", "sizes"),
    [
        ({}, {2: 1, 1: 2}),
        ({"delivery.batch_wait": 0}, {1: 4}),
        ({"delivery.batch_wait": "100"}, {3: 1, 1: 1}),
        ({"delivery.batch_wait": 86_400}, {4: 1}),
    ],
)
def test_a_batch_waits_as_long_as_is_assumed(settings: dict[str, Any], sizes: dict[int, int]) -> None:
    report = check(minutes(0, 0.5, 1.5, 60), [IDENTIFY], WORKSPACE, "batch", assumptions=settings)
    assert report.batches == sizes


@pytest.mark.covers("delivery.batch_bytes")
@pytest.mark.parametrize(("settings", "sizes"), [({}, {4: 1}), ({"delivery.batch_bytes": 1}, {1: 4})])
def test_a_batch_has_as_many_bytes_as_is_assumed(settings: dict[str, Any], sizes: dict[int, int]) -> None:
    report = check(minutes(0, 0.1, 0.2, 0.3), [IDENTIFY], WORKSPACE, "batch", assumptions=settings)
    assert report.batches == sizes


@pytest.mark.covers("delivery.clock")
@pytest.mark.parametrize("clock", ["receivedAt", "sentAt", "timestamp"])
def test_the_first_of_three_members_tells_the_time(clock: str) -> None:
    later = {"receivedAt": "sentAt", "sentAt": "timestamp", "timestamp": "originalTimestamp"}[clock]
    events = [one | {later: "2024-05-01T12:00:00Z"} for one in minutes(0, 5, clock=clock)]
    assert check(events, [IDENTIFY], WORKSPACE, "batch").batches == {1: 2}


def test_what_waited_in_vain_rests_on_the_wait() -> None:
    workspace = {"objects": [*WORKSPACE["objects"], {"api_slug": "workspaces", "active": True}]}
    first, second = minutes(0, 5)
    events = [first | {"type": "group", "groupId": "g1"}, second]
    report = check(events, [GROUP, IDENTIFY], workspace, "batch", existing="none")
    assert report.verdicts == {"dropped": 1, "written": 1}
    assert "delivery.batch_wait" in report.rejections[0].assumptions
    varied = vary(events, [GROUP, IDENTIFY], workspace, "batch", existing="none")
    found = {one.setting: one.verdicts for one in varied.variations if one.assumption == "delivery.batch_wait"}
    assert found == {"10": report.verdicts, "600": {"dropped": 1, "written": 1}}


def test_what_a_single_event_lacks_rests_on_no_wait() -> None:
    workspace = {"objects": [*WORKSPACE["objects"], {"api_slug": "workspaces", "active": True}]}
    first, second = minutes(0, 5)
    alone, mapping = first | {"type": "group", "groupId": "g1"}, [GROUP, IDENTIFY]
    for existing in ("unknown", "none"):
        assert "delivery.batch_wait" not in check(alone, mapping, workspace, "batch", existing=existing).assumptions
        both = check([alone, second], mapping, workspace, "batch", existing=existing)
        assert both.assumptions["delivery.batch_wait"] == 1


def test_what_a_single_event_lacks_rests_on_the_wait_while_another_delivery_of_it_is_tried_again() -> None:
    workspace = {"objects": [*WORKSPACE["objects"], {"api_slug": "workspaces", "active": True}]}
    event = minutes(0)[0] | {"type": "group", "groupId": "g1"}
    user = {**IDENTIFY, "subscribe": 'type = "group"', "mapping": {**IDENTIFY["mapping"], "enable_batching": False}}
    mapping = [user, {**GROUP, "mapping": {**GROUP["mapping"], "enable_batching": True}}]

    def ran(wait: float) -> Report:
        options: dict[str, Any] = {"assumptions": {"delivery.batch_wait": wait}, "existing": "none"}
        return check(event, mapping, workspace, "auto", faults=[{"status": 503, "times": 1}], **options)

    # the user is written at the second try, after ten seconds
    assert ran(60).verdicts == {"written": 2}
    assert ran(1).verdicts == {"dropped": 1, "written": 1}
    assert "delivery.batch_wait" in ran(1).rejections[0].assumptions


def test_what_waited_in_vain_at_the_end_of_the_events_rests_on_the_wait() -> None:
    """In a longer wait, the last event would come with the first, before what needs its record."""
    workspace = {"objects": [*WORKSPACE["objects"], {"api_slug": "workspaces", "active": True}]}
    first, group, last = minutes(0, 0.7, 1.2)
    events = [
        first | {"userId": "u0", "traits": {"email": "u0@acme.com"}},
        group | {"type": "group", "groupId": "g1"},
        last,
    ]
    options: dict[str, Any] = {"mode": "batch", "existing": "none"}
    report = check(events, [GROUP, IDENTIFY], workspace, **options)
    assert report.verdicts == {"dropped": 1, "written": 2}
    assert "delivery.batch_wait" in report.rejections[0].assumptions
    longer = check(events, [GROUP, IDENTIFY], workspace, **options, assumptions={"delivery.batch_wait": 80})
    assert longer.verdicts == {"written": 3}


# -- the table -------------------------------------------------------------------------------------------------------


def test_no_id_is_in_both_tables() -> None:
    assert not set(ASSUMPTIONS) & set(OF_ATTIO)


@pytest.mark.parametrize("id", ASSUMPTIONS)
def test_every_row_says_what_it_means_and_where_it_comes_from(id: str) -> None:
    row = ASSUMPTIONS[id]
    assert row.id == id
    assert len(set(row.choices)) == len(row.choices) >= 1
    assert all(map(row.allows, row.choices))
    assert row.statement.endswith(".")
    assert row.source
    assert row.in_full.startswith(f"{row.statement} (`{row.default}`; ")
    assert ("cannot be changed" in row.in_full) == (len(row.choices) == 1)


def test_settings_are_divided_among_the_two_tables() -> None:
    own, emulator = divided({"delivery.batch_wait": 30, "option.title_case": "any"})
    assert emulator == {"option.title_case": "any"}
    assert own == {id: row.default for id, row in ASSUMPTIONS.items()} | {"delivery.batch_wait": "30"}


def test_other_choices_are_those_worth_a_try() -> None:
    assert list(other_choices("option.title_case", "any")) == ["exact"]
    assert list(other_choices("delivery.batch_wait", "60")) == ["10", "600"]
    assert list(other_choices("delivery.batch_wait", "7")) == ["60", "10", "600"]
    assert list(other_choices("delivery.order", "mapping")) == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"optoin.title_case": "any"}, "--assume: found 'optoin.title_case', expected the id of an assumption; did you mean 'option.title_case'? (`attio-harness fidelity` lists them)"),
        ({"delivery.wait": "1"}, "--assume: found 'delivery.wait', expected the id of an assumption; did you mean 'delivery.batch_wait'? (`attio-harness fidelity` lists them)"),
        ({"zzz": "1"}, "--assume: found 'zzz', expected the id of an assumption (`attio-harness fidelity` lists them)"),
        ({"option.title_case": "anny"}, "--assume option.title_case: found 'anny', expected exact or any; did you mean 'any'?"),
        ({"option.title_case": ""}, "--assume option.title_case: found '', expected exact or any"),
        ({"delivery.batch_wait": "-1"}, "--assume delivery.batch_wait: found '-1', expected a number from 0 to 86,400"),
        ({"delivery.batch_wait": "nan"}, "--assume delivery.batch_wait: found 'nan', expected a number from 0 to 86,400"),
        ({"delivery.batch_wait": "a minute"}, "--assume delivery.batch_wait: found 'a minute', expected a number from 0 to 86,400"),
        ({"delivery.batch_bytes": 0}, "--assume delivery.batch_bytes: found '0', expected a number from 1 to 1,000,000,000"),
        ({"delivery.order": "reverse"}, "--assume delivery.order: found 'reverse', expected mapping; it cannot be changed"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)  # fmt: skip
def test_a_wrong_setting(given: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as told:
        divided(given)
    assert str(told.value) == message


@pytest.mark.parametrize(
    ("value", "written"), [("1 Main Street, Springfield, US", True), ({"city": "Springfield"}, False)]
)
@pytest.mark.parametrize("mode", ["single", "batch"])
def test_an_address_as_text_is_taken_where_the_assumption_says_so(value: Any, written: bool, mode: Any) -> None:
    mapped = identify_user(person_attributes={"primary_location": {"@path": "$.traits.place"}})
    events = [event(traits={"email": "jane@acme.com", "place": value})]
    refused = check(events, [mapped], WORKSPACE, mode)
    assert refused.verdicts.get("written") is None
    assert "location.simple" in refused.rejections[0].hint
    settings = {"location.simple": "text"}
    report = check(events, [mapped], WORKSPACE, mode, assumptions=settings)
    assert bool(report.verdicts.get("written")) == written


@pytest.mark.parametrize(
    ("value", "what", "parts"),
    [
        ({"line1": "5 Rue X", "postal_code": 75001, "city": "Paris", "id": "loc_1", "verified": True}, "an object", ["line1", "postal_code", "city"]),
        ({"formatted_address": "5 Rue X, Paris", "place_id": "x", "geometry": {"type": "Point"}}, "an object", ["formatted_address"]),
        ({"address": {"streetName": "Rue X", "zip": ""}, "countryCode": "FR", "latitude": "48.8"}, "an object", ["address.streetName", "countryCode"]),
        # what is no part of an address makes none
        ({"type": "Point", "coordinates": [2.3, 48.8]}, "an object", []),
        ({"lat": "48.8", "lng": "2.3"}, "an object", []),
        ({}, "an object", []),
        (5, "a number", []),
    ],
)  # fmt: skip
def test_an_address_in_parts_is_told_with_the_template_of_its_parts(value: Any, what: str, parts: list[str]) -> None:
    def place(mapped: Any) -> Any:
        mapping = identify_user(person_attributes={"primary_location": mapped})
        events = [event(traits={"email": "jane@acme.com", "place": value})]
        return check(events, [mapping], WORKSPACE, "single", assumptions={"location.simple": "text"})

    template = {"@template": ", ".join(f"{{{{traits.place.{part}}}}}" for part in parts)}
    guarded = {"@if": {"blank": {"@path": "$.traits.place"}, "then": template}}
    how = f": map it with {json.dumps(guarded)}" if parts else ""
    assert place({"@path": "$.traits.place"}).rejections[0].hint == (
        f"Send the address as one text such as '1 Infinite Loop, Cupertino, CA, US', not {what}{how}."
    )
    assert not parts or place(guarded).verdicts["written"] == 1


def test_a_blank_address_is_not_told_to_set_what_is_set() -> None:
    mapping = identify_user(person_attributes={"primary_location": {"@path": "$.traits.place"}})
    events = [event(traits={"email": "jane@acme.com", "place": "  "})]
    report = check(events, [mapping], WORKSPACE, assumptions={"location.simple": "text"})
    assert report.rejections[0].hint == (
        "Send the address as one text such as '1 Infinite Loop, Cupertino, CA, US' in $.traits.place, not \"  \"."
    )


# -- in the report ---------------------------------------------------------------------------------------------------

PLANS = {
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [{"api_slug": "plan", "type": "select", "options": ["Free", "Pro"]}],
        }
    ]
}


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_each_lost_event_has_the_assumptions_that_decided_it_and_the_report_counts_all(mode: Any) -> None:
    mapping = identify_user(user_attributes={"plan": {"@path": "$.traits.plan"}})
    plans = {
        "a@gmail.com": "Pro",
        "b@gmail.com": "pro",
        "c@gmail.com": "Gold",
        "d@x.test": "Free",
        "e@acme.com": "Free",
    }
    events = [
        event(userId=email, receivedAt="2024-05-01T12:00:00Z", traits={"email": email, "plan": plan})
        for email, plan in plans.items()
    ]
    report = check(events, [mapping], PLANS, mode)
    # in a batch the person that was written goes with its user, which is assumed as well
    found = [
        (row.event.line, [id for id in row.assumptions if id in ("option.title_case", "email.reserved_domains")])
        for row in report.rejections
    ]
    assert found == [(2, ["option.title_case"]), (3, []), (4, ["email.reserved_domains"])]
    counts = {"option.title_case": 1, "email.reserved_domains": 1}
    assert counts.items() <= report.assumptions.items()
    # the company of a person is a value, which ends no event otherwise
    assert "person.company_from_email" not in report.assumptions
    document = report.to_dict()
    assert document["assumptions"] == dict(sorted(report.assumptions.items()))
    assert document["rejections"][0]["assumptions"] == list(report.rejections[0].assumptions)


def test_an_equal_value_that_is_written_again_is_no_verdict() -> None:
    again = [event(traits={"email": "a@gmail.com"})] * 2
    assert check(again, [IDENTIFY], WORKSPACE).assumptions == {}


def test_a_batch_that_is_refused_as_a_whole_rests_on_what_refused_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "LIMIT", 100)
    events = [event(userId=f"u{number}", traits={"email": f"u{number}@gmail.com"}) for number in range(51)]
    batched = identify_user(batch_size=10_000)
    accepted = check(events, [batched], WORKSPACE, "batch")
    assert accepted.assumptions["batch.limit_counts"] == 51
    refused = check(events, [batched], WORKSPACE, "batch", assumptions={"batch.limit_counts": "nested"})
    assert refused.verdicts == {"rejected": 51}
    assert refused.assumptions == {"batch.limit_counts": 51}
    assert refused.rejections[0].assumptions == ("batch.limit_counts",)

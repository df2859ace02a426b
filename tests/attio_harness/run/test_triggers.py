"""Triggers that no event meets: which never can, and what the events have instead."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_harness import check
from attio_harness.report import Report
from hypothesis import given, settings
from hypothesis import strategies as st
from segment_actions import FqlError, fql
from segment_actions.fql import lexer

from tests.attio_harness.subscriptions import identify_user
from tests.examples import examples

WORKSPACE: dict[str, Any] = {"objects": [{"api_slug": "users", "active": True}]}


def subscription(trigger: str, name: str = "Watched") -> dict[str, Any]:
    return identify_user(name, trigger)


def identify(**traits: Any) -> dict[str, Any]:
    return {"type": "identify", "userId": "u1", "messageId": "m1", "traits": {"email": "jane@acme.io", **traits}}


def track(event: str, **properties: Any) -> dict[str, Any]:
    return {"type": "track", "userId": "u1", "messageId": "m1", "event": event, "properties": properties}


def run(trigger: str, *events: dict[str, Any]) -> Report:
    """The events through a subscription that is watched and one that takes identify events."""
    return check(events, [subscription(trigger), subscription('type = "identify"', "Other")], WORKSPACE)


def noted(report: Report) -> list[str]:
    return [row["what"] for row in report.notes if row["what"].startswith("Watched")]


def test_a_trigger_that_can_never_be_true_fails_a_run_in_which_others_write() -> None:
    report = run("type == identify", identify(), track("Signed Up"))
    assert report.verdicts["written"] == 1
    assert (report.ok, report.outcome.why) == (False, ("the trigger of 'Watched' can never be true",))
    assert noted(report) == [
        "Watched: the trigger type == identify can never be true. type == …: Segment reads '==' as two words, so the clause is "
        'never true. Write type = "identify", which 1 of the 2 events looked at meets'
    ]
    (reason,) = [one for one in report.unmatched_reasons if one.subscription == "Watched"]
    assert (reason.clause, reason.found, reason.closest) == ('type = "="', '"track"', '"identify"')


def test_an_operator_of_other_languages_is_told_with_the_one_that_is_meant_and_without_values_that_are_near_nothing() -> (
    None
):
    trigger = 'type = "track" and event <> "Paid"'
    assert noted(run(trigger, track("Signed Up"), track("Paid"))) == [
        f"Watched: the trigger {trigger} can never be true. event <> …: Segment reads '<>' as two words, so the clause is never true. "
        'Write type = "track" and event != "Paid", which 1 of the 2 events looked at meets'
    ]
    assert noted(run('type = "track" and event != "Paid"', track("Signed Up"), track("Paid"))) == []


@pytest.mark.parametrize(
    ("trigger", "why", "meant", "named"),
    [
        ("event = Order Paid", "event is compared only with Order: without quotes the rest of Order Paid is ignored", 'event = "Order Paid"', "Order Paid"),
        (
            'match(event, "*Pai*")', "match(event, \"*Pai*\") asks whether event begins with '*Pai', where the first star is an ordinary character: "
            "match removes one star, or the first character", 'contains(event, "Pai")', "Order Paid",
        ),
    ],
)  # fmt: skip
def test_a_trigger_that_means_something_else_is_told_where_events_meet_what_was_meant(
    trigger: str, why: str, meant: str, named: str
) -> None:
    assert noted(run(trigger, identify(), track(named))) == [
        f"Watched: {why}. Write {meant}, which 1 of the 2 events looked at meets"
    ]
    assert noted(run(trigger, identify(), track("Signed Up"))) == [], "no event meets that either"
    assert "unmatched" not in run(meant, track(named)).verdicts


@pytest.mark.parametrize(
    "trigger",
    [
        'type = "Identify"',
        'type == "identify"',
        "type = 'identify'",
        'type is "identify"',
        'type = "identify" and type = "track"',
        'type = "identify" and event = "Signed Up"',
        "traits.seats > 5 and traits.seats < 5",
        'traits.seats > "many"',
        'traits.plan = "Pro" and traits.plan = "Free"',
    ],
)
def test_dead(trigger: str) -> None:
    assert run(trigger, identify()).outcome.why == ("the trigger of 'Watched' can never be true",)


@pytest.mark.parametrize(
    "trigger",
    [
        'type = "group"',
        'type = "track" and event = "Never Sent"',
        "traits.seats > 9007199254740993",
        "traits.seats > " + "9" * 308,
        "traits.seats < " + "9" * 400,
        "traits.seats > 1 and traits.seats < 1.0000000000000005",
        'contains(traits.plan, "a") and !contains(traits.plan, "ab")',
        "traits.tags\\[0\\] = 1 and traits.tags = null",
        "type != 5",
        'traits.plan = "Pro" or type = "Identify"',
    ],
)
def test_not_dead(trigger: str) -> None:
    report = run(trigger, identify())
    assert (report.ok, report.outcome.why) == (True, ("nothing is lost",))


def test_a_trigger_that_an_event_met_is_not_dead_whatever_the_specification_says_of_such_events() -> None:
    odd = identify() | {"properties": {"plan": "Pro"}}
    assert not run('type = "identify" and properties.plan = "Pro"', identify()).ok
    assert run('type = "identify" and properties.plan = "Pro"', odd).ok


def test_a_disabled_subscription_is_not_judged() -> None:
    report = check(
        [identify()], [subscription('type = "identify"'), subscription("type == x") | {"enabled": False}], WORKSPACE
    )
    assert report.ok


def test_a_name_that_differs_in_case_and_blanks_is_named_with_its_count() -> None:
    events = [track("Invoice Paid ")] * 12 + [track("Invoice Voided")] * 3 + [track("invoice_paid")]
    report = run('type = "track" and event = "Invoice paid"', *events, identify())
    assert noted(report) == [
        'Watched: event = "Invoice paid" was true for none of 17 events, 12 events have "Invoice Paid ", others "invoice_paid"'
    ]
    closest = {one.found: one.closest for one in report.unmatched_reasons if one.clause == 'event = "Invoice paid"'}
    assert closest == dict.fromkeys(['"Invoice Paid "', '"Invoice Voided"', '"invoice_paid"'], '"Invoice Paid "')
    assert report.ok  # somebody wrote, and nothing is lost


@pytest.mark.parametrize(
    ("trigger", "event", "closest"),
    [
        ('type = "track" and contains(event, "invoice")', track("Invoice Paid"), '"Invoice Paid"'),
        ('type = "track" and match(event, "order*")', track("Order Completed"), '"Order Completed"'),
        ('type = "track" and match(event, "*paid")', track("Invoice Paid"), '"Invoice Paid"'),
        ('type = "track" and properties.plan = "pro"', track("X", plan="Pro"), '"Pro"'),
        ('type = "track" and properties.seats = "5"', track("X", seats=5), "5"),
        ('type = "track" and properties.seats >= 5', track("X", seats="7"), '"7"'),
        ('type = "track" and properties.seats = 5', track("X", seats="5"), '"5"'),
        ('type = "track" and properties.trial = true', track("X", trial="true"), '"true"'),
        ('type = "track" and properties.trial = "true"', track("X", trial=True), "true"),
        ('type = "track" and properties.plan_name = "Pro"', track("X", planName="Pro"), "properties.planName"),
        ('type = "track" and properties.plan != null', track("X", Plan="Pro"), "properties.Plan"),
        ('type = "track" and traits.plan = "Pro"', track("X", plan="Pro"), "properties.plan"),
        ('type = "track" and context.traits.plan = "Pro"', track("X", plan="Pro"), "properties.plan"),
    ],
)
def test_near(trigger: str, event: dict[str, Any], closest: str) -> None:
    report = run(trigger, event)
    assert {one.closest for one in report.unmatched_reasons if one.subscription == "Watched"} - {None} == {closest}
    (note,) = noted(report)
    assert json.dumps(closest)[1:-1] in json.dumps(note)


@pytest.mark.parametrize(
    ("trigger", "event"),
    [
        ('type = "track" and event = "Signed Up"', track("Signed In")),
        ('type = "track" and event = "Step 1"', track("Step 2")),
        ('type = "track" and properties.seats >= 5', track("X", seats=4)),
        ('type = "track" and properties.trial = true', track("X", trial=False)),
        ('type = "track" and properties.plan = null', track("X", plan="Pro")),
        ('type = "group"', identify()),
        ('type = "track"', identify()),
    ],
)
def test_not_near(trigger: str, event: dict[str, Any]) -> None:
    report = run(trigger, event)
    assert {one.closest for one in report.unmatched_reasons} <= {None}
    assert noted(report) == []


@pytest.mark.parametrize(
    ("clause", "value", "they"),
    [
        ('contains(properties.it, "a")', ["a", "b"], "a list there"),
        ('!contains(properties.it, "a")', ["a", "b"], "a list there"),
        ('properties.it = "a"', {"b": "a"}, "an object there"),
        ('match(properties.it, "a*")', 5, "5, which is a number"),
        ("properties.it >= 5", "4", '"4", which is text'),
        ("properties.it != 5", "4", '"4", which is text'),
        ("properties.it > 5", [7], "a list there"),
        ("properties.it = true", 1, "1, which is a number"),
        ("properties.it = true", "yes", '"yes", which is text'),
        ('properties.it = "yes"', True, "true, which is a boolean"),
    ],
)
def test_a_value_of_a_kind_that_never_meets_a_clause(clause: str, value: Any, they: str) -> None:
    trigger, event = f'type = "track" and {clause}', track("X", it=value)
    alone, several = run(trigger, event), run(trigger, event, track("Y"), track("Z"))
    assert noted(alone) == [f"Watched: {clause} was not true for the event, which has {they}"]
    assert noted(several) == [f"Watched: {clause} was true for none of 3 events, 1 event has {they}"]
    assert {one.closest for one in alone.unmatched_reasons} == {None}


@pytest.mark.parametrize(
    ("clauses", "events"),
    [
        # another alternative is for values of this kind
        ('properties.it = true or properties.it = "yes"', [track("X", it="no")]),
        # one event has the kind that is asked for
        ('contains(properties.it, "a")', [track("X", it=["a"]), track("X", it="b")]),
        # events of another name
        ('event = "Y" and contains(properties.it, "a")', [track("X", it=["a"])]),
    ],
)
def test_a_kind_that_tells_nothing(clauses: str, events: list[dict[str, Any]]) -> None:
    assert noted(run(f'type = "track" and ({clauses})', *events)) == []


def test_a_subscription_that_an_event_met_says_nothing_of_the_others() -> None:
    report = run('type = "track" and event = "Invoice Paid"', track("Invoice paid"), track("Invoice Paid"))
    assert {one.closest for one in report.unmatched_reasons} == {None}


NAMES = st.sampled_from(["Pro", "pro", "Free", "5", "", "identify", "track"])
VALUES = NAMES | st.sampled_from([0, 1, 5, 5.5, -1, True, False, None, {"b": "Pro"}, ["Pro"], {"length": 5}])
FIELDS = st.sampled_from(
    ["type", "event", "userId", "name", "traits.a", "traits.a.b", "traits.a.length", "properties.a", "context.a"]
)
CLAUSES = st.one_of(
    st.builds('{} {} "{}"'.format, FIELDS, st.sampled_from(["=", "!=", "<", ">=", "==", "is"]), NAMES),
    st.builds("{} {} {}".format, FIELDS, st.sampled_from(["=", "!=", "<", ">="]), st.sampled_from(["1", "5", "null", "true"])),
    st.builds('{}{}({}, "{}")'.format, st.sampled_from(["", "!"]), st.sampled_from(["contains", "match"]), FIELDS, NAMES),
)  # fmt: skip
TRIGGERS = st.builds(
    lambda word, clauses: f" {word} ".join(clauses),
    st.sampled_from(["and", "or"]),
    st.lists(CLAUSES, min_size=1, max_size=4),
)
EVENTS = st.fixed_dictionaries(
    {"type": st.sampled_from(["identify", "track", "group", "page"]), "messageId": st.just("m")},
    optional={
        "event": VALUES, "userId": VALUES, "name": VALUES, "traits": st.fixed_dictionaries({}, optional={"a": VALUES}),
        "properties": st.fixed_dictionaries({}, optional={"a": VALUES}), "context": st.fixed_dictionaries({}, optional={"a": VALUES}),
    },
)  # fmt: skip


@settings(max_examples=examples(60, 1500))
@given(trigger=TRIGGERS, events=st.lists(EVENTS, min_size=1, max_size=5))
def test_what_an_event_meets_is_never_dead(trigger: str, events: list[dict[str, Any]]) -> None:
    try:
        fql.parse(trigger)
    except FqlError:
        return
    report = check(events, [subscription(trigger)], WORKSPACE)
    if any(fql.matches(trigger, event) for event in events):
        assert "the trigger of 'Watched' can never be true" not in report.outcome.why


def test_of_a_long_trigger_the_beginning_is_told_and_what_is_wrong() -> None:
    blanks = noted(run("type == identify" + " " * 50_000, identify()))
    assert blanks == noted(run("type == identify", identify()))
    (long,) = noted(run('type == identify and event = "' + "x" * 50_000 + '"', track("y")))
    assert long.startswith('Watched: the trigger type == identify and event = "xxx')
    assert "xx… can never be true. type == …: Segment reads '==' as two words" in long


def test_a_trigger_is_cut_into_tokens_once_in_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[str] = []
    glued = lexer._glued

    def noted_and_glued(tokens: list[lexer.Token]) -> list[lexer.Token]:
        cut.append(tokens[-2].text)
        return glued(tokens)

    monkeypatch.setattr(lexer, "_glued", noted_and_glued)
    triggers = [f'type = "track" and event = "once {one}"' for one in range(4)]
    check([identify()], [subscription(one, one) for one in triggers], WORKSPACE)
    assert sorted(cut) == [f'"once {one}"' for one in range(4)]


@pytest.mark.parametrize(
    ("trigger", "told"),
    [
        ('type = "track" and properties.id != null', False),
        ('event = "Saved" and properties.id != null', False),
        ('(type = "track" or type = "identify") and traits.user_id != null', True),
        ("properties.plan != null", True),
    ],
)
def test_events_of_another_kind_have_no_path_in_the_place_of_one_of_these(trigger: str, told: bool) -> None:
    """A group call has a groupId, which nobody who asks a track call for its `id` has meant."""
    group = {"type": "group", "userId": "u1", "groupId": "g1", "messageId": "g", "traits": {}}
    said = noted(run(trigger, group, track("Other"), identify(userId="u1", plan="x")) if told else run(trigger, group))
    assert [" was true for none of " in one and "the events have " in one for one in said] == [True] * told


def test_values_of_people_are_named_for_whoever_masks_them_and_names_of_events_are_not() -> None:
    def values_of(trigger: str) -> list[str] | None:
        report = run(trigger, identify(plan="Free"), track("Signed Up"))
        (row,) = [row for row in report.notes if row["what"].startswith("Watched")]
        assert ('has "Free"' in row["what"]) != ('has "Signed Up"' in row["what"])
        return row.get("values")

    assert values_of('type = "identify" and traits.plan = "free"') == ['"Free"']
    assert values_of('type = "track" and event = "signed up"') is None

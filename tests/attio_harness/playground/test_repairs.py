"""A repair mends the mistake that it is offered for, at the place where the mistake is, and spoils no event that was right."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_harness.playground.evaluate import evaluate

from tests.attio_harness.subscriptions import assert_record, identify_user

WORKSPACE = """\
objects:
  - api_slug: users
    active: true
    attributes:
      - {api_slug: plan, type: select, options: [Free, Team]}
      - {api_slug: tags, type: select, is_multiselect: true, options: [alpha, beta]}
  - api_slug: deals
    active: true
  - api_slug: seats
    attributes:
      - {api_slug: seat_id, type: text, is_unique: true}
      - {api_slug: plan, type: select, options: [Free, Team]}
"""
PLAN = identify_user(
    user_attributes={"plan": {"@path": "$.traits.plan"}, "tags": {"@path": "$.traits.tags"}},
)


def user(number: int, /, **traits: Any) -> dict[str, Any]:
    return {
        "type": "identify",
        "userId": f"u{number}",
        "timestamp": f"2026-05-04T09:0{number}:00Z",
        "traits": {"email": f"p{number}@acme.com", **traits},
    }


def lines(*events: Any) -> str:
    return "\n".join(map(json.dumps, events))


def array(*events: Any) -> str:
    return json.dumps(events, indent=1)


def mended(mapping: Any, text: str) -> tuple[list[str], list[str]]:
    """The labels of what is offered for mistakes of events, and the verdicts after the first repair of each."""
    texts = {"mapping": json.dumps(mapping, indent=1), "event": text, "workspace": WORKSPACE}
    labels = []
    for _ in range(5):
        found = evaluate(texts["mapping"], "", texts["event"], texts["workspace"])
        stages = [stage for event in found["events"] for stage in event["subscriptions"]]
        offered = [each for stage in stages for one in stage["mistakes"] for each in one["repairs"]]
        if not offered:
            break
        labels.append(offered[0]["label"])
        for edit in sorted(offered[0]["edits"], key=lambda one: -one["from"]):
            given = texts[edit["editor"]]
            texts[edit["editor"]] = given[: edit["from"]] + edit["text"] + given[edit["to"] :]
    return labels, [stage["verdict"] for stage in stages]


@pytest.mark.parametrize("written", [lines, array])
def test_a_trait_that_only_one_event_names_otherwise_is_mended_in_that_event(written: Any) -> None:
    wrong = user(1)
    wrong["traits"] = {"emaail": "p1@acme.com"}

    assert mended(PLAN, written(wrong, user(2))) == (["Send it as $.traits.email in the event"], ["written"] * 2)


def test_events_that_another_subscription_reads_leave_the_mapping_to_be_mended() -> None:
    wrong = identify_user(email_address={"@path": "$.traits.address"})
    other = {"type": "group", "groupId": "g", "traits": {"address": "p9@acme.com"}}
    event = user(1)
    event["traits"] = {"adress": "p1@acme.com"}

    labels, _ = mended(wrong, lines(event, other))

    assert labels == ["Read $.traits.adress"]


@pytest.mark.parametrize("written", [lines, array])
@pytest.mark.parametrize(
    ("traits", "label"),
    [
        ({"plan": "team"}, "Send 'Team' in the event"),
        ({"plan": "Team "}, "Send 'Team' in the event"),
        ({"tags": ["alpha", "Beta"]}, "Send 'beta' in the event"),
    ],
)
def test_an_option_is_mended_in_one_of_several_events(written: Any, traits: Any, label: str) -> None:
    assert mended(PLAN, written(user(1, plan="Free"), user(2, **traits))) == ([label], ["written"] * 2)


def test_no_option_is_added_that_differs_from_another_by_its_blanks() -> None:
    padded = identify_user(user_attributes={"plan": {"@template": "{{traits.plan}} "}})

    assert mended(padded, lines(user(1, plan="Team"))) == ([], ["rejected"])


def test_the_matching_attribute_is_no_option() -> None:
    attributes = {"seat_id": {"@path": "$.userId"}, "plan": {"@path": "$.traits.plan"}}
    wrong = assert_record("Seats", 'type = "identify"', "seats", "plan", attributes)

    labels, _ = mended(wrong, lines(user(1, plan="Team")))

    assert "Add 'plan' to plan in the workspace" not in labels


def test_of_two_paths_of_a_condition_the_misspelt_one_is_mended() -> None:
    right, wrong = {"@path": "$.traits.email"}, {"@path": "$.traits.emial"}
    mapping = identify_user(email_address={"@if": {"exists": right, "then": wrong}})

    assert mended(mapping, lines(user(1, other="a@b.co"))) == (["Read $.traits.email"], ["written"])


@pytest.mark.parametrize(
    "node",
    [
        {"path": "$.traits.plan"},
        {"template": "{{traits.plan}}"},
        {"@if": {"exists": {"@path": "$.traits.plan"}, "then": {"path": "$.traits.plan"}}},
    ],
)
def test_a_directive_without_its_sign_gets_it(node: Any) -> None:
    name = "@template" if "template" in node else "@path"
    mapping = identify_user(user_attributes={"plan": node})

    assert mended(mapping, lines(user(1, plan="Team"))) == ([f"Write {name}"], ["written"])


@pytest.mark.parametrize("traits", [{"manager": {"email": "x@acme.com"}}, {"support_email": "x@acme.com"}])
def test_nobody_gets_the_address_of_another_person(traits: Any) -> None:
    event = user(1)
    event["traits"] = traits

    assert mended(PLAN, lines(event)) == ([], ["invalid"])


def test_an_address_that_may_be_there_in_its_own_right_keeps_its_name() -> None:
    event = user(1)
    event["traits"] = {"work_email": "p1@acme.com"}

    labels, _ = mended(PLAN, lines(event, user(2)))

    assert labels == []


@pytest.mark.parametrize("text", ["traits.plan", "$.traits.plan", "{{traits.plan}}"])
def test_a_variable_as_text_becomes_its_directive_once_the_attribute_is_there(text: str) -> None:
    mapping = identify_user(user_attributes={"Plan": text})

    labels, verdicts = mended(mapping, lines(user(1, plan="Team")))

    assert labels[0] == "Write the slug plan"
    assert labels[1].startswith('Write {"@')
    assert verdicts == ["written"]


@pytest.mark.parametrize("text", ["traits." + "a" * 300, "{{traits.plan}} " + "a" * 9000, "$.traits." + "…" * 200])
def test_what_lint_cuts_short_is_no_repair(text: str) -> None:
    mapping = json.dumps(identify_user(user_attributes={"plan": text}), indent=1)

    (found,) = (
        one for one in evaluate(mapping, "", lines(user(1, plan="Team")), WORKSPACE)["findings"] if "…" in one["hint"]
    )

    assert found["repairs"] == []


def test_a_repair_is_beside_the_finding_that_it_mends_alone() -> None:
    mapping = identify_user("S", "typ = 'track' and type = 'identify'", user_attributes={"Plan": "$.traits.plan"})

    found = evaluate(json.dumps(mapping), "", lines(user(1)), WORKSPACE)["findings"]

    offered = {one["rule"]: [each["label"] for each in one["repairs"]] for one in found}
    assert offered["AH303"] == []
    assert offered["AH306"] == ['Write typ = "track" and type = "identify"']
    assert offered["AH004"] == ["Write the slug plan"]
    assert offered["AH110"] == ['Write {"@path": "$.traits.plan"}']


def test_no_path_is_mended_for_an_attribute_that_is_not_there() -> None:
    values = {"plan": {"@path": "$.traits.paln"}, "tags": "alpha"}
    mapping = identify_user(user_attributes={"values": values})

    assert mended(mapping, lines(user(1, plan="Team"))) == ([], ["rejected"])

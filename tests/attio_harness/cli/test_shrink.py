"""`shrink`: the fewest events, with the fewest members, that lose what all of them lose."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.attio_harness.subscriptions import assert_record

from .shell import EVENT, MAPPING, Shell

WITH_SEATS = """
name: Acme
objects:
  - api_slug: users
    active: true
    attributes:
      - {api_slug: plan, type: select, options: [Free]}
      - {api_slug: seats, type: number}
"""
SUBSCRIPTIONS = """
objects:
  - api_slug: subscriptions
    attributes:
      - {api_slug: number, type: text, is_unique: true, is_required: true}
      - {api_slug: plan, type: select, options: [Free]}
"""
SHRINK = ("shrink", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml")


def event(number: int, email: str | None = None, plan: Any = "Free", **other: Any) -> dict[str, Any]:
    traits = {"email": email or f"u{number}@acme.com", "plan": plan, "team": {"name": "A", "size": [1, 2]}}
    time = f"2026-01-01T10:00:{number:02}Z"
    return {**EVENT, "userId": f"u{number}", "messageId": f"m{number}", "traits": traits, "receivedAt": time, **other}


def shrunk(shell: Shell, *events: Any, words: tuple[str, ...] = ()) -> tuple[int, list[dict[str, Any]], str]:
    shell.write("events.ndjson", "".join(json.dumps(one) + "\n" for one in events))
    code, out, err = shell(*SHRINK, *words)
    return code, [json.loads(line) for line in out.splitlines()], err


def mapped(shell: Shell, **attributes: Any) -> None:
    """The mapping with these attributes of users, `plan` a select with one option and `seats` a number."""
    shell.write("workspace.yaml", WITH_SEATS)
    shell.write(
        "mapping.json", json.dumps({**MAPPING, "mapping": {**MAPPING["mapping"], "user_attributes": attributes}})
    )


def test_one_event_of_each_kind_with_what_it_needs(shell: Shell) -> None:
    lost = [event(3, plan="Nope"), event(5, plan="Nada"), event(6, email="no address")]
    code, left, err = shrunk(shell, event(1), event(2), lost[0], event(4), *lost[1:], {"type": "track", "event": "x"})
    assert code == 0
    assert left == [
        {"type": "identify", "userId": "u3", "traits": {"email": "u3@acme.com", "plan": "Nope"}},
        {"type": "identify", "userId": "u6", "traits": {"email": "no address"}},
    ]
    assert err == (
        "attio-harness: users.plan (mapping.json:13): 400 value_not_found: "
        'Cannot find select attribute with select option title "Nope": 2 events, the first events.ndjson:3, in 1 event\n'
        "attio-harness: email_address (mapping.json:6): 400 PAYLOAD_VALIDATION_FAILED: "
        "Email address must be a valid email address string but it was not: "
        "1 event, the first events.ndjson:6, in 1 event\n"
        "attio-harness: 2 kinds of loss in 2 events (7 were read)\n"
    )


def test_the_file_loses_the_same_kinds(shell: Shell) -> None:
    shell.write("events.ndjson", "".join(json.dumps(one) + "\n" for one in (event(1), event(2, plan="Nope"))))
    assert shell(*SHRINK, "-o", "small.ndjson")[:2] == (0, "")
    _, out, _ = shell.check("--format", "json", events="small.ndjson")
    assert [one["code"] for one in json.loads(out)["rejections"]] == ["value_not_found"]


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_an_event_that_is_lost_for_another_one_keeps_it(shell: Shell, mode: str) -> None:
    # the address of a user is unique: the second one of two users conflicts
    events = [event(1), event(2, email="same@acme.com"), event(3), event(4), event(5, email="same@acme.com"), event(6)]
    code, left, _ = shrunk(shell, *events, words=("--mode", mode))
    assert (code, [one["userId"] for one in left]) == (0, ["u2", "u5"])
    assert [one["traits"] for one in left] == [{"email": "same@acme.com"}] * 2


def test_nothing_is_lost(shell: Shell) -> None:
    code, left, err = shrunk(shell, event(1), event(2))
    assert (code, left) == (1, [])
    assert err == "attio-harness: nothing of 2 events is lost, so there is nothing to write\n"


def test_what_is_no_event_and_what_a_fault_loses_are_told(shell: Shell) -> None:
    faults = [{"status": 500}]
    code, left, err = shrunk(shell, [5], {"event": event(1), "faults": faults}, event(2, plan="Nope"))
    assert (code, [one["userId"] for one in left]) == (0, ["u2"])
    assert "1 entry could not be read, the first events.ndjson:1: " in err
    assert "left out, it comes from more than the event itself, the first events.ndjson:2" in err


def test_all_that_an_event_needs_is_found_among_many(shell: Shell) -> None:
    # three of one kind, of which the first is enough
    owners = {5: "a@acme.com", 20: "b@acme.com", 33: "c@acme.com"}
    events = [event(number, email=owners.get(number)) for number in range(40)]
    late = [event(number, email=email) for number, email in zip((41, 42, 43), owners.values(), strict=True)]
    code, left, err = shrunk(shell, *events, *late)
    assert (code, [one["userId"] for one in left]) == (0, ["u5", "u41"])
    assert "3 events, the first events.ndjson:41, in 2 events" in err


def test_each_mistake_of_an_event_with_several_is_kept_by_itself(shell: Shell) -> None:
    mapped(shell, **{name: {"@path": f"$.traits.{name}"} for name in ("plan", "seats")})
    both = event(1, plan="Nope")
    both["traits"]["seats"] = "many"
    code, left, err = shrunk(shell, both)
    assert (code, len(err.splitlines())) == (0, 3)
    traits = [one["traits"] for one in left]
    assert len(traits) == 2
    assert {"email": "u1@acme.com", "plan": "Nope"} in traits
    assert {"email": "u1@acme.com", "seats": "many"} in traits


def test_nothing_is_left_out_whose_absence_is_another_mistake(shell: Shell) -> None:
    shell.write("workspace.yaml", SUBSCRIPTIONS)
    attributes = {name: {"@path": f"$.properties.{name}"} for name in ("number", "plan")}
    shell.write(
        "mapping.json",
        json.dumps(assert_record(None, 'type = "track"', "subscriptions", "number", attributes, enable_batching=True)),
    )
    properties = {"number": "s1", "plan": "Nope", "other": 1}
    _, left, _ = shrunk(shell, {"type": "track", "event": "x", "userId": "u", "properties": properties})
    kept = {"type": "track", "event": "x", "userId": "u", "properties": {"number": "s1", "plan": "Nope"}}
    assert left == [kept]


@pytest.mark.parametrize(
    ("template", "value", "kept"),
    [
        ("{{traits.plan}}", {"name": "Free", "size": 3}, {"name": "Free"}),
        # without it the template makes an empty text, which Attio refuses as well
        ("{{traits.plan}}", "Nope", "Nope"),
        (None, {"title": "Free", "since": 3}, {"title": "Free"}),
    ],
)
def test_what_is_to_be_done_is_still_to_be_done(shell: Shell, template: str | None, value: Any, kept: Any) -> None:
    mapped(shell, plan={"@template": template} if template else {"@path": "$.traits.plan"})
    lost = {**EVENT, "traits": {"email": "u1@acme.com", "plan": value, "team": "A"}}
    code, left, _ = shrunk(shell, lost)
    assert (code, left) == (0, [{"type": "identify", "userId": "u1", "traits": {"email": "u1@acme.com", "plan": kept}}])

    def hints(*events: Any) -> list[str]:
        shell.write("some.ndjson", "".join(json.dumps(one) + "\n" for one in events))
        rows = json.loads(shell.check("--format", "json", events="some.ndjson")[1])["rejections"]
        return [one["hint"] for one in rows]

    assert hints(*left) == hints(lost)


def test_what_another_mistake_of_the_event_needs_stays_with_it(shell: Shell) -> None:
    """The ID is needed, as without it the event would be lost for that; the object for it is no empty one then."""
    both = {**EVENT, "userId": {"id": "u1"}, "traits": {"email": "jane at acme", "team": "A"}}
    code, left, _ = shrunk(shell, both)
    kept = {"type": "identify", "userId": {"id": "u1"}, "traits": {"email": "jane at acme"}}
    assert (code, left) == (0, [kept])


def test_true_is_another_event_than_1(shell: Shell) -> None:
    mapped(shell, plan={"@path": "$.traits.v"}, seats={"@path": "$.traits.v"})
    events = [{**EVENT, "traits": {"email": "u1@acme.com", "v": value}} for value in (1, True)]
    code, left, err = shrunk(shell, *events)
    assert (code, [json.dumps(one["traits"]["v"]) for one in left]) == (0, ["1", "true"])
    assert "not beside those of the others" not in err


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ({"anonymousId": "a1", "userId": "u1"}, {"anonymousId": "a1"}),
        ({"anonymousId": None, "userId": "u1"}, {"userId": "u1"}),
        # what Segment does not accept as it came is no better with more
        ({"anonymousId": 5}, {}),
        ({}, {}),
    ],
)
def test_segment_accepts_what_is_left_of_what_it_accepted(
    shell: Shell, more: dict[str, Any], kept: dict[str, Any]
) -> None:
    shell.write(
        "mapping.json",
        json.dumps(
            {
                "partnerAction": "groupWorkspace",
                "subscribe": 'type = "group"',
                "mapping": {"domain": {"@path": "$.traits.website"}, "workspace_id": {"@path": "$.groupId"}},
            }
        ),
    )
    lost = {"type": "group", "groupId": "g1", "traits": {"website": "no domain", "name": "A"}, **more}
    _, left, _ = shrunk(shell, lost, words=("--mode", "batch"))
    assert left == [{"type": "group", "groupId": "g1", "traits": {"website": "no domain"}, **kept}]


@pytest.mark.parametrize("odd", ["\ud83d", 2**80])
def test_what_is_no_plain_json_is_written_as_it_was_read(shell: Shell, odd: Any) -> None:
    code, left, err = shrunk(shell, event(1, plan=odd))
    assert (code, left[0]["traits"]["plan"]) == (0, odd)
    assert " in 1 event (1 was read)\n" in err


def test_a_long_name_that_an_event_gave_is_cut(shell: Shell) -> None:
    mapped(shell)
    mapping = {"object": {"@path": "$.traits.object"}, "matching_attribute": "a", "attributes": {"a": 1}}
    record = {"name": "R", "partnerAction": "assertRecord", "subscribe": 'type = "identify"', "mapping": mapping}
    shell.write("mapping.json", json.dumps(record))
    code, _, err = shrunk(shell, {"type": "identify", "userId": "u", "traits": {"object": "a" * 5_000}})
    assert (code, f"{'a' * 119}… (" in err, max(map(len, err.splitlines())) < 400) == (0, True, True)


def test_of_a_long_list_what_is_needed_is_found_in_a_few_runs(shell: Shell) -> None:
    plans = [*["Free"] * 700, "Nope", *["Free"] * 300]
    shell.write("workspace.yaml", WITH_SEATS.replace("type: select,", "type: select, is_multiselect: true,"))
    assert shrunk(shell, event(1, plan=plans))[1][0]["traits"]["plan"] == ["Nope"]


def test_an_event_whose_record_was_lost_before_keeps_the_first_loss(shell: Shell) -> None:
    """Without it there would be another thing to do."""
    mapped(shell, plan={"@path": "$.traits.plan"}, manager={"@path": "$.traits.lead"})
    users = {"record_reference": {"allowed_objects": ["users"]}}
    manager = {"api_slug": "manager", "type": "record-reference", "config": users}
    shell.write("workspace.yaml", f"{WITH_SEATS}      - {json.dumps(manager)}\n")
    follower = event(4)
    events = [event(1), event(2, plan="Nope"), event(3), {**follower, "traits": {**follower["traits"], "lead": "u2"}}]
    code, left, err = shrunk(shell, *events, words=("--existing", "none"))
    assert (code, [one["userId"] for one in left]) == (0, ["u2", "u4"])
    assert "users.manager" in err
    assert err.endswith("2 kinds of loss in 2 events (4 were read)\n")

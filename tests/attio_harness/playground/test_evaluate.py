"""An evaluation tells what becomes of events, every mistake at its place, and changes after which the mistake is gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attio_harness import check
from attio_harness.playground.evaluate import evaluate
from attio_harness.playground.presets import presets
from attio_harness.starter.files import starter_files

PERSON, MISTAKES, *_, STARTER = presets()
EDITORS = ("mapping", "trigger", "event", "workspace")
TEAM = """\
objects:
  - api_slug: users
    active: true
    attributes:
      - {api_slug: plan, title: Plan, type: select, options: [Free, Team]}
"""
IDENTIFY = {
    "name": "Users",
    "partnerAction": "identifyUser",
    "mapping": {
        "email_address": {"@path": "$.traits.email"},
        "user_id": {"@path": "$.userId"},
        "user_attributes": {"plan": {"@path": "$.traits.plan"}},
    },
}


def texts(**changed: Any) -> dict[str, str]:
    given = {name: PERSON[name] for name in EDITORS} | changed
    return {name: one if isinstance(one, str) else json.dumps(one, indent=1) for name, one in given.items()}


def run(given: dict[str, str], mode: str = "auto") -> dict[str, Any]:
    return evaluate(given["mapping"], given["trigger"], given["event"], given["workspace"], mode)


def user(plan: Any, **more: Any) -> dict[str, str]:
    event = {"type": "identify", "userId": "u", "traits": {"email": "a@b.co", "plan": plan}}
    return texts(mapping=IDENTIFY, trigger='type = "identify"', event=event, workspace=TEAM) | more


def told(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Everything that has repairs."""
    yield from found["problems"]
    yield from found["findings"]
    for event in found["events"]:
        for stage in event["subscriptions"]:
            yield from stage["mistakes"]


def labels(found: dict[str, Any]) -> list[str]:
    return [repair["label"] for one in told(found) for repair in one["repairs"]]


def applied(given: dict[str, str], label: str, found: dict[str, Any]) -> dict[str, str]:
    """The texts after a change; its places count in units of UTF-16."""
    chosen = next(repair for one in told(found) for repair in one["repairs"] if repair["label"] == label)
    after = dict(given)
    for edit in sorted(chosen["edits"], key=lambda one: -one["from"]):
        units = after[edit["editor"]].encode("utf-16-le")
        new = units[: 2 * edit["from"]] + edit["text"].encode("utf-16-le") + units[2 * edit["to"] :]
        after[edit["editor"]] = new.decode("utf-16-le")
    return after


def pointed(given: dict[str, str], place: dict[str, Any]) -> str:
    return given[place["editor"]].encode("utf-16-le")[2 * place["from"] : 2 * place["to"]].decode("utf-16-le")


def test_an_event_is_told_from_its_trigger_to_its_record() -> None:
    given = texts()

    found = run(given)

    assert (found["problems"], found["findings"], found["counts"]) == ([], [], {"written": 1})
    (stage,) = found["events"][0]["subscriptions"]
    assert stage["clauses"] == [
        {"clause": 'type = "track"', "found": '"track"', "met": True},
        {"clause": 'event = "Plan Changed"', "found": '"Plan Changed"', "met": True},
    ]
    title = next(row for row in stage["fields"] if row["field"] == "attributes > job_title")
    assert title["reads"] == [{"path": "$.properties.title", "found": True, "value": "Founder"}]
    assert (title["mapped"], title["sent"]) == ({"there": True, "value": "Founder"},) * 2
    assert pointed(given, title["place"]) == '"job_title"'
    (request,) = stage["requests"]
    assert (request["method"], request["status"]) == ("PUT", 200)
    assert request["body"]["data"]["values"]["job_title"] == "Founder"
    (record,) = stage["records"]
    assert (record["object"], record["result"], record["values"]["job_title"]) == ("people", "created", ["Founder"])


def test_the_clause_that_an_event_does_not_meet_is_told_beside_those_that_it_meets() -> None:
    (stage,) = run(texts(trigger='type = "track" and event = "Paid"'))["events"][0]["subscriptions"]

    assert [(one["clause"], one["found"], one["met"]) for one in stage["clauses"]] == [
        ('type = "track"', '"track"', True),
        ('event = "Paid"', '"Plan Changed"', False),
    ]
    assert (stage["verdict"], stage["fields"]) == ("unmatched", [])


def test_several_events_are_one_run() -> None:
    lines = next(one.content.decode() for one in starter_files() if one.path == "events/sample.ndjson")
    given = {name: STARTER[name] for name in EDITORS}

    found = run(given)

    assert found["counts"] == {"written": 11, "rejected": 1, "unmatched": 1}
    as_array = "[" + ",".join(lines.splitlines()) + "]"
    assert run(given | {"event": as_array})["counts"] == found["counts"]
    assert run(given, "batch")["counts"] == {"written": 11, "dropped": 1, "unmatched": 1}


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_of_many_events_all_are_counted_and_the_lost_are_shown(mode: str) -> None:
    def event(number: int) -> dict[str, Any]:
        plan = "Gold" if number in (70, 150) else "Team"
        kind = "page" if number == 199 else "identify"
        return {"type": kind, "userId": f"u{number}", "traits": {"email": f"a{number}@b.co", "plan": plan}}

    found = run(user("Team", event=json.dumps([event(number) for number in range(1, 201)])), mode)

    lost = "rejected" if mode == "single" else "dropped"
    assert found["counts"] == {"written": 197, lost: 2, "unmatched": 1}
    assert (found["total"], [one["number"] for one in found["events"]]) == (200, [*range(1, 49), 70, 150])
    assert [one["verdicts"] for one in found["events"][-2:]] == [[lost], [lost]]
    assert found["events"][-1]["subscriptions"][0]["mistakes"][0]["attribute"] == "plan"


@pytest.mark.parametrize(
    ("given", "label"),
    [
        (texts(mapping=PERSON["mapping"].replace('"people"', '"person"')), "Use the object people"),
        (texts(mapping=PERSON["mapping"].replace('"job_title"', '"job_titel"')), "Write the slug job_title"),
        (texts(mapping=PERSON["mapping"].replace('"job_title"', '"Job title"')), "Write the slug job_title"),
        (texts(mapping=PERSON["mapping"].replace("properties.email", "properties.emial")), "Read $.properties.email"),
        (texts(mapping=PERSON["mapping"].replace("properties.email", "traits.email")), "Read $.properties.email"),
        (texts(trigger='type == "track"'), 'Write type = "track"'),
        (texts(trigger="type = 'track' AND event = 'Plan Changed'"), 'Write type = "track" and event = "Plan Changed"'),
        (user("team"), "Send 'Team' in the event"),
        (user("Enterprise"), "Add 'Enterprise' to plan in the workspace"),
        (user("Größe 🙂"), "Add 'Größe 🙂' to plan in the workspace"),
        (user("Team", workspace=""), "Activate users in the workspace"),
        (user("Team", workspace=TEAM.replace("    active: true\n", "")), "Activate users in the workspace"),
        (user("Team", workspace=TEAM.replace("true", "false")), "Activate users in the workspace"),
        (user("Team", workspace=TEAM.replace("active:", "activ:")), "Write active"),
    ],
)  # fmt: skip
def test_after_a_change_that_is_offered_the_mistake_is_gone(given: dict[str, str], label: str) -> None:
    before = run(given)
    assert label in labels(before)

    after = run(applied(given, label, before))

    assert label not in labels(after)
    assert len(list(told(after))) < len(list(told(before)))


def mapped(email: Any) -> dict[str, str]:
    """The texts of a user whose address the mapping reads in that way."""
    mapping = {"email_address": email, "user_id": {"@path": "$.userId"}}
    return user("Team", mapping=json.dumps({"name": "Users", "partnerAction": "identifyUser", "mapping": mapping}))


def test_a_condition_and_what_it_yields_read_the_other_path() -> None:
    wrong, other = {"@path": "$.traits.emial"}, {"@path": "$.emial"}
    given = mapped({"@if": {"exists": wrong, "then": wrong, "else": other}})

    after = applied(given, "Read $.traits.email", run(given))

    right = {"@path": "$.traits.email"}
    assert json.loads(after["mapping"])["mapping"]["email_address"] == {
        "@if": {"exists": right, "then": right, "else": other}
    }
    assert run(after)["counts"] == {"written": 1}


def test_no_path_is_offered_where_a_template_reads_the_wrong_one_too() -> None:
    given = mapped({"@if": {"exists": {"@path": "$.traits.emial"}, "then": {"@template": "{{traits.emial}}"}}})

    found = run(given)

    assert found["counts"] == {"invalid": 1}
    assert labels(found) == []


def test_every_path_of_segments_documented_preset_is_mended_by_what_is_offered() -> None:
    (documented,) = [one for one in presets() if one["name"] == "documented"]
    given = {name: documented[name] for name in EDITORS}
    for label in ("Read $.traits.email", "Read $.userId", "Read $.groupId"):
        given = applied(given, label, run(given))

    found = run(given)

    assert labels(found) == []
    assert "invalid" not in found["counts"]


def test_mistakes_in_terraforms_language_are_told_at_their_lines() -> None:
    pytest.importorskip("hcl2")
    lines = [
        'resource "segment_destination_subscription" "person" {',
        '  name           = "Person"',
        '  action_id      = "a"',
        '  destination_id = "d"',
        '  trigger        = "type = \\"track\\""',
        "  settings = jsonencode({",
        '    object = "people", matching_attribute = "email_addresses",',
        "    attributes = {",
        '      email_addresses = { "@path" = "$.properties.email" }',
        '      job_titel       = { "@path" = "$.properties.title" }',
        "    }",
        "  })",
        "}",
    ]
    given = texts(mapping="\n".join(lines))

    found = run(given)

    (stage,) = found["events"][0]["subscriptions"]
    finding = next(one for one in found["findings"] if "job_titel" in one["message"])
    for one in (finding, *stage["mistakes"], next(row for row in stage["fields"] if "job_titel" in row["field"])):
        assert pointed(given, one["place"]) == lines[9].strip()

    broken = texts(mapping="\n".join(lines).replace("type = ", "type ~ "))
    (problem,) = run(broken)["problems"]
    assert problem["message"].startswith("Segment cannot read the trigger")
    assert problem["place"]["line"] == 5


def test_an_object_is_activated_at_the_mistake_that_this_mends_and_at_no_other() -> None:
    found = run(user("Gold", workspace=TEAM.replace("true", "false")))

    activate = "Activate users in the workspace"
    offered = {one.get("code") or one["rule"]: [each["label"] for each in one["repairs"]] for one in told(found)}
    assert offered == {
        "AH002": [activate],
        "standard_object_disabled": [activate],
        "value_not_found": ["Add 'Gold' to plan in the workspace"],
    }


def test_all_mistakes_of_the_preset_with_mistakes_can_be_mended_by_what_is_offered() -> None:
    given = {name: MISTAKES[name] for name in EDITORS}
    for _ in range(6):
        found = run(given)
        if not labels(found):
            break
        given = applied(given, labels(found)[0], found)

    assert run(given)["counts"] == {"written": 1}
    assert [*told(run(given))] == []


@pytest.mark.parametrize(
    ("editor", "text", "line", "column", "said"),
    [
        ("mapping", '{\n "a": 1,\n}', 2, 8, "not JSON"),
        ("mapping", "", 1, 1, "is empty"),
        ("mapping", "{", 1, 2, "not JSON"),
        ("mapping", '{"partnerAction": "nothing", "mapping": {}}', 1, 19, "nothing"),
        ("event", '{"type":\n  oops}', 2, 3, "not JSON"),
        ("event", "  ", 1, 1, "is empty"),
        ("event", "[]", 1, 1, "holds no events (expected an event of Segment, as JSON)"),
        ("event", '{"batch": []}', 1, 1, "holds no events"),
        ("event", "[" * 100_000, 1, 1, "nested"),
        ("mapping", "[" * 100_000, 1, 1, "nested"),
        ("workspace", "objects:\n  - api_slug: [", 2, None, ""),
        ("workspace", "- " * 3000, 1, 1, ""),
        ("workspace", "a: &x [*x]", 1, None, ""),
        ("trigger", "x" * 4001, 1, 1, "at most 4,000"),
        ("event", "1" * 400_001, 1, 1, "at most 400,000"),
        ("event", "\0", 1, None, ""),
        ("mapping", "\ud800", 1, None, ""),
        ("trigger", 'type = "', 1, None, "Segment cannot read the trigger"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_read_is_told_at_its_place(
    editor: str, text: str, line: int, column: int | None, said: str
) -> None:
    found = run(texts(**{editor: text}))

    problems = [one for one in found["problems"] if one["place"]["editor"] == editor]
    assert problems, found["problems"]
    assert said in problems[0]["message"]
    assert problems[0]["place"]["line"] == line
    assert column in (None, problems[0]["place"]["column"])
    assert found["events"] == []


WRAPPED = '{"message": {"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com"}}}'
ROWS = 'id,type,payload\n1,identify,"{""type"": ""identify"", ""userId"": ""u1""}"\n'
PLAIN = '{"name": "%s", "partnerAction": "identifyUser", "subscribe": "", "mapping": {}}'
YAML = "name: a\npartnerAction: identifyUser\nsubscribe: type = 'identify'\nmapping: {}\n"


@pytest.mark.parametrize(
    ("editor", "text", "said"),
    [
        ("mapping", PLAIN % "a" + PLAIN % "b", "holds several JSON documents in a row, and the second begins here; put them into an array"),
        ("mapping", YAML, "is YAML; expected a mapping as JSON"),
        ("event", WRAPPED, "no Segment event, but an object with an event inside `message`; unwrap it"),
        ("event", ROWS, "is a table with events as JSON in column 'payload'; take them out"),
    ],
)  # fmt: skip
def test_no_command_is_proposed_for_a_file_that_there_is_not(editor: str, text: str, said: str) -> None:
    found = run(texts() | {editor: text})
    assert [one["message"] for one in found["problems"]] == [said]


@pytest.mark.parametrize(
    ("editor", "other", "said"),
    [
        ("event", "mapping", "is a saved mapping; it belongs in the editor Mapping"),
        ("event", "workspace", "is a workspace file; it belongs in the editor Workspace"),
        ("mapping", "event", "holds events; they belong in the editor Event"),
        ("workspace", "mapping", "is a saved mapping; it belongs in the editor Mapping"),
    ],
)
def test_a_text_in_the_wrong_editor_is_told_the_right_one(editor: str, other: str, said: str) -> None:
    given = texts()

    found = run(given | {editor: given[other]})

    assert said in [one["message"] for one in found["problems"]]


def test_a_good_event_beside_one_that_cannot_be_read_is_run() -> None:
    found = run(texts(event='{"type": "track"}\n{"type": "tr'))

    assert [(one["place"]["line"], "in the middle" in one["message"]) for one in found["problems"]] == [(2, True)]
    assert len(found["events"]) == 1


def test_what_is_wrong_with_each_text_is_told_at_once() -> None:
    found = run(texts(mapping="{", event="{", workspace="objects: 1"))

    assert {one["place"]["editor"] for one in found["problems"]} == {"mapping", "event", "workspace"}


def test_words_for_completion_are_those_of_the_texts() -> None:
    words = run(user("Team"))["words"]

    assert {"path": "$.traits.plan", "value": '"Team"'} in words["event"]["paths"]
    users = next(one for one in words["workspace"]["objects"] if one["slug"] == "users")
    assert {"slug": "plan", "type": "select", "unique": False, "choices": ["Free", "Team"]} in users["attributes"]
    assert "@path" in [one["name"] for one in words["fixed"]["directives"]]
    assert [one["key"] for one in words["fixed"]["actions"]["identifyUser"]][:2] == ["email_address", "user_id"]
    given = user("Team")
    again = evaluate(given["mapping"], None, given["event"], given["workspace"], known_workspace=words["tag"])["words"]
    assert ("workspace" in again, "fixed" in again) == (False, False)


def test_every_directive_is_proposed_with_what_it_does() -> None:
    directives = run(texts())["words"]["fixed"]["directives"]

    assert [one["name"] for one in directives if one["about"] == "a directive"] == []


ALONE = {"type": "identify", "userId": "u", "traits": {"email": "a@b.co", "plan": "Team"}, "context": None}


def noted(given: dict[str, str], assume: str = "") -> dict[str, Any]:
    return evaluate(given["mapping"], given["trigger"], given["event"], given["workspace"], assume=assume)


def test_the_notes_are_those_of_check(tmp_path: Path) -> None:
    events = [ALONE, {**IDENTIFY_TWICE, "messageId": "m"}, {**IDENTIFY_TWICE, "messageId": "m"}]
    given = user("Team", event="\n".join(map(json.dumps, events)))
    for name in ("mapping", "event", "workspace"):
        (tmp_path / name).write_text(given[name])
    own = {**IDENTIFY, "subscribe": given["trigger"]}
    report = check(str(tmp_path / "event"), own, str(tmp_path / "workspace"))
    found = noted(given)
    assert [one["what"] for one in found["notes"]] == [one["what"] for one in report.notes]
    assert found["notes"][0]["place"]["line"] == 1
    assert {one["id"]: one["decided"] for one in found["assumptions"]} == report.assumptions


IDENTIFY_TWICE = {"type": "identify", "userId": "u-2", "traits": {"email": "b@b.co", "plan": "Team"}}


def test_an_assumption_is_set_as_the_command_line_does_and_a_note_proposes_it() -> None:
    given = user("Team", event=json.dumps(ALONE))
    found = noted(given)
    assert (found["counts"], [one["assume"] for one in found["notes"]]) == (
        {"written": 1},
        ["intake.null_context=kept"],
    )
    kept = noted(given, "intake.null_context=kept")
    assert list(kept["counts"]) != ["written"]
    assert kept["notes"] == []
    assert {"id": "intake.null_context", "setting": "kept", "decided": 1} in kept["assumptions"]
    unused = noted(given, "option.title_case=any batch.order=array")
    assert {(one["id"], one["setting"]) for one in unused["assumptions"]} >= {
        ("batch.order", "array"),
        ("option.title_case", "any"),
    }


def test_a_workspace_may_set_an_assumption_of_attio_which_is_shown_so() -> None:
    given = user("team", workspace=f"{TEAM}assumptions:\n  option.title_case: any\n")
    assert noted(given)["counts"] == {"written": 1}
    rows = {one["id"]: one["setting"] for one in noted(given)["assumptions"]}
    assert rows.get("option.title_case") == "any"
    assert noted(given, "option.title_case=exact")["counts"] != {"written": 1}


@pytest.mark.parametrize(
    ("assume", "said"),
    [
        ("nothing", "assumptions: found 'nothing', expected ID=CHOICE"),
        ("intake.null_contxt=kept", "did you mean 'intake.null_context'?"),
        ("intake.null_context=kep", "did you mean 'kept'?"),
    ],
)
def test_an_assumption_that_cannot_be_set_so_is_told(assume: str, said: str) -> None:
    found = noted(user("Team"), assume)
    (problem,) = found["problems"]
    assert said in problem["message"]
    assert found["events"] == []

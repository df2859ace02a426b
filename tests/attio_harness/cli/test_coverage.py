"""`coverage`: what events hit of a mapping, each kind of point by itself, and what none of them hits."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .shell import EVENT, MAPPING, Shell

WORKSPACE = """
name: Acme
objects:
  - api_slug: users
    active: true
    attributes:
      - {api_slug: plan, type: select, options: [Free, Enterprise]}
      - {api_slug: tags, type: select, is_multiselect: true, options: [a, b, c]}
      - {api_slug: note, type: text}
"""
COVERAGE = ("coverage", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml")
ATTRIBUTES: dict[str, Any] = {
    "plan": {"@path": "$.traits.plan"},
    "tags": {"@path": "$.traits.tags"},
    "note": {
        "@if": {
            "exists": {"@path": "$.traits.first"},
            "then": {"@template": "{{traits.last}}, {{traits.first}}"},
            "else": {"@if": {"blank": {"@path": "$.traits.nick"}, "then": "nobody", "else": {"@path": "$.traits.nick"}}},
        }
    },
}  # fmt: skip


def event(number: int, **traits: Any) -> dict[str, Any]:
    return {**EVENT, "userId": f"u{number}", "traits": {"email": f"u{number}@acme.com", **traits}}


@pytest.fixture
def acme(shell: Shell) -> Shell:
    shell.write("workspace.yaml", WORKSPACE)
    trigger = 'type = "identify" and (traits.plan = "Free" or traits.plan = "Gold" or userId != "x")'
    changed = {**MAPPING, "subscribe": trigger, "mapping": {**MAPPING["mapping"], "user_attributes": ATTRIBUTES}}
    shell.write("mapping.json", json.dumps(changed, indent=1))
    return shell


def told(shell: Shell, *events: Any, words: tuple[str, ...] = ()) -> tuple[int, Any]:
    shell.write("events.ndjson", "".join(json.dumps(one) + "\n" for one in events))
    code, out, err = shell(*COVERAGE, *words, "--format", "json")
    assert err == ""
    return code, json.loads(out)


def hits(said: Any, kind: str) -> dict[str, int]:
    return {one["what"]: one["hits"] for one in said["points"] if one["kind"] == kind}


def test_clauses_are_counted_one_by_one(acme: Shell) -> None:
    _, said = told(acme, event(1, plan="Free"), event(2), {"type": "track", "event": "x", "userId": "u3"})
    assert hits(said, "clause") == {
        'type = "identify"': 2, 'traits.plan = "Free"': 1, 'traits.plan = "Gold"': 0, 'userId != "x"': 3,
    }  # fmt: skip


def test_branches_and_what_they_read(acme: Shell) -> None:
    _, said = told(acme, event(1, first="Jane", nick="J"), event(2, first="Jane", last="Doe"))
    places = {one["mapping"]["pointer"]: one["hits"] for one in said["points"] if one["kind"] == "branch"}
    note = "/mapping/user_attributes/note/@if"
    # the inner ones are never asked, though the event has what they ask for
    assert places == {f"{note}/then": 2, f"{note}/else": 0, f"{note}/else/@if/then": 0, f"{note}/else/@if/else": 0}
    paths = hits(said, "path")
    assert (paths["traits.last"], paths["traits.first"], paths["$.traits.nick"]) == (1, 2, 0)
    _, said = told(acme, event(1, nick="J"), event(2))
    places = {one["mapping"]["pointer"]: one["hits"] for one in said["points"] if one["kind"] == "branch"}
    assert places == {f"{note}/then": 0, f"{note}/else": 2, f"{note}/else/@if/then": 1, f"{note}/else/@if/else": 1}


_ASKED_WRONG: dict[str, Any] = {"@if": {"then": "a", "else": {"@if": {"blank": "", "then": "b", "else": "c"}}}}
"""Without a question, so that every event is lost by it."""


@pytest.mark.parametrize(
    "note",
    [
        _ASKED_WRONG,
        {"@if": {"exists": _ASKED_WRONG, "then": "a", "else": "b"}},
        # in a list a directive is looked at when an event comes
        [{"@if": {"exists": {"@template": 5}, "then": "a", "else": "b"}}],
    ],
)
def test_no_branch_is_taken_where_the_condition_fails(acme: Shell, note: Any) -> None:
    acme.write(
        "mapping.json", json.dumps({**MAPPING, "mapping": {**MAPPING["mapping"], "user_attributes": {"note": note}}})
    )
    code, said = told(acme, event(1))
    branches = [one["hits"] for one in said["points"] if one["kind"] == "branch"]
    assert (code, set(branches)) == (0, {0})
    assert hits(said, "attribute")["users.note"] == 0


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_attributes_and_options_count_where_they_are_written(acme: Shell, mode: str) -> None:
    events = [event(1, plan="Free", tags=["a", "b"]), event(2, plan="Free", tags="a"), event(3, plan="Nope", tags="c")]
    _, said = told(acme, *events, words=("--mode", mode))
    assert hits(said, "option") == {
        'option "Free" of users.plan': 2, 'option "Enterprise" of users.plan': 0,
        'option "a" of users.tags': 2, 'option "b" of users.tags': 1, 'option "c" of users.tags': 0,
    }  # fmt: skip
    attributes = hits(said, "attribute")
    # of the third event the person is written in single mode, and nothing in a batch
    assert (attributes["users.plan"], attributes["users.tags"]) == (2, 2)
    assert attributes["people.email_addresses"] == (3 if mode == "single" else 2)


def test_what_no_mapping_fills(acme: Shell) -> None:
    acme.write("mapping.json", json.dumps(MAPPING))
    _, said = told(acme, event(1, plan="Free"))
    assert {"tags", "note"} <= set(said["unmapped"]["users"])
    assert "plan" not in said["unmapped"]["users"]
    assert "name" in said["unmapped"]["people"]


def test_as_text(acme: Shell) -> None:
    acme.write("events.ndjson", json.dumps(event(1, plan="Free", first="Jane", last="Doe", tags=["a"])) + "\n5\n")
    code, out, err = acme(*COVERAGE)
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert lines[0].endswith(" points hit by 1 event")
    assert "   clauses of triggers 3 of 4" in lines
    assert "   branches of @if     1 of 4" in lines
    assert "   options             2 of 5" in lines
    assert '   option "Enterprise" of users.plan' in lines
    assert 'traits.plan = "Gold"  mapping.json:4  /subscribe  (Identify)' in " ".join(out.split("\n"))
    assert lines[-1].startswith("1 entry could not be read, the first events.ndjson:2: ")
    acme.write("events.ndjson", json.dumps(event(1)))
    assert acme(*COVERAGE)[0] == 0


def test_no_event_is_no_coverage(acme: Shell) -> None:
    acme.write("events.ndjson", "")
    code, out, err = acme(*COVERAGE)
    assert (code, err) == (1, "")
    assert out.splitlines()[0].endswith(" points hit because there was no event")


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_attributes_that_a_directive_brings_are_filled(acme: Shell, mode: str) -> None:
    merged = {"@merge": {"objects": [{"note": "x"}, {"@path": "$.traits.user"}], "direction": "right"}}
    acme.write("mapping.json", json.dumps({**MAPPING, "mapping": {**MAPPING["mapping"], "user_attributes": merged}}))
    _, said = told(acme, event(1, user={"plan": "Free"}), event(2, user={"note": ""}), words=("--mode", mode))
    attributes = hits(said, "attribute")
    assert (attributes["users.plan"], attributes["users.note"]) == (1, 1)
    assert hits(said, "option") == {'option "Free" of users.plan': 1, 'option "Enterprise" of users.plan': 0}
    assert "tags" in said["unmapped"]["users"]
    assert not {"plan", "note"} & set(said["unmapped"]["users"])
    (place,) = {one["mapping"]["pointer"] for one in said["points"] if one["what"] == "users.plan"}
    assert place == "/mapping/user_attributes"


def test_the_link_between_two_records_is_filled(acme: Shell) -> None:
    acme.write("workspace.yaml", "objects: [{api_slug: users, active: true}, {api_slug: workspaces, active: true}]")
    mapped = {"domain": {"@path": "$.traits.website"}, "workspace_id": {"@path": "$.groupId"}}
    group = {"partnerAction": "groupWorkspace", "subscribe": 'type = "group"', "mapping": mapped}
    acme.write("mapping.json", json.dumps(group))
    _, said = told(acme, {"type": "group", "groupId": "g", "traits": {"website": "acme.com"}}, event(1))
    assert hits(said, "attribute")["workspaces.company"] == 1
    assert "company" not in said["unmapped"]["workspaces"]


def test_what_is_looked_up_in_what_a_directive_for_all_fields_makes_is_no_path_of_the_event(acme: Shell) -> None:
    """As Segment saves it for the events of journeys and audiences (mappings that its Git Sync wrote)."""
    made = {"@merge": {"direction": "right", "objects": [{"@path": "$."}, {"traits": {"@path": "$.traits"}}]}}
    directive = {"@transform": {"apply": made, "mapping": {"@path": "$."}}}
    fields = {"__segment_internal_directive": directive, **MAPPING["mapping"]}
    acme.write("mapping.json", json.dumps({**MAPPING, "mapping": fields}))
    _, said = told(acme, event(1))
    assert hits(said, "path") == {"$.traits": 1}


def test_each_way_to_read_a_path_is_hit_by_what_it_finds(acme: Shell) -> None:
    attributes = {
        "note": {"@template": "{{traits.a}} {{ traits.b }} {{traits.a}}"},
        "plan": {"@path": "$.traits['plan']"},
        "first": {"@arrayPath": ["$.traits.items", {"@template": "{{name}} {{size}}"}]},
        "second": {"@transform": {"apply": {"z": {"@path": "$.traits.z"}}, "mapping": {"@path": "$.z"}}},
        "third": {"@liquid": "{{ traits.url | upcase }}{{ traits.none }}"},
    }
    acme.write(
        "mapping.json", json.dumps({**MAPPING, "mapping": {**MAPPING["mapping"], "user_attributes": attributes}})
    )
    traits = {"a": 1, "plan": "Free", "items": [{"name": "x"}, {"name": "y"}], "z": False, "url": "u"}
    _, said = told(acme, event(1, **traits), event(2))
    found = hits(said, "path")
    assert {name: found[name] for name in found if name not in ("$.traits.email", "$.userId")} == {
        "traits.a": 1, "traits.b": 0, "$.traits['plan']": 1, "$.traits.items": 1, "name": 1, "size": 0, "$.traits.z": 1,
        "traits.url": 1, "traits.none": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("all", "paths"),
    [({"@path": "$.nothing"}, {"$.nothing": 0}), ({"@path": "$.userId"}, {"$.userId": 1}), ({"@literal": [1]}, {})],
)
def test_a_whole_mapping_that_makes_no_object_reaches_no_attribute(
    acme: Shell, all: Any, paths: dict[str, int]
) -> None:
    acme.write("mapping.json", json.dumps({**MAPPING, "mapping": all}))
    code, said = told(acme, event(1, plan="Free"))
    assert code == 0
    assert hits(said, "path") == paths
    assert {one["kind"] for one in said["points"]} <= {"clause", "path"}

"""Files of loss cases: what a case takes from the base, how it is changed, and what is said of a file that is no case."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attio_harness.expected_loss import differences
from tests.attio_harness.loss_case import CASES, FOLDER, GROUPS, Fix, Json, LossCase, load, patched

GOOD = """
title: A title
events:
- identify: {userId: !absent , traits: {since: 2024-01-31, email: !absent }}
- track
mapping:
- identifyUser: {user_id: !absent , user_attributes: {since: {"@path": $.traits.since}}}
workspace: {slug: other, objects: []}
mode: batch
fix:
  events: {set: {/0/traits/since: 5}, add: {/0/userId: u2}, remove: [/1/properties]}
  verdicts: {written: 1, unmatched: 1}
"""


def _file(folder: Path, text: str) -> Path:
    file = folder / "texts" / "a-case.yaml"
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    return file


def test_a_case_is_the_base_with_what_its_file_says(tmp_path: Path) -> None:
    case = load(_file(tmp_path, GOOD))
    changes: list[Json] = [
        {"op": "replace", "path": "/0/traits/since", "value": 5},
        {"op": "add", "path": "/0/userId", "value": "u2"},
        {"op": "remove", "path": "/1/properties"},
    ]
    assert case == LossCase(
        id="texts/a-case",
        title="A title",
        events=[
            {"type": "identify", "messageId": "m1", "anonymousId": "a1", "traits": {"since": "2024-01-31"}},
            {"type": "track", "event": "Saved", "messageId": "m3", "userId": "u1", "properties": {}},
        ],
        mapping=[
            {
                "name": "Identify User",
                "partnerAction": "identifyUser",
                "subscribe": 'type = "identify"',
                "mapping": {
                    "email_address": {"@path": "$.traits.email"},
                    "user_attributes": {"since": {"@path": "$.traits.since"}},
                },
            }
        ],
        workspace={"name": "Acme", "slug": "other", "members": case.workspace["members"], "objects": []},
        faults=[],
        modes=("batch",),
        fix=Fix(of="events", changes=changes, verdicts={"written": 1, "unmatched": 1}),
    )
    fixed = case.fixed()
    assert fixed.events[0] == {
        "type": "identify",
        "messageId": "m1",
        "anonymousId": "a1",
        "traits": {"since": 5},
        "userId": "u2",
    }
    assert "properties" not in fixed.events[1]
    assert case.events[0]["traits"] == {"since": "2024-01-31"}
    assert case.verdicts == {"written": 1, "unmatched": 1}


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("mode: batch", "mood: batch", "a case has no 'mood', expected some of title, events, mapping, "),
        ("title: A title", "", "title is missing"),
        ("mode: batch", "mode: slow", "mode is 'slow', expected one of single, batch, both"),
        ("- track", "- alias", "events has 'alias', expected one of identify, group, track, alone or with a mapping of members"),
        ("- track", "- {track: {}, group: {}}", "events has {'track': {}, 'group': {}}, expected one of "),
        ("- identifyUser: {", "- identify: {", "mapping has {'identify': {"),
        ("workspace: {slug: other, objects: []}", "workspace: []", "workspace is [], expected a mapping"),
        ("mode: batch", "faults: {}", "faults is {}, expected a list"),
        ("  events: {set", "  event: {set", "a fix has no 'event', expected some of events, mapping, workspace, faults, verdicts"),
        ("  verdicts:", "  faults: []\n  verdicts:", "fix changes events and faults, expected one of "),
        ("  events: {set: {/0/traits/since: 5}, add: {/0/userId: u2}, remove: [/1/properties]}", "", "fix changes nothing, expected one of "),
        ("{set: {", "{put: {", "fix of events has no 'put', expected some of set, add, remove"),
        ("set: {/0/traits/since: 5}", "set: {/0/traits/nope: 5}", "fix changes what is not there: '/0/traits/nope'"),
        ("remove: [/1/properties]", "remove: [/2/properties]", "fix changes what is not there: list index out of range"),
        ("title: A title", "title: A\ntitle: B", "is not YAML: 'title' stands here twice"),
        ("title: A title", "title: [", "is not YAML: "),
    ],
)  # fmt: skip
def test_what_is_no_case_is_told_with_its_file(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    with pytest.raises(ValueError) as refused:
        load(_file(tmp_path, GOOD.replace(old, new, 1)))
    assert str(refused.value).startswith(f"a-case.yaml: {complaint}")


def test_a_file_that_is_no_mapping_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^a-case.yaml: expected a mapping of title, events, "):
        load(_file(tmp_path, "- title"))


def test_every_file_is_a_case_of_a_group() -> None:
    files = {file.relative_to(FOLDER).with_suffix("").as_posix() for file in FOLDER.rglob("*.*")} - {"base"}
    assert files == {case.id for case in CASES}
    assert {file.name for file in FOLDER.iterdir() if file.is_dir()} == {*GROUPS}


def test_a_change_leaves_the_original_and_needs_its_place() -> None:
    before = {"a": [1, {"b/c": 2}]}
    changes: list[Json] = [
        {"op": "replace", "path": "/a/1/b~1c", "value": 3},
        {"op": "add", "path": "/a/0", "value": 0},
        {"op": "add", "path": "/a/-", "value": 4},
        {"op": "remove", "path": "/a/1"},
    ]
    assert patched(before, changes) == {"a": [0, {"b/c": 3}, 4]}
    assert before == {"a": [1, {"b/c": 2}]}
    with pytest.raises(KeyError):
        patched(before, [{"op": "replace", "path": "/b", "value": 1}])


def test_differences_have_every_place_and_no_other() -> None:
    actual = {"same": [1, {"x": None}], "list": [1, {"a": 1}], "longer": [1], "more": False, "kind": 1}
    plain = {"same": [1, {"x": None}], "list": [1, {"a": 2, "b": 3}], "longer": [], "gone": {}, "kind": True}
    assert list(differences(actual, plain)) == [
        "list[1].a: 1",
        "list[1].b: absent",
        "longer: [1]",
        "gone: absent",
        "kind: 1",
        "more: false",
    ]

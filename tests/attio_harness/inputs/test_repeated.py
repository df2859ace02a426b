"""A subscription that is read twice is run once, as Segment has one of each ID, and what Terraform refuses is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_harness import InputError, check
from attio_harness.inputs.mappings import read_mappings

from tests.attio_harness.inputs.many_destinations import EVENTS, IDENTIFY, WORKSPACE, api, plan, state, sub

ONE = sub("One", IDENTIFY, "d1") | {"id": "sub_1"}
OTHER = ONE | {"trigger": 'type = "track"'}
TWO = sub("Two", IDENTIFY, "d1") | {"id": "sub_2", "trigger": 'type = "page"'}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(name: str, document: Any) -> str:
    Path(name).write_text(document if isinstance(document, str) else json.dumps(document))
    return name


def read(*names: str) -> tuple[list[tuple[str, str, str]], list[str]]:
    """What is run, by name, file and trigger, and what is told."""
    found = read_mappings(list(names))
    return [(one.name, one.file, one.trigger) for one in found], [what for one in found for _, what in one.beside]


USER, TRACK, PAGE = (f'type = "{one}"' for one in ("identify", "track", "page"))


def test_a_plan_and_the_state_beside_it_are_one() -> None:
    """However the files have it: a text in one, an object in the other."""
    write("a.json", plan([ONE, TWO]))
    write("b.tfstate", state([TWO, ONE]))
    write("c.json", api([ONE]))
    told = (
        "3 subscriptions are read twice, and run once: One (sub_1, a.json and c.json), Two (sub_2, a.json and b.tfstate), "
        "One (sub_1, a.json and b.tfstate)"
    )
    assert read("a.json", "c.json", "b.tfstate") == ([("One", "a.json", USER), ("Two", "a.json", PAGE)], [told])
    assert sorted(name for name, *_ in read(".")[0]) == ["One", "Two"]


def test_events_count_once() -> None:
    report = check(EVENTS, [write("page.json", api([ONE, ONE]))], WORKSPACE)
    assert report.verdicts["written"] == 2
    assert [note["what"] for note in report.notes if "twice" in note["what"]] == [
        "1 subscription is read twice, and run once: One (sub_1, page.json)"
    ]


def test_two_that_differ_are_both_run_and_told() -> None:
    assert read(write("new.json", plan([OTHER])), write("old.json", plan([ONE]))) == (
        [("One", "new.json", TRACK), ("One", "old.json", USER)],
        ["1 subscription is read twice and not alike, where Segment has one of each ID, and both run: One (sub_1, new.json and old.json)"],
    )  # fmt: skip


def test_two_of_one_mapping_but_of_two_actions_are_no_copies() -> None:
    """As where a template of a subscription is copied with its ID, and only the action is changed."""
    first = {"id": "sub_1", "name": "One", "partnerAction": "identifyUser", "subscribe": USER, "mapping": {}}
    said = first | {"partnerAction": "groupWorkspace"}
    unsaid = {key: value for key, value in first.items() if key != "partnerAction"}
    found = read_mappings([first, said, unsaid])
    assert [one.action for one in found] == ["identifyUser", "groupWorkspace"]
    assert [what for one in found for _, what in one.beside] == [
        "1 subscription is read twice, and run once: One (sub_1, <python>)",
        "1 subscription is read twice and not alike, where Segment has one of each ID, and both run: One (sub_1, <python>)",
    ]


def test_a_flag_that_is_text_is_no_difference() -> None:
    again = ONE | {"enabled": "true"}
    assert read(write("a.json", plan([ONE])), write("b.json", api([again]))) == (
        [("One", "a.json", USER)], ["1 subscription is read twice, and run once: One (sub_1, a.json and b.json)"]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "again"),
    [(ONE, ONE | {"id": "sub_3"}), (ONE, sub("One", IDENTIFY, "d1")), *[(ONE | {"id": id},) * 2 for id in ("", " ")]],
)
def test_what_has_no_id_or_another_is_another(first: Any, again: Any) -> None:
    assert read(write("a.json", plan([first])), write("b.json", plan([again]))) == (
        [("One", "a.json", USER), ("One", "b.json", USER)], []
    )  # fmt: skip


def test_one_of_another_destination_is_not_told() -> None:
    """It is left out, however often it is read."""
    hook = sub("Send", {"url": "https://hooks.example.com/x", "method": "POST"}, "d2") | {"id": "sub_9"}
    assert read(write("a.json", plan([ONE, hook, hook])))[1] == [
        "left out 2 subscriptions of other destinations: Send (segment_destination_subscription.s1), Send "
        "(segment_destination_subscription.s2)"
    ]


@pytest.mark.parametrize("name", ["b.tf", "override.tf", "a.tf"])
def test_a_resource_that_is_written_twice_is_refused(name: str) -> None:
    resource = """resource "segment_destination_subscription" "one" {
  trigger  = "type = \\"identify\\""
  settings = jsonencode({ user_id = "u", email_address = "a@example.com" })
}
"""
    write("a.tf", resource)
    if name == "a.tf":
        write("a.tf", resource * 2)
    else:
        write(name, 'resource "segment_destination_subscription" "one" {\n  enabled = false\n}\n')
    with pytest.raises(InputError) as refused:
        read(".")
    line = 5 if name == "a.tf" else 1
    assert str(refused.value) == (
        f"{name}:{line} at /resource/segment_destination_subscription/one: segment_destination_subscription.one is written in "
        "a.tf:1, too, which Terraform refuses, or puts together where a file is called override; give the JSON of "
        "`terraform show -json` instead"
    )

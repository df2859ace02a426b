"""`lint` over whole mappings: what is found where, what is ignored, and inputs that cannot be linted at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import InputError, UsageError
from attio_harness.inputs.event import TYPES
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.lint import lint
from segment_actions import fql
from syrupy.assertion import SnapshotAssertion

ROOT = Path(__file__).parents[3]


@pytest.fixture
def demo() -> Workspace:
    return Workspace.load(ROOT / "fixtures/workspaces/demo.yaml")


ASSUMED_ORDER = ("AH114", "note", "Group Workspace", "/1/mapping/user_id", None)

WHOLE: Mapping[str, list[tuple[str, str, str, str, int | None]]] = {
    "fixtures/mappings/demo.json": [
        (
            "AH106",
            "warning",
            "Identify User",
            "/data/subscriptions/0/settings/person_attributes/name/@if/else/@path",
            32,
        ),
        ("AH114", "note", "Group Workspace", "/data/subscriptions/1/settings/user_id", 57),
        ("AH407", "warning", "Subscription Started", "/data/subscriptions/2/settings/enable_batching", 90),
        ("AH002", "error", "Demo Requested", "/data/subscriptions/3/settings/object", 105),
        ("AH008", "error", "Demo Requested", "/data/subscriptions/3/settings/matching_attribute", 106),
        ("AH011", "warning", "Demo Requested", "/data/subscriptions/3/settings/attributes", 107),
        ("AH011", "warning", "Demo Requested", "/data/subscriptions/3/settings/attributes", 107),
    ],
    "fixtures/mappings/walkthrough_assert_record.json": [],
    "published": [ASSUMED_ORDER],
    "documented": [ASSUMED_ORDER],
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_mapping_of_ours_against_the_demo_workspace(name: str, demo: Workspace, snapshot: SnapshotAssertion) -> None:
    path = str(ROOT / name) if "/" in name else name
    findings = lint(read_mappings([path]), demo)
    assert [(one.rule, one.severity, one.subscription, one.pointer, one.line) for one in findings] == WHOLE[name]
    assert [(one.message, one.hint) for one in findings] == snapshot


def test_every_mapping_of_the_fixtures_is_covered() -> None:
    files = sorted(f"fixtures/mappings/{path.name}" for path in (ROOT / "fixtures/mappings").glob("*.json"))
    assert sorted(name for name in WHOLE if "/" in name) == files


def test_the_presets_are_sound_where_users_and_workspaces_are_switched_on_only_by_the_workspace_file() -> None:
    findings = lint(read_mappings(["published"]), Workspace.standard())
    assert [(one.rule, one.pointer) for one in findings] == [
        ("AH002", "/0"),
        ("AH002", "/1"),
        ("AH109", "/1/mapping/user_id"),
    ]


def test_inside_terraforms_json_text_the_pointer_goes_on_after_a_hash(tmp_path: Path, demo: Workspace) -> None:
    mapping = {
        "email_address": {"@path": "$.traits.email"},
        "user_id": {"@path": "$.userId"},
        "user_attributes": {"plan": "Gold"},
    }
    values = {
        "name": "Identify",
        "action_slug": "identifyUser",
        "trigger": 'type = "identify"',
        "settings": json.dumps(mapping),
    }
    resource = {"type": "segment_destination_subscription", "values": values}
    plan = {"terraform_version": "1.9.0", "planned_values": {"root_module": {"resources": [resource]}}}
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan, indent=1), "utf-8")
    (finding,) = lint(read_mappings([str(file)]), demo)
    assert (finding.rule, finding.pointer, finding.line) == (
        "AH102",
        "/planned_values/root_module/resources/0/values/settings#/user_attributes/plan",
        12,
    )
    assert finding.hint == "It has Free, Team, Business; Attio never adds one by itself."


def test_a_rule_that_is_ignored_finds_nothing_and_an_unknown_one_is_an_error(demo: Workspace) -> None:
    sources = read_mappings([str(ROOT / "fixtures/mappings/demo.json")])
    everything, less = lint(sources, demo), lint(sources, demo, ignore=["AH407", "AH011"])
    assert less == [one for one in everything if one.rule not in ("AH407", "AH011")]
    assert len(less) < len(everything)
    with pytest.raises(UsageError, match=r"^--ignore: there is no rule 'AH47' to ignore\. Did you mean 'AH407'\?$"):
        lint(sources, demo, ignore=["AH47"])


@pytest.mark.parametrize("name", ["postman.json", "tester_body.json", "tester_exchange.json"])
def test_a_trigger_that_the_reader_made_up_is_not_found_fault_with(name: str, demo: Workspace) -> None:
    """Segment's actions tester has none, and its mapping is taken with every event."""
    (source,) = read_mappings([str(ROOT / "fixtures/shapes/mappings" / name)])
    assert all(fql.matches(source.trigger, {"type": kind}) for kind in TYPES)
    assert {one.rule for one in lint([source], demo)} == {"AH412"}


def test_what_was_noticed_while_reading_is_a_note_at_its_line() -> None:
    mappings = ROOT / "fixtures/shapes/mappings"
    told = {
        name: [
            (one.severity, one.line, one.message)
            for one in lint(
                read_mappings([str(mappings / name)]),
                Workspace.from_dict({"objects": [{"api_slug": "users", "active": True}]}),
            )
            if one.rule == "AH412"
        ]
        for name in ("api_list_page.json", "terraform_plan_change.json")
    }
    assert told == {
        "api_list_page.json": [
            ("note", 4, "One page of several: the next one (cursor MQ==) was not given; there are 2 in all.")
        ],
        "terraform_plan_change.json": [
            ("note", 12, "The plan changes `trigger` and `settings` of it; the result after the change is checked."),
            (
                "note",
                59,
                "The plan deletes Group (segment_destination_subscription.group), which is not checked: it will write nothing more.",
            ),
        ],
    }


# -- broken inputs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (
            {"user_id": {"@pth": "$.userId"}},
            "m.json:6 at /mapping/user_id: malformed mapping: /user_id has an invalid directive: @pth. Did you mean '@path'?",
        ),
        (
            {"user_id": {"@path": "$.userId", "also": 1}, "email_address": {"@path": 3}},
            "m.json:6 at /mapping/user_id: malformed mapping: /user_id should only have one @-prefixed key but it has 2 keys. "
            "/email_address/@path should be a string or a mapping directive but it is a number.",
        ),
        (
            {"__segment_internal_directive": {"@path": "x", "@case": {}}},
            "m.json:6 at /mapping/__segment_internal_directive: malformed mapping: The root mapping must only have a single "
            "directive object",
        ),
    ],
)  # fmt: skip
def test_a_malformed_mapping_is_an_error_of_the_input(
    mapping: dict[str, Any], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    document = {"name": "x", "partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": mapping}
    Path("m.json").write_text(json.dumps(document, indent=2), "utf-8")
    with pytest.raises(InputError) as raised:
        lint(read_mappings(["m.json"]), Workspace.standard())
    assert str(raised.value) == message


def test_an_unknown_action_and_no_subscription_at_all() -> None:
    source = LocatedSubscription(
        file="x", name="x", action="assertrecord", trigger="", mapping={}, pointer="/0", mapping_pointer="/0/mapping", trigger_pointer="/0"
    )  # fmt: skip
    with pytest.raises(
        InputError, match="unknown action 'assertrecord'; the destination has identifyUser, groupWorkspace"
    ):
        lint([source], Workspace.standard())
    with pytest.raises(UsageError, match="no subscription to lint"):
        lint([], Workspace.standard())

"""`lint`: each rule on its own two examples, real mappings as a whole, broken inputs, both forms of the findings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import InputError, UsageError
from attio_harness.formats.lint_json import render_lint as render_json
from attio_harness.formats.lint_text import render_lint as render_text
from attio_harness.inputs.mappings import LocatedSubscription, locate_dict, read_mappings
from attio_harness.lint import RULES, Example, Finding, Rule, lint, render_docs
from attio_harness.lint.model import SEVERITIES
from attio_harness.lint.rules import CHAPTERS
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

ROOT = Path(__file__).parents[2]
EVERY_RULE = pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: f"{rule.id}-{rule.name}")


@pytest.fixture
def snapshot_json(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


@pytest.fixture
def demo() -> Workspace:
    return Workspace.load(ROOT / "fixtures/workspaces/demo.yaml")


def saved(example: Example, folder: Path) -> Path:
    """The example as a mapping file: the subscription alone, or a list of them."""
    some = list(example.subscriptions)
    file = folder / "mapping.json"
    file.write_text(json.dumps(some[0] if len(some) == 1 else some, indent=2, ensure_ascii=False), "utf-8")
    return file


def found(example: Example, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    monkeypatch.chdir(folder)
    saved(example, folder)
    return lint(read_mappings(["mapping.json"]), Workspace.from_dict(example.workspace))


def at(document: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


# -- rules -----------------------------------------------------------------------------------------------------------


@EVERY_RULE
def test_the_failing_example_breaks_this_rule_once_and_no_other(
    rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot_json: SnapshotAssertion
) -> None:
    findings = found(rule.failing, tmp_path, monkeypatch)
    assert [one.rule for one in findings] == [rule.id]
    assert findings[0].severity == rule.severity
    assert [one.to_dict() for one in findings] == snapshot_json


@EVERY_RULE
def test_the_passing_example_breaks_none(rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(rule.passing, tmp_path, monkeypatch) == []


@EVERY_RULE
def test_pointer_and_line_lead_to_the_place(rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (finding,) = found(rule.failing, tmp_path, monkeypatch)
    text = (tmp_path / "mapping.json").read_text("utf-8")
    at(json.loads(text), finding.pointer)
    last = finding.pointer.rpartition("/")[2]
    assert finding.line is not None
    line = text.split("\n")[finding.line - 1]
    assert f'"{last}":' in line or last.isdigit() or (not last and line == "{")


def test_ids_and_names_are_stable_words_of_their_chapter() -> None:
    chapters = list(CHAPTERS.values())
    assert [rule.id for rules in chapters for rule in rules] == list(RULES)
    for number, rules in enumerate(chapters):
        assert [rule.id for rule in rules] == [f"AH{number}{index:02}" for index in range(1, len(rules) + 1)]
    names = [rule.name for rule in RULES.values()]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z]+(-[a-z]+)+", name)] == []
    assert {rule.severity for rule in RULES.values()} == set(SEVERITIES)


def test_the_documentation_is_the_table_of_rules() -> None:
    assert (ROOT / "docs/lint.md").read_text("utf-8") == render_docs()


# -- whole mappings --------------------------------------------------------------------------------------------------

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


# -- particular cases ------------------------------------------------------------------------------------------------

ORDERS = {
    "members": [{"email_address": "alice@acme.com"}],
    "objects": [
        {"api_slug": "users", "active": True},
        {
            "api_slug": "orders",
            "attributes": [
                {"api_slug": "order_id", "type": "text", "is_unique": True},
                {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a", "b"]},
                {"api_slug": "state", "type": "status", "statuses": ["Open", "Done"]},
                {"api_slug": "size", "type": "select", "options": ["S", "M"]},
                {"api_slug": "score", "type": "rating"},
                {"api_slug": "price", "type": "currency"},
                {"api_slug": "paid", "type": "checkbox"},
                {"api_slug": "day", "type": "date"},
                {"api_slug": "seen", "type": "timestamp"},
                {"api_slug": "site", "type": "domain"},
                {"api_slug": "mail", "type": "email-address"},
                {"api_slug": "phone", "type": "phone-number"},
                {
                    "api_slug": "buyer",
                    "type": "record-reference",
                    "config": {"record_reference": {"allowed_objects": ["people"]}},
                },
                {"api_slug": "owner", "type": "actor-reference"},
                {"api_slug": "note", "type": "text"},
            ],
        },
    ],
}


def order(workspace: Mapping[str, Any] = ORDERS, **attributes: Any) -> list[tuple[str, str]]:
    """(rule, pointer below the attributes) of an Assert Record on orders."""
    subscription = {
        "name": "Orders",
        "partnerAction": "assertRecord",
        "subscribe": 'type = "track"',
        "mapping": {
            "object": "orders",
            "matching_attribute": "order_id",
            "attributes": {"order_id": {"@path": "$.properties.id"}, **attributes},
        },
    }
    findings = lint(locate_dict(subscription, ""), Workspace.from_dict(workspace))
    return [(one.rule, one.pointer.removeprefix("/mapping/attributes")) for one in findings]


@pytest.mark.parametrize(
    ("attribute", "value", "rules"),
    [
        ("tags", ["a", "b"], []),
        ("tags", ["a", "c"], ["AH102"]),
        ("state", "open", ["AH102"]),
        ("state", "Open", []),
        ("size", ["S", "M"], ["AH101"]),
        ("size", 3, ["AH101"]),
        ("score", 5, []),
        ("score", 6, ["AH101"]),
        ("score", 2.5, ["AH101"]),
        ("price", 9.99, []),
        ("price", 0.123456, ["AH101"]),
        ("paid", True, []),
        ("paid", "true", ["AH101"]),
        ("day", "2024-02-30", ["AH101"]),
        ("day", "2024-02-29", []),
        ("seen", "yesterday", ["AH101"]),
        ("site", "https://acme.com", ["AH101"]),
        ("mail", "bob", ["AH101"]),
        ("phone", "5551234567", ["AH101"]),
        ("phone", "+15558675309", []),
        ("buyer", "bob@acme.com", []),
        ("buyer", "bob", ["AH101"]),
        ("buyer", 7, ["AH101"]),
        ("owner", "alice@acme.com", []),
        ("owner", "bob@acme.com", ["AH103"]),
        ("owner", 7, ["AH101"]),
        ("note", 7, ["AH101"]),
        ("note", {"a": 1}, ["AH108"]),
        ("note", None, []),
        ("note", {"@literal": None}, []),
        ("note", "$.properties.note", ["AH110"]),
        ("note", 'see "@path"', ["AH110"]),
        ("note", {"@json": {"mode": "encode", "value": {"@path": "$.properties"}}}, []),
        ("paid", {"@liquid": "{{ properties.paid }}"}, ["AH104"]),
        ("paid", {"@replace": {"pattern": "a", "replacement": "b", "value": {"@path": "$.properties.x"}}}, ["AH104"]),
        ("note", {"@arrayPath": ["$.properties.products", {"@path": "$.sku"}]}, ["AH107"]),
        ("tags", {"@arrayPath": ["$.properties.products", {"@path": "$.tag"}]}, []),
        ("note", {"@merge": {"objects": [{"a": {"@path": "$.properties.a"}}], "direction": "right"}}, ["AH108"]),
        ("note", {"@case": {"operator": "title", "value": {"@path": "$.properties.x"}}}, ["AH212"]),
        ("note", {"@json": {"mode": "ENCODE", "value": {"@path": "$.properties.x"}}}, ["AH212"]),
        ("note", {"@path": "$.properties.x "}, ["AH208"]),
        ("note", {"@path": "$.properties.list[-1]"}, ["AH208"]),
        ("note", {"@path": "$.properties.list[0].x"}, []),
        ("note", {"@path": "$"}, ["AH208"]),
        ("note", {"@path": "$.traits.x"}, ["AH204"]),
        ("note", {"@template": "{{{traits.x}}}"}, ["AH204"]),
        ("tags", [{"@path": "$.properties.tag", "note": "x"}], ["AH210"]),
        ("note", {"@liquid": '{{ properties.x | split: "|lowercase" | first }}'}, []),
        ("note", {"@liquid": "{{ properties.x | sort }}"}, ["AH403"]),
        ("note", "sk_live_abcdefgh1234", ["AH111"]),
    ],
)  # fmt: skip
def test_a_value_and_what_is_said_of_it(attribute: str, value: Any, rules: list[str]) -> None:
    assert [rule for rule, _ in order(**{attribute: value})] == rules


def test_each_branch_of_a_directive_is_judged_and_pointed_at() -> None:
    there = {"@path": "$.properties.state"}
    cased = {"@case": {"operator": "upper", "value": {"@if": {"exists": there, "then": "s", "else": "m"}}}}
    assert order(size=cased) == []
    assert order(state={"@if": {"exists": there, "then": there, "else": {"@literal": "Opne"}}}) == [
        ("AH102", "/state/@if/else/@literal")
    ]
    assert order(state={"@if": {"exists": there, "then": "Opne", "else": "Doen"}}) == [
        ("AH102", "/state/@if/then"),
        ("AH102", "/state/@if/else"),
    ]
    assert order(paid={"@if": {"exists": there, "then": True, "else": False}}) == []


def test_an_assumption_of_the_workspace_decides() -> None:
    assert order({**ORDERS, "assumptions": {"option.title_case": "any"}}, state="open") == []
    assert order({**ORDERS, "assumptions": {"write.several_values_for_one": "first"}}, size=["S", "M"]) == []


def test_nobody_is_wrong_where_the_workspace_names_no_member() -> None:
    assert order({**ORDERS, "members": []}, owner="bob@acme.com") == []


def test_objects_and_attributes_may_be_named_by_id() -> None:
    workspace = Workspace.from_dict(ORDERS)
    orders = workspace.objects["orders"]
    mapping = {
        "object": orders.id,
        "matching_attribute": orders.attributes["order_id"].id,
        "attributes": {
            orders.attributes["order_id"].id: {"@path": "$.properties.id"},
            orders.attributes["score"].id: 9,
        },
    }
    subscription = {"name": "x", "partnerAction": "assertRecord", "subscribe": 'type = "track"', "mapping": mapping}
    (finding,) = lint(locate_dict(subscription, ""), workspace)
    assert (finding.rule, finding.message) == ("AH101", "orders.score (rating) never takes 9.")


def test_a_mapping_that_is_one_directive_is_judged_as_far_as_it_can_be() -> None:
    mapping = {
        "__segment_internal_directive": {"@transform": {"apply": {"x": {"@path": "$.traits.x"}}}},
        "object": "nope",
    }
    subscription = {"name": "x", "partnerAction": "assertRecord", "subscribe": "type = 'track'", "mapping": mapping}
    assert [one.rule for one in lint(locate_dict(subscription, ""), Workspace.standard())] == ["AH306"]


def test_the_default_object_of_assert_record_is_led_to_people() -> None:
    mapping = {"object": "person", "matching_attribute": "email_addresses", "attributes": {}}
    subscription = {"name": "x", "partnerAction": "assertRecord", "subscribe": 'type = "track"', "mapping": mapping}
    (finding,) = lint(locate_dict(subscription, ""), Workspace.standard())
    assert (finding.rule, finding.pointer) == ("AH001", "/mapping/object")
    assert finding.hint == "Use the slug 'people'. Its active objects are people, companies."


def test_no_record_is_found_by_what_takes_no_value() -> None:
    attributes = {"email_addresses": {"@path": "$.properties.email"}}
    mapping = {"object": "people", "matching_attribute": "record_id", "attributes": attributes}
    subscription = {"name": "x", "partnerAction": "assertRecord", "subscribe": 'type = "track"', "mapping": mapping}
    (finding,) = lint(locate_dict(subscription, ""), Workspace.standard())
    assert (finding.rule, finding.pointer) == ("AH009", "/mapping/matching_attribute")
    assert finding.hint == "Match on email_addresses, and map a value to it."


def test_the_secret_is_not_shown() -> None:
    secret = "sk_live_51H8abcdefghijklmnop"
    subscription = {
        "name": "x",
        "partnerAction": "assertRecord",
        "subscribe": 'type = "track"',
        "mapping": {
            "object": "people",
            "matching_attribute": "email_addresses",
            "attributes": {"email_addresses": {"@path": "$.properties.email"}, "description": f"key {secret}"},
        },
    }
    findings = lint(locate_dict(subscription, ""), Workspace.standard())
    assert [one.rule for one in findings] == ["AH111"]
    assert secret not in render_text(findings) + render_json(findings)


def test_subscriptions_of_other_events_may_write_the_same_attribute() -> None:
    def titled(event: str, path: str) -> dict[str, Any]:
        attributes = {"email_addresses": {"@path": "$.properties.email"}, "job_title": {"@path": path}}
        mapping = {"object": "people", "matching_attribute": "email_addresses", "attributes": attributes}
        trigger = f'type = "track" and event = "{event}"'
        return {"name": event, "partnerAction": "assertRecord", "subscribe": trigger, "mapping": mapping}

    def rules(*subscriptions: dict[str, Any]) -> list[tuple[str, str]]:
        located = [one for n, row in enumerate(subscriptions) for one in locate_dict(row, f"/{n}")]
        return [(one.rule, one.pointer) for one in lint(located, Workspace.standard())]

    assert rules(titled("A", "$.properties.a"), titled("B", "$.properties.b")) == []
    assert rules(titled("A", "$.properties.a"), titled("A", "$.properties.b")) == [
        ("AH410", "/1/mapping/attributes/job_title")
    ]
    assert rules(titled("A", "$.properties.a"), {**titled("A", "$.properties.b"), "enabled": False}) == [
        ("AH409", "/1")
    ]


def test_a_rule_that_is_ignored_finds_nothing_and_an_unknown_one_is_an_error(demo: Workspace) -> None:
    sources = read_mappings([str(ROOT / "fixtures/mappings/demo.json")])
    everything, less = lint(sources, demo), lint(sources, demo, ignore=["AH407", "AH011"])
    assert less == [one for one in everything if one.rule not in ("AH407", "AH011")]
    assert len(less) < len(everything)
    with pytest.raises(UsageError, match=r"^there is no rule 'AH47' to ignore\. Did you mean 'AH407'\?$"):
        lint(sources, demo, ignore=["AH47"])


# -- broken inputs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (
            {"user_id": {"@pth": "$.userId"}},
            "m.json:6 at /mapping/user_id: malformed mapping: /user_id has an invalid directive: @pth.",
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


# -- how findings are shown ------------------------------------------------------------------------------------------


def test_text_and_json_of_several_files(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    monkeypatch.chdir(ROOT)
    findings = lint(read_mappings(["fixtures/mappings/demo.json", "documented"]), demo)
    assert render_text(findings) == snapshot(name="text")
    document = json.loads(render_json(findings))
    assert document["counts"] == {"error": 2, "warning": 7, "note": 2}
    assert document["findings"] == [one.to_dict() for one in findings]
    assert [one["name"] for one in document["findings"]] == [RULES[one.rule].name for one in findings]


def test_nothing_to_say() -> None:
    assert render_text([]) == "lint: nothing to say\n"
    assert json.loads(render_json([])) == {"counts": {"error": 0, "warning": 0, "note": 0}, "findings": []}


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
            ("note", 12, "The plan changes `trigger` and `settings` of it; checked is what comes after."),
            (
                "note",
                59,
                "The plan deletes Group (segment_destination_subscription.group), which is not checked: what it wrote is written no more.",
            ),
        ],
    }

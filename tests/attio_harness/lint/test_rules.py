"""Each rule of lint on its own two examples, and particular cases of values, names and subscriptions."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.inputs.mappings import locate_dict, read_mappings
from attio_harness.lint import RULES, Example, Finding, Rule, lint
from attio_harness.lint.model import SEVERITIES
from attio_harness.lint.rules import CHAPTERS

DOCUMENTED = (Path(__file__).parents[3] / "docs/lint.md").read_text("utf-8")
EVERY_RULE = pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: f"{rule.id}-{rule.name}")


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
    rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = found(rule.failing, tmp_path, monkeypatch)
    assert (one.rule, one.name, one.severity, one.file) == (rule.id, rule.name, rule.severity, "mapping.json")
    assert one.subscription in [row["name"] for row in rule.failing.subscriptions]
    documented = DOCUMENTED.partition(f"### {rule.id} ")[2].partition("###")[0]
    assert f"> `{one.pointer or '/'}`: {one.message}\n>\n> {one.hint}\n" in documented


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
    assert secret not in str(findings)


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

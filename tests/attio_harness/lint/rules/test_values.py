"""What is said of a value, type by type and branch by branch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint

from tests.attio_harness.subscriptions import assert_record

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
                {"api_slug": "place", "type": "location"},
                {
                    "api_slug": "deal",
                    "type": "record-reference",
                    "config": {"record_reference": {"allowed_objects": ["deals"]}},
                },
                {
                    "api_slug": "about",
                    "type": "record-reference",
                    "config": {"record_reference": {"allowed_objects": ["deals", "people"]}},
                },
            ],
        },
    ],
}


def order(workspace: Mapping[str, Any] = ORDERS, **attributes: Any) -> list[tuple[str, str]]:
    """(rule, pointer below the attributes) of an Assert Record on orders."""
    subscription = assert_record(
        "Orders", 'type = "track"', "orders", "order_id", {"order_id": {"@path": "$.properties.id"}, **attributes}
    )
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
        ("note", [{"@path": "$.properties.note"}], []),
        ("note", [{"@path": "$.properties.note"}, {"@path": "$.properties.more"}], ["AH107"]),
        ("place", {"@path": "$.properties.place"}, ["AH105"]),
        ("place", None, []),
        ("deal", {"@path": "$.properties.deal"}, ["AH109"]),
        ("deal", None, []),
        ("about", {"@path": "$.properties.about"}, []),
        ("note", "$.properties.note", ["AH110"]),
        ("note", "properties.note", ["AH110"]),
        ("paid", "${properties.paid}", ["AH110"]),
        ("paid", "{context.page.url}", ["AH110"]),
        ("note", "context.io", []),
        ("note", "of properties.note", []),
        ("note", 'see "@path"', ["AH110"]),
        ("note", {"@json": {"mode": "encode", "value": {"@path": "$.properties"}}}, []),
        ("paid", {"@liquid": "{{ properties.paid }}"}, ["AH104"]),
        ("paid", {"@replace": {"pattern": "a", "replacement": "b", "value": {"@path": "$.properties.x"}}}, ["AH104"]),
        ("note", {"@arrayPath": ["$.properties.products", {"@path": "$.sku"}]}, ["AH107"]),
        ("tags", {"@arrayPath": ["$.properties.products", {"@path": "$.tag"}]}, []),
        ("note", {"@merge": {"objects": [{"a": {"@path": "$.properties.a"}}], "direction": "right"}}, ["AH108"]),
        ("note", {"@transform": {"apply": {"a": "x"}, "mapping": {"a": {"@path": "$.a"}}}}, ["AH108"]),
        ("note", {"@case": {"operator": "title", "value": {"@path": "$.properties.x"}}}, ["AH212"]),
        ("note", {"@json": {"mode": "ENCODE", "value": {"@path": "$.properties.x"}}}, ["AH212"]),
        ("note", {"@path": "$.properties.x "}, ["AH208"]),
        ("note", {"@path": "$.properties.list[-1]"}, ["AH208"]),
        ("note", {"@path": "$.properties.list[0].x"}, []),
        ("note", {"@path": "$"}, ["AH208"]),
        ("note", {"@path": "$.traits.x"}, ["AH204"]),
        ("note", {"@template": "{{{traits.x}}}"}, ["AH204"]),
        # an event that @transform makes has what `apply` makes of this one
        ("note", {"@transform": {"apply": {"x": {"@path": "$.properties.x"}}, "mapping": {"@path": "$.properties.x"}}}, ["AH204"]),
        ("note", {"@transform": {"apply": {"x": {"y": 1}}, "mapping": {"@template": "{{x.z}}"}}}, ["AH204"]),
        ("note", {"@transform": {"apply": {"x": {"@path": "$.properties"}}, "mapping": {"@path": "$.x.z"}}}, []),
        ("note", {"@transform": {"apply": {"@path": "$.properties"}, "mapping": {"@path": "$.z"}}}, []),
        ("note", {"@transform": {"apply": {"x": {"y": 1}}, "mapping": {"@transform": {"apply": {"z": {"@path": "$.x.y"}}, "mapping": {"@path": "$.z"}}}}}, []),
        ("tags", {"@transform": {"apply": {"x": {"@path": "$.properties.x"}}, "mapping": {"@arrayPath": ["$.x", {"@path": "$.tag"}]}}}, []),
        ("tags", [{"@path": "$.properties.tag", "note": "x"}], ["AH210"]),
        ("note", {"@liquid": '{{ properties.x | split: "|lowercase" | first }}'}, []),
        ("note", {"@liquid": "{{ properties.x | sort }}"}, ["AH403"]),
        ("note", "sk_live_abcdefgh1234", ["AH111"]),
    ],
)  # fmt: skip
def test_a_value_and_what_is_said_of_it(attribute: str, value: Any, rules: list[str]) -> None:
    assert [rule for rule, _ in order(**{attribute: value})] == rules


def test_what_transform_does_not_make_is_named_with_what_it_makes() -> None:
    apply = {"note": {"@path": "$.properties.note"}, "other": "x"}
    attributes = {
        "email_addresses": {"@path": "$.userId"},
        "description": {"@transform": {"apply": apply, "mapping": {"@path": "$.Note"}}},
    }
    subscription = assert_record("x", 'type = "track"', "people", "email_addresses", attributes)
    (one,) = [one for one in lint(locate_dict(subscription, ""), Workspace.standard()) if one.rule == "AH204"]
    assert one.pointer == "/mapping/attributes/description/@transform/mapping/@path"
    assert one.message == "$.Note never exists: apply of this @transform makes no Note, only note, other."
    assert one.hint == "Did you mean 'note'? Read what apply makes, or add it there."


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
    takes_text = {**ORDERS, "assumptions": {"location.simple": "text"}}
    assert order(takes_text, place="1 Main Street, Springfield, US") == []
    assert [rule for rule, _ in order(takes_text, place={"@literal": 5})] == ["AH101"]
    assert [rule for rule, _ in order(ORDERS, place="1 Main Street, Springfield, US")] == ["AH105"]


def test_nobody_is_wrong_where_the_workspace_names_no_member() -> None:
    assert order({**ORDERS, "members": []}, owner="bob@acme.com") == []


def test_objects_and_attributes_may_be_named_by_id() -> None:
    workspace = Workspace.from_dict(ORDERS)
    orders = workspace.objects["orders"]
    subscription = assert_record(
        "x",
        'type = "track"',
        orders.id,
        orders.attributes["order_id"].id,
        {
            orders.attributes["order_id"].id: {"@path": "$.properties.id"},
            orders.attributes["score"].id: 9,
        },
    )
    (finding,) = lint(locate_dict(subscription, ""), workspace)
    assert (finding.rule, finding.message) == ("AH101", "orders.score (rating) never accepts 9.")

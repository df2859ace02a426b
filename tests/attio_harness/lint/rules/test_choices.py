"""A text that is no option, status or member whatever the event has; and what may be one, which is no error."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import check
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint
from hypothesis import given
from hypothesis import strategies as st

from tests.attio_harness.subscriptions import identify_user

PLAN = {"@path": "$.traits.plan"}
LOWER = {"@case": {"operator": "lower", "value": PLAN}}
UPPER = {"@case": {"operator": "upper", "value": PLAN}}


def workspace(*titles: str, kind: str = "select", assumptions: Any = None) -> dict[str, Any]:
    held = {"actor-reference": {}, "status": {"statuses": [*titles]}}.get(kind, {"options": [*titles]})
    return {
        "members": [{"email_address": "alice@acme.com"}],
        "objects": [{"api_slug": "users", "active": True, "attributes": [{"api_slug": "plan", "type": kind, **held}]}],
        "assumptions": assumptions or {},
    }


def subscription(node: Any) -> dict[str, Any]:
    return identify_user("S", user_attributes={"plan": node})


def found(node: Any, there: dict[str, Any]) -> list[str]:
    told = lint(locate_dict(subscription(node), ""), Workspace.from_dict(there))
    return [one.message for one in told if one.rule == "AH116"]


@pytest.mark.parametrize(
    ("node", "said"),
    [
        (LOWER, "@case turns every value into lower case"),
        (UPPER, "@case turns every value into upper case"),
        ({"@liquid": "{{ traits.plan | strip | upcase }}"}, "@liquid turns every value into upper case"),
        ({"@liquid": "{{ traits.plan | downcase }}"}, "@liquid turns every value into lower case"),
        ({"@template": "plan: {{traits.plan}}"}, '@template turns every value into "plan: {{traits.plan}}"'),
        ({"@liquid": "{{ traits.plan }}!"}, '@liquid turns every value into "{{ traits.plan }}!"'),
        ({"@if": {"exists": PLAN, "then": LOWER, "else": "Free"}}, "@case turns every value into lower case"),
    ],
)
@pytest.mark.parametrize("kind", ["select", "status"])
def test_a_text_that_is_no_choice_is_told(node: Any, said: str, kind: str) -> None:
    what = "status" if kind == "status" else "option"
    assert found(node, workspace("Free", "Pro", kind=kind)) == [
        f"{said}, but users.plan has no {what} written that way: it has Free, Pro."
    ]


@pytest.mark.parametrize(
    ("node", "titles"),
    [
        (LOWER, ("free", "Pro")),
        (UPPER, ("Free", "PRO")),
        (LOWER, ()),
        (PLAN, ("Free",)),
        ({"@template": "{{traits.plan}}"}, ("Free",)),
        ({"@template": "{{traits.plan}} plan"}, ("Free plan", "Pro")),
        ({"@liquid": "{{ traits.plan | upcase | capitalize }}"}, ("Free",)),
        ({"@liquid": "{% if traits.plan %}{{ traits.plan | upcase }}{% endif %}"}, ("Free",)),
        ({"@liquid": "{{ traits.tier | default: 'x' }}-{{ traits.plan }}"}, ("a-Free",)),
        ({"@if": {"exists": PLAN, "then": "Free"}}, ("Free",)),
    ],
)  # fmt: skip
def test_what_may_be_a_choice_is_none(node: Any, titles: tuple[str, ...]) -> None:
    assert found(node, workspace(*titles)) == []


def test_where_case_does_not_matter_nothing_is_told() -> None:
    assert found(LOWER, workspace("Free", assumptions={"option.title_case": "any"})) == []


def test_a_member_is_named_by_the_address_in_any_case_and_not_with_something_around_it() -> None:
    owners = workspace(kind="actor-reference")
    assert found(LOWER, owners) == []
    assert found({"@template": "mailto:{{traits.plan}}"}, owners) == [
        '@template turns every value into "mailto:{{traits.plan}}", but users.plan has no member written that way: it has alice@acme.com.'
    ]


TITLES = st.lists(st.sampled_from(["Free", "free", "PRO", "pro", "1", "A-b", "plan a", "ß", "İ", "a.b"]), min_size=1, max_size=3, unique=True)  # fmt: skip
NODES = st.sampled_from([LOWER, UPPER, {"@template": "plan {{traits.plan}}"}, {"@liquid": "{{ traits.plan | upcase }}"}, {"@liquid": "{{ traits.plan }}b"}])  # fmt: skip


@given(TITLES, NODES, st.sampled_from(["select", "status"]))
def test_the_rule_never_cries_wolf(titles: list[str], node: Any, kind: str) -> None:
    """Whatever of these the event has, it is lost where the rule speaks."""
    there = workspace(*titles, kind=kind)
    values = {*titles, *(one.removeprefix("plan ") for one in titles), *(one.removesuffix("b") for one in titles), "x"}
    events = [{"type": "identify", "userId": "u", "traits": {"email": "a@acme.com", "plan": one}} for one in values]
    written = check(events, [subscription(node)], there).verdicts.get("written", 0)
    if found(node, there):
        assert written == 0

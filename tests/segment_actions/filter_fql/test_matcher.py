"""Why an event does not meet a condition."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from segment_actions.filter_fql import Tree, compile_tree, explain, parse

from tests.segment_actions.filter_fql.conditions import events, trees

EVENT = {"type": "identify", "traits": {"plan": "Pro", "gone": None, "age": 41}}


@pytest.mark.parametrize(
    ("condition", "clauses"),
    [
        ("type = 'identify'", []),
        ("type = 'track'", [('type = "track"', '"identify"')]),
        ("type = 'track' and traits.plan = 'Pro'", [('type = "track"', '"identify"')]),
        ("traits.gone = 1 or traits.none = 1", [("traits.gone = 1", "null"), ("traits.none = 1", "nothing")]),
        ("!(traits.plan = 'Pro')", [('!(traits.plan = "Pro")', '"Pro"')]),
        ("!!(traits.plan = 'Free')", [('traits.plan = "Free"', '"Pro"')]),
        ("!(type = 'track' or traits.plan = 'Pro')", [('!(traits.plan = "Pro")', '"Pro"')]),
        ("!(traits.age > 5 and traits.plan != null)", [("!(traits.age > 5)", "41"), ("!(traits.plan != null)", '"Pro"')]),
        ("!(type = 'identify' and !(traits.age = 1))", [('!(type = "identify")', '"identify"'), ("traits.age = 1", "41")]),
        ("length(traits.plan) > traits.age", [("length(traits.plan) > traits.age", 'traits.plan "Pro", traits.age 41')]),
        ("contains(traits, 'x')", [('contains(traits, "x")', '{"plan":"Pro","gone":null,"age":41}')]),
        ("false", [("false", "a constant")]),
    ],
)  # fmt: skip
def test_the_clauses_that_are_false(condition: str, clauses: list[tuple[str, str]]) -> None:
    assert [(one.clause, one.found) for one in explain(parse(condition), EVENT)] == clauses


def test_what_is_no_event_meets_nothing() -> None:
    assert [one.found for one in explain(parse("type = 'track'"), None)] == ["nothing"]


@given(trees, events)
def test_there_is_a_clause_wherever_it_is_not_met(tree: Tree, event: dict[str, Any]) -> None:
    assert bool(explain(tree, event)) is not compile_tree(tree)(event)

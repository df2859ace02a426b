"""What parts of a mapping can yield, against the engine where no event is read."""

from __future__ import annotations

import re
from typing import Any

import pytest
from attio_harness.advice.foreign import foreign_in
from attio_harness.advice.templates import BARE
from attio_harness.lint.yields import (
    UNKNOWN,
    constant,
    directive_of,
    failure,
    looks_variable,
    outcomes,
    placeholders,
    spots,
    variable_in,
    without_placeholders,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from segment_actions import MISSING
from segment_actions.mapping.whole import ROOT

from tests.examples import examples

PATH = {"@path": "$.traits.plan"}


@pytest.mark.parametrize(
    ("node", "value"),
    [
        ("text", "text"),
        (None, None),
        ([1, {"a": True}], [1, {"a": True}]),
        ({"@literal": {"a": 1}}, {"a": 1}),
        ({"@template": "always"}, "always"),
        ({"@case": {"operator": "upper", "value": "a"}}, "A"),
        ({"@if": {"exists": {"@literal": None}, "then": 1}}, MISSING),
        (PATH, UNKNOWN),
        ([PATH], UNKNOWN),
        ({"@template": "{{traits.plan}}"}, UNKNOWN),
        ({"@liquid": "{{ 'a' }}"}, UNKNOWN),
        ({"@nothing": 1}, UNKNOWN),
    ],
)
def test_what_is_the_same_for_every_event(node: Any, value: Any) -> None:
    assert constant(node) == value


@pytest.mark.parametrize(
    ("node", "found"),
    [
        (PATH, [("/@path", "path", "$.traits.plan")]),
        ({"@template": "x, {{y}}"}, [("/@template", "text", "x, ")]),
        ({"@json": {"mode": "encode", "value": PATH}}, [("/@json", "text", None)]),
        ({"@json": {"mode": "decode", "value": PATH}}, [("", "unknown", None)]),
        ({"@if": {"exists": PATH, "then": PATH, "else": "no"}},
         [("/@if/then/@path", "path", "$.traits.plan"), ("/@if/else", "constant", "no")]),
        ({"@if": {"exists": PATH, "then": 1}}, [("/@if/then", "constant", 1), ("/@if", "constant", MISSING)]),
        ({"@merge": {"objects": [PATH], "direction": "right"}}, [("/@merge", "object", None)]),
        ({"@transform": {"apply": {}, "mapping": {"a": PATH}}}, [("/@transform", "object", None)]),
        ({"@transform": {"apply": {}, "mapping": PATH}}, [("", "unknown", None)]),
        ({"@transform": {"apply": {}, "mapping": {ROOT: {"@path": "$.a"}, "a": PATH}}}, [("", "unknown", None)]),
        ({"@arrayPath": ["$.items", PATH]}, [("/@arrayPath", "list", None)]),
        ([PATH, 1], [("", "list", [PATH, 1])]),
        ({"a": PATH}, [("", "object", None)]),
    ],
)  # fmt: skip
def test_every_branch_is_an_outcome(node: Any, found: list[tuple[str, str, Any]]) -> None:
    assert [(one.pointer, one.kind, one.value) for one in outcomes(node, "")] == found


def test_spots_are_what_segment_evaluates() -> None:
    node = {
        "a/b": [PATH],
        "c": {"@arrayPath": ["$.items", {"d": {"@path": "$.e"}}]},
        "f": {"@case": {"operator": PATH}},
    }
    found = [(one.pointer, one.relative) for one in spots(node, "/m") if directive_of(one.node)]
    assert found == [("/m/a~1b/0", False), ("/m/c", False), ("/m/c/@arrayPath/1/d", True), ("/m/f", False)]


@pytest.mark.parametrize(
    ("node", "fails"),
    [
        ("text", False),
        (PATH, False),
        ({"@if": {"then": 1}}, True),
        ({"@if": {"exists": {"@if": {"then": 1}}, "then": 1}}, False),  # what is inside fails, not this one
    ],
)
def test_a_directive_fails_by_itself_or_not(node: Any, fails: bool) -> None:
    assert (failure(next(spots(node, ""))) is not None) is fails


@pytest.mark.parametrize(
    ("text", "variable"),
    [
        ("{{traits.x}}", True),
        ("$.traits.x", True),
        ('{"@path": 1}', True),
        ("$5", False),
        ("a@b.com", False),
        (1, False),
    ],
)
def test_text_that_was_meant_to_be_replaced(text: Any, variable: bool) -> None:
    assert looks_variable(text) is variable


@pytest.mark.parametrize("text", ['${userId} "@path" {{b}}', '"@path" {{b}} ${userId}', '{{b}} ${userId} "@path"'])
def test_the_first_part_that_was_meant_to_be_replaced_is_named(text: str) -> None:
    assert variable_in(text) == text.split()[0]


_PLACEHOLDER = re.compile(r"\{\{([^}]+)\}\}")
_VARIABLE = re.compile(r"\{\{[^}]+\}\}|^\s*\$\.[A-Za-z_]|\"@[a-zA-Z]+\"")


@settings(max_examples=examples(200, 20_000), deadline=None)
@given(st.text('{{{}}}ab$.@" \n', max_size=30))
def test_placeholders_are_those_of_the_plain_pattern(text: str) -> None:
    assert placeholders(text) == _PLACEHOLDER.findall(text)
    assert without_placeholders(text) == _PLACEHOLDER.sub("", text)
    parts = [one for one in (_VARIABLE.search(text), BARE.fullmatch(text), foreign_in(text)) if one is not None]
    assert variable_in(text) == (min(parts, key=re.Match.start)[0] if parts else None)


@pytest.mark.parametrize(
    "text", ["{{" * 400_000, "{{" * 400_000 + "}", "{{}" * 300_000, '"@' + "a" * 500_000, "{{a}} {{" * 100_000]
)
def test_a_long_text_is_gone_through_once(text: str) -> None:
    """A pattern that begins anew at each brace takes minutes."""
    assert len(without_placeholders(text)) <= len(text)
    assert (variable_in(text) is None) == ("{{a}}" not in text)

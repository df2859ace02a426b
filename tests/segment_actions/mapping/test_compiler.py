"""A mapping compiled: keys in JavaScript's order, directives that fail only when they run, and every lookup told when asked for."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import MISSING, MappingError, transform
from segment_actions.mapping.compiler import is_directive
from segment_actions.mapping.transforming import compile_trace
from segment_actions.mapping.writer import clean

EVENT = {"t": "x", "o": {"a": 1}, "list": [{"sku": "A"}, {"sku": "B"}]}


@pytest.mark.parametrize(
    ("node", "is_one"),
    [
        ({"@path": "$.x"}, True),
        ({"@path": "$.x", "_metadata": {}}, True),
        ({"@path": "$.x", "@literal": 1}, True),
        ({"@path": "$.x", "a": 1}, False),
        ({"_metadata": {}}, False),
        ({}, False),
        ({"a@b": 1}, False),
        (["@path"], False),
        ("@path", False),
    ],
)
def test_what_a_directive_is(node: Any, is_one: bool) -> None:
    assert is_directive(node) is is_one


def test_members_come_in_the_order_of_javascript() -> None:
    """Keys that are indexes first, in their order, then the others as they stand."""
    assert list(transform({"b": 1, "10": 2, "a": 3, "9": 4}, EVENT)) == ["9", "10", "b", "a"]


def test_undefined_members_are_removed_at_every_level_and_elements_stay() -> None:
    value = {"a": MISSING, "b": {"c": MISSING, "d": [MISSING, {"e": MISSING}]}, "f": None}
    assert clean(value) == {"b": {"d": [MISSING, {}]}, "f": None}


def test_inside_an_array_a_mistake_shows_when_the_mapping_runs() -> None:
    with pytest.raises(MappingError) as refused:
        transform({"a": [1, {"@nope": 1}]}, EVENT)
    (problem,) = refused.value.problems
    assert (problem.pointer, problem.reason, problem.about) == ("/a/1", "unknown directive", ("@nope",))


@pytest.mark.parametrize(
    ("mapping", "reads"),
    [
        ({"a": {"@path": "$.t"}}, [("/a/@path", "$.t", "x")]),
        ({"a": {"b": [{"@path": "$.no"}]}}, [("/a/b/0/@path", "$.no", MISSING)]),
        ({"a/b": {"@path": "$.t"}}, [("/a~1b/@path", "$.t", "x")]),
        (
            {"a": {"@if": {"exists": {"@path": "$.no"}, "then": {"@path": "$.t"}, "else": {"@path": "$.o.a"}}}},
            [
                ("/a/@if/exists/@path", "$.no", MISSING),
                ("/a/@if/else/@path", "$.o.a", 1),
            ],  # what is not taken is not read
        ),
        (
            {"a": {"@arrayPath": ["$.list", {"s": {"@path": "$.sku"}}]}},
            [
                ("/a/@arrayPath/0", "$.list", EVENT["list"]),
                ("/a/@arrayPath/1/s/@path", "$.list[0].sku", "A"),
                ("/a/@arrayPath/1/s/@path", "$.list[1].sku", "B"),
            ],
        ),
        (
            {"a": {"@transform": {"apply": {"k": {"@path": "$.t"}}, "mapping": {"@path": "$.k"}}}},
            [("/a/@transform/apply/k/@path", "$.t", "x")],  # `$.k` is no path of the event
        ),
    ],
)
def test_every_lookup_is_told_with_its_place_and_the_path_in_the_event(mapping: Any, reads: Any) -> None:
    assert [(one.pointer, one.path, one.value) for one in compile_trace(mapping)(EVENT)] == reads

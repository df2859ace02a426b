"""What Segment says of a mapping before any event: each rule of the checks, with Segment's messages and our pointers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from segment_actions import MappingError, transform
from segment_actions.mapping import checks

CASES: dict[str, tuple[Any, str, list[str], list[str]]] = {
    "two directives": (
        {"a": {"@path": "$.x", "@literal": 1}},
        "AggregateError",
        ["/a should only have one @-prefixed key but it has 2 keys."],
        ["/a"],
    ),
    "a directive beside a plain key": (
        {"a": {"@path": "$.x", "b": 1}},
        "AggregateError",
        ["/a should only have one @-prefixed key but it has 2 keys."],
        ["/a"],
    ),
    "an unknown directive": ({"a": {"@nope": 1}}, "AggregateError", ["/a has an invalid directive: @nope."], ["/a"]),
    "a path of a number": (
        {"a": {"@path": 1}},
        "AggregateError",
        ["/a/@path should be a string or a mapping directive but it is a number."],
        ["/a/@path"],
    ),
    "a path of nothing": (
        {"a": {"@path": None}},
        "AggregateError",
        ["/a/@path should be a string or a mapping directive but it is a null."],
        ["/a/@path"],
    ),
    "a template of a list": (
        {"a": {"@template": []}},
        "AggregateError",
        ["/a/@template should be a string or a mapping directive but it is an array."],
        ["/a/@template"],
    ),
    "options that are text": (
        {"a": {"@if": "x"}},
        "AggregateError",
        ["/a/@if should be an object but it is a string."],
        ["/a/@if"],
    ),
    "options that are a list": (
        {"a": {"@case": ["upper"]}},
        "AggregateError",
        ["/a/@case should be an object but it is an array."],
        ["/a/@case"],
    ),
    "a member of a wrong type": (
        {"a": {"@flatten": {"separator": 1, "value": {"@path": "$.x"}}}},
        "AggregateError",
        ["/a/@flatten/separator should be a string but it is a number."],
        ["/a/@flatten/separator"],
    ),
    "a missing member": (
        {"a": {"@flatten": {"separator": "."}}},
        "AggregateError",
        ['/a/@flatten should have field "value" but it doesn\'t.'],
        ["/a/@flatten"],
    ),
    "two missing members": (
        {"a": {"@json": {}}},
        "AggregateError",
        ['/a/@json should have field "value" but it doesn\'t.', '/a/@json should have field "mode" but it doesn\'t.'],
        ["/a/@json", "/a/@json"],
    ),
    "a word that is not allowed": (
        {"a": {"@json": {"mode": "eval", "value": "x"}}},
        "AggregateError",
        ['/a/@json/mode should be one of encode, decode but it is "eval".'],
        ["/a/@json/mode"],
    ),
    "text that is too long": (
        {"a": {"@replace": {"pattern": "12345678901", "value": "x"}}},
        "AggregateError",
        ["/a/@replace/pattern should be a string of length 10 or less."],
        ["/a/@replace/pattern"],
    ),
    "text that is too short": (
        {"a": {"@replace": {"pattern": "", "value": "x"}}},
        "AggregateError",
        ["/a/@replace/pattern should be a string of length 1 or greater."],
        ["/a/@replace/pattern"],
    ),
    "a boolean as text": (
        {"a": {"@replace": {"pattern": "a", "value": "x", "global": "yes"}}},
        "AggregateError",
        ["/a/@replace/global should be a boolean but it is a string."],
        ["/a/@replace/global"],
    ),
    "an object where an array is asked for": (
        {"a": {"@arrayPath": {"x": 1}}},
        "AggregateError",
        ["/a/@arrayPath should be an array but it is an object."],
        ["/a/@arrayPath"],
    ),
    "a directive where an array is asked for": (
        {"a": {"@arrayPath": {"@path": "$.x"}}},
        "AggregateError",
        ["/a/@arrayPath should be an array but it is an object."],
        ["/a/@arrayPath"],
    ),
    "an array is not walked": (
        {"a": [{"@nope": 1}]},
        "Error",
        ["@nope is not a valid directive, got undefined"],
        ["/a/0"],
    ),
    "mistakes deep down": (
        {"a": {"b": {"c": {"@path": 1}}}},
        "AggregateError",
        ["/a/b/c/@path should be a string or a mapping directive but it is a number."],
        ["/a/b/c/@path"],
    ),
    "several mistakes": (
        {"b": {"@path": 1}, "a": {"@nope": 1}, "c": {"@template": 2}},
        "AggregateError",
        [
            "/b/@path should be a string or a mapping directive but it is a number.",
            "/a has an invalid directive: @nope.",
            "/c/@template should be a string or a mapping directive but it is a number.",
        ],
        ["/b/@path", "/a", "/c/@template"],
    ),
    "integer keys first": (
        {"b": {"@path": 1}, "10": {"@path": 2}, "9": {"@path": 3}},
        "AggregateError",
        [
            "/9/@path should be a string or a mapping directive but it is a number.",
            "/10/@path should be a string or a mapping directive but it is a number.",
            "/b/@path should be a string or a mapping directive but it is a number.",
        ],
        ["/9/@path", "/10/@path", "/b/@path"],
    ),
    "a directive in a directive": (
        {"a": {"@path": {"@template": 1}}},
        "AggregateError",
        ["/a/@path/@template should be a string or a mapping directive but it is a number."],
        ["/a/@path/@template"],
    ),
    "a root with two directives": (
        {"@path": "$.x", "@literal": 1},
        "ValidationError",
        ["/ should only have one @-prefixed key but it has 2 keys."],
        [""],
    ),
    "a root directive beside a key": (
        {"@path": "$.x", "b": 1},
        "ValidationError",
        ["/ should only have one @-prefixed key but it has 2 keys."],
        [""],
    ),
    "a literal with a broken directive": (
        {"a": {"@literal": {"@nope": 1}}},
        "AggregateError",
        ["/a/@literal has an invalid directive: @nope."],
        ["/a/@literal"],
    ),
    "a key with a slash": (
        {"a/b": {"@path": 1}},
        "AggregateError",
        ["/a/b/@path should be a string or a mapping directive but it is a number."],
        ["/a~1b/@path"],
    ),
}
"""mapping -> the name of the error and its messages (published packages), and the places of the problems"""


@pytest.mark.parametrize("name", CASES)
def test_a_malformed_mapping_is_refused_as_segment_refuses_it(name: str) -> None:
    mapping, error, messages, pointers = CASES[name]
    with pytest.raises(MappingError) as refused:
        transform(mapping, {"x": "X"})
    assert (refused.value.name, refused.value.messages) == (error, messages)
    assert [one.pointer for one in refused.value.problems] == pointers


@pytest.mark.parametrize(
    ("mapping", "payload"),
    [
        ({"a": {"@path": "$.x", "_metadata": {"label": "X"}}}, {"a": "X"}),
        ({"a": {"@json": {"mode": "ENCODE", "value": {"@path": "$.x"}}}}, {}),  # taken, and does nothing
        ([1], {"0": 1}),  # an array is an object of indexes
    ],
)
def test_what_the_checks_let_through(mapping: Any, payload: Any) -> None:
    assert transform(mapping, {"x": "X"}) == payload


INSIDE: dict[str, Callable[[Any], Any]] = {
    "@if": lambda inner: {"@if": {"exists": inner, "then": 1}},
    "then": lambda inner: {"@if": {"exists": 1, "then": inner}},
    "@case": lambda inner: {"@case": {"operator": "upper", "value": inner}},
    "@replace": lambda inner: {"@replace": {"pattern": "a", "replacement": "b", "value": inner}},
    "@json": lambda inner: {"@json": {"mode": "decode", "value": inner}},
    "@flatten": lambda inner: {"@flatten": {"separator": ".", "value": inner}},
    "@transform": lambda inner: {"@transform": {"apply": {"a": inner}, "mapping": {"a": {"@path": "$.a"}}}},
    "@merge": lambda inner: {"@merge": {"direction": "left", "objects": [{"a": inner}]}},
}


# a mapping inside @transform is checked as a whole of its own, too
@pytest.mark.parametrize("name", [one for one in INSIDE if one != "@transform"])
def test_a_directive_is_looked_at_as_often_on_every_level(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = 0
    check_object = checks.check_object

    def counted(value: Any, place: checks.Place) -> None:
        nonlocal looked
        looked += 1
        check_object(value, place)

    monkeypatch.setattr(checks, "check_object", counted)
    numbers = []
    for levels in (4, 8, 12):
        node: Any = {"@path": "$.x"}
        for _ in range(levels):
            node = INSIDE[name](node)
        looked = 0
        transform({"a": node}, {})
        numbers.append(looked)
    assert numbers[2] - numbers[1] == numbers[1] - numbers[0]


@pytest.mark.parametrize("name", INSIDE)
def test_a_mistake_inside_of_directives_is_told_once(name: str) -> None:
    node: Any = {"@nope": 1}
    for _ in range(3):
        node = INSIDE[name](node)
    with pytest.raises(MappingError) as refused:
        transform({"a": node}, {})
    assert len(refused.value.problems) == 1

"""Mappings and events that no pipe can carry: endless, NaN, very long; each gives a value or says so, in one pass."""

from __future__ import annotations

import copy
import json
import math
from typing import Any

import pytest
from segment_actions import (
    MappingError,
    PayloadValidationError,
    SegmentError,
    compile_mapping,
    fql,
    transform,
    validate,
)
from segment_actions.js import MISSING

from tests.segment_actions.endless import cyclic, deep


def _complaint(mapping: Any, event: Any) -> str | None:
    try:
        transform(mapping, event)
    except MappingError as error:
        return str(error)
    return None


READING = [
    {"v": {"@path": "$.deep"}},
    {"v": {"@literal": {"x": {"@path": "$.deep"}}}},
    {"v": {"@template": "{{deep}} {{ }}"}},
    {"v": {"@json": {"mode": "encode", "value": {"@path": "$.deep"}}}},
    {"v": {"@flatten": {"separator": ".", "value": {"@path": "$.deep"}}}},
    {"v": {"@merge": {"direction": "right", "objects": [{"@path": "$.deep"}, {"@path": ""}]}}},
    {"v": {"@excludeWhenNull": {"@path": "$.deep"}}},
    {"v": {"@arrayPath": ["$.deep", {"x": {"@path": ""}}]}},
    {"v": {"@transform": {"apply": {"x": {"@path": "$.deep"}}, "mapping": {"@path": "x"}}}},
    {"v": {"@if": {"blank": {"@path": "$.deep"}, "then": {"@path": "$.deep"}}}},
    {"v": {"@liquid": "{{ deep | json }}{{ deep }}{% increment n %}"}},
    {"v": {"@replace": {"pattern": "a", "value": {"@path": "$.deep"}}}},
    {"@path": "$.deep"},
]


@pytest.mark.parametrize("mapping", READING, ids=json.dumps)
@pytest.mark.parametrize(
    "make",
    [lambda: deep(10_000), lambda: deep(10_000, inside=lambda one: [one]), cyclic],
    ids=["deep", "lists", "cyclic"],
)
def test_events_that_never_end_give_a_value_or_say_so(mapping: Any, make: Any) -> None:
    event = {"deep": make(), "n": 5}
    complaint = _complaint(mapping, event)
    assert complaint in (None, "the event is nested too deeply or contains itself")
    assert event["n"] == 5


@pytest.mark.parametrize(
    "mapping",
    [
        deep(10_000),
        {"v": deep(10_000, inside=lambda one: [one])},
        deep(10_000, {"@path": "$.x"}, inside=lambda one: {"@literal": one}),
        {"v": deep(10_000, "x", inside=lambda one: {"@if": {"exists": one, "then": one}})},
        deep(10_000, {}, inside=lambda one: {"@transform": {"apply": {}, "mapping": one}}),
        cyclic(),
        {"@merge": {"direction": "left", "objects": [cyclic()]}},
    ],
    ids=["objects", "arrays", "literals", "ifs", "transforms", "cyclic", "cyclic inside"],
)
def test_mappings_that_never_end_are_refused_by_name(mapping: Any) -> None:
    with pytest.raises(MappingError, match="^/ is nested too deeply or contains itself.$"):
        compile_mapping(mapping)
    with pytest.raises(MappingError, match="^/ is nested too deeply or contains itself.$"):
        transform(mapping, {})


def test_numbers_that_json_does_not_have() -> None:
    event = {"nan": math.nan, "inf": math.inf, "huge": 10**400, "less": -(10**400)}
    mapping = {
        "text": {"@template": "{{nan}} {{inf}} {{huge}} {{less}}"},
        "json": {"@json": {"mode": "encode", "value": {"@path": ""}}},
        "if": {"@if": {"exists": {"@path": "$.nan"}, "then": 1}},
        "liquid": {"@liquid": "{{ nan }} {{ inf | plus: 1 }} {{ huge | round }} {{ nan | json }}"},
        "walk": {"@path": "$.nan.x"},
    }
    made = transform(mapping, event)
    assert math.isnan(made.pop("walk"))
    assert made == {
        "text": "NaN Infinity Infinity -Infinity",
        "json": '{"nan":null,"inf":null,"huge":null,"less":null}',
        "if": 1,
        "liquid": "NaN Infinity Infinity null",
    }
    assert not fql.matches("traits.n > 1", {"traits": {"n": math.nan}})
    with pytest.raises(PayloadValidationError, match="^N must be a number but it was a number.$"):
        validate({"n": {"type": "number", "label": "N"}}, {"n": math.nan})


LONG = 100_000


@pytest.mark.parametrize(
    ("mapping", "event"),
    [
        ({"@template": "{{" * LONG}, {}),
        ({"@template": "{{a}" * LONG}, {}),
        ({"@template": "{{{a}}" * (LONG // 5)}, {}),
        ({"@path": "a." * LONG}, {"a": 1}),
        ({"@path": "[" * LONG + "]" * LONG}, {"a": 1}),
        ({"@replace": {"pattern": "a", "replacement": "$&$$", "ignorecase": True, "value": "aB" * LONG}}, {}),
        ({"@json": {"mode": "decode", "value": "[]" * LONG}}, {}),
        ({"@json": {"mode": "decode", "value": "9" * LONG}}, {}),
        ({"@case": {"operator": "upper", "value": "ß🐎" * LONG}}, {}),
        ({"@liquid": "{{ a | strip_html | split: '<' | join: '>' | normalize_whitespace | number_of_words }}"}, {"a": "< " * LONG}),
        ({"@liquid": "{{ a | url_decode | slugify | truncatewords: 2 }}"}, {"a": "a+" * LONG}),
        ({"@liquid": "{{ a | date: '%Y' }}{{ a | plus: 1 }}{{ a | to_integer }}"}, {"a": "1" * LONG}),
    ],
    ids=lambda value: json.dumps(value)[:40],
)  # fmt: skip
def test_long_text_is_worked_on_in_one_pass(mapping: Any, event: Any) -> None:
    before = copy.deepcopy(event)
    assert transform({"v": mapping}, event).get("v", MISSING) is not None
    assert event == before


@pytest.mark.parametrize(
    "deep",
    ["[" * LONG, *(text for n in (251, 490, LONG) for text in ("[" * n + "]" * n, '[{"a":' * n + "1" + "}]" * n))],
    ids=len,
)
def test_json_that_is_too_deep_is_refused_and_not_taken_for_text(deep: str) -> None:
    with pytest.raises(MappingError, match="^the text of @json is nested too deeply$") as error:
        transform({"v": {"@json": {"mode": "decode", "value": {"@path": "$.t"}}}}, {"t": deep})
    assert [one.pointer for one in error.value.problems] == ["/v/@json"]


@pytest.mark.parametrize(
    "text", ["[" * 250 + "]" * 250, json.dumps([[{"a": [1]}]] * 300), '"' + "[" * 900 + '"', "[" * 251]
)
def test_json_of_250_levels_and_of_many_brackets_is_decoded(text: str) -> None:
    found = transform({"v": {"@json": {"mode": "decode", "value": {"@path": "$.t"}}}}, {"t": text})
    assert found == {"v": json.loads(text) if text[-1] != "[" else text}


def test_text_that_grows_beyond_what_javascript_can_hold_is_refused() -> None:
    mapping = {"@replace": {"pattern": "a", "replacement": "$`$`$'", "value": "a" * 100_000}}
    with pytest.raises(SegmentError, match="^Invalid string length$"):
        transform(mapping, {})
    doubled = "{% assign x = 'xxxxxxxxxxxxxxxx' %}" + "{% assign x = x | append: x %}" * 30
    with pytest.raises(MappingError, match="^memory alloc limit exceeded, line:1, col:"):
        transform({"@liquid": doubled}, {})
    with pytest.raises(MappingError, match="^memory alloc limit exceeded, line:1, col:1$"):
        transform({"@liquid": "{{ (1..99999999) | size }}"}, {})
    assert transform({"@liquid": "{{ (1..1000) | size }}"}, {}) == "1000"

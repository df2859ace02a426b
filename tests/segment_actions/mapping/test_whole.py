"""A whole mapping: what counts as one, its root directive, what is removed. Right values are those of the published packages."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import MISSING, MappingError, compile_mapping, transform
from segment_actions.mapping import compile_trace
from segment_actions.mapping.whole import ROOT

EVENT = {"o": {"a": 1}, "t": "x", "l": [1, 2], "n": None}


@pytest.mark.parametrize(
    ("mapping", "payload"),
    [
        ("text", {"0": "t", "1": "e", "2": "x", "3": "t"}),  # text is an object of its characters
        (5, {}),
        (True, {}),
        ({}, {}),
        ([], {}),
        ({"@path": "$.o"}, {"a": 1}),
        ({"@path": "$.t"}, "x"),
        ({"@path": "$.l"}, [1, 2]),
        ({"@path": "$.n"}, None),
        ({"@path": "$.missing"}, MISSING),
        ({"@template": "{{t}}"}, "x"),
        ({"@literal": {"a": {"@path": "$.t"}}}, {"a": "x"}),
    ],
)
def test_what_a_mapping_may_be(mapping: Any, payload: Any) -> None:
    assert transform(mapping, EVENT) == payload


@pytest.mark.parametrize(
    ("mapping", "payload"),
    [
        ({"a": {"@path": "$.missing"}, "b": None, "c": ""}, {"b": None, "c": ""}),
        ({"a": {"b": {"@path": "$.missing"}}}, {"a": {}}),
        ({"a": [{"@path": "$.missing"}, 1]}, {"a": [MISSING, 1]}),  # a place in a list is not closed
    ],
)
def test_what_is_undefined_is_removed_from_objects_alone(mapping: Any, payload: Any) -> None:
    assert transform(mapping, EVENT) == payload


@pytest.mark.parametrize("mapping", [None, MISSING])
def test_nothing_is_no_mapping(mapping: Any) -> None:
    with pytest.raises(MappingError, match="^Cannot convert undefined or null to object$") as told:
        transform(mapping, EVENT)
    assert told.value.name == "TypeError"


@pytest.mark.parametrize(
    ("event", "found"), [(None, "null"), ("text", "string"), ([1], "array"), (5, "number"), (True, "boolean")]
)
def test_an_event_is_an_object(event: Any, found: str) -> None:
    with pytest.raises(MappingError) as refused:
        transform({"a": 1}, event)
    assert str(refused.value) == f"data must be an object, got {found}"
    with pytest.raises(MappingError, match=f"data must be an object, got {found}"):
        compile_mapping({"a": 1})(event)


def test_a_root_directive_takes_the_other_keys_as_its_mapping() -> None:
    with pytest.raises(MappingError, match='/@merge should have field "objects" but it doesn\'t'):
        transform({ROOT: {"@merge": {"direction": "left"}}}, EVENT)
    taken = {ROOT: {"@transform": {"apply": {"x": {"@path": "$.t"}}}}, "y": {"@path": "$.x"}}
    assert transform(taken, EVENT) == {"y": "x"}


@pytest.mark.parametrize(
    ("root", "message"),
    [
        ({"@path": {}, "@literal": {}}, "The root mapping must only have a single directive object"),
        ({"@path": "$.x"}, "The root directive must be an object"),
        ({}, "The root directive must be an object"),
    ],
)
def test_a_root_directive_is_one_object(root: Any, message: str) -> None:
    with pytest.raises(MappingError) as refused:
        transform({ROOT: root, "a": 1}, EVENT)
    assert [(one.message, one.pointer) for one in refused.value.problems] == [(message, f"/{ROOT}")]


NAMED = {
    ROOT: {"@transform": {"apply": {"x": [{"@path": 5}], "q": {"@path": "$.t"}}}},
    "a/b": [{"@if": {}}],
    "c": {"@path": "$.q"},
}


@pytest.mark.parametrize(
    ("mapping", "pointers"),
    [
        (NAMED, [f"/{ROOT}/@transform/apply/x/0/@path"]),  # it runs first
        ({**NAMED, ROOT: {"@transform": {"apply": {}}}}, ["/a~1b/0/@if"]),
        (
            {ROOT: {"@transform": {"apply": {"@path": 5}}}, "a/b": {"@path": 5}, "c": {"d": {"@nope": 1}}},
            [f"/{ROOT}/@transform/apply/@path", "/a~1b/@path", "/c/d"],
        ),
        ({ROOT: {"@flatten": {"separator": ""}}, "a": {"@path": 5}}, ["/a/@path"]),
        ({ROOT: {"@transform": {"apply": 5}}, "a": 1}, [f"/{ROOT}/@transform/apply"]),
        ({"v": {"@transform": {"apply": NAMED, "mapping": {}}}}, [f"/v/@transform/apply/{ROOT}/@transform"]),
        (
            {"v": {"@transform": {"apply": {ROOT: {"@transform": {"apply": {}, "mapping": {}}}, "a": [{"@if": {}}]}, "mapping": {}}}},
            ["/v/@transform/apply/a/0/@if"],
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_where_it_was_written_beside_a_root_directive_too(mapping: Any, pointers: list[str]) -> None:
    with pytest.raises(MappingError) as refused:
        transform(mapping, EVENT)
    assert [one.pointer for one in refused.value.problems] == pointers


def test_a_lookup_is_told_where_it_was_written_beside_a_root_directive_too() -> None:
    mapping = {ROOT: {"@merge": {"direction": "left", "objects": [{"@path": "$.o"}]}}, "a": {"@path": "$.t"}}
    assert [one.pointer for one in compile_trace(mapping)(EVENT)] == [f"/{ROOT}/@merge/objects/0/@path"]


def test_text_is_a_mapping_up_to_a_size() -> None:
    with pytest.raises(MappingError, match="text of 100001 characters; expected an object"):
        transform("x" * 100_001, EVENT)

"""Directives that make objects: @flatten, @merge and @transform."""

from __future__ import annotations

import json
from typing import Any

import pytest
from segment_actions import transform

from tests.segment_actions.mapping.directives.cases import made, refused

MADE = [
        ({'@flatten': {'separator': '-', 'value': {'@path': '$.o'}}}, {'b-c': 2, 'd': None, 's': 'x'}),
        ({'@flatten': {'separator': '.', 'value': {'@path': '$.rows'}}}, {'0.k': 1, '1.k': 2}),
        ({'@flatten': {'separator': '.', 'omitArrays': True, 'value': {'r': {'@path': '$.rows'}}}}, {'r': [{'k': 1}, {'k': 2}]}),
        ({'@flatten': {'separator': '.', 'value': 5}}, {'': 5}),
        ({'@merge': {'direction': 'right', 'objects': [{'a': 1, 'b': 1}, {'b': 2, 'c': {'@path': '$.nope'}}]}}, {'a': 1, 'b': 2}),
        ({'@merge': {'direction': 'left', 'objects': [{'a': 1, 'b': 1}, {'b': 2}]}}, {'b': 1, 'a': 1}),
        ({'@merge': {'direction': 'right', 'objects': [{'@path': '$.t'}, {'@path': '$.l'}, {'@path': '$.a'}]}}, {'0': 1, '1': 'x', '2': None, '3': 'l', '4': 'o'}),
        ({'@merge': {'direction': 'RIGHT', 'objects': [{'a': 1}, {'a': 2}]}}, {'a': 2}),
        ({'@transform': {'apply': {'x': {'@path': '$.t'}}, 'mapping': {'y': {'@path': '$.x'}, 'z': {'@path': '$.t'}}}}, {'y': 'Hello'}),
        ({'@transform': {'apply': {'@path': '$.o'}, 'mapping': {'y': {'@path': '$.s'}}}}, {'y': 'x'}),
        ({'@transform': {'apply': {'x': {'@path': '$.nope'}}, 'mapping': {'y': {'@path': '$.x'}, 'w': {'@path': ''}}}}, {'w': {}}),
        ({'@flatten': {'separator': '.', 'value': {'a': [], 'b': {}, 'c': [[1]]}}}, {'c.0.0': 1}),
        ({'@flatten': {'separator': '.', 'value': {'@path': '$.nope'}}}, {}),
        ({'@merge': {'direction': 'right', 'objects': [{'b': 1}, {'b': {'@path': '$.nope'}}]}}, {}),
]  # fmt: skip
REFUSED = [
        ({'@flatten': {'separator': 5, 'value': {}}}, True, '/v/@flatten/separator should be a string but it is a number.'),
        ({'@flatten': {'value': {}}}, False, '@flatten requires a "separator" key'),
        ({'@flatten': {'separator': '', 'value': {'a': {'b': 1}}}}, False, '@flatten requires a "separator" key'),
        ({'@flatten': {'separator': '.'}}, True, '/v/@flatten should have field "value" but it doesn\'t.'),
        ({'@merge': {'direction': 'up', 'objects': []}}, True, '/v/@merge/direction should be one of left, right but it is "up".'),
        ({'@merge': {'direction': 'right', 'objects': [5]}}, True, '/ should be a object or a mapping directive but it is a number.'),
        ({'@merge': {'objects': [{}]}}, False, '@merge requires a "direction" key'),
        ({'@merge': {'direction': 'right', 'objects': {}}}, True, '/v/@merge/objects should be an array but it is an object.'),
        ({'@transform': {'apply': {'x': 1}}}, True, '/v/@transform should have field "mapping" but it doesn\'t.'),
        ({'@transform': {'mapping': {}}}, True, '/v/@transform should have field "apply" but it doesn\'t.'),
        ({'@transform': {'apply': 5, 'mapping': {}}}, True, '/v/@transform/apply should be a object or a mapping directive but it is a number.'),
        ({'@transform': {'apply': {'x': {'@path': 5}}, 'mapping': {'y': 1}}}, True, '/v/@transform/apply/x/@path should be a string or a mapping directive but it is a number.'),
]  # fmt: skip


@pytest.mark.parametrize(("directive", "value"), MADE, ids=repr)
def test_what_a_directive_gives(directive: Any, value: Any) -> None:
    assert repr(made(directive)) == repr(value)


@pytest.mark.parametrize(("directive", "before_it_runs", "message"), REFUSED, ids=repr)
def test_what_a_directive_is_refused_for(directive: Any, before_it_runs: bool, message: str) -> None:
    assert refused(directive) == (before_it_runs, message)


def test_flattened_members_stand_in_the_order_of_javascript() -> None:
    event = {"b": 1, "10": {"y": 2, "2": 3, "1": 4}, "a": [{"z": 5, "0": 6}], "2": 7}
    made = transform({"v": {"@flatten": {"separator": ".", "value": {"@path": ""}}}}, event)
    assert json.dumps(made["v"]) == json.dumps(
        {"2": 7, "10.1": 4, "10.2": 3, "10.y": 2, "b": 1, "a.0.0": 6, "a.0.z": 5}
    )

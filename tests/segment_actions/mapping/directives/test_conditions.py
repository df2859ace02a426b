"""Directives that choose: @if, @case and @excludeWhenNull."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import MISSING

from tests.segment_actions.mapping.directives.cases import made, refused

MADE = [
        ({'@if': {'exists': {'@path': '$.z'}, 'then': 1, 'else': 2}}, 1),
        ({'@if': {'exists': {'@path': '$.n'}, 'then': 1, 'else': 2}}, 2),
        ({'@if': {'blank': {'@path': '$.z'}, 'then': 1, 'else': 2}}, 2),
        ({'@if': {'blank': {'@path': '$.t'}, 'then': 1, 'else': 2}}, 1),
        ({'@if': {'exists': {'@path': '$.nope'}, 'then': 1, 'else': 0}}, MISSING),
        ({'@if': {'exists': {'@path': '$.t'}}}, MISSING),
        ({'@if': {'exists': {'@path': '$.t'}, 'blank': {'@path': '$.e'}, 'then': 1, 'else': 2}}, 1),
        ({'@case': {'operator': 'lower', 'value': {'@path': '$.t'}}}, 'hello'),
        ({'@case': {'operator': 'upper', 'value': 'straße'}}, 'STRASSE'),
        ({'@case': {'operator': 'upper', 'value': {'@path': '$.a'}}}, 1),
        ({'@case': {'operator': 'upper'}}, MISSING),
        ({'@excludeWhenNull': {'@path': '$.n'}}, MISSING),
        ({'@excludeWhenNull': {'@path': '$.o'}}, {'b': {'c': 2}, 's': 'x'}),
        ({'@excludeWhenNull': {'a': None, 'b': {'c': None}, 'd': [None, {'x': None}]}}, {'b': {}, 'd': [None, {'x': None}]}),
        ({'@excludeWhenNull': 0}, 0),
        ({'@if': {'exists': {'@path': '$.e'}, 'then': {'@path': '$.t'}, 'else': {'@path': '$.a'}}}, 'Hello'),
        ({'@if': {'blank': {'@path': '$.l'}, 'then': 'full', 'else': 'none'}}, 'full'),
        ({'@if': {'blank': [], 'then': 'full', 'else': 'none'}}, 'none'),
        ({'@case': {'operator': 'lower', 'value': {'@path': '$.nope'}}}, MISSING),
]  # fmt: skip
REFUSED = [
        ({'@if': {'then': 1}}, False, '@if requires an "exists" key or a "blank" key'),
        ({'@if': 1}, True, '/v/@if should be an object but it is a number.'),
        ({'@if': {'exists': {'@path': 5}, 'then': 1}}, True, '/v/@if/exists/@path should be a string or a mapping directive but it is a number.'),
        ({'@case': {'operator': 'title', 'value': 'x y'}}, False, 'operator key should have a value of "lower" or "upper"'),
        ({'@case': {'value': 'x'}}, False, '@case requires a "operator" key'),
        ({'@case': {'operator': 1, 'value': 'x'}}, True, '/v/@case/operator should be a string but it is a number.'),
        ({'@case': {'operator': 'upper', 'value': 5}}, True, '/v/@case/value should be a string or a mapping directive but it is a number.'),
        ({'@if': {'exists': None, 'then': 1, 'else': 2}}, False, '@if requires an "exists" key or a "blank" key'),
        ({'@case': {'operator': 'LOWER', 'value': 'X'}}, False, 'operator key should have a value of "lower" or "upper"'),
]  # fmt: skip


@pytest.mark.parametrize(("directive", "value"), MADE, ids=repr)
def test_what_a_directive_gives(directive: Any, value: Any) -> None:
    assert repr(made(directive)) == repr(value)


@pytest.mark.parametrize(("directive", "before_it_runs", "message"), REFUSED, ids=repr)
def test_what_a_directive_is_refused_for(directive: Any, before_it_runs: bool, message: str) -> None:
    assert refused(directive) == (before_it_runs, message)

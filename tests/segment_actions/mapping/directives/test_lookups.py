"""Directives that read: @path, @template, @literal and @arrayPath."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import MISSING

from tests.segment_actions.mapping.directives.cases import made, refused

MADE = [
        ({'@path': '$.o.b.c'}, 2),
        ({'@path': 'o.b'}, {'c': 2}),
        ({'@path': "$.o['s']"}, 'x'),
        ({'@path': '$.l[1]'}, 'x'),
        ({'@path': '$.l.length'}, 3),
        ({'@path': '$.nope'}, MISSING),
        ({'@path': '$.n.x'}, None),
        ({'@path': '$.t[0]'}, 'H'),
        ({'@path': '$.dots.key'}, MISSING),
        ({'@path': '$.e.x'}, ''),
        ({'@path': '$.l[7]'}, MISSING),
        ({'@template': '{{t}} {{ o.b.c }} {{{t}}} {{nope}}|{{n}}|{{l}}|{{o}}|{{num}}|{{f}}'}, 'Hello 2 Hello ||1,x,|[object Object]|1.5|false'),
        ({'@template': '{{'}, '{{'),
        ({'@template': '<{{e}}>'}, '<>'),
        ({'@template': '{{l.[1]}}'}, 'x'),
        ({'@literal': {'@path': '$.a'}}, 1),
        ({'@literal': None}, None),
        ({'@literal': [1]}, [1]),
        ({'@arrayPath': ['$.rows', {'q': {'@path': '$.k'}}]}, [{'q': 1}, {'q': 2}]),
        ({'@arrayPath': ['$.rows']}, [{'k': 1}, {'k': 2}]),
        ({'@arrayPath': ['$.t', {'q': 1}]}, 'Hello'),
        ({'@arrayPath': ['$.nope', {'q': 1}]}, MISSING),
        ({'@arrayPath': ['$.o', {'q': {'@path': '$.s'}}]}, [{'q': 'x'}]),
        ({'@arrayPath': [{'@path': '$.rows'}, {'q': {'@path': '$.k'}}]}, [{'q': 1}, {'q': 2}]),
        ({'@arrayPath': ['$.l', {'q': {'@path': '$.k'}}]}, [{}, {}, {'q': None}]),
        ({'@arrayPath': ['$.rows', {'@path': '$.k'}]}, [1, 2]),
        ({'@arrayPath': ['$.rows', {'q': {'@path': '$.k'}}], '_metadata': {'x': 1}}, [{'q': 1}, {'q': 2}]),
        ({'@template': '{{ rows.1.k }} {{j}}'}, '2 {"a":[1]}'),
        ({'@template': '{{a}}{{a}'}, '1{{a}'),
]  # fmt: skip
REFUSED = [
        ({'@path': 5}, True, '/v/@path should be a string or a mapping directive but it is a number.'),
        ({'@template': 1}, True, '/v/@template should be a string or a mapping directive but it is a number.'),
        ({'@arrayPath': 'x'}, True, '/v/@arrayPath should be an array but it is a string.'),
        ({'@arrayPath': []}, True, '/v/@arrayPath should be a string or a mapping directive but it is an undefined.'),
        ({'@path': '$.t', '@literal': 1}, True, '/v should only have one @-prefixed key but it has 2 keys.'),
]  # fmt: skip


@pytest.mark.parametrize(("directive", "value"), MADE, ids=repr)
def test_what_a_directive_gives(directive: Any, value: Any) -> None:
    assert repr(made(directive)) == repr(value)


@pytest.mark.parametrize(("directive", "before_it_runs", "message"), REFUSED, ids=repr)
def test_what_a_directive_is_refused_for(directive: Any, before_it_runs: bool, message: str) -> None:
    assert refused(directive) == (before_it_runs, message)

"""Directives that rewrite text: @replace, @json and @liquid."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import MISSING, transform

from tests.segment_actions.mapping.directives.cases import made, refused

MADE = [
        ({'@json': {'mode': 'encode', 'value': {'@path': '$.o'}}}, '{"b":{"c":2},"d":null,"s":"x"}'),
        ({'@json': {'mode': 'decode', 'value': {'@path': '$.j'}}}, {'a': [1]}),
        ({'@json': {'mode': 'decode', 'value': {'@path': '$.t'}}}, 'Hello'),
        ({'@json': {'mode': 'decode', 'value': {'@path': '$.a'}}}, 1),
        ({'@json': {'mode': 'encode', 'value': {'@path': '$.nope'}}}, MISSING),
        ({'@json': {'mode': 'ENCODE', 'value': {'@path': '$.a'}}}, MISSING),
        ({'@replace': {'pattern': 'l', 'replacement': 'L', 'value': {'@path': '$.t'}}}, 'HeLLo'),
        ({'@replace': {'pattern': 'l', 'replacement': 'L', 'value': {'@path': '$.t'}, 'global': False}}, 'HeLlo'),
        ({'@replace': {'pattern': 'h', 'replacement': 'J', 'value': {'@path': '$.t'}}}, 'Hello'),
        ({'@replace': {'pattern': 'h', 'replacement': 'J', 'value': {'@path': '$.t'}, 'ignorecase': True}}, 'Jello'),
        ({'@replace': {'pattern': 'l', 'value': {'@path': '$.t'}}}, 'Heo'),
        ({'@replace': {'pattern': '.', 'replacement': '!', 'value': {'@path': '$.num'}}}, '1!5'),
        ({'@replace': {'pattern': 'a', 'value': {'@path': '$.o'}}}, ''),
        ({'@replace': {'pattern': 'r', 'replacement': 'R', 'value': {'@path': '$.f'}}}, 'false'),
        ({'@replace': {'pattern': '1234567890', 'value': '1234567890x'}}, 'x'),
        ({'@replace': {'pattern': 'e', 'replacement': 'a', 'pattern2': 'l', 'replacement2': 'r', 'value': {'@path': '$.t'}}}, 'Harro'),
        ({'@replace': {'pattern': 'k', 'replacement': '-', 'ignorecase': True, 'value': 'kKK'}}, '--K'),
    ({"@replace": {"pattern": "s", "replacement": "-", "ignorecase": True, "value": "sSſ"}}, "--ſ"),
        ({'@liquid': '{{ t | upcase }}'}, 'HELLO'),
        ({'@liquid': ''}, ''),
        ({'@json': {'mode': 'decode', 'value': '{'}}, '{'),
        ({'@json': {'mode': 'encode', 'value': {'a': {'@path': '$.nope'}, 'b': [{'@path': '$.nope'}]}}}, '{"b":[null]}'),
        ({'@replace': {'pattern': 'x', 'value': {'@path': '$.nope'}}}, ''),
        ({'@replace': {'pattern': 'L', 'replacement': '-', 'ignorecase': True, 'global': False, 'value': {'@path': '$.t'}}}, 'He-lo'),
        ({'@liquid': '{{ nope.x }}{% if a == 1 %}y{% endif %}'}, 'y'),
]  # fmt: skip
REFUSED = [
        ({'@json': {'mode': 'x', 'value': 1}}, True, '/v/@json/mode should be one of encode, decode but it is "x".'),
        ({'@json': {'mode': 'encode'}}, True, '/v/@json should have field "value" but it doesn\'t.'),
        ({'@json': {'value': 1}}, True, '/v/@json should have field "mode" but it doesn\'t.'),
        ({'@replace': {'pattern': 'r', 'replacement': 'R', 'value': True}}, True, '/v/@replace/value should be a string or a mapping directive but it is a boolean.'),
        ({'@replace': {'pattern': '', 'value': 'x'}}, True, '/v/@replace/pattern should be a string of length 1 or greater.'),
        ({'@replace': {'pattern': '12345678901', 'value': 'x'}}, True, '/v/@replace/pattern should be a string of length 10 or less.'),
        ({'@replace': {'value': 'x'}}, True, '/v/@replace should have field "pattern" but it doesn\'t.'),
        ({'@replace': {'pattern': 'a'}}, True, '/v/@replace should have field "value" but it doesn\'t.'),
        ({'@replace': {'pattern': 'e', 'replacement': '12345678901', 'value': {'@path': '$.t'}}}, True, '/v/@replace/replacement should be a string of length 10 or less.'),
        ({'@liquid': 5}, True, '/v/@liquid should be a string but it is a number.'),
        ({'@replace': {'pattern': 'l', 'replacement': None, 'value': {'@path': '$.t'}}}, True, '/v/@replace/replacement should be a string but it is a null.'),
        ({'@liquid': "x" * 1001}, False, 'liquid template values are limited to 1000 characters'),
        ({'@liquid': '{{'}, False, 'output "{{" not closed, line:1, col:1'),
]  # fmt: skip


@pytest.mark.parametrize(("directive", "value"), MADE, ids=repr)
def test_what_a_directive_gives(directive: Any, value: Any) -> None:
    assert repr(made(directive)) == repr(value)


@pytest.mark.parametrize(("directive", "before_it_runs", "message"), REFUSED, ids=repr)
def test_what_a_directive_is_refused_for(directive: Any, before_it_runs: bool, message: str) -> None:
    assert refused(directive) == (before_it_runs, message)


@pytest.mark.parametrize(
    ("replacement", "made"),
    [
        ("[$&]", "ab[-]cd[-]ef"),
        ("[$$]", "ab[$]cd[$]ef"),
        ("[$`]", "ab[ab]cd[ab-cd]ef"),
        ("[$']", "ab[cd-ef]cd[ef]ef"),
        ("$1", "ab$1cd$1ef"),
        ("$", "ab$cd$ef"),
    ],
)
@pytest.mark.parametrize("options", [{}, {"ignorecase": True}])
def test_the_codes_of_a_replacement(replacement: str, made: str, options: dict[str, Any]) -> None:
    options = {"pattern": "-", "replacement": replacement, "value": "ab-cd-ef", **options}
    assert transform({"@replace": options}, {}) == made

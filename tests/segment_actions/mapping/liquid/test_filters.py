"""The filters of numbers, arrays and anything; those that Segment refuses."""

from __future__ import annotations

import pytest

from tests.segment_actions.mapping.liquid.cases import printed, refused

PRINTED = [
    ('num | plus: 3', '10'),
    ("num | minus: '3'", '4'),
    ('num | times: 2.5', '17.5'),
    ('num | divided_by: 2', '3.5'),
    ('num | divided_by: 2, true', '3'),
    ('num | divided_by: 0', 'Infinity'),
    ('0 | divided_by: 0', 'NaN'),
    ('neg | modulo: 2', '1.5'),
    ('neg | abs', '2.5'),
    ('neg | ceil', '-2'),
    ('neg | floor', '-3'),
    ('neg | round', '-3'),
    ('2.345 | round: 2', '2.35'),
    ('1250 | round: -2', '1300'),
    ('num | at_least: 9', '9'),
    ('num | at_most: 3, 2', '2'),
    ("'7.9' | to_integer", '7.9'),
    ("'x' | plus: 1", '1'),
    ('num | plus', 'NaN'),
    ('l | first', 'b'),
    ('l | last', ''),
    ("'abc' | first", 'a'),
    ("'' | first", ''),
    ('o | first', ''),
    ("l | join: '-'", 'b-a-'),
    ('l | join', 'b a '),
    ('l | size', '3'),
    ('o | size', '0'),
    ('num | size', '0'),
    ('l | compact | size', '2'),
    ('l | push: 1 | json', '["b","a",null,1]'),
    ('l | unshift: 1 | json', '[1,"b","a",null]'),
    ('l | pop | json', '["b","a"]'),
    ('l | shift | json', '["a",null]'),
    ("rows | sum: 'n'", '3'),
    ('l | sum', '0'),
    ("rows | where: 'k', 'x' | json", '[{"k":"x","n":1}]'),
    ("rows | where: 'n' | size", '2'),
    ('t | slice: 1, 3', 'ell'),
    ('t | slice: -3, 2', 'rl'),
    ("t | slice: -30, 25", ""),
    ('t | slice: -30', ''),
    ('l | slice: 1, 5 | json', '["a",null]'),
    ('n | default: 1', '1'),
    ('e | default: 1', '1'),
    ('f | default: 1', '1'),
    ('f | default: 1, allow_false: true', 'false'),
    ('0 | default: 1', '0'),
    ('o | json', '{"a":1,"size":"L"}'),
    ('o | json: 1', '{\n "a": 1,\n "size": "L"\n}'),
    ('nil | json', '{}'),
    ('l | jsonify', '["b","a",null]'),
    ('o | inspect', '{"a":1,"size":"L"}'),
    ('t | raw', 'Hello World'),
    ('l | nope', 'ba'),
    ('n | slice: 1 | json', '[]'),
]  # fmt: skip
REFUSED = [
    ("l | map: 'x'", ('RenderError', 'filter "map" is disabled, line:1, col:1')),
    ('l | sort', ('RenderError', 'filter "sort" is disabled, line:1, col:1')),
    ('f | default: 1, 2', ('RenderError', 'Iterator value 2 is not an entry object, line:1, col:1')),
]  # fmt: skip


@pytest.mark.parametrize(("filtered", "text"), PRINTED)
def test_what_a_filter_prints(filtered: str, text: str) -> None:
    assert printed("{{ " + filtered + " }}") == text


@pytest.mark.parametrize(("filtered", "refusal"), REFUSED)
def test_what_a_filter_is_refused_for(filtered: str, refusal: tuple[str, str]) -> None:
    assert refused("{{ " + filtered + " }}") == refusal

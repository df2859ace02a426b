"""`JSON.stringify` and `JSON.parse`. The values are those of Node 20."""

from __future__ import annotations

import json
import math
import uuid
from collections import OrderedDict
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from segment_actions import js
from segment_actions.js import MISSING, as_json, json_bytes, to_json
from segment_actions.js.json import _json

from tests.examples import examples


@pytest.mark.parametrize(
    ("value", "indent", "written"),
    [
        ({"a": MISSING, "b": [MISSING, math.nan, -0.0], "2": 1, "d": {}, "e": []}, None, '{"2":1,"b":[null,null,0],"d":{},"e":[]}'),
        ('\u2028é\ud83d\u0001"\\/', None, '"\u2028é\\ud83d\\u0001\\"\\\\/"'),
        ("\b\f\n\r\t\x7f", None, '"\\b\\f\\n\\r\\t\x7f"'),
        ("é\n\"\\\t\x1f", None, '"é\\n\\"\\\\\\t\\u001f"'),
        ("\ud83d\udc0e", None, '"🐎"'),
        ({"é": 1e21}, None, '{"é":1e+21}'),
        (MISSING, None, MISSING),
        ([None, True, False, 10**400], None, "[null,true,false,null]"),
        ({"a": [1, {"b": 2}], "c": {}, "d": []}, "  ", '{\n  "a": [\n    1,\n    {\n      "b": 2\n    }\n  ],\n  "c": {},\n  "d": []\n}'),
        ((1,), None, "[1]"),
        (MappingProxyType({"a": 1}), None, '{"a":1}'),
    ],
)  # fmt: skip
def test_a_value_is_written_as_javascript_writes_it(value: Any, indent: str | None, written: Any) -> None:
    assert js.to_json(value, indent) == written


def test_what_has_no_json_and_what_does_not_end() -> None:
    with pytest.raises(TypeError, match="^a set is not JSON$"):
        js.to_json([{1}])
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(RecursionError):
        js.to_json(endless)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-0", -0.0), ("1e400", math.inf), (" 1\n", 1), ('{"a":1,"a":2}', {"a": 2}), ('"\\ud83d"', "\ud83d"), ("null", None),
        ("12345678901234567890", 1.2345678901234567e19), ("9" * 500, math.inf), ("[1.5,true]", [1.5, True]),
    ],
)  # fmt: skip
def test_json_is_read_with_every_number_a_double(text: str, value: Any) -> None:
    assert repr(js.parse_json(text)) == repr(value)


@pytest.mark.parametrize(
    "text", ["", "01", "[1,]", "\ufeff1", " \ufeff1", "NaN", "-Infinity", "\xa01", "'a'", '"\n"', "1 2", "tru"]
)
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        js.parse_json(text)


class Enumerated(Enum):
    A = "a"


class Text(str):
    __slots__ = ()


ODD: list[Any] = [
    {"2": 1, "1": 2, "b": 3}, {"b": 1, "0": 2}, {"01": 1, "a": 2}, [{"7": 1}], {"a": {"10": 1, "9": 2}}, {"": 1, "0": 2}, {"a": '{"0":1'},
    [1.0], [-0.0], [0.1], [1e16], [1e21], [1e-7], [1e-5], [0.0001], [1.5e300], [123456789012345680.0], [5e-324], [2**53], [2**53 + 1], [-(2**53)],
    [2**53 - 1], [2**70], [10**400], [math.nan], [math.inf], [-math.inf], [True, False, None], [MISSING], {"a": MISSING}, {"a": [MISSING, {"b": MISSING}]},
    ["\ud83d"], {"\ude00": 1}, ["\ud83d", "\ude00"], ["\ud83d" + "\ude00"], ["é🐎\u2028\x7f\x00\x1f\"\\/\b\f\n\r\t"], (1, (2.5,)), {"a": (1, 2)},
    OrderedDict(b=1, a=2), {"a": OrderedDict(b=1)}, Text("x"), {"a": Text("x")}, [{"a": 1.0}, {"a": "1.0"}], ["1.0", "2e5", "3e5,", ":1e5"], {"a": "x.0,"},
    ["94103", "10"], {"a": ["1", "2"]}, [[], {}, [[]]],
]  # fmt: skip


@pytest.mark.parametrize("value", ODD, ids=ascii)
def test_what_is_written_quickly_is_what_is_written_step_by_step(value: Any) -> None:
    assert to_json(value) == _json(value, 0, None)
    quick = json_bytes(value)
    assert quick is None or quick.decode() == _json(value, 0, None)


@pytest.mark.parametrize(
    "value", [Enumerated.A, uuid.UUID(int=1), datetime(2024, 1, 1), b"x", {1}, 1j, object(), {1: 2}, {None: 1}, {"a": {True: 1}}], ids=lambda one: type(one).__name__
)  # fmt: skip
def test_what_is_no_json_is_never_written(value: Any) -> None:
    for whole in ([value], {"a": value}, {"a": [{"b": value}]}):
        with pytest.raises(TypeError):
            json_bytes(whole) or to_json(whole)


def test_what_contains_itself_is_nested_too_deeply() -> None:
    endless: list[Any] = []
    endless.append(endless)
    for whole in (endless, {"a": endless}, [[[[endless]]]]):
        with pytest.raises(RecursionError):
            to_json(whole)
    deep: Any = 1
    for _ in range(300):
        deep = [deep]
    assert to_json(deep) == "[" * 300 + "1" + "]" * 300


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6), st.sampled_from(["1.0", "2e5", "\ud83d"])),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text("ab019:.e-", max_size=3), inner, max_size=4)),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=examples(300, 50_000), deadline=None)
@given(value=JSON)
def test_any_value_is_written_alike_in_both_ways(value: Any) -> None:
    assert to_json(value) == _json(value, 0, None)


def test_what_is_undefined_is_gone_or_null_once_it_is_json() -> None:
    value = {"a": MISSING, "b": [1, MISSING, {"c": MISSING, "d": None}], "e": "x"}
    assert as_json(value) == {"b": [1, None, {"d": None}], "e": "x"} == json.loads(to_json(value))
    assert as_json([math.inf, -math.inf, math.nan, 1.5]) == [None, None, None, 1.5]
    assert as_json(MISSING) is None
    assert value["b"] == [1, MISSING, {"c": MISSING, "d": None}]

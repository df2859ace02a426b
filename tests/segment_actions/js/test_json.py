"""`JSON.stringify` and `JSON.parse`. The values are those of Node 20."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import Any

import pytest
from segment_actions import js
from segment_actions.js import MISSING


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

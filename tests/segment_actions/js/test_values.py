"""Any value: type, truth, text, `== ''`. The values are those of Node 20; `type_name` is Segment's word."""

from __future__ import annotations

import math
from typing import Any

import pytest
from segment_actions import js
from segment_actions.js import MISSING


@pytest.mark.parametrize(
    ("value", "typeof", "named", "truthy", "text", "empty"),
    [
        (MISSING, "undefined", "undefined", False, "undefined", False),
        (None, "object", "null", False, "null", False),
        (False, "boolean", "boolean", False, "false", True),
        (True, "boolean", "boolean", True, "true", False),
        (0, "number", "number", False, "0", True),
        (-0.0, "number", "number", False, "0", True),
        (1.0, "number", "number", True, "1", False),
        (math.nan, "number", "number", False, "NaN", False),
        ("", "string", "string", False, "", True),
        ("0", "string", "string", True, "0", False),
        (" ", "string", "string", True, " ", False),
        ([], "object", "array", True, "", True),
        ([0], "object", "array", True, "0", False),
        ([None], "object", "array", True, "", True),
        ([[]], "object", "array", True, "", True),
        ([MISSING], "object", "array", True, "", True),
        (["", ""], "object", "array", True, ",", False),
        ((1, None, [2, MISSING]), "object", "array", True, "1,,2,", False),
        ([{}, True], "object", "array", True, "[object Object],true", False),
        ({}, "object", "object", True, "[object Object]", False),
    ],
    ids=repr,
)
def test_a_value_has_type_truth_and_text(
    value: Any, typeof: str, named: str, truthy: bool, text: str, empty: bool
) -> None:
    assert (js.typeof(value), js.type_name(value)) == (typeof, named)
    assert js.is_truthy(value) is truthy
    assert js.text(value) == text
    assert js.loosely_empty(value) is empty
    assert js.is_number(value) is (typeof == "number")

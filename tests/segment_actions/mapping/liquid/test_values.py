"""Values of templates: printed, compared, looked up. As LiquidJS does."""

from __future__ import annotations

import math
from typing import Any

import pytest
from segment_actions.js import MISSING
from segment_actions.mapping.liquid import values
from segment_actions.mapping.liquid.values import Drop


@pytest.mark.parametrize(
    ("value", "shown", "text", "number", "false"),
    [
        (None, "", "null", 0, True),
        (MISSING, "", "undefined", math.nan, True),
        (Drop.NIL, "", "[object Object]", 0, True),
        (Drop.EMPTY, "", "[object Object]", 0, False),
        (False, "false", "false", 0, True),
        (0, "0", "0", 0, False),
        ("", "", "", 0, False),
        ("1.5", "1.5", "1.5", 1.5, False),
        ([1, None, ["a"]], "1a", "1,,a", math.nan, False),
        ([7], "7", "7", 7, False),
        ({}, "[object Object]", "[object Object]", math.nan, False),
    ],
    ids=repr,
)
def test_a_value_is_printed_and_counted(value: Any, shown: str, text: str, number: float, false: bool) -> None:
    assert (values.shown(value), values.text(value)) == (shown, text)
    assert values.number(value) == number or (math.isnan(values.number(value)) and math.isnan(number))
    assert (values.is_false(value), values.is_true(value)) == (false, not false)


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (1, 1.0, True), ("1", 1, False), (None, MISSING, False), (Drop.NIL, MISSING, True), (None, Drop.NIL, True), (0, False, False),
        ("", Drop.EMPTY, True), ([], Drop.EMPTY, True), ({}, Drop.BLANK, True), (" \n", Drop.BLANK, True), (" ", Drop.EMPTY, False),
        (False, Drop.BLANK, True), (None, Drop.EMPTY, False), (Drop.EMPTY, Drop.EMPTY, False), ([1, 2], [1, 2.0], True), ([1], [2], False),
    ],
)  # fmt: skip
def test_equality(left: Any, right: Any, equal: bool) -> None:
    assert values.equals(left, right) is equal


@pytest.mark.parametrize(
    ("left", "right", "less", "at_most"),
    [(1, 2, True, True), (2, 2, False, True), ("10", "9", True, True), ("10", 9, False, False), ("a", 1, False, False), (None, 1, True, True)],
)  # fmt: skip
def test_order(left: Any, right: Any, less: bool, at_most: bool) -> None:
    assert (values.less(left, right), values.less(left, right, or_equal=True)) == (less, at_most)


@pytest.mark.parametrize(
    ("value", "key", "found"),
    [
        ({"a": 1}, "a", 1), ({"a": 1}, "size", 1), ({"size": "L"}, "size", "L"), ({"a": 1}, "first", MISSING),
        ([1, 2], 0, 1), ([1, 2], -1, 2), ([1, 2], 2, MISSING), ([1, 2], 0.5, MISSING), ([1, 2], "last", 2), ([], "first", MISSING),
        ([1, 2], "length", 2), ("a🐎", "size", 3), ("ab", 1, "b"), (5, "size", MISSING), (None, "a", None), (MISSING, "a", MISSING),
        (Drop.BLOCK, "super", ""), (Drop.NIL, "gt", False), (Drop.EMPTY, "valueOf", ""),
    ],
)  # fmt: skip
def test_a_member(value: Any, key: Any, found: Any) -> None:
    assert values.member(value, key) == found


def test_plus_joins_text_and_adds_numbers() -> None:
    assert [values.add(1, 2), values.add("1", 2), values.add(None, 2), values.add(Drop.NIL, "a")] == [
        3,
        "12",
        2,
        "nulla",
    ]
    assert values.walk({"a": [{"b": 3}]}, "a.0.b") == 3
    things: list[Any] = [0, "", "a", [], Drop.NIL]
    assert [values.truthy(one) for one in things] == [False, False, True, True, True]

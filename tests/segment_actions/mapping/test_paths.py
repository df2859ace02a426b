"""Paths into events. The answers are those of the published mapping kit."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import MISSING
from segment_actions.mapping.paths import compile_path, lookup, pieces_of, shown


@pytest.mark.parametrize(
    ("path", "pieces", "text"),
    [
        ("", (), "$"), (".", (), "$"), ("a.b", ("a", "b"), "$.a.b"), ("a[0].b", ("a", "0", "b"), "$.a[0].b"),
        ("a['x y']", ("a", "x y"), "$.a.x y"), ('a["b"]["c"]', ("a", "b", "c"), "$.a.b.c"), ("a..b", ("a", "b"), "$.a.b"),
        ("a[b]", ("a[b]",), "$.a[b]"), ("l[0][1]", ("l", "0", "1"), "$.l[0][1]"),
    ],
)  # fmt: skip
def test_pieces(path: str, pieces: tuple[str, ...], text: str) -> None:
    assert (pieces_of(path), shown(path)) == (pieces, text)


@pytest.mark.parametrize(
    ("value", "path", "found"),
    [
        ({"a": {"b": {"c": 1}}}, "a.b.c", 1), ({"a": {"b": 1}}, "a.b", 1), ({"a": 1}, "a", 1), ({"a": 1}, "", {"a": 1}),
        ({"a": {}}, "a.b", MISSING), ({}, "a.b.c", MISSING), ({}, "a", MISSING),
        ({"a": None}, "a.b.c", None), ({"a": 0}, "a.b", 0), ({"a": ""}, "a.length", ""), ({"a": False}, "a.b", False),
        ({"a": [1, 2]}, "a[1]", 2), ({"a": [1, 2]}, "a[2]", MISSING), ({"a": [1, 2]}, "a.length", 2), ({"a": [1]}, "a.01", MISSING),
        ({"a": "x🐎"}, "a.length", 3), ({"a": "xy"}, "a[1]", "y"), ({"a": "xy"}, "a.b", MISSING), ({"a": 5}, "a.b", MISSING),
        (MISSING, "a", MISSING), (None, "a.b", None), ([{"b": 1}], "0.b", 1),
    ],
)  # fmt: skip
def test_a_lookup_compiled_or_not(value: Any, path: str, found: Any) -> None:
    assert lookup(value, pieces_of(path)) == found
    assert compile_path(path)(value) == found

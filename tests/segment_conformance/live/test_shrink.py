"""Shrinking: what a failure needs stays, everything else goes, and the number of questions is limited."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from segment_conformance.live import Case, shrink


def test_shrinking_leaves_what_the_failure_needs_and_nothing_else() -> None:
    case = {
        "id": "x",
        "kind": "mapping",
        "mapping": {"a": {"@path": "$.traits.name"}, "b": [1, 2, {"@case": {"operator": "lower", "value": "ABC"}}]},
        "event": {"traits": {"name": "needle in a haystack", "more": [1, 2, 3]}},
    }
    before = copy.deepcopy(case)
    smallest = shrink(
        case, lambda one: "needle" in json.dumps(one.get("event")) and "@case" in json.dumps(one.get("mapping"))
    )
    assert smallest == {"id": "x", "kind": "mapping", "mapping": {"@case": None}, "event": "needle"}
    assert case == before


@pytest.mark.parametrize(
    ("value", "fails", "smallest"),
    [
        ([5, 3, 9], lambda value: isinstance(value, list) and 3 in value, [3]),
        ("xxxyxxx", lambda value: isinstance(value, str) and "y" in value, "y"),
        ("🐎🐎", lambda value: isinstance(value, str) and len(value) > 0, "a"),
        (1234.5, lambda value: isinstance(value, float | int) and value > 100, 1234),
        (True, lambda value: isinstance(value, bool), False),
        ({"a": {"b": {"c": 1}}}, lambda value: "c" in json.dumps(value), {"c": 0}),
        ([[[]]], lambda value: isinstance(value, list), []),
    ],
)
def test_values_shrink_by_parts(value: Any, fails: Any, smallest: Any) -> None:
    assert shrink({"id": "x", "kind": "k", "v": value}, lambda case: fails(case.get("v"))) == {
        "id": "x",
        "kind": "k",
        "v": smallest,
    }


def test_shrinking_asks_no_more_than_it_may() -> None:
    asked: list[Case] = []

    def fails(case: Case) -> bool:
        asked.append(case)
        return isinstance(case.get("v"), list) and len(case["v"]) > 1

    shrink({"id": "x", "kind": "k", "v": list(range(1000))}, fails, most=25)
    assert len(asked) <= 25

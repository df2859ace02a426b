"""Elements stand beside those that are the same thing."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.exchanges.ids import IdMap
from attio_harness.exchanges.pairs import in_order, pairs

A, B, C = ("a" * 8, "b" * 8, "c" * 8)
X, Y, Z = ("x" * 8, "y" * 8, "z" * 8)


def record(id: str, **values: Any) -> dict[str, Any]:
    return {"id": {"workspace_id": "w", "record_id": id}, "values": values}


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        pytest.param([record(A), record(B)], [record(Y), record(X)], [(0, 1), (1, 0)], id="by id"),
        pytest.param(
            [record(A), record(C)], [record(X), record(Z)], [(0, 0), (1, 1)], id="an unknown one by its place"
        ),
        pytest.param(
            [record("Word_1")], [record("WORD_2")], [(0, None), (None, 0)], id="an id that is no UUID has its own case"
        ),
        pytest.param(
            [{"created_at": "1", "value": "a"}, {"created_at": "2", "value": "b"}],
            [{"created_at": "4", "value": "b"}, {"created_at": "3", "value": "a"}],
            [(0, 1), (1, 0)],
            id="by what it says, whenever it was made",
        ),
        pytest.param([record(A)], [record(Y)], [(0, None), (None, 0)], id="known ones that differ are not the same"),
        pytest.param(
            [{"api_slug": "name"}, {"api_slug": "domains"}],
            [{"api_slug": "domains"}, {"api_slug": "team"}, {"api_slug": "name"}],
            [(0, 2), (1, 0), (None, 1)],
            id="by name",
        ),
        pytest.param(
            [{"active_from": "1", "value": "a"}, {"active_from": "2", "value": "b"}],
            [{"active_from": "4", "value": "b"}, {"active_from": "3", "value": "a"}],
            [(0, 1), (1, 0)],
            id="by what it says, whenever it was said",
        ),
        pytest.param(
            [{"target_record_id": B}, {"target_record_id": C}],
            [{"target_record_id": Z}, {"target_record_id": Y}],
            [(0, 1), (1, 0)],
            id="by what is known of the ids in it",
        ),
        pytest.param(
            [{"path": ["a", "0"]}, {"path": ["b"]}],
            [{"path": ["b"]}, {"path": ["a", 0]}],
            [(0, 1), (1, 0)],
            id="by path",
        ),
        pytest.param([1, 2, 2], [2, 3, 1], [(0, 2), (1, 0), (2, 1)], id="plain values"),
        pytest.param([], [1], [(None, 0)], id="more"),
        pytest.param([1], [], [(0, None)], id="fewer"),
    ],
)
def test_pairs(left: list[Any], right: list[Any], expected: list[Any]) -> None:
    ids = IdMap()
    ids.learn(A, X)
    ids.learn(B, Y)
    ids.learn("Word_1", "WORD_1")
    ids.learn("Word_2", "WORD_2")
    assert pairs(left, right, ids) == expected


def test_the_order_of_what_both_have() -> None:
    assert in_order([(0, 0), (1, None), (2, 3), (None, 1)])
    assert not in_order([(0, 1), (1, 0)])

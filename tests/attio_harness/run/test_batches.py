"""When a batch is closed, and what goes together."""

from __future__ import annotations

from typing import Any

import pytest
from attio_destination import destination
from attio_harness.inputs.mappings import locate_dict
from attio_harness.run.batches import Batches
from attio_harness.run.runnable import RunnableSubscription, prepare


def runnable(**mapping: Any) -> RunnableSubscription:
    row = {"partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": {"user_id": "u", **mapping}}
    return prepare(list(locate_dict(row, "/0")), destination)[0]


def sent(steps: list[tuple[int, int, dict[str, Any]]], *runnables: RunnableSubscription, **limits: int) -> list[Any]:
    """What is sent of (second, order, payload), each batch as (second, order, numbers of its payloads)."""
    batches: Batches[int] = Batches(**({"wait": 60_000, "most_bytes": 4_000_000} | limits))
    out: list[Any] = []
    for number, (second, order, payload) in enumerate(steps):
        out += [(b.due // 1000, b.order, [m for m, _ in b.members], b.waited) for b in batches.due(second * 1000)]
        closed = batches.add(order, runnables[order], number, payload, second * 1000)
        out += [(second, b.order, [m for m, _ in b.members], b.waited) for b in closed]
    return [*out, *((b.due // 1000, b.order, [m for m, _ in b.members], b.waited) for b in batches.due())]


def test_a_batch_waits_from_its_first_event() -> None:
    steps: list[tuple[int, int, dict[str, Any]]] = [(0, 0, {}), (59, 0, {}), (60, 0, {}), (200, 0, {})]
    assert sent(steps, runnable()) == [(60, 0, [0, 1], True), (120, 0, [2], True), (260, 0, [3], True)]


def test_batches_go_out_in_the_order_in_which_they_close() -> None:
    steps: list[tuple[int, int, dict[str, Any]]] = [(0, 1, {}), (10, 0, {}), (20, 1, {})]
    small = runnable(batch_size=2)
    assert sent(steps, small, runnable()) == [(60, 1, [0, 2], True), (70, 0, [1], True)]
    assert sent(steps, runnable(), small) == [(20, 1, [0, 2], False), (70, 0, [1], True)]


@pytest.mark.parametrize(
    ("wait", "groups"), [(0, [[0], [1], [2]]), (1, [[0, 1], [2]]), (1000, [[0, 1], [2]]), (1001, [[0, 1, 2]])]
)
def test_waiting_may_be_short(wait: int, groups: list[list[int]]) -> None:
    steps: list[tuple[int, int, dict[str, Any]]] = [(0, 0, {}), (0, 0, {}), (1, 0, {})]
    assert [one[2] for one in sent(steps, runnable(), wait=wait)] == groups


@pytest.mark.parametrize(
    ("mapping", "groups"),
    [
        ({}, [[0, 1, 2, 3]]),
        ({"batch_bytes": 30}, [[0, 1], [2, 3]]),
        ({"batch_bytes": "30"}, [[0, 1], [2, 3]]),
        ({"batch_bytes": 1}, [[0], [1], [2], [3]]),
        ({"batch_bytes": "many"}, [[0, 1, 2, 3]]),
        ({"batch_size": 3}, [[0, 1, 2], [3]]),
        ({"batch_keys": ["a"]}, [[0, 2], [1, 3]]),
        ({"batch_keys": "a"}, [[0, 2], [1, 3]]),
        ({"batch_keys": ["a", "nothing"]}, [[0, 2], [1, 3]]),
        ({"batch_keys": ["nothing"]}, [[0, 1, 2, 3]]),
        ({"batch_keys": {"@path": "$.a"}}, [[0, 1, 2, 3]]),
    ],
)
def test_size_bytes_and_keys(mapping: dict[str, Any], groups: list[list[int]]) -> None:
    """A payload has 15 bytes here."""
    steps = [(0, 0, {"a": f"text {'ab'[n % 2]}."}) for n in range(4)]
    assert sorted(one[2] for one in sent(steps, runnable(**mapping))) == groups


def test_a_number_and_its_text_are_two_groups() -> None:
    steps: list[tuple[int, int, dict[str, Any]]] = [(0, 0, {"a": 1}), (0, 0, {"a": "1"}), (0, 0, {"a": {"b": 1, "c": 2}}), (0, 0, {"a": {"c": 2, "b": 1}})]  # fmt: skip
    assert [one[2] for one in sent(steps, runnable(batch_keys=["a"]))] == [[0], [1], [2, 3]]


def test_texts_that_are_no_utf_8_and_huge_numbers_have_a_size() -> None:
    steps = [(0, 0, {"a": "\ud800", "b": 2**70}), (0, 0, {"a": "\ud800", "b": 2**70})]
    assert [one[2] for one in sent(steps, runnable(batch_keys=["a", "b"]))] == [[0, 1]]

"""How many traces are kept: by number and by bytes, the oldest that are settled go first, and all stay counted."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.local_segment.trace_query import TraceQuery
from attio_harness.local_segment.traces import Traces


def kept(traces: Traces) -> list[int]:
    return [one.seq for one in traces.find(TraceQuery(limit=10_000))]


def refused(traces: Traces, seq: int, what: Any) -> None:
    traces.refuse(seq, "app", what, 0, code="x", why="y")


@pytest.mark.parametrize(
    ("sizes", "left"),
    [
        ([0, 0, 0], [1, 2, 3]),
        ([0, 0, 0, 0], [2, 3, 4]),  # three at most
        ([1000, 1000], [1, 2]),
        ([1000, 1000, 1000], [2, 3]),  # each takes 5,000 bytes and some, of 12,000
        ([0, 0, 3000], [3]),
        ([3000, 0], [2]),
        ([3000], [1]),  # alone
    ],
)
def test_the_oldest_go(sizes: list[int], left: list[int]) -> None:
    traces = Traces(lambda: 0, kept=3, kept_bytes=12_000)
    for seq, size in enumerate(sizes, 1):
        refused(traces, seq, "x" * size)
    assert kept(traces) == left
    assert traces.counts() == {"total": len(sizes), "good": 0, "bad": len(sizes), "waiting": 0}
    traces.reset()
    refused(traces, 9, "x" * 2000)
    refused(traces, 10, "")
    assert kept(traces) == [9, 10]


def test_what_is_on_its_way_stays() -> None:
    traces = Traces(lambda: 0, kept=1, kept_bytes=12_000)
    for seq in (1, 2, 3):
        traces.begin(seq, "app", {"type": "track", "event": "x" * 5000}, 0)
    assert kept(traces) == [1, 2, 3]
    traces.settle(2)
    assert kept(traces) == [1, 3]


@pytest.mark.parametrize("what", ["\ud800", 2**70, float("nan"), {"a": [2**70]}])
def test_any_value_has_a_size(what: object) -> None:
    traces = Traces(lambda: 0)
    refused(traces, 1, what)
    assert kept(traces) == [1]

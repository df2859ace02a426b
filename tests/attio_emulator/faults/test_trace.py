"""What rules did, in order: the same seed and the same requests give the same trace; scenarios move from state to state."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Emulator, Request
from attio_emulator.faults import happened
from attio_emulator.faults.in_force import Faults
from hypothesis import given
from hypothesis import strategies as st

ASK = Request.make("GET", "/v2/self", token="t")


def trace(faults: Faults, requests: list[Request]) -> list[dict[str, Any]]:
    for one in requests:
        decided = faults.answer(one)
        if decided is not None:
            faults.done(decided, None, now=0)
    return list(faults.told()["data"])


def statuses(emulator: Emulator, count: int) -> list[int]:
    return [emulator.handle(ASK).status for _ in range(count)]


MATCHES = st.fixed_dictionaries(
    {}, optional={"method": st.sampled_from(["GET", "PUT"]), "path": st.sampled_from(["/a*", "*b"]), "nth": st.integers(1, 4)}
)  # fmt: skip
FAULTS = st.sampled_from(
    [{"status": 503}, {"status": 500, "latency": {"fixed": 1, "jitter": 1}}, "reset", "silent", "empty"]
)
RULES = st.lists(
    st.fixed_dictionaries(
        {"match": MATCHES, "fault": FAULTS},
        optional={
            "probability": st.floats(0, 1),
            "times": st.integers(0, 3),
            "after": st.integers(0, 3),
        },
    ),
    max_size=4,
)
REQUESTS = st.lists(
    st.builds(Request.make, st.sampled_from(["GET", "PUT"]), st.sampled_from(["/a", "/b", "/ab"])), max_size=25
)


@given(rules=RULES, requests=REQUESTS, seed=st.integers(0, 2**40))
def test_the_same_seed_and_the_same_requests_give_the_same_trace(
    rules: list[Any], requests: list[Request], seed: int
) -> None:
    first, second = Faults(seed=seed), Faults()
    first.replace(rules)
    second.replace({"seed": seed, "faults": rules})
    found = trace(first, requests)
    assert found == trace(second, requests)
    # put in force anew, everything is counted anew
    first.replace(rules)
    assert trace(first, requests) == found
    assert len(found) <= len(requests)


@given(rules=RULES, requests=REQUESTS)
def test_rules_that_come_after_change_nothing_of_those_before(rules: list[Any], requests: list[Request]) -> None:
    alone, more = Faults(seed=3), Faults(seed=3)
    alone.replace(rules)
    more.replace([*rules, {"fault": "reset", "probability": 0.5}])
    last = len(rules)
    assert trace(alone, requests) == [row for row in trace(more, requests) if row["rule"] != last]


def test_another_seed_gives_another_trace() -> None:
    rule = {"fault": "reset", "probability": 0.5}
    traces = set()
    for seed in range(8):
        emulator = Emulator(seed=seed)
        emulator.faults.replace([rule])
        statuses(emulator, 30)
        traces.add(tuple(row.request for row in emulator.faults.trace))
    assert len(traces) == 8


def test_a_probability_is_one_of_requests() -> None:
    faults = Faults(seed=1)
    faults.replace([{"status": 500, "probability": 0.25}])
    assert len(trace(faults, [ASK] * 2000)) == pytest.approx(500, abs=60)
    faults.replace([{"status": 500, "probability": 0}])
    assert trace(faults, [ASK] * 50) == []
    faults.replace([{"status": 500, "probability": 1}])
    assert len(trace(faults, [ASK] * 50)) == 50


def test_times_counts_what_applied_and_not_what_chance_let_pass() -> None:
    faults = Faults(seed=1)
    faults.replace([{"status": 500, "probability": 0.2, "times": 3, "after": 2}])
    found = [row["request"] for row in trace(faults, [ASK] * 100)]
    assert len(found) == 3
    assert found[0] > 2
    assert found[-1] > found[0] + 2


def test_nth_counts_what_else_matches() -> None:
    faults = Faults()
    faults.replace([{"match": {"path": "/a", "nth": 2}, "fault": {"status": 500}}])
    asked = [Request.make("GET", path) for path in ("/b", "/a", "/b", "/a", "/a")]
    assert [row["request"] for row in trace(faults, asked)] == [4]


def test_the_trace_tells_what_was_done() -> None:
    emulator = Emulator(seed=5)
    emulator.faults.replace(
        [
            {"name": "late", "match": {"nth": 1}, "fault": {"latency": 0.5}},
            {"match": {"nth": 1}, "fault": {"kind": "truncated", "bytes": 3}, "scenario": "s", "then": "cut"},
            {"fault": "reset", "times": 1},
        ]
    )
    for _ in range(4):
        emulator.handle(ASK)
    answer = emulator.handle(Request.make("GET", "/_emulator/faults/trace")).json()
    assert answer == emulator.faults.told()
    assert answer == {
        "seed": 5,
        "requests": 4,
        "faults": 3,
        "states": {"s": "cut"},
        "data": [
            {"request": 1, "rule": 0, "name": "late", "kind": "latency", "asked": True, "applied": True, "status": 200, "delay": 0.5, "wire": "answered"},
            {"request": 2, "rule": 1, "kind": "truncated", "asked": True, "applied": True, "status": 200, "delay": 0.0, "wire": "truncated", "scenario": "s", "state": "cut"},
            {"request": 3, "rule": 2, "kind": "reset", "asked": False, "applied": False, "status": None, "delay": 0.0, "wire": "reset"},
        ],
    }  # fmt: skip


def test_a_request_that_attio_refuses_is_not_done() -> None:
    emulator = Emulator()
    emulator.faults.replace([{"fault": "apply_then_fail"}])
    assert emulator.handle(Request.make("GET", "/v2/nothing", token="t")).status == 500
    assert emulator.last_fault is not None
    assert (emulator.last_fault.asked, emulator.last_fault.applied) == (True, False)


def test_a_trace_keeps_the_newest_and_counts_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(happened, "LONGEST_TRACE", 3)
    faults = Faults()
    faults.replace([{"status": 500}])
    assert [row["request"] for row in trace(faults, [ASK] * 5)] == [3, 4, 5]
    assert faults.told()["faults"] == 5


def test_rules_and_trace_are_gone_with_them() -> None:
    emulator = Emulator(seed=2)
    emulator.faults.replace({"seed": 9, "faults": [{"fault": "reset", "scenario": "s", "then": "x"}]})
    emulator.handle(ASK)
    assert emulator.faults.told()["seed"] == 9
    emulator.reset()
    assert emulator.faults.told() == {"seed": 2, "requests": 0, "faults": 0, "states": {}, "data": []}
    assert emulator.faults.rules == []


# -- scenarios -------------------------------------------------------------------------------------------------------


def test_a_scenario_goes_from_state_to_state() -> None:
    emulator = Emulator()
    emulator.faults.replace(
        [
            {"match": {"nth": 2}, "scenario": "outage", "state": "start", "then": "down"},
            {"fault": {"status": 503}, "scenario": "outage", "state": "down", "times": 2},
            {"scenario": "outage", "state": "down", "then": "slow", "fault": {"status": 429}},
            {"scenario": "outage", "state": "slow", "then": "start", "fault": {"latency": 0.1}},
        ]
    )
    assert statuses(emulator, 8) == [200, 200, 503, 503, 429, 200, 200, 200]
    assert [(row.request, row.state) for row in emulator.faults.trace] == [
        (2, "down"), (3, None), (4, None), (5, "slow"), (6, "start"),
    ]  # fmt: skip
    assert emulator.faults.states == {"outage": "start"}


def test_a_rule_without_a_state_holds_in_all_and_scenarios_are_apart() -> None:
    emulator = Emulator()
    emulator.faults.replace(
        [
            {"fault": {"status": 500}, "scenario": "a", "then": "b", "times": 2},
            {"fault": {"status": 502}, "scenario": "a", "state": "b", "times": 1},
            {"fault": {"status": 503}, "scenario": "c", "state": "start", "then": "d"},
        ]
    )
    assert statuses(emulator, 5) == [500, 500, 502, 503, 200]
    assert emulator.faults.states == {"a": "b", "c": "d"}

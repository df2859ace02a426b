"""Generated destinations are run in every way, with every error and status."""

from __future__ import annotations

from segment_conformance.live import generate
from segment_conformance.live.generators.destinations import RAISED, SCHEMES
from segment_conformance.live.generators.runtimes import RUNS, every_status_case

from tests.segment_conformance.live.generators.conftest import SEED, Case, nodes, of_kind


def test_the_runtime_is_run_in_every_way_with_every_error_and_status(cases: list[Case]) -> None:
    run = [*of_kind(cases, "runtime"), *generate(SEED + 1, 3000, kinds=["runtime"])]
    assert {case["run"] for case in run} == {*RUNS}
    assert {case["destination"]["scheme"] for case in run} == {*SCHEMES}
    parts = [node for case in run for node in nodes(case["destination"])]
    raised = {node[1] for node in parts if isinstance(node, list) and node[:1] == ["raise"]}
    assert raised == {*RAISED} == {case["class"] for case in of_kind(cases, "failure")}
    steps = [node for node in parts if isinstance(node, list) and node and isinstance(node[0], str)]
    assert {step[0] for step in steps} >= {"request", "try", "last", "return", "success", "error", "success_at", "error_at", "unset"}  # fmt: skip
    entries = [step[-1] for step in steps if step[0] in ("error", "error_at")]
    assert {entry["status"] for entry in entries} >= {200, 400, 401, 404, 422, 429, 500, 598}
    assert len(every_status_case()["events"]) == 199
    assert {frozenset(entry) for entry in entries if len(entry) < 3} >= {
        frozenset({"status", *more})
        for more in ((), ("body",), ("sent",), ("errortype",), ("errormessage",), ("errorreporter",))
    }
    options = {key for node in parts if isinstance(node, dict) for key in node}
    assert options >= {"headers", "json", "body", "searchParams", "username", "password", "timeout", "throwHttpErrors", "beforeRequest", "afterResponse"}  # fmt: skip
    asked = [len(case["settings"].get("subscriptions", ())) for case in run if "settings" in case]
    assert {*asked} == {0, 1, 2, 3}
    assert any("late" in answer for case in run for answer in case["responses"])
    assert any("failure" in answer for case in run for answer in case["responses"])

"""Live runs where something goes wrong: a side that hangs, a process that dies, Ctrl-C, a terminal that is watched."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attio_harness.errors import InputError
from segment_conformance.live import Pipe, conform_live, one_by_one, run_live
from segment_conformance.live import cases as generating
from segment_conformance.live import run as running
from segment_conformance.live.known_differences import kept
from segment_conformance.replay import CaseResult, replay

from tests.segment_actions import oracle as published

Case = dict[str, Any]
PACKAGES = str(published.FOLDER)
needs_packages = pytest.mark.skipif(bool(published.MISSING), reason=published.MISSING or "-")

ODD_ONE = """
import json, sys, time
for line in sys.stdin:
    case = json.loads(line)
    if case["id"] == "hangs":
        time.sleep(600)
    if case["id"] == "dies":
        raise KeyError("no more of this")
    print(json.dumps({"output": case["id"]}), flush=True)
"""


def _pipe(limit: float = 60) -> Pipe:
    return Pipe([sys.executable, "-c", ODD_ONE], limit=limit)


def test_a_case_that_hangs_is_answered_late_and_the_others_as_usual() -> None:
    with _pipe(limit=2) as pipe:
        answers = pipe.ask_many([{"id": "a"}, {"id": "hangs"}, {"id": "b"}])
        assert pipe.ask({"id": "c"}) == {"output": "c"}
    late = {"error": {"name": "TooLong", "message": "Segment's packages gave no answer within 2 s"}}
    assert answers == [{"output": "a"}, late, {"output": "b"}]


def test_a_process_that_ends_is_named_with_the_case_it_ended_on_and_its_reason() -> None:
    with _pipe() as pipe:
        assert pipe.ask({"id": "a"}) == {"output": "a"}
        with pytest.raises(InputError) as refused:
            pipe.ask_many([{"id": "b"}, {"id": "dies"}, {"id": "c"}])
    reason = """ended while it answered {"id": "dies"} (exit code 1: KeyError: 'no more of this')"""
    assert refused.value.problem == reason
    with pytest.raises(InputError, match="cannot be started"):
        Pipe(["no-such-command-anywhere"])


def _stuck(lines: Iterable[str]) -> Iterator[CaseResult]:
    for line in lines:
        while json.loads(line)["id"].endswith("3"):
            pass
        yield from replay([line])


def test_an_engine_that_hangs_is_a_difference_that_is_not_shrunk() -> None:
    def ask(case: Case) -> dict[str, Any]:
        (result,) = replay([json.dumps(case)])
        return result.actual

    summary = run_live(one_by_one(ask), 1, 8, kinds=["fql"], compare=_stuck, limit=0.2)
    (difference,) = summary.differences
    assert difference.case["id"] == difference.found == "1-fql-00003"
    assert difference.actual == {"error": {"name": "TooLong", "message": "this engine gave no answer within 0.2 s"}}
    assert summary.text().splitlines()[-1] == "seed 1: 8 cases, 1 differences"
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL


def _interrupting(number: int, at: int) -> Any:
    generate = generating.generate

    def stream(seed: int, count: int, **kinds: Any) -> Iterator[Case]:
        for index, case in enumerate(generate(seed, count, **kinds)):
            if index == at:
                os.kill(os.getpid(), number)
            yield case

    return stream


@needs_packages
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_ends_a_run_with_what_is_known(monkeypatch: pytest.MonkeyPatch, number: int, code: int) -> None:
    monkeypatch.setattr(running, "generate", _interrupting(number, 500))
    summary = conform_live(PACKAGES, 5, 100_000, most=10)
    assert (summary.cases, summary.interrupted, summary.agreed) == (500, code, True)
    assert summary.text().startswith("seed 5: 500 cases before the interrupt, 0 differences")


def test_a_last_digit_is_kept_also_where_one_side_has_no_fraction() -> None:
    case = {"kind": "mapping", "mapping": {"@liquid": "{{2301234567890|round:2.5}}"}, "event": {}}
    theirs, ours = {"output": "2301234567890"}, {"output": "2301234567889.9995"}
    reason = kept(case, theirs, ours)
    assert reason is not None
    assert reason.id == "round-last-digit"
    assert kept(case, theirs, {"output": "2301234567880"}) is None


def test_a_folder_without_packages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no installed packages; run `make .venv/oracle` in a checkout"):
        conform_live(str(tmp_path), 1, 1, most=1)

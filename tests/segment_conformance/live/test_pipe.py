"""The process that answers: one that hangs, one that dies, one that is not there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from segment_conformance.errors import PackagesError
from segment_conformance.live import Pipe, segment_packages

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
    with _pipe(limit=1) as pipe:
        answers = pipe.ask_many([{"id": "a"}, {"id": "hangs"}, {"id": "b"}])
        assert pipe.ask({"id": "c"}) == {"output": "c"}
    late = {"error": {"name": "TooLong", "message": "Segment's packages gave no response within 1 s"}}
    assert answers == [{"output": "a"}, late, {"output": "b"}]


def test_a_process_that_ends_is_named_with_the_case_it_ended_on_and_its_reason() -> None:
    with _pipe() as pipe:
        assert pipe.ask({"id": "a"}) == {"output": "a"}
        with pytest.raises(PackagesError) as refused:
            pipe.ask_many([{"id": "b"}, {"id": "dies"}, {"id": "c"}])
    reason = """ended while it answered {"id": "dies"} (exit code 1: KeyError: 'no more of this')"""
    assert refused.value.problem == reason
    with pytest.raises(PackagesError, match="cannot be started"):
        Pipe(["no-such-command-anywhere"])


def test_a_folder_without_packages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackagesError) as refused:
        segment_packages(tmp_path)
    assert str(refused.value) == f"{tmp_path}: has no installed packages; run `make .venv/oracle` in a checkout"

"""`conform --live` and `fidelity` at a terminal: Ctrl-C, exit codes, what cannot be run."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attio_harness import cli
from attio_harness.cli.fidelity import PLATFORM
from segment_conformance.fidelity import render_fidelity
from segment_conformance.live import Case, generate, run

from tests import oracle as published

from .shell import Shell


def exit_code(*words: str) -> Any:
    with pytest.raises(SystemExit) as stopped:
        cli.main(words)
    return stopped.value.code


def _interrupting(number: int, at: int) -> Callable[..., Iterator[Case]]:
    def stream(seed: int, count: int, **kinds: Any) -> Iterator[Case]:
        for index, case in enumerate(generate(seed, count, **kinds)):
            if index == at:
                os.kill(os.getpid(), number)
            yield case

    return stream


@pytest.mark.skipif(bool(published.MISSING), reason=published.MISSING or "-")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_ends_a_live_run_with_what_is_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int, code: int
) -> None:
    # in the second batch
    monkeypatch.setattr(run, "_BATCH", 40)
    monkeypatch.setattr(run, "generate", _interrupting(number, 50))
    asked = ("conform", "--live", "--cases", "100000", "--seed", "5", "--packages", str(published.FOLDER))
    assert exit_code(*asked) == code
    assert capsys.readouterr().out.startswith("seed 5: 50 cases before the interrupt, 0 differences")


def test_a_folder_without_packages_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("conform", "--live", "--packages", str(tmp_path)) == 2
    problem = "has no installed packages; run `make .venv/oracle` in a checkout"
    assert capsys.readouterr().err == f"attio-harness: {tmp_path}: {problem}\n"


def test_a_line_that_is_no_case_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text("\n[]\n")
    assert exit_code("conform", str(file)) == 2
    assert f"{file}:2: is not a recorded case; expected an object whose kind is one of " in capsys.readouterr().err


def test_fidelity_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("fidelity") == 0
    out = capsys.readouterr().out
    assert out == render_fidelity(PLATFORM)
    assert all(f"assumed     {one.id} " in out for one in PLATFORM)


def test_conform_counts_and_names_differences(shell: Shell) -> None:
    good = {"id": "good", "kind": "mapping", "mapping": {"a": 1}, "event": {}, "output": {"a": 1}}
    shell.write("v.jsonl", json.dumps(good) + "\n")
    assert shell("conform", "v.jsonl")[:2] == (0, "1 passed, 0 failed\n")
    shell.write("v.jsonl", json.dumps({**good, "output": {"a": 2}}) + "\n")
    code, out, _ = shell("conform", "v.jsonl")
    assert (code, out.splitlines()[-1]) == (1, "0 passed, 1 failed")
    assert "v.jsonl: good (mapping) differs" in out


def test_a_file_without_a_case_is_no_success(shell: Shell) -> None:
    shell.write("empty.jsonl", "\n")
    assert shell("conform", "empty.jsonl") == (
        2,
        "",
        "attio-harness: empty.jsonl: has no recorded case, so nothing was replayed\n",
    )

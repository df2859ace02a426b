"""`docs/verify.md`: its commands run, and the report that it shows is one."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attio_emulator import Emulator, Workspace, system_clock
from attio_emulator.faces.server import running
from attio_harness import cli
from attio_harness.verify import PROBES, STANDARD, Local, Stage, pace

PAGE = (Path(__file__).parents[3] / "docs/verify.md").read_text("utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
COMMANDS = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]
(REPORT,) = [text for kind, text in BLOCKS if kind == "text"]


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ATTIO_API_KEY", "t")
    monkeypatch.setattr(pace, "_MOST", {"read": 10_000, "write": 10_000})
    Path("workspace.yaml").write_text(REPORT[REPORT.index("assumptions:") :])
    workspace = Workspace.from_dict({"tokens": ["t"]})
    emulator = Emulator(workspace, clock=system_clock, strict_auth=True, assumptions={"batch.order": "array"})
    with running(emulator) as address:
        yield address


def test_the_commands_run_one_after_the_other(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    ends = []
    some = ["--probe", "batch-order", "--probe", "batch-stale", "--settle", "0"]
    for command in COMMANDS:
        program, *words = shlex.split(command)
        assert program == "attio-harness"
        if "--cleanup" in words:
            continue  # nothing is left: tested at the command line
        dry = ["--yes", "--attio", url] if "--dry-run" not in words else []
        with pytest.raises(SystemExit) as stopped:
            cli.main([*words, *dry, *some])
        ends.append((words[1:], stopped.value.code))
    assert ends == [
        (["--dry-run"], 0),
        (["--token-env", "ATTIO_API_KEY", "-o", "verify.json"], 1),
        (["--token-env", "ATTIO_API_KEY", "-w", "workspace.yaml"], 0),
    ]
    shown = REPORT.splitlines()
    real = capsys.readouterr().out
    assert "\n".join(shown[1:]) in real
    assert Path("verify.json").exists()


def test_the_report_counts_the_probes_that_a_run_without_more_asks() -> None:
    active = ("people", "companies")
    inactive = tuple(one for one in STANDARD if one not in active)
    stage = Stage(marker="0123456789abcdef", now=datetime(2026, 1, 1, tzinfo=UTC), inactive=inactive)
    asked = len(Local(stage, active=active).askable(PROBES))
    assert REPORT.splitlines()[0] == f"{asked} probes: {asked - 1} equal, 1 differs"

"""What is timed gives the same answers on both sides; how long it takes is no test."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.skipif(
    shutil.which("node") is None or not (ROOT / "tests/oracle/node_modules").exists(),
    reason="Segment's published packages are not installed",
)
def test_both_engines_answer_every_case_alike() -> None:
    command = [sys.executable, str(ROOT / "benchmarks/engine.py"), "answers"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "the answers agree in 15 cases\n", "")

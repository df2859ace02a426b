"""Segment's published packages on a pipe: `Oracle.ask` gives their answer to one case. Needs node and the pinned packages."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

__all__ = ["FOLDER", "MISSING", "Oracle"]

FOLDER = Path(__file__).parent

MISSING = (
    "node is not installed"
    if shutil.which("node") is None
    else ""
    if (FOLDER / "node_modules" / "@segment").is_dir()
    else "Segment's packages are not installed: make .venv/oracle"
)
"""Why the packages cannot run here; empty when they can."""


class Oracle:
    """One long-lived process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", "oracle.mjs"], cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, case: dict[str, Any]) -> dict[str, Any]:
        """The case with the `output` and `error` of the published packages."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(case) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the process with Segment's packages ended"
        return {**case, **json.loads(line)}

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

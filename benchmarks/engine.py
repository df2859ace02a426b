"""Segment's published engine and this one over the same cases: `python engine.py`, a table of ratios on stdout.

Both must give the same answers before anything is timed (`python engine.py answers` ends there). The two then run in turn, and a ratio is taken inside each pair,
since the speed of a machine drifts and a ratio does not. What is timed is in `ours.py` and `packages.mjs`, the cases in `cases.py`.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from cases import CASES, Case, inputs

PAIRS = 3
_HERE = Path(__file__).parent
_OURS = (sys.executable, str(_HERE / "ours.py"))
_PACKAGES = ("node", str(_HERE / "packages.mjs"), str(_HERE.parent / "tests" / "oracle"))


def main(words: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "inputs.json"
        given.write_text(json.dumps(inputs()))
        differing = _differing(_run(_PACKAGES, given, "answers"), _run(_OURS, given, "answers"))
        if differing:
            _say(f"not timed, since the answers differ: {', '.join(differing)}")
            return 1
        if words == ["answers"]:
            _say(f"the answers agree in {len(CASES)} cases")
            return 0
        pairs = [(_run(_PACKAGES, given, "times"), _run(_OURS, given, "times")) for _ in range(PAIRS)]
    _say("| case | Segment's engine, us an event | this one | ratio: median (range) | expected |")
    _say("|---|---:|---:|---:|---:|")
    for case in CASES:
        _say(_row(case, [(theirs[case.key], ours[case.key]) for theirs, ours in pairs]))
    return 0


def _run(command: tuple[str, ...], given: Path, wanted: str) -> dict[str, Any]:
    done = subprocess.run([*command, str(given), wanted], check=True, capture_output=True, text=True)
    out: dict[str, Any] = json.loads(done.stdout)
    return out


def _differing(theirs: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    return [key for key in theirs if theirs[key] != ours[key]]


def _row(case: Case, pairs: list[tuple[float, float]]) -> str:
    ratios = [theirs / ours for theirs, ours in pairs]
    theirs, ours = (statistics.median(side) for side in zip(*pairs, strict=True))
    spread = f"{statistics.median(ratios):.2f}x ({min(ratios):.2f} to {max(ratios):.2f})"
    return f"| {case.what} | {theirs:.2f} | {ours:.2f} | {spread} | >= {case.must:g}x |"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

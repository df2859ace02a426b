"""Times Segment's published engine and this one on the same cases: `python engine.py` prints a table of ratios.

First both must give the same answers (`python engine.py answers` ends there). Then they run in turn, and each pair of runs gives a
ratio, since the speed of a machine drifts and a ratio does not. The timed code is in `ours.py` and `packages.mjs`, the cases in
`cases.py`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cases import CASES, Case, inputs
from results.figures import Pair, ratios, spread

__all__ = ["PAIRS", "Differing", "compared", "missing"]

PAIRS = 3
_HERE = Path(__file__).parent
_OURS = (sys.executable, str(_HERE / "ours.py"))
_PACKAGES = ("node", str(_HERE / "packages.mjs"), str(_HERE.parent / "tests" / "oracle"))


class Differing(Exception):
    """The two engines give different answers, so nothing is timed."""


def missing() -> str | None:
    """Why Segment's packages cannot run; None if they can."""
    if shutil.which("node") is None:
        return "node is not on the path"
    there = (_HERE.parent / "tests/oracle/node_modules/@segment/actions-core").exists()
    return None if there else "Segment's packages are not in tests/oracle; make .venv/oracle installs them"


def compared(names: Sequence[str] = (), pairs: int = PAIRS, clock: str | None = None) -> dict[str, tuple[Pair, ...]]:
    """Microseconds per event, in so many pairs of rounds of each named case, or of all; raises Differing.

    `clock` is `cpu` for CPU time, which other processes disturb less, or `wall`; None takes it from BENCH_CLOCK.
    """
    found: dict[str, list[Pair]] = {}
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "inputs.json"
        given.write_text(json.dumps(inputs()))
        differing = _differing(_run(_PACKAGES, given, "answers", *names), _run(_OURS, given, "answers", *names))
        if differing:
            raise Differing(f"not timed, since the answers differ: {', '.join(differing)}")
        for _ in range(pairs):
            theirs, ours = (_run(side, given, "times", *names, clock=clock) for side in (_PACKAGES, _OURS))
            for key in theirs:
                found.setdefault(key, []).append(Pair(ours=ours[key], peer=theirs[key]))
    return {key: tuple(rounds) for key, rounds in found.items()}


def main(words: list[str]) -> int:
    if words not in ([], ["answers"]):
        _say(f"{' '.join(words)!r} is not known here; expected `answers`, or nothing")
        return 2
    if why := missing():
        _say(f"nothing can be measured: {why}")
        return 2
    try:
        found = compared(pairs=0 if words == ["answers"] else PAIRS)
    except Differing as error:
        _say(str(error))
        return 1
    if words == ["answers"]:
        _say(f"the answers agree in {len(CASES)} cases")
        return 0
    _say("| case | Segment's engine, us an event | this one | ratio: median (range) |")
    _say("|---|---:|---:|---:|")
    for case in CASES:
        _say(_row(case, found[case.key]))
    return 0


def _run(command: tuple[str, ...], given: Path, wanted: str, *names: str, clock: str | None = None) -> dict[str, Any]:
    environment = os.environ if clock is None else os.environ | {"BENCH_CLOCK": clock}
    words = [*command, str(given), wanted, *names]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    out: dict[str, Any] = json.loads(done.stdout)
    return out


def _differing(theirs: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    return [key for key in theirs if theirs[key] != ours[key]]


def _row(case: Case, pairs: tuple[Pair, ...]) -> str:
    ratio = ratios(pairs, "time", "speed")
    theirs, ours = spread([one.peer for one in pairs]).median, spread([one.ours for one in pairs]).median
    told = f"{ratio.median:.2f}x ({ratio.low:.2f} to {ratio.high:.2f})"
    return f"| {case.what} | {theirs:.2f} | {ours:.2f} | {told} |"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

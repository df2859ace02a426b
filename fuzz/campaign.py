"""Runs all targets under the fuzzer in turn, for SECONDS in total: `python -m fuzz.campaign SECONDS [FOLDER]`, or `make fuzz`.

Prints how often each target ran. The exit code is 1 if FOLDER/found has findings.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from fuzz.targets import TARGETS

__all__ = ["campaign"]

_ROUND = 60
"""Most seconds of a target before the next one has its turn."""
_EXECUTED = re.compile(rb"stat::number_of_executed_units: (\d+)|^#(\d+)\t", re.MULTILINE)


def campaign(seconds: int, folder: Path) -> dict[str, int]:
    """Target -> its executions, including those of earlier campaigns in this folder."""
    told = folder / "executions.json"
    counts: dict[str, int] = json.loads(told.read_text()) if told.exists() else {}
    folder.mkdir(parents=True, exist_ok=True)
    left = seconds
    while left > 0:
        turn = max(5, min(_ROUND, left // len(TARGETS) or 1))
        for name in TARGETS:
            done = subprocess.run(
                [sys.executable, "-m", "fuzz.run", name, str(turn), str(folder)], capture_output=True, check=False
            )
            counts[name] = counts.get(name, 0) + _executed(done.stderr)
            told.write_text(json.dumps(counts, indent=1))
            left -= turn
            for line in done.stderr.decode("utf-8", "replace").splitlines():
                if line.startswith("found: "):
                    _say(line)
            if b"number_of_executed_units" not in done.stderr:
                _say(f"{name} ended early: {done.stderr[-2000:].decode('utf-8', 'replace')}")
    return counts


def _executed(said: bytes) -> int:
    return max((int(one[1] or one[2]) for one in _EXECUTED.finditer(said)), default=0)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    where = Path(sys.argv[2] if len(sys.argv) > 2 else ".fuzz")
    for target, count in campaign(int(sys.argv[1]), where).items():
        _say(f"{target:<16} {count:>12,}")
    sys.exit(1 if any((where / "found").iterdir()) else 0)

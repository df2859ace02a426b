"""Asks pip-audit for known vulnerabilities of the releases that a requirements file pins.

Prints them; the exit code is 1 if there are any. If the advisories cannot be reached, it says so and the exit code is 0: a closed
network is not a fault of the project.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def told(found: Sequence[dict[str, Any]]) -> tuple[int, list[str]]:
    """The exit code and the lines to print, from the list `dependencies` of pip-audit's JSON."""
    asked = [one for one in found if "skip_reason" not in one]
    if not asked:
        return 0, [f"pip-audit skipped: none of {len(found)} packages could be looked up"]
    bad = [one for one in asked if one["vulns"]]
    lines = [
        f"{one['name']} {one['version']}: {row['id']}, fixed in {', '.join(row['fix_versions']) or 'no release yet'}"
        for one in bad
        for row in one["vulns"]
    ]
    end = f"{len(asked)} of {len(found)} packages looked up, {len(bad)} with known vulnerabilities"
    return int(bool(bad)), [*lines, end]


def main(requirements: str) -> int:
    tool = Path(sys.executable).with_name("pip-audit")
    words = ["--requirement", requirements, "--disable-pip", "--require-hashes", "--format", "json"]
    done = subprocess.run([tool, *words, "--progress-spinner", "off"], capture_output=True, text=True, check=False)
    try:
        code, lines = told(json.loads(done.stdout)["dependencies"])
    except (ValueError, KeyError):
        last = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
        code, lines = 0, [f"pip-audit skipped: the advisories cannot be reached: {last}"]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

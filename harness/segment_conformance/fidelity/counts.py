"""Counts the cases on Segment's side: recorded ones by replaying them, live ones in `measure`, which runs the packages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from segment_conformance.live import run_live, segment_packages
from segment_conformance.replay import replay

__all__ = ["measure", "render_live", "render_recordings", "render_versions"]


def render_recordings(folder: Path) -> str:
    """The recorded cases per area, and how many differ when replayed now."""
    lines = ["| area | recorded cases | differences |", "|---|---:|---:|"]
    for file in sorted(folder.glob("*.jsonl")):
        results = list(replay(file.read_text("ascii").splitlines(), name=file.name))
        differences = sum(not one.passed for one in results)
        lines.append(f"| {file.stem} | {len(results):,} | {differences:,} |")
    return "\n".join(lines) + "\n"


def render_live(file: Path) -> str:
    """The counts of the live runs, from a file of `measure` results."""
    runs = json.loads(file.read_text())
    areas = sorted({area for run in runs for area in run["areas"]})
    lines = [_row("area", (f"seed {run['seed']}" for run in runs)), "|---|" + "---:|" * len(runs)]
    lines += [_row(area, (f"{run['areas'].get(area, 0):,}" for run in runs)) for area in areas]
    lines.append(_row("**all**", (f"**{run['cases']:,}**" for run in runs)))
    lines.append(_row("**differences**", (f"**{run['differences']:,}**" for run in runs)))
    lines.append(_row("known differences", (f"{sum(run['known_differences'].values()):,}" for run in runs)))
    return "\n".join(lines) + "\n"


def _row(label: str, cells: Iterable[str]) -> str:
    return f"| {label} | {' | '.join(cells)} |"


def measure(root: Path, cases: int, seed: int) -> dict[str, Any]:
    """Run `cases` generated cases of all areas through Segment's packages and this engine; `render_live` reads the result."""
    with segment_packages(root / "tests" / "oracle") as pipe:
        packages = pipe.ask({"kind": "versions"})["output"]
        summary = run_live(pipe.ask_many, seed, cases)
    return {
        "seed": seed,
        "cases": summary.cases,
        "areas": dict(sorted(summary.areas.items())),
        "differences": len(summary.differences) + summary.more,
        "known_differences": dict(sorted(summary.known_differences.items())),
        "packages": packages,
    }


def render_versions(file: Path) -> str:
    """The packages and versions that answered in the live runs."""
    packages = {name: version for run in json.loads(file.read_text()) for name, version in run["packages"].items()}
    return f"Packages: {', '.join(f'`{name}` {version}' for name, version in sorted(packages.items()))}.\n"

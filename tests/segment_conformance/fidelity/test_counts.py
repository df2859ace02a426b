"""Segment's side in numbers: recordings are counted by replaying them, live runs as they were written down."""

from __future__ import annotations

import json
from pathlib import Path

from segment_conformance.fidelity.counts import render_live, render_recordings, render_versions

CASE = {"id": "x", "kind": "mapping", "mapping": {"a": 1}, "event": {}, "output": {"a": 1}}
RUNS = [
    {"seed": 1, "cases": 1200, "areas": {"fql": 1200}, "differences": 0, "known_differences": {"a": 2, "b": 3}, "packages": {"b": "2"}},
    {"seed": 2, "cases": 5, "areas": {"fql": 1, "liquid": 4}, "differences": 1, "known_differences": {}, "packages": {"a": "1"}},
]  # fmt: skip


def test_recordings_are_replayed_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text(f"{json.dumps(CASE)}\n{json.dumps({**CASE, 'output': 5})}\n")
    (tmp_path / "a.jsonl").write_text(json.dumps(CASE) + "\n")
    assert render_recordings(tmp_path).splitlines()[2:] == ["| a | 1 | 0 |", "| b | 2 | 1 |"]


def test_live_runs_stand_side_by_side(tmp_path: Path) -> None:
    file = tmp_path / "live.json"
    file.write_text(json.dumps(RUNS))
    assert render_live(file).splitlines() == [
        "| area | seed 1 | seed 2 |",
        "|---|---:|---:|",
        "| fql | 1,200 | 1 |",
        "| liquid | 0 | 4 |",
        "| **all** | **1,200** | **5** |",
        "| **differences** | **0** | **1** |",
        "| known differences | 5 | 0 |",
    ]
    assert render_versions(file) == "Packages: `a` 1, `b` 2.\n"

"""The first table of `docs/scale.md`: a run whose rows were made before tells of the same events as a whole one."""

from __future__ import annotations

import json
from pathlib import Path

import halves
import scale
from rows.processes import write_mapping


def test_both_kinds_of_a_run_tell_of_all_events(tmp_path: Path) -> None:
    write_mapping(tmp_path)
    scale.write(tmp_path / "events.ndjson", 30, 10)
    reports = []
    for kind in ("whole", "apart"):
        told = halves._told(kind, tmp_path)
        assert told["cpu"] > 0
        assert (told["took"] > 0, told["size"] > 0) == (kind == "apart", kind == "apart")
        reports.append(json.loads((tmp_path / "report.json").read_text()))
        assert len(reports[-1].pop("notes")) == 1  # on the order of the events, which is the file's in one of them
    assert reports[0] == reports[1]
    assert (reports[0]["events"], reports[0]["verdicts"]["written"]) == (30, 3)

"""The table of `docs/scale.md`: which runs it has, and that a run is measured that told of every event."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import scale
from rows.processes import write_mapping


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read in /proc")
def test_every_row_is_of_a_run_over_all_events(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert scale.main(["30"]) == 0
    head, _, *rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in capsys.readouterr().out.splitlines()]
    assert [row[:3] for row in rows] == [["30", "all", "1"], ["30", "one in ten", "1"]]
    assert all(len(row) == len(head) and int(row[5]) > 10 and row[6] == "0" for row in rows)


def test_a_run_that_told_of_other_events_is_not_measured(tmp_path: Path) -> None:
    write_mapping(tmp_path)
    scale.write(tmp_path / "events.ndjson", 3, 1)
    with pytest.raises(ValueError, match="expected a report of 4 events, found 3"):
        scale._run(tmp_path, 1, 4)

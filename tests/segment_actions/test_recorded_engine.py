"""The project's own recordings of Segment's published packages, replayed. `fixtures/record_engine` makes them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from attio_harness.conform import KINDS, replay
from attio_harness.differential.kept import kept

FOLDER = Path(__file__).parents[2] / "fixtures" / "recordings"
FILES = sorted(FOLDER.glob("*.jsonl"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_recorded_case_comes_out_as_recorded(file: Path) -> None:
    lines = file.read_text("ascii").splitlines()
    failed = [
        (result.id, result.expected, result.actual)
        for line, result in zip(lines, replay(lines), strict=True)
        if not result.passed and kept(json.loads(line), result.expected, result.actual) is None
    ]
    assert failed == []


def test_there_are_enough_of_every_kind() -> None:
    counts = Counter(json.loads(line)["kind"] for file in FILES for line in file.read_text("ascii").splitlines())
    assert set(counts) == set(KINDS)
    assert counts.total() >= 3000
    assert min(counts.values()) >= 150
    assert max(file.stat().st_size for file in FILES) < 3_000_000

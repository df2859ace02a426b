"""The committed recordings of Segment's published packages, replayed: every case comes out as it was recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from segment_conformance.replay import replay

FILES = sorted((Path(__file__).parents[2] / "fixtures" / "recordings").glob("*.jsonl"))
LARGEST = 3_000_000
_KINDS = {"liquid": {"mapping"}, "by_hand": {"mapping", "fql", "validate", "attio_single", "attio_batch"}}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_recorded_case_comes_out_as_recorded(file: Path) -> None:
    results = list(replay(file.read_text("ascii").splitlines(), name=file.name))
    assert [(one.id, one.expected, one.actual) for one in results if not one.passed] == []


def test_the_recordings_are_balanced_and_small() -> None:
    counts = {file.stem: len(file.read_text("ascii").splitlines()) for file in FILES}
    assert counts == {
        "attio_batch": 150,
        "attio_single": 250,
        "by_hand": 619,
        "fql": 600,
        "liquid": 700,
        "mapping": 1000,
        "runtime": 400,
        "validate": 600,
    }
    assert [file.name for file in FILES if file.stat().st_size > LARGEST] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_line_has_its_id_kind_group_and_answer(file: Path) -> None:
    lines = [json.loads(line) for line in file.read_text("ascii").splitlines()]
    assert {line["group"] for line in lines} == {file.stem}
    assert {line["kind"] for line in lines} == _KINDS.get(file.stem, {file.stem})
    assert len({line["id"] for line in lines}) == len(lines)
    assert [line["id"] for line in lines if "output" not in line and "error" not in line] == []


def test_lone_surrogates_survive_in_the_recordings() -> None:
    text = "".join(file.read_text("ascii") for file in FILES)
    assert r"\ud83d" in text.replace(r"\ud83d\udc0e", "").replace(r"\ud83d\udc69", "").replace(r"\ud83d\udc67", "")

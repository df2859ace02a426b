"""The short form of `make soak`: some seconds of load with kills and a full disk."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.soak.soak import Report, soak


def test_nothing_is_lost_and_the_sums_agree(tmp_path: Path) -> None:
    report = soak(tmp_path, seconds=4, kills=2, full=1, seed=1, tries_for=60)
    assert report.agrees, report.text()
    assert (report.kills, report.full) == (2, 1)
    assert report.acknowledged["written"] > 0
    assert report.acknowledged["failed"] > 0
    assert report.text().splitlines()[-1] == "the sums agree"


def test_rounds_are_counted_together() -> None:
    whole = Report(kills=1, written=2)
    other = Report(kills=2, written=3, missing=["m-1-7 has 0 records in people, expected 1"])
    whole.acknowledged["written"], other.acknowledged["written"], other.acknowledged["failed"] = 2, 4, 1
    whole.add(other)
    assert whole == Report(
        acknowledged=Counter({"written": 6, "failed": 1}),
        kills=3,
        written=5,
        missing=["m-1-7 has 0 records in people, expected 1"],
    )


def test_what_is_missing_is_told() -> None:
    report = Report(kills=1, missing=["m-1-7 has 0 records in people, expected 1"])
    report.acknowledged["written"] = 2
    report.written = 1
    assert not report.agrees
    assert not Report(acknowledged=report.acknowledged, written=1, gave_up=1).agrees
    assert report.text().splitlines()[-2:] == [
        "missing: m-1-7 has 0 records in people, expected 1",
        "THE SUMS DO NOT AGREE",
    ]


def test_few_may_be_given_up() -> None:
    report = Report(acknowledged=Counter({"written": 2_000}), written=1_998, gave_up=2)
    assert report.agrees
    assert "  given up                2   to be written, and told as failed" in report.text().splitlines()
    report.written, report.gave_up = 1_997, 3
    assert not report.agrees

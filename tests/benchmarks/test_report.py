"""What the report says of rows that were measured, and of those that were not."""

from __future__ import annotations

import json
from pathlib import Path

import bench
import pytest
from results.figures import Measured, NotMeasured, Pair, Result
from results.report import number, written
from results.rows import ROWS, Row
from rows import emulator, engines
from syrupy.assertion import SnapshotAssertion

ROOT = Path(__file__).parent.parent.parent

SPEED = Row(key="a", work="mapping", against="theirs", unit="µs", reach=9, aim=14)
SHARE = Row(
    key="b",
    work="start",
    against="theirs",
    unit="ms",
    ratio="share",
    reach=0.5,
    aim=0.3,
    differs="ours writes, the other does not",
)
RATE = Row(key="c", work="asserts", against="theirs", unit="requests/s", measures="rate", reach=4, aim=7)

RESULTS: dict[str, Result] = {
    "a": Measured(
        pairs=(Pair(ours=2, peer=20), Pair(ours=2.5, peer=20), Pair(ours=2, peer=21)), note="Medians of five"
    ),
    "b": Measured(pairs=(Pair(ours=100, peer=400),)),
    "c": NotMeasured(why="wrk is not on the path"),
}


def test_a_report_has_every_row_with_its_figures_or_with_the_reason(snapshot: SnapshotAssertion) -> None:
    assert written((SPEED, SHARE, RATE), RESULTS, {"machine": "two CPUs", "Node": "v20"}) == snapshot


@pytest.mark.parametrize(("ours", "verdict"), [(1.0, "aim"), (2.0, "reached"), (3.0, "missed")])
def test_a_row_says_whether_it_is_as_good_as_it_should_be(ours: float, verdict: str) -> None:
    told = written((SPEED,), {"a": Measured(pairs=(Pair(ours=ours, peer=20),))}, {})
    assert next(line for line in told.splitlines() if line.startswith("| mapping")).endswith(f"| {verdict} |")


def test_rows_that_nobody_asked_for_are_left_out() -> None:
    assert "asserts" not in written((SPEED, RATE), {"a": RESULTS["a"]}, {})


@pytest.mark.parametrize(
    ("figure", "told"), [(0.01234, "0.0123"), (9.46, "9.46"), (12.34, "12.3"), (999.6, "1000"), (12345.6, "12,346")]
)
def test_figures_have_three_digits_that_count(figure: float, told: str) -> None:
    assert number(figure) == told


def test_every_row_is_measured_by_one_group_and_no_other_row_is() -> None:
    keys = [key for _, keys in bench.GROUPS.values() for key in keys]
    assert sorted(keys) == sorted(row.key for row in ROWS)
    assert [row.reach for row in ROWS if row.key == "way"] == [5]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_an_aim_is_better_than_what_has_to_be_reached(row: Row) -> None:
    assert row.aim > row.reach if row.ratio == "speed" else row.aim < row.reach


def test_the_committed_ratios_are_those_of_the_rows_that_are_compared_quickly() -> None:
    kept = json.loads((ROOT / "benchmarks/ratios.json").read_text())["ratios"]
    for rows in kept.values():
        assert list(rows) == [*engines.KEYS, *emulator.KEYS]


def test_a_group_that_broke_says_how_and_a_group_that_is_none_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> dict[str, Result]:
        raise OSError("no server")

    monkeypatch.setattr(bench, "GROUPS", {"check": (broken, ("check",))})
    monkeypatch.setattr(bench, "about", lambda *_: {})
    assert bench.main(["check"]) == 0
    assert "OSError: no server" in capsys.readouterr().out
    assert bench.main(["chek"]) == 2
    assert capsys.readouterr().err == "chek is no group; there are check\n"

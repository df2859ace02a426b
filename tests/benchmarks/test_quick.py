"""What became slower is told row by row and fails; figures are made, nothing is timed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import engine
import pytest
import quick
from results.ratchet import better, lost, verdicts
from rows import emulator, engines

COMMITTED = {"mapping": 10.0, "trigger": 20.0, "gone": 3.0}


def test_a_fifth_may_be_lost_and_no_more() -> None:
    now = {"mapping": 8.0, "trigger": 15.99, "gone": 3.5, "fresh": 2.0}
    assert lost(COMMITTED, now) == ("trigger",)
    assert [one.told() for one in verdicts(COMMITTED, now)] == [
        "fine    mapping: 8.00x, committed 10.00x (-20 %)",
        "FAILED  trigger: 15.99x, committed 20.00x (-20 %), at least 16.00x was expected",
        "fine    gone: 3.50x, committed 3.00x (+17 %)",
        "new     fresh: 2.00x; `make bench` commits it",
    ]


def test_a_row_without_a_figure_failed() -> None:
    (last,) = (one for one in verdicts(COMMITTED, {"mapping": 10, "trigger": 20}) if one.failed)
    assert last.told() == "FAILED  gone: 3.00x was committed, and now it has no figure"


def test_the_better_of_two_measurements_counts() -> None:
    assert better({"a": 1.0, "b": 5.0, "c": 2.0}, {"a": 3.0, "b": 4.0}) == {"a": 3.0, "b": 5.0, "c": 2.0}


@pytest.mark.parametrize(
    ("figures", "code", "asked", "last"),
    [
        ([{"mapping": 10.0, "trigger": 19.0}], 0, [("mapping", "trigger")], "no row of 2 lost more than it may"),
        ([{"mapping": 10.0, "trigger": 9.0}, {"trigger": 18.0}], 0, [("mapping", "trigger"), ("trigger",)], "no row of 2 lost more than it may"),
        ([{"mapping": 10.0, "trigger": 9.0}, {"trigger": 9.5}], 1, [("mapping", "trigger"), ("trigger",)], "1 of 2 rows lost more than they may"),
    ],
)  # fmt: skip
def test_a_run_measures_a_lost_row_once_more_and_fails_where_it_is_lost_again(
    figures: list[dict[str, float]],
    code: int,
    asked: list[Sequence[str]],
    last: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "ratios.json").write_text(
        json.dumps({"ratios": {"this": {"mapping": 10.0, "trigger": 20.0}, "other": {"mapping": 99}}})
    )
    seen: list[Sequence[str]] = []

    def measured(keys: Sequence[str], _: int) -> dict[str, float]:
        seen.append(tuple(keys))
        return figures[len(seen) - 1]

    monkeypatch.setattr(quick, "COMMITTED", tmp_path / "ratios.json")
    monkeypatch.setattr(quick, "processor", lambda: "this")
    monkeypatch.setattr(quick, "measured", measured)
    monkeypatch.setattr(engines, "KEYS", ("mapping", "trigger"))
    monkeypatch.setattr(emulator, "KEYS", ())
    monkeypatch.setattr(engine, "missing", lambda: None)
    assert quick.main() == code
    assert seen == asked
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_where_nothing_can_be_measured_the_reason_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engine, "missing", lambda: "node is not on the path")
    assert quick.main() == 2
    assert capsys.readouterr().out == "nothing can be measured: node is not on the path\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot be read (No such file or directory)"),
        (b"", "is not JSON (Expecting value: line 1 column 1 (char 0))"),
        (b'{"ratios": {"this": {"mapping": 10.0, "trig', "is not JSON (Unterminated string starting at: line 1 column 39 (char 38))"),
        (b"\xff\xfe", "is not JSON ("),
        (b"[]", "has no ratios; expected"),
        (b'{"rows": {"mapping": 10.0}}', "has no ratios; expected"),
        (b'{"ratios": {}}', "has no ratios; expected"),
        (b'{"ratios": {"mapping": 10.0}}', "has no ratios; expected"),
        (b'{"ratios": {"this": {}}}', "has no ratios; expected"),
        (b'{"ratios": {"other": {"mapping": 1}, "third": {"mapping": 2}}}', "has ratios of other, third and none of this processor, this"),
        (b'{"ratios": {"other": {"mapping": "10x"}}}', 'has "10x" as the ratio of mapping on other; expected a number above 0'),
        (b'{"ratios": {"this": {"mapping": 0}}}', "has 0 as the ratio of mapping on this; expected a number above 0"),
        (b'{"ratios": {"this": {"mapping": NaN}}}', "has NaN as the ratio of mapping on this; expected a number above 0"),
        (b'{"ratios": {"this": {"mapping": true}}}', "has true as the ratio of mapping on this; expected a number above 0"),
    ],
)  # fmt: skip
def test_a_file_with_which_nothing_can_be_compared_is_told_before_anything_is_measured(
    content: bytes | None,
    why: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if content is not None:
        (tmp_path / "ratios.json").write_bytes(content)
    monkeypatch.setattr(quick, "COMMITTED", tmp_path / "ratios.json")
    monkeypatch.setattr(quick, "processor", lambda: "this")
    monkeypatch.setattr(engine, "missing", lambda: None)
    assert quick.main() == 2
    out = capsys.readouterr().out
    assert out.startswith(f"nothing to compare with: {tmp_path / 'ratios.json'} {why}")
    assert out.endswith("; `make bench` writes them\n")


def test_the_ratios_of_other_processors_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "COMMITTED", tmp_path / "ratios.json")
    monkeypatch.setattr(quick, "processor", lambda: "this")
    monkeypatch.setattr(quick, "measured", lambda *_: {"mapping": 2.0})
    for before in (None, "[]", '{"ratios": {"this": {"mapping": 1, "gone": 1}}}'):
        if before is not None:
            (tmp_path / "ratios.json").write_text(before)
        quick.committed_now()
        assert json.loads((tmp_path / "ratios.json").read_text()) == {"ratios": {"this": {"mapping": 2.0}}}
    (tmp_path / "ratios.json").write_text('{"ratios": {"other": {"mapping": 1}}}')
    quick.committed_now()
    assert json.loads((tmp_path / "ratios.json").read_text()) == {
        "ratios": {"other": {"mapping": 1}, "this": {"mapping": 2.0}}
    }

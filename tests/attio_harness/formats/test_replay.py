"""A replay as text."""

from __future__ import annotations

from attio_harness.formats.table import render
from attio_harness.replay.report import ReplayReport
from syrupy.assertion import SnapshotAssertion

from .replay_reports import agreed, judged, replayed


def test_a_whole_report(snapshot: SnapshotAssertion) -> None:
    assert render("replay", "text", replayed()) == snapshot


def test_nothing_to_tell_is_one_line() -> None:
    assert render("replay", "text", agreed()) == "\n1 exchange: 1 agree, 0 differ, 0 cannot be judged\n"
    assert render("replay", "text", ReplayReport()) == "\n0 exchanges with Attio: nothing to compare\n"


def test_a_secret_is_never_shown() -> None:
    assert "s3cret" not in render("replay", "text", replayed())
    assert "(not shown)" in render("replay", "text", replayed())


def test_long_lists_are_cut() -> None:
    unjudged = [judged(n, verdict="unjudged", reason="token", said=f"{n}") for n in range(15)]
    text = render("replay", "text", ReplayReport(judged=unjudged))
    assert "and 5 more, all of them with --format json" in text

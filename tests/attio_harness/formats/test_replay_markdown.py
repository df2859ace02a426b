"""A replay as Markdown."""

from __future__ import annotations

from attio_harness.exchanges.difference import Difference
from attio_harness.formats.markdown_text import MOST_CHARACTERS
from attio_harness.formats.replay_markdown import render_replay
from attio_harness.replay.report import ReplayReport
from syrupy.assertion import SnapshotAssertion

from .replay_reports import agreed, judged, replayed


def test_a_whole_report(snapshot: SnapshotAssertion) -> None:
    assert render_replay(replayed()) == snapshot


def test_nothing_to_tell() -> None:
    assert render_replay(agreed()) == "## Attio replay: 1 exchange: 1 agree, 0 differ, 0 cannot be judged\n"


def test_values_are_masked_unless_asked_for() -> None:
    assert "jane.doe" not in render_replay(replayed())
    assert "jane.doe" in render_replay(replayed(), show_values=True)
    assert "s3cret" not in render_replay(replayed(), show_values=True)


def test_a_comment_is_not_too_long() -> None:
    differences = tuple(Difference(kind="value", pointer=f"/{n}a" * 20, left="x" * 200, right="y") for n in range(500))
    report = ReplayReport(judged=[judged(0, verdict="differ", differences=differences)])
    assert len(render_replay(report)) < MOST_CHARACTERS
    assert "left out: the comment would be too long" in render_replay(report)

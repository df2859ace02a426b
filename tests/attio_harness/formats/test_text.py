"""The report as text: all sections of it in their order, the outcome last."""

from __future__ import annotations

from dataclasses import replace

from attio_harness.formats.text import render_text
from attio_harness.report import Outcome
from syrupy.assertion import SnapshotAssertion

from .report_cases import full_report, report_of


def test_a_report_with_every_section(snapshot: SnapshotAssertion) -> None:
    assert render_text(full_report(3)) == snapshot


def test_a_report_without_losses_ends_with_its_outcome() -> None:
    said = Outcome(passed=True, why=("nothing is lost", "2 unresolved"))
    report = report_of(events=2, verdicts={"written": 2}, outcome=said)
    assert render_text(report).endswith("\n\nPassed: nothing is lost; 2 unresolved.\n")
    assert render_text(replace(report, complete=False)).endswith("\n\nPassed so far: nothing is lost; 2 unresolved.\n")
    for absent in ("Unresolved", "Batches", "Records", "no event filled"):
        assert absent not in render_text(report)

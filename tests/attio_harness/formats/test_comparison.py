"""Two runs side by side as text: what is told of each run beside the differences, and the outcome last."""

from __future__ import annotations

from dataclasses import replace

from attio_harness.compare.difference import Difference
from attio_harness.compare.mappings import MappingDiff
from attio_harness.compare.modes import Both
from attio_harness.formats.table import render
from attio_harness.rejection import EventRef
from attio_harness.report import Outcome, Report

from .report_cases import full_report, report_of

TOLD = (
    "         4         4  unresolved\n",
    "\nBatches: 7 of 1 to 1,000 events, median 1,000\n",
    "\nUnresolved: 3 events depend on records that may be in the CRM already\n",
    '   needs    users by user_id: "mallory@corp.example", "trent@corp.example"\n',
    "\n1 entry could not be read\n",
    "\nFields that no event filled\n",
)


def fine() -> Report:
    return report_of(events=2, outcome=Outcome(passed=True, why=("nothing is lost",)))


def test_both_runs_tell_what_a_single_one_tells_and_the_outcome_is_the_last_line() -> None:
    told = render("both", "text", Both(single=full_report(), batch=full_report(), differences=()))
    assert [one for one in TOLD if one not in told] == []
    last = " ".join(told.rpartition("\n\n")[2].split())
    assert last.startswith("Failed: singly: 3 lost, 1 entry could not be read; the trigger of ")
    assert last.endswith("; no difference.")
    same = render("both", "text", Both(single=fine(), batch=fine(), differences=()))
    assert same.endswith("\n\nPassed: singly: nothing is lost; in batches: nothing is lost; no difference.\n")


def test_a_note_of_both_runs_stands_once() -> None:
    first, second, third = ({"file": None, "line": None, "what": what} for what in ("singly", "twice", "in batches"))
    single, batch = (replace(fine(), notes=notes) for notes in ((first, second), (second, third)))
    told = render("both", "text", Both(single=single, batch=batch, differences=()))
    assert "\nNotes\n   singly\n   twice\n   in batches\n" in told


def test_a_diff_ends_with_what_gets_worse() -> None:
    worse = Difference(
        what="verdict",
        subscription="Group",
        left="written",
        right="unresolved",
        events=(EventRef(file="a.ndjson", line=1),),
    )
    told = render("diff", "text", MappingDiff(old=fine(), new=full_report(), differences=(worse, worse)))
    assert [one for one in TOLD[1:] if one not in told] == []
    assert told.endswith(
        "\n\nFailed: 2 events that were written before no longer are; 1 entry could not be read.\n2 newly unresolved.\n"
    )
    assert "\n1. 2 × Group: written, now unresolved\n" in told
    assert render("diff", "text", MappingDiff(old=fine(), new=fine(), differences=())).endswith(
        "\n\nPassed: what was written before still is.\nNothing differs.\n"
    )
    so_far = render("diff", "text", MappingDiff(old=fine(), new=replace(fine(), complete=False), differences=()))
    assert so_far.endswith("\n\nPassed so far: what was written before still is.\nNothing differs.\n")

"""The options of a baseline: it is read before the run, compared with the report, and written after the run if asked for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from attio_harness.cli.output import FINE, say
from attio_harness.errors import UsageError
from attio_harness.inputs.baselines import baseline_text, read_baseline
from attio_harness.loss_kinds import Baseline
from attio_harness.output_file import can_be_written, write_file
from attio_harness.report import Report
from attio_harness.text.words import counted

if TYPE_CHECKING:
    from attio_harness.run.check import Check  # both engines, 0.1 s that --help does not need

__all__ = ["BaselineFile", "UpdateBaseline", "baseline_before", "report_beside"]

BaselineFile = Annotated[
    str | None,
    typer.Option(
        "--baseline",
        help="Known kinds of loss. Only new kinds, and known ones that lose more events, fail the run.",
        metavar="FILE",
    ),
]
UpdateBaseline = Annotated[
    bool, typer.Option("--update-baseline", help="Write the losses of this run to the --baseline file.")
]


def baseline_before(file: str | None, *, update: bool) -> Baseline | None:
    """The baseline to compare the run with; None if there is none, or none yet.

    Raises:
        InputError: the file does not exist (unless it is to be written), or is something else.
        UsageError: it is to be written, but no file is named for it.
    """
    if update and file in (None, "-"):
        raise UsageError("--update-baseline writes the file that --baseline names; expected --baseline FILE")
    if file is None:
        return None
    if update:
        can_be_written(file)
        if not os.path.exists(file):
            return None
    return read_baseline(file)


def report_beside(job: Check, file: str | None, *, update: bool, complete: bool) -> Report:
    """The report of a run. With `update`, its losses become the new baseline, unless the run may have missed some."""
    report = job.report(complete=complete)
    if file is None or not update:
        return report
    unseen = _unseen(report)
    if unseen:
        say(f"{file} is not written: {unseen}", FINE)
        return report
    told = report.baseline
    job.baseline = job.left_baseline(file)
    write_file([baseline_text(job.baseline)], file)
    said = f"{file}: wrote {counted(len(job.baseline.kinds), 'kind')} of loss from {counted(report.events, 'event')}"
    if told is not None:
        changes = {
            "new": told.new, "grown": told.grown, "rarer": told.rarer, "gone": told.gone, "unresolved": told.unresolved
        }  # fmt: skip
        said += f" ({', '.join(f'{len(some):,} {name}' for name, some in changes.items() if some) or 'as before'})"
    say(said, FINE)
    return job.report(complete=complete)


def _unseen(report: Report) -> str:
    """Why this run may have missed losses; empty if it has not."""
    if not report.complete:
        return "the run was interrupted, and later events may be lost as well"
    if report.unreadable:
        count = counted(len(report.unreadable), "entry", "entries")
        return f"{count} could not be read, so not all losses are known; fix that first"
    if not report.events:
        return "there was no event"
    return ""

"""`check`: sends events through mappings into a local Attio and writes the report in the formats asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from attio_harness.cli.baseline import report_beside
from attio_harness.cli.check_run import Asked, CheckOptions
from attio_harness.cli.output import FINDINGS, FINE, show, with_words
from attio_harness.cli.run_input import runs_events
from attio_harness.cli.watched_check import watch_check
from attio_harness.saved_state import replaces_state
from attio_harness.terminal.interrupts import Interrupts

if TYPE_CHECKING:
    from attio_harness.compare.assumptions import Varied
    from attio_harness.report import Report
    from attio_harness.run.check import Check

__all__ = ["check"]


@runs_events
def check(options: CheckOptions, context: typer.Context) -> int:
    """The report is about the events up to an interrupt. Exit code 1 if the run fails, as its last line says."""
    if options.watch:
        return watch_check(context, options)
    asked = options.asked()
    with Interrupts() as interrupts, replaces_state(options.state) as replace_state:
        if options.mode == "both":
            ok = _check_both(asked, interrupts, options.show_values)
        else:
            job = asked.job(keep=options.vary)
            with asked.reading(job.map_settings, interrupts) as items:
                job.feed(items)
            complete = interrupts.caught is None
            report = with_words(report_beside(job, options.baseline, update=options.update_baseline, complete=complete))
            shown = _varied(asked, job, report, interrupts) if options.vary else report
            show(options.subject, asked.targets, shown, show_values=options.show_values, verbose=options.verbose)
            options.save(job, replace_state)
            ok = report.ok
    # an interrupt outweighs findings, because unread events may have more
    return interrupts.exit_code or (FINE if ok else FINDINGS)


def _varied(asked: Asked, job: Check, report: Report, interrupts: Interrupts) -> Varied:
    from attio_harness.compare.assumptions import vary_settings  # both engines, 0.1 s that a wrong option does not need

    return vary_settings(
        job,
        report,
        lambda assumptions: asked.job(keep=True, assumptions=assumptions),
        lambda other: asked.reading(other.map_settings, interrupts),
        asked.run.settings["assumptions"],
        complete=lambda: interrupts.caught is None,
    )


def _check_both(asked: Asked, interrupts: Interrupts, show_values: bool) -> bool:
    from attio_harness.compare.modes import check_both  # both engines, 0.1 s that --help and a wrong option do not need

    both = check_both(
        asked.run.sources,
        asked.run.workspace,
        lambda settings: asked.reading(settings, interrupts),
        complete=lambda: interrupts.caught is None,
        **asked.run.settings,
    )
    both = replace(both, single=with_words(both.single), batch=with_words(both.batch))
    show("both", asked.targets, both, show_values=show_values)
    return both.ok

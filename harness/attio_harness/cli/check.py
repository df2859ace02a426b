"""`check`: sends events through mappings into a local Attio and writes the report in the formats asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from attio_harness.cli.baseline import BaselineFile, UpdateBaseline, report_beside
from attio_harness.cli.check_run import Asked, CheckOptions
from attio_harness.cli.options import (
    Action,
    Assume,
    BatchWait,
    DeadLetters,
    Destination,
    Events,
    Existing,
    Faults,
    Filters,
    From,
    IgnoreIntegrations,
    Mappings,
    MaxFailures,
    MaxUnresolved,
    MinWritten,
    OrderOf,
    Out,
    Verbose,
    WorkspaceOfRun,
    formats,
    show_values_of,
    words_of,
    written_state,
)
from attio_harness.cli.output import FINDINGS, FINE, show, with_words
from attio_harness.cli.watched_check import watch_check
from attio_harness.saved_state import replaces_state
from attio_harness.terminal.interrupts import Interrupts

if TYPE_CHECKING:
    from attio_harness.compare.assumptions import Varied
    from attio_harness.report import Report
    from attio_harness.run.check import Check

__all__ = ["check"]


def check(
    context: typer.Context,
    events: Events,
    mapping: Mappings,
    workspace: WorkspaceOfRun = None,
    start: From = None,
    filters: Filters = None,
    ignore_integrations: IgnoreIntegrations = False,
    mode: Annotated[
        str,
        typer.Option(
            help="How events are sent: auto (by the enable_batching of each mapping), single, batch, or both, which compares the two.",
            metavar="MODE",
            autocompletion=words_of("mode", "check"),
        ),
    ] = "auto",
    format: Annotated[list[str] | None, formats("check")] = None,
    output: Out = None,
    verbose: Verbose = False,
    show_values: Annotated[bool, show_values_of("check")] = False,
    max_failures: MaxFailures = None,
    min_written: MinWritten = None,
    max_unresolved: MaxUnresolved = None,
    baseline: BaselineFile = None,
    update_baseline: UpdateBaseline = False,
    state: Annotated[
        str | None,
        typer.Option(
            help="Write the workspace as it is after the run, with its records, to this file.",
            metavar="FILE",
            callback=written_state,
        ),
    ] = None,
    faults: Faults = None,
    dead_letters: DeadLetters = None,
    existing: Existing = "unknown",
    order: OrderOf = "received",
    processes: Annotated[
        int | None,
        typer.Option(
            "--processes",
            "--jobs",
            min=1,
            max=1_000,
            metavar="N",
            help="How many processes read, filter and map events if there are many. By default one per core; 1 starts none.",
        ),
    ] = None,
    engine: Annotated[
        str,
        typer.Option(
            help="What reads, filters and maps events: local (processes on this computer) or spark (Apache Spark workers; needs the extra `spark` and Java 17).",
            metavar="ENGINE",
            autocompletion=words_of("engine", "check"),
        ),
    ] = "local",
    master: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="With --engine spark: the URL of its master, such as spark://HOST:7077. By default local[*], Spark on this computer.",
        ),
    ] = None,
    batch_wait: BatchWait = None,
    action: Action = None,
    destination: Destination = None,
    assume: Assume = None,
    vary: Annotated[
        bool,
        typer.Option(
            "--vary",
            help="Run again with every other setting of the assumptions that decided something, and say what would change.",
        ),
    ] = False,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch",
            help="Keep running: check again when a file changes, and say what changed. Ctrl-C exits with the exit code of the last run.",
        ),
    ] = False,
) -> int:
    """The report is about the events up to an interrupt. Exit code 1 if the run fails, as its last line says."""
    # --watch reads the configuration again for each run, so the options are kept by name
    options = CheckOptions.of(context.params)
    if watch:
        return watch_check(context, options)
    asked = options.asked()
    with Interrupts() as interrupts, replaces_state(state) as replace_state:
        if mode == "both":
            ok = _check_both(asked, interrupts, show_values)
        else:
            job = asked.job(keep=vary)
            with asked.reading(job.map_settings, interrupts) as items:
                job.feed(items)
            complete = interrupts.caught is None
            report = with_words(report_beside(job, baseline, update=update_baseline, complete=complete))
            if vary:
                varied = _varied(asked, job, report, interrupts)
                show("vary", asked.targets, varied, show_values=show_values, verbose=verbose)
            else:
                show("check", asked.targets, report, show_values=show_values, verbose=verbose)
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

"""`check`: events through mappings into a local Attio, and the report in the form that was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated

import orjson
import typer

from attio_harness.cli.baseline import BaselineFile, UpdateBaseline, baseline_before, report_beside
from attio_harness.cli.options import (
    Action,
    Assume,
    BatchWait,
    Destination,
    Events,
    Existing,
    Filters,
    From,
    IgnoreIntegrations,
    Mappings,
    MaxFailures,
    MaxUnresolved,
    MinWritten,
    OrderOf,
    Out,
    ShowValues,
    Verbose,
    WorkspaceOfRun,
    formats,
    one_standard_input,
    words_of,
    written_state,
)
from attio_harness.cli.output import FINDINGS, FINE, show, with_words
from attio_harness.cli.places import Place, places
from attio_harness.cli.progress import watched_events
from attio_harness.cli.run_input import RunInput, run_input, run_settings
from attio_harness.errors import UsageError, one_of
from attio_harness.inputs.event import EventSource
from attio_harness.inputs.files import size_of
from attio_harness.inputs.timeline import ORDERS
from attio_harness.output_file import write_file
from attio_harness.report import MODES
from attio_harness.run.outcome import NO_LIMITS, Limits
from attio_harness.terminal.interrupts import Interrupts

__all__ = ["check"]


def check(
    events: Events,
    mapping: Mappings,
    workspace: WorkspaceOfRun = None,
    start: From = None,
    filters: Filters = None,
    ignore_integrations: IgnoreIntegrations = False,
    mode: Annotated[
        str,
        typer.Option(
            help="How events are sent: auto (as each mapping's enable_batching says), single, batch, or both and what differs.",
            metavar="MODE",
            autocompletion=words_of("mode", "check"),
        ),
    ] = "auto",
    format: Annotated[list[str] | None, formats("check")] = None,
    output: Out = None,
    verbose: Verbose = False,
    show_values: ShowValues = False,
    max_failures: MaxFailures = None,
    min_written: MinWritten = None,
    max_unresolved: MaxUnresolved = None,
    baseline: BaselineFile = None,
    update_baseline: UpdateBaseline = False,
    state: Annotated[
        str | None,
        typer.Option(
            help="Write the workspace as it is at the end, with its records, to this file.",
            metavar="FILE",
            callback=written_state,
        ),
    ] = None,
    existing: Existing = "unknown",
    order: OrderOf = "received",
    batch_wait: BatchWait = None,
    action: Action = None,
    destination: Destination = None,
    assume: Assume = None,
    vary: Annotated[
        bool,
        typer.Option(
            "--vary",
            help="Run again with every other setting of the assumptions that decided something, and tell what would change.",
        ),
    ] = False,
) -> int:
    """The report is about the events up to an interrupt. Exit code 1 if the run fails, as its last line says."""
    one_of(mode, (*MODES, "both"), "--mode")
    targets = places(
        "both" if mode == "both" else "vary" if vary else "check",
        format,
        output,
        beside=[*events, *mapping, *(filters or ()), workspace, start, state, baseline],
    )
    settings = run_settings(
        existing=existing, ignore_integrations=ignore_integrations, assume=assume, batch_wait=batch_wait
    )
    by = one_of(order, ORDERS, "--order")
    one_standard_input(*events, *mapping, *(filters or ()), workspace, start)
    limits = Limits.parse(max_failures, min_written, max_unresolved)
    if mode == "both" and (state is not None or baseline is not None or update_baseline or limits != NO_LIMITS):
        raise UsageError(
            "--state, --baseline and limits such as --max-failures do not go with --mode both, which has two results"
        )
    before = baseline_before(baseline, update=update_baseline)
    if vary:
        _readable_again(events, mode)
    run = run_input(settings, mapping, workspace, start, filters, action=action, destination=destination)
    with Interrupts() as interrupts:
        items = watched_events(events, interrupts, by)
        if mode == "both":
            ok = _check_both(items, run, interrupts, targets, show_values)
        else:
            from attio_harness.run.check import Check  # both engines, 0.1 s that --help and a wrong option do not need

            job = Check(
                run.sources,
                run.workspace,
                mode=mode,  # type: ignore[arg-type]
                limits=limits,
                baseline=before,
                keep=vary,
                **run.settings,
            )
            job.feed(items)
            complete = interrupts.caught is None
            report = with_words(report_beside(job, baseline, update=update_baseline, complete=complete))
            if vary:
                from attio_harness.compare.assumptions import vary_settings  # with both engines, as above

                def again(assumptions: Mapping[str, object]) -> Check:
                    changed = run.settings | {"assumptions": assumptions}
                    return Check(run.sources, run.workspace, mode=mode, keep=True, **changed)  # type: ignore[arg-type]

                varied = vary_settings(
                    job,
                    report,
                    again,
                    lambda: watched_events(events, interrupts, by),
                    run.settings["assumptions"],
                    complete=lambda: interrupts.caught is None,
                )
                show("vary", targets, varied, show_values=show_values, verbose=verbose)
            else:
                show("check", targets, report, show_values=show_values, verbose=verbose)
            if state is not None:
                write_file([orjson.dumps(job.emulator.snapshot())], state, private=True)
            ok = report.ok
    # an interrupt outweighs findings: what was not read may hold more
    return interrupts.exit_code or (FINE if ok else FINDINGS)


def _check_both(
    items: Iterator[EventSource],
    run: RunInput,
    interrupts: Interrupts,
    targets: Sequence[Place],
    show_values: bool,
) -> bool:
    from attio_harness.compare.modes import check_both  # both engines, 0.1 s that --help and a wrong option do not need

    both = check_both(run.sources, run.workspace, items, complete=lambda: interrupts.caught is None, **run.settings)
    both = replace(both, single=with_words(both.single), batch=with_words(both.batch))
    show("both", targets, both, show_values=show_values)
    return both.ok


def _readable_again(events: list[str], mode: str) -> None:
    """Raises UsageError where the events can be read once only, or where there is no run to compare with."""
    if mode == "both":
        raise UsageError("--vary does not go with --mode both; say single, batch or auto")
    if size_of(events) is None:
        name = next(one for one in events if size_of([one]) is None)
        raise UsageError(
            f"--vary reads the events again for every setting, and {name} can be read once only; give a file"
        )

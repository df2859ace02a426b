"""`plan`: tells what events would do to a workspace before any is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

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
    RunMode,
    Verbose,
    WorkspaceOfRun,
    formats,
)
from attio_harness.cli.output import FINDINGS, FINE, show, with_words
from attio_harness.cli.places import places
from attio_harness.cli.progress import watched_events
from attio_harness.cli.run_input import RunOptions
from attio_harness.run.outcome import Limits
from attio_harness.terminal.interrupts import Interrupts

__all__ = ["plan"]


def plan(
    context: typer.Context,
    events: Events,
    mapping: Mappings,
    workspace: WorkspaceOfRun = None,
    start: From = None,
    filters: Filters = None,
    ignore_integrations: IgnoreIntegrations = False,
    mode: RunMode = "auto",
    format: Annotated[list[str] | None, formats("plan")] = None,
    output: Out = None,
    verbose: Verbose = False,
    max_failures: MaxFailures = None,
    min_written: MinWritten = None,
    max_unresolved: MaxUnresolved = None,
    existing: Existing = "unknown",
    order: OrderOf = "received",
    batch_wait: BatchWait = None,
    action: Action = None,
    destination: Destination = None,
    assume: Assume = None,
) -> int:
    """Exit code 1 whenever `check` of the same events has it."""
    # all of the above by name
    options = RunOptions.of(context.params)
    targets = places("plan", format, output, beside=options.inputs, events=events)
    settings = options.settings()
    limits = Limits.parse(max_failures, min_written, max_unresolved)
    run = options.read(settings)
    with Interrupts() as interrupts:
        from attio_harness.compare.forecast import forecast  # both engines, as `Check` has them

        items = watched_events(events, interrupts, options.by)
        found = forecast(run.check(keep=True, limits=limits), items, complete=lambda: interrupts.caught is None)
        show("plan", targets, replace(found, report=with_words(found.report)), verbose=verbose)
    return interrupts.exit_code or (FINE if found.ok else FINDINGS)

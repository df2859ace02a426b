"""`coverage`: what events hit of a mapping, and what they never hit."""

from __future__ import annotations

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
    OrderOf,
    Out,
    RunMode,
    Verbose,
    WorkspaceOfRun,
    formats,
)
from attio_harness.cli.output import FINDINGS, FINE, show
from attio_harness.cli.places import places
from attio_harness.cli.progress import watched_events
from attio_harness.cli.run_input import RunOptions
from attio_harness.terminal.interrupts import Interrupts

__all__ = ["coverage"]


def coverage(
    context: typer.Context,
    events: Events,
    mapping: Mappings,
    workspace: WorkspaceOfRun = None,
    start: From = None,
    filters: Filters = None,
    ignore_integrations: IgnoreIntegrations = False,
    mode: RunMode = "auto",
    format: Annotated[list[str] | None, formats("coverage")] = None,
    output: Out = None,
    verbose: Verbose = False,
    existing: Existing = "unknown",
    order: OrderOf = "received",
    batch_wait: BatchWait = None,
    action: Action = None,
    destination: Destination = None,
    assume: Assume = None,
) -> int:
    """Exit code 1 if there is no event, or if one cannot be read."""
    # all of the above by name
    options = RunOptions.of(context.params)
    targets = places("coverage", format, output, beside=options.inputs, events=events)
    run = options.read(options.settings())
    with Interrupts() as interrupts:
        from attio_harness.compare.coverage import coverage as covered  # both engines, as `Check` has them

        items = watched_events(events, interrupts, options.by)
        found = covered(run.check(), items, complete=lambda: interrupts.caught is None)
        show("coverage", targets, found, verbose=verbose)
    return interrupts.exit_code or (FINE if found.ok else FINDINGS)

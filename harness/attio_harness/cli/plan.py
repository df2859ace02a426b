"""`plan`: what events would do to a workspace, before any is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

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
    one_standard_input,
)
from attio_harness.cli.output import FINDINGS, FINE, show, with_words
from attio_harness.cli.places import places
from attio_harness.cli.progress import watched_events
from attio_harness.cli.run_input import run_input, run_settings
from attio_harness.errors import one_of
from attio_harness.inputs.timeline import ORDERS
from attio_harness.run.outcome import Limits
from attio_harness.terminal.interrupts import Interrupts
from attio_harness.verdicts import MODES

__all__ = ["plan"]


def plan(
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
    """Exit code 1 where `check` of the same events has it."""
    one_of(mode, MODES, "--mode")
    every = [*events, *mapping, *(filters or ()), workspace, start]
    targets = places("plan", format, output, beside=every, events=events)
    settings = run_settings(
        existing=existing, ignore_integrations=ignore_integrations, assume=assume, batch_wait=batch_wait
    )
    by = one_of(order, ORDERS, "--order")
    one_standard_input(*every)
    limits = Limits.parse(max_failures, min_written, max_unresolved)
    run = run_input(settings, mapping, workspace, start, filters, action=action, destination=destination)
    with Interrupts() as interrupts:
        # both engines, 0.1 s that --help and a wrong option do not need
        from attio_harness.compare.forecast import forecast
        from attio_harness.run.check import Check

        job = Check(run.sources, run.workspace, mode=mode, keep=True, limits=limits, **run.settings)  # type: ignore[arg-type]
        found = forecast(job, watched_events(events, interrupts, by), complete=lambda: interrupts.caught is None)
        show("plan", targets, replace(found, report=with_words(found.report)), verbose=verbose)
    return interrupts.exit_code or (FINE if found.ok else FINDINGS)

"""`redeliver`: what becomes of the records where delivery repeats and reorders events."""

from __future__ import annotations

from functools import partial
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
    one_standard_input,
)
from attio_harness.cli.output import FINDINGS, FINE, show
from attio_harness.cli.places import places
from attio_harness.cli.progress import watched_events
from attio_harness.cli.run_input import run_input, run_settings
from attio_harness.errors import one_of
from attio_harness.inputs.timeline import ORDERS
from attio_harness.terminal.interrupts import Interrupts, raised
from attio_harness.verdicts import MODES

__all__ = ["redeliver"]


def redeliver(
    events: Events,
    mapping: Mappings,
    workspace: WorkspaceOfRun = None,
    start: From = None,
    filters: Filters = None,
    ignore_integrations: IgnoreIntegrations = False,
    mode: RunMode = "auto",
    format: Annotated[list[str] | None, formats("redeliver")] = None,
    output: Out = None,
    verbose: Verbose = False,
    seed: Annotated[int, typer.Option(help="The same seed gives the same other order.", metavar="N")] = 0,
    existing: Existing = "unknown",
    order: OrderOf = "received",
    batch_wait: BatchWait = None,
    action: Action = None,
    destination: Destination = None,
    assume: Assume = None,
) -> int:
    """Exit code 1 if records depend on how events come, if no event writes one, or an entry cannot be read."""
    one_of(mode, MODES, "--mode")
    every = [*events, *mapping, *(filters or ()), workspace, start]
    targets = places("redeliver", format, output, beside=every, events=events)
    settings = run_settings(
        existing=existing, ignore_integrations=ignore_integrations, assume=assume, batch_wait=batch_wait
    )
    by = one_of(order, ORDERS, "--order")
    one_standard_input(*every)
    run = run_input(settings, mapping, workspace, start, filters, action=action, destination=destination)
    with Interrupts() as interrupts:
        items = list(watched_events(events, interrupts, by))
    # of a part of the events there is nothing to compare
    interrupts.refuse()
    # both engines, 0.1 s that --help and a wrong option do not need
    from attio_harness.compare.redelivery import redelivery
    from attio_harness.run.check import Check

    made = partial(Check, run.sources, run.workspace, mode=mode, keep=True, **run.settings)  # type: ignore[arg-type]
    with raised():
        found = redelivery(made, items, seed=seed)
    show("redeliver", targets, found, verbose=verbose)
    return FINE if found.ok else FINDINGS

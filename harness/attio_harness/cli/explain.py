"""`explain`: shows one event at every stage."""

from __future__ import annotations

from itertools import chain
from typing import Annotated

import typer

from attio_harness.cli.options import (
    Action,
    Assume,
    BatchWait,
    Destination,
    Existing,
    Filters,
    From,
    IgnoreIntegrations,
    Mappings,
    OrderOf,
    Out,
    Verbose,
    WorkspaceOfRun,
    formats,
    one_standard_input,
    words_of,
)
from attio_harness.cli.output import FINDINGS, FINE, show
from attio_harness.cli.places import places
from attio_harness.cli.progress import watched_events
from attio_harness.cli.run_input import run_input, run_settings
from attio_harness.errors import one_of
from attio_harness.inputs.events import read_events
from attio_harness.inputs.place import files_named, find_event
from attio_harness.inputs.timeline import ORDERS, in_order
from attio_harness.terminal.interrupts import Interrupts
from attio_harness.verdicts import MODES

__all__ = ["explain"]


def explain(
    event: Annotated[
        str,
        typer.Argument(
            help="An event file with one event, FILE:LINE, FILE:LINE[INDEX] in an array, EVENTS:MESSAGE_ID with a file or folder, or - for standard input.",
            metavar="EVENT",
        ),
    ],
    mapping: Mappings,
    workspace: WorkspaceOfRun = None,
    start: From = None,
    filters: Filters = None,
    ignore_integrations: IgnoreIntegrations = False,
    mode: Annotated[
        str,
        typer.Option(
            help="How the event is sent: auto (by the enable_batching of each mapping), single or batch.",
            metavar="MODE",
            autocompletion=words_of("mode", "explain"),
        ),
    ] = "auto",
    after: Annotated[
        list[str] | None,
        typer.Option(
            help="More events of the run, besides those in the event's own file; they are delivered first if they come earlier.",
            metavar="EVENTS",
        ),
    ] = None,
    existing: Existing = "unknown",
    order: OrderOf = "received",
    batch_wait: BatchWait = None,
    format: Annotated[list[str] | None, formats("explain")] = None,
    output: Out = None,
    verbose: Verbose = False,
    action: Action = None,
    destination: Destination = None,
    assume: Assume = None,
) -> int:
    """Delivers the events before it in the run first. Exit code 1 if the event is lost."""
    one_of(mode, MODES, "--mode")
    by = one_of(order, ORDERS, "--order")
    read: list[str | None] = [*(after or ()), *mapping, *(filters or ()), workspace, start]
    named = files_named(event)
    targets = places("explain", format, output, beside=[event, *named, *read], events=[*named, *(after or ())])
    one_standard_input(event, *read)
    settings = run_settings(
        existing=existing, ignore_integrations=ignore_integrations, assume=assume, batch_wait=batch_wait
    )
    place = find_event(event)
    run = run_input(settings, mapping, workspace, start, filters, mode=mode, action=action, destination=destination)
    from attio_harness.run.trace import explain_event  # both engines, 0.1 s that --help and a wrong option do not need

    with Interrupts() as interrupts:
        others = [name for name in after or () if name != place.among]
        if place.read is None:
            history = watched_events([*others, place.among], interrupts, by)
        else:
            history = in_order(interrupts.until(chain(read_events(others), place.read)), by)
        explanation = explain_event(
            place.event,
            run.sources,
            run.workspace,
            history=history,
            mode=mode,
            **run.settings,
        )
    # refused after an interrupt, because unread events might change the verdict
    interrupts.refuse()
    show("explain", targets, explanation, verbose=verbose)
    return FINE if explanation.ok else FINDINGS

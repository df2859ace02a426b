"""`gate`: what a pull request is asked: lint, the check, and what differs from before, in one run that reads everything once."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from attio_harness import lint as rules
from attio_harness.cli.base import Base, Old, old_of
from attio_harness.cli.baseline import BaselineFile, baseline_before
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
    assumed,
    formats,
    one_standard_input,
)
from attio_harness.cli.output import FINDINGS, FINE, show
from attio_harness.cli.places import places
from attio_harness.cli.progress import watched_events
from attio_harness.errors import one_of
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.states import schema_and_state
from attio_harness.inputs.timeline import ORDERS
from attio_harness.report import EXISTING, MODES
from attio_harness.run.outcome import Limits
from attio_harness.terminal.interrupts import Interrupts

__all__ = ["gate"]


def gate(
    events: Events,
    mapping: Mappings,
    workspace: WorkspaceOfRun = None,
    base: Base = None,
    start: From = None,
    filters: Filters = None,
    ignore_integrations: IgnoreIntegrations = False,
    mode: Annotated[
        str, typer.Option(help="auto (as each mapping's enable_batching says), single or batch.", metavar="MODE")
    ] = "auto",
    format: Annotated[list[str] | None, formats("gate")] = None,
    output: Out = None,
    verbose: Verbose = False,
    show_values: ShowValues = False,
    lint: Annotated[bool, typer.Option("--lint/--no-lint", help="Whether the mapping is linted, too.")] = True,
    ignore: Annotated[
        list[str] | None,
        typer.Option(help="A rule of lint that is not asked for, such as AH407. May be repeated.", metavar="RULE"),
    ] = None,
    max_failures: MaxFailures = None,
    min_written: MinWritten = None,
    max_unresolved: MaxUnresolved = None,
    baseline: BaselineFile = None,
    existing: Existing = "unknown",
    order: OrderOf = "received",
    batch_wait: BatchWait = None,
    action: Action = None,
    destination: Destination = None,
    assume: Assume = None,
) -> int:
    """Exit code 1 if lint has errors or warnings, the check fails, or, with --base, an event is newly lost."""
    one_of(mode, MODES, "--mode")
    every = [*events, *mapping, *(filters or ()), workspace, start]
    targets = places("gate", format, output, beside=[*every, baseline])
    one_of(existing, EXISTING, "--existing")
    by = one_of(order, ORDERS, "--order")
    one_standard_input(*every)
    only_new: dict[str, Any] = {
        "limits": Limits.parse(max_failures, min_written, max_unresolved),
        "baseline": baseline_before(baseline, update=False),
    }
    past = Old(sources=())
    if base is not None:
        past = old_of(base, mapping, workspace, filters or [], action=action, destination=destination)
    sources = read_mappings(mapping, action=action, destination=destination, may_name_none=bool(filters))
    known, begun = schema_and_state(workspace, start)
    findings = rules.lint(sources, known, ignore=ignore or ()) if lint else None
    sieve: dict[str, Any] = {
        "mode": mode,
        "filters": read_filters(filters or [], sources, destination=destination),
        "integrations": not ignore_integrations,
        "assumptions": assumed(assume, batch_wait),
        "existing": existing,
        "start": begun,
    }
    with Interrupts() as interrupts:
        # both engines, 0.1 s that --help and a wrong option do not need
        from attio_harness.compare.gate import Gate
        from attio_harness.compare.mappings import compare_mappings
        from attio_harness.run.check import Check

        items = watched_events(events, interrupts, by)
        diff = None
        if base is None:
            job = Check(sources, known, **sieve, **only_new)
            job.feed(items)
            report = job.report(complete=interrupts.caught is None)
        else:
            diff = compare_mappings(
                past.sources,
                sources,
                known,
                items,
                old_workspace=past.workspace,
                old_filters=past.filters,
                notes=past.notes,
                only_new=only_new,
                complete=lambda: interrupts.caught is None,
                **sieve,
            )
            report = diff.new
        found = Gate(report=report, findings=findings, diff=diff, base=base or "", workspace=workspace or start or "")
        show("gate", targets, found, show_values=show_values, verbose=verbose)
    return interrupts.exit_code or (FINE if found.ok else FINDINGS)

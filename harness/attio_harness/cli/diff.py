"""`diff`: an old mapping against a new one on the same events."""

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
    OrderOf,
    Out,
    ShowValues,
    WorkspaceOfRun,
    assumed,
    formats,
    one_standard_input,
)
from attio_harness.cli.output import FINDINGS, FINE, show
from attio_harness.cli.places import places
from attio_harness.cli.progress import watched_events
from attio_harness.errors import UsageError, one_of
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.mappings import LocatedSubscription, no_destination, read_mappings
from attio_harness.inputs.states import schema_and_state
from attio_harness.inputs.timeline import ORDERS
from attio_harness.report import EXISTING, MODES
from attio_harness.terminal.interrupts import Interrupts

__all__ = ["diff"]


def diff(
    old: Annotated[str, typer.Argument(help="The mapping before: a file or a preset.", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="The mapping after: a file or a preset.", metavar="NEW")],
    events: Events,
    workspace: WorkspaceOfRun = None,
    start: From = None,
    filters: Filters = None,
    ignore_integrations: IgnoreIntegrations = False,
    mode: Annotated[
        str, typer.Option(help="auto (as each mapping's enable_batching says), single or batch.", metavar="MODE")
    ] = "auto",
    format: Annotated[list[str] | None, formats("diff")] = None,
    output: Out = None,
    show_values: ShowValues = False,
    existing: Existing = "unknown",
    order: OrderOf = "received",
    batch_wait: BatchWait = None,
    action: Action = None,
    destination: Destination = None,
    assume: Assume = None,
) -> int:
    """Exit code 1 if an event that the old mapping wrote is not written any more."""
    one_of(mode, MODES, "--mode")
    targets = places("diff", format, output, beside=[old, new, *events, *(filters or ()), workspace, start])
    one_standard_input(old, new, *events, *(filters or ()), workspace, start)
    settings = assumed(assume, batch_wait)
    one_of(existing, EXISTING, "--existing")
    by = one_of(order, ORDERS, "--order")
    before, after = _read(old, new, action, destination)
    known, begun = schema_and_state(workspace, start)
    with Interrupts() as interrupts:
        from attio_harness.compare.mappings import (
            compare_mappings,  # both engines, 0.1 s that --help and a wrong option do not need
        )

        compared = compare_mappings(
            before,
            after,
            known,
            watched_events(events, interrupts, by),
            mode=mode,  # type: ignore[arg-type]
            filters=read_filters(filters or [], [*before, *after]),
            integrations=not ignore_integrations,
            assumptions=settings,
            existing=existing,
            start=begun,
            complete=lambda: interrupts.caught is None,
        )
        show("diff", targets, compared, show_values=show_values)
    return interrupts.exit_code or (FINE if compared.ok else FINDINGS)


def _read(
    old: str, new: str, action: str | None, destination: str | None
) -> tuple[list[LocatedSubscription], list[LocatedSubscription]]:
    """Both mappings. One that names no destination, as a preset, may stand beside one of which one is chosen."""
    before, after = (
        read_mappings([name], action=action, destination=destination, may_name_none=True) for name in (old, new)
    )
    if destination is not None and not any(one.destination for one in (*before, *after)):
        raise UsageError(no_destination(destination))
    return before, after

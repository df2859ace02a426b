"""`redeliver`: reports how the records end up if delivery repeats and reorders events."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from attio_harness.cli.options import Out, Verbose, formats
from attio_harness.cli.output import FINDINGS, FINE, show
from attio_harness.cli.places import places
from attio_harness.cli.progress import watched_events
from attio_harness.cli.run_input import RunOptions, runs_events
from attio_harness.terminal.interrupts import Interrupts, raised

__all__ = ["redeliver"]


@runs_events
def redeliver(
    options: RunOptions,
    format: Annotated[list[str] | None, formats("redeliver")] = None,
    output: Out = None,
    verbose: Verbose = False,
    seed: Annotated[int, typer.Option(help="The same seed gives the same other order.", metavar="N")] = 0,
) -> int:
    """Exit code 1 if records depend on the order or repetition of events, if no event writes one, or if an entry cannot be read."""
    targets = places("redeliver", format, output, beside=options.inputs, events=options.events)
    run = options.read(options.settings())
    with Interrupts() as interrupts:
        items = list(watched_events(options.events, interrupts, options.by))
    # refused after an interrupt, because a part of the events cannot be compared
    interrupts.refuse()
    from attio_harness.compare.redelivery import redelivery  # both engines, as `Check` has them

    with raised():
        found = redelivery(partial(run.check, keep=True), items, seed=seed)
    show("redeliver", targets, found, verbose=verbose)
    return FINE if found.ok else FINDINGS

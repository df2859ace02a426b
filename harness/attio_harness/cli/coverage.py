"""`coverage`: what events hit of a mapping, and what they never hit."""

from __future__ import annotations

from typing import Annotated

from attio_harness.cli.options import Out, Verbose, formats
from attio_harness.cli.output import FINDINGS, FINE, show
from attio_harness.cli.places import places
from attio_harness.cli.progress import watched_events
from attio_harness.cli.run_input import RunOptions, runs_events
from attio_harness.terminal.interrupts import Interrupts

__all__ = ["coverage"]


@runs_events
def coverage(
    options: RunOptions,
    format: Annotated[list[str] | None, formats("coverage")] = None,
    output: Out = None,
    verbose: Verbose = False,
) -> int:
    """Exit code 1 if there is no event, or if one cannot be read."""
    targets = places("coverage", format, output, beside=options.inputs, events=options.events)
    run = options.read(options.settings())
    with Interrupts() as interrupts:
        from attio_harness.compare.coverage import coverage as covered  # both engines, as `Check` has them

        items = watched_events(options.events, interrupts, options.by)
        found = covered(run.check(), items, complete=lambda: interrupts.caught is None)
        show("coverage", targets, found, verbose=verbose)
    return interrupts.exit_code or (FINE if found.ok else FINDINGS)

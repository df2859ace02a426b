"""`plan`: reports what events would do to a workspace before any is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from attio_harness.cli.options import MaxFailures, MaxUnresolved, MinWritten, Out, Verbose, formats
from attio_harness.cli.output import FINDINGS, FINE, show, with_words
from attio_harness.cli.places import places
from attio_harness.cli.progress import watched_events
from attio_harness.cli.run_input import RunOptions, runs_events
from attio_harness.run.outcome import Limits
from attio_harness.terminal.interrupts import Interrupts

__all__ = ["plan"]


@runs_events
def plan(
    options: RunOptions,
    format: Annotated[list[str] | None, formats("plan")] = None,
    output: Out = None,
    verbose: Verbose = False,
    max_failures: MaxFailures = None,
    min_written: MinWritten = None,
    max_unresolved: MaxUnresolved = None,
) -> int:
    """Exit code 1 whenever `check` of the same events has it."""
    targets = places("plan", format, output, beside=options.inputs, events=options.events)
    settings = options.settings()
    limits = Limits.parse(max_failures, min_written, max_unresolved)
    run = options.read(settings)
    with Interrupts() as interrupts:
        from attio_harness.compare.forecast import forecast  # both engines, as `Check` has them

        items = watched_events(options.events, interrupts, options.by)
        found = forecast(run.check(keep=True, limits=limits), items, complete=lambda: interrupts.caught is None)
        show("plan", targets, replace(found, report=with_words(found.report)), verbose=verbose)
    return interrupts.exit_code or (FINE if found.ok else FINDINGS)

"""`gate`: everything to ask of a pull request (lint, the check, and the difference to before) in one run that reads everything once."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attio_harness import lint as rules
from attio_harness.cli.base import Base, Old, old_of
from attio_harness.cli.baseline import BaselineFile, baseline_before
from attio_harness.cli.options import (
    MaxFailures,
    MaxUnresolved,
    MaxVanished,
    MinWritten,
    Out,
    Verbose,
    formats,
    show_values_of,
)
from attio_harness.cli.output import FINDINGS, FINE, say, show, with_words
from attio_harness.cli.places import places
from attio_harness.cli.progress import watched_events
from attio_harness.cli.run_input import After, RunOptions, runs_events
from attio_harness.formats.github_commands import command
from attio_harness.formats.table import render
from attio_harness.run.outcome import Limit, Limits
from attio_harness.terminal.interrupts import Interrupts
from attio_harness.terminal.stderr import tell_command

if TYPE_CHECKING:
    from attio_harness.compare.gate import Gate

__all__ = ["gate"]


@runs_events
def gate(
    options: RunOptions,
    format: Annotated[list[str] | None, formats("gate")] = None,
    output: Out = None,
    verbose: Verbose = False,
    show_values: Annotated[bool, show_values_of("gate")] = False,
    lint: Annotated[bool, typer.Option("--lint/--no-lint", help="Lint the mapping, too.")] = True,
    ignore: Annotated[
        list[str] | None,
        typer.Option(help="A lint rule to leave out, such as AH407. May be repeated.", metavar="RULE"),
    ] = None,
    max_failures: MaxFailures = None,
    min_written: MinWritten = None,
    max_unresolved: MaxUnresolved = None,
    max_vanished: MaxVanished = None,
    baseline: BaselineFile = None,
    comment: Annotated[
        bool,
        typer.Option(
            "--comment",
            help="Write the report as a comment on the pull request that GitHub Actions runs for, or update the comment of an "
            "earlier run; the token is $GITHUB_TOKEN.",
        ),
    ] = False,
    base: Annotated[Base, After("workspace")] = None,
) -> int:
    """Exit code 1 if lint has errors or warnings, the check fails, or, with --base, an event is newly lost or a line of the mapping writes nothing any more."""
    targets = places("gate", format, output, beside=[*options.inputs, baseline], events=options.events)
    settings = options.settings(baseline)
    only_new: dict[str, Any] = {
        "limits": Limits.parse(max_failures, min_written, max_unresolved),
        "baseline": baseline_before(baseline, update=False),
    }
    most_vanished = None if max_vanished is None else Limit.parse(max_vanished, "--max-vanished")
    past = Old(sources=())
    if base is not None:
        past = old_of(
            base,
            options.mapping,
            options.workspace,
            options.filters or [],
            action=options.action,
            destination=options.destination,
        )
    run = options.read(settings)
    findings = rules.lint(run.sources, run.workspace, ignore=ignore or ()) if lint else None
    with Interrupts() as interrupts:
        from attio_harness.compare.gate import Gate  # both engines, as `Check` has them
        from attio_harness.compare.mappings import compare_mappings

        items = watched_events(options.events, interrupts, options.by)
        diff = None
        if base is None:
            job = run.check(**only_new)
            job.feed(items)
            report = job.report(complete=interrupts.caught is None)
        else:
            diff = compare_mappings(
                past.sources,
                run.sources,
                run.workspace,
                items,
                mode=run.mode,  # type: ignore[arg-type]
                old_workspace=past.workspace,
                old_filters=past.filters,
                notes=past.notes,
                only_new=only_new,
                max_vanished=most_vanished,
                complete=lambda: interrupts.caught is None,
                **run.settings,
            )
            diff = replace(diff, new=with_words(diff.new))
            report = diff.new
        found = Gate(
            report=with_words(report),
            findings=findings,
            diff=diff,
            base=base or "",
            workspace=options.workspace or options.start or "",
        )
        show("gate", targets, found, show_values=show_values, verbose=verbose)
        # no comment after an interrupt, which left out events
        if comment and interrupts.caught is None:
            _comment(found, show_values=show_values)
    return interrupts.exit_code or (FINE if found.ok else FINDINGS)


def _comment(found: Gate, *, show_values: bool) -> None:
    """Write the comment. If that fails, only warn: the gate does not fail by it."""
    # httpx costs 0.1 s
    from attio_harness.formats.markdown_text import shortened
    from attio_harness.pull_request import MOST_CHARACTERS, NoComment, commented, pull_request_of

    try:
        to = pull_request_of(os.environ)
        text = shortened(render("gate", "markdown", found, show_values=show_values), MOST_CHARACTERS - 100)
        say(f"comment: {commented(to, text, os.environ)}", FINE)
    except NoComment as error:
        _warn(f"no comment was written: {error}")


def _warn(said: str) -> None:
    """Print a line to standard error, which GitHub Actions shows as a warning."""
    if os.environ.get("GITHUB_ACTIONS") == "true":
        tell_command(command("warning", said, title="attio-harness gate"))
    else:
        say(said, FINE)

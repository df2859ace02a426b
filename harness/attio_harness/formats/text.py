"""The report as text for a terminal: the outcome and the counts first, then the losses, the footnotes, and the outcome again.

Short unless `verbose`; whatever is shortened says so and says where the rest is. Masks nothing: whoever ran the check reads it.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from attio_harness.formats import summary
from attio_harness.formats.console import print_indented, styled
from attio_harness.formats.footnotes import first_of, footnotes
from attio_harness.formats.groups import LossGroup, known_groups, order_of, summed_up, unmasked_groups
from attio_harness.formats.locations import is_file, place_of
from attio_harness.formats.losses_text import (
    MOST_IN_FULL,
    MOST_KNOWN,
    STYLES,
    print_in_full,
    print_in_short,
    print_lines,
)
from attio_harness.formats.next_command import next_command
from attio_harness.formats.unresolved import need_groups
from attio_harness.formats.unresolved_text import print_unresolved
from attio_harness.report import Report
from attio_harness.text.words import counted
from attio_harness.verdicts import LOST, NAMED, VERDICTS, Verdict

__all__ = ["print_outcome", "print_text", "print_without_outcome"]

_ORDER: tuple[Verdict, ...] = ("written", "unconfirmed", *LOST, "unresolved", "unmatched", "filtered")
_MOST_LINES = 3
_MOST_NOTES = 5


def print_text(report: Report, console: Console, *, verbose: bool = False) -> None:
    """Write the report to a rich console, in colour if the console has colour. The first and the last line are the outcome."""
    print_without_outcome(report, console, verbose=verbose)
    print_outcome(report, console)


def print_without_outcome(report: Report, console: Console, *, verbose: bool = False) -> None:
    """The report without its last line, for callers that add something before it."""
    groups, known = known_groups(unmasked_groups(report))
    _headline(report, console, verbose=verbose)
    _verdict_table(report, console, verbose=verbose)
    _records(report, console, verbose=verbose)
    if groups:
        in_full = verbose or len(groups) <= MOST_IN_FULL
        console.print(styled(f"\n{summed_up(groups, report)}, {order_of(groups)}", style="bold"))
        (print_in_full if in_full else print_in_short)(groups, console)
    if known:
        console.print(styled(f"\nKnown by the baseline: {summed_up(known, beside=groups)}", style="bold"))
        print_lines(known, console, most=None if verbose else MOST_KNOWN)
    print_unresolved(need_groups(report, show_values=True), console, verbose=verbose)
    _footnotes(report, console, verbose=verbose)
    if not verbose:
        _more(report, groups, console)


def _headline(report: Report, console: Console, *, verbose: bool) -> None:
    if not report.complete:
        said = f"Interrupted: this is what happened to the first {counted(report.events, 'event')}."
        console.print(styled(said, style="bold yellow"))
    console.print(_outcome(report))
    types = ", ".join(
        f"{count:,} {name}" for name, count in sorted(report.types.items(), key=lambda kv: (-kv[1], kv[0]))
    )
    said = f"{counted(report.events, 'event')} into {report.workspace or 'the workspace'}, {report.mode} mode"
    console.print(styled(said + (f": {types}" if types else "")))
    for row in report.subscriptions if verbose else ():
        off = "" if row["enabled"] else "  (not enabled)"
        line = styled(f"{row['name']}: {row['action']} when {row['trigger']}{off}", style="dim")
        console.print(Padding(line, (0, 0, 0, 2), expand=False))


def _verdict_table(report: Report, console: Console, *, verbose: bool) -> None:
    """A line for each verdict with its meaning, written and lost first. Verdicts that did not occur are left out unless `verbose`."""
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name in _ORDER:
        count = report.verdicts.get(name, 0)
        if count or verbose:
            style = STYLES[name] if count else "dim"
            said = styled(VERDICTS[name], style="dim")
            table.add_row(styled(f"{count:,}", style=style), styled(NAMED[name], style=style), said)
    if table.row_count:
        console.print(Padding(table, (1, 0, 0, 2), expand=False))


def _records(report: Report, console: Console, *, verbose: bool) -> None:
    told = [("Records", summary.records(report, show_values=True))]
    told += [("Batches", summary.batches(report))] if verbose else []
    for number, line in enumerate(f"{name}: {said}" for name, said in told if said):
        console.print(Padding(styled(line), (0 if number else 1, 0, 0, 0), expand=False))


def _footnotes(report: Report, console: Console, *, verbose: bool) -> None:
    notes = footnotes(report, show_values=True)
    unread = f"{counted(len(notes.unreadable), 'entry', 'entries')} could not be read"
    for title, lines in notes.titled:
        if lines is notes.unreadable:
            _section(unread, lines, 20 if verbose else _MOST_LINES, console, verbose=verbose, style="bold red")
        elif lines is notes.notes:
            _section(title, lines, len(lines) if verbose else _MOST_NOTES, console, verbose=verbose)
        else:
            _section(title, lines, 12 if verbose else _MOST_LINES, console, verbose=verbose)


def _section(
    title: str, lines: Sequence[str], most: int, console: Console, *, verbose: bool, style: str = "bold"
) -> None:
    """A heading and at most `most` lines below it."""
    console.print(styled(f"\n{title}", style=style))
    where = "all of them with --format json" if verbose else "-v shows more"
    # show the last line rather than "1 more"
    print_indented(first_of(lines, most + (len(lines) == most + 1), where), console)


def _more(report: Report, groups: Sequence[LossGroup], console: Console) -> None:
    """How to see what is left out: every kind in full, one event at every stage."""
    lines = ["each kind in full, with all values and advice: -v"] if len(groups) > MOST_IN_FULL else []
    lost = next((loss.event for group in groups for loss in group.losses if is_file(loss.event.file)), None)
    command = next_command(report, "explain", place_of(lost)) if lost is not None else ""
    if command:
        lines.append(f"one event at every stage: {command}")
    if lines:
        console.print(styled("\nSee more", style="bold"))
        print_indented(lines, console)


def print_outcome(report: Report, console: Console) -> None:
    """The outcome: passed or failed, and why."""
    console.print()
    console.print(_outcome(report))


def _outcome(report: Report) -> Text:
    style = "bold green" if report.outcome.passed else "bold red"
    return styled(summary.outcome(report, show_values=True), style=style)

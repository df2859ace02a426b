"""The report as text for a terminal: the verdicts first, then one block a group of losses, then the footnotes.

Nothing is masked: this is for the desk of who ran the check.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from attio_harness.formats import summary
from attio_harness.formats.console import plain, print_rows
from attio_harness.formats.footnotes import first_of, footnotes
from attio_harness.formats.groups import LossGroup, summed_up, unmasked_groups
from attio_harness.formats.locations import place_of
from attio_harness.formats.unresolved import need_groups
from attio_harness.formats.unresolved_text import print_unresolved
from attio_harness.report import VERDICTS, Report
from attio_harness.text.words import clean, counted, listed, shown

__all__ = ["print_outcome", "print_text", "print_without_outcome", "render_text"]

_STYLE = {
    "written": "green",
    "unresolved": "cyan",
    "filtered": "dim",
    "unmatched": "dim",
    "invalid": "yellow",
    "rejected": "red",
    "dropped": "bold red",
    "failed": "magenta",
}
_SAMPLES = 3


def render_text(report: Report, *, width: int = 110) -> str:
    """The report as plain text of at most `width` columns (longer words are not broken)."""
    return plain(lambda console: print_text(report, console), width=width)


def print_text(report: Report, console: Console) -> None:
    """Write the report to a rich console, with colour where it has colour; the last line is the outcome."""
    print_without_outcome(report, console)
    print_outcome(report, console)


def print_without_outcome(report: Report, console: Console) -> None:
    """The report for those who add something before its last line."""
    _headline(report, console)
    _verdict_table(report, console)
    _records(report, console)
    groups = unmasked_groups(report)
    if groups:
        console.print(Text(f"\n{summed_up(groups)}, the most frequent first", style="bold"))
        for number, group in enumerate(groups, start=1):
            _group(number, group, console)
    print_unresolved(need_groups(report, show_values=True), console)
    _footnotes(report, console)


def _headline(report: Report, console: Console) -> None:
    if not report.complete:
        said = f"Interrupted: this is what became of the first {counted(report.events, 'event')}."
        console.print(Text(said, style="bold yellow"))
    types = ", ".join(f"{count} {name}" for name, count in sorted(report.types.items(), key=lambda kv: (-kv[1], kv[0])))
    console.print(
        Text(
            f"{counted(report.events, 'event')} into {report.workspace or 'the workspace'}, {report.mode} mode",
            style="bold",
        )
    )
    if types:
        console.print(Text(f"  {types}", style="dim"))
    for row in report.subscriptions:
        off = "" if row["enabled"] else "  (not enabled)"
        line = Text(clean(f"{row['name']}: {row['action']} when {row['trigger']}{off}"), style="dim")
        console.print(Padding(line, (0, 0, 0, 2), expand=False))
    console.print()


def _verdict_table(report: Report, console: Console) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right")
    table.add_column()
    table.add_column(overflow="fold")
    for name, meaning in VERDICTS.items():
        count = report.verdicts.get(name, 0)
        style = _STYLE[name] if count else "dim"
        table.add_row(Text(str(count), style=style), Text(name, style=style), Text(meaning, style="dim"))
    console.print(Padding(table, (0, 0, 0, 2), expand=False))


def _records(report: Report, console: Console) -> None:
    lines = [
        f"{name}: {said}"
        for name, said in (("Records", summary.records(report, show_values=True)), ("Batches", summary.batches(report)))
        if said
    ]
    for number, line in enumerate(lines):
        console.print(Padding(Text(line), (0 if number else 1, 0, 0, 0), expand=False))


def _group(number: int, group: LossGroup, console: Console) -> None:
    verdict = group.first.verdict
    title = Text(f"\n{number}. {group.count} {verdict}: ", style=_STYLE[verdict])
    title.append(clean(group.title), style="bold")
    console.print(title)
    print_rows(_rows(group), console)


def _rows(group: LossGroup) -> Iterable[tuple[str, str]]:
    first = group.first
    yield group.by, group.said
    yield "mapping", f"{group.mapping}  {first.mapping_pointer}  ({first.subscription})"
    if group.paths:
        yield "reads", group.paths
    for one in dict.fromkeys(taken for loss in group.losses for taken in loss.taken):
        yield "filtered", f"{one.path} was taken by {one.filter}"
    values = list(dict.fromkeys(shown(loss.value, 60) for loss in group.losses if loss.value is not None))
    if values:
        yield ("values" if len(values) > 1 else "value"), listed(values, 5)
    yield "do", "\n".join(group.advice)
    if group.partial:
        yield "partial", f"already written by the same event: {group.partial}"
    if group.also:
        yield "also", group.also
    if group.assumptions:
        yield "rests on", f"what is assumed: {group.assumptions}"
    yield "events", listed([place_of(loss.event) for loss in group.losses], _SAMPLES)


def _footnotes(report: Report, console: Console) -> None:
    notes = footnotes(report, show_values=True)
    unread = f"{counted(len(notes.unreadable), 'entry', 'entries')} could not be read"
    for title, lines in notes.titled:
        if lines is notes.unreadable:
            _section(unread, lines, 20, console, style="bold red")
        else:
            _section(title, lines, len(lines) if lines is notes.notes else 4 * _SAMPLES, console)


def print_outcome(report: Report, console: Console) -> None:
    """Passed or failed, and why."""
    style = "bold green" if report.outcome.passed else "bold red"
    console.print(Text(f"\n{summary.outcome(report, show_values=True)}", style=style))


def _section(title: str, lines: Sequence[str], most: int, console: Console, style: str = "bold") -> None:
    """A heading and lines below it, indented also where they are wrapped."""
    console.print(Text(f"\n{title}", style=style))
    for line in first_of(lines, most):
        console.print(Padding(Text(line, overflow="fold"), (0, 0, 0, 3), expand=False))

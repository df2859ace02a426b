"""Two runs side by side as text: single and batch delivery, or an old and a new mapping. What gets worse comes first."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from attio_harness.compare.mappings import MappingDiff
from attio_harness.compare.modes import Both
from attio_harness.formats.compared import Compared, compared
from attio_harness.formats.console import print_indented, print_rows, styled
from attio_harness.formats.footnotes import first_of
from attio_harness.formats.unresolved_text import print_unresolved

__all__ = ["print_changes", "print_comparison"]


def print_comparison(runs: Both | MappingDiff, console: Console) -> None:
    """The outcome, the verdicts side by side, a paragraph with samples for each group of differences, then the outcome again with the
    sum of the differences."""
    told = compared(runs, show_values=True)
    style = "bold green" if told.ok else "bold red"
    if not told.complete:
        console.print(styled("Interrupted: later events were not read.", style="bold yellow"))
    console.print(styled(told.outcome, style=style))
    console.print(styled(told.how, style="bold"))
    console.print()
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", min_width=8)
    table.add_column(justify="right", min_width=8)
    table.add_column()
    table.add_row(*told.heads, "")
    for name, left, right in told.verdicts:
        table.add_row(str(left), str(right), name)
    console.print(Padding(table, (0, 0, 0, 2), expand=False))
    if told.batches:
        console.print(styled(f"\nBatches: {told.batches}"))
    print_changes(told, console)
    print_unresolved(told.unresolved, console)
    for title, lines in told.notes:
        _print_title(title, "bold red" if title.endswith("could not be read") else "bold", console)
        print_indented(first_of(lines, 20), console)
    if told.losses:
        console.print(styled(f"\n{told.losses}"))
    console.print(styled(f"\n{told.outcome}", style=style))
    if told.closing:
        # one line, however long, because scripts read the last line
        console.print(styled(told.closing, style=style), soft_wrap=True)


def print_changes(told: Compared, console: Console) -> None:
    """A paragraph for each group of differences."""
    if not told.changes and told.same:
        console.print(styled(f"\n{told.same}", style="bold green"))
    for number, change in enumerate(told.changes, 1):
        _print_title(f"{number}. {change.title}", "bold red" if change.worse else "bold", console)
        print_rows(change.rows, console)


def _print_title(title: str, style: str, console: Console) -> None:
    console.print(styled(f"\n{title}", style=style))

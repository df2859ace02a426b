"""What the comparisons of two runs share as text: verdicts beside one another, labelled rows, values cut to a length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from attio_harness.formats.groups import clean, place
from attio_harness.formats.groups import shown as as_json
from attio_harness.report import VERDICTS, EventRef, Report

__all__ = ["places", "print_rows", "print_verdicts", "shown"]


def print_verdicts(heads: tuple[str, str], reports: tuple[Report, Report], console: Console) -> None:
    """The number of events by verdict, of each run."""
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", min_width=8)
    table.add_column(justify="right", min_width=8)
    table.add_column()
    table.add_row(*heads, "")
    for name in VERDICTS:
        table.add_row(*(str(report.verdicts.get(name, 0)) for report in reports), name)
    console.print(Padding(table, (0, 0, 0, 2), expand=False))


def print_rows(rows: Sequence[tuple[str, str]], console: Console) -> None:
    """Labels and texts in two columns."""
    table = Table.grid(padding=(0, 1))
    table.add_column(style="dim", min_width=8)
    table.add_column(overflow="fold")
    for label, text in rows:
        table.add_row(label, Text(clean(text)))
    console.print(Padding(table, (0, 0, 0, 3), expand=False))


def places(events: Sequence[EventRef], most: int = 3) -> str:
    """Where events stand, the first few."""
    named = ", ".join(map(place, events[:most]))
    return named + (f" and {len(events) - most} more" if len(events) > most else "")


def shown(value: Any) -> str:
    """A value as JSON text of at most 60 characters; what a single value holds alone stands alone."""
    if value is None:
        return "nothing"
    return as_json(value[0] if isinstance(value, list) and len(value) == 1 else value, 60)

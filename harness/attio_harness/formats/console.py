"""What the text formats share: a console without colour for files and pipes, labels beside texts. Knows no report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from attio_harness.text.words import clean

__all__ = ["plain", "print_rows"]


def plain(printed: Callable[[Console], None], *, width: int) -> str:
    """What is printed, as plain text of at most `width` columns (longer words are not broken), no blanks at the end of a line."""
    out = StringIO()
    # force_terminal: with FORCE_COLOR rich takes any file for a terminal (observation)
    printed(Console(file=out, width=width, color_system=None, force_terminal=False, highlight=False))
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


def print_rows(
    rows: Iterable[tuple[str, str]], console: Console, *, label: int = 8, gap: int = 1, indent: int = 3
) -> None:
    """Labels, empty where a line belongs to the one above, and texts beside them; what is to be done stands out."""
    table = Table.grid(padding=(0, gap))
    table.add_column(style="dim", min_width=label, no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in rows:
        # as Text: in a plain string rich takes `[…]` for markup
        table.add_row(name, Text(clean(text), style="bold green" if name == "do" else ""))
    console.print(Padding(table, (0, 0, 0, indent), expand=False))

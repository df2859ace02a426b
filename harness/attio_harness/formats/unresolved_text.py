"""Unresolved events as text for a terminal: what they need, by which mapping, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from attio_harness.formats.console import print_rows
from attio_harness.formats.unresolved import NeedGroup, title, what_to_do
from attio_harness.text.words import listed

__all__ = ["print_unresolved"]

_SAMPLES = 3
_MOST_NEEDS = 10


def print_unresolved(groups: Sequence[NeedGroup], console: Console) -> None:
    """A heading, a paragraph for each group, and what to do; nothing where there is none."""
    if not groups:
        return
    console.print(Text(f"\nUnresolved: {title(groups)}", style="bold cyan"))
    rows: list[tuple[str, str]] = []
    for group in groups[:_MOST_NEEDS]:
        values = [value for value, _ in group.values()]
        rows += [("", "")] if rows else []
        rows.append(("needs", f"{group.needs}: {listed(values, 5)}"))
        rows.append(("mapping", f"{group.mapping}  {group.first.mapping_pointer}  ({group.first.subscription})"))
        rows.append(("events", group.events(_SAMPLES)))
    if len(groups) > _MOST_NEEDS:
        rows.append(("", f"and {len(groups) - _MOST_NEEDS:,} more groups (all of them with --format json)"))
    print_rows([*rows, ("", ""), ("do", what_to_do(groups))], console)

"""Unresolved events as text for a terminal: what they need, by which mapping line, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console

from attio_harness.formats.console import print_rows, styled
from attio_harness.formats.unresolved import NeedGroup, title, what_to_do
from attio_harness.text.words import counted, listed

__all__ = ["print_unresolved"]

_SAMPLES = 3
_MOST_NEEDS = 10
_MOST_IN_SHORT = 4


def print_unresolved(groups: Sequence[NeedGroup], console: Console, *, verbose: bool = True) -> None:
    """Print a heading, a paragraph for each group (two lines in the short form), and what to do; nothing if there are no groups."""
    if not groups:
        return
    console.print(styled(f"\nUnresolved: {title(groups)}", style="bold cyan"))
    rows: list[tuple[str, str]] = []
    most = _MOST_NEEDS if verbose else _MOST_IN_SHORT
    for group in groups[:most]:
        rows += [("", "")] if rows and verbose else []
        rows += _rows(group, verbose=verbose)
    if len(groups) > most:
        where = "all of them with --format json" if verbose else "-v shows more"
        rows.append(("", f"and {counted(len(groups) - most, 'more kind')} ({where})"))
    print_rows([*rows, *([("", "")] if verbose else []), ("do", what_to_do(groups))], console)


def _rows(group: NeedGroup, *, verbose: bool) -> Iterator[tuple[str, str]]:
    values = [value for value, _ in group.values()]
    by = f"({group.first.subscription})"
    if verbose:
        yield "needs", f"{group.needs}: {listed(values, 5)}"
        yield "mapping", f"{group.mapping}  {group.first.mapping_pointer}  {by}"
        yield from [("earlier", group.told_earlier)] if group.told_earlier else []
        yield "events", group.events(_SAMPLES)
    else:
        yield "needs", f"{group.needs}: {listed(values, 2)}, at {group.mapping}  {by}"
        yield from [("earlier", group.told_earlier)] if group.told_earlier else []

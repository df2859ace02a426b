"""A coverage as text: how much of each kind was hit, what never was and where it is, and which attributes nothing fills."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from attio_harness.compare.coverage import Coverage, Point, PointKind
from attio_harness.formats.console import print_indented, print_notes, print_rows, styled
from attio_harness.formats.footnotes import first_unreadable
from attio_harness.formats.locations import place
from attio_harness.text.words import clean, counted

__all__ = ["print_coverage"]

_NAMED: dict[PointKind, str] = {
    "clause": "clauses of triggers",
    "branch": "branches of @if",
    "path": "paths and variables",
    "attribute": "attributes",
    "option": "options",
}
_MOST = 40


def print_coverage(coverage: Coverage, console: Console, *, verbose: bool = False) -> None:
    """Write it to a rich console; the short form has only the first points never hit, and counts the attributes that nothing fills."""
    counts = coverage.counts
    hit, of = (sum(one[index] for one in counts.values()) for index in (0, 1))
    so_far = "" if coverage.report.complete else " so far"
    by = f"by {counted(coverage.report.events, 'event')}" if coverage.report.events else "because there was no event"
    outcome = f"{hit:,} of {counted(of, 'point')} hit {by}{so_far}"
    console.print(styled(outcome, style="bold"))
    print_notes(coverage.notes, console)
    print_rows(((_NAMED[kind], f"{one:,} of {every:,}") for kind, (one, every) in counts.items()), console)
    if coverage.never:
        console.print(styled("\nNever hit", style="bold yellow"))
        _lines([_told(one) for one in coverage.never], console, verbose=verbose)
    unmapped = {slug: names for slug, names in coverage.unmapped.items() if names}
    if unmapped:
        console.print(styled("\nNamed by no mapping, filled by no event", style="bold"))
        for slug, names in unmapped.items():
            said = ", ".join(names) if verbose else f"{counted(len(names), 'attribute')} (-v names them)"
            print_indented([f"{clean(slug)}: {clean(said)}"], console)
    unread = first_unreadable(coverage.report)
    if unread:
        console.print(styled(f"\n{unread}", style="bold red"))


def _told(one: Point) -> str:
    if one.file is None:
        return clean(one.what)
    return clean(f"{one.what}  {place(one.file, one.line)}  {one.pointer}  ({one.subscription})")


def _lines(lines: Sequence[str], console: Console, *, verbose: bool) -> None:
    print_indented(lines if verbose else lines[:_MOST], console)
    if not verbose and len(lines) > _MOST:
        console.print(styled(f"and {len(lines) - _MOST:,} more (-v shows them)"))

"""A replay as text: a summary of the differences by kind, each group with examples, what cannot be judged, and last the outcome."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console

from attio_harness.formats.console import print_indented, print_rows, styled
from attio_harness.formats.locations import place
from attio_harness.formats.replay_groups import (
    REPORT,
    DifferenceGroup,
    by_kind,
    difference_groups,
    inferred_line,
    left_out_line,
    places,
    reason_groups,
)
from attio_harness.replay.report import ReplayReport
from attio_harness.text.words import clean, counted

__all__ = ["print_replay"]

_MOST = 40
"""How many groups are shown; JSON has all of them."""
_MOST_LINES = 10


def print_replay(report: ReplayReport, console: Console) -> None:
    for line in (left_out_line(report), inferred_line(report), *report.notes):
        if line:
            console.print(styled(line))
    groups = difference_groups(report)
    if groups:
        places_count = sum(len(one.differences) for one in report.judged)
        title = f"{counted(report.count('differ'), 'exchange')} with {counted(places_count, 'difference')}"
        console.print(styled(f"\n{title}", style="bold red"))
        print_rows(
            ((f"{number:,}", f"{words}, in {counted(among, 'exchange')}") for words, number, among in by_kind(report)),
            console,
        )
    for number, group in enumerate(groups[:_MOST], 1):
        console.print(styled(f"\n{number}. {group.title}", style="bold red"))
        print_rows(_rows(group), console, label=9)
    if len(groups) > _MOST:
        console.print(styled(f"\nand {len(groups) - _MOST:,} more groups, all of them with --format json"))
    if groups:
        console.print(styled(f"\n{REPORT}"))
    unjudged = reason_groups(report)
    if unjudged:
        console.print(
            styled(f"\nCannot be judged: {counted(report.count('unjudged'), 'exchange')}", style="bold yellow")
        )
    for reason in unjudged:
        console.print(styled(f"\n{reason.title}", style="bold"))
        print_indented(reason.lines(_MOST_LINES), console)
    if report.unread:
        console.print(styled(f"\nCannot be read: {counted(len(report.unread), 'entry', 'entries')}", style="bold red"))
        print_rows(
            ((place(one.file, one.line), f"entry {one.index + 1}: {one.why}") for one in report.unread[:_MOST]), console
        )
    console.print(styled(f"\n{clean(report.outcome)}", style="bold green" if report.ok else "bold red"))


def _rows(group: DifferenceGroup) -> Iterator[tuple[str, str]]:
    left, right = group.sides()
    yield "calls", group.calls
    yield "recorded", left
    yield "answered", right
    yield "at", places([one for one, _ in group.found])
    for number, line in enumerate(group.advice):
        yield "do" if number == 0 else "", line

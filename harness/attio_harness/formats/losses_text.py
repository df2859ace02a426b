"""Kinds of loss as text for a terminal: for each a full paragraph, or a few lines.

In the short form, the first kinds have their mapping line, what to do and an example event; the next ones have one line; the others are
only counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from attio_harness.formats.console import print_indented, print_rows, styled
from attio_harness.formats.groups import LossGroup
from attio_harness.formats.locations import first_places, place_of
from attio_harness.rejection import Rejection
from attio_harness.text.escaped import for_terminal
from attio_harness.text.words import counted, cut, listed, shown
from attio_harness.verdicts import Verdict

__all__ = ["MOST_IN_FULL", "MOST_KNOWN", "STYLES", "print_in_full", "print_in_short", "print_lines"]

MOST_IN_FULL = 3
"""Up to so many kinds are shown in full even in the short form."""

MOST_KNOWN = 20
"""How many kinds that a baseline knows the short form shows."""

STYLES: dict[Verdict, str] = {
    "written": "green",
    "unconfirmed": "cyan",
    "unresolved": "cyan",
    "filtered": "dim",
    "unmatched": "dim",
    "invalid": "yellow",
    "rejected": "red",
    "dropped": "bold red",
    "failed": "magenta",
}
_SAMPLES = 3
_WITH_ADVICE = 10
_WITH_A_LINE = 40
_ADVICE = 150


def print_in_full(groups: Sequence[LossGroup], console: Console) -> None:
    """Print a paragraph for each kind."""
    for number, group in enumerate(groups, start=1):
        console.print()
        console.print(_title(number, group))
        print_rows(_rows(group), console)


def print_in_short(groups: Sequence[LossGroup], console: Console) -> None:
    """Print a few lines for each of the first kinds, one for each of the next, and the number of the others."""
    console.print()
    for number, group in enumerate(groups[:_WITH_ADVICE], start=1):
        console.print(_title(number, group).append(_behind(group), style=""))
        print_rows(_few_rows(group), console, label=2)
    for number, group in enumerate(groups[_WITH_ADVICE:_WITH_A_LINE], start=_WITH_ADVICE + 1):
        console.print(_title(number, group).append(f"  {group.mapping}", style=""))
    _print_left(groups[_WITH_A_LINE:], console)


def print_lines(groups: Sequence[LossGroup], console: Console, *, most: int | None) -> None:
    """Print a line for each of the first `most` kinds; None for all."""
    shown = groups if most is None else groups[:most]
    lines = (f"{group.lost}: {group.title}  {group.mapping}  ({group.first.subscription})" for group in shown)
    print_indented(lines, console, style="dim")
    _print_left(groups[len(shown) :], console)


def _print_left(left: Sequence[LossGroup], console: Console) -> None:
    if left:
        said = f"and {counted(len(left), 'kind')} more with {counted(sum(one.count for one in left), 'loss', 'losses')}"
        console.print(styled(f"{said} (-v shows them)"))


def _title(number: int, group: LossGroup) -> Text:
    title = styled(f"{number}. {group.lost}: ", style=STYLES[group.first.verdict])
    return title.append(for_terminal(group.title), style="bold")


def _few_rows(group: LossGroup) -> Iterable[tuple[str, str]]:
    yield "at", f"{group.mapping}, {_found(group.first)}{place_of(group.first.event)}"
    others = len(group.advice) - 1
    more = f" ({counted(others, 'other advice', 'other kinds of advice')} for other values)" if others else ""
    # the advice of the example event, which may not be the most frequent one
    yield "do", _shortened(_first_sentence(group.first.hint)) + more


def _behind(group: LossGroup) -> str:
    return ", seen once another mistake is fixed" if group.further == group.count else ""


def _found(first: Rejection) -> str:
    """`"Custom" in $.traits.plan of `, or from what the value was made; the place of the event follows."""
    there = [read.path for read in first.reads if read.found]
    if first.reads and first.value is None:
        return f"nothing in {cut(listed([read.path for read in first.reads], 2), 100)} of "
    if len(there) > 1 and all(read.value != first.value for read in first.reads):
        others = there[1] if len(there) == 2 else f"{len(there) - 1} other paths"
        return f"{shown(first.value, 40)}, made of {cut(there[0], 80)} and {cut(others, 80)}, of "
    if there:
        return f"{shown(first.value, 40)} in {cut(there[-1], 100)} of "
    return "first by "


_SENTENCE = re.compile(r"(?:'[^']*'(?!\w)|\"[^\"]*\"|`[^`]*`|[^.]|\.(?!\s+[A-Z]))*\.?")
"""Text up to a full stop before a capital; quoted texts and code may contain one."""


def _first_sentence(text: str) -> str:
    found = _SENTENCE.match(text)
    return found.group() if found else text


def _shortened(text: str) -> str:
    """At most `_ADVICE` characters, cut at a comma or the like, or else between words."""
    if len(text) <= _ADVICE:
        return text
    begin = text[:_ADVICE]
    end = max(begin.rfind(mark, _ADVICE // 2) for mark in (", ", "; ", ": "))
    return f"{begin[:end] if end > 0 else begin.rsplit(maxsplit=1)[0]} …"


def _rows(group: LossGroup) -> Iterable[tuple[str, str]]:
    first = group.first
    yield group.by, group.said
    yield "mapping", f"{group.mapping}  {first.mapping_pointer}  ({first.subscription})"
    if group.paths:
        yield "reads", group.paths
    for one in group.taken:
        yield "filtered", f"{one.path} was removed by {one.filter}"
    values = group.values_in_order()
    if values:
        yield ("values" if len(values) > 1 else "value"), listed(values, 5)
    # a row for each: a line break inside a row would be escaped
    for number, line in enumerate(group.advice):
        yield "do" if number == 0 else "", line
    if group.partial:
        yield "partial", f"already written by the same event: {group.partial}"
    if group.also:
        yield "also", group.also
    if group.assumptions:
        yield "rests on", f"what is assumed: {group.assumptions}"
    yield "events", first_places(group.of_events, group.event_count, _SAMPLES)

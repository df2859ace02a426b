"""Two runs side by side as text: single against batch delivery, an old mapping against a new one. What gets worse comes first."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from attio_harness.compare.mappings import Change, MappingDiff
from attio_harness.compare.modes import Both, Difference
from attio_harness.formats.console import plain, print_rows
from attio_harness.formats.groups import LossGroup
from attio_harness.formats.locations import place_of
from attio_harness.report import VERDICTS, EventRef, Rejection, Report
from attio_harness.text.words import clean, listed
from attio_harness.text.words import shown as as_json

__all__ = ["print_both", "print_diff", "render_both", "render_diff"]

_SAMPLES = 5
_One = TypeVar("_One", Difference, Change)


def render_both(both: Both, *, width: int = 110) -> str:
    """The comparison of single and batch delivery as plain text, see `plain`."""
    return plain(lambda console: print_both(both, console), width=width)


def render_diff(diff: MappingDiff, *, width: int = 110) -> str:
    """The comparison of two mappings as plain text, see `plain`."""
    return plain(lambda console: print_diff(diff, console), width=width)


def print_both(both: Both, console: Console) -> None:
    """The verdicts side by side, then a paragraph for each group of differences with samples."""
    _print_verdicts("delivered singly and in batches", ("single", "batch"), (both.single, both.batch), console)
    groups = sorted(_grouped(both.differences, _same_difference), key=len, reverse=True)
    if not groups:
        console.print(Text("\nBoth ways end in the same workspace.", style="bold green"))
    for number, group in enumerate(groups, 1):
        _print_title(f"{number}. {len(group)} x {_difference(group[0])}", "bold", console)
        print_rows(_difference_rows(group), console)
    if both.single.rejections or both.batch.rejections:
        counts = f"{len(both.single.rejections)} singly, {len(both.batch.rejections)} in batches"
        console.print(Text(f"\nLosses: {counts}; --mode single and --mode batch explain them."))


def print_diff(diff: MappingDiff, console: Console) -> None:
    """The verdicts side by side, then a paragraph for each group of changes: lost now, other verdicts, records, values."""
    _print_verdicts("through the old and the new mapping", ("old", "new"), (diff.old, diff.new), console)
    groups = sorted(
        _grouped(diff.changes, _same_change),
        key=lambda group: (not group[0].worse, group[0].what != "verdict", -len(group)),
    )
    if not groups:
        console.print(Text("\nBoth mappings do the same with these events.", style="bold green"))
    for number, group in enumerate(groups, 1):
        style = "bold red" if group[0].worse else "bold"
        _print_title(f"{number}. {len(group)} x {_change(group[0])}", style, console)
        print_rows(_change_rows(group), console)


# -- single and batch ------------------------------------------------------------------------------------------------


def _same_difference(one: Difference) -> Hashable:
    verdicts = (one.single, one.batch) if one.what == "verdict" else ()
    return one.what, one.object, one.attribute, one.subscription, verdicts, one.why


def _difference(first: Difference) -> str:
    if first.what == "verdict":
        return f"{first.subscription}: {first.single} singly, {first.batch} in a batch"
    if first.what == "record":
        return f"{first.object}: records that only {'batch' if first.single is None else 'single'} delivery leaves"
    return f"{first.object}.{first.attribute}: another value"


def _difference_rows(group: Sequence[Difference]) -> Iterator[tuple[str, str]]:
    yield "why", group[0].why
    if group[0].what == "verdict":
        yield from _samples(group, lambda one: [("event", _places(one.events))])
    else:
        yield from _samples(group, lambda one: _record(one, one.single, one.batch, ("singly", "in a batch")))


# -- old and new mapping ---------------------------------------------------------------------------------------------


def _same_change(one: Change) -> Hashable:
    ends = (one.old, one.new) if one.what == "verdict" else (one.old is None, one.new is None)
    return one.what, one.subscription, one.object, one.attribute, ends, one.loss.kind if one.loss else None


def _change(first: Change) -> str:
    if first.what == "verdict":
        if first.old == first.new:
            return f"{first.subscription}: {first.new} as before, for another reason"
        return f"{first.subscription}: {first.old}, now {first.new}"
    if first.what == "record":
        return f"{first.object}: records that only the {'new' if first.old is None else 'old'} mapping writes"
    return f"{first.object}.{first.attribute}: another value"


def _change_rows(group: Sequence[Change]) -> Iterator[tuple[str, str]]:
    first = group[0]
    losses = [one.loss for one in group if one.loss is not None]
    if losses:
        yield from _losses(losses, fixed=first.new not in ("invalid", "rejected", "dropped", "failed"))
    if first.what == "verdict":
        if first.new == "unmatched":
            yield "trigger", first.trigger or "the new mapping has no such subscription"
        yield "events", _places([event for one in group for event in one.events])
    else:
        yield from _samples(group, lambda one: _record(one, one.old, one.new, ("before", "now")))


def _losses(losses: Sequence[Rejection], *, fixed: bool) -> Iterator[tuple[str, str]]:
    group = LossGroup(losses)
    yield ("was" if fixed else "now"), f"{group.title}: {group.said}"
    yield "mapping", f"{group.mapping}  {group.first.mapping_pointer}"
    for line in () if fixed else group.advice:
        yield "do", line


# -- both ------------------------------------------------------------------------------------------------------------


def _print_verdicts(how: str, heads: tuple[str, str], reports: tuple[Report, Report], console: Console) -> None:
    """How many events there were, and how many of them ended with each verdict in each run."""
    last = reports[1]
    if not last.complete:
        console.print(Text("Interrupted: later events were not read.", style="bold yellow"))
    console.print(Text(clean(f"{last.events:,} events into {last.workspace}, {how}\n"), style="bold"))
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", min_width=8)
    table.add_column(justify="right", min_width=8)
    table.add_column()
    table.add_row(*heads, "")
    for name in VERDICTS:
        table.add_row(*(str(report.verdicts.get(name, 0)) for report in reports), name)
    console.print(Padding(table, (0, 0, 0, 2), expand=False))


def _print_title(title: str, style: str, console: Console) -> None:
    console.print(Text(clean(f"\n{title}"), style=style))


def _grouped(some: Iterable[_One], same: Callable[[_One], Hashable]) -> list[list[_One]]:
    groups: dict[Hashable, list[_One]] = {}
    for one in some:
        groups.setdefault(same(one), []).append(one)
    return list(groups.values())


def _samples(group: Sequence[_One], rows: Callable[[_One], Iterable[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    for one in group[:_SAMPLES]:
        yield from rows(one)
    if len(group) > _SAMPLES:
        yield "", f"and {len(group) - _SAMPLES} more (all of them with --format json)"


def _record(one: Difference | Change, left: Any, right: Any, when: tuple[str, str]) -> Iterator[tuple[str, str]]:
    values = f": {_shown(left)} {when[0]}, {_shown(right)} {when[1]}" if one.what == "value" else ""
    yield "record", f"{one.record}{values}"
    yield "", f"from {_places(one.events)}"


def _places(events: Sequence[EventRef], most: int = 3) -> str:
    return listed(map(place_of, events), most)


def _shown(value: Any) -> str:
    """A value as JSON text of at most 60 characters; what a single value holds alone stands alone."""
    if value is None:
        return "nothing"
    return as_json(value[0] if isinstance(value, list) and len(value) == 1 else value, 60)

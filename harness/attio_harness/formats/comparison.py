"""Two runs side by side as text: single against batch delivery, an old mapping against a new one. What gets worse comes first."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from attio_harness.compare.difference import Difference
from attio_harness.compare.mappings import MappingDiff
from attio_harness.compare.modes import Both
from attio_harness.formats import summary
from attio_harness.formats.console import plain, print_rows
from attio_harness.formats.footnotes import UNREAD, first_of, footnotes
from attio_harness.formats.groups import LossGroup
from attio_harness.formats.locations import place_of
from attio_harness.formats.unresolved import need_groups
from attio_harness.formats.unresolved_text import print_unresolved
from attio_harness.report import LOST, VERDICTS, EventRef, Rejection, Report
from attio_harness.text.words import clean, counted, listed
from attio_harness.text.words import shown as as_json

__all__ = ["print_both", "print_diff", "render_both", "render_diff"]

_SAMPLES = 5


def render_both(both: Both, *, width: int = 110) -> str:
    """The comparison of single and batch delivery as plain text, see `plain`."""
    return plain(lambda console: print_both(both, console), width=width)


def render_diff(diff: MappingDiff, *, width: int = 110) -> str:
    """The comparison of two mappings as plain text, see `plain`."""
    return plain(lambda console: print_diff(diff, console), width=width)


def print_both(both: Both, console: Console) -> None:
    """The verdicts side by side, then a paragraph for each group of differences with samples."""
    _print_verdicts("delivered singly and in batches", ("single", "batch"), (both.single, both.batch), console)
    groups = sorted(_grouped(both.differences), key=len, reverse=True)
    if not groups:
        console.print(Text("\nBoth ways end in the same workspace.", style="bold green"))
    for number, group in enumerate(groups, 1):
        _print_title(f"{number}. {len(group)} x {_mode_title(group[0])}", "bold", console)
        print_rows(_mode_rows(group), console)
    _print_footnotes((both.single, both.batch), console)
    if both.single.rejections or both.batch.rejections:
        counts = f"{len(both.single.rejections)} singly, {len(both.batch.rejections)} in batches"
        console.print(Text(f"\nLosses: {counts}; --mode single and --mode batch explain them."))
    reasons = [
        *(
            f"{name}: {'; '.join(summary.reasons(one, show_values=True))}"
            for name, one in (("singly", both.single), ("in batches", both.batch))
        ),
        *([counted(len(both.differences), "difference")] if both.differences else ["no difference"]),
    ]
    _print_outcome(both.ok, both.batch.complete, reasons, console)


def print_diff(diff: MappingDiff, console: Console) -> None:
    """The verdicts side by side, then a paragraph for each group of differences: lost now, other verdicts, records, values."""
    _print_verdicts("through the old and the new mapping", ("old", "new"), (diff.old, diff.new), console)
    groups = sorted(
        _grouped(diff.differences),
        # False sorts first: what is worse, then verdicts, then the larger group
        key=lambda group: (not group[0].worse, group[0].what != "verdict", -len(group)),
    )
    if not groups:
        console.print(Text("\nBoth mappings do the same with these events.", style="bold green"))
    for number, group in enumerate(groups, 1):
        style = "bold red" if group[0].worse else "bold"
        _print_title(f"{number}. {len(group)} x {_mapping_title(group[0])}", style, console)
        print_rows(_mapping_rows(group), console)
    _print_footnotes((diff.old, diff.new), console)
    worse = sum(one.worse for one in diff.differences)
    against = [f"{counted(worse, 'difference')} for the worse"] if worse else []
    if diff.new.unreadable:
        against.append(f"{counted(len(diff.new.unreadable), 'entry', 'entries')} could not be read")
    _print_outcome(diff.ok, diff.new.complete, against or ["nothing gets worse"], console)


# -- single and batch ------------------------------------------------------------------------------------------------


def _mode_title(first: Difference) -> str:
    if first.what == "verdict":
        return f"{first.subscription}: {first.left} singly, {first.right} in a batch"
    return _records_title(first, "single delivery leaves", "batch delivery leaves")


def _mode_rows(group: Sequence[Difference]) -> Iterator[tuple[str, str]]:
    yield "why", group[0].why
    if group[0].what == "verdict":
        yield from _samples(group, lambda one: [("event", _places(one.events))])
    else:
        yield from _samples(group, lambda one: _record(one, ("singly", "in a batch")))


# -- old and new mapping ---------------------------------------------------------------------------------------------


def _mapping_title(first: Difference) -> str:
    if first.what == "verdict":
        same = first.left == first.right
        return f"{first.subscription}: {f'{first.right} as before, for another reason' if same else f'{first.left}, now {first.right}'}"
    return _records_title(first, "the old mapping writes", "the new mapping writes")


def _mapping_rows(group: Sequence[Difference]) -> Iterator[tuple[str, str]]:
    first = group[0]
    losses = [one.loss for one in group if one.loss is not None]
    if losses:
        yield from _losses(losses, fixed=first.right not in LOST)
    if first.what == "verdict":
        if first.right == "unmatched":
            yield "trigger", first.trigger or "the new mapping has no such subscription"
        yield "events", _places([event for one in group for event in one.events])
    else:
        yield from _samples(group, lambda one: _record(one, ("before", "now")))


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
    batches = summary.batches(last)
    if batches:
        console.print(Text(f"\nBatches: {batches}"))


def _print_outcome(ok: bool, complete: bool, reasons: Sequence[str], console: Console) -> None:
    said = summary.passed_or_failed(ok, reasons, complete=complete)
    console.print(Text(clean(f"\n{said}"), style="bold green" if ok else "bold red"))


def _print_footnotes(reports: tuple[Report, Report], console: Console) -> None:
    """What is unresolved and what no event filled on the right, what could not be read, and the notes of both, each once."""
    print_unresolved(need_groups(reports[1], show_values=True), console)
    left, right = (footnotes(report, show_values=True) for report in reports)
    unread = f"{counted(len(right.unreadable), 'entry', 'entries')} could not be read"
    every = (
        (unread, right.unreadable),
        (UNREAD, right.unread),
        ("Notes", list(dict.fromkeys((*left.notes, *right.notes)))),
    )
    for title, lines in every:
        if lines:
            _print_title(title, "bold red" if title is unread else "bold", console)
            for line in first_of(lines, 20):
                console.print(Padding(Text(line, overflow="fold"), (0, 0, 0, 3), expand=False))


def _print_title(title: str, style: str, console: Console) -> None:
    console.print(Text(clean(f"\n{title}"), style=style))


def _grouped(some: Iterable[Difference]) -> list[list[Difference]]:
    """Those that are told together: the same thing under the same subscription, or of the same attribute, for the same reason."""
    groups: dict[Hashable, list[Difference]] = {}
    for one in some:
        # of records only which side has it: each value would be a group of its own
        ends = (one.left, one.right) if one.what == "verdict" else (one.left is None, one.right is None)
        reason = one.loss.group if one.loss else one.why
        groups.setdefault((one.what, one.subscription, one.object, one.attribute, ends, reason), []).append(one)
    return list(groups.values())


def _records_title(first: Difference, left: str, right: str) -> str:
    if first.what == "record":
        return f"{first.object}: records that only {right if first.left is None else left}"
    return f"{first.object}.{first.attribute}: another value"


def _samples(
    group: Sequence[Difference], rows: Callable[[Difference], Iterable[tuple[str, str]]]
) -> Iterator[tuple[str, str]]:
    for one in group[:_SAMPLES]:
        yield from rows(one)
    if len(group) > _SAMPLES:
        yield "", f"and {len(group) - _SAMPLES} more (all of them with --format json)"


def _record(one: Difference, when: tuple[str, str]) -> Iterator[tuple[str, str]]:
    values = f": {_shown(one.left)} {when[0]}, {_shown(one.right)} {when[1]}" if one.what == "value" else ""
    yield "record", f"{one.record}{values}"
    yield "", f"from {_places(one.events)}"


def _places(events: Sequence[EventRef], most: int = 3) -> str:
    return listed(map(place_of, events), most)


def _shown(value: Any) -> str:
    """A value as JSON text of at most 60 characters; what a single value holds alone stands alone."""
    if value is None:
        return "nothing"
    return as_json(value[0] if isinstance(value, list) and len(value) == 1 else value, 60)

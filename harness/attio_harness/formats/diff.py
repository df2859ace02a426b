"""The comparison of two mappings as text: what gets worse first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

from rich.console import Console
from rich.text import Text

from attio_harness.compare.mappings import Change, MappingDiff
from attio_harness.formats.groups import LossGroup, clean
from attio_harness.formats.side_by_side import places, print_rows, print_verdicts, shown
from attio_harness.report import Rejection

__all__ = ["print_diff", "render_diff"]

_SAMPLES = 5


def render_diff(diff: MappingDiff, *, width: int = 110) -> str:
    """The comparison as plain text of at most `width` columns (longer words are not broken)."""
    out = StringIO()
    print_diff(diff, Console(file=out, width=width, color_system=None, force_terminal=False, highlight=False))
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


def print_diff(diff: MappingDiff, console: Console) -> None:
    """The verdicts side by side, then one paragraph for each kind of change: not written any more, otherwise, records, values."""
    if not diff.new.complete:
        console.print(Text("Interrupted: later events were not read.", style="bold yellow"))
    head = f"{diff.new.events:,} events into {diff.new.workspace}, through the old and the new mapping\n"
    console.print(Text(clean(head), style="bold"))
    print_verdicts(("old", "new"), (diff.old, diff.new), console)
    groups = sorted(
        _kinds(diff.changes), key=lambda group: (not group[0].worse, group[0].what != "verdict", -len(group))
    )
    if not groups:
        console.print(Text("\nBoth mappings do the same with these events.", style="bold green"))
    for number, group in enumerate(groups, 1):
        style = "bold red" if group[0].worse else "bold"
        console.print(Text(clean(f"\n{number}. {len(group)} x {_title(group[0])}"), style=style))
        print_rows(list(_rows(group)), console)


def _kinds(changes: Sequence[Change]) -> list[list[Change]]:
    kinds: dict[tuple[Any, ...], list[Change]] = {}
    for one in changes:
        ends = (one.old, one.new) if one.what == "verdict" else (one.old is None, one.new is None)
        fault = one.loss.kind if one.loss else None
        kinds.setdefault((one.what, one.subscription, one.object, one.attribute, ends, fault), []).append(one)
    return list(kinds.values())


def _title(first: Change) -> str:
    if first.what == "verdict":
        if first.old == first.new:
            return f"{first.subscription}: {first.new} as before, for another reason"
        return f"{first.subscription}: {first.old}, now {first.new}"
    if first.what == "record":
        return f"{first.object}: records that only the {'new' if first.old is None else 'old'} mapping writes"
    return f"{first.object}.{first.attribute}: another value"


def _rows(group: Sequence[Change]) -> Iterator[tuple[str, str]]:
    first = group[0]
    losses = [one.loss for one in group if one.loss is not None]
    if losses:
        yield from _losses(losses, fixed=first.new not in ("invalid", "rejected", "dropped", "failed"))
    if first.what == "verdict":
        if first.new == "unmatched":
            yield "trigger", first.trigger or "the new mapping has no such subscription"
        yield "events", places([event for one in group for event in one.events])
        return
    for one in group[:_SAMPLES]:
        values = f": {shown(one.old)} before, {shown(one.new)} now" if one.what == "value" else ""
        yield "record", f"{one.record}{values}"
        yield "", f"from {places(one.events)}"
    if len(group) > _SAMPLES:
        yield "", f"and {len(group) - _SAMPLES} more (all of them with --format json)"


def _losses(losses: Sequence[Rejection], *, fixed: bool) -> Iterator[tuple[str, str]]:
    group = LossGroup(losses)
    yield ("was" if fixed else "now"), f"{group.title}: {group.said}"
    yield "mapping", f"{group.mapping}  {group.first.mapping_pointer}"
    for line in () if fixed else group.advice:
        yield "do", line

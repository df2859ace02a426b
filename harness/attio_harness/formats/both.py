"""The comparison of single and batch delivery as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

from rich.console import Console
from rich.text import Text

from attio_harness.compare.modes import Both, Difference
from attio_harness.formats.groups import clean
from attio_harness.formats.side_by_side import places, print_rows, print_verdicts, shown

__all__ = ["print_both", "render_both"]

_SAMPLES = 5


def render_both(both: Both, *, width: int = 110) -> str:
    """The comparison as plain text of at most `width` columns (longer words are not broken)."""
    out = StringIO()
    print_both(both, Console(file=out, width=width, color_system=None, force_terminal=False, highlight=False))
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


def print_both(both: Both, console: Console) -> None:
    """The verdicts side by side, then one paragraph for each kind of difference with samples."""
    if not both.single.complete:
        console.print(Text("Interrupted: later events were not read.", style="bold yellow"))
    head = f"{both.single.events:,} events into {both.single.workspace}, delivered singly and in batches\n"
    console.print(Text(head, style="bold"))
    print_verdicts(("single", "batch"), (both.single, both.batch), console)
    kinds: dict[tuple[Any, ...], list[Difference]] = {}
    for one in both.differences:
        verdicts = (one.single, one.batch) if one.what == "verdict" else ()
        kinds.setdefault((one.what, one.object, one.attribute, one.subscription, verdicts, one.why), []).append(one)
    if not kinds:
        console.print(Text("\nBoth ways end in the same workspace.", style="bold green"))
    for number, group in enumerate(sorted(kinds.values(), key=len, reverse=True), 1):
        console.print(Text(clean(f"\n{number}. {len(group)} x {_title(group[0])}"), style="bold"))
        print_rows(list(_samples(group)), console)
    if both.single.rejections or both.batch.rejections:
        console.print(
            Text(
                f"\nLosses: {len(both.single.rejections)} singly, {len(both.batch.rejections)} in batches; --mode single "
                "and --mode batch explain them."
            )
        )


def _title(first: Difference) -> str:
    if first.what == "verdict":
        return f"{first.subscription}: {first.single} singly, {first.batch} in a batch"
    if first.what == "record":
        return f"{first.object}: records that only {'batch' if first.single is None else 'single'} delivery leaves"
    return f"{first.object}.{first.attribute}: another value"


def _samples(group: Sequence[Difference]) -> Iterator[tuple[str, str]]:
    yield "why", group[0].why
    for one in group[:_SAMPLES]:
        where = places(one.events)
        if one.what == "verdict":
            yield "event", where
            continue
        values = f": {shown(one.single)} singly, {shown(one.batch)} in a batch" if one.what == "value" else ""
        yield "record", f"{one.record}{values}"
        yield "", f"from {where}"
    if len(group) > _SAMPLES:
        yield "", f"and {len(group) - _SAMPLES} more (all of them with --format json)"

"""What other settings of the assumptions would change, as notes of the report, or as text below it: a table, then the first events and
records of each setting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from attio_harness.compare.assumptions import Variation, Varied, VerdictChange
from attio_harness.compare.difference import Difference
from attio_harness.formats.console import print_rows, styled
from attio_harness.formats.locations import place_of
from attio_harness.formats.text import print_outcome, print_without_outcome
from attio_harness.report import Report
from attio_harness.text.apart import shown_apart
from attio_harness.text.words import counted
from attio_harness.verdicts import NAMED, VERDICTS

__all__ = ["noted", "print_varied"]

_SAMPLES = 3
_COLUMNS = ("assumption", "decided", "setting", "instead of", "verdicts", "records")

T = TypeVar("T")


def print_varied(varied: Varied, console: Console, *, verbose: bool = False) -> None:
    """Print the report, the table of settings (first those that most rests on), what changes under each, and last the outcome."""
    print_without_outcome(varied.report, console, verbose=verbose)
    if varied.variations:
        console.print(styled("\nWhat another setting of an assumption would change", style="bold"))
        console.print(Padding(_table(varied), (0, 0, 0, 3), expand=False))
    elif not varied.untried:
        console.print(styled("\nNothing depends on an assumption that has another setting.", style="bold"))
    for one in varied.variations:
        if one.changed or one.records:
            console.print(styled(f"\n{one.assumption}: {one.setting} instead of {one.instead_of}", style="bold"))
            print_rows(_rows(one), console)
    if varied.untried:
        said = f"Interrupted: {counted(varied.untried, 'setting')} could not be tried."
        console.print(styled(f"\n{said}", style="bold yellow"))
    print_outcome(varied.report, console)


def noted(varied: Varied) -> Report:
    """The report with a note for each setting, for formats without room for more."""
    notes = ({"file": None, "line": None, "what": what} for what in _changed_lines(varied))
    return replace(varied.report, notes=(*varied.report.notes, *notes))


def _changed_lines(varied: Varied) -> Iterator[str]:
    for one in varied.variations:
        said = f"{one.assumption}: {one.setting} instead of {one.instead_of} would change"
        yield f"{said} verdicts: {_verdicts(varied.report, one)}; records: {_records(one)}"
    if varied.untried:
        yield f"interrupted: {counted(varied.untried, 'setting')} could not be tried"


def _table(varied: Varied) -> Table:
    table = Table.grid(padding=(0, 2))
    for name in _COLUMNS:
        said = name in ("verdicts", "records")
        table.add_column(justify="right" if name == "decided" else "left", overflow="fold", no_wrap=not said)
    table.add_row(*(styled(name, style="dim") for name in _COLUMNS))
    for one in varied.variations:
        table.add_row(
            styled(one.assumption),
            styled(f"{one.decided:,}"),
            styled(one.setting),
            styled(one.instead_of),
            styled(_verdicts(varied.report, one)),
            styled(_records(one)),
        )
    return table


def _verdicts(report: Report, one: Variation) -> str:
    """The counts that differ; if none does, how many events still end otherwise, for instance with another code."""
    counts = [(name, report.verdicts.get(name, 0), one.verdicts.get(name, 0)) for name in VERDICTS]
    differ = [f"{NAMED[name]} {before:,} → {after:,}" for name, before, after in counts if before != after]
    if not differ and one.changed:
        return f"{counted(len(one.changed), 'event')} {_differ(len(one.changed))}"
    return ", ".join(differ) or "the same"


def _records(one: Variation) -> str:
    records = sum(each.what == "record" for each in one.records)
    values = len(one.records) - records
    parts = [counted(count, noun) for count, noun in ((records, "record"), (values, "value")) if count]
    return f"{' and '.join(parts)} {_differ(len(one.records))}" if parts else "the same"


def _differ(count: int) -> str:
    return "differs" if count == 1 else "differ"


def _rows(one: Variation) -> Iterator[tuple[str, str]]:
    yield from _first("event", one.changed, _change)
    # whole records before single values, because these often only refer to them
    yield from _first("record", sorted(one.records, key=lambda each: each.what), _difference)


def _first(label: str, some: Sequence[T], said: Callable[[T], str]) -> Iterator[tuple[str, str]]:
    for one in some[:_SAMPLES]:
        yield label, said(one)
    if len(some) > _SAMPLES:
        yield "", f"and {len(some) - _SAMPLES:,} more (all of them with --format json)"


def _change(one: VerdictChange) -> str:
    before, after = _end(one.before, one.code_before), _end(one.after, one.code_after)
    return f"{place_of(one.event)}  {one.subscription}: {before} → {after}"


def _end(verdict: str, code: str | None) -> str:
    return f"{NAMED[verdict]} ({code})" if code else NAMED[verdict]


def _difference(one: Difference) -> str:
    named = f"{one.object} {one.record}"
    if one.what == "record":
        return f"{named}: {'is created as well' if one.left is None else 'is not created'}"
    left, right = shown_apart(one.left, one.right)
    return f"{named}  {one.attribute}: {left} → {right}"

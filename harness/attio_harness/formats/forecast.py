"""A forecast as text: the verdicts on the events, what changes in the workspace, conflicts, losses, requests, then the outcome again."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding

from attio_harness.compare.forecast import AttributeForecast, Forecast, ObjectForecast
from attio_harness.compare.writes import WRITES_A_SECOND, Conflict
from attio_harness.formats import summary
from attio_harness.formats.console import print_indented, print_notes, print_rows, styled
from attio_harness.formats.groups import known_groups, summed_up, unmasked_groups
from attio_harness.formats.locations import place_of
from attio_harness.formats.losses_text import print_lines
from attio_harness.text.apart import shown_apart
from attio_harness.text.words import clean, counted, shown
from attio_harness.verdicts import NAMED

__all__ = ["print_forecast"]

_MOST_CONFLICTS = 10
_MOST_LOSSES = 10


def print_forecast(forecast: Forecast, console: Console, *, verbose: bool = False) -> None:
    """Write it to a rich console; the short form has only the first conflicts and losses, and no attributes that are merely filled."""
    report = forecast.report
    outcome = styled(
        summary.outcome(report, show_values=True), style="bold green" if report.outcome.passed else "bold red"
    )
    console.print(outcome, soft_wrap=True)
    verdicts = ", ".join(f"{count:,} {NAMED[name]}" for name, count in report.verdicts.items() if count)
    said = f"{counted(report.events, 'event')} into {report.workspace or 'the workspace'}, {report.mode} mode"
    console.print(styled(f"{said}{f': {verdicts}' if verdicts else ''}"))
    print_notes(forecast.notes, console)
    console.print(styled("\nWhat changes in the workspace", style="bold"))
    if not forecast.objects:
        print_indented(["nothing"], console)
    rows = [
        row
        for slug, one in forecast.objects.items()
        for row in ((clean(slug), _records(one)), *_attributes(one, verbose=verbose))
    ]
    print_rows(rows, console)
    if not forecast.begun:
        line = "The workspace starts without records, so every record is new; --from STATE starts with existing ones."
        console.print(Padding(styled(line, style="dim"), (1, 0, 0, 3), expand=False))
    if forecast.conflicts:
        title = f"{counted(len(forecast.conflicts), 'conflict')} between subscriptions: the later value stays"
        console.print(styled(f"\n{title}", style="bold yellow"))
        most = len(forecast.conflicts) if verbose else _MOST_CONFLICTS
        for conflict in forecast.conflicts[:most]:
            print_rows(_conflict(conflict), console, label=7)
        if len(forecast.conflicts) > most:
            console.print(styled(f"and {len(forecast.conflicts) - most:,} more (-v shows them)"))
    groups, _ = known_groups(unmasked_groups(report))
    if groups:
        console.print(styled(f"\n{summed_up(groups, report)}; check explains them", style="bold"))
        print_lines(groups, console, most=None if verbose else _MOST_LOSSES)
    console.print(styled(f"\n{_requests(forecast)}"))
    console.print()
    console.print(outcome, soft_wrap=True)


def _records(one: ObjectForecast) -> str:
    told = [(one.new, "new"), (one.changed, "changed"), (one.unchanged, "written as it is already")]
    told += [(one.assumed, "presumed to exist")]
    return ", ".join(f"{count:,} {what}" for count, what in told if count)


def _attributes(one: ObjectForecast, *, verbose: bool) -> Iterator[tuple[str, str]]:
    for name, row in sorted(one.attributes.items()):
        counts = ((row.replaced, "replaced"), (row.emptied, "emptied"), (row.added, "added to"), (row.filled, "filled"))
        told = [f"{count:,} {what}" for count, what in counts if count]
        if verbose or row.replaced or row.emptied:
            yield "", f"{clean(name)}: {', '.join(told)}{_sample(row)}"


def _sample(row: AttributeForecast) -> str:
    if not row.samples:
        return ""
    first = row.samples[0]
    by = f" by {place_of(first.events[-1])}" if first.events else ""
    before, after = shown_apart(first.before or None, first.after or None)
    return f", such as {before} to {after} of {clean(first.record)}{by}"


def _conflict(one: Conflict) -> Iterator[tuple[str, str]]:
    yield "", f"{clean(one.object)}.{clean(one.attribute)} of {counted(len(one.records), 'record')}"
    for label, write in (("first", one.first), ("then", one.then)):
        said = f"{shown(write.value)} by {clean(write.subscription)}, {place_of(write.event)}"
        yield label, f"{said}, of {one.record}" if label == "first" else said


def _requests(forecast: Forecast) -> str:
    requests = forecast.requests
    if not requests.count:
        return "No request to Attio."
    said = counted(requests.count, "request")
    return f"{said} to Attio, {_time(requests.seconds)} at its limit of {WRITES_A_SECOND} writes a second."


def _time(seconds: float) -> str:
    if seconds < 0.1:
        return "less than 0.1 seconds"
    if seconds < 120:
        return f"{seconds:.0f} seconds" if seconds >= 10 else f"{seconds:.1f} seconds"
    minutes = seconds / 60
    return f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.1f} hours"

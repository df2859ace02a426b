"""A redelivery as text: each way in which events may arrive, and the values that then differ."""

from __future__ import annotations

from rich.console import Console

from attio_harness.compare.difference import Difference
from attio_harness.compare.redelivery import Redelivered, Redelivery
from attio_harness.formats.console import print_indented, print_notes, styled
from attio_harness.formats.footnotes import first_unreadable
from attio_harness.formats.locations import place_of
from attio_harness.text.apart import shown_apart
from attio_harness.text.words import clean, counted

__all__ = ["outcome_of", "print_redelivery"]

_NAMED = {
    "twice": "each event comes twice",
    "late": "the first half of the events comes again at the end, as late retries do",
    "backwards": "the events come in reverse order",
    "shuffled": "the events come in another order",
}
_IN_SHORT = {
    "twice": "twice",
    "late": "with their first half again",
    "backwards": "in reverse order",
    "shuffled": "in another order",
}
"""How the events come."""
_MOST = 10


def print_redelivery(redelivery: Redelivery, console: Console, *, verbose: bool = False) -> None:
    """Write it to a rich console; the short form has only the first differences of each way."""
    report = redelivery.report
    outcome = styled(outcome_of(redelivery), style="bold green" if redelivery.ok else "bold red")
    console.print(outcome, soft_wrap=True)
    console.print(
        styled(f"{counted(report.events, 'event')} into {report.workspace or 'the workspace'}, {report.mode} mode")
    )
    print_notes(redelivery.notes, console)
    for one in redelivery.ways:
        found = len(one.differences)
        said = counted(found, "record or value", "records or values") if found else "nothing"
        verb = "differ" if found > 1 else "differs"
        console.print(styled(f"\n{_title(one)}: {said} {verb}", style="bold"))
        print_indented(map(_told, one.differences if verbose else one.differences[:_MOST]), console)
        if not verbose and found > _MOST:
            console.print(styled(f"   and {found - _MOST:,} more (-v shows them)"))
    unread = first_unreadable(report)
    if unread:
        console.print(styled(f"\n{unread}", style="bold red"))
    console.print()
    console.print(outcome, soft_wrap=True)


def outcome_of(redelivery: Redelivery) -> str:
    """`Passed: the records are the same however the events come.`"""
    if not redelivery.report.events:
        return "Failed: there was no event, so nothing was compared."
    if not redelivery.is_compared:
        return "Failed: no event wrote a record, so nothing was compared."
    against = [_IN_SHORT[one.way] for one in redelivery.ways if one.differences]
    *others, last = against or [""]
    how = f"{', '.join(others)} or {last}" if others else last
    why = [f"the records differ if the events come {how}"] if against else []
    why += ["not every entry could be read"] if redelivery.report.unreadable else []
    return f"Failed: {'; '.join(why)}." if why else "Passed: the records are the same however the events come."


def _title(one: Redelivered) -> str:
    name = _NAMED[one.way]
    return f"{name[0].upper()}{name[1:]}" + (f" (--seed {one.seed})" if one.seed is not None else "")


def _told(one: Difference) -> str:
    record = f"{one.object} {one.record}"
    by = f", by {place_of(one.events[-1])}" if one.events else ""
    if one.attribute is None:
        return clean(f"{record} is {'missing' if one.only == 'left' else 'there as well'}{by}")
    left, right = shown_apart(one.left or None, one.right or None)
    return clean(f"{one.attribute} of {record}: {right} instead of {left}{by}")

"""Compares an old and a new mapping on the same events: which events end differently, and which records and values differ.

Each mapping runs in an emulator of its own, from the same workspace. Renders nothing; `formats.comparison` does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from attio_emulator import Workspace

from attio_harness.compare.changes import Kind, counts_of, is_worse, kind_of_change, still_written, summed_up
from attio_harness.compare.difference import Difference, run_both
from attio_harness.compare.records import both_records, differing
from attio_harness.compare.same_records import matched_by
from attio_harness.compare.taken_over import TakenOver, taken_over
from attio_harness.compare.vanished import MOST_VANISHED, Given, Vanished, vanished
from attio_harness.compare.verdicts import verdict_differences
from attio_harness.inputs.event import EventSource
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.report import Report
from attio_harness.run.asked_records import compared
from attio_harness.run.check import Check
from attio_harness.run.outcome import Limit
from attio_harness.text.words import counted, listed
from attio_harness.verdicts import Mode

__all__ = ["MappingDiff", "compare_mappings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingDiff:
    """Both reports and their differences."""

    old: Report
    new: Report
    differences: tuple[Difference, ...]
    notes: tuple[str, ...] = ()
    """Notes about both runs together, such as where the old mapping is from."""
    vanished: tuple[Vanished, ...] = ()
    """The attributes that records no longer get."""

    @property
    def ok(self) -> bool:
        """Whether there are events, the new mapping writes every event that the old one wrote, with the values that its lines gave, and
        everything could be read."""
        return not self.nothing and not self.new.unreadable and not self.takes_away

    @property
    def nothing(self) -> bool:
        """Whether everything was read, but there was no event to compare."""
        return self.new.events == 0 and not self.new.unreadable and self.new.complete

    @property
    def worse(self) -> int:
        """How many events were written before, or perhaps were, and no longer are."""
        return sum(map(is_worse, self.differences))

    @property
    def takes_away(self) -> bool:
        """Whether the new mapping no longer writes an event, or the values of a line that stays."""
        return self.worse > 0 or any(one.fails for one in self.vanished)

    @property
    def counts(self) -> dict[Kind, int]:
        """The number of events and records that differ, by kind."""
        return counts_of(self.differences)

    @property
    def summary(self) -> str:
        """`4 newly lost, 36 fixed, 2 records changed, users.plan no longer written for 2 of 2 records.`"""
        return summed_up(self.counts, [listed((one.said for one in self.vanished), 3)] if self.vanished else ())

    @property
    def reasons(self) -> list[str]:
        """Why it passed or failed, each reason without a full stop."""
        worse, unread = self.worse, len(self.new.unreadable)
        against = ["there was no event, so nothing was compared"] if self.nothing else []
        if worse:
            perhaps = any(is_worse(one) and one.left != "written" for one in self.differences)
            was, has = ("was", "is") if worse == 1 else ("were", "are")
            said = f"{was} written before{', or may have been,' if perhaps else ''}"
            against.append(f"{counted(worse, 'event')} that {said} no longer {has}")
        empty = [one for one in self.vanished if one.fails]
        if empty:
            against.append(f"{listed((one.said for one in empty), 3)}, although mapped")
        if unread:
            against.append(f"{counted(unread, 'entry', 'entries')} could not be read")
        return against or [still_written(self.differences)]

    def to_dict(self) -> dict[str, Any]:
        return {
            "events": self.new.events,
            "complete": self.new.complete,
            "mode": self.new.mode,
            "outcome": {"passed": self.ok, "why": self.reasons},
            "summary": self.summary,
            "counts": dict(self.counts),
            "notes": list(self.notes),
            "old": self.old.to_dict(),
            "new": self.new.to_dict(),
            "changes": [_row(one) for one in self.differences],
            "vanished": [one.to_dict() for one in self.vanished],
        }


def compare_mappings(
    old: Sequence[LocatedSubscription],
    new: Sequence[LocatedSubscription],
    workspace: Workspace,
    events: Iterable[EventSource],
    *,
    mode: Mode = "auto",
    old_workspace: Workspace | None = None,
    old_filters: Sequence[LocatedFilter] | None = None,
    notes: Sequence[str] = (),
    only_new: Mapping[str, Any] = MappingProxyType({}),
    complete: Callable[[], bool] = lambda: True,
    max_vanished: Limit | None = None,
    **options: Any,
) -> MappingDiff:
    """Run the events through both mappings.

    Args:
        old: if empty, everything is new.
        new: at least one subscription.
        workspace: the workspace of both.
        events: the events for both.
        mode: how both deliver.
        old_workspace: the workspace of the old mapping, if it differs. Losses caused only by this change are marked as such.
        old_filters: the filters of the old mapping, if they differ.
        notes: notes about both runs together.
        only_new: further arguments of `Check` for the new mapping only, such as limits.
        complete: called at the end; returns whether all events were read.
        max_vanished: for a mapping line that stays, how many of the records that it gave a value may get none any more; by
            default half of them.
        options: further arguments of `Check`.

    Raises:
        InputError: a mapping or trigger is broken.
    """
    past = options if old_filters is None else options | {"filters": old_filters}
    before = Check(old, old_workspace or workspace, mode=mode, keep=True, may_be_empty=True, **past)
    after = Check(new, workspace, mode=mode, keep=True, **options, **only_new)
    between = [Check(old, workspace, mode=mode, keep=True, **past)] if old and old_workspace is not None else []
    had, got = Given(before), Given(after)
    before.record(had)
    after.record(got)
    reports = run_both(before, after, events, complete, *between)
    ours, theirs = both_records(before, after)
    gone, come = taken_over(had, ours, got, theirs), taken_over(got, theirs, had, ours)
    verdicts = verdict_differences(before, after, *between, left=gone, right=come)
    records = [one for one in differing(ours, theirs) if not one.assumed]
    return MappingDiff(
        old=reports[0],
        new=reports[1],
        differences=(*verdicts, *records),
        notes=(*notes, *_notes(before, after, gone, come), *_found_by_another(records, after)),
        vanished=vanished(had, ours, got, theirs, reports[1], max_vanished or MOST_VANISHED),
    )


def _notes(before: Check, after: Check, gone: TakenOver, come: TakenOver) -> Iterator[str]:
    """Which other subscription writes what one did, or does; what both sides could tell is told once."""
    told = {(name, ref) for (_, ref), names in gone.items() for name in names}
    for job, events, when in ((before, gone, "is written by {} now"), (after, come, "was written by {} before")):
        for order, one in enumerate(job.runnables):
            name = one.source.name
            rows = [
                by for (at, ref), by in events.items() if at == order and (job is before or (name, ref) not in told)
            ]
            if rows:
                others = listed(dict.fromkeys(other for by in rows for other in by))
                yield f"{name}: what it writes of {counted(len(rows), 'event')} {when.format(others)}"


def _found_by_another(records: Sequence[Difference], after: Check) -> Iterator[str]:
    """The attributes by which the new mapping finds records, and that have none of their old values: Attio's records have those."""
    matched = matched_by(after)
    objects = Counter(owner for owner, _ in matched)
    counts: Counter[str] = Counter()
    for one in records:
        # with two such attributes, the other one may find the record
        if one.what == "value" and (one.object, one.attribute) in matched and objects[str(one.object)] == 1:
            old, new = ({compared(str(one.type), str(value)) for value in side or ()} for side in (one.left, one.right))
            counts[f"{one.object}.{one.attribute}"] += bool(old and new and not old & new)
    for name, count in counts.items():
        if count:
            has = "has" if count == 1 else "have"
            yield (
                f"{name}, by which records are found: {counted(count, 'record')} {has} another value; "
                "a record that Attio has with the old one alone is not found by the new one"
            )


def _row(one: Difference) -> dict[str, Any]:
    loss = one.loss.to_dict() if one.loss else None
    more = {
        "kind": kind_of_change(one),
        "worse": is_worse(one),
        "type": one.type,
        "why": one.why,
        "trigger": one.trigger,
        "loss": loss,
    }
    place = {"mapping": {"file": one.file, "line": one.line}} if one.file is not None else {}
    return one.to_dict("old", "new") | more | place

"""Delivers the same events singly and in batches, and reports every difference in the outcome, with the reason.

Each mode runs in an emulator of its own. Compares the verdicts of every event and the final records, recognised by their unique
values. Renders nothing; `formats.comparison` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from attio_emulator import Workspace

from attio_harness.compare.difference import Difference, run_both
from attio_harness.compare.records import differing_runs
from attio_harness.inputs.event import EventSource
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.rejection import EventRef, Rejection
from attio_harness.report import Report
from attio_harness.run.asked_records import compared
from attio_harness.run.check import Check
from attio_harness.run.map_side import MapSettings
from attio_harness.verdicts import Mode, Verdict

__all__ = ["Both", "check_both"]

_WAYS: tuple[Mode, Mode] = ("single", "batch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """Both reports and their differences."""

    single: Report
    batch: Report
    differences: tuple[Difference, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is lost in either mode and nothing differs."""
        return self.single.ok and self.batch.ok and not self.differences

    def to_dict(self) -> dict[str, Any]:
        return {
            "events": self.single.events,
            "complete": self.single.complete,
            "mode": "both",
            "single": self.single.to_dict(),
            "batch": self.batch.to_dict(),
            "differences": [one.to_dict("single", "batch") | {"why": one.why} for one in self.differences],
        }


def check_both(
    sources: Sequence[LocatedSubscription],
    workspace: Workspace,
    events: Iterable[EventSource] | Callable[[MapSettings], AbstractContextManager[Iterable[EventSource]]],
    *,
    complete: Callable[[], bool] = lambda: True,
    **options: Any,
) -> Both:
    """Run the events in both modes.

    `events` may be a function that reads them with the help of processes, given the settings of the run. At the end, `complete` is asked
    whether all events were there. `options` are further arguments of `Check`.

    Raises:
        InputError: a mapping or trigger is broken.
    """
    single, batch = (Check(sources, workspace, mode=mode, keep=True, **options) for mode in _WAYS)
    settings = replace(single.map_settings, mode="both")
    with events(settings) if callable(events) else nullcontext(events) as items:
        reports = run_both(single, batch, items, complete)
    lost = cache(_lost)
    differences = (
        *_verdicts(single, batch),
        *(replace(one, why=_why(one, single, batch, lost)) for one in differing_runs(single, batch)),
    )
    return Both(single=reports[0], batch=reports[1], differences=differences)


# -- verdicts --------------------------------------------------------------------------------------------------------

_WORSE: Mapping[tuple[Verdict, Verdict], str] = {
    ("written", "dropped"): "a batch applies events in an order of its own, and dropped this one",
    ("written", "invalid"): (
        "a batch keeps empty text in required fields, which single delivery removes, and then checks its format"
    ),
    ("invalid", "written"): (
        "an empty text in a required field is missing in single delivery, and is sent on in a batch"
    ),
    ("rejected", "written"): (
        "single delivery was refused where a batch, with its own order and its nested records, was not"
    ),
    ("rejected", "invalid"): (
        "a batch keeps empty text in required fields and checks its format before anything is sent"
    ),
    ("invalid", "dropped"): (
        "an empty text in a required field is missing in single delivery; in a batch it reaches Attio, which drops it"
    ),
}


_DROPPED: Mapping[str, str] = {
    "value_not_found": "the batch was refused where single delivery was not: what it links to was written later, or not at all",
    "missing_value": "in a batch the record that this event updates was written later, or not at all, and it cannot create one",
    "uniqueness_conflict": "in a batch another record had one of its values when this event was applied",
    "multiple_match_results": "in a batch its values were those of several records when this event was applied",
}
"""Why an event is dropped in a batch that single delivery writes, by Attio's usual code."""


def _verdicts(single: Check, batch: Check) -> Iterable[Difference]:
    for key, (verdict, ref) in single.settled.items():
        # filters and triggers do not depend on the mode, so both runs settle the same events; a missing one counts as equal
        other = batch.settled.get(key, (verdict, ref))[0]
        if verdict == other or (verdict, other) == ("rejected", "dropped"):
            continue  # the same refusal: Segment is told of a rejected event, but not of a dropped one
        why = _WORSE.get((verdict, other), "the two ways of delivery follow different rules")
        loss = batch.lost.get(key) or single.lost.get(key)
        if loss is not None and (verdict, other) == ("written", "dropped"):
            why = _DROPPED.get(loss.usual_code, why)
        yield Difference(
            what="verdict",
            subscription=single.runnables[key[1]].source.name,
            left=verdict,
            right=other,
            why=why + _refusal(loss),
            events=(ref,),
        )


def _refusal(loss: Rejection | None) -> str:
    if loss is None:
        return ""
    return f" ({loss.code} at {loss.where})"


# -- records ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Lost:
    """The events that a run lost, and the objects of which it wrote a record for one of them all the same."""

    events: frozenset[EventRef]
    partial: frozenset[tuple[EventRef, str | None]]


def _lost(job: Check) -> _Lost:
    rows = job.lost.rows()
    return _Lost(
        frozenset(row.event for row in rows), frozenset((row.event, slug) for row in rows for slug in row.partial)
    )


def _why_only(one: Difference, single: _Lost, batch: _Lost) -> str:
    """The reason why only one way has a record."""
    if not one.events:
        return "Attio itself adds this record because of another one, which the two ways write otherwise"
    if one.only == "left" and not single.partial.isdisjoint((event, one.object) for event in one.events):
        return "single delivery writes in two steps and keeps the first when the second is refused; a batch undoes both"
    if one.only == "left" and not batch.events.isdisjoint(one.events):
        return "a batch drops the event that writes this record in single delivery"
    if one.only == "right" and not single.events.isdisjoint(one.events):
        return "single delivery was refused before it reached this record; the batch wrote it"
    return "the events that wrote this record found another one the other way"


def _may_override(job: Check, one: Difference) -> bool:
    """Whether a mapping fills this link, or the link at its other side, among the additional attributes."""
    owner = job.emulator.workspace.objects.get(one.object or "")
    held = owner.attributes.get(one.attribute or "") if owner is not None else None
    other = held.inverse[1] if held is not None and held.inverse is not None else None
    links = {"person", "company"} & {one.attribute, other}
    fields = [field for one in job.runnables for field in one.source.mapping.values() if isinstance(field, Mapping)]
    return any(link in field for field in fields for link in links)


def _addresses(shown: Sequence[str] | None) -> list[str]:
    return sorted(compared("email-address", one) for one in shown or ())


def _why(one: Difference, single: Check, batch: Check, lost: Callable[[Check], _Lost]) -> str:
    """The reason for a difference."""
    if one.assumed:
        return "nothing wrote this record: an unresolved event refers to it one way only, and it is presumed to exist"
    if one.only:
        return _why_only(one, lost(single), lost(batch))
    if one.type == "email-address" and _addresses(one.left) == _addresses(one.right):
        return "Attio keeps an address as it was first written, and the two ways write it in another order"
    overrides = _may_override(single, one)
    if (one.left is None or one.right is None) and not (
        overrides and (lost(single).events | lost(batch).events).isdisjoint(one.events)
    ):
        return "the write of this value was refused one way, with everything else of its event"
    if one.one_way:
        return "an event wrote this record one way only, and was refused the other way"
    if overrides:
        return "an additional attribute overrides the link in single delivery; in a batch the link wins"
    return "a batch keeps the value of the latest received_at, single delivery the one that came last"

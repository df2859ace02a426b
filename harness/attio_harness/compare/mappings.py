"""An old mapping against a new one on the same events: which events end otherwise, and which records and values differ.

Each runs in an emulator of its own, from the same workspace. Renders nothing; `formats.comparison` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from attio_emulator import Workspace

from attio_harness.compare.records import differing_records
from attio_harness.inputs.events import EventSource
from attio_harness.inputs.filters import LocatedFilter
from attio_harness.inputs.mappings import LocatedSubscription
from attio_harness.report import EventRef, Rejection, Report
from attio_harness.run.check import Check, Mode

__all__ = ["Change", "MappingDiff", "compare_mappings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that the new mapping makes different.

    `verdict`: the event ends otherwise under `subscription`, or is lost for another reason; `trigger` is the new one (None where
    the subscription is gone), `loss` explains the new loss, else the old one that is fixed. `record`: only one of them writes it. `value`: it has another value of `attribute`.
    """

    what: Literal["verdict", "record", "value"]
    subscription: str | None = None
    trigger: str | None = None
    object: str | None = None
    record: str | None = None
    attribute: str | None = None
    old: Any = None
    new: Any = None
    loss: Rejection | None = None
    events: tuple[EventRef, ...] = ()

    @property
    def worse(self) -> bool:
        """Whether an event that was written is not written any more."""
        return self.what == "verdict" and self.old == "written"

    def to_dict(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "subscription": self.subscription,
            "trigger": self.trigger,
            "object": self.object,
            "record": self.record,
            "attribute": self.attribute,
            "old": self.old,
            "new": self.new,
            "loss": self.loss.to_dict() if self.loss else None,
            "events": [event.to_dict() for event in self.events],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingDiff:
    """Both reports, and what differs between them."""

    old: Report
    new: Report
    changes: tuple[Change, ...]

    @property
    def ok(self) -> bool:
        """Every event that the old mapping wrote, the new one writes, too."""
        return not any(change.worse for change in self.changes)

    def to_dict(self) -> dict[str, Any]:
        return {
            "events": self.new.events,
            "complete": self.new.complete,
            "mode": self.new.mode,
            "old": self.old.to_dict(),
            "new": self.new.to_dict(),
            "changes": [change.to_dict() for change in self.changes],
        }


def compare_mappings(
    old: Sequence[LocatedSubscription],
    new: Sequence[LocatedSubscription],
    workspace: Workspace,
    events: Iterable[EventSource],
    *,
    mode: Mode = "auto",
    filters: Sequence[LocatedFilter] = (),
    integrations: bool = True,
    complete: Callable[[], bool] = lambda: True,
) -> MappingDiff:
    """Run the events through both; `complete` is asked at the end whether all events were there.

    Raises:
        InputError: a mapping or trigger is broken.
    """
    before, after = (
        Check(sources, workspace, mode=mode, filters=filters, integrations=integrations) for sources in (old, new)
    )
    for item in events:
        before.feed([item])
        after.feed([item])
    whole = complete()
    reports = before.report(complete=whole), after.report(complete=whole)
    return MappingDiff(old=reports[0], new=reports[1], changes=(*_verdicts(before, after), *_records(before, after)))


def _verdicts(old: Check, new: Check) -> Iterator[Change]:
    for before, after in _pairs(old, new):
        numbers = {event for event, order in old.settled if order == before}
        numbers |= {event for event, order in new.settled if order == after}
        name = (new.runnables[after] if after is not None else old.runnables[before or 0]).source.name
        trigger = new.runnables[after].source.trigger if after is not None else None
        for number in sorted(numbers):
            change = _verdict(name, trigger, _end(old, number, before), _end(new, number, after))
            if change is not None:
                yield change


_End = tuple[str, EventRef | None, Rejection | None]


def _end(job: Check, number: int, order: int | None) -> _End:
    """How an event ended under a subscription."""
    found = job.settled.get((number, order)) if order is not None else None
    if found is None or order is None:
        return "unmatched", None, None
    return found[0], found[1], job.lost.get((number, order))


def _verdict(subscription: str, trigger: str | None, before: _End, after: _End) -> Change | None:
    (old, _, was), (new, _, now) = before, after
    if old == new and _fault(was) == _fault(now):
        return None
    event = after[1] or before[1]
    return Change(
        what="verdict",
        subscription=subscription,
        trigger=trigger,
        old=old,
        new=new,
        loss=now or was,
        events=(event,) if event else (),
    )


def _fault(loss: Rejection | None) -> tuple[Any, ...] | None:
    return None if loss is None else (loss.code, loss.object, loss.attribute, loss.message)


def _pairs(old: Check, new: Check) -> Iterator[tuple[int | None, int | None]]:
    """Which subscription became which: of the same name, then of the same action in their order; None for one that is alone."""
    left = dict(enumerate(one.source for one in old.runnables))
    right = dict(enumerate(one.source for one in new.runnables))
    for same in (lambda one: (one.name, one.action), lambda one: one.action):
        for index, source in list(left.items()):
            other = next((key for key, one in right.items() if same(one) == same(source)), None)
            if other is not None:
                del left[index], right[other]
                yield index, other
    yield from ((index, None) for index in left)
    yield from ((None, index) for index in right)


def _records(old: Check, new: Check) -> Iterator[Change]:
    for one in differing_records(old, new):
        yield Change(
            what="record" if one.only else "value",
            object=one.object,
            record=one.record,
            attribute=one.attribute,
            old=one.left,
            new=one.right,
            events=one.events,
        )

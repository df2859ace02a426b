"""One thing that differs between two runs of the same events, and how two runs are fed side by side.

What a difference means is said by those who compare: `modes`, `mappings`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from attio_harness.compare.records import RecordDifference, Records, differing
from attio_harness.inputs.event import EventSource
from attio_harness.rejection import EventRef, Rejection
from attio_harness.report import Report
from attio_harness.run.check import Check

__all__ = ["Difference", "record_differences", "run_both"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What the left run has otherwise than the right one.

    `verdict`: the event ends with `left` and `right` under `subscription`; `trigger` is that of the right run (None where it has no
    such subscription), `loss` explains the loss of the right run, else that of the left. `record`: only one run has it; `left` and
    `right` are its values, one of them None. `value`: `attribute`, of this `type`, has these values. `events` are the event itself, or those
    that wrote the record; `why` is a reason, where there is one to tell.
    """

    what: Literal["verdict", "record", "value"]
    subscription: str | None = None
    trigger: str | None = None
    object: str | None = None
    record: str | None = None
    attribute: str | None = None
    type: str | None = None
    left: Any = None
    right: Any = None
    why: str = ""
    loss: Rejection | None = None
    events: tuple[EventRef, ...] = ()
    file: str | None = None
    """The mapping of the right run where the subscription stands, and the line there."""
    line: int | None = None

    def to_dict(self, left: str, right: str) -> dict[str, Any]:
        """What every comparison tells of it, with the names of the two runs."""
        return {
            "what": self.what,
            "subscription": self.subscription,
            "object": self.object,
            "record": self.record,
            "attribute": self.attribute,
            left: self.left,
            right: self.right,
            "events": [event.to_dict() for event in self.events],
        }


def run_both(
    left: Check, right: Check, events: Iterable[EventSource], complete: Callable[[], bool], *beside: Check
) -> tuple[Report, Report]:
    """The reports of both; `complete` is asked at the end whether all events were there. `beside` get the same events."""
    # side by side: events may come from a pipe, and are read once
    for item in events:
        left.feed([item])
        right.feed([item])
        for one in beside:
            one.feed([item])
    # only now: it is known at the end of the events whether an interrupt cut them short
    whole = complete()
    for one in beside:
        one.report(complete=whole)
    return left.report(complete=whole), right.report(complete=whole)


def record_differences(
    left: Check, right: Check, why: Callable[[RecordDifference], str] = lambda one: "", *, written: bool = False
) -> Iterator[Difference]:
    """The records and values that differ after both runs have ended; `written` leaves out what one of them only takes as there."""
    for one in differing(Records(left), Records(right)):
        if written and one.assumed:
            continue
        yield Difference(
            what="record" if one.only else "value",
            object=one.object,
            record=one.record,
            attribute=one.attribute,
            type=one.type,
            left=one.left,
            right=one.right,
            why=why(one),
            events=one.events,
        )

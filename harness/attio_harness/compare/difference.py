"""One thing that differs between two runs of the same events, and how two runs are fed side by side.

Which records differ is found out in `records`; what a difference means is said by those who compare: `modes`, `mappings`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from attio_harness.inputs.event import EventSource
from attio_harness.rejection import EventRef, Rejection
from attio_harness.report import Report
from attio_harness.run.check import Check

__all__ = ["Difference", "run_both"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What the left run has otherwise than the right one.

    `verdict`: the event ends with `left` and `right` under `subscription`; `trigger` is that of the right run (None where it has no
    such subscription), `loss` explains the loss of the right run, else that of the left. `record`: only one run has it; `left` and
    `right` are its values, one of them None. `value`: `attribute`, of this `type` where it is one that is there, has these values, None
    where the record has none. `events` are the event itself, or those that wrote the record one way only (`one_way`), else all that
    wrote it; `why` is a reason, where there is one to tell. `assumed`: the only run that has the record takes it as there, since an
    event refers to it.
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
    one_way: bool = False
    assumed: bool = False

    @property
    def only(self) -> Literal["left", "right"] | None:
        """The run that alone has the record; None where both have it."""
        if self.what != "record":
            return None
        return "left" if self.right is None else "right"

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

"""One difference between two runs of the same events, and how to feed two runs side by side.

`records` finds the records that differ; the comparisons (`modes`, `mappings`) say what a difference means.
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
    """One difference between the left and the right run. `what` says which members apply:

    * `verdict`: the event has the verdicts `left` and `right` under `subscription`. `trigger` is that of the right run, None if it has
      no such subscription. `loss` explains the loss in the right run, else in the left one.
    * `record`: only one run has the record; `left` and `right` are its values, one of them None.
    * `value`: `attribute` has these values, None if the record has none; `type` is set if the attribute exists.

    `events` are the event itself, or those that wrote the record in only one run (`one_way`), else all that wrote it. `why` is a reason,
    if there is one. `assumed`: the run with the record only assumed it to exist, because an event refers to it.
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
    """The mapping file of the subscription in the right run; `line` is the line there."""
    line: int | None = None
    one_way: bool = False
    assumed: bool = False

    @property
    def only(self) -> Literal["left", "right"] | None:
        """The only run that has the record; None if both have it."""
        if self.what != "record":
            return None
        return "left" if self.right is None else "right"

    def to_dict(self, left: str, right: str) -> dict[str, Any]:
        """The members that every comparison shows; `left` and `right` are the names of the runs."""
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
    """Feed both runs and return their reports; `beside` get the same events. At the end, `complete` is asked whether they were all there."""
    # side by side, because events may come from a pipe that can be read only once
    for item in events:
        left.feed([item])
        right.feed([item])
        for one in beside:
            one.feed([item])
    # only at the end of the events is it known whether an interrupt cut them short
    whole = complete()
    for one in beside:
        one.report(complete=whole)
    return left.report(complete=whole), right.report(complete=whole)

"""The base class of listeners to every step that a run takes with an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attio_emulator import Outcome
from segment_actions import Request, Response

from attio_harness.inputs.event import SourceEvent
from attio_harness.rejection import Rejection
from attio_harness.run.delivered import Delivered
from attio_harness.run.filters import Dropped, Kept
from attio_harness.run.runnable import RunnableSubscription

__all__ = ["Recorder"]


class Recorder:
    """Is called at every step that a run takes with an event. This one does nothing; subclasses override what they need."""

    takes_steps = True
    """Whether all steps call it, not only `validated` and `settled`."""

    def decided(self, item: SourceEvent, decision: Kept | Dropped) -> None:
        """`integrations` and filters decided about an event."""

    def judged(self, runnable: RunnableSubscription, event: Mapping[str, Any], *, matched: bool) -> None:
        """Whether the trigger of an enabled subscription matched the event that the filters left."""

    def mapped(self, runnable: RunnableSubscription, payload: Mapping[str, Any]) -> None:
        """The payload that the mapping made, before validation."""

    def validated(self, runnable: RunnableSubscription, mapped: Mapping[str, Any], payload: Mapping[str, Any]) -> None:
        """The payload before and after validation; not called if Segment refuses it."""

    def exchanged(self, request: Request, response: Response) -> None:
        """A request and its answer; they belong to the delivery that began last."""

    def begun(self, runnable: RunnableSubscription) -> None:
        """A delivery begins: requests belong to it until the next one begins."""

    def settled(
        self, item: SourceEvent, delivered: Delivered, outcomes: Sequence[Outcome], loss: Rejection | None
    ) -> None:
        """The result of the event under a subscription. `outcomes` are those of the last delivery's assertions."""

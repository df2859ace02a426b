"""Who is told of every step that a run takes with an event. Nothing is kept here."""

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
    """Told of every step that a run takes with an event. This one keeps nothing: others take up what concerns them."""

    takes_steps = True
    """Whether it is told more than what was `validated` and `settled`."""

    def decided(self, item: SourceEvent, decision: Kept | Dropped) -> None:
        """What integrations and filters made of an event."""

    def judged(self, runnable: RunnableSubscription, event: Mapping[str, Any], *, matched: bool) -> None:
        """Whether an enabled subscription's trigger matched what the filters left of it."""

    def mapped(self, runnable: RunnableSubscription, payload: Mapping[str, Any]) -> None:
        """What the mapping made of it, before validation."""

    def validated(self, runnable: RunnableSubscription, mapped: Mapping[str, Any], payload: Mapping[str, Any]) -> None:
        """What the mapping made of it, and what validation left of that; only where Segment takes it."""

    def exchanged(self, request: Request, response: Response) -> None:
        """A request and its answer; they belong to the subscription that is settled next."""

    def begun(self, runnable: RunnableSubscription) -> None:
        """A delivery begins: what is exchanged until the next one belongs to it."""

    def settled(
        self, item: SourceEvent, delivered: Delivered, outcomes: Sequence[Outcome], loss: Rejection | None
    ) -> None:
        """What became of it under a subscription, and of the assertions of the last request that was made for one."""

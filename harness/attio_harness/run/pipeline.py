"""Carries the events of one source to one destination: filters, triggers, mapping, batches, delivery.

Every event goes this way, whether a run reads it from a file or a server receives it. A `Sink` receives the result of each;
nothing is counted, explained or kept here.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any, Protocol

from attio_emulator.assumptions import Settings
from attio_emulator.faults.in_force import Faults
from segment_actions import SegmentError
from segment_actions.subscription import audience_error

from attio_harness.inputs.event import SourceEvent
from attio_harness.run.batches import Batch, Batches
from attio_harness.run.delivered import Delivered, after_another_try, after_waiting, settled, waiting_as_asked
from attio_harness.run.delivery import Delivery
from attio_harness.run.faults import faults_of, first
from attio_harness.run.filters import Decide, Dropped, Kept, Taken
from attio_harness.run.map_side import Row
from attio_harness.run.null_context import NULL_CONTEXT, null_member
from attio_harness.run.retries import Retries, asked_pause
from attio_harness.run.runnable import RunnableSubscription, is_batched
from attio_harness.verdicts import Mode

__all__ = ["MovableClock", "PassedEvent", "Pipeline", "Sink"]


@dataclass(slots=True)
class PassedEvent:
    """An event that passed the filters, with its number in the run and what the filters removed from it."""

    number: int
    item: SourceEvent
    thinned: Mapping[str, Any] | None = None
    """What the filters left of it; None if they removed nothing."""
    taken: tuple[Taken, ...] = ()
    faults: Faults | None = None
    """Fault rules for the requests of this event alone, in every try."""
    is_written: bool = False
    """Whether some subscription wrote it; it counts as written once, however many do."""
    row: Row | None = None
    """What the map side made of it; None if it was not asked."""
    null: str | None = None
    """See `null_context.null_member`, of what the filters left."""
    is_null_told: bool = False
    """Whether it is counted among the events with such a member."""

    @property
    def event(self) -> Mapping[str, Any]:
        """The event as triggers and mappings see it."""
        return self.item.event if self.thinned is None else self.thinned


class Sink(Protocol):
    """Receives the results of events. `order` is the index of a subscription."""

    def filtered(self, item: SourceEvent, decision: Dropped) -> None:
        """Filters or `integrations` kept the event from the destination."""

    def passed(self, one: PassedEvent) -> None:
        """The filters let the event pass."""

    def matched(self, one: PassedEvent, orders: Sequence[int]) -> None:
        """The event met the triggers of these subscriptions, perhaps of none."""

    def again(self, order: int, one: PassedEvent, delivered: Delivered, at: int) -> None:
        """The delivery failed; the next try is due at `at`, in milliseconds."""

    def ended(self, order: int, one: PassedEvent, delivered: Delivered) -> None:
        """The delivery ended. Called once for each event and subscription."""


class MovableClock(Protocol):
    """The clock of the destination and the emulator, in milliseconds."""

    def __call__(self) -> int: ...

    def set(self, ms: int) -> None:
        """Move to a moment; a real clock ignores this."""


class Pipeline:
    """The way of the events. `assumed` are the settings of Segment's platform, such as how long a batch waits. Not thread-safe."""

    def __init__(
        self,
        runnables: Sequence[RunnableSubscription],
        delivery: Delivery,
        decide: Decide,
        sink: Sink,
        *,
        clock: MovableClock,
        mode: Mode,
        assumed: Settings,
    ) -> None:
        self.runnables = runnables
        self.batched = [is_batched(one, mode) for one in runnables]
        """For each subscription, whether its events go in batches."""
        self.batches: Batches[PassedEvent] = Batches(
            wait=round(float(assumed["delivery.batch_wait"]) * 1000),
            most_bytes=int(float(assumed["delivery.batch_bytes"])),
        )
        self._retries: Retries[tuple[int, PassedEvent]] = Retries(
            first=round(float(assumed["delivery.retry_first"]) * 1000),
            within=round(float(assumed["delivery.retry_for"]) * 1000),
        )
        self.failing: dict[tuple[int, int], tuple[PassedEvent, Delivered]] = {}
        """The deliveries that failed and are tried again, by (event number, order), each with its last try and when the next is due."""
        self._delivery, self._decide, self._sink, self._clock = delivery, decide, sink, clock
        # how many events passed the filters, and whether these are all
        self._taken, self._is_over = 0, False
        self._null_fails = assumed[NULL_CONTEXT] == "kept"
        # the time of the events, in milliseconds; the clock of an emulator that starts from a state may be ahead
        self.now = 0

    @property
    def next(self) -> int | None:
        """When the next batch or retry is due, in milliseconds; None if nothing waits."""
        times = [one for one in (self._retries.next, self.batches.next) if one is not None]
        return min(times, default=None)

    def until(self, at: int, *, moment: int | None = None) -> None:
        """Let time pass up to `at`, in milliseconds, and send and retry what is due by then, in the order of time.

        A caller with a real clock passes its time as `moment`: pauses before the next try count from there.
        """
        while True:
            again, batch = self._retries.next, self.batches.next
            if again is not None and again <= at and (batch is None or again <= batch):
                self._move(again if moment is None else moment)
                self.deliver(*self._retries.take())
            elif batch is not None and batch <= at:
                for closed in self.batches.due(batch):
                    self._move(closed.due if moment is None else moment)
                    self._send(closed)
            else:
                break
        self._move(at)

    def _move(self, at: int) -> None:
        self._clock.set(at)
        self.now = max(self.now, at)

    def try_all_again(self) -> None:
        """Retry at once everything that waits for another try, whatever the time."""
        for _, (order, one) in self._retries.all():
            self.deliver(order, one)

    def send_batches(self) -> None:
        """Send every batch, even if not full, each at the time at which it is due."""
        for batch in self.batches.due(None):
            self._clock.set(batch.due)
            self._send(batch)

    def run_out(self) -> None:
        """Let time pass until nothing waits: every batch is sent, every delivery has ended. No event comes meanwhile or later."""
        self._is_over = True
        while (at := self.next) is not None:
            self.until(at)

    def stop(self) -> None:
        """Send every batch; deliveries that wait for another try end as failed, with the time of that try."""
        self.send_batches()
        for _, (order, one) in self._retries.all():
            _, earlier = self.failing.pop((one.number, order))
            self._sink.ended(order, one, settled(earlier))

    def take(self, number: int, item: SourceEvent, ended: Container[int] = ()) -> None:
        """Take another event, at the time `now`. `ended` are the subscriptions under which it was delivered before."""
        decision = self._decide(item.event)
        for recorder in self._delivery.steps:
            recorder.decided(item, decision)
        if not isinstance(decision, Kept):
            self._sink.filtered(item, decision)
            return
        one = PassedEvent(number, item, decision.event if decision.taken else None, decision.taken)
        event = one.event
        one.null = null_member(event)
        if item.faults:
            one.faults = faults_of(item.faults, seed=number)
        self._taken += 1
        self._sink.passed(one)
        orders = [
            order
            for order, runnable in enumerate(self.runnables)
            if self._matches(runnable, event) and order not in ended
        ]
        self._sink.matched(one, orders)
        # in the order of the mapping files; Segment promises no order
        for order in orders:
            self.deliver(order, one)

    def take_row(self, number: int, item: SourceEvent, row: Row) -> None:
        """Take another event that the map side has made this row of. The event itself is read only for what the row lacks.

        Recorders do not see filters, triggers and mapping.
        """
        if row.thinned:
            decision = self._decide(item.event)
            assert isinstance(decision, Kept)
            one = PassedEvent(number, item, decision.event, decision.taken, row=row)
            one.null = null_member(decision.event)
        else:
            one = PassedEvent(number, item, row=row, null=row.null)
        self._taken += 1
        self._sink.passed(one)
        self._sink.matched(one, row.orders)
        for order, payload in zip(row.orders, row.payloads, strict=True):
            self.deliver(order, one, payload)

    def _matches(self, runnable: RunnableSubscription, event: Mapping[str, Any]) -> bool:
        matched = runnable.prepared.matches(event)
        for recorder in self._delivery.steps:
            recorder.judged(runnable, event, matched=matched)
        return matched

    def deliver(self, order: int, one: PassedEvent, payload: dict[str, Any] | None = None) -> None:
        """Deliver an event under one subscription, or put it into its batch. Called again for each retry.

        `payload` is the mapped and validated payload, if that is known.
        """
        runnable, batched = self.runnables[order], self.batched[order]
        # validated before it joins a batch, so that an invalid event takes no place there, as in Segment's onBatch
        made = (
            self._delivery.payload(runnable, one.event, "batch" if batched else "single")
            if payload is None
            else payload
        )
        if isinstance(made, Delivered):
            self._ended(order, one, made)
            return
        if not batched:
            error = self._failing_on_null([one])
            if error is not None:
                (delivered,) = self._delivery.unsent(runnable, [made], error, "single")
            elif one.faults is None:
                delivered = self._delivery.single(runnable, made)
            else:
                with first(self._delivery.emulator, [one.faults]):
                    delivered = self._delivery.single(runnable, made)
            self._ended(order, one, delivered if one.null is None else _resting(delivered))
            return
        for batch in self.batches.add(order, runnable, one, made, self.now):
            self._send(batch)

    def _send(self, batch: Batch[PassedEvent]) -> None:
        events, payloads = [one for one, _ in batch.members], [payload for _, payload in batch.members]
        error = self._failing_on_null(events)
        if error is not None:
            results = self._delivery.unsent(batch.runnable, payloads, error, "batch")
        else:
            with self._meeting(events):
                results = self._delivery.batch(batch.runnable, payloads)
        if any(one.null is not None for one in events):
            results = list(map(_resting, results))
        # with one event in all, of which nothing is tried again, every wait ends the same
        waited = batch.waited and not (self._is_over and self._taken == 1 and not self.failing)
        for (one, _), delivered in zip(batch.members, results, strict=True):
            self._ended(batch.order, one, after_waiting(delivered) if waited else delivered)

    def _failing_on_null(self, events: Sequence[PassedEvent]) -> SegmentError | None:
        """The error by which Segment's code fails on one of these events, if a null context reaches it."""
        errors = (audience_error(one.event) for one in events if one.null is not None) if self._null_fails else ()
        return next(iter(errors), None)

    def _meeting(self, events: Sequence[PassedEvent]) -> AbstractContextManager[None]:
        """The fault rules of all these events apply to their common request."""
        own = [one.faults for one in events if one.faults is not None]
        return first(self._delivery.emulator, own) if own else nullcontext()

    def _ended(self, order: int, one: PassedEvent, delivered: Delivered) -> None:
        """A try ended: the delivery succeeded, failed for good, or is due for another try."""
        key = (one.number, order)
        _, earlier = self.failing.pop(key, _NOT_FAILING) if self.failing else _NOT_FAILING
        if earlier is not None:
            delivered = after_another_try(earlier, delivered)
        if delivered.verdict == "failed":
            asked = asked_pause(delivered.error, self._clock())
            if self._retries.is_lengthened(key, asked):
                delivered = waiting_as_asked(delivered)
            at = self._retries.failed(key, (order, one), self.now, asked)
            if at is not None:
                self.failing[key] = one, replace(delivered, again_at=at)
                self._sink.again(order, one, delivered, at)
                return
        elif earlier is not None:
            self._retries.ended(key)
        self._sink.ended(order, one, settled(delivered))


def _resting(delivered: Delivered) -> Delivered:
    """A delivery that rests on what becomes of a null context."""
    return replace(delivered, assumptions=(*delivered.assumptions, NULL_CONTEXT))


_NOT_FAILING = None, None

"""A local Segment at work: delivers events of several sources, each with its own subscriptions, into one Attio as time passes.

The pipeline of `check` with the real clock, and with mappings that may change while failed deliveries wait for a retry. Has no I/O and
no threads of its own; `service` calls it, `traces` keeps the result of each event.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from attio_destination import destination
from attio_emulator import Emulator
from attio_emulator.assumptions import Settings
from segment_actions import Request, Response

from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.local_segment.traces import Traces
from attio_harness.run.creators import Creators
from attio_harness.run.delivered import Delivered
from attio_harness.run.delivery import Delivery
from attio_harness.run.earlier import Earlier
from attio_harness.run.filters import Dropped, gate
from attio_harness.run.pipeline import PassedEvent, Pipeline
from attio_harness.run.rows import row_of
from attio_harness.run.runnable import RunnableSubscription, prepare
from attio_harness.verdicts import Existing, Mode

__all__ = ["Connected", "How", "LocalSegment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """A source connected to the destination, with the subscriptions and filters of the connection."""

    name: str
    subscriptions: Sequence[LocatedSubscription]
    filters: Sequence[LocatedFilter] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How events are delivered, with the words and defaults of `check`. `assumed` are the settings of Segment's platform."""

    assumed: Settings
    given: Mapping[str, object] = field(default_factory=dict)
    """The settings of assumptions as given, including those about Attio."""
    mode: Mode = "auto"
    integrations: bool = True
    existing: Existing = "unknown"
    elsewhere: Callable[[Request], Response] | None = None
    """Sends requests to another Attio; the emulator then only explains losses."""


class _Now:
    """The real clock."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now

    def __call__(self) -> int:
        return self._now()

    def set(self, ms: int) -> None:
        """Does nothing: time passes by itself."""


class LocalSegment:
    """Delivers events of all sources. Not thread-safe.

    `now` returns milliseconds since 1970. `ended` is called with the event's number, the subscription and the verdict when a delivery
    has ended; `settled` with the number when all deliveries of the event have.

    Raises:
        InputError: a mapping or trigger is broken.
    """

    def __init__(
        self,
        connected: Sequence[Connected],
        emulator: Emulator,
        how: How,
        traces: Traces,
        *,
        now: Callable[[], int],
        settled: Callable[[int], None] = lambda seq: None,
        ended: Callable[[int, str, str], None] = lambda seq, subscription, verdict: None,
    ) -> None:
        self.emulator, self.traces = emulator, traces
        self._how, self._now, self._tell_settled, self._tell_ended = how, now, settled, ended
        self.delivery = Delivery(
            emulator,
            [traces],
            may_exist=how.existing == "unknown",
            updatable=self._updatable,
            deadline=float(how.assumed["delivery.deadline"]),
            elsewhere=how.elsewhere,
        )
        self.delivery.detach()
        self._courses = self._compiled(connected)
        # courses replaced by new mappings, in which events still wait for another try
        self._replaced: list[_Course] = []
        self._earlier = Earlier(emulator, lambda: [course.pipeline for course in self._every], self._creates)
        # event -> the number of its deliveries that have not ended
        self.open: dict[int, int] = {}

    def _compiled(self, connected: Sequence[Connected]) -> dict[str, _Course]:
        courses = {one.name: _Course(self, one, self._how, _Now(self._now)) for one in connected}
        together = [runnable for one in courses.values() for runnable in one.pipeline.runnables]
        creators = Creators(together, lambda: self.emulator.workspace, is_live=True)
        for one in courses.values():
            one.creators = creators
        return courses

    def _updatable(self, runnable: RunnableSubscription) -> Collection[str]:
        """The objects whose records another subscription, of any source, could have created; as in `check`."""
        return self._creators(runnable).others(runnable)

    def _creates(self, runnable: RunnableSubscription) -> Collection[str]:
        """The objects whose records this subscription creates."""
        return self._creators(runnable).sure(runnable)

    def _creators(self, runnable: RunnableSubscription) -> Creators:
        return next(one.creators for one in self._every if any(its is runnable for its in one.pipeline.runnables))

    def connect(self, connected: Sequence[Connected]) -> None:
        """Use these subscriptions and filters from now on. First delivers the open batches under the old ones.

        Raises:
            InputError: a mapping or trigger is broken; then nothing changes.
        """
        courses = self._compiled(connected)
        self.flush_batches()
        self._replaced += self._courses.values()
        self._courses = courses
        self._forget_idle()

    def take(
        self,
        seq: int,
        source: str,
        event: dict[str, Any],
        received_at: int,
        ended: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Take another event of a source, with its number. `ended` has its verdicts from an earlier process, by subscription."""
        self.open[seq] = 0
        item = SourceEvent(event=event, file=source, line=seq, at=received_at)
        self._work(lambda: self._courses[source].take(seq, item, ended))
        if self.open.get(seq) == 0:
            self._settle(seq)

    def due(self) -> None:
        """Send the batches and make the retries that are due by now."""
        at = self._now()
        self._work(lambda: self._until(at))
        self._forget_idle()

    def _until(self, at: int) -> None:
        for course in self._every:
            course.pipeline.until(at, moment=at)

    def _forget_idle(self) -> None:
        self._replaced = [course for course in self._replaced if course.pipeline.next is not None]

    @property
    def _every(self) -> list[_Course]:
        return [*self._courses.values(), *self._replaced]

    def flush_batches(self) -> None:
        """Send all batches, even if not full."""
        self._work(self._send_batches)

    def _send_batches(self) -> None:
        for course in self._every:
            course.pipeline.send_batches()

    def flush(self) -> None:
        """Send all batches, retry once what failed, and let Attio make its delayed changes."""
        self._work(self._flush)
        self._forget_idle()
        if self._how.elsewhere is None:
            self.emulator.flush()

    def _flush(self) -> None:
        for course in self._every:
            course.pipeline.now = self._now()  # the start of a batch that a retry may open
            course.pipeline.try_all_again()
        self._send_batches()

    @property
    def next_due(self) -> int | None:
        """When the next batch or retry is due, in milliseconds since 1970; None if nothing waits."""
        times = [course.pipeline.next for course in self._every]
        return min((one for one in times if one is not None), default=None)

    def described(self) -> list[Mapping[str, Any]]:
        """The sources and their subscriptions."""
        return [
            {
                "source": name,
                "subscriptions": [
                    {
                        "subscription": one.source.name,
                        "action": one.source.action,
                        "trigger": one.source.trigger,
                        "mapping": {"file": one.source.file, "pointer": one.source.mapping_pointer},
                        "in_batches": batched,
                    }
                    for one, batched in zip(course.pipeline.runnables, course.pipeline.batched, strict=True)
                ],
            }
            for name, course in self._courses.items()
        ]

    def queue(self) -> list[Mapping[str, Any]]:
        """The open batches: source, subscription, number of payloads and bytes, and when each is sent."""
        return [
            {
                "source": course.name,
                "subscription": batch.runnable.source.name,
                "payloads": len(batch.members),
                "bytes": batch.bytes,
                "due": batch.due,
            }
            for course in self._every
            for batch in course.pipeline.batches.waiting
        ]

    def _work(self, work: Callable[[], object]) -> None:
        # attached only meanwhile, because others call the emulator in between
        self.delivery.attach()
        try:
            work()
        finally:
            self.delivery.detach()

    # -- called by courses -----------------------------------------------------------------------------------------

    def expects(self, seq: int, deliveries: int) -> None:
        """The number of deliveries of an event."""
        self.open[seq] = deliveries

    def tried(self, one: PassedEvent, delivered: Delivered) -> None:
        """One try of a delivery has ended."""
        loss = (
            None if delivered.verdict == "written" else row_of(delivered, one, self.emulator, self._earlier, live=True)
        )
        self.traces.settled(one.item, delivered, self.delivery.outcomes, loss)

    def ended(self, subscription: str, one: PassedEvent, delivered: Delivered) -> None:
        """A delivery has ended with its last try."""
        self.tried(one, delivered)
        self._earlier.ended(delivered, one)
        self.open[one.number] -= 1
        if self.open[one.number] == 0:
            self._settle(one.number)
        else:
            self._tell_ended(one.number, subscription, delivered.verdict)

    def _settle(self, seq: int) -> None:
        del self.open[seq]
        self.traces.settle(seq)
        self._tell_settled(seq)


class _Course:
    """The pipeline of one source's events, with the `Sink` that receives their results."""

    creators: Creators
    """For the subscriptions of all sources that were connected together."""

    def __init__(self, local: LocalSegment, connected: Connected, how: How, clock: _Now) -> None:
        self._local, self.name = local, connected.name

        def moment() -> datetime:
            return datetime.fromtimestamp(clock() / 1000, UTC)

        self.pipeline = Pipeline(
            prepare(connected.subscriptions, replace(destination, clock=moment)),
            local.delivery,
            gate(connected.filters, integrations=how.integrations, decides=how.assumed.decides),
            self,
            clock=clock,
            mode=how.mode,
            assumed=how.assumed,
        )
        self._subscriptions = _apart([one.source.name for one in self.pipeline.runnables])
        self._ended: Mapping[int, str] = {}

    def take(self, seq: int, item: SourceEvent, ended: Mapping[str, str]) -> None:
        """Take an event for the subscriptions under which it has not ended yet."""
        self._ended = {order: ended[name] for order, name in enumerate(self._subscriptions) if name in ended}
        assert item.at is not None
        self.pipeline.now = item.at
        self.pipeline.take(seq, item, self._ended)

    def filtered(self, item: SourceEvent, decision: Dropped) -> None:
        """The traces are told by the delivery."""

    def passed(self, one: PassedEvent) -> None:
        """The traces are told by the delivery."""

    def matched(self, one: PassedEvent, orders: Sequence[int]) -> None:
        for order, verdict in self._ended.items():
            self._local.traces.ended_before(one.number, self.pipeline.runnables[order], verdict)
        self._local.expects(one.number, len(orders))

    def again(self, order: int, one: PassedEvent, delivered: Delivered, at: int) -> None:
        self._local.tried(one, delivered)
        self._local.traces.again(one.number, delivered.runnable, at)

    def ended(self, order: int, one: PassedEvent, delivered: Delivered) -> None:
        self._local.ended(self._subscriptions[order], one, delivered)


def _apart(names: Sequence[str]) -> list[str]:
    """Unique names for the subscriptions of one source, for another process: as JSON, because a name may contain what a file cannot
    hold; the second and later ones of the same name get a number."""
    met: Counter[str] = Counter()
    found = []
    for name in names:
        met[name] += 1
        found.append(json.dumps(name) if met[name] == 1 else f"{json.dumps(name)} {met[name]}")
    return found

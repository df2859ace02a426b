"""Finds the earlier event that would write a missing record but still waits, in a batch or for another try, and says until when.

It searches only once an event misses a record, as most runs miss none. The words of the hint are in `rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice, takewhile
from typing import Any, NamedTuple

from attio_emulator import Emulator, Object
from attio_emulator.clock import iso
from segment_actions.validation.validator import Mode

from attio_harness.rejection import InBatch, Need, Waits
from attio_harness.run.asked_records import is_whole, keys_of, values_of
from attio_harness.run.batches import Batch
from attio_harness.run.delivered import Delivered
from attio_harness.run.mistakes import mistakes_of
from attio_harness.run.pipeline import PassedEvent, Pipeline
from attio_harness.run.runnable import RunnableSubscription

__all__ = ["StillWaiting"]

_MOST = 100
"""How many batches are searched, those opened last: with `batch_keys` there may be one per user."""
_TRIED = 10
"""How many waiting events that write the same record are judged, the first ones of all batches."""
_Key = tuple[int, int]
"""The number of an event and the index of its subscription."""


@dataclass(slots=True)
class _Seen:
    """An open batch, searched for one attribute: its first `count` members were read, and `those` has the indexes for each key."""

    batch: Batch[PassedEvent]
    count: int = 0
    those: dict[Hashable, list[int]] = field(default_factory=dict)


@dataclass(slots=True)
class _SeenFailing:
    """The failing deliveries of a pipeline, searched for one attribute: `tries` has the last one read of each, `those` all for each key."""

    pipeline: Pipeline
    tries: dict[_Key, Delivered] = field(default_factory=dict)
    those: dict[Hashable, list[_Key]] = field(default_factory=dict)


class _Waiting(NamedTuple):
    """An event that waits under a subscription, with what would be written and when at the latest."""

    passed: PassedEvent
    runnable: RunnableSubscription
    payload: Mapping[str, Any]
    mode: Mode
    until: int
    batch: InBatch | None
    """None if it waits for another try."""


class StillWaiting:
    """Finds waiting events; `pipelines` returns those of the run."""

    def __init__(self, pipelines: Callable[[], Sequence[Pipeline]], emulator: Emulator) -> None:
        self._pipelines, self._emulator = pipelines, emulator
        # the keys have the id() of a batch or pipeline, an object and an attribute; the id is safe because the value keeps it alive
        self._seen: dict[tuple[int, str, str], _Seen] = {}
        self._seen_failing: dict[tuple[int, str, str], _SeenFailing] = {}

    def told(self, needs: Sequence[Need], before: int) -> Sequence[Need]:
        """The needs of an event of this number, each with the waiting event that would write it."""
        if not any(one.failing or one.batches.next is not None for one in self._pipelines()):
            return needs
        return [replace(need, waits=self._writing(need, before)) for need in needs]

    def _writing(self, need: Need, before: int) -> Waits | None:
        """The waiting event, numbered at most `before`, that would write the record."""
        owner = None if need.absent else self._emulator.workspace.find_object(need.object)
        keys = keys_of(self._emulator, owner, need.attribute, need.value) if owner is not None else ()
        if owner is None or not keys:
            return None
        waiting = chain(self._in_batches(owner, need.attribute, keys[0]), self._failing(owner, need.attribute, keys[0]))
        those = (one for one in waiting if one.passed.number <= before)
        return next((_waits(one) for one in islice(those, _TRIED) if self._is_written(one)), None)

    def _in_batches(self, owner: Object, attribute: str, key: Hashable) -> Iterator[_Waiting]:
        every = [(batch, one) for one in self._pipelines() for batch in one.batches.waiting]
        batches = {id(batch): (batch, pipeline) for batch, pipeline in every[-_MOST:]}
        self._seen = {place: seen for place, seen in self._seen.items() if place[0] in batches}
        for id_, (batch, pipeline) in batches.items():
            seen = self._seen.setdefault((id_, owner.slug, attribute), _Seen(batch))
            self._look_through(seen, owner, attribute)
            runnable = batch.runnable
            limits = InBatch(most=runnable.batch_size, seconds=batch.wait / 1000, is_asked=runnable.batched)
            for passed, payload in (batch.members[at] for at in seen.those.get(key, ())):
                # what failed before would not be there without its batch either
                is_failing = (passed.number, batch.order) in pipeline.failing
                yield _Waiting(passed, runnable, payload, "batch", batch.due, None if is_failing else limits)

    def _failing(self, owner: Object, attribute: str, key: Hashable) -> Iterator[_Waiting]:
        pipelines = {id(one): one for one in self._pipelines() if one.failing}
        self._seen_failing = {place: seen for place, seen in self._seen_failing.items() if place[0] in pipelines}
        for id_, pipeline in pipelines.items():
            seen = self._seen_failing.setdefault((id_, owner.slug, attribute), _SeenFailing(pipeline))
            self._look_through_failing(seen, owner, attribute)
            for passed, last in (pipeline.failing[its] for its in seen.those.get(key, ()) if its in pipeline.failing):
                assert last.again_at is not None
                # a payload of a batch goes into a new one, which waits as well
                until = last.again_at + (pipeline.batches.wait if last.mode == "batch" else 0)
                yield _Waiting(passed, last.runnable, last.payload or {}, last.mode, until, None)

    def _look_through(self, seen: _Seen, sought: Object, attribute: str) -> None:
        members, action = seen.batch.members, seen.batch.runnable.source.action
        for at in range(seen.count, len(members)):
            for key in self._creating(action, members[at][1], sought, attribute):
                seen.those.setdefault(key, []).append(at)
        seen.count = len(members)

    def _look_through_failing(self, seen: _SeenFailing, sought: Object, attribute: str) -> None:
        failing = seen.pipeline.failing
        if len(seen.tries) > 2 * len(failing) + _MOST:  # most of them have ended
            seen.tries.clear()
            seen.those.clear()
        # each try puts its delivery at the end, so those before one that was read were read as well
        last = reversed(failing.items())
        unread = [*takewhile(lambda row: seen.tries.get(row[0]) is not row[1][1], last)]
        for its, (_, delivered) in reversed(unread):
            if its not in seen.tries:
                for key in self._creating(delivered.runnable.source.action, delivered.payload or {}, sought, attribute):
                    seen.those.setdefault(key, []).append(its)
            seen.tries[its] = delivered

    def _creating(self, action: str, payload: Mapping[str, Any], sought: Object, attribute: str) -> Iterator[Hashable]:
        """The keys of the records of this object that the payload could create."""
        for owner, _, values in values_of(action, payload, self._emulator.workspace):
            if owner is sought and attribute in values and is_whole(owner, values):
                yield from keys_of(self._emulator, owner, attribute, values[attribute])

    def _is_written(self, one: _Waiting) -> bool:
        """Whether the waiting event would be written, as far as can be told now."""
        with self._emulator.core.existing.trial():
            return not mistakes_of(one.runnable, {}, one.payload, one.mode, self._emulator).refused


def _waits(one: _Waiting) -> Waits:
    return Waits(
        event=one.passed.item.ref,
        subscription=one.runnable.source.name,
        until=f"{iso(one.until)[:23]}Z",
        batch=one.batch,
    )

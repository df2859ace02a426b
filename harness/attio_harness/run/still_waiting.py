"""Finds the earlier event that would write a missing record but still waits in a batch, and says until when it waits.

It searches only once an event misses a record, as most runs miss none. The words of the hint are in `unresolved`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from attio_emulator import AttioError, Emulator, Object
from attio_emulator.clock import iso
from attio_emulator.errors import dealt_with
from attio_emulator.types.references import BY

from attio_harness.rejection import Need, Rejection, Waits
from attio_harness.run.asked_records import values_of
from attio_harness.run.batches import Batch
from attio_harness.run.event_refs import ref_of_event
from attio_harness.run.mistakes import mistakes_of
from attio_harness.run.pipeline import PassedEvent

__all__ = ["StillWaiting"]

_Key = tuple[str, str, Hashable]


@dataclass(slots=True)
class _Seen:
    """An open batch: its first `count` members were searched, and `first` has the member that first asks for each record."""

    batch: Batch[PassedEvent]
    count: int = 0
    first: dict[_Key, int] = field(default_factory=dict)


class StillWaiting:
    """Finds waiting events; `batches` returns all open batches."""

    def __init__(self, batches: Callable[[], Iterable[Batch[PassedEvent]]], emulator: Emulator) -> None:
        self._batches, self._emulator = batches, emulator
        # by id(), as a batch is not hashable; safe because `_Seen` keeps the batch alive
        self._seen: dict[int, _Seen] = {}

    def writing(self, need: Need, before: int) -> Waits | None:
        """The waiting event, numbered at most `before`, that would write the record."""
        owner = self._emulator.workspace.find_object(need.object)
        keys = () if owner is None or need.absent else self._keys(owner, need.attribute, need.value)
        if not keys:
            return None
        self._seen = {id(one): self._seen.get(id(one)) or _Seen(one) for one in self._batches()}
        for seen in self._seen.values():
            self._look_through(seen)
            at = seen.first.get((need.object, need.attribute, keys[0]))
            if at is None:
                continue
            one, payload = seen.batch.members[at]
            if one.number <= before and self._is_written(seen.batch, payload):
                runnable = seen.batch.runnable
                return Waits(
                    event=ref_of_event(one.item),
                    subscription=runnable.source.name,
                    until=f"{iso(seen.batch.due)[:23]}Z",
                    most=runnable.batch_size,
                    seconds=seen.batch.wait / 1000,
                    is_asked=runnable.batched,
                )
        return None

    def needs_of(self, row: Rejection) -> Iterator[Need]:
        """The records that a lost event refers to and that do not exist, if that is why it was refused."""
        owner = self._emulator.workspace.find_object(row.object or "")
        one = owner.find(row.attribute) if owner is not None and row.attribute else None
        if one is None or one.type != "record-reference" or row.code != "value_not_found":
            return
        for value in row.value if isinstance(row.value, list) else [row.value]:
            for slug in one.allowed_objects or ():
                if slug in BY:
                    yield Need(object=slug, attribute=BY[slug], value=value)

    def _look_through(self, seen: _Seen) -> None:
        members, action = seen.batch.members, seen.batch.runnable.source.action
        for at in range(seen.count, len(members)):
            for owner, matching, values in values_of(action, members[at][1], self._emulator.workspace):
                if not _is_whole(owner, values):
                    continue
                for slug, value in values.items():
                    if slug == matching or owner.attributes[slug].is_unique:
                        for key in self._keys(owner, slug, value):
                            seen.first.setdefault((owner.slug, slug, key), at)
        seen.count = len(members)

    def _keys(self, owner: Object, slug: str, value: Any) -> tuple[Hashable, ...]:
        """The keys that find a record with this value; empty if Attio would refuse the value."""
        core = self._emulator.core
        try:
            with core.assumptions.trial(), core.existing.trial():
                given = core.writer.reader.given(owner, {slug: value}, "simple", "")
        except AttioError as error:
            dealt_with(error)
            return ()
        return tuple(key for one in given for key in one.keys or ())

    def _is_written(self, batch: Batch[PassedEvent], payload: Mapping[str, Any]) -> bool:
        """Whether the waiting event would be written, as far as can be told now."""
        with self._emulator.core.existing.trial():
            return not mistakes_of(batch.runnable, {}, payload, "batch", self._emulator).refused


def _is_whole(owner: Object, values: Mapping[str, Any]) -> bool:
    """Whether these values are enough to create a record, not only to update one."""
    return all(
        values.get(one.slug) is not None or one.default is not None or not one.is_required or one.is_archived
        for one in owner.attributes.values()
    )

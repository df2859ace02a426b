"""Finds the earlier event that would write a missing record but still waits in a batch, and says until when it waits.

It searches only once an event misses a record, as most runs miss none. The words of the hint are in `unresolved`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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

_MOST = 100
"""How many batches are searched, those opened last: with `batch_keys` there may be one per user."""
_Place = tuple[int, str, str]
"""The id() of a batch, an object and an attribute of it."""


@dataclass(slots=True)
class _Seen:
    """An open batch, searched for one attribute: its first `count` members were read, and `first` has the first member for each key."""

    batch: Batch[PassedEvent]
    count: int = 0
    first: dict[Hashable, int] = field(default_factory=dict)


class StillWaiting:
    """Finds waiting events; `batches` returns all open batches."""

    def __init__(self, batches: Callable[[], Sequence[Batch[PassedEvent]]], emulator: Emulator) -> None:
        self._batches, self._emulator = batches, emulator
        self._seen: dict[_Place, _Seen] = {}
        """A batch is not hashable; its id() is safe because `_Seen` keeps it alive."""

    def told(self, needs: Sequence[Need], before: int) -> Sequence[Need]:
        """The needs of an event of this number, each with the waiting event that would write it."""
        if not self._batches():
            return needs
        return [replace(need, waits=self._writing(need, before)) for need in needs]

    def missed(self, row: Rejection, before: int) -> Sequence[Need]:
        """The same for a lost event that was refused because its value names a record that does not exist."""
        return self.told([*self._named(row)], before) if row.code == "value_not_found" else ()

    def _writing(self, need: Need, before: int) -> Waits | None:
        """The waiting event, numbered at most `before`, that would write the record."""
        batches = {id(one): one for one in self._batches()[-_MOST:]}
        self._seen = {place: seen for place, seen in self._seen.items() if place[0] in batches}
        owner = None if need.absent else self._emulator.workspace.find_object(need.object)
        keys = self._keys(owner, need.attribute, need.value) if owner is not None else ()
        if owner is None or not keys:
            return None
        for place, batch in batches.items():
            seen = self._seen.setdefault((place, owner.slug, need.attribute), _Seen(batch))
            self._look_through(seen, owner, need.attribute)
            at = seen.first.get(keys[0])
            if at is None:
                continue
            one, payload = batch.members[at]
            if one.number <= before and self._is_written(batch, payload):
                runnable = batch.runnable
                return Waits(
                    event=ref_of_event(one.item),
                    subscription=runnable.source.name,
                    until=f"{iso(batch.due)[:23]}Z",
                    most=runnable.batch_size,
                    seconds=batch.wait / 1000,
                    is_asked=runnable.batched,
                )
        return None

    def _named(self, row: Rejection) -> Iterator[Need]:
        owner = self._emulator.workspace.find_object(row.object or "")
        one = owner.find(row.attribute) if owner is not None and row.attribute else None
        if one is None or one.type != "record-reference":
            return
        for value in row.value if isinstance(row.value, list) else [row.value]:
            for slug in one.allowed_objects or ():
                if slug in BY:
                    yield Need(object=slug, attribute=BY[slug], value=value)

    def _look_through(self, seen: _Seen, sought: Object, attribute: str) -> None:
        members, action = seen.batch.members, seen.batch.runnable.source.action
        for at in range(seen.count, len(members)):
            for owner, _, values in values_of(action, members[at][1], self._emulator.workspace):
                if owner is sought and attribute in values and _is_whole(owner, values):
                    for key in self._keys(owner, attribute, values[attribute]):
                        seen.first.setdefault(key, at)
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

"""Notes what each event of a run writes into which record: the object, the ID, the values by slug. The run reports every event to it.

`records` reads from the emulator how the values end up in Attio.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_emulator import Object, Outcome, Workspace
from segment_actions.js import as_json

from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.rejection import EventRef, Rejection
from attio_harness.run.asked_records import values_of
from attio_harness.run.delivered import Delivered
from attio_harness.run.recorder import Recorder
from attio_harness.verdicts import ARRIVED

__all__ = ["Writers", "WrittenRecord", "WrittenRecords"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRecord:
    """One record that one event wrote under one subscription (`source`); `matching` is the slug of the matching attribute."""

    id: str
    owner: Object
    matching: str
    values: Mapping[str, Any]
    source: LocatedSubscription
    item: SourceEvent

    @property
    def subscription(self) -> str:
        return self.source.name


class WrittenRecords(Recorder):
    """Calls `wrote` for each record that an event writes, in the order in which Attio applies them."""

    takes_steps = False

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._object_of: dict[str, str] = {}

    def wrote(self, one: WrittenRecord) -> None:
        """Take a written record. A lost event has only those written before its refusal."""

    def settled(
        self, item: SourceEvent, delivered: Delivered, outcomes: Sequence[Outcome], loss: Rejection | None
    ) -> None:
        payload, source = as_json(delivered.payload), delivered.runnable.source
        if payload is None or not (delivered.verdict in ARRIVED or delivered.partial):
            return
        if any(id not in self._object_of for id in delivered.records):
            # the outcomes of all events in a batch, so once for each batch
            self._object_of |= {one.record_id: one.object for one in outcomes if one.record_id is not None}
        ids = {self._object_of[id]: id for id in delivered.records if id in self._object_of}
        for owner, matching, values in values_of(source.action, payload, self._workspace):
            if owner.slug in ids and (delivered.verdict in ARRIVED or owner.slug in delivered.partial):
                self.wrote(
                    WrittenRecord(
                        id=ids[owner.slug],
                        owner=owner,
                        matching=matching,
                        values=values,
                        source=source,
                        item=item,
                    )
                )


class Writers(WrittenRecords):
    """Keeps which events wrote each attribute of a record, in order."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._events: dict[str, list[tuple[EventRef, tuple[str, ...]]]] = {}
        self._names: dict[tuple[str, ...], tuple[str, ...]] = {}

    def wrote(self, one: WrittenRecord) -> None:
        names = tuple(one.values)
        # shared, because most events write the same attributes
        row = one.item.ref, self._names.setdefault(names, names)
        self._events.setdefault(one.id, []).append(row)

    def of(self, record_id: str, attribute: str) -> tuple[EventRef, ...]:
        """The events that wrote the attribute; empty if Attio set it by itself, such as the other side of a relationship."""
        return tuple(event for event, names in self._events.get(record_id, ()) if attribute in names)

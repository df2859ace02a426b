"""What the events of a run write into single values, by the record that each is sought by, and how many requests that takes.

Told by the run, event by event; what the records become is read off the emulator by `forecast`. Lists of values add up, so nothing
in them takes the place of anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_destination.asserts import ASSERTS
from attio_emulator import Outcome, Workspace
from segment_actions import Request, Response

from attio_harness.inputs.event import SourceEvent
from attio_harness.rejection import EventRef, Rejection
from attio_harness.run.delivered import Delivered
from attio_harness.run.recorder import Recorder
from attio_harness.run.rows import ref_of_event
from attio_harness.text.words import shown

__all__ = ["WRITES_A_SECOND", "Conflict", "Requests", "Write", "Writes"]

WRITES_A_SECOND = 25
"""Attio's limit of writes (documented)."""

_DONE = ("written", "unresolved", "unconfirmed")
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One value of one attribute, and who wrote it."""

    value: Any
    subscription: str
    event: EventRef

    def to_dict(self) -> dict[str, Any]:
        return {"value": self.value, "subscription": self.subscription, "event": self.event.to_dict()}


@dataclass(slots=True, kw_only=True)
class Conflict:
    """An attribute into which two subscriptions write different values of the same record: the later one stays.

    `records` are told apart by what they are sought by; `first` and `then` are of the first of them.
    """

    object: str
    attribute: str
    record: str
    first: Write
    then: Write
    records: set[str]

    def to_dict(self) -> dict[str, Any]:
        return {
            "object": self.object,
            "attribute": self.attribute,
            "records": len(self.records),
            "record": self.record,
            "first": self.first.to_dict(),
            "then": self.then.to_dict(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """How many requests a run sends to Attio."""

    count: int

    @property
    def seconds(self) -> float:
        """How long they take at Attio's limit, one after the other."""
        return self.count / WRITES_A_SECOND

    def to_dict(self) -> dict[str, Any]:
        return {"count": self.count, "per_second": WRITES_A_SECOND, "seconds": self.seconds}


class Writes(Recorder):
    """Keeps the last value of each attribute of each record."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._last: dict[tuple[str, str, str], Write] = {}
        self._conflicts: dict[tuple[str, str, str, str], Conflict] = {}
        self._count = 0

    @property
    def requests(self) -> Requests:
        return Requests(count=self._count)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Those of the most records first."""
        return tuple(sorted(self._conflicts.values(), key=lambda one: -len(one.records)))

    def exchanged(self, request: Request, response: Response) -> None:
        self._count += 1

    def settled(
        self, item: SourceEvent, delivered: Delivered, outcomes: Sequence[Outcome], loss: Rejection | None
    ) -> None:
        payload = delivered.payload
        if payload is None or not (delivered.verdict in _DONE or delivered.partial):
            return
        source = delivered.runnable.source
        for object, record, values in self._written(source.action, payload):
            if delivered.verdict not in _DONE and object not in delivered.partial:
                continue
            for attribute, value in values.items():
                write = Write(value=value, subscription=source.name, event=ref_of_event(item))
                self._see(object, record, attribute, write)

    def _see(self, object: str, record: str, attribute: str, write: Write) -> None:
        before = self._last.get((object, record, attribute))
        self._last[object, record, attribute] = write
        if before is None or before.subscription == write.subscription or _is_same(before.value, write.value):
            return
        # the same two in either order
        first, second = sorted((before.subscription, write.subscription))
        found = self._conflicts.setdefault(
            (object, attribute, first, second),
            Conflict(object=object, attribute=attribute, record=record, first=before, then=write, records=set()),
        )
        found.records.add(record)

    def _written(self, action: str, payload: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """For each record that an action writes: its object, what it is sought by, its single values by slug."""
        for one in ASSERTS.get(action, ()):
            values = {fill.attribute: payload.get(fill.field) for fill in one.fills if fill.link is None}
            more = payload.get(one.additional)
            values |= more if isinstance(more, Mapping) else {}
            named = one.object or payload.get(one.object_field or "")
            owner = self._workspace.find_object(named) if isinstance(named, str) else None
            matching = one.matching_attribute or payload.get(one.matching_field or "")
            if owner is None or not isinstance(matching, str) or matching not in values:
                continue
            known = {name: owner.find(name) for name in values}
            single = {
                at.slug: values[name]
                for name, at in known.items()
                if at is not None and not at.is_multiselect and name != matching
            }
            yield owner.slug, _text(values[matching]), single


def _text(value: Any) -> str:
    return shown(value, _LONGEST)


def _is_same(one: Any, other: Any) -> bool:
    # for Python, true is 1
    return type(one) is type(other) and bool(one == other)

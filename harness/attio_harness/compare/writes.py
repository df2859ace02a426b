"""Finds where subscriptions write different single values into the same record, and counts the requests of a run.

The run reports every event to it; `forecast` reads the final records from the emulator. Attributes with several values cannot conflict,
because their values add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from attio_destination.asserts import ASSERTS
from attio_emulator import Outcome, Workspace
from segment_actions import Request, Response

from attio_harness.compare.written import Writers, WrittenRecord
from attio_harness.inputs.event import SourceEvent
from attio_harness.rejection import EventRef, Rejection
from attio_harness.run.asked_records import compared
from attio_harness.run.delivered import Delivered
from attio_harness.text.words import shown
from attio_harness.verdicts import LOST

__all__ = ["WRITES_A_SECOND", "Conflict", "Requests", "Write", "Writes"]

WRITES_A_SECOND = 25
"""Attio's limit of writes (documented)."""

_LONGEST = 200
_MOST = 3
"""How many replacements of a record's value by two subscriptions are kept; some turn out not to be conflicts."""
_LINKS = {(one.object, one.link.attribute) for each in ASSERTS.values() for one in each if one.link is not None}
"""The links between the two records that an action writes; if a link differs, so does the value that names the other record."""


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
    """An attribute into which two subscriptions write different values of the same record, so that the later one stays.

    `records` are the IDs of such records in the run. `record` is the matching value of the first one, to which `first` and `then`
    belong.
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
        """How long they take, one after the other, at Attio's limit."""
        return self.count / WRITES_A_SECOND

    def to_dict(self) -> dict[str, Any]:
        return {"count": self.count, "per_second": WRITES_A_SECOND, "seconds": self.seconds}


@dataclass(slots=True)
class _Replaced:
    """A value that another subscription replaced in the same record, for the same event or another."""

    sought: str
    before: Write
    then: Write
    agreed: bool = False
    """Whether one of the two also wrote the same value as the other for the other's event."""


class Writes(Writers):
    """Keeps the last value of each attribute of each record, and counts requests."""

    takes_steps = True

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._last: dict[tuple[str, str], tuple[Write, set[str]]] = {}
        """(record ID, attribute) -> the last value, and the subscriptions that wrote it for the same event."""
        self._replaced: dict[tuple[str, str, str, str, str], list[_Replaced]] = {}
        """(record ID, object, attribute, both subscriptions) -> the first replaced values that may be conflicts, in order."""
        self._awaited: dict[tuple[str, str, str, EventRef], list[tuple[_Replaced, Write]]] = {}
        """(record ID, attribute, subscription, event) of a write by which the two would agree -> each with the value it must have."""
        self._lost: dict[EventRef, set[str]] = {}
        """Event -> the subscriptions that lost it."""
        self._count = 0
        self.needed: set[tuple[str, str, str]] = set()
        """The records assumed to exist: object, attribute and value as text."""

    @property
    def requests(self) -> Requests:
        return Requests(count=self._count)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts, those with the most records first."""
        found: dict[tuple[str, ...], Conflict] = {}
        for (id, slug, attribute, *pair), each in self._replaced.items():
            for one in filter(self._is_conflict, each):
                conflict = found.setdefault(
                    (slug, attribute, *pair),
                    Conflict(
                        object=slug,
                        attribute=attribute,
                        record=one.sought,
                        first=one.before,
                        then=one.then,
                        records=set(),
                    ),
                )
                conflict.records.add(id)
        return tuple(sorted(found.values(), key=lambda one: -len(one.records)))

    def _is_conflict(self, one: _Replaced) -> bool:
        """Whether the two are known to differ; what a subscription would have written for a lost event is unknown."""
        lost = ((one.then.subscription, one.before), (one.before.subscription, one.then))
        return not one.agreed and not any(name in self._lost.get(of.event, ()) for name, of in lost)

    def exchanged(self, request: Request, response: Response) -> None:
        self._count += 1

    def settled(
        self, item: SourceEvent, delivered: Delivered, outcomes: Sequence[Outcome], loss: Rejection | None
    ) -> None:
        super().settled(item, delivered, outcomes, loss)
        self.needed |= {(one.object, one.attribute, str(one.value)) for one in delivered.needs if not one.absent}
        if delivered.verdict in LOST:
            self._lost.setdefault(item.ref, set()).add(delivered.runnable.source.name)

    def wrote(self, one: WrittenRecord) -> None:
        super().wrote(one)
        for name, value in one.values.items():
            is_list = one.owner.attributes[name].is_multiselect
            if not is_list and name != one.matching and (one.owner.slug, name) not in _LINKS:
                self._see(one, name, Write(value=value, subscription=one.subscription, event=one.item.ref))

    def _see(self, one: WrittenRecord, attribute: str, write: Write) -> None:
        type = one.owner.attributes[attribute].type

        def agrees(other: Write) -> bool:
            return _is_same(other.value, write.value, type)

        before, agreed = self._last.get((one.id, attribute)) or (None, set())
        is_same = before is not None and agrees(before)
        of_one_event = before is not None and before.event == write.event
        self._last[one.id, attribute] = write, (agreed if is_same and of_one_event else set()) | {write.subscription}
        # in batches, one subscription may write an event after another subscription has written later events
        if self._awaited:
            for replaced, its in self._awaited.pop((one.id, attribute, write.subscription, write.event), ()):
                replaced.agreed |= agrees(its)
        # a subscription that wrote the same value for the same event may continue with the next event's value
        if before is None or is_same or write.subscription in agreed:
            return
        # the same two in either order
        first, second = sorted((before.subscription, write.subscription))
        key = one.id, one.owner.slug, attribute, first, second
        others = [*filter(self._is_conflict, self._replaced.get(key, ()))]
        if len(others) >= _MOST:
            return
        replaced = _Replaced(shown(one.values.get(one.matching), _LONGEST), before, write)
        self._replaced[key] = [*others, replaced]
        for mine, its in ((before, write), (write, before)):
            self._awaited.setdefault((one.id, attribute, mine.subscription, its.event), []).append((replaced, its))


def _is_same(one: Any, other: Any, of_type: str) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return compared(of_type, one) == compared(of_type, other)
    # in Python, True equals 1
    return type(one) is type(other) and bool(one == other)

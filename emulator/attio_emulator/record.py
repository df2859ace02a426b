"""A record with its values and their history, as plain data and as JSON values for snapshots. `store` keeps the records."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from attio_emulator.clock import iso
from attio_emulator.past import Past

__all__ = ["MADE_UP", "Assumed", "Needed", "Record", "Stamp", "Value", "depended_on", "dumped", "loaded_value"]

Needed = tuple[str, str, Any]
"""A record that no write made: its object, the slug of a unique attribute or `record_id`, and the value as sent."""

Assumed = tuple[str, Any, tuple[Needed, ...], tuple[Needed, ...]]
"""Identifies a record that is presumed to exist: the attribute (as in `Needed`) and the value; what its creation
needed, if a write created it; and what later writes that could have created it needed."""


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Stamp:
    """Who writes, when, and why: milliseconds since 1970, the actor, the ID of the request.

    In a batch, `received_at` is the assertion's time in milliseconds and `pointer` its place; otherwise they are None
    and empty. All values of a write share a stamp, so treat it as immutable. It is not frozen because every request
    makes one.
    """

    at: int
    actor: tuple[str, str | None]
    request_id: str
    received_at: int | None = None
    pointer: str = ""


@dataclass(slots=True)
class Value:
    """One value of an attribute, active from its stamp's time until `active_until` (in milliseconds; None: still active)."""

    data: Any
    key: Hashable
    stamp: Stamp
    active_until: int | None = None

    @property
    def active_from(self) -> int:
        return self.stamp.at

    def was_active(self, moment: int) -> bool:
        """Whether this value was active at a moment, in milliseconds."""
        return self.active_from <= moment and (self.active_until is None or moment < self.active_until)


@dataclass(slots=True, kw_only=True)
class Record:
    """A record: active values by attribute slug, the first one first, and the ended ones in `past`.

    `last_received` is, per attribute, the latest `received_at` of a batch that reported it, in milliseconds, whatever
    the value. `assumed_by` identifies a record that is only presumed to exist, or was created by a write that needs
    such a record. It becomes None once a write makes it certain.
    """

    id: str
    object: str
    created_at: int
    actor: tuple[str, str | None]
    values: dict[str, list[Value]] = field(default_factory=dict)
    past: Past[Value] = field(default_factory=Past)
    last_received: dict[str, int] = field(default_factory=dict)
    assumed_by: Assumed | None = None
    place: int = field(default=0, compare=False)
    """Its number among all records its store ever kept; set by the store."""
    shown: Any = field(default=None, compare=False, repr=False)
    """The JSON that `record_json` caches; the store clears it with every change."""

    @property
    def is_presumed(self) -> bool:
        """Whether nothing wrote the record: something refers to it, and it may be there."""
        return self.assumed_by is not None and not self.assumed_by[2]

    def active(self, slug: str) -> list[Value]:
        """The active values of an attribute; those that every record has are computed from the record."""
        of_record = MADE_UP.get(slug)
        if of_record is None:
            return self.values.get(slug, [])
        data = of_record(self)
        return [Value(data, None, Stamp(at=self.created_at, actor=self.actor, request_id=""))]

    def active_at(self, slug: str, moment: int) -> list[Value]:
        """The values of an attribute at a moment, in milliseconds; the last one written comes first."""
        if slug in MADE_UP:
            return self.active(slug)
        rows = [one for one in (*self.values.get(slug, ()), *self.past.get(slug, ())) if one.was_active(moment)]
        rows.sort(key=lambda one: one.active_from, reverse=True)
        return rows

    def at(self, moment: int) -> Record:
        """A copy with the values active at that moment, none of them ended."""
        seen = Record(id=self.id, object=self.object, created_at=self.created_at, actor=self.actor)
        for slug in {**self.values, **self.past}:
            seen.values[slug] = [replace(one, active_until=None) for one in self.active_at(slug, moment)]
        return seen


MADE_UP: Mapping[str, Callable[[Record], Any]] = {
    "record_id": lambda record: record.id,
    "created_at": lambda record: iso(record.created_at),
    "created_by": lambda record: list(record.actor),
}
"""Attributes without stored values: slug -> function that computes the value."""


def depended_on(object: str, assumed: Assumed) -> tuple[Needed, ...]:
    """What the write that created an uncertain record needed, or the record itself, if nothing wrote it."""
    attribute, value, needs, _ = assumed
    return needs or ((object, attribute, value),)


def dumped(record: Record) -> dict[str, Any]:
    """A record as JSON values: one row of `Store.dump`."""
    return {
        "id": record.id,
        "created_at": record.created_at,
        "actor": list(record.actor),
        "last_received": dict(record.last_received),
        "values": {slug: [_row(value) for value in values] for slug, values in record.values.items() if values},
        "past": {slug: [_row(value) for value in values] for slug, values in record.past.items() if values},
    }


def _row(value: Value) -> dict[str, Any]:
    stamp = value.stamp
    row = {
        "data": value.data,
        "active_from": stamp.at,
        "active_until": value.active_until,
        "actor": list(stamp.actor),
        "request_id": stamp.request_id,
        "received_at": stamp.received_at,
    }
    return {**row, "pointer": stamp.pointer} if stamp.pointer else row


def loaded_value(row: Mapping[str, Any], key: Hashable, stamps: dict[Stamp, Stamp]) -> Value:
    """The value of a row made by `dumped`. Equal `stamps` are shared, as in the original."""
    rest = {**row}
    data, until = rest.pop("data"), rest.pop("active_until", None)
    stamp = Stamp(at=rest.pop("active_from"), actor=tuple(rest.pop("actor")), **rest)
    return Value(data, key, stamps.setdefault(stamp, stamp), until)

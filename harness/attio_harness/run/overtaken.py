"""Notes newer values that an older event replaced, because its subscription waits in batches and the other one does not.

A double opt-in is the usual case: the sign-up waits a minute in a batch, the confirmation is written at once, and then the batch makes
the person pending again. Looks at what was written, and only at attributes that subscriptions of both kinds fill.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_emulator import Object, Workspace

from attio_harness.advice.fitting import filled
from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.run.asked_records import compared, values_of
from attio_harness.run.delivered import Delivered
from attio_harness.run.runnable import RunnableSubscription
from attio_harness.text.words import counted, shown

__all__ = ["Overtaken"]

_MOST = 100_000
"""How many values that were written at once are kept."""

_Field = tuple[str, str]
"""The slugs of an object and one of its attributes."""
_Place = tuple[str, str, str]
"""The slug of an object, the value by which a record was found, the slug of an attribute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Write:
    """A value, who wrote it, and the time of its event in milliseconds since 1970."""

    value: Any
    order: int
    at: int
    event: str


class Overtaken:
    """Sees every written payload, and reports once for each attribute and pair of subscriptions which older values stay."""

    def __init__(self, runnables: Sequence[RunnableSubscription], workspace: Workspace) -> None:
        self._sources = [one.source for one in runnables]
        self._workspace = workspace
        fields = [_fields_of(one.source, workspace) for one in runnables]
        waiting, others = (
            {field for one, its in zip(runnables, fields, strict=True) if one.batched is batched for field in its}
            for batched in (True, False)
        )
        self._pointers = [
            {field: pointer for field, pointer in its.items() if field in waiting & others} for its in fields
        ]
        """For each subscription, the attributes to look at, with their place in the file."""
        self._newest: dict[_Place, _Write] = {}
        """The newest values that were written at once."""
        self._stays: dict[_Place, tuple[_Write, _Write]] = {}
        """The older value of a batch, and the newer one that it replaced."""

    def see(self, order: int, delivered: Delivered, item: SourceEvent) -> None:
        """A payload that was written, of the subscription with index `order`."""
        fields = self._pointers[order]
        if not fields or delivered.payload is None or item.at is None:
            return
        action = self._sources[order].action
        for owner, matching, values in values_of(action, delivered.payload, self._workspace):
            sought = _sought(owner, matching, values.get(matching))
            if sought is None:
                continue
            for name, value in values.items():
                if name != matching and (owner.slug, name) in fields:
                    write = _Write(value=value, order=order, at=item.at, event=f"{item.file}:{item.line}")
                    self._wrote((owner.slug, sought, name), write, delivered)

    def _wrote(self, place: _Place, write: _Write, delivered: Delivered) -> None:
        newest = self._newest.get(place)
        is_older = newest is not None and write.at < newest.at
        if delivered.mode == "single":
            # one that another try delivered late replaces newer values, too: `deliveries` tells of that
            self._stays.pop(place, None)
            if not is_older and (newest is not None or len(self._newest) < _MOST):
                self._newest[place] = write
        elif newest is None or not is_older or newest.value == write.value:
            self._stays.pop(place, None)
        # Attio may have left the value out because another batch had a newer one
        elif "batch.stale_values" not in delivered.assumptions:
            self._stays[place] = write, newest

    def notes(self) -> Iterator[Mapping[str, Any]]:
        """Rows of `file`, `line`, `what` and `values`."""
        told: dict[tuple[int, int, _Field], list[tuple[_Write, _Write]]] = {}
        for (slug, _, name), pair in self._stays.items():
            told.setdefault((pair[0].order, pair[1].order, (slug, name)), []).append(pair)
        for (order, other, field), pairs in sorted(told.items(), key=lambda one: one[0]):
            older, newer = pairs[0]
            values = [shown(one.value) for one in (older, newer)]
            name = self._sources[other].name
            what = (
                f"{'.'.join(field)} keeps the value of an older event in {counted(len(pairs), 'record')}, such as {values[0]} of "
                f"{older.event} instead of {values[1]} of {newer.event}: it waited in a batch while {name} was sent at once; turn off "
                f"enable_batching here, or turn it on for {name} too, both with received_at"
            )
            yield self._sources[order].note_at(self._pointers[order][field], what) | {"values": values}


def _sought(owner: Object, matching: str, value: Any) -> str | None:
    """The one text by which a record is found, written in one way; None if there are several, or another value."""
    one = value[0] if isinstance(value, list) and len(value) == 1 else value
    return compared(owner.attributes[matching].type, one) if isinstance(one, str) else None


def _fields_of(source: LocatedSubscription, workspace: Workspace) -> dict[_Field, str]:
    """The attributes with one value that a mapping fills, with their place in the file."""
    places = [(key,) for key in source.mapping]
    places += [(key, name) for key, its in source.mapping.items() if isinstance(its, Mapping) for name in its]  # type: ignore[misc]
    return {
        (owner.slug, attribute.slug): source.pointer_to(place)
        for place in places
        for owner, attribute in filled(workspace, source.action, source.mapping, place)
        if not attribute.is_multiselect
    }

"""Rewrites the whole history of one attribute: which values may overlap, and which of them are active now.

`resources.value_history` checks the shapes of bodies and times. Documented: the codes, and that intervals may touch and
leave gaps. Assumed: which mistake has which code, and that only values that have not ended must be unique.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from attio_emulator import refusals
from attio_emulator.assumptions import Settings
from attio_emulator.given import Reader
from attio_emulator.record import Record, Stamp, Value
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.store import Store
from attio_emulator.types import TYPES

__all__ = ["Histories", "Interval"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A value as sent, from one moment to another in milliseconds (None: until now); `pointer` is its place."""

    sent: Any
    active_from: int
    active_until: int | None
    pointer: str


class Histories:
    """Writes histories into one store."""

    def __init__(self, store: Store, reader: Reader, assumptions: Settings) -> None:
        self._store, self._reader, self._assumptions = store, reader, assumptions

    def check_writable(self, attribute: Attribute, pointer: str) -> None:
        """Raises 400 for what Attio writes itself, and for relationships, since their other side would have a different history."""
        if attribute.inverse is not None or attribute.is_enriched:
            code = self._assumptions.decides("history.not_written")
            raise refusals.no_written_history(attribute.slug, attribute.type, code, pointer)
        if not attribute.is_writable:
            raise refusals.no_written_history(attribute.slug, attribute.type, "system_edit_unauthorized", pointer)

    def write(
        self, owner: Object, record: Record, attribute: Attribute, intervals: Sequence[Interval], stamp: Stamp
    ) -> None:
        """Replace all present and past values of an attribute; no change is reported (documented).

        Raises:
            AttioError: 400 for a value the attribute does not accept, for intervals that overlap but must not, for a required
                attribute without an open value, for a unique value that another record has now.
        """
        rows = sorted(
            ((self._value(owner, attribute, one, stamp), one) for one in intervals), key=lambda row: row[0].active_from
        )
        self._check_overlaps(attribute, rows)
        # the one written last comes first, as with single values
        active = [value for value, _ in reversed(rows) if value.active_until is None]
        if not active and attribute.is_required:
            raise refusals.value_required(attribute.slug, attribute.type, attribute.id, "/data/values")
        if attribute.is_unique:
            self._check_unique(owner, record, attribute, [row for row in rows if row[0].active_until is None])
        past = [value for value, _ in rows if value.active_until is not None]
        with self._store.transaction():
            self._store.rewrite(record, attribute.slug, active, past, unique=attribute.is_unique)
            if record.assumed_by is not None:
                self._store.note_written(record)

    def _value(self, owner: Object, attribute: Attribute, one: Interval, stamp: Stamp) -> Value:
        datum = self._reader.datum(owner, attribute, one.sent, one.pointer)
        began = Stamp(at=one.active_from, actor=stamp.actor, request_id=stamp.request_id)
        return Value(datum, TYPES[attribute.type].key(datum), began, one.active_until)

    def _check_overlaps(self, attribute: Attribute, rows: Iterable[tuple[Value, Interval]]) -> None:
        by_key: dict[Hashable, list[tuple[Value, Interval]]] = {}
        for row in rows:
            by_key.setdefault(row[0].key if attribute.is_multiselect else None, []).append(row)
        refuse = refusals.same_value_twice if attribute.is_multiselect else refusals.several_at_once
        for ordered in by_key.values():
            for (one, _), (other, sent) in pairwise(ordered):
                # sorted by beginning: whoever overlaps any interval overlaps its neighbour
                if one.active_until is None or one.active_until > other.active_from:
                    raise refuse(attribute.slug, attribute.type, sent.sent, sent.pointer)

    def _check_unique(
        self, owner: Object, record: Record, attribute: Attribute, rows: Iterable[tuple[Value, Interval]]
    ) -> None:
        for value, sent in rows:
            holder = self._store.lookup(owner.slug, attribute.slug, value.key)
            if holder not in (None, record.id):
                raise refusals.value_taken(attribute.slug, attribute.type, sent.sent, [str(holder)], sent.pointer)

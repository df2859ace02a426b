"""Unique values that only records written by events can have: their record was deleted, or a write gave it other values.
Such a value never leads to a presumed record. Values that such a record had only perhaps lead to one that is there only if
the other one was not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attio_emulator.contested import Contested, Slot
from attio_emulator.record import Record
from attio_emulator.store import Store

__all__ = ["Gone"]


class Gone:
    """The values of one store. Undoing a transaction undoes what was noted in it."""

    def __init__(self, store: Store, contested: Contested) -> None:
        self._store, self._contested = store, contested
        # each with whether the record certainly had it
        self._slots: dict[Slot, bool] = {}

    def __contains__(self, slot: Slot) -> bool:
        return self._slots.get(slot, False)

    def is_perhaps(self, slot: Slot) -> bool:
        """Whether a record lost a value that it may never have had."""
        return self._slots.get(slot) is False

    def add(self, record: Record, slots: Iterable[Slot]) -> None:
        """Note that a record loses these values. One that it may never have had may be another's."""
        before = {slot: self._slots.get(slot) for slot in slots}
        new = {slot: self._had(record, slot) for slot, was in before.items() if not was}
        new = {slot: had for slot, had in new.items() if had is not before[slot]}
        if not new:
            return
        self._slots |= new
        self._store.remember(lambda _: self._back({slot: before[slot] for slot in new}))
        while len(self._slots) > _MOST:
            del self._slots[next(iter(self._slots))]

    def _had(self, record: Record, slot: Slot) -> bool:
        if self._contested.of(slot):
            return False
        if record.assumed_by is None or slot[1] == "record_id":
            return True
        # of a record that was presumed by a value none has that value, whether it was there or not
        return record.is_presumed and record.assumed_by[0] == slot[1]

    def _back(self, before: Mapping[Slot, bool | None]) -> None:
        for slot, had in before.items():
            if had is None:
                self._slots.pop(slot, None)
            else:
                self._slots[slot] = had

    def dump(self) -> list[dict[str, Any]]:
        """All values, as JSON values for `load`."""
        return [
            {"object": object, "attribute": attribute, "key": key} | ({} if had else {"perhaps": True})
            for (object, attribute, key), had in self._slots.items()
        ]

    def load(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Replace all values by those that `dump` returned."""
        self._slots = {(row["object"], row["attribute"], row["key"]): not row.get("perhaps") for row in rows}


_MOST = 10_000
"""How many values are kept, the last ones: of the others nothing is known."""

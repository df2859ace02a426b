"""Unique values that only records written by events can have: their record was deleted, or a write gave it other values.
Such a value never leads to a presumed record.
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
        self._slots: dict[Slot, None] = {}

    def __contains__(self, slot: Slot) -> bool:
        return slot in self._slots

    def add(self, record: Record, slots: Iterable[Slot]) -> None:
        """Note that a record loses these values, except those that it may never have had: another may have them."""
        new = [slot for slot in slots if slot not in self._slots and self._had(record, slot)]
        if not new:
            return
        self._slots |= dict.fromkeys(new)
        self._store.remember(lambda _: self._back(new))
        while len(self._slots) > _MOST:
            del self._slots[next(iter(self._slots))]

    def _had(self, record: Record, slot: Slot) -> bool:
        if self._contested.of(slot):
            return False
        if record.assumed_by is None or slot[1] == "record_id":
            return True
        # of a record that was presumed by a value none has that value, whether it was there or not
        return record.is_presumed and record.assumed_by[0] == slot[1]

    def _back(self, slots: Iterable[Slot]) -> None:
        for slot in slots:
            self._slots.pop(slot, None)

    def dump(self) -> list[dict[str, Any]]:
        """All values, as JSON values for `load`."""
        return [dict(zip(("object", "attribute", "key"), slot, strict=True)) for slot in self._slots]

    def load(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Replace all values by those that `dump` returned."""
        self._slots = {(row["object"], row["attribute"], row["key"]): None for row in rows}


_MOST = 10_000
"""How many values are kept, the last ones: of the others nothing is known."""

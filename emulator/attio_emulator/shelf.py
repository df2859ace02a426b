"""The records of one object. Those not used lately are packed into one run of bytes each.

As objects, a record takes two kilobytes in some thirty objects that the garbage collector visits again and again.
Packed, it takes a fifth and the collector does not see it. A record is unpacked when something reads it; `awake`
decides how long it stays so. `store` decides which records exist and what follows from a write.
"""

from __future__ import annotations

from collections.abc import Iterator

from attio_emulator.awake import Awake
from attio_emulator.packing import Packing
from attio_emulator.record import Record

__all__ = ["Shelf"]


class Shelf:
    """The records of one object, in order of insertion. `awake` holds the unpacked records of all shelves."""

    __slots__ = ("_awake", "_kept", "_object", "_packing")

    def __init__(self, object: str, packing: Packing, awake: Awake) -> None:
        self._object, self._packing, self._awake = object, packing, awake
        self._kept: dict[str, Record | bytes] = {}

    def get(self, id: str) -> Record | None:
        """A record that may be changed."""
        found = self._kept.get(id)
        if type(found) is bytes:
            record, turn = self._packing.read(self._object, id, found)
            self._kept[id] = record
            self._awake.add(record, turn)
            return record
        return found  # type: ignore[return-value]  # mypy does not narrow by `type(...) is`

    def seen(self, id: str) -> Record:
        """A record, read-only: of a packed one it is a copy."""
        found = self._kept[id]
        return self._packing.read(self._object, id, found)[0] if isinstance(found, bytes) else found

    def each(self) -> Iterator[Record]:
        """All records, read-only, and only until the next write."""
        return map(self.seen, self._kept)

    def put(self, record: Record) -> None:
        self._kept[record.id] = record
        self._awake.add(record)

    def drop(self, id: str) -> None:
        gone = self._kept.pop(id)
        if isinstance(gone, Record):
            self._awake.discard(gone)

    def sort(self, ids: list[str]) -> None:
        """Put the records into this order of IDs, which must be all of them."""
        kept = {id: self._kept[id] for id in ids}
        self._kept.clear()
        self._kept.update(kept)

    def pack(self, record: Record) -> None:
        """Pack a record, if it is still on the shelf."""
        if self._kept.get(record.id) is record:
            packed = self._packing.packed(record, self._awake.turn)
            if packed is not None:
                self._kept[record.id] = packed
                self._awake.turn += 1

    def __contains__(self, id: object) -> bool:
        return id in self._kept

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

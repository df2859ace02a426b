"""The records of one object. Those not used lately are packed into one run of bytes each.

As objects, a record takes two kilobytes in some thirty objects that the garbage collector visits again and again.
Packed, it takes a fifth and the collector does not see it. A record is unpacked when something reads it; `Awake`
decides how long it stays so. `packing` packs, `store` decides which records exist and what follows from a write.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence

from attio_emulator.packing import Packing
from attio_emulator.record import Record

__all__ = ["AWAKE", "Awake", "Shelf"]

AWAKE = 12_000
"""How many records stay objects. A workspace with no more is never packed."""
LATELY = 8
"""How many further records stay objects until as many others were used: several requests in a row often use the same one."""


class Awake:
    """The records that are objects: those used often, and the few used last. `turn` counts those that were packed.

    A record unpacked for one request is packed soon after it, while it is still in the processor's caches. Packing it
    after thousands of others would cost a tenth of a request more.
    """

    __slots__ = ("_lately", "_often", "turn")

    def __init__(self) -> None:
        # by Python's id(), oldest first
        self._often: OrderedDict[int, Record] = OrderedDict()
        self._lately: dict[int, Record] = {}  # a plain dict suffices for so few, and halves the work
        self.turn = 0

    def add(self, record: Record, turn: int | None = None) -> None:
        """Add a record that became an object: a new one, or one packed at `turn`. It stays longer if that was recent."""
        stays = len(self._often) < AWAKE or (turn is not None and self.turn - turn < AWAKE)
        (self._often if stays else self._lately)[id(record)] = record

    def discard(self, record: Record) -> None:
        """Forget a deleted record."""
        if self._lately.pop(id(record), None) is None:
            self._often.pop(id(record), None)

    def surplus(self) -> Sequence[Record]:
        """Remove the records beyond the limits, oldest first."""
        often, lately = self._often, self._lately
        out = []
        while len(lately) > LATELY:
            out.append(lately.pop(next(iter(lately))))
        while len(often) > AWAKE:
            out.append(often.popitem(last=False)[1])
        return out

    def clear(self) -> None:
        self._often.clear()
        self._lately.clear()

    def __len__(self) -> int:
        return len(self._often) + len(self._lately)


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

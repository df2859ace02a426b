"""Decides which records stay unpacked objects: those used often, and the few used last.

A record unpacked for one request is packed soon after it, while it is still in the processor's caches. Packing it after
thousands of others would cost a tenth of a request more. `packing` packs.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from attio_emulator.record import Record

__all__ = ["Awake"]

AWAKE = 12_000
"""How many records stay objects. A workspace with no more is never packed."""
LATELY = 8
"""How many further records stay objects until as many others were used: several requests in a row often use the same one."""


class Awake:
    """The records that are objects. `turn` counts those that were packed."""

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

"""Which records of a store are objects: the ones that are asked for again and again, and the few that were asked for last.

A record that becomes an object for one request is packed soon behind it, while all of it is in the caches of the processor; packed
only when thousands of others were asked for, it costs a tenth of a request more. How a record is packed is `packing`'s.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from attio_emulator.record import Record

__all__ = ["Awake"]

AWAKE = 12_000
"""Records that stay objects. A workspace of no more is never packed."""
LATELY = 8
"""Records that stay objects beside them until as many others were asked for: one is often asked for by several requests in a row."""


class Awake:
    """The records that are objects; `turn` counts those that were packed."""

    __slots__ = ("_lately", "_often", "turn")

    def __init__(self) -> None:
        # each under Python's own number of it, the first that became an object first
        self._often: OrderedDict[int, Record] = OrderedDict()
        self._lately: dict[int, Record] = {}  # of so few, which is half of the work
        self.turn = 0

    def add(self, record: Record, turn: int | None = None) -> None:
        """A record that became an object: a new one, or one that was packed at a turn. It stays longer where that was lately."""
        stays = len(self._often) < AWAKE or (turn is not None and self.turn - turn < AWAKE)
        (self._often if stays else self._lately)[id(record)] = record

    def discard(self, record: Record) -> None:
        """A record that is no more."""
        if self._lately.pop(id(record), None) is None:
            self._often.pop(id(record), None)

    def surplus(self) -> Sequence[Record]:
        """Take away those that are too many, the first first."""
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

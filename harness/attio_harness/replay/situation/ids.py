"""Lets the emulator give out the recording's ids for what the recording made, so that lists come in the recorded order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Literal

from attio_emulator import Ids
from attio_emulator.ids import is_uuid

__all__ = ["RecordedIds"]


class RecordedIds(Ids):
    """Like `Ids`, but gives out the ids passed to `expect` first, each once.

    Unexpected things get ids under a key of their own: the recording may be of an emulator that gave the ids of the same seed to
    other things.
    """

    __slots__ = ("_coming", "_given", "_new")

    def __init__(self, seed: int | str = 0) -> None:
        super().__init__(seed)
        self._new = Ids(f"what a replay makes {seed}")
        self._coming: deque[str] = deque()
        self._given: set[str] = set()

    def expect(self, ids: Iterable[str]) -> None:
        """Give out these ids next, and forget those expected before; skips what is no UUID."""
        self._coming = deque(one.lower() for one in ids if is_uuid(one) and one.lower() not in self._given)

    def next(self, *, version: Literal[4, 5] = 4) -> str:
        if not self._coming:
            return self._new.next(version=version)
        found = self._coming.popleft()
        self._given.add(found)
        return found

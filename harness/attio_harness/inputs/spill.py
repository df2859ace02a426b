"""Sorts more items than memory should hold: sorted runs in a temporary file, merged while they are read back.

Knows nothing about events. `heapq.merge` merges; the file has no name and disappears with the process.
"""

from __future__ import annotations

import heapq
import pickle
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import IO, Any, Generic, TypeVar

__all__ = ["Sorted", "sorted_by_first"]

_RUN = 10_000
"""Items of a run, which are in memory together."""
_BLOCK = 100
"""Items of a block, which are read back together."""
_TOGETHER = 64
"""How many runs are merged into one. Reading keeps a block of each run in memory, so their number must not grow with the items."""

T = TypeVar("T", bound=tuple[Any, ...])


def sorted_by_first(items: Iterable[T], *, run: int = _RUN) -> Iterator[T]:
    """Sort tuples by their first members, which must be comparable; equal ones keep their order.

    All items are read before the first is handed out.

    Raises:
        OSError: the temporary file cannot be written or read.
    """
    kept = Sorted[T](run=run)
    try:
        for item in items:
            kept.add(item)
        yield from kept
    finally:
        kept.close()


class Sorted(Generic[T]):
    """Tuples sorted by their first members, which must be comparable; equal ones keep their order.

    It may be iterated repeatedly, and by several at once, but not while items are added. `run` items are in memory, the others in
    the file; `add` and iteration raise OSError if the file cannot be written or read.
    """

    def __init__(self, *, run: int = _RUN) -> None:
        self._run = run
        self._taken: list[T] = []
        # each level has runs merged from `_TOGETHER` runs of the level below; higher levels hold what was added earlier
        self._levels: list[list[_Run]] = [[]]
        self._newest: _Run | None = None
        self._file: IO[bytes] | None = None
        self._closing: Callable[[], object] | None = None
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def is_spilled(self) -> bool:
        """Whether some items are in the file."""
        return self._file is not None

    def add(self, item: T) -> None:
        self._taken.append(item)
        self._count += 1
        if len(self._taken) >= self._run:
            self._spill()

    def _spill(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when nobody has these items any more
            self._closing = weakref.finalize(self, self._file.close)
        self._taken.sort(key=_first)
        # items after the last one of the newest run extend it: sorted input stays one run
        if self._newest is None or _first(self._taken[0]) < self._newest.last:
            self._newest = _Run(self._file)
            self._levels[0].append(self._newest)
        self._newest.add(self._taken)
        self._taken = []
        for level, runs in enumerate(self._levels):
            if len(runs) < _TOGETHER:
                break
            if level + 1 == len(self._levels):
                self._levels.append([])
            self._newest = self._merged(self._file, runs)
            self._levels[level + 1].append(self._newest)
            runs.clear()

    def _merged(self, file: IO[bytes], runs: list[_Run]) -> _Run:
        merged, items = _Run(file), heapq.merge(*runs, key=_first)
        while some := list(islice(items, self._run)):
            merged.add(some)
        return merged

    def __iter__(self) -> Iterator[T]:
        # merge is stable: of equal items, those of the earlier run come first
        runs = chain.from_iterable(reversed(self._levels))
        return heapq.merge(*runs, sorted(self._taken, key=_first), key=_first)

    def close(self) -> None:
        """Drop the items and the file."""
        if self._closing is not None:
            self._closing()


def _first(item: tuple[Any, ...]) -> Any:
    return item[0]


class _Run:
    """A sorted run in a file, block by block."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._blocks: list[tuple[int, int]] = []
        self.last: Any = None

    def add(self, items: list[Any]) -> None:
        # at the end: the file may have been read since
        self._file.seek(0, 2)
        for begin in range(0, len(items), _BLOCK):
            data = pickle.dumps(items[begin : begin + _BLOCK], protocol=pickle.HIGHEST_PROTOCOL)
            self._blocks.append((self._file.tell(), len(data)))
            self._file.write(data)
        self.last = _first(items[-1])

    def __iter__(self) -> Iterator[Any]:
        return chain.from_iterable(map(self._read, self._blocks))

    def _read(self, block: tuple[int, int]) -> Any:
        self._file.seek(block[0])
        return pickle.loads(self._file.read(block[1]))

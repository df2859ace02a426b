"""Sorting of more items than memory should hold: sorted runs in one temporary file, merged while they are read back.

Knows nothing of events. `heapq.merge` does the merging; the file has no name and is gone with the process.
"""

from __future__ import annotations

import heapq
import pickle
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO, Any, TypeVar

__all__ = ["sorted_by_first"]

_RUN = 10_000
"""Items of one run, which are in memory together."""
_BLOCK = 100
"""Items that are read back together."""

T = TypeVar("T", bound=tuple[Any, ...])


def sorted_by_first(items: Iterable[T], *, run: int = _RUN) -> Iterator[T]:
    """Tuples in the order of their first members, which must be comparable; equal ones stay in their order.

    The first is handed out when all were taken.

    Raises:
        OSError: the temporary file cannot be written or read.
    """
    taken: list[T] = []
    runs: list[_Run] = []
    file: IO[bytes] | None = None
    try:
        for item in items:
            taken.append(item)
            if len(taken) >= run:
                file = file or tempfile.TemporaryFile()  # noqa: SIM115 - closed below, when all is read back
                taken.sort(key=_first)
                # what follows on the run before lengthens it: input that is sorted already stays one run
                if not (runs and runs[-1].last <= _first(taken[0])):
                    runs.append(_Run(file))
                runs[-1].add(taken)
                taken = []
        taken.sort(key=_first)
        # merge is stable: of equal ones those of the earlier run come first
        yield from heapq.merge(*runs, taken, key=_first)
    finally:
        if file is not None:
            file.close()


def _first(item: tuple[Any, ...]) -> Any:
    return item[0]


class _Run:
    """A sorted run in a file, block by block."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._blocks: list[tuple[int, int]] = []
        self.last: Any = None

    def add(self, items: list[T]) -> None:
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

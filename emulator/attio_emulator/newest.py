"""A list that keeps only its newest rows, limited by number and bytes, and counts those it forgot."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

__all__ = ["AROUND", "Newest"]

AROUND = 500
"""Bytes of overhead for a row of texts, for the `size` functions of callers."""

Row = TypeVar("Row")


class Newest(Generic[Row]):
    """At most `most` rows and `most_bytes` bytes in all, as measured by `size`. A single row larger than that is kept alone."""

    def __init__(self, size: Callable[[Row], int], *, most: int, most_bytes: int) -> None:
        self._size, self.most, self.most_bytes = size, most, most_bytes
        self._rows: deque[Row] = deque()
        self._sizes: deque[int] = deque()
        self._bytes = 0
        self.forgotten = 0
        """How many rows have been forgotten since the last `clear`."""

    @property
    def total(self) -> int:
        """How many rows there have been since the last `clear`, including forgotten ones."""
        return self.forgotten + len(self._rows)

    def append(self, row: Row) -> None:
        """Add the newest row; the oldest ones go."""
        size = self._size(row)
        rows, sizes = self._rows, self._sizes
        rows.append(row)
        sizes.append(size)
        total = self._bytes + size
        while len(rows) > self.most or (total > self.most_bytes and len(rows) > 1):
            rows.popleft()
            total -= sizes.popleft()
            self.forgotten += 1
        self._bytes = total

    def replace(self, rows: Iterable[Row]) -> None:
        """Replace all rows; the oldest comes first."""
        self.clear()
        for row in rows:
            self.append(row)

    def __delitem__(self, where: slice) -> None:
        """Remove the newest rows: `del rows[count:]`."""
        for _ in range(len(range(*where.indices(len(self._rows))))):
            self._rows.pop()
            self._bytes -= self._sizes.pop()

    def clear(self) -> None:
        """Remove all rows and reset the count of forgotten ones."""
        self._rows.clear()
        self._sizes.clear()
        self._bytes = self.forgotten = 0

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __reversed__(self) -> Iterator[Row]:
        return reversed(self._rows)

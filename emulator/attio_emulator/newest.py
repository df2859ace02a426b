"""Rows of which the newest are kept, by number and by bytes, and of which it is known how many were forgotten."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

__all__ = ["AROUND", "Newest"]

AROUND = 500
"""Bytes of what holds a row of texts together, for whoever tells the size of one."""

Row = TypeVar("Row")


class Newest(Generic[Row]):
    """`most` rows of `most_bytes` together, as `size` tells the bytes of one; a row larger than all may have is kept alone."""

    def __init__(self, size: Callable[[Row], int], *, most: int, most_bytes: int) -> None:
        self._size, self.most, self.most_bytes = size, most, most_bytes
        self._rows: deque[Row] = deque()
        self._sizes: deque[int] = deque()
        self._bytes = 0
        self.forgotten = 0
        """How many went since it was last cleared."""

    @property
    def total(self) -> int:
        """How many there were since it was last cleared, those that are forgotten included."""
        return self.forgotten + len(self._rows)

    def append(self, row: Row) -> None:
        """Add the newest; the oldest go."""
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
        """These and no others, the oldest first."""
        self.clear()
        for row in rows:
            self.append(row)

    def __delitem__(self, where: slice) -> None:
        """Take away the newest: `del rows[count:]`."""
        for _ in range(len(range(*where.indices(len(self._rows))))):
            self._rows.pop()
            self._bytes -= self._sizes.pop()

    def clear(self) -> None:
        """Nothing is kept, and nothing forgotten."""
        self._rows.clear()
        self._sizes.clear()
        self._bytes = self.forgotten = 0

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __reversed__(self) -> Iterator[Row]:
        return reversed(self._rows)

"""Rows of lost or unresolved events, in the order of their events: a few in memory, many in a temporary file.

Does not know what a row contains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Generic, TypeVar, overload

from attio_harness.errors import InputError
from attio_harness.inputs.spill import Sorted

__all__ = ["IN_MEMORY", "KeptRows", "Key", "RowsOf"]

IN_MEMORY = 2_000
"""How many rows stay in memory."""

Key = tuple[int, int]
"""The number of the event, and the index of the subscription."""

T = TypeVar("T")
U = TypeVar("U")


class KeptRows(Generic[T]):
    """Rows by unique keys. `everything` keeps all of them in memory, so that `get` works.

    Raises:
        InputError: the disk has no room for what does not fit into memory.
    """

    def __init__(self, *, everything: bool = False) -> None:
        self._rows: dict[Key, T] | None = {} if everything else None
        self._sorted = Sorted[tuple[Key, T]](run=IN_MEMORY)

    def __len__(self) -> int:
        return len(self._sorted) if self._rows is None else len(self._rows)

    def __setitem__(self, key: Key, row: T) -> None:
        if self._rows is not None:
            self._rows[key] = row
            return
        try:
            self._sorted.add((key, row))
        except OSError as error:
            said = error.strerror or str(error)
            raise InputError(f"cannot be written while lost events are kept ({said})", file="temporary file") from None

    def get(self, key: Key) -> T | None:
        """The row of a key; only with `everything`."""
        assert self._rows is not None
        return self._rows.get(key)

    def items(self) -> Iterator[tuple[Key, T]]:
        """Keys and rows in the order of the keys."""
        return iter(self._sorted) if self._rows is None else iter(sorted(self._rows.items(), key=lambda item: item[0]))

    def rows(self) -> Sequence[T]:
        """The rows in the order of their keys, as `map` returns them."""
        return self.map(lambda key, row: row)

    def map(self, made: Callable[[Key, T], U]) -> Sequence[U]:
        """What `made` returns for each row: a tuple, or if the rows are in a file, a sequence that calls it anew in each pass."""
        if self._sorted.is_spilled:
            return RowsOf(self, lambda: (made(key, row) for key, row in self.items()))
        return tuple(made(key, row) for key, row in self.items())


class RowsOf(Sequence[U]):
    """A sequence with an item for each row, made anew in each pass."""

    def __init__(self, rows: KeptRows[Any] | Sequence[Any], made: Callable[[], Iterator[U]]) -> None:
        self._rows, self._made = rows, made

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[U]:
        return self._made()

    @overload
    def __getitem__(self, at: int) -> U: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[U]: ...
    def __getitem__(self, at: int | slice) -> U | Sequence[U]:
        if isinstance(at, slice):
            begin, end, step = at.indices(len(self))
            if step < 0:
                return list(self)[at]
            return list(islice(self, begin, max(begin, end), step))
        number = at + len(self) if at < 0 else at
        found = next(islice(self, number, None), None) if 0 <= number < len(self) else None
        if found is None:
            raise IndexError("there are fewer rows")
        return found

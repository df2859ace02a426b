"""Rows of events that are lost or unresolved, in the order of their events: few in memory, many in a temporary file.

What stands in a row is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Generic, TypeVar, overload

from attio_harness.errors import InputError
from attio_harness.inputs.spill import Sorted

__all__ = ["IN_MEMORY", "KeptRows", "Key", "RowsOf"]

IN_MEMORY = 2_000
"""Rows that are in memory together."""

Key = tuple[int, int]
"""The number of the event, and the index of the subscription."""

T = TypeVar("T")
U = TypeVar("U")


class KeptRows(Generic[T]):
    """Rows by their keys, each of which comes once; `everything` keeps them in memory, where each can be asked for.

    Raises:
        InputError: there is no room for what does not fit into memory.
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
        """The row of a key, where `everything` is in memory."""
        assert self._rows is not None
        return self._rows.get(key)

    def items(self) -> Iterator[tuple[Key, T]]:
        """Keys and rows in the order of the keys."""
        return iter(self._sorted) if self._rows is None else iter(sorted(self._rows.items(), key=lambda item: item[0]))

    def values(self) -> Iterator[T]:
        """The rows in the order of their keys."""
        return (row for _, row in self.items())

    def map(self, made: Callable[[Key, T], U]) -> Sequence[U]:
        """What is made of each row: a tuple, or where the rows lie in a file, a sequence that is made anew for whoever asks."""
        if self._sorted.is_spilled:
            return RowsOf(self, lambda: (made(key, row) for key, row in self.items()))
        return tuple(made(key, row) for key, row in self.items())


class RowsOf(Sequence[U]):
    """As many as there are rows, made anew each time that somebody goes through them."""

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

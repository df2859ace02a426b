"""The ended values of a record. Earlier ones stay packed until somebody reads them.

A write adds values without reading any, so a record with a long history is read, written and packed as fast as one
without. `packing` turns values into bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableMapping
from typing import Generic, TypeVar

__all__ = ["Past"]

Row = TypeVar("Row")


class Past(MutableMapping[str, list[Row]], Generic[Row]):
    """Ended values by attribute slug, oldest first.

    Args:
        rows: those that are already values.
        earlier: the packed ones before them, and the function that unpacks them.
    """

    __slots__ = ("_earlier", "_rows")

    def __init__(
        self,
        rows: dict[str, list[Row]] | None = None,
        earlier: tuple[bytes, Callable[[bytes], dict[str, list[Row]]]] | None = None,
    ) -> None:
        self._rows: dict[str, list[Row]] = {} if rows is None else rows
        self._earlier = earlier

    def parts(self) -> tuple[bytes, dict[str, list[Row]]]:
        """The packed earlier values, and the later ones."""
        return b"" if self._earlier is None else self._earlier[0], self._rows

    def add(self, slug: str, rows: Iterable[Row]) -> None:
        """Add values that ended after all others of their attribute."""
        self._rows.setdefault(slug, []).extend(rows)

    def take_back(self, slug: str, count: int) -> None:
        """Undo the addition of the last ones."""
        rows = self._rows[slug]
        del rows[-count:]
        if not rows:
            del self._rows[slug]

    def _all(self) -> dict[str, list[Row]]:
        if self._earlier is not None:
            packed, read = self._earlier
            since, self._rows, self._earlier = self._rows, read(packed), None
            for slug, rows in since.items():
                self.add(slug, rows)
        return self._rows

    def __getitem__(self, slug: str) -> list[Row]:
        return self._all()[slug]

    def __setitem__(self, slug: str, rows: list[Row]) -> None:
        self._all()[slug] = rows

    def __delitem__(self, slug: str) -> None:
        del self._all()[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __repr__(self) -> str:
        return f"Past({self._all()!r})"

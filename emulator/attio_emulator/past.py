"""The ended values of a record, of which the earlier ones stay as they were packed until somebody reads them.

A write adds to them and looks at none. So a record with a long history is read from bytes, written to and packed again in the time that
one without any takes. How values become bytes is `packing`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableMapping
from typing import Generic, TypeVar

__all__ = ["Past"]

Row = TypeVar("Row")


class Past(MutableMapping[str, list[Row]], Generic[Row]):
    """Ended values by attribute slug, oldest first.

    Args:
        rows: those that are values.
        earlier: those before them as they were packed, and what makes values of them.
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
        """The earlier ones as they were packed, and those that are values."""
        return b"" if self._earlier is None else self._earlier[0], self._rows

    def add(self, slug: str, rows: Iterable[Row]) -> None:
        """These ended after all others of their attribute."""
        self._rows.setdefault(slug, []).extend(rows)

    def take_back(self, slug: str, count: int) -> None:
        """As if the last ones had not been added."""
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

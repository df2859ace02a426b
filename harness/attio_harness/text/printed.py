"""Texts that a program prints without a value: `undefined`, `null null`. Knows no mapping and no attribute."""

from __future__ import annotations

__all__ = ["OF_NOTHING"]

_WORDS = ("undefined", "null", "NaN", "Invalid Date", "[object Object]")
OF_NOTHING = frozenset(
    [*_WORDS, *(f"{one}{between}{one}" for one in ("undefined", "null") for between in (" ", ", ", ","))]
)
"""Whole texts as JavaScript prints them; for names two in a row. Without `None` and `N/A`, which people write too."""

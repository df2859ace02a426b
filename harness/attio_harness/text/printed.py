"""Texts that mean no value: what a program prints without one, and what people write. Knows no mapping and no attribute."""

from __future__ import annotations

__all__ = ["OF_NOTHING", "stands_for_nothing"]

_WORDS = (
    "undefined", "null", "NaN", "Invalid Date", "Invalid date", "[object Object]", "NULL", "(null)", "<null>", "<nil>", "\\N",
    "00000000-0000-0000-0000-000000000000", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00",
    "1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00Z",
)  # fmt: skip
OF_NOTHING = frozenset(
    [*_WORDS, *(f"{one}{between}{one}" for one in ("undefined", "null", "None") for between in (" ", ", ", ","))]
)
"""Whole texts as JavaScript, Go, .NET, Objective-C and databases print them, the moment of `new Date(null)` too; for names two in a row.
Without a single `None` and `N/A`, which people write too."""

_WRITTEN = frozenset(
    ["-", "--", "---", "\u2013", "\u2014", "?", "n/a", "n.a.", "#n/a", "nil", "none", "(none)", "null", "nan", "no value", "not available",
     "not provided", "not set", "(not set)", "not specified", "tbd", "unknown"]
)  # fmt: skip
_LONGEST = max(map(len, _WRITTEN)) + 10
"""With blanks around it."""


def stands_for_nothing(text: str) -> bool:
    """Whether people write the text when they have no value: `N/A`, `-`, `unknown`. Nan is a name."""
    return len(text) <= _LONGEST and text.strip().casefold() in _WRITTEN and text.strip() != "Nan"

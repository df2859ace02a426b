"""What follows the comma of a name although it is no first name: `PhD`, `Jr.`, `Inc.`. Knows no attribute."""

from __future__ import annotations

__all__ = ["is_suffix", "misread"]

_SUFFIXES = frozenset(
    ["jr", "sr", "ii", "iii", "iv", "esq", "phd", "dphil", "mba", "msc", "bsc", "cpa", "cfa", "cissp", "pmp", "dds", "dvm",
     "inc", "incorporated", "llc", "llp", "pllc", "plc", "ltd", "limited", "corp", "corporation", "gmbh", "srl", "sarl", "pty"]
)  # fmt: skip
"""Without those that are names too, as `Ma`, `Md` or `Co`."""
_LONGEST = 60
"""Characters of several suffixes."""


def is_suffix(word: str) -> bool:
    """Whether a word is an academic degree, a generation or the legal form of a company, with or without dots."""
    return word.replace(".", "").casefold() in _SUFFIXES


def misread(text: str) -> str | None:
    """What `Last, First` makes the first name although it is none: `PhD` of `Jane Doe, PhD`; None for other texts."""
    behind = text.partition(",")[2].strip()
    words = behind.replace(",", " ").split() if len(behind) <= _LONGEST else []
    return behind if words and all(map(is_suffix, words)) else None

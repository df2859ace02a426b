"""Numbers that a benchmark is given on its command line."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["WrongWord", "positive"]


class WrongWord(Exception):
    """What was asked for is nothing that there is; the message says what would be."""


def positive(words: Sequence[str], what: str) -> list[int]:
    """Whole numbers from 1; `what` is the name of what they count. Raises WrongWord."""
    for word in words:
        if not (word.isascii() and word.isdigit()) or not int(word):
            raise WrongWord(f"{word!r} is no number of {what}; expected a whole number from 1, such as 20000")
    return [int(word) for word in words]

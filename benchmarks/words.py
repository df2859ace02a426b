"""Numbers that a benchmark is given on its command line."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["WrongWord", "positive"]


class WrongWord(Exception):
    """What was asked for is nothing that there is; the message says what would be."""


def positive(words: Sequence[str], what: str, *, most: int | None = None) -> list[int]:
    """Whole numbers from 1, so many at most; `what` is the name of what they count. Raises WrongWord."""
    if most is not None and len(words) > most:
        raise WrongWord(f"{' '.join(words[most:])!r} is not known here; nothing comes behind the number of {what}")
    for word in words:
        if not (word.isascii() and word.isdigit()) or not int(word):
            raise WrongWord(f"{word!r} is no number of {what}; expected a whole number from 1, such as 20000")
    return [int(word) for word in words]

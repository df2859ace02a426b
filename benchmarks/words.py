"""Reads the numbers on the command line of a benchmark."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["WrongWord", "positive"]


class WrongWord(Exception):
    """An argument is wrong; the message says what was expected."""


def positive(words: Sequence[str], what: str, *, most: int | None = None) -> list[int]:
    """Read at most `most` whole numbers from 1; `what` names what they count. Raises WrongWord."""
    if most is not None and len(words) > most:
        raise WrongWord(f"{' '.join(words[most:])!r} is not known here; expected nothing after the number of {what}")
    for word in words:
        if not (word.isascii() and word.isdigit()) or not int(word):
            raise WrongWord(f"{word!r} is not a number of {what}; expected a whole number from 1, such as 20000")
    return [int(word) for word in words]

"""Invented pronounceable words, numbered: `count` says how many there are of a length, and each has a number.

Lists of names show what is pronounceable: two letters may follow one another if they do so in a listed name, and at most two vowels
or consonants in a row. So a word that looks like a name can become another such word, and never one that is taken already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

__all__ = ["Language"]

_VOWELS = frozenset("aeiou")
_MOST_IN_A_ROW = 2
LONGEST = 24

_State = tuple[str, int]
"""The last letter, and how many of its sort (vowel or consonant) are in a row, itself included; ("", 0) at the beginning."""
_START: _State = ("", 0)


class Language:
    """The words of lower-case letters a to z that are built like the words of a list."""

    def __init__(self, words: Iterable[str]) -> None:
        after: dict[str, set[str]] = {}
        ends: set[str] = set()
        for word in words:
            before = ""
            for letter in word:
                after.setdefault(before, set()).add(letter)
                before = letter
            ends.add(before)
        self._after: Mapping[str, tuple[str, ...]] = {letter: tuple(sorted(all)) for letter, all in after.items()}
        self._ends = ends
        self._left = lru_cache(maxsize=None)(self._count)
        self._steps = lru_cache(maxsize=None)(self._next)

    def count(self, length: int) -> int:
        """How many words of this length there are."""
        return self._left(_START, length)

    def number(self, word: str) -> int | None:
        """The number of a word; None if it is built otherwise."""
        if not 0 < len(word) <= LONGEST:
            return None
        state, number = _START, 0
        for at, letter in enumerate(word):
            for other, next_state in self._steps(state):
                if other == letter:
                    state = next_state
                    break
                number += self._left(next_state, len(word) - at - 1)
            else:
                return None
        return number if word[-1] in self._ends else None

    def word(self, number: int, length: int) -> str:
        """The word with a number."""
        state, out = _START, ""
        while len(out) < length:
            for letter, next_state in self._steps(state):
                there = self._left(next_state, length - len(out) - 1)
                if number < there:
                    out, state = out + letter, next_state
                    break
                number -= there
        return out

    def _next(self, state: _State) -> list[tuple[str, _State]]:
        last, row = state
        out = []
        for letter in self._after.get(last, ()):
            same = last != "" and (letter in _VOWELS) == (last in _VOWELS)
            if not same or row < _MOST_IN_A_ROW:
                out.append((letter, (letter, row + 1 if same else 1)))
        return out

    def _count(self, state: _State, left: int) -> int:
        if left == 0:
            return 1 if state[0] in self._ends else 0
        return sum(self._left(after, left - 1) for _, after in self._steps(state))

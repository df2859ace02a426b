"""Whether two names are one name written in two ways: other case, other signs between the words, a slip of the pen.

Stricter than `words.closest`, which takes the best there is: "Signed Up" and "Signed In" are two names here, and so are
"Step 1" and "Step 2".
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from attio_harness.text.remembered import remembered
from attio_harness.text.words import closest

__all__ = ["alike", "folded", "likely", "likely_meant", "words_of"]

# `planName` -> plan, Name; `HTTPServer` -> HTTP, Server; letters and digits of any script
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_HUMPS = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][^\W\d_A-Z])")
_SHORTEST = 3
"""Letters of a word in which a slip is looked for; of shorter ones too many are alike."""
_SHORTEST_OF_ANOTHER = 5
"""Letters of a word in which one may stand for another: `seets`, `seats`; of shorter ones both are words: `card`, `cart`."""
_ENOUGH = 0.85
_LONGEST = 200
"""Characters of a word that may be a name."""
_NOT = frozenset({"anti", "ex", "former", "never", "no", "non", "not", "un", "without"})
"""Words that turn what stands beside them into something else."""


@remembered(answers=1_000, longest=200, length=str.__len__)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, however they are set apart: `planName`, `plan_name`, `Plan name `."""
    return _words(name)


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.casefold() for piece in _WORDS.findall(name) for word in _HUMPS.split(piece))


def folded(name: str) -> str:
    """The name without case and without what stands between its words."""
    return "".join(words_of(name))


def alike(one: str, other: str) -> bool:
    """Whether one name may have been meant by the other."""
    return _are_alike(words_of(one), words_of(other))


def _are_alike(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    if "".join(first) == "".join(second):
        return first != ()
    return len(first) == len(second) and all(map(_same_word, first, second))


def _same_word(one: str, other: str) -> bool:
    if one == other or one.removesuffix("y") + "ies" == other or other.removesuffix("y") + "ies" == one:
        return True
    # a number that differs, a short word, or another beginning (active, inactive) makes another name
    if one.isdigit() or min(len(one), len(other)) < _SHORTEST or one[0] != other[0]:
        return False
    # two letters exchanged, or one taken for another, are one slip, which the ratio counts as two
    if sorted(one) == sorted(other) or _one_letter_apart(one, other):
        return True
    return difflib.SequenceMatcher(None, one, other).ratio() >= _ENOUGH


def _one_letter_apart(one: str, other: str) -> bool:
    return len(one) == len(other) >= _SHORTEST_OF_ANOTHER and sum(map(str.__ne__, one, other)) == 1


def likely(word: str, among: Iterable[str]) -> str | None:
    """The name that may be put in the place of the word, the most like it of several; None where that would say something else.

    Besides names that are alike, one with all words of the other: `Team plan`, `team_monthly` are Team, but `Tier 2` is not Tier 3.
    """
    return _likely(word, tuple(among)) if len(word) <= _LONGEST else None


def likely_meant(word: str, among: Iterable[str]) -> str:
    """ "Did you mean 'people'? " with a blank behind, where that may be put in the place of the word; or nothing."""
    found = likely(word, among)
    return f"Did you mean {found!r}? " if found else ""


def _characters(word: str, names: tuple[str, ...]) -> int:
    return len(word) + sum(map(len, names))


# many events are lost by one value, and all of them are told the same
@remembered(answers=100, longest=20_000, length=_characters)
def _likely(word: str, names: tuple[str, ...]) -> str | None:
    asked = _words(word)  # a value of an event, of which nothing is kept
    there = ((name, words_of(name)) for name in names)
    return closest(
        word, [name for name, words in there if _are_alike(asked, words) or _is_part(asked, words)], cutoff=0.0
    )


def _is_part(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter, longer = sorted((set(one), set(other)), key=len)
    return bool(shorter) and shorter < longer and not (longer - shorter) & _NOT

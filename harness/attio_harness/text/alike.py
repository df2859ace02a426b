"""Whether two names are the same name written differently: other case, other signs between the words, a slip.

Stricter than `words.closest`, which takes the best there is: "Signed Up" and "Signed In" are two names here, and so are
"Step 1" and "Step 2".
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import starmap
from typing import NamedTuple

from attio_harness.text.remembered import remembered
from attio_harness.text.words import closest

__all__ = ["alike", "folded", "likely", "likely_meant", "of_another", "words_of"]

# `planName` -> plan, Name; `HTTPServer` -> HTTP, Server; letters and digits of any script
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_HUMPS = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][^\W\d_A-Z])")
_HAN = re.compile("[\u3400-\u9fff]|[^\u3400-\u9fff]+")
"""Chinese and Japanese do not separate words, and a character is mostly a word: `会社名` is 会社 and one more word."""
_ACCENTS = re.compile("[\u0300-\u036f]")
"""Accents after their letter, in decomposed text; the marks of other scripts make another letter."""
_PLURALS = (
    ("ies", "y"),
    ("sses", "ss"),
    ("xes", "x"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("ss", "ss"),
    ("us", "us"),
    ("s", ""),
)
_SHORTEST = 3
"""The fewest letters of a word that may have a slip; too many shorter words are alike."""
_SHORTEST_OF_ANOTHER = 5
"""The fewest letters of a word in which one letter may replace another: `seets`, `seats`; in shorter ones both are words: `card`, `cart`."""
_SHORTEST_OF_A_STEM = 4
"""The fewest letters of a word without its `ed`."""
_ENOUGH = 0.85
_LONGEST = 200
"""The most characters of a word that may be a name."""
_NOT = frozenset({"anti", "ex", "former", "never", "no", "non", "not", "un", "without", "不", "未", "無", "非"})
"""Words that change the meaning of the word beside them."""
_MAGNITUDES = frozenset({"bn", "million", "millions", "mio", "mn", "thousand"})
"""Words, besides single letters, that make another amount of the number before them: `10K`, `1 million`."""
_SIDE = re.compile(r"[<>≤≥]")
"""Signs of one side of an amount: `<10` is not `>10`."""


@remembered(answers=1_000, longest=200, length=str.__len__)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in lower case and without accents, whatever separates them: `planName`, `plan_name`, `Plan name `."""
    return _words(name)


def _words(name: str) -> tuple[str, ...]:
    if not name.isascii():
        # `Café` equals `Cafe`, and its accent may be a separate character; `ＩＤ` is `ID` in full width
        name = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", name)))
        return tuple(
            word.casefold()
            for piece in _WORDS.findall(name)
            for one in _HAN.findall(piece)
            for word in _HUMPS.split(one)
        )
    return tuple(word.casefold() for piece in _WORDS.findall(name) for word in _HUMPS.split(piece))


def folded(name: str) -> str:
    """The name without case and without separators between its words."""
    return "".join(words_of(name))


def alike(one: str, other: str) -> bool:
    """Whether one name may mean the other; a text that is too long to be one means none."""
    return max(len(one), len(other)) <= _LONGEST and _are_alike(_name(one), _name(other))


class _Word(NamedTuple):
    """A word as written, and without its plural ending, even a wrong one: `companys`."""

    written: str
    singular: str


_Name = tuple[_Word, ...]


def _name_of(words: tuple[str, ...]) -> _Name:
    return tuple(_Word(word, _singular(word)) for word in words)


@remembered(answers=1_000, longest=200, length=str.__len__)
def _name(name: str) -> _Name:
    return _name_of(words_of(name))


def _singular(word: str) -> str:
    for end, instead in _PLURALS:
        if word.endswith(end):
            stem = word.removesuffix(end) + instead
            return stem if len(stem) >= _SHORTEST else word
    return word


def _are_alike(first: _Name, second: _Name) -> bool:
    if _joined(first) == _joined(second):
        return first != ()
    if len(first) == len(second) and all(map(_same_word, first, second)):
        return True
    if len(first) + len(second) < 3 or () in (first, second) or first[0].written[0] != second[0].written[0]:
        return False
    return _stems(first) == _stems(second) or _apart_otherwise(first, second)


def _stems(name: _Name) -> str:
    """What `Sign Up`, `signup` and `Signed Up` have in common; for single words, `Unit` is not `United`."""
    return _together(
        word.written[:-2]
        if word.written.endswith("ed") and len(word.written) > _SHORTEST_OF_A_STEM + 1
        else word.written
        for word in name
    )


def _apart_otherwise(first: _Name, second: _Name) -> bool:
    """Whether one of them joins the words and exchanges two letters: `jobtitel`, `job_title`."""
    if len(first) == len(second):
        return False
    one, other = _joined(first), _joined(second)
    if len(one) != len(other) or len(one) < _SHORTEST_OF_ANOTHER:
        return False
    at = [index for index, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
    return len(at) == 2 and at[1] == at[0] + 1 and one[at[0]] == other[at[1]] and one[at[1]] == other[at[0]]


def _joined(name: _Name) -> str:
    return _together([word.written for word in name[:-1]] + [word.singular for word in name[-1:]])


def _together(words: Iterable[str]) -> str:
    # two numbers are not one: `1-50`, `150`
    return "".join(f" {word}" if word.isdigit() else word for word in words)


def _same_word(one: _Word, other: _Word) -> bool:
    # another beginning makes another name: active, inactive
    if one.written[0] != other.written[0]:
        return False
    return _is_slip(one.written, other.written) or _is_slip(one.singular, other.singular)


def _is_slip(one: str, other: str) -> bool:
    if one == other:
        return True
    # a different number or a different short word makes another name
    if one.isdigit() or min(len(one), len(other)) < _SHORTEST:
        return False
    # two exchanged letters, or one wrong letter, are one slip, but the ratio counts two
    if sorted(one) == sorted(other) or _one_letter_apart(one, other):
        return True
    # the upper bound of the ratio, which is cheap
    if 2 * min(len(one), len(other)) < _ENOUGH * (len(one) + len(other)):
        return False
    return difflib.SequenceMatcher(None, one, other).ratio() >= _ENOUGH


def _one_letter_apart(one: str, other: str) -> bool:
    return len(one) == len(other) >= _SHORTEST_OF_ANOTHER and sum(map(str.__ne__, one, other)) == 1


_OTHERS = frozenset(
    [
        "assistant", "boss", "by", "colleague", "friend", "inviter", "manager", "owner", "parent", "partner", "recipient",
        "referrer", "referred", "rep", "sender", "supervisor",
    ]
)  # fmt: skip
"""Words in the names of what belongs to another person than the one that an event is about: `manager.email`, `invitedBy`."""
_OFFICES = frozenset({"billing", "support"})
"""Those whose addresses are another's; `billing.plan` is a plan all the same."""
_ADDRESS = frozenset({"address", "contact", "e", "email", "mail", "name", "phone"})


def of_another(wanted: Iterable[str], there: Sequence[str]) -> bool:
    """Whether the keys of a path speak of a person of whom those of the wanted one do not."""
    asked = {word for key in wanted for word in words_of(key)}
    is_address = {word for key in there[-1:] for word in words_of(key)} <= _ADDRESS | _OFFICES
    others = _OTHERS | _OFFICES if is_address else _OTHERS
    return any(word in others and word not in asked for key in there for word in words_of(key))


def likely(word: str, among: Iterable[str]) -> str | None:
    """The name that may replace the word, the most similar of several; None if none means the same.

    Besides names that are alike, one with all words of the other: `Team plan`, `team_monthly` are Team, but `Tier 2` is not Tier 3, and `10-50`
    is not 10K-50K.
    """
    return _likely(word, tuple(among)) if len(word) <= _LONGEST else None


def likely_meant(word: str, among: Iterable[str]) -> str:
    """ "Did you mean 'people'? ", ending in a blank, if that name may replace the word; else empty."""
    found = likely(word, among)
    return f"Did you mean {found!r}? " if found else ""


def _characters(word: str, names: tuple[str, ...]) -> int:
    return len(word) + sum(map(len, names))


# one value can lose many events, and all of them get the same answer
@remembered(answers=100, longest=20_000, length=_characters)
def _likely(word: str, names: tuple[str, ...]) -> str | None:
    asked = _name_of(_words(word))  # not `_name`: a value of an event must not be cached
    sides = _SIDE.findall(word)
    there = ((name, _name(name)) for name in names if _SIDE.findall(name) == sides)
    return closest(word, [name for name, its in there if _may_stand_for(asked, its)], cutoff=0.0)


def _may_stand_for(one: _Name, other: _Name) -> bool:
    return _are_alike(one, other) or (_is_short if len(one) == len(other) else _is_part)(one, other)


def _is_part(one: _Name, other: _Name) -> bool:
    shorter, longer = sorted((one, other), key=len)
    pairs = {its: [word for word in longer if _same_word(its, word)] for its in shorter}
    if not pairs or not all(pairs.values()):
        return False
    more = {word.written for word in longer} - {word.written for found in pairs.values() for word in found}
    if any(word.written.isdigit() for word in shorter) and any(map(_is_of_amount, more)):
        return False
    return bool(more) and not more & _NOT


def _is_of_amount(word: str) -> bool:
    return len(word) == 1 or word.isdigit() or word in _MAGNITUDES


def _is_short(one: _Name, other: _Name) -> bool:
    """Whether one of them only shortens words, beside a word that both have: `email_addr`; but `Free` is not Freelance."""
    pairs = list(zip(one, other, strict=True))
    return any(starmap(_same_word, pairs)) and all(starmap(_is_same_or_cut, pairs))


def _is_same_or_cut(one: _Word, other: _Word) -> bool:
    shorter, longer = sorted((one.written, other.written), key=len)
    is_cut = len(shorter) >= _SHORTEST and not shorter.isdigit() and longer.startswith(shorter)
    return is_cut or _same_word(one, other)

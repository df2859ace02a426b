"""Replaces a word by another of the same length, with the same kinds of characters in the same places and the same capitals.

All other replacements are made of words, so what belongs together stays together: the name in a trait, in an email address and in
the path of a page are the same words. Two words never become the same one.

    common names              another of the same list and length
    two of them in a row      two others, as in quicklabs.com of Quick Labs
    what looks like a name    an invented word that can be pronounced
    any other letters         letters of the same alphabet
    digits                    digits; zeros at the beginning stay
    letters and digits mixed  both, place by place; hexadecimal stays hexadecimal
    long and in mixed cases   any letters and digits: the places of capitals would tell an encoded text

A word that a condition or a template searches for inside values stays: `kept` also as a part of a longer word, `whole` (too short
for that) only as a word or as a separate run of letters or digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from attio_harness.anonymize.common_names import COMPANIES, FIRST_NAMES, LAST_NAMES
from attio_harness.anonymize.invented import Language
from attio_harness.anonymize.permutation import Key

__all__ = ["WORD", "Words"]

WORD = re.compile(r"[^\W_]+")
"""Letters and digits of any alphabet."""
_RUN = re.compile(r"\d+|[^\W\d_]+")
_HEX = frozenset("0123456789abcdef")
_ASCII = "abcdefghijklmnopqrstuvwxyz"
_LONGEST = 64
"""The most characters of a word that are changed together."""
_WIDE = ((0x4E00, 0x9FA5), (0xAC00, 0xD7A3))
"""Alphabets of thousands of characters: Han, Hangul."""
_BLOCK = 64
"""Code points in a block of any other alphabet; characters of a block have equally many bytes in UTF-8."""
_MIXED = _ASCII + _ASCII.upper() + "0123456789"
_SHORTEST_TOKEN = 16
_SAID_BY_PROGRAMS = frozenset({"true", "false", "null", "undefined", "nan", "infinity"})
"""Words that are not text where a flag or a number is expected."""
_SHORTEST_COMPOUND = 6
_CACHED = 200_000


def _groups() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Each name with the name of its group and the group's members."""
    groups: dict[tuple[str, int], list[str]] = {}
    seen: set[str] = set()
    for kind, names in (("first", FIRST_NAMES), ("last", LAST_NAMES), ("company", COMPANIES)):
        for name in names:
            if name not in seen:
                seen.add(name)
                groups.setdefault((kind, len(name)), []).append(name)
    # a group of one offers no replacement
    return {
        name: (f"{kind} {length}", tuple(sorted(all)))
        for (kind, length), all in groups.items()
        if len(all) > 1
        for name in all
    }


_NAMED = _groups()
_LANGUAGE = Language((*FIRST_NAMES, *LAST_NAMES, *COMPANIES))


class Words:
    """The fake words of a key. The same word always has the same fake, whatever else is kept."""

    def __init__(self, key: Key, kept: Iterable[str] = (), whole: Iterable[str] = ()) -> None:
        self._key = key
        self._whole = frozenset(one.lower() for one in whole) | _SAID_BY_PROGRAMS
        pieces = sorted({one.lower() for one in kept if one}, key=lambda one: (-len(one), one))
        self._kept = re.compile("|".join(map(re.escape, pieces))) if pieces else None
        self.fake: Callable[[str], str] = lru_cache(maxsize=_CACHED)(self._word)
        """A word of letters and digits -> its replacement."""
        self._folded: Callable[[str], str] = lru_cache(maxsize=_CACHED)(self._other)
        # many ids share their letters
        self._letters: Callable[[str], str] = lru_cache(maxsize=_CACHED)(self._other_letters)

    def text(self, text: str) -> str:
        """A text with every word replaced, keeping what is between the words."""
        return WORD.sub(lambda found: self.fake(found[0]), text)

    def _word(self, word: str) -> str:
        if _is_token(word):
            return self._token(word)
        if len(word) > _LONGEST:
            return "".join(self.fake(word[at : at + _LONGEST]) for at in range(0, len(word), _LONGEST))
        folded = "".join(map(_lower, word))
        if self._kept is not None and self._kept.search(folded):
            return self._around_kept(word, folded)
        return _recased(self._folded(folded), word)

    def _token(self, word: str) -> str:
        out = ""
        while len(out) < len(word):
            # there are so many tokens that no two become the same
            digest = self._key.digest(f"token {len(out)}", word)
            out += "".join(_MIXED[byte % len(_MIXED)] for byte in digest)
        return out[: len(word)]

    def _around_kept(self, word: str, folded: str) -> str:
        assert self._kept is not None
        out, done = "", 0
        for found in self._kept.finditer(folded):
            if found.start() > done:
                out += _recased(self._folded(folded[done : found.start()]), word[done : found.start()])
            out += word[found.start() : found.end()]
            done = found.end()
        return out + (_recased(self._folded(folded[done:]), word[done:]) if done < len(word) else "")

    def _other(self, word: str) -> str:
        if word in self._whole:
            return word
        runs = _RUN.findall(word)
        # "jane42" is "jane" and "42": both also occur alone
        if len(runs) <= 2 and "".join(runs) == word:
            return "".join(self._digits(run) if run.isdigit() and run.isascii() else self._letters(run) for run in runs)
        return self._by_places(word, "hex" if len(word) >= 8 and _HEX.issuperset(word) else "")

    def _digits(self, run: str) -> str:
        number = run.lstrip("0")
        if not number or run in self._whole:
            return run
        # no zero at the beginning: a number has equally many digits as a text and as a number
        first = 10 ** (len(number) - 1)
        other = self._until("digits", int(number) - first, 9 * first, lambda n: str(n + first))
        return "0" * (len(run) - len(number)) + str(other + first)

    def _other_letters(self, run: str) -> str:
        if run in self._whole:
            return run
        if run in _NAMED:
            group, names = _NAMED[run]
            return names[self._until(group, names.index(run), len(names), names.__getitem__)]
        parts = _compound(run)
        if parts is not None:
            return self._two(parts)
        if len(run) > 2 and run.isascii():
            number, length = _LANGUAGE.number(run), len(run)
            if number is not None:
                size = _LANGUAGE.count(length)

                def invented(n: int) -> str:
                    word = _LANGUAGE.word(n, length)
                    return "" if word in _NAMED or _compound(word) else word

                return _LANGUAGE.word(self._until(f"invented {length}", number, size, invented), length)
        return self._by_places(run, "")

    def _two(self, parts: tuple[str, str]) -> str:
        while True:
            parts = (self._letters(parts[0]), self._letters(parts[1]))
            made = "".join(parts)
            # a word that can be split in two ways could be the fake of two words; another round keeps them apart
            if _compound(made) == parts and self._is_free(made):
                return made

    def _by_places(self, word: str, what: str) -> str:
        alphabets = [_alphabet(letter, what) for letter in word]
        sizes = [len(one) for one in alphabets]
        number = size = 0
        for letter, alphabet in zip(word, alphabets, strict=True):
            number = number * len(alphabet) + alphabet.index(letter)
        size = _product(sizes)
        shape = what + " ".join(alphabet[0] + str(len(alphabet)) for alphabet in alphabets)
        is_class = (
            _any if what or not (word.isascii() and word.isalpha()) else _is_plain if len(word) > 2 else _is_no_name
        )

        def spelt(n: int) -> str:
            out = []
            for alphabet in reversed(alphabets):
                n, place = divmod(n, len(alphabet))
                out.append(alphabet[place])
            made = "".join(reversed(out))
            return made if is_class(made) else ""

        return spelt(self._until(shape, number, size, spelt))

    def _until(self, what: str, number: int, size: int, spelt: Callable[[int], str]) -> int:
        """The number that replaces a number: `spelt` is empty for numbers not taken; kept words are never chosen."""
        return self._key.until(what, number, size, lambda n: self._is_free(spelt(n)))

    def _is_free(self, word: str) -> bool:
        return bool(word) and word not in self._whole and (self._kept is None or self._kept.search(word) is None)


def _is_token(word: str) -> bool:
    """Whether it is a key or an encoded text: long, with capitals and digits throughout."""
    if len(word) < _SHORTEST_TOKEN or not word.isascii() or word.islower() or word.isupper():
        return False
    kinds = ["A" if one.isupper() else "1" if one.isdigit() else "a" for one in word]
    return sum(one != other for one, other in pairwise(kinds)) * 3 > len(word)


@lru_cache(maxsize=65536)
def _compound(word: str) -> tuple[str, str] | None:
    """The two names in a word that consists of two and can be split in only one way."""
    if len(word) < _SHORTEST_COMPOUND or word in _NAMED:
        return None
    halves = ((word[:at], word[at:]) for at in range(3, len(word) - 2))
    found = [(one, other) for one, other in halves if one in _NAMED and other in _NAMED]
    return found[0] if len(found) == 1 else None


def _is_plain(word: str) -> bool:
    # names and invented words have their own permutations
    return word not in _NAMED and _LANGUAGE.number(word) is None and _compound(word) is None


def _is_no_name(word: str) -> bool:
    return word not in _NAMED


def _any(word: str) -> bool:
    return True


def _product(sizes: Sequence[int]) -> int:
    out = 1
    for size in sizes:
        out *= size
    return out


def _lower(letter: str) -> str:
    """Lower case if that can be undone; "ß" and "İ" stay."""
    lower = letter.lower()
    return lower if len(lower) == 1 and lower.upper() == letter else letter


def _recased(word: str, like: str) -> str:
    if like.islower() or len(word) != len(like):
        return word
    return "".join(
        letter.upper() if before != _lower(before) and len(letter.upper()) == 1 else letter
        for letter, before in zip(word, like, strict=True)
    )


@lru_cache(maxsize=4096)
def _alphabet(letter: str, what: str) -> str:
    """The possible replacements of a folded character, itself included."""
    if letter in _ASCII:
        return "abcdef" if what == "hex" else _ASCII
    if letter.isascii():
        return "0123456789" if letter.isdigit() else letter
    code = ord(letter)
    wide = _wide(code)
    if wide is not None:
        return "".join(map(chr, wide))
    like = _like(letter)
    return "".join(one for one, what_it_is in _block(code - code % _BLOCK) if what_it_is == like)


@lru_cache(maxsize=64)
def _block(begin: int) -> list[tuple[str, tuple[object, ...]]]:
    """The characters of a block, each with its kind."""
    return [(chr(one), _like(chr(one))) for one in range(begin, begin + _BLOCK) if _wide(one) is None]


def _wide(code: int) -> range | None:
    return next((range(first, last + 1) for first, last in _WIDE if first <= code <= last), None)


def _like(letter: str) -> tuple[object, ...]:
    """What two characters must share to replace one another: otherwise the kind of character would change."""
    upper = letter.upper()
    cased = _lower(letter) == letter and len(upper) == 1 and (upper == letter or upper.lower() == letter)
    forms = (unicodedata.normalize(form, letter) == letter for form in ("NFC", "NFKC"))
    # full-width and mathematical letters form groups of their own
    return (unicodedata.category(letter), cased, *forms)

"""One text reduced to its shape: addresses keep the ending that millions share, words their first letter. Knows no context.

`Masks` numbers texts of one shape, so that they stay apart.
"""

from __future__ import annotations

import re

__all__ = [
    "DOT",
    "HIDDEN",
    "LONGEST",
    "SLUG",
    "WORD",
    "Masks",
    "mask_slug",
    "mask_word",
    "shape",
    "unnumbered",
]

DOT = "•"
HIDDEN = DOT * 3
LONGEST = 200
WORD = re.compile(r"[^\s!-/:-@\[-`{-~]+")  # anything but white space and ASCII punctuation: all scripts, marks, emoji
_MOST_BLANKS = 20
_ENDS = frozenset(
    {"com", "net", "org", "edu", "gov", "mil", "int", "info", "biz", "name", "pro", "app", "dev", "xyz", "online", "site",
     "shop", "store", "tech", "cloud", "agency", "company", "software", "digital", "world", "email", "global", "solutions",
     "services", "group", "systems", "example", "test", "invalid", "local", "localhost"}
)  # fmt: skip
"""Ends of hosts that are no names of people; those of countries have two letters."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,15}://)([^/\s?#]+)(.*)", re.DOTALL)
_HOST = re.compile(r"(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
SLUG = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,39}")


_NUMBERS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
"""The digits of the numbers behind masks."""
_TO_NUMBER = str.maketrans("0123456789", _NUMBERS)
_NUMBER = re.compile(f"[{_NUMBERS}]+")


class Masks:
    """The masks of one report: equal texts have equal ones, other texts others.

    The first text of a shape has the bare shape, `J••• D•••`, the next one a number behind it, `J••• D•••²`. Numbers go by first
    appearance, so they reveal nothing, even to a reader who knows all possible texts.
    """

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen: dict[str, dict[str, int]] = {}

    def of(self, text: str, shape: str) -> str:
        """The mask of a text whose shape this is."""
        known = self._seen.setdefault(shape, {})
        number = known.setdefault(text, len(known) + 1)
        return shape if number == 1 else shape + str(number).translate(_TO_NUMBER)

    def copy(self) -> Masks:
        """A copy of these masks, which continues independently."""
        other = Masks()
        other._seen = {shape: known.copy() for shape, known in self._seen.items()}
        return other


def unnumbered(text: str) -> str:
    """The text with unnumbered masks, for what must stay the same from run to run."""
    return _NUMBER.sub("", text)


def mask_word(text: str, masks: Masks) -> str:
    """A whole value: an address keeps the ending that millions share, anything else its shape."""
    bare = text.strip()
    # blanks around it may be what is wrong with a value
    around = text.partition(bare) if bare and len(text) - len(bare) <= _MOST_BLANKS else ("", text, "")
    return around[0] + masks.of(around[1], _shape_of(bare, around[1])) + around[2]


def _shape_of(bare: str, text: str) -> str:
    if len(bare) <= 320:  # the most an email address can have (RFC 3696): 64, the sign and 255
        # with a slash it is an address of the web with a user, `https://a@b.com/`
        if _EMAIL.fullmatch(bare) and "/" not in bare:
            local, _, domain = bare.rpartition("@")
            return f"{_first(local)}{HIDDEN}@{_mask_host(domain)}"
        if _HOST.fullmatch(bare):
            return _mask_host(bare)
    url = _URL.fullmatch(bare[:LONGEST])
    if url:
        host = _mask_host(url[2]) if _HOST.fullmatch(url[2]) else shape(url[2])
        return url[1] + host + (f"/{HIDDEN}" if url[3].strip("/") else "")
    return shape(text)


def _mask_host(host: str) -> str:
    name, _, last = host.rpartition(".")
    # `jane.doe` looks like a host, too
    shared = last.casefold() in _ENDS or (len(last) == 2 and last.isascii() and last.isalpha())
    return f"{_first(name)}{HIDDEN}.{last if shared else HIDDEN}"


def _first(word: str) -> str:
    # one letter of two tells the word; alphabets without capitals have signs that are words
    shown = len(word) >= 3 and word[0].isalpha() and word[0].lower() != word[0].upper()
    return word[0] if shown else ""


def shape(text: str) -> str:
    """Masks every word and keeps what is between them."""
    out = WORD.sub(lambda found: _hide(found[0]), text[:LONGEST])
    return out[:80] + ("…" if len(text) > LONGEST or len(out) > 80 else "")


def _hide(word: str) -> str:
    # digits keep their number, by which a telephone number can be told from a year; 15 is the most of E.164
    return DOT * min(len(word), 15) if word.isdigit() else _first(word) + HIDDEN


def mask_slug(text: str | None, masks: Masks) -> str | None:
    """A name from a schema or a mapping as it is; anything that cannot be one (it came from an event) by its shape."""
    return text if text is None or (SLUG.fullmatch(text) and "@" not in text) else mask_word(text, masks)

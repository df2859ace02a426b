"""Notices what a JSON text says but its value does not keep: a key twice in one object, a number that no double holds.

JavaScript, and so Segment, takes the last value of such a key and rounds such a number; so does this project. Notes report both.
The same walk counts what the limits are about.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from attio_harness.inputs.event import Note
from attio_harness.limits import InputLimits
from attio_harness.text.json import doubled_key
from attio_harness.text.words import more_such

__all__ = ["Looked", "Oddities", "Survey", "is_plain", "looked_at", "survey"]

_HOLDS = frozenset({dict, list})
_DEEP = frozenset({*_HOLDS, int, float})
_TEXT = frozenset({str})
_JSON = frozenset({*_DEEP, str, bool, type(None)})
_DEEPEST, _MOST = 2_000, 20_000_000
"""The most levels, and the most members and elements, that are examined; every limit is below them."""
_EXACT = 2**53  # up to here a double holds every whole number (Number.MAX_SAFE_INTEGER + 1)


class Survey(NamedTuple):
    """Counts of a value: its keys, all members and elements, its depth, and whether a double rounds one of its numbers."""

    keys: int
    items: int
    depth: int
    rounded: bool

    def passes(self, limits: InputLimits) -> str | None:
        """The message for an event that passes a limit; None if it passes none."""
        # runs for every event
        if self.keys <= limits.event_keys and self.items <= limits.event_items and self.depth <= limits.event_depth:
            return None
        return (
            limits.passed("event_keys", self.keys)
            or limits.passed("event_items", self.items)
            or limits.passed("event_depth", self.depth)
        )


class Oddities:
    """`see` each value with its text, then take the `notes`: one per kind, with the count and the first line."""

    def __init__(self, file: str) -> None:
        self._file = file
        # the first of each, and how many
        self._twice: tuple[int, str] | None = None
        self._rounded: int | None = None
        self._twice_number = self._rounded_number = 0

    def see(self, value: Any, text: bytes | str, line: int, limits: InputLimits) -> bool:
        """Notice what is odd; return whether the value is within the limits of an event."""
        found = looked_at(value, text, limits)
        self.add(line, rounded=found.rounded, twice=found.twice)
        return found.fits

    def add(self, line: int, *, rounded: bool, twice: str | None) -> None:
        """Add what `looked_at` found in the value on a line."""
        if rounded:
            self._rounded = self._rounded or line
            self._rounded_number += 1
        if twice is not None:
            self._twice = self._twice or (line, twice)
            self._twice_number += 1

    def notes(self) -> Iterator[Note]:
        if self._twice:
            line, key = self._twice
            what = f'the key "{key[:40]}" comes twice in one object, and the last value counts'
            yield Note(file=self._file, line=line, what=what + more_such(self._twice_number, "event"))
        if self._rounded:
            what = "has a number that a double does not hold exactly; Segment rounds it, or sends null if it is beyond 1.8e308"
            yield Note(file=self._file, line=self._rounded, what=what + more_such(self._rounded_number, "event"))


class Looked(NamedTuple):
    """What was found in a value and its text."""

    fits: bool
    """Whether it is within the limits of an event."""
    rounded: bool
    """Whether a double holds one of its numbers only nearly."""
    twice: str | None
    """The first key that comes twice in one object."""


_USUAL = Looked(fits=True, rounded=False, twice=None)


def looked_at(value: Any, text: bytes | str, limits: InputLimits) -> Looked:
    """Look at a value and at the text that it was read from."""
    if type(text) is bytes and _fits_surely(text, limits) and _is_usual(value, text):
        return _USUAL
    found = survey(value)
    # a cheap first test: in compact JSON `":` follows each key; only rarely is a second parse needed
    marks = text.count(b'":') if isinstance(text, bytes) else text.count('":')
    # more marks than keys: a doubled key, or text that only looks like a key
    twice = doubled_key(text) if marks != found.keys else None
    return Looked(found.passes(limits) is None, found.rounded, twice)


def _fits_surely(text: bytes, limits: InputLimits) -> bool:
    """Whether the text is too short to pass a limit: a member takes at least four bytes, an element two, a level one bracket."""
    size, deepest = len(text), limits.event_depth
    return (
        size <= 4 * limits.event_keys
        and size <= 2 * limits.event_items
        and (size <= deepest or _brackets(text, b"{", deepest) + _brackets(text, b"[", deepest) <= deepest)
    )


def _brackets(text: bytes, one: bytes, most: int) -> int:
    """How often one bracket is in a text, at most one more than `most`."""
    # `split` passes over other bytes by leaps, where `count` looks at each
    return len(text.split(one, most + 1)) - 1 if one in text else 0


def _is_usual(value: Any, text: bytes) -> bool:
    """Whether a text is exactly the compact JSON of its value (so no key comes twice), and a double holds all its numbers."""
    try:
        return orjson.dumps(value, option=orjson.OPT_STRICT_INTEGER) == text
    except TypeError:
        return False


def survey(value: Any) -> Survey:
    """Count all members and elements and the depth, and find out whether a double rounds any number."""
    keys = items = depth = 0
    rounded = False
    above: list[Any] = []
    level = [value] if type(value) in _DEEP else []
    # a value from Python may contain itself
    while level and depth < _DEEPEST and keys + items < _MOST:
        depth += 1
        below: list[Any] = []
        for one in level:
            kind = type(one)
            if kind is dict:
                keys += len(one)
                below += [inner for inner in one.values() if type(inner) in _DEEP]
            elif kind is list:
                items += len(one)
                below += [inner for inner in one if type(inner) in _DEEP]
            # `type(…) is` above and below instead of isinstance: a bool is no number here
            elif not -_EXACT <= one <= _EXACT:
                rounded = rounded or _is_rounded(one)
        above, level = level, below
    # the lowest level may have only plain values
    depth -= bool(above) and not any(type(one) in _HOLDS for one in above)
    return Survey(keys, items, depth, rounded)


def is_plain(value: Any) -> bool:
    """Whether a value has only what a JSON parser gives. It must not contain itself, which `survey` checks. `json_values.unusable`
    says what is wrong with another value, but takes eight times as long."""
    level = [value]
    while level:
        below: list[Any] = []
        for one in level:
            is_dict = type(one) is dict
            if is_dict and not _TEXT.issuperset(map(type, one)):
                return False
            inner = one.values() if is_dict else one
            kinds = set(map(type, inner))
            if not kinds <= _JSON:
                return False
            if not kinds.isdisjoint(_HOLDS):
                below += [each for each in inner if type(each) in _HOLDS]
        level = below
    return True


def _is_rounded(number: int | float) -> bool:
    try:
        # above 2**53 some whole numbers are exact (2**60), and 1e400 is read as infinity
        return float(number) != number or abs(number) == float("inf")
    except OverflowError:  # a whole number beyond 1.8e308
        return True

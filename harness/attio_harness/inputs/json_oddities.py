"""What a JSON text says and its value does not keep: a key given twice in one object, a number that no double holds.

JavaScript, and with it Segment, takes the last value of such a key and rounds such a number; so does this project. Here it
is noticed and noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attio_harness.inputs.event import Note
from attio_harness.text.json import doubled_key
from attio_harness.text.words import more_such

__all__ = ["Oddities"]

_DEEP = frozenset({dict, list, int, float})
_EXACT = 2**53  # up to here a double holds every whole number (Number.MAX_SAFE_INTEGER + 1)


class Oddities:
    """`see` each value with its text, then take the `notes`: one a kind, with the count and the first line."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._twice: list[tuple[int, str]] = []
        self._rounded: list[int] = []

    def see(self, value: Any, text: bytes | str, line: int) -> None:
        keys, rounded = _surveyed(value)
        if rounded:
            self._rounded.append(line)
        # a cheap first look: in compact JSON each key is followed by `":`; parsing again to be sure is rare
        marks = text.count(b'":') if isinstance(text, bytes) else text.count('":')
        if marks != keys:  # more keys than were kept, or text that only looks like one
            key = doubled_key(text)
            if key is not None:
                self._twice.append((line, key))

    def notes(self) -> Iterator[Note]:
        if self._twice:
            line, key = self._twice[0]
            what = f'the key "{key[:40]}" comes twice in one object, and the last value counts'
            yield Note(file=self._file, line=line, what=what + more_such(len(self._twice), "event"))
        if self._rounded:
            what = "has a number that a double does not hold exactly; Segment rounds it"
            yield Note(file=self._file, line=self._rounded[0], what=what + more_such(len(self._rounded), "event"))


def _surveyed(value: Any) -> tuple[int, bool]:
    """How many members there are in all, and whether any number is rounded by a double."""
    keys, rounded = 0, False
    waiting = [value] if type(value) in _DEEP else []
    while waiting:
        one = waiting.pop()
        kind = type(one)
        if kind is dict:
            keys += len(one)
            waiting += [inner for inner in one.values() if type(inner) in _DEEP]
        elif kind is list:
            waiting += [inner for inner in one if type(inner) in _DEEP]
        # `type(…) is` above and below, not isinstance: a bool is no number here
        elif not -_EXACT <= one <= _EXACT:
            rounded = rounded or _is_rounded(one)
    return keys, rounded


def _is_rounded(number: int | float) -> bool:
    try:
        # above 2**53 some whole numbers are exact (2**60), and 1e400 is read as infinity
        return float(number) != number or abs(number) == float("inf")
    except OverflowError:  # a whole number beyond 1.8e308
        return True

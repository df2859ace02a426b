"""What to do about a group of losses: each different advice, with the number of losses that it is for. Knows no format."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from attio_harness.formats.earlier import place_of_earlier
from attio_harness.rejection import Rejection
from attio_harness.text.words import clean, cut

__all__ = ["Advices", "advised", "short_hint"]

_MOST = 4
_KINDS = 1000
"""How many different pieces of advice are counted in a group."""
_LONGEST_QUOTED = 100
"""A longer quotation is cut, so that the reader reaches the rest of the sentence, which says what to do."""
_OWN = re.compile(
    r"(?<!\w)'[^']*'|\"[^\"]*\"|`- [^`]*`"  # values, templates, lines of a workspace file
    r"|\([^()]* here\)|\S+@\S+|[\d•][\d•.,:/⁰¹²³⁴⁵⁶⁷⁸⁹-]*"
)
"""What a hint quotes from one event; hints that differ only in this are one advice."""


class Advices:
    """Collects the advice of a group of losses."""

    def __init__(self) -> None:
        self._alike: dict[str, _Alike] = {}
        self._further = 0

    def add(self, loss: Rejection) -> None:
        """Add a loss of the group."""
        kind = _without_quotes(short_hint(loss))
        same = self._alike.get(kind)
        if same is not None:
            same.count += 1
            same.is_one = same.is_one and loss.value == same.value
        elif len(self._alike) < _KINDS:
            self._alike[kind] = _Alike(hint=advised(loss), value=loss.value)
        else:
            self._further += 1

    def told(self, shown: Callable[[Any], str]) -> list[str]:
        """The advice, the most frequent first; if there are several, each with its count and an example value."""
        ranked = sorted(self._alike.values(), key=lambda same: -same.count)
        if len(ranked) == 1:
            return [ranked[0].hint]
        told = [f"{same.count:,} × {same.found(shown)}: {same.hint}" for same in ranked[:_MOST]]
        left = sum(same.count for same in ranked[_MOST:]) + self._further
        return [*told, f"{left:,} × other advice (all of it with --format json)"] if left else told


@dataclass(slots=True)
class _Alike:
    """Losses with one advice: the hint and value of the first, their number, and whether all have this value (`is_one`)."""

    hint: str
    value: Any
    count: int = 1
    is_one: bool = True

    def found(self, shown: Callable[[Any], str]) -> str:
        first = "nothing" if self.value is None else shown(self.value)
        return first if self.is_one else f"{first} and others"


def advised(loss: Rejection) -> str:
    """The short hint of a loss, with the event to look at before it."""
    at = place_of_earlier(loss)
    return f"{short_hint(loss)} See {at}." if at else short_hint(loss)


def short_hint(loss: Rejection) -> str:
    """The hint of a loss with every quotation of a long text from the event cut short."""
    hint = loss.hint
    if len(hint) <= _LONGEST_QUOTED:
        return hint
    for text in sorted({*_long_texts(loss)}, key=len, reverse=True):
        for quoted in (text, text.strip(), clean(text), repr(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]):
            hint = hint.replace(quoted, cut(quoted, _LONGEST_QUOTED))
    return hint


def _long_texts(loss: Rejection) -> Iterator[str]:
    for value in (loss.value, *(read.value for read in loss.reads)):
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and len(one.strip()) > _LONGEST_QUOTED:
                yield one


# thousands of losses may have the same hint
@lru_cache(maxsize=1024)
def _without_quotes(hint: str) -> str:
    return _OWN.sub("", hint)

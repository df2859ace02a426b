"""Words for messages: the closest name, lists, values as people read them. Knows no rule."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attio_harness.text.remembered import remembered
from attio_harness.text.visible import visible

__all__ = [
    "clean",
    "closest",
    "counted",
    "cut",
    "kind_of",
    "listed",
    "meant",
    "more_such",
    "none_has",
    "one_line",
    "or_meant",
    "plain_kind_of",
    "shown",
    "titles_listed",
    "told",
]


def closest(word: Any, among: Iterable[str], cutoff: float = 0.5) -> str | None:
    """The name most like the word, in any case; None if none is similar."""
    return _closest(str(word), tuple(among), cutoff)


def _characters(word: str, names: tuple[str, ...], _: float) -> int:
    return len(word) + sum(map(len, names))


# one value can lose many events, and all of them get the same answer
@remembered(answers=100, longest=20_000, length=_characters)
def _closest(word: str, names: tuple[str, ...], cutoff: float) -> str | None:
    by_folded = {name.casefold(): name for name in names}
    found = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=cutoff)
    return by_folded[found[0]] if found else None


def meant(word: Any, among: Iterable[str], cutoff: float = 0.5) -> str:
    """ "Did you mean 'people'? ", ending in a blank, or empty."""
    found = closest(word, among, cutoff)
    return f"Did you mean {found!r}? " if found else ""


def or_meant(word: Any, among: Iterable[str], cutoff: float = 0.5, *, written: Callable[[str], str] = str) -> str:
    """ "; did you mean people?" for the end of a sentence, or empty."""
    found = closest(word, among, cutoff)
    return f"; did you mean {written(found)}?" if found else ""


def listed(names: Iterable[str], most: int = 8) -> str:
    """At most `most` names, separated by commas."""
    names = list(names)
    return ", ".join(names[:most]) + (f" and {len(names) - most:,} more" if len(names) > most else "")


def titles_listed(titles: Sequence[str], none: str = "none") -> str:
    """As `listed`, in quotes if one contains a comma; `none` for an empty list."""
    return listed(map(repr, titles) if any("," in one for one in titles) else titles) or none


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 event`, `1,234 events`; `many` is the plural if it is not made with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def none_has(number: int) -> str:
    """`the event does not have`, `none of 5 events has`: the beginning of a sentence."""
    return "the event does not have" if number == 1 else f"none of {counted(number, 'event')} has"


def more_such(number: int, what: str = "") -> str:
    """` (and 2 more such events)` for the first of three events, ` (and 2 more such)` without a word for them; empty for a single one."""
    named = counted(number - 1, f"more such {what}") if what else f"{number - 1:,} more such"
    return f" (and {named})" if number > 1 else ""


def cut(text: str, most: int) -> str:
    """At most `most` characters, the last one `…` if something is left out."""
    return text if len(text) <= most else text[: most - 1] + "…"


def clean(text: str) -> str:
    """The text with lone surrogates written out (`\\ud800`): every character can be encoded."""
    return text.encode("utf-8", "backslashreplace").decode()  # UTF-8 has no lone surrogates, JavaScript's texts do


def one_line(text: str, most: int = 100) -> str:
    """Foreign text on one line of a message: white space as single blanks, nothing hidden, cut if it is long."""
    return cut(visible(" ".join(text.lstrip()[: 4 * most].split())), most)  # a text may be megabytes long


def shown(value: Any, longest: int = 60) -> str:
    """A value as JSON, clean, cut if it is long."""
    start = value[: longest + 1] if isinstance(value, str) else value  # a text may be megabytes long
    return cut(clean(json.dumps(start, ensure_ascii=False, default=str)), longest)


def told(value: Any) -> str:
    """A value in a sentence: text in single quotes, anything else as JSON."""
    return cut(repr(value[:61]), 62) if isinstance(value, str) else shown(value)


_KINDS = {bool: "a boolean", str: "a string", int: "a number", float: "a number", list: "an array", dict: "an object"}


def kind_of(value: Any) -> str:
    """What a JSON value is, with its article, in JSON's words."""
    # by type(), not isinstance: True is an int
    return "null" if value is None else _KINDS[type(value)]


_PLAIN_KINDS = {**_KINDS, str: "text", list: "a list"}


def plain_kind_of(value: Any) -> str:
    """What a value is, with its article, in words for people who do not know JSON; `this` for what JSON cannot have."""
    return "null" if value is None else _PLAIN_KINDS.get(type(value), "this")

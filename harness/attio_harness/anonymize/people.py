"""The people named in events: words found where a name is expected, and treated as a name everywhere else.

Read once, before any event is changed: a plan or a key of a map may have the name of somebody whom only a later event names. Two such
words together count as a person; one alone, like `Free` or `Rose`, may be anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations, pairwise
from typing import Any

from attio_harness.anonymize.kinds import is_person_name_key, words_of_key
from attio_harness.text.json import JsonTextError, loads

__all__ = ["NOBODY", "People", "people_in"]

_WORD = re.compile(r"[^\W\d_]{2,}")
_LOCAL = re.compile(r"([^\W\d_]{2,})[._-]([^\W\d_]{2,})@")
"""`first.last@`: the two words before the domain of an address."""
_BETWEEN = re.compile(r"[^\w\n]{1,3}|_|[^\w\n]{1,2}[^\W\d_]\.?[^\w\n]{1,2}")
"""What may stand between two words of one name: `Doe, Jane`, `jane.doe`, `Jane M. Doe`."""
_SOMEBODY = frozenset(
    ["user", "person", "owner", "contact", "customer", "author", "sender", "recipient", "lead", "member", "employee", "manager"]
)  # fmt: skip
"""Keys of objects whose `name` is a person's."""
_LONGEST = 100
"""The most characters of a name."""
_MOST_CAPITALS = 8
"""The most capitals in a word at which another begins."""


class People:
    """Words of names, regardless of case and accents."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words = frozenset(words)

    def __contains__(self, text: str) -> bool:
        """Whether two words of a text are words of names."""
        if not self._words:
            return False
        words = {_folded(part) for word in _WORD.findall(text) for part in _parts(word)}
        return len(self._words.intersection(words)) >= 2

    def veiled(self, text: str, fake: Callable[[str], str]) -> str:
        """The text with each word of a name replaced that stands beside another one, as in `Profile of Jane Doe`."""
        found = list(_WORD.finditer(text)) if self._words else []
        known = [_folded(one[0]) in self._words for one in found]
        beside = [
            known[at] and known[at + 1] and _BETWEEN.fullmatch(text, one.end(), found[at + 1].start()) is not None
            for at, one in enumerate(found[:-1])
        ]
        out, done = list[str](), 0
        for one, before, after in zip(found, [False, *beside], [*beside, False], strict=bool(found)):
            if before or after or one[0] in self:
                out += [text[done : one.start()], fake(one[0])]
                done = one.end()
        return "".join([*out, text[done:]])


NOBODY = People()


def people_in(events: Iterable[Mapping[str, Any]]) -> People:
    """The people named in these events."""
    found: set[str] = set()
    for event in events:
        try:
            _look(event, (), event.get("type") == "identify", found)
        except RecursionError:  # nested too deeply: left out later, with a message
            continue
    return People(found)


def _look(value: Any, path: tuple[str, ...], is_identify: bool, found: set[str]) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _look(inner, (*path, key), is_identify, found)
    elif isinstance(value, list):
        for inner in value:
            _look(inner, path, is_identify, found)
    elif isinstance(value, str):
        if value.lstrip()[:1] in ("{", "["):
            try:
                _look(loads(value), path, is_identify, found)
            except JsonTextError:
                pass
            else:
                return
        if len(value) <= _LONGEST and _is_name(path, is_identify):
            found.update(_words(value))
        for pair in _LOCAL.findall(value[:_LONGEST]):
            found.update(map(_folded, pair))


def _is_name(path: tuple[str, ...], is_identify: bool) -> bool:
    key = path[-1] if path else ""
    if is_person_name_key(key):
        return True
    if words_of_key(key) != ("name",):
        return False
    of_somebody = bool(_SOMEBODY.intersection(words_of_key("_".join(path[-2:-1]))))
    return of_somebody or (is_identify and path == ("traits", "name"))


def _words(text: str) -> set[str]:
    return {_folded(word) for word in _WORD.findall(text)}


def _parts(word: str) -> Iterator[str]:
    """The word, and what is in it between the beginnings of words: AnnMcDonald has Ann, Mc, Donald, AnnMc and McDonald."""
    inner = [at for at, (before, one) in enumerate(pairwise(word), 1) if one.isupper() and before.islower()]
    places = [0, *inner[:_MOST_CAPITALS], len(word)]
    return (word[begin:end] for begin, end in combinations(places, 2))


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word)
    return "".join(one for one in plain if not unicodedata.combining(one)).casefold()

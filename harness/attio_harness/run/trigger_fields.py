"""Counts the values of events in the fields that triggers test, each field once however many triggers test it. Bounded.

Does not know what a trigger makes of a value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from segment_actions import js
from segment_actions.filter_fql.functions import kind_of
from segment_actions.fql.codegen import compile_reader

from attio_harness.text.words import listed, shown

__all__ = ["FieldValues", "TriggerFields", "field_of", "told"]

FieldName = tuple[str, str]
"""The type of a condition, and the name that it tests inside properties, traits or the context."""

_KINDS = {"string": "text", "number": "a number", "bool": "a boolean", "list": "a list", "object": "an object"}
"""The kinds of values in words."""

_MOST = 300
"""How many values of each field are kept."""
_LONGEST = 200


def field_of(condition: Mapping[str, Any]) -> FieldName:
    """The field that a condition of a trigger tests."""
    return condition["type"], condition.get("name", "")


class FieldValues:
    """The values of events in one field, which `read` returns."""

    def __init__(self, read: Callable[[Mapping[str, Any]], Any]) -> None:
        self.read = read
        self.texts: Counter[str] = Counter()
        self._others: Counter[tuple[type, Any]] = Counter()
        self._kinds: Counter[str] = Counter()
        """The kinds of all values but those counted in `texts`."""
        self.there = False
        """Whether any event has a value there."""

    def add(self, value: Any) -> None:
        """Count a value. A caller may instead count a text that is already in `texts` there."""
        kind = type(value)
        if kind is str and value in self.texts:
            self.texts[value] += 1
            return
        if value is js.MISSING or value is None:
            return
        self.there = True
        self._kinds[kind_of(value)] += 1
        if kind is str:
            if len(value) <= _LONGEST and len(self.texts) < _MOST:
                self.texts[value] += 1
        elif kind is bool or kind is int or kind is float:
            # with the kind, because True and 1 are equal in Python
            key = (kind, value)
            if key in self._others or len(self._others) < _MOST:
                self._others[key] += 1

    def most_common(self) -> Iterator[tuple[Any, int]]:
        """The kept values, the most frequent first."""
        every = [*self.texts.items(), *((value, count) for (_, value), count in self._others.items())]
        yield from sorted(every, key=lambda row: -row[1])

    def of(self, kind: str) -> list[tuple[Any, int]]:
        """The values of a kind; none for lists and objects, which are not kept."""
        return [row for row in self.most_common() if kind_of(row[0]) == kind]

    def instead_of(self, kind: str | None, beside: Collection[str | None] = ()) -> tuple[str, int] | None:
        """The most frequent kind and its count, if no value is of the wanted `kind` or one of `beside`; otherwise None."""
        if kind is None or not self._kinds or {kind, *beside} & self._kinds.keys():
            return None
        counts = self._kinds + Counter(string=self.texts.total() - len(self.texts))
        return counts.most_common(1)[0]


def told(rows: Sequence[tuple[Any, int]], asked: str | None, instead: tuple[str, int] | None) -> tuple[str, int]:
    """In words, the values that nearly meet a clause, with the count of the first one; without any, the kind found instead.

    `asked` is the kind that the clause asks for; the words name a value's kind if that is the difference.
    """
    if not rows:
        return (f"{_KINDS[instead[0]]} there", instead[1]) if instead is not None else ("", 0)
    (value, count), *others = rows
    found = kind_of(value)
    which = "" if asked in (None, found) else f", which is {_KINDS[found]}"
    more = f", others {listed([shown(other) for other, _ in others], 3)}" if others else ""
    return f"{shown(value)}{which}{more}", count


class TriggerFields:
    """The fields of several triggers."""

    def __init__(self) -> None:
        self._fields: dict[FieldName, FieldValues] = {}
        self._live: list[tuple[Any, Counter[str], FieldValues]] = []

    def add(self, condition: Mapping[str, Any]) -> None:
        """Count the field that a condition tests from now on."""
        if field_of(condition) not in self._fields:
            field = self._fields[field_of(condition)] = FieldValues(compile_reader(condition))
            self._live.append((field.read, field.texts, field))

    def keep(self, wanted: set[FieldName]) -> None:
        """Forget the other fields."""
        self._fields = {name: field for name, field in self._fields.items() if name in wanted}
        self._live = [(field.read, field.texts, field) for field in self._fields.values()]

    def see(self, event: Mapping[str, Any]) -> None:
        # one loop with few calls, because it runs for every event
        for read, texts, field in self._live:
            value = read(event)
            if type(value) is str and value in texts:
                texts[value] += 1
            else:
                field.add(value)

    def __getitem__(self, condition: Mapping[str, Any]) -> FieldValues:
        return self._fields[field_of(condition)]

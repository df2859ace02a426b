"""Finds values that filters compare with and no event has, although the events have a similar one: 'free', "Free"; > 100, "150".

Such a filter passes or drops the wrong events. `filter_paths` has the paths that no event has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from segment_actions import filter_fql, js
from segment_actions.filter_fql.functions import kind_of
from segment_actions.filter_fql.globs import compile_glob
from segment_actions.filter_fql.tree import Call, Compare, ListOf, Literal, Path, Tree

from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.run.event_paths import Keys
from attio_harness.run.trigger_fields import FieldValues, told
from attio_harness.text.alike import alike, folded
from attio_harness.text.words import counted, cut, shown

__all__ = ["FilterValues"]

_RESOLVED = 200
"""After so many events, a clause is no longer looked at if they have nothing like its value."""
_CLAUSES = 300
"""At most so many clauses of a filter are looked at."""
_LONGEST = 200


class _Part(NamedTuple):
    """A part of a condition that compares one path with one value."""

    keys: Keys
    asked: str | float | bool | None
    tree: Tree


@dataclass(slots=True, eq=False)
class _Clause:
    """A clause that no event has met yet; `beside` has all clauses of its filter on the same path."""

    filter: LocatedFilter
    part: _Part
    met: Callable[[Mapping[str, Any]], bool]
    values: FieldValues
    beside: list[_Clause]

    def near(self) -> list[tuple[Any, int]]:
        """The values of events that nearly meet it and that no clause beside it asks for, the most frequent first."""
        return [
            (value, count)
            for value, count in self.values.most_common()
            if any(map(self.takes, _as_other_kind(value))) or _is_near(self.part, value)
            if not any(one.takes(value) for one in self.beside)
        ]

    def of_another_kind(self) -> tuple[str, int] | None:
        """If events have values there of a kind that can never meet it: that kind, and how many events."""
        return self.values.instead_of(_kind_asked(self.part), [_kind_asked(one.part) for one in self.beside])

    def takes(self, value: Any) -> bool:
        """Whether an event with this value would meet it."""
        event = value
        for key in reversed(self.part.keys):
            event = {key: event}
        return self.met(event)


class FilterValues:
    """Sees every event as it came, and reports the filters' values that none of them has."""

    def __init__(self, filters: Sequence[LocatedFilter]) -> None:
        self._asked = [clause for one in filters if one.applies for clause in _clauses_of(one)]
        self._events = 0

    @property
    def is_asking(self) -> bool:
        """Whether there is still a clause that no event has met."""
        return bool(self._asked)

    def see(self, event: Mapping[str, Any]) -> None:
        """Take an event, as it was before any filter."""
        self._events += 1
        self._asked = [one for one in self._asked if not one.met(event)]
        for one in self._asked:
            one.values.add(one.values.read(event))
        if self._events == _RESOLVED:
            self._asked = [one for one in self._asked if one.near() or one.of_another_kind()]

    def notes(self) -> Iterator[Mapping[str, Any]]:
        """Rows of `file`, `line`, `what` and `values`: the values of events in `what`, as JSON, except names of events, which are no
        secrets."""
        for one in self._asked:
            near, other = one.near(), one.of_another_kind()
            if not near and other is None:
                continue
            near = near or one.values.of(other[0] if other else "")
            has, count = told(near, _kind_asked(one.part), other)
            number = self._events
            none_meets = "the event does not meet" if number == 1 else f"none of {counted(number, 'event')} meets"
            they = f"{'it' if number == 1 else f'{count:,}'} {'has' if count == 1 else 'have'} {has}"
            said = f"asks for {cut(filter_fql.generate(one.part.tree), _LONGEST)}, which {none_meets}; {they}"
            row = {"file": one.filter.file, "line": one.filter.line, "what": f"filter {one.filter.title!r} {said}"}
            is_secret = one.part.keys != ("event",)
            yield row | {"values": tuple(shown(other) for other, _ in near[:4])} if is_secret else row


def _clauses_of(one: LocatedFilter) -> Iterator[_Clause]:
    """Each clause once, however often the condition has it."""
    clauses = filter_fql.clauses_of(filter_fql.parse(one.condition))
    parts = {filter_fql.generate(part.tree): part for part in chain.from_iterable(map(_parts_of, clauses))}
    # `filter_slips` reports a type that no event can have
    on: dict[Keys, list[_Clause]] = {}
    for part in [part for part in parts.values() if part.keys != ("type",)][:_CLAUSES]:
        beside = on.setdefault(part.keys, [])
        values = FieldValues(filter_fql.compile_path(part.keys))
        beside.append(_Clause(one, part, filter_fql.compile_tree(part.tree), values, beside))
    return chain.from_iterable(on.values())


def _parts_of(clause: Tree) -> Iterator[_Part]:
    """The comparisons of one path with one value: `!=` counts as `=`, and each value of a list counts by itself."""
    match clause:
        case Path(keys):
            yield _Part(keys, True, Compare("=", clause, Literal(True)))
        case Compare("in", Literal(asked), Path(keys)):
            yield _Part(keys, asked, clause)
        case Compare("in", Path(keys) as path, ListOf(items)):
            for item in items:
                if isinstance(item, Literal):
                    yield _Part(keys, item.value, Compare("=", path, item))
        case Compare("=" | "!=", Path(keys) as path, Literal(asked) as value) | Compare(
            "=" | "!=", Literal(asked) as value, Path(keys) as path
        ):
            yield _Part(keys, asked, Compare("=", path, value))
        case Compare(_, Path(keys), Literal(asked)) | Compare(_, Literal(asked), Path(keys)):
            yield _Part(keys, asked, clause)
        case Call("contains" | "match", (Path(keys), Literal(asked))):
            yield _Part(keys, asked, clause)


def _as_other_kind(value: Any) -> Iterator[Any]:
    """The value as the number, boolean or text that may have been meant."""
    if not isinstance(value, str):
        yield js.text(value)
        return
    number = js.to_number(value.strip().replace(",", "")) if value.strip() else float("nan")
    if number == number:
        yield number
    if value.casefold() in ("true", "false"):
        yield value.casefold() == "true"


def _is_near(part: _Part, value: Any) -> bool:
    """Whether the value is the wanted text in other case, with other punctuation, or misspelt."""
    asked = part.asked
    if not isinstance(asked, str) or not isinstance(value, str):
        return False
    match part.tree:
        case Compare("="):
            return alike(asked, value)
        case Call("contains"):
            return folded(asked) != "" and folded(asked) in folded(value)
        case Call("match"):
            return compile_glob(asked.casefold())(value.casefold())
    return False


def _kind_asked(part: _Part) -> str | None:
    """The kind that a value must have to meet a clause; None if the clause asks for null."""
    match part.tree:
        case Compare("in"):
            return "list"
        case Compare("<" | "<=" | ">" | ">="):
            return "number"
        case Compare():
            return None if part.asked is None else kind_of(part.asked)
        case _:
            return "string"

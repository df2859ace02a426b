"""Finds by trials what events need so that no destination filter drops them: values that the filters' conditions name.

`run.filters` decides what a filter does to an event; `triggers` finds what a trigger needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from segment_actions import filter_fql
from segment_actions.filter_fql.tree import Call, Compare, ListOf, Literal, Tree, paths_of
from segment_actions.js import MISSING

from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.made_events.triggers import Additions, is_met, with_needed
from attio_harness.run.event_paths import Keys
from attio_harness.run.filters import Decide, Dropped, gate

__all__ = ["spared", "without_samples"]

_OTHERS = ("Example", 1, True, False, MISSING)
"""Values to try if none of those that a condition names helps."""
_TRIES = 2_000
"""How many changed events are tried on the filters for one way to match a trigger."""


def without_samples(filters: Sequence[LocatedFilter]) -> list[LocatedFilter]:
    """The filters without sampling, as if every event were in the sample."""
    return [
        replace(one, actions=tuple(act for act in one.actions if act.kind != "sample" or act.percent == 0))
        for one in filters
    ]


def spared(filters: Sequence[LocatedFilter], trigger: str, events: Sequence[Mapping[str, Any]]) -> Iterator[Additions]:
    """For each way found, the values with which these events, which match a trigger, also pass the filters; one empty way if none is
    found."""
    search = _Search(gate(filters), trigger, events)
    found = False
    for one in search.ways({}):
        found = True
        yield one
    if not found:
        yield {}


class _Search:
    def __init__(self, decide: Decide, trigger: str, events: Sequence[Mapping[str, Any]]) -> None:
        self._decide, self._trigger, self._events = decide, trigger, events
        self._left = _TRIES

    def ways(self, there: Additions) -> Iterator[Additions]:
        """The values `there`, and more for each filter that still drops the events."""
        dropping = self._dropping([with_needed(event, there) for event in self._events])
        if dropping is None:
            yield there
            return
        for more in _changes(filter_fql.parse(dropping.condition)):
            if not self._left:
                return
            self._left -= 1
            tried = {**there, **more}
            changed = [with_needed(event, tried) for event in self._events]
            # do not replace what another filter needs
            if there.keys().isdisjoint(more) and all(is_met(self._trigger, event) for event in changed):
                now = self._dropping(changed)
                if now is not dropping:
                    yield from self.ways(tried)

    def _dropping(self, events: Sequence[Mapping[str, Any]]) -> LocatedFilter | None:
        """The filter that drops one of these events."""
        return next((one.filter for one in map(self._decide, events) if isinstance(one, Dropped)), None)


def _changes(condition: Tree) -> Iterator[Additions]:
    """What may decide a condition: a value at one of its paths, then values at all of them."""
    found: dict[Keys, list[Any]] = {}
    for keys, value in _named(condition):
        found.setdefault(keys, []).append(value)
    yield from ({keys: value} for keys, values in found.items() for value in values)
    if len(found) > 1:
        yield from (dict(zip(found, chosen, strict=True)) for chosen in product(*found.values()))


def _named(condition: Tree) -> Iterator[tuple[Keys, Any]]:
    """Values that may decide a condition, each with its path; the type is that of the event."""
    for clause in filter_fql.clauses_of(condition):
        values = [*_around(clause), *_OTHERS]
        yield from ((path.keys, value) for path in paths_of(clause) if path.keys != ("type",) for value in values)


def _around(tree: Tree) -> Iterator[Any]:
    """The values in a clause, and those on both sides of a number."""
    match tree:
        case Literal(value):
            yield value
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield from (value + 1, value - 1)
        case ListOf(parts) | Call(_, parts):
            for part in parts:
                yield from _around(part)
        case Compare(_, left, right):
            yield from _around(left)
            yield from _around(right)

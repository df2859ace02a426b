"""Finds paths that filters read and no event has, although the events have a similar one: `traits.Plan`, `traits.plan`.

Such a filter passes or drops the wrong events. `filters` decides what filters do; `inputs.filter_slips` finds what is wrong in a
condition whatever the events are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from segment_actions import filter_fql
from segment_actions.filter_fql.tree import Path

from attio_harness.inputs.filter_actions import keys_of
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.run.event_paths import EventPaths, Keys
from attio_harness.text.alike import alike, folded
from attio_harness.text.words import none_has

__all__ = ["FilterPaths"]

_RESOLVED = 200
"""After so many events, a path is no longer looked for if they have nothing like it."""


class _Asked(NamedTuple):
    """A path that no event has had yet. Other paths of the same filter are not suggested for it."""

    filter: LocatedFilter
    keys: Keys
    read: Callable[[Mapping[str, Any]], Any]
    beside: frozenset[Keys]


class FilterPaths:
    """Sees every event as it came, and reports the filters' paths that none of them has."""

    def __init__(self, filters: Sequence[LocatedFilter]) -> None:
        self._asked = [row for one in filters if one.applies for row in _rows(one)]
        self._paths = EventPaths()
        self._events = 0

    @property
    def is_asking(self) -> bool:
        """Whether there is still a path that no event has had."""
        return bool(self._asked)

    def see(self, event: Mapping[str, Any]) -> None:
        """Take an event, as it was before any filter."""
        self._events += 1
        self._asked = [one for one in self._asked if one.read(event) is None]
        self._paths.see(event)
        if self._events == _RESOLVED:
            self._asked = [one for one, _ in self._meant()]

    def _meant(self) -> Iterator[tuple[_Asked, Keys]]:
        for one in self._asked:
            closest = self._paths.closest(one.keys, one.beside)
            if closest is not None and _is_one_name(one.keys, closest):
                yield one, closest

    def notes(self) -> Iterator[Mapping[str, Any]]:
        """Rows of `file`, `line` and `what`."""
        for one, closest in self._meant():
            asked, there = (filter_fql.generate(Path(keys)) for keys in (one.keys, closest))
            they = "it has" if self._events == 1 else "they have"
            said = f"reads {asked}, which {none_has(self._events)}; {they} {there}"
            yield {"file": one.filter.file, "line": one.filter.line, "what": f"filter {one.filter.title!r} {said}"}


def _rows(one: LocatedFilter) -> Iterator[_Asked]:
    found = [path.keys for path in filter_fql.paths_of(filter_fql.parse(one.condition))]
    for action in one.actions:
        found += [keys_of(action.path)] if action.path else []
        found += [(*keys_of(holder), name) for holder, names in action.fields.items() for name in names]
    beside = frozenset(found)
    # `filter_slips` checks a path of one key by its name
    several = [keys for keys in dict.fromkeys(found) if len(keys) > 1]
    return (_Asked(one, keys, filter_fql.compile_path(keys), beside) for keys in several)


def _is_one_name(asked: Keys, there: Keys) -> bool:
    if asked[0] != there[0]:  # events of another type may have it there
        return False
    same = "".join(map(folded, asked)) == "".join(map(folded, there))
    return same or (len(asked) == len(there) and all(map(alike, asked, there)))

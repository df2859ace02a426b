"""Finds, for each kind of mistake that loses events, the fewest events that still have it, each with the fewest members. Writes nothing.

Runs the events again and again with less. Values are never changed, only left out, so that a reader sees the original mistake. Nothing
is left out if that would make another mistake, need another remedy, or make Segment refuse the event.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from attio_harness.compare.related import Related
from attio_harness.inputs.event import Note, SourceEvent
from attio_harness.inputs.event_rules import broken_rule
from attio_harness.inputs.timeline import Order, in_order
from attio_harness.rejection import Rejection
from attio_harness.run.check import Check

__all__ = ["Shrinker", "Smallest"]

_MOST_KEPT = 50
"""At most so many earlier events are found one by one."""
_FIXED = ("type",)
"""The members that make it an event at all, and are never left out."""

Kind = Hashable
Mistake = tuple[Kind, str]
"""The kind of a mistake, and the advice for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Smallest:
    """The events that reproduce the first mistake of a kind, which `count` events have. Empty if the events alone do not reproduce it,
    for instance because it came from an event's own fault rules."""

    loss: Rejection
    count: int
    events: tuple[dict[str, Any], ...]


class Shrinker:
    """Shrinks events by new runs, which `make` returns."""

    def __init__(self, make: Callable[[], Check], order: Order) -> None:
        self._make, self._order = make, order
        self.notes: tuple[Note, ...] = ()
        """Notes on the state that all runs start from; `smallest` fills it."""

    def smallest(self, items: Sequence[SourceEvent]) -> Iterator[Smallest]:
        """Yield one result for each kind, in the order of the first event that has it; `items` are in the order of the run."""
        job = self._make()
        self.notes = job.start.of_schema
        job.feed(items)
        job.flush()
        found: dict[Kind, tuple[int, Rejection, int]] = {}
        for (number, _), loss in job.lost.items():
            mistakes: dict[Kind, Rejection] = {}
            for one in (loss, *loss.also):
                mistakes.setdefault(one.group, one)
            for kind, mistake in mistakes.items():
                at, first, count = found.get(kind, (number, mistake, 0))
                found[kind] = (at, first, count + 1)
        events = [item.event for item in items]
        related = Related(events)
        for kind, (number, loss, count) in found.items():
            left = self._smallest((kind, loss.hint), set(found), events, number, related)
            yield Smallest(loss=loss, count=count, events=left)

    def kinds_of(self, events: Sequence[dict[str, Any]]) -> set[Kind]:
        """The kinds of all mistakes that a file with these events would have."""
        return {kind for kind, _ in self._mistakes(events)}

    def _mistakes(self, events: Sequence[dict[str, Any]]) -> set[Mistake]:
        job = self._make()
        items = [SourceEvent(event=one, file="<shrunk>", line=at) for at, one in enumerate(events, start=1)]
        job.feed(in_order(items, self._order))
        return {(one.group, one.hint) for loss, _ in job.losses() for one in (loss, *loss.also)}

    def _smallest(
        self, mistake: Mistake, known: set[Kind], every: list[dict[str, Any]], number: int, related: Related
    ) -> tuple[dict[str, Any], ...]:
        def fails(events: Sequence[dict[str, Any]]) -> bool:
            """Whether they have this mistake, and no kind that arose only because something was left out."""
            found = self._mistakes(events)
            return mistake in found and {kind for kind, _ in found} <= known

        def fails_so(events: Sequence[dict[str, Any]]) -> bool:
            """Whether they have this mistake, and no mistakes but those that the events had before."""
            return mistake in (found := self._mistakes(events)) and found <= had

        events = next((one for one in _enough(every, number, related) if fails(one)), [])
        if len(events) > 1:
            events = _fewer(events, fails)
        had = self._mistakes(events)
        for at, event in enumerate(events):
            fixed = {key: value for key, value in event.items() if key in _FIXED}
            rest = {key: value for key, value in event.items() if key not in _FIXED}
            accepted = broken_rule(event, None) is None
            within = _Within(events=events, at=at, fixed=fixed, accepted=accepted, fails=fails_so)
            events = _put(events, at, {**fixed, **_without(rest, within)})
        return tuple(events)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Within:
    """A test whether events still fail if one of them has only these members. If Segment `accepted` the event, it still must."""

    events: list[dict[str, Any]]
    at: int
    fixed: dict[str, Any]
    accepted: bool
    fails: Callable[[list[dict[str, Any]]], bool]

    def __call__(self, rest: dict[str, Any]) -> bool:
        event = {**self.fixed, **rest}
        if self.accepted and broken_rule(event, None) is not None:
            return False
        return self.fails(_put(self.events, self.at, event))


def _enough(every: list[dict[str, Any]], number: int, related: Related) -> Iterator[list[dict[str, Any]]]:
    """Sets of events that may reproduce the mistake of the event with this number, the smallest first."""
    yield [every[number]]
    yield [*related.before(number), every[number]]
    yield every[: number + 1]
    yield every


def _fewer(events: list[dict[str, Any]], fails: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
    """The last event and the earlier ones that its failure needs, found by bisection from the earliest on."""
    *rest, last = events
    kept: list[dict[str, Any]] = []
    at = 0
    while not fails([*kept, last]):
        # it fails with all events from `low` on, but not with those from `high` on
        low, high = at, len(rest)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if fails([*kept, *rest[middle:], last]) else (low, middle)
        kept.append(rest[low])
        at = low + 1
        if len(kept) == _MOST_KEPT:
            return [*kept, *rest[at:], last]
    return [*kept, last]


def _without(value: Any, fails: Callable[[Any], bool]) -> Any:
    """The value without the members and elements that the failure does not need, outermost first."""
    if isinstance(value, dict):
        value = dict(_needed(list(value.items()), lambda rest: fails(dict(rest))))
        for key in value:
            value = {**value, key: _without(value[key], partial(_fails_with, fails, value, key))}
    elif isinstance(value, list):
        value = _needed(value, fails)
        for at in range(len(value)):
            value = _put(value, at, _without(value[at], partial(_fails_with, fails, value, at)))
    return value


def _needed(values: list[Any], fails: Callable[[list[Any]], bool]) -> list[Any]:
    """The values that the failure needs: leaves out halves, then ever smaller pieces, at last single values, each time from the end."""
    size = max(len(values), 1)
    while True:
        for end in range(len(values), 0, -size):
            rest = values[: max(end - size, 0)] + values[end:]
            if fails(rest):
                values = rest
        if size == 1:
            return values
        size = (size + 1) // 2


def _fails_with(fails: Callable[[Any], bool], around: Any, at: Any, inner: Any) -> bool:
    return fails({**around, at: inner} if isinstance(around, dict) else _put(around, at, inner))


def _put(values: list[Any], at: int, value: Any) -> list[Any]:
    return [*values[:at], value, *values[at + 1 :]]

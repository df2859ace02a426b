"""For each kind of loss of a run the fewest events that still lose something so, each with the fewest members. Writes nothing.

A run is asked again and again with less. Only what is not needed is left out: no value becomes another one, so that whoever reads
the events sees the mistake as it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from attio_harness.inputs.event import SourceEvent
from attio_harness.inputs.timeline import Order, in_order
from attio_harness.rejection import Rejection
from attio_harness.run.check import Check

__all__ = ["Shrinker", "Smallest"]

_MOST_KEPT = 50
"""So many events before the lost one are sought one by one."""
_FIXED = ("type",)
"""Without it nobody would take it for an event."""

Kind = Hashable


@dataclass(frozen=True, slots=True, kw_only=True)
class Smallest:
    """The events that lose something as the first loss of a kind does, of which there are `count`; none where it is not theirs alone,
    as with faults that an event brings."""

    loss: Rejection
    count: int
    events: tuple[dict[str, Any], ...]


class Shrinker:
    """Asks runs that `make` gives, none of which has seen an event, for what is lost with less."""

    def __init__(self, make: Callable[[], Check], order: Order) -> None:
        self._make, self._order = make, order

    def smallest(self, items: Sequence[SourceEvent]) -> Iterator[Smallest]:
        """A kind at a time, in the order of the first event that each loses; the events come in the order of the run."""
        job = self._make()
        job.feed(items)
        job.flush()
        found: dict[Kind, tuple[int, Rejection, int]] = {}
        for (number, _), loss in job.lost.items():
            at, first, count = found.get(loss.group, (number, loss, 0))
            found[loss.group] = (at, first, count + 1)
        for kind, (number, loss, count) in found.items():
            yield Smallest(loss=loss, count=count, events=self._smallest(kind, items, number))

    def lost_by(self, events: Sequence[dict[str, Any]]) -> list[Rejection]:
        """What these events lose, as a file of them would."""
        job = self._make()
        items = [SourceEvent(event=one, file="<shrunk>", line=at) for at, one in enumerate(events, start=1)]
        job.feed(in_order(items, self._order))
        return [loss for loss, _ in job.losses()]

    def _smallest(self, kind: Kind, items: Sequence[SourceEvent], number: int) -> tuple[dict[str, Any], ...]:
        def fails(events: Sequence[dict[str, Any]]) -> bool:
            return any(loss.group == kind for loss in self.lost_by(events))

        every = [item.event for item in items]
        events = next((one for one in ([every[number]], every[: number + 1], every) if fails(one)), [])
        if len(events) > 1:
            events = _fewer(events, fails)
        for at, event in enumerate(events):
            fixed = {key: value for key, value in event.items() if key in _FIXED}
            rest = {key: value for key, value in event.items() if key not in _FIXED}
            within = _Within(events=events, at=at, fixed=fixed, fails=fails)
            events = _put(events, at, {**fixed, **_without(rest, within)})
        return tuple(events)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Within:
    """Whether events fail with other members in the place of one of them."""

    events: list[dict[str, Any]]
    at: int
    fixed: dict[str, Any]
    fails: Callable[[list[dict[str, Any]]], bool]

    def __call__(self, rest: dict[str, Any]) -> bool:
        return self.fails(_put(self.events, self.at, {**self.fixed, **rest}))


def _fewer(events: list[dict[str, Any]], fails: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
    """The last event, and of those before it the ones without which it does not fail, found by halves from the earliest on."""
    *rest, last = events
    kept: list[dict[str, Any]] = []
    at = 0
    while not fails([*kept, last]):
        # with all from `low` on it fails, with those from `high` on it does not
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
    """The value without the members and elements that it can do without, the outermost first."""
    if isinstance(value, dict):
        return _fewer_members(value, fails)
    return _fewer_elements(value, fails) if isinstance(value, list) else value


def _fewer_members(value: dict[str, Any], fails: Callable[[Any], bool]) -> dict[str, Any]:
    for key in list(value):
        rest = {name: one for name, one in value.items() if name != key}
        if fails(rest):
            value = rest
    for key in list(value):
        value = {**value, key: _without(value[key], partial(_fails_with, fails, value, key))}
    return value


def _fewer_elements(value: list[Any], fails: Callable[[Any], bool]) -> list[Any]:
    for at in reversed(range(len(value))):
        rest = value[:at] + value[at + 1 :]
        if fails(rest):
            value = rest
    for at in range(len(value)):
        value = _put(value, at, _without(value[at], partial(_fails_with, fails, value, at)))
    return value


def _fails_with(fails: Callable[[Any], bool], around: Any, at: Any, inner: Any) -> bool:
    return fails({**around, at: inner} if isinstance(around, dict) else _put(around, at, inner))


def _put(values: list[Any], at: int, value: Any) -> list[Any]:
    return [*values[:at], value, *values[at + 1 :]]

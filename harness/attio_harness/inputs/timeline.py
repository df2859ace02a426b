"""Puts events in the order in which Segment had them, each with its time, and notes what is odd about their times.

`events` reads them; a run decides what happens at a time. Sorting keeps `spill.sorted_by_first` items in memory, however many
events there are.

Rules and their sources

* The time of an event is its `receivedAt`, else `sentAt`, else `timestamp`. An event without any has the time of the event before
  it; those at the beginning have the time of the first event with one (assumed: `delivery.clock`).
* In `file` order time does not go back: an event older than an earlier one gets the earlier one's time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, get_args

from attio_harness.errors import InputError
from attio_harness.inputs.event import EventSource, Note, SourceEvent
from attio_harness.inputs.spill import Sorted, sorted_by_first
from attio_harness.inputs.times import TIMES
from attio_harness.text.words import counted, more_such, shown

__all__ = ["ORDERS", "Order", "in_order"]

Order = Literal["received", "file"]
ORDERS: tuple[Order, ...] = get_args(Order)
"""By time, or in file order."""

_BEFORE_ALL = -1
"""Before every time: the time of events before the first one that has a time."""
_DAY = 86_400_000


def in_order(items: Iterable[EventSource], order: Order = "received") -> Iterator[EventSource]:
    """The same items in order; events have their time (`at`), and notes about times come last.

    In `received` order everything is read before the first item is handed out, and items that are no events come first. In `file`
    order only what comes before the first time is held back.


    Raises:
        InputError: there is no disk space to sort what does not fit into memory, or for what waits for a time.
    """
    times = _Times()
    way, why = (
        (_as_they_stand, "wait for the first that has a time ({})")
        if order == "file"
        else (_by_time, "are sorted ({}); --order file needs no room")
    )
    try:
        yield from way(items, times)
    except OSError as error:
        said = why.format(error.strerror or str(error))
        raise InputError(f"cannot be written while events {said}", file="temporary file") from None
    yield from times.notes(order)


def _as_they_stand(items: Iterable[EventSource], times: _Times) -> Iterator[EventSource]:
    waiting = Sorted[tuple[int, EventSource]]()
    for item in items:
        at = times.in_file(item) if isinstance(item, SourceEvent) else None
        if times.first is None:
            waiting.add((len(waiting), item))
            continue
        if waiting:
            for _, one in waiting:
                yield one.with_time(times.first) if isinstance(one, SourceEvent) else one
            waiting = Sorted()
        yield item.with_time(at) if isinstance(item, SourceEvent) else item
    for _, one in waiting:
        yield one


def _by_time(items: Iterable[EventSource], times: _Times) -> Iterator[EventSource]:
    # non-events, in their own order; in a wrong file there may be as many as events
    others, waiting = Sorted[tuple[int, EventSource]](), Sorted[tuple[int, SourceEvent]]()

    def keyed() -> Iterator[tuple[int, SourceEvent]]:
        nonlocal waiting
        for item in items:
            if not isinstance(item, SourceEvent):
                others.add((len(others), item))
                continue
            at = times.take(item)
            if times.first is None:
                waiting.add((len(waiting), item))
                continue
            if waiting:
                yield from ((times.first, one) for _, one in waiting)
                waiting = Sorted()
            yield at, item
        yield from ((_BEFORE_ALL, one) for _, one in waiting)

    begun = False
    for at, item in sorted_by_first(keyed()):
        if not begun:
            begun = True
            yield from (other for _, other in others)
        yield item.with_time(None if at == _BEFORE_ALL else at)
    if not begun:
        yield from (other for _, other in others)


class _Times:
    """The times of events as they are read, and the notes about them."""

    def __init__(self) -> None:
        self.first: int | None = None
        self._last = _BEFORE_ALL
        self._latest = _BEFORE_ALL
        self._events = 0
        self._untimed = _Count()
        self._wrong = _Count()
        self._late = _Count()
        self._furthest = 0
        self._early = _Count()

    def take(self, item: SourceEvent) -> int:
        """The time of the next event in milliseconds; `_BEFORE_ALL` before the first time."""
        self._events += 1
        at, wrong, is_early = item.times
        if wrong is not None:
            self._wrong.add(item, "" if self._wrong else f"{wrong} {shown(item.event[wrong], 40)} is not a time")
        if at is None:
            self._untimed.add(item)
            return self._last
        if self.first is None:
            self.first = at
        if at < self._latest:
            self._late.add(item)
            self._furthest = max(self._furthest, self._latest - at)
        self._last = at
        self._latest = max(self._latest, at)
        if is_early:
            self._early.add(item)
        return at

    def in_file(self, item: SourceEvent) -> int | None:
        """The time of the next event where time does not go back."""
        self.take(item)
        return None if self._latest == _BEFORE_ALL else self._latest

    def notes(self, order: Order) -> Iterator[Note]:
        members = ", ".join(TIMES[:-1]) + f" or {TIMES[-1]}"
        # if no event has a time, it only decides when batches are sent, which the run reports
        if 0 < self._untimed.number < self._events:
            have = counted(self._untimed.number, "event has", "events have")
            come = "runs" if self._untimed.number == 1 else "run"
            yield self._untimed.note(
                f"{have} no readable {members} and {come} right after the event before; this is the first"
            )
        if self._wrong:
            more = more_such(self._wrong.number, "event")
            yield self._wrong.note(f"{self._wrong.what}{more}; expected ISO 8601, as 2026-05-01T09:00:00.000Z")
        if self._late:
            are = counted(self._late.number, "event comes", "events come")
            done = (
                "they run in order of time"
                if order == "received"
                else "they run as they come, on a clock that does not go back"
            )
            by = f", by up to {counted(self._furthest // _DAY, 'day')}" if self._furthest >= _DAY else ""
            yield self._late.note(f"{are} after a newer one in the files{by} (this is the first): {done}")
        if self._early:
            have = counted(self._early.number, "event has", "events have")
            yield self._early.note(
                f"{have} a receivedAt before the sentAt (this is the first): a clock was wrong; receivedAt counts"
            )


class _Count:
    """How often something was seen, and where first."""

    def __init__(self) -> None:
        self.number = 0
        self.what = ""
        self._file, self._line = "", 0

    def __bool__(self) -> bool:
        return self.number > 0

    def add(self, item: SourceEvent, what: str = "") -> None:
        if not self.number:
            self.what, self._file, self._line = what, item.file, item.line
        self.number += 1

    def note(self, what: str) -> Note:
        return Note(file=self._file, line=self._line, what=what)

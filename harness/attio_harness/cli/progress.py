"""Passes events through to a command until an interrupt, with a progress bar at a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from attio_harness.inputs.event import EventSource
from attio_harness.inputs.events import read_events
from attio_harness.inputs.files import size_of
from attio_harness.inputs.handed import Others
from attio_harness.inputs.streams import Reach
from attio_harness.inputs.timeline import Order, in_order
from attio_harness.terminal.interrupts import Interrupts
from attio_harness.terminal.progress import Bar, wanted

__all__ = ["counted", "watched", "watched_events"]

T = TypeVar("T")


def watched_events(
    names: list[str], interrupts: Interrupts, order: Order = "received", others: Others | None = None
) -> Iterator[EventSource]:
    """The events of these files, in this order. The bar counts the bytes of the files, then the events.

    `others` are processes that get lines of long files.
    """
    is_watched, reach = _is_watched(), Reach()
    reading = interrupts.until(read_events(names, reach=reach, others=others))
    if order == "file":
        items = in_order(reading, order)
        return Bar(reach, size_of(names)).over(items) if is_watched else items
    read = _Count()
    # the bars are outermost: an interrupt ends the items inside, and the bars then remove themselves
    source = Bar(reach, size_of(names), noun="events read").over(reading) if is_watched else reading
    # a first interrupt ends reading, and what was read is still delivered; one after that ends delivery
    items = interrupts.after(in_order(read.over(source), order))
    if not is_watched:
        return items
    done = _Count()
    return Bar(done, lambda: read.bytes).over(done.over(items))


def watched(items: Iterable[T], total: int, noun: str, interrupts: Interrupts) -> Iterator[T]:
    """Items of which the number is known, with a bar."""
    until = interrupts.until(items)
    if not _is_watched():
        return until
    count = _Count()
    return Bar(count, total, noun=noun).over(count.over(until))


def counted(items: Iterable[T], noun: str) -> Iterator[T]:
    """Items of which the number is not known, with a count; an interrupt raises as usual."""
    return Bar(_Count(), None, noun=noun).over(items) if _is_watched() else iter(items)


def _is_watched() -> bool:
    return sys.stderr is not None and wanted(sys.stderr, os.environ)


class _Count:
    """Counts the items that pass, for the bar."""

    bytes = 0

    def over(self, items: Iterable[T]) -> Iterator[T]:
        for item in items:
            self.bytes += 1
            yield item

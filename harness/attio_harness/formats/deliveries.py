"""Sentences about deliveries that did not succeed at their first try. Knows no format and shows no value of an event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from attio_harness.formats.locations import place_of
from attio_harness.rejection import EventRef
from attio_harness.report import Report
from attio_harness.text.words import counted, listed

__all__ = ["deliveries_told"]


def deliveries_told(report: Report, named: Callable[[EventRef], str] = place_of) -> Iterator[str]:
    """Lines without a full stop: what arrived after several tries, what was given up, what waits, and what was written but reported
    as failed. `named` returns the place of an event."""
    told = report.deliveries
    if told.written:
        yield f"written after a retry: {_by_tries(told.written)}"
    if told.given_up:
        yield f"failed for good, Segment does not try again: {_by_tries(told.given_up)}"
    if told.waiting:
        count = sum(told.waiting.values())
        yield f"failed so far, Segment would try again: {counted(count, 'event')}, the next one at {_next(report)}"
    counts, first = Counter[str](), dict[str, EventRef]()
    for row in report.unconfirmed:
        counts[row.answer] += 1
        first.setdefault(row.answer, row.event)
    for answer, count in counts.items():
        yield (
            f"written, although Segment saw a failure or no response ({answer}): {counted(count, 'event')}, first {named(first[answer])}; "
            "nothing is lost; sending them again would only write the same values again"
        )


def _by_tries(counts: Mapping[int, int]) -> str:
    """`3 events in 2 tries each, 1 in 5 tries`"""
    each = [
        f"{counted(count, 'event') if not number else format(count, ',')} {_tries(tries)}{' each' if count > 1 else ''}"
        for number, (tries, count) in enumerate(sorted(counts.items()))
    ]
    return listed(each, 5)


def _tries(tries: int) -> str:
    return f"in {tries:,} tries" if tries > 1 else "in one try"


def _next(report: Report) -> str:
    return min((row.again_at for row in report.rejections if row.again_at is not None), default="a later time")

"""Compares the records if delivery repeats and reorders events, as real delivery does.

Compares a run in the original order with four others: each event arrives twice, the first half arrives again at the end (as late
retries do), events arrive in reverse order, and in random order. Renders nothing; `formats.redelivery` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from attio_harness.compare.difference import Difference
from attio_harness.compare.records import Records, differing
from attio_harness.compare.written import Writers
from attio_harness.inputs.event import EventSource, Note, SourceEvent
from attio_harness.report import Report
from attio_harness.run.check import Check

__all__ = ["Redelivered", "Redelivery", "redelivery"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Redelivered:
    """One other way in which the events came, and the records that then differ; `seed` is for the random order."""

    way: str
    seed: int | None
    report: Report
    differences: tuple[Difference, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "way": self.way,
            "seed": self.seed,
            "verdicts": dict(self.report.verdicts),
            "differences": [_row(one) for one in self.differences],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Redelivery:
    """The run in the original order, and the others."""

    report: Report
    ways: tuple[Redelivered, ...]
    notes: tuple[Note, ...] = ()
    """Notes on the state that all of them start from."""

    @property
    def ok(self) -> bool:
        """Whether events wrote records, all could be read, and no record depends on how they came."""
        return self.is_compared and not self.report.unreadable and not any(one.differences for one in self.ways)

    @property
    def is_compared(self) -> bool:
        """Whether anything could differ: in some run, an event wrote a record."""
        every = (self.report, *(one.report for one in self.ways))
        return any(one["created"] or one["updated"] for report in every for one in report.records.values())

    def to_dict(self) -> dict[str, Any]:
        return {
            "events": self.report.events,
            "mode": self.report.mode,
            "unreadable": [dict(one) for one in self.report.unreadable],
            "passed": self.ok,
            "verdicts": dict(self.report.verdicts),
            "ways": [one.to_dict() for one in self.ways],
            "notes": [one.to_dict() for one in self.notes],
        }


def redelivery(make: Callable[[], Check], items: Sequence[EventSource], *, seed: int) -> Redelivery:
    """Run the events in each way. `make` returns a new run that keeps what each event writes (`keep`)."""
    first = make()
    first.feed(items)
    report = first.report()
    as_they_came = Records(first)
    ways = []
    for way, its_seed, others in _ways([one for one in items if isinstance(one, SourceEvent)], seed):
        job = make()
        writers = Writers(job.emulator.workspace)
        job.record(writers)
        job.feed(others)
        told = job.report()
        differences = tuple(_by_writer(as_they_came, Records(job, as_they_came), writers))
        ways.append(Redelivered(way=way, seed=its_seed, report=told, differences=differences))
    return Redelivery(report=report, ways=tuple(ways), notes=first.start.of_schema)


def _by_writer(as_they_came: Records, then: Records, writers: Writers) -> Iterator[Difference]:
    """The differences, each value with the events that wrote it in the other run, in order."""
    ids: dict[tuple[str | None, str | None], str] = {key: id for id, key in then.keys.items()}
    for one in differing(as_they_came, then):
        id = ids.get((one.object, one.record))
        events = writers.of(id, one.attribute) if id is not None and one.attribute is not None else ()
        yield replace(one, events=events or one.events)


def _ways(items: list[SourceEvent], seed: int) -> Iterator[tuple[str, int | None, list[SourceEvent]]]:
    yield "twice", None, [again for one in items for again in (one, one)]
    yield "late", None, [*items, *items[: (len(items) + 1) // 2]]
    yield "backwards", None, items[::-1]
    shuffled, chance = list(items), Random(seed)
    chance.shuffle(shuffled)
    # a shuffle of few events may return the original order, which would compare nothing
    while len(items) > 1 and all(one is other for one, other in zip(items, shuffled, strict=True)):
        chance.shuffle(shuffled)
    yield "shuffled", seed, shuffled


def _row(one: Difference) -> dict[str, Any]:
    return {
        "object": one.object,
        "record": one.record,
        "attribute": one.attribute,
        "as_they_came": one.left,
        "then": one.right,
        "events": [event.to_dict() for event in one.events],
    }

"""Compares a run with the one before it, after files changed: which events end differently, are new or gone, and which records differ.

Unlike in `mappings`, both runs have ended, and their events may differ. Renders nothing; `formats.rerun` does.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import orjson

from attio_harness.compare.changes import counts_of, summed_up
from attio_harness.compare.difference import Difference
from attio_harness.compare.records import differing_runs
from attio_harness.compare.verdicts import verdict_differences, verdicts_of_new
from attio_harness.inputs.event import EventSource, SourceEvent
from attio_harness.report import Report
from attio_harness.run.check import Check
from attio_harness.text.words import counted
from attio_harness.verdicts import LOST

__all__ = ["EventsSeen", "Ran", "Rerun", "compare_reruns"]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What an event is recognised by: its content, its messageId, or its place."""

    content: bytes
    message_id: str | None
    place: tuple[str, int, int | None]


class EventsSeen:
    """The events of a run, kept in a few bytes each so that the next run recognises them."""

    def __init__(self) -> None:
        self.events: list[_Seen] = []

    def over(self, items: Iterable[EventSource]) -> Iterator[EventSource]:
        """The same items, noted as they pass."""
        for item in items:
            if isinstance(item, SourceEvent):
                given = item.event.get("messageId")
                message_id = given if isinstance(given, str) else None
                self.events.append(_Seen(_digest(item.event), message_id, (item.file, item.line, item.index)))
            yield item


def _digest(event: Mapping[str, Any]) -> bytes:
    try:
        text = orjson.dumps(event, option=orjson.OPT_SORT_KEYS)
    except (TypeError, ValueError):  # lone surrogates, numbers of more than 64 bits
        text = repr(sorted(event.items())).encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=12).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A run that has ended and kept its verdicts (`keep=True`)."""

    job: Check
    report: Report
    seen: EventsSeen = field(default_factory=EventsSeen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerun:
    """Two runs and what differs. `differences` are of records and of events that both had, `arrived` of events that only the new run
    had. `added` and `gone` count events."""

    old: Report
    new: Report
    differences: tuple[Difference, ...]
    arrived: tuple[Difference, ...] = ()
    added: int = 0
    gone: int = 0

    @property
    def unreadable(self) -> list[Mapping[str, Any]]:
        """The unreadable entries that the run before did not have, compared by file and reason."""
        return _more_of(self.new, self.old)

    @property
    def summary(self) -> str:
        """`1 entry newly unreadable, 2 events added (1 lost), 4 newly lost, 36 fixed, 2 records changed.`"""
        told = []
        for more, how in ((self.unreadable, "newly unreadable"), (_more_of(self.old, self.new), "fixed or gone")):
            if more:
                told.append(f"{counted(len(more), 'entry', 'entries')} {how}")
        if self.added:
            lost = len({one.events for one in self.arrived if one.right in LOST})
            told.append(f"{counted(self.added, 'event')} added" + (f" ({lost:,} lost)" if lost else ""))
        if self.gone:
            told.append(f"{counted(self.gone, 'event')} gone")
        if not told:
            return summed_up(counts_of(self.differences))
        return (
            f"{', '.join(told)}, {summed_up(counts_of(self.differences))}"
            if self.differences
            else f"{', '.join(told)}."
        )


def _more_of(one: Report, other: Report) -> list[Mapping[str, Any]]:
    """The unreadable entries of `one` that `other` does not have, whatever their lines."""
    known = Counter((row["file"], row["why"]) for row in other.unreadable)
    more = []
    for row in one.unreadable:
        known[row["file"], row["why"]] -= 1
        if known[row["file"], row["why"]] < 0:
            more.append(row)
    return more


def compare_reruns(old: Ran, new: Ran) -> Rerun:
    """Compare a run with the next."""
    was, now = old.seen.events, new.seen.events
    before_of = _recognised(was, now)
    moved = {now[number].place: was[before].place for number, before in before_of.items()}
    fresh = {number: None for number in range(len(now)) if number not in before_of}
    return Rerun(
        old=old.report,
        new=new.report,
        differences=(
            *verdict_differences(old.job, new.job, before_of=before_of),
            *(one for one in differing_runs(old.job, new.job, moved) if not one.assumed),
        ),
        arrived=tuple(verdicts_of_new(new.job, fresh)),
        added=len(fresh),
        gone=len(was) - len(before_of),
    )


def _recognised(old: Sequence[_Seen], new: Sequence[_Seen]) -> dict[int, int]:
    """Number of an event in `new` -> its number in `old`: of the same event, else of an edited one with the same messageId, else of the
    one at the same place."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    by: tuple[Callable[[_Seen], Hashable], ...] = (
        lambda one: one.content,
        lambda one: one.message_id,
        lambda one: one.place,
    )
    for key in by:
        there: dict[Hashable, deque[int]] = defaultdict(deque)
        for number, one in enumerate(old):
            if number not in taken:
                there[key(one)].append(number)
        for number, one in enumerate(new):
            if number not in found and key(one) is not None and there.get(key(one)):
                found[number] = there[key(one)].popleft()
                taken.add(found[number])
    return found

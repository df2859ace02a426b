"""Whether the fakes meet the same end: both run side by side, and each verdict that differs is named.

A verdict is told without any value; the event is named by its place in the file that was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from attio_harness.anonymize.events import Anonymizer, TooDeep
from attio_harness.inputs.event import EventSource, SourceEvent
from attio_harness.report import EventRef, Rejection
from attio_harness.run.check import Check

__all__ = ["VerdictDifference", "different_verdicts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictDifference:
    """An event that ends otherwise: `before` and `after` are verdicts with their reason, `rejected (value_not_found, users.plan)`."""

    file: str
    line: int
    subscription: str
    before: str
    after: str

    def to_dict(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "line": self.line,
            "subscription": self.subscription,
            "before": self.before,
            "after": self.after,
        }


def different_verdicts(
    originals: Check, fakes: Check, events: Iterable[EventSource], anonymizer: Anonymizer
) -> list[VerdictDifference]:
    """Run events and their fakes, each through a `Check` of its own that keeps what it settles."""
    for item in events:
        if isinstance(item, SourceEvent):
            try:
                fake = replace(item, event=anonymizer.event(item.event))
            except TooDeep:  # left out of what is written, too
                continue
            originals.feed([item])
            fakes.feed([fake])
    for job in (originals, fakes):
        job.flush()
        # what Attio does by itself a while after a write
        job.emulator.flush()
    return list(_differences(originals, fakes))


def _differences(before: Check, after: Check) -> Iterator[VerdictDifference]:
    for key in sorted(before.settled.keys() | after.settled.keys()):
        was, now = _end(before, key), _end(after, key)
        if was != now:
            ref = _ref(before, after, key)
            yield VerdictDifference(
                file=ref.file, line=ref.line, subscription=before.runnables[key[1]].source.name, before=was, after=now
            )


def _ref(before: Check, after: Check, key: tuple[int, int]) -> EventRef:
    return (before.settled.get(key) or after.settled[key])[1]


def _end(job: Check, key: tuple[int, int]) -> str:
    found = job.settled.get(key)
    if found is None:
        return "not delivered"
    loss = job.lost.get(key) or job.unresolved.get(key)
    return found[0] if loss is None else f"{found[0]} ({_fault(loss)})"


def _fault(loss: Rejection) -> str:
    place = ".".join(filter(None, (loss.object, loss.attribute)))
    return ", ".join(filter(None, (loss.code, place)))

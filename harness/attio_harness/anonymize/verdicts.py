"""Compares the verdicts on events and on their fakes: runs both side by side, and names each verdict that differs.

Nothing of an event is shown but its place in the input file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from attio_harness.anonymize.events import Anonymizer, TooDeep
from attio_harness.inputs.event import EventSource, SourceEvent
from attio_harness.run.baseline import kind_of
from attio_harness.run.check import Check

__all__ = ["Comparison", "VerdictDifference", "compare_fakes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictDifference:
    """An event whose verdict changes: `before` and `after` are verdicts with the reason, `rejected (value_not_found, users.plan)`."""

    file: str
    line: int
    subscription: str
    before: str
    after: str

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Where the run of the fakes differs. `records` has the numbers of written records in both runs, for each object where they differ."""

    verdicts: tuple[VerdictDifference, ...] = ()
    records: Mapping[str, tuple[Mapping[str, int], Mapping[str, int]]] = field(default_factory=dict)

    @property
    def same(self) -> bool:
        return not self.verdicts and not self.records

    def to_dict(self) -> dict[str, Any]:
        return {
            "different": [one.to_dict() for one in self.verdicts],
            "records": {
                slug: {"before": dict(was), "after": dict(now)} for slug, (was, now) in sorted(self.records.items())
            },
        }


def compare_fakes(originals: Check, fakes: Check, events: Iterable[EventSource], anonymizer: Anonymizer) -> Comparison:
    """Run events and their fakes, each through its own `Check`, which keeps what it settles."""
    for item in events:
        if isinstance(item, SourceEvent):
            try:
                fake = item.with_event(anonymizer.event(item.event))
            except TooDeep:  # left out of the output too
                continue
            originals.feed([item])
            fakes.feed([fake])
    was, now = originals.records(), fakes.records()
    return Comparison(
        verdicts=tuple(_differences(originals, fakes)),
        records={
            slug: (was.get(slug, {}), now.get(slug, {}))
            for slug in sorted({*was, *now})
            if was.get(slug, {}) != now.get(slug, {})
        },
    )


def _differences(before: Check, after: Check) -> Iterator[VerdictDifference]:
    for key in sorted(before.settled.keys() | after.settled.keys()):
        was, now = _end(before, key), _end(after, key)
        if was != now:
            _, ref = before.settled.get(key) or after.settled[key]
            yield VerdictDifference(
                file=ref.file, line=ref.line, subscription=before.runnables[key[1]].source.name, before=was, after=now
            )


def _end(job: Check, key: tuple[int, int]) -> str:
    found = job.settled.get(key)
    if found is None:
        return "not delivered"
    loss = job.lost.get(key) or job.unresolved.get(key) or job.unconfirmed.get(key)
    if loss is None:
        return found[0]
    kind = kind_of(loss, job.runnables[key[1]].source, job.emulator.workspace)
    place = ".".join(filter(None, (kind.object, kind.attribute)))
    return f"{found[0]} ({', '.join(filter(None, (kind.code, place)))})"

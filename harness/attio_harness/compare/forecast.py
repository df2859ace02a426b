"""Forecasts what events would do to a workspace: new and changed records, replaced values, conflicts, losses, requests and their time.

Runs the events into an emulator that starts like the workspace, and compares its records before and after. Renders nothing;
`formats.forecast` does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from attio_harness.compare.records import Records
from attio_harness.compare.writes import Conflict, Requests, Writes
from attio_harness.inputs.event import EventSource, Note
from attio_harness.rejection import EventRef
from attio_harness.report import Report
from attio_harness.run.check import Check

__all__ = ["AttributeForecast", "Forecast", "ObjectForecast", "Replaced", "forecast"]

_SAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """An attribute of an older record whose values are replaced: the old and new values, and the events that wrote it, in order. If no
    event wrote it directly, the events that wrote the record."""

    record: str
    before: list[Any]
    after: list[Any]
    events: tuple[EventRef, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "record": self.record,
            "before": self.before,
            "after": self.after,
            "events": [one.to_dict() for one in self.events],
        }


@dataclass(slots=True, kw_only=True)
class AttributeForecast:
    """One attribute: for how many records it is newly filled, added to, replaced or emptied; `samples` are of the last three."""

    type: str | None = None
    filled: int = 0
    added: int = 0
    replaced: int = 0
    emptied: int = 0
    samples: list[Replaced] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        return {
            "type": self.type,
            "filled": self.filled,
            "added": self.added,
            "replaced": self.replaced,
            "emptied": self.emptied,
            "samples": [one.to_dict() for one in self.samples],
        }


@dataclass(slots=True, kw_only=True)
class ObjectForecast:
    """The records of one object: how many are new, change, are written without a change, or are assumed to exist because nothing makes
    them. Each record counts once."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    assumed: int = 0
    attributes: dict[str, AttributeForecast] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "assumed": self.assumed,
            "attributes": {name: one.to_dict() for name, one in sorted(self.attributes.items())},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The report of the run, and what it would change; `begun` counts the records that existed before."""

    report: Report
    begun: int
    objects: dict[str, ObjectForecast]
    conflicts: tuple[Conflict, ...]
    requests: Requests
    notes: tuple[Note, ...] = ()
    """Of the report's, those on the state that the run starts from."""

    @property
    def ok(self) -> bool:
        return self.report.ok

    def to_dict(self) -> dict[str, Any]:
        report = self.report.to_dict()
        return {
            "events": report["events"],
            "complete": report["complete"],
            "mode": report["mode"],
            "outcome": report["outcome"],
            "verdicts": report["verdicts"],
            "records_before": self.begun,
            "objects": {name: one.to_dict() for name, one in self.objects.items()},
            "conflicts": [one.to_dict() for one in self.conflicts],
            "requests": self.requests.to_dict(),
            "check": report,
        }


def forecast(job: Check, events: Iterable[EventSource], *, complete: Callable[[], bool] = lambda: True) -> Forecast:
    """Feed the events to a new run that keeps what each wrote (`keep`); at the end, `complete` is asked whether they were all there."""
    before = Records(job)
    writes = Writes(job.emulator.workspace)
    job.record(writes)
    job.feed(events)
    report = job.report(complete=complete())
    after = Records(job)
    return Forecast(
        report=report,
        begun=len(before.keys),
        objects=_objects(job, before, after, writes),
        conflicts=writes.conflicts,
        requests=writes.requests,
        notes=job.start.of_schema,
    )


def _objects(job: Check, before: Records, after: Records, writes: Writes) -> dict[str, ObjectForecast]:
    found: dict[str, ObjectForecast] = {}
    for id, key in after.keys.items():
        earlier = before.keys.get(id)
        sought = job.emulator.core.existing.assumed(key[0], id)
        if sought is not None and not sought.needs:
            # a state may have other such records, which these events do not need
            if (sought.object, sought.attribute, str(sought.value)) in writes.needed:
                found.setdefault(key[0], ObjectForecast()).assumed += 1
        elif earlier is None:
            one = found.setdefault(key[0], ObjectForecast())
            one.new += 1
            for name in after.stored(key):
                _attribute(one, after, key[0], name).filled += 1
        else:
            every = tuple(job.writers(id))
            _see(found, before, after, earlier, key, every, partial(writes.of, id))
    return dict(sorted(found.items()))


def _see(
    found: dict[str, ObjectForecast],
    before: Records,
    after: Records,
    earlier: tuple[str, str],
    key: tuple[str, str],
    events: tuple[EventRef, ...],
    writers: Callable[[str], tuple[EventRef, ...]],
) -> None:
    """Count the changes of a record that existed before. `events` wrote it; `writers` returns those that wrote an attribute."""
    old, new = before.stored(earlier), after.stored(key)
    names = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]
    if not names:
        if events:
            found.setdefault(key[0], ObjectForecast()).unchanged += 1
        return
    one = found.setdefault(key[0], ObjectForecast())
    # includes what Attio changes by itself, such as the other side of a relationship
    one.changed += 1
    for name in names:
        row = _attribute(one, after, key[0], name)
        was, now = old.get(name, []), new.get(name, [])
        if not was:
            row.filled += 1
            continue
        if not now:
            row.emptied += 1
        elif not Counter(map(str, was)) - Counter(map(str, now)):
            row.added += 1
        else:
            row.replaced += 1
        if len(row.samples) < _SAMPLES:
            shown = (before.values(earlier).get(name, []), after.values(key).get(name, []))
            row.samples.append(Replaced(record=key[1], before=shown[0], after=shown[1], events=writers(name) or events))


def _attribute(one: ObjectForecast, records: Records, slug: str, name: str) -> AttributeForecast:
    return one.attributes.setdefault(name, AttributeForecast(type=records.type_of(slug, name)))

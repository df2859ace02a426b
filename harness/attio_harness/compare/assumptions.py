"""The same events under every other setting of the assumptions that decided something, and what each would change.

Each setting has a run of its own, with all others as they were; what is compared with the run as it is are the verdicts of every
event and the records afterwards. Renders nothing; `formats.variations` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attio_emulator import Workspace
from segment_actions import Subscription

from attio_harness.assumptions import NOTHING_ASSUMED, other_choices
from attio_harness.compare.difference import Difference
from attio_harness.compare.records import Records, differing
from attio_harness.errors import UsageError
from attio_harness.inputs.event import EventSource
from attio_harness.inputs.timeline import Order
from attio_harness.rejection import EventRef, Rejection
from attio_harness.report import Report
from attio_harness.run.api import job_of
from attio_harness.run.arguments import refuse_unfit, timeline_of
from attio_harness.run.check import Check
from attio_harness.verdicts import Mode, Verdict

__all__ = ["Variation", "Varied", "VerdictChange", "vary", "vary_settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """An event that ends otherwise under a subscription: verdict and, where it is lost, Attio's or Segment's code."""

    event: EventRef
    subscription: str
    before: str
    after: str
    code_before: str | None = None
    code_after: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "event": self.event.to_dict(),
            "subscription": self.subscription,
            "from": self.before,
            "to": self.after,
            "from_code": self.code_before,
            "to_code": self.code_after,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """What another setting of one assumption gives: its verdicts, and what differs from the run as it is.

    `decided` says how many verdicts of the run as it is rest on the assumption.
    """

    assumption: str
    setting: str
    instead_of: str
    decided: int
    verdicts: Mapping[Verdict, int]
    changed: tuple[VerdictChange, ...]
    records: tuple[Difference, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "assumption": self.assumption,
            "setting": self.setting,
            "instead_of": self.instead_of,
            "decided": self.decided,
            "verdicts": dict(self.verdicts),
            "changed": [one.to_dict() for one in self.changed],
            "records": [one.to_dict("from", "to") for one in self.records],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Varied:
    """The report of the run as it is, what other settings would change, and how many were not tried before an interrupt."""

    report: Report
    variations: tuple[Variation, ...]
    untried: int = 0

    def to_dict(self) -> dict[str, Any]:
        return self.report.to_dict() | {
            "varied": [one.to_dict() for one in self.variations],
            "untried": self.untried,
        }


def vary(
    events: str | Path | Mapping[str, Any] | Sequence[Mapping[str, Any] | str | Path],
    subscriptions: str | Path | Sequence[str | Path | Mapping[str, Any] | Subscription],
    workspace: str | Path | Mapping[str, Any] | Workspace | None = None,
    mode: Mode = "auto",
    *,
    assumptions: Mapping[str, object] = NOTHING_ASSUMED,
    order: Order = "received",
    **options: Any,
) -> Varied:
    """`check`, and once more for every other setting of the assumptions that decided something.

    Args:
        events: as in `check`, but something that can be read more than once.
        options: what else `check` takes.

    Raises:
        UsageError: the events can be read once only, and what `check` raises.
    """
    if isinstance(events, Iterator):
        raise UsageError("events are read again for each setting: found an iterator, expected a sequence or files")
    refuse_unfit({"events": events}, "vary")

    def make(settings: Mapping[str, object]) -> Check:
        return job_of(subscriptions, workspace, mode, assumptions=settings, keep=True, named="vary", **options)

    job = make(assumptions)
    job.feed(timeline_of(events, order))
    report = job.report()
    return vary_settings(job, report, make, lambda _: nullcontext(timeline_of(events, order)), assumptions)


def vary_settings(
    job: Check,
    report: Report,
    make: Callable[[Mapping[str, object]], Check],
    reading: Callable[[Check], AbstractContextManager[Iterable[EventSource]]],
    assumptions: Mapping[str, object],
    complete: Callable[[], bool] = lambda: True,
) -> Varied:
    """What other settings would change of a run that has ended.

    Args:
        job, report: the run as it is.
        make: a run that is the same but for these settings.
        reading: the same events once more, for a run.
        assumptions: the settings that the run as it is was given.
        complete: asked after each run whether its events were all there; the run is left out where they were not.
    """
    wanted = [
        (id, in_force, setting)
        for id in sorted(job.decided, key=lambda id: -job.decided[id])
        for in_force in [job.setting(id)]
        for setting in other_choices(id, in_force)
    ]
    found: list[Variation] = []
    for id, in_force, setting in wanted:
        other = make({**assumptions, id: setting})
        with reading(other) as events:
            other.feed(events)
        if not complete():
            break
        verdicts = other.report().verdicts
        found.append(
            Variation(
                assumption=id,
                setting=setting,
                instead_of=in_force,
                decided=job.decided[id],
                verdicts=verdicts,
                changed=tuple(_changed(job, other)),
                records=tuple(differing(Records(job), Records(other))),
            )
        )
    return Varied(report=report, variations=tuple(found), untried=len(wanted) - len(found))


def _changed(job: Check, other: Check) -> Iterator[VerdictChange]:
    for key in sorted({*job.settled, *other.settled}):
        (before, event), (after, _) = _end(job, other, key), _end(other, job, key)
        codes = _code(job.lost.get(key)), _code(other.lost.get(key))
        if before != after or codes[0] != codes[1]:
            yield VerdictChange(
                event=event,
                subscription=job.runnables[key[1]].source.name,
                before=before,
                after=after,
                code_before=codes[0],
                code_after=codes[1],
            )


def _end(job: Check, other: Check, key: tuple[int, int]) -> tuple[str, EventRef]:
    """How an event ended; one that only the other run delivered was kept away by the event's integrations or a filter."""
    found = job.settled.get(key)
    return found if found is not None else ("filtered", other.settled[key][1])


def _code(loss: Rejection | None) -> str | None:
    return loss.code if loss is not None else None

"""Runs the same events under every other setting of the assumptions that decided something, and reports what each would change.

Each setting gets a run of its own, with all other settings unchanged. Compares the verdicts of every event and the final records with
those of the actual run. Renders nothing; `formats.variations` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from attio_emulator import Workspace
from segment_actions import Subscription

from attio_harness.assumptions import NOTHING_ASSUMED, other_choices
from attio_harness.compare.difference import Difference
from attio_harness.compare.records import differing_runs
from attio_harness.errors import UsageError
from attio_harness.inputs.event import EventSource
from attio_harness.inputs.timeline import Order
from attio_harness.rejection import EventRef, Rejection
from attio_harness.report import Report
from attio_harness.run.api import job_of
from attio_harness.run.arguments import refuse_unfit, timeline_of
from attio_harness.run.check import Check
from attio_harness.run.in_python import in_python
from attio_harness.run.words import words_of
from attio_harness.verdicts import Mode, Verdict

__all__ = ["Variation", "Varied", "VerdictChange", "vary", "vary_settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """An event with another verdict under a subscription: both verdicts, and Attio's or Segment's code if it is lost."""

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
    """The result of another setting of one assumption: its verdicts, and what differs from the actual run.

    `decided` counts the verdicts of the actual run that rest on the assumption.
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
    """The report of the actual run, what other settings would change, and how many an interrupt left untried."""

    report: Report
    variations: tuple[Variation, ...]
    untried: int = 0

    def to_dict(self) -> dict[str, Any]:
        return self.report.to_dict() | {
            "varied": [one.to_dict() for one in self.variations],
            "untried": self.untried,
        }


@in_python()
def vary(
    events: str | Path | Mapping[str, Any] | Sequence[Mapping[str, Any] | str | Path],
    subscriptions: str
    | Path
    | Mapping[str, Any]
    | Subscription
    | Sequence[str | Path | Mapping[str, Any] | Subscription],
    workspace: str | Path | Mapping[str, Any] | Workspace | None = None,
    mode: Mode = "auto",
    *,
    assumptions: Mapping[str, object] = NOTHING_ASSUMED,
    order: Order = "received",
    **options: Any,
) -> Varied:
    """Run `check`, then once more for every other setting of each assumption that decided something.

    Args:
        events: as in `check`, but they must be readable more than once.
        options: further arguments of `check`.

    Raises:
        UsageError: the events can be read only once. Otherwise raises like `check`.
    """
    if isinstance(events, Iterator):
        raise UsageError("events are read again for each setting: found an iterator, expected a sequence or files")
    refuse_unfit({"events": events}, "vary")

    def make(settings: Mapping[str, object]) -> Check:
        return job_of(subscriptions, workspace, mode, assumptions=settings, keep=True, named="vary", **options)

    job = make(assumptions)
    job.feed(timeline_of(events, order))
    given = {
        "subscriptions": subscriptions,
        "workspace": workspace,
        "mode": mode,
        "assumptions": assumptions,
        "order": order,
    }
    report = replace(job.report(), words=words_of(given | options))
    return vary_settings(job, report, make, lambda _: nullcontext(timeline_of(events, order)), assumptions)


def vary_settings(
    job: Check,
    report: Report,
    make: Callable[[Mapping[str, object]], Check],
    reading: Callable[[Check], AbstractContextManager[Iterable[EventSource]]],
    assumptions: Mapping[str, object],
    complete: Callable[[], bool] = lambda: True,
) -> Varied:
    """What other settings would change in a run that has ended.

    Args:
        job, report: the actual run.
        make: returns a new run that differs only in these settings.
        reading: returns the same events again, for a run.
        assumptions: the settings given to the actual run.
        complete: called after each run; returns whether it had all events. If not, the run is left out.
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
                records=tuple(differing_runs(job, other)),
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
    """How an event ended; if only the other run delivered it, its `integrations` or a filter dropped it in this one."""
    found = job.settled.get(key)
    return found if found is not None else ("filtered", other.settled[key][1])


def _code(loss: Rejection | None) -> str | None:
    return loss.code if loss is not None else None

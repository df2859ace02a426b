"""Follows one event through every stage and keeps the value of each: ingest, filters, trigger, mapping, validation, request, Attio, end
state.

It is a run of `check` with a recorder. Renders nothing; `formats.explain` does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_emulator import Outcome, Workspace
from segment_actions import Request, Response, filter_fql, fql
from segment_actions.js import MISSING, as_json

from attio_harness.inputs.event import EventSource, Note, SourceEvent
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.rejection import EventRef, Rejection
from attio_harness.run.check import Check
from attio_harness.run.connection import AUTH, Connection
from attio_harness.run.delivered import Delivered, outcomes_of
from attio_harness.run.filters import Dropped, Kept
from attio_harness.run.recorder import Recorder
from attio_harness.run.runnable import RunnableSubscription

__all__ = [
    "Exchange", "Explanation", "FilterStage", "Stage", "body_shown", "explain_event", "explain_events", "verdicts_of_events",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request of the destination and the answer of the emulator."""

    request: Request
    response: Response

    def to_dict(self) -> dict[str, Any]:
        return {
            "request": {
                "method": self.request.method,
                "url": self.request.url,
                "body": body_shown(self.request.content),
            },
            "response": {"status": self.response.status, "body": body_shown(self.response.content)},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What one subscription made of the event; what comes after the stage where it stopped is empty."""

    subscription: LocatedSubscription
    matched: bool
    failed_clauses: tuple[Mapping[str, str], ...] = ()
    reads: tuple[Mapping[str, Any], ...] = ()
    mapped: Any = None
    payload: Any = None
    exchanges: tuple[Exchange, ...] = ()
    records: tuple[Mapping[str, Any], ...] = ()
    verdict: str = "unmatched"
    rejection: Rejection | None = None
    assumptions: tuple[str, ...] = ()
    """IDs of the assumptions that decided the verdict or the stored values."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "subscription": self.subscription.name,
            "action": self.subscription.action,
            "mapping": {"file": self.subscription.file, "pointer": self.subscription.mapping_pointer},
            "trigger": {
                "text": self.subscription.trigger,
                "matched": self.matched,
                "failed_clauses": [dict(row) for row in self.failed_clauses],
            },
            "reads": [dict(row) for row in self.reads],
            "mapped": self.mapped,
            "payload": self.payload,
            "exchanges": [exchange.to_dict() for exchange in self.exchanges],
            "records": [dict(row) for row in self.records],
            "verdict": self.verdict,
            "rejection": self.rejection.to_dict() if self.rejection else None,
            "assumptions": list(self.assumptions),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterStage:
    """What `integrations` and the filters made of the event; `rows` has each filter and what it did."""

    reason: str | None = None
    """Segment's word for why the event was filtered out; None if it passed."""
    why: str | None = None
    rows: tuple[Mapping[str, Any], ...] = ()
    kept: Mapping[str, Any] | None = None
    """The event after the filters."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "filtered": self.reason is not None,
            "reason": self.reason,
            "why": self.why,
            "filters": [dict(row) for row in self.rows],
            "event": self.kept,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One event, what the filters left of it, and what each subscription made of the rest."""

    event: Mapping[str, Any]
    ref: EventRef
    mode: str
    filters: FilterStage
    stages: tuple[Stage, ...] = ()
    notes: tuple[Note, ...] = ()
    """Notes on the state that the run starts from."""

    @property
    def ok(self) -> bool:
        """Whether no subscription lost the event; unresolved is not lost."""
        return all(stage.rejection is None or stage.verdict == "unresolved" for stage in self.stages)

    def to_dict(self) -> dict[str, Any]:
        return {
            "event": dict(self.event),
            "from": self.ref.to_dict(),
            "mode": self.mode,
            "filters": self.filters.to_dict(),
            "subscriptions": [stage.to_dict() for stage in self.stages],
            "notes": [one.to_dict() for one in self.notes],
        }


_WAITING = "waiting"
"""The verdict of a stage whose delivery has not ended."""


class _Recording(Recorder):
    """Records what a run does with one of its events, by subscription."""

    def __init__(self, job: Check, chosen: SourceEvent) -> None:
        self._job, self._chosen = job, chosen
        self._filters = FilterStage()
        self.is_met = False
        self._stages: dict[int, Stage] = {}
        self._events: dict[int, Mapping[str, Any]] = {}
        self._mapped: dict[int, Any] = {}
        self._is_now = False
        # of the current delivery: its exchanges, and how many of its events are settled
        self._exchanges: list[Exchange] = []
        self._settled = 0

    @property
    def explanation(self) -> Explanation:
        """What it has recorded, in the order of the subscriptions."""
        return Explanation(
            event=self._chosen.event,
            ref=self._chosen.ref,
            mode=self._job.map_settings.mode,
            filters=self._filters,
            stages=tuple(self._stages[id(one)] for one in self._job.runnables if id(one) in self._stages),
            notes=self._job.start.of_schema,
        )

    @property
    def is_done(self) -> bool:
        """Whether the event is settled under every subscription."""
        return self.is_met and all(one.verdict != _WAITING for one in self._stages.values())

    def is_chosen(self, item: SourceEvent) -> bool:
        return _place(item) == _place(self._chosen)

    def decided(self, item: SourceEvent, decision: Kept | Dropped) -> None:
        self._is_now = not self.is_met and self.is_chosen(item)
        if self._is_now:
            self.is_met = True
            and_first = self._job.setting("filter.and_or") == "and-first"
            filters = self._job.map_settings.filters
            self._filters = _filter_stage(filters, item.event, decision, and_first=and_first)

    def judged(self, runnable: RunnableSubscription, event: Mapping[str, Any], *, matched: bool) -> None:
        if not self._is_now:
            return
        failed = () if matched else fql.explain(runnable.source.trigger, event)
        rows = tuple({"clause": one.clause, "found": one.found} for one in failed)
        self._stages[id(runnable)] = Stage(
            subscription=runnable.source,
            matched=matched,
            failed_clauses=rows,
            verdict=_WAITING if matched else "unmatched",
        )
        self._events[id(runnable)] = event

    def mapped(self, runnable: RunnableSubscription, payload: Mapping[str, Any]) -> None:
        if self._is_now:
            self._mapped[id(runnable)] = as_json(payload)  # a copy: validation may change it

    def begun(self, runnable: RunnableSubscription) -> None:
        self._exchanges.clear()
        self._settled = 0

    def exchanged(self, request: Request, response: Response) -> None:
        if self.is_met:
            self._exchanges.append(Exchange(request=request, response=response))

    def settled(
        self, item: SourceEvent, delivered: Delivered, outcomes: Sequence[Outcome], loss: Rejection | None
    ) -> None:
        index, runnable = self._settled, delivered.runnable
        is_sent = delivered.verdict != "invalid"
        self._settled += is_sent
        if not self.is_chosen(item) or id(runnable) not in self._stages:
            return
        self._stages[id(runnable)] = Stage(
            subscription=runnable.source,
            matched=True,
            reads=tuple(runnable.reads(self._events[id(runnable)])),
            mapped=self._mapped.get(id(runnable)),
            payload=as_json(delivered.payload),
            # all events of a batch share its exchanges
            exchanges=tuple(self._exchanges) if is_sent else (),
            records=tuple(map(self._record, outcomes_of(delivered, outcomes, index))),
            verdict=delivered.verdict,
            rejection=loss,
            assumptions=delivered.assumptions,
        )

    def _record(self, outcome: Outcome) -> Mapping[str, Any]:
        """A written record, read back as any client would."""
        url = f"https://api.attio.com/v2/objects/{outcome.object}/records/{outcome.record_id}"
        headers = {"authorization": f"Bearer {AUTH['access_token']}"}
        # over a connection of its own, so that this read is not recorded as an exchange
        answer = Connection(self._job.emulator)(Request(method="GET", url=url, headers=headers, json=MISSING))
        values = {
            slug: rows
            for slug, rows in body_shown(answer.content)["data"]["values"].items()
            if rows and slug != "record_id"
        }
        return {"object": outcome.object, "result": outcome.result, "record_id": outcome.record_id, "values": values}


def explain_event(
    item: SourceEvent,
    sources: Sequence[LocatedSubscription],
    workspace: Workspace,
    *,
    history: Iterable[EventSource] = (),
    **options: Any,
) -> Explanation:
    """Run one event within its history, and keep each of its stages.

    Args:
        item: the event.
        sources: the subscriptions.
        workspace: where it goes.
        history: the events of the run in order, including `item`; read until the event is settled, so that it waits in the same
            batch as in `check`. If it does not include `item`, the event comes last.
        options: further arguments of `Check`.

    Raises:
        InputError: a mapping or trigger is broken.
        UsageError: there is no subscription, or no such mode.
    """
    job = Check(sources, workspace, **options)
    recording = _Recording(job, item)
    job.record(recording)
    job.explains = recording.is_chosen  # the others only leave their records behind
    for one in history:
        job.feed([one])
        if recording.is_done:
            break
    if not recording.is_met:
        job.feed([item])
    if not recording.is_done:
        job.flush()
    return recording.explanation


def explain_events(
    items: Sequence[EventSource],
    sources: Sequence[LocatedSubscription],
    workspace: Workspace,
    *,
    chosen: Sequence[SourceEvent],
    **options: Any,
) -> tuple[list[Explanation], Check]:
    """Run events in one run, and keep each stage of the chosen ones; the run has the notes. Raises like `explain_event`."""
    job = Check(sources, workspace, **options)
    recordings = [_Recording(job, one) for one in chosen]
    for one in recordings:
        job.record(one)
    job.feed(items)
    job.flush()
    return [one.explanation for one in recordings], job


def verdicts_of_events(
    items: Sequence[SourceEvent], sources: Sequence[LocatedSubscription], workspace: Workspace, **options: Any
) -> list[tuple[str, ...]]:
    """For each event, its verdict under every subscription that it matched, or why it matched none. Raises like `explain_event`."""
    job = Check(sources, workspace, **options)
    verdicts = _Verdicts()
    job.record(verdicts)
    job.feed(items)
    job.flush()
    return [verdicts.of(one) for one in items]


class _Verdicts(Recorder):
    """Records only the verdicts of each event."""

    def __init__(self) -> None:
        self._dropped: set[_Place] = set()
        self._settled: dict[_Place, list[str]] = {}

    def of(self, item: SourceEvent) -> tuple[str, ...]:
        place = _place(item)
        return ("filtered",) if place in self._dropped else tuple(self._settled.get(place, ("unmatched",)))

    def decided(self, item: SourceEvent, decision: Kept | Dropped) -> None:
        if isinstance(decision, Dropped):
            self._dropped.add(_place(item))

    def settled(
        self, item: SourceEvent, delivered: Delivered, outcomes: Sequence[Outcome], loss: Rejection | None
    ) -> None:
        self._settled.setdefault(_place(item), []).append(delivered.verdict)


_Place = tuple[str, int, int | None]


def _place(item: SourceEvent) -> _Place:
    # not the object's identity: sorting makes new objects
    return (item.file, item.line, item.index)


def _filter_stage(
    filters: Sequence[LocatedFilter], event: Mapping[str, Any], decision: Kept | Dropped, *, and_first: bool
) -> FilterStage:
    rows = tuple(
        {**one.ref.to_dict(), "condition": one.condition, "did": _did(one, event, decision, and_first=and_first)}
        for one in filters
        if not one.elsewhere
    )
    if isinstance(decision, Dropped):
        return FilterStage(reason=decision.reason, why=decision.why, rows=rows)
    return FilterStage(rows=rows, kept=decision.event)


def _did(one: LocatedFilter, event: Mapping[str, Any], decision: Kept | Dropped, *, and_first: bool) -> str:
    """What a filter did to the event, in a few words."""
    if not one.enabled:
        return "is not enabled"
    if isinstance(decision, Dropped) and decision.filter is one:
        return decision.why.removeprefix(f"filter {one.title!r} ")
    unmet = filter_fql.explain(filter_fql.parse(one.condition, and_first=and_first), event)
    if unmet:
        return "does not apply: " + ", ".join(f"{clause.clause} is false, found {clause.found}" for clause in unmet)
    if isinstance(decision, Dropped):
        return "was not asked"
    paths = [taken.path for taken in decision.taken if taken.filter is one]
    return f"removes {', '.join(paths)}" if paths else "lets it pass"


def body_shown(content: bytes) -> Any:
    """A body as JSON values; as text if it is not JSON, None if it is empty."""
    if not content:
        return None
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace")

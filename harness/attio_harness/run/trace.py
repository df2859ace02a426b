"""One event through every stage, each stage's value kept: ingest, filters, trigger, mapping, validation, request, Attio, end
state.

The same path as `checking`, with nothing thrown away. Renders nothing; `report.explain_form` does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from attio_destination import destination
from attio_emulator import Emulator, Workspace
from segment_actions import MappingError, Request, Response, fql
from segment_actions.js import MISSING

from attio_harness.inputs.events import SourceEvent
from attio_harness.inputs.filters import LocatedFilter
from attio_harness.inputs.mappings import LocatedSubscription
from attio_harness.report import EventRef, Rejection
from attio_harness.run.delivery import AUTH, Delivered, Delivery, Wire
from attio_harness.run.filter_losses import blame_filters, ref_of
from attio_harness.run.filters import Dropped, Kept, gate, is_due
from attio_harness.run.losses import explain_loss
from attio_harness.run.runnable import Subject, prepare

__all__ = ["Exchange", "Explanation", "FilterStage", "Staged", "explain_event"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request of the destination and what the emulator answered."""

    request: Request
    response: Response

    def to_dict(self) -> dict[str, Any]:
        return {
            "request": {"method": self.request.method, "url": self.request.url, "body": _parsed(self.request.content)},
            "response": {"status": self.response.status, "body": _parsed(self.response.content)},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """What one subscription made of the event; stages after the one where it stopped are empty."""

    subscription: LocatedSubscription
    matched: bool
    failed_clauses: tuple[Mapping[str, str], ...] = ()
    reads: tuple[Mapping[str, Any], ...] = ()
    mapped: Any = None
    payload: Any = None
    exchanges: tuple[Exchange, ...] = ()
    dropped: tuple[Mapping[str, Any], ...] = ()
    records: tuple[Mapping[str, Any], ...] = ()
    verdict: str = "unmatched"
    rejection: Rejection | None = None

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
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterStage:
    """What `integrations` and the filters made of the event; `rows` has each filter and what it did."""

    reason: str | None = None
    """Segment's word where the event went no further."""
    why: str | None = None
    rows: tuple[Mapping[str, Any], ...] = ()
    kept: Mapping[str, Any] | None = None
    """The event as it goes on."""

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
    """One event, what the filters left of it, and what every subscription made of that."""

    event: Mapping[str, Any]
    ref: EventRef
    mode: str
    filters: FilterStage
    stages: tuple[Staged, ...] = field(default_factory=tuple)

    @property
    def ok(self) -> bool:
        return all(stage.rejection is None for stage in self.stages)

    def to_dict(self) -> dict[str, Any]:
        return {
            "event": dict(self.event),
            "from": self.ref.to_dict(),
            "mode": self.mode,
            "filters": self.filters.to_dict(),
            "subscriptions": [stage.to_dict() for stage in self.stages],
        }


class _KeepingWire(Wire):
    def __init__(self, emulator: Emulator) -> None:
        super().__init__(emulator)
        self.exchanges: list[Exchange] = []

    def __call__(self, request: Request) -> Response:
        response = super().__call__(request)
        self.exchanges.append(Exchange(request=request, response=response))
        return response


def explain_event(
    item: SourceEvent,
    sources: Sequence[LocatedSubscription],
    workspace: Workspace,
    *,
    mode: str = "auto",
    before: Sequence[SourceEvent] = (),
    filters: Sequence[LocatedFilter] = (),
    integrations: bool = True,
) -> Explanation:
    """Run one event and keep every stage; events of `before` are delivered first, without being explained.

    Raises:
        InputError: a mapping or trigger is broken.
    """
    emulator = Emulator(workspace, journal_limit=0)
    subjects = prepare(sources, destination)
    delivery = Delivery(emulator)
    decide = gate(filters, integrations=integrations)
    for earlier in before:
        passed = decide(earlier.event)
        for subject in subjects:
            if isinstance(passed, Kept) and subject.prepared.matches(passed.event):
                _deliver(delivery, subject, passed.event, _mode(subject, mode))
    kept = _KeepingWire(emulator)
    delivery.wire = kept
    event_id, kind = item.event.get("messageId"), item.event.get("type")
    ref = EventRef(
        file=item.file,
        line=item.line,
        index=item.index,
        message_id=event_id if isinstance(event_id, str) else None,
        type=kind if isinstance(kind, str) else None,
    )
    decision = decide(item.event)
    stages: tuple[Staged, ...] = ()
    if isinstance(decision, Kept):
        stages = tuple(
            _stage(subject, item, decision, ref, delivery, kept, _mode(subject, mode)) for subject in subjects
        )
    return Explanation(
        event=item.event, ref=ref, mode=mode, filters=_filter_stage(filters, item.event, decision), stages=stages
    )


def _filter_stage(filters: Sequence[LocatedFilter], event: Mapping[str, Any], decision: Kept | Dropped) -> FilterStage:
    rows = tuple(
        {**ref_of(one).to_dict(), "condition": one.condition, "did": _did(one, event, decision)} for one in filters
    )
    if isinstance(decision, Dropped):
        return FilterStage(reason=decision.reason, why=decision.why, rows=rows)
    return FilterStage(rows=rows, kept=decision.event)


def _did(one: LocatedFilter, event: Mapping[str, Any], decision: Kept | Dropped) -> str:
    """What a filter did to the event, in a few words."""
    if not one.enabled:
        return "is not enabled"
    if not is_due(one, event):
        unmet = fql.explain(one.condition, event)
        return "does not apply: " + ", ".join(f"{clause.clause} is false, found {clause.found}" for clause in unmet)
    if isinstance(decision, Dropped):
        return decision.why.removeprefix(f"filter {one.title!r} ") if decision.filter is one else "was not asked"
    paths = [taken.path for taken in decision.taken if taken.filter is one]
    return f"takes {', '.join(paths)}" if paths else "lets it pass"


def _mode(subject: Subject, mode: str) -> str:
    if mode == "auto":
        return "batch" if subject.batched else "single"
    return mode


def _deliver(delivery: Delivery, subject: Subject, event: Mapping[str, Any], mode: str) -> Delivered:
    if mode == "single":
        return delivery.single(subject, event)
    payload = delivery.payload(subject, event, "batch")
    return payload if isinstance(payload, Delivered) else delivery.batch(subject, [payload])[0]


def _stage(
    subject: Subject,
    item: SourceEvent,
    kept: Kept,
    ref: EventRef,
    delivery: Delivery,
    wire: _KeepingWire,
    mode: str,
) -> Staged:
    source, event = subject.source, kept.event
    if not subject.prepared.matches(event):
        failed = tuple({"clause": c.clause, "found": c.found} for c in fql.explain(source.trigger, event))
        return Staged(subscription=source, matched=False, failed_clauses=failed)
    wire.exchanges.clear()
    seen = len(delivery.emulator.ledger)
    delivered = _deliver(delivery, subject, event, mode)
    rejection = explain_loss(delivered, event, ref, delivery.emulator) if delivered.verdict != "written" else None
    if rejection is not None and kept.taken:
        rejection = blame_filters(rejection, subject, item.event, kept.taken)
    return Staged(
        subscription=source,
        matched=True,
        reads=_reads(subject, event),
        mapped=_mapped(subject, event),
        payload=delivered.payload,
        exchanges=tuple(wire.exchanges),
        dropped=tuple(delivery.emulator.ledger[seen:]),
        records=_records(delivery),
        verdict=delivered.verdict,
        rejection=rejection,
    )


def _reads(subject: Subject, event: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    rows = []
    for read in subject.trace(event):
        found = read.value is not MISSING
        rows.append(
            {"pointer": read.pointer, "path": read.path, "found": found, "value": read.value if found else None}
        )
    return tuple(rows)


def _mapped(subject: Subject, event: Mapping[str, Any]) -> Any:
    try:
        return subject.prepared.transform(event)
    except MappingError:
        return None


def _records(delivery: Delivery) -> tuple[Mapping[str, Any], ...]:
    """The records this delivery wrote, read back as any client would."""
    out = []
    for outcome in delivery.outcomes:
        if outcome.record_id is None:
            continue
        url = f"https://api.attio.com/v2/objects/{outcome.object}/records/{outcome.record_id}"
        request = Request(
            method="GET", url=url, headers={"authorization": f"Bearer {AUTH['access_token']}"}, json=MISSING
        )
        body = _parsed(Wire(delivery.emulator)(request).content)
        values = {slug: rows for slug, rows in body["data"]["values"].items() if rows and slug != "record_id"}
        out.append(
            {"object": outcome.object, "result": outcome.result, "record_id": outcome.record_id, "values": values}
        )
    return tuple(out)


def _parsed(content: bytes) -> Any:
    if not content:
        return None
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace")

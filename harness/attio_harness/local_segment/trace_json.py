"""A trace as JSON values: every stage of an event, or its short form for lists.

Computes the stages from the compiled subscription on every request; keeps nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_emulator.clock import iso as with_nanoseconds
from segment_actions import MappingError, PayloadValidationError, fql
from segment_actions.js import as_json

from attio_harness.local_segment.trace_query import ON_ITS_WAY
from attio_harness.local_segment.traces import Attempt, Exchange, Stage, Trace
from attio_harness.local_segment.write_keys import without_key
from attio_harness.run.trace import body_shown

__all__ = ["line_of", "trace_json"]


def trace_json(trace: Trace) -> dict[str, Any]:
    """The whole trace, as `/_segment/events` answers it."""
    return {
        **_head(trace),
        "event": without_key(trace.event),
        "stages": {
            "received": trace.refused or {"accepted": True},
            "filtered": _filtered(trace),
            "subscriptions": [_stage(one) for one in trace.stages],
        },
    }


def line_of(trace: Trace) -> dict[str, Any]:
    """The short form for lists, without bodies."""
    return {
        **_head(trace),
        "event": trace.member("event"),
        "name": trace.member("name"),
        "group_id": trace.member("groupId"),
        "previous_id": trace.member("previousId"),
        "subscriptions": [stage.runnable.source.name for stage in trace.stages if stage.matched],
        "why": trace.why,
    }


def _head(trace: Trace) -> dict[str, Any]:
    return {
        "seq": trace.seq,
        "change": trace.changed,
        "received_at": _iso(trace.received_at),
        "source": trace.source,
        "type": trace.member("type"),
        "message_id": trace.member("messageId"),
        "user_id": trace.member("userId"),
        "anonymous_id": trace.member("anonymousId"),
        "good": trace.is_good,
        "verdicts": list(trace.verdicts),
    }


def _iso(ms: int) -> str:
    """The time with milliseconds, as Segment writes it."""
    return f"{with_nanoseconds(ms)[:23]}Z"


def _filtered(trace: Trace) -> dict[str, Any]:
    dropped = trace.filtered
    if dropped is not None:
        by = dropped.filter.ref.to_dict() if dropped.filter else None
        return {"filtered": True, "reason": dropped.reason, "why": dropped.why, "filter": by, "event": None}
    # it is the same object if no filter removed anything
    changed = None if trace.kept is trace.event else without_key(trace.kept)
    return {"filtered": False, "reason": None, "why": None, "filter": None, "event": changed}


def _stage(stage: Stage) -> dict[str, Any]:
    source = stage.runnable.source
    return {
        "subscription": source.name,
        "action": source.action,
        "mapping": {"file": source.file, "pointer": source.mapping_pointer},
        "trigger": source.trigger,
        "matched": stage.matched,
        "failed_clauses": []
        if stage.matched
        else [{"clause": one.clause, "found": one.found} for one in fql.explain(source.trigger, stage.event)],
        "reads": stage.runnable.reads(stage.event) if stage.matched else [],
        "mapped": as_json(_mapped(stage)) if stage.matched else None,
        "payload": _payload(stage) if stage.matched else None,
        "requests": [
            _request(number, attempt, exchange)
            for number, attempt in enumerate(stage.attempts, 1)
            for exchange in attempt.exchanges
        ],
        "retries": [
            {"at": _iso(one.at), "status": one.status, "again_at": _iso(one.again_at)}
            for one in stage.attempts
            if one.again_at is not None
        ],
        "records": [dict(row) for row in stage.records],
        "verdict": stage.verdict,
        "loss": stage.loss.to_dict() if stage.loss else None,
        "assumptions": list(stage.assumptions),
    }


def _mapped(stage: Stage) -> Any:
    try:
        return stage.runnable.prepared.transform(stage.event)
    except MappingError:  # the loss says what is wrong
        return None


def _payload(stage: Stage) -> Any:
    """The payload after validation; computed if it still waits for its batch and was not sent."""
    if stage.verdict != ON_ITS_WAY or stage.payload is not None:
        return stage.payload
    try:
        return stage.runnable.prepared.validate(_mapped(stage), "batch")
    except PayloadValidationError:
        return None


def _request(number: int, attempt: Attempt, exchange: Exchange) -> dict[str, Any]:
    request, response = exchange.request, exchange.response
    return {
        "attempt": number,
        "at": _iso(exchange.at),
        "method": request.method,
        "url": request.url,
        "body": _own(body_shown(request.content), attempt.index),
        "status": response.status,
        "response": body_shown(response.content),
    }


def _own(body: Any, index: int | None) -> Any:
    """The body of a batch with only the assertion of this event; otherwise each trace would show those of all."""
    assertions = body.get("assertions") if isinstance(body, Mapping) else None
    if index is None or not isinstance(assertions, list) or index >= len(assertions):
        return body
    return {"assertions": [assertions[index]], "index": index, "of": len(assertions)}

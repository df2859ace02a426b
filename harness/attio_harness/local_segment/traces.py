"""What happened to every event that a local Segment received: a trace for each, in memory. The oldest is forgotten first, but never
that of an event still on its way.

A `Recorder` of deliveries that keeps only references; `trace_json` computes what is shown (clauses, mapped fields, bodies) on
request. Thread-safe: deliveries write, requests read.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from attio_emulator import Outcome
from attio_emulator.limits import DEFAULTS
from segment_actions import Request, Response
from segment_actions.js import as_json

from attio_harness.inputs.event import SourceEvent
from attio_harness.local_segment.trace_query import ON_ITS_WAY, REFUSED, REPEAT, TraceQuery
from attio_harness.rejection import Rejection
from attio_harness.run.delivered import Delivered, outcomes_of
from attio_harness.run.filters import Dropped, Kept
from attio_harness.run.recorder import Recorder
from attio_harness.run.runnable import RunnableSubscription
from attio_harness.verdicts import LOST

__all__ = ["Attempt", "Exchange", "Stage", "Trace", "Traces"]

_TIMES = 4
"""How often a trace holds its event: as it came, after the filters, in the payload, and in the request."""
_AROUND = 1000
"""The bytes of a trace itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request of a delivery and its answer; `at` is in milliseconds since 1970."""

    at: int
    request: Request
    response: Response


@dataclass(slots=True, kw_only=True)
class Attempt:
    """One delivery of an event under a subscription. `index` is its place in a batch, None if it was sent singly."""

    at: int
    status: int | None
    exchanges: Sequence[Exchange]
    index: int | None
    again_at: int | None = None
    """When it is tried again, in milliseconds."""


@dataclass(slots=True, kw_only=True)
class Stage:
    """The result of an event under one subscription."""

    runnable: RunnableSubscription
    matched: bool
    event: Mapping[str, Any]
    """What the filters left of it."""
    verdict: str
    payload: Mapping[str, Any] | None = None
    attempts: list[Attempt] = field(default_factory=list)
    records: tuple[Mapping[str, Any], ...] = ()
    loss: Rejection | None = None
    assumptions: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Trace:
    """One event, or something refused that was sent as one."""

    seq: int
    source: str | None
    received_at: int
    event: Any
    changed: int = 0
    """The number of its last change, counted over all traces."""
    refused: Mapping[str, str] | None = None
    """`code` and `why`, if it was not accepted."""
    filtered: Dropped | None = None
    kept: Mapping[str, Any] | None = None
    stages: list[Stage] = field(default_factory=list)
    is_settled: bool = False
    size: int = 0
    """About how many bytes it takes: the event, its payloads, and their requests."""

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The verdict under each subscription that it matched; if none, the word that says why."""
        if self.refused is not None:
            return (REPEAT if self.refused["code"] == REPEAT else REFUSED,)
        if self.filtered is not None:
            return ("filtered",)
        matched = tuple(stage.verdict for stage in self.stages if stage.matched)
        return matched or (("unmatched",) if self.is_settled else (ON_ITS_WAY,))

    @property
    def is_good(self) -> bool | None:
        """Whether no subscription lost it; None while it is on its way."""
        if not self.is_settled:
            return None
        return not any(verdict in (*LOST, REFUSED) for verdict in self.verdicts)

    @property
    def why(self) -> str | None:
        """Why it was lost or refused."""
        if self.refused is not None:
            return self.refused["why"]
        return next((stage.loss.message for stage in self.stages if stage.loss is not None), None)

    def member(self, name: str) -> Any:
        return self.event.get(name) if isinstance(self.event, Mapping) else None


class Traces(Recorder):
    """Keeps up to `kept` traces with together up to `kept_bytes` bytes. `now` returns the time in milliseconds."""

    def __init__(
        self, now: Callable[[], int], *, kept: int = DEFAULTS.traces, kept_bytes: int = DEFAULTS.trace_bytes
    ) -> None:
        self._now, self._most, self._most_bytes = now, kept, kept_bytes
        self._bytes = 0
        self._traces: OrderedDict[int, Trace] = OrderedDict()
        # the settled traces, in the order in which they were settled
        self._ended: deque[int] = deque()
        # the last changed ones at the end, so that followers get the news without a search
        self._changed: OrderedDict[int, None] = OrderedDict()
        self._changes = 0
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        # ID of a request -> the events whose records it wrote
        self._writers: dict[str, list[tuple[int, Stage]]] = {}
        self._resets = 0
        # of the current delivery
        self._current: Trace | None = None
        self._exchanges: list[Exchange] = []
        self._settled = 0

    # -- writing ---------------------------------------------------------------------------------------------------

    def begin(self, seq: int, source: str, event: Mapping[str, Any], received_at: int) -> None:
        """An event was accepted under this number."""
        self._put(Trace(seq=seq, source=source, received_at=received_at, event=event))

    def refuse(self, seq: int, source: str | None, what: Any, received_at: int, *, code: str, why: str) -> None:
        """Something that was sent as an event was refused."""
        reason = {"code": code, "why": why}
        self._put(Trace(seq=seq, source=source, received_at=received_at, event=what, refused=reason, is_settled=True))

    def settle(self, seq: int) -> None:
        """An event has ended under every subscription."""
        with self._lock:
            trace = self._traces.get(seq)
            if trace is not None and not trace.is_settled:
                trace.is_settled = True
                self._count(trace)
                self._touch(trace)
                self._forget_oldest()

    def ended_before(self, seq: int, runnable: RunnableSubscription, verdict: str) -> None:
        """An event ended under a subscription in an earlier process; nothing but the verdict is known."""
        with self._lock:
            stage = self._stage(seq, runnable)
            if stage is not None and stage.matched:
                stage.verdict = verdict

    def again(self, seq: int, runnable: RunnableSubscription, at: int) -> None:
        """A delivery that has just failed will be tried again at this time, in milliseconds."""
        with self._lock:
            stage = self._stage(seq, runnable)
            if stage is not None and stage.attempts:
                stage.attempts[-1].again_at = at
                stage.verdict = ON_ITS_WAY
                self._touch(self._traces[seq])

    def decided(self, item: SourceEvent, decision: Kept | Dropped) -> None:
        self._current = self._traces.get(item.line)
        if self._current is not None:
            if isinstance(decision, Dropped):
                self._current.filtered = decision
            else:
                self._current.kept = decision.event

    def judged(self, runnable: RunnableSubscription, event: Mapping[str, Any], *, matched: bool) -> None:
        if self._current is not None:
            verdict = ON_ITS_WAY if matched else "unmatched"
            stage = Stage(runnable=runnable, matched=matched, event=event, verdict=verdict)
            with self._lock:
                self._current.stages.append(stage)

    def begun(self, runnable: RunnableSubscription) -> None:
        self._exchanges, self._settled = [], 0

    def exchanged(self, request: Request, response: Response) -> None:
        self._exchanges.append(Exchange(at=self._now(), request=request, response=response))

    def settled(
        self, item: SourceEvent, delivered: Delivered, outcomes: Sequence[Outcome], loss: Rejection | None
    ) -> None:
        is_sent = delivered.verdict != "invalid"
        index = self._settled
        self._settled += is_sent
        with self._lock:
            stage = self._stage(item.line, delivered.runnable)
            if stage is None:
                return
            stage.verdict, stage.payload, stage.loss = delivered.verdict, as_json(delivered.payload), loss
            stage.assumptions = delivered.assumptions
            written = [_record(one) for one in outcomes_of(delivered, outcomes, index)]
            # records that an attempt wrote before it failed stay written
            stage.records = (*stage.records, *written)
            if is_sent:
                attempt = Attempt(
                    at=self._now(),
                    status=delivered.status,
                    exchanges=self._exchanges,
                    index=index if delivered.mode == "batch" else None,
                )
                stage.attempts.append(attempt)
            for request_id in dict.fromkeys(row["request_id"] for row in written):
                self._writers.setdefault(request_id, []).append((item.line, stage))
            self._touch(self._traces[item.line])

    # -- reading ---------------------------------------------------------------------------------------------------

    def find(self, query: TraceQuery) -> list[Trace]:
        """The traces asked for, the oldest first. If there are more than the limit, the last ones, or with `after` the first ones."""
        with self._lock:
            rows: list[Trace] = []
            for trace in reversed(self._traces.values()):
                # with `after` the next ones are wanted, otherwise the last ones
                if trace.seq <= (query.after or 0) or (len(rows) == query.limit and query.after is None):
                    break
                if query.takes(trace):
                    rows.append(trace)
            return rows[::-1][: query.limit]

    def counts(self) -> dict[str, int]:
        """`total`, `good`, `bad` and `waiting` of all traces since the start or the last reset, including forgotten ones."""
        with self._lock:
            total, good, bad = (self._counts[name] for name in ("total", "good", "bad"))
            return {"total": total, "good": good, "bad": bad, "waiting": total - good - bad}

    @property
    def forgotten(self) -> int:
        """How many of those that are counted gave way to newer ones."""
        with self._lock:
            return self._counts["total"] - len(self._traces)

    @property
    def changes(self) -> int:
        """The number of changes so far."""
        return self._changes

    @property
    def resets(self) -> int:
        """How often all traces were forgotten, so that a follower knows when earlier news no longer holds."""
        return self._resets

    def changed_after(self, change: int, limit: int) -> list[Trace]:
        """The traces that changed after this change, the last changed first, at most `limit`."""
        with self._lock:
            rows: list[Trace] = []
            for seq in reversed(self._changed):
                trace = self._traces[seq]
                if trace.changed <= change or len(rows) == limit:
                    break
                rows.append(trace)
            return rows

    def writers(self, request_id: str) -> list[tuple[Trace, Stage]]:
        """The events whose records a request of the destination wrote, in order."""
        with self._lock:
            return [
                (self._traces[seq], stage) for seq, stage in self._writers.get(request_id, ()) if seq in self._traces
            ]

    def reset(self) -> None:
        """Forget all traces."""
        with self._lock:
            self._traces.clear()
            self._writers.clear()
            self._ended.clear()
            self._changed.clear()
            self._counts.clear()
            self._bytes = 0
            self._changes += 1
            self._resets += 1

    # -- inside ----------------------------------------------------------------------------------------------------

    def _put(self, trace: Trace) -> None:
        trace.size = _size(trace.event)
        with self._lock:
            self._bytes += trace.size
            self._traces[trace.seq] = trace
            self._counts["total"] += 1
            if trace.is_settled:
                self._count(trace)
            self._touch(trace)
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        # only settled traces are forgotten: one on its way is needed until it is counted
        while self._ended and (
            len(self._traces) > self._most or (self._bytes > self._most_bytes and len(self._traces) > 1)
        ):
            seq = self._ended.popleft()
            forgotten = self._traces.pop(seq)
            self._bytes -= forgotten.size
            del self._changed[seq]
            for stage in forgotten.stages:
                for row in stage.records:
                    self._forget(row["request_id"], seq)

    def _forget(self, request_id: str, seq: int) -> None:
        left = [row for row in self._writers.pop(request_id, ()) if row[0] != seq]
        if left:
            self._writers[request_id] = left

    def _count(self, trace: Trace) -> None:
        self._counts["good" if trace.is_good else "bad"] += 1
        self._ended.append(trace.seq)

    def _touch(self, trace: Trace) -> None:
        self._changes += 1
        trace.changed = self._changes
        self._changed[trace.seq] = None
        self._changed.move_to_end(trace.seq)

    def _stage(self, seq: int, runnable: RunnableSubscription) -> Stage | None:
        trace = self._traces.get(seq)
        return next((one for one in trace.stages if one.runnable is runnable), None) if trace else None


def _size(event: Any) -> int:
    try:
        text = orjson.dumps(event)
    except orjson.JSONEncodeError:  # numbers and texts that strict JSON does not have
        return _AROUND + _TIMES * len(repr(event))
    return _AROUND + _TIMES * len(text)


def _record(outcome: Outcome) -> Mapping[str, Any]:
    return {
        "object": outcome.object,
        "record_id": outcome.record_id,
        "result": outcome.result,
        "request_id": outcome.request_id,
        "pointer": outcome.pointer,
    }

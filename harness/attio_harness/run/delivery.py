"""Events on their way: through a compiled subscription, over the wire, into the emulator; singly or in batches.

Here a verdict is reached and what happened is kept. Why it happened and what to do about it is said in `explaining`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_emulator import AttioError, Emulator, Outcome
from attio_emulator import Request as WireRequest
from segment_actions import HTTPError, MappingError, PayloadValidationError, Request, Response, SegmentError, run
from segment_actions.validation.validator import Mode

from attio_harness.report import Verdict
from attio_harness.run.runnable import Subject

__all__ = ["AUTH", "Delivered", "Delivery", "Wire"]

AUTH = {"access_token": "attio-harness"}
"""The emulator takes any token; a real one has no business in an offline check."""


class Wire:
    """Carries the destination's requests into an emulator, as bytes: the two meet on the wire only."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def __call__(self, request: Request) -> Response:
        sent = WireRequest.make(request.method, request.url, headers=dict(request.headers), body=request.content)
        answer = self._emulator.handle(sent)
        return Response(status=answer.status, headers=answer.headers, content=answer.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of one event under one subscription.

    `error` is the first refusal: Segment's own error, or Attio's with object, attribute and pointer where it is known.
    """

    verdict: Verdict
    subject: Subject
    payload: Mapping[str, Any] | None = None
    error: SegmentError | None = None
    refusal: Outcome | None = None
    refused: AttioError | None = None
    status: int | None = None
    partial: tuple[str, ...] = ()
    mode: str = "single"
    records: tuple[str, ...] = ()
    """IDs of the records it wrote."""


class Delivery:
    """One run into one emulator. Not for two threads at once."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.wire = Wire(emulator)
        self.records: dict[str, dict[str, int]] = {}
        self._outcomes: list[Outcome] = []
        emulator.observer = self._observe

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """What the emulator did with each assertion of the last delivery."""
        return tuple(self._outcomes)

    def _observe(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        if outcome.result in ("created", "updated"):
            counts = self.records.setdefault(outcome.object, {"created": 0, "updated": 0})
            counts[outcome.result] += 1

    def payload(self, subject: Subject, event: Mapping[str, Any], mode: Mode) -> dict[str, Any] | Delivered:
        """The payload Segment would send on, or the verdict `invalid`."""
        payload: dict[str, Any] | None = None
        try:
            payload = subject.prepared.transform(event)
            return subject.prepared.validate(payload, mode)
        except (MappingError, PayloadValidationError) as error:
            return Delivered(
                verdict="invalid", subject=subject, payload=payload, error=error, status=error.status, mode=mode
            )

    def single(self, subject: Subject, event: Mapping[str, Any]) -> Delivered:
        """Deliver one event over `records/simple`."""
        payload = self.payload(subject, event, "single")
        if isinstance(payload, Delivered):
            return payload
        self._outcomes.clear()
        try:
            run(subject.prepared.perform(payload, AUTH), self.wire)
        except HTTPError as error:
            return self._refused(subject, payload, error)
        except SegmentError as error:  # an answer the action cannot work with, such as a 200 without a record
            return Delivered(
                verdict="failed" if error.retried else "rejected",
                subject=subject,
                payload=payload,
                error=error,
                status=error.status,
                partial=_written(self._outcomes),
                records=_ids(self._outcomes),
            )
        return Delivered(verdict="written", subject=subject, payload=payload, records=_ids(self._outcomes))

    def _refused(self, subject: Subject, payload: Mapping[str, Any], error: HTTPError) -> Delivered:
        refusal = next((o for o in reversed(self._outcomes) if o.result == "refused"), None)
        return Delivered(
            verdict="failed" if error.retried else "rejected",
            subject=subject,
            payload=payload,
            error=error,
            refusal=refusal,
            refused=refusal.error if refusal else self._no_call(),
            status=error.response.status,
            partial=_written(self._outcomes),
            records=_ids(self._outcomes),
        )

    def _no_call(self) -> AttioError | None:
        """The refusal of an address that Attio does not have: it is no assertion's, so no outcome tells of it."""
        error = self.emulator.last_refusal
        return error if error is not None and error.concerns == "endpoint" else None

    def batch(self, subject: Subject, payloads: Sequence[dict[str, Any]]) -> list[Delivered]:
        """Deliver payloads in one `batch/records` request and wait until Attio has applied it; one result a payload."""
        self._outcomes.clear()
        try:
            run(subject.prepared.perform_batch(list(payloads), AUTH), self.wire)
        except HTTPError as error:
            status = error.response.status
            verdict: Verdict = "failed" if error.retried else "rejected"
            return [
                Delivered(verdict=verdict, subject=subject, payload=p, error=error, status=status, mode="batch")
                for p in payloads
            ]
        self.emulator.flush()
        return self._sorted_out(subject, payloads)

    def _sorted_out(self, subject: Subject, payloads: Sequence[Mapping[str, Any]]) -> list[Delivered]:
        by_index: dict[int, list[Outcome]] = {}
        for outcome in self._outcomes:
            by_index.setdefault(int(outcome.pointer.split("/")[2]), []).append(outcome)
        return [_batched(subject, payload, by_index.get(index, [])) for index, payload in enumerate(payloads)]


def _batched(subject: Subject, payload: Mapping[str, Any], outcomes: Sequence[Outcome]) -> Delivered:
    lost = [o for o in outcomes if o.result in ("dropped", "refused")]
    if not lost:
        return Delivered(verdict="written", subject=subject, payload=payload, mode="batch", records=_ids(outcomes))
    cause = max(lost, key=lambda o: len(o.pointer))  # the innermost assertion is the one at fault
    return Delivered(
        verdict="dropped",
        subject=subject,
        payload=payload,
        refusal=cause,
        refused=cause.error,
        status=202,
        partial=_written(outcomes),
        mode="batch",
        records=_ids(outcomes),
    )


def _ids(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(o.record_id for o in outcomes if o.record_id is not None))


def _written(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(o.object for o in outcomes if o.result in ("created", "updated")))

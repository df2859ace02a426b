"""Events on their way: through a compiled subscription, over the wire, into the emulator; singly or in batches.

Here a verdict is reached and what happened is kept. Why it happened and what to do about it is said in `losses`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from attio_emulator import ASSUMPTIONS, AttioError, Emulator, Missing, Outcome, Token
from attio_emulator import Request as WireRequest
from segment_actions import HTTPError, MappingError, PayloadValidationError, Request, Response, SegmentError, run
from segment_actions.validation.validator import Mode

from attio_harness.inputs.event import SourceEvent
from attio_harness.report import Need, Rejection, Verdict
from attio_harness.run.filters import Dropped, Kept
from attio_harness.run.runnable import RunnableSubscription

__all__ = ["AUTH", "SEGMENT", "Connection", "Delivered", "Delivery", "Recorder", "after_waiting"]

AUTH = {"access_token": "attio-harness"}
"""No token of a real workspace: that has no business in an offline check."""

SEGMENT = Token(
    token=AUTH["access_token"], kind="oauth-app", name="Segment", app="5e67e27a-0000-4000-8000-000000000001"
)
"""What that token is to the emulator: the destination connects through OAuth, so what it writes is by the actor `app` (recorded of
other apps). Which ID Attio gave Segment's app nobody has published; this one stands for it."""


class Connection:
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
    runnable: RunnableSubscription
    payload: Mapping[str, Any] | None = None
    error: SegmentError | None = None
    refusal: Outcome | None = None
    refused: AttioError | None = None
    status: int | None = None
    partial: tuple[str, ...] = ()
    mode: Mode = "single"
    records: tuple[str, ...] = ()
    """IDs of the records it wrote."""
    assumptions: tuple[str, ...] = ()
    """IDs of the assumptions that decided the verdict, or what was stored."""
    needs: tuple[Need, ...] = ()
    """Records that it refers to, that nothing wrote, and that were taken as there."""


class Recorder:
    """Told of every step that a run takes with an event. This one keeps nothing: others take up what concerns them."""

    def decided(self, item: SourceEvent, decision: Kept | Dropped) -> None:
        """What integrations and filters made of an event."""

    def judged(self, runnable: RunnableSubscription, event: Mapping[str, Any], *, matched: bool) -> None:
        """Whether an enabled subscription's trigger matched what the filters left of it."""

    def mapped(self, runnable: RunnableSubscription, payload: Mapping[str, Any]) -> None:
        """What the mapping made of it, before validation."""

    def validated(self, runnable: RunnableSubscription, mapped: Mapping[str, Any], payload: Mapping[str, Any]) -> None:
        """What the mapping made of it, and what validation left of that; only where Segment takes it."""

    def exchanged(self, request: Request, response: Response) -> None:
        """A request and its answer; they belong to the subscription that is settled next."""

    def begun(self, runnable: RunnableSubscription) -> None:
        """A delivery begins: what is exchanged until the next one belongs to it."""

    def settled(
        self, item: SourceEvent, delivered: Delivered, outcomes: Sequence[Outcome], loss: Rejection | None
    ) -> None:
        """What became of it under a subscription, and of the assertions of the last request that was made for one."""


class Delivery:
    """One run into one emulator. Not for two threads at once."""

    def __init__(
        self,
        emulator: Emulator,
        recorders: Sequence[Recorder] = (),
        *,
        may_exist: bool = False,
        elsewhere: Callable[[Request], Response] | None = None,
    ) -> None:
        """`may_exist`: a record that a reference names and nothing wrote is taken as there. With `elsewhere` requests go there, and
        what became of an assertion is known from answers alone."""
        self.emulator = emulator
        self.recorders = list(recorders)
        self._is_here, self._may_exist = elsewhere is None, may_exist
        self._connection = elsewhere or Connection(emulator)
        self.records: dict[str, dict[str, int]] = {}
        self._outcomes: list[Outcome] = []
        # each with the number of outcomes before it: it belongs to the assertion that ends next
        self._missing: list[tuple[int, Missing]] = []
        # the records that unresolved events need; each counts once
        self._assumed: set[tuple[str, str, str]] = set()
        self.attach()

    def attach(self) -> None:
        """Watch the emulator, until `detach`: others may ask it in between."""
        self.emulator.observer = self._observe
        self.emulator.existing = self._take_as_there if self._may_exist else None

    def detach(self) -> None:
        """What the emulator is asked from now on is none of this delivery's."""
        self.emulator.observer = self.emulator.existing = None

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """What the emulator did with each assertion of the last delivery, until the next one."""
        return self._outcomes

    def _sent(self, request: Request) -> Response:
        response = self._connection(request)
        for one in self.recorders:
            one.exchanged(request, response)
        return response

    def _observe(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        if outcome.result in ("created", "updated"):
            self._counts(outcome.object)[outcome.result] += 1

    def _take_as_there(self, missing: Missing) -> bool:
        self._missing.append((len(self._outcomes), missing))
        return True

    def _counts(self, slug: str) -> dict[str, int]:
        return self.records.setdefault(slug, {"created": 0, "updated": 0, "assumed": 0})

    def _begin(self, runnable: RunnableSubscription) -> None:
        self._outcomes.clear()
        self._missing.clear()
        for one in self.recorders:
            one.begun(runnable)

    def payload(
        self, runnable: RunnableSubscription, event: Mapping[str, Any], mode: Mode
    ) -> dict[str, Any] | Delivered:
        """The payload Segment would send on, or the verdict `invalid`."""
        # stays None where the mapping itself fails: then there is nothing to show
        payload: dict[str, Any] | None = None
        try:
            payload = runnable.prepared.transform(event)
            for one in self.recorders:
                one.mapped(runnable, payload)
            valid = runnable.prepared.validate(payload, mode)
            for one in self.recorders:
                one.validated(runnable, payload, valid)
            return valid
        except (MappingError, PayloadValidationError) as error:
            return Delivered(
                verdict="invalid", runnable=runnable, payload=payload, error=error, status=error.status, mode=mode
            )

    def single(self, runnable: RunnableSubscription, event: Mapping[str, Any]) -> Delivered:
        """Deliver one event over `records/simple`."""
        payload = self.payload(runnable, event, "single")
        if isinstance(payload, Delivered):
            return payload
        self._begin(runnable)
        try:
            run(runnable.prepared.perform(payload, AUTH), self._sent)
        except HTTPError as error:
            return self._refused(runnable, payload, error)
        except SegmentError as error:  # an answer the action cannot work with, such as a 200 without a record
            return Delivered(
                verdict="failed" if error.retried else "rejected",
                runnable=runnable,
                payload=payload,
                error=error,
                status=error.status,
                partial=_written(self._outcomes),
                records=_ids(self._outcomes),
                assumptions=_decided(self._outcomes, lost=True),
            )
        written = Delivered(
            verdict="written",
            runnable=runnable,
            payload=payload,
            records=_ids(self._outcomes),
            assumptions=_decided(self._outcomes),
        )
        return self._unresolved(written, [(self._outcomes[index], one) for index, one in self._missing])

    def _refused(self, runnable: RunnableSubscription, payload: Mapping[str, Any], error: HTTPError) -> Delivered:
        # the last: what came before it in this delivery was accepted
        refusal = next((o for o in reversed(self._outcomes) if o.result == "refused"), None)
        return Delivered(
            verdict="failed" if error.retried else "rejected",
            runnable=runnable,
            payload=payload,
            error=error,
            refusal=refusal,
            refused=refusal.error if refusal else self._no_call(),
            status=error.response.status,
            partial=_written(self._outcomes),
            records=_ids(self._outcomes),
            assumptions=_decided(self._outcomes, lost=True),
        )

    def _no_call(self) -> AttioError | None:
        """The refusal of an address that Attio does not have: it is no assertion's, so no outcome tells of it."""
        error = self.emulator.last_refusal
        # assertRecord puts `object` into the address unescaped, so `a/b` is a path that Attio does not have
        return error if error is not None and error.concerns == "endpoint" else None

    def batch(self, runnable: RunnableSubscription, payloads: Sequence[dict[str, Any]]) -> list[Delivered]:
        """Deliver payloads in one `batch/records` request and wait until Attio has applied it; one result a payload."""
        self._begin(runnable)
        try:
            run(runnable.prepared.perform_batch(list(payloads), AUTH), self._sent)
        except SegmentError as error:
            verdict: Verdict = "failed" if error.retried else "rejected"
            decided = self.emulator.last_assumptions if isinstance(error, HTTPError) and self._is_here else ()
            return [
                Delivered(
                    verdict=verdict, runnable=runnable, payload=p, error=error, status=_status(error), mode="batch",
                    assumptions=decided,
                )
                for p in payloads
            ]  # fmt: skip
        if not self._is_here:
            return [
                Delivered(verdict="written", runnable=runnable, payload=p, mode="batch", status=202) for p in payloads
            ]
        # Attio answers 202 and applies the batch later (inferred from the 202); the check waits for the end
        self.emulator.flush()
        return self._sorted_out(runnable, payloads)

    def _sorted_out(self, runnable: RunnableSubscription, payloads: Sequence[Mapping[str, Any]]) -> list[Delivered]:
        by_index: dict[int, list[Outcome]] = {}
        for outcome in self._outcomes:
            # `/assertions/3/values/person` -> 3
            by_index.setdefault(int(outcome.pointer.split("/")[2]), []).append(outcome)
        missing: dict[int, list[tuple[Outcome, Missing]]] = {}
        for _, one in self._missing:
            index = int(one.error.pointer.split("/")[2])
            # the innermost assertion that has the value
            around = [o for o in by_index.get(index, ()) if one.error.pointer.startswith(f"{o.pointer}/values/")]
            if around:
                missing.setdefault(index, []).append((max(around, key=lambda o: len(o.pointer)), one))
        return [
            self._unresolved(_batched(runnable, payload, by_index.get(index, [])), missing.get(index, []))
            for index, payload in enumerate(payloads)
        ]

    def _unresolved(self, delivered: Delivered, missing: Sequence[tuple[Outcome, Missing]]) -> Delivered:
        """The delivery, unresolved where it was written only because records were taken as there."""
        if not missing or delivered.verdict != "written":
            return delivered
        needs = {(one.object, one.attribute, str(one.value)): one for _, one in missing}
        for key in needs.keys() - self._assumed:
            self._counts(key[0])["assumed"] += 1
        self._assumed |= needs.keys()
        outcome, first = missing[0]
        return replace(
            delivered,
            verdict="unresolved",
            needs=tuple(Need(object=m.object, attribute=m.attribute, value=m.value) for m in needs.values()),
            refusal=outcome,
            refused=first.error,
        )


def _status(error: SegmentError) -> int | None:
    return error.response.status if isinstance(error, HTTPError) else error.status


def _batched(runnable: RunnableSubscription, payload: Mapping[str, Any], outcomes: Sequence[Outcome]) -> Delivered:
    lost = [o for o in outcomes if o.result in ("dropped", "refused")]
    if not lost:
        return Delivered(
            verdict="written",
            runnable=runnable,
            payload=payload,
            mode="batch",
            records=_ids(outcomes),
            assumptions=_decided(outcomes),
        )
    cause = max(lost, key=lambda o: len(o.pointer))  # the innermost assertion is the one at fault
    return Delivered(
        verdict="dropped",
        runnable=runnable,
        payload=payload,
        refusal=cause,
        refused=cause.error,
        # what Segment sees: the loss of an assertion is told to nobody
        status=202,
        partial=_written(outcomes),
        mode="batch",
        records=_ids(outcomes),
        assumptions=_decided(outcomes, lost=True),
    )


def _decided(outcomes: Sequence[Outcome], *, lost: bool = False) -> tuple[str, ...]:
    """The assumptions on which outcomes rest: of a lost event those of its end, of a written one those of its values as well."""
    concerned = ("end", "code") if lost else ("end", "values")
    ids = dict.fromkeys(id for one in outcomes for id in one.assumptions)
    return tuple(id for id in ids if ASSUMPTIONS[id].concerns in concerned)


def after_waiting(delivered: Delivered) -> Delivered:
    """A delivery whose batch was sent because it had waited: what it did not find may have come with a later one."""
    missing = delivered.needs or "reference.not_found_code" in delivered.assumptions
    return replace(delivered, assumptions=(*delivered.assumptions, "delivery.batch_wait")) if missing else delivered


def _ids(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(o.record_id for o in outcomes if o.record_id is not None))


def _written(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(o.object for o in outcomes if o.result in ("created", "updated")))

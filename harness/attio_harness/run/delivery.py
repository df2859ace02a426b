"""Delivers events through a compiled subscription and over the wire into the emulator, singly or in batches.

Reaches a verdict and keeps what happened. `losses` says why it happened and what to do about it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from attio_destination.asserts import ASSERTS
from attio_emulator import AttioError, Emulator, Missing, Outcome
from attio_emulator.errors import dealt_with
from segment_actions import HTTPError, MappingError, PayloadValidationError, Request, Response, SegmentError, run
from segment_actions.js import as_json
from segment_actions.validation.validator import Mode

from attio_harness.rejection import Need
from attio_harness.run.answers import batch_without_records, is_taken, named_objects, names_record, without_record
from attio_harness.run.asked_records import values_of
from attio_harness.run.connection import AUTH, DEADLINE, Connection, TooLate
from attio_harness.run.delivered import Delivered, NoRecord, all_written, batched, decided, ids_of, written_objects
from attio_harness.run.mistakes import beside
from attio_harness.run.recorder import Recorder
from attio_harness.run.runnable import RunnableSubscription

__all__ = ["Delivery"]


class Delivery:
    """The deliveries of one run into one emulator. Not thread-safe."""

    def __init__(
        self,
        emulator: Emulator,
        recorders: Sequence[Recorder] = (),
        *,
        may_exist: bool = False,
        updatable: Callable[[RunnableSubscription], Collection[str]] = lambda runnable: (),
        deadline: float = DEADLINE,
        elsewhere: Callable[[Request], Response] | None = None,
    ) -> None:
        """Watch the emulator.

        Args:
            may_exist: assume that a record exists if a reference names it and nothing wrote it.
            updatable: the objects whose records other subscriptions could create: such a record, too, is assumed to exist if a
                subscription could not create it.
            deadline: how long a request may take, in seconds.
            elsewhere: sends requests there instead; only the answers then show the result of an assertion.
        """
        self.emulator = emulator
        self.recorders: list[Recorder] = []
        self.steps: list[Recorder] = []
        """The recorders that receive every step."""
        for one in recorders:
            self.record(one)
        self._is_here, self._may_exist, self._updatable = elsewhere is None, may_exist, updatable
        self._connection = elsewhere or Connection(emulator, deadline=deadline)
        self.records: dict[str, dict[str, int]] = {}
        self._outcomes: list[Outcome] = []
        # the requests of the current delivery with their answers, and the indexes of those whose assertion was written
        self._exchanges: list[tuple[Request, Response]] = []
        self._done: set[int] = set()
        # each with the number of outcomes before it, which is the index of the outcome that it belongs to
        self._missing: list[tuple[int, Missing]] = []
        # the records that unresolved events need, so that each is counted once
        self._assumed: set[tuple[str, str, str]] = set()
        self.attach()

    def record(self, recorder: Recorder) -> None:
        """Tell this recorder, too, from now on."""
        self.recorders.append(recorder)
        if recorder.takes_steps:
            self.steps.append(recorder)

    def attach(self) -> None:
        """Watch the emulator until `detach`."""
        self.emulator.observer = self._observe
        self.emulator.existing = self._take_as_there if self._may_exist else None

    def detach(self) -> None:
        """Stop watching: requests of others to the emulator are none of this run's."""
        self.emulator.observer = self.emulator.existing = None
        self.emulator.resting = self.emulator.updatable = ()

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """What the emulator did with each assertion of the last delivery, until the next one."""
        return self._outcomes

    def _sent(self, request: Request) -> Response:
        if self._missing:  # this request is sent only because those before it were accepted
            self.emulator.resting = [need for _, one in self._missing for need in one.needs]
        response = self._connection(request)
        self._exchanges.append((request, response))
        for one in self.steps:
            one.exchanged(request, response)
        return response

    def _observe(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        if outcome.result in ("created", "updated"):
            self._counts(outcome.object)[outcome.result] += 1
            if outcome.mode == "single":
                self._done.add(len(self._exchanges))

    def _take_as_there(self, missing: Missing) -> bool:
        self._missing.append((len(self._outcomes), missing))
        return True

    def _counts(self, slug: str) -> dict[str, int]:
        return self.records.setdefault(slug, {"created": 0, "updated": 0, "assumed": 0})

    def _begin(self, runnable: RunnableSubscription) -> None:
        self._outcomes.clear()
        self._exchanges.clear()
        self._done.clear()
        self._missing.clear()
        self.emulator.resting = ()
        self.emulator.updatable = self._updatable(runnable)
        for one in self.steps:
            one.begun(runnable)

    def payload(
        self, runnable: RunnableSubscription, event: Mapping[str, Any], mode: Mode
    ) -> dict[str, Any] | Delivered:
        """The payload that Segment would pass to the action, or the verdict `invalid`."""
        # stays None if the mapping itself fails: there is no payload then
        payload: dict[str, Any] | None = None
        try:
            payload = runnable.prepared.transform(event)
            for one in self.steps:
                one.mapped(runnable, payload)
            valid = runnable.prepared.validate(payload, mode)
            for one in self.recorders:
                one.validated(runnable, payload, valid)
            return valid
        except (MappingError, PayloadValidationError) as error:
            dealt_with(error)
            return Delivered(
                verdict="invalid", runnable=runnable, payload=payload, error=error, status=error.status, mode=mode
            )

    def single(self, runnable: RunnableSubscription, payload: dict[str, Any]) -> Delivered:
        """Deliver one payload over `records/simple`."""
        self._begin(runnable)
        delivered = self._single(runnable, payload)
        if not self._missing and delivered.verdict == "written":  # the usual case
            return delivered
        missing = [(self._outcomes[index], one) for index, one in self._missing]
        return self._unresolved(delivered, missing, is_rough=_is_rough(self._outcomes))

    def _single(self, runnable: RunnableSubscription, payload: dict[str, Any]) -> Delivered:
        try:
            run(runnable.prepared.perform(payload, AUTH), self._sent)
        except SegmentError as error:
            dealt_with(error)
            return self._refused(runnable, payload, error)
        lost_behind = self._lost_behind()
        if lost_behind is not None:
            # Attio refused it, but something in front of Attio answered with success
            refusal = next((o for o in self._outcomes if o.result == "refused"), None)
            return Delivered(
                verdict="dropped",
                runnable=runnable,
                payload=payload,
                status=lost_behind.status,
                partial=self._written(),
                records=ids_of(self._outcomes),
                assumptions=decided(self._outcomes),
                refusal=refusal,
                refused=refusal.error if refusal else None,
                no_record=None if refusal else lost_behind,
            )
        return Delivered(
            verdict="written",
            runnable=runnable,
            payload=payload,
            records=ids_of(self._outcomes),
            assumptions=decided(self._outcomes),
        )

    def _written(self) -> tuple[str, ...]:
        """The objects of the records that were written; of an Attio elsewhere, of those that its answers name."""
        if self._is_here:
            return written_objects(self._outcomes)
        return named_objects(self._exchanges)

    def _lost_behind(self) -> NoRecord | None:
        """The first answer whose assertion wrote nothing, although Segment takes every answer as success.

        Of an Attio elsewhere only the answer is known: one that names no record counts as not written.
        """
        for index, (request, response) in enumerate(self._exchanges):
            if index not in self._done if self._is_here else not names_record(response):
                return without_record(request, response)
        return None

    def _refused(self, runnable: RunnableSubscription, payload: Mapping[str, Any], error: SegmentError) -> Delivered:
        """The delivery after an error: a status other than 2xx, no answer, or one the action cannot use, such as a 200 without a record."""
        # the last one: whatever came before it in this delivery was accepted
        refusal = next((o for o in reversed(self._outcomes) if o.result == "refused"), None)
        if not isinstance(error, HTTPError):
            refusal = None
        refused = refusal.error if refusal else self._no_call() if isinstance(error, HTTPError) else None
        return Delivered(
            verdict="failed" if error.retried else "rejected",
            runnable=runnable,
            payload=payload,
            error=error,
            refusal=refusal,
            refused=refused,
            status=_status(error),
            partial=self._written(),
            is_there=len(self._done) >= len(ASSERTS[runnable.source.action]),
            records=ids_of(self._outcomes),
            assumptions=(*decided(self._outcomes), *_about(error)),
        )

    def _no_call(self) -> AttioError | None:
        """The refusal of a path that Attio does not have. No assertion reached Attio, so no outcome tells of it."""
        error = self.emulator.last_refusal
        # assertRecord puts `object` into the address unescaped, so `a/b` is a path that Attio does not have
        return error if error is not None and error.concerns == "endpoint" else None

    def batch(self, runnable: RunnableSubscription, payloads: Sequence[dict[str, Any]]) -> list[Delivered]:
        """Deliver payloads in one `batch/records` request and wait until Attio has applied it. Returns a result for each payload."""
        self._begin(runnable)
        try:
            run(runnable.prepared.perform_batch(list(payloads), AUTH), self._sent)
        except SegmentError as error:
            dealt_with(error)
            return self._batch_refused(runnable, payloads, error)
        _, response = self._exchanges[-1]
        lost_behind = batch_without_records(response)
        if not self._is_here:
            if not is_taken(response):
                return [batched(runnable, p, (), lost_behind) for p in payloads]
            return [
                Delivered(verdict="written", runnable=runnable, payload=p, mode="batch", status=response.status)
                for p in payloads
            ]
        # Attio answers 202 and applies the batch later (inferred from the 202): wait for the end
        self.emulator.flush()
        return self._sorted_out(runnable, payloads, lost_behind)

    def _batch_refused(
        self, runnable: RunnableSubscription, payloads: Sequence[dict[str, Any]], error: SegmentError
    ) -> list[Delivered]:
        """A batch that Segment treats as failed; Attio may have applied it anyway."""
        rests_on = self.emulator.last_assumptions if isinstance(error, HTTPError) and self._is_here else ()
        if self._is_here:
            self.emulator.flush()
        by_index = self._by_index()
        missing = self._missing_by_index(by_index)
        return [
            self._unresolved(
                Delivered(
                    verdict="failed" if error.retried else "rejected",
                    runnable=runnable,
                    payload=payload,
                    error=error,
                    status=_status(error),
                    mode="batch",
                    partial=written_objects(by_index.get(index, ())),
                    is_there=all_written(by_index.get(index, ())),
                    records=ids_of(by_index.get(index, ())),
                    assumptions=(*rests_on, *_about(error)),
                ),
                missing.get(index, []),
                is_rough=_is_rough(by_index.get(index, [])),
            )
            for index, payload in enumerate(payloads)
        ]

    def unsent(
        self, runnable: RunnableSubscription, payloads: Sequence[dict[str, Any]], error: SegmentError, mode: Mode
    ) -> list[Delivered]:
        """The results if Segment's code fails with this error before it sends anything."""
        self._begin(runnable)
        return [
            Delivered(
                verdict="failed", runnable=runnable, payload=payload, error=error, is_unsent=True, mode=mode,
                assumptions=_about(error),
            )
            for payload in payloads
        ]  # fmt: skip

    def _by_index(self) -> dict[int, list[Outcome]]:
        """The outcomes of a batch by the index of their payload: `/assertions/3/values/person` -> 3."""
        found: dict[int, list[Outcome]] = {}
        for outcome in self._outcomes:
            if outcome.mode == "batch":
                found.setdefault(int(outcome.pointer.split("/")[2]), []).append(outcome)
        return found

    def _missing_by_index(self, by_index: Mapping[int, Sequence[Outcome]]) -> dict[int, list[tuple[Outcome, Missing]]]:
        """The missing records by index of the payload, each with the outcome of the innermost assertion around the reference."""
        found: dict[int, list[tuple[Outcome, Missing]]] = {}
        for _, one in self._missing:
            index = int(one.error.pointer.split("/")[2])
            around = [o for o in by_index.get(index, ()) if one.error.pointer.startswith(f"{o.pointer}/values/")]
            if around:
                found.setdefault(index, []).append((max(around, key=lambda o: len(o.pointer)), one))
        return found

    def _sorted_out(
        self, runnable: RunnableSubscription, payloads: Sequence[Mapping[str, Any]], lost_behind: NoRecord
    ) -> list[Delivered]:
        by_index = self._by_index()
        missing = self._missing_by_index(by_index)
        return [
            self._unresolved(
                batched(runnable, payload, by_index.get(index, []), lost_behind),
                missing.get(index, []),
                is_rough=_is_rough(by_index.get(index, [])),
            )
            for index, payload in enumerate(payloads)
        ]

    def _unresolved(
        self, delivered: Delivered, missing: Sequence[tuple[Outcome, Missing]], *, is_rough: bool
    ) -> Delivered:
        """The delivery, made unresolved if records that may or may not exist decided it. `is_rough` as in `Delivered`.

        It may have been written only because they were assumed to exist, or lost only because one stands in the way. A delivery that
        failed although everything is written keeps its verdict, and gets the needs for `delivered.settled`.
        """
        verdict, refused, is_there = delivered.verdict, delivered.refused, delivered.is_there
        unless = refused.unless if refused is not None and verdict in ("rejected", "dropped") else ()
        if not unless and (not missing or (verdict != "written" and not is_there)):
            return delivered
        needs = {_identity(one): one for _, each in missing for one in each.needs}
        if unless:
            others, needed = beside(delivered.runnable, delivered.payload or {}, delivered.mode, self.emulator)
            if others:  # another mistake: it is lost in any CRM
                slug, error = others[0]
                refusal = delivered.refusal and replace(delivered.refusal, object=slug, error=error)
                return replace(delivered, refused=error, refusal=refusal)
            more = {key: one for one in needed if (key := _identity(one)) not in needs}
            # a record that the event needs, too, is surely in its way
            unless = tuple(one for one in unless if _identity(one) not in more)
            if not unless:
                return delivered
            absent = set(map(_identity, unless))
            # what needs a record that must not be there needs those that make up for it
            ways = (one.needs if absent.isdisjoint(map(_identity, one.needs)) else one.others for _, one in missing)
            needs = {_identity(one): one for each in ways for one in each} | more
            needs = {key: one for key, one in needs.items() if key not in absent}
        for key in needs.keys() - self._assumed:
            self._counts(key[0])["assumed"] += 1
        self._assumed |= needs.keys()
        told = [Need(object=object, attribute=attribute, value=value) for object, attribute, value in needs.values()]
        for object, attribute, value in unless:
            told.append(Need(object=object, attribute=attribute, value=value, absent=True))
        unresolved = replace(
            delivered, verdict=verdict if is_there else "unresolved", needs=tuple(told), is_rough=is_rough
        )
        if unless:
            if delivered.mode == "single":  # of a batch the emulator has noted it before it went on
                asked = [(one.object, one.attribute, one.value) for one in told]
                action, payload = delivered.runnable.source.action, delivered.payload or {}
                asserted = [
                    (owner.slug, by, as_json(values))
                    for owner, by, values in values_of(action, payload, self.emulator.workspace)
                ]
                self.emulator.leave_open(asserted, asked, is_exact=len(asked) == len(unless))
            return unresolved
        outcome, first = missing[0]
        return replace(unresolved, refusal=outcome, refused=first.error)


def _identity(need: tuple[str, str, Any]) -> tuple[str, str, str]:
    return need[0], need[1], str(need[2])


def _status(error: SegmentError) -> int | None:
    return error.response.status if isinstance(error, HTTPError) else error.status


def _is_rough(outcomes: Iterable[Outcome]) -> bool:
    return any(one.is_loose for one in outcomes)


def _about(error: SegmentError) -> tuple[str, ...]:
    """The assumptions by which a delivery without a status is retried."""
    if _status(error) is not None:
        return ()
    return ("delivery.deadline", "delivery.no_status") if isinstance(error, TooLate) else ("delivery.no_status",)

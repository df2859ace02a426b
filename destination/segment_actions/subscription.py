"""Runs one prepared subscription: trigger, mapping, validation, action, and its report.

The steps are `matches`, `transform`, `validate`, `perform` and `perform_batch`. `results` (one event) and `statuses` (a
batch) take all steps after the trigger. `destination` handles several subscriptions, settings and refused tokens.
Source: observation of the published packages (actions-core 3.170.0).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from segment_actions import fql, js
from segment_actions.definition import Action, Context, Exchange, Subscription
from segment_actions.environment import Surroundings
from segment_actions.errors import EngineError, IntegrationError, MappingError, PayloadValidationError
from segment_actions.exchange import with_options
from segment_actions.http import HTTPError, Response
from segment_actions.mapping import USUAL, compile_mapping
from segment_actions.multistatus import MultiStatusResponse
from segment_actions.options import Options
from segment_actions.validation import Validator
from segment_actions.validation.validator import Mode

__all__ = ["REFUSED", "PreparedSubscription", "audience_error"]

REFUSED = {"status": 400, "errortype": "PAYLOAD_VALIDATION_FAILED", "errorreporter": "INTEGRATIONS"}
"""What every batch row has if Segment itself refuses the event."""

_ABSENT = {
    "status": 500,
    "errormessage": "MultiStatusResponse is missing a response at the specified index",
    "errortype": "PAYLOAD_VALIDATION_FAILED",
    "errorreporter": "INTEGRATIONS",
}


class Validate(Protocol):
    """The type of `Validator.validate`."""

    def __call__(self, payload: Any, mode: Mode = "single") -> dict[str, Any]: ...


def _unsupported() -> IntegrationError:
    """The error for a batch if the action has no `perform_batch`."""
    return IntegrationError("This action does not support batched requests.", "NotImplemented", 501)


@dataclass(frozen=True, kw_only=True)
class PreparedSubscription:
    """A subscription with its trigger, mapping and fields compiled: cheap to run over many events.

    `Destination.prepare` compiles everything at once and raises its mistakes. Otherwise trigger and mapping are
    compiled on first use, which is when Segment's runtime finds their mistakes.
    """

    subscription: Subscription
    action: Action
    validator: Validator
    extend_request: Callable[[Context], Options]
    around: Surroundings
    written_after: int | None = USUAL
    """See `compile_mapping`."""

    # -- steps -----------------------------------------------------------------------------------------------------

    @cached_property
    def trigger(self) -> Callable[[Any], bool]:
        """The compiled trigger. Raises FqlError if the trigger is not FQL."""
        return fql.compile_trigger(self.subscription.subscribe or "")

    def matches(self, event: Any) -> bool:
        """Whether the trigger matches. An event that is not an object matches nothing."""
        return (type(event) is dict or isinstance(event, Mapping)) and self.trigger(event)

    @cached_property
    def transform(self) -> Callable[[Any], Any]:
        """The compiled mapping: event -> payload. Raises MappingError, when compiled or when called."""
        return compile_mapping(self.subscription.mapping, self.around, written_after=self.written_after)

    @cached_property
    def validate(self) -> Validate:
        """(payload, mode) -> the payload as the action receives it. Raises PayloadValidationError."""
        return self.validator.validate

    def perform(self, payload: dict[str, Any], auth: Mapping[str, Any] | None = None) -> Exchange:
        """The exchange for one payload. Returns what the action returns; raises HTTPError if a response is not 2xx."""
        return self._performed(self.action.perform, payload, auth)

    def perform_batch(self, payloads: Sequence[dict[str, Any]], auth: Mapping[str, Any] | None = None) -> Exchange:
        """The exchange for a batch.

        Raises:
            IntegrationError: the action does not support batches.
        """
        if self.action.perform_batch is None:
            raise _unsupported()
        return self._performed(self.action.perform_batch, payloads, auth)

    def _performed(
        self, perform: Callable[[Any, Context], Exchange], payload: Any, auth: Mapping[str, Any] | None
    ) -> Exchange:
        mapping = self.subscription.mapping
        return self._started(
            perform, payload, Context(auth=auth or {}, clock=self.around.clock, payload=payload, raw_mapping=mapping)
        )

    def _started(self, perform: Callable[[Any, Context], Exchange], payload: Any, context: Context) -> Exchange:
        return with_options(perform(payload, context), self.extend_request(context) or {})

    # -- the whole way ---------------------------------------------------------------------------------------------

    def results(self, event: Any, context: Context) -> Exchange:
        """Run one event through all steps after the trigger; returns its list of results."""
        out: list[dict[str, Any]] = []
        (payload,) = self._mapped([event])
        out.append({"output": "Mappings resolved"})
        if self.action.fields:
            payload = self.validate(payload)
            out.append({"output": "Payload validated"})
        _check_audience(event)
        returned = yield from self._started(
            self.action.perform, payload, replace(context, payload=payload, raw_data=event)
        )
        data = returned.value if isinstance(returned, Response) else returned
        out.append({"output": "Action Executed", "data": data})
        return out

    def statuses(self, events: Sequence[Any], context: Context) -> Exchange:
        """Run a batch through all steps after the trigger; returns one row per event, in order.

        Raises (the exchange):
            IntegrationError: the action does not support batches.
        """
        if self.action.perform_batch is None:
            raise _unsupported()
        rows: list[dict[str, Any] | None] = []
        payloads: list[dict[str, Any]] = []
        for payload in self._mapped(events):
            try:
                payloads.append(self.validate(payload, "batch") if self.action.fields else payload)
                rows.append(None)
            except PayloadValidationError as error:
                rows.append({**REFUSED, "errormessage": str(error)})
        reported: Iterator[dict[str, Any]] = iter(())
        if payloads:
            for event in events:
                _check_audience(event)
            returned = yield from self._started(
                self.action.perform_batch, payloads, replace(context, payload=payloads, raw_data=events)
            )
            reported = _reported(returned, payloads)
        return [row if row is not None else next(reported) for row in rows]

    def _mapped(self, events: Sequence[Any]) -> list[Any]:
        """The payloads of events. Only here does a MappingError named ValidationError get the status 400."""
        try:
            return [self.transform(event) for event in events]
        except MappingError as error:
            if error.name == "ValidationError":
                error.status = 400
            raise


def audience_error(event: Any) -> EngineError | None:
    """Segment looks for an audience in every event, and fails if `context` or its `personas` is null: with this error."""
    context = event.get("context", js.MISSING) if isinstance(event, Mapping) else js.MISSING
    if context is None:
        return EngineError("Cannot destructure property 'personas' of '{}' as it is null.")
    if isinstance(context, Mapping) and context.get("personas", js.MISSING) is None:
        return EngineError("Cannot read properties of null (reading 'computation_class')")
    return None


def _check_audience(event: Any) -> None:
    error = audience_error(event)
    if error is not None:
        raise error


def _reported(returned: Any, payloads: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One row per payload, from what the action returned."""
    if isinstance(returned, MultiStatusResponse):
        for index in range(len(payloads)):
            entry = returned.at(index)
            yield dict(_ABSENT) if entry is None else entry.row()
        return
    status: int = 200
    body: Any = {}
    if isinstance(returned, Response):
        status, body = returned.status, returned.value
    elif isinstance(returned, HTTPError):
        status, body = returned.response.status, str(returned)
    for payload in payloads:
        yield {"status": status, "body": body, "sent": payload}

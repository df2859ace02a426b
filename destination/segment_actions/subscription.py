"""One action for one event or a batch, after the trigger: mapping, validation, the action itself, what is reported of it.

Triggers, several subscriptions and refused tokens are `destination`'s work. Source: observation of the published packages
(actions-core 3.170.0).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from segment_actions import js
from segment_actions.definition import Action, Context, Exchange, Subscription
from segment_actions.errors import EngineError, HTTPError, IntegrationError, MappingError, PayloadValidationError
from segment_actions.http import Response
from segment_actions.multistatus import MultiStatusResponse

if TYPE_CHECKING:
    from segment_actions.destination import Destination

__all__ = ["REFUSED", "results", "statuses", "unsupported"]

REFUSED = {"status": 400, "errortype": "PAYLOAD_VALIDATION_FAILED", "errorreporter": "INTEGRATIONS"}
"""What a row of a batch has in common where Segment itself refuses an event."""

_ABSENT = {
    "status": 500,
    "errormessage": "MultiStatusResponse is missing a response at the specified index",
    "errortype": "PAYLOAD_VALIDATION_FAILED",
    "errorreporter": "INTEGRATIONS",
}


def unsupported() -> IntegrationError:
    """What an action without `perform_batch` says to a batch."""
    return IntegrationError("This action does not support batched requests.", "NotImplemented", 501)


def results(destination: Destination, subscription: Subscription, event: Any, context: Context) -> Exchange:
    """The list of results of one event."""
    action = destination.actions[subscription.partner_action]
    out: list[dict[str, Any]] = []
    payload = _mapped(destination, subscription, [event])[0]
    out.append({"output": "Mappings resolved"})
    if action.fields:
        payload = destination.validator(action.slug).validate(payload, "single")
        out.append({"output": "Payload validated"})
    _check_audience(event)
    context = replace(context, payload=payload, raw_data=event, raw_mapping=subscription.mapping)
    returned = yield from destination.carried(action.perform(payload, context), context)
    out.append({"output": "Action Executed", "data": returned.value if isinstance(returned, Response) else returned})
    return out


def statuses(destination: Destination, subscription: Subscription, events: Sequence[Any], context: Context) -> Exchange:
    """What happens to a batch: one row for each event, in order."""
    action = destination.actions[subscription.partner_action]
    if action.perform_batch is None:
        raise unsupported()
    rows: list[dict[str, Any] | None] = []
    payloads: list[dict[str, Any]] = []
    for payload in _mapped(destination, subscription, events):
        refusal, checked = _checked(destination, action, payload)
        rows.append(refusal)
        if refusal is None:
            payloads.append(checked)
    if payloads:
        for event in events:
            _check_audience(event)
        context = replace(context, payload=payloads, raw_data=events, raw_mapping=subscription.mapping)
        returned = yield from destination.carried(action.perform_batch(payloads, context), context)
        reported = _reported(returned, payloads)
    return [row if row is not None else next(reported) for row in rows]


def _checked(destination: Destination, action: Action, payload: Any) -> tuple[dict[str, Any] | None, Any]:
    """The row of a payload that does not fit, or the payload as the action gets it."""
    if not action.fields:
        return None, payload
    try:
        return None, destination.validator(action.slug).validate(payload, "batch")
    except PayloadValidationError as error:
        return {**REFUSED, "errormessage": str(error)}, None


def _mapped(destination: Destination, subscription: Subscription, events: Sequence[Any]) -> list[Any]:
    """The payloads of events; a mapping that is refused as a whole has the status 400 here, and only here."""
    try:
        transform = destination.compiled(subscription.mapping)
        return [transform(event) for event in events]
    except MappingError as error:
        if error.name == "ValidationError":
            error.status = 400
        raise


def _check_audience(event: Any) -> None:
    """Segment looks for an audience in every event it delivers, and fails where `context` or its `personas` is null."""
    if isinstance(event, Mapping):
        context = event.get("context", js.MISSING)
        personas = context.get("personas", js.MISSING) if isinstance(context, Mapping) else js.MISSING
        for value, name in ((context, "personas"), (personas, "computation_class")):
            if value is None:
                raise EngineError(f"Cannot destructure property '{name}' of 'undefined' as it is null.")


def _reported(returned: Any, payloads: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A row for each payload, from what the action returned."""
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

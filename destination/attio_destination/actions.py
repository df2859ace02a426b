"""The three actions: their requests, made of the rows of `asserts`, single and in batches. They do no I/O: they yield requests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from segment_actions import Action, Destination, EngineError, Exchange, HTTPError
from segment_actions.definition import Context
from segment_actions.js import MISSING, text

from attio_destination import client
from attio_destination.asserts import ASSERTS, Assert, Fill
from attio_destination.fields import ASSERT_RECORD, GROUP_WORKSPACE, IDENTIFY_USER
from attio_destination.presets import PRESETS

__all__ = ["destination"]

Payload = dict[str, Any]


def _single(asserts: Sequence[Assert]) -> Callable[[Payload, Context], Exchange]:
    """One request for each record in turn; the last answer is the result."""

    def perform(payload: Payload, context: Context) -> Exchange:
        answer: Any = MISSING
        for one in asserts:
            values = {
                fill.attribute: _record_id(answer) if fill.link == "record_id" else _value(fill, payload)
                for fill in one.fills
                if _is_written(fill, payload)
            }
            more = payload.get(one.additional) or {}
            response = yield client.assert_record(*_names(one, payload), {**values, **more})
            answer = response.data
        return response

    return perform


def _batch(asserts: Sequence[Assert]) -> Callable[[Sequence[Payload], Context], Exchange]:
    """One request for all payloads: a record holds the assertion of the one it links to, whose place nothing else takes."""
    plan = [(one, [fill for fill in one.fills if fill.link is None], one.link) for one in asserts]

    def assertion(payload: Payload, received_at: str) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for one, own, link in plan:
            values = {fill.attribute: _value(fill, payload) for fill in own if _is_written(fill, payload)}
            values.update(payload.get(one.additional) or {})
            if link is not None:
                values[link.attribute] = made
            made = client.assertion(*_names(one, payload), values, received_at)
        return made

    def perform(payloads: Sequence[Payload], context: Context) -> Exchange:
        return (yield client.batch([assertion(payload, _received_at(payload, context)) for payload in payloads]))

    return perform


def _names(one: Assert, payload: Payload) -> tuple[Any, Any]:
    """Object and matching attribute. That the attribute is among the values is not checked here."""
    return (
        payload[one.object_field] if one.object_field else one.object,
        payload[one.matching_field] if one.matching_field else one.matching_attribute,
    )


def _is_written(fill: Fill, payload: Payload) -> bool:
    return not fill.many or bool(payload.get(fill.field))


def _value(fill: Fill, payload: Payload) -> Any:
    return [payload[fill.field]] if fill.many else payload[fill.field]


def _record_id(data: Any) -> Any:
    """`data.id.record_id` of an answer, undefined where there is none; null on the way fails as in the published destination."""
    for key in ("data", "id", "record_id"):
        if data is None or data is MISSING:
            raise EngineError(f"Cannot read properties of {text(data)} (reading '{key}')")
        data = data.get(key, MISSING) if isinstance(data, dict) else MISSING
    return data


def _received_at(payload: Payload, context: Context) -> str:
    received = payload.get("received_at")
    return context.now() if received is None else text(received)


def _objects(context: Context) -> Exchange:
    """The choices of the object field, by name."""
    try:
        response = yield client.objects()
    except HTTPError as error:
        return {"choices": [], "error": _refusal(error)}
    found = response.data.get("data") if isinstance(response.data, dict) else None
    choices = [{"value": one["api_slug"], "label": one["singular_noun"]} for one in found or []]
    return {"choices": sorted(choices, key=lambda choice: str(choice["label"]))}


def _refusal(error: HTTPError) -> dict[str, str]:
    body = error.response.data
    if isinstance(body, dict) and "message" in body:
        return {"code": text(body.get("status_code", error.response.status)), "message": text(body["message"])}
    return {"code": "unknown", "message": str(error)}


def _test(context: Context) -> Exchange:
    return (yield client.token())


destination = Destination(
    name="Attio (Actions)",
    slug="actions-attio",
    description="Assert records of an Attio workspace from Segment events.",
    scheme="oauth-managed",
    fields={},
    actions={
        "identifyUser": Action(
            slug="identifyUser",
            title="Identify User",
            description="Create or update an Attio User and link it to a Person by their email address.",
            fields=IDENTIFY_USER,
            perform=_single(ASSERTS["identifyUser"]),
            perform_batch=_batch(ASSERTS["identifyUser"]),
        ),
        "groupWorkspace": Action(
            slug="groupWorkspace",
            title="Group Workspace",
            description="Create or update an Attio Workspace and link it to a Company by its domain.",
            fields=GROUP_WORKSPACE,
            perform=_single(ASSERTS["groupWorkspace"]),
            perform_batch=_batch(ASSERTS["groupWorkspace"]),
        ),
        "assertRecord": Action(
            slug="assertRecord",
            title="Assert Record",
            description="Create or update a record of any object.",
            fields=ASSERT_RECORD,
            perform=_single(ASSERTS["assertRecord"]),
            perform_batch=_batch(ASSERTS["assertRecord"]),
            dynamic_fields={"object": _objects},
        ),
    },
    presets=PRESETS,
    extend_request=client.authorized,
    test=_test,
)
"""The destination, ready for `on_event` and `on_batch`."""

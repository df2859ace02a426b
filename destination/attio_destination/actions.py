"""The three actions: which records they assert, with which values, in which order. They do no I/O: they yield requests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from segment_actions import Action, Destination, EngineError, Exchange, HTTPError
from segment_actions.definition import Context
from segment_actions.js import MISSING, text

from attio_destination import client
from attio_destination.fields import ASSERT_RECORD, GROUP_WORKSPACE, IDENTIFY_USER
from attio_destination.presets import PRESETS

__all__ = ["destination"]

Payload = dict[str, Any]


def _identify_user(payload: Payload, context: Context) -> Exchange:
    """A Person by email address, then a User by ID that is linked to it by the address."""
    email = payload["email_address"]
    person = {"email_addresses": email, **payload.get("person_attributes", {})}
    yield client.assert_record("people", "email_addresses", person)
    user = {"primary_email_address": email, "person": email, "user_id": payload["user_id"]}
    return (yield client.assert_record("users", "user_id", {**user, **payload.get("user_attributes", {})}))


def _identify_users(payload: Payload, received_at: str) -> dict[str, Any]:
    email = payload["email_address"]
    person = {"email_addresses": email, **payload.get("person_attributes", {})}
    user = {"primary_email_address": email, "user_id": payload["user_id"], **payload.get("user_attributes", {})}
    linked = client.assertion("people", "email_addresses", person, received_at)
    return client.assertion("users", "user_id", _last(user, "person", linked), received_at)


def _group_workspace(payload: Payload, context: Context) -> Exchange:
    """A Company by domain, then a Workspace by ID that is linked to it by its record ID; the User is added when given."""
    company = {"domains": payload["domain"], **payload.get("company_attributes", {})}
    response = yield client.assert_record("companies", "domains", company)
    workspace = {
        "workspace_id": payload["workspace_id"],
        "company": _record_id(response.data),
        **_users(payload),
        **payload.get("workspace_attributes", {}),
    }
    return (yield client.assert_record("workspaces", "workspace_id", workspace))


def _group_workspaces(payload: Payload, received_at: str) -> dict[str, Any]:
    company = {"domains": payload["domain"], **payload.get("company_attributes", {})}
    workspace = {"workspace_id": payload["workspace_id"], **_users(payload), **payload.get("workspace_attributes", {})}
    linked = client.assertion("companies", "domains", company, received_at)
    return client.assertion("workspaces", "workspace_id", _last(workspace, "company", linked), received_at)


def _assert_record(payload: Payload, context: Context) -> Exchange:
    """One record of any object by any unique attribute. That the attribute is among the values is not checked here."""
    return (
        yield client.assert_record(payload["object"], payload["matching_attribute"], payload.get("attributes") or {})
    )


def _assert_records(payload: Payload, received_at: str) -> dict[str, Any]:
    return client.assertion(
        payload["object"], payload["matching_attribute"], payload.get("attributes") or {}, received_at
    )


def _users(payload: Payload) -> dict[str, Any]:
    user = payload.get("user_id")
    return {"users": [user]} if user else {}


def _last(values: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    """In a batch the link cannot be overridden by an additional attribute."""
    return {**values, key: value}


def _record_id(data: Any) -> Any:
    """`data.id.record_id` of an answer, undefined where there is none; null on the way fails as in the published destination."""
    for key in ("data", "id", "record_id"):
        if data is None or data is MISSING:
            raise EngineError(f"Cannot read properties of {text(data)} (reading '{key}')")
        data = data.get(key, MISSING) if isinstance(data, dict) else MISSING
    return data


def _batched(one: Callable[[Payload, str], dict[str, Any]]) -> Callable[[Sequence[Payload], Context], Exchange]:
    def perform(payloads: Sequence[Payload], context: Context) -> Exchange:
        assertions = [one(payload, _received_at(payload, context)) for payload in payloads]
        return (yield client.batch(assertions))

    return perform


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
            perform=_identify_user,
            perform_batch=_batched(_identify_users),
        ),
        "groupWorkspace": Action(
            slug="groupWorkspace",
            title="Group Workspace",
            description="Create or update an Attio Workspace and link it to a Company by its domain.",
            fields=GROUP_WORKSPACE,
            perform=_group_workspace,
            perform_batch=_batched(_group_workspaces),
        ),
        "assertRecord": Action(
            slug="assertRecord",
            title="Assert Record",
            description="Create or update a record of any object.",
            fields=ASSERT_RECORD,
            perform=_assert_record,
            perform_batch=_batched(_assert_records),
            dynamic_fields={"object": _objects},
        ),
    },
    presets=PRESETS,
    extend_request=client.authorized,
    test=_test,
)
"""The destination, ready for `on_event` and `on_batch`."""

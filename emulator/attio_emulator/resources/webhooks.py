"""Webhooks: create, read, change, delete. `webhooks.events` and `webhooks.outbox` decide what they are sent.

Sources: OpenAPI. Observed: the secret is shown once, and a duplicate is refused. Unlike Attio, plain http is accepted
for targets on this computer, since a receiver in a test has no certificate.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.clock import iso
from attio_emulator.resources.base import answer, empty, row_named
from attio_emulator.resources.pages import paged
from attio_emulator.shapes import Path, Row, Shape, invalid_row, list_of, nullable, one_of, text, union
from attio_emulator.state import Core, documents
from attio_emulator.this_computer import is_here
from attio_emulator.webhooks import outbox
from attio_emulator.webhooks.events import EVENT_TYPES

__all__ = ["create_webhook", "delete_webhook", "get_webhook", "list_webhooks", "update_webhook"]


_URI = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+", re.ASCII)
"""The characters of a URI (RFC 3986); others must be escaped, or in punycode in the host."""


def _target(value: Any, path: Path) -> list[Row]:
    if not isinstance(value, str):
        return [refusals.wrong_type(path, "string", value)]
    if not _URI.fullmatch(value):
        return [invalid_row(path, "Invalid url")]
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        parts.port  # noqa: B018  raises for an invalid port
    except ValueError:
        return [invalid_row(path, "Invalid url")]
    if (parts.scheme == "https" and host) or (parts.scheme == "http" and is_here(host)):
        return []
    return [invalid_row(path, "Expected an https URL (the emulator takes http for this computer, too)")]


_CONDITION = Shape(required={"field": text(), "operator": one_of("equals", "not_equals"), "value": text()})


@union
def _filter(value: Any, path: Path) -> list[Row]:
    name = "$or" if isinstance(value, dict) and "$or" in value else "$and"
    return Shape(required={name: list_of(_CONDITION)})(value, path)


_SUBSCRIPTIONS = list_of(Shape(required={"event_type": one_of(*EVENT_TYPES), "filter": nullable(_filter)}))
_CREATE = Shape(required={"target_url": _target, "subscriptions": _SUBSCRIPTIONS})
_UPDATE = Shape(optional={"target_url": _target, "subscriptions": _SUBSCRIPTIONS})


def _shown(core: Core, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": {"workspace_id": core.workspace.id, "webhook_id": row["id"]},
        "target_url": row["target_url"],
        "status": row["status"],
        "subscriptions": row["subscriptions"],
        "created_at": iso(row["created_at"]),
    }


def list_webhooks(call: Call) -> Answer:
    """In order of ID (recorded)."""
    rows = sorted(documents(call.core, "webhooks").values(), key=lambda row: str(row["id"]))
    return answer([_shown(call.core, row) for row in paged(call, rows, limit=10, most=100)])


def create_webhook(call: Call) -> Answer:
    core, data = call.core, call.data(_CREATE)
    subscriptions = _checked(core, data["subscriptions"])
    _check_new(core, data["target_url"], subscriptions, None)
    webhook_id = core.ids.next()
    row = {
        "id": webhook_id,
        "target_url": data["target_url"],
        "subscriptions": subscriptions,
        "status": "active",
        "degraded_at": None,
        "secret": outbox.new_secret(core.ids, webhook_id),
        "created_at": call.stamp.at,
    }
    documents(core, "webhooks")[webhook_id] = row
    return answer(_shown(core, row) | {"secret": row["secret"]})


def update_webhook(call: Call) -> Answer:
    core, row = call.core, row_named(call, "webhooks", "webhook", refusals.webhook_not_found)
    data = call.data(_UPDATE)
    target = data.get("target_url", row["target_url"])
    subscriptions = _checked(core, data["subscriptions"]) if "subscriptions" in data else row["subscriptions"]
    _check_new(core, target, subscriptions, row["id"])
    row |= {"target_url": target, "subscriptions": subscriptions}
    return answer(_shown(core, row))


def get_webhook(call: Call) -> Answer:
    return answer(_shown(call.core, row_named(call, "webhooks", "webhook", refusals.webhook_not_found)))


def delete_webhook(call: Call) -> Answer:
    gone = documents(call.core, "webhooks").pop(call.parts["webhook"].lower(), None)
    if gone is None:
        raise refusals.webhook_gone()
    return empty()


def _checked(core: Core, subscriptions: list[Any]) -> list[dict[str, Any]]:
    """The subscriptions without unknown members; a list in a filter must exist (documented)."""
    out = []
    for one in subscriptions:
        rule = one["filter"]
        if rule is not None:
            joined = "$or" if "$or" in rule else "$and"
            conditions = [{name: condition[name] for name in _CONDITION.required} for condition in rule[joined]]
            for condition in conditions:
                # only by ID: an event has no slug and would never match
                is_list = condition["field"] in ("list_id", "id.list_id")
                if is_list and condition["value"].lower() not in documents(core, "lists"):
                    raise refusals.related_list_not_found()
            rule = {joined: conditions}
        out.append({"event_type": one["event_type"], "filter": rule})
    return out


def _check_new(core: Core, target: str, subscriptions: list[dict[str, Any]], own: str | None) -> None:
    """Refuse a target with an event and a filter that it already has, even within one webhook. Before October, only two
    equal webhooks were refused."""
    others = [
        row["subscriptions"]
        for row in documents(core, "webhooks").values()
        if row["id"] != own and row["target_url"] == target
    ]
    if not core.workspace.has("webhook.unique_subscription"):
        if subscriptions in others:
            raise refusals.webhook_taken(target)
        return
    seen = {_key(one) for rows in others for one in rows}
    for one in subscriptions:
        if _key(one) in seen:
            raise refusals.subscription_taken(target, one["event_type"])
        seen.add(_key(one))


def _key(subscription: Mapping[str, Any]) -> tuple[Any, ...]:
    """Equal subscriptions to one target have equal keys; the order of a filter's conditions does not matter (documented)."""
    rule = subscription["filter"]
    conditions = [
        (joined, *sorted(tuple(one[name] for name in _CONDITION.required) for one in rows))
        for joined, rows in (rule or {}).items()
    ]
    return (subscription["event_type"], rule is None, *conditions)

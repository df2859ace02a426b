"""A webhook for every event, and what is in the outbox for it."""

from __future__ import annotations

from typing import Any

from attio_emulator.webhooks.events import EVENT_TYPES

from tests.attio_emulator.calls import BY_KEY, Answer, Attio

WORKSPACE = {"members": [{"email_address": "ada@acme.org", "first_name": "Ada", "last_name": "Lovelace"}]}
TARGET = "https://hooks.acme.org/attio"


def every(*types: str, filter: Any = None) -> list[dict[str, Any]]:
    return [{"event_type": one, "filter": filter} for one in types or EVENT_TYPES]


def hook(attio: Attio, target: str = TARGET, subscriptions: Any = None) -> Answer:
    body = {"data": {"target_url": target, "subscriptions": every() if subscriptions is None else subscriptions}}
    return attio.ask("POST", "/v2/webhooks", body)


def documents(attio: Attio) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = attio.emulator.core.documents
    return found


def sent(attio: Attio) -> list[dict[str, Any]]:
    """The events in the outbox, oldest first; workspace and actor, which are always the same, are checked and left out."""
    workspace = attio.emulator.workspace.id
    events = [dict(row["body"]["events"][0]) for row in documents(attio).get("deliveries", {}).values()]
    for event in events:
        assert event.pop("actor") == BY_KEY
        event["id"] = dict(event["id"])
        assert event["id"].pop("workspace_id") == workspace
    return events

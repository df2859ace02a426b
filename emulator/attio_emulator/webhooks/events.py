"""Webhook events: their contents, and which webhooks subscribed to one.

Shapes follow Attio's webhook reference. `outbox` decides what is sent, and when; `followups` which changes of records
are events. No I/O here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from attio_emulator.record import Stamp
from attio_emulator.renderer import actor
from attio_emulator.state import Core
from attio_emulator.webhooks import outbox

__all__ = ["EVENT_TYPES", "emit", "matches", "quiet"]

EVENT_TYPES: tuple[str, ...] = (
    "call-recording.created",
    "comment.created",
    "comment.resolved",
    "comment.unresolved",
    "comment.deleted",
    "list.created",
    "list.updated",
    "list.deleted",
    "list-attribute.created",
    "list-attribute.updated",
    "list-entry.created",
    "list-entry.updated",
    "list-entry.deleted",
    "object-attribute.created",
    "object-attribute.updated",
    "note.created",
    "note-content.updated",
    "note.updated",
    "note.deleted",
    "record.created",
    "record.merged",
    "record.updated",
    "record.deleted",
    "task.created",
    "task.updated",
    "task.deleted",
    "workspace-member.created",
    "activity.created",
    "activity.updated",
    "activity.deleted",
    "activity-attribute.created",
    "activity-attribute.updated",
    "activity-record.created",
    "activity-record.deleted",
)
"""What a webhook can subscribe to (OpenAPI)."""


def emit(core: Core, stamp: Stamp, event_type: str, id: Mapping[str, Any], **members: Any) -> None:
    """Put an event into the outbox of every webhook subscribed to it; `members` are added beside `id`."""
    hooks = core.documents.get("webhooks")
    if not hooks or core.quiet:
        return
    event = {
        "event_type": event_type,
        "id": {"workspace_id": core.workspace.id, **id},
        **members,
        "actor": actor(stamp.actor),
    }
    for hook in list(hooks.values()):
        if hook["status"] != "inactive" and any(matches(one, event) for one in hook["subscriptions"]):
            most = core.hooks.limits.webhook_queue
            outbox.enqueue(core.documents, hook["id"], core.ids.next(), event, stamp.at, most=most)


@contextmanager
def quiet(core: Core) -> Iterator[None]:
    """Inside its block, nobody is notified of anything."""
    core.quiet = True
    try:
        yield
    finally:
        core.quiet = False


def matches(subscription: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Whether a subscription includes an event.

    A condition's field is a member of the event (`parent_object_id`), a path to one (`id.list_id`), or a member of `id`
    (`list_id`); a field the event lacks equals nothing (assumed).
    """
    if subscription["event_type"] != event["event_type"]:
        return False
    rule = subscription["filter"]
    if rule is None:
        return True
    held = [_holds(one, event) for one in rule.get("$and", rule.get("$or", ()))]
    return all(held) if "$and" in rule else any(held)


def _holds(condition: Mapping[str, str], event: Mapping[str, Any]) -> bool:
    found: Any = event
    for step in condition["field"].split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    if found is None:
        found = event["id"].get(condition["field"])
    # IDs may be in any case
    same = isinstance(found, str) and found.lower() == condition["value"].lower()
    return same == (condition["operator"] == "equals")

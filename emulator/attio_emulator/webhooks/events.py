"""Webhook events: which event a change is, which webhooks asked for it, and the changes of records as they are written.

Shapes follow Attio's webhook reference. What is sent, and when, is in `deliveries`; nothing here does I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attio_emulator.resources.base import actor
from attio_emulator.store import Record, Stamp, Store, Value
from attio_emulator.webhooks import outbox

if TYPE_CHECKING:
    from attio_emulator.state import Core

__all__ = ["EVENT_TYPES", "WatchedStore", "changed_attributes", "emit", "matches", "publish"]

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
)
"""What a webhook can subscribe to (OpenAPI)."""

Change = tuple[str, str, str, str | None]
"""(created, updated or deleted; object slug; record ID; attribute slug of an update)"""


class WatchedStore(Store):
    """A store that remembers what was changed until somebody asks; what is undone was never changed."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[Change] = []

    def _changed(self, change: Change) -> None:
        place = len(self.changes)
        self.changes.append(change)
        self._undoing(lambda: self.changes.__delitem__(slice(place, None)))

    def add(self, record: Record) -> None:
        super().add(record)
        self._changed(("created", record.object, record.id, None))

    def remove(self, record: Record, unique: Sequence[str]) -> None:
        super().remove(record, unique)
        self._changed(("deleted", record.object, record.id, None))

    def put(self, record: Record, slug: str, values: list[Value], at: int, *, unique: bool) -> None:
        super().put(record, slug, values, at, unique=unique)
        self._changed(("updated", record.object, record.id, slug))

    def drain(self) -> list[Change]:
        """The changes since the last time, each once, without those that a creation or deletion makes superfluous."""
        seen = dict.fromkeys(self.changes)
        self.changes.clear()
        whole = {(one[1], one[2]) for one in seen if one[0] != "updated"}
        return [one for one in seen if one[0] != "updated" or (one[1], one[2]) not in whole]


def publish(core: Core, stamp: Stamp) -> None:
    """Tell the webhooks what happened to records since the last call, and begin what follows from it by itself.

    To be called after each request and each batch. Does nothing where the core's store is not a `WatchedStore`.
    """
    if not isinstance(core.store, WatchedStore) or not core.store.changes:
        return
    from attio_emulator.followups.companies import person_created
    from attio_emulator.followups.deletions import record_gone

    for kind, slug, record_id, attribute in core.store.drain():
        owner = core.workspace.objects.get(slug)
        if owner is None:
            continue
        id = {"object_id": owner.id, "record_id": record_id}
        if attribute is not None:
            if attribute not in owner.attributes:
                continue
            id["attribute_id"] = owner.attributes[attribute].id
        emit(core, stamp, f"record.{kind}", id)
        if kind == "created" and slug == "people":
            person_created(core, record_id, stamp.at)
        if kind == "deleted":
            record_gone(core, stamp, owner, record_id)


def emit(core: Core, stamp: Stamp, event_type: str, id: Mapping[str, Any], **members: Any) -> None:
    """Put an event into the outbox of every webhook that asked for it; `members` stand beside `id`."""
    hooks = core.shelves.get("webhooks")
    if not hooks:
        return
    event = {
        "event_type": event_type,
        "id": {"workspace_id": core.workspace.id, **id},
        **members,
        "actor": actor(stamp.actor),
    }
    for hook in list(hooks.values()):
        if hook["status"] != "inactive" and any(matches(one, event) for one in hook["subscriptions"]):
            outbox.enqueue(core.shelves, hook["id"], core.ids.next(), event, stamp.at)


def matches(subscription: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Whether a subscription asks for an event.

    A condition's field is a member of the event (`parent_object_id`), a path to one (`id.list_id`), or a member of `id`
    (`list_id`); a field that the event does not have equals nothing (assumed).
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
    same = bool(found == condition["value"])
    return same == (condition["operator"] == "equals")


def changed_attributes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[str]:
    """The slugs whose values differ between two dumps of values."""
    return [slug for slug in dict.fromkeys([*before, *after]) if before.get(slug, []) != after.get(slug, [])]

"""What follows a change of records: the events for webhooks, and what Attio then does by itself.

Writes put changes into the store; after each request and each batch they are drained here.
"""

from __future__ import annotations

from attio_emulator.followups.companies import person_created
from attio_emulator.record import Stamp
from attio_emulator.resources.belongings import records_gone
from attio_emulator.resources.entries import tell_updated
from attio_emulator.state import Core
from attio_emulator.store import Change
from attio_emulator.webhooks.events import emit

__all__ = ["publish"]


def publish(core: Core, stamp: Stamp) -> None:
    """Report to webhooks what happened to records and to values of entries since the last call, and start what follows from it."""
    if not core.store.changes:
        return
    is_told = bool(core.documents.get("webhooks"))
    for change in core.store.drain() if is_told else core.store.drain_whole():
        if is_told:
            _tell(core, stamp, change)
        kind, slug, record_id, _ = change
        if kind == "created" and slug == "people":
            person_created(core, record_id, stamp.at)
        if kind == "deleted" and slug in core.workspace.objects:
            records_gone(core, stamp, (record_id,))


def _tell(core: Core, stamp: Stamp, change: Change) -> None:
    kind, slug, record_id, attribute = change
    if slug in core.workspace.activities and kind != "updated":  # there is no such event (OpenAPI)
        emit(core, stamp, f"activity-record.{kind}", {"activity_id": slug, "record_id": record_id})
    if attribute is not None and slug in core.documents.get("lists", ()):
        tell_updated(core, stamp, slug, record_id, attribute)
        return
    owner = core.workspace.objects.get(slug)
    if owner is None or (attribute is not None and attribute not in owner.attributes):
        return
    id = {"object_id": owner.id, "record_id": record_id}
    if attribute is not None:
        id["attribute_id"] = owner.attributes[attribute].id
    emit(core, stamp, f"record.{kind}", id)

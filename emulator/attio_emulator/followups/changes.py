"""What follows a change of records: the event that webhooks are told, and what Attio then does by itself.

Writing puts changes into the store; here they are drained, after each request and each batch.
"""

from __future__ import annotations

from attio_emulator.followups.companies import person_created
from attio_emulator.resources.belongings import records_gone
from attio_emulator.state import Core
from attio_emulator.store import Stamp
from attio_emulator.webhooks.events import emit

__all__ = ["publish"]


def publish(core: Core, stamp: Stamp) -> None:
    """Tell the webhooks what happened to records since the last call, and begin what follows from it by itself."""
    changes = core.store.changes
    if not changes:
        return
    is_told = bool(core.documents.get("webhooks"))
    if not is_told and {one[0] for one in changes} == {"updated"}:  # from which nothing follows
        changes.clear()
        return
    for kind, slug, record_id, attribute in core.store.drain():
        if kind == "updated" and not is_told:
            continue
        if slug in core.workspace.activities and kind != "updated":  # there is no such event (OpenAPI)
            emit(core, stamp, f"activity-record.{kind}", {"activity_id": slug, "record_id": record_id})
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
            records_gone(core, stamp, (record_id,))

"""What a deleted record takes with it: its entries, notes and threads; tasks and meetings lose the link (assumed, all of it)."""

from __future__ import annotations

from attio_emulator.resources import comments, entries, notes
from attio_emulator.resources.base import shelf
from attio_emulator.resources.lists import PARENTS
from attio_emulator.schema.model import Object
from attio_emulator.state import Core
from attio_emulator.store import Stamp

__all__ = ["record_gone"]


def record_gone(core: Core, stamp: Stamp, owner: Object, record_id: str) -> None:
    """Clear the shelves of what belonged to a record, with the events of it."""
    for list_id, entry_id in list(shelf(core, PARENTS).get(record_id, ())):
        entries.forget(core, stamp, list_id, entry_id)
    for row in [row for row in shelf(core, "notes").values() if row["record_id"] == record_id]:
        notes.forget(core, stamp, row)
    for row in [row for row in shelf(core, "threads").values() if row["record_id"] == record_id]:
        comments.forget_thread(core, stamp, row)
    for kind in ("tasks", "meetings"):
        for row in shelf(core, kind).values():
            row["linked_records"] = [one for one in row["linked_records"] if one[1] != record_id]
    entries.unlink(core, stamp, owner.slug, record_id)

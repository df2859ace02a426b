"""What a deleted record takes with it: its entries, notes, files and threads; tasks and meetings lose the link (assumed, all of it)."""

from __future__ import annotations

from attio_emulator.resources import entries, files, notes, threads
from attio_emulator.resources.lists import PARENTS
from attio_emulator.state import Core, documents
from attio_emulator.store import Stamp

__all__ = ["record_gone"]


def record_gone(core: Core, stamp: Stamp, record_id: str) -> None:
    """Take away what belonged to a record, with the events of it; the writer took it out of every reference."""
    for list_id, entry_id in list(documents(core, PARENTS).get(record_id, ())):
        place = entries.place_of(core, list_id)
        entries.forget(place, place.entry(entry_id), record_id, stamp)
    for row in [row for row in documents(core, "notes").values() if row["record_id"] == record_id]:
        notes.forget(core, stamp, row)
    for row in [row for row in documents(core, "threads").values() if row["record_id"] == record_id]:
        threads.forget_thread(core, stamp, row)
    files.forget_files(core, record_id)
    for kind in ("tasks", "meetings"):
        for row in documents(core, kind).values():
            row["linked_records"] = [one for one in row["linked_records"] if one[1] != record_id]

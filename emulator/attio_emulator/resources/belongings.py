"""What goes with deleted records: their entries, notes, files and threads; tasks and meetings lose the link. When
records are merged, it all moves to the new one (all assumed)."""

from __future__ import annotations

from collections.abc import Collection

from attio_emulator.record import Stamp
from attio_emulator.resources import entries, files, notes, threads
from attio_emulator.resources.lists import PARENTS
from attio_emulator.state import Core, documents
from attio_emulator.webhooks.events import emit

__all__ = ["records_gone", "records_merged"]

_OWNED = ("notes", "threads", "files")
"""Documents of one record, named in `record_id`."""
_LINKED = ("tasks", "meetings")
"""Documents linked to several records, in `linked_records`."""


def records_gone(core: Core, stamp: Stamp, record_ids: Collection[str]) -> None:
    """Remove what belonged to these records, and report it. References to them are handled elsewhere."""
    for record_id in record_ids:
        for list_id, entry_id in list(documents(core, PARENTS).get(record_id, ())):
            place = entries.place_of(core, list_id)
            entries.forget(place, place.entry(entry_id), record_id, stamp)
    for row in [row for row in documents(core, "notes").values() if row["record_id"] in record_ids]:
        notes.forget(core, stamp, row)
    for row in [row for row in documents(core, "threads").values() if row["record_id"] in record_ids]:
        threads.forget_thread(core, stamp, row)
    files.forget_files(core, record_ids)
    for kind in _LINKED:
        for row in documents(core, kind).values():
            left = [one for one in row["linked_records"] if one[1] not in record_ids]
            if kind == "tasks" and left != row["linked_records"]:  # meetings have no such event
                emit(core, stamp, "task.updated", {"task_id": row["id"]})
            row["linked_records"] = left


def records_merged(core: Core, record_ids: Collection[str], into: str) -> None:
    """Move what belonged to these records to another one, without an event. References to them are handled elsewhere."""
    parents = documents(core, PARENTS)
    entries_of = [one for record_id in record_ids for one in parents.pop(record_id, ())]
    if entries_of:
        parents[into] = entries_of
    for row in (row for kind in _OWNED for row in documents(core, kind).values() if row["record_id"] in record_ids):
        row["record_id"] = into
    for row in (row for kind in _LINKED for row in documents(core, kind).values()):
        linked = [(one[0], into if one[1] in record_ids else one[1]) for one in row["linked_records"]]
        row["linked_records"] = [list(one) for one in dict.fromkeys(linked)]

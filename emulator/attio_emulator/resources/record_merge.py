"""The call that merges two records: its refusals, its events, and its duration. `merges` combines their values.

Documented: the responses 200 and 202; that until a merge is done the new record can be neither read nor written; and an
event `record.merged` for each original. Assumed: what decides between the two responses (`merge.pending`), and how long
the second takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.record import Record, Stamp
from attio_emulator.resources.belongings import records_merged
from attio_emulator.resources.rename import change_defaults
from attio_emulator.schema.model import Object
from attio_emulator.schema.views import redirected
from attio_emulator.shapes import Shape, uuid
from attio_emulator.state import MERGES, Core, documents
from attio_emulator.webhooks.events import emit

__all__ = ["AFTER", "apply_due", "merge_records"]

AFTER = 5000
"""Milliseconds from a response 202 to the end of the merge (assumed: nobody says how long it takes)."""

_MERGE = Shape(required={"primary_record_id": uuid, "secondary_record_id": uuid})


def merge_records(call: Call) -> Answer:
    core, stamp, owner = call.core, call.stamp, call.object()
    data = call.data(_MERGE)
    ids = [data[name].lower() for name in ("primary_record_id", "secondary_record_id")]
    if ids[0] == ids[1]:
        raise refusals.merged_with_itself(ids[0])
    primary, secondary = (_record(core, owner, id) for id in ids)
    new = core.merger.merge(owner, primary, secondary, core.ids.next(), stamp)
    records_merged(core, ids, new.id)
    change_defaults(core, lambda row: _default_now(row, ids, new.id))
    _follow_views(core, ids, new.id)
    row = {"object_id": owner.id, "originals": ids, "actor": list(stamp.actor), "due": stamp.at + AFTER}
    pending = core.assumptions.decides("merge.pending") == "always"
    if pending:
        documents(core, MERGES)[new.id] = row
    else:
        _tell(core, stamp, owner, new.id, ids)
    return Answer(202 if pending else 200, {"data": {"new_record_id": new.id}})


def _default_now(row: Any, originals: list[str], new: str) -> Any:
    """A default value that referred to an original refers to the new record (assumed, as with references)."""
    if isinstance(row, Mapping) and row.get("target_record_id") in originals:
        return {**row, "target_record_id": new}
    return new if row in originals else row  # in a file, it may be the ID alone


def _follow_views(core: Core, originals: list[str], new: str) -> None:
    """A saved view that named an original names the new record (assumed, as with references)."""
    for holder in core.owners():
        views = {id: redirected(one, originals, new) for id, one in holder.views.items()}
        if views != holder.views:
            holder.views = views
            core.keep(holder)


def _record(core: Core, owner: Object, id: str) -> Record:
    record = core.record(owner, id)
    if record is None:
        raise refusals.record_to_merge_not_found(id, core.assumptions.decides("merge.unknown_record"))
    return record


def apply_due(core: Core, at: int, *, everything: bool) -> bool:
    """Finish the merges that are due, or all that wait. Returns whether there was one."""
    waiting = core.documents.get(MERGES, {})
    due = [id for id, row in waiting.items() if everything or row["due"] <= at]
    for id in due:
        row = waiting.pop(id)
        owner = core.workspace.find_object(row["object_id"])
        if owner is not None:
            stamp = Stamp(at=at, actor=(row["actor"][0], row["actor"][1]), request_id="system")
            _tell(core, stamp, owner, id, row["originals"])
    return bool(due)


def _tell(core: Core, stamp: Stamp, owner: Object, new: str, originals: list[str]) -> None:
    """Report the event of each original: the new record is in `id`, the original beside it."""
    for one in originals:
        id = {"object_id": owner.id, "record_id": new}
        emit(core, stamp, "record.merged", id, duplicate_object_id=owner.id, duplicate_record_id=one)

"""Notes on records. Sources: OpenAPI; the order of the list (as created) is assumed."""

from __future__ import annotations

from typing import Any

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.clock import iso
from attio_emulator.dates import milliseconds
from attio_emulator.renderer import actor
from attio_emulator.resources.base import answer, empty, object_by_id, record_named, row_named
from attio_emulator.resources.markdown import plain
from attio_emulator.resources.pages import paged
from attio_emulator.shapes import Shape, moment, nullable, one_of, text, uuid
from attio_emulator.state import Core, documents
from attio_emulator.store import Stamp
from attio_emulator.webhooks.events import emit

__all__ = ["create_note", "delete_note", "forget", "get_note", "list_notes"]

_CREATE = Shape(
    required={
        "parent_object": text(),
        "parent_record_id": uuid,
        "title": text(),
        "format": one_of("plaintext", "markdown"),
        "content": text(),
    },
    optional={"created_at": moment, "meeting_id": nullable(uuid)},
)


def _shown(core: Core, row: dict[str, Any]) -> dict[str, Any]:
    parent = object_by_id(core, row["object_id"])
    content = row["content"]
    return {
        "id": {"workspace_id": core.workspace.id, "note_id": row["id"]},
        "parent_object": parent.slug if parent else row["object_id"],
        "parent_record_id": row["record_id"],
        "title": row["title"],
        "meeting_id": row["meeting_id"],
        "content_plaintext": plain(content) if row["format"] == "markdown" else content,
        "content_markdown": content,
        "tags": [],
        "created_by_actor": actor(row["actor"]),
        "created_at": iso(row["created_at"]),
    }


def list_notes(call: Call) -> Answer:
    core = call.core
    named, record_id = call.request.param("parent_object"), call.query("parent_record_id", uuid)
    object_id = None if named is None else core.writer.object(named).id
    rows = [
        row
        for row in documents(core, "notes").values()
        if object_id in (None, row["object_id"]) and (record_id is None or record_id.lower() == row["record_id"])
    ]
    return answer([_shown(core, row) for row in paged(call, rows, limit=10, most=50)])


def create_note(call: Call) -> Answer:
    core, data = call.core, call.data(_CREATE)
    owner, record = record_named(core, data["parent_object"], data["parent_record_id"])
    meeting = data.get("meeting_id")
    if meeting is not None and meeting.lower() not in documents(core, "meetings"):
        raise refusals.meeting_not_found(meeting)
    row = {
        "id": core.ids.next(),
        "object_id": owner.id,
        "record_id": record.id,
        "title": data["title"],
        "format": data["format"],
        "content": data["content"],
        "meeting_id": None if meeting is None else meeting.lower(),
        "actor": list(call.stamp.actor),
        "created_at": milliseconds(data["created_at"]) if "created_at" in data else call.stamp.at,
    }
    documents(core, "notes")[row["id"]] = row
    _tell(core, call.stamp, "note.created", row)
    return answer(_shown(core, row))


def get_note(call: Call) -> Answer:
    return answer(_shown(call.core, row_named(call, "notes", "note", refusals.note_not_found)))


def delete_note(call: Call) -> Answer:
    forget(call.core, call.stamp, row_named(call, "notes", "note", refusals.note_not_found))
    return empty()


def forget(core: Core, stamp: Stamp, row: dict[str, Any]) -> None:
    """Delete a note and tell."""
    del documents(core, "notes")[row["id"]]
    _tell(core, stamp, "note.deleted", row)


def _tell(core: Core, stamp: Stamp, event: str, row: dict[str, Any]) -> None:
    parents = {"parent_object_id": row["object_id"], "parent_record_id": row["record_id"]}
    emit(core, stamp, event, {"note_id": row["id"]}, **parents)

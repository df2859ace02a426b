"""Notes on records. Sources: OpenAPI; the order of the list (by creation) and the size limit are assumed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.clock import iso
from attio_emulator.record import Stamp
from attio_emulator.renderer import actor
from attio_emulator.resources.base import answer, empty, made_at, record_named, row_named, slug_by_id
from attio_emulator.resources.markdown import plain
from attio_emulator.resources.pages import paged
from attio_emulator.shapes import Check, Path, Row, Shape, moment, nullable, one_of, text, uuid
from attio_emulator.state import Core, documents
from attio_emulator.webhooks.events import emit

__all__ = ["LARGEST", "create_note", "delete_note", "forget", "get_note", "list_notes", "update_note"]

LARGEST = 1_000_000
"""Most bytes of a note's content (the number is assumed, that there is a limit is documented)."""

_WRITTEN: Mapping[str, Check] = {"title": text(), "format": one_of("plaintext", "markdown"), "content": text()}
_CREATE = Shape(
    required={"parent_object": text(), "parent_record_id": uuid, **_WRITTEN},
    optional={"created_at": moment, "meeting_id": nullable(uuid)},
)
_UPDATE = Shape(optional=_WRITTEN)


def _update_shape(value: Any, path: Path) -> list[Row]:
    """At least one of the changeable members; content needs its format, as in creating (assumed)."""
    rows = _UPDATE(value, path)
    if not rows and "content" in value and "format" not in value:
        rows = [refusals.required([*path, "format"], "'plaintext' | 'markdown'")]
    return rows


def _shown(core: Core, row: dict[str, Any]) -> dict[str, Any]:
    content = row["content"]
    return {
        "id": {"workspace_id": core.workspace.id, "note_id": row["id"]},
        "parent_object": slug_by_id(core, row["object_id"]),
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
    created_at = made_at(call, data)
    _weigh(data["content"])
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
        "created_at": created_at,
    }
    documents(core, "notes")[row["id"]] = row
    _tell(core, call.stamp, "note.created", row)
    return answer(_shown(core, row))


def update_note(call: Call) -> Answer:
    """Changes only what is sent; content is replaced as a whole. A format alone has no effect (assumed).

    `note.updated` reports a changed title, `note-content.updated` a changed content (assumed).
    """
    core, row = call.core, row_named(call, "notes", "note", refusals.note_not_found)
    data = call.data(_update_shape)
    title = data.get("title", row["title"])
    content = {name: data[name] for name in ("format", "content") if "content" in data}
    _weigh(content.get("content", ""))
    renamed, rewritten = row["title"] != title, any(row[name] != value for name, value in content.items())
    row.update(content, title=title)
    if renamed:
        _tell(core, call.stamp, "note.updated", row)
    if rewritten:
        _tell(core, call.stamp, "note-content.updated", row)
    return answer(_shown(core, row))


def _weigh(content: str) -> None:
    if len(content.encode()) > LARGEST:
        raise refusals.note_too_large()


def get_note(call: Call) -> Answer:
    return answer(_shown(call.core, row_named(call, "notes", "note", refusals.note_not_found)))


def delete_note(call: Call) -> Answer:
    forget(call.core, call.stamp, row_named(call, "notes", "note", refusals.note_not_found))
    return empty()


def forget(core: Core, stamp: Stamp, row: dict[str, Any]) -> None:
    """Delete a note and report it."""
    del documents(core, "notes")[row["id"]]
    _tell(core, stamp, "note.deleted", row)


def _tell(core: Core, stamp: Stamp, event: str, row: dict[str, Any]) -> None:
    parents = {"parent_object_id": row["object_id"], "parent_record_id": row["record_id"]}
    emit(core, stamp, event, {"note_id": row["id"]}, **parents)

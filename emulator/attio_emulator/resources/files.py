"""Files and folders of records: list, show, delete; create folders and references to files of other providers.
`contents` has the contents.

Sources: OpenAPI. Assumed: the list by cursor in order of creation, and that folders may share a name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.clock import iso
from attio_emulator.downloads import CONTENTS
from attio_emulator.record import Record
from attio_emulator.renderer import actor
from attio_emulator.resources.base import answer, document_named, empty, listing, record_named, row_named, slug_by_id
from attio_emulator.resources.pages import after_cursor, by_creation
from attio_emulator.schema.model import Object
from attio_emulator.shapes import NAME, Path, Row, Shape, checked, mapping, nullable, one_of, text, uuid
from attio_emulator.state import Core, documents

__all__ = [
    "create_file",
    "delete_file",
    "file_named",
    "file_shown",
    "folder_of",
    "forget_files",
    "get_file",
    "keep_file",
    "list_files",
]

_OUTSIDE = ("dropbox", "box", "google-drive", "microsoft-onedrive")
_PROVIDER = one_of("attio", *_OUTSIDE)
_KIND = one_of("folder", "connected-file", "connected-folder")

_OWNER = {"object": text(least=1), "record_id": uuid}
_FOLDER = Shape(required={**_OWNER, "file_type": _KIND, "name": NAME}, optional={"parent_folder_id": uuid})
_CONNECTED = Shape(
    required={
        **_OWNER,
        "file_type": _KIND,
        "storage_provider": one_of(*_OUTSIDE),
        "external_provider_file_id": text(least=1),
    },
    optional={"microsoft_drive_id": nullable(text(least=1))},
)


def _create_shape(value: Any, path: Path) -> list[Row]:
    """The shape that `file_type` decides; without a valid one, what every kind has."""
    if not isinstance(value, dict):
        return mapping(value, path)
    kind = value.get("file_type")
    if kind == "folder":
        return _FOLDER(value, path)
    if kind in ("connected-file", "connected-folder"):
        return _CONNECTED(value, path)
    return Shape(required={**_OWNER, "file_type": _KIND})(value, path)


# -- showing and finding ---------------------------------------------------------------------------------------------


def file_shown(core: Core, row: Mapping[str, Any]) -> dict[str, Any]:
    """A file or folder in Attio's JSON."""
    shown = {
        "id": {"workspace_id": core.workspace.id, "file_id": row["id"]},
        "object_id": row["object_id"],
        "object_slug": slug_by_id(core, row["object_id"]),
        "record_id": row["record_id"],
        "storage_provider": row["storage_provider"],
        "created_by_actor": actor(row["actor"]),
        "created_at": iso(row["created_at"]),
        "file_type": row["file_type"],
    }
    return shown | dict(row["more"])


def file_named(call: Call) -> dict[str, Any]:
    """The file or folder that the path names; raises 404."""
    return row_named(call, "files", "file", refusals.file_not_found)


def folder_of(core: Core, named: str | None, record: Record) -> str | None:
    """The ID of the folder that a body names; None if it names none.

    Raises:
        AttioError: 404 if it does not exist, 400 if it is not a folder or belongs to another record (all assumed).
    """
    if named is None:
        return None
    row = document_named(core, "files", named, refusals.file_not_found)
    if row["file_type"] != "folder":
        raise refusals.no_folder(named)
    if row["record_id"] != record.id:
        raise refusals.folder_of_another_record(named)
    return named.lower()


def keep_file(
    call: Call, owner: Object, record: Record, kind: str, provider: str, more: dict[str, Any]
) -> dict[str, Any]:
    """Create a row; `more` has the members specific to its kind."""
    id = call.core.ids.next()
    row = {
        "id": id,
        "object_id": owner.id,
        "record_id": record.id,
        "storage_provider": provider,
        "file_type": kind,
        "actor": list(call.stamp.actor),
        "created_at": call.stamp.at,
        "more": more,
    }
    documents(call.core, "files")[id] = row
    return row


def _children(core: Core, folder_id: str) -> Iterator[dict[str, Any]]:
    return (row for row in documents(core, "files").values() if row["more"].get("parent_folder_id") == folder_id)


# -- calls -----------------------------------------------------------------------------------------------------------


def list_files(call: Call) -> Answer:
    core = call.core
    missing = [refusals.required([name], "string") for name in _OWNER if call.request.param(name) is None]
    if missing:
        raise refusals.invalid_query(missing)
    named, record_id = call.query("object", text(least=1)) or "", call.query("record_id", uuid) or ""
    provider, folder = call.query("storage_provider", _PROVIDER), call.query("parent_folder_id", uuid)
    object_id = core.writer.object(named).id
    rows = [
        row
        for row in documents(core, "files").values()
        if (row["object_id"], row["record_id"]) == (object_id, record_id.lower())
        and provider in (None, row["storage_provider"])
        and (folder is None or row["more"].get("parent_folder_id") == folder.lower())
    ]
    page, cursor = after_cursor(call, rows, by_creation)
    return listing([file_shown(core, row) for row in page], cursor)


def create_file(call: Call) -> Answer:
    core = call.core
    body = checked(call.json(), _create_shape)
    owner, record = record_named(core, body["object"], body["record_id"])
    if body["file_type"] == "folder":
        more = {"name": body["name"], "parent_folder_id": folder_of(core, body.get("parent_folder_id"), record)}
        return answer(file_shown(core, keep_file(call, owner, record, "folder", "attio", more)))
    more = {name: body.get(name) for name in ("external_provider_file_id", "microsoft_drive_id")}
    return answer(file_shown(core, keep_file(call, owner, record, body["file_type"], body["storage_provider"], more)))


def get_file(call: Call) -> Answer:
    row = file_named(call)
    shown = file_shown(call.core, row)
    if row["file_type"] == "folder":
        shown["has_children"] = any(_children(call.core, row["id"]))
    return answer(shown)


def delete_file(call: Call) -> Answer:
    _forget(call.core, file_named(call))
    return empty()


def _forget(core: Core, row: Mapping[str, Any]) -> None:
    """Delete a row with its content and everything below it. Not recursive: folders may be nested more deeply than Python's calls."""
    waiting: list[str] = [row["id"]]
    while waiting:
        gone = waiting.pop()
        waiting += [child["id"] for child in _children(core, gone)]
        documents(core, "files").pop(gone, None)
        documents(core, CONTENTS).pop(gone, None)


def forget_files(core: Core, record_ids: Collection[str]) -> None:
    """Delete all files and folders of these records."""
    for row in [row for row in documents(core, "files").values() if row["record_id"] in record_ids]:
        documents(core, "files").pop(row["id"])
        documents(core, CONTENTS).pop(row["id"], None)

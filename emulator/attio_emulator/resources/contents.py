"""Contents of files: reads them from a form, and gives the signed address for them, which `downloads` serves.

Sources: OpenAPI, which has the limit and the redirection. The refusals of large and of missing contents are assumed.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from attio_emulator import refusals
from attio_emulator.calls import NO_BODY, Answer, Call
from attio_emulator.downloads import CONTENTS, address
from attio_emulator.record import Record
from attio_emulator.resources.base import record_named
from attio_emulator.resources.files import file_named, file_shown, folder_of, keep_file
from attio_emulator.shapes import Path, Row, Shape, checked, invalid_row, text, uuid
from attio_emulator.state import documents

if TYPE_CHECKING:
    from attio_emulator.forms import Part

__all__ = ["LARGEST_FILE", "LARGEST_FORM", "UPLOAD", "download_file", "upload_file"]

UPLOAD = ("POST", "/v2/files/upload")
"""Verb and path of an upload. A server must read all of it, since larger ones are refused here, in Attio's words."""
LARGEST_FILE = 50 * 1024 * 1024
"""Bytes of a file (documented as 50 MB)."""
LARGEST_FORM = LARGEST_FILE + 64 * 1024
"""Bytes of the form around it: boundaries, headers and other parts."""

_FORM = "multipart/form-data"


def _file(value: Any, path: Path) -> list[Row]:
    from attio_emulator.forms import Part  # only uploads need it

    if not isinstance(value, Part):
        return [refusals.wrong_type(path, "file", value)]
    return [] if value.filename else [invalid_row(path, "Expected a file with a name")]


_UPLOAD = Shape(
    required={"file": _file, "object": text(least=1), "record_id": uuid}, optional={"parent_folder_id": uuid}
)


def upload_file(call: Call) -> Answer:
    core = call.core
    form = checked(_form(call), _UPLOAD)
    sent: Part = form["file"]
    if len(sent.content) > LARGEST_FILE:
        raise refusals.file_too_large(core.assumptions.decides("file.too_large"))
    owner, record = record_named(core, form["object"], form["record_id"])
    files, most = documents(core, "files"), core.hooks.limits.stored_file_bytes
    stored = sum(files[id]["more"]["content_size"] for id in documents(core, CONTENTS))
    if stored + len(sent.content) > most:
        raise refusals.files_too_large(most)
    more = {
        "name": sent.filename,
        "content_type": sent.content_type,
        "content_size": len(sent.content),
        "parent_folder_id": folder_of(core, form.get("parent_folder_id"), record),
    }
    if _is_there(files.values(), record, more) and core.assumptions.decides("file.same_name") == "refuse":
        raise refusals.file_is_there(sent.filename)
    row = keep_file(call, owner, record, "file", "attio", more)
    documents(core, CONTENTS)[row["id"]] = base64.b64encode(sent.content).decode()
    return Answer(201, {"data": file_shown(core, row)})


def _is_there(rows: Iterable[Mapping[str, Any]], record: Record, more: Mapping[str, Any]) -> bool:
    """Whether the record has a file with this name in this folder."""
    place = {name: more[name] for name in ("name", "parent_folder_id")}
    return any(
        one["record_id"] == record.id and one["file_type"] == "file" and place.items() <= one["more"].items()
        for one in rows
    )


def _form(call: Call) -> dict[str, Any]:
    """The parts of the form by name: files unchanged, text as text; of several with the same name, the last (assumed).

    Raises:
        AttioError: 400 if the body is not a form or has several files; 413 or 400 if it is too large.
    """
    from attio_emulator.forms import FormError, parts_of  # only uploads need it

    headers = call.request.headers
    size = headers.get("content-length", "")
    if max(len(call.request.body), int(size) if size.isdecimal() and len(size) < 16 else 0) > LARGEST_FORM:
        raise refusals.file_too_large(call.core.assumptions.decides("file.too_large"))
    body, given = call.body(), headers.get("content-type", "")
    kind = given.partition(";")[0].strip().lower()
    if kind != _FORM:
        received = f"received {kind}" if kind else "and the request names none"
        raise refusals.invalid_body([refusals.body_row(f"Expected the content type {_FORM}, {received}")])
    try:
        parts = parts_of(given, body)
        form = {one.name: one.text() if one.filename is None else one for one in parts}
    except FormError as error:
        raise refusals.invalid_body([refusals.body_row(str(error))]) from None
    files = sum(one.name == "file" for one in parts)
    if files > 1:
        raise refusals.invalid_body([invalid_row(["file"], f"Expected one file, received {files}")])
    return form


def download_file(call: Call) -> Answer:
    row = file_named(call)
    if row["file_type"] != "file":
        raise refusals.no_content(row["id"], row["file_type"])
    return Answer(302, NO_BODY, {"location": address(call.core, call.request, row["id"], call.stamp.at)})

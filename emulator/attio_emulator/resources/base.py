"""What the resources share: answers, and finding what a body or path names. Contains no resource and no rule of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.clock import iso, latest
from attio_emulator.dates import milliseconds
from attio_emulator.errors import AttioError
from attio_emulator.record import Record
from attio_emulator.schema.model import Member, Object
from attio_emulator.shapes import invalid_row
from attio_emulator.state import Core, documents
from attio_emulator.types import TYPES

__all__ = [
    "answer",
    "document_named",
    "empty",
    "listing",
    "made_at",
    "member_named",
    "normal_address",
    "record_linked",
    "record_named",
    "row_named",
    "slug_by_id",
]


def answer(data: Any) -> Answer:
    """200 with `data`."""
    return Answer(200, {"data": data})


def listing(rows: Sequence[Any], next_cursor: str | None) -> Answer:
    """200 with `data` and the cursor of the next page."""
    return Answer(200, {"data": list(rows), "pagination": {"next_cursor": next_cursor}})


def empty() -> Answer:
    """200 with an empty object: Attio's answer to a deletion."""
    return Answer(200, {})


def slug_by_id(core: Core, object_id: str) -> str:
    """The present slug of an object, or its ID if it is gone. Documents keep IDs, since slugs can change."""
    owner = core.workspace.find_object(object_id)
    return owner.slug if owner else object_id


def document_named(core: Core, kind: str, named: str, refuse: Callable[[str], AttioError]) -> dict[str, Any]:
    """The document of this ID; if there is none, raises `refuse(named)`."""
    row: dict[str, Any] | None = documents(core, kind).get(named.lower())
    if row is None:
        raise refuse(named)
    return row


def row_named(call: Call, kind: str, part: str, refuse: Callable[[str], AttioError]) -> dict[str, Any]:
    """The document whose ID is a path parameter; raises as `document_named`."""
    return document_named(call.core, kind, call.parts[part], refuse)


def made_at(call: Call, data: Mapping[str, Any]) -> int:
    """The creation time of a new document: now, or its `created_at`, which must not be before 1970 or in the future (documented)."""
    if "created_at" not in data:
        return call.stamp.at
    at = milliseconds(data["created_at"])
    last = latest(call.core.hooks.now, call.stamp.at)
    if at is None or not 0 <= at <= last:
        told = f"Expected a moment from 1970 on that is not in the future, which begins at {iso(last)}"
        raise refusals.invalid_body([invalid_row(["data", "created_at"], told)])
    return at


def record_named(core: Core, named: str, record_id: str) -> tuple[Object, Record]:
    """The record that a body names by object (slug or ID) and record ID.

    Raises:
        AttioError: 404 for an unknown object or record (the record's is assumed), 400 for an object not activated.
    """
    owner = core.writer.object(named)
    record = core.record(owner, record_id)
    if record is None:
        raise refusals.record_not_found(record_id)
    return owner, record


def record_linked(core: Core, one: Mapping[str, Any]) -> list[str]:
    """[object ID, record ID] of what a comment is on or a meeting is linked to.

    Raises:
        AttioError: 400 if the object or record does not exist; the document has no 404 here (its code is assumed).
    """
    if core.workspace.find_object(one["object"]) is None:
        raise refusals.object_unknown(one["object"])
    owner = core.writer.object(one["object"])
    record = core.record(owner, one["record_id"])
    if record is None:
        raise refusals.record_unknown(one["record_id"])
    return [owner.id, record.id]


def normal_address(core: Core, text: str) -> str:
    """An email address as Attio normalises it: in lower case.

    Raises:
        Refused: it is not an address.
    """
    people, kind = core.workspace.objects["people"], TYPES["email-address"]
    setting = core.writer.reader.setting(people, people.attributes["email_addresses"])
    return str(kind.key(kind.public(text, setting)))


def member_named(core: Core, named: str) -> Member:
    """A workspace member by ID.

    Raises:
        AttioError: 400 value_not_found, in the words documented for lists.
    """
    found = next((one for one in core.workspace.members if one.id == named.lower()), None)
    if found is None:
        raise refusals.member_unknown(named)
    return found

"""Tasks: their text, deadline, linked records and assignees. Sources: OpenAPI; `completed_at` from two client SDKs.

The content can never be changed (documented). Unknown assignees are refused like unknown members of lists (assumed).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attio_emulator import errors, refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.clock import iso
from attio_emulator.dates import milliseconds
from attio_emulator.ids import is_uuid
from attio_emulator.renderer import actor
from attio_emulator.resources.base import answer, empty, member_named, row_named, slug_by_id
from attio_emulator.resources.pages import linked_pair, paged
from attio_emulator.schema.model import Attribute
from attio_emulator.shapes import (
    Path,
    Row,
    Shape,
    flag,
    invalid_row,
    list_of,
    mapping,
    moment,
    nullable,
    one_of,
    text,
    union,
    uuid,
)
from attio_emulator.state import Core, documents
from attio_emulator.types import TYPES, Refused
from attio_emulator.webhooks.events import emit

__all__ = ["LONGEST", "create_task", "delete_task", "get_task", "list_tasks", "update_task"]

LONGEST = 2000
"""Most characters of a task's content (documented)."""

_SORT = one_of("created_at:asc", "created_at:desc", "completed_at:asc", "completed_at:desc")
_EMAIL = "workspace_member_email_address"


@union
def _linked(value: Any, path: Path) -> list[Row]:
    """The shape of a link: an object with a record's ID or with one matching attribute."""
    if not isinstance(value, dict):
        return mapping(value, path)
    rows = Shape(required={"target_object": text()}, optional={"target_record_id": uuid})(value, path)
    if not rows and len(value) != 2:
        rows = [invalid_row(path, "Expected target_object with target_record_id or with one matching attribute")]
    return rows


@union
def _assignee(value: Any, path: Path) -> list[Row]:
    if isinstance(value, dict) and _EMAIL in value:
        return Shape(required={_EMAIL: text()}, closed=True)(value, path)
    shape = Shape(required={"referenced_actor_type": one_of("workspace-member"), "referenced_actor_id": uuid})
    return shape(value, path)


_OBJECTS, _TEXTS = list_of(_linked), list_of(text(least=1))


def _links(value: Any, path: Path) -> list[Row]:
    """The shape of the links: objects, or texts, but not both (OpenAPI)."""
    texts = isinstance(value, list) and bool(value) and isinstance(value[0], str)
    return (_TEXTS if texts else _OBJECTS)(value, path)


_CHANGEABLE = {
    "deadline_at": nullable(moment),
    "is_completed": flag,
    "linked_records": _links,
    "assignees": list_of(_assignee),
}
_CREATE = Shape(required={"content": text(least=1, most=LONGEST), "format": one_of("plaintext"), **_CHANGEABLE})
_UPDATE = Shape(optional=_CHANGEABLE, closed=True)


def _shown(core: Core, row: Mapping[str, Any]) -> dict[str, Any]:
    linked = [
        {"target_object_id": slug_by_id(core, object_id), "target_record_id": record_id}
        for object_id, record_id in row["linked_records"]
    ]
    members = [{"referenced_actor_type": "workspace-member", "referenced_actor_id": one} for one in row["assignees"]]
    return {
        "id": {"workspace_id": core.workspace.id, "task_id": row["id"]},
        "content_plaintext": row["content"],
        "is_completed": row["completed_at"] is not None,
        "completed_at": None if row["completed_at"] is None else iso(row["completed_at"]),
        "deadline_at": None if row["deadline_at"] is None else iso(row["deadline_at"]),
        "linked_records": linked,
        "assignees": members,
        "created_by_actor": actor(row["actor"]),
        "created_at": iso(row["created_at"]),
    }


# -- calls -----------------------------------------------------------------------------------------------------------


def list_tasks(call: Call) -> Answer:
    core, tests = call.core, _filters(call)
    by, _, direction = (call.query("sort", _SORT) or "created_at:asc").partition(":")
    rows = [row for row in documents(core, "tasks").values() if all(test(row) for test in tests)]
    rows.sort(key=lambda row: row[by] or 0, reverse=direction == "desc")  # open ones come first (documented)
    return answer([_shown(core, row) for row in paged(call, rows, limit=500)])


def _filters(call: Call) -> list[Callable[[Mapping[str, Any]], bool]]:
    """Tests of tasks from the query."""
    core, param = call.core, call.request.param
    tests: list[Callable[[Mapping[str, Any]], bool]] = []
    linked = linked_pair(call)
    if linked is not None:
        tests.append(lambda row: linked in [list(one) for one in row["linked_records"]])
    assignee = param("assignee")
    if assignee in ("", "null"):
        tests.append(lambda row: not row["assignees"])
    elif assignee is not None:
        found = core.workspace.find_member(assignee)
        wanted = found.id if found else assignee.lower()
        tests.append(lambda row: wanted in row["assignees"])
    if param("is_completed") is not None:
        completed = call.flag("is_completed")
        tests.append(lambda row: (row["completed_at"] is not None) == completed)
    return tests


def create_task(call: Call) -> Answer:
    core, stamp = call.core, call.stamp
    data = call.data(_CREATE)
    changeable = _changed(call, data, None)
    row = {
        "id": core.ids.next(),
        "content": data["content"],
        **changeable,
        "actor": list(stamp.actor),
        "created_at": stamp.at,
    }
    documents(core, "tasks")[row["id"]] = row
    emit(core, stamp, "task.created", {"task_id": row["id"]})
    return answer(_shown(core, row))


def update_task(call: Call) -> Answer:
    row = row_named(call, "tasks", "task", refusals.task_not_found)
    after = _changed(call, call.data(_UPDATE), row)
    if any(row[name] != value for name, value in after.items()):
        row.update(after)
        emit(call.core, call.stamp, "task.updated", {"task_id": row["id"]})
    return answer(_shown(call.core, row))


def get_task(call: Call) -> Answer:
    return answer(_shown(call.core, row_named(call, "tasks", "task", refusals.task_not_found)))


def delete_task(call: Call) -> Answer:
    row = row_named(call, "tasks", "task", refusals.task_not_found)
    del documents(call.core, "tasks")[row["id"]]
    emit(call.core, call.stamp, "task.deleted", {"task_id": row["id"]})
    return empty()


# -- what a body says ------------------------------------------------------------------------------------------------


def _changed(call: Call, data: Mapping[str, Any], row: Mapping[str, Any] | None) -> dict[str, Any]:
    """The stored form of what the body gives."""
    out: dict[str, Any] = {}
    if "deadline_at" in data:
        out["deadline_at"] = None if data["deadline_at"] is None else milliseconds(data["deadline_at"])
    if "is_completed" in data:
        before = row["completed_at"] if row else None
        out["completed_at"] = (before or call.stamp.at) if data["is_completed"] else None
    if "linked_records" in data:
        links = (_link(call.core, one, ["data", "linked_records", at]) for at, one in enumerate(data["linked_records"]))
        out["linked_records"] = _unique([one for one in links if one is not None])
    if "assignees" in data:
        out["assignees"] = _unique([_member(call.core, one) for one in data["assignees"]])
    return out


def _unique(values: list[Any]) -> list[Any]:
    return [one for index, one in enumerate(values) if one not in values[:index]]


def _link(core: Core, given: Mapping[str, Any] | str, path: Path) -> list[str] | None:
    """[object ID, record ID] of a linked record; a matching attribute finds it as in a record reference.

    None for an ID without a record: it is accepted and left out (recorded, where the record was most likely gone).
    """
    one = _by_text(core, given) if isinstance(given, str) else given
    if "target_record_id" in one:
        owner = core.writer.object(one["target_object"])
        record = core.record(owner, one["target_record_id"])
        return None if record is None else [owner.id, record.id]
    owner = core.writer.object(one["target_object"])
    attribute = Attribute(
        id="", slug="linked_records", title="", type="record-reference", allowed_objects=(owner.slug,)
    )
    try:
        stored = TYPES["record-reference"].public(one, core.writer.reader.setting(owner, attribute))
    except Refused as refused:
        if refused.message is not None:
            raise errors.AttioError(400, refused.code, refused.message, expected=refused.expected) from None
        words = _TEXT if isinstance(given, str) else refused.expected
        raise refusals.expected(words, given, path=path) from None
    return [owner.id, stored[1]]


_TEXT = "a domain, an email address or the ID of a record"
"""What a text links to a task."""


def _by_text(core: Core, text: str) -> Mapping[str, Any]:
    """The object form of a text: the ID of a record, an address of a person or a domain of a company (assumed:
    the document has texts and does not say what is in them)."""
    if is_uuid(text):
        slugs = core.workspace.objects
        found = next((slug for slug in slugs if core.store.get(slug, text.lower()) is not None), "people")
        return {"target_object": found, "target_record_id": text}
    if "@" in text:
        return {"target_object": "people", "email_addresses": [{"email_address": text}]}
    return {"target_object": "companies", "domains": [{"domain": text}]}


def _member(core: Core, one: Mapping[str, Any]) -> str:
    if _EMAIL not in one:
        return member_named(core, one["referenced_actor_id"]).id
    found = core.workspace.find_member(one[_EMAIL])
    if found is None:
        raise refusals.member_unknown(one[_EMAIL])
    return found.id

"""Comments: on a record, on a list entry, or as a reply in a thread (`threads`). Sources: OpenAPI.

A thread has at least one comment and ends with its first one (documented). The API cannot resolve threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_emulator import refusals
from attio_emulator.access.tokens import may_delete_comment
from attio_emulator.calls import Answer, Call
from attio_emulator.resources.base import answer, document_named, empty, made_at, member_named, record_linked, row_named
from attio_emulator.resources.entries import parent_of, place_of
from attio_emulator.resources.threads import check_place, comment_shown, emit_comment, forget_comment, forget_thread
from attio_emulator.shapes import (
    Check,
    Path,
    Row,
    Shape,
    invalid_row,
    mapping,
    moment,
    one_of,
    text,
    uuid,
)
from attio_emulator.state import documents

__all__ = ["create_comment", "delete_comment", "get_comment"]

_WHERE: Mapping[str, Check] = {
    "thread_id": uuid,
    "record": Shape(required={"object": text(), "record_id": uuid}),
    "entry": Shape(required={"list": text(), "entry_id": text()}),
}
_WHAT: Mapping[str, Check] = {
    "format": one_of("plaintext"),
    "content": text(),
    "author": Shape(required={"type": one_of("workspace-member"), "id": uuid}),
}


def _create_shape(value: Any, path: Path) -> list[Row]:
    """A text, and exactly one place for it."""
    if not isinstance(value, dict):
        return mapping(value, path)
    places = [name for name in _WHERE if name in value]
    optional = {"created_at": moment, **{name: _WHERE[name] for name in places}}
    rows = Shape(required=_WHAT, optional=optional, closed=True)(value, path)
    if len(places) != 1:
        rows.append(invalid_row(path, f"Expected exactly one of {', '.join(_WHERE)}, found {len(places)}"))
    return rows


# -- comments --------------------------------------------------------------------------------------------------------


def create_comment(call: Call) -> Answer:
    core, data = call.core, call.data(_create_shape)
    created_at = made_at(call, data)
    author = member_named(core, data["author"]["id"])
    thread = _place(call, data, created_at)
    row = {
        "id": core.ids.next()
        if thread["comments"]
        else thread["id"],  # the first comment shares the thread's ID (observed)
        "thread_id": thread["id"],
        "content": data["content"],
        "author": author.id,
        "created_at": created_at,
    }
    documents(core, "threads")[thread["id"]] = thread
    documents(core, "comments")[row["id"]] = row
    thread["comments"].append(row["id"])
    emit_comment(core, call.stamp, "comment.created", row["id"], thread)
    return answer(comment_shown(core, row))


def _place(call: Call, data: Mapping[str, Any], created_at: int) -> dict[str, Any]:
    """The thread the body names, or a new one at the place it names."""
    core = call.core
    if "thread_id" in data:
        thread = document_named(core, "threads", data["thread_id"], refusals.thread_gone)
        check_place(call, of_entry=thread["entry_id"] is not None)
        return thread
    check_place(call, of_entry="entry" in data)
    where: dict[str, Any] = {"list_id": None, "entry_id": None}
    if "record" in data:
        where["object_id"], where["record_id"] = record_linked(core, data["record"])
    else:
        place = place_of(core, data["entry"]["list"], refusals.list_unknown)
        entry = place.entry(data["entry"]["entry_id"], refusals.entry_unknown)
        where |= {"list_id": place.schema.id, "entry_id": entry.id}
        where |= {"object_id": place.row["parent_object_id"], "record_id": parent_of(entry)}
    return {"id": core.ids.next(), **where, "comments": [], "created_at": created_at}


def get_comment(call: Call) -> Answer:
    row = row_named(call, "comments", "comment", refusals.comment_not_found)
    check_place(call, of_entry=documents(call.core, "threads")[row["thread_id"]]["entry_id"] is not None)
    return answer(comment_shown(call.core, row))


def delete_comment(call: Call) -> Answer:
    core, row = call.core, row_named(call, "comments", "comment", refusals.comment_gone)
    if not may_delete_comment(core, call.request.bearer(), row["author"]):
        raise refusals.comment_of_another()
    thread = documents(core, "threads")[row["thread_id"]]
    if thread["comments"][0] == row["id"]:
        forget_thread(core, call.stamp, thread)
    else:
        forget_comment(core, call.stamp, row["id"], thread)
    return empty()

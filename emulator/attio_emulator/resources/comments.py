"""Comments and the threads they make: on a record, on a list entry, or as an answer in a thread. Sources: OpenAPI.

A thread has at least one comment; without its first one it is gone (documented). The API can resolve no thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attio_emulator import errors, refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.clock import iso
from attio_emulator.resources.base import (
    answer,
    empty,
    member_named,
    milliseconds,
    paged,
    record_named,
    shelf,
    uuid_param,
)
from attio_emulator.resources.lists import entries_of, list_named
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
from attio_emulator.state import Core
from attio_emulator.store import Stamp
from attio_emulator.webhooks.events import emit

__all__ = ["create_comment", "delete_comment", "forget_thread", "get_comment", "get_thread", "list_threads"]

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
    """What is said, and exactly one place where."""
    if not isinstance(value, dict):
        return mapping(value, path)
    places = [name for name in _WHERE if name in value]
    optional = {"created_at": moment, **{name: _WHERE[name] for name in places}}
    rows = Shape(required=_WHAT, optional=optional, closed=True)(value, path)
    if len(places) != 1:
        rows.append(invalid_row(path, f"Expected exactly one of {', '.join(_WHERE)}, found {len(places)}"))
    return rows


# -- showing and finding ---------------------------------------------------------------------------------------------


def _shown(core: Core, row: Mapping[str, Any]) -> dict[str, Any]:
    thread = shelf(core, "threads")[row["thread_id"]]
    entry = None
    if thread["entry_id"] is not None:
        entry = {"entry_id": thread["entry_id"], "list_id": thread["list_id"]}
    return {
        "id": {"workspace_id": core.workspace.id, "comment_id": row["id"]},
        "thread_id": thread["id"],
        "content_plaintext": row["content"],
        "entry": entry,
        "record": {"record_id": thread["record_id"], "object_id": thread["object_id"]},
        "resolved_at": None,
        "resolved_by": {"type": None, "id": None},
        "created_at": iso(row["created_at"]),
        "author": {"type": "workspace-member", "id": row["author"]},
    }


def _thread_shown(core: Core, row: Mapping[str, Any]) -> dict[str, Any]:
    comments = sorted((shelf(core, "comments")[id] for id in row["comments"]), key=lambda one: one["created_at"])
    return {
        "id": {"workspace_id": core.workspace.id, "thread_id": row["id"]},
        "comments": [_shown(core, one) for one in comments],
        "created_at": iso(row["created_at"]),
    }


def _comment(call: Call, refuse: Callable[[str], errors.AttioError]) -> dict[str, Any]:
    row = shelf(call.core, "comments").get(call.parts["comment"].lower())
    if row is None:
        raise refuse(call.parts["comment"])
    found: dict[str, Any] = row
    return found


# -- threads ---------------------------------------------------------------------------------------------------------


def list_threads(call: Call) -> Answer:
    """All threads, or those of one record or one entry; threads of a record's entries are not its own (documented)."""
    core = call.core
    rows = list(shelf(core, "threads").values())
    record = _pair(call, "object", "record_id")
    if record is not None:
        owner = core.writer.object(record[0])
        wanted = (owner.id, record[1])
        rows = [row for row in rows if (row["object_id"], row["record_id"]) == wanted and row["entry_id"] is None]
    entry = _pair(call, "list", "entry_id")
    if entry is not None:
        place = (list_named(core, entry[0])["id"], entry[1])
        rows = [row for row in rows if (row["list_id"], row["entry_id"]) == place]
    return answer([_thread_shown(core, row) for row in paged(call, rows, limit=10, most=50)])


def _pair(call: Call, name: str, id_name: str) -> tuple[str, str] | None:
    """Two parameters that must be passed together."""
    named, id = call.request.param(name), uuid_param(call, id_name)
    if named is not None and id is not None:
        return named, id
    if named is None and id is None:
        return None
    raise errors.invalid_query([errors.required([name if named is None else id_name], "string")])


def get_thread(call: Call) -> Answer:
    row = shelf(call.core, "threads").get(call.parts["thread"].lower())
    if row is None:
        raise refusals.thread_not_found(call.parts["thread"])
    return answer(_thread_shown(call.core, row))


# -- comments --------------------------------------------------------------------------------------------------------


def create_comment(call: Call) -> Answer:
    core, data = call.core, call.data(_create_shape)
    author = member_named(core, data["author"]["id"])
    created_at = milliseconds(data["created_at"]) if "created_at" in data else call.stamp.at
    thread = _place(core, data, created_at)
    row = {
        "id": core.ids.next(),
        "thread_id": thread["id"],
        "content": data["content"],
        "author": author.id,
        "created_at": created_at,
    }
    shelf(core, "threads")[thread["id"]] = thread
    shelf(core, "comments")[row["id"]] = row
    thread["comments"].append(row["id"])
    _tell(core, call.stamp, "comment.created", row["id"], thread)
    return answer(_shown(core, row))


def _place(core: Core, data: Mapping[str, Any], created_at: int | None) -> dict[str, Any]:
    """The thread that was named, or a new one where the body says."""
    if "thread_id" in data:
        thread = shelf(core, "threads").get(data["thread_id"].lower())
        if thread is None:
            raise refusals.thread_gone(data["thread_id"])
        found: dict[str, Any] = thread
        return found
    where: dict[str, Any] = {"list_id": None, "entry_id": None}
    if "record" in data:
        owner, record = record_named(core, data["record"]["object"], data["record"]["record_id"])
        where |= {"object_id": owner.id, "record_id": record.id}
    else:
        row = list_named(core, data["entry"]["list"])
        entry = entries_of(core, row["id"]).get(data["entry"]["entry_id"].lower())
        if entry is None:
            raise refusals.entry_not_found(data["entry"]["entry_id"])
        where |= {"list_id": row["id"], "entry_id": entry["id"]}
        where |= {"object_id": row["parent_object_id"], "record_id": entry["record_id"]}
    return {"id": core.ids.next(), **where, "comments": [], "created_at": created_at}


def get_comment(call: Call) -> Answer:
    return answer(_shown(call.core, _comment(call, refusals.comment_not_found)))


def delete_comment(call: Call) -> Answer:
    core, row = call.core, _comment(call, refusals.comment_gone)
    thread = shelf(core, "threads")[row["thread_id"]]
    if thread["comments"][0] == row["id"]:
        forget_thread(core, call.stamp, thread)
    else:
        _forget(core, call.stamp, row["id"], thread)
    return empty()


def forget_thread(core: Core, stamp: Stamp, thread: dict[str, Any]) -> None:
    """Delete a thread with its comments and tell of each."""
    for comment_id in list(thread["comments"]):
        _forget(core, stamp, comment_id, thread)
    del shelf(core, "threads")[thread["id"]]


def _forget(core: Core, stamp: Stamp, comment_id: str, thread: dict[str, Any]) -> None:
    del shelf(core, "comments")[comment_id]
    thread["comments"].remove(comment_id)
    _tell(core, stamp, "comment.deleted", comment_id, thread)


def _tell(core: Core, stamp: Stamp, event: str, comment_id: str, thread: Mapping[str, Any]) -> None:
    where = {name: thread[name] for name in ("object_id", "record_id", "list_id", "entry_id")}
    emit(core, stamp, event, {"comment_id": comment_id}, thread_id=thread["id"], **where)

"""Threads: how they are read, shown with their comments, and deleted. `comments` writes into them.

A thread is on a record or on an entry, and has at least one comment. Sources: OpenAPI.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attio_emulator import refusals
from attio_emulator.access.tokens import authorize, caller_of
from attio_emulator.calls import Answer, Call
from attio_emulator.clock import iso
from attio_emulator.record import Stamp
from attio_emulator.resources.base import answer, row_named
from attio_emulator.resources.lists import list_named
from attio_emulator.resources.pages import after_cursor, by_creation, moment_given, paged, pair_of
from attio_emulator.scopes import READ_ENTRIES, READ_RECORDS
from attio_emulator.state import Core, documents
from attio_emulator.webhooks.events import emit

__all__ = [
    "COMMENTS",
    "REPLIES",
    "check_place",
    "comment_shown",
    "emit_comment",
    "forget_comment",
    "forget_thread",
    "get_thread",
    "list_threads",
]

REPLIES = 80
"""Most replies per thread in a list of threads (documented)."""

COMMENTS = 250
"""Most comments per page of a thread (documented). Without a limit, a page has that many; a larger limit is reduced
to it (assumed)."""


def comment_shown(core: Core, row: Mapping[str, Any]) -> dict[str, Any]:
    thread = documents(core, "threads")[row["thread_id"]]
    entry = None
    if thread["entry_id"] is not None:
        entry = {"entry_id": thread["entry_id"], "list_id": thread["list_id"]}
    return {
        "id": {"workspace_id": core.workspace.id, "comment_id": row["id"]},
        "thread_id": thread["id"],
        "created_at": iso(row["created_at"]),
        "resolved_at": None,
        "record": {"record_id": thread["record_id"], "object_id": thread["object_id"]},
        "entry": entry,
        "content_plaintext": row["content"],
        "resolved_by": None,  # recorded; the document has an object of nulls
        "author": {"type": "workspace-member", "id": row["author"]},
    }


def _comments(core: Core, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The comments of a thread, oldest first."""
    return sorted((documents(core, "comments")[id] for id in row["comments"]), key=lambda one: one["created_at"])


def _thread_shown(core: Core, row: Mapping[str, Any], comments: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "id": {"workspace_id": core.workspace.id, "thread_id": row["id"]},
        "comments": [comment_shown(core, one) for one in comments],
        "created_at": iso(row["created_at"]),
    }


def check_place(call: Call, *, of_entry: bool) -> None:
    """To see or write comments, a token must be able to read what they are on: records or entries (documented).

    Raises:
        AttioError: 403 for a token without these scopes.
    """
    scopes = READ_ENTRIES if of_entry else READ_RECORDS
    authorize(caller_of(call.core, call.request.bearer()), call.request, scopes, call.stamp.at)


# -- calls -----------------------------------------------------------------------------------------------------------


def list_threads(call: Call) -> Answer:
    """The threads of one record or one entry; those of a record's entries are not included (documented)."""
    core = call.core
    rows = list(documents(core, "threads").values())
    record, entry = pair_of(call, "object", "record_id"), pair_of(call, "list", "entry_id")
    # refused if both are missing (reported) or both are given (assumed): no thread is on a record and on an entry
    if (record is None) == (entry is None):
        raise refusals.threads_of_nothing()
    if record is not None:
        check_place(call, of_entry=False)
        on = (core.writer.object(record[0]).id, record[1])
        rows = [row for row in rows if (row["object_id"], row["record_id"]) == on and row["entry_id"] is None]
    elif entry is not None:
        check_place(call, of_entry=True)
        on = (list_named(core, entry[0])["id"], entry[1])
        rows = [row for row in rows if (row["list_id"], row["entry_id"]) == on]
    shown = _listed if core.workspace.has("thread.pages") else _whole
    return answer([shown(core, row) for row in paged(call, rows, limit=10, most=50)])


def _whole(core: Core, row: Mapping[str, Any]) -> dict[str, Any]:
    return _thread_shown(core, row, _comments(core, row))


def _listed(core: Core, row: Mapping[str, Any]) -> dict[str, Any]:
    """A thread with the comment that opened it, its oldest replies, and whether there are more (in prose, not in the schema)."""
    comments = _comments(core, row)
    replies = [one["id"] for one in comments if one["id"] != row["comments"][0]]
    left_out = set(replies[REPLIES:])
    shown = [one for one in comments if one["id"] not in left_out]
    return _thread_shown(core, row, shown) | {"has_more_comments": bool(left_out)}


def get_thread(call: Call) -> Answer:
    """A whole thread, or a page of its comments; with a moment, only later ones, even without the one that opened it."""
    core, row = call.core, row_named(call, "threads", "thread", refusals.thread_not_found)
    check_place(call, of_entry=row["entry_id"] is not None)
    if not core.workspace.has("thread.pages"):
        return answer(_whole(core, row))
    after = moment_given(call, "created_after")
    comments = [one for one in _comments(core, row) if after is None or one["created_at"] > after]
    page, cursor = after_cursor(call, comments, by_creation, usual=COMMENTS, most=COMMENTS, cut=True)
    return Answer(200, {"data": _thread_shown(core, row, page), "pagination": {"next_cursor": cursor}})


# -- endings ---------------------------------------------------------------------------------------------------------


def forget_thread(core: Core, stamp: Stamp, thread: dict[str, Any]) -> None:
    """Delete a thread with its comments and report each."""
    for comment_id in list(thread["comments"]):
        forget_comment(core, stamp, comment_id, thread)
    del documents(core, "threads")[thread["id"]]


def forget_comment(core: Core, stamp: Stamp, comment_id: str, thread: dict[str, Any]) -> None:
    del documents(core, "comments")[comment_id]
    thread["comments"].remove(comment_id)
    emit_comment(core, stamp, "comment.deleted", comment_id, thread)


def emit_comment(core: Core, stamp: Stamp, event: str, comment_id: str, thread: Mapping[str, Any]) -> None:
    where = {name: thread[name] for name in ("object_id", "record_id", "list_id", "entry_id")}
    emit(core, stamp, event, {"comment_id": comment_id}, thread_id=thread["id"], **where)

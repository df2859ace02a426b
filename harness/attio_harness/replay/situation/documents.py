"""Everything but records that existed before: lists, entries, notes, tasks, webhooks, comments. Each is made by its usual request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from attio_harness.replay.situation.sightings import Kind, objects_of

__all__ = ["ORDER", "Making", "making"]

ORDER: tuple[Kind, ...] = ("list", "entry", "note", "task", "webhook", "comment")
"""A thing comes before those that refer to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """A request that makes a thing, and the ids it gets, in the order in which the emulator asks for them."""

    path: str
    body: Mapping[str, Any]
    ids: tuple[str, ...]


def making(kind: Kind, id: str, row: Mapping[str, Any], owner: str) -> Making | None:
    """How to make a thing that Attio shows like this; None if too little of it is shown."""
    return _MAKERS[kind](id, row, owner)


def _list(id: str, row: Mapping[str, Any], owner: str) -> Making | None:
    parents = row.get("parent_object")
    parent = parents[0] if isinstance(parents, list) and parents else parents
    if not isinstance(parent, str):
        return None
    slug = row.get("api_slug") if isinstance(row.get("api_slug"), str) else f"list_{id[:8]}"
    access, members = row.get("workspace_access"), row.get("workspace_member_access")
    body = {
        "name": row.get("name") or str(slug).replace("_", " ").capitalize(),
        "api_slug": slug,
        "parent_object": parent,
        "workspace_access": access if "workspace_access" in row else "full-access",
        "workspace_member_access": members if isinstance(members, list) else [],
    }
    return Making(path="/v2/lists", body=body, ids=(id,))


def _entry(id: str, row: Mapping[str, Any], owner: str) -> Making | None:
    record, object = row.get("parent_record_id"), row.get("parent_object")
    if not isinstance(record, str) or not isinstance(object, str) or not owner:
        return None
    body = {"parent_record_id": record, "parent_object": object, "entry_values": {}}
    return Making(path=f"/v2/lists/{owner}/entries", body=body, ids=(id,))


def _note(id: str, row: Mapping[str, Any], owner: str) -> Making | None:
    record, object = row.get("parent_record_id"), row.get("parent_object")
    if not isinstance(record, str) or not isinstance(object, str):
        return None
    plain, marked = row.get("content_plaintext"), row.get("content_markdown")
    body = {
        "parent_object": object,
        "parent_record_id": record,
        "title": row.get("title") or "",
        "format": "plaintext" if marked is None or marked == plain else "markdown",
        "content": marked if isinstance(marked, str) else plain if isinstance(plain, str) else "",
    }
    return Making(path="/v2/notes", body=_dated(body, row), ids=(id,))


def _task(id: str, row: Mapping[str, Any], owner: str) -> Making | None:
    linked = [
        {
            "target_object": one.get("target_object_id") or one.get("target_object"),
            "target_record_id": one["target_record_id"],
        }
        for one in objects_of(row.get("linked_records"))
        if "target_record_id" in one
    ]
    body = {
        "content": row.get("content_plaintext") or "A task",
        "format": "plaintext",
        "deadline_at": row.get("deadline_at"),
        "is_completed": row.get("is_completed") is True,
        "linked_records": linked,
        "assignees": [
            {name: one.get(name) for name in ("referenced_actor_type", "referenced_actor_id")}
            for one in objects_of(row.get("assignees"))
        ],
    }
    return Making(path="/v2/tasks", body=body, ids=(id,))


def _webhook(id: str, row: Mapping[str, Any], owner: str) -> Making | None:
    body = {
        # several with the same target could not be made; the real targets are put in later
        "target_url": f"https://example.com/{id}",
        "subscriptions": row.get("subscriptions") or [{"event_type": "record.created", "filter": None}],
    }
    return Making(path="/v2/webhooks", body=body, ids=(id,))


def _comment(id: str, row: Mapping[str, Any], owner: str) -> Making | None:
    author, content = row.get("author"), row.get("content_plaintext")
    if not isinstance(author, Mapping) or not isinstance(content, str):
        return None
    thread, record, entry = row.get("thread_id"), row.get("record"), row.get("entry")
    body: dict[str, Any] = {
        "format": "plaintext",
        "content": content,
        "author": {"type": "workspace-member", "id": author.get("id")},
    }
    if isinstance(entry, Mapping) and "entry_id" in entry:
        body["entry"] = {"list": entry.get("list_id"), "entry_id": entry["entry_id"]}
    elif isinstance(record, Mapping):
        body["record"] = {"object": record.get("object_id"), "record_id": record.get("record_id")}
    else:
        return None
    return Making(path="/v2/comments", body=_dated(body, row), ids=(*([thread] if isinstance(thread, str) else ()), id))


def _dated(body: dict[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    return body | ({"created_at": row["created_at"]} if isinstance(row.get("created_at"), str) else {})


_MAKERS: Mapping[Kind, Callable[[str, Mapping[str, Any], str], Making | None]] = {
    "list": _list,
    "entry": _entry,
    "note": _note,
    "task": _task,
    "webhook": _webhook,
    "comment": _comment,
}

"""Notes, tasks, lists, webhooks and their deliveries for the page, without tokens or secrets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attio_emulator.api import Api
from attio_emulator.clock import iso
from attio_emulator.http import Request
from attio_emulator.redacted import address
from attio_emulator.state import Core
from attio_emulator.ui.asked import page
from attio_emulator.ui.plain import Names, cut
from attio_emulator.webhooks import outbox

__all__ = ["lists", "notes", "notes_of", "tasks", "tasks_of", "webhooks"]

_LONG = 5000  # characters of a note


def _time(ms: int | None) -> str | None:
    return None if ms is None else iso(ms)


def _linked(core: Core, names: Names, object_id: str, record_id: str) -> dict[str, Any]:
    owner = core.workspace.find_object(object_id)
    slug = owner.slug if owner else object_id
    return {"object": slug, "id": record_id, "name": names.record(slug, record_id)}


def _note(core: Core, names: Names, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "title": row["title"],
        "content": cut(row["content"], _LONG),
        "record": _linked(core, names, row["object_id"], row["record_id"]),
        "created_at": iso(row["created_at"]),
        "created_by": names.actor(row["actor"]),
    }


def _task(core: Core, names: Names, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "content": row["content"],
        "completed_at": _time(row["completed_at"]),
        "deadline_at": _time(row["deadline_at"]),
        "records": [_linked(core, names, *pair) for pair in row["linked_records"]],
        "assignees": [names.actor(("workspace-member", id)) for id in row["assignees"]],
        "created_at": iso(row["created_at"]),
        "created_by": names.actor(row["actor"]),
    }


def notes_of(core: Core, names: Names, record_id: str) -> list[dict[str, Any]]:
    """The notes on a record, newest first."""
    rows = [row for row in core.documents.get("notes", {}).values() if row["record_id"] == record_id]
    return [_note(core, names, row) for row in rows[::-1]]


def tasks_of(core: Core, names: Names, record_id: str) -> list[dict[str, Any]]:
    """The tasks linked to a record, newest first."""
    rows = core.documents.get("tasks", {}).values()
    return [
        _task(core, names, row)
        for row in [row for row in rows if any(id == record_id for _, id in row["linked_records"])][::-1]
    ]


def _documents(
    api: Api, request: Request, kind: str, shown: Callable[[Core, Names, Mapping[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """A page of documents of a kind, newest first: `search`, `offset`, `limit`."""
    rows = list(api.core.documents.get(kind, {}).values())[::-1]
    search = (request.param("search") or "").casefold()
    if search:
        rows = [row for row in rows if search in f"{row.get('title', '')}\n{row['content']}".casefold()]
    names = Names(api.core)
    return {"total": len(rows), "data": [shown(api.core, names, row) for row in page(request, rows)]}


def notes(api: Api, request: Request) -> dict[str, Any]:
    return _documents(api, request, "notes", _note)


def tasks(api: Api, request: Request) -> dict[str, Any]:
    return _documents(api, request, "tasks", _task)


def lists(api: Api, request: Request) -> dict[str, Any]:
    """The lists with their numbers of entries."""
    core = api.core
    counts = core.store.counts()
    found = []
    for row in core.documents.get("lists", {}).values():
        parent = core.workspace.find_object(row["parent_object_id"])
        found.append(
            {
                "id": row["id"],
                "slug": row["api_slug"],
                "name": row["name"],
                "parent": parent.slug if parent else row["parent_object_id"],
                "entries": counts.get(row["id"], 0),
                "created_at": iso(row["created_at"]),
            }
        )
    return {"data": found}


def webhooks(api: Api, request: Request) -> dict[str, Any]:
    """The webhooks without their secrets, and a page of their deliveries, newest first."""
    documents = api.core.documents
    deliveries = api.deliveries()[::-1]
    hooks = [
        {
            "id": row["id"],
            "target_url": address(row["target_url"]),
            "status": row["status"],
            "events": [one["event_type"] for one in row["subscriptions"]],
        }
        for row in documents.get("webhooks", {}).values()
    ]
    return {
        "webhooks": hooks,
        "total": len(deliveries),
        "dropped": outbox.dropped(documents),
        "data": page(request, deliveries),
    }

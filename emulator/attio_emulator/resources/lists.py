"""Lists as documents, and the four calls on them.

`schema.lists` has the list as an `Object`, `attributes` handles its attributes, `entries` its entries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, get_args

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.clock import iso
from attio_emulator.errors import AttioError
from attio_emulator.renderer import actor
from attio_emulator.resources.base import answer, member_named, slug_by_id
from attio_emulator.schema.lists import system_attributes
from attio_emulator.schema.model import NAMED, ListAccess
from attio_emulator.shapes import NAME, SLUG, Shape, list_of, nullable, one_of, text, uuid
from attio_emulator.state import Core, documents
from attio_emulator.webhooks.events import emit

__all__ = [
    "PARENTS",
    "create_list",
    "get_list",
    "list_lists",
    "list_named",
    "parent_slug",
    "update_list",
]

PARENTS = "entries_of_record"
"""The documents with the entries of each record: record ID -> [[list ID, entry ID]]."""

_ACCESS = one_of(*get_args(ListAccess))
_MEMBER_ACCESS = list_of(Shape(required={"workspace_member_id": uuid, "level": _ACCESS}))
_CREATE = Shape(
    required={
        "name": NAME,
        "api_slug": SLUG,
        "parent_object": text(),
        "workspace_access": nullable(_ACCESS),
        "workspace_member_access": _MEMBER_ACCESS,
    }
)
_UPDATE = Shape(
    optional={
        "name": NAME,
        "api_slug": SLUG,
        "workspace_access": nullable(_ACCESS),
        "workspace_member_access": _MEMBER_ACCESS,
    }
)


# -- rows ------------------------------------------------------------------------------------------------------------


def list_named(core: Core, named: str, refuse: Callable[[str], AttioError] = refusals.list_not_found) -> dict[str, Any]:
    """The row of a list by slug or ID; if there is none, raises `refuse(named)`."""
    lists = documents(core, "lists")
    found = lists.get(named.lower())
    if found is None:
        found = next((row for row in lists.values() if row["api_slug"] == named), None)
    if found is None:
        raise refuse(named)
    row: dict[str, Any] = found
    return row


def parent_slug(core: Core, row: Mapping[str, Any]) -> str:
    """The present slug of its parent object."""
    return slug_by_id(core, row["parent_object_id"])


def _shown(core: Core, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": {"workspace_id": core.workspace.id, "list_id": row["id"]},
        "api_slug": row["api_slug"],
        "created_at": iso(row["created_at"]),
        "name": row["name"],
        "workspace_access": row["workspace_access"],
        "workspace_member_access": [
            {"level": one["level"], "workspace_member_id": one["workspace_member_id"]}
            for one in row["workspace_member_access"]
        ],
        "parent_object": [parent_slug(core, row)],
        "created_by_actor": actor(row["actor"]),
    }


# -- calls -----------------------------------------------------------------------------------------------------------


def list_lists(call: Call) -> Answer:
    """In order of creation: the API cannot change the order of the sidebar."""
    return answer([_shown(call.core, row) for row in documents(call.core, "lists").values()])


def get_list(call: Call) -> Answer:
    return answer(_shown(call.core, list_named(call.core, call.parts["list"])))


def create_list(call: Call) -> Answer:
    core, data = call.core, call.data(_CREATE)
    if core.workspace.find_object(data["parent_object"]) is None:
        raise refusals.parent_object_not_found(data["parent_object"])
    parent = core.writer.object(data["parent_object"])
    _check_slug(core, data["api_slug"], None)
    access = _checked_access(core, data)
    list_id = core.ids.next()
    row = {
        "id": list_id,
        "api_slug": data["api_slug"],
        "name": data["name"],
        "parent_object_id": parent.id,
        **access,
        "actor": list(call.stamp.actor),
        "created_at": call.stamp.at,
        "attributes": [asdict(one) for one in system_attributes(list_id, parent.slug, call.stamp.at, NAMED)],
    }
    documents(core, "lists")[list_id] = row
    emit(core, call.stamp, "list.created", {"list_id": list_id})
    return answer(_shown(core, row))


def update_list(call: Call) -> Answer:
    core = call.core
    row = list_named(core, call.parts["list"])
    data = call.data(_UPDATE)
    if "api_slug" in data:
        _check_slug(core, data["api_slug"], row["id"])
    known = ("workspace_access", "workspace_member_access")
    access = _checked_access(core, {name: row[name] for name in known} | data)
    after = {name: data[name] for name in ("name", "api_slug") if name in data} | access
    if any(row[name] != value for name, value in after.items()):
        row.update(after)
        emit(core, call.stamp, "list.updated", {"list_id": row["id"]})
    return answer(_shown(core, row))


def _check_slug(core: Core, slug: str, own: str | None) -> None:
    if any(row["api_slug"] == slug and row["id"] != own for row in documents(core, "lists").values()):
        raise refusals.list_slug_taken(slug)


def _checked_access(core: Core, data: Mapping[str, Any]) -> dict[str, Any]:
    """At least one member needs full access (documented; code and wording assumed)."""
    members = [
        {"workspace_member_id": member_named(core, one["workspace_member_id"]).id, "level": one["level"]}
        for one in data["workspace_member_access"]
    ]
    if data["workspace_access"] != "full-access" and all(one["level"] != "full-access" for one in members):
        raise refusals.nobody_has_full_access()
    return {"workspace_access": data["workspace_access"], "workspace_member_access": members}

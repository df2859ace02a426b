"""The workspaces that answers were recorded in, as far as those answers tell of them: their files, made of the recordings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from attio_emulator import Workspace
from attio_emulator.editions import NEWEST, Edition
from attio_emulator.schema.standard import standard_attributes

from tests.attio_emulator.recorded.answers import RECORDED

__all__ = ["KEY", "OAUTH", "TOKENS", "records_in", "workspace_of"]

KEY, OAUTH = "k" * 64, "o" * 64
TOKENS = [
    {
        "token": KEY,
        "scopes": [f"{name}:read-write" for name in (
            "call_recording", "comment", "file", "list_configuration", "list_entry", "meeting", "note", "object_configuration",
            "record_permission", "task", "user_management", "webhook",
        )],
    },
    {"token": OAUTH, "kind": "oauth-app", "client_id": "45ae3aab-3054-4f29-8e55-802d8674f617"},
]  # fmt: skip
"""A key of the first workspace, and the app that all of the second was recorded through."""

_OBJECTS = {"e58dff83-5230-4f86-8b00-1be828dea3ab": "open-007", "3db56175-589f-44b0-83e0-82fd781726bc": "open-056"}
"""Workspace -> the recording that lists its objects."""
_ATTRIBUTES = {"open-002": "companies", "open-003": "people"}
"""The recordings that list all attributes of an object, of the first workspace."""


def records_in(body: Any) -> list[dict[str, Any]]:
    """The records, entries or other things that an answer shows."""
    data = body.get("data") if isinstance(body, Mapping) else None
    return [one for one in (data if isinstance(data, list) else [data]) if isinstance(one, dict)]


@cache
def workspace_of(id: str, edition: Edition = NEWEST) -> Workspace:
    """The file's workspace: its objects with their ids and times, attributes of one's own, members, statuses of deals."""
    listed = records_in(RECORDED[_OBJECTS[id]].body)
    slugs = {one["id"]["object_id"]: one["api_slug"] for one in listed}
    own = {one["api_slug"]: [*_own(one["api_slug"], id, slugs)] for one in listed}
    for rows in own.values():
        for row in rows:  # the other side of a relationship is told only there
            back = row.pop("back", None)
            if back is not None:
                own[row["relationship"]["object"]].append(back)
    objects = [
        {
            "api_slug": one["api_slug"],
            "id": one["id"]["object_id"],
            "active": True,
            "singular_noun": one["singular_noun"],
            "plural_noun": one["plural_noun"],
            "created_at": one["created_at"],
            "attributes": own[one["api_slug"]],
        }
        for one in listed
    ]
    for one in objects:
        one["views"] = [
            _view(row) for row in records_in(RECORDED["open-033"].body) if row["id"]["object_id"] == one["id"]
        ]
    members = [{"id": one, "email_address": f"{one}@acme.org"} for one in sorted(_members(id))]
    file = {"name": "Acme", "slug": "acme", "api": edition, "objects": objects, "members": members, "tokens": TOKENS}
    return Workspace.from_dict(file)


def _view(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": row["id"]["view_id"], "title": row["title"], "created_at": row["created_at"]}


def _own(slug: str, workspace: str, slugs: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    told = next((id for id, owner in _ATTRIBUTES.items() if owner == slug and workspace == next(iter(_OBJECTS))), None)
    if told is not None:
        yield from (
            _file_row(one, slug, slugs) for one in records_in(RECORDED[told].body) if not one["is_system_attribute"]
        )
        return
    if slug == "deals" and workspace == next(iter(_OBJECTS)):
        titles = [
            {"id": one["id"]["status_id"], "title": one["title"]} for one in records_in(RECORDED["open-029"].body)
        ]
        yield {"api_slug": "stage", "statuses": titles}
    known = {one.slug for one in standard_attributes(slug)}
    shown = list(_shown(slug, workspace))
    for name in shown[0]["values"] if shown else ():
        if name not in known:
            kinds = [row["attribute_type"] for one in shown for row in one["values"].get(name, ())]
            yield {"api_slug": name, "type": kinds[0] if kinds else "text"}


def _shown(slug: str, workspace: str) -> Iterator[dict[str, Any]]:
    for one in RECORDED.values():
        if one.path.startswith(f"/v2/objects/{slug}/records"):
            for row in records_in(one.body):
                if row.get("id", {}).get("workspace_id") == workspace and "values" in row:
                    yield row


def _file_row(one: Mapping[str, Any], owner: str, slugs: Mapping[str, str]) -> dict[str, Any]:
    out = {name: one[name] for name in ("api_slug", "title", "type", "description", "created_at", "is_multiselect")}
    out["id"] = one["id"]["attribute_id"]
    if one["type"] == "currency":
        out["config"] = {"currency": one["config"]["currency"]}
    other = one["relationship"]
    if other is not None:
        out["config"] = {"record_reference": {"allowed_objects": [other["object_slug"]]}}
        out["relationship"] = {"object": other["object_slug"], "api_slug": other["api_slug"]}
        out["back"] = {
            "api_slug": other["api_slug"],
            "id": other["id"]["attribute_id"],
            "title": other["title"],
            "type": "record-reference",
            "is_multiselect": other["is_multiselect"],
            "config": {"record_reference": {"allowed_objects": [owner]}},
            "relationship": {"object": owner, "api_slug": one["api_slug"]},
        }
    return out


def _members(workspace: str) -> set[str]:
    return {
        id for one in RECORDED.values() if f'"{workspace}"' in str(one.body).replace("'", '"') for id in _ids(one.body)
    }


def _ids(node: Any) -> Iterator[str]:
    """The ids of workspace members that a JSON value names."""
    if isinstance(node, Mapping):
        for kind, id in (("type", "id"), ("referenced_actor_type", "referenced_actor_id")):
            if node.get(kind) == "workspace-member":
                yield node[id]
        if isinstance(node.get("workspace_member_id"), str):
            yield node["workspace_member_id"]
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _ids(one)

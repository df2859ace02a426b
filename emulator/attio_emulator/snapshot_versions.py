"""Converts snapshots of earlier versions to the present one, so that saved states stay readable.

Version 1 kept the documents under `shelves`, including entries, with their parent beside their values; it had `heard`
for `last_received`, and stored values of defaults beside the defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from attio_emulator.errors import StateError, shortened

__all__ = ["VERSION", "known_version", "upgraded"]

VERSION = 2


def known_version(state: Any) -> int:
    """The version of a snapshot.

    Raises:
        StateError: it is not a snapshot, or its version is unknown.
    """
    if not isinstance(state, Mapping):
        raise StateError(f"found {_said(state)}, expected a snapshot: an object of version {VERSION}")
    if "version" not in state:
        raise StateError(f"found an object without a version, expected a snapshot: an object of version {VERSION}")
    version = state["version"]
    if type(version) is int and version > VERSION:
        raise StateError(f"found version {version}, and this program reads 1 and {VERSION}: update attio-harness")
    if type(version) is not int or version < 1:
        raise StateError(f"found version {shortened(version)}, expected a snapshot of version {VERSION}")
    return version


def _said(state: Any) -> str:
    return "an array" if isinstance(state, list) else shortened(state)


def upgraded(state: Any) -> Mapping[str, Any]:
    """A snapshot of the present version; a copy if it was an earlier one.

    Raises:
        StateError: it is not a snapshot, or its version is unknown.
        ValueError: what is converted has the wrong shape; names its place.
        KeyError: its workspace or its records are missing.
        orjson.JSONEncodeError: something in a snapshot of an earlier version cannot be written as JSON.
    """
    if known_version(state) == 1:
        return _from_version_1(orjson.loads(orjson.dumps(state)))
    found: Mapping[str, Any] = state
    return found


def _from_version_1(state: dict[str, Any]) -> dict[str, Any]:
    documents = _object("/shelves", state.pop("shelves", {}))
    workspace = _object("/workspace", state["workspace"], "objects")
    objects = _list("/workspace/objects", workspace["objects"], "id", "api_slug")
    entries = {}
    for id, found in _object("/shelves/lists", documents.get("lists", {})).items():
        place = f"/shelves/lists/{id}"
        row = _object(place, found, "parent_object_id", "attributes")
        parents = [one["api_slug"] for one in objects if one["id"] == row["parent_object_id"]]
        if not parents:
            raise _wrong(f"{place}/parent_object_id", row["parent_object_id"], "the ID of an object of its workspace")
        for attribute in _list(f"{place}/attributes", row["attributes"]):
            attribute.pop("default_data", None)
        place = f"/shelves/entries:{id}"
        rows = _object(place, documents.pop(f"entries:{id}", {}))
        entries[id] = [_entry(f"{place}/{name}", one, parents[0]) for name, one in rows.items()]
    kept = [_list(f"/records/{slug}", rows) for slug, rows in _object("/records", state["records"]).items()]
    for record in (one for rows in (*kept, *entries.values()) for one in rows):
        record["last_received"] = record.pop("heard", {})
    return state | {"version": VERSION, "entries": entries, "documents": documents}


def _entry(place: str, found: Any, parent_object: str) -> dict[str, Any]:
    """An entry with the values that every entry has."""
    row = _object(place, found, "id", "record_id", "created_at", "actor", "values")
    made = {"entry_id": row["id"], "parent_record": [parent_object, row.pop("record_id")]}
    stamp = {"active_from": row["created_at"], "active_until": None, "actor": row["actor"]}
    stamp |= {"request_id": "", "received_at": None}
    values = _object(f"{place}/values", row["values"])
    return row | {"values": values | {slug: [{"data": data, **stamp}] for slug, data in made.items()}}


def _object(place: str, found: Any, *members: str) -> dict[str, Any]:
    """An object that has these members."""
    if not isinstance(found, dict):
        raise _wrong(place, found, f"an object with {', '.join(members)}" if members else "an object")
    for name in members:
        if name not in found:
            raise ValueError(f"{place}: {name!r} is missing")
    return found


def _list(place: str, found: Any, *members: str) -> list[dict[str, Any]]:
    """A list of objects that have these members."""
    if not isinstance(found, list):
        raise _wrong(place, found, "a list")
    return [_object(f"{place}/{number}", one, *members) for number, one in enumerate(found)]


def _wrong(place: str, found: Any, expected: str) -> ValueError:
    return ValueError(f"{place}: found {shortened(found)}, expected {expected}")

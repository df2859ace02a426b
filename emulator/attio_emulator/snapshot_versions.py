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
        KeyError, TypeError, AttributeError: it is damaged.
    """
    if known_version(state) == 1:
        return _from_version_1(orjson.loads(orjson.dumps(state)))
    found: Mapping[str, Any] = state
    return found


def _from_version_1(state: dict[str, Any]) -> dict[str, Any]:
    documents = state.pop("shelves", {})
    entries = {}
    for row in documents.get("lists", {}).values():
        parents = [one["api_slug"] for one in state["workspace"]["objects"] if one["id"] == row["parent_object_id"]]
        for attribute in row["attributes"]:
            attribute.pop("default_data", None)
        entries[row["id"]] = [_entry(one, parents[0]) for one in documents.pop(f"entries:{row['id']}", {}).values()]
    for record in (one for rows in [*state["records"].values(), *entries.values()] for one in rows):
        record["last_received"] = record.pop("heard", {})
    return state | {"version": VERSION, "entries": entries, "documents": documents}


def _entry(row: dict[str, Any], parent_object: str) -> dict[str, Any]:
    """An entry with the values that every entry has."""
    made = {"entry_id": row["id"], "parent_record": [parent_object, row.pop("record_id")]}
    stamp = {"active_from": row["created_at"], "active_until": None, "actor": row["actor"]}
    stamp |= {"request_id": "", "received_at": None}
    return row | {"values": row["values"] | {slug: [{"data": data, **stamp}] for slug, data in made.items()}}

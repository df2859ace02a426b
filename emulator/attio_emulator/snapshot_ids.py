"""Replaces the IDs in a snapshot: by their lower case, as in a schema that was read (earlier states have the workspace file's
spelling), or by those of another schema.

Everything that names an ID changes with it: values, actors, documents, keys. What users wrote (texts of records,
assertions waiting or refused) stays; IDs in it are read in any case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

__all__ = ["in_lower_case", "with_ids"]

_PLACES = ("records", "activity_records", "entries")
_SEEDS = ("records", "activity_records", "emails")
"""What a workspace has besides its schema."""
_CHOICES = ("options", "statuses")


def in_lower_case(state: Mapping[str, Any]) -> Mapping[str, Any]:
    """A snapshot of the present version, with checked shapes, with its IDs in lower case; the same object if none changes."""
    schema = {name: one for name, one in state["workspace"].items() if name not in _SEEDS}
    lists = state.get("documents", {}).get("lists", {})
    lower = {id: id.lower() for id in _ids([schema, lists]) if id != id.lower()}
    if not lower:
        return state
    chosen = {(owner, slug) for owner, slug in _chosen(state["workspace"], lists)}
    return {**with_ids(state, lower, chosen), "workspace": {**state["workspace"], **_renamed(schema, lower)}}


def with_ids(
    state: Mapping[str, Any], ids: Mapping[str, str], chosen: Collection[tuple[str, str]] = ()
) -> dict[str, Any]:
    """A snapshot with other IDs, by the table `ids`, everywhere but in its schema. Texts of the attributes `chosen`
    (owner and slug) are IDs, too."""
    return {
        **state,
        **{place: _records(state[place], chosen, ids) for place in _PLACES if place in state},
        **{name: _renamed(state[name], ids) for name in ("taken_as_there", "contested", "gone") if name in state},
        "documents": _renamed(state.get("documents", {}), ids),
    }


def _ids(value: Any) -> Iterator[str]:
    """Every value called an ID, at all levels."""
    if isinstance(value, Mapping):
        if isinstance(value.get("id"), str):
            yield value["id"]
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _ids(one)


def _chosen(workspace: Mapping[str, Any], lists: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The attributes whose values are IDs of choices, each with its owner's key in the records."""
    owners = [
        *((one.get("api_slug"), one) for one in _rows(workspace.get("objects"))),
        *((one.get("id"), one) for one in _rows(workspace.get("activities"))),
        *lists.items(),
    ]
    for owner, row in owners:
        for one in _rows(row.get("attributes")):
            if any(one.get(name) for name in _CHOICES):
                yield str(owner), str(one.get("api_slug") or one.get("slug"))


def _rows(found: Any) -> Iterator[Mapping[str, Any]]:
    """The objects in a list. What is none is passed over: the reader of the schema, which comes later, refuses it."""
    return (one for one in (found if isinstance(found, list | tuple) else ()) if isinstance(one, Mapping))


def _records(
    owners: Mapping[str, Any], chosen: Collection[tuple[str, str]], ids: Mapping[str, str]
) -> dict[str, list[dict[str, Any]]]:
    def values(owner: str, given: Mapping[str, Any]) -> dict[str, Any]:
        return {slug: [_value(one, (owner, slug) in chosen, ids) for one in rows] for slug, rows in given.items()}

    return {
        ids.get(owner, owner): [
            {
                **_renamed({name: one for name, one in row.items() if name not in ("values", "past")}, ids),
                **{name: values(owner, row[name]) for name in ("values", "past") if name in row},
            }
            for row in rows
        ]
        for owner, rows in owners.items()
    }


def _value(value: Mapping[str, Any], is_choice: bool, ids: Mapping[str, str]) -> dict[str, Any]:
    """A text is an ID if it is a choice; elsewhere a user wrote it."""
    data = value.get("data")
    kept = isinstance(data, str) and not is_choice
    return {**_renamed(value, ids), "data": data if kept else _renamed(data, ids)}


def _renamed(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, Mapping):
        return {ids.get(name, name): _renamed(one, ids) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(one, ids) for one in value]
    return value

"""A snapshot under another schema: its records are kept where they fit, and what does not is named. Nothing is put in force here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attio_emulator.errors import StateError
from attio_emulator.schema.model import Attribute, Member, Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.snapshot_ids import with_ids

__all__ = ["under_schema"]


def under_schema(state: Mapping[str, Any], schema: Workspace, *, file: str) -> dict[str, Any]:
    """A snapshot of the present version with another schema; the one that is given stays as it is.

    Objects, attributes and activities are recognised by their slugs, options and statuses by their title, members by their address
    where their ID is another: a workspace file that was written by hand has IDs of its own. With an object that is gone go its lists.

    Raises:
        StateError: the new schema lacks an object, an attribute or an option that records have, or says that it is of
            another type, or takes one value where a record has several.
        WorkspaceError: the workspace of the snapshot is broken; `file` is where it is said to be from.
        KeyError, TypeError, AttributeError: the snapshot is damaged.
    """
    before = Workspace.from_dict(state["workspace"], file=file)
    records = {
        slug: _rows(("objects", slug), rows, before.objects.get(slug), schema.objects.get(slug))
        for slug, rows in state["records"].items()
    }
    logged = dict(_logged(state.get("activity_records", {}), before, schema))
    documents = dict(state.get("documents", {}))
    if "lists" in documents:
        gone = {one.id for slug, one in before.objects.items() if slug not in schema.objects}
        documents["lists"] = {id: row for id, row in documents["lists"].items() if row["parent_object_id"] not in gone}
    kept = {**state, "records": records, "activity_records": logged, "documents": documents}
    ids = {old.id: new.id for old, new in _same(before, schema) if old.id != new.id}
    return {**(with_ids(kept, ids) if ids else kept), "workspace": schema.to_dict()}


_Named = Object | Attribute | Member


def _same(before: Workspace, schema: Workspace) -> Iterator[tuple[_Named, _Named]]:
    """What both schemas have, choices aside."""
    pairs: list[tuple[Object, Object | None]] = [
        (one, schema.objects.get(slug)) for slug, one in before.objects.items()
    ]
    pairs += [(one, schema.find_activity(one.api_slug)) for one in before.activities.values()]
    for was, now in pairs:
        if now is not None:
            yield was, now
            yield from ((one, now.attributes[slug]) for slug, one in was.attributes.items() if slug in now.attributes)
    for member in before.members:
        found = schema.find_member(member.email_address)
        if found is not None:
            yield member, found


def _logged(given: Mapping[str, Any], before: Workspace, schema: Workspace) -> Iterator[tuple[str, Any]]:
    """The records of activities, which are known by their slugs."""
    for id, rows in given.items():
        was = before.activities.get(id)
        now = schema.find_activity(was.api_slug) if was is not None else None
        found = rows if was is None else _rows(("activities", was.api_slug), rows, was, now)
        if now is not None or found:
            yield id, found


_Place = tuple[str, str]
"""Objects or activities, and the slug of one."""


def _rows(place: _Place, rows: Any, was: Object | None, now: Object | None) -> Any:
    if not rows or was is None:
        # of an object that its own workspace does not have: damaged, as `snapshots` will say
        return rows
    if now is None:
        raise StateError(f"/{place[0]}: there are records of {place[1]}, which the new schema does not have")
    choices = dict(_changed(place, rows, was, now))
    return [_with_choices(row, choices) for row in rows] if choices else rows


_Choices = Mapping[str, str]
"""ID of a choice -> its ID in the new schema, where that is another."""


def _changed(place: _Place, rows: Any, was: Object, now: Object) -> Iterator[tuple[str, _Choices]]:
    """Attributes some choices of which have another ID."""
    for name in dict.fromkeys(name for row in rows for values in (row["values"], row["past"]) for name in values):
        old, new = was.attributes.get(name), now.attributes.get(name)
        if old is None:
            continue
        kind, slug = place
        pointer = f"/{kind}/{slug}/attributes/{name}"
        if new is None:
            raise StateError(f"{pointer}: records of {slug} have values of {name}, which the new schema does not have")
        if old.type != new.type:
            raise StateError(
                f"{pointer}: records of {slug} have values of the type {old.type}, the new schema {new.type}"
            )
        takes_one = old.is_multiselect and not new.is_multiselect
        if takes_one and any(len(row["values"].get(name, ())) > 1 for row in rows):
            raise StateError(f"{pointer}: a record has several values of {name}, of which the new schema takes one")
        if old.choices:
            found = _choices(pointer, rows, old, new)
            if found:
                yield name, found


def _choices(pointer: str, rows: Any, old: Attribute, new: Attribute) -> _Choices:
    there, by_title = {one.id for one in new.choices}, {one.title: one.id for one in new.choices}
    titles = {one.id: one.title for one in old.choices}
    found = {}
    for row in rows:
        for value in (*row["values"].get(new.slug, ()), *row["past"].get(new.slug, ())):
            id = value["data"]
            if id in there or id in found or id not in titles:
                continue
            if titles[id] not in by_title:
                raise StateError(f"{pointer}: a record has {titles[id]!r}, which the new schema does not have")
            found[id] = by_title[titles[id]]
    return found


def _with_choices(row: Mapping[str, Any], choices: Mapping[str, _Choices]) -> dict[str, Any]:
    changed = dict(row)
    for place in ("values", "past"):
        changed[place] = {
            name: [value | {"data": choices[name].get(value["data"], value["data"])} for value in values]
            if name in choices
            else values
            for name, values in row[place].items()
        }
    return changed

"""Puts a snapshot under another schema: keeps the records that fit, and names what does not. Nothing is put in force here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attio_emulator.errors import StateError
from attio_emulator.schema.model import Attribute, Choice, Member, Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.snapshot_ids import with_ids

__all__ = ["under_schema"]


def under_schema(state: Mapping[str, Any], schema: Workspace, *, file: str) -> dict[str, Any]:
    """A snapshot of the present version with another schema; the given one is not changed.

    Objects, attributes and activities are matched by slug, options and statuses by title, and members by address if
    their IDs differ, since a workspace file written by hand has its own IDs. If an object is gone, so are its lists.

    Raises:
        StateError: the new schema lacks an object, attribute or option that records have, or gives it another
            type, or allows one value where a record has several.
        WorkspaceError: the workspace of the snapshot is broken; `file` is named as its source.
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


def _same_choices(was: Attribute, now: Attribute) -> Iterator[tuple[Choice, Choice]]:
    """The options or statuses that are found by title, since the new schema lacks their IDs."""
    there, by_title = {one.id for one in now.choices}, {one.title: one for one in now.choices}
    yield from ((one, by_title[one.title]) for one in was.choices if one.id not in there and one.title in by_title)


_Named = Object | Attribute | Member | Choice


def _same(before: Workspace, schema: Workspace) -> Iterator[tuple[_Named, _Named]]:
    """What both schemas have."""
    pairs: list[tuple[Object, Object | None]] = [
        (one, schema.objects.get(slug)) for slug, one in before.objects.items()
    ]
    pairs += [(one, schema.find_activity(one.api_slug)) for one in before.activities.values()]
    for was, now in pairs:
        if now is not None:
            yield was, now
            for slug, one in was.attributes.items():
                if slug in now.attributes:
                    yield one, now.attributes[slug]
                    yield from _same_choices(one, now.attributes[slug])
    for member in before.members:
        found = schema.find_member(member.email_address)
        if found is not None:
            yield member, found


def _logged(given: Mapping[str, Any], before: Workspace, schema: Workspace) -> Iterator[tuple[str, Any]]:
    """The records of activities, identified by slug."""
    for id, rows in given.items():
        was = before.activities.get(id)
        now = schema.find_activity(was.api_slug) if was is not None else None
        found = rows if was is None else _rows(("activities", was.api_slug), rows, was, now)
        if now is not None or found:
            yield id, found


_Place = tuple[str, str]
"""The section of the workspace (objects or activities) and a slug in it."""


def _rows(place: _Place, rows: Any, was: Object | None, now: Object | None) -> Any:
    if not rows or was is None:
        # an object missing from its own workspace: damaged, as `snapshots` will report
        return rows
    if now is None:
        raise StateError(f"/{place[0]}: there are records of {place[1]}, which the new schema does not have")
    choices = dict(_changed(place, rows, was, now))
    return [_with_choices(row, choices) for row in rows] if choices else rows


_Choices = Mapping[str, str]
"""ID of a choice -> its ID in the new schema, if different."""


def _changed(place: _Place, rows: Any, was: Object, now: Object) -> Iterator[tuple[str, _Choices]]:
    """Attributes with choices whose IDs differ."""
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
            raise StateError(f"{pointer}: a record has several values of {name}, but the new schema allows one")
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

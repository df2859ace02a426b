"""Puts a snapshot under another schema: keeps the records that fit, and names what does not. Nothing is put in force here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attio_emulator.errors import StateError
from attio_emulator.schema.lists import as_object, document_of
from attio_emulator.schema.model import Attribute, Choice, List, Member, Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.snapshot_ids import with_ids

__all__ = ["under_schema"]


def under_schema(state: Mapping[str, Any], schema: Workspace, *, file: str) -> dict[str, Any]:
    """A snapshot of the present version with another schema; the given one is not changed.

    Objects, attributes and activities are matched by slug, lists by ID or slug, options and statuses by title, and
    members by address if their IDs differ, since a workspace file written by hand has its own IDs. If an object is gone,
    so are its lists. A schema without any list leaves them as they are.

    Raises:
        StateError: the new schema lacks an object, list, attribute or option that records have, or gives it another
            type or parent object, or allows one value where a record has several.
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
    lists = _same_lists(documents.get("lists", {}), schema) if schema.lists else []
    if schema.lists:
        kept["entries"] = dict(_entries(state.get("entries", {}), documents.get("lists", {}), lists, before))
    same = [*_same(before, schema), *_parts([(as_object(row), now) for row, now in lists])]
    ids = {old.id: new.id for old, new in same if old.id != new.id}
    kept = with_ids(kept, ids) if ids else kept
    if schema.lists:
        kept["documents"] = {**kept["documents"], "lists": {now.id: _document(row, now, schema) for row, now in lists}}
    return {**kept, "workspace": schema.to_dict()}


_Row = Mapping[str, Any]
"""The document of a list."""


def _same_lists(rows: Mapping[str, _Row], schema: Workspace) -> list[tuple[_Row, List]]:
    """The lists that the new schema has, too."""
    by_id = {one.id: one for one in schema.lists}
    by_slug = {one.api_slug: one for one in schema.lists if one.id not in rows}
    found = ((row, by_id.get(id) or by_slug.get(row["api_slug"])) for id, row in rows.items())
    return [(row, now) for row, now in found if now is not None]


def _entries(
    given: Mapping[str, Any], rows: Mapping[str, _Row], lists: Sequence[tuple[_Row, List]], before: Workspace
) -> Iterator[tuple[str, Any]]:
    """The entries by list, those of lists that are gone left out if there are none."""
    kept, parents = {row["id"]: now for row, now in lists}, {one.id: slug for slug, one in before.objects.items()}
    for id, entries in given.items():
        row, now = rows.get(id), kept.get(id)
        if row is not None and entries:
            slug, parent = row["api_slug"], parents.get(row["parent_object_id"])
            if now is not None and parent not in (None, now.parent_object):
                told = f"{slug} has entries of {parent}, the new schema has {now.parent_object}"
                raise StateError(f"/lists/{slug}/parent_object: {told}")
            yield id, _rows(("lists", slug), entries, as_object(row), now)
        elif row is None or now is not None:
            yield id, entries


def _document(row: _Row, now: List, schema: Workspace) -> dict[str, Any]:
    """The list as the new schema has it; who made it, and when if the schema does not tell, stays."""
    return document_of(now, schema.objects[now.parent_object], row["created_at"]) | {"actor": row["actor"]}


def _same_choices(was: Attribute, now: Attribute) -> Iterator[tuple[Choice, Choice]]:
    """The options or statuses that are found by title, since the new schema lacks their IDs."""
    there, by_title = {one.id for one in now.choices}, {one.title: one for one in now.choices}
    yield from ((one, by_title[one.title]) for one in was.choices if one.id not in there and one.title in by_title)


_Named = Object | Attribute | Member | Choice


def _same(before: Workspace, schema: Workspace) -> Iterator[tuple[_Named, _Named]]:
    """What both schemas have, besides lists."""
    pairs: list[tuple[Object, Object | None]] = [
        (one, schema.objects.get(slug)) for slug, one in before.objects.items()
    ]
    pairs += [(one, schema.find_activity(one.api_slug)) for one in before.activities.values()]
    yield from _parts((was, now) for was, now in pairs if now is not None)
    for member in before.members:
        found = schema.find_member(member.email_address)
        if found is not None:
            yield member, found


def _parts(pairs: Iterable[tuple[Object, Object]]) -> Iterator[tuple[_Named, _Named]]:
    """Owners of records with the attributes and choices that both versions have."""
    for was, now in pairs:
        yield was, now
        for slug, one in was.attributes.items():
            if slug in now.attributes:
                yield one, now.attributes[slug]
                yield from _same_choices(one, now.attributes[slug])


def _logged(given: Mapping[str, Any], before: Workspace, schema: Workspace) -> Iterator[tuple[str, Any]]:
    """The records of activities, identified by slug."""
    for id, rows in given.items():
        was = before.activities.get(id)
        now = schema.find_activity(was.api_slug) if was is not None else None
        found = rows if was is None else _rows(("activities", was.api_slug), rows, was, now)
        if now is not None or found:
            yield id, found


_Place = tuple[str, str]
"""The section of the workspace (objects, activities or lists) and a slug in it."""


def _called(place: _Place) -> str:
    return f"{'entries' if place[0] == 'lists' else 'records'} of {place[1]}"


def _one(place: _Place) -> str:
    return "an entry" if place[0] == "lists" else "a record"


def _rows(place: _Place, rows: Any, was: Object | None, now: Object | None) -> Any:
    if not rows or was is None:
        # an object missing from its own workspace: damaged, as `snapshots` will report
        return rows
    if now is None:
        raise StateError(f"/{place[0]}: there are {_called(place)}, which the new schema does not have")
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
        pointer, called = f"/{place[0]}/{place[1]}/attributes/{name}", _called(place)
        if new is None:
            raise StateError(f"{pointer}: {called} have values of {name}, which the new schema does not have")
        if old.type != new.type:
            raise StateError(f"{pointer}: {called} have values of the type {old.type}, the new schema {new.type}")
        takes_one = old.is_multiselect and not new.is_multiselect
        if takes_one and any(len(row["values"].get(name, ())) > 1 for row in rows):
            raise StateError(f"{pointer}: {_one(place)} has several values of {name}, but the new schema allows one")
        if old.choices:
            found = _choices(place, pointer, rows, old, new)
            if found:
                yield name, found


def _choices(place: _Place, pointer: str, rows: Any, old: Attribute, new: Attribute) -> _Choices:
    there, by_title = {one.id for one in new.choices}, {one.title: one.id for one in new.choices}
    titles = {one.id: one.title for one in old.choices}
    found = {}
    for row in rows:
        for value in (*row["values"].get(new.slug, ()), *row["past"].get(new.slug, ())):
            id = value["data"]
            if id in there or id in found or id not in titles:
                continue
            if titles[id] not in by_title:
                raise StateError(f"{pointer}: {_one(place)} has {titles[id]!r}, which the new schema does not have")
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

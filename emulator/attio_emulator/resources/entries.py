"""Entries of lists: a record in a list, with values of the list's attributes, by the same rules of writing as records.

An entry is a row of the shelf of its list. For a write it becomes a `Record` of a store of its own, of which the list is
the object; since attributes of lists are never unique, one entry needs no other. Sources: OpenAPI.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import Any

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.clock import iso
from attio_emulator.query import found
from attio_emulator.resources.base import answer, empty, paged, record_named, shelf
from attio_emulator.resources.lists import PARENTS, as_object, entries_of, list_named, parent_slug
from attio_emulator.schema.model import Object
from attio_emulator.shapes import Shape, checked, mapping, text, uuid
from attio_emulator.state import Core
from attio_emulator.store import Record, Stamp, Store, Value
from attio_emulator.types import TYPES
from attio_emulator.webhooks.events import changed_attributes, emit
from attio_emulator.writer import Writer

__all__ = [
    "assert_entry",
    "create_entry",
    "delete_entry",
    "forget",
    "get_entry",
    "list_entry_values",
    "list_record_entries",
    "query_entries",
    "shown",
    "unlink",
    "update_entry",
]

_NEW = Shape(required={"parent_record_id": uuid, "parent_object": text(), "entry_values": mapping})
_VALUES = Shape(required={"entry_values": mapping}, closed=True)
_IMMUTABLE = ("parent_record_id", "parent_object")
_POINTER = "/data/entry_values"

Row = dict[str, Any]


class _OneEntry(Store):
    """The store of one entry; references are looked up among the records of the workspace."""

    def __init__(self, records: Store) -> None:
        super().__init__()
        self._workspace_records = records

    def lookup(self, object: str, attribute: str, key: Hashable) -> str | None:
        return self._workspace_records.lookup(object, attribute, key)


class _Entries(_OneEntry):
    """All entries of a list beside the records of the workspace, for a query."""

    def __init__(self, records: Store, slug: str, entries: list[Record]) -> None:
        super().__init__(records)
        self._slug, self._entries = slug, entries

    def all(self, object: str) -> list[Record]:
        return self._entries if object == self._slug else self._workspace_records.all(object)

    def get(self, object: str, record_id: str) -> Record | None:
        return self._workspace_records.get(object, record_id)


class _Open:
    """An entry as a record that can be written, and back."""

    def __init__(self, core: Core, row: Mapping[str, Any]) -> None:
        self.core, self.list = core, row
        self.owner = as_object(row)
        self.store = _OneEntry(core.store)
        anything = next(iter(self.owner.attributes.values()))
        assumptions = core.writer.setting(self.owner, anything).assumptions
        self.writer = Writer(core.workspace, self.store, assumptions, core.ids)

    def record(self, entry: Mapping[str, Any]) -> Record:
        """The entry as a record of the store."""
        own = {name: value for name, value in entry.items() if name != "record_id"}
        self.store.load({self.owner.slug: [own]}, self._key, lambda object, attribute: False)
        found = self.store.get(self.owner.slug, entry["id"])
        assert found is not None
        return found

    def _key(self, object: str, attribute: str, data: Any) -> Hashable:
        return TYPES[self.owner.attributes[attribute].type].key(data)

    def dumped(self) -> Row:
        """The only record of the store as JSON values."""
        rows: list[Row] = self.store.dump()[self.owner.slug]
        return rows[0]

    def create(self, values: Mapping[str, Any], stamp: Stamp) -> Row:
        """A new record with the values; what only Attio fills nobody has to send."""
        attributes = {
            slug: replace(one, is_required=one.is_required and one.is_writable)
            for slug, one in self.owner.attributes.items()
        }
        owner = replace(self.owner, attributes=attributes)
        self.writer.create(owner, values, form="public", stamp=stamp, pointer=_POINTER)
        return self.dumped()


# -- showing ---------------------------------------------------------------------------------------------------------


def shown(core: Core, row: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry in Attio's JSON."""
    opened = _Open(core, row)
    return _shown(opened, entry, opened.record(entry))


def _shown(opened: _Open, entry: Mapping[str, Any], record: Record) -> dict[str, Any]:
    core, owner = opened.core, opened.owner
    values = {
        one.slug: [core.wire.value(owner, one, value) for value in _values(core, opened.list, entry, record, one.slug)]
        for one in owner.attributes.values()
        if not one.is_archived
    }
    return {
        "id": {"workspace_id": core.workspace.id, "list_id": owner.id, "entry_id": entry["id"]},
        "parent_record_id": entry["record_id"],
        "parent_object": parent_slug(core, opened.list),
        "created_at": iso(entry["created_at"]),
        "entry_values": values,
    }


def _values(core: Core, row: Mapping[str, Any], entry: Mapping[str, Any], record: Record, slug: str) -> list[Value]:
    """Active values of an attribute; those every entry has are made up from the entry itself."""
    made: dict[str, Any] = {
        "entry_id": entry["id"],
        "parent_record": [parent_slug(core, row), entry["record_id"]],
        "created_at": iso(entry["created_at"]),
        "created_by": list(entry["actor"]),
    }
    if slug not in made:
        return record.values.get(slug, [])
    return [Value(data=made[slug], key=None, active_from=record.created_at, actor=record.actor, request_id="")]


# -- finding ---------------------------------------------------------------------------------------------------------


def _found(call: Call) -> tuple[Row, Row]:
    """The list and the entry that the path names."""
    row = list_named(call.core, call.parts["list"])
    entry = entries_of(call.core, row["id"]).get(call.parts["entry"].lower())
    if entry is None:
        raise refusals.entry_not_found(call.parts["entry"])
    return row, entry


def _parent(core: Core, row: Mapping[str, Any], data: Mapping[str, Any]) -> tuple[Object, Record]:
    """The record a new entry is for; it must be of the list's object (the refusals of objects are assumed)."""
    owner = core.workspace.find_object(data["parent_object"])
    if owner is None or owner.id != row["parent_object_id"]:
        raise refusals.invalid(
            f'Records of the object "{data["parent_object"]}" cannot be added to this list; '
            f'its parent object is "{parent_slug(core, row)}".',
            path=["data", "parent_object"],
        )
    record = core.store.get(core.writer.object(owner.slug).slug, data["parent_record_id"].lower())
    if record is None:
        raise refusals.parent_record_not_found(data["parent_record_id"])
    return owner, record


def _of_record(core: Core, record_id: str, list_id: str | None = None) -> list[tuple[str, str]]:
    pairs = [(one[0], one[1]) for one in shelf(core, PARENTS).get(record_id, ())]
    return [pair for pair in pairs if list_id is None or pair[0] == list_id]


# -- calls -----------------------------------------------------------------------------------------------------------


def query_entries(call: Call) -> Answer:
    """Entries in the order in which they were created (assumed) or that `sorts` asks for."""
    core = call.core
    row = list_named(core, call.parts["list"])
    body = checked(call.json(), mapping) if call.request.body else {}
    offset, limit = call.page(body, most=500)
    opened, there = _Open(core, row), entries_of(core, row["id"])
    entries = list(there.values())
    if any(body.get(name) is not None for name in ("filter", "sorts", "filter_view_id")):
        entries = [there[record.id] for record in _asked(opened, entries, body)]
    end = None if limit is None else offset + limit
    return answer([_shown(opened, entry, opened.record(entry)) for entry in entries[offset:end]])


def _asked(opened: _Open, entries: list[Row], body: Mapping[str, Any]) -> list[Record]:
    """The entries that a query asks for, by the rules of records; a path begins at the list and goes on to its parents."""
    core, owner = opened.core, opened.owner
    records = []
    for entry in entries:
        record = opened.record(entry)
        for slug in ("entry_id", "parent_record"):
            record.values[slug] = _values(core, opened.list, entry, record, slug)
        records.append(record)
    workspace = replace(core.workspace, objects={**core.workspace.objects, owner.slug: owner})
    return found(workspace, _Entries(core.store, owner.slug, records), owner, body)


def create_entry(call: Call) -> Answer:
    core = call.core
    row = list_named(core, call.parts["list"], refusals.list_to_add_to_not_found)
    data = call.data(_NEW)
    _, parent = _parent(core, row, data)
    return _add(call, row, parent, data["entry_values"])


def _add(call: Call, row: Row, parent: Record, values: Mapping[str, Any]) -> Answer:
    core, stamp = call.core, call.stamp
    dumped = _Open(core, row).create(values, stamp)
    entry = dumped | {"record_id": parent.id}
    entries_of(core, row["id"])[entry["id"]] = entry
    shelf(core, PARENTS).setdefault(parent.id, []).append([row["id"], entry["id"]])
    emit(core, stamp, "list-entry.created", _id(row, entry), **_parents(row, entry))
    return answer(shown(core, row, entry))


def assert_entry(call: Call) -> Answer:
    """Create the entry of a record, or write into the one it has; several values are overwritten."""
    core = call.core
    row = list_named(core, call.parts["list"], refusals.list_to_assert_in_not_found)
    data = call.data(_NEW)
    _, parent = _parent(core, row, data)
    there = _of_record(core, parent.id, row["id"])
    if len(there) > 1:
        raise refusals.several_entries()
    if not there:
        return _add(call, row, parent, data["entry_values"])
    return _write(call, row, entries_of(core, row["id"])[there[0][1]], data["entry_values"], append=False)


def update_entry(append: bool) -> Callable[[Call], Answer]:
    def update(call: Call) -> Answer:
        row, entry = _found(call)
        body = call.json()
        sent = body.get("data") if isinstance(body, dict) else None
        if isinstance(sent, dict) and any(name in sent for name in _IMMUTABLE):
            raise refusals.immutable_parent()
        values = call.data(_VALUES)["entry_values"]
        parent = as_object(row).attributes["parent_record"]
        if parent.slug in values or parent.id in values:
            raise refusals.immutable_parent()
        return _write(call, row, entry, values, append=append)

    return update


def _write(call: Call, row: Row, entry: Row, values: Mapping[str, Any], *, append: bool) -> Answer:
    core, stamp = call.core, call.stamp
    opened = _Open(core, row)
    record = opened.record(entry)
    opened.writer.update(
        opened.owner, record, values, form="public", append=append, stamp=stamp, pointer=_POINTER
    )  # fmt: skip
    before = entry["values"]
    entry.update(opened.dumped())
    for slug in changed_attributes(before, entry["values"]):
        id = _id(row, entry) | {"attribute_id": opened.owner.attributes[slug].id}
        emit(core, stamp, "list-entry.updated", id, **_parents(row, entry))
    return answer(_shown(opened, entry, record))


def get_entry(call: Call) -> Answer:
    return answer(shown(call.core, *_found(call)))


def delete_entry(call: Call) -> Answer:
    row, entry = _found(call)
    forget(call.core, call.stamp, row["id"], entry["id"])
    return empty()


def list_entry_values(call: Call) -> Answer:
    """The values of one attribute, with the ended ones where asked for, oldest first."""
    core = call.core
    row, entry = _found(call)
    opened = _Open(core, row)
    attribute = call.attribute(opened.owner)
    record = opened.record(entry)
    values = list(_values(core, row, entry, record, attribute.slug))
    if call.flag("show_historic"):
        values = sorted([*record.past.get(attribute.slug, ()), *values], key=lambda value: value.active_from)
    return answer([core.wire.value(opened.owner, attribute, one) for one in paged(call, values, limit=500)])


def list_record_entries(call: Call) -> Answer:
    core = call.core
    _, record = record_named(core, call.parts["object"], call.parts["record"])
    rows = []
    for list_id, entry_id in _of_record(core, record.id):
        row, entry = shelf(core, "lists")[list_id], entries_of(core, list_id)[entry_id]
        rows.append(
            {
                "list_id": list_id,
                "list_api_slug": row["api_slug"],
                "entry_id": entry_id,
                "created_at": iso(entry["created_at"]),
            }
        )
    return answer(paged(call, rows, limit=100, most=1000))


# -- events and endings ----------------------------------------------------------------------------------------------


def _id(row: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"list_id": row["id"], "entry_id": entry["id"]}


def _parents(row: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"parent_object_id": row["parent_object_id"], "parent_record_id": entry["record_id"]}


def forget(core: Core, stamp: Stamp, list_id: str, entry_id: str) -> None:
    """Take an entry out of its list, with its threads, and tell."""
    from attio_emulator.resources.comments import forget_thread

    row, entry = shelf(core, "lists")[list_id], entries_of(core, list_id).pop(entry_id)
    index = shelf(core, PARENTS)
    left = [one for one in index[entry["record_id"]] if one[1] != entry_id]
    index[entry["record_id"]] = left
    if not left:
        del index[entry["record_id"]]
    for thread in [one for one in shelf(core, "threads").values() if one["entry_id"] == entry_id]:
        forget_thread(core, stamp, thread)
    emit(core, stamp, "list-entry.deleted", _id(row, entry), **_parents(row, entry))


def unlink(core: Core, stamp: Stamp, object: str, record_id: str) -> None:
    """Take a record that is gone out of every reference to it."""
    for row in shelf(core, "lists").values():
        slugs = [one["slug"] for one in row["attributes"] if one["type"] == "record-reference" and not one["is_system"]]
        for entry in entries_of(core, row["id"]).values() if slugs else ():
            for slug in slugs:
                values = entry["values"].get(slug, [])
                gone = [one for one in values if one["data"] == [object, record_id]]
                if gone:
                    entry["values"][slug] = [one for one in values if one not in gone]
                    entry["past"].setdefault(slug, []).extend({**one, "active_until": stamp.at} for one in gone)

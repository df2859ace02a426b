"""Entries of lists: a record in a list, with values of the list's attributes, written by the same rules as records.

An entry is a `Record` of the store, with its list as the object (see `schema.lists`). It also has a parent:
the value of `parent_record`, and, for the way back, the documents `PARENTS`. Sources: OpenAPI.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from attio_emulator import errors, refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.clock import iso
from attio_emulator.ids import Version
from attio_emulator.query import found
from attio_emulator.record import Record, Stamp, Value
from attio_emulator.resources.base import answer, empty, record_named
from attio_emulator.resources.lists import PARENTS, list_named, parent_slug
from attio_emulator.resources.pages import paged
from attio_emulator.resources.queries import query_of
from attio_emulator.resources.threads import forget_thread
from attio_emulator.resources.value_history import write_values
from attio_emulator.schema.lists import as_object
from attio_emulator.schema.model import Object
from attio_emulator.shapes import Shape, mapping, text, uuid
from attio_emulator.state import Core, documents
from attio_emulator.types import TYPES
from attio_emulator.webhooks.events import emit

__all__ = [
    "Place",
    "assert_entry",
    "create_entry",
    "delete_entry",
    "forget",
    "get_entry",
    "list_entry_values",
    "list_record_entries",
    "parent_of",
    "place_of",
    "query_entries",
    "tell_updated",
    "update_entry",
    "write_entry_values",
]

_NEW = Shape(required={"parent_record_id": uuid, "parent_object": text(), "entry_values": mapping})
_CHANGE = Shape(required={"entry_values": mapping}, closed=True)
_IMMUTABLE = ("parent_record_id", "parent_object")
_POINTER = "/data/entry_values"


@dataclass(frozen=True, slots=True)
class Place:
    """A list: its row, and the object whose records are its entries."""

    core: Core
    row: Mapping[str, Any]
    schema: Object

    def entry(self, named: str, refuse: Callable[[str], errors.AttioError] = refusals.entry_not_found) -> Record:
        """An entry by ID; if there is none, raises `refuse(named)`."""
        record = self.core.store.get(self.schema.slug, named.lower())
        if record is None:
            raise refuse(named)
        return record

    def shown(self, entry: Record) -> dict[str, Any]:
        """An entry in Attio's JSON."""
        return {
            "id": {"workspace_id": self.core.workspace.id, "list_id": self.schema.id, "entry_id": entry.id},
            "parent_record_id": parent_of(entry),
            "parent_object": parent_slug(self.core, self.row),
            "created_at": iso(entry.created_at),
            "entry_values": self._values(entry),
        }

    def _values(self, entry: Record) -> dict[str, list[dict[str, Any]]]:
        """All values except the parent, which is a separate member (observed)."""
        values = self.core.renderer.values(self.schema, entry)
        values.pop("parent_record", None)  # missing if its object is deactivated
        return values

    def emit(self, stamp: Stamp, what: str, entry: Record, parent: str, **ids: str) -> None:
        """Notify the webhooks."""
        id = {"list_id": self.schema.id, "entry_id": entry.id, **ids}
        parents = {"parent_object_id": self.row["parent_object_id"], "parent_record_id": parent}
        emit(self.core, stamp, f"list-entry.{what}", id, **parents)


def place_of(core: Core, named: str, refuse: Callable[[str], errors.AttioError] = refusals.list_not_found) -> Place:
    """The list with this slug or ID; if there is none, raises `refuse(named)`."""
    row = list_named(core, named, refuse)
    return Place(core, row, as_object(row))


def parent_of(entry: Record) -> str:
    """The ID of an entry's record."""
    record_id: str = entry.values["parent_record"][0].data[1]
    return record_id


def _found(call: Call) -> tuple[Place, Record]:
    """The list and the entry that the path names."""
    place = place_of(call.core, call.parts["list"])
    return place, place.entry(call.parts["entry"])


# -- finding ---------------------------------------------------------------------------------------------------------


def query_entries(call: Call) -> Answer:
    """Entries in order of ID (recorded), or in that of `sorts`."""
    core = call.core
    place = place_of(core, call.parts["list"])
    body = query_of(call, place.schema)
    offset, limit = call.page(body, most=500)
    entries = found(core.ground(place.schema, place.row["api_slug"]), body, offset=offset, limit=limit)
    return answer([place.shown(one) for one in entries])


def get_entry(call: Call) -> Answer:
    place, entry = _found(call)
    return answer(place.shown(entry))


def list_entry_values(call: Call) -> Answer:
    """The values of one attribute, oldest first; with ended ones on request."""
    place, entry = _found(call)
    attribute = call.attribute(place.schema)
    historic = call.flag("show_historic")
    return answer(paged(call, call.core.renderer.history(place.schema, entry, attribute, historic=historic), limit=500))


def list_record_entries(call: Call) -> Answer:
    core = call.core
    _, record = record_named(core, call.parts["object"], call.parts["record"])
    rows = []
    for list_id, entry_id in documents(core, PARENTS).get(record.id, ()):
        place = place_of(core, list_id)
        rows.append(
            {
                "list_id": list_id,
                "list_api_slug": place.row["api_slug"],
                "entry_id": entry_id,
                "created_at": iso(place.entry(entry_id).created_at),
            }
        )
    return answer(paged(call, rows, limit=100, most=1000))


# -- writing ---------------------------------------------------------------------------------------------------------


def _new(call: Call) -> Mapping[str, Any]:
    """`data` of the body that creates or asserts an entry."""
    data = call.data(_NEW)
    call.without_nulls(data["entry_values"], "entry_values")
    return data


def create_entry(call: Call) -> Answer:
    place = place_of(call.core, call.parts["list"], refusals.list_to_add_to_not_found)
    data = _new(call)
    return _add(call, place, _parent(place, data), data["entry_values"])


def assert_entry(call: Call) -> Answer:
    """Create the entry of a record, or update the one it has; multiple values are replaced."""
    place = place_of(call.core, call.parts["list"], refusals.list_to_assert_in_not_found)
    data = _new(call)
    parent = _parent(place, data, merging=400)
    there = [one for of, one in documents(call.core, PARENTS).get(parent.id, ()) if of == place.schema.id]
    if len(there) > 1:
        raise refusals.several_entries()
    if not there:
        return _add(call, place, parent, data["entry_values"], version=5)
    return _write(call, place, place.entry(there[0]), data["entry_values"], append=False)


def update_entry(append: bool) -> Callable[[Call], Answer]:
    def update(call: Call) -> Answer:
        place, entry = _found(call)
        body = call.json()
        sent = body.get("data") if isinstance(body, dict) else None
        if isinstance(sent, dict) and any(name in sent for name in _IMMUTABLE):
            raise refusals.immutable_parent()
        values = call.without_nulls(call.data(_CHANGE)["entry_values"], "entry_values")
        parent = place.schema.attributes["parent_record"]
        if any(place.schema.find(named) is parent for named in values):
            raise refusals.immutable_parent()
        return _write(call, place, entry, values, append=append)

    return update


def _parent(place: Place, data: Mapping[str, Any], *, merging: int | None = None) -> Record:
    """The record for a new entry; its object must be the list's (the refusals of objects are assumed).

    A record being merged is refused with the status `merging`, or as one that does not exist.
    """
    core, named = place.core, data["parent_object"]
    owner = core.workspace.find_object(named)
    if owner is None or owner.id != place.row["parent_object_id"]:
        raise refusals.other_parent_object(named, parent_slug(core, place.row))
    record = core.record(core.writer.object(owner.slug), data["parent_record_id"], merging=merging)
    if record is None:
        raise refusals.parent_record_not_found(data["parent_record_id"])
    return record


def _add(call: Call, place: Place, parent: Record, values: Mapping[str, Any], *, version: Version = 4) -> Answer:
    core, stamp, list_id = call.core, call.stamp, place.schema.id
    made = core.writer.create(place.schema, values, form="public", stamp=stamp, pointer=_POINTER, version=version)
    entry = made.record
    for slug, data in (("entry_id", entry.id), ("parent_record", [parent.object, parent.id])):
        one = place.schema.attributes[slug]
        core.store.put(entry, slug, [Value(data, TYPES[one.type].key(data), stamp)], stamp.at, unique=one.is_unique)
    documents(core, PARENTS).setdefault(parent.id, []).append([list_id, entry.id])
    place.emit(stamp, "created", entry, parent.id)
    return answer(place.shown(entry))


def _write(call: Call, place: Place, entry: Record, values: Mapping[str, Any], *, append: bool) -> Answer:
    if call.core.is_merging(parent_of(entry)):
        raise refusals.is_being_merged(parent_of(entry), 400)
    call.core.writer.update(
        place.schema, entry, values, form="public", append=append, stamp=call.stamp, pointer=_POINTER
    )
    return answer(place.shown(entry))


def tell_updated(core: Core, stamp: Stamp, list_id: str, entry_id: str, attribute: str) -> None:
    """Notify the webhooks that an entry has other values; not if it is deleted with its record, which is already gone."""
    entry = core.store.get(list_id, entry_id)
    if entry is None or core.store.get(*entry.values["parent_record"][0].data) is None:
        return
    place = place_of(core, list_id)
    place.emit(stamp, "updated", entry, parent_of(entry), attribute_id=place.schema.attributes[attribute].id)


def write_entry_values(call: Call) -> Answer:
    place, entry = _found(call)
    return write_values(call, place.schema, entry)


# -- endings ---------------------------------------------------------------------------------------------------------


def delete_entry(call: Call) -> Answer:
    place, entry = _found(call)
    forget(place, entry, parent_of(entry), call.stamp)
    return empty()


def forget(place: Place, entry: Record, parent: str, stamp: Stamp) -> None:
    """Remove the entry of a record from its list, with its threads, and report it."""
    core, parents = place.core, documents(place.core, PARENTS)
    core.store.remove(entry, ["entry_id"])
    left = [one for one in parents.pop(parent) if one[1] != entry.id]
    if left:
        parents[parent] = left
    for thread in [one for one in documents(core, "threads").values() if one["entry_id"] == entry.id]:
        forget_thread(core, stamp, thread)
    place.emit(stamp, "deleted", entry, parent)

"""Records for the page: a page of a table, and a single record with its history and all references to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attio_emulator.api import Api
from attio_emulator.clock import iso
from attio_emulator.http import Request
from attio_emulator.record import Record, Value
from attio_emulator.resources.lists import PARENTS
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.state import Core
from attio_emulator.ui.asked import NotThere, attribute_named, conditions, moment, owner_named, whole_number
from attio_emulator.ui.columns import active_at, moments_of, table_of
from attio_emulator.ui.documents import notes_of, tasks_of
from attio_emulator.ui.plain import Names, cut

__all__ = ["moments", "record", "records"]

_IN_CELL = 5  # values of one attribute in a table
_MOST_ROWS = 500
_HISTORY = 200  # ended values of one attribute, the newest
_POINTING = 50  # records that refer to this one by an attribute
_LONG = 20_000  # characters of a value on the page of its record
_MOMENTS = 400


def records(api: Api, request: Request, named: str) -> dict[str, Any]:
    """A page of records: `search`, `where` (several), `sort`, `order` (asc, desc), `at`, `offset`, `limit`."""
    core, names = api.core, Names(api.core)
    owner, at = owner_named(core, named), moment(request)
    offset, limit = whole_number(request, "offset", 0, 10**9), whole_number(request, "limit", 50, _MOST_ROWS)
    sort = request.param("sort")
    order = request.param("order") or "desc"
    if order not in ("asc", "desc"):
        raise ValueError(f"found order={order!r:.80}, expected asc or desc")
    newest_first = sort in (None, "", "created_at")
    ids = table_of(owner, core.store, names).find(
        owner,
        core.store,
        names,
        search=request.param("search") or "",
        conditions=list(conditions(request, owner)),
        sort=None if newest_first else attribute_named(owner, sort or ""),
        # without a sort, the table lists the newest first
        descending=(order == "asc") if newest_first else order == "desc",
        moment=at,
    )
    rows = [one for id in ids[offset : offset + limit] if (one := core.store.get(owner.slug, id)) is not None]
    return {"total": len(ids), "offset": offset, "data": [_row(owner, names, one, at) for one in rows]}


def _row(owner: Object, names: Names, one: Record, at: int | None) -> dict[str, Any]:
    cells = {}
    for attribute in owner.attributes.values():
        if attribute.slug in ("record_id", "entry_id", "created_at"):
            continue
        values = active_at(one, attribute.slug, at)
        if values:
            cells[attribute.slug] = [_cell(names, attribute, value) for value in values[:_IN_CELL]]
            if len(values) > _IN_CELL:
                cells[attribute.slug].append({"more": len(values) - _IN_CELL})
    return {"id": one.id, "name": names.of(owner, one), "created_at": iso(one.created_at), "values": cells}


def _cell(names: Names, attribute: Attribute, value: Value) -> dict[str, Any]:
    shown: dict[str, Any] = {"text": cut(names.text(attribute, value.data))}
    if attribute.type == "record-reference":
        shown["record"] = list(value.data)
    return shown


def record(api: Api, request: Request, named: str, id: str) -> dict[str, Any]:
    """One record: each attribute with its present and ended values, their authors and requests; and the references to it."""
    core, names = api.core, Names(api.core)
    owner, at = owner_named(core, named), moment(request)
    one = core.store.get(owner.slug, id.lower())
    if one is None:
        raise NotThere(f"There is no record {id!r:.80} in {owner.slug!r:.80}: it was deleted, or never there")
    return {
        "id": one.id,
        "object": owner.slug,
        "name": names.of(owner, one),
        "created_at": iso(one.created_at),
        "created_by": names.actor(one.actor),
        "assumed": one.is_presumed,
        "attributes": [_attribute(names, attribute, one, at) for attribute in _shown(owner)],
        "moments": [iso(ms) for ms in _spread(sorted(moments_of(one)))],
        "referenced_by": _referenced_by(core, names, owner, one),
        "entries": _entries(core, one),
        "notes": notes_of(core, names, one.id),
        "tasks": tasks_of(core, names, one.id),
    }


def _shown(owner: Object) -> Iterable[Attribute]:
    return (one for one in owner.attributes.values() if one.slug not in ("record_id", "entry_id"))


def _attribute(names: Names, attribute: Attribute, one: Record, at: int | None) -> dict[str, Any]:
    past = one.past.get(attribute.slug, ())
    return {
        "slug": attribute.slug,
        "title": attribute.title,
        "type": attribute.type,
        "is_unique": attribute.is_unique,
        "is_required": attribute.is_required,
        "is_multiselect": attribute.is_multiselect,
        "is_archived": attribute.is_archived,
        "values": [_value(names, attribute, value) for value in active_at(one, attribute.slug, at)],
        "ended": [_value(names, attribute, value) for value in [*past][-_HISTORY:][::-1]],
        "ended_total": len(past),
    }


def _value(names: Names, attribute: Attribute, value: Value) -> dict[str, Any]:
    text, stamp = names.text(attribute, value.data), value.stamp
    shown: dict[str, Any] = {
        "text": cut(text, _LONG),
        "length": len(text),
        "active_from": iso(value.active_from),
        "active_until": None if value.active_until is None else iso(value.active_until),
        "actor": names.actor(stamp.actor),
        "request_id": stamp.request_id,
        "pointer": stamp.pointer,
        "received_at": None if stamp.received_at is None else iso(stamp.received_at),
    }
    if attribute.type == "record-reference":
        shown["record"] = list(value.data)
    return shown


def _referenced_by(core: Core, names: Names, owner: Object, one: Record) -> list[dict[str, Any]]:
    """The objects with references to this record; entries of lists are shown separately."""
    found = []
    for holder in core.workspace.objects.values():
        for attribute in holder.attributes.values():
            targets = attribute.allowed_objects
            if attribute.type != "record-reference" or (targets and owner.slug not in targets):
                continue
            rows = core.store.holders(holder.slug, attribute.slug, [(owner.slug, one.id)])
            if rows:
                shown = [{"id": row.id, "name": names.of(holder, row)} for row in rows[:_POINTING]]
                found.append(
                    {
                        "object": holder.slug,
                        "plural_noun": holder.plural_noun,
                        "attribute": attribute.slug,
                        "title": attribute.title,
                        "total": len(rows),
                        "records": shown,
                    }
                )
    return found


def _entries(core: Core, one: Record) -> list[dict[str, Any]]:
    lists: Mapping[str, Any] = core.documents.get("lists", {})
    of_record = core.documents.get(PARENTS, {}).get(one.id, ())
    return [
        {"list": list_id, "name": lists[list_id]["name"], "id": id} for list_id, id in of_record if list_id in lists
    ]


# -- moments ---------------------------------------------------------------------------------------------------------


def moments(api: Api, request: Request, named: str) -> dict[str, Any]:
    """Moments of writes into an object, spread evenly over all writes: the stops of a slider."""
    core = api.core
    owner = owner_named(core, named)
    found = table_of(owner, core.store, Names(core)).moments(owner, core.store)
    return {"data": [iso(ms) for ms in _spread(found)]}


def _spread(rows: list[int]) -> list[int]:
    if len(rows) <= _MOMENTS:
        return rows
    step = (len(rows) - 1) / (_MOMENTS - 1)
    return [rows[round(index * step)] for index in range(_MOMENTS)]

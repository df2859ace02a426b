"""Deletes an object and everything that depends on it.

Documented for its records. Assumed: the object's lists go too, as do references that could point nowhere else; other
references lose what pointed to it, including history; views lose what names it, and go where their filter does; no
webhook is notified of any of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from attio_emulator.record import Stamp
from attio_emulator.resources.belongings import records_gone
from attio_emulator.resources.rename import dumped, reload
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.schema.views import without
from attio_emulator.state import Core, documents
from attio_emulator.webhooks.events import quiet

__all__ = ["remove_object"]


def remove_object(core: Core, owner: Object, stamp: Stamp) -> None:
    """Remove an object from its workspace."""
    workspace, lists = core.workspace, documents(core, "lists")
    with quiet(core):
        records_gone(core, stamp, {one.id for one in core.store.each(owner.slug)})
    for list_id in [row["id"] for row in lists.values() if row["parent_object_id"] == owner.id]:
        del lists[list_id]
    before = dumped(core)
    records = before.records
    records.pop(owner.slug, None)
    del workspace.objects[owner.slug]
    workspace.records = {slug: rows for slug, rows in workspace.records.items() if slug != owner.slug}
    holders, gone = list(core.owners()), {owner.id, *(one.id for one in owner.attributes.values())}
    for holder in holders:
        gone |= _forget(holder, records.get(holder.slug, ()), owner.slug)
    for holder in holders:
        holder.views = {id: left for id, one in holder.views.items() if (left := without(one, gone)) is not None}
        core.keep(holder)
    reload(core, before)


def _forget(holder: Object, rows: Iterable[dict[str, Any]], slug: str) -> set[str]:
    """Remove an object from the references of another one, and from its dumped records. Returns the IDs of attributes
    that are gone with it."""
    gone = set()
    for one in list(holder.attributes.values()):
        if one.type != "record-reference" or (one.allowed_objects and slug not in one.allowed_objects):
            continue
        if one.allowed_objects == (slug,):
            del holder.attributes[one.slug]
            gone.add(one.id)
        else:
            holder.attributes[one.slug] = _without(one, slug)
        for row in rows:
            for kept in (row["values"], row["past"]):
                left = [value for value in kept.pop(one.slug, ()) if value["data"][0] != slug]
                if left:
                    kept[one.slug] = left
            if one.slug not in holder.attributes:
                row["last_received"].pop(one.slug, None)
    return gone


def _without(one: Attribute, slug: str) -> Attribute:
    """The attribute without one of the objects it could point to."""
    default = one.default
    if default is not None and default["type"] == "static":
        # from a file, a value here may be anything
        rows = [
            row for row in default["template"] if not (isinstance(row, Mapping) and row.get("target_object") == slug)
        ]
        default = {**default, "template": rows} if rows else None
    return replace(
        one,
        allowed_objects=tuple(target for target in one.allowed_objects if target != slug),
        default=default,
    )

"""Changes a slug everywhere: in records whose keys depend on an object or an attribute, and in the schema.

What may be changed is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from attio_emulator.schema.model import Attribute, Object
from attio_emulator.state import Core
from attio_emulator.types import TYPES

__all__ = ["exchange", "reload", "rename_object"]


def rename_object(core: Core, owner: Object, slug: str) -> None:
    """Change an object's slug wherever it is used: in attributes, in records, in seed records, in lists."""
    old, workspace = owner.slug, core.workspace
    records = core.store.dump()
    for holder in core.owners():
        _follow_values(holder, records.get(holder.slug, ()), old, slug)
        _follow_attributes(holder, old, slug)
        core.keep(holder)
    owner.slug = slug
    workspace.objects = _rekeyed(workspace.objects, old, slug)
    workspace.records = _rekeyed(workspace.records, old, slug)
    reload(core, _rekeyed(records, old, slug))


def _follow_values(holder: Object, rows: Iterable[Mapping[str, Any]], old: str, new: str) -> None:
    """Change it in the references of dumped records."""
    pointing = [one.slug for one in holder.attributes.values() if one.type == "record-reference"]
    for row in rows:
        for kept in (row["values"], row["past"]):
            for value in (value for name in pointing for value in kept.get(name, ())):
                value["data"] = [new if value["data"][0] == old else value["data"][0], value["data"][1]]


def _follow_attributes(holder: Object, old: str, new: str) -> None:
    """Change it in the targets, other sides and default values of references."""
    for name, one in holder.attributes.items():
        inverse = one.inverse
        holder.attributes[name] = replace(
            one,
            allowed_objects=tuple(new if target == old else target for target in one.allowed_objects),
            inverse=(new, inverse[1]) if inverse and inverse[0] == old else inverse,
            default=_default(one.default, old, new),
        )


def _default(given: Mapping[str, Any] | None, old: str, new: str) -> Mapping[str, Any] | None:
    if given is None or given["type"] != "static":
        return given
    template = [
        {**row, "target_object": new} if isinstance(row, Mapping) and row.get("target_object") == old else row
        for row in given["template"]  # from a file, a value here may be anything
    ]
    return {**given, "template": template}


_BY_SLUG = ("values", "past", "last_received")
"""The parts of a dumped record whose keys are slugs of attributes."""


def exchange(core: Core, owner: Object, old: Attribute, new: Attribute) -> None:
    """Replace an attribute by its new version; records are updated if its slug or uniqueness changed."""
    owner.attributes = {
        (new.slug if slug == old.slug else slug): (new if slug == old.slug else one)
        for slug, one in owner.attributes.items()
    }
    core.keep(owner)
    if (old.slug, old.is_unique) == (new.slug, new.is_unique):
        return
    records = core.store.dump()
    for row in records.get(owner.slug, ()):
        row |= {name: _rekeyed(row[name], old.slug, new.slug) for name in _BY_SLUG if name in row}
    if new.inverse is not None:
        target = core.workspace.objects[new.inverse[0]]
        other = target.attributes[new.inverse[1]]
        target.attributes[other.slug] = replace(other, inverse=(owner.slug, new.slug))
    reload(core, records)


def _rekeyed(given: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """The same members in the same order, with one renamed."""
    return {new if key == old else key: value for key, value in given.items()}


def reload(core: Core, records: Mapping[str, Any]) -> None:
    """Load records again, with keys and unique values by the present schema."""
    owners = {one.slug: one for one in core.owners()}

    def key(owner: str, attribute: str, data: Any) -> Hashable:
        return TYPES[owners[owner].attributes[attribute].type].key(data)

    core.store.load(records, key, lambda owner, attribute: owners[owner].attributes[attribute].is_unique)

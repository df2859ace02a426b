"""Changes a slug everywhere: in the schema, in records whose keys depend on an object or an attribute, and in what is uncertain
about these.

Other modules decide what may change.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from attio_emulator import start_records
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.state import Core
from attio_emulator.types import TYPES

__all__ = ["Dumped", "change_defaults", "dumped", "exchange", "reload", "rename_object"]

Slot: TypeAlias = tuple[str, str]
"""The slugs of an object and of an attribute of it."""


@dataclass(frozen=True, slots=True)
class Dumped:
    """The records of a store as JSON values, and what is uncertain of them: `Existing` says what its parts have."""

    records: dict[str, Any]
    uncertain: Mapping[str, Mapping[str, Any]]
    contested: Sequence[Mapping[str, Any]]
    gone: Sequence[Mapping[str, Any]]


def dumped(core: Core) -> Dumped:
    """What `reload` puts back."""
    existing = core.existing
    uncertain = existing.dump(core.workspace.objects)
    return Dumped(core.store.dump(), uncertain, existing.dump_contested(), existing.gone.dump())


def rename_object(core: Core, owner: Object, slug: str) -> None:
    """Change an object's slug wherever it is used: in attributes, in records, in seed records, in lists."""
    old, workspace, before = owner.slug, core.workspace, dumped(core)
    records = before.records
    for holder in core.owners():
        _follow_values(holder, records.get(holder.slug, ()), old, slug)
        _follow_attributes(holder, old, slug)
        core.keep(holder)
    owner.slug = slug
    workspace.objects = _rekeyed(workspace.objects, old, slug)
    workspace.records = _rekeyed(workspace.records, old, slug)
    renamed = replace(before, records=_rekeyed(records, old, slug))
    reload(core, renamed, lambda at: (slug if at[0] == old else at[0], at[1]))


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


def change_defaults(core: Core, now: Callable[[Any], Any]) -> None:
    """Change each value of the default values of references; two that become equal become one."""
    for holder in core.owners():
        for slug, one in holder.attributes.items():
            if one.type != "record-reference" or one.default is None or one.default["type"] != "static":
                continue
            template = [now(row) for row in one.default["template"]]
            if template != one.default["template"]:
                template = [row for at, row in enumerate(template) if row not in template[:at]]
                holder.attributes[slug] = replace(one, default={**one.default, "template": template})
                core.keep(holder)


_BY_SLUG = ("values", "past", "last_received")
"""The parts of a dumped record whose keys are slugs of attributes."""


def exchange(core: Core, owner: Object, old: Attribute, new: Attribute) -> Attribute:
    """Replace an attribute by its new version, which is returned; records are updated if its slug or uniqueness changed."""
    if old.inverse == (owner.slug, old.slug):
        new = replace(new, inverse=(owner.slug, new.slug))
    owner.attributes = {
        (new.slug if slug == old.slug else slug): (new if slug == old.slug else one)
        for slug, one in owner.attributes.items()
    }
    core.keep(owner)
    start_records.follow(core, owner, old, new)
    if old.slug != new.slug:
        change_defaults(core, lambda row: _matched_by(row, owner.slug, old.slug, new.slug))
    if (old.slug, old.is_unique) == (new.slug, new.is_unique):
        return new
    before = dumped(core)
    for row in before.records.get(owner.slug, ()):
        row |= {name: _rekeyed(row[name], old.slug, new.slug) for name in _BY_SLUG if name in row}
    if new.inverse is not None:
        target = core.workspace.objects[new.inverse[0]]
        other = target.attributes[new.inverse[1]]
        target.attributes[other.slug] = replace(other, inverse=(owner.slug, new.slug))
    reload(core, before, lambda at: (at[0], new.slug) if at == (owner.slug, old.slug) else at)
    return new


def _matched_by(row: Any, object: str, old: str, new: str) -> Any:
    """A default value, which in a file may name a record by an attribute, such as this one."""
    names_it = isinstance(row, Mapping) and row.get("target_object") == object and old in row
    return _rekeyed(row, old, new) if names_it else row


def _rekeyed(given: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """The same members in the same order, with one renamed."""
    return {new if key == old else key: value for key, value in given.items()}


def reload(core: Core, before: Dumped, now: Callable[[Slot], Slot] = lambda at: at) -> None:
    """Load records again, with keys and unique values by the present schema, and what is uncertain of those that are left.

    `now` says how an attribute is called whose slug, or whose object's slug, was another.
    """
    owners = {one.slug: one for one in core.owners()}

    def key(owner: str, attribute: str, data: Any) -> Hashable:
        return TYPES[owners[owner].attributes[attribute].type].key(data)

    core.store.load(before.records, key, lambda owner, attribute: owners[owner].attributes[attribute].is_unique)
    uncertain = {id: _moved(row, now) for id, row in before.uncertain.items()}
    left = {id for rows in before.records.values() for id in (row["id"] for row in rows)}
    core.existing.load({id: row for id, row in uncertain.items() if id in left})
    core.existing.contested.load(row for row in (_moved(one, now) for one in before.contested) if _is_unique(core, row))
    core.existing.gone.load(row for row in (_moved(one, now) for one in before.gone) if _is_unique(core, row))


def _moved(row: Mapping[str, Any], now: Callable[[Slot], Slot]) -> dict[str, Any]:
    """A row of what is uncertain, with the present slugs, also of the records that it depends on."""
    object, attribute = now((row["object"], row["attribute"]))
    moved = {**row, "object": object, "attribute": attribute}
    for name in row.keys() & {"needs", "others"}:
        moved[name] = [[*now((need[0], need[1])), *need[2:]] for need in row[name]]
    holder = row.get("holder", "")
    # the ID of a record, or the attribute and the value of one that may be there
    if not isinstance(holder, str):
        moved["holder"] = [now((row["object"], holder[0]))[1], *holder[1:]]
    return moved


def _is_unique(core: Core, row: Mapping[str, Any]) -> bool:
    owner = core.workspace.objects.get(row["object"])
    found = owner.attributes.get(row["attribute"]) if owner is not None else None
    return found is not None and found.is_unique

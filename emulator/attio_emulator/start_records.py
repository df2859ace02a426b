"""The records of a workspace file after its schema was changed by calls: renamed with it, and as far as they still fit.

They are written at the start only; afterwards they are part of the workspace file that the present schema is given out
as (`workspace_file`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attio_emulator.schema.dump import list_row
from attio_emulator.schema.lists import as_list
from attio_emulator.schema.model import Activity, Attribute, Object
from attio_emulator.state import Core
from attio_emulator.types.choices import chosen

__all__ = ["follow", "workspace_file"]

_Rows = Sequence[Mapping[str, Any]]


def workspace_file(core: Core) -> dict[str, Any]:
    """The workspace as a file would have it now: with its present lists, and the records of its start that still fit."""
    workspace = core.workspace
    slugs = {one.id: slug for slug, one in workspace.objects.items()}
    lists = [as_list(row, slugs[row["parent_object_id"]]) for row in core.documents.get("lists", {}).values()]
    activities = {one.api_slug: one for one in workspace.activities.values()}
    gone: dict[str, set[str]] = {}
    while True:
        kept = {slug: _fitting(core, workspace.objects[slug], rows, gone) for slug, rows in workspace.records.items()}
        left_out = {
            slug: _names(workspace.objects[slug], rows) - _names(workspace.objects[slug], kept[slug])
            for slug, rows in workspace.records.items()
        }
        if left_out == gone or not any(left_out.values()):
            break
        gone = left_out  # more may be left out for want of these
    return workspace.to_dict() | {
        "lists": [list_row(one) for one in lists],
        "records": kept,
        "activity_records": {
            slug: _fitting(core, activities[slug], rows, gone) for slug, rows in workspace.activity_records.items()
        },
    }


def _names(owner: Object, rows: _Rows) -> set[str]:
    """The unique values of these records, by which others refer to them, in lower case."""
    values = (
        item for row in rows for key, item in row.items() if (one := owner.find(key)) is not None and one.is_unique
    )
    texts = (one for item in values for one in (item if isinstance(item, list) else (item,)))
    return {one.casefold() for one in texts if isinstance(one, str)}


def follow(core: Core, owner: Object, old: Attribute, new: Attribute) -> None:
    """Call an attribute and its choices by their new names in these records."""
    workspace = core.workspace
    if isinstance(owner, Activity):
        workspace.activity_records = _followed(core, workspace.activity_records, owner.api_slug, old, new)
    elif owner.slug in workspace.objects:
        workspace.records = _followed(core, workspace.records, owner.slug, old, new)


def _followed(
    core: Core, records: Mapping[str, _Rows], slug: str, old: Attribute, new: Attribute
) -> dict[str, list[Mapping[str, Any]]]:
    titles = {one.id: one.title for one in new.choices}

    def named(item: Any) -> Any:
        if isinstance(item, list):
            return [named(one) for one in item]
        choice = chosen(old.choices, item, core.assumptions) if isinstance(item, str) else None
        now = None if choice is None else titles.get(choice.id)
        return item if choice is None or now in (None, choice.title) else now

    def row_now(row: Mapping[str, Any]) -> Mapping[str, Any]:
        return {
            (new.slug if key == old.slug else key): named(item) if key in (old.slug, old.id) else item
            for key, item in row.items()
        }

    return {name: [row_now(row) for row in rows] if name == slug else list(rows) for name, rows in records.items()}


def _fitting(core: Core, owner: Object, rows: _Rows, gone: Mapping[str, set[str]]) -> list[dict[str, Any]]:
    """The rows without values of archived attributes and choices and references to records that are `gone`, and without those that then
    lack a required value."""
    required = [one for one in owner.attributes.values() if one.is_required and one.is_writable and not one.is_archived]
    out = []
    for row in rows:
        given = {key: (owner.find(key), item) for key, item in row.items()}
        left = {
            key: _without_archived(core, attribute, item, gone)
            for key, (attribute, item) in given.items()
            if attribute is not None and not attribute.is_archived
        }
        there = {one.id for key, (one, _) in given.items() if one is not None and left.get(key) not in (None, [])}
        if all(one.id in there or one.default is not None for one in required):
            out.append({key: item for key, item in left.items() if item is not None or row[key] is None})
    return out


def _without_archived(core: Core, attribute: Attribute, item: Any, gone: Mapping[str, set[str]]) -> Any:
    """A value without archived choices and records that are gone; None if it was one."""
    if isinstance(item, list):
        kept = [_without_archived(core, attribute, one, gone) for one in item]
        return [now for now, was in zip(kept, item, strict=True) if now is not None or was is None]
    if attribute.type == "record-reference":
        targets = attribute.allowed_objects or tuple(gone)
        is_gone = isinstance(item, str) and any(item.casefold() in gone.get(slug, ()) for slug in targets)
        return None if is_gone else item
    choice = chosen(attribute.choices, item, core.assumptions) if isinstance(item, str) else None
    return None if choice is not None and choice.is_archived else item

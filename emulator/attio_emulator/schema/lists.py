"""A list as a document, and as an `Object` whose records are its entries. `resources.lists` has its calls.

The object's slug is the list's ID. It is the key of the entries in the store; the list's own slug cannot be, since it
may change or equal that of an object.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from attio_emulator.ids import Ids
from attio_emulator.schema.model import Attribute, Choice, List, Object
from attio_emulator.schema.views import as_view, view_row

__all__ = ["as_list", "as_object", "attribute_rows", "document_of", "system_attributes"]

_SYSTEM: tuple[Mapping[str, Any], ...] = (
    {"slug": "entry_id", "title": "Entry ID", "type": "text", "is_unique": True},
    {"slug": "parent_record", "title": "Parent record", "type": "record-reference", "is_required": True},
    {
        "slug": "created_at",
        "title": "Created at",
        "type": "timestamp",
        "default": {"type": "dynamic", "template": "PT0S"},
    },
    {
        "slug": "created_by",
        "title": "Created by",
        "type": "actor-reference",
        "default": {"type": "dynamic", "template": "current-user"},
    },
)
"""The attributes of every list: `created_at` and `created_by` are documented, the others assumed, since filters use them."""


def system_attributes(list_id: str, parent: str, created_at: int | None, ids: Ids) -> list[Attribute]:
    """The attributes a list has initially; `parent` is the slug of its object."""
    return [
        Attribute(
            id=ids.named("list attribute", list_id, one["slug"]),
            is_system=True,
            is_writable=False,
            allowed_objects=(parent,) if one["slug"] == "parent_record" else (),
            created_at=created_at,
            **one,
        )
        for one in _SYSTEM
    ]


def document_of(one: List, parent: Object, created_at: int) -> dict[str, Any]:
    """The document for a list of a workspace file. `created_at` is used if the list has no time of its own."""
    return {
        "id": one.id,
        "api_slug": one.api_slug,
        "name": one.plural_noun,
        "parent_object_id": parent.id,
        "workspace_access": one.access,
        "workspace_member_access": [{"workspace_member_id": id, "level": level} for id, level in one.members],
        "actor": ["system", None],
        "created_at": created_at if one.created_at is None else one.created_at,
        "attributes": attribute_rows(one),
        "views": [view_row(view) for view in one.views.values()],
    }


def as_object(row: Mapping[str, Any]) -> Object:
    """The list as an object. Its ID appears where Attio writes `object_id` in attributes and options of lists (OpenAPI)."""
    attributes = [_attribute(one) for one in row["attributes"]]
    return Object(
        id=row["id"],
        slug=row["id"],
        singular_noun=row["name"],
        plural_noun=row["name"],
        created_at=row["created_at"],
        attributes={one.slug: one for one in attributes},
        views={one["id"]: as_view(one) for one in row.get("views", ())},
    )


def as_list(row: Mapping[str, Any], parent: str) -> List:
    """The list as a workspace file has it; `parent` is the slug of its object."""
    shown = as_object(row)
    return List(
        id=shown.id,
        slug=shown.slug,
        singular_noun=shown.singular_noun,
        plural_noun=shown.plural_noun,
        created_at=shown.created_at,
        attributes=shown.attributes,
        views=shown.views,
        api_slug=row["api_slug"],
        parent_object=parent,
        access=row["workspace_access"],
        members=tuple((one["workspace_member_id"], one["level"]) for one in row["workspace_member_access"]),
    )


def attribute_rows(owner: Object) -> list[dict[str, Any]]:
    """The attributes of such an object as JSON values."""
    return [asdict(one) for one in owner.attributes.values()]


def _attribute(row: Mapping[str, Any]) -> Attribute:
    choices = {name: tuple(Choice(**one) for one in row[name]) for name in ("options", "statuses")}
    return Attribute(**{**row, **choices, "allowed_objects": tuple(row["allowed_objects"])})

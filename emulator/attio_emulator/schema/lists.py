"""A list as a document, and as the `Object` whose records are its entries. Its calls are in `resources.lists`.

The slug of that object is the list's ID: it is the key of the entries in the store, where the slugs of lists, which change
and may be those of objects, cannot be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from attio_emulator.schema.model import Attribute, Choice, Object
from attio_emulator.schema.views import as_view

__all__ = ["as_object", "attribute_rows"]


def as_object(row: Mapping[str, Any]) -> Object:
    """Its ID stands where Attio writes `object_id` in attributes and options of lists (OpenAPI)."""
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


def attribute_rows(owner: Object) -> list[dict[str, Any]]:
    """The attributes of such an object as JSON values."""
    return [asdict(one) for one in owner.attributes.values()]


def _attribute(row: Mapping[str, Any]) -> Attribute:
    choices = {name: tuple(Choice(**one) for one in row[name]) for name in ("options", "statuses")}
    return Attribute(**{**row, **choices, "allowed_objects": tuple(row["allowed_objects"])})

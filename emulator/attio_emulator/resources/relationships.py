"""The other side of a relationship that a new attribute may create."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from attio_emulator import refusals
from attio_emulator.resources.attribute_config import referenced_object
from attio_emulator.resources.targets import Owner
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.shapes import NAME, SLUG, Shape, flag, text

__all__ = ["RELATIONSHIP", "relate", "related_to"]

RELATIONSHIP = Shape(
    required={"object": text(), "title": NAME, "api_slug": SLUG, "is_multiselect": flag}, closed=True
)  # fmt: skip


def related_to(owner: Owner, kind: str, given: Mapping[str, Any] | None) -> Object | None:
    """The object at the other end of a new relationship."""
    if given is None:
        return None
    if not owner.target.related:
        raise refusals.only_objects_are_related()
    if kind != "record-reference":
        raise refusals.relationship_of_no_reference()
    return referenced_object(owner.call.core.workspace, given["object"], "/data/relationship/object")


def relate(owner: Owner, made: Attribute, related: Object, given: Mapping[str, Any]) -> Attribute:
    """Create the attribute at the other end and link both."""
    slug, call = given["api_slug"], owner.call
    if slug in related.attributes or (related is owner.schema and slug == made.slug):
        raise owner.target.slug_taken(slug)
    other = Attribute(
        id=call.core.ids.next(),
        slug=slug,
        title=given["title"],
        type="record-reference",
        is_multiselect=given["is_multiselect"],
        allowed_objects=(owner.schema.slug,),
        inverse=(owner.schema.slug, made.slug),
        created_at=call.stamp.at,
    )
    replace(owner, schema=related).add(other)
    return replace(made, inverse=(related.slug, slug))

"""The two sides of a relationship that a new attribute may have, and who is told of attributes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from attio_emulator.resources.attribute_config import target_of
from attio_emulator.resources.rename import insert
from attio_emulator.resources.schema_shapes import FLAG, SLUG, Member, conflict, invalid, needed, refuse, rows_of
from attio_emulator.schema.model import Attribute, Object, Workspace
from attio_emulator.webhooks.events import emit

if TYPE_CHECKING:
    from attio_emulator.routes import Call

__all__ = ["relate", "related_to", "tell"]

_RELATIONSHIP = {
    "object": Member("string", required=True),
    "title": Member("string", required=True),
    "api_slug": needed(SLUG),
    "is_multiselect": needed(FLAG),
}


def related_to(workspace: Workspace, kind: str, given: Mapping[str, Any] | None) -> Object | None:
    """The object at the other end of a new relationship."""
    if given is None:
        return None
    refuse(rows_of(given, _RELATIONSHIP, ["data", "relationship"], closed=True))
    if kind != "record-reference":
        raise invalid('A relationship needs an attribute of type "record-reference".', "/data/relationship")
    return target_of(workspace, given["object"], "/data/relationship/object")


def relate(call: Call, owner: Object, made: Attribute, related: Object, given: Mapping[str, Any]) -> Attribute:
    """Create the attribute at the other end; both then know each other."""
    slug = given["api_slug"]
    if slug in related.attributes or (related is owner and slug == made.slug):
        raise conflict("An attribute with the same API slug already exists on this Object")
    other = Attribute(
        id=call.core.ids.next(),
        slug=slug,
        title=given["title"],
        type="record-reference",
        is_multiselect=given["is_multiselect"],
        allowed_objects=(owner.slug,),
        inverse=(owner.slug, made.slug),
        created_at=call.stamp.at,
    )
    insert(related, other)
    tell(call, "created", related, other)
    return replace(made, inverse=(related.slug, slug))


def tell(call: Call, what: str, owner: Object, one: Attribute) -> None:
    """Let the webhooks know (OpenAPI lists the events; that a relationship's other end is one more is assumed)."""
    emit(call.core, call.stamp, f"object-attribute.{what}", {"object_id": owner.id, "attribute_id": one.id})

"""Creating and changing the attributes of objects; those of lists are in `resources.list_attributes`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from attio_emulator.resources.attribute_config import NEVER_UNIQUE_ON, config_of, default_of
from attio_emulator.resources.relationships import relate, related_to, tell
from attio_emulator.resources.rename import exchange, insert
from attio_emulator.resources.schema_shapes import (
    FLAG,
    SLUG,
    Member,
    answer,
    conflict,
    data_of,
    invalid,
    needed,
    owner_of,
    protected,
)
from attio_emulator.schema.model import Attribute, Object

if TYPE_CHECKING:
    from attio_emulator.routes import Answer, Call

__all__ = ["CREATABLE", "MULTISELECT", "NOT_ON_OBJECTS", "UNIQUE", "create_attribute", "update_attribute"]

CREATABLE = (
    "text", "number", "checkbox", "currency", "date", "timestamp", "rating", "status", "select", "record-reference",
    "actor-reference", "location", "domain", "email-address", "phone-number",
)  # fmt: skip
"""Types a new attribute may be asked to have (OpenAPI)."""

NOT_ON_OBJECTS: Mapping[str, str] = {
    "status": 'Attributes of type "status" are not supported on objects.',
    "domain": 'Attributes of type "domain" cannot be created.',
    "email-address": 'Attributes of type "email-address" cannot be created.',
}
"""Of these the ones Attio keeps to itself (documented), with the refusal (wording assumed)."""

UNIQUE = ("text", "number", "phone-number")
"""Types that can be unique (documented for text, the others may match assertions)."""

MULTISELECT = ("select", "record-reference", "actor-reference", "phone-number")
"""Types that can hold several values (documented)."""

_NEW_ATTRIBUTE = {
    "title": Member("string", required=True),
    "description": Member("string", required=True, nullable=True),
    "api_slug": needed(SLUG),
    "type": Member("string", required=True, words=CREATABLE),
    "is_required": needed(FLAG),
    "is_unique": needed(FLAG),
    "is_multiselect": needed(FLAG),
    "default_value": Member("object", nullable=True),
    "relationship": Member("object", nullable=True),
    "config": Member("object", required=True),
}
_ATTRIBUTE = {
    "title": Member("string"),
    "description": Member("string", nullable=True),
    "api_slug": SLUG,
    "is_required": FLAG,
    "is_unique": FLAG,
    "default_value": Member("object", nullable=True),
    "config": Member("object"),
    "is_archived": FLAG,
}


def create_attribute(call: Call) -> Answer:
    owner = owner_of(call)
    data = data_of(call, _NEW_ATTRIBUTE, closed=True)
    kind, slug = data["type"], data["api_slug"]
    if kind in NOT_ON_OBJECTS:
        raise invalid(NOT_ON_OBJECTS[kind], "/data/type")
    if data["is_unique"]:
        check_unique(owner, kind)
    if data["is_multiselect"] and kind not in MULTISELECT:
        raise invalid(f'Attributes of type "{kind}" cannot be multiselect.', "/data/is_multiselect")
    related = related_to(call.core.workspace, kind, data.get("relationship"))
    config = config_of(call.core.workspace, kind, data["config"], related)
    if slug in owner.attributes:
        raise conflict("An attribute with the same API slug already exists on this Object")
    made = Attribute(
        id=call.core.ids.next(),
        slug=slug,
        title=data["title"],
        type=kind,
        description=data["description"],
        is_required=data["is_required"],
        is_unique=data["is_unique"],
        is_multiselect=data["is_multiselect"],
        currency=config.get("currency", "USD" if kind == "currency" else None),
        currency_display=config.get("currency_display", "symbol"),
        allowed_objects=config.get("allowed_objects", ()),
        created_at=call.stamp.at,
    )
    made = replace(made, default=default_of(call.core, owner, made, data.get("default_value")))
    if related is not None:
        made = relate(call, owner, made, related, data["relationship"])
    insert(owner, made)
    tell(call, "created", owner, made)
    return answer(call.core.wire.attribute(owner, made))


def update_attribute(call: Call) -> Answer:
    owner = owner_of(call)
    one = call.attribute(owner)
    data = data_of(call, _ATTRIBUTE, closed=True)
    if one.is_system:
        raise protected()
    if data.get("is_unique"):
        check_unique(owner, one.type)
    changes: dict[str, Any] = {
        name: data[name] for name in ("title", "description", "is_required", "is_unique", "is_archived") if name in data
    }
    if "config" in data:
        related = call.core.workspace.objects[one.inverse[0]] if one.inverse else None
        changes |= config_of(call.core.workspace, one.type, data["config"], related)
    slug = data.get("api_slug", one.slug)
    if slug != one.slug and slug in owner.attributes:
        raise conflict("An attribute with the same API slug already exists on this Object")
    changed = replace(one, slug=slug, **changes)
    if "default_value" in data:
        changed = replace(changed, default=default_of(call.core, owner, changed, data["default_value"]))
    if changed != one:
        exchange(call.core, owner, one, changed)
        tell(call, "updated", owner, changed)
    return answer(call.core.wire.attribute(owner, changed))


def check_unique(owner: Object, kind: str) -> None:
    if owner.slug in NEVER_UNIQUE_ON or kind not in UNIQUE:
        raise invalid("Cannot set attribute as unique.", "/data/is_unique")

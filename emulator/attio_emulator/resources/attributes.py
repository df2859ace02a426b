"""The attributes of objects and lists: read, create, change. `targets` has the differences between the two.

Sources: OpenAPI, with one operation for both. Observed: an archived slug still conflicts; archiving can be undone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.resources.attribute_config import (
    CONFIG,
    RELATIONSHIP,
    config_of,
    default,
    default_of,
    relate,
    related_to,
)
from attio_emulator.resources.base import answer
from attio_emulator.resources.pages import paged
from attio_emulator.resources.targets import Owner, owner_of
from attio_emulator.schema.model import Attribute
from attio_emulator.shapes import NAME, SLUG, Shape, flag, nullable, one_of, text
from attio_emulator.types import TYPES

__all__ = ["CREATABLE", "create_attribute", "get_attribute", "list_attributes", "update_attribute"]

CREATABLE = (
    "text", "number", "checkbox", "currency", "date", "timestamp", "rating", "status", "select", "record-reference",
    "actor-reference", "location", "domain", "email-address", "phone-number", "interaction", "personal-name",
)  # fmt: skip
"""Types a new attribute may have, as listed in a recorded refusal; the document lacks the last two."""

_NEW = Shape(
    required={
        "title": NAME,
        "description": nullable(text()),
        "api_slug": SLUG,
        "type": one_of(*CREATABLE),
        "is_required": flag,
        "is_unique": flag,
        "is_multiselect": flag,
        "config": CONFIG,
    },
    optional={"default_value": nullable(default), "relationship": nullable(RELATIONSHIP)},
    closed=True,
)
_CHANGE = Shape(
    optional={
        "title": NAME,
        "description": nullable(text()),
        "api_slug": SLUG,
        "is_required": flag,
        "is_unique": flag,
        "default_value": nullable(default),
        "config": CONFIG,
        "is_archived": flag,
    },
    closed=True,
)
_TAKEN_AS_IT_IS = ("title", "description", "is_required", "is_unique", "is_archived")


def list_attributes(call: Call) -> Answer:
    owner, core = owner_of(call).schema, call.core
    rows = list(owner.attributes.values()) if call.flag("show_archived") else list(core.renderer.shown(owner))
    return answer([core.renderer.attribute(owner, one) for one in paged(call, rows, limit=500)])


def get_attribute(call: Call) -> Answer:
    """Archived ones, too (observed)."""
    owner = owner_of(call)
    return _shown(owner, owner.attribute())


def create_attribute(call: Call) -> Answer:
    owner, core = owner_of(call), call.core
    data = call.data(_NEW)
    kind, slug = data["type"], data["api_slug"]
    if kind in owner.target.missing:
        raise owner.target.missing[kind](kind)
    _check_unique(owner, kind, data)
    if data["is_multiselect"] and not TYPES[kind].multiselect:
        raise refusals.not_multiselect(kind)
    related = related_to(owner, kind, data.get("relationship"))
    config = config_of(core.workspace, kind, data["config"], related)
    _check_slug(owner, slug)
    made = Attribute(
        id=core.ids.next(),
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
    made = replace(made, default=default_of(owner, made, data.get("default_value")))
    if related is not None:
        made = relate(owner, made, related, data["relationship"])
    owner.add(made)
    return _shown(owner, made)


def update_attribute(call: Call) -> Answer:
    owner = owner_of(call)
    one = owner.attribute()
    data = call.data(_CHANGE)
    if one.is_system:
        raise refusals.system_attribute()
    _check_unique(owner, one.type, data)
    changes: dict[str, Any] = {name: data[name] for name in _TAKEN_AS_IT_IS if name in data}
    if "config" in data:
        related = call.core.workspace.objects[one.inverse[0]] if one.inverse else None
        changes |= config_of(call.core.workspace, one.type, data["config"], related)
    slug = data.get("api_slug", one.slug)
    if slug != one.slug:
        _check_slug(owner, slug)
    changed = replace(one, slug=slug, **changes)
    if "default_value" in data:
        changed = replace(changed, default=default_of(owner, changed, data["default_value"]))
    if changed != one:
        changed = owner.exchange(one, changed)
        owner.emit("updated", changed)
    return _shown(owner, changed)


def _shown(owner: Owner, one: Attribute) -> Answer:
    return answer(owner.call.core.renderer.attribute(owner.schema, one))


def _check_unique(owner: Owner, kind: str, data: dict[str, Any]) -> None:
    if data.get("is_unique") and not owner.target.unique(owner.schema, kind):
        raise refusals.cannot_be_unique()


def _check_slug(owner: Owner, slug: str) -> None:
    if slug in owner.schema.attributes:  # even an archived one's (observed)
        raise owner.target.slug_taken(slug)

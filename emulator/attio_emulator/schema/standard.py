"""The standard objects, and the attributes every object has initially. The data is in `data/standard_objects.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pkgutil import get_data
from typing import Any

from attio_emulator.schema.model import NAMED, Attribute, Choice, Object

__all__ = ["attribute_of", "own_attributes", "standard_attributes", "standard_objects"]


@lru_cache(maxsize=1)
def _standard_data() -> dict[str, Any]:
    # by its loader, since the package may be in an archive, as in a zipapp
    data: dict[str, Any] = json.loads(get_data("attio_emulator", "data/standard_objects.json") or b"")
    return data


def standard_objects() -> dict[str, Object]:
    """New copies of the five standard objects."""
    return {
        slug: Object(
            id=NAMED.named("object", slug),
            slug=slug,
            singular_noun=row["singular_noun"],
            plural_noun=row["plural_noun"],
            active=row["active"],
            is_standard=True,
            attributes={one.slug: one for one in _of_standard(slug)},
        )
        for slug, row in _standard_data().items()
    }


@lru_cache(maxsize=8)
def _of_standard(owner: str) -> tuple[Attribute, ...]:
    return tuple(attribute_of(owner, row) for row in _standard_data()[owner]["attributes"])


def attribute_of(owner: str, row: Mapping[str, Any]) -> Attribute:
    """The system attribute in a row of the data; its ID is derived from its owner's name."""
    flags = row.get("flags", "").split()
    slug = row["api_slug"]

    def choices(key: str) -> tuple[Choice, ...]:
        return tuple(Choice(id=NAMED.named(key, owner, slug, title), title=title) for title in row.get(key, ()))

    target, inverse, default = row.get("target"), row.get("inverse"), row.get("default")
    return Attribute(
        id=NAMED.named("attribute", owner, slug),
        slug=slug,
        title=row["title"],
        type=row["type"],
        description=row.get("description"),
        is_system=True,
        is_writable="writable" in flags,
        is_required="required" in flags,
        is_unique="unique" in flags,
        is_multiselect="multiselect" in flags,
        is_enriched="enriched" in flags,
        options=choices("options"),
        statuses=choices("statuses"),
        currency=row.get("currency"),
        allowed_objects=(target,) if target else (),
        inverse=(target, inverse) if target and inverse else None,
        default={"type": "dynamic", "template": default} if default else None,
    )


_EVERY_OBJECT: tuple[Mapping[str, Any], ...] = (
    {"api_slug": "record_id", "title": "Record ID", "type": "text", "flags": "unique"},
    {"api_slug": "created_at", "title": "Created at", "type": "timestamp", "default": "PT0S"},
    {"api_slug": "created_by", "title": "Created by", "type": "actor-reference", "default": "current-user"},
)


def standard_attributes(owner: str) -> tuple[Attribute, ...]:
    """The attributes an object has initially."""
    return _of_standard(owner) if owner in _standard_data() else own_attributes(owner)


@lru_cache(maxsize=64)
def own_attributes(owner: str) -> tuple[Attribute, ...]:
    """The attributes that every object has."""
    return tuple(attribute_of(owner, row) for row in _EVERY_OBJECT)

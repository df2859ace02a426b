"""The workspace for the page: its name and surroundings, its objects and their attributes."""

from __future__ import annotations

from typing import Any

from attio_emulator.api import Api
from attio_emulator.clock import VirtualClock, iso
from attio_emulator.http import Request
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.ui.asked import owner_named

__all__ = ["about", "object_", "objects"]


def about(api: Api, request: Request | None = None) -> dict[str, Any]:
    """What the page needs first."""
    workspace = api.workspace
    return {
        "workspace": {"name": workspace.name, "slug": workspace.slug, "id": workspace.id, "api": workspace.api},
        "members": len(workspace.members),
        "clock": {"kind": "virtual" if isinstance(api.clock, VirtualClock) else "system", "at": iso(api.now())},
        "created_at": iso(api.core.created_at),
        "batch_lag": api.batch_lag,
        "strict_auth": api.strict_auth,
        "journal_limit": api.journal_limit,
        "blame": api.page_links.blame,
    }


def objects(api: Api, request: Request) -> dict[str, Any]:
    """The objects, active or not, with their numbers of records."""
    counts = api.counts()
    return {"data": [_head(one, counts.get(one.slug, 0)) for one in api.workspace.objects.values()]}


def _head(one: Object, records: int) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "id": one.id,
        "singular_noun": one.singular_noun,
        "plural_noun": one.plural_noun,
        "active": one.active,
        "can_be_inactive": one.may_be_inactive,
        "is_standard": one.is_standard,
        "attributes": sum(not attribute.is_archived for attribute in one.attributes.values()),
        "records": records,
    }


def object_(api: Api, request: Request, named: str) -> dict[str, Any]:
    """An object or a list with its attributes, including archived ones."""
    owner = owner_named(api.core, named)
    found = _head(owner, api.core.store.counts().get(owner.slug, 0))
    of_workspace = owner.slug in api.workspace.objects
    return {
        **found,
        "kind": "object" if of_workspace else "list",
        "attributes": [_attribute(one) for one in owner.attributes.values()],
    }


def _attribute(one: Attribute) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "title": one.title,
        "type": one.type,
        "description": one.description,
        "is_unique": one.is_unique,
        "is_required": one.is_required,
        "is_multiselect": one.is_multiselect,
        "is_system": one.is_system,
        "is_writable": one.is_writable,
        "is_archived": one.is_archived,
        "is_enriched": one.is_enriched,
        "choices": [{"title": choice.title, "is_archived": choice.is_archived} for choice in one.choices],
        "currency": one.currency,
        "allowed_objects": list(one.allowed_objects),
        "inverse": None if one.inverse is None else list(one.inverse),
        "default": None if one.default is None else dict(one.default),
    }

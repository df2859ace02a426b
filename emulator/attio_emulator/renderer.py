"""Renders Attio's JSON: objects, attributes, records, values. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from attio_emulator import defaults
from attio_emulator.assumptions import Settings
from attio_emulator.clock import iso
from attio_emulator.record import Record, Value
from attio_emulator.schema.model import Attribute, Choice, Member, Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.store import Store
from attio_emulator.types import TYPES, Setting
from attio_emulator.types.choices import CHOICES

__all__ = ["Renderer", "actor"]


def actor(row: Sequence[str | None]) -> dict[str, Any]:
    """The actor of a stamp or a stored row (type, ID) in Attio's JSON."""
    return {"type": row[0], "id": row[1]}


_PAGES = {"people": "person", "companies": "company"}


def _page_of(owner: Object) -> str:
    """The path of an object's records in Attio's web application (observed; users and workspaces are assumed to be like deals)."""
    if owner.is_standard:
        return _PAGES.get(owner.slug, f"{owner.slug}/record")
    return f"custom/{quote(owner.slug)}/record"


class Renderer:
    """Renders the contents of a workspace and its store. `created_at` is the workspace's creation, in milliseconds."""

    def __init__(self, workspace: Workspace, store: Store, assumptions: Settings, created_at: int) -> None:
        self._workspace, self._store, self._assumptions = workspace, store, assumptions
        self._created_at = iso(created_at)

    # -- schema ----------------------------------------------------------------------------------------------------

    def object(self, one: Object) -> dict[str, Any]:
        return {
            "id": {"workspace_id": self._workspace.id, "object_id": one.id},
            "api_slug": one.slug,
            "singular_noun": one.singular_noun,
            "plural_noun": one.plural_noun,
            "created_at": self._since(one),
        }

    def attribute(self, owner: Object, one: Attribute) -> dict[str, Any]:
        allowed = [self._workspace.objects[slug].id for slug in one.allowed_objects if slug in self._workspace.objects]
        return {
            "id": {"workspace_id": self._workspace.id, "object_id": owner.id, "attribute_id": one.id},
            "title": one.title,
            "description": one.description,
            "api_slug": one.slug,
            "type": one.type,
            "is_system_attribute": one.is_system,
            "is_writable": one.is_writable,
            "is_required": one.is_required,
            "is_unique": one.is_unique,
            "is_multiselect": one.is_multiselect,
            "is_default_value_enabled": one.default is not None,
            "is_archived": one.is_archived,
            "default_value": defaults.shown(one.default, self.setting(owner, one)),
            "relationship": self._relationship(one),
            "created_at": self._since(one if one.created_at is not None else owner),
            "config": {
                "currency": {
                    "default_currency_code": one.currency,
                    "display_type": None if one.currency is None else one.currency_display,
                },
                "record_reference": {"allowed_object_ids": allowed or None},
            },
        }

    def _since(self, one: Object | Attribute) -> str:
        """Its creation time; by default that of the workspace."""
        return self._created_at if one.created_at is None else iso(one.created_at)

    def _relationship(self, one: Attribute) -> dict[str, Any] | None:
        if one.inverse is None:
            return None
        target = self._workspace.objects[one.inverse[0]]
        other = target.attributes[one.inverse[1]]
        return {
            "id": {"workspace_id": self._workspace.id, "object_id": target.id, "attribute_id": other.id},
            "object_slug": target.slug,
            "api_slug": other.slug,
            "is_multiselect": other.is_multiselect,
            "title": other.title,
        }

    def choice(self, owner: Object, attribute: Attribute, one: Choice) -> dict[str, Any]:
        ids = {"workspace_id": self._workspace.id, "object_id": owner.id, "attribute_id": attribute.id}
        return CHOICES[attribute.type].choice(one, ids)

    def member(self, one: Member) -> dict[str, Any]:
        return {
            "id": {"workspace_id": self._workspace.id, "workspace_member_id": one.id},
            "first_name": one.first_name,
            "last_name": one.last_name,
            "avatar_url": None,
            "email_address": one.email_address,
            "access_level": one.access_level,
            "created_at": self._created_at,
        }

    # -- records ---------------------------------------------------------------------------------------------------

    def shown(self, owner: Object) -> Iterator[Attribute]:
        """The attributes of an object that Attio shows: not archived ones, nor references to an inactive object."""
        for one in owner.attributes.values():
            if not one.is_archived and (not one.allowed_objects or any(map(self._is_active, one.allowed_objects))):
                yield one

    def _is_active(self, slug: str) -> bool:
        target = self._workspace.objects.get(slug)
        return target is not None and target.active

    def record(self, owner: Object, record: Record) -> dict[str, Any]:
        return {
            "id": {"workspace_id": self._workspace.id, "object_id": owner.id, "record_id": record.id},
            "created_at": iso(record.created_at),
            "web_url": self.web_url(owner, record.id),
            "values": self.values(owner, record),
        }

    def web_url(self, owner: Object, record_id: str) -> str:
        """The address of a record in Attio's web application."""
        return f"https://app.attio.com/{quote(self._workspace.slug)}/{_page_of(owner)}/{record_id}"

    def setting(self, owner: Object, one: Attribute) -> Setting:
        """The context in which a type shows a value of this attribute."""
        return Setting(one, self._workspace, self._assumptions, self._store.lookup, owner.id)

    def values(self, owner: Object, record: Record) -> dict[str, list[dict[str, Any]]]:
        """The values of a record, or of an entry of a list."""
        return {one.slug: [self.value(owner, one, row) for row in record.active(one.slug)] for one in self.shown(owner)}

    def value(self, owner: Object, one: Attribute, value: Value) -> dict[str, Any]:
        kind, setting = TYPES[one.type], self.setting(owner, one)
        return {
            "active_from": iso(value.active_from),
            "active_until": None if value.active_until is None else iso(value.active_until),
            "created_by_actor": actor(value.stamp.actor),
            **kind.show(value.data, setting),
            "attribute_type": one.type,
        }

    def history(self, owner: Object, record: Record, one: Attribute, *, historic: bool) -> list[dict[str, Any]]:
        """The values of one attribute, oldest first; with `historic`, including ended ones."""
        rows = list(record.active(one.slug))
        if historic:
            rows = sorted([*record.past.get(one.slug, ()), *rows], key=lambda value: value.active_from)
        return [self.value(owner, one, row) for row in rows]

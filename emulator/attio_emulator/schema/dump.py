"""Writes the parts of a workspace as in its file, for `parse` to read again. Leaves out what every workspace has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attio_emulator.clock import iso
from attio_emulator.schema.activities import schema_attributes
from attio_emulator.schema.model import Activity, Attribute, Choice, List, Object, Token, View
from attio_emulator.schema.standard import standard_attributes

__all__ = ["activity_row", "list_row", "object_row", "token_row"]


def token_row(one: Token) -> str | dict[str, Any]:
    """A token; an unrestricted key is written as its text alone."""
    said = {
        "kind": None if one.kind == "api-key" else one.kind,
        "level": None if one.level == "workspace" else one.level,
        "name": one.name,
        "client_id": one.app,
        "member": one.member,
        "scopes": None if one.scopes is None else list(one.scopes),
        "expires_at": None if one.expires_at is None else iso(one.expires_at),
        "revoked": one.revoked or None,
    }
    out = {"token": one.token} | {name: value for name, value in said.items() if value is not None}
    return out if len(out) > 1 else one.token


def object_row(one: Object) -> dict[str, Any]:
    """An object without the attributes that every object of its slug has."""
    out: dict[str, Any] = {"api_slug": one.slug, "id": one.id, "active": one.active}
    out["attributes"] = _added(one.attributes, standard_attributes(one.slug))
    if one.created_at is not None:
        out["created_at"] = iso(one.created_at)
    if one.views:
        out["views"] = [_view(view) for view in one.views.values()]
    return out | {"singular_noun": one.singular_noun, "plural_noun": one.plural_noun}


def activity_row(one: Activity) -> dict[str, Any]:
    """An activity without the attributes from its schema."""
    out: dict[str, Any] = {"api_slug": one.api_slug, "id": one.id, "extends": one.extends}
    out["attributes"] = _added(one.attributes, schema_attributes(one.id, one.extends))
    if one.created_at is not None:
        out["created_at"] = iso(one.created_at)
    return out | {"singular_noun": one.singular_noun, "plural_noun": one.plural_noun}


def list_row(one: List) -> dict[str, Any]:
    """A list without the attributes that every list has."""
    out: dict[str, Any] = {
        "api_slug": one.api_slug,
        "id": one.id,
        "name": one.plural_noun,
        "workspace_access": one.access,
    }
    out["parent_object"] = one.parent_object
    out["workspace_member_access"] = [{"workspace_member_id": id, "level": level} for id, level in one.members]
    out["attributes"] = [_attribute(attribute) for attribute in one.attributes.values() if not attribute.is_system]
    if one.created_at is not None:
        out["created_at"] = iso(one.created_at)
    return out | {"views": [_view(view) for view in one.views.values()]}


def _added(attributes: Mapping[str, Attribute], given: Sequence[Attribute]) -> list[dict[str, Any]]:
    """The attributes that differ from those the owner had initially."""
    known = {one.slug: one for one in given}
    # most are identical objects, and comparing two takes a while
    return [
        _attribute(one) for slug, one in attributes.items() if (there := known.get(slug)) is not one and there != one
    ]


def _view(one: View) -> dict[str, Any]:
    out: dict[str, Any] = {"id": one.id, "title": one.title, "type": one.type}
    out |= {name: [dict(row) for row in rows] for name in ("sorts", "attributes") if (rows := getattr(one, name))}
    if one.filter is not None:
        out["filter"] = dict(one.filter)
    if one.is_archived:
        out["is_archived"] = True
    return out if one.created_at is None else out | {"created_at": iso(one.created_at)}


def _attribute(one: Attribute) -> dict[str, Any]:
    out: dict[str, Any] = {"api_slug": one.slug, "id": one.id, "title": one.title, "type": one.type}
    if one.description is not None or one.is_system:
        out["description"] = one.description
    flags = ("is_required", "is_unique", "is_multiselect", "is_archived")
    out |= {flag: getattr(one, flag) for flag in flags if one.is_system or getattr(one, flag)}
    if one.is_system or not one.is_writable:
        out["is_writable"] = one.is_writable
    if one.choices:
        out["statuses" if one.type == "status" else "options"] = [_choice(choice, one.type) for choice in one.choices]
    if one.currency is not None:
        out["config"] = {
            "currency": {"default_currency_code": one.currency, "display_type": one.currency_display},
        }
    if one.allowed_objects:
        out["config"] = {"record_reference": {"allowed_objects": list(one.allowed_objects)}}
    if one.inverse is not None:
        out["relationship"] = {"object": one.inverse[0], "api_slug": one.inverse[1]}
    if one.default is not None:
        out["default_value"] = dict(one.default)
    if one.created_at is not None:
        out["created_at"] = iso(one.created_at)
    return out


def _choice(one: Choice, kind: str) -> dict[str, Any]:
    out: dict[str, Any] = {"id": one.id, "title": one.title, "is_archived": one.is_archived}
    if kind == "status":
        out |= {"celebration_enabled": one.celebration_enabled, "target_time_in_status": one.target_time_in_status}
    return out

"""The schema of a workspace as data: members, objects, attributes, options. Records are in `store`, files in `loading`.

Everything is looked up by slug or by ID. Words are those of Attio's API.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attio_emulator.clock import iso
from attio_emulator.ids import Ids

__all__ = ["Attribute", "Choice", "Member", "Object", "Token", "Workspace", "describe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A workspace member."""

    id: str
    first_name: str
    last_name: str
    email_address: str
    access_level: str = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An access token with limits: its scopes, None for every one; when it ends (milliseconds), None for never."""

    token: str
    scopes: tuple[str, ...] | None = None
    expires_at: int | None = None
    revoked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A select option or a status."""

    id: str
    title: str
    is_archived: bool = False
    celebration_enabled: bool = False
    target_time_in_status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute of an object.

    `allowed_objects` are the slugs a record reference may point to (none means any); `inverse` is the (object, attribute)
    at the other end of a relationship. `is_enriched` marks what only Attio fills. `default` is a default value as Attio's
    JSON shows it (type and template). `created_at` is in milliseconds; None where it came with its object.
    """

    id: str
    slug: str
    title: str
    type: str
    description: str | None = None
    is_system: bool = False
    is_writable: bool = True
    is_required: bool = False
    is_unique: bool = False
    is_multiselect: bool = False
    is_archived: bool = False
    is_enriched: bool = False
    options: tuple[Choice, ...] = ()
    statuses: tuple[Choice, ...] = ()
    currency: str | None = None
    currency_display: str = "symbol"
    allowed_objects: tuple[str, ...] = ()
    inverse: tuple[str, str] | None = None
    default: Mapping[str, Any] | None = None
    created_at: int | None = None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The options of a select, the statuses of a status."""
        return self.statuses if self.type == "status" else self.options


@dataclass(slots=True, kw_only=True)
class Object:
    """An object; `attributes` by slug, in the order of Attio's settings.

    `created_at` is in milliseconds; None where it came with the workspace.
    """

    id: str
    slug: str
    singular_noun: str
    plural_noun: str
    active: bool = True
    is_standard: bool = False
    created_at: int | None = None
    attributes: dict[str, Attribute] = field(default_factory=dict)

    def find(self, named: str) -> Attribute | None:
        """An attribute by slug or ID."""
        found = self.attributes.get(named)
        if found is None:
            found = next((one for one in self.attributes.values() if one.id == named), None)
        return found


@dataclass(slots=True, kw_only=True)
class Workspace:
    """A workspace: `records` are seed records (object slug -> list of simple values), `assumptions` settings by id."""

    id: str
    name: str
    slug: str
    members: tuple[Member, ...] = ()
    objects: dict[str, Object] = field(default_factory=dict)
    records: Mapping[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    assumptions: Mapping[str, str] = field(default_factory=dict)
    tokens: tuple[str | Token, ...] = ()
    file: str = "<dict>"

    @classmethod
    def load(cls, path: str | Path) -> Workspace:
        """Read a workspace file, YAML or JSON.

        Raises:
            WorkspaceError: the file cannot be read, or something in it is wrong: file, pointer, found, expected.
        """
        from attio_emulator.schema.parse import load

        return load(path)

    @classmethod
    def from_text(cls, text: str, *, file: str) -> Workspace:
        """The workspace of a file's text, for whoever has read the file already; raises as `load`."""
        from attio_emulator.schema.parse import loads

        return loads(text, file=file)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, file: str = "<dict>") -> Workspace:
        """The workspace that a file with these members would give; raises as `load`."""
        from attio_emulator.schema.parse import build

        return build(data, file=file)

    @classmethod
    def standard(cls) -> Workspace:
        """A workspace with the standard objects only."""
        return cls.from_dict({})

    def find_object(self, named: str) -> Object | None:
        """An object by slug or ID, active or not."""
        found = self.objects.get(named)
        if found is None:
            found = next((one for one in self.objects.values() if one.id == named), None)
        return found

    def find_member(self, email_address: str) -> Member | None:
        wanted = email_address.casefold()
        return next((one for one in self.members if one.email_address.casefold() == wanted), None)

    def active_objects(self) -> Iterator[Object]:
        return (one for one in self.objects.values() if one.active)

    def activate(self, named: str) -> Object | None:
        """Activate an object, as an admin would in the settings."""
        found = self.find_object(named)
        if found is not None:
            found.active = True
        return found

    def to_dict(self) -> dict[str, Any]:
        """The form of a workspace file from which this workspace can be built again."""
        return describe(self)


def describe(workspace: Workspace) -> dict[str, Any]:
    """A workspace as its file would say it; what every workspace has is not repeated."""
    return {
        "name": workspace.name,
        "slug": workspace.slug,
        "members": [
            {
                "id": one.id,
                "first_name": one.first_name,
                "last_name": one.last_name,
                "email_address": one.email_address,
                "access_level": one.access_level,
            }
            for one in workspace.members
        ],
        "objects": [_object(one) for one in workspace.objects.values()],
        "records": {slug: [dict(row) for row in rows] for slug, rows in workspace.records.items()},
        "assumptions": dict(workspace.assumptions),
        "tokens": [one if isinstance(one, str) else _token(one) for one in workspace.tokens],
    }


def _token(one: Token) -> dict[str, Any]:
    out: dict[str, Any] = {"token": one.token, "revoked": one.revoked}
    if one.scopes is not None:
        out["scopes"] = list(one.scopes)
    return out if one.expires_at is None else out | {"expires_at": iso(one.expires_at)}


def _object(one: Object) -> dict[str, Any]:
    from attio_emulator.schema.parse import standard_attributes

    standard = standard_attributes(one.slug)
    own = [_attribute(attribute) for attribute in one.attributes.values() if attribute not in standard]
    out: dict[str, Any] = {"api_slug": one.slug, "id": one.id, "active": one.active, "attributes": own}
    if one.created_at is not None:
        out["created_at"] = iso(one.created_at)
    return out | {"singular_noun": one.singular_noun, "plural_noun": one.plural_noun}


def _attribute(one: Attribute) -> dict[str, Any]:
    out: dict[str, Any] = {"api_slug": one.slug, "id": one.id, "title": one.title, "type": one.type}
    if one.description is not None:
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


NAMED = Ids("names")
"""Ids of what has a name: the same slug has the same ID in every workspace of the same name."""

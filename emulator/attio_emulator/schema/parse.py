"""From the values of a workspace file to the parts of a workspace, saying exactly what is wrong. Reads no file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from attio_emulator.assumptions import checked
from attio_emulator.errors import WorkspaceError, pointer_token
from attio_emulator.schema.model import NAMED, Attribute, Member, Object, Token
from attio_emulator.schema.parse_attributes import AttributeParser
from attio_emulator.schema.standard import own_attributes, standard_objects
from attio_emulator.scopes import known_scopes

__all__ = ["Parts", "parts"]


_WORKSPACE = ("name", "slug", "members", "objects", "records", "assumptions", "tokens")
_MEMBER = ("id", "first_name", "last_name", "email_address", "access_level")
_OBJECT = ("api_slug", "id", "singular_noun", "plural_noun", "active", "created_at", "attributes")
_TOKEN = ("token", "scopes", "expires_at", "revoked")
_LEVELS = ("admin", "member", "suspended")
_ALWAYS_ACTIVE = ("people", "companies")


class Parts(TypedDict):
    """What a workspace is made of."""

    id: str
    name: str
    slug: str
    members: tuple[Member, ...]
    objects: dict[str, Object]
    records: Mapping[str, list[Mapping[str, Any]]]
    assumptions: Mapping[str, str]
    tokens: tuple[str | Token, ...]
    file: str


def parts(data: Any, *, file: str) -> Parts:
    """The parts of a workspace from the members of its file.

    Raises:
        WorkspaceError: something is wrong; every mistake with its pointer, what was found and what was expected.
    """
    return _Parser(file).workspace(data)


class _Parser(AttributeParser):
    def workspace(self, data: Any) -> Parts:
        given = self._members(data, "", _WORKSPACE, "a workspace: an object with name, members, objects …")
        slug = self._text(given, "slug", "", "workspace")
        name = self._text(given, "name", "", slug.capitalize())
        objects = self._objects(given.get("objects"))
        assumptions = given.get("assumptions") or {}
        if isinstance(assumptions, Mapping):
            assumptions, problems = checked({str(key): value for key, value in assumptions.items()})
            self._problems += problems
        else:
            self._say("/assumptions", assumptions, "an object: the id of an assumption and its setting")
        members = self._list(given.get("members"), "/members", "a list of members")
        tokens = self._list(given.get("tokens"), "/tokens", "a list of access tokens")
        parts = Parts(
            id=NAMED.named("workspace", slug),
            name=name,
            slug=slug,
            members=tuple(self._member(one, f"/members/{index}") for index, one in enumerate(members)),
            objects=objects,
            records=self._records(given.get("records"), objects),
            assumptions=assumptions if isinstance(assumptions, dict) else {},
            tokens=tuple(self._token(one, f"/tokens/{index}") for index, one in enumerate(tokens)),
            file=self._file,
        )
        self._once(
            ((f"/members/{index}", one.email_address.casefold()) for index, one in enumerate(parts["members"])),
            "an email address",
        )
        if self._problems:
            raise WorkspaceError(self._file, self._problems)
        return parts

    def _token(self, value: Any, pointer: str) -> str | Token:
        if isinstance(value, str):
            return value
        given = self._members(value, pointer, _TOKEN, "an access token: text, or an object with token and its limits")
        scopes = self._list(given.get("scopes"), f"{pointer}/scopes", "a list of scopes")
        for index, one in enumerate(scopes):
            if one not in known_scopes():
                self._say(
                    f"{pointer}/scopes/{index}", one, "a scope of Attio, such as record_permission:read", known_scopes()
                )
        return Token(
            token=self._required(given, "token", pointer) if isinstance(value, Mapping) else "",
            scopes=tuple(map(str, scopes)) if given.get("scopes") is not None else None,
            expires_at=self._moment(given, "expires_at", pointer),
            revoked=self._flag(given, "revoked", pointer),
        )

    def _member(self, value: Any, pointer: str) -> Member:
        given = self._members(value, pointer, _MEMBER, "a member: an object with email_address")
        email = self._required(given, "email_address", pointer)
        level = self._text(given, "access_level", pointer, "member")
        if level not in _LEVELS:
            self._say(f"{pointer}/access_level", level, f"one of {', '.join(_LEVELS)}", _LEVELS)
        return Member(
            id=self._text(given, "id", pointer) or NAMED.named("member", email.casefold()),
            first_name=self._text(given, "first_name", pointer, ""),
            last_name=self._text(given, "last_name", pointer, ""),
            email_address=email,
            access_level=level,
        )

    def _records(self, value: Any, objects: Mapping[str, Object]) -> dict[str, list[Mapping[str, Any]]]:
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self._say("/records", value, "an object: an object's slug and a list of values")
            return {}
        out: dict[str, list[Mapping[str, Any]]] = {}
        for slug, rows in value.items():
            pointer = "/records" + pointer_token(slug)
            if slug not in objects:
                self._say(pointer, slug, "the slug of an object of this workspace", objects, at="key")
            out[str(slug)] = []
            for index, row in enumerate(self._list(rows, pointer, "a list of records")):
                if isinstance(row, Mapping):
                    out[str(slug)].append(row)
                else:
                    self._say(f"{pointer}/{index}", row, "an object: attribute slugs and simple values")
        return out

    def _objects(self, value: Any) -> dict[str, Object]:
        objects = standard_objects()
        given = self._list(value, "/objects", "a list of objects")
        self._once(
            (
                (f"/objects/{index}/api_slug", str(one.get("api_slug", "")))
                for index, one in enumerate(given)
                if isinstance(one, Mapping)
            ),
            "a slug",
        )
        for index, one in enumerate(given):
            self._object(one, f"/objects/{index}", objects)
        for index, one in enumerate(given):
            if isinstance(one, Mapping):
                self._targets(one, f"/objects/{index}", objects)
        return objects

    def _object(self, value: Any, pointer: str, objects: dict[str, Object]) -> None:
        given = self._members(value, pointer, _OBJECT, "an object with api_slug and attributes")
        if not given and not (isinstance(value, Mapping) and not value):
            return
        slug = self._required(given, "api_slug", pointer)
        if not slug:
            return
        known = objects.get(slug)
        if known is None:
            title = slug.replace("_", " ").capitalize()
            known = Object(
                id=self._text(given, "id", pointer) or NAMED.named("object", slug),
                slug=slug,
                singular_noun=self._text(given, "singular_noun", pointer, title),
                plural_noun=self._text(given, "plural_noun", pointer, title),
                active=self._flag(given, "active", pointer, True),
                created_at=self._moment(given, "created_at", pointer),
            )
            objects[slug] = known
            known.attributes = {one.slug: one for one in own_attributes(slug)}
        else:
            known.id = self._text(given, "id", pointer) or known.id
            active = self._flag(given, "active", pointer, known.active)
            if slug in _ALWAYS_ACTIVE and not active:
                self._say(f"{pointer}/active", False, f"true: {slug} are always active")
            known.active = active
            known.singular_noun = self._text(given, "singular_noun", pointer, known.singular_noun)
            known.plural_noun = self._text(given, "plural_noun", pointer, known.plural_noun)
        attributes = self._list(given.get("attributes"), f"{pointer}/attributes", "a list of attributes")
        self._once(
            (
                (f"{pointer}/attributes/{index}/api_slug", str(one.get("api_slug", "")))
                for index, one in enumerate(attributes)
                if isinstance(one, Mapping)
            ),
            "a slug",
        )
        tail: dict[str, Attribute] = {
            key: known.attributes.pop(key) for key in ("created_at", "created_by") if key in known.attributes
        }
        for index, one in enumerate(attributes):
            attribute = self._attribute(one, f"{pointer}/attributes/{index}", slug, known.attributes | tail)
            if attribute is not None:
                known.attributes[attribute.slug] = attribute
        known.attributes |= {key: known.attributes.pop(key, one) for key, one in tail.items()}

    def _targets(self, value: Mapping[str, Any], pointer: str, objects: Mapping[str, Object]) -> None:
        """Every object a reference may point to must be there, and the other end of every relationship."""
        attributes = value.get("attributes")
        owner = objects.get(str(value.get("api_slug")))
        for index, one in enumerate(attributes if isinstance(attributes, list) else []):
            held = owner.attributes.get(str(one.get("api_slug"))) if owner and isinstance(one, Mapping) else None
            if owner is not None and held is not None and held.inverse is not None and "relationship" in one:
                target = objects.get(held.inverse[0])
                other = target.attributes.get(held.inverse[1]) if target else None
                if other is None or other.inverse != (owner.slug, held.slug):
                    expected = f"an attribute whose relationship is with {owner.slug}.{held.slug}"
                    where = f"{pointer}/attributes/{index}/relationship"
                    self._say(where, f"{held.inverse[0]}.{held.inverse[1]}", expected)
            config = one.get("config") if isinstance(one, Mapping) else None
            reference = config.get("record_reference") if isinstance(config, Mapping) else None
            allowed = reference.get("allowed_objects") if isinstance(reference, Mapping) else None
            for at, slug in enumerate(allowed if isinstance(allowed, list) else []):
                if not isinstance(slug, str) or slug not in objects:
                    where = f"{pointer}/attributes/{index}/config/record_reference/allowed_objects/{at}"
                    self._say(where, slug, "the slug of an object of this workspace", objects)

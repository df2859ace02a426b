"""From the values of a workspace file to the parts of a workspace, saying exactly what is wrong. Reads no file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from attio_emulator.assumptions import checked
from attio_emulator.dates import moment_of
from attio_emulator.errors import Problem, WorkspaceError, shortened
from attio_emulator.schema.model import NAMED, Attribute, Choice, Member, Object, Token
from attio_emulator.schema.standard import own_attributes, standard_objects
from attio_emulator.scopes import known_scopes

__all__ = ["ALIASES", "TYPES", "Parts", "parts"]

TYPES = (
    "actor-reference",
    "checkbox",
    "currency",
    "date",
    "domain",
    "email-address",
    "interaction",
    "location",
    "number",
    "personal-name",
    "phone-number",
    "rating",
    "record-reference",
    "select",
    "status",
    "text",
    "timestamp",
)
ALIASES = {"email": "email-address", "pipeline": "status"}
"""Names the user documentation has for types of Attio's API."""

_WORKSPACE = ("name", "slug", "members", "objects", "records", "assumptions", "tokens")
_MEMBER = ("id", "first_name", "last_name", "email_address", "access_level")
_OBJECT = ("api_slug", "id", "singular_noun", "plural_noun", "active", "created_at", "attributes")
_ATTRIBUTE = (
    "api_slug", "id", "title", "description", "type", "is_required", "is_unique", "is_multiselect", "is_archived", "is_writable",
    "options", "statuses", "config", "relationship", "default_value", "created_at",
)  # fmt: skip
_CHOICE = ("id", "title", "is_archived", "celebration_enabled", "target_time_in_status")
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


class _Parser:
    def __init__(self, file: str) -> None:
        self._file = file
        self._problems: list[Problem] = []

    def _say(self, pointer: str, found: Any, expected: str, among: Iterable[str] = ()) -> None:
        close = difflib.get_close_matches(str(found), [str(one) for one in among], n=1, cutoff=0.5)
        self._problems.append(
            Problem(pointer=pointer, found=shortened(found), expected=expected, closest=close[0] if close else None)
        )

    # -- shapes ----------------------------------------------------------------------------------------------------

    def _members(self, value: Any, pointer: str, known: tuple[str, ...], what: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            self._say(pointer, value, what)
            return {}
        for key in value:
            if key not in known:
                self._say(f"{pointer}/{key}", key, f"one of {', '.join(known)}", known)
        return {str(key): one for key, one in value.items() if key in known}

    def _list(self, value: Any, pointer: str, what: str) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            self._say(pointer, value, what)
            return []
        return value

    def _typed(self, given: Mapping[str, Any], key: str, pointer: str, kind: type, what: str, default: Any) -> Any:
        value = given.get(key)
        if value is None:
            return default
        if not isinstance(value, kind):
            self._say(f"{pointer}/{key}", value, what)
            return default
        return value

    def _text(self, given: Mapping[str, Any], key: str, pointer: str, default: Any = None) -> Any:
        return self._typed(given, key, pointer, str, "text", default)

    def _moment(self, given: Mapping[str, Any], key: str, pointer: str) -> int | None:
        """A moment in milliseconds since 1970."""
        text = self._text(given, key, pointer)
        if text is None:
            return None
        found = moment_of(text)
        if found is None:
            self._say(f"{pointer}/{key}", text, "a moment as ISO 8601, such as 2025-01-01T12:00:00.000Z")
            return None
        return int(found[0].timestamp()) * 1000 + found[1] // 1_000_000

    def _flag(self, given: Mapping[str, Any], key: str, pointer: str, default: bool = False) -> bool:
        return bool(self._typed(given, key, pointer, bool, "true or false", default))

    def _required(self, given: Mapping[str, Any], key: str, pointer: str) -> str:
        found = self._text(given, key, pointer)
        if found is None or not str(found).strip():
            if not isinstance(given.get(key), int | float | list | dict):
                self._say(pointer, given.get(key, "nothing"), f"{key}, some text")
            return ""
        return str(found)

    def _once(self, names: Iterable[tuple[str, str]], what: str) -> None:
        seen: dict[str, str] = {}
        for pointer, name in names:
            if name and name in seen:
                self._say(pointer, name, f"{what} that is not at {seen[name]} already")
            seen.setdefault(name, pointer)

    # -- parts -----------------------------------------------------------------------------------------------------

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
            pointer = f"/records/{slug}"
            if slug not in objects:
                self._say(pointer, slug, "the slug of an object of this workspace", objects)
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

    def _attribute(self, value: Any, pointer: str, owner: str, there: Mapping[str, Attribute]) -> Attribute | None:
        given = self._members(value, pointer, _ATTRIBUTE, "an attribute: an object with api_slug and type")
        if not given and not (isinstance(value, Mapping) and not value):
            return None
        slug = self._required(given, "api_slug", pointer)
        if not slug:
            return None
        known = there.get(slug)
        kind = self._kind(given, pointer, known)
        if known is not None and kind != known.type:
            self._say(f"{pointer}/type", kind, f"{known.type}, the type of the standard attribute {slug}")
        config = self._config(given.get("config"), f"{pointer}/config")
        return Attribute(
            id=self._text(given, "id", pointer) or NAMED.named("attribute", owner, slug),
            slug=slug,
            title=self._text(given, "title", pointer, known.title if known else slug.replace("_", " ").capitalize()),
            type=kind,
            description=self._text(given, "description", pointer),
            is_system=known is not None,
            is_writable=self._flag(
                given, "is_writable", pointer, known.is_writable if known else kind != "interaction"
            ),
            is_required=self._flag(given, "is_required", pointer, known.is_required if known else False),
            is_unique=self._flag(given, "is_unique", pointer, known.is_unique if known else False),
            is_multiselect=self._flag(given, "is_multiselect", pointer, known.is_multiselect if known else False),
            is_archived=self._flag(given, "is_archived", pointer, False),
            is_enriched=known.is_enriched if known else False,
            options=self._choices(given, "options", pointer, owner, slug, kind == "select")
            or (known.options if known else ()),
            statuses=self._choices(given, "statuses", pointer, owner, slug, kind == "status")
            or (known.statuses if known else ()),
            currency=config.get("currency") or (known.currency if known else "USD" if kind == "currency" else None),
            currency_display=config.get("currency_display") or (known.currency_display if known else "symbol"),
            allowed_objects=tuple(config.get("allowed_objects") or (known.allowed_objects if known else ())),
            inverse=self._inverse(given.get("relationship"), f"{pointer}/relationship")
            or (known.inverse if known else None),
            default=self._default(given.get("default_value"), f"{pointer}/default_value")
            or (known.default if known else None),
            created_at=self._moment(given, "created_at", pointer),
        )

    def _inverse(self, value: Any, pointer: str) -> tuple[str, str] | None:
        """The other end of a relationship, which has to be in the file, too."""
        if value is None:
            return None
        given = self._members(value, pointer, ("object", "api_slug"), "an object with object and api_slug")
        return self._required(given, "object", pointer), self._required(given, "api_slug", pointer)

    def _default(self, value: Any, pointer: str) -> dict[str, Any] | None:
        if value is None:
            return None
        given = self._members(value, pointer, ("type", "template"), "an object with type and template")
        if given and given.get("type") not in ("static", "dynamic"):
            self._say(f"{pointer}/type", given.get("type"), "static or dynamic", ("static", "dynamic"))
        elif given and not isinstance(given.get("template"), list if given["type"] == "static" else str):
            self._say(f"{pointer}/template", given.get("template"), "a list of values (static) or a text (dynamic)")
        return given

    def _kind(self, given: Mapping[str, Any], pointer: str, known: Attribute | None) -> str:
        if "type" not in given and known is not None:
            return known.type
        kind = self._required(given, "type", pointer)
        kind = ALIASES.get(kind, kind)
        if kind and kind not in TYPES:
            self._say(f"{pointer}/type", kind, f"a type: {', '.join(TYPES)}", (*TYPES, *ALIASES))
            return "text"
        return kind or "text"

    def _choices(
        self, given: Mapping[str, Any], key: str, pointer: str, owner: str, slug: str, fits: bool
    ) -> tuple[Choice, ...]:
        if key not in given:
            return ()
        if not fits:
            self._say(
                f"{pointer}/{key}",
                key,
                f"{key} only at an attribute of type {'select' if key == 'options' else 'status'}",
            )
            return ()
        out = []
        for index, one in enumerate(self._list(given[key], f"{pointer}/{key}", "a list of titles")):
            where = f"{pointer}/{key}/{index}"
            title_alone = isinstance(one, str | int | float) and not isinstance(one, bool)
            row = {"title": str(one)} if title_alone else self._members(one, where, _CHOICE, "a title")
            title = self._required(row, "title", where)
            out.append(
                Choice(
                    id=self._text(row, "id", where) or NAMED.named(key, owner, slug, title),
                    title=title,
                    is_archived=self._flag(row, "is_archived", where),
                    celebration_enabled=self._flag(row, "celebration_enabled", where),
                    target_time_in_status=self._text(row, "target_time_in_status", where),
                )
            )
        self._once(((f"{pointer}/{key}/{index}", one.title) for index, one in enumerate(out)), "a title")
        return tuple(out)

    def _config(self, value: Any, pointer: str) -> dict[str, Any]:
        if value is None:
            return {}
        given = self._members(
            value, pointer, ("currency", "record_reference"), "an object with currency or record_reference"
        )
        out: dict[str, Any] = {}
        if given.get("currency") is not None:
            currency = self._members(
                given["currency"], f"{pointer}/currency", ("default_currency_code", "display_type"), "an object"
            )
            out["currency"] = self._text(currency, "default_currency_code", f"{pointer}/currency")
            out["currency_display"] = self._text(currency, "display_type", f"{pointer}/currency")
        if given.get("record_reference") is not None:
            where = f"{pointer}/record_reference"
            reference = self._members(
                given["record_reference"], where, ("allowed_objects", "allowed_object_ids"), "an object"
            )
            out["allowed_objects"] = self._list(
                reference.get("allowed_objects"), f"{where}/allowed_objects", "a list of slugs"
            )
        return out

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

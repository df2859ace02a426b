"""The attributes of a workspace file: type, choices, config, other side, default value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_emulator.schema.checks import Checks
from attio_emulator.schema.model import NAMED, Attribute, Choice

__all__ = ["ALIASES", "TYPES", "AttributeParser"]

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

_ATTRIBUTE = (
    "api_slug", "id", "title", "description", "type", "is_required", "is_unique", "is_multiselect", "is_archived", "is_writable",
    "options", "statuses", "config", "relationship", "default_value", "created_at",
)  # fmt: skip
_CHOICE = ("id", "title", "is_archived", "celebration_enabled", "target_time_in_status")


class AttributeParser(Checks):
    """Reads one attribute; whether what it points to is there is known to the whole file only, see `parse`."""

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
                at="key",
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

"""Parses the attributes of a workspace file: type, choices, config, other side, default value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_emulator.dates import is_duration
from attio_emulator.errors import Problem
from attio_emulator.schema.checks import Checks, given
from attio_emulator.schema.model import ALIASES, NAMED, Attribute, Choice, Object

__all__ = ["AttributeParser"]

_TYPE_OF = {"options": "select", "statuses": "status"}


class AttributeParser(Checks):
    """Parses one attribute. `parse` checks whether what it points to exists, since that needs the whole file."""

    def _attribute(self, row: Mapping[str, Any], pointer: str, owner: str, there: Mapping[str, Attribute]) -> Attribute:
        slug = row["api_slug"]
        known = there.get(slug)
        kind = self._kind(row, pointer, known)
        config = given(row, "config", {})
        currency = given(config, "currency", {})
        reference = given(config, "record_reference", {})
        inverse = _inverse(row.get("relationship")) or (known.inverse if known else None)
        usual = (inverse[0],) if inverse else known.allowed_objects if known else ()
        is_multiselect = given(row, "is_multiselect", known.is_multiselect if known else False)
        return Attribute(
            id=(row.get("id") or NAMED.named("attribute", owner, slug)).lower(),
            slug=slug,
            title=given(row, "title", known.title if known else slug.replace("_", " ").capitalize()),
            type=kind,
            description=row.get("description", known.description if known else None),
            is_system=known is not None,
            is_writable=given(row, "is_writable", known.is_writable if known else kind != "interaction"),
            is_required=given(row, "is_required", known.is_required if known else False),
            is_unique=given(row, "is_unique", known.is_unique if known else False),
            is_multiselect=is_multiselect,
            is_archived=given(row, "is_archived", False),
            is_enriched=known.is_enriched if known else False,
            options=self._choices(row, "options", pointer, owner, slug, kind) or (known.options if known else ()),
            statuses=self._choices(row, "statuses", pointer, owner, slug, kind) or (known.statuses if known else ()),
            currency=currency.get("default_currency_code")
            or (known.currency if known else "USD" if kind == "currency" else None),
            currency_display=currency.get("display_type") or (known.currency_display if known else "symbol"),
            allowed_objects=tuple(reference.get("allowed_objects") or usual),
            inverse=inverse,
            default=self._default(row.get("default_value"), f"{pointer}/default_value", kind, several=is_multiselect)
            or (known.default if known else None),
            created_at=self._moment(row, "created_at", pointer),
        )

    def _own_attributes(self, owner: Object, named: str, row: Mapping[str, Any], pointer: str) -> None:
        """Add the attributes of its row to an owner; their IDs are derived from `named`."""
        attributes = self._slugged(given(row, "attributes", []), f"{pointer}/attributes")
        standard = dict(owner.attributes)
        for where, one in attributes:  # custom attributes come after the standard ones (observed)
            attribute = self._attribute(one, where, named, standard)
            owner.attributes[attribute.slug] = attribute

    def _allowed(self, row: Mapping[str, Any], pointer: str, objects: Mapping[str, Object]) -> None:
        """Check that every object a reference may point to exists."""
        reference = given(given(row, "config", {}), "record_reference", {})
        for at, slug in enumerate(given(reference, "allowed_objects", [])):
            if slug is not None and slug not in objects:
                pointed = f"{pointer}/config/record_reference/allowed_objects/{at}"
                self._say(pointed, slug, "the slug of an object of this workspace", objects)

    def _without_other_side(
        self, owner: Object, row: Mapping[str, Any], pointer: str, objects: Mapping[str, Object]
    ) -> None:
        """Check references of lists and activities, which cannot be relationships: those are between two objects (documented)."""
        for index, one in enumerate(given(row, "attributes", [])):
            where = f"{pointer}/attributes/{index}"
            if one is None or one.get("api_slug") is None:
                continue
            if one.get("relationship") is not None:
                expected = "no relationship: those are between two objects"
                self._say(f"{where}/relationship", row["api_slug"], expected, at="key")
            self._allowed(one, where, objects)

    def _default(
        self, row: Mapping[str, Any] | None, pointer: str, kind: str, *, several: bool
    ) -> dict[str, Any] | None:
        """A default value of an attribute of this type; its contents are not checked here."""
        if row is None:
            return None
        how, template = row.get("type"), row.get("template")
        if how is not None and not isinstance(template, list if how == "static" else str):
            self._say(f"{pointer}/template", template, "a list of values (static) or a text (dynamic)")
        elif how == "dynamic":
            self._dynamic(template, pointer, kind)
        elif isinstance(template, list) and len(template) > 1 and not several:
            self._say(f"{pointer}/template", template, "one value, because the attribute is not a multiselect")
        return dict(row)

    def _dynamic(self, template: Any, pointer: str, kind: str) -> None:
        """Check a dynamic default: the member who writes, or a duration from now, each for a few types (OpenAPI)."""
        if kind == "actor-reference":
            if template != "current-user":
                self._say(f"{pointer}/template", template, "current-user")
        elif kind in ("date", "timestamp"):
            if not is_duration(template):
                self._say(f"{pointer}/template", template, "a duration as ISO 8601, such as P1D")
        else:
            self._say(f"{pointer}/type", "dynamic", f"static, as the attribute is of type {kind}")

    def _kind(self, row: Mapping[str, Any], pointer: str, known: Attribute | None) -> str:
        if "type" not in row:
            if known is None:
                self.problems.append(Problem(pointer=pointer, found="no type", expected="some text"))
            return known.type if known else "text"
        if row["type"] is None:  # already reported
            return known.type if known else "text"
        kind: str = ALIASES.get(row["type"], row["type"])
        if known is not None and kind != known.type:
            self._say(f"{pointer}/type", kind, f"{known.type}, the type of the standard attribute {known.slug}")
        return kind

    def _choices(
        self, row: Mapping[str, Any], key: str, pointer: str, owner: str, slug: str, kind: str
    ) -> tuple[Choice, ...]:
        if key not in row:
            return ()
        if kind != _TYPE_OF[key]:
            own = next((one for one, other in _TYPE_OF.items() if other == kind), None)
            expected = f"{own}, which a {kind} has" if own else f"{key} only at an attribute of type {_TYPE_OF[key]}"
            self._say(f"{pointer}/{key}", key, expected, at="key")
            return ()
        out = {
            f"{pointer}/{key}/{index}": _choice(one, key, owner, slug)
            for index, one in enumerate(row[key] or ())
            if one is not None
        }
        self._once(((where, one.title) for where, one in out.items()), "a title")
        return tuple(out.values())


def _choice(one: Any, key: str, owner: str, slug: str) -> Choice:
    row: Mapping[str, Any] = one if isinstance(one, Mapping) else {"title": str(one)}
    title = given(row, "title", "")
    return Choice(
        id=(row.get("id") or NAMED.named(key, owner, slug, title)).lower(),
        title=title,
        is_archived=given(row, "is_archived", False),
        celebration_enabled=given(row, "celebration_enabled", False),
        target_time_in_status=row.get("target_time_in_status"),
    )


def _inverse(row: Mapping[str, Any] | None) -> tuple[str, str] | None:
    """The other end of a relationship, which must be in the file, too."""
    return None if row is None else (given(row, "object", ""), given(row, "api_slug", ""))

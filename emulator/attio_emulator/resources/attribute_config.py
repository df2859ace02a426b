"""The setup of an attribute: the config of its type, its default value, and the other side of its relationship."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from attio_emulator import refusals
from attio_emulator.dates import moved
from attio_emulator.resources.targets import Owner
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.schema.workspace import Workspace
from attio_emulator.shapes import NAME, SLUG, Path, Row, Shape, anything, duration, flag, list_of, one_of, text
from attio_emulator.types import TYPES, Refused, Setting

__all__ = ["CONFIG", "RELATIONSHIP", "config_of", "default", "default_of", "relate", "related_to"]

_CURRENCIES = (
    "ARS", "AUD", "BRL", "BGN", "CAD", "CLP", "CNY", "COP", "CZK", "DKK", "EUR", "HKD", "HUF", "ISK", "INR", "ILS", "JPY", "KES",
    "KRW", "MYR", "MXN", "NTD", "NZD", "NGN", "NOK", "XPF", "PEN", "PHP", "PLN", "GBP", "RWF", "SAR", "SGD", "ZAR", "SEK", "CHF",
    "THB", "AED", "UYU", "USD", "EGP", "FJD", "GHS", "IDR", "OMR", "QAR", "TRY",
)  # fmt: skip

CONFIG = Shape(
    optional={
        "currency": Shape(
            required={
                "default_currency_code": one_of(*_CURRENCIES),
                "display_type": one_of("code", "name", "narrowSymbol", "symbol"),
            }
        ),
        "record_reference": Shape(required={"allowed_objects": list_of(text(), least=1)}),
    }
)
"""Every part must have its shape, whatever the type (OpenAPI)."""

RELATIONSHIP = Shape(required={"object": text(), "title": NAME, "api_slug": SLUG, "is_multiselect": flag}, closed=True)

_DEFAULTS = {
    "static": Shape(required={"type": one_of("static"), "template": list_of(anything)}),
    "dynamic": Shape(required={"type": one_of("dynamic"), "template": text()}),
}
_ANY_DEFAULT = Shape(required={"type": one_of(*_DEFAULTS)})


def default(value: Any, path: Path) -> list[Row]:
    """The shape of a default value; `type` decides the kind of template."""
    rows = _ANY_DEFAULT(value, path)
    return rows or _DEFAULTS[value["type"]](value, path)


def config_of(workspace: Workspace, kind: str, given: Mapping[str, Any], related: Object | None) -> dict[str, Any]:
    """The part of `config` for this type, as members of an attribute. Other parts are ignored (assumed)."""
    if kind == "currency" and "currency" in given:
        part = given["currency"]
        return {"currency": part["default_currency_code"], "currency_display": part["display_type"]}
    if kind != "record-reference":
        return {}
    if "record_reference" not in given:
        return {} if related is None else {"allowed_objects": (related.slug,)}
    pointer = "/data/config/record_reference/allowed_objects"
    named = given["record_reference"]["allowed_objects"]
    targets = tuple(dict.fromkeys(_referenced_object(workspace, one, pointer).slug for one in named))
    if related is not None and targets != (related.slug,):
        raise refusals.only_the_related_object()
    return {"allowed_objects": targets}


def _referenced_object(workspace: Workspace, named: str, pointer: str) -> Object:
    """An object a reference may point to. It must exist and be active (assumed: with the same code as any use of an object)."""
    found = workspace.find_object(named)
    if found is None:
        raise refusals.no_object_to_point_to(named, pointer)
    if not found.active:
        raise refusals.object_disabled(named)
    return found


def related_to(owner: Owner, kind: str, given: Mapping[str, Any] | None) -> Object | None:
    """The object at the other end of a new relationship."""
    if given is None:
        return None
    if not owner.target.related:
        raise refusals.only_objects_are_related()
    if kind != "record-reference":
        raise refusals.relationship_of_no_reference()
    return _referenced_object(owner.call.core.workspace, given["object"], "/data/relationship/object")


def relate(owner: Owner, made: Attribute, related: Object, given: Mapping[str, Any]) -> Attribute:
    """Create the attribute at the other end and link both."""
    slug, call = given["api_slug"], owner.call
    if slug in related.attributes or (related is owner.schema and slug == made.slug):
        raise owner.target.slug_taken(slug)
    other = Attribute(
        id=call.core.ids.next(),
        slug=slug,
        title=given["title"],
        type="record-reference",
        is_multiselect=given["is_multiselect"],
        allowed_objects=(owner.schema.slug,),
        inverse=(owner.schema.slug, made.slug),
        created_at=call.stamp.at,
    )
    replace(owner, schema=related).add(other)
    return replace(made, inverse=(related.slug, slug))


def default_of(owner: Owner, one: Attribute, given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A default value as it is shown. A static one must be a value of the attribute."""
    if given is None:
        return None
    if not owner.target.defaults(owner.schema):
        raise refusals.no_default_values()
    core, template = owner.call.core, given["template"]
    if given["type"] == "dynamic":
        if not _dynamic(one.type, template, owner.call.stamp.at):
            raise refusals.no_dynamic_default(one.type, template)
        return {"type": "dynamic", "template": template}
    if len(template) > 1 and not one.is_multiselect:
        raise refusals.one_default_value()
    if one.type == "record-reference":
        for item in template:
            named = item.get("target_object") if isinstance(item, dict) else None
            if isinstance(named, str) and core.workspace.find_object(named) is None:
                raise refusals.object_of_default_unknown(named)
    setting = core.writer.reader.setting(owner.schema, one)
    return {"type": "static", "template": [_static(one, setting, item, at) for at, item in enumerate(template)]}


def _dynamic(kind: str, template: str, at: int) -> bool:
    """Whether a type has such a default. A duration must end within the calendar (ours ends in the year 9999)."""
    if kind == "actor-reference":
        return template == "current-user"
    return kind in ("date", "timestamp") and not duration(template, []) and moved(template, at, kind) is not None


def _static(one: Attribute, setting: Setting, item: Any, at: int) -> dict[str, Any]:
    try:
        stored = TYPES[one.type].public(item, setting)
    except Refused as refused:
        raise refusals.invalid_value(
            one.slug,
            one.type,
            found=item,
            expected=refused.expected,
            rows=refused.rows,
            pointer=f"/data/default_value/template/{at}",
        ) from None
    return {**TYPES[one.type].show(stored, setting), "attribute_type": one.type}

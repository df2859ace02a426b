"""What an attribute is set up with: the config of its type and its default value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attio_emulator import errors
from attio_emulator.resources.base import check_default
from attio_emulator.resources.schema_shapes import DURATION, Member, Members, invalid, refuse, rows_of
from attio_emulator.schema.model import Attribute, Object, Workspace
from attio_emulator.types import TYPES, Refused, Setting

if TYPE_CHECKING:
    from attio_emulator.state import Core

__all__ = ["CURRENCIES", "DISPLAYS", "NEVER_UNIQUE_ON", "config_of", "default_of", "target_of"]

NEVER_UNIQUE_ON = ("people", "companies")
"""Objects without unique attributes of one's own (observed); they have no default values either (OpenAPI)."""

CURRENCIES = (
    "ARS", "AUD", "BRL", "BGN", "CAD", "CLP", "CNY", "COP", "CZK", "DKK", "EUR", "HKD", "HUF", "ISK", "INR", "ILS", "JPY", "KES",
    "KRW", "MYR", "MXN", "NTD", "NZD", "NGN", "NOK", "XPF", "PEN", "PHP", "PLN", "GBP", "RWF", "SAR", "SGD", "ZAR", "SEK", "CHF",
    "THB", "AED", "UYU", "USD",
)  # fmt: skip
DISPLAYS = ("code", "name", "narrowSymbol", "symbol")

_CURRENCY = {
    "default_currency_code": Member("string", required=True, words=CURRENCIES),
    "display_type": Member("string", required=True, words=DISPLAYS),
}
_REFERENCE = {"allowed_objects": Member("array", required=True, empty=False)}
_DEFAULT = {"type": Member("string", required=True, words=("dynamic", "static"))}


def config_of(workspace: Workspace, kind: str, given: Mapping[str, Any], related: Object | None) -> dict[str, Any]:
    """The part of `config` that belongs to a type, as members of an attribute. Other parts are ignored (assumed)."""
    if kind == "currency" and "currency" in given:
        part = _part(given, "currency", _CURRENCY)
        return {"currency": part["default_currency_code"], "currency_display": part["display_type"]}
    if kind != "record-reference":
        return {}
    out: dict[str, Any] = {} if related is None else {"allowed_objects": (related.slug,)}
    if "record_reference" not in given:
        return out
    pointer = "/data/config/record_reference/allowed_objects"
    named = _part(given, "record_reference", _REFERENCE)["allowed_objects"]
    path = ["data", "config", "record_reference", "allowed_objects"]
    refuse([errors.wrong_type([*path, i], "string", one) for i, one in enumerate(named) if not isinstance(one, str)])
    targets = tuple(dict.fromkeys(target_of(workspace, one, pointer).slug for one in named))
    if related is not None and targets != (related.slug,):
        raise invalid("allowed_objects must contain only the object of the relationship.", pointer)
    return {"allowed_objects": targets}


def _part(given: Mapping[str, Any], name: str, members: Members) -> dict[str, Any]:
    path = ["data", "config", name]
    if not isinstance(given[name], dict):
        refuse([errors.wrong_type(path, "object", given[name])])
    refuse(rows_of(given[name], members, path, closed=False))
    part: dict[str, Any] = given[name]
    return part


def target_of(workspace: Workspace, named: str, pointer: str) -> Object:
    """An object a reference may point to: it has to be there and active (assumed: with the code of any use of one)."""
    found = workspace.find_object(named)
    if found is None:
        raise invalid(f'Could not find an object with slug/ID "{named}".', pointer)
    if not found.active:
        raise errors.object_disabled(named)
    return found


def default_of(core: Core, owner: Object, one: Attribute, given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A default value as it is shown; a static one has to be a value of the attribute."""
    if given is None:
        return None
    path = ["data", "default_value"]
    refuse(rows_of(given, _DEFAULT, path, closed=False))
    if owner.slug in NEVER_UNIQUE_ON:
        raise invalid("Default values are not supported on people or company objects.", "/data/default_value")
    template = given.get("template")
    if given["type"] == "dynamic":
        if not isinstance(template, str):
            refuse([errors.wrong_type([*path, "template"], "string", template)])
        if not _dynamic(one.type, str(template)):
            message = f'Attributes of type "{one.type}" cannot have the dynamic default value {template!r}.'
            raise invalid(message, "/data/default_value/template")
        return {"type": "dynamic", "template": template}
    if not isinstance(template, list):
        refuse([errors.wrong_type([*path, "template"], "array", template)])
        return None
    if len(template) > 1 and not one.is_multiselect:
        raise invalid("A default value of this attribute is one value.", "/data/default_value/template")
    check_default(core, one.type, template)
    setting = core.writer.setting(owner, one)
    return {"type": "static", "template": [_static(one, setting, item, at) for at, item in enumerate(template)]}


def _dynamic(kind: str, template: str) -> bool:
    if kind == "actor-reference":
        return template == "current-user"
    return kind in ("date", "timestamp") and DURATION.fullmatch(template) is not None


def _static(one: Attribute, setting: Setting, item: Any, at: int) -> dict[str, Any]:
    try:
        stored = TYPES[one.type].public(item, setting)
    except Refused as refused:
        raise errors.invalid_value(
            one.slug,
            one.type,
            found=item,
            expected=refused.expected,
            path=[at],
            pointer=f"/data/default_value/template/{at}",
        ) from None
    return {**TYPES[one.type].show(stored, setting), "attribute_type": one.type}

"""The attributes of lists with their options and statuses: reading, creating, changing. Those of objects are in `routes`.

Documented: the type status is for lists; an archived slug still blocks. Observed: attributes of lists cannot be unique.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from attio_emulator import errors, refusals
from attio_emulator.clock import iso
from attio_emulator.resources.base import answer, check_default, paged
from attio_emulator.resources.lists import as_object, attribute_of, attribute_row, entries_of, list_named
from attio_emulator.schema.model import Attribute, Choice
from attio_emulator.shapes import (
    Check,
    Path,
    Row,
    Shape,
    anything,
    data_of,
    flag,
    invalid_row,
    list_of,
    nullable,
    one_of,
    text,
)
from attio_emulator.types import TYPES, Refused
from attio_emulator.types.dates import DURATION, moved
from attio_emulator.webhooks.events import emit

if TYPE_CHECKING:
    from attio_emulator.routes import Answer, Call
    from attio_emulator.state import Core

__all__ = ["ROUTES"]

_TYPES = (
    "text",
    "number",
    "checkbox",
    "currency",
    "date",
    "timestamp",
    "rating",
    "status",
    "select",
    "record-reference",
    "actor-reference",
    "location",
    "domain",
    "email-address",
    "phone-number",
)
_NOT_CREATABLE = ("domain", "email-address")
"""In the enumeration of the OpenAPI, but not for users to create (documentation)."""
_MULTISELECT = ("select", "record-reference", "actor-reference", "phone-number")
"""Which types may hold several values (documentation of the types; the refusal of others is assumed)."""
_CURRENCIES = (
    "ARS", "AUD", "BRL", "BGN", "CAD", "CLP", "CNY", "COP", "CZK", "DKK", "EUR", "HKD", "HUF", "ISK", "INR", "ILS", "JPY",
    "KES", "KRW", "MYR", "MXN", "NTD", "NZD", "NGN", "NOK", "XPF", "PEN", "PHP", "PLN", "GBP", "RWF", "SAR", "SGD", "ZAR",
    "SEK", "CHF", "THB", "AED", "UYU", "USD",
)  # fmt: skip


def _duration(value: Any, path: Path) -> list[Row]:
    if not isinstance(value, str):
        return [errors.wrong_type(path, "string", value)]
    good = DURATION.fullmatch(value) and value[-1] not in "PT"
    return [] if good else [invalid_row(path, "Expected an ISO 8601 duration, such as P1D")]


def _default(value: Any, path: Path) -> list[Row]:
    rows = Shape(required={"type": one_of("static", "dynamic"), "template": anything})(value, path)
    if rows:
        return rows
    check: Check = list_of(anything) if value["type"] == "static" else text(least=1)
    return check(value["template"], [*path, "template"])


_CONFIG = Shape(
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
_CREATE = Shape(
    required={
        "title": text(least=1),
        "description": nullable(text()),
        "api_slug": text(least=1),
        "type": one_of(*_TYPES),
        "is_required": flag,
        "is_unique": flag,
        "is_multiselect": flag,
        "config": _CONFIG,
    },
    optional={"default_value": nullable(_default), "relationship": nullable(anything)},
    closed=True,
)
_UPDATE = Shape(
    optional={
        "title": text(least=1),
        "description": nullable(text()),
        "api_slug": text(least=1),
        "is_required": flag,
        "is_unique": flag,
        "default_value": nullable(_default),
        "config": _CONFIG,
        "is_archived": flag,
    },
    closed=True,
)
_CHOICE = {
    "select": (Shape(required={"title": text(least=1)}), Shape(optional={"title": text(least=1), "is_archived": flag})),
    "status": (
        Shape(
            required={"title": text(least=1)},
            optional={"celebration_enabled": flag, "target_time_in_status": nullable(_duration)},
        ),
        Shape(
            optional={
                "title": text(least=1),
                "celebration_enabled": flag,
                "target_time_in_status": nullable(_duration),
                "is_archived": flag,
            }
        ),
    ),
}


# -- attributes ------------------------------------------------------------------------------------------------------


def _found(call: Call) -> tuple[dict[str, Any], dict[str, Any]]:
    """The list and the attribute that the path names."""
    owner = list_named(call.core, call.parts["list"])
    named = call.parts["attribute"]
    row = next((one for one in owner["attributes"] if named in (one["slug"], one["id"])), None)
    if row is None:
        raise refusals.attribute_unknown(named)
    return owner, row


def _shown(core: Core, owner: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    out = core.wire.attribute(as_object(core, owner), attribute_of(row))
    out["created_at"] = iso(row["created_at"])
    if row["currency"] is not None:
        out["config"]["currency"]["display_type"] = row["currency_display"]
    return out


def _all(call: Call) -> Answer:
    owner = list_named(call.core, call.parts["list"])
    archived = call.flag("show_archived")
    rows = [row for row in owner["attributes"] if archived or not row["is_archived"]]
    return answer([_shown(call.core, owner, row) for row in paged(call, rows, limit=500)])


def _get(call: Call) -> Answer:
    owner, row = _found(call)
    return answer(_shown(call.core, owner, row))


def _create(call: Call) -> Answer:
    core = call.core
    owner = list_named(core, call.parts["list"])
    data = data_of(call, _CREATE)
    _check_creatable(data)
    _check_slug(owner, data["api_slug"], None)
    attribute = Attribute(
        id=core.ids.next(),
        slug=data["api_slug"],
        title=data["title"],
        type=data["type"],
        description=data["description"],
        is_required=data["is_required"],
        is_multiselect=data["is_multiselect"],
        currency=data["config"].get("currency", {}).get("default_currency_code"),
        currency_display=data["config"].get("currency", {}).get("display_type", "symbol"),
        allowed_objects=_targets(core, data["config"]),
    )
    row = attribute_row(attribute, call.stamp.at)
    row |= _defaults(call, owner, attribute, data.get("default_value"))
    owner["attributes"].append(row)
    emit(core, call.stamp, "list-attribute.created", {"list_id": owner["id"], "attribute_id": attribute.id})
    return answer(_shown(core, owner, row))


def _update(call: Call) -> Answer:
    core = call.core
    owner, row = _found(call)
    data = data_of(call, _UPDATE)
    if row["is_system"]:
        raise refusals.system_attribute()
    if data.get("is_unique"):
        raise refusals.cannot_be_unique()
    if "api_slug" in data:
        _check_slug(owner, data["api_slug"], row["id"])
    after = dict(row)
    after |= {name: data[name] for name in ("title", "description", "is_required", "is_archived") if name in data}
    config = data.get("config", {})
    if "currency" in config:
        after["currency"] = config["currency"]["default_currency_code"]
        after["currency_display"] = config["currency"]["display_type"]
    if "record_reference" in config:
        after["allowed_objects"] = list(_targets(core, config))
    if "default_value" in data:
        after |= _defaults(call, owner, attribute_of(after), data["default_value"])
    if "api_slug" in data and data["api_slug"] != row["slug"]:
        _rename(core, owner, row["slug"], data["api_slug"])
        after["slug"] = data["api_slug"]
    if after != row:
        row.update(after)
        emit(core, call.stamp, "list-attribute.updated", {"list_id": owner["id"], "attribute_id": row["id"]})
    return answer(_shown(core, owner, row))


def _check_creatable(data: Mapping[str, Any]) -> None:
    kind = data["type"]
    if kind in _NOT_CREATABLE:
        raise refusals.invalid(f"Attributes of type {kind} cannot be created.", path=["data", "type"])
    if data["is_unique"]:
        raise refusals.cannot_be_unique()
    if data["is_multiselect"] and kind not in _MULTISELECT:
        raise refusals.invalid(f"Attributes of type {kind} cannot be multiselect.", path=["data", "is_multiselect"])
    if data.get("relationship") is not None:
        raise refusals.invalid("Relationships are between objects only.", path=["data", "relationship"])


def _check_slug(owner: Mapping[str, Any], slug: str, own: str | None) -> None:
    if any(row["slug"] == slug and row["id"] != own for row in owner["attributes"]):
        raise refusals.api_slug_taken(slug)


def _targets(core: Core, config: Mapping[str, Any]) -> tuple[str, ...]:
    named = config.get("record_reference", {}).get("allowed_objects", ())
    return tuple(core.writer.object(one).slug for one in named)


def _defaults(call: Call, owner: Mapping[str, Any], attribute: Attribute, given: Any) -> dict[str, Any]:
    """`default` as Attio shows it and `default_data`, the stored values of a static one."""
    if given is None:
        return {"default": None, "default_data": None}
    if given["type"] == "dynamic":
        template = given["template"]
        if attribute.type in ("date", "timestamp"):
            good = not _duration(template, []) and moved(template, call.stamp.at, attribute.type) is not None
        else:
            good = attribute.type == "actor-reference" and template == "current-user"
        if not good:
            raise refusals.invalid(
                f"{errors.shortened(template)} is no dynamic default of attributes of type {attribute.type}.",
                path=["data", "default_value", "template"],
            )
        return {"default": dict(given), "default_data": None}
    check_default(call.core, attribute.type, given["template"])
    kind, setting = TYPES[attribute.type], call.core.writer.setting(as_object(call.core, owner), attribute)
    stored = []
    for index, one in enumerate(given["template"]):
        try:
            stored.append(kind.public(one, setting))
        except Refused as refused:
            path = ["data", "default_value", "template", index]
            message = refused.message or f"Expected {refused.expected}, found {errors.shortened(one)}"
            raise refusals.invalid(message, path=path) from None
    shown = [{**kind.show(one, setting), "attribute_type": attribute.type} for one in stored]
    return {"default": {"type": "static", "template": shown}, "default_data": stored}


def _rename(core: Core, owner: Mapping[str, Any], old: str, new: str) -> None:
    """Values of entries stand under slugs."""
    for entry in entries_of(core, owner["id"]).values():
        for part in ("values", "past"):
            if old in entry[part]:
                entry[part][new] = entry[part].pop(old)


# -- options and statuses --------------------------------------------------------------------------------------------


def _place(kind: str) -> str:
    return "options" if kind == "select" else "statuses"


def _chosen(call: Call, kind: str) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """The list, the attribute, which is of this kind, and its choices."""
    owner, row = _found(call)
    if row["type"] != kind:
        raise refusals.not_a(kind)
    row[_place(kind)] = list(row[_place(kind)])
    return owner, row, row[_place(kind)]


def _choice_shown(
    call: Call, owner: Mapping[str, Any], row: Mapping[str, Any], one: Mapping[str, Any]
) -> dict[str, Any]:
    attribute = attribute_of(row)
    choice = next(choice for choice in attribute.choices if choice.id == one["id"])
    return call.core.wire.choice(as_object(call.core, owner), attribute, choice)


def _choices(kind: str) -> Callable[[Call], Answer]:
    def choices(call: Call) -> Answer:
        owner, row, there = _chosen(call, kind)
        archived = call.flag("show_archived")
        return answer([_choice_shown(call, owner, row, one) for one in there if archived or not one["is_archived"]])

    return choices


def _create_choice(kind: str) -> Callable[[Call], Answer]:
    def create(call: Call) -> Answer:
        owner, row, there = _chosen(call, kind)
        data = data_of(call, _CHOICE[kind][0])
        _check_title(kind, there, data["title"], None)
        one = _new_choice(call.core.ids.next(), data)
        there.append(one)
        return answer(_choice_shown(call, owner, row, one))

    return create


def _new_choice(id: str, data: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: data[name] for name in ("celebration_enabled", "target_time_in_status") if name in data}
    return asdict(Choice(id=id, title=data["title"], **given))


def _update_choice(kind: str, part: str) -> Callable[[Call], Answer]:
    def update(call: Call) -> Answer:
        owner, row, there = _chosen(call, kind)
        named = call.parts[part]
        one = next((one for one in there if named in (one["id"], one["title"])), None)
        if one is None:
            raise refusals.choice_unknown(kind, named)
        data = data_of(call, _CHOICE[kind][1])
        if "title" in data:
            _check_title(kind, there, data["title"], one["id"])
        one.update({name: value for name, value in data.items() if name in one and name != "id"})
        return answer(_choice_shown(call, owner, row, one))

    return update


def _check_title(kind: str, there: list[dict[str, Any]], title: str, own: str | None) -> None:
    if any(one["title"] == title and one["id"] != own for one in there):
        raise refusals.choice_taken(kind, title)


_AT = "/v2/lists/{list}/attributes"

ROUTES: tuple[tuple[str, str, Callable[[Call], Answer]], ...] = (
    ("GET", _AT, _all),
    ("POST", _AT, _create),
    ("GET", f"{_AT}/{{attribute}}", _get),
    ("PATCH", f"{_AT}/{{attribute}}", _update),
    ("GET", f"{_AT}/{{attribute}}/options", _choices("select")),
    ("POST", f"{_AT}/{{attribute}}/options", _create_choice("select")),
    ("PATCH", f"{_AT}/{{attribute}}/options/{{option}}", _update_choice("select", "option")),
    ("GET", f"{_AT}/{{attribute}}/statuses", _choices("status")),
    ("POST", f"{_AT}/{{attribute}}/statuses", _create_choice("status")),
    ("PATCH", f"{_AT}/{{attribute}}/statuses/{{status}}", _update_choice("status", "status")),
)

"""Select options and statuses of attributes of objects and lists: read, create, change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call
from attio_emulator.defaults import resolved
from attio_emulator.resources.base import answer
from attio_emulator.resources.targets import Owner, owner_of
from attio_emulator.schema.model import Attribute, Choice
from attio_emulator.shapes import NAME, Check, Shape, duration, flag, nullable
from attio_emulator.types.choices import chosen

__all__ = ["OPTIONS", "STATUSES", "create_choice", "list_choices", "update_choice"]

_STATUS: dict[str, Check] = {"celebration_enabled": nullable(flag), "target_time_in_status": nullable(duration)}


class _Kind(NamedTuple):
    """Select options or statuses: their type, and the shapes of their bodies."""

    type: str
    new: Shape
    change: Shape


OPTIONS = _Kind(
    "select",
    Shape(required={"title": NAME}),
    Shape(optional={"title": NAME, "is_archived": flag}),
)
STATUSES = _Kind(
    "status",
    Shape(required={"title": NAME}, optional=_STATUS),
    Shape(optional={"title": NAME, **_STATUS, "is_archived": flag}),
)


def list_choices(kind: _Kind) -> Callable[[Call], Answer]:
    def choices(call: Call) -> Answer:
        owner = owner_of(call)
        one = owner.attribute()
        # reading answers 404 only, writing 400 (OpenAPI)
        if one.type != kind.type:
            raise refusals.attribute_not_found(call.parts["attribute"])
        archived = call.flag("show_archived")
        rows = [choice for choice in one.choices if archived or not choice.is_archived]
        return answer([call.core.renderer.choice(owner.schema, one, choice) for choice in rows])

    return choices


def create_choice(kind: _Kind) -> Callable[[Call], Answer]:
    def create(call: Call) -> Answer:
        owner, one = _writable(call, kind)
        data = call.data(kind.new)
        _check_title(kind, one, data["title"], None)
        made = Choice(id=call.core.ids.next(), **_given(kind.new, data))
        return _stored(owner, one, (*one.choices, made), made)

    return create


def update_choice(kind: _Kind) -> Callable[[Call], Answer]:
    def update(call: Call) -> Answer:
        owner, one = _writable(call, kind)
        named = call.parts["choice"]
        old = chosen(one.choices, named, call.core.assumptions)
        if old is None:
            raise refusals.choice_unknown(one.type, one.slug, named)
        data = call.data(kind.change)
        if "title" in data:
            _check_title(kind, one, data["title"], old)
        new = replace(old, **_given(kind.change, data))
        # a default value may name it by its title
        default = resolved(one.default, call.core.renderer.setting(owner.schema, one))
        choices = tuple(new if choice is old else choice for choice in one.choices)
        return _stored(owner, one, choices, new, default=default)

    return update


def _given(shape: Shape, data: Mapping[str, Any]) -> dict[str, Any]:
    """The members for an option or a status. A null celebration means off (null is accepted, but never shown)."""
    chosen = shape.chosen(data)
    return chosen | ({"celebration_enabled": False} if chosen.get("celebration_enabled", ...) is None else {})


def _writable(call: Call, kind: _Kind) -> tuple[Owner, Attribute]:
    """The attribute whose options are written. If only Attio fills it, its options are Attio's, too (assumed)."""
    owner = owner_of(call)
    one = owner.attribute()
    if one.type != kind.type:
        raise refusals.not_a(kind.type)
    if not one.is_writable or one.is_enriched:
        raise refusals.system_attribute()
    return owner, one


def _check_title(kind: _Kind, one: Attribute, title: str, old: Choice | None) -> None:
    """Refuse a title that exists already, even archived (assumed, as with archived slugs)."""
    if any(choice.title == title and choice is not old for choice in one.choices):
        raise refusals.choice_taken(kind.type, title)


def _stored(owner: Owner, one: Attribute, choices: tuple[Choice, ...], shown: Choice, **changes: Any) -> Answer:
    changes["options" if one.type == "select" else "statuses"] = choices
    changed = replace(one, **changes)
    owner.exchange(one, changed)
    return answer(owner.call.core.renderer.choice(owner.schema, changed, shown))

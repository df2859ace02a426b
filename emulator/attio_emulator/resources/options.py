"""Creating and changing select options and statuses of objects; those of lists are in `resources.list_attributes`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from attio_emulator.errors import AttioError
from attio_emulator.resources.schema_shapes import (
    FLAG,
    TIME,
    TITLE,
    Members,
    answer,
    conflict,
    data_of,
    invalid,
    needed,
    owner_of,
    protected,
)
from attio_emulator.schema.model import Attribute, Choice, Object

if TYPE_CHECKING:
    from attio_emulator.routes import Answer, Call

__all__ = ["OPTIONS", "STATUSES", "create_choice", "update_choice"]

_NEW_OPTION = {"title": needed(TITLE)}
_OPTION = {"title": TITLE, "is_archived": FLAG}
_NEW_STATUS = {"title": needed(TITLE), "celebration_enabled": FLAG, "target_time_in_status": TIME}
_STATUS = {"title": TITLE, "celebration_enabled": FLAG, "target_time_in_status": TIME, "is_archived": FLAG}


@dataclass(frozen=True, slots=True)
class _Kind:
    """Select options or statuses: the type that has them, their name in refusals, their bodies."""

    type: str
    named: str
    new: Members
    known: Members


OPTIONS = _Kind("select", "select option", _NEW_OPTION, _OPTION)
STATUSES = _Kind("status", "status", _NEW_STATUS, _STATUS)


def create_choice(kind: _Kind) -> Callable[[Call], Answer]:
    def create(call: Call) -> Answer:
        owner, one = _choosing(call, kind)
        data = data_of(call, kind.new)
        _check_title(kind, one, data["title"], None)
        made = Choice(id=call.core.ids.next(), **{name: data[name] for name in kind.new if name in data})
        return _chosen(call, kind, owner, one, (*one.choices, made), made)

    return create


def update_choice(kind: _Kind) -> Callable[[Call], Answer]:
    def update(call: Call) -> Answer:
        owner, one = _choosing(call, kind)
        named = call.parts["choice"]
        old = next((choice for choice in one.choices if named in (choice.id, choice.title)), None)
        if old is None:
            words = "select option" if kind is OPTIONS else "status option"
            message = f'Cannot find {kind.type} attribute with {words} title "{named}".'
            raise AttioError(400, "value_not_found", message, attribute=one.slug, attribute_type=one.type, found=named)
        data = data_of(call, kind.known)
        if "title" in data:
            _check_title(kind, one, data["title"], old)
        new = replace(old, **{name: data[name] for name in kind.known if name in data})
        return _chosen(call, kind, owner, one, tuple(new if choice is old else choice for choice in one.choices), new)

    return update


def _choosing(call: Call, kind: _Kind) -> tuple[Object, Attribute]:
    """The attribute whose options are written; those of one that only Attio fills are Attio's, too (assumed)."""
    owner = owner_of(call)
    one = call.attribute(owner)
    if one.type != kind.type:
        raise invalid(f"This attribute is not a {kind.type} attribute.", "")
    if not one.is_writable:
        raise protected()
    return owner, one


def _check_title(kind: _Kind, one: Attribute, title: str, old: Choice | None) -> None:
    """No title twice; archived ones count (assumed, as archived slugs do)."""
    if any(choice.title == title and choice is not old for choice in one.choices):
        raise conflict(f'There is already another {kind.named} with the title "{title}".')


def _chosen(
    call: Call, kind: _Kind, owner: Object, one: Attribute, choices: tuple[Choice, ...], shown: Choice
) -> Answer:
    changed = replace(one, options=choices) if kind is OPTIONS else replace(one, statuses=choices)
    owner.attributes[one.slug] = changed
    return answer(call.core.wire.choice(owner, changed, shown))

"""What every write needs to know of an object's attributes, computed once per schema: the writable ones, the required
ones, and those with a default. `given` and `writer` do the writing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from attio_emulator.errors import pointer_token
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.types import TYPES, Setting
from attio_emulator.types.base import Plain

__all__ = ["Plan", "Plans", "Usual"]


@dataclass(frozen=True, slots=True)
class Usual:
    """A writable attribute, with its type's functions to read a value in either form and to make the key of a stored
    one (None: it is its own key).

    `place` is its slug as a step of a JSON pointer, `refers` whether its values name records.
    """

    attribute: Attribute
    setting: Setting
    simple: Callable[[Any, Setting], Any]
    public: Callable[[Any, Setting], Any]
    key: Callable[[Any], Hashable] | None
    place: str
    refers: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of one object with these attributes.

    `usual` has the writable attributes by slug, including those Attio may keep for itself (see `given`). `unique` lists
    the slugs of the unique ones among them.
    """

    attributes: list[Attribute]
    usual: Mapping[str, Usual]
    required: tuple[Attribute, ...]
    unique: tuple[str, ...]
    defaults: tuple[Attribute, ...]


class Plans:
    """The plans of one workspace; each is rebuilt when the attributes of its object change."""

    def __init__(self, setting: Callable[[Object, Attribute], Setting]) -> None:
        self._setting = setting
        self._plans: dict[str, Plan] = {}

    def of(self, owner: Object) -> Plan:
        attributes = list(owner.attributes.values())
        plan = self._plans.get(owner.id)
        # attributes are replaced, never changed: usually they are identical
        if plan is None or plan.attributes != attributes:
            plan = self._plans[owner.id] = self._made(owner, attributes)
        return plan

    def _made(self, owner: Object, attributes: list[Attribute]) -> Plan:
        written = [one for one in attributes if one.is_writable and not one.is_archived]
        usual = {one.slug: self._usual(owner, one) for one in written}
        return Plan(
            attributes,
            usual,
            required=tuple(one for one in written if one.is_required),
            unique=tuple(one.slug for one in written if one.is_unique),
            defaults=tuple(one for one in written if one.default is not None),
        )

    def _usual(self, owner: Object, one: Attribute) -> Usual:
        kind, refers = TYPES[one.type], one.type == "record-reference"
        key = None if type(kind).key is Plain.key else kind.key
        return Usual(one, self._setting(owner, one), kind.simple, kind.public, key, pointer_token(one.slug), refers)

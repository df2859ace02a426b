"""Selects and statuses: a title of the attribute, or the UUID of one. Unknown titles are never added (documented)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Hashable, Mapping
from typing import Any, ClassVar

from attio_emulator.assumptions import Settings
from attio_emulator.schema.model import Choice
from attio_emulator.types import fields
from attio_emulator.types.base import AttributeType, Refused, Setting
from attio_emulator.types.json_values import member

__all__ = ["CHOICES", "Select", "Status", "chosen"]


class _Choice(AttributeType):
    """Stores the choice's ID, since titles can change."""

    name: ClassVar[str]
    member: ClassVar[str]
    words: ClassVar[str]
    quoted: ClassVar[str]
    trims = True

    def simple(self, value: Any, setting: Setting) -> Any:
        if not isinstance(value, str):
            raise Refused(f"the title or UUID of a {self.words}, as text")
        there = [one for one in setting.attribute.choices if not one.is_archived]
        found = chosen(there, value, setting.assumptions)
        if found is not None:
            return found.id
        raise Refused(
            f"one of {', '.join(repr(one.title) for one in there) or 'nothing: it has none'}",
            code="value_not_found",
            message=f'Cannot find {self.name} attribute with {self.quoted} title "{value}".',
        )

    def public(self, value: Any, setting: Setting) -> Any:
        return self.simple(member(value, self.member), setting)

    def key(self, stored: Any) -> Hashable:
        return str(stored)

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        one = next((one for one in setting.attribute.choices if one.id == stored), None)
        ids = {
            "workspace_id": setting.workspace.id,
            "object_id": setting.object_id,
            "attribute_id": setting.attribute.id,
        }
        return {self.member: self.choice(one or Choice(id=stored, title="", is_archived=True), ids)}

    @abstractmethod
    def choice(self, one: Choice, ids: Mapping[str, str]) -> dict[str, Any]:
        """A choice in Attio's JSON, both in values and in listings. `ids` are those of its attribute."""


class Select(_Choice):
    statement = "the title or ID of an existing option that is not archived; none is ever created"
    fields = (fields.Field("option", fields.CHOICE, fields.EQUAL, default=True), fields.ACTIVE_FROM)
    multiselect = True
    name, member, words, quoted = "select", "option", "select option", "select option"

    def choice(self, one: Choice, ids: Mapping[str, str]) -> dict[str, Any]:
        return {"id": {**ids, "option_id": one.id}, "title": one.title, "is_archived": one.is_archived}


class Status(_Choice):
    statement = "the title or ID of an existing status that is not archived; none is ever created"
    fields = (fields.Field("status", fields.CHOICE, fields.EQUAL, default=True), fields.ACTIVE_FROM)
    name, member, words, quoted = "status", "status", "status", "status option"

    def choice(self, one: Choice, ids: Mapping[str, str]) -> dict[str, Any]:
        return {
            "id": {**ids, "status_id": one.id},
            "title": one.title,
            "is_archived": one.is_archived,
            "target_time_in_status": one.target_time_in_status,
            "celebration_enabled": one.celebration_enabled,
        }


def chosen(choices: Collection[Choice], named: str, assumptions: Settings) -> Choice | None:
    """The choice of a title or an ID. Titles are case-sensitive (assumed: `option.title_case`), IDs are not."""
    id = named.lower()
    for one in choices:
        if one.title == named or one.id == id:
            return one
    other_case = next((one for one in choices if one.title.casefold() == named.casefold()), None)
    taken = other_case is not None and assumptions.decides("option.title_case") == "any"
    return other_case if taken else None


CHOICES: Mapping[str, _Choice] = {"select": Select(), "status": Status()}
"""Name -> type, for the types whose attributes have choices."""

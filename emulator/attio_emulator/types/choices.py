"""Selects and statuses: one of the titles of the attribute, or the UUID of one. An unknown title is never added (documented)."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from attio_emulator.schema.model import Choice
from attio_emulator.types.base import Refused, Setting, member

__all__ = ["SELECT", "STATUS"]


class _Chosen:
    """The stored form is the choice's ID: a title can change."""

    def __init__(self, name: str, words: str, quoted: str) -> None:
        self._name, self._words, self._quoted = name, words, quoted

    def simple(self, value: Any, setting: Setting) -> Any:
        if not isinstance(value, str):
            raise Refused(f"the title or UUID of a {self._words}, as text")
        any_case = setting.assumptions["option.title_case"] == "any"
        for one in setting.attribute.choices:
            same = one.title.casefold() == value.casefold() if any_case else one.title == value
            if (same or one.id == value) and not one.is_archived:
                return one.id
        raise Refused(
            f"one of {', '.join(repr(one.title) for one in setting.attribute.choices if not one.is_archived) or 'nothing: it has none'}",
            code="value_not_found",
            message=f'Cannot find {self._name} attribute with {self._quoted} title "{value}".',
        )

    def public(self, value: Any, setting: Setting) -> Any:
        return self.simple(member(value, "option" if self._name == "select" else "status"), setting)

    def key(self, stored: Any) -> Hashable:
        return str(stored)

    def show(self, stored: Any, setting: Setting) -> dict[str, Any]:
        one = next((one for one in setting.attribute.choices if one.id == stored), None)
        one = one or Choice(id=stored, title="", is_archived=True)
        ids = {
            "workspace_id": setting.workspace.id,
            "object_id": setting.object_id,
            "attribute_id": setting.attribute.id,
        }
        if self._name == "select":
            return {"option": {"id": ids | {"option_id": one.id}, "title": one.title, "is_archived": one.is_archived}}
        return {
            "status": {
                "id": ids | {"status_id": one.id},
                "title": one.title,
                "is_archived": one.is_archived,
                "celebration_enabled": one.celebration_enabled,
                "target_time_in_status": one.target_time_in_status,
            }
        }


SELECT = _Chosen("select", "select option", "select option")
STATUS = _Chosen("status", "status", "status option")

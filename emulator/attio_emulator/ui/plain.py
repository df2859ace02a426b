"""Values as one line of text, and the names of records and actors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from attio_emulator.record import Record
from attio_emulator.schema.model import Attribute, Object
from attio_emulator.state import Core

__all__ = ["LONGEST", "Names", "cut", "number_of", "text_of"]

LONGEST = 240
"""Most characters of a value in a table."""


def cut(text: str, most: int = LONGEST) -> str:
    """The beginning of a long text."""
    return text if len(text) <= most else f"{text[: most - 1]}\u2026"


def text_of(attribute: Attribute, data: Any) -> str:
    """A stored value as a person reads it; for references and actors see `Names`."""
    return _TEXTS.get(attribute.type, _plain)(attribute, data)


def number_of(attribute: Attribute, data: Any) -> float | None:
    """The sort key of a numeric value; None for other types."""
    return float(data) if attribute.type in _NUMBERS and isinstance(data, int | float) else None


_NUMBERS = ("currency", "number", "rating", "checkbox")


def _plain(attribute: Attribute, data: Any) -> str:
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, Mapping):
        return ", ".join(str(one) for one in data.values() if one not in (None, ""))
    return ", ".join(map(str, data)) if isinstance(data, list | tuple) else str(data)


def _choice(attribute: Attribute, data: Any) -> str:
    return next((one.title for one in attribute.choices if one.id == data), str(data))


def _currency(attribute: Attribute, data: Any) -> str:
    return f"{data} {attribute.currency}" if attribute.currency else str(data)


_TEXTS: Mapping[str, Callable[[Attribute, Any], str]] = {
    "currency": _currency,
    "personal-name": lambda attribute, data: str(data[2]),
    "phone-number": lambda attribute, data: str(data["number"]),
    "interaction": lambda attribute, data: str(data.get("interacted_at", "")),
    "select": _choice,
    "status": _choice,
}


class Names:
    """The names of records and actors in one workspace."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._members = {one.id: f"{one.first_name} {one.last_name}".strip() for one in core.workspace.members}
        self._tokens = {one.actor_id: one.name for one in core.tokens.values() if one.name}

    def actor(self, actor: Sequence[str | None]) -> dict[str, Any]:
        """An actor: type, ID, and a name if known."""
        kind, id = actor[0], actor[1]
        known = self._members if kind == "workspace-member" else self._tokens
        return {"type": kind, "id": id, "name": known.get(id or "")}

    def text(self, attribute: Attribute, data: Any) -> str:
        """A value as text, with references and actors by name."""
        if attribute.type == "record-reference":
            return self.record(*data) or str(data[1])
        if attribute.type == "actor-reference":
            return self.actor(data)["name"] or str(data[1] or data[0])
        return text_of(attribute, data)

    def record(self, object: str, id: str) -> str | None:
        """The name of a record; None if it does not exist."""
        owner, record = self._core.workspace.objects.get(object), self._core.store.get(object, id)
        return None if owner is None or record is None else self.of(owner, record)

    def of(self, owner: Object, record: Record) -> str:
        """The name of a record: its first value that is a name, unique, or text; else its ID."""
        for attribute in self.naming(owner):
            for value in record.values.get(attribute.slug, ()):
                if text := text_of(attribute, value.data):
                    return cut(text, 120)
        return record.id

    def naming(self, owner: Object) -> Iterator[Attribute]:
        """The attributes whose values can name a record, best first."""
        rows = [one for one in owner.attributes.values() if one.type in _NAMING and one.slug not in _OF_RECORD]
        yield from (one for one in rows if one.slug == "name")
        yield from (one for one in rows if one.is_unique and one.slug != "name")
        yield from (one for one in rows if not one.is_unique and one.slug != "name")


_NAMING = ("personal-name", "text", "email-address", "domain")
_OF_RECORD = ("record_id", "created_at", "created_by", "parent_record", "entry_id")

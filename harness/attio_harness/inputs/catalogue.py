"""The destination's own description as a source of subscriptions: presets, and the defaults of the actions' fields.

Segment's Public API (`GET /catalog/destinations/{id}`), the generated `metadata.json` of the action's repository and the
manifest of the local actions server. Which member means what is decided here; checking the mapping is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from attio_harness.text.json import line_of, pointer_token

__all__ = ["Described", "described_subscriptions"]

_TRIGGER = ("defaultTrigger", "defaultSubscription", "trigger", "subscribe")
_DEFAULT = ("defaultValue", "default")
_KEY = ("fieldKey", "key", "slug")


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A subscription in the framework's words, the place it came from, and the lines of the parts put together."""

    value: dict[str, Any]
    pointer: str
    mapping_pointer: str
    trigger_pointer: str
    lines: Mapping[str, int] | None
    note: str


def described_subscriptions(document: Mapping[str, Any], pointer: str, text: str | None) -> Iterator[Described]:
    """The presets where there are any, else each action that has a default trigger with the defaults of its fields.

    The mapping of an action is put together from its fields, so a pointer to it has a `#` after `fields`:
    `/actions/0/fields#/user_id`.
    """
    actions = list(_members(document["actions"], f"{pointer}/actions"))
    slugs = {str(action.get("id")): str(action.get("slug") or key) for key, action, _ in actions}
    presets = document.get("presets")
    if isinstance(presets, list) and presets:
        for index, preset in enumerate(presets):
            where = f"{pointer}/presets/{index}"
            member = "fields" if isinstance(preset.get("fields"), dict) else "mapping"
            yield Described(
                value={
                    "name": preset.get("name"),
                    "partnerAction": preset.get("partnerAction") or slugs.get(str(preset.get("actionId"))),
                    "subscribe": _first(preset, _TRIGGER),
                    "mapping": preset.get(member) or {},
                },
                pointer=where,
                mapping_pointer=f"{where}/{member}",
                trigger_pointer=where + _named(preset, _TRIGGER),
                lines=None,
                note="a preset of the destination's metadata",
            )
        return
    for key, action, where in actions:
        trigger = _first(action, _TRIGGER)
        if trigger is None:
            continue
        lines: dict[str, int] = {}
        mapping = _defaults(action.get("fields"), f"{where}/fields", text, lines)
        yield Described(
            value={
                "name": action.get("name") or action.get("title"),
                "partnerAction": action.get("slug") or key,
                "subscribe": trigger,
                "mapping": mapping,
            },
            pointer=where,
            mapping_pointer=f"{where}/fields#",
            trigger_pointer=where + _named(action, _TRIGGER),
            lines=lines,
            note=f"the defaults of {len(mapping)} field(s) of the destination's metadata",
        )


def _defaults(fields: Any, where: str, text: str | None, lines: dict[str, int]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key, described, place in _members(fields, where):
        name = str(_first(described, _KEY) or key)
        member = next((word for word in _DEFAULT if described.get(word) is not None), None)
        if member is not None:
            mapping[name] = described[member]
            line = line_of(text, f"{place}/{member}") if text else None
            if line is not None:
                lines[f"{where}#{pointer_token(name)}"] = line
    return mapping


def _members(group: Any, where: str) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    pairs = group.items() if isinstance(group, dict) else enumerate(group if isinstance(group, list) else ())
    for key, member in pairs:
        if isinstance(member, dict):
            yield str(key), member, where + pointer_token(key)


def _first(group: Mapping[str, Any], words: tuple[str, ...]) -> Any:
    return next((group[word] for word in words if group.get(word) is not None), None)


def _named(group: Mapping[str, Any], words: tuple[str, ...]) -> str:
    """The pointer to the first of these members that has a value, "" where none has."""
    return next((pointer_token(word) for word in words if group.get(word) is not None), "")

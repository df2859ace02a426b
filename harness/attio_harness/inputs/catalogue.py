"""The destination's own description as a source of subscriptions: presets, and the defaults of the actions' fields.

Segment's Public API (`GET /catalog/destinations/{id}`), the generated `metadata.json` of the action's repository and the
manifest of the local actions server. Which member means what is decided here; checking the mapping is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attio_harness.inputs.part import Part, Place, Shape
from attio_harness.text.json import pointer_token

__all__ = ["METADATA"]

_TRIGGER = ("defaultTrigger", "defaultSubscription", "trigger", "subscribe")
_DEFAULT = ("defaultValue", "default")
_KEY = ("fieldKey", "key", "slug")


def _parts(document: Mapping[str, Any], place: Place) -> Iterator[Part]:
    """The presets if there are any, else each action that has a default trigger, with the defaults of its fields.


    The mapping of an action is joined from its fields, so a pointer to it has a `#` after `fields`: `/actions/0/fields#/user_id`.
    """
    actions = list(_members(document["actions"], place.below("actions")))
    presets = document.get("presets")
    if isinstance(presets, list) and presets:
        # presets of the Public API name their action by its opaque id, those of the repository by its slug
        slugs = {str(action.get("id")): str(action.get("slug") or key) for key, action, _ in actions}
        yield from (_preset(one, at, slugs) for _, one, at in _members(presets, place.below("presets")))
    else:
        yield from (_action(key, one, at) for key, one, at in actions if _first(one, _TRIGGER) is not None)


def _preset(preset: Mapping[str, Any], place: Place, slugs: Mapping[str, str]) -> Part:
    # `fields` in the Public API, `mapping` in the framework
    member = "fields" if isinstance(preset.get("fields"), dict) else "mapping"
    return Part(
        value={
            "name": preset.get("name"),
            "partnerAction": preset.get("partnerAction") or slugs.get(str(preset.get("actionId"))),
            "subscribe": _first(preset, _TRIGGER),
            "mapping": preset.get(member) or {},
        },
        place=place,
        elsewhere={"mapping": place.below(member).pointer, "trigger": place.pointer + _named(preset, _TRIGGER)},
        note="a preset of the destination's metadata",
    )


def _action(key: str, action: Mapping[str, Any], place: Place) -> Part:
    lines: dict[str, int] = {}
    mapping = _defaults(action.get("fields"), place.below("fields"), lines)
    return Part(
        value={
            "name": action.get("name") or action.get("title"),
            "partnerAction": action.get("slug") or key,
            "subscribe": _first(action, _TRIGGER),
            "mapping": mapping,
        },
        place=place,
        elsewhere={
            "mapping": place.below("fields").pointer + "#",
            "trigger": place.pointer + _named(action, _TRIGGER),
        },
        lines=lines,
        note=f"the defaults of {len(mapping)} field(s) of the destination's metadata",
    )


def _defaults(fields: Any, place: Place, lines: dict[str, int]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key, described, at in _members(fields, place):
        name = str(_first(described, _KEY) or key)
        # a default of false or {} is kept: presets collect every one that is defined (runtime of actions-core)
        member = next((word for word in _DEFAULT if described.get(word) is not None), None)
        if member is not None:
            mapping[name] = described[member]
            line = place.document.line_of(at.below(member).pointer)
            if line is not None:
                lines[f"{place.pointer}#{pointer_token(name)}"] = line
    return mapping


def _members(group: Any, place: Place) -> Iterator[tuple[str, Mapping[str, Any], Place]]:
    # fields and actions are an object by slug in the repository, an array in the Public API
    pairs = group.items() if isinstance(group, dict) else enumerate(group if isinstance(group, list) else ())
    for key, member in pairs:
        if isinstance(member, dict):
            yield str(key), member, place.below(key)


def _first(group: Mapping[str, Any], words: tuple[str, ...]) -> Any:
    return next((group[word] for word in words if group.get(word) is not None), None)


def _named(group: Mapping[str, Any], words: tuple[str, ...]) -> str:
    """The pointer to the first of these members that has a value; "" if none has."""
    return next((pointer_token(word) for word in words if group.get(word) is not None), "")


METADATA = Shape(name="metadata", fits=lambda value: isinstance(value.get("actions"), list | dict), parts=_parts)

"""What an editor proposes: directives, the paths of the events, what the workspace has, fields of actions, words of triggers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

from attio_destination import destination
from attio_emulator import ASSUMPTIONS as OF_ATTIO
from attio_emulator import Workspace
from attio_emulator.schema.model import TYPES as ATTRIBUTE_TYPES
from segment_actions.mapping.directives.table import DIRECTIVES

from attio_harness.advice.loss import is_reached
from attio_harness.assumptions import ASSUMPTIONS as OF_SEGMENT
from attio_harness.inputs.event import TYPES, SourceEvent
from attio_harness.run.event_paths import path_text

__all__ = ["event_words", "fixed_words", "workspace_words"]

_SHAPES: Mapping[str, tuple[str, str]] = {
    "@path": ("the value at a path of the event", '"$."'),
    "@template": ("text with values of the event in it", '"{{}}"'),
    "@literal": ("a value as it stands here", '""'),
    "@if": ("one value or another", '{"exists": {"@path": "$."}, "then": , "else": }'),
    "@case": ("upper or lower case", '{"operator": "lower", "value": {"@path": "$."}}'),
    "@replace": ("a text with parts replaced", '{"pattern": "", "replacement": "", "value": {"@path": "$."}}'),
    "@arrayPath": ("an object for each element of a list", '["$.", {}]'),
    "@json": ("JSON as text, or text as JSON", '{"mode": "encode", "value": {"@path": "$."}}'),
    "@flatten": ("an object without levels", '{"separator": ".", "value": {"@path": "$."}}'),
    "@merge": ("several objects as one", '{"objects": [], "direction": "right"}'),
    "@transform": ("a mapping of what another one made", '{"apply": {}, "mapping": {}}'),
    "@excludeWhenNull": ("nothing instead of null", '{"@path": "$."}'),
    "@liquid": ("a template of Liquid", '"{{ }}"'),
}
_MOST = 500
_DEEPEST = 8
_LONGEST = 120
_IN_TRIGGERS = ("properties", "traits", "context")


@lru_cache(maxsize=1)
def fixed_words() -> dict[str, Any]:
    """The words that do not depend on any text."""
    return {
        "directives": [
            {
                "name": name,
                "about": _SHAPES.get(name, ("a directive", "{}"))[0],
                "argument": _SHAPES.get(name, ("", "{}"))[1],
            }
            for name in DIRECTIVES
        ],
        "actions": {
            slug: [
                {"key": key, "label": one.label, "required": one.required is True} for key, one in action.fields.items()
            ]
            for slug, action in destination.actions.items()
        },
        "trigger": ["type", "event", "userId", "name", "and", "or", "contains(", "match("],
        "types": list(TYPES),
        "attribute_types": list(ATTRIBUTE_TYPES),
        "assumptions": [
            {"id": one.id, "choices": list(one.choices), "statement": one.statement}
            for one in (*OF_SEGMENT.values(), *OF_ATTIO.values())
        ],
    }


def event_words(events: Sequence[SourceEvent]) -> dict[str, Any]:
    """The paths of the first events, each with a value found there, and the paths that their triggers may ask for."""
    paths: dict[tuple[str, ...], Any] = {}
    names: dict[str, None] = {}
    for one in events[:50]:
        if isinstance(one.event.get("event"), str):
            names[one.event["event"][:_LONGEST]] = None
        for keys, value in _walked(one.event, ()):
            if len(paths) >= _MOST:
                break
            paths.setdefault(keys, value)
    return {
        "paths": [{"path": path_text(keys), "value": _sample(value)} for keys, value in paths.items()],
        "events": list(names)[:100],
        "fields": [".".join(keys) for keys in paths if keys[0] in _IN_TRIGGERS and len(keys) > 1],
    }


def workspace_words(workspace: Workspace, text: str) -> dict[str, Any]:
    """Objects, their attributes and the attributes' choices, the assumptions that are set; `tag` tells texts apart."""
    return {
        "tag": sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12],
        "assumptions": {id: one for id, one in workspace.assumptions.items() if one != OF_ATTIO[id].default},
        "objects": [
            {
                "slug": one.slug,
                "active": one.active,
                "attributes": [
                    {
                        "slug": each.slug,
                        "type": each.type,
                        "unique": each.is_unique,
                        "choices": [choice.title for choice in each.choices if not choice.is_archived][:100],
                    }
                    for each in one.attributes.values()
                    if each.is_writable and not each.is_archived
                ][:300],
            }
            for one in list(workspace.objects.values())[:100]
        ],
    }


def _walked(value: Any, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if len(keys) > _DEEPEST:
        return
    if isinstance(value, list):
        value = {"0": value[0]} if value else {}
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if is_reached((key,)) and 0 < len(key) <= _LONGEST:
                yield (*keys, key), inner
                yield from _walked(inner, (*keys, key))


def _sample(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"

"""Finds the function that chooses the values of a dynamic field, by the name a caller asks for. `destination` runs it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from segment_actions.definition import Action, Context, Exchange
from segment_actions.js import MISSING
from segment_actions.mapping.paths import lookup, pieces_of

__all__ = ["chooser"]

_ELEMENT = re.compile(r"(.*)\.\[(\d+)\]\.(.*)", re.ASCII)
_KEY = re.compile(r"(.*)\.(.*)")


def chooser(action: Action, name: str) -> tuple[Callable[[Context], Exchange] | None, Any]:
    """The function that lists the choices of a field, and the requested element or key."""
    path = name
    where: Any = MISSING
    element, key = _ELEMENT.search(name), _KEY.search(name)
    if element is not None and element[3]:
        path, where = f"{element[1]}.{element[3]}", {"selectedArrayIndex": int(element[2])}
    elif (found := element or key) is not None:
        inside = action.dynamic_fields.get(found[1])
        if inside is not None and not (isinstance(inside, Mapping) and found[2] in inside):
            path, where = f"{found[1]}.__values__", {"selectedKey": found[2]}
    choose = lookup(action.dynamic_fields, pieces_of(path))
    return (choose if callable(choose) else None), where

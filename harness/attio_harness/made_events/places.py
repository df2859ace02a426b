"""The paths that a mapping reads, with the attributes they fill; and functions that put a value at a path or remove it.

Does not choose the values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from segment_actions.js import MISSING

from attio_harness.lint.subscription import View
from attio_harness.lint.yields import directive_of
from attio_harness.made_events.values import Seeds, Slot
from attio_harness.run.event_paths import Keys
from attio_harness.run.mapped_fields import fields_of

__all__ = ["Place", "places_of", "put"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A path of the event and what it fills. `direct` are the attributes that get the value unchanged."""

    keys: Keys
    beside: tuple[Keys, ...]
    """The paths that can replace each other, including this one."""
    slots: tuple[Slot, ...] = ()
    direct: tuple[Slot, ...] = ()
    whole: bool = False
    """Whether it fills the field with all attributes of a record."""


def places_of(view: View, seeds: Seeds) -> list[Place]:
    """Every path that a mapping reads, each once, in the order of the mapping."""
    members = tuple(one.email_address for one in view.workspace.members)
    found: dict[Keys, Place] = {}
    for field in fields_of(view.source.mapping):
        name = field.pointer.split("/")[1]
        slots, as_it_is = _filled(view, view.source.mapping_pointer + field.pointer, members, seeds)
        for keys in field.paths:
            whole = field.pointer == f"/{name}" and any(one.additional == name for one in view.asserted)
            before = found.get(keys, Place(keys=keys, beside=field.paths, whole=whole))
            direct = slots if as_it_is and len(field.paths) == 1 else ()
            found[keys] = replace(before, slots=(*before.slots, *slots), direct=(*before.direct, *direct))
    return list(found.values())


def _filled(view: View, pointer: str, members: tuple[str, ...], seeds: Seeds) -> tuple[tuple[Slot, ...], bool]:
    """The attributes that a part of the mapping fills, and whether they get its value unchanged."""
    slots, as_it_is = [], True
    for _, owner, assignment, attribute in view.written:
        if attribute is None or not (pointer + "/").startswith(assignment.pointer + "/"):
            continue
        slots.append(Slot(owner=owner, attribute=attribute, members=members, seeds=seeds))
        found = directive_of(assignment.node)
        as_it_is = as_it_is and found is not None and found[0] == "@path"
    slots += [
        Slot(owner=owner, attribute=attribute, members=members, seeds=seeds)
        for owner, link, attribute in view.links
        if (pointer + "/").startswith(link.pointer + "/")
    ]
    # a link to the other record gets what that one is found by
    own = [one for one in slots if one.attribute.type != "record-reference"]
    return tuple(own or slots), as_it_is and bool(slots)


def put(event: dict[str, Any], keys: Sequence[str], value: Any) -> None:
    """Put a value at a path of an event, creating objects on the way; MISSING removes the existing value."""
    holder: Any = event
    for at, key in enumerate(keys[:-1]):
        inner = _member(holder, key)
        if not isinstance(inner, dict | list):
            if value is MISSING:
                return
            inner = [] if keys[at + 1].isdigit() else {}
            _set(holder, key, inner)
        holder = inner
    if value is not MISSING:
        _set(holder, keys[-1], value)
    elif isinstance(holder, dict):
        holder.pop(keys[-1], None)
    elif keys[-1].isdigit():
        del holder[int(keys[-1]) : int(keys[-1]) + 1]


def _member(holder: Any, key: str) -> Any:
    if isinstance(holder, dict):
        return holder.get(key)
    return holder[int(key)] if key.isdigit() and int(key) < len(holder) else None


def _set(holder: Any, key: str, value: Any) -> None:
    if isinstance(holder, dict):
        holder[key] = value
    elif key.isdigit():
        # nobody sends a list with holes
        index = min(int(key), len(holder))
        holder[index : index + 1] = [value]

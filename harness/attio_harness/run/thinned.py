"""Removes from an event the members that an action of a filter names, or all but those.

Pure; the given event stays unchanged. `filters` decides to which events an action applies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from attio_harness.inputs.filter_actions import FilterAction, keys_of

__all__ = ["thinned"]

_Object = Mapping[str, Any]


def thinned(action: FilterAction, event: _Object, decides: Callable[[str], str]) -> tuple[_Object, list[str]]:
    """The event without what the action removes, and the removed paths, such as `traits.email`."""
    out, taken = event, list[str]()
    for path, names in action.fields.items():
        steps = keys_of(path)
        held = _at(out, steps)
        ways = _ways(held, names)
        leads = any(len(way) > 1 and _has(held, way) for way in ways)
        if leads and decides("filter.dotted_names") == "path":
            changed, paths = _by_ways(action, held, ways)
        else:
            changed, paths = _by_names(action, held, names)
        if paths:
            out = _with(out, steps, changed)
            taken += [".".join((*steps, one)) for one in paths]
    return out, taken


def _ways(held: Any, names: Sequence[str]) -> list[tuple[str, ...]]:
    """The keys that each name stands for; a name that some member has is not split as a path."""
    if not any("." in name for name in names):
        return []
    present = {key for one in _objects(held) for key in one}
    return [way for name in names if (way := (name,) if name in present else keys_of(name))]


def _at(value: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _with(value: _Object, steps: Sequence[str], inside: Any) -> Any:
    return {**value, steps[0]: _with(value[steps[0]], steps[1:], inside)} if steps else inside


def _objects(held: Any) -> Iterator[_Object]:
    """The object, or the objects of a list."""
    yield from (one for one in (held if isinstance(held, list) else [held]) if isinstance(one, Mapping))


def _each(held: Any, change: Callable[[_Object], _Object]) -> Any:
    """The object changed, or each object of a list; lists further down stay unchanged (documentation)."""
    if isinstance(held, list):
        return [change(one) if isinstance(one, Mapping) else one for one in held]
    return change(held) if isinstance(held, Mapping) else held


def _by_names(action: FilterAction, held: Any, names: Sequence[str]) -> tuple[Any, list[str]]:
    allows = action.kind == "allow_properties"

    # one comparison for both actions: "allow" keeps the named members, "drop" keeps the others
    def change(one: _Object) -> _Object:
        return {name: value for name, value in one.items() if (name in names) == allows}

    present = dict.fromkeys(name for one in _objects(held) for name in one)
    return _each(held, change), [name for name in present if (name in names) != allows]


def _by_ways(action: FilterAction, held: Any, ways: Sequence[tuple[str, ...]]) -> tuple[Any, list[str]]:
    """Like `_by_names` for names that are paths; an allowed path keeps its value and the objects that lead to it."""
    if action.kind == "drop_properties":
        present = [way for way in ways if _has(held, way)]
        return _each(held, lambda one: _without(one, ways)), [".".join(way) for way in present]
    lost = dict.fromkeys(".".join(way) for one in _objects(held) for way in _lost(one, ways))
    return _each(held, lambda one: _only(one, ways)), list(lost)


def _has(held: Any, way: Sequence[str]) -> bool:
    return any(isinstance(holder := _at(one, way[:-1]), Mapping) and way[-1] in holder for one in _objects(held))


def _without(value: Any, ways: Sequence[Sequence[str]]) -> Any:
    if not isinstance(value, Mapping):
        return value
    gone = {way[0] for way in ways if len(way) == 1}
    return {
        key: _without(one, [way[1:] for way in ways if way[0] == key and len(way) > 1])
        for key, one in value.items()
        if key not in gone
    }


def _only(value: Any, ways: Sequence[Sequence[str]]) -> Any:
    out = {}
    for key, one in value.items():
        below = [way[1:] for way in ways if way[0] == key]
        if below:
            out[key] = _only(one, below) if all(below) and isinstance(one, Mapping) else one
    return out


def _lost(value: _Object, ways: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    for key, one in value.items():
        below = [way[1:] for way in ways if way[0] == key]
        if not below:
            yield (key,)
        elif all(below) and isinstance(one, Mapping):
            yield from ((key, *rest) for rest in _lost(one, below))

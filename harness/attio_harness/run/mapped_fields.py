"""The fields of a mapping and what each reads from an event: found once, then applied to many events.

A field is filled by one path, by the variables of a template, each counted by itself, or by a directive that chooses (`@if`). Such a
directive counts as a whole, because nobody misses what a branch reads when another branch is taken. The same holds for the members
of the objects in a `@merge`, where one may replace another. Each path that a choosing directive reads is a condition as well: if no
event has the path but all have a similar one, it is probably misspelt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from segment_actions import MappingError, compile_mapping
from segment_actions.js import MISSING
from segment_actions.mapping.paths import Resolve, compile_path, lookup
from segment_actions.mapping.whole import ROOT

from attio_harness.advice.loss import is_reached
from attio_harness.lint.lookups import lookups
from attio_harness.lint.yields import directive_of, path_of, pieces, spots
from attio_harness.run.event_paths import Keys
from attio_harness.text.json import pointer_token

__all__ = ["Condition", "Field", "conditions_of", "fields_of", "is_something", "variables_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field, or one variable of its template, or what it reads from each element of an array."""

    pointer: str
    """Relative to the mapping."""
    paths: tuple[Keys, ...]
    """The keys of every path that may fill it, in the order of the mapping; the first element of an array stands for all."""
    reads: tuple[Resolve, ...]
    """A lookup for each path: event -> the value, or MISSING."""
    fill: Resolve
    """event -> the value of the field; MISSING, None or empty text if it has none."""
    chooses: bool = False
    """Whether `fill` is more than a lookup of its path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A path that a choosing directive reads. If no event has it, something else always takes its place: another branch of an `@if`,
    another object of a `@merge`, another member or a default.
    """

    pointer: str
    """Of the directive, relative to the mapping."""
    said: str
    """What the directive does with the path."""
    keys: Keys
    read: Resolve
    beside: tuple[Keys, ...]
    """All paths that the directive reads, including this one: a path that another branch reads is not suggested for it."""


def conditions_of(mapping: Mapping[str, Any]) -> list[Condition]:
    """The conditions of a mapping, outer ones first. A path is there twice if an `@if` tests it and another directive reads it."""
    if ROOT in mapping:
        return []
    found: list[Condition] = []
    outer, beside = "\0", tuple[Keys, ...]()
    for spot in spots(mapping, ""):
        if spot.relative or spot.directive is None or not _chooses(*spot.directive):
            continue
        name, options = spot.directive
        if not spot.pointer.startswith(f"{outer}/"):
            outer, beside = spot.pointer, variables_of(spot.node)
        # `exists` outweighs `blank` (observation)
        asked = path_of(options.get("exists", options.get("blank"))) if name == "@if" else ()
        for keys in variables_of(spot.node):
            said = "@if asks for" if keys == asked else f"{name} reads"
            found.append(Condition(pointer=spot.pointer, said=said, keys=keys, read=_lookup(keys), beside=beside))
    return sorted(found, key=lambda one: one.said != "@if asks for")


def _chooses(name: str, argument: Any) -> bool:
    """Whether a directive may yield a value without the paths that it reads."""
    if name == "@liquid":
        # a tag or a default may replace a missing value
        return isinstance(argument, str) and ("{%" in argument or "default" in argument)
    return name in ("@if", "@merge", "@transform") and isinstance(argument, Mapping)


def is_something(value: object) -> bool:
    """Whether this is a value: not missing, null or empty text."""
    return value is not MISSING and value is not None and value != ""


def fields_of(mapping: Mapping[str, Any]) -> list[Field]:
    """Every field that reads the event; none if a directive makes the mapping as a whole."""
    if ROOT in mapping or directive_of(mapping) is not None:
        return []
    return [field for field in _walked(mapping, "") if field.paths and all(field.paths)]


def _walked(node: Any, pointer: str) -> Iterator[Field]:
    found = directive_of(node)
    if found is not None:
        yield from _directive(*found, node, pointer)
    elif isinstance(node, Mapping):
        for key, inner in node.items():
            yield from _walked(inner, pointer + pointer_token(key))
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from _walked(inner, f"{pointer}/{index}")


def _directive(name: str, argument: Any, node: Any, pointer: str) -> Iterator[Field]:
    if name == "@path" and isinstance(argument, str):
        yield _read(pointer, pieces(argument))
    elif name in ("@template", "@liquid") and isinstance(argument, str):
        variables = variables_of(node)
        if _chooses(name, argument):
            yield _chosen(pointer, variables, lambda event: _first_of(event, variables))
        else:
            yield from (_read(pointer, keys) for keys in variables)
    elif name in ("@literal", "@excludeWhenNull"):
        # the members of its object become members of the payload
        yield from _walked(argument, pointer + pointer_token(name))
    elif name in ("@case", "@replace", "@json", "@flatten") and isinstance(argument, Mapping):
        # makes one value from whatever it reads
        yield from (replace(one, pointer=pointer) for one in _walked(argument.get("value"), pointer))
    elif name == "@merge" and isinstance(argument, Mapping) and isinstance(argument.get("objects"), list):
        yield from _merged(argument["objects"], node, pointer)
    elif name == "@arrayPath" and (root := _root_of(argument)):
        yield from _elements(root, argument, pointer)
    elif name == "@transform" and isinstance(argument, Mapping):
        yield from _transformed(argument, pointer)
    else:
        fill = _resolved(node)
        if fill is not None:
            yield _chosen(pointer, variables_of(node), fill)


def _read(pointer: str, keys: Keys) -> Field:
    read = _lookup(keys)
    return Field(pointer=pointer, paths=(keys,), reads=(read,), fill=read)


def _lookup(keys: Keys) -> Resolve:
    """A lookup of keys. No written path reaches a key with a dot, but Liquid does."""
    return compile_path(".".join(keys)) if is_reached(keys) else lambda event: lookup(event, keys)


def _chosen(pointer: str, paths: tuple[Keys, ...], fill: Resolve) -> Field:
    return Field(pointer=pointer, paths=paths, reads=tuple(map(_lookup, paths)), fill=fill, chooses=True)


def _first_of(event: Any, paths: tuple[Keys, ...]) -> Any:
    return next((value for keys in paths if is_something(value := lookup(event, keys))), MISSING)


def _resolved(node: Any) -> Resolve | None:
    """A function for what a directive yields; None if it is malformed inside an array, where it loses the event."""
    try:
        transform = compile_mapping({"value": node})
    except MappingError:
        return None

    def fill(event: Any) -> Any:
        try:
            return transform(event).get("value", MISSING)
        except MappingError:  # it loses the event, which is reported as lost
            return MISSING

    return fill


def _merged(objects: list[Any], node: Any, pointer: str) -> Iterator[Field]:
    """The members of merged objects: each is filled by the last object that has it."""
    fill = _resolved(node)
    if fill is None:
        return
    for index, one in enumerate(objects):
        if isinstance(one, Mapping) and directive_of(one) is None:
            for key, inner in one.items():
                at = f"{pointer}/@merge/objects/{index}{pointer_token(key)}"
                yield _chosen(at, variables_of(inner), _member_of(fill, key))


def _member_of(fill: Resolve, key: str) -> Resolve:
    def read(event: Any) -> Any:
        whole = fill(event)
        return whole.get(key, MISSING) if isinstance(whole, Mapping) else MISSING

    return read


def _transformed(argument: Mapping[str, Any], pointer: str) -> Iterator[Field]:
    """What `mapping` reads, traced to the paths of the event that `apply` made it from."""
    apply, inner = argument.get("apply"), argument.get("mapping")
    made = _resolved(apply)
    if made is None:
        return
    for field in _inside(inner, f"{pointer}/@transform/mapping", pointer):
        yield _chosen(field.pointer, _through(apply, field.paths), _then(made, field.fill))


def _inside(node: Any, pointer: str, outer: str) -> Iterator[Field]:
    """The fields of a part of a directive: a member of an object has its own place, anything that fills the whole has the directive's."""
    return (replace(one, pointer=outer) if one.pointer == pointer else one for one in _walked(node, pointer))


def _through(apply: Any, paths: Iterable[Keys]) -> tuple[Keys, ...]:
    """The paths of the event from which `apply` makes the values at these paths."""
    return tuple(dict.fromkeys(origin for keys in paths for origin in _origins(apply, keys)))


def _then(made: Resolve, fill: Resolve) -> Resolve:
    return lambda event: fill(made(event))


def _origins(node: Any, keys: Keys) -> Iterator[Keys]:
    """The paths of the event that a node reads to make the value at `keys`; none if it makes nothing there."""
    name, argument = directive_of(node) or ("", None)
    if name == "@path" and isinstance(argument, str):
        yield (*pieces(argument), *keys)
    elif name in ("@literal", "@excludeWhenNull"):
        yield from _origins(argument, keys)
    elif name == "@arrayPath" and isinstance(argument, list) and (root := _root_of(argument)):
        shape = argument[1] if len(argument) > 1 else None
        # an empty shape does nothing (observation)
        if not (isinstance(shape, Mapping) and shape):
            yield (*root, *keys)
        elif keys:
            yield from ((*root, keys[0], *inner) for inner in _origins(shape, keys[1:]))
        else:
            yield root
    elif name == "@transform" and isinstance(argument, Mapping):
        yield from _through(argument.get("apply"), _origins(argument.get("mapping"), keys))
    elif keys and name == "@if" and isinstance(argument, Mapping):
        yield from (one for branch in ("then", "else") for one in _origins(argument.get(branch), keys))
    elif keys and name == "@merge" and isinstance(argument, Mapping) and isinstance(argument.get("objects"), list):
        yield from (one for inner in argument["objects"] for one in _origins(inner, keys))
    elif name == "" and isinstance(node, Mapping) and keys:
        yield from _origins(node.get(keys[0]), keys[1:])
    else:
        yield from variables_of(node)


def _root_of(argument: Any) -> Keys:
    """The path of an `@arrayPath`; empty if its array comes from another directive."""
    root = argument[0] if isinstance(argument, list) and argument else None
    return pieces(root) if isinstance(root, str) else path_of(root)


def _elements(root: Keys, argument: list[Any], pointer: str) -> Iterator[Field]:
    yield _read(pointer, root)
    shape = argument[1] if len(argument) > 1 else None
    for inner in _inside(shape, f"{pointer}/@arrayPath/1", pointer):
        paths = tuple((*root, "0", *keys) for keys in inner.paths)
        yield _chosen(inner.pointer, paths, _of_any(root, inner.fill))


def _of_any(root: Keys, fill: Resolve) -> Resolve:
    """A function for the first value that any element of the array has."""

    def read(event: Any) -> Any:
        found = lookup(event, root)
        items = found if isinstance(found, list) else [found] if isinstance(found, dict) else []
        return next((value for item in items if is_something(value := fill(item))), MISSING)

    return read


def variables_of(node: Any) -> tuple[Keys, ...]:
    """The keys of every path into the event in a part of a mapping, each once."""
    found = dict.fromkeys(one.keys for one in lookups(spots(node, "")) if not one.relative)
    for spot in spots(node, ""):
        directive = spot.directive
        if directive is not None and directive[0] == "@liquid" and not spot.relative:
            found |= dict.fromkeys(_liquid_paths(directive[1]))
    return tuple(keys for keys in found if keys)


def _liquid_paths(text: Any) -> list[Keys]:
    from segment_actions.mapping.liquid.lexer import Broken  # 30 ms that most mappings do not need
    from segment_actions.mapping.liquid.tags import parse
    from segment_actions.mapping.liquid.values import Refused

    try:
        return parse(text).paths if isinstance(text, str) and text else []
    except (Broken, Refused, RecursionError):  # it loses every event, which is reported
        return []

"""The fields of a mapping, and what each reads from an event: found once, asked of many events.

A field is filled by one path, by the variables of a template, which count one by one, or by a directive that chooses (`@if`),
which counts as a whole: what it reads in a branch that another one stood in for is missed by nobody. So it is with a member of
one of the objects that `@merge` puts together, for which another one may stand in. What such a directive reads is a condition
each: it was meant otherwise where the events have one like it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from segment_actions import EngineError, MappingError, compile_mapping
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
    """A field, or one variable of its template, or what it reads of each element of an array."""

    pointer: str
    """From the mapping on."""
    paths: tuple[Keys, ...]
    """The keys of every path that may fill it, in the order of the mapping; of an array the first element stands for all."""
    reads: tuple[Resolve, ...]
    """Each path looked up in an event; MISSING where it is not there."""
    fill: Resolve
    """event -> the value, MISSING, None or empty text for none."""
    chooses: bool = False
    """Whether `fill` is more than a lookup of its path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A path that a directive reads which chooses: where none of the events has it, something else stands in for all of them.

    That is another branch of an `@if`, another object of a `@merge`, another member or a default.
    """

    pointer: str
    """Of the directive, from the mapping on."""
    said: str
    """What the directive does with the path."""
    keys: Keys
    read: Resolve
    beside: tuple[Keys, ...]
    """Every path that the directive reads, its own among them: one that another branch reads is no slip."""


def conditions_of(mapping: Mapping[str, Any]) -> list[Condition]:
    """The conditions of a mapping, the outer before those inside of it; a path twice where `@if` asks for it and another one reads it."""
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
        # `exists` goes before `blank` where both are there (observation)
        asked = path_of(options.get("exists", options.get("blank"))) if name == "@if" else ()
        for keys in variables_of(spot.node):
            said = "@if asks for" if keys == asked else f"{name} reads"
            found.append(Condition(pointer=spot.pointer, said=said, keys=keys, read=_lookup(keys), beside=beside))
    return sorted(found, key=lambda one: one.said != "@if asks for")


def _chooses(name: str, argument: Any) -> bool:
    """Whether a directive may yield something without what it reads."""
    if name == "@liquid":
        # a tag or a default may stand in for what is not there
        return isinstance(argument, str) and ("{%" in argument or "default" in argument)
    return name in ("@if", "@merge", "@transform") and isinstance(argument, Mapping)


def is_something(value: object) -> bool:
    """Whether it is a value: neither missing nor null nor empty text."""
    return value is not MISSING and value is not None and value != ""


def fields_of(mapping: Mapping[str, Any]) -> list[Field]:
    """Every field that reads the event; none where a directive makes the mapping as a whole."""
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
        # members of an object in it are members of the payload
        yield from _walked(argument, pointer + pointer_token(name))
    elif name in ("@case", "@replace", "@json", "@flatten") and isinstance(argument, Mapping):
        # one value is made of whatever is read in there
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
    """The lookup of keys; those with a dot in them (Liquid reaches them) are no path that can be written."""
    return compile_path(".".join(keys)) if is_reached(keys) else lambda event: lookup(event, keys)


def _chosen(pointer: str, paths: tuple[Keys, ...], fill: Resolve) -> Field:
    return Field(pointer=pointer, paths=paths, reads=tuple(map(_lookup, paths)), fill=fill, chooses=True)


def _first_of(event: Any, paths: tuple[Keys, ...]) -> Any:
    return next((value for keys in paths if is_something(value := lookup(event, keys))), MISSING)


def _resolved(node: Any) -> Resolve | None:
    """What a directive yields; None for one that is malformed, inside an array, where it loses the event instead."""
    try:
        transform = compile_mapping({"value": node})
    except (MappingError, EngineError):
        return None

    def fill(event: Any) -> Any:
        try:
            return transform(event).get("value", MISSING)
        except (MappingError, EngineError):  # the event is lost by it, and told as such
            return MISSING

    return fill


def _merged(objects: list[Any], node: Any, pointer: str) -> Iterator[Field]:
    """The members of objects that are put together: each is filled by whichever of them has it last."""
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
    """What `mapping` reads, as the paths of the event that `apply` made it of."""
    apply, inner = argument.get("apply"), argument.get("mapping")
    made = _resolved(apply)
    if made is None:
        return
    for field in _inside(inner, f"{pointer}/@transform/mapping", pointer):
        yield _chosen(field.pointer, _through(apply, field.paths), _then(made, field.fill))


def _inside(node: Any, pointer: str, outer: str) -> Iterator[Field]:
    """The fields of a part of a directive: members of an object have their own places, what fills the whole has that of the directive."""
    return (replace(one, pointer=outer) if one.pointer == pointer else one for one in _walked(node, pointer))


def _through(apply: Any, paths: Iterable[Keys]) -> tuple[Keys, ...]:
    """The paths of the event by which `apply` makes what is read at others."""
    return tuple(dict.fromkeys(origin for keys in paths for origin in _origins(apply, keys)))


def _then(made: Resolve, fill: Resolve) -> Resolve:
    return lambda event: fill(made(event))


def _origins(node: Any, keys: Keys) -> Iterator[Keys]:
    """The paths of the event that are read where keys of what a node makes are; none where it makes nothing there."""
    name, argument = directive_of(node) or ("", None)
    if name == "@path" and isinstance(argument, str):
        yield (*pieces(argument), *keys)
    elif name in ("@literal", "@excludeWhenNull"):
        yield from _origins(argument, keys)
    elif name == "@arrayPath" and isinstance(argument, list) and (root := _root_of(argument)):
        shape = argument[1] if len(argument) > 1 else None
        # without members a shape does nothing (observation)
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
    """The path of an `@arrayPath`; none where its array comes from another directive."""
    root = argument[0] if isinstance(argument, list) and argument else None
    return pieces(root) if isinstance(root, str) else path_of(root)


def _elements(root: Keys, argument: list[Any], pointer: str) -> Iterator[Field]:
    yield _read(pointer, root)
    shape = argument[1] if len(argument) > 1 else None
    for inner in _inside(shape, f"{pointer}/@arrayPath/1", pointer):
        paths = tuple((*root, "0", *keys) for keys in inner.paths)
        yield _chosen(inner.pointer, paths, _of_any(root, inner.fill))


def _of_any(root: Keys, fill: Resolve) -> Resolve:
    """The first value that an element of the array has."""

    def read(event: Any) -> Any:
        found = lookup(event, root)
        items = found if isinstance(found, list) else [found] if isinstance(found, dict) else []
        return next((value for item in items if is_something(value := fill(item))), MISSING)

    return read


def variables_of(node: Any) -> tuple[Keys, ...]:
    """The keys of every path from the event on that stands in a part of a mapping, each once."""
    found = dict.fromkeys(one.keys for one in lookups(spots(node, "")) if not one.relative)
    for spot in spots(node, ""):
        directive = spot.directive
        if directive is not None and directive[0] == "@liquid" and not spot.relative:
            found |= dict.fromkeys(_liquid_paths(directive[1]))
    return tuple(keys for keys in found if keys)


def _liquid_paths(text: Any) -> list[Keys]:
    from segment_actions.mapping.liquid.lexer import Broken  # 30 ms that most mappings can do without
    from segment_actions.mapping.liquid.tags import parse
    from segment_actions.mapping.liquid.values import Refused

    try:
        return parse(text).paths if isinstance(text, str) and text else []
    except (Broken, Refused, RecursionError):  # every event fails by it, and is told as lost
        return []

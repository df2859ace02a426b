"""The fields of a mapping, and what each reads from an event: found once, asked of many events.

A field is filled by one path, by the variables of a template, which count one by one, or by a directive that chooses (`@if`),
which counts as a whole: what it reads in a branch that another one stood in for is missed by nobody. So it is with a member of
one of the objects that `@merge` puts together, for which another one may stand in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    """A path that an `@if` asks for: where none of the events has it, one of its branches stands for all of them.

    So do the other objects of a `@merge` for one that is nowhere.
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
    """The conditions of a mapping on one path of the event each, the outer before those inside of it."""
    found = []
    for spot in spots(mapping, ""):
        name, options = spot.directive or ("", None)
        if spot.relative or not isinstance(options, Mapping):
            continue
        objects = options.get("objects") if name == "@merge" else None
        # `exists` goes before `blank` where both are there (observation)
        asked = [options.get("exists", options.get("blank"))] if name == "@if" else objects
        said = "@if asks for" if name == "@if" else "@merge reads"
        for keys in map(path_of, asked if isinstance(asked, list) else ()):
            if keys:
                beside = variables_of(spot.node)
                found.append(Condition(pointer=spot.pointer, said=said, keys=keys, read=_lookup(keys), beside=beside))
    return found


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
        # a tag or a default may stand in for what is not there
        if name == "@liquid" and ("{%" in argument or "default" in argument):
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
    elif name == "@arrayPath" and isinstance(argument, list) and argument and isinstance(argument[0], str):
        yield from _elements(argument, pointer)
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


def _elements(argument: list[Any], pointer: str) -> Iterator[Field]:
    root = pieces(argument[0])
    yield _read(pointer, root)
    shape = argument[1] if len(argument) > 1 else None
    # a shape that is no object fills the elements themselves
    for inner in _walked(shape, pointer if directive_of(shape) else f"{pointer}/@arrayPath/1"):
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

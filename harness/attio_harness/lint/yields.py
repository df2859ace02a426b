"""What a part of a mapping can yield, found without an event: constants, paths, text, lists, objects.

`outcomes` follows the branches of a directive. Segment's engine itself resolves a part that does not read the event. What an
attribute makes of a value is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from segment_actions import MISSING, MappingError, compile_mapping
from segment_actions.js import is_truthy
from segment_actions.mapping.compiler import is_directive
from segment_actions.mapping.paths import pieces_of
from segment_actions.mapping.whole import ROOT

from attio_harness.advice.foreign import foreign_in
from attio_harness.advice.templates import BARE, MEMBERS
from attio_harness.text.json import pointer_token

__all__ = [
    "OPTIONS",
    "UNKNOWN",
    "Outcome",
    "Spot",
    "constant",
    "directive_of",
    "failure",
    "is_event_word",
    "is_no_slug",
    "is_nothing",
    "looks_variable",
    "outcomes",
    "path_of",
    "pieces",
    "placeholders",
    "spots",
    "variable_in",
    "without_placeholders",
]

Kind = Literal["constant", "path", "text", "list", "object", "unknown"]

# `{{traits.name}}`, also across lines; Segment too leaves `{{}}` alone. It also matches an unclosed `{{`, so that such a text is searched
# once and not again from each brace
_OPENED = re.compile(r"\{\{([^}]++)(\}\})?")
_OTHER_VARIABLE = re.compile(r"^\s*\$\.[A-Za-z_]|\"@[a-zA-Z]+\"")
"""Other text that was meant to be replaced: a path, or a directive written as text. Placeholders and bare paths have their own patterns."""

OPTIONS: Mapping[str, tuple[str, ...]] = {
    "@if": ("exists", "blank", "then", "else"),
    "@case": ("operator", "value"),
    "@replace": ("pattern", "replacement", "pattern2", "replacement2", "value", "ignorecase", "global"),
    "@json": ("mode", "value"),
    "@flatten": ("separator", "value", "omitArrays"),
    "@merge": ("objects", "direction"),
    "@transform": ("apply", "mapping"),
}
"""The options of directives that take an object; Segment ignores any others."""

_EVALUATED: Mapping[str, tuple[str, ...]] = {
    "@if": ("exists", "blank", "then", "else"),
    "@case": ("value",),
    "@replace": ("value",),
    "@json": ("value",),
    "@flatten": ("value",),
    "@transform": ("apply", "mapping"),
}


_OBJECTS = ((), ("traits",), ("properties",), ("context",), ("integrations",))
"""The keys of paths that read an object from every event: the event itself and its objects."""


class _Unknown:
    """Marks a value that depends on the event."""


UNKNOWN = _Unknown()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A node of a mapping that Segment evaluates. `relative`: its paths do not begin at the event. `directive`: the node's own."""

    pointer: str
    node: Any
    relative: bool
    directive: tuple[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One thing a node can yield.

    `value` is the constant (MISSING if nothing comes out), the text of a path, the fixed text of a template (None if unknown), or
    the elements of a list if the mapping writes them out (else None).
    """

    pointer: str
    kind: Kind
    value: Any = None


def directive_of(node: Any) -> tuple[str, Any] | None:
    """The name and the argument of a directive; None for everything else."""
    if not is_directive(node):
        return None
    for name in node:
        if name.startswith("@"):
            return name, node[name]
    return None


def pieces(path: str) -> tuple[str, ...]:
    """The keys that an `@path` follows, without the first `$.` wherever it is."""
    # JavaScript's replace drops the first one, even in the middle (observation)
    return pieces_of(path.replace("$.", "", 1))


def path_of(node: Any) -> tuple[str, ...]:
    """The keys that an `@path` follows; none for any other node."""
    found = directive_of(node)
    return pieces(found[1]) if found is not None and found[0] == "@path" and isinstance(found[1], str) else ()


def spots(node: Any, pointer: str, relative: bool = False) -> Iterator[Spot]:
    """The node and everything evaluated inside it, outermost first."""
    found = directive_of(node)
    yield Spot(pointer=pointer, node=node, relative=relative, directive=found)
    if found is not None:
        yield from _inside(*found, pointer + pointer_token(found[0]), relative)
    elif isinstance(node, Mapping):
        for key, inner in node.items():
            if not key.startswith("@"):  # an @-key beside other members (possible inside lists) is no directive
                yield from spots(inner, pointer + pointer_token(key), relative)
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from spots(inner, f"{pointer}/{index}", relative)


def _inside(name: str, argument: Any, pointer: str, relative: bool) -> Iterator[Spot]:
    # both evaluate their argument, even @literal despite its name (observation)
    if name in ("@literal", "@excludeWhenNull") or (name in ("@path", "@template") and isinstance(argument, Mapping)):
        yield from spots(argument, pointer, relative)
    elif name == "@arrayPath" and isinstance(argument, list):
        # a path and a shape; Segment ignores a third element
        for index, inner in enumerate(argument[:2]):
            if index or not isinstance(inner, str):
                # paths of the shape begin at the item, not at the event
                yield from spots(inner, f"{pointer}/{index}", relative or index == 1)
    elif name == "@merge" and isinstance(argument, Mapping) and isinstance(argument.get("objects"), list):
        for index, inner in enumerate(argument["objects"]):
            yield from spots(inner, f"{pointer}/objects/{index}", relative)
    elif isinstance(argument, Mapping):
        for key in _EVALUATED.get(name, ()):
            if key in argument:
                # `mapping` runs on what `apply` gave
                inside = relative or (name == "@transform" and key == "mapping")
                yield from spots(argument[key], f"{pointer}/{key}", inside)


def constant(node: Any) -> Any:
    """What a node yields for every event (MISSING for nothing); UNKNOWN if that depends on the event."""
    if isinstance(node, str | int | float | bool) or node is None or node is MISSING:
        return node
    if _reads(node):
        return UNKNOWN
    try:
        # it does not read the event, so an empty event will do
        return compile_mapping({"value": node})({}).get("value", MISSING)
    except MappingError:
        return UNKNOWN


def _reads(node: Any) -> bool:
    for spot in spots(node, ""):
        found = spot.directive
        if found is None:
            continue
        name, argument = found
        if name in ("@path", "@arrayPath"):
            return True
        # only `{{` or `{%` make a template depend on anything
        if name in ("@template", "@liquid") and (not isinstance(argument, str) or re.search(r"\{[{%]", argument)):
            return True
    return False


def outcomes(node: Any, pointer: str) -> Iterator[Outcome]:
    """Everything a node can yield, one outcome per branch."""
    value = constant(node)
    if value is not UNKNOWN:
        yield Outcome(pointer=_innermost(node, pointer), kind="constant", value=value)
        return
    found = directive_of(node)
    if found is not None:
        yield from _yielded(*found, pointer, pointer + pointer_token(found[0]))
    elif isinstance(node, list):
        yield Outcome(pointer=pointer, kind="list", value=node)
    else:
        yield Outcome(pointer=pointer, kind="object")


def is_nothing(node: Any) -> bool:
    """Whether every branch yields nothing or empty text."""
    return all(
        one.kind == "constant" and (one.value is None or one.value is MISSING or one.value == "")
        for one in outcomes(node, "")
    )


def _innermost(node: Any, pointer: str) -> str:
    found = directive_of(node)
    if found is not None and found[0] == "@literal":
        return _innermost(found[1], pointer + "/@literal")
    return pointer


def _yielded(name: str, argument: Any, pointer: str, inside: str) -> Iterator[Outcome]:
    if name == "@path":
        known = isinstance(argument, str)
        if known and pieces(argument) in _OBJECTS:
            yield Outcome(pointer=inside, kind="object")
            return
        yield Outcome(pointer=inside, kind="path" if known else "unknown", value=argument if known else None)
    elif name in ("@template", "@liquid"):
        yield Outcome(pointer=inside, kind="text", value=_fixed(name, argument))
    # @replace gives "" for a value that is no text (observation), and encode gives JSON text
    elif name == "@replace" or (name == "@json" and isinstance(argument, Mapping) and argument.get("mode") == "encode"):
        yield Outcome(pointer=inside, kind="text")
    elif name in ("@literal", "@excludeWhenNull"):
        yield from outcomes(argument, inside)
    elif name == "@if" and isinstance(argument, Mapping):
        for branch in ("then", "else"):
            if branch in argument and (branch == "then" or is_truthy(argument[branch])):  # Segment ignores a falsy else
                yield from outcomes(argument[branch], f"{inside}/{branch}")
            else:
                yield Outcome(pointer=inside, kind="constant", value=MISSING)
    elif name == "@case" and isinstance(argument, Mapping):
        yield from _cased(argument, inside)
    elif name == "@arrayPath" and isinstance(argument, list) and len(argument) > 1 and argument[1]:
        yield Outcome(pointer=inside, kind="list")
    elif name in ("@flatten", "@merge") or (name == "@transform" and _is_payload(argument)):
        yield Outcome(pointer=inside, kind="object")
    else:
        yield Outcome(pointer=pointer, kind="unknown")


def _is_payload(argument: Any) -> bool:
    """Whether the mapping of a @transform names members, and so makes an object."""
    mapping = argument.get("mapping") if isinstance(argument, Mapping) else None
    return isinstance(mapping, Mapping) and not is_directive(mapping) and ROOT not in mapping


def _cased(argument: Mapping[str, Any], inside: str) -> Iterator[Outcome]:
    for one in outcomes(argument.get("value"), f"{inside}/value"):
        if one.kind != "constant":
            yield one
            continue
        # by the engine itself, which changes the case of texts only
        value = constant({"@case": {**argument, "value": {"@literal": one.value}}})
        if value is not UNKNOWN:
            yield Outcome(pointer=one.pointer, kind="constant", value=value)


def _fixed(name: str, argument: Any) -> str | None:
    """The text of a template outside its placeholders; for Liquid the whole template, since its strings may end up in the output."""
    if not isinstance(argument, str):
        return None
    return without_placeholders(argument) if name == "@template" else argument


def failure(spot: Spot) -> MappingError | None:
    """The error of a directive that fails by itself, not because of a node inside it or of the event; else None."""
    found = spot.directive
    # a path or a template never fails, whatever its text
    if found is None or (found[0] in ("@path", "@template") and isinstance(found[1], str)):
        return None
    try:
        # with an empty event, so a failure does not come from the event
        compile_mapping({"value": spot.node})({})
    except MappingError as error:
        # a pointer further inside is the failure of another spot
        return error if error.problems[0].pointer == f"/value/{found[0]}" else None
    return None


def placeholders(text: str) -> list[str]:
    """The text between the braces of each placeholder."""
    return [found[1] for found in _OPENED.finditer(text) if found[2]]


def without_placeholders(text: str) -> str:
    return _OPENED.sub(lambda found: "" if found[2] else found[0], text)


def variable_in(text: str) -> str | None:
    """The first part of a text that was meant to be replaced by a value of the event; None without one."""
    placeholder = next((found for found in _OPENED.finditer(text) if found[2]), None)
    parts = (placeholder, _OTHER_VARIABLE.search(text), BARE.fullmatch(text), foreign_in(text))
    found = min((one for one in parts if one is not None), key=re.Match.start, default=None)
    return None if found is None else found[0]


def looks_variable(value: object) -> bool:
    """Whether a value is text that was meant to be replaced by a value of the event."""
    return isinstance(value, str) and variable_in(value) is not None


def is_event_word(value: object) -> bool:
    """Whether a text is the name of a top member of events and nothing else, as `userId`: it may also be meant as it is."""
    return isinstance(value, str) and re.fullmatch(MEMBERS, value) is not None


def is_no_slug(slug: str) -> bool:
    """Whether what is written for a slug looks like a variable; `userId` does as a value, but as a slug it is a misspelt `user_id`."""
    return looks_variable(slug) and not slug.isalpha()

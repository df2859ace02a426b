"""Directives that build objects from objects: @flatten, @merge and @transform."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from segment_actions.js import MISSING, is_truthy, items, paired, typeof, utf16_units
from segment_actions.mapping import checks
from segment_actions.mapping.bounds import checked_made, feeds_another
from segment_actions.mapping.checks import Place
from segment_actions.mapping.compiler import Compiler, fail, raiser
from segment_actions.mapping.whole import compile_with
from segment_actions.mapping.writer import PLAIN, Compiled, Writer, Written, clean

__all__ = ["Flatten", "Merge", "Transform"]


class Flatten:
    """`{"@flatten": {"separator": ".", "value": …}}`: one level, with joined keys. `omitArrays` keeps arrays whole."""

    check = staticmethod(checks.fields(separator=checks.string, value=checks.required(checks.raw)))

    def compile(self, value: Any, compiler: Compiler, pointer: str) -> Compiled:
        if not isinstance(value, Mapping):
            return raiser(
                '@flatten requires an object with a "separator" key', pointer, reason="no options", about=("@flatten",)
            )
        if not is_truthy(value.get("separator", MISSING)):
            return raiser(
                '@flatten requires a "separator" key', pointer, reason="missing option", about=("@flatten", "separator")
            )
        separator = compiler.node(value["separator"], f"{pointer}/separator").resolve
        inner = compiler.node(value.get("value", MISSING), f"{pointer}/value")
        # Not resolved, and truthy by JavaScript's rules: the text "false" keeps arrays whole, too (observed).
        whole = is_truthy(value.get("omitArrays", MISSING))
        asked = inner.resolve

        def flattened(found: Any, between: str) -> dict[str, Any]:
            out: dict[str, Any] = {}
            _flatten(found, "", between, whole, out)
            return out

        def tidied(found: Any, between: str) -> Any:
            out: dict[str, Any] = {}
            return out if _flatten(found, "", between, whole, out) else clean(out)

        def resolve(event: Any) -> Any:
            between = separator(event)
            if not isinstance(between, str):
                raise fail("@flatten requires a string separator", pointer, reason="no separator")
            return flattened(asked(event), between)

        def write(writer: Writer, tail: bool) -> Written:
            between = value["separator"]
            if not isinstance(between, str):
                return writer.plain(resolve)
            found = writer.write(inner).text
            text = writer.call(tidied if tail else flattened, found, writer.constant(between))
            return Written(text, missing=False, is_clean=tail)

        return Compiled(resolve, True, write)


def _flatten(value: Any, name: str, between: str, whole: bool, out: dict[str, Any]) -> bool:
    """Put the leaves of a value into `out`, under keys that begin with `name`. Returns whether no leaf contains other values."""
    members: Iterable[tuple[str, Any]]
    if isinstance(value, dict):
        # JavaScript lists integer keys first, ascending; the colon is the character after 9.
        members = items(value) if value and min(value) < ":" else value.items()
    elif isinstance(value, list | tuple) and not whole:
        members = [(str(index), one) for index, one in enumerate(value)]
    else:
        # A scalar at the root gets the key ""; empty objects and arrays vanish, since they have no leaf (observed).
        out[name] = value
        return type(value) in PLAIN
    before = name + between if name else ""
    flat = True
    joins = not between or not between.isascii()
    for key, inner in members:
        made = paired(before + key) if joins else before + key  # two surrogates that meet here are one character
        if type(inner) is str or type(inner) in PLAIN:
            out[made] = inner
        elif not _flatten(inner, made, between, whole, out):
            flat = False
    return flat


class Merge:
    """`{"@merge": {"objects": […], "direction": "right"}}`: shallow; later objects win, `left` reverses that. Undefined wins, too."""

    _options = staticmethod(
        checks.fields(direction=checks.one_of("left", "right"), objects=checks.required(checks.array))
    )

    def check(self, value: Any, place: Place) -> None:
        self._options(value, place)
        for index, one in enumerate(value["objects"]):
            checks.object_or_directive(one, place.at("objects").inside(str(index)))

    def compile(self, value: Any, compiler: Compiler, pointer: str) -> Compiled:
        if not isinstance(value, Mapping):
            return raiser(
                '@merge requires an object with an "objects" key and a "direction" key',
                pointer,
                reason="no options",
                about=("@merge",),
            )
        if not is_truthy(value.get("direction", MISSING)):
            return raiser(
                '@merge requires a "direction" key', pointer, reason="missing option", about=("@merge", "direction")
            )
        objects = value.get("objects", MISSING)
        if not is_truthy(objects):
            return raiser(
                '@merge requires a "objects" key', pointer, reason="missing option", about=("@merge", "objects")
            )
        if not isinstance(objects, list | tuple):
            return raiser(f"@merge: expected opts.array, got {typeof(objects)}", pointer)
        direction = compiler.node(value["direction"], f"{pointer}/direction")
        parts = [compiler.node(one, f"{pointer}/objects/{index}") for index, one in enumerate(objects)]
        towards, resolvers = direction.resolve, [one.resolve for one in parts]

        def write(writer: Writer, tail: bool) -> Written:
            texts = [writer.write(one).text for one in (direction, *parts)]
            text = writer.call(_merged, *texts)
            return Written(writer.call(_tidy, text) if tail else text, missing=False, is_clean=tail)

        return Compiled(lambda event: _merged(towards(event), *[one(event) for one in resolvers]), True, write)


def _tidy(made: dict[str, Any]) -> Any:
    """The result of `clean`."""
    for one in made.values():
        if type(one) not in PLAIN:
            return clean(made)
    return made


def _merged(direction: Any, *values: Any) -> dict[str, Any]:
    out: dict[str, Any] = {}
    # Compared exactly: "LEFT" passes validation but means right (observed).
    for one in reversed(values) if direction == "left" else values:
        out.update(one if type(one) is dict else _own_members(one))
    return out


def _own_members(value: Any) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    if isinstance(value, str):
        # Text gives its UTF-16 units under "0", "1"…, as with Object.assign; numbers and null give nothing (observed).
        return {str(index): unit for index, unit in enumerate(utf16_units(value))}
    return {str(index): one for index, one in enumerate(value)} if isinstance(value, list | tuple) else {}


class Transform:
    """`{"@transform": {"apply": {…}, "mapping": …}}`: resolves `mapping` on the result of `apply` instead of the event."""

    check = staticmethod(
        checks.fields(
            apply=checks.required(checks.object_or_directive), mapping=checks.required(checks.object_or_directive)
        )
    )

    def compile(self, value: Any, compiler: Compiler, pointer: str) -> Compiled:
        if not isinstance(value, Mapping):
            return raiser(
                '@transform requires an object with an "apply" key and a "mapping" key',
                pointer,
                reason="no options",
                about=("@transform",),
            )
        for name in ("mapping", "apply"):
            if not is_truthy(value.get(name, MISSING)):
                return raiser(
                    f'@transform requires a "{name}" key', pointer, reason="missing option", about=("@transform", name)
                )
        if not isinstance(value["apply"], Mapping):
            return raiser('@transform "apply" key should be an object', pointer)
        within = feeds_another(pointer)
        made_of = compiler.node(value["mapping"], f"{pointer}/mapping")
        inner, apply = made_of.resolve, compile_with(compiler, value["apply"], f"{pointer}/apply", lazily=True).resolve

        def resolve(event: Any) -> Any:
            made = apply({} if event is MISSING else event)
            if within:
                checked_made(made, pointer)
            if not compiler.tracing:
                return inner(made)
            with compiler.inside(None):
                return inner(made)

        return Compiled(resolve, made_of.nests)

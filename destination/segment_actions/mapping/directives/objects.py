"""Directives that build objects from objects: @flatten, @merge and @transform."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from segment_actions.js import MISSING, ascending_keys, is_truthy, typeof, utf16_units
from segment_actions.mapping import checks
from segment_actions.mapping.checks import Place
from segment_actions.mapping.compiler import Compiled, Compiler, fail, raiser
from segment_actions.mapping.whole import compile_with

__all__ = ["Flatten", "Merge", "Transform"]


class Flatten:
    """`{"@flatten": {"separator": ".", "value": …}}`: one level, keys joined; `omitArrays` keeps arrays whole."""

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
        inner = compiler.node(value.get("value", MISSING), f"{pointer}/value").resolve
        # Not resolved, and truthy as JavaScript has it: the text "false" omits them, too (observed).
        whole = is_truthy(value.get("omitArrays", MISSING))

        def resolve(event: Any) -> Any:
            between = separator(event)
            if not isinstance(between, str):
                raise fail("@flatten requires a string separator", pointer, reason="no separator")
            out: dict[str, Any] = {}
            _flatten(inner(event), "", between, whole, out)
            return out

        return Compiled(resolve, nests=True)


def _flatten(value: Any, prefix: str, between: str, whole: bool, out: dict[str, Any]) -> None:
    if isinstance(value, dict):
        # JavaScript lists keys that are integers first, ascending.
        members = [(key, value[key]) for key in ascending_keys(list(value))]
    elif isinstance(value, list | tuple) and not whole:
        members = [(str(index), one) for index, one in enumerate(value)]
    else:
        # A scalar at the root gets the key ""; empty objects and arrays vanish, since they have no leaf (observed).
        out[prefix] = value
        return
    for key, inner in members:
        _flatten(inner, f"{prefix}{between}{key}" if prefix else key, between, whole, out)


class Merge:
    """`{"@merge": {"objects": […], "direction": "right"}}`: shallow; the later wins, `left` reverses. Undefined wins too."""

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
        direction = compiler.node(value["direction"], f"{pointer}/direction").resolve
        parts = [compiler.node(one, f"{pointer}/objects/{index}").resolve for index, one in enumerate(objects)]

        def resolve(event: Any) -> Any:
            # Exactly: "LEFT" passes validation and then means right (observed).
            left = direction(event) == "left"
            resolved = [part(event) for part in parts]
            out: dict[str, Any] = {}
            for one in reversed(resolved) if left else resolved:
                out.update(_own_members(one))
            return out

        return Compiled(resolve, nests=True)


def _own_members(value: Any) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    if isinstance(value, str):
        # Text gives its UTF-16 units under "0", "1"… as Object.assign does; numbers and null give nothing (observed).
        return {str(index): unit for index, unit in enumerate(utf16_units(value))}
    return {str(index): one for index, one in enumerate(value)} if isinstance(value, list | tuple) else {}


class Transform:
    """`{"@transform": {"apply": {…}, "mapping": …}}`: `mapping` is resolved on the result of `apply`, not on the event."""

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
        inner, nests = compiler.node(value["mapping"], f"{pointer}/mapping")
        apply = compile_with(compiler, value["apply"], f"{pointer}/apply", lazily=True)

        def resolve(event: Any) -> Any:
            made = apply({} if event is MISSING else event)
            if not compiler.tracing:
                return inner(made)
            with compiler.inside(None):
                return inner(made)

        return Compiled(resolve, nests)

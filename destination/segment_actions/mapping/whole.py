"""Compiles a whole mapping, or the one inside @transform: unfolds its root directive, checks, compiles, removes
undefined members.

The compiler knows the directives; `transforming` runs the mapping over events.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from segment_actions.errors import MappingError
from segment_actions.js import MISSING, ascending_keys, type_name, utf16_units
from segment_actions.mapping.checks import Invalid, Place, check_node
from segment_actions.mapping.compiler import Compiler, fail, is_directive
from segment_actions.mapping.paths import Resolve
from segment_actions.mapping.writer import Compiled, Writer, Written, clean
from segment_actions.pointers import token

__all__ = ["ROOT", "TOO_DEEP", "check_event", "compile_with"]

ROOT = "__segment_internal_directive"
"""A top-level key whose directive takes all the other keys as its `mapping`."""

TOO_DEEP = "is nested too deeply or contains itself"

_LONGEST = 100_000
"""Text in place of a mapping is read as an object of its characters, as in JavaScript; longer text is refused."""


def compile_with(
    compiler: Compiler, mapping: Any, pointer: str, *, lazily: bool = False, at_once: bool = False
) -> Compiled:
    """Compile a whole mapping.

    Args:
        lazily: mistakes show only when it runs, as in @transform's `apply`.
        at_once: undefined members are removed only after everything is resolved, for mappings that change the event meanwhile.
    """
    try:
        processed, pointer = _unfolded(mapping, pointer, compiler.moved)
        if id(mapping) not in compiler.sound or ROOT in mapping:
            _check(processed, compiler, pointer)
        if isinstance(processed, Mapping) and not is_directive(processed) and not at_once:
            whole = compiler.payload(processed, pointer)
        else:
            whole = _cleaned(compiler.node(processed, pointer))
    except MappingError as error:
        if not lazily:
            raise
        return Compiled(_raising(error))
    except RecursionError:
        raise fail(f"/ {TOO_DEEP}.", pointer) from None
    return Compiled(_checked_event(whole.resolve)) if lazily else whole


def _cleaned(whole: Compiled) -> Compiled:
    def write(writer: Writer, tail: bool) -> Written:
        return writer.cleaned(writer.write(whole, tail=True))

    return Compiled(lambda event: clean(whole.resolve(event)), write=write)


def _checked_event(resolve: Resolve) -> Resolve:
    def run(event: Any) -> Any:
        check_event(event)
        return resolve(event)

    return run


def _raising(error: Exception) -> Resolve:
    def run(event: Any) -> Any:
        check_event(event)
        raise error.with_traceback(None)  # the error is shared by all events; its traceback would grow with each

    return run


def check_event(event: Any) -> None:
    """Raise MappingError if the event is not an object."""
    if not isinstance(event, dict):
        got = type_name(event)
        raise fail(f"data must be an object, got {got}", "", reason="no object", about=(got,))


def _check(mapping: Any, compiler: Compiler, pointer: str) -> None:
    try:
        place = Place(compiler.directives, pointer=pointer, moved=compiler.moved, sound=compiler.sound)
        check_node(mapping, place)
    except Invalid as found:
        raise MappingError(found.problems, name="ValidationError", aggregate=found.aggregate) from None


def _unfolded(mapping: Any, pointer: str, moved: dict[str, str]) -> tuple[Any, str]:
    """The mapping with its root directive unfolded (a copy of the top level) and its pointer; adds to `moved`."""
    if mapping is None or mapping is MISSING:
        raise fail(_NO_OBJECT, pointer, "TypeError")
    own = _own(mapping)
    if ROOT not in own:
        return own, pointer
    within = f"{pointer}/{ROOT}"
    unfolded = _with_root(own, own[ROOT], within)
    names = unfolded if isinstance(unfolded, dict) else range(len(unfolded))
    moved |= {f"{within}/{token(str(name))}/mapping": pointer for name in names}
    return unfolded, within


_NO_OBJECT = "Cannot convert undefined or null to object"


def _own(mapping: Any) -> dict[str, Any]:
    if isinstance(mapping, Mapping):
        return dict(mapping)
    if isinstance(mapping, str):
        if len(mapping) > _LONGEST:
            raise fail(f"the mapping is text of {len(mapping)} characters; expected an object", "")
        return {str(index): unit for index, unit in enumerate(utf16_units(mapping))}
    return {str(index): one for index, one in enumerate(mapping)} if isinstance(mapping, list | tuple) else {}


def _with_root(own: dict[str, Any], root: Any, pointer: str) -> dict[str, Any] | list[Any]:
    if root is None or root is MISSING:
        raise fail(_NO_OBJECT, pointer, "TypeError", reason="no root")
    members = _own(root)
    if len(members) > 1:
        raise fail("The root mapping must only have a single directive object", pointer, reason="no root")
    name = next(iter(ascending_keys(list(members))), None)
    inner = members.get(name) if name is not None else None
    if not isinstance(inner, Mapping | list | tuple):
        raise fail("The root directive must be an object", pointer, reason="no root")
    if isinstance(inner, Mapping):
        inner = {**inner, "mapping": {key: value for key, value in own.items() if key != ROOT}}
    return [inner] if isinstance(root, list | tuple) else {str(name): inner}

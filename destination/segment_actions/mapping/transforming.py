"""`transform`: the whole way of a mapping: root directive, checks, compilation, resolving, removal of undefined members."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from copy import deepcopy
from typing import Any

from segment_actions.environment import SYSTEM, Surroundings
from segment_actions.errors import EngineError, MappingError, Problem, SegmentError
from segment_actions.js import MISSING, ascending_keys, type_name, utf16_units
from segment_actions.json_values import guards, raise_unusable
from segment_actions.mapping.checks import Invalid, Place, check_node
from segment_actions.mapping.compiler import Compiler, Read, clean, fail, is_directive
from segment_actions.mapping.paths import Resolve

__all__ = ["ROOT", "compile_mapping", "compile_trace", "compile_with", "transform"]

ROOT = "__segment_internal_directive"
"""A top-level key whose directive takes all the other keys as its `mapping`."""

_LONGEST = 100_000
"""Text in the place of a mapping is an object of its characters, as in JavaScript; beyond this many it is refused."""

_TOO_DEEP = "is nested too deeply or contains itself"


@guards("mapping", "event")
def transform(mapping: Any, event: Any, around: Surroundings = SYSTEM) -> Any:
    """Resolve a mapping for one event: usually a dict; MISSING or any JSON value where the mapping is one directive.

    Neither argument is changed. For many events use `compile_mapping`. `around` is the time and chance that templates may ask for.

    Raises:
        MappingError: the mapping is malformed, or a directive got a value it cannot work with.
        EngineError: the mapping is null or undefined.
    """
    _check_event(event)
    return _run(_compiled(Compiler(around=around), mapping), event)


@guards("mapping")
def compile_mapping(mapping: Any, around: Surroundings = SYSTEM) -> Callable[[Any], Any]:
    """Check and compile a mapping once; the callable takes an event and gives what `transform` gives.

    Raises:
        MappingError: the mapping is malformed.
    """
    resolve = _compiled(Compiler(around=around), mapping)

    def run(event: Any) -> Any:
        _check_event(event)
        return _run(resolve, event)

    return run


def compile_trace(mapping: Any) -> Callable[[Any], list[Read]]:
    """Compile a mapping once; the callable takes an event and gives every lookup that resolving makes in it, in order.

    It ends where the mapping fails, if it does. Only branches that are taken are there; paths are absolute also inside @arrayPath.
    What @transform looks up in its own intermediate object is left out, since it is not in the event. Not for two threads at once.
    """
    reads: list[Read] = []
    try:
        resolve = _compiled(Compiler(reads), mapping)
    except (MappingError, EngineError):
        return lambda event: []

    def run(event: Any) -> list[Read]:
        reads.clear()
        with suppress(MappingError, EngineError):
            _run(resolve, event)
        return list(reads)

    return run


def _compiled(compiler: Compiler, mapping: Any) -> Resolve:
    """The resolver of a whole mapping, which never writes into the caller's event."""
    resolve = compile_with(compiler, mapping, "")
    if not compiler.writes:
        return resolve
    whole = compile_with(compiler, mapping, "", at_once=True)
    return lambda event: whole(deepcopy(event))


def compile_with(
    compiler: Compiler, mapping: Any, pointer: str, *, lazily: bool = False, at_once: bool = False
) -> Resolve:
    """The resolver of a whole mapping (also of @transform's `apply`, whose mistakes show only when it runs: `lazily`).

    `at_once` removes what is undefined when everything is resolved, for mappings that change the event under way.
    """
    try:
        processed = _unfolded(mapping, pointer)
        _check(processed, pointer)
        if isinstance(processed, Mapping) and not is_directive(processed) and not at_once:
            return (
                _checked_event(compiler.payload(processed, pointer)) if lazily else compiler.payload(processed, pointer)
            )
        resolve = compiler.node(processed, pointer).resolve
    except (MappingError, EngineError) as error:
        if not lazily:
            raise
        return _raising(error)
    except RecursionError:
        raise fail(f"/ {_TOO_DEEP}.", pointer) from None
    return _checked_event(lambda event: clean(resolve(event))) if lazily else lambda event: clean(resolve(event))


def _checked_event(resolve: Resolve) -> Resolve:
    def run(event: Any) -> Any:
        _check_event(event)
        return resolve(event)

    return run


def _raising(error: Exception) -> Resolve:
    def run(event: Any) -> Any:
        _check_event(event)
        raise error.with_traceback(None)  # one error for every event: its trace would grow with each

    return run


def _check_event(event: Any) -> None:
    if not isinstance(event, dict):
        raise fail(f"data must be an object, got {type_name(event)}", "")


def _run(resolve: Resolve, event: Any) -> Any:
    try:
        return resolve(event)
    except RecursionError:
        raise fail(f"the event {_TOO_DEEP}", "") from None
    except SegmentError:
        raise
    except Exception as error:
        raise_unusable({"event": event}, error)
        raise


def _check(mapping: Any, pointer: str) -> None:
    try:
        check_node(mapping, Place(pointer=pointer))
    except Invalid as found:
        raise MappingError(found.problems, name="ValidationError", aggregate=found.aggregate) from None


def _unfolded(mapping: Any, pointer: str) -> Any:
    """The mapping to process: a copy of the top level with the root directive unfolded."""
    if mapping is None or mapping is MISSING:
        raise EngineError("Cannot convert undefined or null to object")
    own = _own(mapping)
    if ROOT not in own:
        return own
    return _with_root(own, own[ROOT], f"{pointer}/{ROOT}")


def _own(mapping: Any) -> dict[str, Any]:
    if isinstance(mapping, Mapping):
        return dict(mapping)
    if isinstance(mapping, str):
        if len(mapping) > _LONGEST:
            raise fail(f"the mapping is text of {len(mapping)} characters; expected an object", "")
        return {str(index): unit for index, unit in enumerate(utf16_units(mapping))}
    return {str(index): one for index, one in enumerate(mapping)} if isinstance(mapping, list | tuple) else {}


def _with_root(own: dict[str, Any], root: Any, pointer: str) -> Any:
    if root is None or root is MISSING:
        raise EngineError("Cannot convert undefined or null to object")
    members = _own(root)
    if len(members) > 1:
        raise MappingError(
            [Problem(pointer=pointer, message="The root mapping must only have a single directive object")]
        )
    name = next(iter(ascending_keys(list(members))), None)
    inner = members.get(name) if name is not None else None
    if not isinstance(inner, Mapping | list | tuple):
        raise MappingError([Problem(pointer=pointer, message="The root directive must be an object")])
    if isinstance(inner, Mapping):
        inner = {**inner, "mapping": {key: value for key, value in own.items() if key != ROOT}}
    return {name: inner}

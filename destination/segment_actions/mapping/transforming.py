"""`transform`, `compile_mapping` and `compile_trace`: run a mapping, with the directives of the table, over events.

A mapping has two forms with the same result: the plain one of `compiler`, ready at once, and the source of `writer`,
several times as fast. Python needs the time of some hundred events to compile the source.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from functools import cache
from typing import Any

from segment_actions.environment import SYSTEM, Surroundings
from segment_actions.errors import MappingError, SegmentError
from segment_actions.json_values import guards, raise_unusable
from segment_actions.mapping.compiler import Compiler, Read, fail
from segment_actions.mapping.directives.table import DIRECTIVES
from segment_actions.mapping.paths import Resolve
from segment_actions.mapping.whole import TOO_DEEP, check_event, compile_with
from segment_actions.mapping.writer import Compiled, generated

__all__ = ["USUAL", "compile_mapping", "compile_trace", "transform"]

USUAL = 100
"""Events after which a mapping is compiled as source: about as many as compiling costs."""


@guards("mapping", "event")
def transform(mapping: Any, event: Any, around: Surroundings = SYSTEM) -> Any:
    """Resolve a mapping for one event. The result is usually a dict; if the mapping is a single directive, MISSING or
    any JSON value.

    Neither argument is changed. For many events use `compile_mapping`. `around` is the time and randomness that
    templates may use.

    Raises:
        MappingError: the mapping is malformed, or a directive got a value it cannot work with.
    """
    check_event(event)
    return _run(_compiled(Compiler(DIRECTIVES, around=around), mapping).resolve, event)


@guards("mapping")
def compile_mapping(
    mapping: Any, around: Surroundings = SYSTEM, *, written_after: int | None = USUAL
) -> Callable[[Any], Any]:
    """Check and compile a mapping once. The callable takes an event and returns what `transform` returns.

    After `written_after` events the mapping is also compiled as source: 0 does so at once, None never.

    Raises:
        MappingError: the mapping is malformed.
    """
    whole = _compiled(Compiler(DIRECTIVES, around=around), mapping)
    resolve = whole.resolve

    def plain(event: Any) -> Any:
        check_event(event)
        return _run(resolve, event)

    write = whole.write
    if write is None or written_after is None:
        return plain
    if written_after == 0:
        return generated(write, plain, SegmentError)
    current: Callable[[Any], Any] = plain
    seen = 0

    def counted(event: Any) -> Any:
        nonlocal current, seen
        seen += 1
        if seen > written_after:
            current = generated(write, plain, SegmentError)
        return plain(event)

    current = counted

    def run(event: Any) -> Any:
        return current(event)

    return run


def compile_trace(mapping: Any) -> Callable[[Any], list[Read]]:
    """Compile a mapping once, for its first event. The callable takes an event and returns every lookup made while resolving
    it, in order.

    If the mapping fails, the list ends there. It has only the branches taken; paths are absolute, even inside
    @arrayPath. Lookups of @transform in its own intermediate object are left out, since they are not in the event. Not
    thread-safe.
    """
    reads: list[Read] = []

    @cache
    def compiled() -> Resolve:
        return _compiled(Compiler(DIRECTIVES, reads), mapping).resolve

    def run(event: Any) -> list[Read]:
        reads.clear()
        with suppress(MappingError):
            _run(compiled(), event)
        return list(reads)

    return run


def _compiled(compiler: Compiler, mapping: Any) -> Compiled:
    """A whole mapping. It never writes into the caller's event."""
    whole = compile_with(compiler, mapping, "")
    if not compiler.writes:
        return whole
    resolve = compile_with(compiler, mapping, "", at_once=True).resolve
    return Compiled(lambda event: resolve(deepcopy(event)))


def _run(resolve: Resolve, event: Any) -> Any:
    try:
        return resolve(event)
    except RecursionError:
        raise fail(f"the event {TOO_DEEP}", "") from None
    except SegmentError:
        raise
    except MemoryError:
        raise fail("the mapping makes more of the event than there is memory for", "") from None
    except Exception as error:
        raise_unusable({"event": event}, error)
        raise

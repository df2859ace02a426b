"""`shrink` finds a smaller case that still fails. Pure: it asks a predicate and never changes its input."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

__all__ = ["shrink"]

_FIXED = ("id", "kind")
_SIMPLE: tuple[Any, ...] = (None, 0, "", "a", {}, [])


def shrink(
    case: dict[str, Any],
    fails: Callable[[dict[str, Any]], bool],
    *,
    fixed: Collection[str] = _FIXED,
    most: int = 3000,
) -> dict[str, Any]:
    """The case, with as much as possible left out or replaced by something simpler while it still fails.

    The members named in `fixed` stay unchanged. `fails` is called at most `most` times; it must return False for a case that
    makes no sense.
    """
    asked = 0
    current = case
    found = True
    while found and asked < most:
        found = False
        for key in [one for one in current if one not in fixed]:
            for candidate in _candidates(current, key):
                asked += 1
                if fails(candidate):
                    current, found = candidate, True
                    break
                if asked >= most:
                    return current
            if found:
                break
    return current


def _candidates(case: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
    yield {name: value for name, value in case.items() if name != key}
    for simpler in _simpler(case[key]):
        yield {**case, key: simpler}


def _simpler(value: Any) -> Iterator[Any]:
    """Simpler values, the boldest first: a simple value, a part of it, without a part, then the same inside its parts."""
    if isinstance(value, dict):
        yield from _simple_ones(value)
        yield from value.values()
        for key in value:
            yield {name: one for name, one in value.items() if name != key}
        for key, one in value.items():
            for simpler in _simpler(one):
                yield {**value, key: simpler}
    elif isinstance(value, list):
        yield from _simple_ones(value)
        yield from value
        half = len(value) // 2
        if half:
            yield value[:half]
            yield value[half:]
        for index, one in enumerate(value):
            yield value[:index] + value[index + 1 :]
            for simpler in _simpler(one):
                yield [*value[:index], simpler, *value[index + 1 :]]
    elif isinstance(value, str):
        yield from _shorter(value)
    elif isinstance(value, bool):
        if value:
            yield False
    elif isinstance(value, int | float):
        yield from (
            one for one in (0, 1, int(value) if abs(value) < 1e15 else 0) if one != value and abs(one) <= abs(value)
        )


def _simple_ones(value: Any) -> Iterator[Any]:
    for simple in _SIMPLE:
        if type(simple) is not type(value) or simple != value:
            yield simple


def _shorter(text: str) -> Iterator[str]:
    """The text without one of its halves, quarters … down to single characters."""
    if not text:
        return
    size = len(text)
    while size:
        for at in range(0, len(text), size):
            yield text[:at] + text[at + size :]
        size //= 2
    if len(text) == 1 and text != "a":
        yield "a"

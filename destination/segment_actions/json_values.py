"""Finds Python values that JSON cannot express. It looks only after something has failed, so good values cost nothing.

`guards` wraps a function, `guarded` a block. If all values are fine, the original error is raised: it is a bug in this project.
"""

from __future__ import annotations

import builtins
import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from segment_actions.errors import SegmentError, UnusableValue
from segment_actions.js import Missing
from segment_actions.pointers import token

__all__ = ["guarded", "guards", "kind_of", "raise_unusable", "unusable"]

Given = ParamSpec("Given")
Result = TypeVar("Result")

_DEEPEST = 900
_EXPECTED = "expected what JSON has: objects with text keys, arrays, text, numbers, true, false, null"
_INSTEAD = {
    "date": "its isoformat()",
    "time": "its isoformat()",
    "UUID": "str() of it",
    "PurePath": "str() of it",
    "Decimal": "float() or str() of it",
    "Fraction": "float() of it",
    "Enum": "its value",
    "set": "list() of it",
    "frozenset": "list() of it",
    "bytes": "its decode()",
    "generic": "its item()",
    "ndarray": "its tolist()",
}
"""What to suggest instead of a value, by the name of its class or a base class. Names, so that no class needs importing."""


def guards(*names: str) -> Callable[[Callable[Given, Result]], Callable[Given, Result]]:
    """Decorator: if the function fails because of one of these arguments, raise `UnusableValue` instead."""

    def wrap(function: Callable[Given, Result]) -> Callable[Given, Result]:
        signature = inspect.signature(function)

        @wraps(function)
        def run(*given: Given.args, **named: Given.kwargs) -> Result:
            try:
                return function(*given, **named)
            except SegmentError:
                raise
            except Exception as error:
                arguments = signature.bind(*given, **named).arguments
                raise_unusable({name: arguments.get(name) for name in names}, error)
                raise

        return run

    return wrap


@contextmanager
def guarded(**given: Any) -> Iterator[None]:
    """Like `guards`, for a block. Keywords name the values in the message."""
    try:
        yield
    except SegmentError:
        raise
    except Exception as error:
        raise_unusable(given, error)
        raise


def raise_unusable(given: Mapping[str, Any], error: Exception) -> None:
    """Raise UnusableValue for the first unusable value, if there is one."""
    for name, value in given.items():
        found = unusable(value, name)
        if found is not None:
            raise found from error


def unusable(value: Any, name: str) -> UnusableValue | None:
    """The first thing in a value that JSON cannot express: a type, a key that is not text, deep nesting, or a cycle."""
    seen: set[int] = set()
    above: set[int] = set()
    stack: list[tuple[str, Any, Iterator[tuple[Any, Any]]]] = [("", None, iter([("", value)]))]
    while stack:
        pointer, holder, members = stack[-1]
        key, one = next(members, (stack, stack))
        if key is stack:
            above.discard(id(holder))
            stack.pop()
            continue
        here = pointer + (f"/{token(str(key))}" if len(stack) > 1 else "")
        if isinstance(holder, Mapping) and not isinstance(key, str):
            return UnusableValue(f"{name}{pointer} has {kind_of(key)} as a key; expected text", pointer)
        if isinstance(one, Mapping | list | tuple):
            if id(one) in above or len(stack) > _DEEPEST:
                return UnusableValue(f"the {name} is nested too deeply or contains itself", "")
            if id(one) not in seen:
                seen.add(id(one))
                above.add(id(one))
                stack.append((here, one, iter(one.items() if isinstance(one, Mapping) else enumerate(one))))
        elif not isinstance(one, str | int | float | Missing) and one is not None:
            instead = next((_INSTEAD[kind.__name__] for kind in type(one).__mro__ if kind.__name__ in _INSTEAD), "")
            return UnusableValue(f"{name}{here} is {kind_of(one)}; {_EXPECTED}{instead and f'. Give {instead}'}", here)
    return None


def kind_of(value: Any) -> str:
    """What a value is, for messages: JSON's word, or the name of the Python type."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    for kind, word in (
        (str, "text"),
        (int, "a number"),
        (float, "a number"),
        (Mapping, "an object"),
        (Missing, "undefined"),
    ):
        if isinstance(value, kind):
            return word
    return "an array" if isinstance(value, list | tuple) else f"a Python {_name_of(type(value))}"


def _name_of(kind: type) -> str:
    """The name of a class, with its module if a builtin has the same name: numpy.bool is not bool."""
    is_other = hasattr(builtins, kind.__name__) and kind.__module__ != "builtins"
    return f"{kind.__module__}.{kind.__name__}" if is_other else kind.__name__

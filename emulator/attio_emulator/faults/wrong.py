"""Errors about fault rules: what was found, what was expected, where; and checks that rules share."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

import orjson

from attio_emulator.errors import shortened

__all__ = [
    "LONGEST",
    "RuleError",
    "as_json",
    "member",
    "members",
    "number",
    "seconds",
    "shown_name",
    "text",
    "whole",
    "word",
]

LONGEST = 86_400
"""Longest delay of a rule, in seconds: a day. Clients give up long before."""
_MOST = 2**53


class RuleError(ValueError):
    """A rule cannot be used. `path` leads from the list of rules to the member, `said` is the message."""

    def __init__(self, said: str, path: tuple[str, ...] = ()) -> None:
        # lone surrogates, which Python's texts may contain, cannot be printed
        self.said, self.path = said.encode("utf-8", "backslashreplace").decode(), path
        where = "".join(f"/{one.replace('~', '~0').replace('/', '~1')}" for one in path)
        super().__init__(f"{where}: {self.said}" if where else self.said)


@contextmanager
def member(name: str | int) -> Iterator[None]:
    """Adds this member to the path of errors raised in its block."""
    try:
        yield
    except RuleError as error:
        raise RuleError(error.said, (str(name), *error.path)) from None


def members(
    given: Any, known: Collection[str], what: str, *, elsewhere: Mapping[str, str] = MappingProxyType({})
) -> Mapping[str, Any]:
    """An object with known members only; `null` counts as absent. `elsewhere` says where misplaced members belong."""
    if not isinstance(given, Mapping):
        raise RuleError(f"found {shortened(given)}, expected {what}: an object")
    for key in given:
        if key not in known:
            found = f"found the member {shown_name(key)}, expected one of {', '.join(known)}"
            place = elsewhere.get(key) if isinstance(key, str) else None
            raise RuleError(f"{found}; {key!r} belongs {place}" if place else f"{found}{_meant(key, known)}")
    return {key: value for key, value in given.items() if value is not None}


def word(given: Any, known: Collection[str], what: str) -> str:
    """One of these words."""
    if not isinstance(given, str) or given not in known:
        raise RuleError(f"found {what} {shortened(given)}, expected one of {', '.join(known)}{_meant(given, known)}")
    return given


def _meant(found: Any, known: Collection[str]) -> str:
    close = difflib.get_close_matches(found, known, n=1) if isinstance(found, str) else []
    return f"; did you mean {close[0]!r}?" if close else ""


def shown_name(key: Any) -> str:
    """A member's name for a message; in YAML and Python it need not be text."""
    return shortened(key) if isinstance(key, str) else f"{shortened(key)} (no text)"


def number(given: Any, what: str, expected: str, low: float, high: float) -> float:
    """A finite number in this range."""
    # in Python, True is a number
    if isinstance(given, bool) or not isinstance(given, int | float) or not _lies(given, low, high):
        raise RuleError(f"found {what} {shortened(given)}, expected {expected}")
    return given


def _lies(given: float, low: float, high: float) -> bool:
    try:
        return math.isfinite(given) and low <= given <= high
    except OverflowError:  # an integer too large for a float
        return False


def seconds(given: Any, what: str) -> float:
    return number(given, what, f"a number of seconds from 0 to {LONGEST}", 0, LONGEST)


def whole(given: Any, what: str, *, least: int = 0) -> int:
    if type(given) is not int or not least <= given <= _MOST:
        raise RuleError(f"found {what} {shortened(given)}, expected a whole number, {least} or more")
    return given


def text(given: Any, what: str) -> str:
    if not isinstance(given, str) or not given:
        raise RuleError(f"found {what} {shortened(given)}, expected text")
    return given


def as_json(given: Any, what: str) -> Any:
    """A copy of a value as JSON: tuples become lists, and values that cannot be sent are refused."""
    try:
        found = orjson.loads(orjson.dumps(given))
        # orjson would write NaN as null
        json.dumps(given, allow_nan=False, default=str)
        return found
    except (orjson.JSONEncodeError, ValueError) as error:
        raise RuleError(f"found {what} that cannot be sent ({error}), expected text or JSON") from None

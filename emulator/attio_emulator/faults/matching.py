"""Decides which requests a rule applies to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote

import orjson

from attio_emulator.errors import shortened
from attio_emulator.faults.places import IN_MATCH, MATCHED
from attio_emulator.faults.wrong import RuleError, as_json, member, members, text, whole
from attio_emulator.http import Request, is_too_deep

__all__ = ["Match", "Nth"]

_BEGINNINGS = ("/", "*", "?", "[")
"""The characters a pattern must begin with to match any path."""
_METHOD = "expected a method, such as 'PUT'"

Named = Callable[[str], Collection[str]]
"""Slug or ID of an object -> both; an unknown name alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nth:
    """Which of the matching requests: these numbers, counted from 1, or each `every`-th."""

    numbers: frozenset[int] = frozenset()
    every: int = 0

    @classmethod
    def read(cls, given: Any) -> Nth:
        """Read a number, a list of numbers, or `{"every": n}`."""
        if isinstance(given, Mapping):
            known = members(given, ("every",), "nth")
            return cls(every=whole(known.get("every"), "every", least=1))
        if isinstance(given, list | tuple):
            if not given:
                raise RuleError("found nth [], expected some numbers, from 1")
            return cls(numbers=frozenset(whole(one, "nth", least=1) for one in given))
        return cls(numbers=frozenset((whole(given, "nth", least=1),)))

    def has(self, number: int) -> bool:
        return number % self.every == 0 if self.every else number in self.numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a request must have; an omitted member matches anything.

    Attributes:
        method: in any case.
        path: a pattern for the path without the query; `*` matches any text, including slashes.
        object: slug or ID of an object named in the path or in an assertion of a batch.
        token: the access token.
        header, query: names with patterns; None if the name must be absent.
        body: text it contains; or JSON it includes: some members of an object, some elements of a list.
        nth: which of the matching requests.
    """

    method: str | None = None
    path: str = "*"
    object: str | None = None
    # not in repr, so that a failed assertion prints no token or secret
    token: str | None = field(default=None, repr=False)
    header: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    query: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    body: Any = field(default=None, repr=False)
    nth: Nth | None = None

    @classmethod
    def read(cls, given: Any) -> Match:
        """Read an object with some of the members `MATCHED`. Raises RuleError."""
        known = members(given, MATCHED, "what a request has", elsewhere=IN_MATCH)
        found: dict[str, Any] = {}
        for name in ("method", "path", "object", "token"):
            if name in known:
                found[name] = text(known[name], name)
        if "method" in found and not (found["method"].isascii() and found["method"].isalpha()):
            raise RuleError(f"found method {shortened(found['method'])}, {_METHOD}")
        if "path" in found:
            with member("path"):
                _may_fit(found["path"])
        for name in ("header", "query"):
            if name in known:
                with member(name):
                    found[name] = _patterns(known[name], lower=name == "header")
        if "body" in known:
            with member("body"):
                found["body"] = as_json(known["body"], "a body")
        if "nth" in known:
            with member("nth"):
                found["nth"] = Nth.read(known["nth"])
        return cls(**found)

    def fits(self, request: Request, named: Named) -> bool:
        """Whether a request has all of it, apart from `nth`."""
        return (
            (self.method is None or self.method.upper() == request.method)
            and fnmatchcase(request.path, self.path)
            and (self.token is None or self.token == request.bearer())
            and all(_fits(pattern, _sent(request.headers.get(name))) for name, pattern in self.header.items())
            and all(_fits(p, [v for n, v in request.query if n == name]) for name, p in self.query.items())
            and (self.object is None or _about(self.object, request, named))
            and (self.body is None or _has_body(self.body, request))
        )


def _may_fit(path: str) -> None:
    """Refuse a pattern that cannot match any path."""
    if not path.startswith(_BEGINNINGS):
        raise RuleError(
            f"found the path {shortened(path)}, expected one that begins with / or *, such as '/v2/objects/*'"
        )
    if "=" in path.partition("?")[2]:
        raise RuleError(
            f"found the path {shortened(path)}, expected it without its query; 'query' of 'match' is for that"
        )


def _patterns(given: Any, *, lower: bool) -> dict[str, str | None]:
    if not isinstance(given, Mapping):
        raise RuleError(f"found {shortened(given)}, expected an object: names with patterns")
    found: dict[str, str | None] = {}
    for name, pattern in given.items():
        if not isinstance(name, str) or not isinstance(pattern, str | None):
            raise RuleError(
                f"found {shortened(name)}: {shortened(pattern)}, expected a name with a pattern, or with null if it must be absent"
            )
        found[name.lower() if lower else name] = pattern
    return found


def _sent(value: str | None) -> list[str]:
    return [] if value is None else [value]


def _fits(pattern: str | None, values: list[str]) -> bool:
    return not values if pattern is None else any(fnmatchcase(one, pattern) for one in values)


def _about(object: str, request: Request, named: Named) -> bool:
    names = named(object)
    pieces = request.path.split("/")
    if len(pieces) > 3 and pieces[1:3] == ["v2", "objects"] and unquote(pieces[3]) in names:
        return True
    return request.path == "/v2/batch/records" and any(one in names for one in _asserted(_body(request)))


def _asserted(value: Any) -> Iterator[str]:
    """The objects of the assertions in a body, including nested ones."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if isinstance(one.get("object"), str) and "values" in one:
                yield one["object"]
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def _has_body(wanted: Any, request: Request) -> bool:
    if isinstance(wanted, str):
        return wanted.encode() in request.body
    found = _body(request)
    return found is not None and _contains(found, wanted)


def _body(request: Request) -> Any:
    try:
        found = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        return None
    return None if is_too_deep(request.body, found) else found


def _contains(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(k in found and _contains(found[k], v) for k, v in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and all(any(_contains(one, each) for one in found) for each in wanted)
    # in JSON, 1 is not true
    return isinstance(found, bool) is isinstance(wanted, bool) and bool(found == wanted)

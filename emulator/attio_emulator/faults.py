"""Faults on request: rules that answer instead of Attio, so that a client's handling of failures can be tried.

A rule is `{"method"?, "path"?, "status"?, "body"?, "headers"?, "delay"?, "times"?, "after"?}`: `path` is a glob on the
request's path, `times` how often it applies (always, if left out), `after` how many matching requests it lets pass first,
`delay` seconds before the answer. A rule without `status` only delays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import orjson

from attio_emulator.errors import AttioError
from attio_emulator.http import Request, Response

__all__ = ["Fault", "Faults"]

_KNOWN = ("method", "path", "status", "body", "headers", "delay", "times", "after")
_WORDS: Mapping[int, tuple[str, str, str]] = {
    401: ("auth_error", "unauthorized", "The API Key provided was invalid."),
    403: ("auth_error", "unauthorized", "The API Key provided is not authorized to perform the requested action."),
    429: ("rate_limit_error", "rate_limit_exceeded", "Rate limit exceeded, please try again later"),
}


@dataclass(slots=True, kw_only=True)
class Fault:
    """One rule, and how often it matched so far."""

    method: str | None = None
    path: str = "*"
    status: int | None = None
    body: Any = None
    headers: Mapping[str, str] | None = None
    delay: float = 0.0
    times: int | None = None
    after: int = 0
    seen: int = 0

    @classmethod
    def from_dict(cls, given: Any) -> Fault:
        """Raises ValueError with what was found and what was expected."""
        if not isinstance(given, Mapping):
            raise ValueError(f"found {given!r}, expected a fault rule: an object")
        for key in given:
            if key not in _KNOWN:
                raise ValueError(f"found the member {key!r}, expected one of {', '.join(_KNOWN)}")
        status, delay = given.get("status"), given.get("delay", 0)
        if status is not None and not (isinstance(status, int) and 100 <= status <= 599):
            raise ValueError(f"found the status {status!r}, expected 100 to 599")
        if not isinstance(delay, int | float) or isinstance(delay, bool) or delay < 0:
            raise ValueError(f"found the delay {delay!r}, expected seconds")
        for key in ("times", "after"):
            if given.get(key) is not None and not (isinstance(given[key], int) and given[key] >= 0):
                raise ValueError(f"found {key} {given[key]!r}, expected a whole number")
        for key in ("method", "path"):
            if given.get(key) is not None and not isinstance(given[key], str):
                raise ValueError(f"found {key} {given[key]!r}, expected text")
        headers = given.get("headers")
        plain = isinstance(headers, Mapping) and all(
            isinstance(one, str) and one.isascii() for row in headers.items() for one in row
        )
        if headers is not None and not plain:
            raise ValueError(f"found headers {headers!r}, expected an object of text")
        return cls(
            method=given.get("method"),
            path=given.get("path") or "*",
            status=status,
            body=given.get("body"),
            headers=given.get("headers"),
            delay=delay,
            times=given.get("times"),
            after=given.get("after") or 0,
        )

    def to_dict(self) -> dict[str, Any]:
        row = {key: getattr(self, key) for key in _KNOWN}
        return {key: value for key, value in row.items() if value is not None} | {"seen": self.seen}

    def applies(self, request: Request) -> bool:
        """Whether this request is to fail; counts it."""
        if self.method is not None and self.method.upper() != request.method:
            return False
        if not fnmatchcase(request.path, self.path):
            return False
        self.seen += 1
        return self.seen > self.after and (self.times is None or self.seen <= self.after + self.times)


class Faults:
    """The rules in force; the first that applies decides."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []

    def replace(self, given: Any) -> None:
        """Put new rules in force; raises ValueError, with the number of the rule, and keeps the old ones then."""
        rows = given.get("faults", given.get("data", [given])) if isinstance(given, Mapping) else given
        if not isinstance(rows, list):
            raise ValueError(f"found {given!r:.60}, expected a list of fault rules")
        rules = []
        for index, row in enumerate(rows):
            try:
                rules.append(Fault.from_dict(row))
            except ValueError as error:
                raise ValueError(f"/{index}: {error}") from None
        self.rules = rules

    def answer(self, request: Request) -> tuple[Response | None, float]:
        """The answer of a rule, if one applies, and the seconds to wait."""
        for rule in self.rules:
            if rule.applies(request):
                return (None if rule.status is None else _response(rule), rule.delay)
        return None, 0.0


def _response(rule: Fault) -> Response:
    status = rule.status or 500
    body = rule.body
    if body is None and status >= 400:
        kind, code, message = _WORDS.get(
            status, ("api_error", "internal_error", "A fault rule of the emulator answers.")
        )
        body = AttioError(status, code, message, type=kind).body()
    text = isinstance(body, str)
    content = body.encode() if isinstance(body, str) else b"" if body is None else orjson.dumps(body)
    kind = "text/plain; charset=utf-8" if text else "application/json; charset=utf-8"
    return Response(
        status=status, headers={"content-type": kind, **(rule.headers or {})}, body=content, delay=rule.delay
    )

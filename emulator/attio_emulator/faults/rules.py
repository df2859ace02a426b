"""Faults on request: rules that answer instead of Attio, so that a client's handling of failures can be tried.

A rule is `{"method"?, "path"?, "status"?, "code"?, "body"?, "headers"?, "delay"?, "times"?, "after"?}`: `path` is a glob on the
request's path, `times` how often it applies (always, if left out), `after` how many matching requests it lets pass first,
`delay` seconds before the answer. `code` is one of Attio's refusals (`NAMED`); `status` chooses where a code has several. A rule
with neither only delays.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import orjson

from attio_emulator.errors import AttioError, shortened
from attio_emulator.faults.named import NAMED, USUAL
from attio_emulator.http import Request, Response

__all__ = ["Fault", "response_of"]

_KNOWN = ("method", "path", "status", "code", "body", "headers", "delay", "times", "after")


@dataclass(slots=True, kw_only=True)
class Fault:
    """One rule, and how often it matched so far."""

    method: str | None = None
    path: str = "*"
    status: int | None = None
    code: str | None = None
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
            raise ValueError(f"found {shortened(given)}, expected a fault rule: an object")
        for key in given:
            if key not in _KNOWN:
                close = difflib.get_close_matches(str(key), _KNOWN, n=1)
                meant = f"; did you mean {close[0]!r}?" if close else ""
                raise ValueError(f"found the member {key!r}, expected one of {', '.join(_KNOWN)}{meant}")
        status, delay = given.get("status"), given.get("delay", 0)
        if status is not None and not (isinstance(status, int) and 100 <= status <= 599):
            raise ValueError(f"found the status {shortened(status)}, expected 100 to 599")
        code = given.get("code")
        if code is not None:
            status = _status_of(code, status)
        if not isinstance(delay, int | float) or isinstance(delay, bool) or delay < 0:
            raise ValueError(f"found the delay {shortened(delay)}, expected seconds")
        for key in ("times", "after"):
            if given.get(key) is not None and not (type(given[key]) is int and given[key] >= 0):  # True is an int
                raise ValueError(f"found {key} {shortened(given[key])}, expected a whole number")
        for key in ("method", "path"):
            if given.get(key) is not None and not isinstance(given[key], str):
                raise ValueError(f"found {key} {shortened(given[key])}, expected text")
        headers = given.get("headers")
        plain = isinstance(headers, Mapping) and all(
            isinstance(one, str) and one.isascii() for row in headers.items() for one in row
        )
        if headers is not None and not plain:
            raise ValueError(f"found headers {shortened(headers)}, expected an object of text")
        return cls(
            method=given.get("method"),
            path=given.get("path") or "*",
            status=status,
            code=code,
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


def _status_of(code: Any, status: int | None) -> int:
    """The status of a code: what the rule says, or the usual one.

    Raises:
        ValueError: Attio has no such code, or not with this status.
    """
    if not isinstance(code, str) or code not in NAMED:
        close = difflib.get_close_matches(code, NAMED, n=1) if isinstance(code, str) else []
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"found the code {shortened(code)}, expected one of {', '.join(NAMED)}{hint}")
    if status is not None and status not in NAMED[code]:
        statuses = " or ".join(map(str, NAMED[code]))
        raise ValueError(f"found the status {status} for the code {code!r}, expected {statuses}")
    return status or next(iter(NAMED[code]))


def response_of(rule: Fault) -> Response:
    """What a rule answers in Attio's place."""
    status = rule.status or 500
    body = rule.body
    if body is None and status >= 400:
        code = rule.code or USUAL.get(status, "internal_error")
        kind, message = NAMED[code].get(status, ("api_error", "A fault rule of the emulator answers."))
        body = AttioError(status, code, message, type=kind).body()
    text = isinstance(body, str)
    content = body.encode() if isinstance(body, str) else b"" if body is None else orjson.dumps(body)
    kind = "text/plain; charset=utf-8" if text else "application/json; charset=utf-8"
    return Response(
        status=status, headers={"content-type": kind, **(rule.headers or {})}, body=content, delay=rule.delay
    )

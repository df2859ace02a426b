"""The requests an action yields and the responses it is sent, as plain values. `drivers` opens the connections, not
this module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from segment_actions import js
from segment_actions.errors import SegmentError, is_retried
from segment_actions.json_values import raise_unusable

__all__ = ["HTTPError", "Request", "Response"]

TIMEOUT = 10_000
"""Milliseconds to wait for a response, as in Segment."""

_PATH_SAFE = "/!$%&()*+,-.:;=@[]_~"
_QUERY_SAFE = _PATH_SAFE + "?"


_OBJECTS: frozenset[type[Any]] = frozenset((dict, js.Usual))


@lru_cache(maxsize=1024)
def _parsed(url: str) -> str:
    """A URL as JavaScript's parser writes it: invalid characters escaped, the fragment dropped."""
    url = "".join(ch for ch in url if ch not in "\t\n\r").partition("#")[0]
    head, mark, query = url.partition("?")
    scheme, slashes, rest = head.partition("://")
    host, _, path = rest.replace("\\", "/").partition("/")
    pieces: list[str] = []
    for piece in path.split("/"):
        if piece.lower() in ("..", ".%2e", "%2e.", "%2e%2e"):
            pieces[-1:] = []
        elif piece.lower() not in (".", "%2e"):
            pieces.append(piece)
    path = quote(js.utf8("/".join(pieces)), safe=_PATH_SAFE)
    return f"{scheme}{slashes}{host}/{path}{mark}{quote(js.utf8(query), safe=_QUERY_SAFE)}"


@dataclass(frozen=True, kw_only=True, init=False)
class Request:
    """One HTTP request. `json` is the body as a JSON value (MISSING: no body), `content` its bytes.

    `options` are the `options.Options` that have no field here, such as `search_params` and `timeout`.
    """

    method: str = "GET"
    url: str
    # not in repr, so that a failed assertion prints no token or secret
    headers: Mapping[str, Any] = field(default_factory=dict, repr=False)
    json: Any = js.MISSING
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __init__(
        self,
        *,
        method: str = "GET",
        url: str,
        headers: Mapping[str, Any] | None = None,
        json: Any = js.MISSING,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        # all at once: the generated __init__ of a frozen dataclass takes four times as long, and a delivery makes four requests
        self.__dict__.update(
            method=method,
            url=_parsed(url),
            headers={} if headers is None else headers,
            json=json,
            options={} if options is None else options,
        )

    def given(self) -> dict[str, Any]:
        """All options of the request."""
        own = {**self.options, "method": self.method, "headers": self.headers}
        if self.json is js.MISSING:
            return own
        # a copy, since hooks see it and may change it
        return {**own, "json": dict(self.json) if type(self.json) is js.Usual else self.json}

    @property
    def timeout(self) -> float | None:
        """Milliseconds to wait for the response; None means no limit."""
        limit = self.options.get("timeout", TIMEOUT)
        return None if limit is False else limit

    @property
    def content(self) -> bytes:
        """The body in UTF-8: compact JSON as JavaScript writes it, or the text of the option `body`; empty without a
        body.

        Raises:
            SegmentError: the body is nested too deeply or contains itself.
        """
        made: bytes | None = self.__dict__.get("_content")
        if made is None:  # kept here and not by `cached_property`, which takes a lock each time
            made = self.__dict__["_content"] = self._written()
        return made

    def _written(self) -> bytes:
        try:
            if type(self.json) in _OBJECTS and (written := js.json_bytes(self.json)) is not None:
                return written
            body = js.to_json(self.json)
        except RecursionError:
            raise SegmentError("the body of the request is nested too deeply or contains itself") from None
        except Exception as error:
            raise_unusable({"the body of the request ": self.json}, error)
            raise
        return js.utf8(self.options.get("body") or "" if body is js.MISSING else body)


@dataclass(frozen=True, kw_only=True, init=False)
class Response:
    """One HTTP response with its entire body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""

    def __init__(self, *, status: int, headers: Mapping[str, str] | None = None, content: bytes = b"") -> None:
        self.__dict__.update(status=status, headers={} if headers is None else headers, content=content)

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    @property
    def reason(self) -> str:
        """The reason phrase of the status, as Segment's errors quote it."""
        try:
            return _PHRASES.get(self.status) or HTTPStatus(self.status).phrase
        except ValueError:
            return str(self.status)

    @property
    def text(self) -> str:
        """The body read as UTF-8, with replacement characters for invalid bytes."""
        return self.content.decode("utf-8", "replace")

    @property
    def value(self) -> Any:
        """What the platform reports: `data`, or the text if `data` is null or broken JSON."""
        return self.text if self.data is None or self.data is js.MISSING else self.data

    @cached_property
    def data(self) -> Any:
        """The body: a JSON value if the headers say JSON (MISSING if it is broken), else text."""
        kind = next((value for name, value in self.headers.items() if name.lower() == "content-type"), "")
        # Anywhere in the header, since "; charset=utf-8" may follow (observed).
        if "application/json" not in kind:
            return self.text
        try:
            return js.parse_json(self.text)
        except (ValueError, RecursionError):
            return js.MISSING


_PHRASES = {
    413: "Payload Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    418: "I'm a Teapot",
    422: "Unprocessable Entity",
    509: "Bandwidth Limit Exceeded",
}


class HTTPError(SegmentError):
    """A response that is not 2xx. The text is the reason phrase, `response` the response itself."""

    name = "HTTPError"

    def __init__(self, response: Response) -> None:
        self.response = response
        super().__init__(response.reason)

    @property
    def retried(self) -> bool:
        return is_retried(self.response.status)

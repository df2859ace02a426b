"""Requests an action yields and responses it is sent: plain values. Nothing here opens a connection; `drivers` does."""

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
"""Milliseconds to wait for a response, as Segment does."""

_PATH_SAFE = "/!$%&()*+,-.:;=@[]_~"
_QUERY_SAFE = _PATH_SAFE + "?"


_OBJECTS: frozenset[type[Any]] = frozenset((dict, js.Usual))


@lru_cache(maxsize=1024)
def _parsed(url: str) -> str:
    """A URL as JavaScript's parser writes it: what may not stand in one is escaped, the fragment is left out."""
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
    """One HTTP request. `json` is the body as a JSON value, MISSING for none; `content` is what goes on the wire.

    `options` are those of `options.Options` that have no field of their own, such as `search_params` and `timeout`.
    """

    method: str = "GET"
    url: str
    # what is printed, such as by a failed assertion, holds no token and no secret
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
        # all at once: what a frozen dataclass writes takes four times as long, and a delivery has four of them
        self.__dict__.update(
            method=method,
            url=_parsed(url),
            headers={} if headers is None else headers,
            json=json,
            options={} if options is None else options,
        )

    def given(self) -> dict[str, Any]:
        """All options of the call."""
        own = {**self.options, "method": self.method, "headers": self.headers}
        if self.json is js.MISSING:
            return own
        # hooks see them, and may change what is in them
        return {**own, "json": dict(self.json) if type(self.json) is js.Usual else self.json}

    @property
    def timeout(self) -> float | None:
        """Milliseconds to wait for the response; None for ever."""
        limit = self.options.get("timeout", TIMEOUT)
        return None if limit is False else limit

    @cached_property
    def content(self) -> bytes:
        """Compact JSON as JavaScript writes it, or the text of the option `body`, in UTF-8; empty without a body.

        Raises:
            SegmentError: the body is nested too deeply or contains itself.
        """
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
    """One HTTP response with its whole body."""

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
        """The body as UTF-8; what is none is a replacement character."""
        return self.content.decode("utf-8", "replace")

    @property
    def value(self) -> Any:
        """What the platform reports of it: `data`, or the text where that is null or broken JSON."""
        return self.text if self.data is None or self.data is js.MISSING else self.data

    @cached_property
    def data(self) -> Any:
        """The body: a JSON value where the headers say so (MISSING where it is broken), text otherwise."""
        kind = next((value for name, value in self.headers.items() if name.lower() == "content-type"), "")
        # Anywhere in the header, so that "; charset=utf-8" may follow (observed).
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
    """An answer that is not 2xx. The text is the reason phrase; the answer itself is `response`."""

    name = "HTTPError"

    def __init__(self, response: Response) -> None:
        self.response = response
        super().__init__(response.reason)

    @property
    def retried(self) -> bool:
        return is_retried(self.response.status)

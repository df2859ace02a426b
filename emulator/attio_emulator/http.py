"""A request and a response as plain values. Where they come from and go to is the business of the faces.

Nobody changes one. They are not frozen, and neither is what is made of each on its way: that takes three times as long to make.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, Protocol
from urllib.parse import parse_qsl, urlsplit

import orjson

__all__ = [
    "ANSWERED",
    "BODILESS",
    "DEEPEST",
    "App",
    "LateResponse",
    "Request",
    "Response",
    "Wire",
    "WireKind",
    "basic_credentials",
    "is_too_deep",
    "of_other_site",
    "received_headers",
    "refusal",
]

DEEPEST = 230
"""Levels of lists and objects in a body (assumed). What is kept is written again inside other JSON, and orjson writes 254."""


def is_too_deep(body: bytes, parsed: Any, *, deepest: int = DEEPEST) -> bool:
    """Whether a body, of which `parsed` is the JSON, is nested more deeply than can be kept."""
    if len(body) <= deepest or body.count(b"[") + body.count(b"{") <= deepest:
        return False
    for _ in range(254 - deepest):
        parsed = [parsed]
    try:
        orjson.dumps(parsed)
    except orjson.JSONEncodeError:
        return True
    return False


@dataclass(slots=True, init=False)
class Request:
    """One HTTP request: as it came over the wire, or as a person writes it, `Request("GET", "/v2/objects?limit=1", token="any")`.

    Attributes:
        method: upper case.
        path: decoded by nobody, beginning with a slash, without the query.
        query: pairs in the order sent.
        headers: names in lower case.
        body: the bytes as sent.
        scheme: http or https, as it reached the face.
    """

    method: str
    path: str
    # what is printed, such as by a failed assertion, holds no token and no secret
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    scheme: str = "http"

    def __init__(
        self,
        method: str,
        path: str,
        query: str | Mapping[str, Any] | Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        body: bytes | str = b"",
        scheme: str = "http",
        *,
        json: Any = None,
        token: str | None = None,
    ) -> None:
        """What is not as it comes over the wire is made so: a path may be a URL with a query, a query a text or dict, names of headers
        in any case, a body text; `json` and `token` are those of `make`."""
        if (
            json is not None
            or token is not None
            or type(query) is not tuple
            or type(body) is not bytes
            or "?" in path
            or not path.startswith("/")
            or not method.isupper()
            or (headers and not "".join(headers).islower())
        ):
            data = body.encode() if isinstance(body, str) else body
            made = Request.make(
                method, path, query=query, headers=headers, json=json, body=data, token=token, scheme=scheme
            )
            method, path, query, headers, body = made.method, made.path, made.query, made.headers, made.body
            scheme = made.scheme
        self.method, self.path, self.query = method, path, query
        self.headers, self.body, self.scheme = {} if headers is None else headers, body, scheme

    @classmethod
    def make(
        cls,
        method: str,
        url: str,
        *,
        query: str | Mapping[str, Any] | Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        body: bytes = b"",
        token: str | None = None,
        scheme: str = "http",
    ) -> Request:
        """Build a request from a URL or a path, the way a person would write it.

        Args:
            url: absolute or a path; its query is read and `query` added to it (a text as in a URL; a dict's booleans become true, false).
            json: anything but None becomes the body, with its content type.
            token: becomes the bearer token.
        """
        named = {name.lower(): value for name, value in headers.items()} if headers else {}
        path, pairs, own, host = (_usual if len(url) <= _LONGEST_KEPT else _parts)(url)
        if host:
            named = {"host": host, **named}
        if query:
            added = parse_qsl(query, keep_blank_values=True) if isinstance(query, str) else query
            added = added.items() if isinstance(added, Mapping) else added
            pairs = (*pairs, *((name, _text(value)) for name, value in added))
        if json is not None:
            body = orjson.dumps(json)
            named.setdefault("content-type", "application/json")
        if token is not None:
            named["authorization"] = f"Bearer {token}"
        return cls.received(method.upper(), path, pairs, named, body, own or scheme)

    @classmethod
    def received(
        cls,
        method: str,
        path: str,
        query: tuple[tuple[str, str], ...],
        headers: Mapping[str, str],
        body: bytes,
        scheme: str = "http",
    ) -> Request:
        """A request of which everything is as it comes over the wire, and nothing is looked at: every face makes one of each."""
        made = cls.__new__(cls)
        made.method, made.path, made.query = method, path, query
        made.headers, made.body, made.scheme = headers, body, scheme
        return made

    @property
    def origin(self) -> str:
        """What an address that begins at this server begins with; without a Host, this computer."""
        return f"{self.scheme}://{self.headers.get('host') or 'localhost'}"

    def param(self, name: str) -> str | None:
        """The last value of a query parameter, None where it was not sent."""
        value = None
        for key, given in self.query:
            if key == name:
                value = given
        return value

    def bearer(self) -> str:
        """The access token: the bearer token, or the user name of HTTP basic authentication, which Attio takes as well
        (documented, with a blank password; a password is not looked at). Empty where there is none."""
        return _token_in(self.headers.get("authorization", ""))


_LONGEST_KEPT = 256
"""Characters of a URL that is remembered."""


def _parts(url: str) -> tuple[str, tuple[tuple[str, str], ...], str, str]:
    """Path, query, scheme and host of a URL; a path alone has none of the last two."""
    path, _, query = url.partition("?")
    scheme = host = ""
    if not url.startswith("/"):
        scheme, host, path, query, _ = urlsplit(url)
    query = query.partition("#")[0]
    return path.partition("#")[0] or "/", tuple(parse_qsl(query, keep_blank_values=True)) if query else (), scheme, host


_usual = lru_cache(maxsize=256)(_parts)  # a client sends the same URLs again and again


@lru_cache(maxsize=64)  # asked several times with every request
def _token_in(header: str) -> str:
    scheme, _, sent = header.strip().replace("\t", " ").partition(" ")
    scheme, sent = scheme.lower(), sent.strip()
    if scheme == "bearer":
        return sent
    basic = basic_credentials(sent) if scheme == "basic" else None
    return basic[0].strip() if basic else ""


def basic_credentials(sent: str) -> tuple[str, str] | None:
    """User name and password of HTTP basic authentication; None where they cannot be read."""
    try:
        name, _, password = base64.b64decode(sent, validate=True).decode().partition(":")
    except ValueError:  # binascii.Error and UnicodeDecodeError, and what is not ASCII
        return None
    return name, password


_OF_CALLERS = ("host", "origin", "sec-fetch-site")


def received_headers(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by their names in lower case. Of one sent twice the first counts, whatever the face (assumed of Attio: so does
    Node with those that a request has once); those that decide who may call are joined, so that two of them are no good one."""
    found: dict[str, str] = {}
    for name, value in pairs:
        name = name.lower()
        if name in found and name in _OF_CALLERS:
            value = f"{found.pop(name)}, {value}"
        found.setdefault(name, value)
    return found


def _text(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


WireKind = Literal["answered", "refused", "unreachable", "silent", "reset", "half_closed", "truncated", "drip"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """How an answer goes over its connection (a fault rule's doing), for the faces.

    Attributes:
        kind: `answered` as any; `refused`: no connection comes about; `unreachable`: none in the time a client waits for one;
            `silent`: nothing is answered; `reset`: the connection breaks after `bytes` of the answer; `half_closed`: the server
            sends no more after them and goes on reading; `truncated`: the body ends after them, and its length said more;
            `drip`: the body comes at `rate`.
        bytes: how many bytes of the body come.
        rate: bytes a second.
        seconds: how long nobody is answered: until a silent connection closes, or a refusing port opens again.
    """

    kind: WireKind = "answered"
    bytes: int = 0
    rate: float = 0.0
    seconds: float = 0.0


ANSWERED = Wire()
BODILESS = (204, 205, 304)
"""Statuses whose answers have no body (RFC 9110)."""


@dataclass(slots=True, kw_only=True)
class Response:
    """One HTTP response: the names of its headers are in lower case, its body is whole.

    `delay` is the time in seconds a face waits before it answers, `wire` how the answer then goes out: both are a fault rule's
    doing. Where nothing of an answer goes out, its status is 503, for whoever does not look at `wire`.
    """

    status: int
    # a code of OAuth stands in a header, a token or the secret of a webhook in a body
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    delay: float = 0.0
    wire: Wire = ANSWERED

    def json(self) -> Any:
        """The body as JSON; None where there is no body.

        Raises:
            ValueError: the body is not JSON.
        """
        return orjson.loads(self.body) if self.body else None


class LateResponse(Response):
    """A response whose headers and body are written when one of them is first read, by what `of` is given; a copy is a response like any
    other."""

    __slots__ = ("_write",)

    _write: Callable[[], Response]

    @classmethod
    def of(cls, status: int, write: Callable[[], Response]) -> LateResponse:
        made = cls.__new__(cls)
        made.status, made.delay, made.wire, made._write = status, 0.0, ANSWERED, write
        return made

    def __getattr__(self, name: str) -> Any:
        # asked for what is not there, which nothing but these two ever is
        if name not in ("headers", "body"):
            raise AttributeError(name)
        written = self._write()
        self.headers, self.body = written.headers, written.body
        return getattr(self, name)


def of_other_site(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that a page of another site, or of another port of this computer, makes a request. `Origin` is not sent with
    what a page only loads, such as an image."""
    return headers.get("sec-fetch-site", "none") not in ("none", "same-origin")


def refusal(status: int, message: str) -> Response:
    """What the emulator says of itself, where Attio has no words: faces, control calls, downloads."""
    headers = {"content-type": "application/json; charset=utf-8", "x-content-type-options": "nosniff"}
    # what a client sent may be half of a character
    text = message.encode("utf-8", "backslashreplace").decode()
    return Response(status=status, headers=headers, body=orjson.dumps({"error": text}))


class App(Protocol):
    """What faces stand before: an emulator, or several."""

    @property
    def lock(self) -> AbstractContextManager[Any]:
        """Held while a request is answered, by every face; and by whoever looks while another thread may ask."""

    def handle(self, request: Request) -> Response:
        """Answer a request. Never raises for anything a client can send."""

"""A request and a response as plain values. The faces receive and send them.

Treat them as immutable. They are not frozen, nor are the objects made from them on their way: freezing triples the
cost.
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
    "refuse_no_app",
]

DEEPEST = 230
"""Deepest nesting of lists and objects in a body (assumed). Bodies are stored inside other JSON, and orjson writes 254 levels."""


def is_too_deep(body: bytes, parsed: Any, *, deepest: int = DEEPEST) -> bool:
    """Whether a body, already parsed, is nested too deeply to be stored."""
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
    """One HTTP request, as received or as you write it: `Request("GET", "/v2/objects?limit=1", token="any")`.

    Attributes:
        method: upper case.
        path: not decoded, beginning with a slash, without the query.
        query: pairs in the order sent.
        headers: names in lower case.
        body: the bytes as sent.
        scheme: http or https, as it reached the face.
    """

    method: str
    path: str
    # not in repr, so that a failed assertion prints no token or secret
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
        """Accepts convenient forms: `path` a URL with a query, `query` a text or a dict, header names in any case,
        `body` a text; `json` and `token` are as in `make`."""
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
        """Build a request from a URL or a path.

        Args:
            url: absolute, or a path; `query` is added to its query (as text, like in a URL; in a dict, booleans become true, false).
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
        """A request whose parts are all as received; nothing is checked or converted. Every face makes its requests with it."""
        made = cls.__new__(cls)
        made.method, made.path, made.query = method, path, query
        made.headers, made.body, made.scheme = headers, body, scheme
        return made

    @property
    def origin(self) -> str:
        """How an address on this server begins; without a Host header, this computer."""
        return f"{self.scheme}://{self.headers.get('host') or 'localhost'}"

    def param(self, name: str) -> str | None:
        """The last value of a query parameter, None if it was not sent."""
        value = None
        for key, given in self.query:
            if key == name:
                value = given
        return value

    def bearer(self) -> str:
        """The access token: the bearer token, or the user name of HTTP basic authentication, which Attio also accepts
        (documented, with a blank password; the password is ignored). Empty if there is none."""
        return _token_in(self.headers.get("authorization", ""))


_LONGEST_KEPT = 256
"""Longest URL, in characters, that is cached."""


def _parts(url: str) -> tuple[str, tuple[tuple[str, str], ...], str, str]:
    """Path, query, scheme and host of a URL; a bare path has no scheme or host."""
    path, _, query = url.partition("?")
    scheme = host = ""
    if not url.startswith("/"):
        scheme, host, path, query, _ = urlsplit(url)
    query = query.partition("#")[0]
    return path.partition("#")[0] or "/", tuple(parse_qsl(query, keep_blank_values=True)) if query else (), scheme, host


_usual = lru_cache(maxsize=256)(_parts)  # clients repeat their URLs


@lru_cache(maxsize=64)  # asked several times per request
def _token_in(header: str) -> str:
    scheme, _, sent = header.strip().replace("\t", " ").partition(" ")
    scheme, sent = scheme.lower(), sent.strip()
    if scheme == "bearer":
        return sent
    basic = basic_credentials(sent) if scheme == "basic" else None
    return basic[0].strip() if basic else ""


def basic_credentials(sent: str) -> tuple[str, str] | None:
    """User name and password of HTTP basic authentication; None if they cannot be read."""
    try:
        name, _, password = base64.b64decode(sent, validate=True).decode().partition(":")
    except ValueError:  # binascii.Error and UnicodeDecodeError are ValueErrors; so is the error for non-ASCII text
        return None
    return name, password


_OF_CALLERS = ("host", "origin", "sec-fetch-site")


def received_headers(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by name in lower case. If one is sent twice, the first counts, as in Node for headers that must be unique
    (assumed of Attio). Those that decide access are joined, so that two of them are invalid together."""
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
    """How a fault rule changes the sending of a response; for the faces.

    Attributes:
        kind: `answered`: normally; `refused`: the connection is refused; `unreachable`: no connection within the client's time-out;
            `silent`: no response; `reset`: the connection breaks after `bytes` of the response; `half_closed`: the server
            stops sending after them but goes on reading; `truncated`: the body ends after them, though its length said more;
            `drip`: the body comes at `rate`.
        bytes: how many bytes of the body are sent.
        rate: bytes per second.
        seconds: how long it lasts: until a silent connection closes, or a refusing port opens again.
    """

    kind: WireKind = "answered"
    bytes: int = 0
    rate: float = 0.0
    seconds: float = 0.0


ANSWERED = Wire()
BODILESS = (204, 205, 304)
"""Statuses whose responses have no body (RFC 9110)."""


@dataclass(slots=True, kw_only=True)
class Response:
    """One HTTP response: header names in lower case, the body complete.

    A fault rule may set `delay`, the seconds a face waits before it answers, and `wire`, how the response is then sent.
    If nothing of a response is sent, its status is 503, for callers who ignore `wire`.
    """

    status: int
    # not in repr: a header may hold an OAuth code, a body a token or the secret of a webhook
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    delay: float = 0.0
    wire: Wire = ANSWERED

    def json(self) -> Any:
        """The body as JSON; None if there is no body.

        Raises:
            ValueError: the body is not JSON.
        """
        return orjson.loads(self.body) if self.body else None


class LateResponse(Response):
    """A response whose headers and body are made by `of` when either is first read; copies are ordinary responses."""

    __slots__ = ("_write",)

    _write: Callable[[], Response]

    @classmethod
    def of(cls, status: int, write: Callable[[], Response]) -> LateResponse:
        made = cls.__new__(cls)
        made.status, made.delay, made.wire, made._write = status, 0.0, ANSWERED, write
        return made

    def __getattr__(self, name: str) -> Any:
        # called for missing attributes only, which these two are until then
        if name not in ("headers", "body"):
            raise AttributeError(name)
        written = self._write()
        self.headers, self.body = written.headers, written.body
        return getattr(self, name)


def of_other_site(headers: Mapping[str, str]) -> bool:
    """Whether a browser says the request comes from a page of another site, or of another port of this computer.
    Browsers send no `Origin` for what a page merely loads, such as images."""
    return headers.get("sec-fetch-site", "none") not in ("none", "same-origin")


def refusal(status: int, message: str) -> Response:
    """An error of the emulator itself, for which Attio has no message: in faces, control calls, downloads."""
    headers = {"content-type": "application/json; charset=utf-8", "x-content-type-options": "nosniff"}
    # the message may quote half of a character from the client
    text = message.encode("utf-8", "backslashreplace").decode()
    return Response(status=status, headers=headers, body=orjson.dumps({"error": text}))


class App(Protocol):
    """What faces serve: an emulator, or several."""

    @property
    def lock(self) -> AbstractContextManager[Any]:
        """Held by every face while it answers a request, and by anyone who looks while other threads may send requests."""

    def handle(self, request: Request) -> Response:
        """Answer a request. Never raises for anything a client can send."""


def refuse_no_app(given: Any, named: str) -> None:
    """Raises TypeError if this is no emulator, such as a workspace or the path of its file: the first request would be too late."""
    if isinstance(given, type) or not hasattr(given, "handle"):
        found = f"the class {given.__name__}" if isinstance(given, type) else type(given).__name__
        raise TypeError(f"{named}: found {found}, expected an emulator, such as Emulator(Workspace.load(path))")

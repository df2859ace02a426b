"""Options of a request: merges those of the platform, of `extend_request` and of the request, and makes the request to
send.

Pure: `exchange` runs the hooks, `drivers` sends. Source: observation of the published packages (actions-core 3.170.0
over node-fetch 2.7), including their quirks: merged objects other than headers get a member `headers`.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypedDict
from urllib.parse import parse_qsl, quote

from segment_actions import js
from segment_actions.errors import EngineError
from segment_actions.http import Request, Response

__all__ = ["PLATFORM", "Options", "merged", "of_platform", "prepared", "usual_request"]

BeforeRequest = Callable[[dict[str, Any]], Mapping[str, Any] | None]
"""(options) -> more options, or None."""

AfterResponse = Callable[[Request, dict[str, Any], Response], Response | None]
"""(request, options, response) -> another response in its place, or None."""


class Options(TypedDict, total=False):
    """What `extend_request` returns and what a request may add.

    The request's options win over those of `extend_request`; headers and hooks of both are joined.
    """

    method: str
    """The HTTP method, by default GET."""
    headers: Mapping[str, Any]
    """Headers by name. A header whose text is `undefined` is removed."""
    json: Any
    """The body as a JSON value."""
    body: str
    """The body as text, if there is no `json`."""
    search_params: Mapping[str, Any] | Sequence[tuple[str, Any]] | str
    """Replaces the query of the URL."""
    username: str
    """With `password`: basic authentication. Replaces an `Authorization` header."""
    password: str
    """See `username`."""
    timeout: float | bool
    """Milliseconds to wait for the response, by default 10,000; False for no limit."""
    throw_http_errors: bool
    """Whether a response that is not 2xx is raised as `HTTPError` (the default) or returned."""
    before_request: Sequence[BeforeRequest]
    """Functions of (options), run in order; each returns more options, or None."""
    after_response: Sequence[AfterResponse]
    """Functions of (request, options, response), run in order; each returns another response in its place, or None."""


def _basic(options: dict[str, Any]) -> Mapping[str, Any] | None:
    """Username and password as the authorization header; replaces an existing one."""
    user, password = options.get("username") or "", options.get("password") or ""
    if not user and not password:
        return None
    encoded = b64encode(js.utf8(f"{js.text(user)}:{js.text(password)}")).decode()
    return {"headers": {"Authorization": f"Basic {encoded}"}}


PLATFORM: Options = {"headers": {"user-agent": "Segment (Actions)"}, "before_request": (_basic,)}
"""The options every request starts with."""

_FALLBACK_AGENT = "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)"
_BAD_NAME = re.compile(r"[^\^_`a-zA-Z\-0-9!#$%&'*+.|~]|^$")
_BAD_VALUE = re.compile(r"[^\t\x20-\x7e\x80-\xff]")
_FORM_SAFE = "*-._"


def merged(*sources: Mapping[str, Any]) -> dict[str, Any]:
    """The options of all sources. Later ones win; header names ignore case; lists and objects are joined.

    Raises:
        EngineError: a header is invalid.
    """
    result: dict[str, Any] = {}
    headers: dict[str, str] = {}
    for source in sources:
        for key, value in source.items():
            result[key] = _joined(result[key], value) if _is_object(value) and key in result else value
        if given := source.get("headers"):
            headers |= _headers(given)
            headers = {name: value for name, value in headers.items() if value != "undefined"}
    result["headers"] = headers
    return result


class _Headers(dict[str, Any]):
    """Marks a `headers` object that merging added by a quirk; in JSON it is `{}`."""


def _is_object(value: Any) -> bool:
    return isinstance(value, Mapping | list | tuple)


def _joined(first: Any, second: Any) -> Any:
    """Two values of one option: lists are concatenated, objects merged by member; otherwise the second wins."""
    if isinstance(second, list | tuple):
        return [*(first if isinstance(first, list | tuple) else ()), *second]
    if isinstance(first, list | tuple):
        return list(first)
    result: dict[str, Any] = {}
    headers: dict[str, Any] = {}
    for source in (first if isinstance(first, Mapping) else {}, second):
        for key, value in source.items():
            result[key] = _joined(result[key], value) if _is_object(value) and key in result else value
        headers = result["headers"] = _Headers() if _is_object(source.get("headers")) else headers
    return result


def _headers(given: Any) -> dict[str, str]:
    """Headers with names in lower case; values of the same name are joined."""
    out: dict[str, str] = {}
    for name, one in given.items() if isinstance(given, Mapping) else ():
        value = js.text(one)
        if _BAD_NAME.search(name):
            raise EngineError(f"{name} is not a legal HTTP header name")
        if _BAD_VALUE.search(value):
            raise EngineError(f"{value} is not a legal HTTP header value")
        key = name.lower()
        out[key] = f"{out[key]}, {value}" if key in out else value
    return out


def prepared(url: str, options: Mapping[str, Any]) -> Request:
    """The request to send.

    Raises:
        EngineError: a GET or HEAD has a body.
    """
    method = js.text(options.get("method") or "GET").upper()
    headers = dict(options["headers"])
    body, json = options.get("body"), options.get("json", js.MISSING)
    if method in ("GET", "HEAD") and (body is not None or json is not js.MISSING):
        raise EngineError("Request with GET/HEAD method cannot have body")
    if body is not None:
        headers.setdefault("content-type", "text/plain;charset=UTF-8")
    if json is not js.MISSING:
        headers["content-type"] = "application/json"
    headers.setdefault("user-agent", _FALLBACK_AGENT)
    query = options.get("search_params")
    if query is not None and query != "":
        url = _with_query(url, query)
    wire: Options = {"timeout": options.get("timeout", 10_000)}
    if json is js.MISSING and body is not None:
        wire["body"] = body
    return Request(method=method, url=url, headers=headers, json=json, options=wire)


def of_platform(extension: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, str] | None]:
    """The options every request of an exchange starts with: `merged(PLATFORM, extension)`.

    If these are headers only, also returns the headers of a request with a JSON body, for `usual_request`; else None.
    Both are cached and shared: do not change them.
    """
    headers = extension.get("headers") if len(extension) == 1 else None
    if type(headers) is dict and headers and _TEXT.issuperset(map(type, headers.values())):
        return _of_headers(*headers.items())
    return _started(extension)


_TEXT = frozenset({str})


def _started(extension: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, str] | None]:
    base = merged(PLATFORM, extension)
    alone = base.keys() == {"headers", "before_request"} and base["before_request"] is PLATFORM["before_request"]
    is_usual = alone and "user-agent" in base["headers"]
    return base, base["headers"] | {"content-type": "application/json"} if is_usual else None


@lru_cache(maxsize=64)  # a destination returns the same headers for every event
def _of_headers(*headers: tuple[str, str]) -> tuple[Mapping[str, Any], Mapping[str, str] | None]:
    return _started({"headers": dict(headers)})


def usual_request(request: Request, headers: Mapping[str, str]) -> Request | None:
    """What `merged` and `prepared` make of a request that has a JSON body and no options of its own; None for other
    requests.

    `headers` are those from `of_platform`.
    """
    if request.method not in _WITH_BODY or request.headers or request.options or request.json is js.MISSING:
        return None
    return Request(
        method=request.method,
        url=request.url,
        headers={**headers},  # a copy: the sender may add some, and the original is shared
        json=request.json,
        options={"timeout": 10_000},
    )


_WITH_BODY = frozenset({"PUT", "POST", "PATCH"})


def _with_query(url: str, params: Any) -> str:
    if isinstance(params, str):
        pairs: Any = parse_qsl(params.removeprefix("?"), keep_blank_values=True, errors="replace")
    else:
        pairs = js.items(params) if isinstance(params, Mapping) else params
    query = "&".join(f"{_form(key)}={_form(value)}" for key, value in pairs)
    return url.partition("#")[0].partition("?")[0] + (f"?{query}" if query else "")


def _form(value: Any) -> str:
    """A value as form-encoded text."""
    shown = "[object Headers]" if isinstance(value, _Headers) else js.text(value)
    return quote(js.utf8(shown), safe=_FORM_SAFE + " ").replace("~", "%7E").replace(" ", "+")

"""Options of a request: how those of the platform, of `extend_request` and of the call become one, and what goes on the wire.

Pure: nothing is sent here; `exchange` runs the hooks. Source: observation of the published packages (actions-core 3.170.0 over
node-fetch 2.7), their quirks included: merged objects other than headers get a member `headers`.
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
"""(request, options, response) -> a response in its place, or None."""


class Options(TypedDict, total=False):
    """What `extend_request` returns and a call may add.

    Where both say something, the call goes before; their headers and hooks are put together.
    """

    method: str
    """The HTTP method, GET unless said."""
    headers: Mapping[str, Any]
    """Headers by name; one whose text is `undefined` is taken away."""
    json: Any
    """The body as a JSON value."""
    body: str
    """The body as text, where there is no `json`."""
    search_params: Mapping[str, Any] | Sequence[tuple[str, Any]] | str
    """Replaces the query of the URL."""
    username: str
    """With `password` the basic authentication, which replaces an `Authorization` header."""
    password: str
    """See `username`."""
    timeout: float | bool
    """Milliseconds until the answer is there, 10,000 unless said; False for no limit."""
    throw_http_errors: bool
    """Whether an answer that is not 2xx is raised as `HTTPError`; else it is returned. True unless said."""
    before_request: Sequence[BeforeRequest]
    """Functions of the options of a request, in order; each returns more options, or None."""
    after_response: Sequence[AfterResponse]
    """Functions of (request, options, response), in order; each returns a response in place of that one, or None."""


def _basic(options: dict[str, Any]) -> Mapping[str, Any] | None:
    """Username and password as the authorization header; it replaces one that is there."""
    user, password = options.get("username") or "", options.get("password") or ""
    if not user and not password:
        return None
    encoded = b64encode(js.utf8(f"{js.text(user)}:{js.text(password)}")).decode()
    return {"headers": {"Authorization": f"Basic {encoded}"}}


PLATFORM: Options = {"headers": {"user-agent": "Segment (Actions)"}, "before_request": (_basic,)}
"""What every request starts with."""

_FALLBACK_AGENT = "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)"
_BAD_NAME = re.compile(r"[^\^_`a-zA-Z\-0-9!#$%&'*+.|~]|^$")
_BAD_VALUE = re.compile(r"[^\t\x20-\x7e\x80-\xff]")
_FORM_SAFE = "*-._"


def merged(*sources: Mapping[str, Any]) -> dict[str, Any]:
    """The options of all sources: later ones win, headers by name in any case, lists and objects joined.

    Raises:
        EngineError: a header that may not be one.
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
    """An object of headers where there should be none; it is `{}` in JSON."""


def _is_object(value: Any) -> bool:
    return isinstance(value, Mapping | list | tuple)


def _joined(first: Any, second: Any) -> Any:
    """Two values of one option: lists one after the other, objects member by member, else the second."""
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
    """Headers with their names in lower case; several of one name are joined."""
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
    """The request that goes on the wire.

    Raises:
        EngineError: a GET or HEAD with a body.
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
    """What every request of an exchange starts with, `merged(PLATFORM, extension)`. Where that is headers only, also those of a request
    with a JSON body, so that `usual_request` can do without merging; nobody changes them, as exchanges that begin alike have the same."""
    headers = extension["headers"] if extension.keys() == {"headers"} else None
    if type(headers) is dict and set(map(type, headers.values())) == {str}:
        return _of_headers(*headers.items())
    return _started(extension)


def _started(extension: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, str] | None]:
    base = merged(PLATFORM, extension)
    alone = base.keys() == {"headers", "before_request"} and base["before_request"] is PLATFORM["before_request"]
    is_usual = alone and "user-agent" in base["headers"]
    return base, base["headers"] | {"content-type": "application/json"} if is_usual else None


@lru_cache(maxsize=64)  # a destination gives the same with every event
def _of_headers(*headers: tuple[str, str]) -> tuple[Mapping[str, Any], Mapping[str, str] | None]:
    return _started({"headers": dict(headers)})


def usual_request(request: Request, headers: Mapping[str, str]) -> Request | None:
    """What `merged` and `prepared` make of a request that has a JSON body and no options of its own; None for others. `headers` are those
    that `of_platform` gives for all requests of an exchange."""
    if request.method not in _WITH_BODY or request.headers or request.options or request.json is js.MISSING:
        return None
    return Request(
        method=request.method,
        url=request.url,
        headers={**headers},  # whoever sends it may add some, and others have the same
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
    """Text as a form field has it."""
    shown = "[object Headers]" if isinstance(value, _Headers) else js.text(value)
    return quote(js.utf8(shown), safe=_FORM_SAFE + " ").replace("~", "%7E").replace(" ", "+")

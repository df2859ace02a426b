"""Calls of the actions tester as HTTP: what a body must be, the headers for browsers, how an answer is written.

`tester` does what a call asks for. Source: the local server of action-destinations, which uses Express.
"""

from __future__ import annotations

import html
from typing import Any

from attio_emulator import Request, Response
from segment_actions import js
from segment_actions.json_values import kind_of

__all__ = ["ORIGINS", "body_of", "json_answer", "not_found", "or_empty", "preflight", "refused_call", "with_origin"]

ORIGINS = frozenset(
    {
        "https://app.segment.com",
        "https://eu1.app.segment.com",
        "https://app.segment.build",
        "https://eu1.app.segment.build",
        "http://localhost:8000",
    }
)
"""The origins of the actions tester's page, which may call from a browser."""

_OBJECTS = ("mapping", "settings", "auth", "features", "subscriptionMetadata", "audienceSettings")
"""Members of a body that must be objects. Another type is refused here; the original does whatever JavaScript makes of it."""


def or_empty(value: Any) -> Any:
    """`value || {}` in JavaScript."""
    return value if js.is_truthy(value) else {}


def body_of(request: Request) -> dict[str, Any] | Response:
    """The JSON object of a call, or the answer that says what is wrong. No body counts as an empty object."""
    if not request.body:
        return {}
    kind = request.headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() != "application/json":
        return refused_call(
            415, f"the body is sent as {kind or 'nothing known'}; expected the header content-type: application/json"
        )
    try:
        body = js.parse_json(request.body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return refused_call(400, f"the body is not UTF-8: byte {error.start}; expected a JSON object")
    except RecursionError:
        return refused_call(400, "the body is nested too deeply; expected a JSON object")
    except ValueError as error:
        return refused_call(400, f"the body is not JSON: {error}; expected an object with `payload` and `mapping`")
    if not isinstance(body, dict):
        return refused_call(400, f"the body is {kind_of(body)}; expected an object with `payload` and `mapping`")
    for name in _OBJECTS:
        value = body.get(name)
        if js.is_truthy(value) and not isinstance(value, dict):
            return refused_call(400, f"`{name}` is {kind_of(value)}; expected an object")
    return body


def refused_call(status: int, message: str) -> Response:
    """The answer to a call that cannot be read, in the form of the protocol's errors."""
    row = {"statusCode": status, "message": message, "stack": [f"Error: {message}"], "requestError": True}
    return json_answer(status, [row])


def _origin(request: Request) -> str | None:
    origin = request.headers.get("origin")
    return origin if origin in ORIGINS else None


def preflight(request: Request) -> Response:
    """The answer to a browser that asks before a call."""
    asked = request.headers.get("access-control-request-headers")
    headers = {
        "access-control-allow-methods": "GET,HEAD,PUT,PATCH,POST,DELETE",
        "vary": "Access-Control-Request-Headers",
    }
    if asked:
        headers["access-control-allow-headers"] = asked
    if request.headers.get("access-control-request-private-network") == "true" and _origin(request) is not None:
        # browsers ask before a page from the network may call this computer (Private Network Access)
        headers["access-control-allow-private-network"] = "true"
    return Response(status=204, headers=headers)


def not_found(request: Request) -> Response:
    """The answer of Express, which the original uses."""
    said = html.escape(f"Cannot {request.method} {request.path}")
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n'
        f"<body>\n<pre>{said}</pre>\n</body>\n</html>\n"
    )
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'none'",
        "x-content-type-options": "nosniff",
    }
    return Response(status=404, headers=headers, body=page.encode())


def json_answer(status: int, value: Any) -> Response:
    return Response(
        status=status,
        headers={"content-type": "application/json; charset=utf-8"},
        body=js.utf8(js.to_json(value)),
    )


def with_origin(request: Request, answer: Response) -> Response:
    """The answer with the headers by which a browser passes it to a page of the actions tester."""
    origin = _origin(request)
    allowed = {} if origin is None else {"access-control-allow-origin": origin}
    vary = ", ".join(filter(None, ("Origin", answer.headers.get("vary"))))
    return Response(status=answer.status, headers={**answer.headers, **allowed, "vary": vary}, body=answer.body)

"""Requests from the network: each gets a response, none a server error, and a read changes nothing."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from attio_emulator import Emulator, Request, Workspace
from attio_emulator.faces.asgi import EmulatorApp
from attio_emulator.routes import ROUTES

from fuzz.draw import Draw

__all__ = ["asgi", "http"]

_ID = "00000000-0000-4000-8000-000000000001"
_PATHS = (
    *dict.fromkeys(route.path for route in ROUTES), "/", "/_emulator/health", "/_emulator/reset", "/_emulator/workspace", "/_emulator/state",
    "/_emulator/requests", "/_emulator/rejections", "/_emulator/flush", "/_emulator/faults", "/_emulator/objects/users/activate",
    "/_emulator/clock", "/authorize", "/oauth/token", "/_ui", "//", "/v2/../v1", "/v2/objects/%2e%2e/records", "*", "",
)  # fmt: skip
_PARTS = ("people", "users", "companies", _ID, "name", "email_addresses", "x", "..", "%00", "é", "", "a/b", "stage")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "get", "", "TRACE")
_HEADERS = (
    "content-type", "authorization", "accept", "host", "origin", "x-attio-emulator", "content-length", "cookie", "x-forwarded-for", "range",
)  # fmt: skip
_VALUES = (
    "application/json", "Bearer t", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "*/*", "localhost",
    "http://evil.com", "1", "Basic dDo=", "Bearer ", "-1", "localhost:80@evil.com", "null",
)  # fmt: skip
_KEYS = (
    "data", "values", "filter", "sorts", "limit", "offset", "attributes", "title", "api_slug", "type", "config", "is_unique", "name", "parent_object",
    "parent_record_id", "content", "format", "thread_id", "linked_records", "deadline_at", "is_completed", "assignees", "target_url",
    "subscriptions", "event_type", "matching_attribute", "entry_values", "query", "objects", "request_as", "status", "times", "method", "path",
)  # fmt: skip


def _request(draw: Draw) -> tuple[str, str, dict[str, str], bytes]:
    path = draw.text(_PATHS)
    while "{" in path:
        before, _, rest = path.partition("{")
        path = before + draw.text(_PARTS) + rest.partition("}")[2]
    if draw.byte() & 1:
        path += "?" + "&".join(f"{draw.text(_KEYS)}={draw.text(_PARTS)}" for _ in range(draw.byte() % 4))
    headers = {
        "authorization": "Bearer t",
        "content-type": "application/json",
        "host": "localhost",
        "x-attio-emulator": "1",
    }
    for _ in range(draw.byte() % 3):
        headers[draw.pick(_HEADERS)] = draw.text(_VALUES)
    method = draw.pick(_METHODS)
    if draw.byte() & 1:
        body = json.dumps(draw.object(0, lambda: draw.object(2, None, _KEYS), _KEYS)).encode()
    else:
        body = draw.rest()
    return method, path, headers, body


def http(data: bytes) -> None:
    """Three requests in a row, straight into the emulator."""
    draw = Draw(data)
    emulator = Emulator(_SPACE)
    for _ in range(3):
        method, path, headers, body = _request(draw)
        if not path.startswith("/"):
            path = "/" + path
        emulator.flush()  # so that delayed effects of a write are not taken for effects of a read
        before = emulator.snapshot() if method in ("GET", "HEAD") and "/_emulator" not in path else None
        answer = emulator.handle(Request.make(method, path, headers=headers, body=body))
        assert answer.status != 500, answer.body[:300]
        assert 100 <= answer.status < 600
        if answer.headers.get("content-type", "").startswith("application/json"):
            answer.json()
        if before is not None and "authorize" not in path:
            changed = [key for key, value in emulator.snapshot().items() if _filled(value) != _filled(before[key])]
            assert not set(changed) - {"requests", "clock", "ids"}, f"{method} {path} changed {changed}"
        if not draw:
            break


_SPACE = Workspace.from_dict({"objects": [{"api_slug": "users", "active": True}]})


def _filled(value: Any) -> Any:
    """Without the empty members."""
    return {kind: rows for kind, rows in value.items() if rows} if isinstance(value, dict) else value


def asgi(data: bytes) -> None:
    """A request as a server passes it on, with headers and path as bytes."""
    draw = Draw(data)
    method, path, headers, body = _request(draw)
    raw, _, query = path.encode("utf-8", "surrogatepass").partition(b"?")
    pairs = [(name.encode(), value.encode("utf-8", "surrogatepass")) for name, value in headers.items()]
    pairs += [(draw.rest()[:10], b"x")] if draw.byte() & 1 else []
    scope: dict[str, Any] = {
        "type": "http", "method": method, "path": raw.decode("utf-8", "replace"), "raw_path": raw, "query_string": query, "headers": pairs,
        "scheme": "http", "http_version": "1.1", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    if raw.startswith(b"/_emulator/stream"):
        return
    sent: list[Any] = []
    parts = [body[:7], body[7:]]

    async def receive() -> dict[str, Any]:
        part = parts.pop(0) if parts else b""
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(EmulatorApp(Emulator(_SPACE))(scope, receive, send))
    assert sent
    assert sent[0]["type"] == "http.response.start"
    assert sent[0]["status"] != 500, sent[1]["body"][:300]
    assert not sent[-1].get("more_body")

"""A stand-in of Segment's Public API for tests, over HTTP on loopback; it says so in every answer (`server: stand-in …`).

It has what `pull --segment` reads: destinations, their subscriptions and their filters, in pages. Shapes are those of the models of
Segment's published packages, rules those of its documentation: a token is needed, subscriptions are known to the alpha version
alone, a list wants `pagination.count` between 1 and 200, errors are `{"errors": [{"type", "message"}]}`. Whatever is not a GET is
refused and remembered.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

ALPHA = "application/vnd.segment.v1alpha+json"
TOKEN = "sgp_a-token-that-nobody-may-see"
SECRET = "a-secret-among-settings"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is answered in place of the usual."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def written(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


def error(status: int, type: str, message: str, **more: Any) -> Answer:
    return Answer(status=status, body={"errors": [{"type": type, "message": message, **more}]})


def destination(id: str, name: str | None = "Attio", kind: str = "Attio (Actions)", **more: Any) -> dict[str, Any]:
    slugs = {"Attio (Actions)": ("64c031541451bb784943f809", "actions-attio")}
    of, slug = slugs.get(kind, ("5f7dd6d21ad74f3842b1fc47", "another"))
    named = {} if name is None else {"name": name}
    return {
        "id": id, **named, "enabled": True, "sourceId": "src_1", "settings": {"apiKey": SECRET},
        "metadata": {"id": of, "name": kind, "slug": slug}, **more,
    }  # fmt: skip


def subscription(id: str, destination: str = "dst_1", **more: Any) -> dict[str, Any]:
    return {
        "settings": {"user_id": {"@path": "$.userId"}, "email_address": {"@path": "$.traits.email"}},
        "trigger": 'type = "identify"', "id": id, "name": "Identify User", "actionId": "act_1",
        "actionSlug": "identifyUser", "destinationId": destination, "enabled": True, "modelId": "", **more,
    }  # fmt: skip


def filter_(id: str, destination: str = "dst_1", **more: Any) -> dict[str, Any]:
    return {
        "id": id, "sourceId": "src_1", "destinationId": destination, "if": 'type = "page"', "title": "No pages",
        "actions": [{"type": "DROP"}], "enabled": True, "createdAt": "2026-01-01T00:00:00.000Z",
        "updatedAt": "2026-01-02T00:00:00.000Z", **more,
    }  # fmt: skip


@dataclass
class StandIn:
    """What it has, what it answers instead (in order, by path), and what it was asked."""

    destinations: list[dict[str, Any]] = field(default_factory=lambda: [destination("dst_1")])
    subscriptions: dict[str, list[Any]] = field(default_factory=lambda: {"dst_1": [subscription("sub_1")]})
    filters: dict[str, list[Any]] = field(default_factory=dict)
    page: int = 200
    instead: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""

    def answer(self, method: str, target: str, headers: Any) -> Answer:
        split = urlsplit(target)
        self.asked.append((method, target))
        if method != "GET":
            return error(405, "method-not-allowed", "This stand-in is only read.")
        if self.instead.get(split.path):
            return self.instead[split.path].pop(0)
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return error(401, "unauthorized", "Unauthorized")
        rows = self._rows(split.path, headers.get("accept"))
        if isinstance(rows, Answer):
            return rows
        return self._page(*rows, {key: value[0] for key, value in parse_qs(split.query).items()})

    def _rows(self, path: str, accept: str | None) -> tuple[str, list[Any]] | Answer:
        match path.strip("/").split("/"):
            case ["destinations"]:
                return "destinations", self.destinations
            case ["destinations", id, "subscriptions"] if accept == ALPHA and self._knows(id):
                return "subscriptions", self.subscriptions.get(id, [])
            case ["destination", id, "filters"] if self._knows(id):
                return "filters", self.filters.get(id, [])
        return error(404, "not-found", "Not found")

    def _knows(self, id: str) -> bool:
        return any(one["id"] == id for one in self.destinations)

    def _page(self, name: str, rows: list[Any], query: dict[str, str]) -> Answer:
        count = query.get("pagination.count", "")
        if not count.isdigit() or not 1 <= int(count) <= 200:
            return error(422, "input-validation", '"pagination.count" is required', field="pagination.count")
        start = int(base64.b64decode(query.get("pagination.cursor", "MA==")))
        end = start + min(int(count), self.page)
        pages: dict[str, Any] = {"current": _cursor(start), "totalEntries": len(rows)}
        if end < len(rows):
            pages["next"] = _cursor(end)
        return Answer(status=200, body={"data": {name: rows[start:end], "pagination": pages}})


def _cursor(offset: int) -> str:
    return base64.b64encode(str(offset).encode()).decode()


@contextmanager
def served(stand_in: StandIn) -> Iterator[StandIn]:
    """The stand-in at `stand_in.url`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "stand-in of Segment's Public API"
        # head and body in one packet: the kernel waits 0.04 s before the second of two
        wbufsize = -1

        def _any(self) -> None:
            answer = stand_in.answer(self.command, self.path, self.headers)
            data = answer.written()
            self.send_response(answer.status)
            for name, value in {"content-type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _any

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    # a short poll: stopping waits for it
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A stand-in of GitHub's REST API on this computer: comments of one pull request, and nothing else. It says in every answer that it is one."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

__all__ = ["REPOSITORY", "TOKEN", "StandIn", "stand_in"]

REPOSITORY, NUMBER, TOKEN = "acme/mappings", 7, "a-token-of-a-test"
_MOST = 65_536
_PAGE = 2
"""Comments on a page, whatever is asked for."""


@dataclass
class StandIn:
    """What it has, and what it was asked; `refuses` is a method with the status that it is answered with."""

    url: str = ""
    comments: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    refuses: dict[str, int] = field(default_factory=dict)

    def environ(self, folder: Path) -> dict[str, str]:
        """The variables of a run of GitHub Actions for the pull request."""
        event = folder / "event.json"
        event.write_text(json.dumps({"pull_request": {"number": NUMBER}}))
        return {
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_API_URL": self.url,
            "GITHUB_TOKEN": TOKEN,
        }

    def answer(self, method: str, target: str, token: str | None, body: Any) -> tuple[int, Any, str]:
        """Status, body and the header `link`."""
        self.calls.append((method, target))
        path, query = urlsplit(target).path, parse_qs(urlsplit(target).query)
        if token != f"Bearer {TOKEN}":
            return 401, {"message": "Bad credentials"}, ""
        if method in self.refuses:
            return self.refuses[method], {"message": "Resource not accessible by integration"}, ""
        issues = f"/repos/{REPOSITORY}/issues"
        if method != "GET" and len(body["body"]) > _MOST:
            return 422, {"message": "Validation Failed"}, ""
        if path == f"{issues}/{NUMBER}/comments" and method == "GET":
            page = int(query.get("page", ["1"])[0])
            rows = self.comments[(page - 1) * _PAGE : page * _PAGE]
            more = page * _PAGE < len(self.comments)
            return 200, rows, f'<{self.url}{path}?page={page + 1}>; rel="next"' if more else ""
        if path == f"{issues}/{NUMBER}/comments" and method == "POST":
            self.comments.append({"id": len(self.comments) + 1, "html_url": "https://example.com/c", **body})
            return 201, self.comments[-1], ""
        found = [one for one in self.comments if path == f"{issues}/comments/{one['id']}" and method == "PATCH"]
        if found:
            found[0].update(body)
            return 200, found[0], ""
        return 404, {"message": "Not Found"}, ""


@contextlib.contextmanager
def stand_in() -> Iterator[StandIn]:
    """The server, until the end of the block."""
    one = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            status, said, link = one.answer(self.command, self.path, self.headers.get("authorization"), body)
            data = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("x-stand-in", "not GitHub: a stand-in of its API for tests")
            self.send_header("content-length", str(len(data)))
            if link:
                self.send_header("link", link)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = _serve

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

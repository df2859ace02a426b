"""What the browser of somebody who connects an app is answered: the page that asks, and the way back to the app."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from attio_emulator.html import document
from attio_emulator.http import Response
from attio_emulator.state import Core

__all__ = ["form", "page", "quoted", "redirect"]

_ASCII = "".join(map(chr, range(33, 127)))
_HTML = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store", "x-frame-options": "DENY"}


def redirect(target: str, parameters: Mapping[str, str], state: str | None) -> Response:
    """Back to the app, with the state that it sent."""
    parts = urlsplit(target)
    added = dict(parameters) | ({} if state is None else {"state": state})
    query = "&".join(one for one in (parts.query, urlencode(added, quote_via=quote)) if one)
    location = urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
    ascii_only = quote(location, safe=_ASCII)
    return Response(status=302, headers={"location": ascii_only, "cache-control": "no-store"})


def quoted(text: str | None) -> str:
    """What somebody sent, as HTML."""
    return f"<code>{escape(text or '')}</code>"


def form(core: Core, app: Mapping[str, Any], request_id: str) -> str:
    """What an app asks for, and the two answers to it."""
    scopes = "".join(f"<li>{quoted(one)}</li>" for one in app["scopes"])
    return (
        f"<p><strong>{escape(app['name'])}</strong> asks for access to a workspace:</p>"
        f"<p><label><input type='radio' checked> {escape(core.workspace.name)} ({quoted(core.workspace.slug)})</label></p>"
        f"<details><summary>{len(app['scopes'])} scopes</summary><ul>{scopes}</ul></details>"
        "<form method='post' action='/authorize'>"
        f"<input type='hidden' name='request' value='{escape(request_id)}'>"
        "<button name='decision' value='approve'>Approve</button> "
        "<button name='decision' value='deny'>Deny</button></form>"
    )


def page(status: int, title: str, inside: str) -> Response:
    """A page; `inside` is HTML."""
    note = "<p class='none'>This is an emulator of Attio; nothing here is in a real workspace.</p>"
    html = document(escape(title), f"<main><h1>{escape(title)}</h1>{inside}{note}</main>")
    return Response(status=status, headers=_HTML, body=html.encode())

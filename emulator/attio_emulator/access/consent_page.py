"""The responses to the browser of somebody who connects an app: the consent page, and the redirect back to the app."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from attio_emulator.http import Response
from attio_emulator.pages.frame import document, headers
from attio_emulator.state import Core

__all__ = ["form", "page", "quoted", "redirect"]

_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")
"""What is safe in a content security policy; anything else, such as a host in other scripts, could end or widen it."""
_ASCII = "".join(map(chr, range(33, 127)))


def redirect(target: str, parameters: Mapping[str, str], state: str | None) -> Response:
    """A redirect to the app, with the state that it sent."""
    parts = urlsplit(target)
    added = dict(parameters) | ({} if state is None else {"state": state})
    query = "&".join(one for one in (parts.query, urlencode(added, quote_via=quote)) if one)
    location = urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
    ascii_only = quote(location, safe=_ASCII)
    return Response(status=302, headers={"location": ascii_only, "cache-control": "no-store"})


def quoted(text: str | None) -> str:
    """Text from outside as HTML."""
    return f"<code>{escape(text or '')}</code>"


def form(core: Core, app: Mapping[str, Any], request_id: str) -> str:
    """The app's request, and the two possible answers."""
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


def page(status: int, title: str, inside: str, *, leads_to: str | None = None) -> Response:
    """A page; `inside` is HTML. `leads_to` is the address of the app to which its form may finally lead."""
    note = "<p class='none'>This is an emulator of Attio; nothing here is in a real workspace.</p>"
    html = document(title, f"<main id='main' class='narrow'><h1>{escape(title)}</h1>{inside}{note}</main>")
    forms = [] if leads_to is None or not urlsplit(leads_to).scheme else [_source(leads_to)]
    return Response(status=status, headers=headers(forms=forms), body=html.encode())


def _source(address: str) -> str:
    """An address as a source in a policy: the origin of a web address, the scheme of any other.

    A browser checks where a form finally leads, not only where it is sent.
    """
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}" if _HOST.fullmatch(host) else f"{parts.scheme}:"

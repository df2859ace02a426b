"""OAuth 2.0, authorization code grant: `/authorize` with its page, `/oauth/token`, and the tokens they give.

Documented: the parameters of both, that an access token is all the answer holds, that tokens do not expire and are not
refreshed. The rest follows RFC 6749. Apps, codes and tokens are documents. As any token is good unless the emulator
is strict, any client is good while no app is registered.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qsl, quote, unquote_plus, urlencode, urlsplit, urlunsplit

import orjson

from attio_emulator.calls import Call
from attio_emulator.html import document
from attio_emulator.http import Response
from attio_emulator.resources.base import documents
from attio_emulator.scopes import known_scopes
from attio_emulator.state import Core
from attio_emulator.store import Stamp

__all__ = [
    "CODE_LASTS",
    "approve",
    "authorize",
    "issue",
    "register_app",
    "revoke",
    "token",
]

CODE_LASTS = 600_000
"""Milliseconds in which a code must be exchanged (RFC 6749 recommends at most ten minutes)."""

_ASCII = "".join(map(chr, range(33, 127)))
_HTML = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store", "x-frame-options": "DENY"}
_JSON = {"content-type": "application/json; charset=utf-8", "cache-control": "no-store", "pragma": "no-cache"}


# -- apps and tokens as data -----------------------------------------------------------------------------------------


def register_app(
    core: Core,
    client_id: str,
    client_secret: str,
    redirect_uris: Iterable[str],
    *,
    name: str = "An app",
    scopes: Iterable[str] | None = None,
) -> None:
    """Register an app; every scope there is unless said. From then on, only registered apps can ask.

    Raises:
        ValueError: a scope that Attio does not have.
    """
    wanted = list(known_scopes() if scopes is None else scopes)
    unknown = [one for one in wanted if one not in known_scopes()]
    if unknown:
        raise ValueError(f"found the scope {unknown[0]!r}, expected one of {', '.join(known_scopes())}")
    documents(core, "oauth_apps")[client_id] = {
        "client_id": client_id,
        "client_secret": client_secret,
        "redirect_uris": list(redirect_uris),
        "name": name,
        "scopes": wanted,
    }


def issue(
    core: Core,
    stamp: Stamp,
    *,
    scopes: Iterable[str],
    client_id: str,
    lasts: int | None = None,
    named: str | None = None,
) -> str:
    """A new access token of 64 characters (or the one that is given) with these scopes; it lasts milliseconds or for ever."""
    made = core.ids.next()
    token = named or "".join(core.ids.named("access token", made, half).replace("-", "") for half in "ab")
    documents(core, "tokens")[token] = {
        "scopes": list(scopes),
        "client_id": client_id,
        "issued_at": stamp.at,
        "expires_at": None if lasts is None else stamp.at + lasts,
        "revoked": False,
    }
    return token


def revoke(core: Core, token: str) -> bool:
    """Revoke a token; whether there was one."""
    row = core.documents.get("tokens", {}).get(token)
    if row is not None:
        row["revoked"] = True
    return row is not None


def _app(core: Core, client_id: str) -> dict[str, Any] | None:
    """A registered app; while there is none, the one that would be."""
    apps = documents(core, "oauth_apps")
    if apps or not client_id:
        found: dict[str, Any] | None = apps.get(client_id)
        return found
    return {
        "client_id": client_id,
        "client_secret": None,
        "redirect_uris": None,
        "name": client_id,
        "scopes": list(known_scopes()),
    }


# -- GET and POST /authorize -----------------------------------------------------------------------------------------


def authorize(call: Call) -> Response:
    """The page on which a member approves; what is wrong with app or target is told here and never redirected."""
    core, param = call.core, call.request.param
    app = _app(core, param("client_id") or "")
    if app is None:
        return _page(400, "Unknown app", f"<p>There is no app with the client ID {_quoted(param('client_id'))}.</p>")
    target = param("redirect_uri") or ""
    if not _may_redirect(app, target):
        return _page(
            400, "Unknown redirect URI", f"<p>{_quoted(target)} is not registered for {escape(app['name'])}.</p>"
        )
    state = param("state")
    if param("response_type") != "code":
        error = "invalid_request" if param("response_type") is None else "unsupported_response_type"
        return _redirect(target, {"error": error}, state)
    request_id = core.ids.next()
    documents(core, "oauth_requests")[request_id] = {
        "client_id": app["client_id"],
        "redirect_uri": target,
        "state": state,
        "expires_at": call.stamp.at + CODE_LASTS,
    }
    return _page(200, f"Connect {app['name']}", _form(core, app, request_id))


def approve(call: Call) -> Response:
    """The answer to the page: back to the app with a code, or with access_denied."""
    core, form = call.core, _form_of(call)
    asked = documents(core, "oauth_requests").pop(form.get("request", ""), None)
    if asked is None or call.stamp.at >= asked["expires_at"]:
        return _page(400, "Too late", "<p>This request is not known or has expired. Begin again in the app.</p>")
    if form.get("decision") != "approve":
        return _redirect(asked["redirect_uri"], {"error": "access_denied"}, asked["state"])
    code = core.ids.next()
    documents(core, "oauth_codes")[code] = {
        "client_id": asked["client_id"],
        "redirect_uri": asked["redirect_uri"],
        "expires_at": call.stamp.at + CODE_LASTS,
        "token": None,
    }
    return _redirect(asked["redirect_uri"], {"code": code}, asked["state"])


def _may_redirect(app: Mapping[str, Any], target: str) -> bool:
    """Registered word for word; where nothing is registered, any http or https address without a fragment."""
    if app["redirect_uris"] is not None:
        return target in app["redirect_uris"]
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.fragment


def _redirect(target: str, parameters: Mapping[str, str], state: str | None) -> Response:
    parts = urlsplit(target)
    added = dict(parameters) | ({} if state is None else {"state": state})
    query = "&".join(one for one in (parts.query, urlencode(added, quote_via=quote)) if one)
    location = urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
    ascii_only = quote(location, safe=_ASCII)
    return Response(status=302, headers={"location": ascii_only, "cache-control": "no-store"})


def _quoted(text: str | None) -> str:
    return f"<code>{escape(text or '')}</code>"


def _form(core: Core, app: Mapping[str, Any], request_id: str) -> str:
    scopes = "".join(f"<li>{_quoted(one)}</li>" for one in app["scopes"])
    return (
        f"<p><strong>{escape(app['name'])}</strong> asks for access to a workspace:</p>"
        f"<p><label><input type='radio' checked> {escape(core.workspace.name)} ({_quoted(core.workspace.slug)})</label></p>"
        f"<details><summary>{len(app['scopes'])} scopes</summary><ul>{scopes}</ul></details>"
        "<form method='post' action='/authorize'>"
        f"<input type='hidden' name='request' value='{escape(request_id)}'>"
        "<button name='decision' value='approve'>Approve</button> "
        "<button name='decision' value='deny'>Deny</button></form>"
    )


def _page(status: int, title: str, inside: str) -> Response:
    note = "<p class='none'>This is an emulator of Attio; nothing here is in a real workspace.</p>"
    html = document(escape(title), f"<main><h1>{escape(title)}</h1>{inside}{note}</main>")
    return Response(status=status, headers=_HTML, body=html.encode())


# -- POST /oauth/token -----------------------------------------------------------------------------------------------


class _Refused(Exception):
    """A refusal of RFC 6749, section 5.2."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.description, self.status = error, description, status


def token(call: Call) -> Response:
    """Exchange a code for an access token."""
    try:
        body = _exchanged(call)
    except _Refused as refused:
        headers = dict(_JSON)
        if refused.status == 401 and "authorization" in call.request.headers:
            headers["www-authenticate"] = 'Basic realm="oauth"'
        told = {"error": refused.error, "error_description": refused.description}
        return Response(status=refused.status, headers=headers, body=orjson.dumps(told))
    return Response(status=200, headers=_JSON, body=orjson.dumps(body))


def _exchanged(call: Call) -> dict[str, str]:
    core, form = call.core, _form_of(call)
    grant = form.get("grant_type")
    if not grant:
        raise _Refused("invalid_request", "The parameter grant_type is missing.")
    app = _client(call, form)
    if grant != "authorization_code":
        raise _Refused("unsupported_grant_type", f"The grant type is {grant!r}, expected 'authorization_code'.")
    if not form.get("code"):
        raise _Refused("invalid_request", "The parameter code is missing.")
    row = documents(core, "oauth_codes").get(form["code"])
    if row is None or row["client_id"] != app["client_id"]:
        raise _Refused("invalid_grant", "The code is not known or was given to another app.")
    if row["token"] is not None:
        revoke(core, row["token"])
        raise _Refused("invalid_grant", "The code was used before; the token it gave is revoked.")
    if call.stamp.at >= row["expires_at"]:
        raise _Refused("invalid_grant", "The code has expired.")
    if "redirect_uri" in form and form["redirect_uri"] != row["redirect_uri"]:
        raise _Refused("invalid_grant", "The redirect_uri is not the one the code was sent to.")
    row["token"] = issue(core, call.stamp, scopes=app["scopes"], client_id=app["client_id"])
    return {"access_token": str(row["token"]), "token_type": "Bearer"}


def _client(call: Call, form: Mapping[str, str]) -> dict[str, Any]:
    """The app, which proves itself in the body or by basic authentication, not by both."""
    basic = _basic(call.request.headers.get("authorization", ""))
    if basic is not None and "client_secret" in form:
        raise _Refused("invalid_request", "The client authenticates in the header and in the body.")
    client_id, secret = basic or (form.get("client_id", ""), form.get("client_secret", ""))
    if not client_id or not secret:
        raise _Refused("invalid_client", "client_id and client_secret are needed.", 401)
    app = _app(call.core, client_id)
    if app is None or app["client_secret"] not in (None, secret):
        raise _Refused("invalid_client", "The app is not known or its secret is wrong.", 401)
    return app


def _basic(header: str) -> tuple[str, str] | None:
    scheme, _, given = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = base64.b64decode(given.strip(), validate=True).decode().partition(":")
    except (ValueError, binascii.Error):
        raise _Refused("invalid_client", "The authorization header cannot be read.", 401) from None
    return unquote_plus(client_id), unquote_plus(secret)


def _form_of(call: Call) -> dict[str, str]:
    """The fields of a form, or the text members of a JSON object; the first of a name counts."""
    request = call.request
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body = orjson.loads(request.body)
        except orjson.JSONDecodeError:
            return {}
        return {name: one for name, one in body.items() if isinstance(one, str)} if isinstance(body, dict) else {}
    pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    return dict(reversed(pairs))

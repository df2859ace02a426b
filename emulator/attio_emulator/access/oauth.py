"""OAuth 2.0, authorization code grant: `/authorize`, `/oauth/token`, `/oauth/introspect`. `apps` has apps and tokens,
`consent_page` the page, `identity` the description of a token.

Documented: the parameters of the first two; that the response holds only an access token; that tokens neither expire
nor are refreshed. The rest follows RFC 6749. Like any token unless the emulator is strict, any client is accepted while
no app is registered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

import orjson

from attio_emulator.access.apps import app_named, issue, revoke_kept
from attio_emulator.access.consent_page import form, page, quoted, redirect
from attio_emulator.access.identity import described
from attio_emulator.calls import Call
from attio_emulator.http import Response, basic_credentials
from attio_emulator.state import Core, documents
from attio_emulator.sums import fits, sum_of

__all__ = ["CODE_LASTS", "OAUTH_CALLS", "approve", "authorize", "introspect", "token"]

CODE_LASTS = 600_000
"""How long a code can be exchanged, in milliseconds (RFC 6749 recommends at most ten minutes)."""

_JSON = {"content-type": "application/json; charset=utf-8", "cache-control": "no-store", "pragma": "no-cache"}


# -- GET and POST /authorize -----------------------------------------------------------------------------------------


def authorize(call: Call) -> Response:
    """The page on which a member approves. Mistakes in the app or redirect address are shown here, never redirected."""
    core, param = call.core, call.request.param
    app = app_named(core, param("client_id") or "")
    if app is None:
        return page(400, "Unknown app", f"<p>There is no app with the client ID {quoted(param('client_id'))}.</p>")
    target = param("redirect_uri") or ""
    if not _may_redirect(app, target):
        return page(400, "Unknown redirect URI", f"<p>{_why_not(app, target)}</p>")
    state = param("state")
    if param("response_type") != "code":
        error = "invalid_request" if param("response_type") is None else "unsupported_response_type"
        return redirect(target, {"error": error}, state)
    request_id = core.ids.next()
    _with_room(core, "oauth_requests", call.stamp.at)[request_id] = {
        "client_id": app["client_id"],
        "redirect_uri": target,
        "state": state,
        "expires_at": call.stamp.at + CODE_LASTS,
    }
    return page(200, f"Connect {app['name']}", form(core, app, request_id), leads_to=target)


def approve(call: Call) -> Response:
    """Handles the member's answer: a redirect to the app with a code, or with access_denied."""
    core, sent = call.core, _form_of(call)
    asked = documents(core, "oauth_requests").pop(sent.get("request", ""), None)
    if asked is None or call.stamp.at >= asked["expires_at"]:
        return page(400, "Too late", "<p>This request is not known or has expired. Begin again in the app.</p>")
    if sent.get("decision") != "approve":
        return redirect(asked["redirect_uri"], {"error": "access_denied"}, asked["state"])
    code = core.ids.next()
    _with_room(core, "oauth_codes", call.stamp.at)[sum_of(code)] = {
        "client_id": asked["client_id"],
        "redirect_uri": asked["redirect_uri"],
        "expires_at": call.stamp.at + CODE_LASTS,
        "token": None,
    }
    return redirect(asked["redirect_uri"], {"code": code}, asked["state"])


def _with_room(core: Core, kind: str, at: int) -> dict[str, Any]:
    """The waiting documents of a kind, with room for one more: expired ones are removed, and beyond the limit the oldest."""
    rows = documents(core, kind)
    most = core.hooks.limits.oauth_pending
    while rows and (len(rows) >= most or at >= rows[next(iter(rows))]["expires_at"]):
        del rows[next(iter(rows))]
    return rows


def _may_redirect(app: Mapping[str, Any], target: str) -> bool:
    """The address must be registered literally; if none is registered, it may be any http or https address without a fragment."""
    if app["redirect_uris"] is not None:
        return target in app["redirect_uris"]
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.fragment


def _why_not(app: Mapping[str, Any], target: str) -> str:
    if not target:
        return "The redirect_uri is missing."
    if app["redirect_uris"] is not None:
        return f"{quoted(target)} is not registered for {escape(app['name'])}."
    return f"{quoted(target)} is no address that begins with http:// or https:// and has no fragment."


# -- POST /oauth/token -----------------------------------------------------------------------------------------------


class _Refused(Exception):
    """A refusal of RFC 6749, section 5.2."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.description, self.status = error, description, status


def token(call: Call) -> Response:
    """Exchange a code for an access token."""
    return _answered(call, _exchanged)


def _answered(call: Call, answer: Callable[[Call], Mapping[str, Any]]) -> Response:
    try:
        body = answer(call)
    except _Refused as refused:
        headers = dict(_JSON)
        if refused.status == 401 and "authorization" in call.request.headers:
            headers["www-authenticate"] = 'Basic realm="oauth"'
        told = {"error": refused.error, "error_description": refused.description}
        return Response(status=refused.status, headers=headers, body=orjson.dumps(told))
    return Response(status=200, headers=_JSON, body=orjson.dumps(body))


def _exchanged(call: Call) -> dict[str, str]:
    core, sent = call.core, _form_of(call)
    grant = sent.get("grant_type")
    if not grant:
        raise _Refused("invalid_request", "The parameter grant_type is missing.")
    app = _client(call, sent)
    if grant != "authorization_code":
        raise _Refused("unsupported_grant_type", f"The grant type is {grant!r}, expected 'authorization_code'.")
    if not sent.get("code"):
        raise _Refused("invalid_request", "The parameter code is missing.")
    row = documents(core, "oauth_codes").get(sum_of(sent["code"]))
    if row is None or row["client_id"] != app["client_id"]:
        raise _Refused("invalid_grant", "The code is not known or was given to another app.")
    if row["token"] is not None:
        revoke_kept(core, row["token"])
        raise _Refused("invalid_grant", "The code was used before; the token it gave is revoked.")
    if call.stamp.at >= row["expires_at"]:
        raise _Refused("invalid_grant", "The code has expired.")
    if "redirect_uri" in sent and sent["redirect_uri"] != row["redirect_uri"]:
        raise _Refused("invalid_grant", "The redirect_uri is not the one the code was sent to.")
    made = issue(core, call.stamp, scopes=app["scopes"], client_id=app["client_id"])
    row["token"] = sum_of(made)
    return {"access_token": made, "token_type": "Bearer"}


# -- POST /oauth/introspect ------------------------------------------------------------------------------------------


def introspect(call: Call) -> Response:
    """Describes a token: the one in the header (documented), or the one in the form, as in RFC 7662.

    If it is in the form, the header and the other fields identify the app; an app that names itself must authenticate.
    """
    return _answered(call, _introspected)


def _introspected(call: Call) -> dict[str, Any]:
    sent = _form_of(call)
    asked = sent.get("token", "")
    if not asked:
        asked = call.request.bearer()
    elif _basic(call.request.headers.get("authorization", "")) is not None or "client_secret" in sent:
        _client(call, sent)
    if not asked:
        raise _Refused("invalid_request", "There is no token, neither in the Authorization header nor in the form.")
    return described(call.core, asked, at=call.stamp.at)


def _client(call: Call, sent: Mapping[str, str]) -> dict[str, Any]:
    """The app, which authenticates in the body or by basic authentication, but not both."""
    basic = _basic(call.request.headers.get("authorization", ""))
    if basic is not None and "client_secret" in sent:
        raise _Refused("invalid_request", "The client authenticates in the header and in the body.")
    client_id, secret = basic or (sent.get("client_id", ""), sent.get("client_secret", ""))
    if not client_id or not secret:
        raise _Refused("invalid_client", "client_id and client_secret are needed.", 401)
    app = app_named(call.core, client_id)
    if app is None or not (app["client_secret"] is None or fits(secret, app["client_secret"])):
        raise _Refused("invalid_client", "The app is not known or its secret is wrong.", 401)
    return app


def _basic(header: str) -> tuple[str, str] | None:
    scheme, _, given = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    found = basic_credentials(given.strip())
    if found is None:
        raise _Refused("invalid_client", "The authorization header cannot be read.", 401)
    return unquote_plus(found[0]), unquote_plus(found[1])


def _form_of(call: Call) -> dict[str, str]:
    """The fields of a form, or the text members of a JSON object; the first of a name counts."""
    request = call.request
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json":
        try:
            body = orjson.loads(request.body)
        except orjson.JSONDecodeError:
            return {}
        return {name: one for name, one in body.items() if isinstance(one, str)} if isinstance(body, dict) else {}
    pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    return dict(reversed(pairs))


OAUTH_CALLS: Mapping[tuple[str, str], Callable[[Call], Response]] = {
    ("GET", "/authorize"): authorize,
    ("POST", "/authorize"): approve,
    ("POST", "/oauth/token"): token,
    ("POST", "/oauth/introspect"): introspect,
}
"""The calls of a browser and an app while connecting. They need no token and do not use Attio's envelope, so they are
not in `routes`."""

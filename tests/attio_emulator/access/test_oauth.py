"""OAuth: the way from the page to a token, and its refusals."""

from __future__ import annotations

import base64
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from attio_emulator import Emulator, Request, Response, VirtualClock
from attio_emulator.access import apps, oauth
from attio_emulator.access.tokens import caller_of
from attio_emulator.calls import Call
from attio_emulator.record import Stamp
from attio_emulator.sums import sum_of

BACK = "http://localhost:3050/callback"
APP = {"client_id": "app", "client_secret": "s3cret"}


@pytest.fixture
def emulator() -> Emulator:
    emulator = Emulator()
    apps.register_app(
        emulator.core, "app", "s3cret", [BACK], name="Ann's <app>", scopes=["note:read", "task:read-write"]
    )
    return emulator


def stamp(emulator: Emulator) -> Stamp:
    return Stamp(at=emulator.clock(), actor=caller_of(emulator.core, "").actor, request_id="request")


def call(emulator: Emulator, request: Request) -> Call:
    return Call(emulator.core, request, {}, stamp(emulator))


def ask(emulator: Emulator, **query: str) -> Response:
    return oauth.authorize(call(emulator, Request.make("GET", "/authorize", query=query)))


def say(emulator: Emulator, page: Response, decision: str) -> Response:
    found = re.search(r"name='request' value='([^']+)'", page.body.decode())
    assert found is not None
    return oauth.approve(call(emulator, form("/authorize", request=found[1], decision=decision)))


def form(path: str, *, headers: dict[str, str] | None = None, **fields: str) -> Request:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    return Request.make("POST", path, headers=kind | (headers or {}), body=urlencode(fields).encode())


def exchange(emulator: Emulator, *, headers: Any = None, **fields: str) -> tuple[int, Any]:
    response = oauth.token(call(emulator, form("/oauth/token", headers=headers, **fields)))
    assert response.headers["cache-control"] == "no-store"
    return response.status, response.json()


def parameters(response: Response) -> dict[str, str]:
    assert response.status == 302
    parts = urlsplit(response.headers["location"])
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == BACK
    return dict(parse_qsl(parts.query))


def code(emulator: Emulator) -> str:
    page = ask(emulator, client_id="app", response_type="code", redirect_uri=BACK, state="x y&z")
    back = parameters(say(emulator, page, "approve"))
    assert back == {"code": back["code"], "state": "x y&z"}
    return back["code"]


def refusal(answer: tuple[int, Any]) -> tuple[int, str]:
    status, body = answer
    assert set(body) == {"error", "error_description"}
    return status, body["error"]


@pytest.mark.covers("oauth.code")
def test_the_page_names_app_workspace_and_scopes(emulator: Emulator) -> None:
    page = ask(emulator, client_id="app", response_type="code", redirect_uri=BACK)
    text = page.body.decode()
    assert (page.status, page.headers["x-frame-options"]) == (200, "DENY")
    assert "<app>" not in text
    for part in ("Ann&#x27;s &lt;app&gt;", emulator.workspace.slug, "note:read", "task:read-write", "Approve", "Deny"):
        assert part in text


def test_a_denial_goes_back_to_the_app(emulator: Emulator) -> None:
    page = ask(emulator, client_id="app", response_type="code", redirect_uri=BACK, state="s")
    assert parameters(say(emulator, page, "deny")) == {"error": "access_denied", "state": "s"}
    assert say(emulator, page, "approve").status == 400


@pytest.mark.parametrize(
    "query",
    [{"client_id": "other", "redirect_uri": BACK}, {"client_id": "app", "redirect_uri": "https://evil.org"}, {}],
    ids=["unknown app", "unknown target", "nothing"],
)
def test_nobody_is_sent_where_nobody_registered(emulator: Emulator, query: dict[str, str]) -> None:
    assert ask(emulator, response_type="code", **query).status == 400


def test_an_address_beyond_ascii_is_one_that_a_header_can_hold() -> None:
    answer = ask(Emulator(), client_id="anyone", redirect_uri="http://localhost/€%20x", state="ü")
    assert answer.headers["location"] == "http://localhost/%E2%82%AC%20x?error=invalid_request&state=%C3%BC"


@pytest.mark.parametrize(("query", "error"), [
    ({"response_type": "token"}, "unsupported_response_type"), ({}, "invalid_request"),
])  # fmt: skip
def test_other_response_types_are_told_to_the_app(emulator: Emulator, query: dict[str, str], error: str) -> None:
    answer = ask(emulator, client_id="app", redirect_uri=BACK, state="s", **query)
    assert parameters(answer) == {"error": error, "state": "s"}


@pytest.mark.parametrize(("before", "status"), [(1, 302), (0, 400)])
def test_a_page_expires(emulator: Emulator, before: int, status: int) -> None:
    page = ask(emulator, client_id="app", response_type="code", redirect_uri=BACK)
    (asked,) = emulator.core.documents["oauth_requests"].values()
    assert isinstance(emulator.clock, VirtualClock)
    emulator.clock.set(asked["expires_at"] - before)
    assert say(emulator, page, "approve").status == status


def test_without_registered_apps_anyone_may_ask() -> None:
    emulator = Emulator()
    page = ask(emulator, client_id="anyone", response_type="code", redirect_uri=f"{BACK}?kept=1")
    back = parameters(say(emulator, page, "approve"))
    assert (back["kept"], set(back)) == ("1", {"kept", "code"})
    status, body = exchange(
        emulator, client_id="anyone", client_secret="any", grant_type="authorization_code", code=back["code"]
    )
    assert (status, len(body["access_token"])) == (200, 64)
    for target in ("javascript:alert(1)", f"{BACK}#x", "/callback", "http://["):
        assert ask(emulator, client_id="anyone", response_type="code", redirect_uri=target).status == 400


@pytest.mark.covers("oauth.code", "error 403 unauthorized")
def test_a_code_becomes_a_token_with_the_scopes_of_the_app(emulator: Emulator) -> None:
    given = code(emulator)
    status, body = exchange(emulator, **APP, grant_type="authorization_code", code=given, redirect_uri=BACK)
    assert (status, body) == (200, {"access_token": body["access_token"], "token_type": "Bearer"})
    row = emulator.core.documents["tokens"][sum_of(body["access_token"])]
    assert (row["scopes"], row["client_id"], row["expires_at"]) == (["note:read", "task:read-write"], "app", None)
    answer = emulator.handle(Request.make("GET", "/v2/notes", token=body["access_token"]))
    assert answer.status == 403
    assert answer.json()["message"].endswith(
        "This request requires scopes: Read access to the Object Configuration scope, Read access to the Records scope."
    )
    assert emulator.handle(Request.make("GET", "/v2/self", token=body["access_token"])).json()["active"] is True


def test_an_app_may_send_json_or_authenticate_in_the_header(emulator: Emulator) -> None:
    for kind in ("application/json", "Application/JSON ; charset=utf-8"):  # names of types have no case (RFC 9110)
        body = APP | {"grant_type": "authorization_code", "code": code(emulator)}
        request = Request.make("POST", "/oauth/token", json=body, headers={"content-type": kind})
        assert oauth.token(call(emulator, request)).status == 200, kind
    basic = {"authorization": "Basic " + base64.b64encode(b"app:s3cret").decode()}
    assert exchange(emulator, headers=basic, grant_type="authorization_code", code=code(emulator))[0] == 200


@pytest.mark.covers("oauth.refusals")
@pytest.mark.parametrize(
    ("client_id", "target", "why"),
    [
        ("app", "https://evil.org", "<code>https://evil.org</code> is not registered for "),
        ("app", "", "The redirect_uri is missing."),
        ("anyone", "", "The redirect_uri is missing."),
        ("anyone", "localhost:3000/back", "<code>localhost:3000/back</code> is no address that begins with http:// or https:// and has no fragment."),
        ("anyone", "http://localhost/#x", "<code>http://localhost/#x</code> is no address that begins with http:// or https:// and has no fragment."),
    ],
)  # fmt: skip
def test_the_page_says_why_it_leads_nowhere(emulator: Emulator, client_id: str, target: str, why: str) -> None:
    used = emulator if client_id == "app" else Emulator()
    page = ask(used, client_id=client_id, response_type="code", **({"redirect_uri": target} if target else {}))
    assert (page.status, f"<p>{why}" in page.body.decode()) == (400, True)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"grant_type": ""}, (400, "invalid_request")),
        ({"grant_type": "password"}, (400, "unsupported_grant_type")),
        ({"code": ""}, (400, "invalid_request")),
        ({"code": "none"}, (400, "invalid_grant")),
        ({"redirect_uri": "https://evil.org"}, (400, "invalid_grant")),
        ({"client_secret": "wrong"}, (401, "invalid_client")),
        ({"client_secret": ""}, (401, "invalid_client")),
        ({"client_id": "other"}, (401, "invalid_client")),
    ],
    ids=lambda value: "-".join(f"{name} {one}" for name, one in value.items()) if isinstance(value, dict) else None,
)
def test_an_exchange_that_is_refused(emulator: Emulator, changes: dict[str, str], told: tuple[int, str]) -> None:
    fields = {**APP, "grant_type": "authorization_code", "code": code(emulator), **changes}
    assert refusal(exchange(emulator, **fields)) == told
    assert "tokens" not in emulator.core.documents


def test_codes_of_other_apps_are_not_known(emulator: Emulator) -> None:
    apps.register_app(emulator.core, "other", "x", [BACK])
    fields = {"client_id": "other", "client_secret": "x", "grant_type": "authorization_code", "code": code(emulator)}
    assert refusal(exchange(emulator, **fields)) == (400, "invalid_grant")


@pytest.mark.covers("oauth.refusals")
def test_a_code_works_once_and_using_it_again_revokes_the_token(emulator: Emulator) -> None:
    fields = {**APP, "grant_type": "authorization_code", "code": code(emulator)}
    token = exchange(emulator, **fields)[1]["access_token"]
    assert refusal(exchange(emulator, **fields)) == (400, "invalid_grant")
    assert emulator.core.documents["tokens"][sum_of(token)]["revoked"] is True


@pytest.mark.parametrize(("before", "status"), [(1, 200), (0, 400)])
def test_a_code_expires(emulator: Emulator, before: int, status: int) -> None:
    fields = {**APP, "grant_type": "authorization_code", "code": code(emulator)}
    (given,) = emulator.core.documents["oauth_codes"].values()
    assert given["expires_at"] > oauth.CODE_LASTS
    assert isinstance(emulator.clock, VirtualClock)
    emulator.clock.set(given["expires_at"] - before)
    assert exchange(emulator, **fields)[0] == status


def test_the_header_of_a_client_that_is_not_known(emulator: Emulator) -> None:
    for basic, told in (("YXBwOng=", (401, "invalid_client")), ("???", (401, "invalid_client"))):
        request = form("/oauth/token", headers={"authorization": f"Basic {basic}"}, grant_type="authorization_code")
        response = oauth.token(call(emulator, request))
        assert (response.status, response.json()["error"]) == told
        assert response.headers["www-authenticate"] == 'Basic realm="oauth"'
    both = {"authorization": "Basic " + base64.b64encode(b"app:s3cret").decode()}
    fields = {**APP, "grant_type": "authorization_code"}
    assert refusal(exchange(emulator, headers=both, **fields)) == (400, "invalid_request")


def test_an_app_with_a_scope_nobody_has(emulator: Emulator) -> None:
    with pytest.raises(ValueError, match=r"found the scope 'mood:read', expected one of user_management:read,"):
        apps.register_app(emulator.core, "x", "y", [], scopes=["mood:read"])


def test_of_fields_with_one_name_the_first_counts(emulator: Emulator) -> None:
    fields = {**APP, "grant_type": "authorization_code", "code": code(emulator)}
    body = urlencode([*fields.items(), ("grant_type", "password"), ("code", "other")]).encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert oauth.token(call(emulator, Request.make("POST", "/oauth/token", headers=headers, body=body))).status == 200


@pytest.mark.parametrize(
    ("target", "source"),
    [
        ("http://localhost:3000/cb?x=1", "http://localhost:3000"),
        ("https://user@app.example/cb", "https://app.example"),
        ("http://[::1]:80/cb", "http://[::1]:80"),
        ("https://b\u00fccher.example/cb", "https:"),
        ("http://a;script-src */cb", "http:"),
    ],
)
def test_the_page_may_lead_to_the_app_and_nowhere_else(target: str, source: str) -> None:
    query = {"client_id": "any", "redirect_uri": target, "response_type": "code"}
    page = Emulator().handle(Request.make("GET", "/authorize", query=query))
    assert f"form-action 'self' {source}; frame-ancestors" in page.headers["content-security-policy"]
    assert "script-src 'self';" in page.headers["content-security-policy"]

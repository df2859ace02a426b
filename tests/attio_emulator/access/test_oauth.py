"""OAuth: the way from the page to a token, its refusals; which token may do what; rate limits."""

from __future__ import annotations

import base64
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson
import pytest
from attio_emulator import Emulator, Request, Response, VirtualClock, Workspace
from attio_emulator.access import apps, oauth
from attio_emulator.access.limits import CALLS, RateLimit
from attio_emulator.access.tokens import allowed, caller_of
from attio_emulator.calls import Call
from attio_emulator.record import Stamp
from attio_emulator.routes import ROUTES
from attio_emulator.scopes import known_scopes
from attio_emulator.sums import sum_of

from tests.attio_emulator.calls import Attio
from tests.attio_emulator.contract import MISSING, VARIABLE

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


# -- the page --------------------------------------------------------------------------------------------------------


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


# -- tokens ----------------------------------------------------------------------------------------------------------


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


# -- scopes ----------------------------------------------------------------------------------------------------------


def issued(emulator: Emulator, *scopes: str, lasts: int | None = None) -> str:
    return apps.issue(emulator.core, stamp(emulator), scopes=scopes, client_id="app", lasts=lasts)


@pytest.mark.covers("token.scopes")
def test_what_a_token_may_do(emulator: Emulator) -> None:
    core, token = emulator.core, issued(emulator, "note:read", "record_permission:read-write")
    assert allowed(core, token, "note:read", at=0) is None
    assert allowed(core, token, ["note:read", "record_permission:read"], at=0) is None
    assert allowed(core, "not ours", "note:read-write", at=0) is None
    refused = allowed(core, token, ["note:read-write", "record_permission:read", "task:read"], at=0)
    assert refused is not None
    assert refused.body() == {
        "status_code": 403,
        "type": "auth_error",
        "code": "unauthorized",
        "message": "The API Key provided is not authorized to perform the requested action. This request requires scopes: "
        "Read-Write access to the Notes scope, Read access to the Tasks scope.",
    }


def test_the_observed_words(emulator: Emulator) -> None:
    refused = allowed(emulator.core, issued(emulator), "record_permission:read-write", at=0)
    assert refused is not None
    assert refused.message == (
        "The API Key provided is not authorized to perform the requested action. This request requires scopes: "
        "Read-Write access to the Records scope."
    )


@pytest.mark.covers("token.ended")
def test_expired_and_revoked_tokens(emulator: Emulator) -> None:
    core, token = emulator.core, issued(emulator, "note:read", lasts=1000)
    end = core.documents["tokens"][sum_of(token)]["expires_at"]
    expired = allowed(core, token, "note:read", at=end)
    assert (allowed(core, token, "note:read", at=end - 1), expired and expired.status) == (None, 401)
    assert (apps.revoke(core, token), apps.revoke(core, "not ours")) == (True, False)
    revoked = allowed(core, token, "note:read", at=0)
    assert revoked is not None
    assert revoked.body() == {
        "status_code": 401,
        "type": "auth_error",
        "code": "unauthorized",
        "message": "The API Key provided could not be found. "
        "This is most commonly caused by the token having been revoked.",
    }


LIMITED: Any = [
    "plain",
    {"token": "reads", "scopes": ["record_permission:read", "object_configuration:read"]},
    {"token": "ends", "expires_at": "2025-01-01T00:01:00Z"},
    {"token": "revoked", "revoked": True},
]


@pytest.mark.covers("token.scopes", "token.ended")
@pytest.mark.parametrize("strict", [False, True], ids=["lenient", "strict"])
def test_tokens_of_the_workspace_file_have_their_limits(strict: bool) -> None:
    clock = VirtualClock()
    emulator = Emulator(Workspace.from_dict({"tokens": LIMITED}), clock=clock, strict_auth=strict)

    def statuses(one: Emulator) -> list[tuple[int, int]]:
        read, write = ("GET", "/v2/objects"), ("POST", "/v2/objects/people/records")
        json: Any = {"data": {"values": {}}}
        return [
            (
                one.handle(Request.make(*read, token=token)).status,
                one.handle(Request.make(*write, token=token, json=json)).status,
            )
            for token in ("plain", "reads", "ends", "revoked")
        ]

    before = [(200, 200), (200, 403), (200, 200), (401, 401)]
    assert statuses(emulator) == before
    copy = Emulator(strict_auth=strict)
    copy.restore(emulator.snapshot())
    assert statuses(copy) == before
    clock.advance(60)
    assert statuses(emulator) == [(200, 200), (200, 403), (401, 401), (401, 401)]
    emulator.use_schema(Workspace.from_dict({"tokens": [{"token": "reads", "revoked": True}]}))
    assert statuses(emulator)[1] == (401, 401)
    emulator.reset()
    assert statuses(emulator)[1:] == [(200, 403), (401, 401), (401, 401)]


@pytest.mark.covers("token.scopes")
def test_the_table_is_that_of_the_document() -> None:
    named = os.environ.get(VARIABLE)
    if named is None:
        pytest.skip(MISSING)
    document = orjson.loads(Path(named).read_bytes())
    scopes = {(one.method, re.sub(r"\{[^}]+\}", "{}", one.path)): {*one.scopes} for one in ROUTES}
    wrong = []
    for pattern, operations in document["paths"].items():
        for target in ("objects", "lists") if "{target}" in pattern else ("",):
            path = re.sub(r"\{[^}]+\}", "{}", pattern.replace("{target}", target))
            for method, operation in operations.items():
                listed = [scope for row in operation.get("security", ()) for scope in row.get("oauth2", ())]
                if target == "lists":  # the member has one scope for both, the text of the operation says this one
                    listed = [scope.replace("object_", "list_") for scope in listed]
                if listed and scopes.get((method.upper(), path)) != {*listed}:
                    wrong.append((method, path, listed))
    assert wrong == []
    flow = document["components"]["securitySchemes"]["oauth2"]["flows"]["authorizationCode"]
    assert sorted({*flow["scopes"], *(f"view:{level}" for level in ("read", "read-write"))}) == sorted(known_scopes())


@pytest.mark.covers("token.scopes")
@pytest.mark.parametrize(
    ("method", "path", "json", "level"),
    [
        ("GET", "attributes", None, "read"),
        ("GET", "attributes/stage", None, "read"),
        ("GET", "attributes/stage/statuses", None, "read"),
        ("GET", "attributes/level/options", None, "read"),
        ("PATCH", "attributes/stage", {"title": "Phase"}, "read-write"),
        ("POST", "attributes/level/options", {"title": "Low"}, "read-write"),
        ("PATCH", "attributes/level/options/High", {"title": "Top"}, "read-write"),
        ("POST", "attributes/stage/statuses", {"title": "Lost"}, "read-write"),
        ("PATCH", "attributes/stage/statuses/Open", {"title": "New"}, "read-write"),
    ],
)
def test_attributes_are_of_the_scope_of_what_has_them(method: str, path: str, json: Any, level: str) -> None:
    """A connection that may configure lists and no objects asks for the columns of its list, and the other way round."""
    columns = [
        {"api_slug": "stage", "type": "status", "statuses": ["Open"]},
        {"api_slug": "level", "type": "select", "options": ["High"]},
    ]
    emulator = Emulator(
        Workspace.from_dict(
            {
                "objects": [{"api_slug": "boats", "attributes": columns}],
                "lists": [{"api_slug": "sales", "parent_object": "people", "attributes": columns}],
                "tokens": [{"token": area, "scopes": [f"{area}_configuration:{level}"]} for area in ("object", "list")],
            }
        )
    )

    def status(token: str, target: str) -> int:
        data = None if json is None else {"data": json}
        return emulator.handle(Request.make(method, f"/v2/{target}/{path}", token=token, json=data)).status

    assert (status("object", "objects/boats"), status("list", "lists/sales")) == (200, 200)
    assert (status("list", "objects/boats"), status("object", "lists/sales")) == (403, 403)


# -- limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.covers("rate.limit")
def test_reads_and_writes_are_counted_apart() -> None:
    clock = VirtualClock(step=0)
    limit = RateLimit(clock)
    reads = [limit.take("GET", "/v2/objects") for _ in range(60)]
    reads += [limit.take("POST", "/v2/objects/people/records/query") for _ in range(40)]
    writes = [limit.take("PUT", "/v2/objects/people/records") for _ in range(25)]
    assert [*reads, *writes] == [None] * 125
    over = limit.take("GET", "/v2/objects")
    assert over is not None
    assert over.error.body() == {
        "status_code": 429,
        "type": "rate_limit_error",
        "code": "rate_limit_exceeded",
        "message": "Rate limit exceeded, please try again later",
    }
    assert over.retry_after == "Wed, 01 Jan 2025 00:00:01 GMT"
    assert limit.take("DELETE", "/v2/notes/x") is not None
    clock.advance(1)
    assert [limit.take("GET", "/v2/objects"), limit.take("DELETE", "/v2/notes/x")] == [None, None]


@pytest.mark.covers("rate.calls")
@pytest.mark.parametrize(("method", "path"), CALLS, ids=" ".join)
def test_some_calls_have_a_limit_of_their_own(method: str, path: str) -> None:
    clock = VirtualClock(step=0)
    limit = RateLimit(clock)
    most = CALLS[method, path]
    assert [limit.take(method, path) is None for _ in range(most + 2)] == [*[True] * most, False, False]
    assert limit.take("GET" if method == "POST" else "POST", path) is None
    clock.advance(1)
    assert limit.take(method, path) is None


def test_the_calls_with_a_limit_of_their_own_are_those_of_the_document() -> None:
    assert set(CALLS) <= {(one.method, one.path) for one in ROUTES}
    assert list(CALLS.values()) == [5, 2, 1, 1, 10]


def test_a_call_with_a_limit_of_its_own_is_a_read_or_a_write_as_well() -> None:
    limit = RateLimit(VirtualClock(step=0), reads=2, writes=1)
    calls = [
        ("POST", "/v2/sql"),
        ("GET", "/v2/notes"),
        ("GET", "/v2/notes"),
        ("POST", "/v2/files/upload"),
        ("PUT", "/v2/x"),
    ]
    assert [limit.take(*one) is None for one in calls] == [True, True, False, True, False]


@pytest.mark.covers("rate.calls")
def test_a_call_over_its_own_limit_is_answered_429() -> None:
    clock = VirtualClock(step=0)
    attio = Attio(clock=clock, rate_limit=True)
    assert [attio.ask("POST", "/v2/sql", {"sql": "SELECT 1"}).status for _ in range(3)] == [200, 200, 429]
    notes = [attio.emulator.handle(Request.make("GET", "/v2/notes?limit=1", token="t")) for _ in range(11)]
    assert [one.status for one in notes] == [200] * 10 + [429]
    assert notes[-1].headers["retry-after"] == "Wed, 01 Jan 2025 00:00:01 GMT"
    assert attio.ask("GET", "/v2/tasks").status == 200
    clock.advance(1)
    assert attio.ask("POST", "/v2/sql", {"sql": "SELECT 1"}).status == 200


def test_queries_can_count_as_writes() -> None:
    limit = RateLimit(VirtualClock(step=0), reads=0, writes=1, queries_read=False)
    path = "/v2/lists/x/entries/query"
    assert [limit.take("POST", path) is None, limit.take("POST", path) is None] == [True, False]


@pytest.mark.covers("rate.limit", "error 429 rate_limit_exceeded")
@pytest.mark.parametrize(
    ("most", "method", "path"), [(100, "GET", "/v2/objects"), (25, "POST", "/v2/objects/people/records")]
)
def test_an_emulator_with_limits_answers_429_until_the_next_second(most: int, method: str, path: str) -> None:
    clock = VirtualClock(step=0)
    attio = Attio(clock=clock, rate_limit=True)
    request = Request.make(method, path, json={"data": {"values": {}}}, token="t")
    assert {attio.emulator.handle(request).status for _ in range(most)} == {200}
    before = attio.stored()
    limited = attio.emulator.handle(request)
    told = {"status_code": 429, "type": "rate_limit_error", "code": "rate_limit_exceeded",
            "message": "Rate limit exceeded, please try again later"}  # fmt: skip
    assert (limited.status, limited.json()) == (429, told)
    assert limited.headers["retry-after"] == "Wed, 01 Jan 2025 00:00:01 GMT"
    assert attio.stored() == before
    clock.advance(0.999)
    assert attio.emulator.handle(request).status == 429
    clock.advance(0.001)
    assert attio.emulator.handle(request).status == 200
    assert Attio(clock=clock).emulator.handle(request).status == 200


def test_without_the_switch_nothing_is_limited() -> None:
    attio = Attio(clock=VirtualClock(step=0))
    assert {attio.ask("GET", "/v2/objects").status for _ in range(300)} == {200}


@pytest.mark.covers("token.scopes", "token.ended", "GET /v2/self")
def test_a_token_through_the_door_with_its_scopes_until_it_ends() -> None:
    clock = VirtualClock(step=0)
    attio = Attio(clock=clock)
    core = attio.emulator.core
    token = apps.issue(core, stamp(attio.emulator), scopes=["object_configuration:read"], client_id="app", lasts=60_000)
    assert attio.ask("GET", "/v2/objects", token=token).status == 200
    refused = attio.ask("GET", "/v2/notes", token=token)
    assert (refused.status, refused.body["type"], refused.body["code"]) == (403, "auth_error", "unauthorized")
    assert refused.body["message"].startswith("The API Key provided is not authorized to perform the requested action.")
    about = attio.ask("GET", "/v2/self", token=token).body
    shown = {name: about[name] for name in ("active", "scope", "client_id", "exp")}
    assert shown == {
        "active": True,
        "scope": "object_configuration:read",
        "client_id": "app",
        "exp": clock() // 1000 + 60,
    }
    clock.advance(60)
    assert attio.ask("GET", "/v2/objects", token=token).status == 401
    assert attio.ask("GET", "/v2/self", token=token) == (200, {"active": False})
    other = apps.issue(core, stamp(attio.emulator), scopes=["object_configuration:read"], client_id="app")
    assert apps.revoke(core, other)
    assert [attio.ask("GET", path, token=other).status for path in ("/v2/objects", "/v1/token", "/v2/self")] == [
        401,
        401,
        200,
    ]
    assert attio.ask("GET", "/v2/self", token=other).body == {"active": False}


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

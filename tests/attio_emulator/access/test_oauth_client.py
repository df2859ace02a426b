"""A real OAuth client, oauthlib, connects over loopback as an app would, and works with what it was given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest
from attio_emulator import Emulator, Workspace, running
from attio_emulator.access import apps

# not every environment that has the other tests' packages has this one; make installs it
oauth2: Any = pytest.importorskip("oauthlib.oauth2")

APP, SECRET, BACK = "45ae3aab-3054-4f29-8e55-802d8674f617", "s3cret", "http://127.0.0.1:3050/callback"
SCOPES = ["object_configuration:read", "record_permission:read-write"]
CONTROL = {"x-attio-emulator": "1"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


class Side(NamedTuple):
    """The app's side: its client, its connection, and the emulator behind it."""

    oauth: Any
    http: httpx.Client
    emulator: Emulator


@pytest.fixture
def side(monkeypatch: pytest.MonkeyPatch) -> Iterator[Side]:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # or it wants https also on loopback
    emulator = Emulator(Workspace.from_dict({"members": [{"email_address": "ann@acme.com"}]}), strict_auth=True)
    apps.register_app(emulator.core, APP, SECRET, [BACK], name="Segment", scopes=SCOPES)
    with running(emulator) as url, httpx.Client(base_url=url) as client:
        yield Side(oauth2.WebApplicationClient(APP), client, emulator)


def back_from_the_page(side: Side, decision: str = "approve") -> str:
    """Where the browser of a member is sent who answers the page."""
    page = side.http.get(side.oauth.prepare_request_uri("/authorize", redirect_uri=BACK, state="st&te"))
    (asked,) = re.findall(r"name='request' value='([^']+)'", page.text)
    answer = side.http.post("/authorize", data={"request": asked, "decision": decision})
    assert answer.status_code == 302
    return answer.headers["location"]


def exchanged(side: Side, *, secret: str = SECRET, basic: bool = False) -> str:
    """The text of the answer to the exchange of a code."""
    told = side.oauth.parse_request_uri_response(back_from_the_page(side), state="st&te")
    fields = {"include_client_id": False} if basic else {"client_secret": secret}
    body = side.oauth.prepare_request_body(code=told["code"], redirect_uri=BACK, **fields)
    return side.http.post(
        "/oauth/token",
        content=body,
        headers=FORM,
        auth=httpx.BasicAuth(APP, secret) if basic else httpx.USE_CLIENT_DEFAULT,
    ).text


def call(side: Side, method: str, path: str, json: Any = None) -> httpx.Response:
    """A call with the token that the client holds."""
    url, headers, _ = side.oauth.add_token(str(side.http.base_url.join(path)), method)
    return side.http.request(method, url, headers=headers, json=json)


@pytest.mark.covers("oauth.code", "oauth.introspect", "token.actor", "token.scopes", "GET /v2/self")
@pytest.mark.parametrize("basic", [False, True], ids=["secret in the body", "secret in the header"])
def test_an_app_connects_and_works(side: Side, basic: bool) -> None:
    token = side.oauth.parse_request_body_response(exchanged(side, basic=basic))
    assert {name: one for name, one in token.items() if name != "access_token"} == {"token_type": "Bearer"}
    about = call(side, "GET", "/v2/self").json()
    assert (about["active"], about["client_id"], about["scope"]) == (True, APP, " ".join(SCOPES))
    assert call(side, "POST", "/oauth/introspect").json() == about
    record = call(side, "POST", "/v2/objects/people/records", {"data": {"values": {"email_addresses": ["j@acme.com"]}}})
    written = record.json()["data"]["values"]["email_addresses"][0]
    assert written["created_by_actor"] == {"type": "app", "id": APP}
    refused = call(side, "GET", "/v2/notes")
    assert (refused.status_code, refused.json()["code"]) == (403, "unauthorized")
    assert side.http.get("/v2/objects", headers={"authorization": f"Bearer {'x' * 64}"}).status_code == 401


@pytest.mark.covers("emulator.journal")
def test_the_journal_has_no_secret_of_it(side: Side) -> None:
    token = side.oauth.parse_request_body_response(exchanged(side))["access_token"]
    asked = side.http.post("/oauth/introspect", data={"token": token, "client_id": APP, "client_secret": SECRET})
    assert asked.json()["active"] is True
    journal = side.http.get("/_emulator/requests", headers=CONTROL)
    assert token not in journal.text
    assert SECRET not in journal.text
    exchange, introspection = journal.json()["data"][-2:]
    assert exchange["body"] == {
        "grant_type": "authorization_code", "client_id": APP, "code": "redacted", "redirect_uri": BACK,
        "client_secret": "redacted",
    }  # fmt: skip
    assert exchange["response"] == {"access_token": "redacted", "token_type": "Bearer"}
    assert introspection["body"] == {"token": "redacted", "client_id": APP, "client_secret": "redacted"}


def test_a_denial_and_a_foreign_state_are_seen_by_the_client(side: Side) -> None:
    with pytest.raises(oauth2.AccessDeniedError):
        side.oauth.parse_request_uri_response(back_from_the_page(side, "deny"), state="st&te")
    with pytest.raises(oauth2.MismatchingStateError):
        side.oauth.parse_request_uri_response(back_from_the_page(side), state="other")


@pytest.mark.covers("oauth.refusals")
@pytest.mark.parametrize("basic", [False, True], ids=["secret in the body", "secret in the header"])
def test_a_wrong_secret_is_seen_by_the_client(side: Side, basic: bool) -> None:
    with pytest.raises(oauth2.InvalidClientError):
        side.oauth.parse_request_body_response(exchanged(side, secret="wrong", basic=basic))


@pytest.mark.covers("token.ended", "oauth.refusals")
def test_a_code_used_twice_ends_the_token_everywhere(side: Side) -> None:
    code = side.oauth.parse_request_uri_response(back_from_the_page(side), state="st&te")["code"]
    body = side.oauth.prepare_request_body(code=code, redirect_uri=BACK, client_secret=SECRET)
    first, again = (side.http.post("/oauth/token", content=body, headers=FORM) for _ in range(2))
    with pytest.raises(oauth2.InvalidGrantError):
        side.oauth.parse_request_body_response(again.text)
    side.oauth.parse_request_body_response(first.text)
    answers = [call(side, *one) for one in (("GET", "/v2/objects"), ("GET", "/v2/self"), ("POST", "/oauth/introspect"))]
    assert [one.status_code for one in answers] == [401, 200, 200]
    assert [one.json() for one in answers[1:]] == [{"active": False}] * 2

"""No secret that a request or its answer holds is shown, wherever it stands; what only looks like one is."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import httpx
import orjson
import pytest
from attio_emulator import Request, Response, Token, Workspace
from attio_emulator.journal import Exchange, Journal
from attio_emulator.redacted import Redaction

from tests.attio_emulator.calls import Attio

CANARY = "canary-5f3a9c71d2/+="
FORM = {"content-type": "application/x-www-form-urlencoded"}


def row(request: Request, answered: bytes = b"") -> dict[str, Any]:
    return kept(request, Response(status=200, body=answered)).to_dict()


def kept(request: Request, response: Response) -> Exchange:
    journal = Journal(most=1, most_bytes=10**9)
    journal.add("1", 0, request, response)
    (found,) = journal
    return found


NAMES = [
    "access_token",
    "refresh_token",
    "client_secret",
    "Client-Secret",
    "clientSecret",
    "token",
    "secret",
    "password",
    "api_key",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_field_of_this_name_is_redacted_in_every_form(name: str) -> None:
    flat, nested = {name: CANARY, "kept": "x"}, {"data": [{"more": {name: CANARY, "list": [{name: [CANARY]}]}}]}
    for body in (flat, nested):
        asked = Request.make("POST", f"/anything?{name}={quote(CANARY)}&kept=x", json=body)
        assert CANARY not in json.dumps(row(asked, orjson.dumps(body)))
    assert row(Request.make("POST", "/x", json=flat))["body"] == {name: "redacted", "kept": "x"}
    form = str(httpx.QueryParams({name: CANARY, "kept": "x"})).encode()
    found = row(Request.make("POST", "/x", body=form, headers=FORM))
    assert found["body"] == {name: "redacted", "kept": "x"}
    for broken in (
        f'{{"{name}": "{CANARY}", "x": ',
        f'{{"a": {{"{name}":"{CANARY}',
        f"{name}={CANARY}&x",
        f"{name}: {CANARY}\n",
    ):
        assert CANARY[:17] not in json.dumps(row(Request.make("POST", "/x", body=broken.encode()), broken.encode()))


@pytest.mark.parametrize(
    "sent",
    [
        {"grant_type": "authorization_code", "code": CANARY},
        {"code": CANARY, "client_id": "c"},
    ],
)
def test_a_code_of_oauth_is_redacted_on_any_path(sent: dict[str, str]) -> None:
    for path in ("/oauth/token", "/oauth/token/", "/v2/oauth/token", "/somewhere"):
        for request in (
            Request.make("POST", path, json=sent),
            Request.make("POST", path, json={"data": sent}),
            Request.make("POST", path, query=sent),
            Request.make("POST", path, body=str(httpx.QueryParams(sent)).encode(), headers=FORM),
        ):
            assert CANARY not in json.dumps(row(request))
    assert CANARY not in json.dumps(row(Request.make("POST", "/oauth/token", body=f"code={CANARY}".encode())))


def test_what_only_looks_like_a_secret_is_shown() -> None:
    values = {
        "data": {"values": {"code": "SUMMER", "token": "a token of thanks", "secret": "santa", "password": "hint"}}
    }
    error = {"status_code": 400, "code": "value_not_found", "message": "x"}
    found = row(Request.make("POST", "/v2/objects/people/records", json=values), orjson.dumps(error))
    assert (found["body"], found["response"]) == (values, error)
    hidden = {"data": {"values": {"client_secret": CANARY}}}
    assert row(Request.make("POST", "/x", json=hidden))["body"] == {"data": {"values": {"client_secret": "redacted"}}}


@pytest.mark.parametrize("value", [None, "", True, False])
def test_nothing_is_no_secret(value: object) -> None:
    assert row(Request.make("POST", "/x", json={"token": value}))["body"] == {"token": value}


def test_the_token_of_the_request_is_redacted_wherever_it_stands() -> None:
    found = row(
        Request.make("POST", f"/v2/{quote(CANARY, safe='')}?a={quote(CANARY)}&{quote(CANARY)}=1",
                     json={"data": {"values": {"note": f"my key is {CANARY}", "more": f"Bearer {'z' * 20}"}}}, token=CANARY),
        orjson.dumps({"message": f"The key {CANARY} is wrong"}),
    )  # fmt: skip
    assert "canary" not in json.dumps(found)
    assert found["body"]["data"]["values"] == {"note": "my key is redacted", "more": "Bearer redacted"}
    assert found["token"] == "redacted"


def test_a_short_token_is_not_looked_for_in_other_words() -> None:
    sent = {"data": {"values": {"name": "any"}}}
    assert row(Request.make("POST", "/any", json=sent, token="any"))["body"] == sent


def test_a_webhook_keeps_its_secret_to_itself() -> None:
    attio = Attio()
    wanted = {"target_url": "https://a.example", "subscriptions": [{"event_type": "record.created", "filter": None}]}
    secret = attio.ask("POST", "/v2/webhooks", {"data": wanted}).body["data"]["secret"]
    (kept,) = attio.emulator.journal
    assert (kept["response"]["data"]["secret"], secret in json.dumps(kept)) == ("redacted", False)
    for path in ("requests", f"requests/{kept['id']}"):
        shown = attio.emulator.handle(Request.make("GET", f"/_emulator/ui/{path}")).body.decode()
        assert secret not in shown


def test_an_address_of_a_webhook_keeps_its_secrets_to_itself() -> None:
    attio = Attio()
    target = "http://user:CANARY-WORD@127.0.0.1:1/in?token=CANARY-TOKEN&source=CANARY-SOURCE#end"
    wanted = {"target_url": target, "subscriptions": [{"event_type": "record.created", "filter": None}]}
    assert attio.ask("POST", "/v2/webhooks", {"data": wanted}).status == 200
    attio.ask("POST", "/v2/objects/companies/records", {"data": {"values": {"name": "A"}}})
    for path in ("requests", "deliveries", "ui/webhooks", "ui/requests"):
        shown = attio.emulator.handle(Request.make("GET", f"/_emulator/{path}")).body.decode()
        assert "CANARY" not in shown, path
    (kept, _) = attio.emulator.journal
    told = "http://redacted@127.0.0.1:1/in?token=redacted&source=redacted#end"
    assert (kept["body"]["data"]["target_url"], kept["response"]["data"]["target_url"]) == (told, told)


def test_what_is_printed_of_requests_and_tokens_has_no_secret() -> None:
    request = Request.make("POST", f"/x?token={CANARY}", json={"client_secret": CANARY}, token=CANARY)
    for one in (request, kept(request, Response(status=200)), Token(token=CANARY), Redaction(request)):
        assert "canary" not in repr(one)
    workspace = Workspace.from_dict({"name": "Acme", "tokens": [{"token": CANARY, "kind": "api-key"}]})
    assert "canary" not in repr(workspace)

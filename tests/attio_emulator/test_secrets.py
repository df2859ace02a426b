"""A secret that is planted everywhere is found in nothing that is given out or kept, but where it is needed to run."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from attio_emulator import Emulator, Request, Token, Workspace
from attio_emulator.access.apps import register_app
from attio_emulator.control import CALLS
from attio_emulator.sums import fits, sum_of, summed

from tests.attio_emulator.calls import Attio

LISTED = "listed-canary-8d1c0f"
CLIENT = "client-canary-1b77aa"
BACK = "https://app.example/back"
WORKSPACE = {"name": "Acme", "tokens": [LISTED, {"token": f"{LISTED}-2", "scopes": ["note:read"]}]}
MAY = {"x-attio-emulator": "1"}


def spelled(secret: str) -> Iterator[str]:
    """The ways in which a text may stand somewhere."""
    yield secret
    yield secret[::-1]
    yield secret.upper()
    yield quote(secret, safe="").replace("-", "%2D")
    yield base64.b64encode(secret.encode()).decode().rstrip("=")
    yield base64.b64encode(f"app:{secret}".encode()).decode().rstrip("=")
    yield secret.encode().hex()
    yield "".join(f"\\u{ord(one):04x}" for one in secret)


def found(secrets: dict[str, str], text: str) -> set[str]:
    return {name for name, secret in secrets.items() if any(one in text for one in spelled(secret))}


@pytest.fixture
def filled() -> tuple[Attio, dict[str, str]]:
    """An emulator in which every kind of secret was given and used, and these."""
    attio = Attio(WORKSPACE)
    core = attio.emulator.core
    register_app(core, "app", CLIENT, [BACK])

    def approved() -> str:
        query = {"client_id": "app", "redirect_uri": BACK, "response_type": "code", "state": "s"}
        page = attio.emulator.handle(Request.make("GET", "/authorize", query=query)).body.decode()
        request = page.partition("name='request' value='")[2].partition("'")[0]
        sent = Request.make("POST", "/authorize", body=f"request={request}&decision=approve".encode())
        return parse_qs(urlsplit(attio.emulator.handle(sent).headers["location"]).query)["code"][0]

    used, unused = approved(), approved()
    grant = {"grant_type": "authorization_code", "code": used, "redirect_uri": BACK}
    basic = base64.b64encode(f"app:{CLIENT}".encode()).decode()
    made = attio.emulator.handle(
        Request.make("POST", "/oauth/token", query={}, json=grant, headers={"authorization": f"Basic {basic}"})
    ).json()["access_token"]
    form = f"grant_type=authorization_code&client_id=app&client_secret={CLIENT}&code={unused}&redirect_uri=wrong"
    attio.emulator.handle(Request.make("POST", "/oauth/token", body=form.encode()))
    attio.emulator.handle(Request.make("POST", "/oauth/introspect", body=f"token={made}".encode(), token=LISTED))
    hook = {"target_url": "https://a.example", "subscriptions": [{"event_type": "record.created", "filter": None}]}
    secret = attio.ask("POST", "/v2/webhooks", {"data": hook}, token=LISTED).body["data"]["secret"]
    attio.create("people", {"email_addresses": ["a@a.com"]})
    attio.simple("people", "email_addresses", {"email_addresses": "no address"})
    attio.ask("GET", f"/v2/notes?access_token={made}", token=made)
    attio.ask("GET", f"/v2/{made}", token=made)
    secrets = {"listed": LISTED, "client": CLIENT, "used": used, "unused": unused, "made": made, "webhook": secret}
    return attio, secrets


def answers(emulator: Emulator) -> Iterator[tuple[str, str]]:
    """Every reading control call and the page."""
    yield "/", emulator.handle(Request.make("GET", "/")).body.decode()
    for method, path in CALLS:
        if method == "GET" and "{" not in path:
            yield path, emulator.handle(Request.make("GET", path, headers=MAY)).body.decode()
    for row in emulator.journal:
        path = f"/_emulator/ui/requests/{row['id']}"
        yield path, emulator.handle(Request.make("GET", path, headers=MAY)).body.decode()


def test_no_control_call_and_no_page_tells_a_secret(filled: tuple[Attio, dict[str, str]]) -> None:
    attio, secrets = filled
    told = {path: found(secrets, text) for path, text in answers(attio.emulator)}
    assert len(told) > 20
    assert {path: one for path, one in told.items() if one} == {}
    texts = json.dumps([attio.emulator.journal, attio.emulator.ledger, attio.emulator.deliveries()])
    assert found(secrets, texts) == set()
    assert (
        found(secrets, repr([*list(attio.emulator.exchanges)[:-1], attio.emulator.workspace, *attio.emulator.queue]))
        == set()
    )


def test_a_state_keeps_what_is_needed_to_run_and_no_more(filled: tuple[Attio, dict[str, str]]) -> None:
    """The tokens that the workspace file lists, and the secrets that webhooks are signed with."""
    attio, secrets = filled
    assert found(secrets, json.dumps(attio.emulator.snapshot())) == {"listed", "webhook"}
    assert found(secrets, b"".join(attio.emulator.snapshot_text({})).decode()) == {"listed", "webhook"}
    whole = attio.emulator.handle(Request.make("GET", "/_emulator/state?secrets=true")).body.decode()
    assert found(secrets, whole) == {"listed", "webhook"}
    assert found(
        secrets, attio.emulator.handle(Request.make("GET", "/_emulator/workspace?secrets=true")).body.decode()
    ) == {"listed"}


def test_all_are_known_again(filled: tuple[Attio, dict[str, str]]) -> None:
    """Put back in another process: from the file, or as a control call gives it out."""
    attio, secrets = filled
    left_out = attio.emulator.handle(Request.make("GET", "/_emulator/state")).body
    for body, start in (
        (json.dumps(attio.emulator.snapshot()).encode(), {}),
        (left_out, WORKSPACE),
    ):
        other = Emulator(Workspace.from_dict(start), strict_auth=True)
        assert other.handle(Request.make("PUT", "/_emulator/state", body=body, headers=MAY)).json() == {"status": "ok"}
        statuses = [
            other.handle(Request.make("GET", "/v2/notes", token=one)).status
            for one in (
                secrets["listed"],
                secrets["made"],
                sum_of(secrets["made"]),
                sum_of(secrets["listed"]),
                "redacted",
                "",
            )
        ]
        assert statuses == [200, 200, 401, 401, 401, 401]
        (hook,) = other.documents()["webhooks"].values()
        assert hook["secret"] == secrets["webhook"]  # the same seed makes the same one
        sent = {"grant_type": "authorization_code", "client_id": "app", "redirect_uri": BACK}
        for secret, code, status in (
            (CLIENT, secrets["unused"], 200),
            ("wrong", secrets["unused"], 401),
            (sum_of(CLIENT), secrets["unused"], 401),
            (CLIENT, sum_of(secrets["unused"]), 400),
        )[::-1]:
            asked = Request.make("POST", "/oauth/token", json={**sent, "client_secret": secret, "code": code})
            assert other.handle(asked).status == status
        # used twice: what it gave is revoked
        again = Request.make("POST", "/oauth/token", json={**sent, "client_secret": CLIENT, "code": secrets["used"]})
        assert other.handle(again).status == 400
        assert other.handle(Request.make("GET", "/v2/notes", token=secrets["made"])).status == 401


def test_what_was_left_out_is_that_which_is_in_force(filled: tuple[Attio, dict[str, str]]) -> None:
    attio, secrets = filled
    state = attio.emulator.handle(Request.make("GET", "/_emulator/state")).json()
    assert state["secrets"] == "left out"
    (hook,) = attio.emulator.documents()["webhooks"].values()
    hook["secret"] = "changed meanwhile"
    attio.emulator.restore(state)
    (hook,) = attio.emulator.documents()["webhooks"].values()
    assert hook["secret"] == "changed meanwhile"
    assert [one.token for one in attio.emulator.workspace.tokens] == [LISTED, f"{LISTED}-2"]
    elsewhere = Emulator(seed=7)
    elsewhere.restore(state)
    (hook,) = elsewhere.documents()["webhooks"].values()
    assert (len(hook["secret"]), hook["secret"] in secrets.values(), elsewhere.workspace.tokens) == (64, False, ())


def test_an_address_of_a_webhook_keeps_its_secrets_to_itself_in_a_state() -> None:
    attio = Attio()
    whole = "https://jane:pwd-canary@a.example/in?token=query-canary&b=two"
    hook = {"target_url": whole, "subscriptions": [{"event_type": "record.created", "filter": None}]}
    id = attio.ask("POST", "/v2/webhooks", {"data": hook}).body["data"]["id"]["webhook_id"]
    asked = Request.make("GET", "/_emulator/state")
    state = attio.emulator.handle(asked).json()
    told = "https://redacted@a.example/in?token=redacted&b=redacted"
    assert state["documents"]["webhooks"][id]["target_url"] == told
    assert "canary" not in json.dumps(state)
    with_all = attio.emulator.handle(Request.make("GET", "/_emulator/state?secrets=true")).json()
    assert with_all["documents"]["webhooks"][id]["target_url"] == whole
    # put back where it is known, it is whole again
    attio.emulator.restore(state)
    assert attio.emulator.documents()["webhooks"][id]["target_url"] == whole
    changed = json.loads(json.dumps(state))
    changed["documents"]["webhooks"][id]["target_url"] = "https://b.example/?c=3"
    # an address without secrets is sent to, whoever knows of it
    for emulator in (attio.emulator, Emulator()):
        emulator.restore(changed)
        hook = emulator.documents()["webhooks"][id]
        assert (hook["target_url"], hook["status"]) == ("https://b.example/?c=3", "active")
    # who does not know it sends nothing to what is left of it
    for emulator in (attio.emulator, Emulator()):
        emulator.handle(Request.make("PUT", "/_emulator/state", json=state, headers=MAY))
        hook = emulator.documents()["webhooks"][id]
        assert (hook["target_url"], hook["status"]) == (told, "inactive")


def test_a_schema_as_it_is_given_out_keeps_the_tokens() -> None:
    emulator = Emulator(Workspace.from_dict(WORKSPACE), strict_auth=True)
    given = emulator.handle(Request.make("GET", "/_emulator/workspace")).json()["data"]
    assert "tokens" not in given
    for body, status in ((given, 200), ({**given, "tokens": []}, 401)):
        emulator.handle(Request.make("PUT", "/_emulator/workspace", json=body, headers=MAY))
        assert emulator.handle(Request.make("GET", "/v2/objects", token=LISTED)).status == status


def test_what_oauth_gave_before_there_were_sums_is_known_by_them() -> None:
    rows: dict[str, dict[str, Any]] = {
        "tokens": {"t" * 64: {"scopes": []}, sum_of("kept"): {"scopes": ["x"]}},
        "oauth_codes": {"code": {"token": "t" * 64}, "open": {"token": None}},
        "oauth_apps": {"app": {"client_secret": "secret"}, "any": {"client_secret": None}},
    }
    for _ in range(2):  # the second time there is nothing to do
        summed(rows)
        assert rows == {
            "tokens": {sum_of("t" * 64): {"scopes": []}, sum_of("kept"): {"scopes": ["x"]}},
            "oauth_codes": {sum_of("code"): {"token": sum_of("t" * 64)}, sum_of("open"): {"token": None}},
            "oauth_apps": {"app": {"client_secret": sum_of("secret")}, "any": {"client_secret": None}},
        }


def test_a_sum_fits_its_text_alone() -> None:
    assert fits("a", sum_of("a"))
    assert not fits("a", sum_of("b"))
    assert not fits(sum_of("a"), sum_of("a"))
    assert sum_of("\ud800") != sum_of("\ud801")
    assert repr(Token(token=LISTED)).count("canary") == 0

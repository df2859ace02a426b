"""What a token is told of itself, by /v2/self and by introspection: of every kind, and of what is none."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

import pytest
from attio_emulator import Emulator, Request, Token, VirtualClock, Workspace
from attio_emulator.access import apps
from attio_emulator.access.tokens import caller_of
from attio_emulator.editions import EDITIONS, NEWEST
from attio_emulator.record import Stamp
from attio_emulator.scopes import GRANTED

from tests.attio_emulator.calls import Attio

APP = "45ae3aab-3054-4f29-8e55-802d8674f617"
MEMBERS = [
    {"first_name": "Ann", "email_address": "ann@acme.com"},
    {"first_name": "Bob", "email_address": "bob@acme.com"},
]
TOKENS: list[Any] = [
    "plain",
    {
        "token": "reads",
        "scopes": ["task:read", "note:read-write", "comment:read"],
        "expires_at": "2030-01-01T00:00:00Z",
    },
    {"token": "oauth", "kind": "oauth-app", "client_id": APP, "member": "bob@acme.com"},
    {"token": "named", "kind": "oauth-app", "name": "Segment"},
    {"token": "same", "kind": "oauth-app", "name": "Segment"},
    {"token": "attio", "kind": "attio-app", "client_id": APP},
    {"token": "user", "level": "user", "member": "bob@acme.com"},
    {"token": "over", "expires_at": "2020-01-01T00:00:00Z"},
    {"token": "gone", "revoked": True},
]
FILE: dict[str, Any] = {"name": "Acme", "slug": "acme", "members": MEMBERS, "tokens": TOKENS}
WORKSPACE = Workspace.from_dict(FILE)
ANN, BOB = (one.id for one in WORKSPACE.members)
KEY_ID = Token(token="plain").client_id


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE, clock=VirtualClock(step=0))


def asked(attio: Attio, token: str) -> dict[str, Any]:
    answer = attio.ask("GET", "/v2/self", token=token)
    assert answer.status == 200
    body: dict[str, Any] = answer.body
    return body


@pytest.mark.covers("token.self", "GET /v2/self")
@pytest.mark.parametrize("edition", EDITIONS)
def test_a_key_is_told_as_it_was_recorded(edition: str) -> None:
    """Member by member, in their order (recorded, 16 May 2026); `token_level` came with the document of October."""
    attio = Attio({**FILE, "api": edition}, clock=VirtualClock(step=0))
    about = asked(attio, "plain")
    assert list(about.items()) == [
        ("active", True),
        ("scope", "call_recording:read-write comment:read-write file:read-write list_configuration:read-write "
         "list_entry:read-write meeting:read-write note:read-write object_configuration:read-write "
         "record_permission:read-write task:read-write user_management:read-write webhook:read-write"),
        ("client_id", KEY_ID),
        ("token_type", "Bearer"),
        ("exp", None),
        ("iat", 1_735_689_600),
        ("sub", WORKSPACE.id),
        ("aud", KEY_ID),
        ("iss", "attio.com"),
        ("authorized_by_workspace_member_id", ANN),
        ("workspace_id", WORKSPACE.id),
        ("workspace_name", "Acme"),
        ("workspace_slug", "acme"),
        ("workspace_logo_url", None),
        *([("token_level", "workspace")] if edition == NEWEST else []),
    ]  # fmt: skip
    assert asked(attio, "any text") == about | dict.fromkeys(("client_id", "aud"), Token(token="any text").client_id)
    assert WORKSPACE.id != KEY_ID


def test_what_is_granted_is_in_alphabetical_order() -> None:
    assert list(GRANTED) == sorted(GRANTED)


@pytest.mark.covers("token.self", "token.ended")
@pytest.mark.parametrize(
    ("token", "told"),
    [
        ("reads", {"scope": "comment:read note:read-write task:read", "exp": 1_893_456_000}),
        ("oauth", {"client_id": APP, "aud": APP, "authorized_by_workspace_member_id": BOB}),
        ("user", {"token_level": "user", "authorized_by_workspace_member_id": BOB}),
        ("attio", {"client_id": APP, "aud": APP, "authorized_by_workspace_member_id": None}),
        ("over", {"active": False}),
        ("gone", {"active": False}),
    ],
)
def test_each_kind_of_token(attio: Attio, token: str, told: dict[str, Any]) -> None:
    about = asked(attio, token)
    own = Token(token=token).client_id
    if told == {"active": False}:
        assert about == told
        return
    plain = asked(attio, "plain") | {"client_id": own, "aud": own}
    assert about == {name: one for name, one in (plain | told).items() if one is not None or name not in told}


@pytest.mark.covers("token.self")
def test_a_token_that_was_given_tells_when_and_by_whom(attio: Attio) -> None:
    core, clock = attio.emulator.core, attio.emulator.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(3600)
    actor = caller_of(core, "").actor
    stamps = (Stamp(at=clock(), actor=actor, request_id="r") for _ in range(2))
    given = zip(stamps, (None, "bob@acme.com"), strict=True)
    tokens = [apps.issue(core, stamp, scopes=[], client_id=APP, member=one) for stamp, one in given]
    told = [asked(attio, one) for one in tokens]
    assert [one["iat"] for one in told] == [1_735_689_600 + 3600] * 2
    assert [one["authorized_by_workspace_member_id"] for one in told] == [ANN, BOB]
    assert [one["scope"] for one in told] == ["", ""]


def test_a_token_that_attio_made_for_a_member_tells_of_that_member() -> None:
    made = {"token": "t", "kind": "attio-app", "member": "bob@acme.com"}
    assert asked(Attio({**FILE, "tokens": [made]}), "t")["authorized_by_workspace_member_id"] == BOB


def test_tokens_of_one_name_are_of_one_app(attio: Attio) -> None:
    first, second = (asked(attio, one)["client_id"] for one in ("named", "same"))
    assert first == second != KEY_ID


def test_without_members_a_token_has_been_given_by_somebody_all_the_same() -> None:
    by = asked(Attio(), "t")["authorized_by_workspace_member_id"]
    assert by not in ("", Attio().emulator.workspace.id)


# -- introspection ---------------------------------------------------------------------------------------------------


def introspect(emulator: Emulator, *, header: str | None = None, **fields: str) -> tuple[int, Any]:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    if header is not None:
        headers["authorization"] = header
    request = Request.make("POST", "/oauth/introspect", headers=headers, body=urlencode(fields).encode())
    answer = emulator.handle(request)
    assert (answer.headers["cache-control"], answer.headers["content-type"]) == (
        "no-store", "application/json; charset=utf-8",
    )  # fmt: skip
    return answer.status, answer.json()


def basic(client_id: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


@pytest.mark.covers("oauth.introspect")
@pytest.mark.parametrize("token", ["plain", "reads", "oauth", "user", "attio", "over", "gone", "unlisted"])
def test_a_token_in_the_header_is_told_what_self_tells(attio: Attio, token: str) -> None:
    assert introspect(attio.emulator, header=f"Bearer {token}") == (200, asked(attio, token))
    assert introspect(attio.emulator, token=token) == (200, asked(attio, token))


@pytest.mark.covers("oauth.introspect")
def test_what_is_no_token_is_inactive() -> None:
    emulator = Emulator(WORKSPACE, strict_auth=True)
    for header in ("Bearer x", f"Bearer {'x' * 64}", "Bearer é"):
        assert introspect(emulator, header=header) == (200, {"active": False})
    assert introspect(emulator, token="x") == (200, {"active": False})


@pytest.mark.covers("oauth.introspect", "oauth.refusals")
@pytest.mark.parametrize("fields", [{}, {"token": ""}], ids=["nothing", "an empty token"])
@pytest.mark.parametrize("header", [None, "", "Bearer ", "Token x"])
def test_without_a_token_there_is_nothing_to_tell(attio: Attio, fields: dict[str, str], header: str | None) -> None:
    told = "There is no token, neither in the Authorization header nor in the form."
    refused = {"error": "invalid_request", "error_description": told}
    assert introspect(attio.emulator, header=header, **fields) == (400, refused)


@pytest.mark.covers("oauth.introspect", "oauth.refusals")
def test_an_app_that_asks_has_to_prove_itself(attio: Attio) -> None:
    apps.register_app(attio.emulator.core, "app", "s3cret", [])
    good = (200, asked(attio, "plain"))
    assert introspect(attio.emulator, header=basic("app", "s3cret"), token="plain") == good
    assert introspect(attio.emulator, token="plain", client_id="app", client_secret="s3cret") == good
    for wrong in (
        introspect(attio.emulator, header=basic("app", "other"), token="plain"),
        introspect(attio.emulator, header="Basic ???", token="plain"),
        introspect(attio.emulator, token="plain", client_id="app", client_secret="other"),
        introspect(attio.emulator, token="plain", client_id="other", client_secret="s3cret"),
    ):
        assert (wrong[0], wrong[1]["error"]) == (401, "invalid_client")


def test_only_post_asks(attio: Attio) -> None:
    assert attio.ask("GET", "/oauth/introspect").status == 404

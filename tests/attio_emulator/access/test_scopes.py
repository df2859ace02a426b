"""Which token may do what, and until when."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from attio_emulator import Emulator, Request, VirtualClock, Workspace
from attio_emulator.access import apps
from attio_emulator.access.tokens import allowed
from attio_emulator.routes import ROUTES
from attio_emulator.scopes import known_scopes
from attio_emulator.sums import sum_of

from tests.attio_emulator.access.test_oauth import stamp
from tests.attio_emulator.calls import Attio
from tests.attio_emulator.contract import MISSING, VARIABLE


@pytest.fixture
def emulator() -> Emulator:
    return Emulator()


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

"""Who may ask: forms of the header, texts that are tokens and that are none, levels, and who has written."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from attio_emulator import Emulator, EmulatorTransport, Request, Token, Workspace, running
from attio_emulator.ids import is_uuid
from attio_emulator.routes import ROUTES
from attio_emulator.sums import sum_of

from tests.attio_emulator.calls import Attio, error
from tests.attio_emulator.contract import MISSING, VARIABLE

KEY, OAUTH, INTERNAL, USER, OTHER, GONE = ("k" * 64, "o" * 64, "i" * 64, "u" * 64, "v" * 64, "g" * 64)
APP = "45ae3aab-3054-4f29-8e55-802d8674f617"
WORKSPACE = Workspace.from_dict(
    {
        "members": [
            {"first_name": "Ann", "email_address": "ann@acme.com"},
            {"first_name": "Bob", "email_address": "bob@acme.com"},
        ],
        "tokens": [
            KEY,
            "short",
            {"token": OAUTH, "kind": "oauth-app", "client_id": APP, "name": "Segment"},
            {"token": INTERNAL, "kind": "attio-app", "name": "Calls"},
            {"token": USER, "kind": "oauth-app", "client_id": APP, "level": "user", "member": "Bob@acme.com"},
            {"token": OTHER, "level": "user"},
            {"token": GONE, "revoked": True},
        ],
        "records": {"companies": [{"domains": "acme.com"}]},
    }
)
ANN, BOB = WORKSPACE.members

NO_HEADER = error(
    401, "unauthorized", "The Authorization header was not provided. Send it as `Authorization: Bearer <token>`."
)
NO_TOKEN = error(
    401, "unauthorized", "The Authorization header holds no token. Send it as `Authorization: Bearer <token>`."
)
WRONG_LENGTH = error(
    401,
    "unauthorized",
    "The API Key provided was invalid because it was the wrong length (API Keys should be 64 characters long). "
    "You might not have copied the entire API key from your Admin panel?",
)
NOT_FOUND = error(
    401,
    "unauthorized",
    "The API Key provided could not be found. This is most commonly caused by the token having been revoked.",
)
NOT_RECOGNISED = error(
    400, "missing_value", "Token was not recognised, send an access token as `Authorization: Bearer <token>`."
)


def basic(name: str, password: str = "") -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


HEADERS: tuple[tuple[str, str | None, str | None], ...] = (
    ("none", None, None),
    ("nothing in it", "", ""),
    ("a scheme alone", "Bearer", ""),
    ("a scheme and blanks", "Bearer   ", ""),
    ("no scheme", KEY, ""),
    ("another scheme", f"Token {KEY}", ""),
    ("two schemes", f"Bearer Bearer {KEY}", f"Bearer {KEY}"),
    ("as documented", f"Bearer {KEY}", KEY),
    ("lower case", f"bearer {KEY}", KEY),
    ("upper case", f"BEARER {KEY}", KEY),
    ("blanks around", f"  Bearer    {KEY}  ", KEY),
    ("a tab", f"Bearer\t{KEY}", KEY),
    ("in quotes", f'Bearer "{KEY}"', f'"{KEY}"'),
    ("beyond ASCII", "Bearer " + "é" * 64, "é" * 64),
    ("half a pair", "Bearer " + "\ud800" * 64, "\ud800" * 64),
    ("basic", basic(KEY), KEY),
    ("basic in lower case", basic(KEY).replace("Basic", "basic"), KEY),
    ("basic with a password", basic(KEY, "x"), KEY),
    ("basic without a name", basic(""), ""),
    ("basic that is no base64", "Basic ???", ""),
    ("basic that is no UTF-8", "Basic /w==", ""),
    ("basic beyond ASCII", "Basic é", ""),
)
_FORMS = pytest.mark.parametrize(("header", "token"), [row[1:] for row in HEADERS], ids=[row[0] for row in HEADERS])


@pytest.mark.covers("token.missing", "token.basic", "token.unknown", "token.friendly")
@_FORMS
@pytest.mark.parametrize("strict", [False, True], ids=["friendly", "strict"])
def test_every_form_of_the_header(header: str | None, token: str | None, strict: bool) -> None:
    """`token`: the one that is in it; empty for a header without one, None without a header."""
    emulator = Emulator(WORKSPACE, strict_auth=strict)
    headers = {} if header is None else {"authorization": header}
    good = token == KEY or (bool(token) and not strict)
    refused = NO_HEADER if token is None else NO_TOKEN if not token else NOT_FOUND if len(token) == 64 else WRONG_LENGTH
    for path in ("/v1/token", "/v2/objects"):
        answer = emulator.handle(Request.make("GET", path, headers=headers))
        assert (answer.status, answer.json()) == ((200, answer.json()) if good else refused)
    about = emulator.handle(Request.make("GET", "/v2/self", headers=headers))
    if good:
        assert (about.status, about.json()["active"]) == (200, True)
    elif token and len(token) == 64:
        assert (about.status, about.json()) == (200, {"active": False})
    else:
        assert (about.status, about.json()) == NOT_RECOGNISED


@pytest.mark.covers("emulator.faces")
@pytest.mark.parametrize(("first", "second", "status"), [(KEY, "x" * 64, 200), ("x" * 64, KEY, 401), ("", KEY, 401)])
def test_of_two_headers_the_first_counts_through_every_face(first: str, second: str, status: int) -> None:
    emulator = Emulator(WORKSPACE, strict_auth=True)
    headers = [("authorization", f"Bearer {one}".strip()) for one in (first, second)]
    with running(emulator) as url, httpx.Client(base_url=url) as client:
        served = client.get("/v2/objects", headers=headers)
    with httpx.Client(transport=EmulatorTransport(emulator), base_url="https://api.attio.com") as client:
        carried = client.get("/v2/objects", headers=headers)
    assert [served.status_code, carried.status_code] == [status, status]


@pytest.mark.covers("token.unknown")
@pytest.mark.parametrize(
    ("token", "refused", "known"),
    [
        (KEY, None, True),
        ("short", None, True),
        (OAUTH, None, True),
        ("x" * 64, NOT_FOUND, None),
        (KEY.upper(), NOT_FOUND, None),
        (GONE, NOT_FOUND, None),
        ("x" * 63, WRONG_LENGTH, False),
        ("x" * 65, WRONG_LENGTH, False),
        ("not-a-real-token-000", WRONG_LENGTH, False),
        ("shor", WRONG_LENGTH, False),
    ],
)  # fmt: skip
def test_what_is_not_listed_is_refused_where_tokens_are_checked(token: str, refused: Any, known: bool | None) -> None:
    attio = Attio(WORKSPACE, strict_auth=True)
    for path in ("/v1/token", "/v2/objects"):
        answer = attio.ask("GET", path, token=token)
        assert answer == refused if refused is not None else answer.status == 200
    about = attio.ask("GET", "/v2/self", token=token)
    assert about == NOT_RECOGNISED if known is False else about.body["active"] is (known is True)


@pytest.mark.covers("token.unknown")
def test_where_nothing_is_listed_no_key_is_good() -> None:
    attio = Attio(strict_auth=True)
    assert [attio.ask("GET", "/v2/objects", token=one) for one in (KEY, "t")] == [NOT_FOUND, WRONG_LENGTH]


def test_what_a_text_is_counts_anew_with_each_request() -> None:
    emulator = Emulator(WORKSPACE)
    text, sent = "f" * 64, {"data": {"values": {"domains": ["fresh.com"]}}}
    path = "/v2/objects/companies/records?matching_attribute=domains"

    def asked() -> tuple[str, str] | int:
        answer = emulator.handle(Request.make("PUT", path, json=sent, token=text))
        if answer.status != 200:
            return answer.status
        emulator.handle(
            Request.make("DELETE", f"{path.partition('?')[0]}/{answer.json()['data']['id']['record_id']}", token=KEY)
        )
        actor = answer.json()["data"]["values"]["domains"][0]["created_by_actor"]
        return actor["type"], actor["id"]

    key = ("api-token", Token(token=text).client_id)
    assert asked() == asked() == key
    emulator.strict_auth = True
    assert asked() == 401
    emulator.strict_auth = False
    assert asked() == key
    row = {
        "client_id": APP,
        "scopes": ["record_permission:read-write", "object_configuration:read"],
        "issued_at": 0,
        "expires_at": None,
        "revoked": False,
    }
    emulator.core.documents["tokens"] = {sum_of(text): row}
    assert asked() == ("app", APP)
    row["revoked"] = True
    assert asked() == 401
    emulator.reset()
    assert asked() == key
    emulator.use_schema(Workspace.from_dict({"tokens": [{"token": text, "kind": "oauth-app", "client_id": APP}]}))
    assert asked() == ("app", APP)


def test_tokens_that_are_given_beside_the_file_outlive_reset_and_restore() -> None:
    emulator = Emulator(WORKSPACE, strict_auth=True, tokens=[Token(token="mine", kind="oauth-app", app=APP)])

    def statuses() -> list[int]:
        return [
            emulator.handle(Request.make("GET", "/v2/objects", token=one)).status for one in ("mine", KEY, "x" * 64)
        ]

    assert statuses() == [200, 200, 401]
    state = emulator.snapshot()
    assert "mine" not in orjson.dumps(state).decode()
    changes: tuple[Callable[[], None], ...] = (
        emulator.reset,
        lambda: emulator.restore(state),
        lambda: emulator.use_schema(Workspace.standard()),
    )
    for change in changes:
        change()
        assert statuses()[::2] == [200, 401]
    assert statuses() == [200, 401, 401]


def test_a_state_of_before_the_kinds_is_read_as_it_was_meant() -> None:
    """It repeats the tokens of its file among the documents, and what OAuth gave has no member."""
    emulator = Emulator(WORKSPACE, strict_auth=True)
    state = emulator.snapshot()
    row = {"scopes": ["object_configuration:read"], "issued_at": 0, "expires_at": None, "revoked": False}
    state["documents"]["tokens"] = {
        "from the file": row | {"client_id": WORKSPACE.id},
        "from OAuth": row | {"client_id": "app"},
    }
    emulator.restore(state)
    tokens = (KEY, "from OAuth", "from the file")
    answers = [emulator.handle(Request.make("GET", "/v2/objects", token=one)).status for one in tokens]
    assert answers == [200, 200, 401]
    about = emulator.handle(Request.make("GET", "/v2/self", token="from OAuth")).json()
    assert (about["client_id"], about["authorized_by_workspace_member_id"]) == ("app", ANN.id)


def test_the_file_goes_before_what_is_given() -> None:
    emulator = Emulator(WORKSPACE, tokens=[Token(token=GONE)])
    assert emulator.handle(Request.make("GET", "/v2/objects", token=GONE)).status == 401


# -- who has written -------------------------------------------------------------------------------------------------

KEY_ID = Token(token=KEY).client_id
ACTORS = (
    (KEY, "api-token", KEY_ID),
    ("any", "api-token", Token(token="any").client_id),
    (OAUTH, "app", APP),
    (INTERNAL, "app", WORKSPACE.tokens[3].client_id),
    (USER, "workspace-member", BOB.id),
    (OTHER, "workspace-member", ANN.id),
)


@pytest.mark.covers("token.actor")
@pytest.mark.parametrize(("token", "kind", "id"), ACTORS, ids=["key", "unlisted", "OAuth", "Attio", "Bob", "Ann"])
def test_everything_tells_who_wrote_it(token: str, kind: str, id: str) -> None:
    attio, actor = Attio(WORKSPACE), {"type": kind, "id": id}
    record = attio.ask("POST", "/v2/objects/companies/records", {"data": {"values": {"name": "A"}}}, token=token).body
    values = record["data"]["values"]
    assert values["name"][0]["created_by_actor"] == actor
    (by,) = values["created_by"]
    assert (by["referenced_actor_type"], by["referenced_actor_id"]) == (kind, id)
    note = {"parent_object": "companies", "parent_record_id": record["data"]["id"]["record_id"], "title": "T",
            "format": "plaintext", "content": "C"}  # fmt: skip
    task: dict[str, Any] = {"content": "C", "format": "plaintext", "deadline_at": None, "is_completed": False, "linked_records": [], "assignees": []}  # fmt: skip
    for path, body in (("/v2/notes", note), ("/v2/tasks", task)):
        assert attio.ask("POST", path, {"data": body}, token=token).body["data"]["created_by_actor"] == actor
    late = {"object": "companies", "mode": "create-or-update", "matching_attribute": "domains",
            "multiselect_values": "append", "values": {"domains": "late.com"}}  # fmt: skip
    assert attio.ask("PUT", "/v2/batch/records", {"assertions": [late]}, token=token).status == 202
    queued = attio.emulator.records("companies")[-1]["values"]["domains"][0]
    assert (queued["domain"], queued["created_by_actor"]) == ("late.com", actor)


@pytest.mark.covers("token.actor")
def test_no_id_is_that_of_the_workspace_and_two_keys_have_two() -> None:
    ids = [id for _, _, id in ACTORS]
    assert WORKSPACE.id not in ids
    assert len(set(ids)) == len(ids)
    assert Token(token=KEY).client_id == KEY_ID


def test_an_app_whose_client_id_is_no_uuid_writes_under_one() -> None:
    attio = Attio({"tokens": [{"token": "t", "kind": "oauth-app", "client_id": "my app"}]})
    actor = attio.create("companies", {"name": "A"}).body["data"]["values"]["name"][0]["created_by_actor"]
    assert (actor["type"], is_uuid(actor["id"])) == ("app", True)
    assert attio.ask("GET", "/v2/self").body["client_id"] == "my app"


def test_seed_records_are_by_nobody_who_asks() -> None:
    attio = Attio(WORKSPACE)
    (actor,) = {row["created_by_actor"]["id"] for row in attio.emulator.records("companies")[0]["values"]["domains"]}
    assert actor not in {WORKSPACE.id, *(id for _, _, id in ACTORS)}


# -- levels ----------------------------------------------------------------------------------------------------------

NOT_OF_A_USER = error(
    403,
    "unauthorized",
    "The API Key provided is not authorized to perform the requested action. "
    "This request requires a token of the workspace, and this one acts for a user.",
)


@pytest.mark.covers("token.level")
@pytest.mark.parametrize("route", [one for one in ROUTES if one.authorized], ids=lambda one: f"{one.method} {one.path}")
def test_a_token_of_a_user_is_refused_where_the_workspace_is_asked(route: Any) -> None:
    attio = Attio(WORKSPACE, strict_auth=True)
    path = re.sub(r"\{[^}]+\}", "00000000-0000-4000-8000-000000000000", route.path)
    refused = attio.ask(route.method, path, {}, token=USER) == NOT_OF_A_USER
    assert (refused, attio.ask(route.method, path, {}, token=OAUTH) == NOT_OF_A_USER) == (route.of_workspace, False)


@pytest.mark.covers("token.level", "token.ended")
def test_what_else_is_wrong_with_a_token_of_a_user_is_told_first() -> None:
    user = {"token": "t", "level": "user"}
    for more, refused in (
        ({"revoked": True}, NOT_FOUND),
        ({"expires_at": "2020-01-01T00:00:00Z"}, error(401, "unauthorized", "The access token provided has expired.")),
        (
            {"scopes": ["note:read"]},
            error(
                403,
                "unauthorized",
                "The API Key provided is not authorized to perform the requested action. "
                "This request requires scopes: Read access to the Webhooks scope.",
            ),
        ),
        ({"scopes": ["webhook:read"]}, NOT_OF_A_USER),
    ):
        attio = Attio({"members": [{"email_address": "ann@acme.com"}], "tokens": [{**user, **more}]})
        assert attio.ask("GET", "/v2/webhooks") == refused


@pytest.mark.covers("token.level")
def test_the_levels_are_those_of_the_document() -> None:
    named = os.environ.get(VARIABLE)
    if named is None:
        pytest.skip(MISSING)
    paths = orjson.loads(Path(named).read_bytes())["paths"]
    listed = {
        (method.upper(), re.sub(r"\{[^}]+\}", "{}", path)): operation.get("x-token-levels")
        for path, operations in paths.items()
        for method, operation in operations.items()
    }
    if not any(listed.values()):
        pytest.skip("the edition of March 2026 tells no levels")
    wanted = {operation for operation, levels in listed.items() if levels == ["workspace"]}
    ours = {(one.method, re.sub(r"\{[^}]+\}", "{}", one.path)) for one in ROUTES if one.of_workspace}
    assert ours == wanted


@pytest.mark.covers("token.comments")
@pytest.mark.parametrize(
    ("token", "author", "status"),
    [(KEY, ANN, 200), (OAUTH, BOB, 200), ("any", ANN, 200), (USER, BOB, 200), (USER, ANN, 403), (OTHER, ANN, 200), (OTHER, BOB, 403)],
)  # fmt: skip
def test_a_token_of_a_user_deletes_comments_of_that_user_alone(token: str, author: Any, status: int) -> None:
    attio = Attio(WORKSPACE)
    where = {"object": "companies", "record_id": attio.ids("companies")[0]}
    body = {"format": "plaintext", "content": "C", "author": {"type": "workspace-member", "id": author.id}, "record": where}  # fmt: skip
    comment = attio.ask("POST", "/v2/comments", {"data": body}).body["data"]["id"]["comment_id"]
    before = attio.stored()
    answer = attio.ask("DELETE", f"/v2/comments/{comment}", token=token)
    assert answer.status == status
    if status == 403:
        assert answer == error(
            403,
            "unauthorized",
            "The API Key provided is not authorized to perform the requested action. "
            "A token that acts for a user deletes only that user's comments.",
        )
        assert attio.stored() == before

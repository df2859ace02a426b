"""A workspace for each token: nothing of one is seen by another, through the live server, control calls and webhooks too."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from attio_emulator import Emulator, EmulatorPerToken, EmulatorTransport, Request, Response, Workspace, running

WORKSPACE = Workspace.from_dict(
    {"objects": [{"api_slug": "users", "active": True}], "records": {"companies": [{"domains": "seed.com"}]}}
)
CONTROL = {"x-attio-emulator": "1"}
MATCH = {"matching_attribute": "domains"}


def made(**options: Any) -> EmulatorPerToken:
    return EmulatorPerToken(lambda: Emulator(WORKSPACE, **options))


def ask(door: EmulatorPerToken, token: str | None, method: str, path: str, json: Any = None, **query: Any) -> Response:
    return door.handle(Request.make(method, path, query=query, json=json, token=token, headers=CONTROL))


def company(door: EmulatorPerToken, token: str, domain: str) -> Response:
    return ask(
        door, token, "PUT", "/v2/objects/companies/records", {"data": {"values": {"domains": [domain]}}}, **MATCH
    )


def domains(door: EmulatorPerToken, token: str | None) -> list[str]:
    records = ask(door, token, "GET", "/_emulator/state").json()["records"]
    return [row["values"]["domains"][0]["data"] for row in records.get("companies", [])]


@pytest.mark.covers("token.workspace")
def test_each_token_has_a_workspace_that_begins_as_the_file_says() -> None:
    door = made()
    assert [company(door, one, f"{one}.com").status for one in ("one", "two", "one")] == [200, 200, 200]
    assert domains(door, "one") == ["seed.com", "one.com"]
    assert domains(door, "two") == ["seed.com", "two.com"]
    assert domains(door, "three") == domains(door, None) == ["seed.com"]
    assert len(door.emulators()) == 4


def test_a_token_gets_what_it_would_get_alone() -> None:
    door, alone = made(), Emulator(WORKSPACE)
    company(door, "other", "other.com")
    path, body = "/v2/objects/companies/records", {"data": {"values": {"domains": ["a.com"]}}}
    request = Request.make("PUT", path, query=MATCH, json=body, token="one")
    assert [door.handle(request), door.handle(request)] == [alone.handle(request), alone.handle(request)]


CALLS: tuple[tuple[str, str, Any], ...] = (
    ("POST", "/_emulator/reset?to=empty", None),
    ("PUT", "/_emulator/workspace", {"name": "Other", "objects": [{"api_slug": "boats"}]}),
    ("POST", "/_emulator/objects/deals/activate", None),
    ("DELETE", "/_emulator/requests", None),
    ("PUT", "/_emulator/faults", [{"status": 503}]),
)


@pytest.mark.parametrize(("method", "path", "body"), CALLS, ids=[f"{one[0]} {one[1]}" for one in CALLS])
def test_a_control_call_works_on_the_workspace_of_its_token(method: str, path: str, body: Any) -> None:
    door = made()
    for token in ("one", "two"):
        company(door, token, f"{token}.com")

    def seen(token: str | None) -> list[Any]:
        kinds = ("workspace", "requests", "faults", "rejections")
        return [domains(door, token), *(ask(door, token, "GET", f"/_emulator/{kind}").json() for kind in kinds)]

    before = {token: seen(token) for token in ("one", "two", None)}
    assert ask(door, "one", method, path, body).status == 200
    assert seen("one") != before["one"]
    assert {token: seen(token) for token in ("two", None)} == {token: before[token] for token in ("two", None)}


def test_batches_that_wait_are_flushed_for_their_token_only() -> None:
    door = made(batch_lag=3600)
    one = {"object": "companies", "mode": "create-or-update", "matching_attribute": "domains",
           "multiselect_values": "append", "values": {"domains": "late.com"}}  # fmt: skip
    for token in ("one", "two"):
        assert ask(door, token, "PUT", "/v2/batch/records", {"assertions": [one]}).status == 202
    assert ask(door, "one", "POST", "/_emulator/flush").status == 200
    assert [domains(door, token) for token in ("one", "two")] == [["seed.com", "late.com"], ["seed.com"]]


def test_a_state_goes_from_one_token_to_another() -> None:
    door = made()
    company(door, "one", "one.com")
    state = ask(door, "one", "GET", "/_emulator/state").json()
    assert ask(door, "two", "PUT", "/_emulator/state", state).status == 200
    assert domains(door, "two") == ["seed.com", "one.com"]


def test_without_a_token_attios_calls_are_refused() -> None:
    assert ask(made(), None, "GET", "/v2/objects").status == 401


def test_tokens_that_are_none_get_no_workspace() -> None:
    workspace = Workspace.from_dict({"tokens": ["listed"]})
    door = EmulatorPerToken(lambda: Emulator(workspace, strict_auth=True))
    assert [ask(door, one, "GET", "/v2/objects").status for one in ("short", "k" * 64, "listed")] == [401, 401, 200]
    assert len(door.emulators()) == 2


def test_a_token_of_oauth_keeps_its_scopes_and_can_be_revoked() -> None:
    door = made(strict_auth=True)
    target = "http://localhost/back"
    query = {"client_id": "app", "response_type": "code", "redirect_uri": target}
    page = door.handle(Request.make("GET", "/authorize", query=query)).body.decode()
    asked = page.partition("name='request' value='")[2].partition("'")[0]
    approved = door.handle(Request.make("POST", "/authorize", body=f"request={asked}&decision=approve".encode()))
    form = {"grant_type": "authorization_code", "client_id": "app", "client_secret": "s",
            "code": approved.headers["location"].partition("code=")[2]}  # fmt: skip
    token = door.handle(Request.make("POST", "/oauth/token", json=form)).json()["access_token"]
    assert company(door, token, "oauth.com").status == 200
    assert domains(door, token) == ["seed.com", "oauth.com"]
    assert domains(door, None) == ["seed.com"]
    again = door.handle(Request.make("POST", "/oauth/token", json=form))
    assert (again.status, again.json()["error"]) == (400, "invalid_grant")
    assert company(door, token, "later.com").status == 401


@pytest.mark.covers("token.workspace")
def test_clients_side_by_side_on_one_server_never_meet() -> None:
    """Twelve clients, each with its token, write the same domain and a number of their own."""

    def work(number: int) -> tuple[int, list[str]]:
        headers = CONTROL | {"authorization": f"Bearer test-{number}"}
        with httpx.Client(base_url=url, headers=headers) as client:
            for step in range(number + 1):
                body = {"data": {"values": {"domains": ["same.com"], "name": f"{number}.{step}"}}}
                answer = client.put("/v2/objects/companies/records", params=MATCH, json=body)
                assert answer.status_code == 200, answer.text
            found = client.post("/v2/objects/companies/records/query", json={}).json()["data"]
            journal = client.get("/_emulator/requests").json()["data"]
        return len(journal), [row["values"]["name"][0]["value"] for row in found if row["values"]["name"]]

    with running(made()) as url, ThreadPoolExecutor(6) as pool:
        done = list(pool.map(work, range(12)))
    assert done == [(number + 2, [f"{number}.{number}"]) for number in range(12)]


def test_the_page_is_that_of_the_token_it_names() -> None:
    door = made()
    company(door, "one", "one.com")
    path = "/_emulator/ui/objects/companies/records"
    shown = [door.handle(Request.make("GET", path + query)).json() for query in ("?token=one", "?token=two", "")]
    assert [[row["name"] for row in page["data"]] for page in shown] == [
        ["one.com", "seed.com"],
        ["seed.com"],
        ["seed.com"],
    ]
    pages = [door.handle(Request.make("GET", f"/{query}")) for query in ("?token=one", "?token=two", "")]
    assert [page.status for page in pages] == [200, 200, 200]


def test_what_changes_something_goes_by_the_header_alone() -> None:
    door = made()
    company(door, "one", "one.com")
    headers = {"x-attio-emulator": "1"}
    assert door.handle(Request.make("POST", "/_emulator/reset?to=empty&token=one", headers=headers)).status == 400
    assert door.handle(Request.make("POST", "/_emulator/reset?to=empty", headers=headers)).status == 200
    assert door.of("one").counts() == {"companies": 2}


def test_the_transport_takes_it_as_it_takes_an_emulator() -> None:
    door = made()
    with httpx.Client(transport=EmulatorTransport(door), base_url="https://api.attio.com") as client:
        statuses = [
            client.get("/v2/objects", headers={"authorization": f"Bearer {one}"}).status_code for one in ("a", "b")
        ]
    assert (statuses, len(door.emulators())) == ([200, 200], 3)

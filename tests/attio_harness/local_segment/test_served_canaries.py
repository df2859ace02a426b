"""A running `serve` that was given secrets in every way there is tells none of them: on no page, in no answer of a control call, in no
line that it writes, and in no file that it keeps but those that it needs to go on."""

from __future__ import annotations

import base64
import json
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from attio_emulator.control import CALLS
from attio_harness.local_segment.calls import CALLS as SEGMENT_CALLS

from tests.attio_harness.canaries import SECRETS, found_in
from tests.attio_harness.subscriptions import assert_record
from tests.started.processes import Started

ROOT = Path(__file__).parents[3]
TOKEN, KEY, PASSWORD, CLIENT = (SECRETS[name] for name in ("token", "write key", "password", "client secret"))
OTHER = SECRETS["segment token"]
MAY = {"x-attio-emulator": "1"}
BEARER = {"authorization": f"Bearer {TOKEN}"}
BACK = "https://app.example/back"
MAPPING = {
    **assert_record(
        "People", 'type = "identify"', "people", "email_addresses", {"email_addresses": {"@path": "$.traits.email"}}
    ),
    "settings": {"oauth": {"access_token": OTHER, "clientSecret": CLIENT}},
}
RULES = [
    {
        "match": {"token": OTHER, "header": {"authorization": f"Bearer {OTHER}"}, "path": "/v2/nothing"},
        "fault": "reset",
    },
    {"match": {"query": {"access_token": PASSWORD}}, "fault": {"status": 400, "body": {"client_secret": CLIENT}}},
]


def basic(name: str, secret: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


def used(client: httpx.Client) -> list[str]:
    """Everything is asked that takes a secret, rightly and wrongly; the secrets that it made itself."""
    event = {"type": "identify", "userId": "u", "messageId": "m", "traits": {"email": "a@acme.com"}}
    client.post("/v1/identify", json=event | {"writeKey": KEY})
    client.post("/v1/identify", json=event | {"messageId": "n"}, headers=basic(KEY, ""))
    client.post("/v1/batch", json={"batch": [event | {"traits": {"email": "no address"}}, 5], "writeKey": KEY})
    client.post("/v1/batch", json={"batch": [event], "writeKey": PASSWORD})
    client.post("/v1/track", content=b'{"writeKey": "' + PASSWORD.encode(), headers=basic(PASSWORD, PASSWORD))
    client.get(f"/v1/projects/{PASSWORD}/settings")
    client.post(
        "/assertRecord", json={"payload": event, "auth": {"accessToken": OTHER}, "settings": {"password": PASSWORD}}
    )
    client.post("/assertRecord", json={"payload": event, "auth": PASSWORD, "settings": [CLIENT]})
    client.post("/authenticate", json={"oauth": {"accessToken": OTHER, "clientSecret": CLIENT}})

    hook = {"subscriptions": [{"event_type": "record.created", "filter": None}]}
    target = f"https://user:{PASSWORD}@hook.example/in?token={OTHER}"
    made = client.post("/v2/webhooks", json={"data": {**hook, "target_url": target}}, headers=BEARER).json()["data"]
    client.post(
        "/v2/webhooks",
        json={"data": {**hook, "target_url": f"http://{PASSWORD}@[::1", "secret": PASSWORD}},
        headers=BEARER,
    )
    client.put(
        "/v2/objects/people/records?matching_attribute=email_addresses", json={"data": {"values": {}}}, headers=BEARER
    )
    for path in (f"/v2/self?access_token={TOKEN}", f"/v2/self?access_token={PASSWORD}", f"/v2/{TOKEN}", "/v2/nothing"):
        client.get(path, headers=BEARER)
    client.get(
        "/v2/self", headers={"authorization": f"Bearer {OTHER}", "cookie": f"session={PASSWORD}", "x-api-key": PASSWORD}
    )
    client.get("/v2/self", headers=basic("user", PASSWORD))

    asked = {"client_id": "app", "redirect_uri": BACK, "response_type": "code", "state": "s"}
    codes = []
    for _ in range(2):
        page = client.get("/authorize", params=asked).text
        request = page.partition("name='request' value='")[2].partition("'")[0]
        answer = client.post("/authorize", data={"request": request, "decision": "approve"})
        codes.append(parse_qs(urlsplit(answer.headers["location"]).query)["code"][0])
    grant = {"grant_type": "authorization_code", "redirect_uri": BACK, "client_secret": CLIENT, "client_id": "app"}
    given = client.post("/oauth/token", data={**grant, "code": codes[0]}).json()["access_token"]
    client.post("/oauth/token", json={**grant, "code": PASSWORD})
    client.post("/oauth/token", data={**grant, "code": codes[1]}, headers=basic("app", PASSWORD))
    client.post("/oauth/introspect", data={"token": given}, headers=basic("app", CLIENT))
    client.put("/_emulator/state", json={"secrets": PASSWORD, "workspace": {"tokens": [PASSWORD]}}, headers=MAY)
    client.put("/_emulator/workspace", json={"tokens": [{PASSWORD: OTHER}]}, headers=MAY)
    client.put("/_emulator/faults", json=[{"match": {"tokn": PASSWORD, "token": PASSWORD}}], headers=MAY)
    client.post(
        "/_playground/evaluate",
        json={"mapping": json.dumps(MAPPING), "event": "{", "workspace": f"tokens: [[{TOKEN}]]"},
        headers=MAY,
    )
    return [made["secret"], given, *codes]  # fmt: skip


def read(client: httpx.Client) -> Iterator[tuple[str, bytes]]:
    """Every page, and every call that reads."""
    pages = ("/", "/_segment/", "/_playground/", "/_playground/recent", "/_segment/events", "/_segment/lines")
    calls = [path for table in (CALLS, SEGMENT_CALLS) for method, path in table if method == "GET" and "{" not in path]
    for path in (*pages, *calls):
        answer = client.get(path, headers=MAY)
        yield path, answer.content + repr(sorted(answer.headers.items())).encode()
    for row in client.get("/_emulator/requests", headers=MAY).json()["data"]:
        path = f"/_emulator/ui/requests/{row['id']}"
        yield f"{row['method']} {row['path']}", client.get(path, headers=MAY).content


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "m.json").write_text(json.dumps(MAPPING))
    (tmp_path / "w.json").write_text(
        json.dumps({"name": "Acme", "tokens": [TOKEN, {"token": f"{TOKEN}-2", "scopes": ["note:read"]}]})
    )
    (tmp_path / "f.json").write_text(json.dumps(RULES))
    return tmp_path


def test_a_running_serve_tells_no_secret(folder: Path) -> None:
    words = ["serve", "-w", "w.json", "--source", f"shop:{KEY}:m.json", "--faults", "f.json", "--state", "crm.json"]
    process = Started(*words, cwd=folder)
    assert process.stdout is not None
    try:
        address = process.stdout.readline().decode().split()[-1]
        with httpx.Client(base_url=address, timeout=30) as client:
            own = {f"made {number}": one for number, one in enumerate(used(client))}
            told = dict(read(client))
            (folder / "m.json").write_text(f'[{{"access_token": "{OTHER}", ')
            client.post("/v1/identify", json={"type": "identify", "userId": "u", "writeKey": KEY})
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    # it was asked, and took what it should
    assert b"a@acme.com" in told["/_emulator/requests"]
    assert b'"shop"' in told["/_segment/sources"]
    assert len(told) > 40
    assert {
        path: found for path, body in told.items() if (found := [*found_in(body, SECRETS), *found_in(body, own)])
    } == {}
    assert found_in(out + err, SECRETS) == found_in(out + err, own) == []
    kept = {path.name: found_in(path.read_bytes(), SECRETS, own) for path in folder.iterdir() if len(path.stem) > 1}
    # what goes on needs: the tokens of the workspace file, the address of a webhook and what it is signed with
    assert kept.pop("crm.json") == ["token", "segment token", "password", "made 0"]
    assert {name: found for name, found in kept.items() if found} == {}


def test_nothing_that_lies_in_the_repository_has_a_canary() -> None:
    """Expectations that tests write, pictures, pages and recordings."""
    folders = (
        "docs",
        "fixtures",
        "benchmarks",
        *(str(one.relative_to(ROOT)) for one in ROOT.glob("tests/**/__snapshots__")),
    )
    kinds = {".ambr", ".json", ".ndjson", ".webp", ".png", ".svg", ".har", ".html", ".yaml", ".md", ".txt"}
    files = [one for folder in folders for one in (ROOT / folder).rglob("*") if one.suffix in kinds]
    needles = [one.rpartition("-")[2].encode() for one in SECRETS.values()]
    assert len(files) > 100
    assert [one for one in files if any(needle in one.read_bytes() for needle in needles)] == []
    pictures = [one for one in files if one.suffix in (".webp", ".png")]
    assert {one.name: found for one in pictures if (found := found_in(one.read_bytes()))} == {}

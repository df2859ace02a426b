"""The HTTP face of a local Segment: pages of everybody may track, only this computer may ask, the emulator answers the rest."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from importlib.resources import files
from itertools import count
from typing import Any

import httpx
import pytest
from attio_destination import destination
from attio_emulator.faces.asgi import EmulatorApp
from attio_harness.errors import InputError
from attio_harness.local_segment.app import LocalSegmentApp
from attio_harness.local_segment.page import FILES
from attio_harness.local_segment.service import Service
from attio_harness.local_segment.sources import Source
from attio_harness.local_segment.tester import ActionsTester
from attio_harness.run.connection import Connection

from tests.attio_harness.local_segment.local import Local

EVENT: dict[str, Any] = {"type": "identify", "userId": "u-1", "messageId": "m-1", "traits": {"email": "jane@acme.com"}}
MAY = {"x-attio-emulator": "1"}


class Client:
    """Calls the application as a browser or an SDK on this computer would."""

    def __init__(self, local: Local, **options: Any) -> None:
        self.service = Service(local.local, now=local.clock, locked=lambda: local.emulator.lock, **options)
        numbers = count(1)
        self.app = LocalSegmentApp(
            self.service,
            [Source(name="app", write_key="key", mappings=())],
            EmulatorApp(local.emulator),
            now=local.clock,
            tester=ActionsTester(destination, Connection(local.emulator)),
            new_id=lambda: f"id-{next(numbers)}",
        )

    async def __call__(self, method: str, path: str, **options: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, client=("127.0.0.1", 5000))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8700") as client:
            return await client.request(method, path, **options)


@pytest.fixture
def client() -> Iterator[Client]:
    made = Client(Local())
    with made.service.running():
        yield made


pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


async def test_an_event_becomes_a_record_and_its_trace_is_told(client: Client) -> None:
    sent = await client("POST", "/v1/batch", auth=("key", ""), json={"batch": [EVENT]})
    assert (sent.status_code, sent.json()) == (200, {"success": True})
    found = await client("GET", "/_segment/events", params={"message_id": "m-1", "wait": 20})
    assert found.headers["content-type"] == "application/x-ndjson; charset=utf-8"
    [trace] = [json.loads(line) for line in found.text.splitlines()]
    assert (trace["verdicts"], trace["source"], trace["good"]) == (["written"], "app", True)
    record = trace["stages"]["subscriptions"][0]["records"][0]["record_id"]
    answer = await client("GET", f"/v2/objects/people/records/{record}", headers={"authorization": "Bearer any"})
    assert answer.json()["data"]["values"]["email_addresses"][0]["email_address"] == "jane@acme.com"
    assert (await client("GET", "/")).status_code == 200


async def test_good_and_bad(client: Client) -> None:
    bad = EVENT | {"messageId": "m-2", "traits": {"email": "jane@acme.com", "plan": "Gold"}}
    unfit = {"type": "track", "event": "E"}
    await client("POST", "/v1/batch", auth=("key", ""), json={"batch": [EVENT, bad, unfit]})
    await client("POST", "/v1/batch", auth=("key", ""), json={"batch": [EVENT]})  # again
    flushed = await client("POST", "/_segment/flush", headers=MAY)
    assert flushed.json() == {"total": 4, "good": 2, "bad": 2, "waiting": 0}
    assert (await client("GET", "/micro/all")).json() == {"total": 4, "good": 2, "bad": 2}
    good, wrong = [(await client("GET", f"/micro/{name}")).json() for name in ("good", "bad")]
    assert [one["verdicts"] for one in good] == [["written"], ["repeat"]]
    assert [one["verdicts"] for one in wrong] == [["rejected"], ["refused"]]
    assert wrong[1]["stages"]["received"]["code"] == "no_user_anon_id"
    assert wrong[0]["stages"]["subscriptions"][0]["loss"]["attribute"] == "plan"
    assert (await client("POST", "/micro/reset", headers=MAY)).json() == {"total": 0, "good": 0, "bad": 0}


async def test_what_is_served(client: Client) -> None:
    [source] = (await client("GET", "/_segment/sources")).json()["data"]
    assert source["source"] == "app"
    assert source["subscriptions"][0]["trigger"] == 'type = "identify"'
    assert (await client("GET", "/_segment/health")).json() == {"status": "ok"}
    assert (await client("HEAD", "/_segment/health")).status_code == 200
    assert (await client("GET", "/_segment/batches")).json() == {"data": []}
    wrong = await client("GET", "/_segment/event")
    assert wrong.status_code == 404
    assert wrong.json()["error"].startswith("There is no call GET /_segment/event; known are /_segment/events, ")
    other = await client("GET", "/_segment/flush")
    assert other.json() == {"error": "There is no call GET /_segment/flush; /_segment/flush takes POST."}
    query = await client("GET", "/_segment/events?mesage_id=1")
    assert (query.status_code, query.json()) == (
        400, {"error": "found the parameter 'mesage_id', which is not known; did you mean message_id?"},
    )  # fmt: skip


@pytest.mark.parametrize("path", ["/v1/t", "/v1/batch", "/v1/m", "/v1/projects/key/settings"])
async def test_pages_of_everybody_may_track(client: Client, path: str) -> None:
    origin = {"origin": "https://shop.example"}
    verb, other = ("GET", "POST") if path.endswith("settings") else ("POST", "GET")
    asked = origin | {"access-control-request-method": verb, "access-control-request-headers": "content-type"}
    before = await client("OPTIONS", path, headers=asked)
    assert (before.status_code, before.headers["access-control-allow-origin"]) == (204, "https://shop.example")
    assert before.headers["access-control-allow-headers"] == "content-type"
    assert before.headers["access-control-allow-methods"] == verb
    more = asked | {"access-control-request-headers": "Content-Type, X-Attio-Emulator,x-own, a b"}
    assert (await client("OPTIONS", path, headers=more)).headers[
        "access-control-allow-headers"
    ] == "Content-Type, x-own"
    for method in (other, "PUT", "DELETE", "x"):
        refused = await client("OPTIONS", path, headers=asked | {"access-control-request-method": method})
        assert (refused.status_code, "access-control-allow-methods" in refused.headers) == (403, False)
    assert "access-control-allow-private-network" not in before.headers
    private = await client("OPTIONS", path, headers=asked | {"access-control-request-private-network": "true"})
    assert private.headers["access-control-allow-private-network"] == "true"
    answer = await client(verb, path, headers=origin, content=b"{")
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    assert (answer.headers["access-control-allow-credentials"], answer.headers["vary"]) == ("true", "Origin")
    assert answer.status_code in (200, 400)
    assert (await client(verb, path, content=b"{")).headers["access-control-allow-origin"] == "*"


async def test_a_path_that_is_none_is_told(client: Client) -> None:
    answer = await client("POST", "/v1/tracks", headers={"origin": "https://shop.example"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (404, "https://shop.example")
    assert answer.json()["message"].startswith("There is no /v1/tracks; there is /v1/a, /v1/alias, /v1/b, /v1/batch, ")


async def test_a_slash_at_the_end_makes_no_difference(client: Client) -> None:
    assert (await client("POST", "/v1/batch/", auth=("key", ""), json={"batch": [EVENT]})).json() == {"success": True}


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/_segment/events", {"origin": "https://shop.example"}),
        ("GET", "/_segment/events", {"origin": "http://127.0.0.1:8700"}),  # a page of this computer says so
        ("POST", "/_segment/reset", {}),
        ("POST", "/_segment/flush", {"origin": "https://shop.example", **MAY}),
        ("GET", "/_segment/events", {"host": "shop.example"}),
        ("POST", "/v1/track", {"host": "shop.example"}),
        ("OPTIONS", "/_segment/events", {"origin": "https://shop.example"}),
        ("GET", "/_segment/stream", {"origin": "https://shop.example"}),
        ("GET", "/_segment/stream", {"host": "shop.example"}),
        ("GET", "/micro/reset", {"sec-fetch-site": "cross-site"}),
        ("GET", "/micro/reset", {"sec-fetch-site": "same-site"}),
        ("POST", "/micro/reset", {"origin": "https://shop.example"}),
        ("GET", "/manifest", {"origin": "https://shop.example"}),
        ("GET", "/manifest", {"host": "shop.example", "origin": "https://app.segment.com"}),
    ],
)
async def test_others_may_not_ask(client: Client, method: str, path: str, headers: dict[str, str]) -> None:
    answer = await client(method, path, headers=headers)
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path", "takes"),
    [("GET", "/v1/track", "POST"), ("PUT", "/v1/batch", "POST"), ("POST", "/v1/projects/key/settings", "GET")],
)
async def test_another_verb(client: Client, method: str, path: str, takes: str) -> None:
    answer = await client(method, path)
    assert (answer.status_code, answer.json()["message"]) == (404, f"There is no {method} {path}; it takes {takes}.")


async def test_a_large_body_is_refused_in_segments_words(client: Client) -> None:
    answer = await client("POST", "/v1/batch", auth=("key", ""), content=b" " * 3_000_000)
    assert (answer.status_code, answer.json()["code"]) == (400, "payload_too_large")


async def test_the_settings_of_a_browser(client: Client) -> None:
    answer = await client("GET", "/v1/projects/key/settings")
    assert answer.json()["integrations"]["Segment.io"] == {
        "apiKey": "key", "apiHost": "127.0.0.1:8700/v1", "protocol": "http", "deliveryStrategy": {"strategy": "standard"},
    }  # fmt: skip
    assert (await client("GET", "/v1/projects/other/settings")).status_code == 404


async def test_what_cannot_be_kept_is_not_acknowledged() -> None:
    class Full:
        def append(self, rows: object) -> None:
            raise InputError("the events on their way cannot be kept here: disk is full", file="crm.json.events")

        def settled(self, seq: int) -> None:
            """Nothing is."""

    client = Client(Local(), keeper=Full())
    with client.service.running():
        answer = await client("POST", "/v1/batch", auth=("key", ""), json={"batch": [EVENT]})
        assert (answer.status_code, answer.json()) == (
            503,
            {"success": False, "message": "crm.json.events: the events on their way cannot be kept here: disk is full", "code": "not_kept"},
        )  # fmt: skip
        client.service._keeper = type("Empty", (), {"append": lambda *_: None})()
        again = await client("POST", "/v1/batch", auth=("key", ""), json={"batch": [EVENT]})
        assert again.status_code == 200
        client.service.flush()
        # tried again as SDKs do, it is no repeat
        assert client.service.traces.counts()["good"] == 1
        assert (await client("GET", "/_segment/events?verdict=written")).text.count("\n") == 1


async def test_events_are_waited_for_by_many_at_once(client: Client) -> None:
    waiting = [
        asyncio.create_task(client("GET", f"/_segment/events?message_id=m-{one}&wait=20")) for one in range(1, 41)
    ]
    await asyncio.sleep(0.05)
    batch = [{**EVENT, "messageId": f"m-{one}"} for one in range(1, 41)]
    await client("POST", "/v1/batch", auth=("key", ""), json={"batch": batch})
    found = [json.loads((await one).text) for one in waiting]
    assert [one["message_id"] for one in found] == [f"m-{one}" for one in range(1, 41)]
    assert {tuple(one["verdicts"]) for one in found} == {("written",)}


async def test_who_waits_in_vain_gets_nothing(client: Client) -> None:
    assert (await client("GET", "/_segment/events?message_id=m-1&wait=0.02")).text == ""


@pytest.mark.parametrize(
    ("method", "path", "headers"), [("POST", "/_segment/reset", MAY), ("GET", "/micro/reset", {}), ("POST", "/micro/reset", {})]
)  # fmt: skip
async def test_after_a_reset_the_same_events_are_no_repeats(
    client: Client, method: str, path: str, headers: dict[str, str]
) -> None:
    for _ in range(2):
        await client("POST", "/v1/batch", auth=("key", ""), json={"batch": [EVENT]})
        await client("POST", "/_segment/flush", headers=MAY)
        assert json.loads((await client("GET", "/_segment/events")).text)["verdicts"] == ["written"]
        assert (await client(method, path, headers=headers)).status_code == 200


async def test_the_actions_tester_is_for_its_own_pages(client: Client) -> None:
    for headers in ({}, {"origin": "http://127.0.0.1:8700"}, {"origin": "https://app.segment.com"}):
        answer = await client("GET", "/manifest", headers=headers)
        assert (answer.status_code, "assertRecord" in answer.text) == (200, True)
        assert ("access-control-allow-origin" in answer.headers) is ("segment" in headers.get("origin", ""))
    done = await client(
        "POST", "/identifyUser", json={"payload": EVENT, "mapping": {"email_address": {"@path": "$.traits.email"}}}
    )
    assert done.json()[0]["response"]["statusCode"] == 200


async def test_a_body_that_is_too_large_for_the_tester_is_refused_in_its_form(client: Client) -> None:
    json = {"content-type": "application/json", "origin": "https://app.segment.com"}
    answer = await client("POST", "/identifyUser", content=b" " * 1_100_000, headers=json)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (413, "https://app.segment.com")
    (row,) = answer.json()
    assert row["message"] == "the body is larger than 1048576 bytes"
    assert (await client("POST", "/identifyUser", content=b" " * 1_100_000)).status_code == 413


async def test_another_attio_has_no_pages_here(client: Client) -> None:
    client.app._inside = None
    answer = await client("GET", "/")
    assert (answer.status_code, answer.json()) == (404, {"error": "There is no call GET /."})


async def test_the_page_is_strict_and_its_files_are_those_of_a_table(client: Client) -> None:
    page = await client("GET", "/_segment/")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert '<a href="/_segment/" aria-current="page">Events</a>' in page.text
    folder = files("attio_harness.local_segment.page").joinpath("assets")
    assert {one.name for one in folder.iterdir()} == set(FILES.names)
    for name in FILES.names:
        # a browser says from which page it loads a module
        file = await client("GET", FILES.address + name, headers={"origin": "http://127.0.0.1:8700"})
        assert (file.status_code, file.headers["x-content-type-options"]) == (200, "nosniff")
        assert file.text == folder.joinpath(name).read_text()
    for path in ("/_segment/assets/../__init__.py", "/_segment/assets/%2e%2e/__init__.py", "/_segment/assets/none.js"):
        assert (await client("GET", path)).status_code == 404
    for path in ("/_segment/", FILES.address + "events.js"):
        assert (await client("GET", path, headers={"host": "shop.example"})).status_code == 403
    assert (await client("POST", "/_segment/", headers=MAY)).status_code == 404
    without = await client("GET", "/_segment")
    assert (without.status_code, without.headers["location"]) == (308, "/_segment/")


async def test_the_page_is_there_with_another_attio_as_well(client: Client) -> None:
    client.app._inside = None
    page = await client("GET", "/_segment/")
    assert page.status_code == 200
    # the page of the emulator is not there
    assert ('href="/_segment/"' in page.text, 'href="/"' in page.text) == (True, False)
    assert (await client("GET", "/_emulator/assets/dom.js")).status_code == 200
    assert (await client("GET", "/_emulator/assets/dom.js", headers={"host": "shop.example"})).status_code == 403


async def test_lists_have_a_line_of_each(client: Client) -> None:
    await client("POST", "/v1/batch", auth=("key", ""), json={"batch": [EVENT, EVENT | {"messageId": "m-2"}, 7]})
    await client("POST", "/_segment/flush", headers=MAY)
    lines = (await client("GET", "/_segment/lines?good=true&limit=1")).json()["data"]
    assert [(one["seq"], one["message_id"], one["subscriptions"]) for one in lines] == [(2, "m-2", ["Identify User"])]
    assert json.loads((await client("GET", "/_segment/events?seq=1")).text)["message_id"] == "m-1"
    assert (await client("GET", "/_segment/lines?seq=9")).json() == {"data": []}


# -- the stream ------------------------------------------------------------------------------------------------------


def strictly(text: str) -> Any:
    """What a reader of JSON reads, without the words that Python's takes."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(text, parse_constant=refuse)


class Listener:
    """Listens as a browser does: `told` has the messages as (id, data)."""

    def __init__(self, client: Client, *, last: str = "") -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []
        self._gone = asyncio.Event()
        headers = [(b"host", b"127.0.0.1"), (b"last-event-id", last.encode())]
        scope = {"type": "http", "method": "GET", "path": "/_segment/stream", "headers": headers, "query_string": b""}
        self._task = asyncio.create_task(client.app(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            assert dict(message["headers"])[b"content-type"] == b"text/event-stream"
            return
        fields = dict(line.split(": ", 1) for line in message["body"].decode().strip().split("\n"))
        assert fields["event"] == "events"
        self.told.append((fields["id"], strictly(fields["data"])))

    async def until(self, good: int) -> None:
        while not self.told or self.told[-1][1]["counts"]["good"] < good:
            await asyncio.sleep(0.01)

    async def leave(self) -> None:
        self._gone.set()
        await asyncio.wait_for(self._task, 20)


async def test_a_browser_follows_the_events_and_goes_on_where_it_was(client: Client) -> None:
    async def send(*numbers: int) -> None:
        batch = [{**EVENT, "messageId": f"m-{one}"} for one in numbers]
        await client("POST", "/v1/batch", auth=("key", ""), json={"batch": batch})
        await client("POST", "/_segment/flush", headers=MAY)

    listener = Listener(client)
    await listener.until(0)
    life = listener.told[0][1].pop("life")
    assert listener.told[0][1] == {
        "change": 0, "counts": {"total": 0, "good": 0, "bad": 0, "waiting": 0}, "forgotten": 0, "rows": [], "more": False,
    }  # fmt: skip
    await send(1)
    await listener.until(1)
    await listener.leave()
    id, data = listener.told[-1]
    assert [(row["seq"], row["message_id"], row["good"]) for row in data["rows"]] == [(1, "m-1", True)]
    await send(2)
    for last, expected in ((id, ["m-2"]), ("other-9", ["m-1", "m-2"]), ("?", ["m-1", "m-2"])):
        again = Listener(client, last=last)
        await again.until(2)
        assert [row["message_id"] for row in again.told[0][1]["rows"]] == expected
        assert again.told[0][1]["life"] == life
        await again.leave()
    await client("POST", "/_segment/reset", headers=MAY)
    again = Listener(client, last=id)
    await again.until(0)
    assert again.told[0][1]["life"] != life
    await again.leave()


async def test_a_thousand_events_are_one_message_with_the_last_of_them(client: Client) -> None:
    batch = [{**EVENT, "messageId": f"m-{one}"} for one in range(1_000)]
    await client("POST", "/v1/batch", auth=("key", ""), json={"batch": batch})
    await client("POST", "/_segment/flush", headers=MAY)
    listener = Listener(client)
    await listener.until(1_000)
    await listener.leave()
    [(_, data)] = listener.told
    assert ([row["seq"] for row in data["rows"]], data["more"]) == (list(range(801, 1_001)), True)


async def test_a_number_beyond_all_doubles_is_null_in_every_answer(client: Client) -> None:
    batch = """[{"type": "identify", "userId": "u", "messageId": "m", "traits": {"email": "a@acme.com", "name": 1e400}},
                {"type": "track", "userId": -1e400, "event": "Big"}]"""
    assert (await client("POST", "/v1/batch", content=f'{{"writeKey": "key", "batch": {batch}}}')).status_code == 200
    await client("POST", "/_segment/flush", headers=MAY)

    lists = [strictly((await client("GET", path)).text) for path in ("/_segment/lines", "/micro/good", "/micro/bad")]
    assert [one["user_id"] for one in lists[0]["data"]] == ["u", None]
    traces = [strictly(line) for line in (await client("GET", "/_segment/events")).text.splitlines()]
    assert [one["event"].get("traits") for one in traces] == [{"email": "a@acme.com", "name": None}, None]
    listener = Listener(client)
    await listener.until(0)
    assert [row["user_id"] for row in listener.told[0][1]["rows"]] == [None, "u"]  # the last one to change is last
    await listener.leave()

"""One exchange through every face of the emulator gives the same answers and leaves the same state behind."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import orjson
import pytest
import respx
from attio_emulator import (
    Emulator,
    EmulatorApp,
    EmulatorTransport,
    Request,
    Response,
    Workspace,
    mount_respx,
    running,
)

from tests.attio_emulator.calls import Attio, assertion
from tests.attio_emulator.faces import FACES, Asked

WORKSPACE = Workspace.from_dict(
    {
        "name": "Café <&> Söhne",
        "members": [{"email_address": "alice@acme.com"}],
        "objects": [{"api_slug": "users", "active": True}],
        "records": {"people": [{"email_addresses": "seed@x.com"}], "companies": [{"domains": "acme.com"}]},
    }
)
_PERSON = Attio(WORKSPACE).ids("people")[0]
_MATCH = "matching_attribute=email_addresses"


def asked(method: str, url: str, body: Any = None, *, token: str | None = "t", **headers: str) -> Asked:
    """A request with a JSON body, or with the bytes given."""
    named = {"content-type": "application/json"} if body is not None else {}
    named |= {"authorization": f"Bearer {token}"} if token is not None else {}
    content = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
    return Asked(method, url, named | headers, content)


def values(**given: Any) -> dict[str, Any]:
    return {"data": {"values": given}}


def person(email: str, **more: Any) -> dict[str, Any]:
    return assertion("people", "email_addresses", {"email_addresses": email, **more})


EXCHANGE: tuple[tuple[Asked, int], ...] = (
    (asked("GET", "/v1/token"), 200),
    (asked("GET", "/v1/token", token=None), 401),
    (asked("GET", "/v2/self"), 200),
    (asked("GET", "/v2/self", token=None), 400),
    (asked("GET", "/v2/objects"), 200),
    (asked("GET", "/v2/objects/%70eople"), 200),
    (asked("GET", "/v2/objects/k%C3%BChe%2Fschafe"), 404),
    (asked("GET", "/v2/objects/people/attributes?limit=3&offset=1&show_archived=false"), 200),
    (asked("GET", "/v2/workspace_members"), 200),
    (asked("PUT", f"/v2/objects/people/records/simple?{_MATCH}&append_to_existing_values=true", values(email_addresses=["seed@x.com", "Größe@x.com"], name="Böll, Jürgen 🐈", company="acme.com")), 200),
    (asked("PUT", f"/v2/objects/people/records/simple?{_MATCH}", values(email_addresses="bob")), 400),
    (asked("PUT", f"/v2/objects/people/records?{_MATCH}", values(email_addresses=["new@x.com"], job_title="x")), 200),
    (asked("PUT", "/v2/objects/people/records?matching_attribute=kn%C3%B6pfe", values(email_addresses=["new@x.com"])), 400),
    (asked("PUT", "/v2/objects/people/records", values(email_addresses=["new@x.com"])), 400),
    (asked("PUT", "/v2/objects/people/records?matching_attribute=", values(email_addresses=["new@x.com"])), 400),
    (asked("POST", "/v2/objects/people/records", values(email_addresses=["seed@x.com"])), 400),
    (asked("POST", "/v2/objects/users/records", values(user_id="u", primary_email_address="a@x.com")), 200),
    (asked("POST", "/v2/objects/deals/records", values(name="D")), 400),
    (asked("POST", "/v2/objects/people/records", b"{oops"), 400),
    (asked("POST", "/v2/objects/people/records", b"\xff\xfe"), 400),
    (asked("POST", "/v2/objects/people/records/query", {"limit": 2}), 200),
    (asked("POST", "/v2/objects/people/records/query"), 200),
    (asked("GET", f"/v2/objects/people/records/{_PERSON}"), 200),
    (asked("PATCH", f"/v2/objects/people/records/{_PERSON}", values(job_title="Builder")), 200),
    (asked("GET", f"/v2/objects/people/records/{_PERSON}/attributes/job_title/values?show_historic=true"), 200),
    (asked("DELETE", f"/v2/objects/people/records/{_PERSON}"), 200),
    (asked("DELETE", f"/v2/objects/people/records/{_PERSON}"), 404),
    (asked("PUT", "/v2/batch/records", {"assertions": [person("b@x.com"), person("bob"), person("c@x.com")]}), 202),
    (asked("PUT", "/v2/batch/records", {"assertions": [{}]}), 400),
    (asked("GET", "/v2/batch/records"), 404),
    (asked("GET", "/v2/nothing/%3Cb%3E?a=1&a=2&b=%26+%2B"), 404),
    (asked("GET", "/v2/webhooks"), 200),
)  # fmt: skip
"""Requests of all kinds and the status each has; the last may be answered 501 as well."""


def lived(face: str) -> tuple[Emulator, list[Any]]:
    emulator = Emulator(WORKSPACE)
    return emulator, list(FACES[face](emulator, [one for one, _ in EXCHANGE]))


def test_the_exchange_has_the_answers_it_is_there_for() -> None:
    _, seen = lived("handle")
    statuses = [one.status for one in seen]
    assert statuses[:-1] == [status for _, status in EXCHANGE[:-1]]
    assert statuses[-1] in (200, 501)
    assert [one.body for one in seen if one.status == 202] == [b""]
    assert all("x-attio-execution-id" in one.headers for one in seen)
    assert len({one.headers["x-attio-execution-id"] for one in seen}) == len(EXCHANGE)
    assert {one.headers.get("content-type") for one in seen} == {"application/json; charset=utf-8", None}


@pytest.mark.covers("emulator.faces")
@pytest.mark.parametrize("face", [face for face in FACES if face != "handle"])
def test_every_face_gives_the_same_answers_and_leaves_the_same_state(face: str) -> None:
    plain, expected = lived("handle")
    emulator, seen = lived(face)
    for (one, _), there, here in zip(EXCHANGE, expected, seen, strict=True):
        assert (one.method, one.url, here) == (one.method, one.url, there)
    assert emulator.snapshot() == plain.snapshot()
    assert emulator.ledger == plain.ledger
    assert emulator.journal == plain.journal


@pytest.mark.parametrize("face", FACES)
def test_a_fault_is_the_same_through_every_face(face: str) -> None:
    emulator = Emulator(WORKSPACE)
    emulator.faults.replace(
        [
            {"status": 429, "headers": {"retry-after": "1"}, "times": 1},
            {"status": 503, "body": "Service Unavailable", "times": 1},
            {"status": 204, "times": 1, "delay": 0.001},
        ]
    )
    one = asked("GET", "/v2/objects")
    first, second, third, fourth = FACES[face](emulator, [one] * 4)
    assert orjson.loads(first.body) == {
        "status_code": 429,
        "type": "rate_limit_error",
        "code": "rate_limit_exceeded",
        "message": "Rate limit exceeded, please try again later",
    }
    assert (first.status, first.headers["retry-after"]) == (429, "1")
    assert (second.status, second.body) == (503, b"Service Unavailable")
    assert (third.status, third.body) == (204, b"")
    assert fourth.status == 200
    assert [row["status"] for row in emulator.journal] == [429, 503, 204, 200]


class Noted:
    """What hooks and logs of a client see of an answer: whether it was read before the client read it, and how long it took."""

    def __init__(self) -> None:
        self.early: list[bool] = []

    def hook(self, response: httpx.Response) -> None:
        self.early.append(hasattr(response, "_content"))

    async def async_hook(self, response: httpx.Response) -> None:
        self.hook(response)

    def sync(self, url: str, transport: httpx.BaseTransport | None = None) -> httpx.Response:
        with httpx.Client(transport=transport, event_hooks={"response": [self.hook]}) as client:
            return client.get(f"{url}/v2/self")

    def asynchronous(self, url: str, transport: httpx.AsyncBaseTransport | None = None) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=transport, event_hooks={"response": [self.async_hook]}) as client:
                return await client.get(f"{url}/v2/self")

        return asyncio.run(ask())


def test_an_answer_in_the_process_is_read_when_the_client_reads_it_as_one_over_a_connection() -> None:
    emulator, noted, url = Emulator(WORKSPACE), Noted(), "https://api.attio.com"
    with running(emulator) as address:
        answers = [noted.sync(address), noted.asynchronous(address)]
    transport = EmulatorTransport(emulator)
    answers += [noted.sync(url, transport), noted.asynchronous(url, transport)]
    with respx.mock() as router:
        mount_respx(router, emulator)
        answers += [noted.sync(url), noted.asynchronous(url)]
    assert noted.early == [False] * 6
    assert all(one.elapsed.total_seconds() > 0 and one.is_closed for one in answers)
    assert len({(one.status_code, one.headers["content-length"], one.num_bytes_downloaded) for one in answers}) == 1


class Watched(Emulator):
    """Counts the requests that came in while another one was answered."""

    def __init__(self) -> None:
        super().__init__(WORKSPACE)
        self.met = 0
        self._free = threading.Lock()

    def handle(self, request: Request) -> Response:
        if not self._free.acquire(blocking=False):
            self.met += 1
            return super().handle(request)
        try:
            time.sleep(0.002)  # another thread goes on
            return super().handle(request)
        finally:
            self._free.release()


@pytest.mark.parametrize(
    "faces", [("httpx",) * 3, ("httpx async",) * 3, ("asgi",) * 3, ("server",) * 2, ("httpx", "httpx async", "server")]
)
def test_clients_in_several_threads_are_answered_one_after_the_other(faces: tuple[str, ...]) -> None:
    emulator = Watched()
    with ThreadPoolExecutor(len(faces)) as pool:
        rows = [pool.submit(FACES[face], emulator, [asked("GET", "/v2/self")] * 10) for face in faces]
        assert {one.status for row in rows for one in row.result()} == {200}
    assert (emulator.met, len(emulator.journal)) == (0, 10 * len(faces))


def test_clients_that_respx_answers_are_answered_one_after_the_other() -> None:
    emulator = Watched()
    with (
        respx.mock() as router,
        httpx.Client(headers={"authorization": "Bearer t"}) as client,
        ThreadPoolExecutor(3) as pool,
    ):
        mount_respx(router, emulator)
        rows = [pool.submit(client.get, "https://api.attio.com/v2/objects") for _ in range(30)]
        assert {row.result().status_code for row in rows} == {200}
    assert (emulator.met, len(emulator.journal)) == (0, 30)


def test_a_router_and_an_emulator_in_each_others_place_are_told() -> None:
    with (
        respx.mock(assert_all_called=False) as router,
        pytest.raises(TypeError, match="found Emulator, expected a router of respx; in pytest it is mount_respx"),
    ):
        mount_respx(Emulator(), router)  # type: ignore[arg-type]


NO_EMULATORS = (
    (Workspace.standard(), "Workspace"),
    ("workspace.yaml", "str"),
    (None, "NoneType"),
    (Emulator, "the class Emulator"),
)


@pytest.mark.parametrize(("given", "found"), NO_EMULATORS)
def test_what_is_no_emulator_is_told_before_any_request(given: Any, found: str) -> None:
    with respx.mock(assert_all_called=False) as router:
        faces: dict[str, Callable[[], Any]] = {
            "EmulatorTransport(emulator)": lambda: EmulatorTransport(given),
            "EmulatorApp(emulator)": lambda: EmulatorApp(given),
            "running(emulator)": lambda: running(given).__enter__(),
            "mount_respx(router, emulator)": lambda: mount_respx(router, given),
        }
        for named, face in faces.items():
            with pytest.raises(TypeError) as refused:
                face()
            assert (
                str(refused.value)
                == f"{named}: found {found}, expected an emulator, such as Emulator(Workspace.load(path))"
            )


@pytest.mark.parametrize("fault", [{"latency": 0.2}, {"kind": "drip", "rate": 1000}])
def test_a_late_answer_waits_in_the_loop_that_runs(monkeypatch: pytest.MonkeyPatch, fault: dict[str, object]) -> None:
    """httpx also runs in trio, of which asyncio knows nothing; anyio, which httpx brings, waits in both."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("anyio.sleep", sleep)
    emulator = Emulator(Workspace.standard())
    emulator.faults.replace([{"fault": fault}])
    transport = EmulatorTransport(emulator)

    async def answered() -> int:
        request = httpx.Request("GET", "https://api.attio.com/v2/self", headers={"authorization": "Bearer any"})
        answer = await transport.handle_async_request(request)
        assert await answer.aread()
        return answer.status_code

    # without a loop of asyncio, as in trio: whatever waits otherwise fails
    with pytest.raises(StopIteration) as ended:
        answered().send(None)
    assert ended.value.value == 200
    assert sum(waited) > 0

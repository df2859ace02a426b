"""Every kind of fault over every carrier: what the client sees, and whether the request was done."""

from __future__ import annotations

import asyncio
import gc
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, NamedTuple

import httpx
import pytest
import respx
from attio_emulator import (
    Emulator,
    EmulatorApp,
    EmulatorTransport,
    Request,
    VirtualClock,
    Workspace,
    mount_respx,
    running,
)
from attio_emulator.faces import in_process
from attio_emulator.faults.kinds import KINDS

from tests.attio_emulator.calls import assertion
from tests.attio_emulator.faults.carriers import CARRIERS

WORKSPACE = Workspace.from_dict({"name": "Acme", "records": {"companies": [{"domains": "acme.com"}]}})
PATIENT, HASTY = httpx.Timeout(10), httpx.Timeout(10, connect=0.03, read=0.03)


class Case(NamedTuple):
    """A fault, what the client is told (status, or the name of the error; of some bodies the bytes), and whether it was written."""

    fault: Any
    told: Any
    written: bool
    body: bytes | None = None
    timeout: httpx.Timeout = PATIENT
    server: Any = None
    """What is told over HTTP, where it is something else."""


REFUSED = "the emulator's own server refuses the rule by name"
CASES: dict[str, Case] = {
    "status": Case({"status": 503}, 503, False),
    "code": Case({"code": "concurrent_write_conflict"}, 409, False),
    "body": Case({"status": 200, "body": {"data": 1}}, 200, False, b'{"data":1}'),
    "no content": Case({"status": 204}, 204, False, b""),
    "not modified": Case({"status": 304}, 304, False, b""),
    "429": Case({"status": 429, "retry_after": 3}, 429, False),
    "latency": Case({"latency": 0.01}, 200, True),
    "jitter": Case({"latency": {"fixed": 0.01, "jitter": 0.01}}, 200, True),
    "percentiles": Case({"latency": {"percentiles": {"50": 0.01, "99": 0.02}}}, 200, True),
    "later than the client waits": Case({"latency": 5}, "ReadTimeout", True, timeout=HASTY),
    "a response of ours later than the client waits": Case({"status": 200, "latency": 5}, "ReadTimeout", False, timeout=HASTY),
    "drip": Case({"kind": "drip", "rate": 1_000_000}, 200, True),
    "drip of a response of ours": Case({"kind": "drip", "rate": 200, "status": 200, "body": "slow"}, 200, False, b"slow"),
    "drip slower than the client waits": Case({"kind": "drip", "rate": 1}, "ReadTimeout", True, timeout=HASTY),
    "refused": Case("refused", "ConnectError", False, server="ReadError"),
    "unreachable": Case("unreachable", "ConnectTimeout", False, timeout=HASTY, server=REFUSED),
    "unreachable, and the client waits": Case({"kind": "unreachable", "seconds": 0.01}, "ConnectError", False, server=REFUSED),
    "silent": Case("silent", "ReadTimeout", False, timeout=HASTY),
    "silent, and the client waits": Case({"kind": "silent", "seconds": 0.01}, "RemoteProtocolError", False),
    "silent and done": Case({"kind": "silent", "applied": True}, "ReadTimeout", True, timeout=HASTY),
    "reset": Case("reset", "ReadError", False),
    "reset and done": Case({"kind": "reset", "applied": True}, "ReadError", True),
    "reset in the middle": Case({"kind": "reset", "bytes": 5}, "ReadError", True),
    "reset after all bytes": Case({"kind": "reset", "bytes": 1_000_000}, "ReadError", True),
    "reset in a response of ours": Case({"kind": "reset", "bytes": 1, "status": 200, "body": "ab"}, "ReadError", False),
    "half closed": Case("half_closed", "RemoteProtocolError", False),
    "half closed in the middle": Case({"kind": "half_closed", "bytes": 5}, "RemoteProtocolError", True),
    "truncated": Case("truncated", "RemoteProtocolError", True),
    "truncated at once": Case({"kind": "truncated", "bytes": 0}, "RemoteProtocolError", True),
    "truncated, of one byte": Case({"kind": "truncated", "status": 200, "body": "a"}, "RemoteProtocolError", False),
    "truncated, of none": Case({"kind": "truncated", "status": 200, "body": ""}, "RemoteProtocolError", False),
    "empty": Case("empty", 200, False, b""),
    "empty and done": Case({"kind": "empty", "applied": True}, 200, True, b""),
    "empty 202": Case({"kind": "empty", "status": 202}, 202, False, b""),
    "malformed": Case("malformed", 200, False, b'{"data": {"id": '),
    "malformed, JSON": Case({"kind": "malformed", "as": "json"}, 200, False, b'{"unexpected": true}'),
    "malformed, bytes": Case({"kind": "malformed", "as": "bytes"}, 200, False, b'{"data": "\xff\xfe"}'),
    "accept then lose": Case("accept_then_lose", 200, False),
    "accept then lose, 202": Case({"kind": "accept_then_lose", "status": 202}, 202, False),
    "accept then lose, 204": Case({"kind": "accept_then_lose", "status": 204}, 204, False, b""),
    "accept then lose, a body": Case({"kind": "accept_then_lose", "body": {"data": {}}}, 200, False, b'{"data":{}}'),
    "apply then fail": Case("apply_then_fail", 500, True),
    "apply then fail, 503": Case({"kind": "apply_then_fail", "status": 503}, 503, True),
    "apply then fail, reset": Case({"kind": "apply_then_fail", "by": "reset"}, "ReadError", True),
    "apply then fail, half closed": Case({"kind": "apply_then_fail", "by": "half_closed"}, "RemoteProtocolError", True),
    "apply then fail, time-out": Case({"kind": "apply_then_fail", "by": "silent"}, "ReadTimeout", True, timeout=HASTY),
    "apply then fail, malformed": Case({"kind": "apply_then_fail", "by": "malformed", "as": "null"}, 200, True, b"null"),
}  # fmt: skip


def test_every_kind_has_a_case() -> None:
    def kind(fault: Any) -> str:
        if isinstance(fault, str):
            return fault
        return str(fault.get("kind", "answer" if {"status", "code"} & fault.keys() else "latency"))

    assert {kind(one.fault) for one in CASES.values()} == set(KINDS)


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("name", CASES)
def test_what_a_client_sees(name: str, carrier: str) -> None:
    case, emulator = CASES[name], Emulator(WORKSPACE)
    emulator.faults.replace([{"match": {"method": "PUT"}, "fault": case.fault, "times": 1}])
    told = case.server if carrier == "server" and case.server is not None else case.told
    if told is REFUSED:
        with pytest.raises(ValueError, match="^/0: the server cannot send the fault 'unreachable': "):
            CARRIERS[carrier](emulator, case.timeout)
        return
    seen = CARRIERS[carrier](emulator, case.timeout)
    if isinstance(told, str):
        assert seen == told
    else:
        assert seen[0] == told
        assert case.body is None or seen[1] == case.body
    assert emulator.counts() == {"companies": 2 if case.written else 1}
    assert emulator.last_fault is not None
    assert emulator.last_fault.applied is case.written
    # the next request is answered as Attio would
    assert (
        emulator.handle(
            Request.make(
                "PUT",
                "/v2/objects/companies/records/simple?matching_attribute=domains",
                json={"data": {"values": {"domains": "c.com"}}},
                token="t",
            )
        ).status
        == 200
    )
    assert emulator.last_fault is None


# -- what only one carrier has ---------------------------------------------------------------------------------------


def put(client: httpx.Client, domain: str) -> httpx.Response:
    return client.put(
        "/v2/objects/companies/records/simple?matching_attribute=domains",
        json={"data": {"values": {"domains": domain}}},
        headers={"authorization": "Bearer t"},
    )


def test_a_refusing_port_takes_nobody_and_opens_again() -> None:
    emulator = Emulator(WORKSPACE)
    emulator.faults.replace([{"fault": {"kind": "refused", "seconds": 1}, "times": 1}])
    with (
        running(emulator) as url,
        httpx.Client(base_url=url, verify=False) as first,
        httpx.Client(base_url=url, verify=False) as client,
    ):
        with pytest.raises(httpx.ReadError):
            put(first, "b.com")
        with pytest.raises(httpx.ConnectError):
            put(client, "b.com")
        for _ in range(6_000):  # a minute
            try:
                assert put(client, "b.com").status_code == 200
                break
            except httpx.ConnectError:
                time.sleep(0.01)
    assert emulator.counts() == {"companies": 2}


def test_a_port_closes_while_many_come() -> None:
    """No connection is left over, which would be a ResourceWarning."""
    emulator = Emulator(WORKSPACE)
    emulator.faults.replace([{"fault": {"kind": "refused", "seconds": 0.01}, "match": {"nth": {"every": 3}}}])

    def client(number: int) -> int:
        good = 0
        with httpx.Client(base_url=url, verify=False) as one:
            for index in range(20):
                with suppress(httpx.TransportError):
                    good += put(one, f"a{number}-{index}.com").status_code == 200
        return good

    with running(emulator) as url, ThreadPoolExecutor(6) as pool:
        good = sum(pool.map(client, range(6)))
    gc.collect()
    assert emulator.counts() == {"companies": 1 + good}


def test_a_server_ends_while_its_port_is_closed() -> None:
    emulator = Emulator(WORKSPACE)
    emulator.faults.replace([{"fault": {"kind": "refused", "seconds": 3600}, "times": 1}])
    with running(emulator) as url, httpx.Client(base_url=url, verify=False) as client, pytest.raises(httpx.ReadError):
        put(client, "b.com")


def test_a_refusing_port_in_process_is_one_of_its_transport(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(in_process, "time", SimpleNamespace(monotonic=lambda: now[0]))
    emulator = Emulator(WORKSPACE)
    emulator.faults.replace([{"fault": {"kind": "refused", "seconds": 2}, "times": 1}])
    with httpx.Client(transport=EmulatorTransport(emulator), base_url="https://api.attio.com") as client:
        for at in (100.0, 101.9):
            now[0] = at
            with pytest.raises(httpx.ConnectError):
                put(client, "b.com")
        now[0] = 102.0
        assert put(client, "b.com").status_code == 200
    assert emulator.faults.requests == 2


def test_a_refusing_port_is_one_of_its_router(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(in_process, "time", SimpleNamespace(monotonic=lambda: now[0]))
    emulator = Emulator(WORKSPACE)
    emulator.faults.replace([{"fault": {"kind": "refused", "seconds": 2}, "times": 1}])
    with respx.mock() as router, httpx.Client(base_url="https://api.attio.com") as client:
        mount_respx(router, emulator)
        for at in (100.0, 101.9):
            now[0] = at
            with pytest.raises(httpx.ConnectError):
                put(client, "b.com")
        now[0] = 102.0
        assert put(client, "b.com").status_code == 200


@pytest.mark.parametrize("fault", ["refused", "unreachable", "silent", "reset", "half_closed", "truncated"])
def test_an_application_without_its_server_refuses_by_name(fault: str) -> None:
    emulator = Emulator(WORKSPACE)
    emulator.faults.replace([{"fault": fault}])

    async def ask(raises: bool) -> httpx.Response:
        transport: Any = httpx.ASGITransport(app=EmulatorApp(emulator), raise_app_exceptions=raises)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get("/v2/self")

    said = (
        f"the ASGI application cannot send the fault {fault!r}: an ASGI application does not control the connection; "
    )
    with pytest.raises(ValueError, match=said):
        asyncio.run(ask(raises=True))
    answer = asyncio.run(ask(raises=False))
    assert (answer.status_code, answer.json()["error"].startswith(said)) == (500, True)


def test_a_rule_that_no_server_can_send_is_refused_where_one_serves() -> None:
    emulator = Emulator(WORKSPACE)
    said = "/1: the server cannot send the fault 'unreachable': a server already has the connection when it reads the request"
    rules = [{"status": 500}, {"fault": "unreachable"}]
    emulator.faults.replace(rules)
    with pytest.raises(ValueError, match=said), running(emulator):
        pass
    emulator.faults.replace([])
    with running(emulator) as url:
        header = {"x-attio-emulator": "1"}
        answer = httpx.put(f"{url}/_emulator/faults", json=rules, headers=header, verify=False)
        assert answer.status_code == 400
        assert answer.json()["error"].startswith(said)
        assert emulator.faults.rules == []


def test_a_client_that_leaves_is_waited_for_no_longer() -> None:
    emulator = Emulator(WORKSPACE)
    emulator.faults.replace([{"fault": {"latency": 3600}}])
    with running(emulator) as url:
        for _ in range(3):
            with httpx.Client(base_url=url, timeout=HASTY, verify=False) as client, pytest.raises(httpx.ReadTimeout):
                put(client, "b.com")
    # the server has ended, which it does not while requests are in hand


@pytest.mark.parametrize("carrier", ["httpx", "respx", "server"])
def test_headers_come_before_a_body_that_breaks(carrier: str) -> None:
    emulator = Emulator(WORKSPACE)
    rule = {"status": 200, "body": "abcdef", "headers": {"X-One": "1"}, "kind": "truncated", "bytes": 4}
    emulator.faults.replace([{"fault": rule}])

    def read(client: httpx.Client) -> None:
        with client, client.stream("GET", "/v2/self") as response:
            assert response.status_code == 200
            assert (response.headers["x-one"], response.headers["content-length"]) == ("1", "6")
            with pytest.raises(httpx.RemoteProtocolError, match="received 4 bytes, expected 6"):
                response.read()

    if carrier == "httpx":
        read(httpx.Client(transport=EmulatorTransport(emulator), base_url="https://api.attio.com"))
    elif carrier == "respx":
        with respx.mock() as router:
            mount_respx(router, emulator)
            read(httpx.Client(base_url="https://api.attio.com"))
    else:
        with running(emulator) as url:
            read(httpx.Client(base_url=url, verify=False))


@pytest.mark.parametrize("kind", ["status", "reset", "silent"])
def test_an_answer_of_respx_is_late_before_its_headers(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """For who reads the body by himself, too: a sync client waits in its thread, an async one in its loop."""
    waits: list[tuple[str, float]] = []
    told: list[str] = []
    own = asyncio.sleep

    async def sleep(seconds: float) -> None:
        waits.append(("loop", seconds))
        await own(0)

    monkeypatch.setattr("attio_emulator.faces.httpx.time.sleep", lambda seconds: waits.append(("thread", seconds)))
    monkeypatch.setattr("attio_emulator.faces.in_process.asyncio.sleep", sleep)
    emulator = Emulator(WORKSPACE)
    rule = {"status": 418, "latency": 7} if kind == "status" else {"kind": kind, "latency": 7}
    emulator.faults.replace([{"fault": rule}])
    limit = httpx.Timeout(9, read=8)

    def begun(response: httpx.Response) -> None:
        told.append(f"{response.status_code} after {len(waits)}")

    async def asynchronous() -> None:
        async with httpx.AsyncClient(base_url="https://api.attio.com", timeout=limit) as client:
            try:
                async with client.stream("GET", "/v2/self") as response:
                    begun(response)
            except httpx.TransportError as error:
                told.append(f"{type(error).__name__} after {len(waits)}")
        # a sync client, in a loop
        synchronous()

    def synchronous() -> None:
        with httpx.Client(base_url="https://api.attio.com", timeout=limit) as client:
            try:
                with client.stream("GET", "/v2/self") as response:
                    begun(response)
            except httpx.TransportError as error:
                told.append(f"{type(error).__name__} after {len(waits)}")

    with respx.mock() as router:
        mount_respx(router, emulator)
        synchronous()
        asyncio.run(asynchronous())
    seconds = 8 if kind == "silent" else 7
    assert waits == [("thread", seconds), ("loop", seconds), ("thread", seconds)]
    said = {"status": "418", "reset": "ReadError", "silent": "ReadTimeout"}[kind]
    assert told == [f"{said} after {number}" for number in (1, 2, 3)]


@pytest.mark.parametrize(("kind", "wire"), [("reset", "reset"), ("silent", "silent"), ("refused", "refused")])
def test_who_asks_directly_is_told_how_the_answer_goes_out(kind: str, wire: str) -> None:
    emulator = Emulator(WORKSPACE)
    emulator.faults.replace([{"fault": kind}])
    answer = emulator.handle(Request.make("GET", "/v2/self"))
    assert (answer.status, answer.body, answer.wire.kind) == (503, b"", wire)


# -- Retry-After -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (0, "0"),
        (30, "30"),
        ({"seconds": 30}, "30"),
        ({"seconds": 30, "as": "seconds"}, "30"),
        ({"seconds": 90, "as": "date"}, "Wed, 01 Jan 2025 00:01:30 GMT"),
        ("Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT"),
    ],
)
def test_a_time_to_wait_is_told_as_seconds_or_as_a_date(given: Any, sent: str) -> None:
    emulator = Emulator(clock=VirtualClock(1_735_689_600_000))
    emulator.faults.replace([{"fault": {"status": 429, "retry_after": given}}])
    answer = emulator.handle(Request.make("GET", "/v2/self"))
    assert (answer.status, answer.headers["retry-after"]) == (429, sent)
    assert answer.json()["code"] == "rate_limit_exceeded"


# -- accept then lose ------------------------------------------------------------------------------------------------

LOST = {"fault": "accept_then_lose"}


def test_what_is_lost_is_answered_as_if_it_was_written_and_told_to_nobody() -> None:
    seen: list[Any] = []
    emulator = Emulator(WORKSPACE, observer=seen.append)
    seen.clear()
    ask = Request.make(
        "PUT",
        "/v2/objects/companies/records/simple?matching_attribute=domains",
        json={"data": {"values": {"domains": "b.com", "name": "B"}}},
        token="t",
    )
    emulator.handle(
        Request.make("POST", "/v2/webhooks", json={"data": {"target_url": "https://a.test/", "subscriptions": [{"event_type": "record.created", "filter": None}]}}, token="t")
    )  # fmt: skip
    before = {key: value for key, value in emulator.snapshot().items() if key not in ("clock", "ids", "requests")}
    emulator.faults.replace([LOST])
    lost = emulator.handle(ask)
    assert {
        key: value for key, value in emulator.snapshot().items() if key not in ("clock", "ids", "requests")
    } == before
    assert (seen, emulator.ledger, emulator.deliveries()) == ([], [], [])
    emulator.faults.clear()
    kept = emulator.handle(ask)
    assert (lost.status, kept.status) == (200, 200)
    assert lost.json().keys() == kept.json().keys()
    assert lost.json()["data"]["id"]["record_id"] != kept.json()["data"]["id"]["record_id"]
    assert len(seen) == 1


def test_a_batch_that_is_lost_is_never_applied() -> None:
    emulator = Emulator(WORKSPACE, batch_lag=3600)
    emulator.faults.replace([{"match": {"nth": 2}, **LOST}])
    for domain in ("b.com", "c.com", "d.com"):
        body = {"assertions": [assertion("companies", "domains", {"domains": domain})]}
        assert emulator.handle(Request.make("PUT", "/v2/batch/records", json=body, token="t")).status == 202
    assert len(emulator.queue) == 2
    emulator.flush()
    found = {one["values"]["domains"][0]["domain"] for one in emulator.records("companies")}
    assert found == {"acme.com", "b.com", "d.com"}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v2/objects", {"data": {"api_slug": "boats", "singular_noun": "Boat", "plural_noun": "Boats"}}),
        ("DELETE", "/v2/objects/companies/records/{id}", None),
        ("PATCH", "/v2/objects/companies/records/{id}", {"data": {"values": {"name": "X"}}}),
        ("POST", "/v2/objects/companies/records", {"data": {"values": {"name": "X"}}}),
        ("POST", "/v2/tasks", {"data": {"content": "a", "format": "plaintext", "deadline_at": None, "is_completed": False, "linked_records": [], "assignees": []}}),
        ("GET", "/v2/objects/companies/records/{id}", None),
    ],
)  # fmt: skip
def test_nothing_of_any_call_stays_when_it_is_lost(method: str, path: str, body: Any) -> None:
    emulator = Emulator(WORKSPACE)
    record = emulator.records("companies")[0]["id"]["record_id"]
    before = {key: value for key, value in emulator.snapshot().items() if key not in ("clock", "ids", "requests")}
    emulator.faults.replace([LOST])
    answer = emulator.handle(Request.make(method, path.format(id=record), json=body, token="t"))
    assert answer.status == 200, answer.body
    assert {
        key: value for key, value in emulator.snapshot().items() if key not in ("clock", "ids", "requests")
    } == before


def test_what_attio_refuses_is_refused_when_it_is_to_be_lost() -> None:
    emulator = Emulator(WORKSPACE)
    emulator.faults.replace([{"fault": {"kind": "accept_then_lose", "status": 202}}])
    ask = Request.make("PUT", "/v2/objects/companies/records/simple?matching_attribute=domains", json={"data": {"values": {"domain": "b.com"}}}, token="t")  # fmt: skip
    assert emulator.handle(ask).status == 400
    assert emulator.ledger == []

"""Rate limits: reads and writes by the second, and calls with a limit of their own."""

from __future__ import annotations

import pytest
from attio_emulator import Request, VirtualClock
from attio_emulator.access.limits import CALLS, RateLimit
from attio_emulator.routes import ROUTES

from tests.attio_emulator.calls import Attio


@pytest.mark.covers("rate.limit")
def test_reads_and_writes_are_counted_apart() -> None:
    clock = VirtualClock(step=0)
    limit = RateLimit(clock)
    reads = [limit.take("GET", "/v2/objects") for _ in range(60)]
    reads += [limit.take("POST", "/v2/objects/people/records/query") for _ in range(40)]
    writes = [limit.take("PUT", "/v2/objects/people/records") for _ in range(25)]
    assert [*reads, *writes] == [None] * 125
    over = limit.take("GET", "/v2/objects")
    assert over is not None
    assert over.error.body() == {
        "status_code": 429,
        "type": "rate_limit_error",
        "code": "rate_limit_exceeded",
        "message": "Rate limit exceeded, please try again later",
    }
    assert over.retry_after == "Wed, 01 Jan 2025 00:00:01 GMT"
    assert limit.take("DELETE", "/v2/notes/x") is not None
    clock.advance(1)
    assert [limit.take("GET", "/v2/objects"), limit.take("DELETE", "/v2/notes/x")] == [None, None]


@pytest.mark.covers("rate.calls")
@pytest.mark.parametrize(("method", "path"), CALLS, ids=" ".join)
def test_some_calls_have_a_limit_of_their_own(method: str, path: str) -> None:
    clock = VirtualClock(step=0)
    limit = RateLimit(clock)
    most = CALLS[method, path]
    assert [limit.take(method, path) is None for _ in range(most + 2)] == [*[True] * most, False, False]
    assert limit.take("GET" if method == "POST" else "POST", path) is None
    clock.advance(1)
    assert limit.take(method, path) is None


def test_the_calls_with_a_limit_of_their_own_are_those_of_the_document() -> None:
    assert set(CALLS) <= {(one.method, one.path) for one in ROUTES}
    assert list(CALLS.values()) == [5, 2, 1, 1, 10]


def test_a_call_with_a_limit_of_its_own_is_a_read_or_a_write_as_well() -> None:
    limit = RateLimit(VirtualClock(step=0), reads=2, writes=1)
    calls = [
        ("POST", "/v2/sql"),
        ("GET", "/v2/notes"),
        ("GET", "/v2/notes"),
        ("POST", "/v2/files/upload"),
        ("PUT", "/v2/x"),
    ]
    assert [limit.take(*one) is None for one in calls] == [True, True, False, True, False]


@pytest.mark.covers("rate.calls")
def test_a_call_over_its_own_limit_is_answered_429() -> None:
    clock = VirtualClock(step=0)
    attio = Attio(clock=clock, rate_limit=True)
    assert [attio.ask("POST", "/v2/sql", {"sql": "SELECT 1"}).status for _ in range(3)] == [200, 200, 429]
    notes = [attio.emulator.handle(Request.make("GET", "/v2/notes?limit=1", token="t")) for _ in range(11)]
    assert [one.status for one in notes] == [200] * 10 + [429]
    assert notes[-1].headers["retry-after"] == "Wed, 01 Jan 2025 00:00:01 GMT"
    assert attio.ask("GET", "/v2/tasks").status == 200
    clock.advance(1)
    assert attio.ask("POST", "/v2/sql", {"sql": "SELECT 1"}).status == 200


def test_queries_can_count_as_writes() -> None:
    limit = RateLimit(VirtualClock(step=0), reads=0, writes=1, queries_read=False)
    path = "/v2/lists/x/entries/query"
    assert [limit.take("POST", path) is None, limit.take("POST", path) is None] == [True, False]


@pytest.mark.covers("rate.limit", "error 429 rate_limit_exceeded")
@pytest.mark.parametrize(
    ("most", "method", "path"), [(100, "GET", "/v2/objects"), (25, "POST", "/v2/objects/people/records")]
)
def test_an_emulator_with_limits_answers_429_until_the_next_second(most: int, method: str, path: str) -> None:
    clock = VirtualClock(step=0)
    attio = Attio(clock=clock, rate_limit=True)
    request = Request.make(method, path, json={"data": {"values": {}}}, token="t")
    assert {attio.emulator.handle(request).status for _ in range(most)} == {200}
    before = attio.stored()
    limited = attio.emulator.handle(request)
    told = {"status_code": 429, "type": "rate_limit_error", "code": "rate_limit_exceeded",
            "message": "Rate limit exceeded, please try again later"}  # fmt: skip
    assert (limited.status, limited.json()) == (429, told)
    assert limited.headers["retry-after"] == "Wed, 01 Jan 2025 00:00:01 GMT"
    assert attio.stored() == before
    clock.advance(0.999)
    assert attio.emulator.handle(request).status == 429
    clock.advance(0.001)
    assert attio.emulator.handle(request).status == 200
    assert Attio(clock=clock).emulator.handle(request).status == 200


def test_without_the_switch_nothing_is_limited() -> None:
    attio = Attio(clock=VirtualClock(step=0))
    assert {attio.ask("GET", "/v2/objects").status for _ in range(300)} == {200}

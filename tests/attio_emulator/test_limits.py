"""What grows is bounded: each limit of the table, what happens there, and that it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from attio_emulator import Emulator, EmulatorPerToken, Request, VirtualClock
from attio_emulator.limits import DEFAULTS, LIMITS, Limits
from attio_emulator.sums import sum_of

from tests.attio_emulator.calls import Attio, assertion


def test_every_limit_has_a_row_and_a_default_above_zero() -> None:
    assert [one.name for one in fields(Limits)] == list(LIMITS)
    for name, row in LIMITS.items():
        assert getattr(DEFAULTS, name) > 0
        assert all((row.unit, row.bounds, row.then))


def told(attio: Attio, path: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = attio.emulator.handle(Request.make("GET", f"/_emulator/{path}")).json()
    return found


def test_the_journal_is_bounded_by_bytes() -> None:
    attio = Attio(limits=Limits(journal_bytes=20_000))
    for number in range(40):
        attio.simple("people", "email_addresses", {"email_addresses": f"{number}@a.com", "job_title": "x" * 1000})
    kept = attio.emulator.journal
    assert 1 < len(kept) < 20
    assert kept[-1]["body"]["data"]["values"]["email_addresses"] == "39@a.com"
    assert attio.emulator.forgotten["requests"] == 40 - len(kept)
    assert told(attio, "requests")["forgotten"] == told(attio, "ui/requests")["forgotten"] == 40 - len(kept)
    attio.emulator.clear_journal()
    assert (attio.emulator.journal, told(attio, "requests")["forgotten"]) == ([], 0)


def test_the_journal_is_bounded_by_number() -> None:
    attio = Attio(limits=Limits(journal_requests=3))
    for _ in range(5):
        attio.ask("GET", "/v2/objects")
    assert (len(attio.emulator.journal), attio.emulator.forgotten["requests"]) == (3, 2)
    assert (attio.emulator.journal_limit, Emulator(journal_limit=7).journal_limit) == (3, 7)


def test_of_a_large_body_the_journal_keeps_the_size() -> None:
    attio = Attio(limits=Limits(journal_body_bytes=3000))
    attio.emulator.handle(Request.make("POST", "/v2/objects/people/records", body=b"x" * 3001, token="t"))
    attio.emulator.handle(Request.make("POST", "/v2/objects/people/records", body=b"x" * 3000, token="t"))
    attio.ask("GET", "/v2/objects/people/attributes")
    large, fits, answered = attio.emulator.journal
    assert large["body"] == "3001 bytes, not kept: a body in the journal has 3000 at most"
    assert fits["body"] == "x" * 3000
    assert answered["response"].endswith(" bytes, not kept: a body in the journal has 3000 at most")


@pytest.mark.parametrize("limits", [Limits(ledger_rows=10), Limits(ledger_bytes=9000)])
def test_the_ledger_is_bounded(limits: Limits) -> None:
    attio = Attio(limits=limits)
    for number in range(30):
        attio.simple("companies", "domains", {"domains": f"no domain {number}", "description": "x" * 300})
    rows = attio.emulator.ledger
    assert 5 < len(rows) <= 10
    assert [row["values"]["domains"] for row in rows] == [f"no domain {number}" for number in range(30 - len(rows), 30)]
    assert attio.emulator.forgotten["rejections"] == 30 - len(rows)
    assert attio.emulator.ledgered == 30
    assert attio.emulator.ledger_since(29) == rows[-1:]
    assert attio.emulator.ledger_since(0) == rows
    assert attio.emulator.ledger_since(30) == []
    assert told(attio, "rejections")["forgotten"] == told(attio, "ui/rejections")["forgotten"] == 30 - len(rows)
    assert told(attio, "ui/news")["rejections"] == 30
    attio.emulator.reset()
    assert (attio.emulator.ledgered, attio.emulator.forgotten["rejections"]) == (0, 0)


def test_dropped_assertions_of_a_batch_are_bounded_alike() -> None:
    attio = Attio(limits=Limits(ledger_rows=2))
    attio.batch(*(assertion("boats", "x", {"x": str(number)}) for number in range(5)))
    assert [row["values"] for row in attio.emulator.ledger] == [{"x": "3"}, {"x": "4"}]


def test_the_contents_of_files_are_bounded_together() -> None:
    attio = Attio(limits=Limits(stored_file_bytes=100))
    company = attio.create("companies", {"domains": ["a.com"]}).body["data"]["id"]["record_id"]
    owner = {"object": "companies", "record_id": company}
    sent = [attio.upload((f"{size}.txt", None, bytes(size)), **owner) for size in (60, 41, 40)]
    assert [one.status for one in sent] == [201, 413, 201]
    assert sent[1].body["message"] == (
        "All files together are larger than 100 bytes, which this emulator keeps at most (stored_file_bytes)."
    )
    file_id = sent[0].body["data"]["id"]["file_id"]
    assert attio.ask("DELETE", f"/v2/files/{file_id}").status == 200
    assert attio.upload(("a.txt", None, bytes(60)), **owner).status == 201


def test_deliveries_that_wait_are_bounded() -> None:
    attio = Attio(limits=Limits(webhook_queue=3))
    wanted = {"target_url": "https://a.example", "subscriptions": [{"event_type": "record.created", "filter": None}]}
    attio.ask("POST", "/v2/webhooks", {"data": wanted})
    for number in range(5):
        attio.create("people", {"email_addresses": [f"{number}@a.com"]})
    assert (len(attio.emulator.deliveries()), told(attio, "deliveries")["dropped"]) == (3, 2)
    assert told(attio, "ui/webhooks")["dropped"] == 2


def test_workspaces_of_tokens_are_bounded() -> None:
    door = EmulatorPerToken(Emulator, most=2)

    def asked(token: str, path: str = "/v2/objects") -> int:
        return door.handle(Request.make("GET", path, token=token)).status

    assert [asked(one) for one in ("a", "b", "c", "a", "b", "d", "")] == [200, 200, 503, 200, 200, 503, 401]
    assert door.handle(Request.make("GET", "/?token=e")).status == 503
    assert asked("f", "/_emulator/health") == 503
    assert len(door.emulators()) == 3


def test_what_oauth_waits_for_is_bounded() -> None:
    attio = Attio(limits=Limits(oauth_pending=3))
    query = {"client_id": "c", "redirect_uri": "https://a.example/", "response_type": "code"}

    def asked() -> str:
        page = attio.emulator.handle(Request.make("GET", "/authorize", query=query)).body.decode()
        return page.partition("name='request' value='")[2].partition("'")[0]

    def approved(request: str) -> str | None:
        body = f"request={request}&decision=approve".encode()
        answer = attio.emulator.handle(Request.make("POST", "/authorize", body=body))
        return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0] if answer.status == 302 else None

    pages = [asked() for _ in range(5)]
    codes = [approved(one) for one in pages]
    assert [one is not None for one in codes] == [False, False, True, True, True]
    assert approved(asked()) is not None
    assert len(attio.emulator.documents()["oauth_codes"]) == 3
    assert codes[2] is not None
    assert sum_of(codes[2]) not in attio.emulator.documents()["oauth_codes"]
    assert codes[4] is not None
    assert sum_of(codes[4]) in attio.emulator.documents()["oauth_codes"]


def batch(number: int, *, size: int = 1000) -> dict[str, Any]:
    return assertion("people", "email_addresses", {"email_addresses": f"{number}@a.com", "job_title": "x" * size})


def test_batches_that_wait_are_bounded_by_bytes() -> None:
    attio = Attio(limits=Limits(waiting_batch_bytes=5000), batch_lag=3600)
    statuses = [attio.batch(batch(number)).status for number in range(8)]
    kept = statuses.count(202)
    assert statuses == [202] * kept + [503] * (8 - kept)
    assert 3 <= kept <= 5
    refused = attio.batch(batch(9))
    assert refused.body == {
        "status_code": 503,
        "type": "api_error",
        "code": "service_unavailable",
        "message": "The batches that wait have 5000 bytes together (limit waiting_batch_bytes); POST /_emulator/flush writes them.",
    }
    # a state holds them, and their size
    state = attio.emulator.snapshot()
    attio.emulator.restore(state)
    assert attio.batch(batch(9)).status == 503
    attio.emulator.flush()
    assert len(attio.emulator.records("people")) == kept
    # one that is larger than the limit waits where no other does
    assert attio.batch(batch(10, size=20_000)).status == 202
    assert attio.batch(batch(11)).status == 503
    clock = attio.emulator.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(3600)
    assert attio.batch(batch(11)).status == 202
    attio.emulator.reset()
    assert [attio.batch(batch(number)).status for number in range(kept)] == [202] * kept


def test_batches_that_are_written_at_once_are_not_bounded() -> None:
    attio = Attio(limits=Limits(waiting_batch_bytes=1))
    assert [attio.batch(batch(number)).status for number in range(3)] == [202] * 3

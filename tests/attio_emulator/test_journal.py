"""The journal: every exchange without its token, the newest of them, and as a copy."""

from __future__ import annotations

import json

import pytest
from attio_emulator import Request, Response
from attio_emulator.http import Wire
from attio_emulator.journal import Exchange, Journal

from tests.attio_emulator.calls import Attio, assertion


@pytest.mark.covers("emulator.journal")
def test_the_journal_keeps_everything_but_the_token() -> None:
    attio = Attio()
    sent = {"data": {"values": {"email_addresses": "a@b.com"}}}
    attio.ask("PUT", "/v2/objects/people/records/simple", sent, token="s3cret", matching_attribute="email_addresses")
    attio.ask("GET", "/v2/objects/people", token=None)
    attio.batch(assertion("people", "email_addresses", {"email_addresses": "c@b.com"}))
    attio.emulator.handle(Request.make("POST", "/v2/objects/people/records", token="s3cret", body=b"{oops"))
    first, second, third, fourth = attio.emulator.journal
    assert first == {
        "id": first["id"],
        "at": "2025-01-01T00:00:00.003000000Z",
        "token": "redacted",
        "method": "PUT",
        "path": "/v2/objects/people/records/simple",
        "query": {"matching_attribute": "email_addresses"},
        "body": sent,
        "status": 200,
        "response": {"data": attio.emulator.records("people")[0]},
    }
    assert (second["token"], second["status"], second["response"]["code"]) == (None, 401, "unauthorized")
    assert (third["status"], third["response"]) == (202, None)
    assert (fourth["status"], fourth["body"]) == (400, "{oops")
    assert len({row["id"] for row in attio.emulator.journal}) == 4
    assert "s3cret" not in json.dumps([attio.emulator.journal, attio.emulator.ledger, attio.emulator.snapshot()])


@pytest.mark.parametrize(("limit", "left"), [(0, 0), (2, 2), (1000, 5)])
def test_the_journal_keeps_the_newest(limit: int, left: int) -> None:
    attio = Attio(journal_limit=limit)
    for number in range(5):
        attio.ask("GET", f"/v2/objects/{number}")
    assert [row["path"] for row in attio.emulator.journal] == [f"/v2/objects/{number}" for number in range(5 - left, 5)]
    attio.emulator.clear_journal()
    assert attio.emulator.journal == []


def test_the_journal_given_out_is_not_the_journal_itself() -> None:
    attio = Attio()
    attio.ask("GET", "/v2/objects")
    attio.emulator.journal.clear()
    attio.emulator.ledger.append({})
    assert (len(attio.emulator.journal), attio.emulator.ledger) == (1, [])


def test_an_exchange_is_read_as_it_was_though_it_is_kept_as_texts() -> None:
    asked = Request(
        method="PUT", path="/v2/x", query=(("a", "1"), ("a", "2"), ("", "")), headers={"b": "c: d\r\n", "e": ""},
        body=b"x", scheme="https",
    )  # fmt: skip
    answered = Response(status=202, headers={"date": "now"}, body=b"y", delay=2.0, wire=Wire(kind="drip", rate=3.0))
    plain = Request(method="GET", path="/"), Response(status=200)
    journal = Journal(most=2, most_bytes=10**6)
    for number, (request, response) in enumerate([plain, (asked, answered), plain]):
        journal.add(str(number), number, request, response)
    assert list(journal) == [Exchange("1", 1, asked, answered), Exchange("2", 2, *plain)]
    assert list(reversed(journal)) == list(journal)[::-1]
    assert (len(journal), journal.forgotten, journal.most) == (2, 1, 2)
    journal.clear()
    assert (list(journal), journal.forgotten) == ([], 0)


@pytest.mark.parametrize("kind", ["Multipart/Form-Data; boundary=x", " multipart/form-data"])
def test_of_a_form_only_the_size_is_kept_and_of_a_large_body_too(kind: str) -> None:
    journal = Journal(most=9, most_bytes=10**6, most_body=50)
    journal.add(
        "1", 0, Request(method="POST", path="/", headers={"content-type": kind}, body=b"a" * 9), Response(status=200)
    )
    large = Request(method="POST", path="/", headers={"content-type": "multipart/mixed"}, body=b"a" * 51)
    journal.add("2", 0, large, Response(status=200, body=b"b" * 51))
    form, other = journal
    assert form.request.body == b"multipart/form-data of 9 bytes"
    said = b"51 bytes, not kept: a body in the journal has 50 at most"
    assert (other.request.body, other.response.body) == (said, said)

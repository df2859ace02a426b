"""The journal: every exchange without its token, the newest of them, and as a copy."""

from __future__ import annotations

import json

import pytest
from attio_emulator import Request

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

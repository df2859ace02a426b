"""Answers that are written when they are read: the same headers and bytes as at once, before the next request, and not where somebody keeps them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from attio_emulator import Emulator, Request, Response, Workspace
from attio_emulator.api import Api
from attio_emulator.http import LateResponse

_ASSERT = "/v2/objects/people/records?matching_attribute=email_addresses"


def _asserted(**values: object) -> Request:
    return Request.make("PUT", _ASSERT, json={"data": {"values": values}}, token="token")


_REQUESTS = (
    _asserted(email_addresses=["ada@acme.io"], name="Ada Lovelace"),
    _asserted(email_addresses=["ada@acme.io"], job_title="Countess"),
    _asserted(email_addresses=["bob@globex.com", "b@globex.com"]),
    _asserted(email_addresses=["bob@globex.com"], no_such_attribute=1),
    Request.make("GET", "/v2/objects/people/records/00000000-0000-4000-8000-000000000000", token="token"),
    Request.make("POST", "/v2/objects/people/records/query", json={}, token="token"),
)


def _emulator(*, late: bool, journal_limit: int = 0) -> Emulator:
    made = Emulator(Workspace.standard(), journal_limit=journal_limit)
    made.late_answers = late
    return made


def _told(response: Response) -> tuple[int, list[tuple[str, str]], bytes]:
    return response.status, list(response.headers.items()), response.body


def test_a_late_answer_has_the_headers_and_bytes_of_one_that_is_written_at_once() -> None:
    late, at_once = _emulator(late=True), _emulator(late=False)

    assert type(late.handle(_REQUESTS[0])) is LateResponse
    assert type(at_once.handle(_REQUESTS[0])) is Response
    assert [_told(late.handle(one)) for one in _REQUESTS] == [_told(at_once.handle(one)) for one in _REQUESTS]


def test_an_answer_that_was_read_stays_and_one_that_was_not_is_gone_with_the_next_request() -> None:
    emulator = _emulator(late=True)
    # not the emulator's own, whose every answer is read in these tests
    read = Api.handle(emulator, _REQUESTS[0])
    body = read.body

    unread = Api.handle(emulator, _REQUESTS[1])
    Api.handle(emulator, _REQUESTS[2])

    assert (read.body, replace(read, status=201)) == (body, LateResponse(status=201, headers=read.headers, body=body))
    for name in ("headers", "body"):
        with pytest.raises(RuntimeError, match="read after the next request"):
            getattr(unread, name)


def test_what_a_journal_keeps_or_a_fault_rule_answers_is_written_at_once() -> None:
    journaled = _emulator(late=True, journal_limit=10)
    answers = [journaled.handle(one) for one in _REQUESTS[:2]]
    assert [type(one) for one in answers] == [Response, Response]

    faulty = _emulator(late=True)
    faulty.faults.replace([{"delay": 0.001}])
    answers = [faulty.handle(one) for one in _REQUESTS[:2]]
    assert [type(one) for one in answers] == [Response, Response]
    assert b"Countess" in answers[1].body

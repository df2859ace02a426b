"""The ledger: rows of what was refused or dropped, and the observer, who is told of everything."""

from __future__ import annotations

import dataclasses

import pytest
from attio_emulator import AttioError, Emulator, Outcome, Request
from attio_emulator.ledger import Ledger
from attio_emulator.limits import Limits

REFUSED = AttioError(400, "missing_value", "Something is missing.")


def outcome(number: int, *, error: AttioError | None = REFUSED, parent: bool = False) -> Outcome:
    return Outcome(
        request_id=f"r{number}",
        mode="batch",
        pointer="/assertions/0",
        object="people",
        matching_attribute="email_addresses",
        record_id=None if error else "id",
        result="dropped" if error else "created",
        error=error,
        parent_dropped=parent,
    )


def test_only_what_was_dropped_by_itself_has_a_row_and_the_observer_hears_of_all() -> None:
    heard: list[Outcome] = []
    ledger = Ledger(lambda: 1000, heard.append, Limits())
    told = [outcome(1), outcome(2, error=None), outcome(3, parent=True)]
    for one in told:
        ledger.tell(one)
    assert [(row["request_id"], row["code"]) for row in ledger.rows] == [("r1", "missing_value")]
    assert heard == told


def test_rows_are_counted_on_where_the_oldest_are_forgotten() -> None:
    ledger = Ledger(lambda: 1000, None, Limits(ledger_rows=2))
    for number in range(4):
        ledger.tell(outcome(number))
    rows = [[row["request_id"] for row in ledger.since(count)] for count in (0, 2, 3, 4)]
    assert rows == [["r2", "r3"], ["r2", "r3"], ["r3"], []]
    assert (ledger.rows.total, ledger.rows.forgotten) == (4, 2)


def test_a_silent_ledger_gets_no_row() -> None:
    ledger = Ledger(lambda: 1000, None, Limits())
    ledger.is_silent = True
    ledger.tell(outcome(1))
    ledger.is_silent = False
    ledger.tell(outcome(2))
    assert [row["request_id"] for row in ledger.rows] == ["r2"]


@pytest.mark.parametrize(
    ("object", "by", "body", "expected"),
    [
        ("person", "email_addresses", b'{"data":{"values":{}}}', "one of people, companies, deals, users, workspaces, or the ID of one"),
        ("companies", "domain", b'{"data":{"values":{}}}', "the slug or ID of a unique attribute of the object: domains"),
        ("companies", "name", b'{"data":{"values":{}}}', "the slug or ID of a unique attribute of the object: domains"),
        ("deals", "name", b'{"data":{"values":{}}}', "the slug or ID of a unique attribute of the object: it has none"),
        ("companies", None, b'{"data":{"values":{}}}', "matching_attribute: string"),
        ("companies", "domains", b'{"values":{}}', "data: object"),
        ("companies", "domains", b'{"data":{"domains":[]}}', "data.values: object; data: without 'domains'"),
        ("companies", "domains", b'{"data":{"values":{},}}', "JSON: trailing comma is not allowed: line 1 column 21 (char 20)"),
        ("companies", "domains", b"", "JSON: Input is a zero-length, empty document: line 1 column 1 (char 0)"),
        ("companies", "domains", b"\xff", "UTF-8: found the byte 0xff at 0"),
    ],
)  # fmt: skip
def test_a_row_says_what_would_have_passed_and_where(object: str, by: str | None, body: bytes, expected: str) -> None:
    emulator = Emulator()
    emulator.activate("deals")
    query = {} if by is None else {"matching_attribute": by}
    request = Request.make("PUT", f"/v2/objects/{object}/records", query=query, token="t")
    emulator.handle(dataclasses.replace(request, body=body))
    assert [row["expected"] for row in emulator.ledger] == [expected]


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("POST", "/v2/notes", {"data": {"parent_object": "people", "parent_record_id": 5, "title": "", "format": "html"}}, "data.parent_record_id: string; data.format: 'plaintext' | 'markdown'; data.content: string"),
        ("PUT", "/v2/batch/records", {"data": []}, "assertions: array"),
        ("GET", "/v2/objects/people/records/1", None, "record_id: a valid uuid"),
        ("GET", "/v2/tasks?limit=many", None, "limit: number"),
    ],
)  # fmt: skip
def test_a_request_is_told_with_the_place_of_each_mistake(method: str, path: str, body: object, expected: str) -> None:
    emulator = Emulator()
    path, _, query = path.partition("?")
    emulator.handle(Request.make(method, path, query=dict([query.split("=")] if query else []), json=body, token="t"))
    assert emulator.last_refusal is not None
    assert emulator.last_refusal.expected == expected

"""What nock's recorder writes."""

from __future__ import annotations

import gzip
from typing import Any

from .said import read, said, unread

CALL = {
    "scope": "https://api.attio.com:443",
    "method": "POST",
    "path": "/v2/objects/people/records/query?a=1&a=2",
    "body": {"limit": 1},
    "status": 200,
    "response": {"data": []},
    "rawHeaders": ["Date", "Sat, 16 May 2026 01:34:05 GMT", "content-type", "application/json"],
    "responseIsBinary": False,
}
EXPECTED: tuple[Any, ...] = (
    "POST", "api.attio.com", "/v2/objects/people/records/query", (("a", "1"), ("a", "2")), {"limit": 1}, (200, {"data": []}),
)  # fmt: skip


def test_calls() -> None:
    found = read([CALL, {**CALL, "body": "", "response": ""}], indent=1)
    assert (found.form, unread(found)) == ("nock", [])
    one, other = found.exchanges
    assert (said(one), one.line, one.at) == (EXPECTED, 2, 1778895245000)
    assert said(other)[4:] == (None, (200, None))


def test_compressed_answers_are_lists_of_hexadecimal_texts() -> None:
    packed = gzip.compress(b'{"data": []}', mtime=0).hex()
    row = {**CALL, "response": [packed[:20], packed[20:]], "rawHeaders": {"content-encoding": "gzip"}}
    assert [said(one) for one in read([row]).exchanges] == [EXPECTED]
    broken = read([{**row, "response": [packed[:20]]}])
    assert unread(broken) == [(0, 1, "a body is compressed (gzip) and damaged")]


def test_calls_that_say_too_little_are_told() -> None:
    found = read([CALL, {**CALL, "scope": None}, {**CALL, "status": True}])
    assert [why for _, _, why in unread(found)] == [
        "found no scope and path as text, expected where the request went",
        "its status is True, expected a number such as 200",
    ]

"""The emulator's own journal in its four forms."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_emulator import Emulator, Request

from .said import read, said, unread


def journal() -> list[dict[str, object]]:
    attio = Emulator()
    attio.handle(Request.make("POST", "/v2/objects/people/records/query?limit=1", json={}, token="t"))
    attio.handle(Request.make("GET", "/v2/objects"))
    return attio.journal


EXPECTED: tuple[Any, ...] = ("POST", "", "/v2/objects/people/records/query", (("limit", "1"),), {}, (200, {"data": []}))


@pytest.mark.parametrize("form", ["data", "list", "lines"])
def test_forms(form: str) -> None:
    rows = journal()
    text = {
        "data": json.dumps({"data": rows}),
        "list": json.dumps(rows),
        "lines": "\n".join(map(json.dumps, rows)) + "\n\n",
    }[form]
    found = read(text)
    assert (found.form, unread(found)) == ("journal", [])
    one, other = found.exchanges
    assert (said(one), one.headers) == (EXPECTED, {"authorization": "Bearer redacted"})
    assert (one.at or 0) // 1000 == 1735689600
    assert (other.path, other.headers, other.line) == ("/v2/objects", {}, 2 if form == "lines" else 1)


def test_one_entry_by_itself() -> None:
    assert [said(one) for one in read(journal()[0], indent=1).exchanges] == [EXPECTED]


def test_a_form_that_was_sent_is_missing() -> None:
    """The journal keeps no files."""
    attio = Emulator()
    headers = {"content-type": "multipart/form-data; boundary=x"}
    attio.handle(Request.make("POST", "/v2/files/upload", headers=headers, body=b"--x--", token="t"))
    (one,) = read(json.dumps(attio.journal)).exchanges
    assert (one.path, one.body, one.lost) == ("/v2/files/upload", None, "the body of the request")


def test_a_cut_last_line_is_told() -> None:
    rows = [json.dumps(one) for one in journal()]
    found = read(f"{rows[0]}\n{rows[1][:50]}")
    assert len(found.exchanges) == 1
    assert unread(found) == [(1, 2, "found a string, expected an exchange: an object with a request and a response")]

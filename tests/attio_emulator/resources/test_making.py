"""A note and a comment may be dated back, to 1970 at most and never into the future (documented)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from attio_emulator.clock import START

from tests.attio_emulator.calls import Answer, Attio
from tests.attio_emulator.filled import filled

Make = Callable[[Attio, dict[str, str], str], Answer]


def note(attio: Attio, ids: dict[str, str], at: str) -> Answer:
    data = {"parent_object": "people", "parent_record_id": ids["record"], "title": "t", "format": "plaintext"}
    return attio.ask("POST", "/v2/notes", {"data": {**data, "content": "c", "created_at": at}})


def comment(attio: Attio, ids: dict[str, str], at: str) -> Answer:
    author = {"type": "workspace-member", "id": ids["member"]}
    data = {"format": "plaintext", "content": "c", "author": author, "thread_id": ids["thread"]}
    return attio.ask("POST", "/v2/comments", {"data": {**data, "created_at": at}})


@pytest.mark.covers("POST /v2/notes", "POST /v2/comments")
@pytest.mark.parametrize("make", [note, comment])
@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000000Z"),
        ("1970-01-01T01:00:00+01:00", "1970-01-01T00:00:00.000000000Z"),
        ("2024-12-31", "2024-12-31T00:00:00.000000000Z"),
    ],
)
def test_what_is_dated_back_has_that_date(make: Make, at: str, shown: str) -> None:
    attio, ids = filled()

    answer = make(attio, ids, at)

    assert (answer.status, answer.body["data"]["created_at"]) == (200, shown)


@pytest.mark.parametrize("make", [note, comment])
@pytest.mark.parametrize("at", ["1969-12-31T23:59:59.999Z", "1970-01-01T00:59:59+01:00", "9999-12-31T23:59:59Z"])
def test_no_other_date_is_taken(make: Make, at: str) -> None:
    attio, ids = filled()
    before = attio.stored()

    answer = make(attio, ids, at)

    (row,) = answer.body["validation_errors"]
    assert (answer.status, row["code"], row["path"]) == (400, "invalid", ["data", "created_at"])
    assert row["message"].startswith("Expected a moment from 1970 on that is not in the future, which begins at 20")
    assert attio.stored() == before


@pytest.mark.parametrize("make", [note, comment])
def test_the_time_of_the_computer_is_no_future_of_a_clock_that_stands_still(make: Make) -> None:
    attio, ids = filled()

    answer = make(attio, ids, datetime.now(UTC).isoformat())

    assert answer.status == 200
    later = make(attio, ids, (datetime.now(UTC) + timedelta(hours=1)).isoformat())
    assert (later.status, later.body["code"]) == (400, "validation_type")


def test_a_clock_of_somebodys_own_says_what_is_the_future() -> None:
    attio = Attio(clock=lambda: START + 10_000)
    person = attio.create("people", {"email_addresses": ["ada@lovelace.org"]}).body["data"]["id"]["record_id"]

    assert note(attio, {"record": person}, "2025-01-01T00:00:10Z").status == 200
    assert note(attio, {"record": person}, "2025-01-01T00:00:11Z").status == 400

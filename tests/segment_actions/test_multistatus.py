"""What an action says of each payload of a batch."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import (
    MultiStatusResponse,
)
from segment_actions.multistatus import error_type


def test_a_multistatus_tells_what_is_in_it() -> None:
    given = {"status": 422, "errormessage": "No"}
    made = MultiStatusResponse()
    made.push_success({"status": 200})
    made.set_error(2, given)
    entry = made.at(2)
    assert entry is not None
    other = MultiStatusResponse()
    other.push(entry)
    made.unset(0)
    assert [made.is_success(at) for at in range(4)] == [False] * 4
    assert [made.is_error(at) for at in range(4)] == [False, False, True, False]
    assert (len(made), made.at(0), made.at(7)) == (3, None, None)
    assert other.at(0) == entry
    assert given == {"status": 422, "errormessage": "No"}


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (429, "TOO_MANY_REQUESTS"),
        (301, "MOVED_PERMENANTLY"),
        (299, "UNKNOWN_ERROR"),
        (True, "UNKNOWN_ERROR"),
        (None, "UNKNOWN_ERROR"),
    ],
)
def test_the_name_of_a_status_as_segment_spells_it(status: Any, name: str) -> None:
    assert error_type(status) == name


@pytest.mark.parametrize(
    ("given", "reporter", "type"),
    [({"status": 429}, "INTEGRATIONS", "TOO_MANY_REQUESTS"), ({"status": 400, "sent": {}}, "DESTINATION", "BAD_REQUEST"),
     ({"status": 400, "body": "", "errortype": "MINE"}, "INTEGRATIONS", "MINE")],
)  # fmt: skip
def test_an_error_says_who_reports_it(given: dict[str, Any], reporter: str, type: str) -> None:
    rows = MultiStatusResponse()
    rows.push_error(given)
    rows.push_success({"status": 200})
    entries = [rows.at(0), rows.at(1)]
    assert [one.row() for one in entries if one] == [
        {**given, "errortype": type, "errorreporter": reporter},
        {"status": 200},
    ]

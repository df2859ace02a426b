"""What the query of a listing asks for is checked also where there is nothing to list."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import Attio

WRONG: tuple[tuple[str, dict[str, Any], str, str], ...] = (
    ("/v2/tasks", {"linked_object": "people"}, "linked_record_id", "Required"),
    ("/v2/tasks", {"linked_record_id": "891dcbfc-9141-415d-9b2a-2238a6cc012d"}, "linked_object", "Required"),
    ("/v2/tasks", {"linked_object": "people", "linked_record_id": "x"}, "linked_record_id", "Invalid uuid"),
    ("/v2/tasks", {"is_completed": "yes"}, "is_completed", "Invalid enum value. Expected 'true' | 'false', received 'yes'"),
    ("/v2/tasks", {"sort": "x"}, "sort", "Invalid enum value. Expected 'created_at:asc' | 'created_at:desc' | 'completed_at:asc' | 'completed_at:desc', received 'x'"),
    ("/v2/meetings", {"linked_object": "people"}, "linked_record_id", "Required"),
    ("/v2/meetings", {"ends_from": "soon"}, "ends_from", "Expected a moment as ISO 8601"),
    ("/v2/meetings", {"starts_before": "soon"}, "starts_before", "Expected a moment as ISO 8601"),
    ("/v2/meetings", {"timezone": "Mars"}, "timezone", "Expected an IANA timezone, such as Europe/London"),
    ("/v2/meetings", {"sort": "x"}, "sort", "Invalid enum value. Expected 'start_asc' | 'start_desc', received 'x'"),
    ("/v2/meetings", {"limit": 201}, "limit", "Expected 1 to 200"),
    ("/v2/meetings", {"cursor": "x"}, "cursor", "Invalid cursor"),
    ("/v2/threads", {"object": "people"}, "record_id", "Required"),
    ("/v2/threads", {"entry_id": "891dcbfc-9141-415d-9b2a-2238a6cc012d"}, "list", "Required"),
    ("/v2/notes", {"parent_record_id": "x"}, "parent_record_id", "Invalid uuid"),
)  # fmt: skip


@pytest.mark.parametrize(("path", "query", "name", "message"), WRONG)
def test_a_wrong_query_is_refused(path: str, query: dict[str, Any], name: str, message: str) -> None:
    answer = Attio().ask("GET", path, **query)
    (row,) = answer.body["validation_errors"]
    assert (answer.status, answer.body["message"]) == (400, "Query params validation error.")
    assert (row["path"], row["message"]) == ([name], message)


def test_an_empty_timezone_is_none() -> None:
    assert Attio().ask("GET", "/v2/meetings", timezone="", ends_from="", starts_before="null").status == 200

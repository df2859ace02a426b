"""What the query of a listing asks for is checked also where there is nothing to list; and its cursors outlive their rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from tests.attio_emulator.calls import Answer, Attio
from tests.attio_emulator.filled import filled

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


@pytest.mark.parametrize(("text", "code"), [("-1", "invalid"), ("1.5", "invalid"), ("ten", "invalid_type")])
def test_a_count_that_is_a_wrong_number_has_another_code_than_one_that_is_none(text: str, code: str) -> None:
    answer = Attio().ask("GET", "/v2/objects/people/attributes", offset=text)
    assert [(row["code"], row["path"]) for row in answer.body["validation_errors"]] == [(code, ["offset"])]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1000000000", 10**9),
        ("9223372036854775807", 10**9),
        ("9223372036854775808", 10**9),
        ("9" * 5000, 10**9),
        ("0" * 5000 + "7", 7),
    ],
    ids=["a thousand million", "all there can be", "one more", "5,000 nines", "zeros before it"],
)
def test_a_count_may_be_as_large_as_it_is_written(text: str, rows: int) -> None:
    """Of more rows than there are all come, and none from behind the last; the count in a body may be that large as well."""
    attio, ids = filled()
    path = "/v2/objects/people/attributes"
    whole = attio.ask("GET", path).body["data"]

    assert attio.ask("GET", path, limit=text) == Answer(200, {"data": whole[:rows]})
    assert attio.ask("GET", path, offset=text) == Answer(200, {"data": whole[rows:]})
    assert attio.ask("GET", f"/v2/threads/{ids['thread']}", limit=text).status == 200
    outside = attio.ask("GET", "/v2/meetings", limit=text)
    assert outside.status == (200 if rows == 7 else 400)


def test_an_empty_timezone_is_none() -> None:
    assert Attio().ask("GET", "/v2/meetings", timezone="", ends_from="", starts_before="null").status == 200


# -- cursors -----------------------------------------------------------------------------------------------------------


def made(answer: Answer, name: str) -> str:
    assert answer.status in (200, 201), answer
    return str(answer.body["data"]["id"][name])


def meeting(attio: Attio, number: int) -> str:
    body = {
        "title": str(number),
        "description": "",
        "start": {"datetime": f"2025-01-01T0{number // 2}:00:00Z"},
        "end": {"datetime": "2025-01-01T12:00:00Z"},
        "is_all_day": False,
        "participants": [{"email_address": "ada@acme.com", "is_organizer": True, "status": "accepted"}],
    }
    return made(attio.ask("POST", "/v2/meetings", {"data": body}), "meeting_id")


class Listing(NamedTuple):
    """A listing by cursor: its query, the member of its IDs, and what makes a row of it."""

    path: str
    query: dict[str, str]
    id: str
    make: Callable[[Attio, int], str]


def meetings(**query: str) -> Listing:
    return Listing("/v2/meetings", query, "meeting_id", meeting)


def files(attio: Attio) -> Listing:
    of = {"object": "people", "record_id": made(attio.create("people", {}), "record_id")}

    def folder(attio: Attio, number: int) -> str:
        return made(attio.ask("POST", "/v2/files", of | {"file_type": "folder", "name": str(number)}), "file_id")

    return Listing("/v2/files", of, "file_id", folder)


def recordings(attio: Attio) -> Listing:
    path = f"/v2/meetings/{meeting(attio, 0)}/call_recordings"

    def recording(attio: Attio, number: int) -> str:
        said = {"speech": str(number), "start_time": 0, "end_time": 1, "speaker": {"name": "Ada"}}
        return made(attio.ask("POST", path, {"data": {"transcript": [said]}}), "call_recording_id")

    return Listing(path, {}, "call_recording_id", recording)


def views(attio: Attio) -> Listing:
    def view(attio: Attio, number: int) -> str:
        body = {"title": str(number), "type": "table"}
        return made(attio.ask("POST", "/v2/objects/people/views", {"data": body}), "view_id")

    return Listing("/v2/objects/people/views", {}, "view_id", view)


def activities(attio: Attio) -> Listing:
    def activity(attio: Attio, number: int) -> str:
        nouns = {"singular_noun": f"Demo {number}", "plural_noun": f"Demos {number}"}
        body = {"api_slug": f"demos_{number}", "extends": "activities", **nouns}
        return made(attio.ask("POST", "/v2/activities", {"data": body}), "activity_id")

    return Listing("/v2/activities", {}, "activity_id", activity)


LISTINGS: dict[str, Callable[[Attio], Listing]] = {
    "meetings": lambda attio: meetings(),
    "meetings, the last first": lambda attio: meetings(sort="start_desc"),
    "files": files,
    "recordings": recordings,
    "views": views,
    "activities": activities,
}


@pytest.mark.parametrize("listing_of", LISTINGS.values(), ids=LISTINGS)
def test_who_deletes_what_a_page_had_is_shown_the_rest(listing_of: Callable[[Attio], Listing]) -> None:
    attio = Attio()
    listing = listing_of(attio)
    wanted = {listing.make(attio, number) for number in range(7)}
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = attio.ask("GET", listing.path, **listing.query, **cursor, limit=2)
        assert page.status == 200, page
        ids = [one["id"][listing.id] for one in page.body["data"]]
        seen += ids
        for id in wanted.intersection(ids):
            assert attio.ask("DELETE", f"{listing.path}/{id}").status in (200, 204)
        if page.body["pagination"]["next_cursor"] is None:
            break
        cursor = {"cursor": page.body["pagination"]["next_cursor"]}
    assert wanted <= set(seen)
    assert len(seen) == len(set(seen))


def test_a_cursor_whose_row_no_longer_passes_goes_on_where_that_was() -> None:
    """Here the filter is by a linked record, and the last meeting of the page is unlinked from it."""
    attio = Attio()
    record = made(attio.create("companies", {}), "record_id")
    ids = [meeting(attio, number) for number in (0, 2, 4)]
    link = {"data": {"linked_records": [{"object": "companies", "record_id": record}]}}
    for id in ids:
        assert attio.ask("PATCH", f"/v2/meetings/{id}", link).status == 200
    query: dict[str, Any] = {"linked_object": "companies", "linked_record_id": record, "limit": 1}
    first = attio.ask("GET", "/v2/meetings", **query).body
    assert attio.ask("PUT", f"/v2/meetings/{ids[0]}", {"data": {"linked_records": []}}).status == 200
    second = attio.ask("GET", "/v2/meetings", **query, cursor=first["pagination"]["next_cursor"])
    assert [one["id"]["meeting_id"] for one in second.body["data"]] == [ids[1]]


@pytest.mark.parametrize(
    "cursor",
    ["x", "e30=", "W10=", "WzFd", "bnVsbA==", "77-9", "ImEi", "WyI4OTFkY2JmYy05MTQxLTQxNWQtOWIyYS0yMjM4YTZjYzAxMmQiLG51bGxd"],
)  # fmt: skip
def test_a_cursor_of_no_listing_is_refused(cursor: str) -> None:
    """Text that is no base64; {}, [], [1], null, no UTF-8, a text; and an ID at a place that is none."""
    attio = Attio()
    meeting(attio, 0)
    answer = attio.ask("GET", "/v2/meetings", cursor=cursor)
    assert (answer.status, answer.body["validation_errors"][0]["message"]) == (400, "Invalid cursor")


def test_a_cursor_of_another_listing_is_refused() -> None:
    attio = Attio()
    listing = views(attio)
    for number in range(2):
        listing.make(attio, number)
        meeting(attio, number)
    cursor = attio.ask("GET", listing.path, limit=1).body["pagination"]["next_cursor"]
    assert attio.ask("GET", "/v2/meetings", cursor=cursor).status == 400

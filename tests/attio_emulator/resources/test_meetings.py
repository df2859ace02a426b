"""Meetings as they are listed, read, linked and deleted."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator.editions import EDITIONS
from attio_emulator.resources.meetings import synced

from tests.attio_emulator.calls import Attio, error
from tests.attio_emulator.resources.meeting_calls import NOBODY, attio_of, meet, titles


@pytest.fixture(params=EDITIONS)
def attio(request: pytest.FixtureRequest) -> Attio:
    return attio_of(request.param)


def day(attio: Attio, date: str, title: str) -> None:
    times = {"start": {"date": date}, "end": {"date": date}, "is_all_day": True}
    assert meet(attio, title=title, external_ref=title, **times).status == 200


@pytest.mark.covers("GET /v2/meetings")
def test_meetings_are_sorted_filtered_and_paged(attio: Attio) -> None:
    meet(attio, title="timed", external_ref="t")
    day(attio, "2027-11-26", "before")
    day(attio, "2027-11-28", "after")
    assert titles(attio) == ["before", "timed", "after"]
    assert titles(attio, sort="start_desc") == ["after", "timed", "before"]
    assert titles(attio, participants="eve@x.org, ADA@lovelace.org", limit=1) == ["before"]
    assert titles(attio, participants="eve@x.org") == []
    assert titles(attio, ends_from="2027-11-27T20:00:00Z") == ["timed", "after"]
    assert titles(attio, starts_before="2027-11-27T19:00:00Z") == ["before"]
    assert titles(attio, starts_before="2027-11-28T03:00:00Z", timezone="America/New_York") == ["before", "timed"]
    assert titles(attio, linked_object="people", linked_record_id=attio.ids("people")[0]) == [
        "before",
        "timed",
        "after",
    ]
    assert titles(attio, linked_object="companies", linked_record_id=NOBODY) == []
    page = attio.ask("GET", "/v2/meetings", limit=2).body
    assert titles(attio, limit=2, cursor=page["pagination"]["next_cursor"]) == ["after"]
    assert attio.ask("GET", "/v2/meetings", limit=3).body["pagination"] == {"next_cursor": None}


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"}, {"limit": "201"}, {"limit": "-1"}, {"cursor": "x"}, {"sort": "title"}, {"timezone": "Mars/Base"},
        {"timezone": "../etc"}, {"timezone": "localtime"}, {"timezone": "right/Europe/London"},
    ],
    ids=str,
)  # fmt: skip
def test_a_query_that_cannot_be(attio: Attio, query: dict[str, str]) -> None:
    answer = attio.ask("GET", "/v2/meetings", **query)
    assert (answer.status, answer.body["message"]) == (400, "Query params validation error.")
    assert [row["path"] for row in answer.body["validation_errors"]] == [list(query)]


@pytest.mark.parametrize("query", [{"linked_object": "people"}, {"linked_record_id": NOBODY}, {"ends_from": "noon"}])
def test_a_filter_that_cannot_be(attio: Attio, query: dict[str, str]) -> None:
    meet(attio)
    assert attio.ask("GET", "/v2/meetings", **query).body["message"] == "Query params validation error."


@pytest.mark.covers("edition meeting.either_filter")
def test_two_filters_are_joined_by_or_since_october(attio: Attio) -> None:
    hours = [{"datetime": f"2027-11-27T{hour}:00:00Z"} for hour in (10, 11, 12)]
    eve = [{"email_address": "eve@x.org", "is_organizer": False, "status": "pending"}]
    meet(attio, title="Ada's", external_ref="a", start=hours[0])
    meet(attio, title="Eve's", external_ref="e", participants=eve, start=hours[1])
    meet(
        attio,
        title="later",
        external_ref="l",
        participants=eve,
        start=hours[2],
        end={"datetime": "2027-11-28T20:00:00Z"},
    )
    ada = {"linked_object": "people", "linked_record_id": attio.ids("people")[0]}
    newest = attio.emulator.workspace.has("meeting.either_filter")
    assert titles(attio, participants="eve@x.org", **ada) == (["Ada's", "Eve's", "later"] if newest else [])
    assert titles(attio, participants="eve@x.org", ends_from="2027-11-28T00:00:00Z", **ada) == (
        ["later"] if newest else []
    )
    assert titles(attio, participants="ada@lovelace.org", **ada) == ["Ada's"]
    assert titles(attio, participants="nobody@x.org", linked_object="people", linked_record_id=NOBODY) == []


# -- linking ---------------------------------------------------------------------------------------------------------


def linked(attio: Attio) -> tuple[str, dict[str, Any], list[dict[str, str]]]:
    """The path of a meeting with Ada, itself, and two companies as a body names them."""
    data = meet(attio).body["data"]
    made = [attio.create("companies", {"name": one}).body["data"]["id"]["record_id"] for one in ("A", "B")]
    companies = [{"object": "companies", "record_id": one} for one in made]
    return f"/v2/meetings/{data['id']['meeting_id']}", data, companies


def records(answer: Any) -> list[str]:
    assert answer.status == 200, answer
    return [one["record_id"] for one in answer.body["data"]["linked_records"]]


@pytest.mark.covers("PATCH /v2/meetings/{meeting}")
def test_more_records_are_linked(attio: Attio) -> None:
    path, data, (first, second) = linked(attio)
    (ada,) = attio.ids("people")
    answer = attio.ask("PATCH", path, {"data": {"linked_records": [second, second], "title": "Not this"}})
    shown = {"object_slug": "companies", "object_id": attio.object_id("companies"), "record_id": second["record_id"]}
    assert answer == (200, {"data": data | {"linked_records": [*data["linked_records"], shown]}})
    again = [
        first,
        {"object": attio.object_id("people"), "record_id": ada},
        second | {"record_id": second["record_id"].upper()},
    ]
    every = attio.ask("PATCH", path, {"data": {"linked_records": again}})
    assert records(every) == [ada, second["record_id"], first["record_id"]]
    assert attio.ask("PATCH", path, {"data": {"linked_records": []}}) == every == attio.ask("GET", path)


@pytest.mark.covers("PUT /v2/meetings/{meeting}")
def test_the_linked_records_are_replaced(attio: Attio) -> None:
    path, data, (first, second) = linked(attio)
    answer = attio.ask("PUT", path, {"data": {"linked_records": [second, first, second]}})
    assert records(answer) == [second["record_id"], first["record_id"]]
    empty = attio.ask("PUT", path, {"data": {"linked_records": []}})
    assert empty == (200, {"data": data | {"linked_records": []}}) == attio.ask("GET", path)
    assert attio.plain("people") == attio.plain("people") != []


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_what_cannot_be_linked(attio: Attio, method: str) -> None:
    path, data, (first, _) = linked(attio)

    def ask(*sent: Any) -> Any:
        return attio.ask(method, path, {"data": {"linked_records": list(sent)}})

    gone = error(400, "value_not_found", f'Record with ID "{NOBODY}" not found.')
    assert ask(first, {"object": "companies", "record_id": NOBODY}) == gone
    assert ask({"object": "people", "record_id": first["record_id"]}).body["code"] == "value_not_found"
    unknown = error(400, "value_not_found", 'Object with slug/ID "cats" not found.')
    assert ask(first, {"object": "cats", "record_id": NOBODY}) == unknown
    assert ask({"object": "deals", "record_id": NOBODY}).body["code"] == "standard_object_disabled"
    rows = [
        (row["code"], row["path"][3:]) for row in ask({"object": 1, "record_id": "x"}, {}).body["validation_errors"]
    ]
    assert rows == [
        ("invalid_type", ["object"]),
        ("invalid", ["record_id"]),
        ("invalid_type", ["object"]),
        ("invalid_type", ["record_id"]),
    ]
    missing = error(404, "not_found", f'Meeting with ID "{NOBODY}" was not found.')
    assert attio.ask(method, f"/v2/meetings/{NOBODY}", {"data": {"linked_records": []}}) == missing
    assert attio.ask("GET", path).body["data"] == data


def test_a_deleted_record_leaves_the_meetings_it_was_linked_to(attio: Attio) -> None:
    path, data, (first, _) = linked(attio)
    attio.ask("PATCH", path, {"data": {"linked_records": [first]}})
    attio.ask("DELETE", f"/v2/objects/companies/records/{first['record_id']}")
    assert attio.ask("GET", path).body["data"] == data


# -- deleting --------------------------------------------------------------------------------------------------------


@pytest.mark.covers("DELETE /v2/meetings/{meeting}", "meeting.deleted")
def test_a_meeting_is_deleted_with_its_recordings(attio: Attio) -> None:
    path, _, _ = linked(attio)
    meeting = path.rpartition("/")[2]
    other = meet(attio, title="Other", external_ref="o").body["data"]["id"]["meeting_id"]
    film = {"data": {"video_url": "https://cdn.acme.org/demo.mp4"}}
    for one in (meeting, meeting, other):
        assert attio.ask("POST", f"/v2/meetings/{one}/call_recordings", film).status == 200
    (ada,) = attio.ids("people")
    note = {"parent_object": "people", "parent_record_id": ada, "title": "N", "format": "plaintext", "content": ""}
    for one in (meeting, other):
        assert attio.ask("POST", "/v2/notes", {"data": note | {"meeting_id": one}}).status == 200
    assert attio.ask("DELETE", path) == (200, {})
    gone = error(404, "not_found", f'Meeting with ID "{meeting}" was not found.')
    assert [attio.ask("GET", path), attio.ask("DELETE", path), attio.ask("GET", f"{path}/call_recordings")] == [
        gone
    ] * 3
    assert titles(attio) == ["Other"]
    assert [one["meeting_id"] for one in attio.emulator.documents()["call_recordings"].values()] == [other]
    assert [one["meeting_id"] for one in attio.ask("GET", "/v2/notes").body["data"]] == [None, other]
    assert attio.ids("people") == [ada]


@pytest.mark.covers("error 400 system_edit_unauthorized")
def test_a_meeting_out_of_a_calendar_is_not_deleted(attio: Attio) -> None:
    path, data, _ = linked(attio)
    synced(attio.emulator.core, data["id"]["meeting_id"])
    kept = error(400, "system_edit_unauthorized", "Meetings that a calendar sync created cannot be deleted.")
    assert attio.ask("DELETE", path) == kept
    assert attio.ask("GET", path).body["data"] == data
    assert attio.ask("PUT", path, {"data": {"linked_records": []}}).status == 200

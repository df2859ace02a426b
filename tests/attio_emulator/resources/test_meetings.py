"""Meetings, their call recordings and transcripts."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import VirtualClock
from attio_emulator.resources.recordings import transcribe

from tests.attio_emulator.calls import BY_KEY, Answer, Attio, error

NOBODY = "891dcbfc-9141-415d-9b2a-2238a6cc012d"
MEETING = {
    "title": "Demo",
    "description": "All of it",
    "start": {"datetime": "2027-11-27T14:00:00", "timezone": "America/New_York"},
    "end": {"datetime": "2027-11-27T20:00:00Z"},
    "is_all_day": False,
    "participants": [{"email_address": "Ada@Lovelace.org", "is_organizer": "true", "status": "accepted"}],
    "external_ref": "demo-1",
}


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def attio(clock: VirtualClock) -> Attio:
    return Attio({"slug": "acme"}, clock=clock)


def meet(attio: Attio, **changes: Any) -> Answer:
    return attio.ask("POST", "/v2/meetings", {"data": MEETING | changes})


def day(attio: Attio, date: str, title: str) -> None:
    times = {"start": {"date": date}, "end": {"date": date}, "is_all_day": True}
    assert meet(attio, title=title, external_ref=title, **times).status == 200


def titles(attio: Attio, **query: Any) -> list[str]:
    answer = attio.ask("GET", "/v2/meetings", **query)
    assert answer.status == 200, answer
    return [one["title"] for one in answer.body["data"]]


# -- meetings --------------------------------------------------------------------------------------------------------


@pytest.mark.covers("GET /v2/meetings/{meeting}")
def test_a_meeting_is_created_once(attio: Attio) -> None:
    company = attio.create("companies", {"domains": ["lovelace.org"]}).body["data"]["id"]["record_id"]
    answer = meet(attio, linked_records=[{"object": "companies", "record_id": company}])
    (ada,) = attio.ids("people")
    workspace, data = attio.emulator.workspace.id, answer.body["data"]
    assert answer == (
        200,
        {
            "data": {
                "id": {"workspace_id": workspace, "meeting_id": data["id"]["meeting_id"]},
                "title": "Demo",
                "description": "All of it",
                "is_all_day": False,
                "start": {"datetime": "2027-11-27T14:00:00.000-05:00", "timezone": "America/New_York"},
                "end": {"datetime": "2027-11-27T20:00:00.000Z", "timezone": None},
                "participants": [
                    {"status": "accepted", "is_organizer": True, "email_address": "ada@lovelace.org", "name": None}
                ],
                "linked_records": [
                    {"object_slug": "companies", "object_id": attio.object_id("companies"), "record_id": company},
                    {"object_slug": "people", "object_id": attio.object_id("people"), "record_id": ada},
                ],
                "created_at": data["created_at"],
                "created_by_actor": BY_KEY,
            }
        },
    )
    assert meet(attio, title="Again") == answer
    assert attio.ask("GET", f"/v2/meetings/{data['id']['meeting_id']}") == answer
    assert attio.plain("people") == [{"email_addresses": [attio.plain("people")[0]["email_addresses"][0]]}]


@pytest.mark.covers("POST /v2/meetings")
def test_calendar_events_are_told_apart_by_occurrence(attio: Attio) -> None:
    event = {"ical_uid": "u", "provider": "google", "is_recurring": True, "original_start_time": "2027-01-01T10:00:00Z"}
    first = meet(attio, external_ref=event).body["data"]["id"]
    same = meet(attio, external_ref=event | {"original_start_time": "2027-01-01T11:00:00+01:00"}).body["data"]["id"]
    other = meet(attio, external_ref=event | {"original_start_time": "2027-01-02T10:00:00Z"}).body["data"]["id"]
    assert (same == first, other == first) == (True, False)


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
        {"timezone": "../etc"},
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


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"start": {"date": "2027-11-27"}}, ["data", "start", "datetime"]),
        ({"is_all_day": True, "end": {"date": "2027-11-27"}}, ["data", "start", "date"]),
        ({"start": {"datetime": "2027-11-27T14:00:00Z", "timezone": "Mars/Base"}}, ["data", "start", "timezone"]),
        ({"external_ref": ""}, ["data", "external_ref"]),
        ({"external_ref": {"ical_uid": "u", "provider": "apple", "is_recurring": False}},
         ["data", "external_ref", "provider"]),
        ({"participants": [{"email_address": "ada@lovelace.org", "is_organizer": 1, "status": "accepted"}]},
         ["data", "participants", 0, "is_organizer"]),
        ({"participants": [{"email_address": "ada", "is_organizer": True, "status": "accepted"}]},
         ["data", "participants", 0, "email_address"]),
        ({"end": {"datetime": "2027-11-27T13:00:00Z"}}, ["data", "end"]),
    ],
    ids=["date for a time", "time for a date", "timezone", "empty reference", "provider", "flag", "address", "backwards"],
)  # fmt: skip
def test_a_malformed_meeting(attio: Attio, changes: dict[str, Any], path: list[Any]) -> None:
    answer = meet(attio, **changes)
    assert (answer.status, answer.body["code"]) == (400, "validation_type")
    assert answer.body["validation_errors"][0]["path"] == path
    assert (titles(attio), attio.ids("people")) == ([], [])


def test_meetings_that_cannot_be(attio: Attio) -> None:
    assert meet(attio, participants=[]) == error(400, "validation_type", "No participants were provided.")
    gone = error(404, "not_found", f'Record with ID "{NOBODY}" not found.')
    assert meet(attio, linked_records=[{"object": "people", "record_id": NOBODY}]) == gone
    missing = error(404, "not_found", f'Meeting with ID "{NOBODY}" was not found.')
    assert attio.ask("GET", f"/v2/meetings/{NOBODY}") == missing


# -- recordings ------------------------------------------------------------------------------------------------------


def recording(attio: Attio) -> tuple[str, dict[str, Any]]:
    meeting = meet(attio).body["data"]["id"]["meeting_id"]
    path = f"/v2/meetings/{meeting}/call_recordings"
    answer = attio.ask("POST", path, {"data": {"video_url": "https://cdn.acme.org/Demo.MP4?x=1"}})
    assert answer.status == 200, answer
    return path, answer.body["data"]


@pytest.mark.covers(
    "GET /v2/meetings/{meeting}/call_recordings", "GET /v2/meetings/{meeting}/call_recordings/{recording}"
)
def test_a_recording_is_processed_for_a_while(attio: Attio, clock: VirtualClock) -> None:
    path, data = recording(attio)
    meeting, id = data["id"]["meeting_id"], data["id"]["call_recording_id"]
    workspace = attio.emulator.workspace.id
    assert data == {
        "id": {"workspace_id": workspace, "meeting_id": meeting, "call_recording_id": id},
        "status": "processing",
        "web_url": f"https://app.attio.com/acme/calls/{meeting}/{id}",
        "created_by_actor": BY_KEY,
        "created_at": data["created_at"],
    }
    clock.advance(60)
    ready = data | {"status": "completed"}
    assert attio.ask("GET", f"{path}/{id}") == (200, {"data": ready | {"transcript": None, "video_url": None}})
    assert attio.ask("GET", path) == (200, {"data": [ready], "pagination": {"next_cursor": None}})


@pytest.mark.covers("GET /v2/meetings/{meeting}/call_recordings/{recording}/transcript")
def test_a_transcript_comes_in_pages(attio: Attio) -> None:
    path, data = recording(attio)
    id = data["id"]["call_recording_id"]
    empty = {"id": data["id"], "transcript": [], "raw_transcript": "", "web_url": f"{data['web_url']}/transcript"}
    answer = attio.ask("GET", f"{path}/{id}/transcript")
    assert answer == (200, {"data": empty, "pagination": {"next_cursor": None}})
    segments = [{"speech": f"s{at}", "start_time": at, "end_time": at + 1, "speaker": "Ada"} for at in range(101)]
    transcribe(attio.emulator._core, id, segments)
    first = attio.ask("GET", f"{path}/{id}/transcript").body
    assert first["data"]["transcript"][0] == {
        "speech": "s0", "start_time": 0, "end_time": 1, "speaker": {"name": "Ada"},
    }  # fmt: skip
    assert first["data"]["raw_transcript"].splitlines()[:2] == ["Ada: s0", "Ada: s1"]
    last = attio.ask("GET", f"{path}/{id}/transcript", cursor=first["pagination"]["next_cursor"]).body
    assert ([one["speech"] for one in last["data"]["transcript"]], last["pagination"]) == (
        ["s100"], {"next_cursor": None},
    )  # fmt: skip
    assert attio.ask("GET", f"{path}/{id}/transcript", cursor="-").status == 400


@pytest.mark.covers(
    "DELETE /v2/meetings/{meeting}/call_recordings/{recording}", "POST /v2/meetings/{meeting}/call_recordings"
)
def test_a_recording_is_deleted(attio: Attio) -> None:
    path, data = recording(attio)
    id = data["id"]["call_recording_id"]
    assert attio.ask("DELETE", f"{path}/{id}") == (204, None)
    assert attio.ask("DELETE", f"{path}/{id}") == error(
        404, "not_found", "The referenced call recording was not found."
    )
    gone = error(404, "not_found", f'Call recording with ID "{id}" was not found.')
    assert [attio.ask("GET", f"{path}/{id}"), attio.ask("GET", f"{path}/{id}/transcript")] == [gone, gone]


def test_recordings_that_cannot_be(attio: Attio) -> None:
    missing = error(404, "not_found", f'Meeting with ID "{NOBODY}" was not found.')
    assert attio.ask("GET", f"/v2/meetings/{NOBODY}/call_recordings") == missing
    body = {"data": {"video_url": "https://cdn.acme.org/demo.mp4"}}
    refusal = error(404, "not_found", "The referenced meeting was not found.")
    assert attio.ask("POST", f"/v2/meetings/{NOBODY}/call_recordings", body) == refusal
    path, _ = recording(attio)
    plain = error(400, "validation_type", "Invalid video URL protocol. Only https is supported")
    assert attio.ask("POST", path, {"data": {"video_url": "http://cdn.acme.org/demo.mp4"}}) == plain
    for url in ("https://cdn.acme.org/demo.mov", "https:///demo.mp4", "https://[/demo.mp4", ""):
        assert attio.ask("POST", path, {"data": {"video_url": url}}).status == 400
    assert len(attio.ask("GET", path).body["data"]) == 1

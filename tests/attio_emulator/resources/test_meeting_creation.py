"""Meetings as they come to be, in both editions."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator.editions import EDITIONS

from tests.attio_emulator.calls import BY_KEY, Attio, error
from tests.attio_emulator.resources.meeting_calls import MEETING, NOBODY, attio_of, meet, titles


@pytest.fixture(params=EDITIONS)
def attio(request: pytest.FixtureRequest) -> Attio:
    return attio_of(request.param)


@pytest.fixture
def newest() -> Attio:
    return attio_of("2026-10")


@pytest.fixture
def older() -> Attio:
    return attio_of("2026-03")


@pytest.mark.covers("GET /v2/meetings/{meeting}")
@pytest.mark.covers("GET /v2/meetings/{meeting}", "POST /v2/meetings")
def test_a_meeting_is_created(attio: Attio) -> None:
    company = attio.create("companies", {"domains": ["lovelace.org"]}).body["data"]["id"]["record_id"]
    answer = meet(attio, linked_records=[{"object": "companies", "record_id": company}])
    (ada,) = attio.ids("people")
    workspace, data = attio.emulator.workspace.id, answer.body["data"]
    name = {"name": None} if attio.emulator.workspace.has("meeting.participant_name") else {}
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
                    {"status": "accepted", "is_organizer": True, "email_address": "ada@lovelace.org"} | name
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
    assert attio.ask("GET", f"/v2/meetings/{data['id']['meeting_id']}") == answer
    assert [list(one) for one in attio.plain("people")] == [["email_addresses"]]


@pytest.mark.covers("edition meeting.create")
def test_the_same_meeting_is_another_one_since_october(older: Attio, newest: Attio) -> None:
    assert meet(older, title="Again") == meet(older) == meet(older, title="And again")
    assert titles(older) == ["Again"]
    assert meet(newest, external_ref="r").body["data"]["id"] != meet(newest, external_ref="r").body["data"]["id"]
    assert titles(newest) == ["Demo", "Demo"]
    assert (len(older.ids("people")), len(newest.ids("people"))) == (1, 1)
    rows = older.ask("POST", "/v2/meetings", {"data": MEETING}).body["validation_errors"]
    assert [(row["path"], row["message"]) for row in rows] == [(["data", "external_ref"], "Required")]
    assert newest.ask("POST", "/v2/meetings", {"data": MEETING}).status == 200


def test_calendar_events_are_told_apart_by_occurrence(older: Attio) -> None:
    event = {"ical_uid": "u", "provider": "google", "is_recurring": True, "original_start_time": "2027-01-01T10:00:00Z"}
    first = meet(older, external_ref=event).body["data"]["id"]
    same = meet(older, external_ref=event | {"original_start_time": "2027-01-01T11:00:00+01:00"}).body["data"]["id"]
    other = meet(older, external_ref=event | {"original_start_time": "2027-01-02T10:00:00Z"}).body["data"]["id"]
    assert (same == first, other == first) == (True, False)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"start": {"date": "2027-11-27"}}, ["data", "start", "datetime"]),
        ({"is_all_day": True, "end": {"date": "2027-11-27"}}, ["data", "start", "date"]),
        ({"start": {"datetime": "2027-11-27T14:00:00Z", "timezone": 1}}, ["data", "start", "timezone"]),
        ({"participants": [{"email_address": "ada@lovelace.org", "is_organizer": 1, "status": "accepted"}]},
         ["data", "participants", 0, "is_organizer"]),
        ({"participants": [{"email_address": "ada", "is_organizer": True, "status": "accepted"}]},
         ["data", "participants", 0, "email_address"]),
        ({"participants": [{"email_address": "", "is_organizer": True, "status": "accepted"}]},
         ["data", "participants", 0, "email_address"]),
        ({"participants": [{"email_address": None, "name": "Ada", "is_organizer": True, "status": "accepted"}]},
         ["data", "participants", 0, "email_address"]),
        ({"participants": [{"email_address": "ada@lovelace.org", "is_organizer": True, "status": "late"}]},
         ["data", "participants", 0, "status"]),
        ({"participants": None}, ["data", "participants"]),
        ({"linked_records": [{"object": "people", "record_id": "me"}]}, ["data", "linked_records", 0, "record_id"]),
        ({"end": {"datetime": "2027-11-27T13:00:00Z"}}, ["data", "end"]),
    ],
    ids=["date for a time", "time for a date", "timezone", "flag", "address", "empty address", "null", "status",
         "no participants", "record", "backwards"],
)  # fmt: skip
def test_a_malformed_meeting(attio: Attio, changes: dict[str, Any], path: list[Any]) -> None:
    answer = meet(attio, **changes)
    assert (answer.status, answer.body["code"]) == (400, "validation_type")
    assert answer.body["validation_errors"][0]["path"] == path
    assert (titles(attio), attio.ids("people")) == ([], [])


@pytest.mark.covers("comment.place")
def test_meetings_that_cannot_be(attio: Attio) -> None:
    assert meet(attio, participants=[]) == error(400, "validation_type", "No participants were provided.")
    gone = error(400, "value_not_found", f'Record with ID "{NOBODY}" not found.')
    assert meet(attio, linked_records=[{"object": "people", "record_id": NOBODY}]) == gone
    unknown = error(400, "value_not_found", 'Object with slug/ID "cats" not found.')
    assert meet(attio, linked_records=[{"object": "cats", "record_id": NOBODY}]) == unknown
    missing = error(404, "not_found", f'Meeting with ID "{NOBODY}" was not found.')
    assert attio.ask("GET", f"/v2/meetings/{NOBODY}") == missing
    assert (titles(attio), attio.ids("people")) == ([], [])


@pytest.mark.parametrize(
    ("reference", "path"),
    [
        ("", []),
        (None, []),
        ({"ical_uid": "u", "provider": "apple", "is_recurring": False}, ["provider"]),
        ({"ical_uid": "u", "provider": "google"}, ["is_recurring"]),
    ],
    ids=str,
)
def test_a_reference_that_is_none(older: Attio, newest: Attio, reference: Any, path: list[str]) -> None:
    answer = meet(older, external_ref=reference)
    assert [row["path"] for row in answer.body["validation_errors"]] == [["data", "external_ref", *path]]
    assert meet(newest, external_ref=reference).status == 200


# -- participants ----------------------------------------------------------------------------------------------------


def participants(attio: Attio, *given: dict[str, Any]) -> Any:
    standing = {"is_organizer": False, "status": "pending"}
    return meet(attio, participants=[standing | one for one in given])


@pytest.mark.covers("edition meeting.participant_name")
def test_a_participant_may_have_a_name_instead_of_an_address_since_october(older: Attio, newest: Attio) -> None:
    given = [{"name": "Eve"}, {"email_address": "Bob@x.org", "name": "Bob"}, {"email_address": "bob@x.org"}]
    answer = participants(newest, *given)
    standing = {"status": "pending", "is_organizer": False}
    assert answer.body["data"]["participants"] == [
        {**standing, "email_address": None, "name": "Eve"},
        {**standing, "email_address": "bob@x.org", "name": None},
        {**standing, "email_address": "bob@x.org", "name": None},
    ]
    assert [one["record_id"] for one in answer.body["data"]["linked_records"]] == newest.ids("people")
    assert len(newest.ids("people")) == 1
    assert titles(newest, participants="bob@x.org") == ["Demo"]
    refused = participants(older, *given)
    assert [row["path"] for row in refused.body["validation_errors"]] == [["data", "participants", 0, "email_address"]]
    shown = participants(older, given[1]).body["data"]["participants"]
    assert shown == [{**standing, "email_address": "bob@x.org"}]


def test_of_a_name_no_record_is_made(newest: Attio) -> None:
    answer = participants(newest, {"name": "Eve"}, {"name": "eve@x.org"})
    assert answer.body["data"]["linked_records"] == newest.ids("people") == newest.ids("companies") == []
    assert titles(newest, participants="eve@x.org") == []


@pytest.mark.parametrize(
    ("one", "path", "message"),
    [
        ({}, [], "Expected email_address or name"),
        ({"name": ""}, ["name"], "String must contain at least 1 character(s)"),
        ({"name": " "}, ["name"], "String must contain at least 1 character(s)"),
        ({"name": None}, ["name"], "Expected string, received null"),
        ({"name": ["Eve"], "email_address": "eve@x.org"}, ["name"], "Expected string, received array"),
    ],
    ids=str,
)
def test_a_participant_who_is_nobody(newest: Attio, one: dict[str, Any], path: list[str], message: str) -> None:
    answer = participants(newest, {"email_address": "ada@lovelace.org"}, one)
    rows = [(row["path"], row["message"]) for row in answer.body["validation_errors"]]
    assert rows == [(["data", "participants", 1, *path], message)]
    assert (titles(newest), newest.ids("people")) == ([], [])


# -- times -----------------------------------------------------------------------------------------------------------


@pytest.mark.covers("meeting.timezone")
@pytest.mark.parametrize("name", ["Mars/Base", "../etc", "", "Europe", "localtime", "posix/Europe/London"])
def test_a_timezone_that_is_none_is_utc(attio: Attio, name: str) -> None:
    data = meet(attio, start={"datetime": "2027-11-27T14:00:00", "timezone": name}).body["data"]
    assert data["start"] == {"datetime": "2027-11-27T14:00:00.000+00:00", "timezone": "UTC"}


@pytest.mark.parametrize("member", ["start", "end"])
@pytest.mark.parametrize(
    ("datetime", "timezone"),
    [
        ("0001-01-01T00:00:00", "Asia/Tokyo"),
        ("0001-01-01T00:00:00Z", "America/New_York"),
        ("9999-12-31T23:59:59", "America/New_York"),
        ("9999-12-31T23:59:59Z", "Asia/Tokyo"),
    ],
)
def test_a_moment_that_is_none_in_its_timezone_is_refused(
    attio: Attio, member: str, datetime: str, timezone: str
) -> None:
    before = attio.stored()
    answer = meet(attio, **{member: {"datetime": datetime, "timezone": timezone}})
    message = "Expected a moment of the years 0001 to 9999, in UTC and in its timezone"
    assert answer.status == 400
    assert answer.body["validation_errors"] == [
        {"code": "invalid", "path": ["data", member, "datetime"], "message": message}
    ]
    assert attio.stored() == before
    assert attio.ask("GET", "/v2/meetings").status == 200


def test_moments_at_the_ends_of_the_calendar(attio: Attio) -> None:
    first = {"datetime": "0001-01-01T00:00:00Z", "timezone": "Asia/Tokyo"}
    last = {"datetime": "9999-12-31T23:59:59.999Z", "timezone": "America/New_York"}
    data = meet(attio, start=first, end=last).body["data"]
    assert data["start"] == {"datetime": "0001-01-01T09:18:59.000+09:18", "timezone": "Asia/Tokyo"}
    assert data["end"] == {"datetime": "9999-12-31T18:59:59.999-05:00", "timezone": "America/New_York"}

"""The companies that Attio links to a meeting by itself, in both editions."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import VirtualClock
from attio_emulator.editions import EDITIONS
from attio_emulator.resources.meeting_companies import AFTER, WAITING

from tests.attio_emulator.calls import Attio
from tests.attio_emulator.resources.meeting_calls import meet


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(step=0)


@pytest.fixture(params=EDITIONS)
def attio(request: pytest.FixtureRequest, clock: VirtualClock) -> Attio:
    return Attio({"api": request.param, "assumptions": {"person.company_from_email": "deferred"}}, clock=clock)


def with_participants(attio: Attio, *emails: str) -> str:
    given = [{"email_address": one, "is_organizer": False, "status": "pending"} for one in emails]
    meeting: str = meet(attio, participants=given).body["data"]["id"]["meeting_id"]
    return meeting


def linked(attio: Attio, meeting: str) -> list[tuple[str, str]]:
    rows: list[Any] = attio.ask("GET", f"/v2/meetings/{meeting}").body["data"]["linked_records"]
    return [(one["object_slug"], one["record_id"]) for one in rows]


@pytest.mark.covers("meeting.companies")
def test_companies_are_linked_after_a_second_and_not_before(attio: Attio, clock: VirtualClock) -> None:
    """A company that is there, a new one, each once; free mail has none."""
    known = attio.create("companies", {"domains": ["lovelace.org"]}).body["data"]["id"]["record_id"]
    meeting = with_participants(attio, "ada@lovelace.org", "eve@x.org", "bob@lovelace.org", "carl@gmail.com")
    people = [("people", one) for one in attio.ids("people")]
    clock.advance((AFTER - 1) / 1000)
    assert sorted(linked(attio, meeting)) == sorted(people)
    clock.advance(0.001)
    found = linked(attio, meeting)
    (new,) = set(attio.ids("companies")) - {known}
    assert found[len(people) :] == [("companies", known), ("companies", new)]
    assert not attio.emulator.documents().get(WAITING)


def test_what_is_linked_later_is_not_held_off_by_a_replacement(attio: Attio) -> None:
    meeting = with_participants(attio, "ada@lovelace.org")
    assert attio.ask("PUT", f"/v2/meetings/{meeting}", {"data": {"linked_records": []}}).status == 200
    attio.emulator.flush()
    assert linked(attio, meeting) == [("companies", attio.ids("companies")[0])]
    assert attio.ask("PUT", f"/v2/meetings/{meeting}", {"data": {"linked_records": []}}).status == 200
    attio.emulator.flush()
    assert linked(attio, meeting) == []


def test_a_company_that_is_linked_already_is_linked_once(attio: Attio) -> None:
    known = attio.create("companies", {"domains": ["lovelace.org"]}).body["data"]["id"]["record_id"]
    meeting = with_participants(attio, "ada@lovelace.org")
    attio.ask(
        "PATCH", f"/v2/meetings/{meeting}", {"data": {"linked_records": [{"object": "companies", "record_id": known}]}}
    )
    attio.emulator.flush()
    assert [slug for slug, _ in linked(attio, meeting)] == ["people", "companies"]


def test_a_meeting_or_a_person_that_is_gone_is_linked_to_nothing(attio: Attio) -> None:
    gone, left = (
        with_participants(attio, "ada@lovelace.org"),
        meet(attio, external_ref="left").body["data"]["id"]["meeting_id"],
    )
    assert attio.ask("DELETE", f"/v2/meetings/{gone}").status == 200
    for one in attio.ids("people"):
        assert attio.ask("DELETE", f"/v2/objects/people/records/{one}").status == 200
    attio.emulator.flush()
    assert (linked(attio, left), attio.ids("companies")) == ([], [])


def test_nothing_waits_unless_new_people_get_their_companies() -> None:
    attio = Attio()
    meeting = with_participants(attio, "ada@lovelace.org")
    assert WAITING not in attio.emulator.documents()
    attio.emulator.flush()
    assert [slug for slug, _ in linked(attio, meeting)] == ["people"]


def test_what_waits_survives_a_restore(attio: Attio) -> None:
    meeting, other = with_participants(attio, "ada@lovelace.org"), Attio()
    other.emulator.restore(attio.emulator.snapshot())
    other.emulator.flush()
    assert [slug for slug, _ in linked(other, meeting)] == ["people", "companies"]

"""When a merge is done and until then: events, what is neither read nor written, snapshots."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import VirtualClock, Workspace
from attio_emulator.resources.record_merge import AFTER

from tests.attio_emulator.calls import Attio, error, new_list, plain_record
from tests.attio_emulator.resources.merge_calls import WORKSPACE, made, merge, merged


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(step=0)


@pytest.fixture
def attio(clock: VirtualClock) -> Attio:
    return Attio(WORKSPACE, clock=clock)


def hooked(attio: Attio) -> str:
    events = ("record.created", "record.updated", "record.deleted", "record.merged")
    subscriptions = [{"event_type": one, "filter": None} for one in events]
    data = {"target_url": "https://acme.com/hook", "subscriptions": subscriptions}
    return str(attio.ask("POST", "/v2/webhooks", {"data": data}).body["data"]["id"]["webhook_id"])


def told(attio: Attio) -> list[dict[str, Any]]:
    return [one["event"] for one in attio.emulator.deliveries()]


@pytest.mark.covers("merge.webhook")
def test_webhooks_are_told_of_each_original_and_of_nothing_else(attio: Attio) -> None:
    primary, secondary = (made(attio, "people", email_addresses=[f"{one}@x.com"], company="a.com") for one in "ab")
    hooked(attio)
    new = merged(attio, primary, secondary)
    events = told(attio)
    assert [(one["event_type"], one["id"]["record_id"], one["duplicate_record_id"]) for one in events] == [
        ("record.merged", new, primary),
        ("record.merged", new, secondary),
    ]
    people = attio.object_id("people")
    assert set(events[0]) == {"event_type", "id", "duplicate_object_id", "duplicate_record_id", "actor"}
    assert (events[0]["id"]["object_id"], events[0]["duplicate_object_id"]) == (people, people)


@pytest.fixture
def slow(clock: VirtualClock) -> Attio:
    return Attio({**WORKSPACE, "assumptions": {"merge.pending": "always"}}, clock=clock)


def pending(attio: Attio) -> tuple[str, str]:
    """A merge that is not done, of two people in a list: the new record, and the entry of the primary."""
    primary = made(attio, "people", email_addresses=["a@x.com"])
    secondary = made(attio, "people", email_addresses=["b@x.com"], job_title="of b")
    attio.ask("POST", "/v2/lists", {"data": new_list("l")})
    data = {"parent_record_id": primary, "parent_object": "people", "entry_values": {}}
    entry = attio.ask("POST", "/v2/lists/l/entries", {"data": data}).body["data"]["id"]["entry_id"]
    answer = merge(attio, primary, secondary)
    assert answer.status == 202
    for one in (primary, secondary):
        assert attio.ask("GET", f"/v2/objects/people/records/{one}").body["code"] == "not_found"
    return answer.body["data"]["new_record_id"], entry


def test_a_meeting_is_not_linked_to_a_record_until_its_merge_is_done(slow: Attio) -> None:
    new, _ = pending(slow)
    other = made(slow, "people", email_addresses=["c@x.com"])
    at = {"datetime": "2024-01-01T10:00:00Z", "timezone": "UTC"}
    data = {"title": "M", "description": "", "start": at, "end": at, "is_all_day": False}
    taking_part = {"email_address": "c@x.com", "is_organizer": True, "status": "accepted"}
    meeting = slow.ask("POST", "/v2/meetings", {"data": {**data, "participants": [taking_part]}}).body["data"]
    path = f"/v2/meetings/{meeting['id']['meeting_id']}"

    for method in ("PATCH", "PUT"):
        sent = {"data": {"linked_records": [{"object": "people", "record_id": new}]}}
        refused = error(400, "value_not_found", f'Record with ID "{new}" not found.')
        assert slow.ask(method, path, sent) == refused
    linked = slow.ask("GET", path).body["data"]["linked_records"]
    assert [one["record_id"] for one in linked] == [other]


@pytest.mark.parametrize("is_text", [False, True])
def test_a_task_is_not_linked_to_a_record_until_its_merge_is_done(
    slow: Attio, clock: VirtualClock, is_text: bool
) -> None:
    new, _ = pending(slow)
    link = new if is_text else {"target_object": "people", "target_record_id": new}
    body: dict[str, Any] = {
        "content": "x",
        "format": "plaintext",
        "deadline_at": None,
        "is_completed": False,
        "assignees": [],
    }
    data = {**body, "linked_records": [link]}
    before = slow.ask("POST", "/v2/tasks", {"data": data})
    assert (before.status, before.body["data"]["linked_records"]) == (200, [])
    clock.advance(AFTER / 1000)
    after = slow.ask("POST", "/v2/tasks", {"data": data})
    assert after.body["data"]["linked_records"] == [{"target_object_id": "people", "target_record_id": new}]


@pytest.mark.covers("error 400 merge_in_progress", "error 404 merge_in_progress", "merge.hidden")
def test_until_a_merge_is_done_its_record_is_neither_read_nor_written(slow: Attio, clock: VirtualClock) -> None:
    new, entry = pending(slow)
    path, said = f"/v2/objects/people/records/{new}", f'Record with ID "{new}" is being merged. Please try again later.'
    values = {"data": {"values": {"job_title": "x"}}}
    entry_values: dict[str, Any] = {"data": {"entry_values": {}}}
    parent = {"parent_record_id": new, "parent_object": "people", "entry_values": {}}
    assert slow.ask("GET", path) == error(404, "merge_in_progress", said)
    refused = error(400, "merge_in_progress", said)
    before = slow.stored()
    assert slow.ask("PATCH", path, values) == refused
    assert slow.ask("PUT", path, values) == refused
    assert slow.public("people", "email_addresses", {"email_addresses": ["A@x.com"]}) == refused
    assert slow.simple("people", "email_addresses", {"email_addresses": "a@x.com"}) == refused
    assert slow.ask("PATCH", f"/v2/lists/l/entries/{entry}", entry_values) == refused
    assert slow.ask("PUT", f"/v2/lists/l/entries/{entry}", entry_values) == refused
    assert slow.ask("PUT", "/v2/lists/l/entries", {"data": parent}) == refused
    missing = error(404, "not_found", f'Record with ID "{new}" not found.')
    for method, suffix in (("DELETE", ""), ("GET", "/attributes/job_title/values"), ("GET", "/entries")):
        assert slow.ask(method, path + suffix) == missing
    assert slow.ask("POST", "/v2/lists/l/entries", {"data": parent}).status in (400, 404)
    other = made(slow, "people", job_title="other")
    assert merge(slow, new, other) == error(404, "value_not_found", f'Record with ID "{new}" not found.')
    query = "/v2/objects/people/records/query"
    assert [row["id"]["record_id"] for row in slow.ask("POST", query, {}).body["data"]] == [other]
    assert slow.ask("POST", query, {"filter": {"email_addresses": "a@x.com"}}).body["data"] == []
    words = {"query": "a@x.com", "objects": ["people"], "request_as": {"type": "workspace"}}
    assert slow.ask("POST", "/v2/objects/records/search", words).body["data"] == []
    rows = slow.ask("POST", "/v2/sql", {"sql": "SELECT record_id FROM people"}).body["data"]["rows"]
    assert rows == [{"record_id": other}]
    slow.ask("DELETE", f"/v2/objects/people/records/{other}")
    assert {**slow.stored(), "documents": None} == {**before, "documents": None}

    clock.advance(AFTER / 1000 - 0.001)
    assert slow.ask("GET", path).body["code"] == "merge_in_progress"
    clock.advance(0.001)
    assert plain_record(slow.ask("GET", path).body["data"])["job_title"] == ["of b"]
    assert (
        slow.ask("PATCH", path, values).status == slow.ask("PUT", "/v2/lists/l/entries", {"data": parent}).status == 200
    )
    assert len(slow.ask("POST", query, {}).body["data"]) == 1
    assert slow.ask("DELETE", path) == (200, {})


def test_a_batch_drops_what_would_write_it(slow: Attio) -> None:
    new, _ = pending(slow)
    one: dict[str, Any] = {"object": "people", "mode": "create-or-update", "matching_attribute": "email_addresses"}
    one |= {"multiselect_values": "append", "values": {"email_addresses": "a@x.com"}}
    assert slow.batch(one).status == 202
    (row,) = slow.emulator.ledger[-1:]
    assert row["code"] == "merge_in_progress"
    assert new in row["message"]


@pytest.mark.covers("merge.webhook")
def test_the_events_of_a_merge_come_when_it_is_done(slow: Attio, clock: VirtualClock) -> None:
    hooked(slow)
    new, _ = pending(slow)
    assert "record.merged" not in {one["event_type"] for one in told(slow)}
    clock.advance(AFTER / 1000)
    slow.ask("GET", "/v2/self")
    events = [one for one in told(slow) if one["event_type"] == "record.merged"]
    assert [one["id"]["record_id"] for one in events] == [new, new]
    assert {one["actor"]["type"] for one in events} == {"api-token"}
    slow.emulator.flush()
    assert len([one for one in told(slow) if one["event_type"] == "record.merged"]) == 2


@pytest.mark.covers("emulator.snapshot")
@pytest.mark.parametrize("assumption", ["never", "always"])
def test_a_snapshot_keeps_a_merge_and_how_far_it_is(assumption: str, clock: VirtualClock) -> None:
    attio = Attio({**WORKSPACE, "assumptions": {"merge.pending": assumption}}, clock=clock)
    primary, secondary = (made(attio, "people", email_addresses=[f"{one}@x.com"]) for one in "ab")
    new = merge(attio, primary, secondary).body["data"]["new_record_id"]
    again = Attio(Workspace.from_dict({}), clock=clock)
    again.emulator.restore(attio.emulator.snapshot())
    assert again.stored() == attio.stored()
    codes = [
        again.ask("GET", f"/v2/objects/people/records/{one}").body.get("code") for one in (primary, secondary, new)
    ]
    assert codes == ["not_found", "not_found", None if assumption == "never" else "merge_in_progress"]
    again.emulator.flush()
    assert again.ask("GET", f"/v2/objects/people/records/{new}").status == 200
    assert (
        again.public("people", "email_addresses", {"email_addresses": ["a@x.com"]}).body["data"]["id"]["record_id"]
        == new
    )


def test_a_merge_of_an_object_that_was_deleted_meanwhile_ends_quietly(slow: Attio, clock: VirtualClock) -> None:
    one, two = (made(slow, "boats", hull=hull) for hull in "12")
    assert merge(slow, one, two, "boats").status == 202
    assert slow.ask("DELETE", "/v2/objects/boats") == (200, {})
    clock.advance(AFTER / 1000)
    assert slow.ask("GET", "/v2/objects").status == 200
    assert slow.emulator.documents()["merges"] == {}


@pytest.mark.covers("merge.history")
def test_a_reference_that_follows_a_merge_keeps_what_it_was_before(attio: Attio) -> None:
    first, primary, secondary = (made(attio, "people", job_title=name) for name in "abc")
    boat = made(attio, "boats", hull="h", owner={"target_object": "people", "target_record_id": first})
    owner = {"target_object": "people", "target_record_id": secondary}
    assert attio.ask("PATCH", f"/v2/objects/boats/records/{boat}", {"data": {"values": {"owner": owner}}}).status == 200
    new = merged(attio, primary, secondary)
    rows = attio.history("boats", boat, "owner", show_historic=True)
    assert [(one["target_record_id"], one["active_until"] is None) for one in rows] == [(first, False), (new, True)]

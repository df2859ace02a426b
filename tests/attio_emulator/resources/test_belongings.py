"""What a deleted record takes along, and what only loses the link to it."""

from __future__ import annotations

from typing import Any

from tests.attio_emulator.calls import Attio, new_attribute, new_list


def _linked(attio: Attio, path: str) -> list[list[str]]:
    """The records that each task or meeting is linked to."""
    rows = attio.ask("GET", path).body["data"]
    return [[one.get("target_record_id") or one["record_id"] for one in row["linked_records"]] for row in rows]


def test_tasks_and_meetings_lose_the_link_and_notes_go() -> None:
    attio = Attio({"slug": "acme"})
    gone, kept = (
        attio.create("companies", {"domains": [f"{name}.com"]}).body["data"]["id"]["record_id"] for name in "ab"
    )
    task: dict[str, Any] = {
        "content": "Call", "format": "plaintext", "deadline_at": None, "is_completed": False, "assignees": [],
        "linked_records": [{"target_object": "companies", "target_record_id": one} for one in (gone, kept)],
    }  # fmt: skip
    meeting = {
        "title": "Demo", "description": "", "is_all_day": True, "participants": [{"email_address": "a@gmail.com", "is_organizer": True, "status": "accepted"}],
        "start": {"date": "2025-01-01"}, "end": {"date": "2025-01-01"}, "external_ref": "demo",
        "linked_records": [{"object": "companies", "record_id": one} for one in (gone, kept)],
    }  # fmt: skip
    assert attio.ask("POST", "/v2/tasks", {"data": task}).status == 200
    answer = attio.ask("POST", "/v2/meetings", {"data": meeting})
    assert answer.status == 200, answer
    for parent in (gone, kept):
        note = {
            "parent_object": "companies",
            "parent_record_id": parent,
            "title": "T",
            "format": "plaintext",
            "content": "C",
        }
        assert attio.ask("POST", "/v2/notes", {"data": note}).status == 200
    ((*_, person),) = _linked(attio, "/v2/meetings")  # the participant, who is linked by itself
    assert (_linked(attio, "/v2/tasks"), _linked(attio, "/v2/meetings")) == ([[gone, kept]], [[gone, kept, person]])
    assert attio.ask("DELETE", f"/v2/objects/companies/records/{gone}").status == 200
    assert (_linked(attio, "/v2/tasks"), _linked(attio, "/v2/meetings")) == ([[kept]], [[kept, person]])
    assert [one["parent_record_id"] for one in attio.ask("GET", "/v2/notes").body["data"]] == [kept]


def test_a_reference_of_an_entry_to_it_ends() -> None:
    attio = Attio({"slug": "acme"})
    person, company = (
        attio.create(slug, values).body["data"]["id"]["record_id"]
        for slug, values in (("people", {"email_addresses": ["a@gmail.com"]}), ("companies", {"domains": ["a.com"]}))
    )
    made = new_list("sales")
    about = new_attribute("about", "record-reference", config={"record_reference": {"allowed_objects": ["companies"]}})
    assert attio.ask("POST", "/v2/lists", {"data": made}).status == 200
    answer = attio.ask("POST", "/v2/lists/sales/attributes", {"data": about})
    assert answer.status == 200, answer
    values = {"about": [{"target_object": "companies", "target_record_id": company}]}
    entry = {"parent_record_id": person, "parent_object": "people", "entry_values": values}
    entry_id = attio.ask("POST", "/v2/lists/sales/entries", {"data": entry}).body["data"]["id"]["entry_id"]
    assert attio.ask("DELETE", f"/v2/objects/companies/records/{company}").status == 200
    path = f"/v2/lists/sales/entries/{entry_id}/attributes/about/values"
    assert attio.ask("GET", path).body["data"] == []
    (ended,) = attio.ask("GET", path, show_historic=True).body["data"]
    assert ended["target_record_id"] == company
    assert ended["active_from"] < ended["active_until"]


def test_whoever_loses_a_link_to_it_is_told_of_as_changed() -> None:
    attio = Attio({"slug": "acme"})
    kept, gone = (
        attio.create("people", {"email_addresses": [f"{name}@gmail.com"]}).body["data"]["id"]["record_id"]
        for name in ("kept", "gone")
    )
    made = new_list("sales")
    with_whom = new_attribute(
        "with", "record-reference", is_multiselect=True, config={"record_reference": {"allowed_objects": ["people"]}}
    )
    list_id = attio.ask("POST", "/v2/lists", {"data": made}).body["data"]["id"]["list_id"]
    attribute = attio.ask("POST", "/v2/lists/sales/attributes", {"data": with_whom}).body["data"]["id"]["attribute_id"]
    entry_ids = []
    for parent in (kept, gone):  # the entry of the one that goes, which goes with it, points to it, too
        values = {"with": [{"target_object": "people", "target_record_id": one} for one in (kept, gone)]}
        entry = {"parent_record_id": parent, "parent_object": "people", "entry_values": values}
        entry_ids.append(attio.ask("POST", "/v2/lists/sales/entries", {"data": entry}).body["data"]["id"]["entry_id"])
    task: dict[str, Any] = {
        "content": "Call", "format": "plaintext", "deadline_at": None, "is_completed": False, "assignees": [],
    }  # fmt: skip
    task_ids = []
    for one in (kept, gone):
        linked = [{"target_object": "people", "target_record_id": one}]
        answer = attio.ask("POST", "/v2/tasks", {"data": task | {"linked_records": linked}})
        task_ids.append(answer.body["data"]["id"]["task_id"])
    # of a meeting there is no such event
    meeting = {
        "title": "Demo", "description": "", "is_all_day": True, "participants": [{"email_address": "a@gmail.com", "is_organizer": True, "status": "accepted"}],
        "start": {"date": "2025-01-01"}, "end": {"date": "2025-01-01"}, "external_ref": "demo",
        "linked_records": [{"object": "people", "record_id": gone}],
    }  # fmt: skip
    assert attio.ask("POST", "/v2/meetings", {"data": meeting}).status == 200
    told = ("record.deleted", "list-entry.updated", "list-entry.deleted", "task.updated")
    subscriptions = [{"event_type": one, "filter": None} for one in told]
    attio.ask("POST", "/v2/webhooks", {"data": {"target_url": "https://a.com", "subscriptions": subscriptions}})

    assert attio.ask("DELETE", f"/v2/objects/people/records/{gone}").status == 200

    people = attio.object_id("people")
    events = [one["event"] for one in attio.emulator.deliveries()]
    assert [
        (one["event_type"], one["id"].get("entry_id") or one["id"].get("task_id") or one["id"]["record_id"])
        for one in events
    ] == [
        ("list-entry.updated", entry_ids[0]),
        ("record.deleted", gone),
        ("list-entry.deleted", entry_ids[1]),
        ("task.updated", task_ids[1]),
    ]
    del events[0]["actor"], events[0]["id"]["workspace_id"]
    assert events[0] == {
        "event_type": "list-entry.updated",
        "id": {"list_id": list_id, "entry_id": entry_ids[0], "attribute_id": attribute},
        "parent_object_id": people,
        "parent_record_id": kept,
    }

"""Which events webhooks are told of, and which of them pass a filter."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator.webhooks.events import matches

from tests.attio_emulator.calls import Attio, assertion, error, new_attribute, new_list
from tests.attio_emulator.resources.member_calls import person
from tests.attio_emulator.webhook_calls import every, hook, sent


@pytest.mark.covers("webhook.attribute", "webhook.events")
def test_records_tell_what_happens_to_them(attio: Attio) -> None:
    hook(attio)
    bob = person(attio)
    id = {"object_id": attio.object_id("people"), "record_id": bob}
    path = f"/v2/objects/people/records/{bob}"
    values = {"job_title": "Engineer", "email_addresses": ["bob@lovelace.org"], "description": "Tall"}
    attio.ask("PUT", path, {"data": {"values": values}})
    attio.ask("PUT", path, {"data": {"values": values}})
    attio.ask("PUT", path, {"data": {"values": {"job_title": 7}}})
    attio.ask("DELETE", path)
    assert sent(attio) == [
        {"event_type": "record.created", "id": id},
        {"event_type": "record.updated", "id": id | {"attribute_id": attio.attribute_id("people", "job_title")}},
        {"event_type": "record.updated", "id": id | {"attribute_id": attio.attribute_id("people", "description")}},
        {"event_type": "record.deleted", "id": id},
    ]


@pytest.mark.covers("webhook.attribute")
def test_both_sides_of_a_relationship_and_a_batch_are_told(attio: Attio) -> None:
    company = attio.create("companies", {"domains": ["lovelace.org"]}).body["data"]["id"]["record_id"]
    hook(attio)
    attio.batch(
        assertion("people", "email_addresses", {"email_addresses": "b@lovelace.org", "company": "lovelace.org"})
    )
    (bob,) = attio.ids("people")
    assert sent(attio) == [
        {"event_type": "record.created", "id": {"object_id": attio.object_id("people"), "record_id": bob}},
        {
            "event_type": "record.updated",
            "id": {
                "object_id": attio.object_id("companies"),
                "record_id": company,
                "attribute_id": attio.attribute_id("companies", "team"),
            },
        },
    ]


@pytest.mark.covers("webhook.events")
def test_notes_tasks_and_comments_tell(attio: Attio) -> None:
    hook(attio)
    bob, people, member = person(attio), attio.object_id("people"), attio.emulator.workspace.members[0].id
    note = {"parent_object": "people", "parent_record_id": bob, "title": "t", "format": "plaintext", "content": "c"}
    note_id = attio.ask("POST", "/v2/notes", {"data": note}).body["data"]["id"]["note_id"]
    attio.ask("DELETE", f"/v2/notes/{note_id}")
    task: dict[str, Any] = {"content": "c", "format": "plaintext", "deadline_at": None, "is_completed": False}
    task_id = attio.ask("POST", "/v2/tasks", {"data": task | {"linked_records": [], "assignees": []}}).body["data"][
        "id"
    ]
    task_path = f"/v2/tasks/{task_id['task_id']}"
    attio.ask("PATCH", task_path, {"data": {"is_completed": True}})
    attio.ask("PATCH", task_path, {"data": {"is_completed": True}})
    attio.ask("DELETE", task_path)
    author = {"type": "workspace-member", "id": member}
    said = {"format": "plaintext", "content": "c", "author": author, "record": {"object": "people", "record_id": bob}}
    comment = attio.ask("POST", "/v2/comments", {"data": said}).body["data"]
    attio.ask("DELETE", f"/v2/comments/{comment['id']['comment_id']}")
    parent = {"parent_object_id": people, "parent_record_id": bob}
    place = {"object_id": people, "record_id": bob, "list_id": None, "entry_id": None}
    of_comment = {"id": {"comment_id": comment["id"]["comment_id"]}, "thread_id": comment["thread_id"], **place}
    assert sent(attio) == [
        {"event_type": "record.created", "id": {"object_id": people, "record_id": bob}},
        {"event_type": "note.created", "id": {"note_id": note_id}, **parent},
        {"event_type": "note.deleted", "id": {"note_id": note_id}, **parent},
        {"event_type": "task.created", "id": {"task_id": task_id["task_id"]}},
        {"event_type": "task.updated", "id": {"task_id": task_id["task_id"]}},
        {"event_type": "task.deleted", "id": {"task_id": task_id["task_id"]}},
        {"event_type": "comment.created", **of_comment},
        {"event_type": "comment.deleted", **of_comment},
    ]


def listed(attio: Attio) -> tuple[str, str]:
    """A list of people with a score; the IDs of both."""
    data = new_list("sales")
    list_id = attio.ask("POST", "/v2/lists", {"data": data}).body["data"]["id"]["list_id"]
    score = new_attribute("score", "number")
    attribute = attio.ask("POST", "/v2/lists/sales/attributes", {"data": score}).body["data"]["id"]["attribute_id"]
    return list_id, attribute


@pytest.mark.covers("webhook.events")
def test_lists_and_entries_tell(attio: Attio) -> None:
    bob, people = person(attio), attio.object_id("people")
    hook(attio)
    list_id, attribute_id = listed(attio)
    new = {"parent_record_id": bob, "parent_object": "people", "entry_values": {"score": 1}}
    entry_id = attio.ask("POST", "/v2/lists/sales/entries", {"data": new}).body["data"]["id"]["entry_id"]
    path = f"/v2/lists/sales/entries/{entry_id}"
    attio.ask("PATCH", path, {"data": {"entry_values": {"score": 2}}})
    attio.ask("PATCH", path, {"data": {"entry_values": {"score": 2}}})
    attio.ask("DELETE", path)
    attio.ask("PATCH", "/v2/lists/sales", {"data": {"name": "Deals"}})
    attio.ask("PATCH", "/v2/lists/sales/attributes/score", {"data": {"title": "Points"}})
    parent, id = {"parent_object_id": people, "parent_record_id": bob}, {"list_id": list_id, "entry_id": entry_id}
    assert sent(attio) == [
        {"event_type": "list.created", "id": {"list_id": list_id}},
        {"event_type": "list-attribute.created", "id": {"list_id": list_id, "attribute_id": attribute_id}},
        {"event_type": "list-entry.created", "id": id, **parent},
        {"event_type": "list-entry.updated", "id": id | {"attribute_id": attribute_id}, **parent},
        {"event_type": "list-entry.deleted", "id": id, **parent},
        {"event_type": "list.updated", "id": {"list_id": list_id}},
        {"event_type": "list-attribute.updated", "id": {"list_id": list_id, "attribute_id": attribute_id}},
    ]


@pytest.mark.covers("record.deleted")
def test_a_deleted_record_takes_what_hung_on_it_along(attio: Attio) -> None:
    bob = person(attio)
    listed(attio)
    member = attio.emulator.workspace.members[0].id
    new = {"parent_record_id": bob, "parent_object": "people", "entry_values": {}}
    entry_id = attio.ask("POST", "/v2/lists/sales/entries", {"data": new}).body["data"]["id"]["entry_id"]
    note = {"parent_object": "people", "parent_record_id": bob, "title": "t", "format": "plaintext", "content": "c"}
    attio.ask("POST", "/v2/notes", {"data": note})
    said = {"format": "plaintext", "content": "c", "author": {"type": "workspace-member", "id": member}}
    attio.ask("POST", "/v2/comments", {"data": said | {"record": {"object": "people", "record_id": bob}}})
    attio.ask("POST", "/v2/comments", {"data": said | {"entry": {"list": "sales", "entry_id": entry_id}}})
    linked = [{"target_object": "people", "target_record_id": bob}]
    task: dict[str, Any] = {
        "content": "c",
        "format": "plaintext",
        "deadline_at": None,
        "is_completed": False,
        "assignees": [],
    }
    attio.ask("POST", "/v2/tasks", {"data": task | {"linked_records": linked}})
    hook(attio)
    attio.ask("DELETE", f"/v2/objects/people/records/{bob}")
    assert [one["event_type"] for one in sent(attio)] == [
        "record.deleted", "comment.deleted", "list-entry.deleted", "note.deleted", "comment.deleted", "task.updated",
    ]  # fmt: skip
    assert attio.ask("GET", "/v2/tasks").body["data"][0]["linked_records"] == []
    assert attio.ask("GET", "/v2/notes").body["data"] == []
    assert "threads" not in {kind for kind, rows in attio.emulator.documents().items() if rows}
    assert attio.ask("POST", "/v2/lists/sales/entries/query", {}) == (200, {"data": []})


@pytest.mark.covers("webhook.filter")
@pytest.mark.parametrize(
    ("filter", "passes"),
    [
        (None, True),
        ({"$and": []}, True),
        ({"$or": []}, False),
        ({"$and": [("parent_object_id", "equals", "o"), ("id.list_id", "equals", "l")]}, True),
        ({"$and": [("list_id", "equals", "l"), ("list_id", "not_equals", "l")]}, False),
        ({"$or": [("list_id", "equals", "x"), ("actor.type", "equals", "system")]}, True),
        ({"$or": [("mood", "equals", "good")]}, False),
        ({"$or": [("mood", "not_equals", "good")]}, True),
    ],
    ids=str,
)
def test_filters(filter: Any, passes: bool) -> None:
    event = {
        "event_type": "list-entry.created",
        "id": {"list_id": "l"},
        "parent_object_id": "o",
        "actor": {"type": "system"},
    }
    if filter is not None:
        names = ("field", "operator", "value")
        filter = {sign: [dict(zip(names, one, strict=True)) for one in rows] for sign, rows in filter.items()}
    assert matches({"event_type": "list-entry.created", "filter": filter}, event) is passes
    assert not matches({"event_type": "list-entry.deleted", "filter": filter}, event)


@pytest.mark.parametrize("field", ["list_id", "id.list_id"])
def test_a_filter_names_a_list_by_its_id_in_any_case_and_not_by_a_slug_that_no_event_has(
    attio: Attio, field: str
) -> None:
    bob, (list_id, _) = person(attio), listed(attio)
    rows = [{"field": field, "operator": "equals", "value": list_id.upper()}]
    assert hook(attio, subscriptions=every("list-entry.created", filter={"$and": rows})).status == 200
    new = {"parent_record_id": bob, "parent_object": "people", "entry_values": {}}
    attio.ask("POST", "/v2/lists/sales/entries", {"data": new})
    assert [one["event_type"] for one in sent(attio)] == ["list-entry.created"]

    for unknown in ("sales", bob):
        filter = {"$and": [rows[0] | {"value": unknown}]}
        refused = hook(attio, subscriptions=every("list-entry.created", filter=filter))
        assert refused == error(400, "validation_type", "Related list not found")


@pytest.mark.covers("write.atomic")
def test_refused_writes_tell_nothing(attio: Attio) -> None:
    hook(attio)
    attio.create("people", {"email_addresses": ["no address"]})
    person(attio)
    attio.create("people", {"email_addresses": ["bob@lovelace.org"]})
    assert [one["event_type"] for one in sent(attio)] == ["record.created"]

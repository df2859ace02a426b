"""A workspace with one of everything that Attio's API has, and the ID of each by the name its routes call it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_emulator import Workspace

from tests.attio_emulator.calls import Attio, new_attribute, new_list

__all__ = ["filled"]

WORKSPACE = {
    "name": "Acme",
    "members": [{"first_name": "Alice", "last_name": "Adams", "email_address": "alice@attio.com", "access_level": "admin"}],
    "objects": [
        {"api_slug": "deals", "active": True},
        {
            "api_slug": "boats",
            "attributes": [
                {"api_slug": "hull", "type": "text", "is_unique": True},
                {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["Medium", "Large"]},
                {"api_slug": "stage", "type": "status", "statuses": ["In Progress", "Done"]},
            ],
        },
    ],
    "emails": [
        {
            "sent_at": "2025-01-01T00:00:00Z",
            "subject_line": "Hello",
            "participants": [
                {"role": "from", "email_address": "ada@lovelace.org", "name": "Ada Lovelace"},
                {"role": "to", "email_address": "alice@attio.com"},
            ],
        }
    ],
    "activities": [
        {
            "api_slug": "visits",
            "extends": "interactions",
            "attributes": [
                {"api_slug": "code", "type": "text", "is_unique": True},
                {"api_slug": "topic", "type": "select", "options": ["Sales", "Support"]},
                {"api_slug": "phase", "type": "status", "statuses": ["Planned", "Done"]},
                {"api_slug": "people", "type": "record-reference", "is_multiselect": True, "config": {"record_reference": {"allowed_objects": ["people"]}}},
            ],
        },
    ],
}  # fmt: skip


def filled(**more: Any) -> tuple[Attio, dict[str, str]]:
    """A new one; the records are two persons and a boat. `more` are members of the workspace file."""
    attio = Attio(Workspace.from_dict(WORKSPACE | more), journal_limit=0)

    def made(path: str, data: Mapping[str, Any], name: str) -> str:
        answer = attio.ask("POST", path, {"data": data})
        assert answer.status == 200, answer
        return str(answer.body["data"]["id"][name])

    member = attio.emulator.workspace.members[0].id
    values = {"name": "Lovelace, Ada", "email_addresses": ["ada@lovelace.org"], "company": ["lovelace.org"]}
    person = made("/v2/objects/people/records", {"values": values | {"company": []}}, "record_id")
    other = made("/v2/objects/people/records", {"values": {"email_addresses": ["ada@byron.org"]}}, "record_id")
    made("/v2/objects/boats/records", {"values": {"hull": "H1", "tags": ["Medium"], "stage": "Done"}}, "record_id")
    listed = made("/v2/lists", new_list("enterprise_sales", name="Sales"), "list_id")
    for kind, slug, choices in (("select", "level", "options"), ("status", "phase", "statuses")):
        path = f"/v2/lists/{listed}/attributes"
        made(path, new_attribute(slug, kind, title=slug), "attribute_id")
        made(f"{path}/{slug}/{choices}", {"title": "High"}, f"{kind.replace('select', 'option')}_id")
    view: dict[str, Any] = {
        "title": "Leads",
        "type": "table",
        "filter": {"attribute": "name", "op": "contains", "value": "Ada"},
    }
    views = {
        "view": made("/v2/objects/people/views", view, "view_id"),
        "list_view": made(f"/v2/lists/{listed}/views", view | {"filter": {"level": "High"}}, "view_id"),
    }
    visit = made("/v2/activities/visits/records", {"values": {"code": "v-1", "people": [person]}}, "record_id")
    parent = {"parent_record_id": person, "parent_object": "people"}
    entry = made(f"/v2/lists/{listed}/entries", parent | {"entry_values": {}}, "entry_id")
    note = made("/v2/notes", parent | {"title": "N", "format": "plaintext", "content": "text"}, "note_id")
    links = {"linked_records": [{"target_object": "people", "target_record_id": person}], "assignees": []}
    task = {"content": "T", "format": "plaintext", "deadline_at": None, "is_completed": False}
    place = {"record": {"object": "people", "record_id": person}}
    author = {"format": "plaintext", "content": "C", "author": {"type": "workspace-member", "id": member}}
    comment = made("/v2/comments", author | place, "comment_id")
    thread = attio.ask("GET", f"/v2/comments/{comment}").body["data"]["thread_id"]
    meeting = made(
        "/v2/meetings",
        {
            "title": "Demo",
            "description": "All of it",
            "start": {"datetime": "2027-11-27T14:00:00", "timezone": "America/New_York"},
            "end": {"datetime": "2027-11-27T20:00:00Z"},
            "is_all_day": False,
            "participants": [{"email_address": "ada@lovelace.org", "is_organizer": True, "status": "accepted"}],
            "external_ref": "demo-1",
        },
        "meeting_id",
    )
    film = {"video_url": "https://cdn.acme.org/demo.mp4"}
    recording = made(f"/v2/meetings/{meeting}/call_recordings", film, "call_recording_id")
    target = {"target_url": "https://acme.org/hook", "subscriptions": []}
    owner = {"object": "people", "record_id": person}
    folder = attio.ask("POST", "/v2/files", owner | {"file_type": "folder", "name": "Contracts"}).body["data"]["id"][
        "file_id"
    ]
    file = attio.upload(("offer.txt", "text/plain", b"An offer"), **owner, parent_folder_id=folder)
    return attio, {
        "record": person,
        "other_record": other,
        "list": listed,
        "entry": entry,
        "member": member,
        "note": note,
        "task": made("/v2/tasks", task | links, "task_id"),
        "thread": thread,
        "comment": comment,
        "meeting": meeting,
        "recording": recording,
        "folder": folder,
        "file": file.body["data"]["id"]["file_id"],
        "webhook": made("/v2/webhooks", target, "webhook_id"),
        "visit": visit,
        **views,
    }

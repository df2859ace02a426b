"""A real client: the `attio` package from PyPI, with its strict models, against a live emulator on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attio
import pytest
from attio_emulator import Emulator, Workspace, running

WORKSPACE = Workspace.from_dict(
    {
        "name": "Acme",
        "slug": "acme",
        "members": [{"first_name": "Alice", "last_name": "Adams", "email_address": "alice@acme.com", "access_level": "admin"}],
        "objects": [
            {"api_slug": "users", "active": True, "attributes": [{"api_slug": "plan", "type": "select", "options": ["Free", "Pro"]}]}
        ],
    }
)  # fmt: skip


@pytest.fixture
def sdk() -> Iterator[attio.SDK]:
    with running(Emulator(WORKSPACE)) as url, attio.SDK(oauth2="token", server_url=url) as client:
        yield client


def dumped(model: Any) -> Any:
    return model.model_dump(mode="json", by_alias=True)


def test_who_am_i_and_what_is_here(sdk: attio.SDK) -> None:
    myself = dumped(sdk.meta.get_v2_self())
    assert (myself["active"], myself["workspace_name"], myself["workspace_slug"]) == (True, "Acme", "acme")
    objects = dumped(sdk.objects.get_v2_objects())["data"]
    assert [one["api_slug"] for one in objects] == ["people", "companies", "users"]
    (member,) = dumped(sdk.workspace_members.get_v2_workspace_members())["data"]
    assert (member["email_address"], member["access_level"]) == ("alice@acme.com", "admin")
    attributes = sdk.attributes.get_v2_target_identifier_attributes(target="objects", identifier="users")
    assert "plan" in [one["api_slug"] for one in dumped(attributes)["data"]]
    options = sdk.attributes.get_v2_target_identifier_attributes_attribute_options(
        target="objects", identifier="users", attribute="plan"
    )
    assert [one["title"] for one in dumped(options)["data"]] == ["Free", "Pro"]


def test_records_are_created_asserted_queried_changed_and_deleted(sdk: attio.SDK) -> None:
    values: dict[str, Any] = {"email_addresses": ["jane@acme.com"], "name": ["Doe, Jane"]}
    made = dumped(sdk.records.post_v2_objects_object_records(object="people", data={"values": values}))["data"]
    record_id = made["id"]["record_id"]
    assert made["values"]["email_addresses"][0]["email_address"] == "jane@acme.com"

    again = sdk.records.put_v2_objects_object_records(
        object="people",
        matching_attribute="email_addresses",
        data={"values": {"email_addresses": ["JANE@acme.com"], "job_title": ["Builder"]}},
    )
    assert dumped(again)["data"]["id"]["record_id"] == record_id

    found = sdk.records.post_v2_objects_object_records_query(
        object="people", filter_={"job_title": {"value": {"$eq": "Builder"}}}, limit=10
    )
    assert [one["id"]["record_id"] for one in dumped(found)["data"]] == [record_id]

    changed = sdk.records.patch_v2_objects_object_records_record_id_(
        object="people", record_id=record_id, data={"values": {"job_title": []}}
    )
    assert dumped(changed)["data"]["values"]["job_title"] == []
    sdk.records.delete_v2_objects_object_records_record_id_(object="people", record_id=record_id)
    with pytest.raises(attio.errors.SDKError) as gone:
        sdk.records.get_v2_objects_object_records_record_id_(object="people", record_id=record_id)
    assert gone.value.status_code == 404


def test_refusals_are_its_own_exceptions(sdk: attio.SDK) -> None:
    with pytest.raises(attio.errors.SDKError) as refused:
        sdk.records.post_v2_objects_object_records(object="people", data={"values": {"email_addresses": ["nobody"]}})
    assert refused.value.status_code == 400
    assert '"email_addresses"' in refused.value.body.replace("\\", "")


def test_lists_entries_notes_and_tasks(sdk: attio.SDK) -> None:
    person = sdk.records.post_v2_objects_object_records(
        object="people", data={"values": {"email_addresses": ["jane@acme.com"]}}
    )
    record_id = dumped(person)["data"]["id"]["record_id"]
    made = sdk.lists.post_v2_lists(
        data={
            "name": "Prospects",
            "api_slug": "prospects",
            "parent_object": "people",
            "workspace_access": "full-access",
            "workspace_member_access": [],
        }
    )
    assert dumped(made)["data"]["api_slug"] == "prospects"
    entry = sdk.entries.post_v2_lists_list_entries(
        list_id="prospects", data={"parent_record_id": record_id, "parent_object": "people", "entry_values": {}}
    )
    assert dumped(entry)["data"]["parent_record_id"] == record_id
    found = sdk.entries.post_v2_lists_list_entries_query(list_id="prospects", limit=5)
    assert len(dumped(found)["data"]) == 1

    note = sdk.notes.post_v2_notes(
        data={
            "parent_object": "people",
            "parent_record_id": record_id,
            "title": "Call",
            "format_": "plaintext",
            "content": "Went well",
        }
    )
    assert dumped(note)["data"]["content_plaintext"] == "Went well"
    task = sdk.tasks.post_v2_tasks(
        data={
            "content": "Call back",
            "format_": "plaintext",
            "deadline_at": None,
            "is_completed": False,
            "linked_records": [],
            "assignees": [],
        }
    )
    assert dumped(task)["data"]["content_plaintext"] == "Call back"
    hook = sdk.webhooks.post_v2_webhooks(
        data={
            "target_url": "https://acme.com/hook",
            "subscriptions": [{"event_type": "record.created", "filter_": None}],
        }
    )
    assert dumped(hook)["data"]["target_url"] == "https://acme.com/hook"

"""One session of the `attio` package from PyPI that calls each method it has, its strict models on, against a live emulator.

What each call does is asserted in the tests of its resource; here the package has to take the answer, and what was written has
to be there for the next call.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import attio
import pytest
from attio_emulator import Emulator, Workspace, running

WORKSPACE = {
    "name": "Acme",
    "members": [{"first_name": "Alice", "last_name": "Adams", "email_address": "alice@acme.com", "access_level": "admin"}],
    "objects": [
        {"api_slug": "people", "views": [{"title": "Everybody", "filter": {"name": {"full_name": {"$not_empty": True}}}}]}
    ],
}  # fmt: skip


class Called:
    """A client that notes which of its methods are called, as `resource.method`; requests are plain JSON."""

    def __init__(self, sdk: attio.SDK) -> None:
        self._sdk = sdk
        self.names: set[str] = set()

    def __getattr__(self, resource: str) -> Any:
        return _Resource(resource, getattr(self._sdk, resource), self.names)


class _Resource:
    def __init__(self, name: str, resource: Any, names: set[str]) -> None:
        self._name, self._resource, self._names = name, resource, names

    def __getattr__(self, method: str) -> Any:
        self._names.add(f"{self._name}.{method}")
        return getattr(self._resource, method)


def methods(sdk: attio.SDK) -> set[str]:
    """Every method of the package that makes a request, without its async twins."""
    found = set()
    for resource in attio.SDK._sub_sdk_map:
        for name in dir(getattr(sdk, resource)):
            if name.split("_")[0] in ("get", "post", "put", "patch", "delete") and not name.endswith("_async"):
                found.add(f"{resource}.{name}")
    return found


@pytest.fixture
def address() -> Iterator[str]:
    with running(Emulator(Workspace.from_dict(WORKSPACE))) as url:
        yield url


def test_every_method_of_the_package(address: str) -> None:
    with attio.SDK(oauth2="k" * 64, server_url=address) as sdk:
        client = Called(sdk)
        session(client, address)
        assert methods(sdk) - client.names == set()


def plain(model: Any) -> Any:
    """What a model holds: methods have models of their own, also for the same thing."""
    return [plain(one) for one in model] if isinstance(model, list) else model.model_dump(mode="json")


def unresolved(call: Any, **given: Any) -> Any:
    """The answer to a call about comments, which the package refuses for null in resolved_by (see `test_attio_sdk`)."""
    with pytest.raises(attio.errors.ResponseValidationError, match="resolved_by\n") as refused:
        call(**given)
    return json.loads(refused.value.body)


def session(client: Any, address: str) -> None:
    alice = workspace(client)
    schema(client)
    ada = records(client)
    entries(client, ada)
    talk(client, ada, alice)
    files(client, ada)
    meetings(client, ada)
    activities(client, ada)
    webhooks(client)
    endings(client, ada)


def workspace(client: Any) -> str:
    assert client.meta.get_v2_self().active
    (member,) = client.workspace_members.get_v2_workspace_members().data
    alice = str(member.id.workspace_member_id)
    one = client.workspace_members.get_v2_workspace_members_workspace_member_id_(workspace_member_id=alice)
    assert plain(one.data) == plain(member)
    return alice


def schema(client: Any) -> None:
    boat = {"api_slug": "boats", "singular_noun": "Boat", "plural_noun": "Boats"}
    made = client.objects.post_v2_objects(data=boat).data
    fleet = client.objects.patch_v2_objects_object_(object="boats", data={"plural_noun": "Fleet"}).data
    assert (plain(fleet.id), fleet.plural_noun) == (plain(made.id), "Fleet")
    assert plain(client.objects.get_v2_objects_object_(object="boats").data) == plain(fleet)
    assert plain(fleet) in plain(client.objects.get_v2_objects().data)
    place = {"target": "objects", "identifier": "boats"}
    flags: dict[str, Any] = {
        "description": None,
        "is_required": False,
        "is_unique": False,
        "is_multiselect": False,
        "config": {},
    }
    for slug, kind, more in (
        ("hull", "text", {"is_unique": True}),
        ("tags", "select", {"is_multiselect": True}),
        ("crew", "number", {}),
    ):
        data = {"title": slug, "api_slug": slug, "type": kind} | flags | more
        client.attributes.post_v2_target_identifier_attributes(**place, data=data)
    hull = client.attributes.patch_v2_target_identifier_attributes_attribute_(
        **place, attribute="hull", data={"title": "Hull number"}
    ).data
    one = client.attributes.get_v2_target_identifier_attributes_attribute_(**place, attribute="hull")
    assert plain(one.data) == plain(hull)
    assert plain(hull) in plain(client.attributes.get_v2_target_identifier_attributes(**place).data)
    tags = place | {"attribute": "tags"}
    client.attributes.post_v2_target_identifier_attributes_attribute_options(**tags, data={"title": "fast"})
    swift = client.attributes.patch_v2_target_identifier_attributes_attribute_options_option_(
        **tags, option="fast", data={"title": "swift"}
    ).data
    listed = client.attributes.get_v2_target_identifier_attributes_attribute_options(**tags).data
    assert plain(listed) == [plain(swift)]
    access = {"workspace_access": "full-access", "workspace_member_access": []}
    client.lists.post_v2_lists(data={"name": "Sales", "api_slug": "sales", "parent_object": "people"} | access)
    phase = {"target": "lists", "identifier": "sales"}
    data = {"title": "Phase", "api_slug": "phase", "type": "status"} | flags
    client.attributes.post_v2_target_identifier_attributes(**phase, data=data)
    phase |= {"attribute": "phase"}
    client.attributes.post_v2_target_identifier_attributes_attribute_statuses(**phase, data={"title": "New"})
    new = client.attributes.patch_v2_target_identifier_attributes_attribute_statuses_status_(
        **phase, status="New", data={"celebration_enabled": True}
    ).data
    listed = client.attributes.get_v2_target_identifier_attributes_attribute_statuses(**phase).data
    assert plain(listed) == [plain(new)]


def records(client: Any) -> str:
    values = {"name": ["Lovelace, Ada"], "email_addresses": ["ada@acme.org"]}
    made = client.records.post_v2_objects_object_records(object="people", data={"values": values}).data
    first = {"object": "people", "record_id": str(made.id.record_id)}
    again = client.records.put_v2_objects_object_records(
        object="people", matching_attribute="email_addresses", data={"values": values | {"job_title": ["Countess"]}}
    ).data
    assert plain(again.id) == plain(made.id)
    phone = {"values": {"phone_numbers": ["+15558675309"]}}
    client.records.patch_v2_objects_object_records_record_id_(**first, data=phone)
    client.records.put_v2_objects_object_records_record_id_(**first, data={"values": {"job_title": ["Programmer"]}})
    assert plain(client.records.get_v2_objects_object_records_record_id_(**first).data.id) == plain(made.id)
    job = first | {"attribute": "job_title"}
    history = client.records.get_v2_objects_object_records_record_id_attributes_attribute_values
    assert [row.value for row in history(**job, show_historic=True).data] == ["Countess", "Programmer"]
    since = "2020-01-01T00:00:00.000Z"
    written = client.records.put_v2_objects_object_records_record_id_attributes_attribute_values(
        **job,
        data={"values": [{"value": "Poet", "active_from": since, "active_until": None}], "replace_history": True},
    ).data
    assert [row.value for row in written] == ["Poet"]
    other = client.records.post_v2_objects_object_records(
        object="people", data={"values": {"email_addresses": ["lady@acme.org"], "description": ["Byron's"]}}
    ).data
    merged = client.records.post_v2_objects_object_records_merge(
        object="people",
        data={"primary_record_id": str(made.id.record_id), "secondary_record_id": str(other.id.record_id)},
    ).data
    ada = str(merged.new_record_id)
    (view,) = client.objects.get_v2_objects_object_views(object="people").data
    found = client.records.post_v2_objects_object_records_query(
        object="people", filter_view_id=str(view.id.view_id), limit=5
    )
    assert [str(one.id.record_id) for one in found.data] == [ada]
    hits = client.records.post_v2_objects_records_search(
        query="ada", objects=["people"], request_as={"type": "workspace"}
    )
    assert [str(one.id.record_id) for one in hits.data] == [ada]
    rows = client.sql.post_v2_sql(sql="SELECT record_id FROM objects.people").data.rows
    assert [dict(row) for row in rows] == [{"record_id": ada}]
    return ada


def entries(client: Any, ada: str) -> None:
    sales = client.lists.patch_v2_lists_list_(list_id="sales", data={"name": "Sales 2027"}).data
    assert plain(client.lists.get_v2_lists_list_(list_id="sales").data) == plain(sales)
    assert plain(client.lists.get_v2_lists().data) == [plain(sales)]
    assert client.lists.get_v2_lists_list_views(list_id="sales").data == []
    new = {"parent_record_id": ada, "parent_object": "people", "entry_values": {"phase": ["New"]}}
    entry = client.entries.post_v2_lists_list_entries(list_id="sales", data=new).data
    assert plain(client.entries.put_v2_lists_list_entries(list_id="sales", data=new).data.id) == plain(entry.id)
    place = {"list_id": "sales", "entry_id": str(entry.id.entry_id)}
    values = {"entry_values": {"phase": ["New"]}}
    client.entries.patch_v2_lists_list_entries_entry_id_(**place, data=values)
    client.entries.put_v2_lists_list_entries_entry_id_(**place, data=values)
    phase = place | {"attribute": "phase"}
    row = {"value": "New", "active_from": "2020-01-01T00:00:00.000Z", "active_until": None}
    written = client.entries.put_v2_lists_list_entries_entry_id_attributes_attribute_values(
        **phase, data={"values": [row], "replace_history": True}
    ).data
    shown = client.entries.get_v2_lists_list_entries_entry_id_attributes_attribute_values(**phase).data
    assert [one.status.title for one in shown] == [one.status.title for one in written] == ["New"]
    assert plain(client.entries.get_v2_lists_list_entries_entry_id_(**place).data.id) == plain(entry.id)
    assert [plain(one.id) for one in client.entries.post_v2_lists_list_entries_query(list_id="sales").data] == [
        plain(entry.id)
    ]
    listed = client.records.get_v2_objects_object_records_record_id_entries(object="people", record_id=ada).data
    assert [one.entry_id for one in listed] == [entry.id.entry_id]
    client.entries.delete_v2_lists_list_entries_entry_id_(**place)


def talk(client: Any, ada: str, alice: str) -> None:
    parent = {"parent_object": "people", "parent_record_id": ada}
    note = client.notes.post_v2_notes(data={**parent, "title": "N", "format_": "plaintext", "content": "hello"}).data
    named = {"note_id": str(note.id.note_id)}
    changed = client.notes.patch_v2_notes_note_id_(**named, data={"title": "Note"}).data
    assert plain(client.notes.get_v2_notes_note_id_(**named).data) == plain(changed)
    assert plain(client.notes.get_v2_notes(**parent).data) == [plain(changed)]
    client.notes.delete_v2_notes_note_id_(**named)

    task = client.tasks.post_v2_tasks(
        data={
            "content": "Call",
            "format_": "plaintext",
            "deadline_at": None,
            "is_completed": False,
            "linked_records": [{"target_object": "people", "target_record_id": ada}],
            "assignees": [{"referenced_actor_type": "workspace-member", "referenced_actor_id": alice}],
        }
    ).data
    named = {"task_id": str(task.id.task_id)}
    done = client.tasks.patch_v2_tasks_task_id_(**named, data={"is_completed": True}).data
    assert plain(client.tasks.get_v2_tasks_task_id_(**named).data) == plain(done)
    assert plain(client.tasks.get_v2_tasks(sort="completed_at:desc").data) == [plain(done)]
    client.tasks.delete_v2_tasks_task_id_(**named)

    comment = unresolved(
        client.comments.post_v2_comments,
        data={
            "format_": "plaintext",
            "content": "hi",
            "author": {"type": "workspace-member", "id": alice},
            "record": {"object": "people", "record_id": ada},
        },
    )["data"]
    named = {"comment_id": comment["id"]["comment_id"]}
    assert unresolved(client.comments.get_v2_comments_comment_id_, **named) == {"data": comment}
    (thread,) = unresolved(client.threads.get_v2_threads, object="people", record_id=ada)["data"]
    whole = unresolved(client.threads.get_v2_threads_thread_id_, thread_id=thread["id"]["thread_id"], limit=1)
    assert (whole["data"]["comments"], whole["pagination"]) == ([comment], {"next_cursor": None})
    client.comments.delete_v2_comments_comment_id_(**named)

    added = client.sequences.post_v2_sequences_unsubscribed_emails(data={"email_addresses": ["Ada@acme.org"]}).data
    assert [one.email_address for one in added] == ["ada@acme.org"]
    emails = client.emails.get_v2_emails(participants="ada@acme.org")
    assert (emails.data, emails.pagination.next_cursor) == ([], None)


def files(client: Any, ada: str) -> None:
    place = {"object": "people", "record_id": ada}
    folder = client.files.post_v2_files(request={**place, "file_type": "folder", "name": "Papers"}).data
    form = {**place, "file": {"file_name": "notes.txt", "content": b"engine", "content_type": "text/plain"}}
    form["parent_folder_id"] = str(folder.id.file_id)
    made = client.files.post_v2_files_upload(**form).data
    assert client.files.get_v2_files_file_id_(file_id=str(made.id.file_id)).data.name == "notes.txt"
    assert len(client.files.get_v2_files(**place, parent_folder_id=str(folder.id.file_id)).data) == 1
    # its client follows the redirect, and then expects a 302 with JSON, which no document has
    with pytest.raises(attio.errors.SDKDefaultError, match="Status 200") as content:
        client.files.get_v2_files_file_id_download(file_id=str(made.id.file_id))
    assert content.value.body == "engine"
    client.files.delete_v2_files_file_id_(file_id=str(folder.id.file_id))
    assert client.files.get_v2_files(**place).data == []


def meetings(client: Any, ada: str) -> None:
    meeting = client.meetings.post_v2_meetings(
        data={
            "title": "Demo",
            "description": "All of it",
            "is_all_day": False,
            "start": {"datetime_": "2027-11-27T14:00:00Z", "timezone": "Europe/London"},
            "end": {"datetime_": "2027-11-27T15:00:00Z", "timezone": "Europe/London"},
            "participants": [{"name": "Ada", "is_organizer": True, "status": "accepted"}],
        }
    ).data
    named = {"meeting_id": str(meeting.id.meeting_id)}
    link = {"linked_records": [{"object": "people", "record_id": ada}]}
    linked = client.meetings.patch_v2_meetings_meeting_id_(**named, data=link).data
    assert [str(one.record_id) for one in linked.linked_records] == [ada]
    assert client.meetings.put_v2_meetings_meeting_id_(**named, data={"linked_records": []}).data.linked_records == []
    assert client.meetings.get_v2_meetings_meeting_id_(**named).data.participants[0].name == "Ada"
    assert [plain(one.id) for one in client.meetings.get_v2_meetings().data] == [plain(meeting.id)]

    speech = {"speech": "Hello", "start_time": 0, "end_time": 1.5, "speaker": {"name": "Ada"}}
    call = client.call_recordings.post_v2_meetings_meeting_id_call_recordings(
        **named, data={"video_url": "https://cdn.acme.org/demo.mp4", "transcript": [speech]}
    ).data
    recorded = named | {"call_recording_id": str(call.id.call_recording_id)}
    listed = client.call_recordings.get_v2_meetings_meeting_id_call_recordings(**named).data
    assert [plain(one.id) for one in listed] == [plain(call.id)]
    one = client.call_recordings.get_v2_meetings_meeting_id_call_recordings_call_recording_id_(**recorded).data
    assert plain(one.id) == plain(call.id)
    client.transcripts.get_v2_meetings_meeting_id_call_recordings_call_recording_id_transcript(**recorded)
    client.call_recordings.delete_v2_meetings_meeting_id_call_recordings_call_recording_id_(**recorded)
    client.meetings.delete_v2_meetings_meeting_id_(**named)
    assert client.meetings.get_v2_meetings().data == []


def activities(client: Any, ada: str) -> None:
    visit = {"api_slug": "visits", "singular_noun": "Visit", "plural_noun": "Visits", "extends": "activities"}
    made = client.activities.post_v2_activities(data=visit).data
    named = {"activity": "visits"}
    changed = client.activities.patch_v2_activities_activity_(**named, data={"plural_noun": "All visits"}).data
    assert plain(client.activities.get_v2_activities_activity_(**named).data) == plain(changed)
    assert {one.api_slug for one in client.activities.get_v2_activities().data} >= {"phone_calls", "visits"}
    assert plain(changed.id) == plain(made.id)
    record = client.activity_records.post_v2_activities_activity_records(**named, data={"values": {}}).data
    place = named | {"record_id": str(record.id.record_id)}
    client.activity_records.patch_v2_activities_activity_records_record_id_(**place, data={"values": {}})
    client.activity_records.put_v2_activities_activity_records_record_id_(**place, data={"values": {}})
    assert plain(client.activity_records.get_v2_activities_activity_records_record_id_(**place).data.id) == plain(
        record.id
    )
    with pytest.raises(attio.errors.SDKError) as refused:  # an activity has no unique attribute unless one is made
        client.activity_records.put_v2_activities_activity_records(
            **named, matching_attribute="nothing", data={"values": {}}
        )
    assert refused.value.status_code == 400
    found = client.activity_records.post_v2_activities_activity_records_query(**named).data
    assert [plain(one.id) for one in found] == [plain(record.id)]
    client.activity_records.delete_v2_activities_activity_records_record_id_(**place)
    client.activities.delete_v2_activities_activity_(**named)


def webhooks(client: Any) -> None:
    everything = {
        "target_url": "https://acme.org/h",
        "subscriptions": [{"event_type": "note.updated", "filter_": None}],
    }
    made = client.webhooks.post_v2_webhooks(data=everything).data
    named = {"webhook_id": str(made.id.webhook_id)}
    changed = client.webhooks.patch_v2_webhooks_webhook_id_(**named, data={"target_url": "https://acme.org/o"}).data
    assert plain(client.webhooks.get_v2_webhooks_webhook_id_(**named).data) == plain(changed)
    assert [plain(one.id) for one in client.webhooks.get_v2_webhooks().data] == [plain(made.id)]
    client.webhooks.delete_v2_webhooks_webhook_id_(**named)


def endings(client: Any, ada: str) -> None:
    client.records.delete_v2_objects_object_records_record_id_(object="people", record_id=ada)
    client.objects.delete_v2_objects_object_(object="boats")
    assert [one.api_slug for one in client.objects.get_v2_objects().data] != []

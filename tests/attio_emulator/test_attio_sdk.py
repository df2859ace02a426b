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


@pytest.mark.covers("GET /v2/objects/{object}/attributes/{attribute}/options")
def test_who_am_i_and_what_is_here(sdk: attio.SDK) -> None:
    myself = dumped(sdk.meta.get_v2_self())
    assert (myself["active"], myself["workspace_name"], myself["workspace_slug"]) == (True, "Acme", "acme")
    objects = dumped(sdk.objects.get_v2_objects())["data"]
    assert {one["api_slug"] for one in objects} == {"people", "companies", "users"}
    ids = [one["id"]["object_id"] for one in objects]
    assert ids == sorted(ids)
    (member,) = dumped(sdk.workspace_members.get_v2_workspace_members())["data"]
    assert (member["email_address"], member["access_level"]) == ("alice@acme.com", "admin")
    attributes = sdk.attributes.get_v2_target_identifier_attributes(target="objects", identifier="users")
    assert "plan" in [one["api_slug"] for one in dumped(attributes)["data"]]
    options = sdk.attributes.get_v2_target_identifier_attributes_attribute_options(
        target="objects", identifier="users", attribute="plan"
    )
    assert [one["title"] for one in dumped(options)["data"]] == ["Free", "Pro"]


@pytest.mark.covers(
    "DELETE /v2/objects/{object}/records/{record}",
    "PATCH /v2/objects/{object}/records/{record}",
    "POST /v2/objects/{object}/records/query",
)
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


@pytest.mark.covers("POST /v2/notes", "POST /v2/tasks")
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


# -- a longer session; the package is of a newer edition than the document: what differs is not called -----------------


DEALS = [{"api_slug": "deals", "active": True}]
NOBODY = "891dcbfc-9141-415d-9b2a-2238a6cc012d"
ADA = {
    "name": [{"first_name": "Ada", "last_name": "Lovelace", "full_name": "Ada Lovelace"}],
    "email_addresses": ["ada@acme.org"],
    "phone_numbers": [{"original_phone_number": "+15558675309"}],
}


@pytest.fixture
def client() -> Iterator[Any]:
    """Untyped: requests are plain JSON, which the package makes its models of. Deals are active."""
    given = Workspace.from_dict({"members": WORKSPACE.to_dict()["members"], "name": "Acme", "objects": DEALS})
    with running(Emulator(given)) as url, attio.SDK(oauth2="a token", server_url=url) as made:
        yield made


@pytest.fixture
def ada(client: Any) -> str:
    """The ID of a person."""
    made = client.records.put_v2_objects_object_records(
        object="people", matching_attribute="email_addresses", data={"values": ADA}
    )
    return str(made.data.id.record_id)


@pytest.fixture
def alice(client: Any) -> str:
    """The ID of the member."""
    (member,) = client.workspace_members.get_v2_workspace_members().data
    return str(member.id.workspace_member_id)


def add_attribute(client: Any, slug: str, kind: str, **more: Any) -> Any:
    data: dict[str, Any] = {"title": slug.title(), "description": None, "api_slug": slug, "type": kind, "config": {}}
    flags = {"is_required": False, "is_unique": False, "is_multiselect": False}
    return client.attributes.post_v2_target_identifier_attributes(
        target="objects", identifier="boats", data=data | flags | more
    ).data


def job_titles(client: Any, record_id: str) -> list[str]:
    rows = client.records.get_v2_objects_object_records_record_id_attributes_attribute_values(
        object="people", record_id=record_id, attribute="job_title", show_historic=True
    )
    return [row.value for row in rows.data]


@pytest.mark.covers(
    "GET /v2/objects",
    "GET /v2/objects/{object}/attributes",
    "GET /v2/self",
    "GET /v2/workspace_members",
    "GET /v2/workspace_members/{member}",
)
def test_connecting(client: Any, alice: str) -> None:
    me = client.meta.get_v2_self()
    assert (me.active, me.workspace_name, me.authorized_by_workspace_member_id) == (True, "Acme", alice)
    assert [one.api_slug for one in client.objects.get_v2_objects().data] == ["people", "companies", "deals"]
    one = client.workspace_members.get_v2_workspace_members_workspace_member_id_(workspace_member_id=alice).data
    assert (one.email_address, one.access_level) == ("alice@acme.com", "admin")
    people = client.attributes.get_v2_target_identifier_attributes(target="objects", identifier="people").data
    assert {"name", "email_addresses", "company"} < {one.api_slug for one in people}


@pytest.mark.covers(
    "POST /v2/objects",
    "POST /v2/objects/{object}/attributes",
    "POST /v2/objects/{object}/attributes/{attribute}/options",
    "POST /v2/objects/{object}/records",
    "PUT /v2/objects/{object}/records",
)
def test_a_schema_of_ones_own(client: Any, ada: str) -> None:
    boat = {"api_slug": "boats", "singular_noun": "Boat", "plural_noun": "Boats"}
    assert client.objects.post_v2_objects(data=boat).data.api_slug == "boats"
    add_attribute(client, "hull", "text", is_unique=True)
    add_attribute(client, "tags", "select", is_multiselect=True)
    money = {"currency": {"default_currency_code": "EUR", "display_type": "symbol"}}
    assert add_attribute(client, "price", "currency", config=money).config.currency.default_currency_code == "EUR"
    add_attribute(client, "owner", "record-reference", config={"record_reference": {"allowed_objects": ["people"]}})
    place = {"target": "objects", "identifier": "boats", "attribute": "tags"}
    fast = client.attributes.post_v2_target_identifier_attributes_attribute_options(
        **place, data={"title": "fast"}
    ).data
    options = client.attributes.get_v2_target_identifier_attributes_attribute_options(**place).data
    assert [(one.title, one.id.option_id) for one in options] == [("fast", fast.id.option_id)]
    values = {"hull": ["H1"], "tags": ["fast"], "price": [12.5], "owner": ["ada@acme.org"]}
    made = client.records.post_v2_objects_object_records(object="boats", data={"values": values}).data.values
    assert made["hull"][0].value == "H1"
    assert made["tags"][0].option.title == "fast"
    assert (made["price"][0].currency_value, made["price"][0].currency_code) == (12.5, "EUR")
    assert made["owner"][0].target_record_id == ada


@pytest.mark.covers(
    "GET /v2/objects/{object}/attributes/{attribute}/statuses",
    "POST /v2/objects/{object}/attributes/{attribute}/statuses",
)
def test_statuses(client: Any) -> None:
    place = {"target": "objects", "identifier": "deals", "attribute": "stage"}
    before = client.attributes.get_v2_target_identifier_attributes_attribute_statuses(**place).data
    made = client.attributes.post_v2_target_identifier_attributes_attribute_statuses(**place, data={"title": "Signed"})
    after = client.attributes.get_v2_target_identifier_attributes_attribute_statuses(**place).data
    assert after == [*before, made.data]


@pytest.mark.covers(
    "GET /v2/objects/{object}/records/{record}/attributes/{attribute}/values",
    "POST /v2/objects/records/search",
    "PUT /v2/objects/{object}/records/{record}",
)
def test_records(client: Any, ada: str) -> None:
    again = client.records.put_v2_objects_object_records(
        object="people", matching_attribute="email_addresses", data={"values": ADA | {"job_title": ["Analyst"]}}
    )
    assert again.data.id.record_id == ada
    client.records.patch_v2_objects_object_records_record_id_(
        object="people", record_id=ada, data={"values": {"job_title": ["CTO"]}}
    )
    client.records.put_v2_objects_object_records_record_id_(
        object="people", record_id=ada, data={"values": {"job_title": ["CEO"]}}
    )
    assert job_titles(client, ada) == ["Analyst", "CTO", "CEO"]
    company = {"values": {"name": ["Acme"], "domains": ["acme.org"]}}
    client.records.post_v2_objects_object_records(object="companies", data=company)
    found = client.records.post_v2_objects_object_records_query(
        object="people",
        filter_={"email_addresses": "ada@acme.org"},
        sorts=[{"direction": "asc", "attribute": "created_at"}],
        limit=5,
    )
    assert [one.id.record_id for one in found.data] == [ada]
    assert found.data[0].values["name"][0].full_name == "Ada Lovelace"
    hits = client.records.post_v2_objects_records_search(
        query="ada", objects=["people"], request_as={"type": "workspace"}
    )
    assert [(one.record_text, one.id.record_id) for one in hits.data] == [("Ada Lovelace", ada)]
    client.records.delete_v2_objects_object_records_record_id_(object="people", record_id=ada)
    assert client.records.post_v2_objects_object_records_query(object="people").data == []


@pytest.mark.covers(
    "DELETE /v2/lists/{list}/entries/{entry}",
    "GET /v2/lists",
    "GET /v2/objects/{object}/records/{record}/entries",
    "POST /v2/lists",
    "POST /v2/lists/{list}/entries",
    "POST /v2/lists/{list}/entries/query",
)
def test_lists_and_entries(client: Any, ada: str) -> None:
    access = {"workspace_access": "full-access", "workspace_member_access": []}
    made = client.lists.post_v2_lists(
        data={"name": "Sales", "api_slug": "sales", "parent_object": "people"} | access
    ).data
    assert [one.id.list_id for one in client.lists.get_v2_lists().data] == [made.id.list_id]
    new = {"parent_record_id": ada, "parent_object": "people", "entry_values": {}}
    entry = client.entries.post_v2_lists_list_entries(list_id="sales", data=new).data.id.entry_id
    assert [one.id.entry_id for one in client.entries.post_v2_lists_list_entries_query(list_id="sales").data] == [entry]
    of_ada = client.records.get_v2_objects_object_records_record_id_entries(object="people", record_id=ada).data
    assert [(one.list_api_slug, one.entry_id) for one in of_ada] == [("sales", entry)]
    client.entries.delete_v2_lists_list_entries_entry_id_(list_id="sales", entry_id=entry)
    assert client.entries.post_v2_lists_list_entries_query(list_id="sales").data == []


@pytest.mark.covers(
    "DELETE /v2/comments/{comment}",
    "DELETE /v2/notes/{note}",
    "GET /v2/notes",
    "GET /v2/tasks",
    "GET /v2/threads",
    "PATCH /v2/tasks/{task}",
    "POST /v2/comments",
)
def test_notes_tasks_and_comments(client: Any, ada: str, alice: str) -> None:
    parent = {"parent_object": "people", "parent_record_id": ada}
    note = client.notes.post_v2_notes(data={**parent, "title": "N", "format_": "plaintext", "content": "hello"}).data
    assert client.notes.get_v2_notes(**parent).data == [note]
    client.notes.delete_v2_notes_note_id_(note_id=note.id.note_id)
    assert client.notes.get_v2_notes().data == []

    task = client.tasks.post_v2_tasks(
        data={
            "content": "Call",
            "format_": "plaintext",
            "deadline_at": "2027-01-01T00:00:00.000000000Z",
            "is_completed": False,
            "linked_records": [{"target_object": "people", "target_record_id": ada}],
            "assignees": [{"referenced_actor_type": "workspace-member", "referenced_actor_id": alice}],
        }
    ).data
    done = client.tasks.patch_v2_tasks_task_id_(task_id=task.id.task_id, data={"is_completed": True}).data
    assert (done.content_plaintext, done.is_completed) == ("Call", True)
    assert client.tasks.get_v2_tasks(is_completed=True).data == [done]

    said = {
        "format_": "plaintext",
        "content": "hi",
        "author": {"type": "workspace-member", "id": alice},
        "record": {"object": "people", "record_id": ada},
    }
    # The SDK is made from the document, whose resolved_by is an object; what nobody resolved has null in recorded answers.
    with pytest.raises(
        attio.errors.ResponseValidationError, match="body.data.resolved_by\n  Input should be"
    ) as unread:
        client.comments.post_v2_comments(data=said)
    comment = unread.value.raw_response.json()["data"]
    assert comment["thread_id"] == comment["id"]["comment_id"]
    client.comments.delete_v2_comments_comment_id_(comment_id=comment["thread_id"])
    assert client.threads.get_v2_threads(object="people", record_id=ada).data == []


@pytest.mark.covers("DELETE /v2/webhooks/{webhook}", "GET /v2/webhooks", "POST /v2/webhooks")
def test_webhooks(client: Any) -> None:
    everything = {
        "target_url": "https://acme.org/h",
        "subscriptions": [{"event_type": "record.created", "filter_": None}],
    }
    made = client.webhooks.post_v2_webhooks(data=everything).data
    (one,) = client.webhooks.get_v2_webhooks().data
    assert (one.id.webhook_id, one.target_url) == (made.id.webhook_id, "https://acme.org/h")
    assert [row.event_type for row in one.subscriptions] == ["record.created"]
    client.webhooks.delete_v2_webhooks_webhook_id_(webhook_id=made.id.webhook_id)
    assert client.webhooks.get_v2_webhooks().data == []


@pytest.mark.covers("GET /v2/meetings")
def test_meetings(client: Any) -> None:
    """No further: the package is of an edition in which meetings have no `external_ref` and participants have names."""
    listed = client.meetings.get_v2_meetings()
    assert (listed.data, listed.pagination.next_cursor) == ([], None)


def refused(call: Any, **given: Any) -> tuple[str, int, str]:
    with pytest.raises(attio.errors.SDKError) as caught:
        call(**given)
    return type(caught.value).__name__, caught.value.status_code, str(caught.value)


def test_refusals_are_the_exceptions_of_the_package(client: Any) -> None:
    assert refused(client.records.get_v2_objects_object_records_record_id_, object="people", record_id=NOBODY) == (
        "GetV2ObjectsObjectRecordsRecordIDInvalidRequestError",
        404,
        f'Record with ID "{NOBODY}" not found.',
    )
    unknown = {"values": {"nope": ["x"]}}
    assert refused(client.records.post_v2_objects_object_records, object="people", data=unknown) == (
        "PostV2ObjectsObjectRecordsInvalidRequestError",
        400,
        'Cannot find attribute with slug/ID "nope".',
    )
    taken = {"api_slug": "people", "singular_noun": "Human", "plural_noun": "Humans"}
    assert refused(client.objects.post_v2_objects, data=taken) == (
        "PostV2ObjectsSlugConflictError",
        409,
        "Failed to create object. Please ensure your api_slug and names are unique.",
    )
    name = {"target": "objects", "identifier": "people", "attribute": "name", "data": {"title": "X"}}
    assert refused(client.attributes.patch_v2_target_identifier_attributes_attribute_, **name) == (
        "PatchV2TargetIdentifierAttributesAttributeSystemEditUnauthorizedError",
        400,
        "Cannot update a System attribute.",
    )

"""Attio's paths: `ROUTES` has one row per call.

A row has everything about a call except how it works, which is in its handler: scopes, and the statement in the table
of fidelity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple
from urllib.parse import unquote

from attio_emulator import refusals
from attio_emulator.calls import Answer, Call, Handler, by_edition
from attio_emulator.errors import AttioError
from attio_emulator.ids import is_uuid
from attio_emulator.resources import (
    activities,
    activity_records,
    attributes,
    comments,
    contents,
    emails,
    entries,
    files,
    lists,
    meeting_creation,
    meetings,
    notes,
    objects,
    options,
    record_merge,
    recordings,
    records,
    scim,
    sequences,
    sql,
    tasks,
    threads,
    views,
    webhooks,
    workspace,
)  # fmt: skip
from attio_emulator.scopes import (
    READ_ACTIVITIES,
    READ_CALLS,
    READ_ENTRIES,
    READ_FILES,
    READ_RECORDS,
    READ_TASKS,
    WRITE_ACTIVITIES,
    WRITE_CALLS,
    WRITE_ENTRIES,
    WRITE_FILES,
    WRITE_RECORDS,
    WRITE_TASKS,
)

__all__ = ["IDS", "OUTSIDE", "ROUTES", "Found", "Origin", "Route", "find", "writes_only_records"]

Origin = Literal["document", "pages", "client", "nobody"]


class Route(NamedTuple):
    """A call of Attio's API.

    All `scopes` are required (OpenAPI; those of `records/simple` and `batch/records` follow the documented assert).
    `statement` says what the call does. `origin` is the evidence for it: Attio's OpenAPI, only Attio's pages, Segment's
    destination, or none. With `writes_record`, a refusal is a refused assertion and enters the ledger. Without
    `authorized`, any token is accepted, even none; with `of_workspace`, no token that acts for a user is (OpenAPI of
    October 2026).
    """

    method: str
    path: str
    handler: Handler
    scopes: Sequence[str]
    statement: str
    origin: Origin = "document"
    writes_record: bool = False
    authorized: bool = True
    of_workspace: bool = False


# One row per call, however wide: this is a table.
# fmt: off
ROUTES: tuple[Route, ...] = (
    Route("GET", "/v1/token", workspace.check_token, (), "the connection test: 200 with a token, 401 without", origin="client"),
    Route("GET", "/v2/self", workspace.get_self, (), "describes the token and its workspace; 200 even without one", authorized=False),
    Route("GET", "/v2/workspace_members", workspace.list_members, ("user_management:read",), "lists the members"),
    Route("GET", "/v2/workspace_members/{member}", workspace.get_member, ("user_management:read",), "shows a member"),
    Route("GET", "/v2/objects", objects.list_objects, ("object_configuration:read",), "lists the activated objects"),
    Route("GET", "/v2/objects/{object}", objects.get_object, ("object_configuration:read",), "shows an object"),
    Route("GET", "/v2/objects/{object}/attributes", attributes.list_attributes, ("object_configuration:read",), "lists attributes in the order of the settings; archived ones where asked for"),
    Route("GET", "/v2/objects/{object}/attributes/{attribute}", attributes.get_attribute, ("object_configuration:read",), "shows an attribute, archived or not, with the other side of its relationship"),
    Route("GET", "/v2/objects/{object}/attributes/{attribute}/options", options.list_choices(options.OPTIONS), ("object_configuration:read",), "lists the options of a select"),
    Route("GET", "/v2/objects/{object}/attributes/{attribute}/statuses", options.list_choices(options.STATUSES), ("object_configuration:read",), "lists the statuses of a status"),
    Route("PUT", "/v2/objects/{object}/records/simple", records.assert_simple_record, WRITE_RECORDS, "asserts a record with simple values", origin="client", writes_record=True),
    Route("PUT", "/v2/objects/{object}/records", records.assert_record, WRITE_RECORDS, "asserts a record", writes_record=True),
    Route("POST", "/v2/objects/{object}/records", records.create_record, WRITE_RECORDS, "creates a record", writes_record=True),
    Route("POST", "/v2/objects/{object}/records/merge", record_merge.merge_records, ("record_permission:read-write", "object_configuration:read"), "joins two records into a third, at once or after a while"),
    Route("POST", "/v2/objects/{object}/records/query", records.query_records, READ_RECORDS, "finds records by filter, sorted and paged"),
    Route("GET", "/v2/objects/{object}/records/{record}", records.get_record, READ_RECORDS, "shows a record"),
    Route("PATCH", "/v2/objects/{object}/records/{record}", records.update_record(append=True), WRITE_RECORDS, "writes into a record, adding to lists", writes_record=True),
    Route("PUT", "/v2/objects/{object}/records/{record}", records.update_record(append=False), WRITE_RECORDS, "writes into a record, replacing lists", writes_record=True),
    Route("DELETE", "/v2/objects/{object}/records/{record}", records.delete_record, ("object_configuration:read", "record_permission:read-write"), "deletes a record and every reference to it"),
    Route("GET", "/v2/objects/{object}/records/{record}/attributes/{attribute}/values", records.list_record_values, READ_RECORDS, "lists the values of an attribute, ended ones where asked for"),
    Route("PUT", "/v2/objects/{object}/records/{record}/attributes/{attribute}/values", records.write_record_values, ("record_permission:read-write", "object_configuration:read"), "writes the whole history of an attribute"),
    Route("PUT", "/v2/batch/records", records.queue_assertions, WRITE_RECORDS, "takes assertions, answers 202 and applies them later", origin="client"),
    Route("POST", "/v2/objects", objects.create_object, ("object_configuration:read-write",), "creates an object"),
    Route("PATCH", "/v2/objects/{object}", objects.update_object, ("object_configuration:read-write",), "renames an object"),
    Route("DELETE", "/v2/objects/{object}", objects.delete_object, ("object_configuration:read-write", "record_permission:read-write"), "deletes a custom object with its records"),
    Route("POST", "/v2/objects/{object}/attributes", attributes.create_attribute, ("object_configuration:read-write",), "creates an attribute, with the other side of its relationship"),
    Route("PATCH", "/v2/objects/{object}/attributes/{attribute}", attributes.update_attribute, ("object_configuration:read-write",), "changes or archives an attribute"),
    Route("POST", "/v2/objects/{object}/attributes/{attribute}/options", options.create_choice(options.OPTIONS), ("object_configuration:read-write",), "adds an option"),
    Route("PATCH", "/v2/objects/{object}/attributes/{attribute}/options/{choice}", options.update_choice(options.OPTIONS), ("object_configuration:read-write",), "renames or archives an option"),
    Route("POST", "/v2/objects/{object}/attributes/{attribute}/statuses", options.create_choice(options.STATUSES), ("object_configuration:read-write",), "adds a status"),
    Route("PATCH", "/v2/objects/{object}/attributes/{attribute}/statuses/{choice}", options.update_choice(options.STATUSES), ("object_configuration:read-write",), "changes or archives a status"),
    Route("POST", "/v2/objects/records/search", records.search_records, READ_RECORDS, "finds records of several objects by words"),
    Route("GET", "/v2/objects/{object}/views", views.list_views, ("object_configuration:read",), "lists the saved views of an object by their ids, archived ones where asked for"),
    Route("POST", "/v2/objects/{object}/views", views.create_view, ("view:read-write", "object_configuration:read"), "saves a view of an object", origin="pages"),
    Route("GET", "/v2/objects/{object}/views/{view}", views.get_view, ("view:read", "object_configuration:read"), "shows a view of an object with filter, sorts and attributes", origin="pages"),
    Route("DELETE", "/v2/objects/{object}/views/{view}", views.delete_view, ("view:read-write", "object_configuration:read"), "deletes a view of an object, archived or not", origin="pages"),
    Route("GET", "/v2/lists/{list}/views", views.list_views, ("list_configuration:read",), "lists the saved views of a list by their ids, archived ones where asked for"),
    Route("POST", "/v2/lists/{list}/views", views.create_view, ("view:read-write", "list_configuration:read"), "saves a view of a list", origin="pages"),
    Route("GET", "/v2/lists/{list}/views/{view}", views.get_view, ("view:read", "list_configuration:read"), "shows a view of a list with filter, sorts and attributes", origin="pages"),
    Route("DELETE", "/v2/lists/{list}/views/{view}", views.delete_view, ("view:read-write", "list_configuration:read"), "deletes a view of a list, archived or not", origin="pages"),
    Route("GET", "/v2/lists", lists.list_lists, ("list_configuration:read",), "lists the lists"),
    Route("POST", "/v2/lists", lists.create_list, ("list_configuration:read-write",), "creates a list"),
    Route("GET", "/v2/lists/{list}", lists.get_list, ("list_configuration:read",), "shows a list"),
    Route("PATCH", "/v2/lists/{list}", lists.update_list, ("list_configuration:read-write",), "changes a list"),
    Route("GET", "/v2/lists/{list}/attributes", attributes.list_attributes, ("list_configuration:read",), "lists the attributes of a list"),
    Route("POST", "/v2/lists/{list}/attributes", attributes.create_attribute, ("list_configuration:read-write",), "creates an attribute of a list"),
    Route("GET", "/v2/lists/{list}/attributes/{attribute}", attributes.get_attribute, ("list_configuration:read",), "shows an attribute of a list"),
    Route("PATCH", "/v2/lists/{list}/attributes/{attribute}", attributes.update_attribute, ("list_configuration:read-write",), "changes or archives an attribute of a list"),
    Route("GET", "/v2/lists/{list}/attributes/{attribute}/options", options.list_choices(options.OPTIONS), ("list_configuration:read",), "lists the options of a list's select"),
    Route("POST", "/v2/lists/{list}/attributes/{attribute}/options", options.create_choice(options.OPTIONS), ("list_configuration:read-write",), "adds an option to a list's select"),
    Route("PATCH", "/v2/lists/{list}/attributes/{attribute}/options/{choice}", options.update_choice(options.OPTIONS), ("list_configuration:read-write",), "renames or archives an option of a list's select"),
    Route("GET", "/v2/lists/{list}/attributes/{attribute}/statuses", options.list_choices(options.STATUSES), ("list_configuration:read",), "lists the statuses of a list's status"),
    Route("POST", "/v2/lists/{list}/attributes/{attribute}/statuses", options.create_choice(options.STATUSES), ("list_configuration:read-write",), "adds a status to a list's status"),
    Route("PATCH", "/v2/lists/{list}/attributes/{attribute}/statuses/{choice}", options.update_choice(options.STATUSES), ("list_configuration:read-write",), "changes or archives a status of a list's status"),
    Route("POST", "/v2/lists/{list}/entries/query", entries.query_entries, READ_ENTRIES, "finds entries by filter, sorted and paged"),
    Route("POST", "/v2/lists/{list}/entries", entries.create_entry, WRITE_ENTRIES, "adds a record to a list, also once more"),
    Route("PUT", "/v2/lists/{list}/entries", entries.assert_entry, WRITE_ENTRIES, "asserts the entry of a record"),
    Route("GET", "/v2/lists/{list}/entries/{entry}", entries.get_entry, READ_ENTRIES, "shows an entry"),
    Route("PATCH", "/v2/lists/{list}/entries/{entry}", entries.update_entry(append=True), WRITE_ENTRIES, "writes into an entry, adding to lists"),
    Route("PUT", "/v2/lists/{list}/entries/{entry}", entries.update_entry(append=False), WRITE_ENTRIES, "writes into an entry, replacing lists"),
    Route("DELETE", "/v2/lists/{list}/entries/{entry}", entries.delete_entry, WRITE_ENTRIES, "takes an entry out of its list"),
    Route("GET", "/v2/lists/{list}/entries/{entry}/attributes/{attribute}/values", entries.list_entry_values, READ_ENTRIES, "lists the values of an entry's attribute, ended ones where asked for"),
    Route("PUT", "/v2/lists/{list}/entries/{entry}/attributes/{attribute}/values", entries.write_entry_values, WRITE_ENTRIES, "writes the whole history of an entry's attribute"),
    Route("GET", "/v2/objects/{object}/records/{record}/entries", entries.list_record_entries, ("record_permission:read", "object_configuration:read", "list_entry:read"), "lists the entries of a record in every list"),
    Route("GET", "/v2/activities", activities.list_activities, ("activity_configuration:read",), "lists the activities, those of Attio and own ones, by cursor"),
    Route("POST", "/v2/activities", activities.create_activity, ("activity_configuration:read-write",), "creates an activity that extends a schema"),
    Route("GET", "/v2/activities/{activity}", activities.get_activity, ("activity_configuration:read",), "shows an activity"),
    Route("PATCH", "/v2/activities/{activity}", activities.update_activity, ("activity_configuration:read-write",), "renames an activity"),
    Route("DELETE", "/v2/activities/{activity}", activities.delete_activity, ("activity_configuration:read-write", "activity_record:read-write"), "deletes an own activity with its records"),
    Route("GET", "/v2/activities/{activity}/attributes", attributes.list_attributes, ("activity_configuration:read",), "lists the attributes of an activity: its schema's and custom ones", origin="nobody"),
    Route("POST", "/v2/activities/{activity}/attributes", attributes.create_attribute, ("activity_configuration:read-write",), "creates an attribute of an activity", origin="nobody"),
    Route("GET", "/v2/activities/{activity}/attributes/{attribute}", attributes.get_attribute, ("activity_configuration:read",), "shows an attribute of an activity", origin="nobody"),
    Route("PATCH", "/v2/activities/{activity}/attributes/{attribute}", attributes.update_attribute, ("activity_configuration:read-write",), "changes or archives an attribute of an activity", origin="nobody"),
    Route("GET", "/v2/activities/{activity}/attributes/{attribute}/options", options.list_choices(options.OPTIONS), ("activity_configuration:read",), "lists the options of an activity's select", origin="nobody"),
    Route("POST", "/v2/activities/{activity}/attributes/{attribute}/options", options.create_choice(options.OPTIONS), ("activity_configuration:read-write",), "adds an option to an activity's select", origin="nobody"),
    Route("PATCH", "/v2/activities/{activity}/attributes/{attribute}/options/{choice}", options.update_choice(options.OPTIONS), ("activity_configuration:read-write",), "renames or archives an option of an activity's select", origin="nobody"),
    Route("GET", "/v2/activities/{activity}/attributes/{attribute}/statuses", options.list_choices(options.STATUSES), ("activity_configuration:read",), "lists the statuses of an activity's status", origin="nobody"),
    Route("POST", "/v2/activities/{activity}/attributes/{attribute}/statuses", options.create_choice(options.STATUSES), ("activity_configuration:read-write",), "adds a status to an activity's status", origin="nobody"),
    Route("PATCH", "/v2/activities/{activity}/attributes/{attribute}/statuses/{choice}", options.update_choice(options.STATUSES), ("activity_configuration:read-write",), "changes or archives a status of an activity's status", origin="nobody"),
    Route("PUT", "/v2/activities/{activity}/records", activity_records.assert_activity_record, WRITE_ACTIVITIES, "asserts a record of an activity"),
    Route("POST", "/v2/activities/{activity}/records", activity_records.create_activity_record, WRITE_ACTIVITIES, "logs a record of an activity"),
    Route("POST", "/v2/activities/{activity}/records/query", activity_records.query_activity_records, READ_ACTIVITIES, "finds records of an activity by filter, sorted and paged"),
    Route("GET", "/v2/activities/{activity}/records/{record}", activity_records.get_activity_record, READ_ACTIVITIES, "shows a record of an activity"),
    Route("PATCH", "/v2/activities/{activity}/records/{record}", activity_records.update_activity_record(append=True), WRITE_ACTIVITIES, "writes into a record of an activity, adding to lists"),
    Route("PUT", "/v2/activities/{activity}/records/{record}", activity_records.update_activity_record(append=False), WRITE_ACTIVITIES, "writes into a record of an activity, replacing lists"),
    Route("DELETE", "/v2/activities/{activity}/records/{record}", activity_records.delete_activity_record, WRITE_ACTIVITIES, "deletes a record of an activity"),
    Route("GET", "/v2/notes", notes.list_notes, ("note:read", "object_configuration:read", "record_permission:read"), "lists notes, of one record where asked for"),
    Route("POST", "/v2/notes", notes.create_note, ("note:read-write", "object_configuration:read", "record_permission:read"), "writes a note, as plain text or Markdown"),
    Route("GET", "/v2/notes/{note}", notes.get_note, ("note:read", "object_configuration:read", "record_permission:read"), "shows a note in both forms"),
    Route("PATCH", "/v2/notes/{note}", notes.update_note, ("note:read-write", "object_configuration:read", "record_permission:read"), "changes title and content of a note"),
    Route("DELETE", "/v2/notes/{note}", notes.delete_note, ("note:read-write",), "deletes a note"),
    Route("GET", "/v2/tasks", tasks.list_tasks, READ_TASKS, "lists tasks by record, assignee and state, sorted"),
    Route("POST", "/v2/tasks", tasks.create_task, WRITE_TASKS, "writes a task, linked to records and assigned to members"),
    Route("GET", "/v2/tasks/{task}", tasks.get_task, READ_TASKS, "shows a task"),
    Route("PATCH", "/v2/tasks/{task}", tasks.update_task, WRITE_TASKS, "changes a task but for its content"),
    Route("DELETE", "/v2/tasks/{task}", tasks.delete_task, ("task:read-write",), "deletes a task"),
    Route("GET", "/v2/threads", threads.list_threads, ("comment:read",), "lists the threads of a record or an entry"),
    Route("GET", "/v2/threads/{thread}", threads.get_thread, ("comment:read",), "shows a thread with its comments in the order of their time"),
    Route("POST", "/v2/comments", comments.create_comment, ("comment:read-write",), "comments on a record, an entry or in a thread"),
    Route("GET", "/v2/comments/{comment}", comments.get_comment, ("comment:read",), "shows a comment"),
    Route("DELETE", "/v2/comments/{comment}", comments.delete_comment, ("comment:read-write",), "deletes a comment, with its thread where it is the first"),
    Route("GET", "/v2/meetings", meetings.list_meetings, ("meeting:read", "record_permission:read"), "lists meetings by record, participant and time, by cursor", of_workspace=True),
    Route("POST", "/v2/meetings", by_edition("meeting.create", now=meeting_creation.create_meeting, before=meeting_creation.find_or_create_meeting), ("meeting:read-write", "record_permission:read"), "creates a meeting; in March 2026 found by its external reference first"),
    Route("GET", "/v2/meetings/{meeting}", meetings.get_meeting, ("meeting:read", "record_permission:read"), "shows a meeting"),
    Route("PATCH", "/v2/meetings/{meeting}", meetings.link_records(append=True), ("meeting:read-write", "record_permission:read"), "links more records to a meeting"),
    Route("PUT", "/v2/meetings/{meeting}", meetings.link_records(append=False), ("meeting:read-write", "record_permission:read"), "links these records to a meeting and no others"),
    Route("DELETE", "/v2/meetings/{meeting}", meetings.delete_meeting, ("meeting:read-write",), "deletes a meeting with its recordings, unless a calendar made it"),
    Route("GET", "/v2/meetings/{meeting}/call_recordings", recordings.list_recordings, READ_CALLS, "lists the recordings of a meeting, by cursor"),
    Route("POST", "/v2/meetings/{meeting}/call_recordings", recordings.create_recording, WRITE_CALLS, "adds a recording, which is processed for a while"),
    Route("GET", "/v2/meetings/{meeting}/call_recordings/{recording}", recordings.get_recording, READ_CALLS, "shows a recording"),
    Route("DELETE", "/v2/meetings/{meeting}/call_recordings/{recording}", recordings.delete_recording, WRITE_CALLS, "deletes a recording"),
    Route("GET", "/v2/meetings/{meeting}/call_recordings/{recording}/transcript", recordings.get_transcript, READ_CALLS, "shows the transcript of a recording, by cursor", of_workspace=True),
    Route("GET", "/scim/v2/Schemas", scim.list_schemas, ("scim_management:read-write",), "lists the schemas of users and groups; nobody is provisioned"),
    Route("POST", "/v2/sql", sql.query_sql, READ_RECORDS, "answers a SELECT over objects and lists; needs the extra `sql`"),
    Route("GET", "/v2/files", files.list_files, READ_FILES, "lists files and folders of a record, by provider and folder, by cursor"),
    Route("POST", "/v2/files", files.create_file, WRITE_FILES, "makes a folder, or connects a file or a folder of another provider"),
    Route("POST", "/v2/files/upload", contents.upload_file, WRITE_FILES, "stores a file of at most 50 MB, sent as a form"),
    Route("GET", "/v2/files/{file}", files.get_file, READ_FILES, "shows a file, or a folder and whether something is in it"),
    Route("DELETE", "/v2/files/{file}", files.delete_file, WRITE_FILES, "deletes a file, or a folder with everything below it"),
    Route("GET", "/v2/files/{file}/download", contents.download_file, READ_FILES, "redirects to a signed address of the content, for an hour (assumed)"),
    Route("GET", "/v2/emails", emails.list_emails, ("email:read", "record_permission:read", "object_configuration:read"), "lists what is known of emails by record, participant and domain, newest first, by cursor", of_workspace=True),
    Route("POST", "/v2/sequences/unsubscribed_emails", sequences.add_unsubscribed_emails, ("sequence_unsubscribe:read-write",), "puts at most 1,000 addresses on the unsubscribe list, known ones once more"),
    Route("GET", "/v2/webhooks", webhooks.list_webhooks, ("webhook:read",), "lists webhooks without their secrets", of_workspace=True),
    Route("POST", "/v2/webhooks", webhooks.create_webhook, ("webhook:read-write",), "creates a webhook and shows its secret", of_workspace=True),
    Route("GET", "/v2/webhooks/{webhook}", webhooks.get_webhook, ("webhook:read",), "shows a webhook with its state", of_workspace=True),
    Route("PATCH", "/v2/webhooks/{webhook}", webhooks.update_webhook, ("webhook:read-write",), "changes target and subscriptions", of_workspace=True),
    Route("DELETE", "/v2/webhooks/{webhook}", webhooks.delete_webhook, ("webhook:read-write",), "deletes a webhook", of_workspace=True),
)
# fmt: on


IDS: Mapping[str, str] = {
    "comment": "comment_id",
    "entry": "entry_id",
    "file": "file_id",
    "meeting": "meeting_id",
    "member": "workspace_member_id",
    "note": "note_id",
    "record": "record_id",
    "recording": "call_recording_id",
    "task": "task_id",
    "thread": "thread_id",
    "view": "view_id",
    "webhook": "webhook_id",
}
"""Path parameters that are UUIDs, and what Attio's document calls them. Every other one may also be a slug or a title."""


def _outside(call: Call) -> Answer:
    raise refusals.not_emulated(f"{call.request.method} {call.request.path}")


OUTSIDE: tuple[Route, ...] = tuple(
    Route(
        method,
        path,
        _outside,
        (f"user_management:{'read' if method == 'GET' else 'read-write'}",),
        "not emulated: nobody is provisioned here; answers 501",
    )
    for kind in ("Users", "Groups")
    for path, methods in (
        (f"/scim/v2/{kind}", ("GET", "POST")),
        (f"/scim/v2/{kind}/{{scim}}", ("GET", "PUT", "PATCH", "DELETE")),
    )
    for method in methods
)
"""What Attio has and this emulator lacks. SCIM's users and groups are in no edition of the document, only in a client
made from one of another month (attio-ts-sdk 2.3.0), with these scopes. Company directories use them, not code that
works with records."""

_Pattern = tuple[tuple[str, ...], Route]


def _indexed() -> dict[tuple[str, int], list[_Pattern]]:
    """The rows by verb and number of path segments. If two fit, the one with a literal comes before the one with a parameter."""
    index: dict[tuple[str, int], list[_Pattern]] = {}
    for route in (*ROUTES, *OUTSIDE):
        pieces = tuple(route.path.split("/")[1:])
        index.setdefault((route.method, len(pieces)), []).append((pieces, route))
    for patterns in index.values():
        patterns.sort(key=lambda one: [piece.startswith("{") for piece in one[0]])
    return index


_INDEX = _indexed()


class Found(NamedTuple):
    """The route of a request, its path parameters, and what Attio calls those that should be UUIDs but are not."""

    route: Route
    parts: Mapping[str, str]
    malformed: Sequence[str]


def find(method: str, path: str) -> Found:
    """The route of a request.

    Raises:
        AttioError: 404 for a path or verb Attio does not have.
    """
    found = (_found if len(path) <= _LONGEST_KEPT else _found.__wrapped__)(method, path)
    if found is None:
        raise refusals.no_endpoint(method, path)
    return found


_LONGEST_KEPT = 256
"""Longest path, in characters, whose route is cached."""


@lru_cache(maxsize=1024)
def _found(method: str, path: str) -> Found | None:
    given = path.split("/")[1:]
    for pieces, route in _INDEX.get((method, len(given)), ()):
        parts = {}
        for piece, text in zip(pieces, given, strict=True):
            if piece.startswith("{"):
                if not text:
                    break
                parts[piece[1:-1]] = unquote(text)
            elif piece != text:
                break
        else:
            wrong = [IDS[name] for name, text in parts.items() if name in IDS and not is_uuid(text)]
            return Found(route, MappingProxyType(parts), tuple(wrong))
    return None


def writes_only_records(method: str, path: str) -> bool:
    """Whether a call changes only records, at once or through the queue of batches, and nothing kept beside them."""
    try:
        route = find(method, path).route
    except AttioError:
        return True
    return method == "GET" or route.writes_record or route.handler is records.queue_assertions

"""What each route does, one row each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attio_emulator.fidelity.base import CLIENT, OPENAPI, Behaviour

__all__ = ["routes"]

_ROUTES: Mapping[str, str] = {
    "GET /v1/token": "the connection test: 200 with a token, 401 without",
    "GET /v2/self": "tells of the token and its workspace; 200 also without one",
    "GET /v2/workspace_members": "lists the members",
    "GET /v2/workspace_members/{member}": "shows a member",
    "GET /v2/objects": "lists the activated objects",
    "GET /v2/objects/{object}": "shows an object",
    "GET /v2/objects/{object}/attributes": "lists attributes in the order of the settings; archived ones where asked for",
    "GET /v2/objects/{object}/attributes/{attribute}": "shows an attribute, archived or not, with the other side of its relationship",
    "GET /v2/objects/{object}/attributes/{attribute}/options": "lists the options of a select",
    "GET /v2/objects/{object}/attributes/{attribute}/statuses": "lists the statuses of a status",
    "PUT /v2/objects/{object}/records/simple": "asserts a record with simple values",
    "PUT /v2/objects/{object}/records": "asserts a record",
    "POST /v2/objects/{object}/records": "creates a record",
    "POST /v2/objects/{object}/records/query": "finds records by filter, sorted and paged",
    "GET /v2/objects/{object}/records/{record}": "shows a record",
    "PATCH /v2/objects/{object}/records/{record}": "writes into a record, adding to lists",
    "PUT /v2/objects/{object}/records/{record}": "writes into a record, replacing lists",
    "DELETE /v2/objects/{object}/records/{record}": "deletes a record and every reference to it",
    "GET /v2/objects/{object}/records/{record}/attributes/{attribute}/values": "lists the values of an attribute, ended ones where asked for",
    "PUT /v2/batch/records": "takes assertions, answers 202 and applies them later",
    "POST /v2/objects": "creates an object",
    "PATCH /v2/objects/{identifier}": "renames an object",
    "POST /v2/objects/{identifier}/attributes": "creates an attribute, with the other side of its relationship",
    "PATCH /v2/objects/{identifier}/attributes/{attribute}": "changes or archives an attribute",
    "POST /v2/objects/{identifier}/attributes/{attribute}/options": "adds an option",
    "PATCH /v2/objects/{identifier}/attributes/{attribute}/options/{choice}": "renames or archives an option",
    "POST /v2/objects/{identifier}/attributes/{attribute}/statuses": "adds a status",
    "PATCH /v2/objects/{identifier}/attributes/{attribute}/statuses/{choice}": "changes or archives a status",
    "POST /v2/objects/records/search": "finds records of several objects by words",
    "GET /v2/lists": "lists the lists",
    "POST /v2/lists": "creates a list",
    "GET /v2/lists/{list}": "shows a list",
    "PATCH /v2/lists/{list}": "changes a list",
    "GET /v2/lists/{list}/attributes": "lists the attributes of a list",
    "POST /v2/lists/{list}/attributes": "creates an attribute of a list",
    "GET /v2/lists/{list}/attributes/{attribute}": "shows an attribute of a list",
    "PATCH /v2/lists/{list}/attributes/{attribute}": "changes or archives an attribute of a list",
    "GET /v2/lists/{list}/attributes/{attribute}/options": "lists the options of a list's select",
    "POST /v2/lists/{list}/attributes/{attribute}/options": "adds an option to a list's select",
    "PATCH /v2/lists/{list}/attributes/{attribute}/options/{option}": "renames or archives an option of a list's select",
    "GET /v2/lists/{list}/attributes/{attribute}/statuses": "lists the statuses of a list's status",
    "POST /v2/lists/{list}/attributes/{attribute}/statuses": "adds a status to a list's status",
    "PATCH /v2/lists/{list}/attributes/{attribute}/statuses/{status}": "changes or archives a status of a list's status",
    "POST /v2/lists/{list}/entries/query": "finds entries by filter, sorted and paged",
    "POST /v2/lists/{list}/entries": "adds a record to a list, also once more",
    "PUT /v2/lists/{list}/entries": "asserts the entry of a record",
    "GET /v2/lists/{list}/entries/{entry}": "shows an entry",
    "PATCH /v2/lists/{list}/entries/{entry}": "writes into an entry, adding to lists",
    "PUT /v2/lists/{list}/entries/{entry}": "writes into an entry, replacing lists",
    "DELETE /v2/lists/{list}/entries/{entry}": "takes an entry out of its list",
    "GET /v2/lists/{list}/entries/{entry}/attributes/{attribute}/values": "lists the values of an entry's attribute, ended ones where asked for",
    "GET /v2/objects/{object}/records/{record}/entries": "lists the entries of a record in every list",
    "GET /v2/notes": "lists notes, of one record where asked for",
    "POST /v2/notes": "writes a note, as plain text or Markdown",
    "GET /v2/notes/{note}": "shows a note in both forms",
    "DELETE /v2/notes/{note}": "deletes a note",
    "GET /v2/tasks": "lists tasks by record, assignee and state, sorted",
    "POST /v2/tasks": "writes a task, linked to records and assigned to members",
    "GET /v2/tasks/{task}": "shows a task",
    "PATCH /v2/tasks/{task}": "changes a task but for its content",
    "DELETE /v2/tasks/{task}": "deletes a task",
    "GET /v2/threads": "lists the threads of a record or an entry",
    "GET /v2/threads/{thread}": "shows a thread with its comments in the order of their time",
    "POST /v2/comments": "comments on a record, an entry or in a thread",
    "GET /v2/comments/{comment}": "shows a comment",
    "DELETE /v2/comments/{comment}": "deletes a comment, with its thread where it is the first",
    "GET /v2/meetings": "lists meetings by record, participant and time, by cursor",
    "POST /v2/meetings": "finds a meeting by its external reference or creates one",
    "GET /v2/meetings/{meeting}": "shows a meeting",
    "GET /v2/meetings/{meeting}/call_recordings": "lists the recordings of a meeting, by cursor",
    "POST /v2/meetings/{meeting}/call_recordings": "adds a recording, which is processed for a while",
    "GET /v2/meetings/{meeting}/call_recordings/{recording}": "shows a recording",
    "DELETE /v2/meetings/{meeting}/call_recordings/{recording}": "deletes a recording",
    "GET /v2/meetings/{meeting}/call_recordings/{recording}/transcript": "shows the transcript of a recording, by cursor",
    "GET /v2/webhooks": "lists webhooks without their secrets",
    "POST /v2/webhooks": "creates a webhook and shows its secret",
    "GET /v2/webhooks/{webhook}": "shows a webhook with its state",
    "PATCH /v2/webhooks/{webhook}": "changes target and subscriptions",
    "DELETE /v2/webhooks/{webhook}": "deletes a webhook",
}

_BY_CLIENT = ("GET /v1/token", "PUT /v2/objects/{object}/records/simple", "PUT /v2/batch/records")
"""Routes that no document of Attio has."""


def routes() -> Iterator[Behaviour]:
    """A row for each route in the order of the emulator's own table, then those that answer 501."""
    from attio_emulator.routes import ELSEWHERE, ROUTES

    for method, pattern, _ in ROUTES:
        id = f"{method} {pattern}"
        seen = id in _BY_CLIENT
        yield Behaviour(
            id=id,
            tag="observed" if seen else "documented",
            statement=_ROUTES[id],
            source=CLIENT if seen else OPENAPI,
        )
    for method, pattern in ELSEWHERE:
        statement = "not emulated: answers 501 and names itself"
        source = OPENAPI if pattern.startswith("/scim") else "a later edition of Attio's OpenAPI"
        yield Behaviour(id=f"{method} {pattern}", tag="documented", statement=statement, source=source)

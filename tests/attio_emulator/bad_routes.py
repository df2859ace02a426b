"""A good request for each route, and the kinds of badness it is put through; `test_bad_routes` sends them.

A route that is not in `REQUESTS`, or a kind that a route should have and has not, fails there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.attio_emulator.calls import new_attribute, new_list

__all__ = ["CLOSED", "KINDS", "QUIET", "REQUESTS", "Good", "kinds_of"]


class Good(NamedTuple):
    """What a route takes: names for the parts of its path that `filled` does not know, a query, and a body's `data`.

    `bare` bodies have no `data` around them; those with `form` are forms of these parts and a file.
    """

    parts: Mapping[str, str] = {}
    query: Mapping[str, str] = {}
    body: Any = None
    bare: bool = False
    form: Mapping[str, str] | None = None


_PEOPLE = {"object": "people", "identifier": "people"}
_BOATS = {"object": "boats", "identifier": "boats"}
_EMAIL = {"matching_attribute": "email_addresses"}
_PERSON = {"values": {"email_addresses": ["ada@lovelace.org"]}}
_ATTRIBUTE = new_attribute("new")
_PARENT = {"parent_object": "people", "parent_record_id": "{record}"}
_LINK = {"target_object": "people", "target_record_id": "{record}"}
_ASSERTION = {
    "object": "people", "mode": "create-or-update", "matching_attribute": "email_addresses", "multiselect_values": "append",
    "values": {"email_addresses": "ada@lovelace.org"}, "received_at": "2025-01-01T00:00:00Z",
}  # fmt: skip
_LIST = new_list("l")
_TASK = {
    "content": "T",
    "format": "plaintext",
    "deadline_at": None,
    "is_completed": False,
    "linked_records": [_LINK],
    "assignees": [],
}
_COMMENT = {
    "format": "plaintext", "content": "C", "author": {"type": "workspace-member", "id": "{member}"},
    "record": {"object": "people", "record_id": "{record}"},
}  # fmt: skip
_MEETING = {
    "title": "M", "description": "", "start": {"datetime": "2027-11-27T14:00:00Z"}, "end": {"datetime": "2027-11-27T15:00:00Z"},
    "is_all_day": False, "participants": [{"email_address": "ada@lovelace.org", "is_organizer": True, "status": "accepted"}],
    "external_ref": "m-1",
}  # fmt: skip
_PAST = {"active_from": "2024-01-01T00:00:00Z", "active_until": None}
_VIEW = {"title": "V", "type": "table"}
_CALLS = {"activity": "phone_calls"}
_VISITS = {"activity": "visits", "attribute": "topic"}
_VISIT = {"values": {"topic": "Sales"}}
_BY_CODE = {"matching_attribute": "code"}
_HOOK = {"target_url": "https://acme.org/new", "subscriptions": []}
_OWNER = {"object": "people", "record_id": "{record}"}
_OF_RECORD = {"linked_object": "people", "linked_record_id": "{record}"}

REQUESTS: Mapping[str, Good] = {
    "GET /v1/token": Good(),
    "GET /v2/self": Good(),
    "GET /v2/workspace_members": Good(),
    "GET /v2/workspace_members/{member}": Good(),
    "GET /v2/objects": Good(),
    "GET /v2/objects/{object}": Good(_PEOPLE),
    "GET /v2/objects/{object}/attributes": Good(_PEOPLE),
    "GET /v2/objects/{object}/attributes/{attribute}": Good(_PEOPLE | {"attribute": "name"}),
    "GET /v2/objects/{object}/attributes/{attribute}/options": Good(_BOATS | {"attribute": "tags"}),
    "GET /v2/objects/{object}/attributes/{attribute}/statuses": Good(_BOATS | {"attribute": "stage"}),
    "PUT /v2/objects/{object}/records/simple": Good(_PEOPLE, _EMAIL, _PERSON),
    "PUT /v2/objects/{object}/records": Good(_PEOPLE, _EMAIL, _PERSON),
    "POST /v2/objects/{object}/records": Good(_PEOPLE, {}, {"values": {"job_title": "x"}}),
    "POST /v2/objects/{object}/records/merge": Good(
        _PEOPLE, {}, {"primary_record_id": "{record}", "secondary_record_id": "{other_record}"}
    ),
    "POST /v2/objects/{object}/records/query": Good(_PEOPLE, {}, {}, bare=True),
    "GET /v2/objects/{object}/records/{record}": Good(_PEOPLE),
    "PATCH /v2/objects/{object}/records/{record}": Good(_PEOPLE, {}, _PERSON),
    "PUT /v2/objects/{object}/records/{record}": Good(_PEOPLE, {}, _PERSON),
    "DELETE /v2/objects/{object}/records/{record}": Good(_PEOPLE),
    "GET /v2/objects/{object}/records/{record}/attributes/{attribute}/values": Good(_PEOPLE | {"attribute": "name"}),
    "PUT /v2/objects/{object}/records/{record}/attributes/{attribute}/values": Good(
        _PEOPLE | {"attribute": "job_title"}, {}, {"values": [_PAST | {"value": "Analyst"}], "replace_history": True}
    ),
    "PUT /v2/batch/records": Good({}, {}, {"assertions": [_ASSERTION]}, bare=True),
    "POST /v2/objects": Good({}, {}, {"api_slug": "cars", "singular_noun": "Car", "plural_noun": "Cars"}),
    "PATCH /v2/objects/{object}": Good(_BOATS, {}, {"plural_noun": "Ships"}),
    "DELETE /v2/objects/{object}": Good(_BOATS),
    "POST /v2/objects/{object}/attributes": Good(_BOATS, {}, _ATTRIBUTE),
    "PATCH /v2/objects/{object}/attributes/{attribute}": Good(_BOATS | {"attribute": "hull"}, {}, {"title": "Hull"}),
    "POST /v2/objects/{object}/attributes/{attribute}/options": Good(_BOATS | {"attribute": "tags"}, {}, {"title": "New"}),
    "PATCH /v2/objects/{object}/attributes/{attribute}/options/{choice}": Good(
        _BOATS | {"attribute": "tags", "choice": "Medium"}, {}, {"title": "M"}
    ),
    "POST /v2/objects/{object}/attributes/{attribute}/statuses": Good(_BOATS | {"attribute": "stage"}, {}, {"title": "New"}),
    "PATCH /v2/objects/{object}/attributes/{attribute}/statuses/{choice}": Good(
        _BOATS | {"attribute": "stage", "choice": "Done"}, {}, {"title": "D"}
    ),
    "POST /v2/objects/records/search": Good(
        {}, {}, {"query": "ada", "objects": ["people"], "request_as": {"type": "workspace"}}, bare=True
    ),
    "GET /v2/objects/{object}/views": Good(_PEOPLE),
    "POST /v2/objects/{object}/views": Good(_PEOPLE, {}, _VIEW),
    "GET /v2/objects/{object}/views/{view}": Good(_PEOPLE),
    "DELETE /v2/objects/{object}/views/{view}": Good(_PEOPLE),
    "GET /v2/lists/{list}/views": Good(),
    "POST /v2/lists/{list}/views": Good({}, {}, _VIEW),
    "GET /v2/lists/{list}/views/{view}": Good({"view": "{list_view}"}),
    "DELETE /v2/lists/{list}/views/{view}": Good({"view": "{list_view}"}),
    "GET /v2/lists": Good(),
    "POST /v2/lists": Good({}, {}, _LIST),
    "GET /v2/lists/{list}": Good(),
    "PATCH /v2/lists/{list}": Good({}, {}, {"name": "N"}),
    "GET /v2/lists/{list}/attributes": Good(),
    "POST /v2/lists/{list}/attributes": Good({}, {}, _ATTRIBUTE),
    "GET /v2/lists/{list}/attributes/{attribute}": Good({"attribute": "level"}),
    "PATCH /v2/lists/{list}/attributes/{attribute}": Good({"attribute": "level"}, {}, {"title": "L"}),
    "GET /v2/lists/{list}/attributes/{attribute}/options": Good({"attribute": "level"}),
    "POST /v2/lists/{list}/attributes/{attribute}/options": Good({"attribute": "level"}, {}, {"title": "New"}),
    "PATCH /v2/lists/{list}/attributes/{attribute}/options/{choice}": Good({"attribute": "level", "choice": "High"}, {}, {"title": "H"}),
    "GET /v2/lists/{list}/attributes/{attribute}/statuses": Good({"attribute": "phase"}),
    "POST /v2/lists/{list}/attributes/{attribute}/statuses": Good({"attribute": "phase"}, {}, {"title": "New"}),
    "PATCH /v2/lists/{list}/attributes/{attribute}/statuses/{choice}": Good({"attribute": "phase", "choice": "High"}, {}, {"title": "H"}),
    "POST /v2/lists/{list}/entries/query": Good({}, {}, {}, bare=True),
    "POST /v2/lists/{list}/entries": Good({}, {}, _PARENT | {"entry_values": {}}),
    "PUT /v2/lists/{list}/entries": Good({}, {}, _PARENT | {"entry_values": {}}),
    "GET /v2/lists/{list}/entries/{entry}": Good(),
    "PATCH /v2/lists/{list}/entries/{entry}": Good({}, {}, {"entry_values": {}}),
    "PUT /v2/lists/{list}/entries/{entry}": Good({}, {}, {"entry_values": {}}),
    "DELETE /v2/lists/{list}/entries/{entry}": Good(),
    "GET /v2/lists/{list}/entries/{entry}/attributes/{attribute}/values": Good({"attribute": "level"}),
    "PUT /v2/lists/{list}/entries/{entry}/attributes/{attribute}/values": Good(
        {"attribute": "level"}, {}, {"values": [_PAST | {"value": "High"}], "replace_history": True}
    ),
    "GET /v2/objects/{object}/records/{record}/entries": Good(_PEOPLE),
    "GET /v2/activities": Good(),
    "POST /v2/activities": Good({}, {}, {"api_slug": "demos", "singular_noun": "Demo", "plural_noun": "Demos", "extends": "activities"}),
    "GET /v2/activities/{activity}": Good(_CALLS),
    "PATCH /v2/activities/{activity}": Good(_CALLS, {}, {"plural_noun": "Calls"}),
    "DELETE /v2/activities/{activity}": Good(_VISITS),
    "GET /v2/activities/{activity}/attributes": Good(_CALLS),
    "POST /v2/activities/{activity}/attributes": Good(_CALLS, {}, _ATTRIBUTE),
    "GET /v2/activities/{activity}/attributes/{attribute}": Good(_VISITS),
    "PATCH /v2/activities/{activity}/attributes/{attribute}": Good(_VISITS, {}, {"title": "T"}),
    "GET /v2/activities/{activity}/attributes/{attribute}/options": Good(_VISITS),
    "POST /v2/activities/{activity}/attributes/{attribute}/options": Good(_VISITS, {}, {"title": "New"}),
    "PATCH /v2/activities/{activity}/attributes/{attribute}/options/{choice}": Good(_VISITS | {"choice": "Sales"}, {}, {"title": "S"}),
    "GET /v2/activities/{activity}/attributes/{attribute}/statuses": Good(_VISITS | {"attribute": "phase"}),
    "POST /v2/activities/{activity}/attributes/{attribute}/statuses": Good(_VISITS | {"attribute": "phase"}, {}, {"title": "New"}),
    "PATCH /v2/activities/{activity}/attributes/{attribute}/statuses/{choice}": Good(
        _VISITS | {"attribute": "phase", "choice": "Planned"}, {}, {"title": "P"}
    ),
    "PUT /v2/activities/{activity}/records": Good(_VISITS, _BY_CODE, {"values": {"code": "v-1"}}),
    "POST /v2/activities/{activity}/records": Good(_VISITS, {}, _VISIT),
    "POST /v2/activities/{activity}/records/query": Good(_VISITS, {}, {}, bare=True),
    "GET /v2/activities/{activity}/records/{record}": Good(_VISITS | {"record": "{visit}"}),
    "PATCH /v2/activities/{activity}/records/{record}": Good(_VISITS | {"record": "{visit}"}, {}, _VISIT),
    "PUT /v2/activities/{activity}/records/{record}": Good(_VISITS | {"record": "{visit}"}, {}, _VISIT),
    "DELETE /v2/activities/{activity}/records/{record}": Good(_VISITS | {"record": "{visit}"}),
    "GET /v2/notes": Good(),
    "POST /v2/notes": Good({}, {}, _PARENT | {"title": "N", "format": "plaintext", "content": "c"}),
    "GET /v2/notes/{note}": Good(),
    "PATCH /v2/notes/{note}": Good({}, {}, {"title": "N"}),
    "DELETE /v2/notes/{note}": Good(),
    "GET /v2/tasks": Good(),
    "POST /v2/tasks": Good({}, {}, _TASK),
    "GET /v2/tasks/{task}": Good(),
    "PATCH /v2/tasks/{task}": Good({}, {}, {"is_completed": True}),
    "DELETE /v2/tasks/{task}": Good(),
    "GET /v2/threads": Good({}, {"object": "people", "record_id": "{record}"}),
    "GET /v2/threads/{thread}": Good(),
    "POST /v2/comments": Good({}, {}, _COMMENT),
    "GET /v2/comments/{comment}": Good(),
    "DELETE /v2/comments/{comment}": Good(),
    "GET /v2/meetings": Good({}, _OF_RECORD),
    "POST /v2/meetings": Good({}, {}, _MEETING),
    "GET /v2/meetings/{meeting}": Good(),
    "PATCH /v2/meetings/{meeting}": Good({}, {}, {"linked_records": [_OWNER]}),
    "PUT /v2/meetings/{meeting}": Good({}, {}, {"linked_records": [_OWNER]}),
    "DELETE /v2/meetings/{meeting}": Good(),
    "GET /v2/meetings/{meeting}/call_recordings": Good(),
    "POST /v2/meetings/{meeting}/call_recordings": Good({}, {}, {"video_url": "https://cdn.acme.org/new.mp4"}),
    "GET /v2/meetings/{meeting}/call_recordings/{recording}": Good(),
    "DELETE /v2/meetings/{meeting}/call_recordings/{recording}": Good(),
    "GET /v2/meetings/{meeting}/call_recordings/{recording}/transcript": Good(),
    "GET /scim/v2/Schemas": Good(),
    "POST /v2/sql": Good({}, {}, {"sql": "SELECT 1"}, bare=True),
    "GET /v2/files": Good({}, _OWNER),
    "POST /v2/files": Good({}, {}, _OWNER | {"file_type": "folder", "name": "F"}, bare=True),
    "POST /v2/files/upload": Good(form=_OWNER),
    "GET /v2/files/{file}": Good(),
    "DELETE /v2/files/{file}": Good(),
    "GET /v2/files/{file}/download": Good(),
    "GET /v2/emails": Good({}, {"participants": "ada@lovelace.org"}),
    "POST /v2/sequences/unsubscribed_emails": Good({}, {}, {"email_addresses": ["ada@lovelace.org"]}),
    "GET /v2/webhooks": Good(),
    "POST /v2/webhooks": Good({}, {}, _HOOK),
    "GET /v2/webhooks/{webhook}": Good(),
    "PATCH /v2/webhooks/{webhook}": Good({}, {}, {"target_url": "https://acme.org/other"}),
    "DELETE /v2/webhooks/{webhook}": Good(),
}  # fmt: skip
"""Route -> a request that it answers with 200 to 204 or 302 in the workspace of `filled`; `{record}` and so on stand for ids there."""

CLOSED = (
    "PUT /v2/objects/{object}/records",
    "PUT /v2/objects/{object}/records/simple",
    "PATCH /v2/objects/{object}/records/{record}",
    "PUT /v2/objects/{object}/records/{record}",
    "POST /v2/objects/{object}/records",
    "POST /v2/objects/{object}/attributes",
    "PATCH /v2/objects/{object}/attributes/{attribute}",
    "POST /v2/lists/{list}/attributes",
    "PATCH /v2/lists/{list}/attributes/{attribute}",
    "PATCH /v2/lists/{list}/entries/{entry}",
    "PUT /v2/lists/{list}/entries/{entry}",
    "PUT /v2/activities/{activity}/records",
    "POST /v2/activities/{activity}/records",
    "PATCH /v2/activities/{activity}/records/{record}",
    "PUT /v2/activities/{activity}/records/{record}",
    "POST /v2/activities/{activity}/attributes",
    "PATCH /v2/activities/{activity}/attributes/{attribute}",
    "PATCH /v2/tasks/{task}",
    "POST /v2/comments",
)
"""Whose `data` takes no members but the known ones: `additionalProperties: false` in Attio's document (creating a record and
`records/simple` follow the assert). Others leave an unknown member out."""

QUIET = ("GET /v2/self",)
"""Answers without a token, too (documented)."""

KINDS = (
    "no token",
    "wrong verb",
    "unknown id",
    "malformed id",
    "no JSON",
    "cut JSON",
    "no UTF-8",
    "too deep",
    "deep",
    "NaN",
    "wrong content type",
    "packed",
    "a list",
    "null",
    "text",
    "nothing in it",
    "data null",
    "unknown member",
    "no form",
    "cut form",
    "no parts",
)


def kinds_of(route: str) -> tuple[str, ...]:
    """The kinds of badness that a route can be put through."""
    good = REQUESTS[route]
    out = [] if route in QUIET else ["no token"]
    out.append("wrong verb")
    if "{" in route:
        out += ["unknown id", "malformed id"]
    if good.body is not None:
        out += ["no JSON", "cut JSON", "no UTF-8", "too deep", "deep", "NaN", "wrong content type", "packed"]
        out += ["a list", "null", "text"]
        if not route.endswith("/query"):
            out.append("nothing in it")  # all members of a query are optional
        out += [] if good.bare else ["data null", "unknown member"]
    if good.form is not None:
        out += ["no form", "cut form", "no parts", "wrong content type", "packed"]
    return tuple(out)

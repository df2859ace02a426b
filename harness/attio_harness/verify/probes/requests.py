"""Paths, tokens, envelopes, filters and lists: what every client of the API meets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from attio_harness.verify.probe import probe
from attio_harness.verify.stage import Stage, created, outcome, record_id
from attio_harness.verify.steps import Ask, Program


@probe("Is a query answered without a body?", about=("query.no_body",))
def query_no_body(stage: Stage) -> Program[Any]:
    path = f"{stage.records()}/query"
    ends, bodies = [], (None, dict[str, Any]())
    for body in bodies:
        answer = yield Ask(method="POST", path=path, body=body)
        ends.append(outcome(answer))
    return ends


@probe("What is the answer to a path that Attio does not have?", about=("endpoint.unknown",))
def endpoint_unknown(stage: Stage) -> Program[Any]:
    seen = []
    for ask in (
        Ask(method="GET", path="/v2/attio_harness"),
        # an existing path with a verb that it lacks
        Ask(method="POST", path=f"{stage.records()}/{stage.nobody}"),
    ):
        answer = yield ask
        seen.append([answer.status, _members(answer.body)])
    return seen


@probe("What members does an error have?", about=("envelope", "error 400 validation_type", "error 404 not_found"))
def envelope(stage: Stage) -> Program[Any]:
    """The members of a refusal, with rows and without."""
    unknown = yield stage.one(stage.nobody)
    form = yield Ask(method="POST", path=stage.records(), body={})
    return [_members(one.body) for one in (unknown, form)]


def _members(body: Any) -> Any:
    if not isinstance(body, dict):
        return body
    rows = body.get("validation_errors")
    kept = {name: body[name] for name in ("status_code", "type", "code") if name in body}
    return {"members": sorted(body), **kept, "rows": rows if isinstance(rows, list) else None}


@probe("What is the answer to a path with an ID that is not a UUID?", about=("path.ids",))
def path_ids(stage: Stage) -> Program[Any]:
    """Pieces of a path that are not UUIDs, where an ID is expected and where a slug is allowed."""
    seen = []
    for path in (f"{stage.records()}/nothing", f"/v2/objects/{stage.object}/attributes/nothing"):
        answer = yield Ask(method="GET", path=path)
        seen.append([answer.status, _members(answer.body)])
    return seen


_HEADERS = (
    "access-control-allow-origin",
    "access-control-expose-headers",
    "vary",
    "x-accurate-at",
    "x-attio-record-query-score",
    "x-frame-options",
)


@probe("Which headers do responses have?", about=("answer.headers",))
def headers(stage: Stage) -> Program[Any]:
    """Which headers a listing, a query and a refusal have."""
    seen = []
    for ask in (Ask(method="GET", path="/v2/objects"), stage.by_key("headers"), stage.one(stage.nobody)):
        answer = yield ask
        seen.append([name for name in _HEADERS if name in answer.headers])
    return seen


@probe("What is the web URL of a record?", about=("record.web_url",))
def web_url(stage: Stage) -> Program[Any]:
    """The address of a record in Attio's web application, leaving out the workspace and the ID."""
    answer = yield stage.create({"key": stage.key("page")})
    url = str(answer.data.get("web_url"))
    return re.sub(r"^(https?://[^/]+)/[^/]+", r"\1/…", url).replace(record_id(answer.data), "…")


@probe("What is the answer to a request for all threads?", about=("thread.query",))
def threads(stage: Stage) -> Program[Any]:
    return outcome((yield Ask(method="GET", path="/v2/threads")))


@probe("What are a user and a group in SCIM?", about=("scim.schemas",))
def scim_schemas(stage: Stage) -> Program[Any]:
    """The SCIM schemas with their attributes."""
    answer = yield Ask(method="GET", path="/scim/v2/Schemas")
    rows = answer.body.get("Resources", []) if isinstance(answer.body, dict) else []
    return {row["id"]: [one["name"] for one in row.get("attributes", [])] for row in rows}


_NOTE = 1_000_000
"""The most bytes of a note (assumed)."""


@probe("How long can a note be?", about=("note.size",))
def note_size(stage: Stage) -> Program[Any]:
    """A note of a megabyte, and one that is a byte longer."""
    record = yield from created(stage, "note")
    ends = []
    for size in (_NOTE, _NOTE + 1):
        data = {"parent_object": stage.object, "parent_record_id": record, "title": stage.marker}
        body = {"data": {**data, "format": "plaintext", "content": "x" * size}}
        ends.append(outcome((yield Ask(method="POST", path="/v2/notes", body=body))))
    return ends


@probe("Does a filter find values that are no longer in force?", about=("query.now",), needs=("text",))
def filter_ended(stage: Stage) -> Program[Any]:
    """A filter by a value that has ended."""
    record = yield from created(stage, "past", text="before")
    yield stage.update(record, {"text": stage.key("after")}, append=True)
    seen = []
    for text in ("before", stage.key("after")):
        answer = yield stage.query({"$and": [{"text": text}, {"key": stage.key("past")}]})
        seen.append(len(answer.rows))
    return seen


@probe("In what order are records and objects listed without a sort?", about=("query.order",))
def query_order(stage: Stage) -> Program[Any]:
    """Records without sorts: ordered by creation, by ID, or neither."""
    made = []
    for number in range(12):
        made.append((yield from created(stage, f"row {number}")))
    answer = yield stage.query({"key": {"$starts_with": stage.key("row ")}})
    ids = [record_id(row) for row in answer.rows]
    listed = yield Ask(method="GET", path="/v2/objects")
    objects = [row["id"]["object_id"] for row in listed.rows]
    rows = {"rows": len(ids), "by id": ids == sorted(ids), "by creation": ids == made}
    return {**rows, "objects by id": objects == sorted(objects)}


@probe(
    "With what codes are invalid filters refused?",
    about=(
        "error 400 invalid_filter_field",
        "error 400 invalid_filter_operator",
        "error 400 missing_sort_field",
        "error 400 unknown_filter_attribute_slug",
        "error 400 unknown_filter_select_option_slug",
    ),
    needs=("text", "plan", "place"),
)
def filters_refused(stage: Stage) -> Program[Any]:
    """Filters that name what does not exist."""
    seen = []
    filters: tuple[Mapping[str, Any], ...] = (
        {"nothing": "x"},
        {"text": {"nothing": "x"}},
        {"text": {"value": {"$gt": "x"}}},
        {"$or": "x"},
        {"plan": "no such option"},
        {"place": "x"},
    )
    for filter in filters:
        answer = yield stage.query(filter)
        seen.append(outcome(answer))
    return seen


@probe("Must a sort by a location name a field?", about=("query.sort_field",), needs=("place",))
def sort_field(stage: Stage) -> Program[Any]:
    """A sort by a location, without a field and with one."""
    ends = []
    for field in ({}, {"field": "locality"}):
        sorts = [{"attribute": "place", "direction": "asc", **field}]
        ends.append(outcome((yield stage.query({}, sorts=sorts, limit=1))))
    return ends


@probe(
    "What is the response about an object that is not activated?",
    about=("object.inactive", "error 400 standard_object_disabled"),
    inactive=True,
)
def object_inactive(stage: Stage) -> Program[Any]:
    """An object that nobody activated; nothing is written, and nothing could be."""
    slug = sorted(stage.inactive)[0]
    answer = yield stage.query({}, object=slug, limit=1)
    return outcome(answer)

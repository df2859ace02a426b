"""Paths, tokens, envelopes, filters and lists: what any client of the API meets."""

from __future__ import annotations

from typing import Any

from attio_harness.verify.probe import Probe
from attio_harness.verify.stage import Stage, created, outcome, record_id
from attio_harness.verify.steps import Ask, Program

__all__ = ["INACTIVE", "PROBES"]


def _unknown_endpoint(stage: Stage) -> Program[Any]:
    seen = []
    for ask in (
        Ask(method="GET", path="/v2/attio_harness"),
        # a path that is there with a verb that it has not
        Ask(method="POST", path=f"{stage.records()}/{stage.nobody}"),
    ):
        answer = yield ask
        seen.append([answer.status, _members(answer.body)])
    return seen


def _envelope(stage: Stage) -> Program[Any]:
    """The members of a refusal, of one without rows and of one with them."""
    unknown = yield stage.one(stage.nobody)
    form = yield Ask(method="POST", path=stage.records(), body={})
    return [_members(one.body) for one in (unknown, form)]


def _members(body: Any) -> Any:
    if not isinstance(body, dict):
        return body
    rows = body.get("validation_errors")
    kept = {name: body[name] for name in ("status_code", "type", "code") if name in body}
    return {"members": sorted(body), **kept, "rows": rows if isinstance(rows, list) else None}


def _path_ids(stage: Stage) -> Program[Any]:
    """Pieces of a path that are no UUIDs, where an ID is expected and where a slug may stand."""
    seen = []
    for path in (f"{stage.records()}/nothing", f"/v2/objects/{stage.object}/attributes/nothing"):
        answer = yield Ask(method="GET", path=path)
        seen.append([answer.status, _members(answer.body)])
    return seen


def _no_token(stage: Stage) -> Program[Any]:
    seen = []
    for path in ("/v2/objects", "/v1/token"):
        answer = yield Ask(method="GET", path=path, authorized=False)
        seen.append(outcome(answer))
    return seen


def _token(stage: Stage) -> Program[Any]:
    answer = yield Ask(method="GET", path="/v1/token")
    return [answer.status, isinstance(answer.body, dict)]


def _inactive(stage: Stage) -> Program[Any]:
    """An object that nobody activated; nothing is written, and nothing could be."""
    slug = sorted(stage.inactive)[0]
    answer = yield stage.query({}, object=slug, limit=1)
    return outcome(answer)


def _ended_values(stage: Stage) -> Program[Any]:
    """A filter by a value that is no longer in force."""
    record = yield from created(stage, "past", text="before")
    yield stage.update(record, {"text": stage.key("after")}, append=True)
    seen = []
    for text in ("before", stage.key("after")):
        answer = yield stage.query({"$and": [{"text": text}, {"key": stage.key("past")}]})
        seen.append(len(answer.rows))
    return seen


def _order(stage: Stage) -> Program[Any]:
    """Records without sorts: by creation, by ID, or neither."""
    made = []
    for number in range(12):
        made.append((yield from created(stage, f"row {number}")))
    answer = yield stage.query({"key": {"$starts_with": stage.key("row ")}})
    ids = [record_id(row) for row in answer.rows]
    listed = yield Ask(method="GET", path="/v2/objects")
    objects = [row["id"]["object_id"] for row in listed.rows]
    rows = {"rows": len(ids), "by id": ids == sorted(ids), "by creation": ids == made}
    return {**rows, "objects by id": objects == sorted(objects)}


def _no_body(stage: Stage) -> Program[Any]:
    path = f"{stage.records()}/query"
    ends, bodies = [], (None, dict[str, Any]())
    for body in bodies:
        answer = yield Ask(method="POST", path=path, body=body)
        ends.append(outcome(answer))
    return ends


def _filters(stage: Stage) -> Program[Any]:
    """Filters that name what is not there."""
    seen = []
    for filter in ({"nothing": "x"}, {"text": {"nothing": "x"}}, {"text": {"value": {"$gt": "x"}}}, {"$or": "x"}):
        answer = yield stage.query(filter)
        seen.append(outcome(answer))
    return seen


PROBES: tuple[Probe, ...] = (
    # the first: afterwards there are records of other probes, and all of them would be answered
    Probe(id="query-no-body", about=("query.no_body",), question="Is a query answered without a body?", run=_no_body),
    Probe(
        id="endpoint-unknown",
        about=("endpoint.unknown",),
        question="How is a path answered that Attio does not have?",
        run=_unknown_endpoint,
    ),
    Probe(
        id="envelope",
        about=("envelope", "error 400 validation_type", "error 404 not_found"),
        question="Which members does a refusal have?",
        run=_envelope,
    ),
    Probe(
        id="path-ids",
        about=("path.ids",),
        question="How is a path answered in which an ID is no UUID?",
        run=_path_ids,
    ),
    Probe(
        id="no-token",
        about=("token.missing", "error 401 unauthorized"),
        question="How is a request answered that has no token?",
        run=_no_token,
    ),
    Probe(id="token", about=("GET /v1/token",), question="How does the connection test answer?", run=_token),
    Probe(
        id="filter-ended",
        about=("query.now",),
        question="Does a filter find values that are no longer in force?",
        run=_ended_values,
        needs=("text",),
    ),
    Probe(
        id="query-order",
        about=("query.order",),
        question="In which order do records and objects come without sorts?",
        run=_order,
    ),
    Probe(
        id="filters-refused",
        about=(
            "error 400 invalid_filter_field",
            "error 400 invalid_filter_operator",
            "error 400 unknown_filter_attribute_slug",
        ),
        question="With which codes are filters refused?",
        run=_filters,
        needs=("text",),
    ),
)

INACTIVE = Probe(
    id="object-inactive",
    about=("object.inactive", "error 400 standard_object_disabled"),
    question="How is an object answered that is not activated?",
    run=_inactive,
)
"""Asked where the workspace has such an object."""

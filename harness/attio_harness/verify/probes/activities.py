"""An activity of the run's own: its attributes, a record, and its deletion."""

from __future__ import annotations

from typing import Any

from attio_harness.verify.probe import probe
from attio_harness.verify.scratch import attribute_body
from attio_harness.verify.stage import Stage, outcome, record_id
from attio_harness.verify.steps import Ask, Program


def _made(stage: Stage, schema: str) -> Program[str]:
    nouns = {"singular_noun": f"Scratch {stage.marker}", "plural_noun": f"Scratches {stage.marker}"}
    body = {"data": {"api_slug": stage.activity, **nouns, "extends": schema}}
    return outcome((yield Ask(method="POST", path="/v2/activities", body=body)))


def _here(stage: Stage) -> str:
    return f"/v2/activities/{stage.activity}"


@probe(
    "Which attributes does an activity have, and can more be added?",
    about=(
        "activity.attributes",
        "GET /v2/activities/{activity}/attributes",
        "POST /v2/activities/{activity}/attributes",
        "GET /v2/activities/{activity}/attributes/{attribute}",
        "PATCH /v2/activities/{activity}/attributes/{attribute}",
        "GET /v2/activities/{activity}/attributes/{attribute}/options",
        "POST /v2/activities/{activity}/attributes/{attribute}/options",
        "PATCH /v2/activities/{activity}/attributes/{attribute}/options/{choice}",
        "GET /v2/activities/{activity}/attributes/{attribute}/statuses",
        "POST /v2/activities/{activity}/attributes/{attribute}/statuses",
        "PATCH /v2/activities/{activity}/attributes/{attribute}/statuses/{choice}",
    ),
)
def activity_attributes(stage: Stage) -> Program[Any]:
    """What a schema gives; custom attributes, options and statuses, made and changed."""
    seen: list[Any] = [(yield from _made(stage, "calls"))]
    path = f"{_here(stage)}/attributes"
    listed = yield Ask(method="GET", path=path)
    seen.append([row.get("api_slug") for row in listed.rows])
    for slug, kind, parts, changed in (
        ("text", "text", "", {}),
        ("plan", "select", "options", {"title": "Two"}),
        ("stage", "status", "statuses", {"title": "Two"}),
    ):
        seen.append(outcome((yield Ask(method="POST", path=path, body=attribute_body(slug, type=kind)))))
        seen.append(outcome((yield Ask(method="GET", path=f"{path}/{slug}"))))
        seen.append(outcome((yield Ask(method="PATCH", path=f"{path}/{slug}", body={"data": {"title": "New"}}))))
        if parts:
            each = f"{path}/{slug}/{parts}"
            seen.append(outcome((yield Ask(method="POST", path=each, body={"data": {"title": "One"}}))))
            seen.append(outcome((yield Ask(method="PATCH", path=f"{each}/One", body={"data": changed}))))
            choices = yield Ask(method="GET", path=each)
            seen.append([row.get("title") for row in choices.rows])
    seen.append(outcome((yield Ask(method="DELETE", path=_here(stage)))))
    return seen


@probe("Are the records of an activity deleted with it?", about=("activity.deleted",))
def activity_deleted(stage: Stage) -> Program[Any]:
    """Deleting an activity deletes its records."""
    seen = [(yield from _made(stage, "activities"))]
    logged = yield Ask(method="POST", path=f"{_here(stage)}/records", body={"data": {"values": {}}})
    record = record_id(logged.data)
    seen.append(outcome(logged))
    for method, path in (("DELETE", ""), ("GET", ""), ("GET", f"/records/{record or stage.nobody}")):
        seen.append(outcome((yield Ask(method=method, path=f"{_here(stage)}{path}"))))
    return seen

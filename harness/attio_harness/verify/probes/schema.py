"""Objects and attributes: archived, renamed, deleted, shown."""

from __future__ import annotations

from typing import Any

from attio_harness.verify.probe import probe
from attio_harness.verify.scratch import attribute_body
from attio_harness.verify.stage import Stage, created, found, outcome, record_id, shown
from attio_harness.verify.steps import Ask, Program


@probe("What happens to an archived attribute?", about=("schema.archived",))
def attribute_archived(stage: Stage) -> Program[Any]:
    """An archived attribute: is it shown, is it written, is its slug free; then restored."""
    path = f"/v2/objects/{stage.object}/attributes"
    row = attribute_body("shelf")
    seen: list[Any] = []
    for ask in (
        Ask(method="POST", path=path, body=row),
        Ask(method="PATCH", path=f"{path}/shelf", body={"data": {"is_archived": True}}),
        stage.simple({"key": stage.key("shelf"), "shelf": "x"}),
        Ask(method="POST", path=path, body=row),
        Ask(method="PATCH", path=f"{path}/shelf", body={"data": {"is_archived": False}}),
    ):
        seen.append(outcome((yield ask)))
    answer = yield stage.simple({"key": stage.key("shelf"), "shelf": "x"})
    yield Ask(method="PATCH", path=f"{path}/shelf", body={"data": {"is_archived": True}})
    return [*seen, shown(answer.data, "shelf")]


@probe("What is shown of an attribute?", about=("schema.config",), needs=("text",))
def attribute_config(stage: Stage) -> Program[Any]:
    answer = yield Ask(method="GET", path=f"/v2/objects/{stage.object}/attributes/text")
    data = answer.data if isinstance(answer.data, dict) else {}
    return [list(data), data.get("config")]


@probe("Does a renamed attribute keep its values?", about=("schema.rename",), needs=("date",))
def attribute_renamed(stage: Stage) -> Program[Any]:
    """A renamed attribute keeps its values."""
    path = f"/v2/objects/{stage.object}/attributes/date"
    yield from created(stage, "renamed", date="2024-05-01")
    renamed = yield Ask(method="PATCH", path=path, body={"data": {"api_slug": "day"}})
    answer = yield stage.query({"day": "2024-05-01", "key": stage.key("renamed")})
    back = yield Ask(
        method="PATCH", path=f"/v2/objects/{stage.object}/attributes/day", body={"data": {"api_slug": "date"}}
    )
    return [outcome(renamed), [shown(row, "day") for row in answer.rows], outcome(back)]


@probe("What is left of references to a deleted object?", about=("object.deleted",))
def object_deleted(stage: Stage) -> Program[Any]:
    """A deleted object, and what is left of references to it: one to it alone, one to it and another."""
    path = f"/v2/objects/{stage.object}/attributes"
    other = {"api_slug": stage.other, "singular_noun": f"Other {stage.marker}", "plural_noun": f"Others {stage.marker}"}
    yield Ask(method="POST", path="/v2/objects", body={"data": other})
    for slug, allowed in (("alone", [stage.other]), ("shared", [stage.other, stage.object])):
        config = {"record_reference": {"allowed_objects": allowed}}
        yield Ask(method="POST", path=path, body=attribute_body(slug, type="record-reference", config=config))
    target = record_id((yield stage.create({}, object=stage.other)).data)
    reference = {"target_object": stage.other, "target_record_id": target}
    yield from created(stage, "holder", alone=reference, shared=reference)
    deleted = yield Ask(method="DELETE", path=f"/v2/objects/{stage.other}")
    holder = yield from found(stage, "holder")
    gone = yield stage.one(target, stage.other)
    attributes = []
    for slug in ("alone", "shared"):
        attributes.append(outcome((yield Ask(method="GET", path=f"{path}/{slug}"))))
    left = {slug: len(shown(holder, slug)) for slug in ("alone", "shared")}
    return {"deleted": outcome(deleted), "record": outcome(gone), "attributes": attributes, "values": left}

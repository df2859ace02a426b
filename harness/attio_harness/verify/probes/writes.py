"""What assertions and writes of single records do: matching, adding, histories, refusals."""

from __future__ import annotations

import uuid
from typing import Any

from attio_harness.verify.probe import probe
from attio_harness.verify.stage import Stage, asserted, created, found, held, history, outcome, record_id, shown
from attio_harness.verify.steps import Ask, Program

_OF_OTHERS = ("shelf", "alone", "shared")
"""Attributes that other probes make."""


_FIRST, _SECOND = "+12125550123", "+12125550124"


@probe("Is a body read if its content type is not JSON?", about=("body.content_type",))
def content_type(stage: Stage) -> Program[Any]:
    ends = []
    for number, kind in enumerate(("text/plain", None, "application/json; charset=utf-8", "application/vnd.api+json")):
        body = {"data": {"values": {"key": [stage.key(f"content type {number}")]}}}
        answer = yield Ask(method="POST", path=stage.records(), body=body, content_type=kind)
        ends.append(outcome(answer))
    return ends


@probe(
    "With what code is a value refused that only Attio may write?",
    about=("write.read_only_code", "error 400 system_edit_unauthorized"),
)
def read_only(stage: Stage) -> Program[Any]:
    answer = yield stage.simple({"key": stage.key("read only"), "created_at": "2024-05-01T12:00:00Z"})
    return outcome(answer)


@probe("Does writing the same value again add a row to its history?", about=("write.equal_value",), needs=("text",))
def equal_value(stage: Stage) -> Program[Any]:
    record = ""
    for _ in range(3):
        record = yield from asserted(stage, "equal", text="same")
    return (yield from history(stage, record, "text"))


@probe(
    "With what code is an assertion refused that has no value to match by?",
    about=("assert.missing_match_code", "error 400 missing_value"),
    needs=("text",),
)
def missing_match(stage: Stage) -> Program[Any]:
    answer = yield stage.simple({"text": "x"})
    return outcome(answer)


@probe(
    "Is an assertion refused that matches by an attribute that is not unique?",
    about=("error 400 matching_attribute_definition_not_unique",),
    needs=("text",),
)
def match_not_unique(stage: Stage) -> Program[Any]:
    answer = yield stage.simple({"text": "x"}, match="text")
    return outcome(answer)


@probe(
    "With what code is an assertion refused whose values belong to two records?",
    about=("assert.several_matches_code",),
    needs=("phones", "text"),
)
def several_matches(stage: Stage) -> Program[Any]:
    for name, number in (("match one", _FIRST), ("match two", _SECOND)):
        yield stage.simple({"key": stage.key(name), "phones": number})
    answer = yield stage.simple({"phones": [_FIRST, _SECOND], "text": "x"}, match="phones")
    return outcome(answer)


@probe(
    "What does append_to_existing_values do with a list?",
    about=("assert.append", "PUT /v2/objects/{object}/records/simple"),
    needs=("tags",),
)
def append(stage: Stage) -> Program[Any]:
    """With the flag, values are added in front, and an existing one is neither moved nor repeated; without it they replace."""
    record = yield from asserted(stage, "added", tags=["Free"])
    seen = []
    for sent, append in ((["Pro"], True), (["Free", "Team"], True), (["Pro"], False), (["Team"], None)):
        answer = yield stage.simple({"key": stage.key("added"), "tags": sent}, append=append)
        seen.append((outcome(answer), (yield from held(stage, record, "tags"))))
    return seen


@probe("Where in the list does a PATCH put the values that it adds?", about=("write.prepend",), needs=("tags",))
def prepend(stage: Stage) -> Program[Any]:
    """PATCH puts values in front of the existing ones, PUT replaces them."""
    record = yield from created(stage, "prepended", tags=["Free"])
    seen = []
    for sent, append in ((["Pro"], True), (["Free", "Team"], True), (["Pro"], False)):
        answer = yield stage.update(record, {"tags": sent}, append=append)
        seen.append((outcome(answer), shown(answer.data, "tags")))
    return seen


@probe("Does a refused write store anything?", about=("write.atomic",), needs=("text", "number"))
def atomic(stage: Stage) -> Program[Any]:
    """One bad value keeps all the others from being stored, in an existing record and in a new one."""
    record = yield from asserted(stage, "atomic", text="before")
    ends = []
    for name in ("atomic", "atomic new"):
        answer = yield stage.simple({"key": stage.key(name), "text": "after", "number": "no number"})
        ends.append(outcome(answer))
    new = yield from found(stage, "atomic new")
    return [ends, (yield from held(stage, record, "text")), new is not None]


@probe(
    "How is a unique value refused that another record already has?",
    about=("write.unique", "error 400 uniqueness_conflict"),
)
def unique(stage: Stage) -> Program[Any]:
    first = yield from created(stage, "unique")
    second = yield from created(stage, "unique other")
    ends = []
    for ask in (
        stage.create({"key": stage.key("unique")}),
        stage.update(second, {"key": stage.key("unique")}, append=True),
    ):
        answer = yield ask
        message = answer.body.get("message", "") if isinstance(answer.body, dict) else ""
        ends.append((outcome(answer), first in message))
    return ends


@probe(
    "When is a missing required value refused?",
    about=("write.required", "error 400 missing_value"),
    needs=("text", "number"),
)
def required(stage: Stage) -> Program[Any]:
    """Needed to create a record, not to update one; cannot be cleared. The attribute is restored afterwards."""
    record = yield from created(stage, "required", number=1)
    yield from created(stage, "required empty")
    path = f"/v2/objects/{stage.object}/attributes/number"
    ends = [outcome((yield Ask(method="PATCH", path=path, body={"data": {"is_required": True}})))]
    for ask in (
        stage.create({"key": stage.key("required new")}),
        stage.simple({"key": stage.key("required new")}),
        stage.simple({"key": stage.key("required empty"), "text": "x"}),
        stage.update(record, {"number": None}, append=True),
    ):
        ends.append(outcome((yield ask)))
    ends.append(outcome((yield Ask(method="PATCH", path=path, body={"data": {"is_required": False}}))))
    return ends


@probe("What is shown of a record?", about=("record.shape",))
def record_shape(stage: Stage) -> Program[Any]:
    """Every attribute is shown, as an empty list if it has no value; which members a record has."""
    answer = yield stage.create({"key": stage.key("shape")})
    data = answer.data if isinstance(answer.data, dict) else {}
    values = {slug: rows for slug, rows in data.get("values", {}).items() if slug not in _OF_OTHERS}
    empty = sorted(slug for slug, rows in values.items() if rows == [])
    return {"members": list(data), "attributes": list(values), "empty": empty}


@probe("Which version are the UUIDs of new records?", about=("write.id_version",))
def id_versions(stage: Stage) -> Program[Any]:
    """The version of the UUIDs of records made by assertions and by creations."""
    seen = []
    for ask in (
        stage.simple({"key": stage.key("version simple")}),
        stage.public({"key": stage.key("version public")}),
        stage.create({"key": stage.key("version created")}),
    ):
        answer = yield ask
        seen.append(uuid.UUID(record_id(answer.data)).version)
    return seen


@probe(
    "What is left of references to a deleted record?",
    about=("record.deleted", "error 404 not_found"),
    needs=("link", "links"),
)
def record_deleted(stage: Stage) -> Program[Any]:
    """What is left of a deleted record in those that referred to it."""
    gone = yield from created(stage, "gone")
    holder = yield from created(stage, "stays", link=_reference(stage, gone), links=[_reference(stage, gone)])
    answer = yield Ask(method="DELETE", path=f"{stage.records()}/{gone}")
    stays = (yield stage.one(holder)).data
    again = yield stage.one(gone)
    return [outcome(answer), answer.body, len(shown(stays, "link")), len(shown(stays, "links")), outcome(again)]


def _reference(stage: Stage, record: str) -> dict[str, str]:
    return {"target_object": stage.object, "target_record_id": record}

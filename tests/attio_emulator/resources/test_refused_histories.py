"""Written histories that are refused: values that overlap, bodies that are none, attributes that have no written history."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import VirtualClock

from tests.attio_emulator.calls import Attio, error
from tests.attio_emulator.resources.history_calls import APRIL, FEB, JAN, MARCH, NOBODY, WORKSPACE, row, write


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(step=0)


@pytest.fixture
def attio(clock: VirtualClock) -> Attio:
    return Attio(WORKSPACE, clock=clock)


@pytest.fixture
def boat(attio: Attio) -> str:
    return str(attio.create("boats", {"hull": "H1", "word": "now", "tags": ["a"]}).body["data"]["id"]["record_id"])


SEVERAL, TWICE = "multiple_values_for_single_value_attribute", "duplicate_values"

BESIDE: tuple[tuple[str, list[tuple[Any, str, str | None]], str | None], ...] = (
    ("word", [("a", JAN, FEB), ("b", FEB, MARCH)], None),
    ("word", [("a", JAN, MARCH), ("b", FEB, APRIL)], SEVERAL),
    ("word", [("b", FEB, APRIL), ("a", JAN, MARCH)], SEVERAL),
    ("word", [("a", JAN, APRIL), ("b", FEB, MARCH)], SEVERAL),
    ("word", [("a", JAN, None), ("b", FEB, MARCH)], SEVERAL),
    ("word", [("a", JAN, None), ("b", FEB, None)], SEVERAL),
    ("word", [("a", JAN, None), ("a", JAN, None)], SEVERAL),
    ("word", [("a", JAN, FEB), ("b", FEB, "2024-02-01T00:00:00.001Z"), ("c", FEB, None)], SEVERAL),
    ("word", [("a", FEB, None), ("b", JAN, "2024-02-01T00:00:00.001Z")], SEVERAL),
    ("word", [("a", JAN, "2024-02-01T01:00:00+01:00"), ("b", FEB, None)], None),
    ("tags", [("a", JAN, None), ("b", JAN, None)], None),
    ("tags", [("a", JAN, FEB), ("a", FEB, None)], None),
    ("tags", [("a", JAN, None), ("b", JAN, None), ("a", FEB, None)], TWICE),
    ("tags", [("a", JAN, MARCH), ("a", FEB, APRIL)], TWICE),
    ("tags", [("a", JAN, None), ({"option": "a"}, FEB, MARCH)], TWICE),
    ("names", [("A.com", JAN, None), ("a.com", FEB, None)], TWICE),
)


@pytest.mark.covers(
    "history.intervals", "error 400 duplicate_values", "error 400 multiple_values_for_single_value_attribute"
)
def test_what_may_be_beside_each_other_and_what_may_not(attio: Attio, boat: str) -> None:
    before = attio.stored()
    for attribute, rows, code in BESIDE:
        answer = write(attio, boat, attribute, *(row(*one) for one in rows))
        if code is None:
            assert answer.status == 200, (attribute, rows, answer)
            attio.emulator.restore(attio.emulator.snapshot() | {name: before[name] for name in ("records",)})
        else:
            assert (answer.status, answer.body["code"]) == (400, code), (attribute, rows)
            assert f'"{attribute}"' in answer.body["message"]
            assert attio.stored() == before


@pytest.mark.covers("history.open")
def test_a_required_attribute_needs_an_open_value(attio: Attio, boat: str) -> None:
    before = attio.stored()
    refused = write(attio, boat, "hull", row("H1", JAN, FEB))
    said = f'Required value for attribute with ID "{attio.attribute_id("boats", "hull")}" was not provided.'
    assert refused == error(400, "missing_value", said)
    assert attio.stored() == before
    assert write(attio, boat, "hull", row("H0", JAN, FEB), row("H1", FEB, None)).status == 200


def _rows(*paths: str) -> list[list[Any]]:
    return [[int(step) if step.isdecimal() else step for step in path.split(".")] for path in paths]


GOOD = row("x", JAN, None)
BODIES: tuple[tuple[Any, list[list[Any]]], ...] = (
    ({}, _rows("data.values", "data.replace_history")),
    ({"values": [GOOD]}, _rows("data.replace_history")),
    ({"values": [GOOD], "replace_history": False}, _rows("data.replace_history")),
    ({"values": [GOOD], "replace_history": 1}, _rows("data.replace_history")),
    ({"values": [GOOD], "replace_history": "true"}, _rows("data.replace_history")),
    ({"values": [], "replace_history": True}, _rows("data.values")),
    ({"values": [GOOD] * 401, "replace_history": True}, _rows("data.values")),
    ({"values": GOOD, "replace_history": True}, _rows("data.values")),
    ({"values": None, "replace_history": True}, _rows("data.values")),
    ({"values": ["x"], "replace_history": True}, _rows("data.values.0")),
    (
        {"values": [{}], "replace_history": True},
        _rows("data.values.0.value", "data.values.0.active_from", "data.values.0.active_until"),
    ),
    (
        {"values": [GOOD, {"value": "x", "active_from": JAN}], "replace_history": True},
        _rows("data.values.1.active_until"),
    ),
    ({"values": [row(None, JAN, None)], "replace_history": True}, _rows("data.values.0.value")),
    ({"values": [row(["x"], JAN, None)], "replace_history": True}, _rows("data.values.0.value")),
    ({"values": [row("x", "2024-01-01", None)], "replace_history": True}, _rows("data.values.0.active_from")),
    ({"values": [row("x", "2024-01-01T00:00:00", None)], "replace_history": True}, _rows("data.values.0.active_from")),
    ({"values": [row("x", "2024-02-30T00:00:00Z", None)], "replace_history": True}, _rows("data.values.0.active_from")),
    ({"values": [{**GOOD, "active_from": 1704067200}], "replace_history": True}, _rows("data.values.0.active_from")),
    ({"values": [{**GOOD, "active_from": None}], "replace_history": True}, _rows("data.values.0.active_from")),
    ({"values": [row("x", JAN, "")], "replace_history": True}, _rows("data.values.0.active_until")),
    ({"values": [row("x", FEB, FEB)], "replace_history": True}, _rows("data.values.0.active_until")),
    ({"values": [row("x", FEB, JAN)], "replace_history": True}, _rows("data.values.0.active_until")),
    (
        {"values": [row("x", "9999-01-01T00:00:00Z", None)], "replace_history": True},
        _rows("data.values.0.active_from"),
    ),
    (
        {"values": [row("x", JAN, "9999-01-01T00:00:00Z")], "replace_history": True},
        _rows("data.values.0.active_until"),
    ),
    (
        {"values": [row("x", "9999-01-01T00:00:00Z", FEB), row("x", FEB, JAN)], "replace_history": True},
        _rows("data.values.0.active_from", "data.values.0.active_until", "data.values.1.active_until"),
    ),
)


@pytest.mark.parametrize(("data", "paths"), BODIES, ids=[str(one[0])[:70] for one in BODIES])
def test_a_body_that_is_none(attio: Attio, boat: str, data: Any, paths: list[list[Any]]) -> None:
    before = attio.stored()
    path = f"/v2/objects/boats/records/{boat}/attributes/word/values"
    answer = attio.ask("PUT", path, {"data": data})
    assert (answer.status, answer.body["code"], answer.body["message"]) == (
        400, "validation_type", "Body payload validation error.",
    )  # fmt: skip
    assert [one["path"] for one in answer.body["validation_errors"]] == paths
    assert attio.stored() == before


def test_a_value_and_a_flag_that_are_missing_are_told_as_those_that_are_wrong(attio: Attio, boat: str) -> None:
    path = f"/v2/objects/boats/records/{boat}/attributes/word/values"

    def told(data: Any) -> Any:
        return attio.ask("PUT", path, {"data": data}).body["validation_errors"]

    missing = told({"values": [{"active_from": JAN, "active_until": None}]})
    assert missing == [
        {"code": "invalid", "path": ["data", "values", 0, "value"], "message": "Invalid input"},
        {"code": "invalid", "path": ["data", "replace_history"], "message": "Invalid literal value, expected true"},
    ]
    assert missing == told({"values": [row(None, JAN, None)], "replace_history": False})


@pytest.mark.covers("history.written")
def test_400_values_are_taken(attio: Attio, boat: str) -> None:
    days = [f"{1600 + number}-01-01T00:00:00Z" for number in range(401)]
    rows = [row(f"w{number}", days[number], days[number + 1]) for number in range(400)]
    written = write(attio, boat, "word", *reversed(rows))
    assert [one["value"] for one in written.body["data"]] == [f"w{number}" for number in range(400)]


VALUES: tuple[tuple[str, Any, str, str], ...] = (
    ("word", 5, "validation_type", 'An invalid value was passed to attribute with slug "word".'),
    ("length", "long", "validation_type", 'An invalid value was passed to attribute with slug "length".'),
    ("length", True, "validation_type", 'An invalid value was passed to attribute with slug "length".'),
    ("tags", "z", "value_not_found", 'Cannot find select attribute with select option title "z".'),
    ("names", "no domain", "validation_type", 'An invalid value was passed to attribute with slug "names".'),
    ("owner", {"target_object": "people", "target_record_id": NOBODY}, "value_not_found",
     f'Could not find a record for the value "{NOBODY}" of attribute with slug "owner".'),
)  # fmt: skip


@pytest.mark.parametrize(("attribute", "sent", "code", "said"), VALUES, ids=[f"{one[0]} {one[1]}" for one in VALUES])
def test_a_value_that_the_attribute_does_not_take(
    attio: Attio, boat: str, attribute: str, sent: Any, code: str, said: str
) -> None:
    before = attio.stored()
    good = {"word": "x", "length": 1, "tags": "a", "names": "a.com"}.get(attribute)
    rows = [row(sent, FEB, None)] if good is None else [row(good, JAN, FEB), row(sent, FEB, None)]
    answer = write(attio, boat, attribute, *rows)
    assert (answer.status, answer.body["code"], answer.body["message"]) == (400, code, said)
    assert attio.stored() == before


@pytest.mark.parametrize("attribute", ["record_id", "created_at", "created_by"])
def test_what_attio_writes_has_no_written_history(attio: Attio, boat: str, attribute: str) -> None:
    said = f'The history of attribute with slug "{attribute}" cannot be written.'
    assert write(attio, boat, attribute, row("x", JAN, None)) == error(400, "system_edit_unauthorized", said)


@pytest.mark.parametrize("attribute", ["company", "last_interaction", "first_calendar_interaction"])
def test_relationships_and_what_is_enriched_have_none_either(attio: Attio, attribute: str) -> None:
    (person,), (company,) = attio.ids("people"), attio.ids("companies")
    path = f"/v2/objects/people/records/{person}/attributes/{attribute}/values"
    value = {"target_object": "companies", "target_record_id": company} if attribute == "company" else "x"
    before = attio.stored()
    said = f'The history of attribute with slug "{attribute}" cannot be written.'
    answer = attio.ask("PUT", path, {"data": {"values": [row(value, JAN, None)], "replace_history": True}})
    assert answer == error(400, "system_edit_unauthorized", said)
    assert attio.stored() == before


@pytest.mark.covers("error 404 value_not_found")
@pytest.mark.parametrize("attribute", ["nope", "old", NOBODY])
def test_an_attribute_that_is_not_there(attio: Attio, boat: str, attribute: str) -> None:
    said = f'Attribute with slug/ID "{attribute}" not found.'
    assert write(attio, boat, attribute, row("x", JAN, None)) == error(404, "value_not_found", said)


def test_records_and_objects_that_are_not_there(attio: Attio, boat: str) -> None:
    assert write(attio, NOBODY, "word", GOOD) == error(404, "not_found", f'Record with ID "{NOBODY}" not found.')
    path = f"/v2/objects/planets/records/{boat}/attributes/word/values"
    body = {"data": {"values": [GOOD], "replace_history": True}}
    assert attio.ask("PUT", path, body) == error(404, "not_found", 'Object with slug/ID "planets" not found.')
    assert attio.ask("PUT", path.replace("planets", "deals"), body).body["code"] == "standard_object_disabled"
    other = attio.create("boats", {"hull": "H2"}).body["data"]["id"]["record_id"]
    merge = {"data": {"primary_record_id": boat, "secondary_record_id": other}}
    assert attio.ask("POST", "/v2/objects/boats/records/merge", merge).status == 200
    assert write(attio, boat, "word", GOOD).body["code"] == "not_found"

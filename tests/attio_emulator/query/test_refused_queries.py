"""Queries that are refused, each with the place in its body."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import AttioError, Emulator, Request, Workspace
from attio_emulator.query import found

from tests.attio_emulator.calls import Attio, error
from tests.attio_emulator.query.query_calls import ALICE, FIELD, OPERATOR, OTHER, UNKNOWN, WORKSPACE, query

REFUSED: tuple[tuple[str, Any, str, list[str], str], ...] = (
    ("people", {"$or": [{"name": "x"}, {"email": {"$contains": "x"}}]}, UNKNOWN, ["$or", "1", "email"],
     "Unknown attribute slug: email."),
    ("things", {"old": "x"}, UNKNOWN, ["old"], "Unknown attribute slug: old."),
    ("things", {"$nor": []}, UNKNOWN, ["$nor"], "Unknown attribute slug: $nor."),
    ("things", {"$not": {"$or": [{"name": "x"}]}}, UNKNOWN, ["$not", "$or"], "Unknown attribute slug: $or."),
    ("people", {"phone_numbers": {"original_phone_number": "x"}}, FIELD, ["phone_numbers", "original_phone_number"],
     'Cannot filter by field "original_phone_number" of an attribute of type phone-number; its fields are: phone_number, '
     "country_code."),
    ("things", {"place": {"latitude": "1"}}, FIELD, ["place", "latitude"],
     'Cannot filter by field "latitude" of an attribute of type location; its fields are: line_1, line_2, line_3, line_4, '
     "locality, region, postcode, country_code."),
    ("things", {"stage": {"$in": ["Won"]}}, OPERATOR, ["stage", "$in"],
     'Invalid operator "$in" for field "status", must be one of ("$eq")'),
    ("things", {"name": {"$not_empty": True}}, OPERATOR, ["name", "$not_empty"],
     'Invalid operator "$not_empty" for field "value", must be one of ("$contains", "$ends_with", "$eq", "$in", "$starts_with")'),
    ("things", {"name": {"$ne": "x"}}, OPERATOR, ["name", "$ne"],
     'Invalid operator "$ne" for field "value", must be one of ("$contains", "$ends_with", "$eq", "$in", "$starts_with")'),
    ("things", {"stage": {"active_from": "2024-01-01T00:00:00Z"}}, OPERATOR, ["stage", "active_from"],
     'Invalid operator "$eq" for field "active_from", must be one of ("$gt", "$gte", "$lt", "$lte")'),
    ("things", {"maker": {"target_record_id": {"$contains": "x"}}}, OPERATOR, ["maker", "target_record_id", "$contains"],
     'Invalid operator "$contains" for field "target_record_id", must be one of ("$eq", "$in")'),
    ("companies", {"domains": ["beta.io"]}, OTHER, ["domains"],
     'Invalid domain value: found ["beta.io"], expected text.'),
    ("things", {"name": None}, OTHER, ["name"], "Invalid text value: found null, expected text."),
    ("things", {"name": {}}, OTHER, ["name"], 'The condition for attribute "name" is empty.'),
    ("things", {"name": {"value": {}}}, OTHER, ["name", "value"], 'The condition for field "value" is empty.'),
    ("things", {"name": {"$in": "x"}}, OTHER, ["name", "$in"],
     "Invalid text value: found 'x', expected a list; each one text."),
    ("things", {"name": {"$in": ["x", 1]}}, OTHER, ["name", "$in", "1"], "Invalid text value: found 1, expected text."),
    ("things", {"count": {"$gt": "3"}}, OTHER, ["count", "$gt"], "Invalid number value: found '3', expected a number."),
    ("things", {"count": True}, OTHER, ["count"], "Invalid number value: found true, expected a number."),
    ("things", {"on": "true"}, OTHER, ["on"], "Invalid checkbox value: found 'true', expected true or false."),
    ("things", {"day": "soon"}, OTHER, ["day"],
     "Invalid date value: found 'soon', expected a date as ISO 8601, such as 2023-09-28."),
    ("things", {"at": {"$lt": "2024-01-01"}}, OTHER, ["at", "$lt"],
     "Invalid timestamp value: found '2024-01-01', expected date and time as ISO 8601, such as 2023-09-28T04:39:17.000Z."),
    ("companies", {"domains": {"$not_empty": "yes"}}, OTHER, ["domains", "$not_empty"],
     "Invalid domain value: found 'yes', expected true or false."),
    ("things", {"maker": {"target_object": "planets"}}, OTHER, ["maker", "target_object"],
     "Invalid record-reference value: found 'planets', expected the slug or UUID of an object."),
    ("things", {"maker": "x"}, "missing_sort_field", ["maker"], "Filter cannot omit field for Attribute: maker."),
    ("things", {"stage": "Nowhere"}, "unknown_filter_status_slug", ["stage"],
     "Unknown status for status field constraint: Nowhere"),
    ("companies", {"categories": "b2b"}, "unknown_filter_select_option_slug", ["categories"],
     "Unknown select option name for option field constraint: b2b"),
    ("companies", {"categories": {"option": {"$eq": "Aesthetics"}}}, "unknown_filter_select_option_slug", ["categories"],
     "Unknown select option name for option field constraint: Aesthetics"),
    ("things", {"place": {"$eq": "x"}}, "missing_sort_field", ["place"], "Filter cannot omit field for Attribute: place."),
    ("things", {"keeper": {"referenced_actor_id": ALICE}}, OTHER, ["keeper"],
     "A filter by actor-reference names referenced_actor_type and referenced_actor_id together."),
    ("things", {"$and": {"name": "x"}}, OTHER, ["$and"],
     'Invalid filter value: found {"name": "x"}, expected a list of filters.'),
    ("things", {"$or": ["x"]}, OTHER, ["$or", "0"], "Invalid filter value: found 'x', expected an object with conditions."),
    ("things", {"$not": [{"name": "x"}]}, OTHER, ["$not"],
     'Invalid filter value: found [{"name": "x"}], expected an object with one condition.'),
    ("things", {"$not": {"name": "x", "count": 1}}, OTHER, ["$not"], "$not takes one condition, found 2."),
    ("things", {"path": [], "constraints": {}}, OTHER, ["path"],
     "A path is a list of [object, attribute] pairs and has at least one."),
    ("things", {"path": [["things"]], "constraints": {}}, OTHER, ["path", "0"],
     "An element of a path is a pair of an object and an attribute."),
    ("things", {"path": [["people", "name"]], "constraints": "x"}, OTHER, ["path", "0", "0"],
     'A path begins with the object that is queried: "things".'),
    ("things", {"path": [["things", "name"], ["people", "name"]], "constraints": "x"}, OTHER, ["path", "1", "0"],
     "A path goes on at record references only; things.name is text."),
    ("things", {"path": [["things", "maker"], ["people", "name"]], "constraints": "x"}, OTHER, ["path", "1", "0"],
     '"people" is no object that "maker" points to: companies.'),
    ("things", {"path": [["things", "maker"], ["companies", "nope"]], "constraints": "x"}, UNKNOWN, ["path", "1", "1"],
     "Unknown attribute slug: nope."),
    ("things", {"path": [["things", "maker"], ["companies", "name"]]}, OTHER, [],
     "A filter along a path has path and constraints; constraints are missing."),
    ("things", {"path": [["things", "name"]], "constraints": "x", "name": "x"}, OTHER, [],
     "A filter along a path has path and constraints; found name too."),
    ("things", {"$and": [{"path": [["things", "name"]], "constraints": {"$gt": "x"}}]}, OPERATOR,
     ["$and", "0", "constraints", "$gt"],
     'Invalid operator "$gt" for field "value", must be one of ("$contains", "$ends_with", "$eq", "$in", "$starts_with")'),
)  # fmt: skip


@pytest.mark.covers("query.logic")
@pytest.mark.parametrize(
    ("object", "filter", "code", "path", "message"), REFUSED, ids=[f"{row[2]} {row[1]}"[:90] for row in REFUSED]
)
def test_a_filter_is_refused_with_its_place(
    attio: Attio, object: str, filter: Any, code: str, path: list[str], message: str
) -> None:
    assert query(attio, object, filter=filter) == error(400, code, message, path=path)


@pytest.mark.covers("error 400 filter_error")
def test_a_filter_nested_without_end_is_refused(attio: Attio) -> None:
    filter: dict[str, Any] = {"name": "x"}
    for _ in range(110):
        filter = {"$and": [filter]}
    answer = query(attio, "things", filter=filter)
    assert (answer.status, answer.body["code"], answer.body["message"]) == (
        400, OTHER, "A filter may not be deeper than 100 logical operators.",
    )  # fmt: skip


REFUSALS = (
    pytest.param(
        "people", {"phone_numbers": {"original_phone_number": "x"}}, "invalid_filter_field",
        marks=pytest.mark.covers("error 400 invalid_filter_field"),
    ),
    pytest.param(
        "things", {"stage": {"$in": ["Won"]}}, "invalid_filter_operator",
        marks=pytest.mark.covers("error 400 invalid_filter_operator"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("object", "filter", "code"), REFUSALS)
def test_a_filter_that_was_seen_refused(attio: Attio, object: str, filter: Any, code: str) -> None:
    answer = query(attio, object, filter=filter)
    assert (answer.status, answer.body["code"]) == (400, code)


@pytest.mark.covers("error 400 unknown_filter_attribute_slug")
def test_a_refused_query_is_no_refused_write(attio: Attio) -> None:
    query(attio, "things", filter={"nope": 1})
    assert attio.emulator.ledger == []


@pytest.mark.parametrize(
    ("body", "row"),
    [
        ({"filter": []}, {"path": ["filter"], "expected": "object", "received": "array"}),
        ({"limit": "x"}, {"path": ["limit"], "expected": "number", "received": "string"}),
        ({"limit": "2"}, {"path": ["limit"], "expected": "number", "received": "string"}),
        ({"limit": True}, {"path": ["limit"], "expected": "number", "received": "boolean"}),
        ([], {"path": [], "expected": "object", "received": "array"}),
    ],
)
def test_a_malformed_query_is_refused(attio: Attio, body: Any, row: dict[str, Any]) -> None:
    whole = {"code": "invalid_type", "message": f"Expected {row['expected']}, received {row['received']}", **row}
    answer = attio.ask("POST", "/v2/objects/things/records/query", body)
    assert answer == error(400, "validation_type", "Body payload validation error.", validation_errors=[whole])


def test_what_cannot_be_queried(attio: Attio) -> None:
    disabled = 'The Standard object with slug/ID "users" must be enabled by a Workspace admin before it can be used.'
    assert query(attio, "users") == error(400, "standard_object_disabled", disabled)
    assert query(attio, "planets") == error(404, "not_found", "The referenced object was not found.")


def test_a_refusal_tells_what_was_found_and_what_was_expected() -> None:
    core = Attio(Workspace.from_dict(WORKSPACE)).emulator.core
    with pytest.raises(AttioError) as told:
        found(core.ground(core.workspace.objects["things"]), {"filter": {"count": {"$gt": "3"}}})
    assert (told.value.found, told.value.expected, told.value.attribute_type, list(told.value.path or ())) == (
        "3", "a number", "number", ["count", "$gt"],
    )  # fmt: skip


@pytest.mark.covers(
    "error 400 missing_sort_field",
    "error 400 unknown_filter_select_option_slug",
    "error 400 unknown_filter_status_slug",
)
def test_what_a_filter_names_has_to_be_there() -> None:
    attio = Attio(WORKSPACE)
    codes = [
        attio.ask("POST", f"/v2/objects/{object}/records/query", {"filter": filter}).body["code"]
        for object, filter in (
            ("things", {"maker": "x"}),
            ("things", {"tags": "Purple"}),
            ("things", {"stage": "Nowhere"}),
        )
    ]
    assert codes == ["missing_sort_field", "unknown_filter_select_option_slug", "unknown_filter_status_slug"]


@pytest.mark.parametrize("body", [{"limit": 2**63}, {"offset": 2**63}, {"offset": 2**64 - 1, "limit": 2**64 - 1}])
@pytest.mark.parametrize(
    "more", [{}, {"filter": {}}, {"sorts": [{"attribute": "name", "field": "last_name", "direction": "asc"}]}]
)
def test_numbers_beyond_any_place_in_memory_are_no_fault(body: dict[str, int], more: dict[str, Any]) -> None:
    answer = Emulator().handle(
        Request.make("POST", "/v2/objects/people/records/query", json={**body, **more}, token="t")
    )
    assert answer.status in (200, 400)

"""`POST .../records/query`: filters of every type, logic, paths, sorts, pages, and what is refused with which code.

Every answer is also checked against Attio's OpenAPI document where that is at hand (see `conftest`). Search is in
`test_search`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from attio_emulator import AttioError, Emulator, Request, Workspace
from attio_emulator.query import found

from tests.attio_emulator.calls import KEY_ID, Answer, Attio, error
from tests.attio_emulator.resources.meeting_calls import attio_of, meet

WORKSPACE: Mapping[str, Any] = {
    "members": [
        {"id": "5f1c9d9e-0000-4000-8000-000000000001", "email_address": "alice@acme.com", "first_name": "Alice"},
        {"id": "5f1c9d9e-0000-4000-8000-000000000002", "email_address": "bob@acme.com", "first_name": "Bob"},
    ],
    "objects": [
        {"api_slug": "deals", "active": True},
        {
            "api_slug": "things",
            "attributes": [
                {"api_slug": "name", "type": "text", "is_unique": True},
                {"api_slug": "count", "type": "number"},
                {"api_slug": "price", "type": "currency"},
                {"api_slug": "stars", "type": "rating"},
                {"api_slug": "on", "type": "checkbox"},
                {"api_slug": "day", "type": "date"},
                {"api_slug": "at", "type": "timestamp"},
                {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["Red", "Green", "Blue"]},
                {"api_slug": "stage", "type": "status", "statuses": ["Lead", "Won"]},
                {"api_slug": "place", "type": "location"},
                {"api_slug": "keeper", "type": "actor-reference"},
                {"api_slug": "old", "type": "text", "is_archived": True},
                {
                    "api_slug": "maker",
                    "type": "record-reference",
                    "config": {"record_reference": {"allowed_objects": ["companies"]}},
                },
            ],
        },
    ],
}
ALICE, BOB = (one["id"] for one in WORKSPACE["members"])
PLACE = dict.fromkeys(
    ("line_1", "line_2", "line_3", "line_4", "locality", "region", "postcode", "country_code", "latitude", "longitude")
)

COMPANIES = (
    {"domains": ["acme.com", "acme.co.uk"], "name": "Acme"},
    {"domains": ["beta.io"], "name": "Beta"},
    {"name": "Gamma"},
)
PEOPLE = (
    {
        "name": "Lovelace, Ada",
        "email_addresses": ["Ada@Acme.com"],
        "company": "acme.com",
        "phone_numbers": ["+84901234567"],
    },
    {"name": "Turing, Alan", "email_addresses": ["alan@beta.io", "at@mail.acme.com"], "company": "beta.io"},
    {"email_addresses": ["nobody@gmail.com"], "description": "Nobody in particular"},
)
THINGS = (
    {
        "name": "Anvil", "count": 3, "price": 10.5, "stars": 5, "on": True, "day": "2024-02-29", "at": "2024-02-29T12:00:00Z",
        "tags": ["Red", "Blue"], "stage": "Won", "place": {**PLACE, "locality": "Paris", "country_code": "FR"},
        "keeper": "alice@acme.com", "maker": "acme.com",
    },
    {
        "name": "bellows", "count": 1, "price": 99, "stars": 0, "on": False, "day": "2023-01-01",
        "at": "2023-01-01T00:00:00.5+02:00", "tags": ["Green"], "stage": "Lead", "keeper": "bob@acme.com", "maker": "beta.io",
        "place": {**PLACE, "locality": "Parma", "country_code": "IT"},
    },
    {"name": "Chisel"},
)  # fmt: skip


@cache
def _state() -> dict[str, Any]:
    attio = Attio(WORKSPACE)
    for object, records in (("companies", COMPANIES), ("people", PEOPLE), ("things", THINGS)):
        for record in records:
            answer = attio.create(object, record)
            assert answer.status == 200, answer
    return attio.emulator.snapshot()


@pytest.fixture
def attio() -> Attio:
    attio = Attio(WORKSPACE)
    attio.emulator.restore(_state())
    return attio


def query(attio: Attio, object: str, **body: Any) -> Answer:
    return attio.ask("POST", f"/v2/objects/{object}/records/query", body)


def names(answer: Answer) -> list[str]:
    """A record's name, or its first address."""
    assert answer.status == 200, answer
    out = []
    for record in answer.body["data"]:
        values = record["values"]
        first = (values["name"] or values["email_addresses"])[0]
        out.append(first.get("value") or first.get("full_name") or first["email_address"])
    return out


THING_FILTERS: tuple[tuple[Any, list[str]], ...] = (
    ({}, ["Anvil", "bellows", "Chisel"]),
    # text
    ({"name": "Anvil"}, ["Anvil"]),
    ({"name": "anvil"}, []),
    ({"name": {"$eq": "Anvil"}}, ["Anvil"]),
    ({"name": {"value": "Anvil"}}, ["Anvil"]),
    ({"name": {"value": {"$in": ["Anvil", "Chisel", "Drill"]}}}, ["Anvil", "Chisel"]),
    ({"name": {"$in": []}}, []),
    ({"name": {"$contains": "EL"}}, ["bellows", "Chisel"]),
    ({"name": {"$starts_with": "Ch"}}, ["Chisel"]),
    ({"name": {"$starts_with": "ch"}}, []),
    ({"name": {"$ends_with": "l"}}, ["Anvil", "Chisel"]),
    ({"name": {"$starts_with": "A", "$ends_with": "s"}}, []),
    # numbers
    ({"count": 3}, ["Anvil"]),
    ({"count": {"$lt": 3}}, ["bellows"]),
    ({"count": {"$lte": 3}}, ["Anvil", "bellows"]),
    ({"count": {"$gt": 1, "$lt": 4}}, ["Anvil"]),
    ({"price": {"currency_value": {"$gte": 10.5}}}, ["Anvil", "bellows"]),
    ({"stars": {"$eq": 0}}, ["bellows"]),
    # checkbox
    ({"on": True}, ["Anvil"]),
    ({"on": {"value": False}}, ["bellows"]),
    # moments
    ({"day": "2024-02-29"}, ["Anvil"]),
    ({"day": {"$lt": "2024"}}, ["bellows"]),
    ({"at": "2024-02-29T13:00:00+01:00"}, ["Anvil"]),
    ({"at": {"$gte": "2022-12-31T22:00:00.500Z", "$lt": "2023-01-01T00:00"}}, ["bellows"]),
    # choices
    ({"tags": "Blue"}, ["Anvil"]),
    ({"tags": {"option": {"$eq": "Green"}}}, ["bellows"]),
    ({"$or": [{"tags": "Red"}, {"tags": "Green"}]}, ["Anvil", "bellows"]),
    ({"stage": "Won"}, ["Anvil"]),
    ({"stage": {"status": "Lead"}}, ["bellows"]),
    ({"stage": {"active_from": {"$gt": "2024-12-31T00:00:00Z"}}}, ["Anvil", "bellows"]),
    ({"stage": {"active_from": {"$lt": "2024-12-31T00:00:00Z"}}}, []),
    # places
    ({"place": {"locality": "Paris"}}, ["Anvil"]),
    ({"place": {"locality": {"$starts_with": "Par"}, "country_code": "IT"}}, ["bellows"]),
    ({"place": {"country_code": {"$starts_with": "F"}}}, ["Anvil"]),
    ({"place": {"region": "x"}}, []),
    # references
    ({"keeper": {"referenced_actor_type": "workspace-member", "referenced_actor_id": ALICE}}, ["Anvil"]),
    ({"keeper": {"referenced_actor_type": "system", "referenced_actor_id": None}}, []),
    ({"maker": {"target_object": "companies"}}, ["Anvil", "bellows"]),
    ({"maker": {"target_object": {"$in": ["people", "deals"]}}}, []),
    # every record's own
    ({"created_at": {"$gte": "2025-01-01T00:00:00Z"}}, ["Anvil", "bellows", "Chisel"]),
    ({"created_at": {"$lt": "2025-01-01T00:00:00Z"}}, []),
    # logic
    ({"$and": [{"count": {"$gt": 0}}, {"on": False}]}, ["bellows"]),
    ({"$and": []}, ["Anvil", "bellows", "Chisel"]),
    ({"$or": []}, []),
    ({"$not": {"name": "Anvil"}}, ["bellows", "Chisel"]),
    ({"$not": {"path": [["things", "maker"], ["companies", "name"]], "constraints": "Acme"}}, ["bellows", "Chisel"]),
    ({"count": {"$gt": 0}, "$or": [{"on": True}, {"name": "Chisel"}]}, ["Anvil"]),
    ({"$and": [{"$or": [{"name": "Anvil"}, {"name": "Chisel"}]}, {"$not": {"on": True}}]}, ["Chisel"]),
    # paths
    ({"path": [["things", "maker"], ["companies", "domains"]], "constraints": {"root_domain": "acme.co.uk"}}, ["Anvil"]),
    ({"path": [["things", "maker"], ["companies", "team"], ["people", "name"]], "constraints": {"first_name": "Alan"}}, ["bellows"]),
    ({"path": [["things", "maker"], ["companies", "name"]], "constraints": {"$contains": "a"}}, ["Anvil", "bellows"]),
    ({"path": [["things", "name"]], "constraints": {"value": {"$eq": "Chisel"}}}, ["Chisel"]),
    ({"$or": [{"path": [["things", "maker"], ["companies", "name"]], "constraints": "Beta"}, {"name": "Chisel"}]},
     ["bellows", "Chisel"]),
)  # fmt: skip


@pytest.mark.covers("query.logic", "query.operators", "query.paths", "POST /v2/objects/{object}/records/query")
@pytest.mark.parametrize(("filter", "expected"), THING_FILTERS, ids=[str(row[0])[:70] for row in THING_FILTERS])
def test_a_filter_finds(attio: Attio, filter: Any, expected: list[str]) -> None:
    assert sorted(names(query(attio, "things", filter=filter))) == sorted(expected)


STANDARD_FILTERS: tuple[tuple[str, Any, list[str]], ...] = (
    ("people", {"name": "Ada Lovelace"}, ["Ada Lovelace"]),
    ("people", {"name": {"first_name": {"$contains": "AL"}}}, ["Alan Turing"]),
    ("people", {"name": {"last_name": "Turing", "first_name": "Alan"}}, ["Alan Turing"]),
    ("people", {"name": {"$not_empty": True}}, ["Ada Lovelace", "Alan Turing"]),
    ("people", {"name": {"$not_empty": False}}, ["nobody@gmail.com"]),
    ("people", {"name": {"last_name": {"$not_empty": True, "$starts_with": "T"}}}, ["Alan Turing"]),
    ("people", {"name": "Ada Lovelace", "email_addresses": "ada@acme.com"}, ["Ada Lovelace"]),
    ("people", {"email_addresses": "ADA@acme.COM"}, ["Ada Lovelace"]),
    ("people", {"email_addresses": {"email_domain": "acme.com"}}, ["Ada Lovelace"]),
    ("people", {"email_addresses": {"email_root_domain": "acme.com"}}, ["Ada Lovelace", "Alan Turing"]),
    ("people", {"email_addresses": {"email_root_domain": "acme.com", "email_local_specifier": "alan"}}, []),
    ("people", {"email_addresses": {"email_root_domain": "acme.com", "email_local_specifier": "at"}}, ["Alan Turing"]),
    ("people", {"phone_numbers": "+84901234567"}, ["Ada Lovelace"]),
    ("people", {"phone_numbers": "84901234567"}, ["Ada Lovelace"]),
    ("people", {"phone_numbers": "0901234567"}, []),
    ("people", {"phone_numbers": {"country_code": "VN"}}, ["Ada Lovelace"]),
    ("people", {"phone_numbers": {"country_code": {"$not_empty": False}}}, ["Alan Turing", "nobody@gmail.com"]),
    ("people", {"phone_numbers": {"phone_number": {"$starts_with": "+8490"}}}, ["Ada Lovelace"]),
    ("people", {"last_interaction": {"interacted_at": {"$lt": "2030-01-01T00:00:00Z"}}}, []),
    ("companies", {"domains": "ACME.com"}, ["Acme"]),
    ("companies", {"domains": {"root_domain": {"$ends_with": ".io"}}}, ["Beta"]),
    ("companies", {"domains": {"$not_empty": True}}, ["Acme", "Beta"]),
    ("companies", {"path": [["companies", "team"], ["people", "email_addresses"]],
                   "constraints": {"email_domain": "mail.acme.com"}}, ["Beta"]),
)  # fmt: skip


@pytest.mark.covers("query.fields")
@pytest.mark.parametrize(
    ("object", "filter", "expected"), STANDARD_FILTERS, ids=[f"{row[0]} {row[1]}"[:80] for row in STANDARD_FILTERS]
)
def test_a_filter_of_a_standard_object_finds(attio: Attio, object: str, filter: Any, expected: list[str]) -> None:
    assert sorted(names(query(attio, object, filter=filter))) == sorted(expected)


@pytest.mark.covers("schema.slug_or_id")
def test_records_are_found_by_ids_of_everything(attio: Attio) -> None:
    workspace = attio.emulator.workspace
    things, companies = workspace.objects["things"].attributes, attio.ids("companies")
    anvil = attio.ids("things")[0]
    by = (
        {"record_id": anvil},
        {"record_id": {"$in": [anvil, companies[0]]}},
        {things["name"].id: "Anvil"},
        {"tags": things["tags"].options[0].id},
        {"stage": {"$eq": things["stage"].statuses[1].id}},
        {"maker": {"target_object": attio.object_id("companies"), "target_record_id": companies[0].upper()}},
        {"maker": {"target_record_id": {"$in": [companies[0]]}}},
        {
            "path": [[attio.object_id("things"), things["maker"].id], [attio.object_id("companies"), "name"]],
            "constraints": {"value": "Acme"},
        },
    )
    assert [names(query(attio, "things", filter=one)) for one in by] == [["Anvil"]] * len(by)
    token = {"referenced_actor_type": "api-token", "referenced_actor_id": KEY_ID}
    assert sorted(names(query(attio, "companies", filter={"created_by": token}))) == ["Acme", "Beta", "Gamma"]


@pytest.mark.parametrize("id", [None, {"$eq": None}])
def test_what_the_system_made_is_found_by_an_actor_without_an_id(id: Any) -> None:
    """The people of a meeting, whom no token made."""
    attio = attio_of("2026-10")
    attio.create("people", {"email_addresses": ["grace@hopper.org"]})
    assert meet(attio).status == 200
    by_system = {"created_by": {"referenced_actor_type": "system", "referenced_actor_id": id}}
    assert names(query(attio, "people", filter=by_system)) == ["ada@lovelace.org"]
    assert names(query(attio, "people", filter={"$not": by_system})) == ["grace@hopper.org"]


@pytest.mark.parametrize(("levels", "status"), [(100, 200), (101, 400)])
@pytest.mark.parametrize("operator", ["$and", "$or"])
def test_a_filter_is_as_deep_as_it_may_be(attio: Attio, operator: str, levels: int, status: int) -> None:
    filter: dict[str, Any] = {"name": "Anvil"}
    for _ in range(levels):
        filter = {operator: [filter]}
    assert query(attio, "things", filter=filter).status == status


@pytest.mark.covers("query.now")
def test_an_ended_value_is_not_found(attio: Attio) -> None:
    attio.public("things", "name", {"name": "Anvil", "count": 4})
    found = [names(query(attio, "things", filter={"count": count})) for count in (3, 4)]
    assert found == [[], ["Anvil"]]


# -- refusals --------------------------------------------------------------------------------------------------------

UNKNOWN, FIELD, OPERATOR, OTHER = (
    "unknown_filter_attribute_slug", "invalid_filter_field", "invalid_filter_operator", "filter_error",
)  # fmt: skip

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


# -- sorts and pages -------------------------------------------------------------------------------------------------

SORTS: tuple[tuple[Any, list[str]], ...] = (
    ([{"attribute": "name", "direction": "desc"}], ["Chisel", "bellows", "Anvil"]),
    ([{"attribute": "count", "direction": "asc"}], ["bellows", "Anvil", "Chisel"]),
    ([{"attribute": "count", "direction": "desc"}], ["Anvil", "bellows", "Chisel"]),
    ([{"attribute": "on", "direction": "asc"}], ["bellows", "Anvil", "Chisel"]),
    ([{"attribute": "at", "direction": "asc"}], ["bellows", "Anvil", "Chisel"]),
    ([{"attribute": "tags", "direction": "desc"}], ["bellows", "Anvil", "Chisel"]),
    ([{"attribute": "stage", "direction": "asc"}], ["bellows", "Anvil", "Chisel"]),
    ([{"attribute": "stage", "field": "active_from", "direction": "desc"}], ["bellows", "Anvil", "Chisel"]),
    ([{"attribute": "stage", "field": "status", "direction": "desc"}], ["Anvil", "bellows", "Chisel"]),
    ([{"attribute": "tags", "field": "option", "direction": "asc"}], ["Anvil", "bellows", "Chisel"]),
    ([{"attribute": "maker", "field": "target_object", "direction": "asc"}, {"attribute": "name", "direction": "desc"}],
     ["bellows", "Anvil", "Chisel"]),
    ([{"attribute": "place", "field": "locality", "direction": "desc"}], ["bellows", "Anvil", "Chisel"]),
    ([{"attribute": "created_at", "direction": "desc"}], ["Chisel", "bellows", "Anvil"]),
    ([{"path": [["things", "maker"], ["companies", "name"]], "direction": "desc"}], ["bellows", "Anvil", "Chisel"]),
    ([{"path": [["things", "maker"], ["companies", "team"], ["people", "name"]], "field": "last_name", "direction": "desc"}],
     ["bellows", "Anvil", "Chisel"]),
)  # fmt: skip


@pytest.mark.covers("query.sorts")
@pytest.mark.parametrize(("sorts", "expected"), SORTS, ids=[str(row[0])[:80] for row in SORTS])
def test_a_sort_arranges(attio: Attio, sorts: Any, expected: list[str]) -> None:
    assert names(query(attio, "things", sorts=sorts)) == expected


@pytest.mark.covers("query.sorts")
def test_the_second_sort_decides_where_the_first_does_not_and_then_the_order_of_ids() -> None:
    attio = Attio(WORKSPACE)
    made = {}
    for name, count, stars in (("a", 1, 1), ("b", 2, 5), ("c", 1, 4), ("d", 2, 5)):
        answer = attio.create("things", {"name": name, "count": count, "stars": stars})
        made[name] = answer.body["data"]["id"]["record_id"]
    twos, ones = sorted("bd", key=made.__getitem__), sorted("ac", key=made.__getitem__)
    both = [{"attribute": "count", "direction": "asc"}, {"attribute": "stars", "direction": "desc"}]
    assert names(query(attio, "things", sorts=both)) == ["c", "a", *twos]
    assert names(query(attio, "things", sorts=[{"attribute": "count", "direction": "desc"}])) == [*twos, *ones]


SORTS_REFUSED: tuple[tuple[Any, Answer], ...] = (
    ([{"attribute": "nope", "direction": "asc"}],
     error(400, UNKNOWN, "Unknown attribute slug: nope.", path=["sorts", "0", "attribute"])),
    ([{"attribute": "name", "field": "first_name", "direction": "asc"}],
     error(400, OTHER, 'Cannot sort by field "first_name" of an attribute of type text; its fields are: value.',
           path=["sorts", "0", "field"])),
    ([{"path": [["people", "name"]], "direction": "asc"}],
     error(400, OTHER, 'A path begins with the object that is queried: "things".', path=["sorts", "0", "path", "0", "0"])),
    ([{"attribute": "name", "direction": "asc"}, {"attribute": "place", "direction": "asc"}],
     error(400, "missing_sort_field", "Sort cannot omit field for Attribute: place.", path=["sorts", "1"])),
    ([{"attribute": "keeper", "direction": "asc"}],
     error(400, "missing_sort_field", "Sort cannot omit field for Attribute: keeper.", path=["sorts", "0"])),
    ([{"path": [["things", "maker"], ["companies", "team"]], "direction": "asc"}],
     error(400, "missing_sort_field", "Sort cannot omit field for Attribute: team.", path=["sorts", "0"])),
    ([{"attribute": 1, "direction": "up"}, "name", {}],
     error(400, "validation_type", "Body payload validation error.", validation_errors=[
         {"code": "invalid_option", "path": ["sorts", 0, "direction"], "options": ["asc", "desc"],
          "message": "Invalid enum value. Expected 'asc' | 'desc', received 'up'"},
         {"code": "invalid_type", "path": ["sorts", 0, "attribute"], "expected": "string", "received": "number",
          "message": "Expected string, received number"},
         {"code": "invalid_type", "path": ["sorts", 1], "expected": "object", "received": "string",
          "message": "Expected object, received string"},
         {"code": "invalid_type", "path": ["sorts", 2, "direction"], "expected": "'asc' | 'desc'", "received": "undefined",
          "message": "Required"},
         {"code": "invalid_type", "path": ["sorts", 2, "attribute"], "expected": "string", "received": "undefined",
          "message": "Required"},
     ])),
    ([{"attribute": "keeper", "field": "nope", "direction": "asc"}],
     error(400, OTHER, 'Cannot sort by field "nope" of an attribute of type actor-reference; its fields are: '
                       'referenced_actor_type, referenced_actor_id.', path=["sorts", "0", "field"])),
    ([{"attribute": "name", "field": 1, "direction": "asc"}, {"path": "x", "attribute": 2, "field": True, "direction": "asc"}],
     error(400, "validation_type", "Body payload validation error.", validation_errors=[
         {"code": "invalid_type", "path": ["sorts", 0, "field"], "expected": "string", "received": "number",
          "message": "Expected string, received number"},
         {"code": "invalid_type", "path": ["sorts", 1, "field"], "expected": "string", "received": "boolean",
          "message": "Expected string, received boolean"},
         {"code": "invalid_type", "path": ["sorts", 1, "attribute"], "expected": "string", "received": "number",
          "message": "Expected string, received number"},
         {"code": "invalid_type", "path": ["sorts", 1, "path"], "expected": "array", "received": "string",
          "message": "Expected array, received string"},
     ])),
    ({"attribute": "name"},
     error(400, "validation_type", "Body payload validation error.", validation_errors=[
         {"code": "invalid_type", "path": ["sorts"], "expected": "array", "received": "object",
          "message": "Expected array, received object"}])),
)  # fmt: skip


@pytest.mark.covers("query.sort_field")
@pytest.mark.parametrize(("sorts", "expected"), SORTS_REFUSED, ids=[str(row[0])[:60] for row in SORTS_REFUSED])
def test_a_sort_is_refused(attio: Attio, sorts: Any, expected: Answer) -> None:
    assert query(attio, "things", sorts=sorts) == expected


def test_options_sort_by_their_places_and_not_by_their_titles() -> None:
    attio = Attio(WORKSPACE)
    for name, tag in (("a", "Blue"), ("b", "Green"), ("c", "Red")):
        attio.create("things", {"name": name, "tags": [tag]})
    up, down = ([{"attribute": "tags", "direction": direction}] for direction in ("asc", "desc"))
    found = [names(query(attio, "things", sorts=sorts)) for sorts in (up, down)]
    assert found == [["c", "b", "a"], ["a", "b", "c"]]


def test_pages_follow_each_other_after_filter_and_sort(attio: Attio) -> None:
    down = [{"attribute": "name", "direction": "desc"}]
    pages = [names(query(attio, "things", sorts=down, limit=2, offset=offset)) for offset in (0, 2, 4)]
    assert pages == [["Chisel", "bellows"], ["Anvil"], []]
    matching = {"filter": {"count": {"$gt": 0}}}
    by_id = names(query(attio, "things", **matching))
    assert sorted(by_id) == ["Anvil", "bellows"]
    assert [names(query(attio, "things", **matching, limit=1, offset=offset)) for offset in (0, 1, 2)] == [
        by_id[:1], by_id[1:], [],
    ]  # fmt: skip


@pytest.mark.covers("query.order")
def test_without_sorts_records_come_by_their_ids_however_old_they_are(attio: Attio) -> None:
    for number in range(30):
        attio.create("things", {"count": number})
    ids = [one["id"]["record_id"] for one in query(attio, "things").body["data"]]
    assert ids == sorted(attio.ids("things")) != attio.ids("things")


@pytest.mark.covers("page.limits")
def test_no_more_than_500_come_at_once() -> None:
    attio = Attio(WORKSPACE)
    for number in range(501):
        attio.create("things", {"count": number})
    assert [len(query(attio, "things", **body).body["data"]) for body in ({}, {"limit": 1000}, {"offset": 500})] == [
        500,
        500,
        1,
    ]


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


@pytest.mark.covers("query.no_body")
def test_an_empty_body_asks_for_everything(attio: Attio) -> None:
    assert sorted(names(attio.ask("POST", "/v2/objects/things/records/query"))) == ["Anvil", "Chisel", "bellows"]


def test_a_query_is_a_function_of_its_arguments(attio: Attio) -> None:
    core = attio.emulator.core
    body = {"filter": {"count": {"$gt": 0}}, "sorts": [{"attribute": "count", "direction": "asc"}]}
    before = attio.stored()
    things = core.workspace.objects["things"]
    got = [found(core.workspace, core.store, things, body) for _ in range(2)]
    assert [[record.id for record in records] for records in got] == [
        [attio.ids("things")[1], attio.ids("things")[0]]
    ] * 2
    assert attio.stored() == before


def test_a_refusal_tells_what_was_found_and_what_was_expected() -> None:
    workspace = Workspace.from_dict(WORKSPACE)
    attio = Attio(workspace)
    things = workspace.objects["things"]
    with pytest.raises(AttioError) as told:
        found(workspace, attio.emulator.core.store, things, {"filter": {"count": {"$gt": "3"}}})
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

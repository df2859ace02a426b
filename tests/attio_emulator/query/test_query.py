"""Queries of records: which of them a filter finds, and pages of them. Search is in `test_search`."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator.query import found

from tests.attio_emulator.calls import KEY_ID, Attio
from tests.attio_emulator.query.query_calls import ALICE, WORKSPACE, names, query
from tests.attio_emulator.resources.meeting_calls import attio_of, meet

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


@pytest.mark.covers("query.no_body")
def test_an_empty_body_asks_for_everything(attio: Attio) -> None:
    assert sorted(names(attio.ask("POST", "/v2/objects/things/records/query"))) == ["Anvil", "Chisel", "bellows"]


def test_a_query_is_a_function_of_its_arguments(attio: Attio) -> None:
    core = attio.emulator.core
    body = {"filter": {"count": {"$gt": 0}}, "sorts": [{"attribute": "count", "direction": "asc"}]}
    before = attio.stored()
    things = core.workspace.objects["things"]
    got = [found(core.ground(things), body) for _ in range(2)]
    assert [[record.id for record in records] for records in got] == [
        [attio.ids("things")[1], attio.ids("things")[0]]
    ] * 2
    assert attio.stored() == before

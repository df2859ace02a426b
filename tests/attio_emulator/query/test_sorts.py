"""Sorts: what they arrange by, what decides where they do not, and those that are refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import Answer, Attio, error
from tests.attio_emulator.query.query_calls import OTHER, UNKNOWN, WORKSPACE, names, query

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

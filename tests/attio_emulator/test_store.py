"""The store by itself: what a failed transaction leaves behind, and which changes are told."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from attio_emulator.store import Record, Stamp, Store, Value

STAMP = Stamp(at=1000, actor=("system", None), request_id="r")


def value(data: Any) -> Value:
    return Value.new(data, data, STAMP)


def store(*ids: str) -> Store:
    """A store with these records, the unique value of each being its ID."""
    out = Store()
    for id in ids:
        record = Record(id=id, object="people", created_at=1000, actor=STAMP.actor)
        out.add(record)
        out.put(record, "email", [value(id)], 1000, unique=True)
    out.drain()
    return out


def record(of: Store, id: str) -> Record:
    found = of.get("people", id)
    assert found is not None
    return found


class Failed(Exception):
    pass


def fail(work: Callable[[], object], on: Store) -> None:
    """Do this in a transaction that fails afterwards."""

    def attempt() -> None:
        with on.transaction():
            work()
            raise Failed

    with pytest.raises(Failed):
        attempt()


def test_a_removal_that_fails_leaves_the_record_in_its_place() -> None:
    people = store("a", "b", "c")
    before = copy.deepcopy(people.dump())
    fail(lambda: people.remove(record(people, "a"), ["email"]), people)
    assert [one.id for one in people.all("people")] == ["a", "b", "c"]
    assert people.dump() == before
    assert people.lookup("people", "email", "a") == "a"
    assert people.drain() == []


def test_a_write_that_fails_leaves_values_history_and_index_as_they_were() -> None:
    people = store("a")
    before = copy.deepcopy(people.dump())

    def write() -> None:
        people.put(record(people, "a"), "email", [value("x")], 2000, unique=True)
        people.note_received(record(people, "a"), "email", 5)
        people.add(Record(id="b", object="people", created_at=2000, actor=STAMP.actor))

    fail(write, people)
    assert people.dump() == before
    assert (people.lookup("people", "email", "a"), people.lookup("people", "email", "x")) == ("a", None)
    assert people.drain() == []


def test_a_transaction_inside_another_is_undone_alone() -> None:
    people = store("a", "b")
    with people.transaction():
        people.remove(record(people, "b"), ["email"])
        fail(lambda: people.remove(record(people, "a"), ["email"]), people)
    assert [one.id for one in people.all("people")] == ["a"]
    assert people.drain() == [("deleted", "people", "b", None)]


def test_changes_are_told_once_and_not_beside_a_creation_or_deletion() -> None:
    people = store("a", "b")
    people.put(record(people, "a"), "email", [value("x")], 2000, unique=True)
    people.put(record(people, "a"), "email", [value("y")], 3000, unique=True)
    people.put(record(people, "b"), "email", [value("z")], 3000, unique=True)
    people.remove(record(people, "b"), ["email"])
    new = Record(id="c", object="people", created_at=3000, actor=STAMP.actor)
    people.add(new)
    people.put(new, "email", [value("c")], 3000, unique=True)
    assert people.drain() == [
        ("updated", "people", "a", "email"),
        ("deleted", "people", "b", None),
        ("created", "people", "c", None),
    ]
    assert people.drain() == []

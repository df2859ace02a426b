"""The store by itself: what a failed transaction leaves behind, and which changes are told."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from attio_emulator import Emulator, Request
from attio_emulator.record import Record, Stamp, Value
from attio_emulator.store import Store

STAMP = Stamp(at=1000, actor=("system", None), request_id="r")


def value(data: Any) -> Value:
    return Value(data, data, STAMP)


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


def ids(of: Store) -> list[str]:
    """In the order of IDs."""
    return [one.id for one in of.by_id("people")]


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
    assert [one.id for one in people.each("people")] == ["a", "b", "c"]
    assert people.dump() == before
    assert people.lookup("people", "email", "a") == "a"
    assert people.drain() == []


@pytest.mark.parametrize("asked", ["before", "meanwhile", "afterwards"])
def test_indexes_are_right_whenever_they_were_first_asked_for(asked: str) -> None:
    people = store("c", "a", "b")

    def ask() -> tuple[list[str], list[str], list[str]]:
        held = people.holders("people", "title", ["x"])
        return ids(people), [one.id for one in held], [one.id for one in people.each("people")]

    def work() -> None:
        people.remove(record(people, "a"), ["email"])
        people.put(record(people, "c"), "title", [value("x")], 2000, unique=False)
        if asked == "meanwhile":
            assert ask() == (["b", "c"], ["c", "b"], ["c", "b"])
        people.add(Record(id="0", object="people", created_at=2000, actor=STAMP.actor))
        people.put(record(people, "0"), "title", [value("y"), value("x")], 2000, unique=False)
        people.put(record(people, "c"), "title", [], 2000, unique=False)
        people.put(record(people, "b"), "title", [value("y")], 2000, unique=False)
        people.remove(record(people, "b"), ["email"])

    people.put(record(people, "b"), "title", [value("x")], 1000, unique=False)
    people.put(record(people, "a"), "title", [value("x")], 1000, unique=False)
    if asked == "before":
        ask()
    fail(work, people)
    # in the order of creation, not of the titles
    assert ask() == (["a", "b", "c"], ["a", "b"], ["c", "a", "b"])
    with people.transaction():
        work()
    assert ask() == (["0", "c"], ["0"], ["c", "0"])
    again = Store()
    again.load(people.dump(), lambda object, attribute, data: data, lambda object, attribute: attribute == "email")
    assert [one.id for one in again.holders("people", "title", ["x"])] == ["0"]


def test_many_removals_that_fail_leave_every_record_in_its_place() -> None:
    names = [f"{number * 7919 % 1000:03}" for number in range(1000)]
    people = store(*names)
    before = copy.deepcopy(people.dump())

    def work() -> None:
        for name in names[::3]:
            people.remove(record(people, name), ["email"])
        people.add(Record(id="new", object="people", created_at=2000, actor=STAMP.actor))

    fail(work, people)
    assert [one.id for one in people.each("people")] == names
    assert (ids(people), people.dump()) == (sorted(names), before)
    assert all(people.lookup("people", "email", name) == name for name in names)


def test_a_value_that_several_have_since_before_it_became_unique_is_found_with_each() -> None:
    people = store("a", "b", "c")
    for name in ("a", "b"):
        people.put(record(people, name), "code", [value("x")], 1000, unique=False)
    people.load(people.dump(), lambda object, attribute, data: data, lambda object, attribute: True)
    assert [one.id for one in people.holders("people", "code", ["x", "z"])] == ["a", "b"]
    people.remove(record(people, "b"), ["email", "code"])
    assert [one.id for one in people.holders("people", "code", ["x"])] == ["a"]
    assert people.lookup("people", "code", "x") == "a"


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


@pytest.mark.parametrize("asked", [True, False])
def test_a_history_that_fails_leaves_everything_as_it_was(asked: bool) -> None:
    people = store("a", "b")
    people.put(record(people, "a"), "title", [value("x")], 1000, unique=False)
    people.put(record(people, "a"), "title", [value("y")], 2000, unique=False)
    people.drain()
    before = copy.deepcopy(people.dump())
    if asked:
        assert people.holders("people", "title", ["x"]) == []

    def work() -> None:
        one = record(people, "a")
        people.rewrite(one, "title", [value("x")], [], unique=False)
        people.rewrite(one, "email", [value("z")], [value("a")], unique=True)
        assert [[row.id for row in people.holders("people", "title", [key])] for key in "xy"] == [["a"], []]
        assert (people.lookup("people", "email", "z"), people.lookup("people", "email", "a")) == ("a", None)
        people.remove(one, ["email"], told=False)
        people.add(Record(id="c", object="people", created_at=2000, actor=STAMP.actor), told=False)

    fail(work, people)
    assert people.dump() == before
    assert [[row.id for row in people.holders("people", "title", [key])] for key in "xy"] == [[], ["a"]]
    assert (people.lookup("people", "email", "z"), people.lookup("people", "email", "a")) == (None, "a")
    with people.transaction():
        work()
    assert people.drain() == []
    assert ids(people) == ["b", "c"]


def test_a_transaction_inside_another_is_undone_alone() -> None:
    people = store("a", "b")
    with people.transaction():
        people.remove(record(people, "b"), ["email"])
        fail(lambda: people.remove(record(people, "a"), ["email"]), people)
    assert [one.id for one in people.each("people")] == ["a"]
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


def test_without_a_history_a_value_that_ended_is_gone() -> None:
    emulator = Emulator(history=False)
    for name in ("Jane", "Jana"):
        values = {"email_addresses": ["jane@acme.com"], "job_title": name}
        sent = {"data": {"values": values}}
        query = {"matching_attribute": "email_addresses"}
        answer = emulator.handle(Request.make("PUT", "/v2/objects/people/records", query=query, json=sent, token="t"))
        assert answer.status == 200
    (person,) = emulator.core.store.each("people")
    assert [value.data for value in person.values["job_title"]] == ["Jana"]
    assert not any(person.past.values())

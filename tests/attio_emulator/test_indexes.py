"""The indexes by themselves: two against lists that are sorted and searched anew each time, and who has a unique value."""

from __future__ import annotations

import pytest
from attio_emulator.indexes import Ascending, Holders, Unique
from attio_emulator.record import Record, Stamp, Value
from hypothesis import given
from hypothesis import strategies as st

STAMP = Stamp(at=1000, actor=("system", None), request_id="r")

STEPS = st.lists(st.tuples(st.sampled_from(["add", "add", "add", "discard", "ask"]), st.integers(0, 99)), max_size=200)


@given(STEPS, st.sets(st.integers(0, 99)))
def test_ids_come_in_ascending_order_whatever_is_added_and_taken_away_between(
    steps: list[tuple[str, int]], first: set[int]
) -> None:
    there = {f"{number:02}" for number in first}
    index = Ascending(there)
    for step, number in steps:
        id = f"{number:02}"
        if step == "add" and id not in there:
            index.add(id)
            there.add(id)
        elif step == "discard":
            index.discard(id)
            there.discard(id)
        elif step == "ask":
            assert list(index.ids()) == sorted(there)
    assert list(index.ids()) == sorted(there)


@pytest.mark.parametrize("many", [1, 32, 33, 200])
def test_few_and_many_new_ids_come_among_those_before(many: int) -> None:
    ids = [f"{number:03}" for number in range(1, 2 * many + 2)]
    index = Ascending(ids[::2])
    for id in reversed(ids[1::2]):
        index.add(id)
    assert list(index.ids()) == ids
    assert list(index.ids()) == ids


@given(st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.integers(0, 4), max_size=3, unique=True))))
def test_the_holders_of_a_key_are_those_that_have_it_now(steps: list[tuple[str, list[int]]]) -> None:
    now: dict[str, list[int]] = {"a": [0, 1], "b": [1]}
    index = Holders(now.items())
    for id, keys in steps:
        index.change(id, now.get(id, []), keys)
        now[id] = keys
        for key in range(5):
            assert sorted(index.of(key)) == sorted(one for one, has in now.items() if key in has)
            assert [one for one in "abc" if index.has(one, key)] == sorted(index.of(key))


def record(id: str, *codes: str) -> Record:
    values = {"code": [Value(code, code, STAMP) for code in codes]}
    return Record(id=id, object="ships", created_at=1000, actor=STAMP.actor, values=values)


def test_a_record_is_found_by_what_it_has_until_it_is_let_go() -> None:
    unique, ship = Unique(), record("a", "x", "y")
    unique.claim(ship, ["code", "name"])
    assert [unique.holder("ships", "code", key) for key in ("x", "y", "z")] == ["a", "a", None]
    freed = unique.free(ship, ["code", "name"])
    assert unique.holder("ships", "code", "x") is None
    unique.claim_again(ship, freed)
    assert unique.index("ships", "code") == {"x": "a", "y": "a"}


def test_only_the_holder_lets_a_value_go() -> None:
    unique, ship, other = Unique(), record("a", "x"), record("b", "x")
    unique.claim(ship, ["code"])
    assert unique.free(other, ["code"]) == []
    unique.exchange(other, "code", other.values["code"], [Value("y", "y", STAMP)])
    assert unique.index("ships", "code") == {"x": "a", "y": "b"}


def test_a_value_that_two_records_of_a_snapshot_have_makes_its_attribute_ambiguous() -> None:
    unique = Unique()
    unique.load(record("a", "x"), "code")
    assert (unique.ambiguous, unique.index("ships", "code")) == (set(), {"x": "a"})
    unique.load(record("b", "y", "x"), "code")
    assert (unique.ambiguous, unique.index("ships", "code")) == ({("ships", "code")}, None)
    assert unique.index("ships", "name") is None

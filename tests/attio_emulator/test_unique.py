"""Who has a unique value: one record, until several turn out to have had it before."""

from __future__ import annotations

from attio_emulator.record import Record, Stamp, Value
from attio_emulator.unique import Unique

STAMP = Stamp(at=1000, actor=("system", None), request_id="r")


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

"""Records that nobody asked for lately are bytes, and the same again when somebody asks. In every other test of the emulator all of them
are packed behind each request (`conftest`)."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

import pytest
from attio_emulator import Emulator, Request
from attio_emulator import store as stores
from attio_emulator.record import Record, Stamp, Value, _row, loaded_value
from attio_emulator.shelf import Awake, Packing, Shelf
from attio_emulator.store import Store
from attio_emulator.undone import undone

STAMP = Stamp(at=1_735_689_600_123, actor=("api-token", "t"), request_id="r", received_at=5, pointer="/assertions/1")
OTHER = Stamp(at=7, actor=("system", None), request_id="")


def value(data: Any, key: Any, stamp: Stamp = STAMP, until: int | None = None) -> Value:
    return Value(data, key, stamp, until)


def made(id: str = "a", **values: list[Value]) -> Record:
    return Record(id=id, object="people", created_at=3, actor=("app", "x"), values=values, place=9)


VALUES: dict[str, tuple[Any, Any]] = {
    "a text": ("é😀\n", "é😀\n"),
    "an address": ("Ada@B.com", "ada@b.com"),
    "a name": (["Ada", "L", "Ada L"], ("Ada", "L", "Ada L")),
    "a phone number": ({"original": "1", "number": "+1", "country": None}, "+1"),
    "a whole number": (1, 1),
    "a number": (-0.5, -0.5),
    "a large number": (2**53, 2**53),
    "true": (True, True),
    "a number that equals true": (1, True),
    "a float that equals a number": (1.0, 1),
    "a location": ({"line_1": None, "latitude": "1"}, '{"line_1"}'),
    "nothing": (None, "None"),
    "no key": ("x", None),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_what_it_was(name: str) -> None:
    data, key = VALUES[name]
    packing, record = Packing(), made(x=[value(data, key), value(data, key, OTHER)], y=[])
    record.past = {"x": [value(data, key, OTHER, until=8)]}
    packed = packing.packed(record)
    assert packed is not None
    found = packing.record("people", "a", packed)
    assert found == record
    (one, _), (ended,) = found.values["x"], found.past["x"]
    assert [(type(each.data), type(each.key)) for each in (one, ended)] == [(type(data), type(key))] * 2
    assert (found.place, list(found.values)) == (9, ["x", "y"])


def test_what_a_record_has_beside_its_values_is_kept() -> None:
    packing, record = Packing(), made()
    record.last_received, record.assumed_by = {"x": 5}, ("email_addresses", ["a"])
    packed = packing.packed(record)
    assert packed is not None
    assert packing.record("people", "a", packed) == record
    fresh = packing.packed(made("b"))
    assert fresh is not None
    found = packing.record("people", "b", fresh)
    assert (found.last_received, found.past, found.assumed_by) == ({}, {}, None)


def test_every_field_is_packed_and_saved() -> None:
    """One that is added to either has to be written there, and here."""
    stamp = Stamp(at=1, actor=("app", "a"), request_id="r", received_at=2, pointer="/p")
    ended = Value("x", "k", stamp, 3)
    record = Record(
        id="a", object="people", created_at=3, actor=("app", "x"), values={"x": [value("y", "y")]}, past={"x": [ended]},
        last_received={"x": 5}, assumed_by=("email_addresses", "z"), place=9,
    )  # fmt: skip
    packing = Packing()
    packed = packing.packed(record)
    assert packed is not None
    found = packing.record("people", "a", packed)
    of_past, loaded = found.past["x"][0], loaded_value(_row(ended), "k", {})
    pairs = ((record, found), (ended, of_past), (ended, loaded), (stamp, of_past.stamp), (stamp, loaded.stamp))
    for kept, again in pairs:
        for one in fields(kept):
            if one.name == "shown":  # made of the others, whenever somebody asks
                continue
            assert getattr(kept, one.name) == getattr(again, one.name), one.name
            left_out = one.default_factory() if one.default_factory is not MISSING else one.default
            assert getattr(kept, one.name) != left_out, f"{one.name} would not be missed"


def test_what_bytes_cannot_hold_stays_a_record() -> None:
    class Text(str):
        __slots__ = ()

    shelf, record = Shelf("people", Packing(), Awake()), made(x=[value(Text("a"), "a")])
    shelf.put(record)
    shelf.pack(record)
    assert shelf.get("a") is record


def test_those_that_nobody_asked_for_lately_are_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "AWAKE", 2)
    store, records = Store(), [made(id, x=[value(id, id)]) for id in "cab"]
    for one in records:
        store.add(one)
    store.rest()
    c, a, b = records
    assert (store.get("people", "a") is a, store.get("people", "b") is b) == (True, True)
    again = store.get("people", "c")
    assert (again is c, again == c) == (False, True)
    assert store.get("people", "c") is again  # until it is packed anew
    store.rest()
    assert store.get("people", "a") is not a  # who was awake for the longest time
    assert (store.get("people", "c"), store.counts()) == (again, {"people": 3})
    assert [one.id for one in store.each("people")] == ["c", "a", "b"]
    assert [one.id for one in store.by_id("people")] == ["a", "b", "c"]


def test_what_is_changed_after_it_was_asked_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "AWAKE", 0)
    store = Store()
    store.add(made())
    for number in range(3):
        store.rest()
        record = store.get("people", "a")
        assert record is not None
        store.put(record, "x", [value(number, number)], number, unique=True)
    store.rest()
    (found,) = store.each("people")
    assert ([one.data for one in found.values["x"]], [one.data for one in found.past["x"]]) == ([2], [0, 1])
    assert [store.lookup("people", "x", number) for number in range(3)] == [None, None, "a"]
    assert [one.id for one in store.holders("people", "x", [2])] == ["a"]
    store.remove(found, ["x"])
    store.rest()
    assert (store.get("people", "a"), store.counts()) == (None, {})


def test_a_packed_record_that_comes_back_has_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "AWAKE", 0)
    store = Store()
    for id in "abc":
        store.add(made(id))
    store.rest()
    before = store.dump()
    with undone(store):
        record = store.get("people", "a")
        assert record is not None
        store.remove(record, [])
        store.rest()
    store.rest()
    assert store.dump() == before


def test_an_emulator_keeps_few_records_awake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "AWAKE", 5)
    attio = Emulator()
    for number in range(20):
        body = {"data": {"values": {"email_addresses": [f"a{number}@b.com"]}}}
        attio.handle(Request.make("POST", "/v2/objects/people/records", json=body, token="t"))
    assert len(attio.core.store._awake) == 5
    state = attio.snapshot()
    attio.restore(state)
    assert len(attio.core.store._awake) == 5
    assert attio.snapshot()["records"] == state["records"]


def test_a_record_that_is_gone_is_not_kept_awake() -> None:
    store = Store()
    for number in range(3):
        with undone(store):
            store.add(made(str(number)))
    store.add(made())
    assert len(store._awake) == 1
    store.remove(made(), [])
    assert (len(store._awake), store.counts()) == (0, {})

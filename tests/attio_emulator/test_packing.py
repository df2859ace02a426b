"""A packed record is the same when it is read again."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

import pytest
from attio_emulator.packing import Packing
from attio_emulator.past import Past
from attio_emulator.record import Record, Stamp, Value, _row, loaded_value

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
    record.past = Past({"x": [value(data, key, OTHER, until=8)]})
    packed = packing.packed(record, 6)
    assert packed is not None
    found, _ = packing.read("people", "a", packed)
    assert found == record
    (one, _), (ended,) = found.values["x"], found.past["x"]
    assert [(type(each.data), type(each.key)) for each in (one, ended)] == [(type(data), type(key))] * 2
    assert (found.place, list(found.values)) == (9, ["x", "y"])


def test_what_a_record_has_beside_its_values_is_kept() -> None:
    packing, record = Packing(), made()
    record.last_received, record.assumed_by = {"x": 5}, ("email_addresses", ["a"], (), ())
    packed = packing.packed(record, 6)
    assert packed is not None
    assert packing.read("people", "a", packed) == (record, 6)
    fresh = packing.packed(made("b"), 6)
    assert fresh is not None
    found, _ = packing.read("people", "b", fresh)
    assert (found.last_received, dict(found.past), found.assumed_by) == ({}, {}, None)


def test_every_field_is_packed_and_saved() -> None:
    """One that is added to either has to be written there, and here."""
    stamp = Stamp(at=1, actor=("app", "a"), request_id="r", received_at=2, pointer="/p")
    ended = Value("x", "k", stamp, 3)
    record = Record(
        id="a", object="people", created_at=3, actor=("app", "x"), values={"x": [value("y", "y")]}, past=Past({"x": [ended]}),
        last_received={"x": 5}, assumed_by=("email_addresses", "z", (("users", "user_id", "u"),), ()), place=9,
    )  # fmt: skip
    packing = Packing()
    packed = packing.packed(record, 6)
    assert packed is not None
    found, _ = packing.read("people", "a", packed)
    of_past, loaded = found.past["x"][0], loaded_value(_row(ended), "k", {})
    assert found.shown is None
    pairs = ((record, found), (ended, of_past), (ended, loaded), (stamp, of_past.stamp), (stamp, loaded.stamp))
    for kept, again in pairs:
        for one in fields(kept):
            if one.name == "shown":  # made of the others, whenever somebody asks
                continue
            assert getattr(kept, one.name) == getattr(again, one.name), one.name
            left_out = one.default_factory() if one.default_factory is not MISSING else one.default
            assert getattr(kept, one.name) != left_out, f"{one.name} would not be missed"


def test_what_ends_later_stands_behind_what_was_packed() -> None:
    packing, record = Packing(), made(x=[value("d", "d")])
    for turn, slug in enumerate(["x", "x", "y", "x"]):
        record.past.add(slug, [value(turn, turn, OTHER, until=turn), value(-turn, "k", STAMP, until=turn)])
        packed = packing.packed(record, turn)
        assert packed is not None
        record, _ = packing.read("people", "a", packed)
    past = {
        slug: [(one.data, one.key, one.stamp, one.active_until) for one in rows] for slug, rows in record.past.items()
    }
    both = [((turn, turn, OTHER, turn), (-turn, "k", STAMP, turn)) for turn in range(4)]
    assert past == {"x": [*both[0], *both[1], *both[3]], "y": [*both[2]]}
    again = packing.packed(record, 5)  # those that were read are packed together
    assert again is not None
    assert packing.read("people", "a", again)[0] == record


def test_values_that_ended_and_cannot_be_bytes_keep_a_record_from_being_packed() -> None:
    class Text(str):
        __slots__ = ()

    record = made()
    record.past.add("x", [value(Text("a"), "a", until=8)])
    assert Packing().packed(record, 0) is None

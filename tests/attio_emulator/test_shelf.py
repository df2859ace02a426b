"""Records that nobody asked for lately are bytes, and the same again when somebody asks. In every other test of the emulator all of them
are packed behind each request (`conftest`)."""

from __future__ import annotations

import pytest
from attio_emulator import Emulator, Request, shelf
from attio_emulator.packing import Packing
from attio_emulator.record import Record, Stamp, Value
from attio_emulator.shelf import Awake, Shelf
from attio_emulator.store import Store
from attio_emulator.undone import undone

STAMP = Stamp(at=7, actor=("system", None), request_id="r")


def made(id: str = "a", **values: list[Value]) -> Record:
    return Record(id=id, object="people", created_at=3, actor=("app", "x"), values=values, place=9)


def test_what_bytes_cannot_hold_stays_a_record() -> None:
    class Text(str):
        __slots__ = ()

    shelf, record = Shelf("people", Packing(), Awake()), made(x=[Value(Text("a"), "a", STAMP)])
    shelf.put(record)
    shelf.pack(record)
    assert shelf.get("a") is record


def filled() -> Store:
    """With the records a to e, in this order."""
    store = Store()
    for id in "abcde":
        store.add(made(id, x=[Value(id, id, STAMP)]))
        store.rest()
    return store


def asked(store: Store, id: str) -> Record:
    """A record that somebody asks for in a request of its own."""
    found = store.get("people", id)
    store.rest()
    assert found is not None
    assert (found.id, [one.data for one in found.values["x"]]) == (id, [id])
    return found


def are_awake(store: Store) -> str:
    """The IDs of the records that are objects: of a packed one each look is a copy."""
    looks = zip(store.each("people"), store.each("people"), strict=True)
    return "".join(one.id for one, again in looks if one is again)


@pytest.mark.parametrize(("often", "lately", "expected"), [(0, 0, ""), (2, 0, "ab"), (2, 2, "abde"), (5, 0, "abcde")])
def test_so_many_new_records_stay_objects(
    monkeypatch: pytest.MonkeyPatch, often: int, lately: int, expected: str
) -> None:
    monkeypatch.setattr(shelf, "AWAKE", often)
    monkeypatch.setattr(shelf, "LATELY", lately)
    store = filled()
    assert are_awake(store) == expected
    assert [one.id for one in store.each("people")] == list("abcde")
    assert [one.id for one in store.by_id("people")] == list("abcde")
    assert store.counts() == {"people": 5}


def test_who_is_asked_for_is_an_object_until_others_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "LATELY", 2)
    store = filled()
    first = asked(store, "a")
    assert asked(store, "b") is not first
    assert are_awake(store) == "ab"
    assert asked(store, "a") is first
    again = asked(store, "c")
    assert are_awake(store) == "bc"  # the one that became an object first is packed first
    assert asked(store, "c") is again
    assert asked(store, "a") == first


def test_who_is_asked_for_again_soon_takes_the_place_of_one_that_was_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "AWAKE", 2)
    store = filled()
    assert are_awake(store) == "ab"
    asked(store, "e")  # which was packed last
    assert are_awake(store) == "be"
    asked(store, "c")  # two others were packed since
    asked(store, "a")
    assert are_awake(store) == "be"
    asked(store, "a")
    assert are_awake(store) == "ae"


def test_what_is_changed_after_it_was_asked_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "AWAKE", 0)
    store = Store()
    store.add(made())
    for number in range(3):
        store.rest()
        record = store.get("people", "a")
        assert record is not None
        store.put(record, "x", [Value(number, number, STAMP)], number, unique=True)
    store.rest()
    (found,) = store.each("people")
    assert ([one.data for one in found.values["x"]], [one.data for one in found.past["x"]]) == ([2], [0, 1])
    assert [store.lookup("people", "x", number) for number in range(3)] == [None, None, "a"]
    assert [one.id for one in store.holders("people", "x", [2])] == ["a"]
    store.remove(found, ["x"])
    store.rest()
    assert (store.get("people", "a"), store.counts()) == (None, {})


def test_a_packed_record_that_comes_back_has_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "AWAKE", 0)
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
    monkeypatch.setattr(shelf, "AWAKE", 5)
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

"""A written history of values: what it takes the place of, forms and times, and what goes on from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attio_emulator import VirtualClock
from attio_emulator.clock import START

from tests.attio_emulator.calls import Answer, Attio, new_attribute, new_list, plain_value
from tests.attio_emulator.resources.history_calls import APRIL, FEB, JAN, MARCH, NOBODY, WORKSPACE, row, write


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(step=0)


@pytest.fixture
def attio(clock: VirtualClock) -> Attio:
    return Attio(WORKSPACE, clock=clock)


@pytest.fixture
def boat(attio: Attio) -> str:
    return str(attio.create("boats", {"hull": "H1", "word": "now", "tags": ["a"]}).body["data"]["id"]["record_id"])


def seen(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, str, str | None]]:
    """Values with their times, a second apart at least."""

    def short(moment: str | None) -> str | None:
        return None if moment is None else moment.replace(".000000000Z", "Z")

    return [(plain_value(one), str(short(one["active_from"])), short(one["active_until"])) for one in rows]


@pytest.mark.covers(
    "history.written", "history.intervals", "PUT /v2/objects/{object}/records/{record}/attributes/{attribute}/values"
)
def test_a_history_takes_the_place_of_the_one_that_was(attio: Attio, boat: str) -> None:
    written = write(attio, boat, "word", row("third", MARCH, None), row("first", JAN, FEB), row("second", FEB, MARCH))
    assert written.status == 200, written
    wanted = [("first", JAN, FEB), ("second", FEB, MARCH), ("third", MARCH, None)]
    assert seen(written.body["data"]) == wanted
    assert attio.history("boats", boat, "word", show_historic=True) == written.body["data"]
    assert seen(attio.history("boats", boat, "word")) == wanted[2:]
    assert attio.plain("boats")[0]["word"] == ["third"]
    actor = attio.history("boats", boat, "hull")[0]["created_by_actor"]
    assert [one["created_by_actor"] for one in written.body["data"]] == [actor] * 3
    assert (
        write(attio, boat, "word", row("third", MARCH, None), row("first", JAN, FEB), row("second", FEB, MARCH))
        == written
    )
    # a history with a gap, and one that is over
    assert seen(write(attio, boat, "word", row("only", JAN, FEB), row("later", MARCH, APRIL)).body["data"]) == [
        ("only", JAN, FEB),
        ("later", MARCH, APRIL),
    ]
    assert "word" not in attio.plain("boats")[0]
    assert attio.history("boats", boat, "word") == []


@pytest.mark.covers("history.written")
def test_what_is_written_afterwards_goes_on_from_there(attio: Attio, boat: str, clock: VirtualClock) -> None:
    write(attio, boat, "word", row("first", JAN, FEB), row("second", MARCH, None))
    clock.advance(10)
    attio.simple("boats", "hull", {"hull": "H1", "word": "third"})
    rows = seen(attio.history("boats", boat, "word", show_historic=True))
    assert [value for value, _, _ in rows] == ["first", "second", "third"]
    assert rows[1][1:] == (MARCH, rows[2][1])
    past = attio.emulator.records_at(1_706_000_000_000)  # in January of 2024, before the boat was made
    assert "boats" not in past


def test_the_time_of_the_computer_is_past_for_a_clock_that_stands_still_and_what_is_written_next_comes_after_it(
    attio: Attio, boat: str
) -> None:
    computer = datetime.now(UTC)
    begun, ended = (computer - timedelta(days=1)).isoformat(), computer.isoformat()
    assert write(attio, boat, "word", row("first", begun, ended), row("second", ended, None)).status == 200

    attio.simple("boats", "hull", {"hull": "H1", "word": "third"})

    rows = attio.history("boats", boat, "word", show_historic=True)
    assert [value for value, _, _ in seen(rows)] == ["first", "second", "third"]
    moments = [one[name] for one in rows for name in ("active_from", "active_until")]
    assert moments[-1] is None
    assert sorted(set(moments[:-1])) == list(dict.fromkeys(moments[:-1]))
    attio.emulator.restore(attio.emulator.snapshot())
    later = write(attio, boat, "word", row("x", (datetime.now(UTC) + timedelta(hours=1)).isoformat(), None))
    assert (later.status, later.body["validation_errors"][0]["path"]) == (400, ["data", "values", 0, "active_from"])


@pytest.mark.parametrize("back", [0, 1, 3_600_000])
def test_a_clock_that_goes_back_ends_no_value_before_it_began(back: int) -> None:
    now = [START]
    attio = Attio(WORKSPACE, clock=lambda: now[0])
    attio.simple("boats", "hull", {"hull": "H1", "word": "first", "tags": ["a"]})
    (boat,) = attio.ids("boats")
    now[0] -= back
    attio.simple("boats", "hull", {"hull": "H1", "word": "second", "tags": ["b"]})

    for slug in ("word", "tags"):
        for one in attio.history("boats", boat, slug, show_historic=True):
            assert one["active_until"] is None or one["active_from"] <= one["active_until"]
    assert attio.plain("boats")[0]["word"] == ["second"]


def test_a_clock_of_somebodys_own_says_what_a_history_may_have() -> None:
    attio = Attio(WORKSPACE, clock=lambda: START)
    attio.simple("boats", "hull", {"hull": "H1"})
    (boat,) = attio.ids("boats")
    assert write(attio, boat, "word", row("x", "2025-01-01T00:00:00Z", None)).status == 200
    assert write(attio, boat, "word", row("x", "2025-01-01T00:00:00.001Z", None)).status == 400


@pytest.mark.covers("history.intervals", "history.open")
def test_several_values_may_overlap_and_the_newest_stands_first(attio: Attio, boat: str) -> None:
    written = write(
        attio, boat, "tags", row("a", JAN, None), row("b", MARCH, None), row("c", JAN, MARCH), row("b", JAN, FEB)
    )
    assert written.status == 200, written
    assert attio.plain("boats")[0]["tags"] == ["b", "a"]
    assert sorted(seen(written.body["data"]), key=str) == [
        ("a", JAN, None),
        ("b", JAN, FEB),
        ("b", MARCH, None),
        ("c", JAN, MARCH),
    ]


FORMS: tuple[tuple[str, Any, Any], ...] = (
    ("word", {"value": "x"}, "x"),
    ("length", 5, 5),
    ("length", {"value": 5.5}, 5.5),
    ("stage", {"status": "Won"}, "Won"),
    ("tags", {"option": "b"}, "b"),
    ("names", "Acme.com", {"domain": "acme.com", "root_domain": "acme.com"}),
)


@pytest.mark.parametrize(("attribute", "sent", "shown"), FORMS, ids=[f"{one[0]} {one[1]}" for one in FORMS])
def test_a_value_has_the_forms_of_any_write(attio: Attio, boat: str, attribute: str, sent: Any, shown: Any) -> None:
    written = write(attio, boat, attribute, row(sent, JAN, None))
    assert (written.status, [plain_value(one) for one in written.body["data"]]) == (200, [shown])


def test_a_reference_without_another_side_is_written(attio: Attio, boat: str) -> None:
    (person,) = attio.ids("people")
    reference = {"target_object": "people", "target_record_id": person}
    assert write(attio, boat, "owner", row(reference, JAN, None)).status == 200
    query = {"filter": {"owner": {"target_object": "people", "target_record_id": person}}}
    found = attio.ask("POST", "/v2/objects/boats/records/query", query).body["data"]
    assert [one["id"]["record_id"] for one in found] == [boat]
    attio.ask("DELETE", f"/v2/objects/people/records/{person}")
    assert "owner" not in attio.plain("boats")[0]


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2024-01-01T00:00:00.123456Z", "2024-01-01T00:00:00.123000000Z"),
        ("2024-01-01T01:00:00+01:00", "2024-01-01T00:00:00.000000000Z"),
        ("2023-12-31t23:00:00-01:00", "2024-01-01T00:00:00.000000000Z"),
        ("1969-07-20T20:17:40Z", "1969-07-20T20:17:40.000000000Z"),
        ("0912-01-02T03:04:05z", "0912-01-02T03:04:05.000000000Z"),
        ("2025-01-01T00:00:00Z", "2025-01-01T00:00:00.000000000Z"),  # now
    ],
)
def test_times_are_those_of_rfc_3339(attio: Attio, boat: str, moment: str, shown: str) -> None:
    written = write(attio, boat, "word", row("x", moment, None))
    assert [one["active_from"] for one in written.body["data"]] == [shown]
    assert attio.history("boats", boat, "word") == written.body["data"]


@pytest.mark.covers("history.open")
def test_the_index_of_unique_values_has_the_open_ones(attio: Attio, boat: str) -> None:
    other = attio.create("boats", {"hull": "H2", "names": ["b.com"]}).body["data"]["id"]["record_id"]
    # what has ended need not be unique, of another record as of this one
    rows = (row("b.com", JAN, FEB), row("a.com", FEB, None), row("c.com", JAN, None))
    assert write(attio, boat, "names", *rows).status == 200
    assert write(attio, other, "names", row("b.com", MARCH, None), row("a.com", JAN, FEB)).status == 200

    def holder(name: str) -> Any:
        found = attio.ask("POST", "/v2/objects/boats/records/query", {"filter": {"names": name}}).body["data"]
        return [one["id"]["record_id"] for one in found]

    assert [holder(f"{one}.com") for one in "abc"] == [[boat], [other], [boat]]
    assert attio.public("boats", "names", {"names": ["c.com"]}).body["data"]["id"]["record_id"] == boat
    taken = write(attio, other, "names", row("x.com", JAN, None), row("A.com", JAN, None))
    assert (taken.status, taken.body["code"]) == (400, "uniqueness_conflict")
    assert boat in taken.body["message"]
    # what is no longer there is free again
    assert write(attio, boat, "names", row("c.com", JAN, None)).status == 200
    assert write(attio, other, "names", row("a.com", JAN, None)).status == 200
    assert [holder(f"{one}.com") for one in "abc"] == [[other], [], [boat]]


@pytest.mark.covers("history.written")
def test_no_webhook_is_told(attio: Attio, boat: str) -> None:
    subscriptions = [{"event_type": one, "filter": None} for one in ("record.updated", "list-entry.updated")]
    attio.ask("POST", "/v2/webhooks", {"data": {"target_url": "https://acme.com/hook", "subscriptions": subscriptions}})
    assert write(attio, boat, "word", row("x", JAN, None)).status == 200
    entry = entries(attio)[1]
    assert put_entry(attio, entry, "level", row("High", JAN, None)).status == 200
    assert attio.emulator.deliveries() == []
    attio.simple("boats", "hull", {"hull": "H1", "word": "y"})
    assert len(attio.emulator.deliveries()) == 1


def test_a_snapshot_keeps_a_written_history(attio: Attio, boat: str) -> None:
    write(attio, boat, "word", row("x", JAN, FEB), row("y", FEB, None))
    again = Attio()
    again.emulator.restore(attio.emulator.snapshot())
    assert again.history("boats", boat, "word", show_historic=True) == attio.history(
        "boats", boat, "word", show_historic=True
    )
    assert again.stored() == attio.stored()


def entries(attio: Attio) -> tuple[str, str]:
    """The list of people, and an entry of it."""
    attio.ask("POST", "/v2/lists", {"data": new_list("sales")})
    made = attio.ask("POST", "/v2/lists/sales/attributes", {"data": new_attribute("level", "select", title="L")})
    assert made.status == 200, made
    attio.ask("POST", "/v2/lists/sales/attributes/level/options", {"data": {"title": "High"}})
    parent = {"parent_record_id": attio.ids("people")[0], "parent_object": "people", "entry_values": {}}
    entry = attio.ask("POST", "/v2/lists/sales/entries", {"data": parent}).body["data"]["id"]["entry_id"]
    return "sales", str(entry)


def put_entry(attio: Attio, entry: str, attribute: str, *rows: Any) -> Answer:
    path = f"/v2/lists/sales/entries/{entry}/attributes/{attribute}/values"
    return attio.ask("PUT", path, {"data": {"values": list(rows), "replace_history": True}})


@pytest.mark.covers("PUT /v2/lists/{list}/entries/{entry}/attributes/{attribute}/values")
def test_the_history_of_an_entry(attio: Attio) -> None:
    slug, entry = entries(attio)
    written = put_entry(attio, entry, "level", row("High", FEB, None), row("High", JAN, FEB))
    assert (written.status, seen(written.body["data"])) == (200, [("High", JAN, FEB), ("High", FEB, None)])
    path = f"/v2/lists/{slug}/entries/{entry}/attributes/level/values"
    assert attio.ask("GET", path, show_historic="true") == written
    shown = attio.ask("GET", f"/v2/lists/{slug}/entries/{entry}").body["data"]["entry_values"]["level"]
    assert [plain_value(one) for one in shown] == ["High"]
    for fixed in ("parent_record", "entry_id", "created_at", "created_by"):
        refused = put_entry(attio, entry, fixed, row("x", JAN, None))
        assert (refused.status, refused.body["code"]) == (400, "system_edit_unauthorized"), fixed
    assert put_entry(attio, entry, "nope", row("x", JAN, None)).body["code"] == "value_not_found"
    assert put_entry(attio, NOBODY, "level", row("High", JAN, None)).body["code"] == "not_found"
    assert put_entry(attio, entry, "level", row("High", JAN, MARCH), row("High", FEB, None)).body["code"] == (
        "multiple_values_for_single_value_attribute"
    )

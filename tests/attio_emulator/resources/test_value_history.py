"""Writing the whole history of an attribute, of a record as of an entry: what it becomes, what is refused, what stays quiet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attio_emulator import VirtualClock, Workspace
from attio_emulator.clock import START

from tests.attio_emulator.calls import Answer, Attio, error, plain_value

NOBODY = "11111111-1111-4111-8111-111111111111"
ATTRIBUTES: tuple[Mapping[str, Any], ...] = (
    {"api_slug": "word", "type": "text"},
    {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a", "b", "c"]},
    {"api_slug": "stage", "type": "status", "statuses": ["Lead", "Won"]},
)
WORKSPACE = Workspace.from_dict(
    {
        "objects": [
            {
                "api_slug": "boats",
                "attributes": [
                    *ATTRIBUTES,
                    {"api_slug": "hull", "type": "text", "is_unique": True, "is_required": True},
                    {"api_slug": "names", "type": "domain", "is_unique": True, "is_multiselect": True},
                    {"api_slug": "length", "type": "number"},
                    {"api_slug": "old", "type": "text", "is_archived": True},
                    {
                        "api_slug": "owner",
                        "type": "record-reference",
                        "config": {"record_reference": {"allowed_objects": ["people"]}},
                    },
                ],
            },
        ],
        "records": {"people": [{"email_addresses": "p@x.com"}], "companies": [{"domains": "a.com"}]},
    }
)
JAN, FEB, MARCH, APRIL = (f"2024-{month:02}-01T00:00:00Z" for month in (1, 2, 3, 4))
Write = Callable[..., Answer]


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(step=0)


@pytest.fixture
def attio(clock: VirtualClock) -> Attio:
    return Attio(WORKSPACE, clock=clock)


@pytest.fixture
def boat(attio: Attio) -> str:
    return str(attio.create("boats", {"hull": "H1", "word": "now", "tags": ["a"]}).body["data"]["id"]["record_id"])


def row(value: Any, begin: str, end: str | None) -> dict[str, Any]:
    return {"value": value, "active_from": begin, "active_until": end}


def write(attio: Attio, boat: str, attribute: str, *rows: Any, **more: Any) -> Answer:
    path = f"/v2/objects/boats/records/{boat}/attributes/{attribute}/values"
    return attio.ask("PUT", path, {"data": {"values": list(rows), "replace_history": True} | more})


def seen(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, str, str | None]]:
    """Values with their times, a second apart at least."""

    def short(moment: str | None) -> str | None:
        return None if moment is None else moment.replace(".000000000Z", "Z")

    return [(plain_value(one), str(short(one["active_from"])), short(one["active_until"])) for one in rows]


# -- what is written -------------------------------------------------------------------------------------------------


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


# -- entries ---------------------------------------------------------------------------------------------------------


def entries(attio: Attio) -> tuple[str, str]:
    """The list of people, and an entry of it."""
    access: dict[str, Any] = {"workspace_access": "full-access", "workspace_member_access": []}
    data = {"name": "Sales", "api_slug": "sales", "parent_object": "people"}
    attio.ask("POST", "/v2/lists", {"data": data | access})
    plain: dict[str, Any] = {
        "description": None,
        "is_required": False,
        "is_unique": False,
        "is_multiselect": False,
        "config": {},
    }
    made = attio.ask(
        "POST", "/v2/lists/sales/attributes", {"data": plain | {"title": "L", "api_slug": "level", "type": "select"}}
    )
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


# -- refusals --------------------------------------------------------------------------------------------------------

SEVERAL, TWICE = "multiple_values_for_single_value_attribute", "duplicate_values"

BESIDE: tuple[tuple[str, list[tuple[Any, str, str | None]], str | None], ...] = (
    ("word", [("a", JAN, FEB), ("b", FEB, MARCH)], None),
    ("word", [("a", JAN, MARCH), ("b", FEB, APRIL)], SEVERAL),
    ("word", [("b", FEB, APRIL), ("a", JAN, MARCH)], SEVERAL),
    ("word", [("a", JAN, APRIL), ("b", FEB, MARCH)], SEVERAL),
    ("word", [("a", JAN, None), ("b", FEB, MARCH)], SEVERAL),
    ("word", [("a", JAN, None), ("b", FEB, None)], SEVERAL),
    ("word", [("a", JAN, None), ("a", JAN, None)], SEVERAL),
    ("word", [("a", JAN, FEB), ("b", FEB, "2024-02-01T00:00:00.001Z"), ("c", FEB, None)], SEVERAL),
    ("word", [("a", FEB, None), ("b", JAN, "2024-02-01T00:00:00.001Z")], SEVERAL),
    ("word", [("a", JAN, "2024-02-01T01:00:00+01:00"), ("b", FEB, None)], None),
    ("tags", [("a", JAN, None), ("b", JAN, None)], None),
    ("tags", [("a", JAN, FEB), ("a", FEB, None)], None),
    ("tags", [("a", JAN, None), ("b", JAN, None), ("a", FEB, None)], TWICE),
    ("tags", [("a", JAN, MARCH), ("a", FEB, APRIL)], TWICE),
    ("tags", [("a", JAN, None), ({"option": "a"}, FEB, MARCH)], TWICE),
    ("names", [("A.com", JAN, None), ("a.com", FEB, None)], TWICE),
)


@pytest.mark.covers(
    "history.intervals", "error 400 duplicate_values", "error 400 multiple_values_for_single_value_attribute"
)
def test_what_may_be_beside_each_other_and_what_may_not(attio: Attio, boat: str) -> None:
    before = attio.stored()
    for attribute, rows, code in BESIDE:
        answer = write(attio, boat, attribute, *(row(*one) for one in rows))
        if code is None:
            assert answer.status == 200, (attribute, rows, answer)
            attio.emulator.restore(attio.emulator.snapshot() | {name: before[name] for name in ("records",)})
        else:
            assert (answer.status, answer.body["code"]) == (400, code), (attribute, rows)
            assert f'"{attribute}"' in answer.body["message"]
            assert attio.stored() == before


@pytest.mark.covers("history.open")
def test_a_required_attribute_needs_an_open_value(attio: Attio, boat: str) -> None:
    before = attio.stored()
    refused = write(attio, boat, "hull", row("H1", JAN, FEB))
    said = f'Required value for attribute with ID "{attio.attribute_id("boats", "hull")}" was not provided.'
    assert refused == error(400, "missing_value", said)
    assert attio.stored() == before
    assert write(attio, boat, "hull", row("H0", JAN, FEB), row("H1", FEB, None)).status == 200


def _rows(*paths: str) -> list[list[Any]]:
    return [[int(step) if step.isdecimal() else step for step in path.split(".")] for path in paths]


GOOD = row("x", JAN, None)
BODIES: tuple[tuple[Any, list[list[Any]]], ...] = (
    ({}, _rows("data.values", "data.replace_history")),
    ({"values": [GOOD]}, _rows("data.replace_history")),
    ({"values": [GOOD], "replace_history": False}, _rows("data.replace_history")),
    ({"values": [GOOD], "replace_history": 1}, _rows("data.replace_history")),
    ({"values": [GOOD], "replace_history": "true"}, _rows("data.replace_history")),
    ({"values": [], "replace_history": True}, _rows("data.values")),
    ({"values": [GOOD] * 401, "replace_history": True}, _rows("data.values")),
    ({"values": GOOD, "replace_history": True}, _rows("data.values")),
    ({"values": None, "replace_history": True}, _rows("data.values")),
    ({"values": ["x"], "replace_history": True}, _rows("data.values.0")),
    (
        {"values": [{}], "replace_history": True},
        _rows("data.values.0.value", "data.values.0.active_from", "data.values.0.active_until"),
    ),
    (
        {"values": [GOOD, {"value": "x", "active_from": JAN}], "replace_history": True},
        _rows("data.values.1.active_until"),
    ),
    ({"values": [row(None, JAN, None)], "replace_history": True}, _rows("data.values.0.value")),
    ({"values": [row(["x"], JAN, None)], "replace_history": True}, _rows("data.values.0.value")),
    ({"values": [row("x", "2024-01-01", None)], "replace_history": True}, _rows("data.values.0.active_from")),
    ({"values": [row("x", "2024-01-01T00:00:00", None)], "replace_history": True}, _rows("data.values.0.active_from")),
    ({"values": [row("x", "2024-02-30T00:00:00Z", None)], "replace_history": True}, _rows("data.values.0.active_from")),
    ({"values": [{**GOOD, "active_from": 1704067200}], "replace_history": True}, _rows("data.values.0.active_from")),
    ({"values": [{**GOOD, "active_from": None}], "replace_history": True}, _rows("data.values.0.active_from")),
    ({"values": [row("x", JAN, "")], "replace_history": True}, _rows("data.values.0.active_until")),
    ({"values": [row("x", FEB, FEB)], "replace_history": True}, _rows("data.values.0.active_until")),
    ({"values": [row("x", FEB, JAN)], "replace_history": True}, _rows("data.values.0.active_until")),
    (
        {"values": [row("x", "9999-01-01T00:00:00Z", None)], "replace_history": True},
        _rows("data.values.0.active_from"),
    ),
    (
        {"values": [row("x", JAN, "9999-01-01T00:00:00Z")], "replace_history": True},
        _rows("data.values.0.active_until"),
    ),
    (
        {"values": [row("x", "9999-01-01T00:00:00Z", FEB), row("x", FEB, JAN)], "replace_history": True},
        _rows("data.values.0.active_from", "data.values.0.active_until", "data.values.1.active_until"),
    ),
)


@pytest.mark.parametrize(("data", "paths"), BODIES, ids=[str(one[0])[:70] for one in BODIES])
def test_a_body_that_is_none(attio: Attio, boat: str, data: Any, paths: list[list[Any]]) -> None:
    before = attio.stored()
    path = f"/v2/objects/boats/records/{boat}/attributes/word/values"
    answer = attio.ask("PUT", path, {"data": data})
    assert (answer.status, answer.body["code"], answer.body["message"]) == (
        400, "validation_type", "Body payload validation error.",
    )  # fmt: skip
    assert [one["path"] for one in answer.body["validation_errors"]] == paths
    assert attio.stored() == before


def test_a_value_and_a_flag_that_are_missing_are_told_as_those_that_are_wrong(attio: Attio, boat: str) -> None:
    path = f"/v2/objects/boats/records/{boat}/attributes/word/values"

    def told(data: Any) -> Any:
        return attio.ask("PUT", path, {"data": data}).body["validation_errors"]

    missing = told({"values": [{"active_from": JAN, "active_until": None}]})
    assert missing == [
        {"code": "invalid", "path": ["data", "values", 0, "value"], "message": "Invalid input"},
        {"code": "invalid", "path": ["data", "replace_history"], "message": "Invalid literal value, expected true"},
    ]
    assert missing == told({"values": [row(None, JAN, None)], "replace_history": False})


@pytest.mark.covers("history.written")
def test_400_values_are_taken(attio: Attio, boat: str) -> None:
    days = [f"{1600 + number}-01-01T00:00:00Z" for number in range(401)]
    rows = [row(f"w{number}", days[number], days[number + 1]) for number in range(400)]
    written = write(attio, boat, "word", *reversed(rows))
    assert [one["value"] for one in written.body["data"]] == [f"w{number}" for number in range(400)]


VALUES: tuple[tuple[str, Any, str, str], ...] = (
    ("word", 5, "validation_type", 'An invalid value was passed to attribute with slug "word".'),
    ("length", "long", "validation_type", 'An invalid value was passed to attribute with slug "length".'),
    ("length", True, "validation_type", 'An invalid value was passed to attribute with slug "length".'),
    ("tags", "z", "value_not_found", 'Cannot find select attribute with select option title "z".'),
    ("names", "no domain", "validation_type", 'An invalid value was passed to attribute with slug "names".'),
    ("owner", {"target_object": "people", "target_record_id": NOBODY}, "value_not_found",
     f'Could not find a record for the value "{NOBODY}" of attribute with slug "owner".'),
)  # fmt: skip


@pytest.mark.parametrize(("attribute", "sent", "code", "said"), VALUES, ids=[f"{one[0]} {one[1]}" for one in VALUES])
def test_a_value_that_the_attribute_does_not_take(
    attio: Attio, boat: str, attribute: str, sent: Any, code: str, said: str
) -> None:
    before = attio.stored()
    good = {"word": "x", "length": 1, "tags": "a", "names": "a.com"}.get(attribute)
    rows = [row(sent, FEB, None)] if good is None else [row(good, JAN, FEB), row(sent, FEB, None)]
    answer = write(attio, boat, attribute, *rows)
    assert (answer.status, answer.body["code"], answer.body["message"]) == (400, code, said)
    assert attio.stored() == before


@pytest.mark.parametrize("attribute", ["record_id", "created_at", "created_by"])
def test_what_attio_writes_has_no_written_history(attio: Attio, boat: str, attribute: str) -> None:
    said = f'The history of attribute with slug "{attribute}" cannot be written.'
    assert write(attio, boat, attribute, row("x", JAN, None)) == error(400, "system_edit_unauthorized", said)


@pytest.mark.parametrize("attribute", ["company", "last_interaction", "first_calendar_interaction"])
def test_relationships_and_what_is_enriched_have_none_either(attio: Attio, attribute: str) -> None:
    (person,), (company,) = attio.ids("people"), attio.ids("companies")
    path = f"/v2/objects/people/records/{person}/attributes/{attribute}/values"
    value = {"target_object": "companies", "target_record_id": company} if attribute == "company" else "x"
    before = attio.stored()
    said = f'The history of attribute with slug "{attribute}" cannot be written.'
    answer = attio.ask("PUT", path, {"data": {"values": [row(value, JAN, None)], "replace_history": True}})
    assert answer == error(400, "system_edit_unauthorized", said)
    assert attio.stored() == before


@pytest.mark.covers("error 404 value_not_found")
@pytest.mark.parametrize("attribute", ["nope", "old", NOBODY])
def test_an_attribute_that_is_not_there(attio: Attio, boat: str, attribute: str) -> None:
    said = f'Attribute with slug/ID "{attribute}" not found.'
    assert write(attio, boat, attribute, row("x", JAN, None)) == error(404, "value_not_found", said)


def test_records_and_objects_that_are_not_there(attio: Attio, boat: str) -> None:
    assert write(attio, NOBODY, "word", GOOD) == error(404, "not_found", f'Record with ID "{NOBODY}" not found.')
    path = f"/v2/objects/planets/records/{boat}/attributes/word/values"
    body = {"data": {"values": [GOOD], "replace_history": True}}
    assert attio.ask("PUT", path, body) == error(404, "not_found", 'Object with slug/ID "planets" not found.')
    assert attio.ask("PUT", path.replace("planets", "deals"), body).body["code"] == "standard_object_disabled"
    other = attio.create("boats", {"hull": "H2"}).body["data"]["id"]["record_id"]
    merge = {"data": {"primary_record_id": boat, "secondary_record_id": other}}
    assert attio.ask("POST", "/v2/objects/boats/records/merge", merge).status == 200
    assert write(attio, boat, "word", GOOD).body["code"] == "not_found"

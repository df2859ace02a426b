"""Snapshot, restore and reset; IDs that are never given twice; two emulators, two runs."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from attio_emulator import Emulator, Ids, Missing, StateError, VirtualClock, Workspace, WorkspaceError

from tests.attio_emulator.calls import Answer, Attio, assertion, plain_value

WORKSPACE = Workspace.from_dict(
    {
        "objects": [{"api_slug": "users", "active": True}],
        "records": {"companies": [{"domains": "seed.com"}]},
    }
)
LATER = "2024-05-01T12:00:00.000Z"


def lived() -> Attio:
    """An emulator with records, history, references, refusals and a batch that waits."""
    attio = Attio(WORKSPACE, batch_lag=60)
    attio.simple(
        "people", "email_addresses", {"email_addresses": "A@x.com", "name": "Bloggs, Joe", "company": "seed.com"}
    )
    attio.simple("people", "email_addresses", {"email_addresses": "a@x.com", "name": "Bloggs, Jo"}, append=True)
    attio.simple("people", "email_addresses", {"email_addresses": "bob"})
    attio.simple("users", "user_id", {"user_id": "u-1", "primary_email_address": "a@x.com", "person": "a@x.com"})
    attio.batch(assertion("people", "email_addresses", {"email_addresses": "late@x.com"}, at=LATER))
    return attio


def settled(snapshot: dict[str, Any]) -> dict[str, Any]:
    """A snapshot without the clock, which a reading moves."""
    return {name: value for name, value in snapshot.items() if name != "clock"}


@pytest.mark.covers("emulator.snapshot")
def test_a_snapshot_restores_everything_into_another_emulator() -> None:
    attio = lived()
    snapshot = attio.emulator.snapshot()
    assert json.loads(json.dumps(snapshot)) == snapshot
    other = Attio()
    other.emulator.restore(json.loads(json.dumps(snapshot)))
    assert settled(other.emulator.snapshot()) == settled(snapshot)
    for slug in ("people", "companies", "users"):
        assert other.emulator.records(slug) == attio.emulator.records(slug)
    (person,) = attio.ids("people")
    assert other.history("people", person, "name", show_historic=True) == attio.history(
        "people", person, "name", show_historic=True
    )
    assert (
        other.simple("people", "email_addresses", {"email_addresses": "a@X.com"}).body["data"]["id"]["record_id"]
        == person
    )
    conflict = other.create("users", {"user_id": "u-2", "primary_email_address": "A@x.com"})
    assert (conflict.status, conflict.body["code"]) == (400, "uniqueness_conflict")


@pytest.mark.covers("batch.lag")
def test_a_restored_batch_is_applied_when_its_time_has_come() -> None:
    snapshot = lived().emulator.snapshot()
    clock = VirtualClock()
    attio = Attio(clock=clock)
    attio.emulator.restore(snapshot)
    assert len(attio.plain("people")) == 1
    clock.advance(61)
    assert len(attio.ask("POST", "/v2/objects/people/records/query", {}).body["data"]) == 2


def test_time_does_not_go_back_after_a_restore() -> None:
    attio = lived()
    snapshot = attio.emulator.snapshot()
    other = Attio()
    other.emulator.restore(snapshot)
    assert other.emulator.clock() >= snapshot["clock"]


def test_a_snapshot_is_a_copy() -> None:
    attio = lived()
    snapshot = attio.emulator.snapshot()
    kept = copy.deepcopy(snapshot)
    attio.emulator.flush()
    attio.simple("people", "email_addresses", {"email_addresses": "a@x.com", "name": None})
    assert snapshot == kept
    attio.emulator.restore(snapshot)
    snapshot["records"]["people"].clear()
    snapshot["ledger"].clear()
    now = attio.emulator.snapshot()
    assert settled(now) == settled(kept) | {"ids": attio.emulator.ids.count, "requests": now["requests"]}


def test_a_restored_state_knows_how_late_a_batch_was_heard() -> None:
    attio = Attio(WORKSPACE)
    new, old = (
        assertion(
            "people",
            "email_addresses",
            {"email_addresses": "a@x.com", "job_title": title},
            at=f"2024-05-0{day}T12:00:00Z",
        )
        for title, day in (("new", 2), ("old", 1))
    )
    attio.batch(new)
    other = Attio()
    other.emulator.restore(attio.emulator.snapshot())
    other.batch(old)
    assert [row["job_title"] for row in other.plain("people")] == [["new"]]


def test_a_record_that_is_only_taken_as_there_stays_so_until_it_is_written() -> None:
    asked: list[str] = []

    def judge(missing: Missing) -> bool:
        asked.append(str(missing.value))
        return True

    person = {"email_addresses": "a@x.com", "company": "there.com"}
    attio = Attio(WORKSPACE)
    attio.emulator.existing = judge
    attio.simple("people", "email_addresses", person)
    state = json.loads(json.dumps(attio.emulator.snapshot()))
    other = Attio()
    other.emulator.existing = judge
    other.emulator.restore(state)
    assert settled(other.emulator.snapshot()) == settled(state)
    other.simple("people", "email_addresses", person)
    other.simple("companies", "domains", {"domains": "there.com"})
    other.simple("people", "email_addresses", person)
    # asked again of the record that the state has, and no more after the write
    assert asked == ["there.com", "there.com"]
    assert other.emulator.counts()["companies"] == len(state["records"]["companies"])
    assert other.emulator.snapshot()["taken_as_there"] == {}
    # a person is as uncertain as the company that was presumed to exist when it was created
    needs = [["companies", "domains", "there.com"]]
    (one,) = [one for one in state["taken_as_there"].values() if "needs" in one]
    assert one == {"object": "people", "attribute": "email_addresses", "value": "a@x.com", "needs": needs}
    # a state from before there was such a thing
    older = without("taken_as_there")(state)
    other.emulator.restore(older)
    assert other.emulator.snapshot()["taken_as_there"] == {}


# -- reset -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["seed", "empty"])
def test_reset(to: str) -> None:
    attio = lived()
    attio.emulator.activate("deals")
    attio.emulator.faults.replace([{"status": 500}])
    attio.emulator.reset(to=to)
    assert attio.emulator.counts() == ({"companies": 1} if to == "seed" else {})
    assert attio.emulator.journal == attio.emulator.ledger == []
    assert attio.emulator.faults.rules == []
    assert attio.emulator.snapshot()["queue"] == []
    assert not attio.emulator.workspace.objects["deals"].active
    assert attio.emulator.workspace.objects["users"].active
    assert attio.ask("GET", "/v2/objects").status == 200


def test_reset_to_anything_else_is_refused_and_nothing_is_changed() -> None:
    attio = lived()
    before = settled(attio.emulator.snapshot())
    with pytest.raises(ValueError, match="^cannot reset to 'sed'; expected seed or empty$"):
        attio.emulator.reset(to="sed")
    assert settled(attio.emulator.snapshot()) == before


# -- ids -------------------------------------------------------------------------------------------------------------


@pytest.mark.covers("emulator.ids")
def test_no_id_is_given_twice_by_resets_deletions_and_restores() -> None:
    attio = Attio(WORKSPACE)
    seen: list[str] = attio.ids("companies")
    for number in range(3):
        snapshot = attio.emulator.snapshot()
        for name in ("x", "y"):
            attio.simple("companies", "domains", {"domains": f"{name}{number}.com"})
        seen += attio.ids("companies")[-2:]
        attio.ask("DELETE", f"/v2/objects/companies/records/{seen[-1]}")
        attio.emulator.restore(snapshot)
        attio.emulator.reset()
        seen += attio.ids("companies")
    other = Attio(WORKSPACE)
    other.emulator.restore(attio.emulator.snapshot())
    other.simple("companies", "domains", {"domains": "z.com"})
    seen.append(other.ids("companies")[-1])
    assert len(set(seen)) == len(seen) == 11


def test_equal_seeds_give_equal_ids_and_other_seeds_others() -> None:
    first, same, other = (Attio(WORKSPACE, seed=seed).ids("companies") for seed in (7, 7, 8))
    assert first == same != other
    assert Attio(WORKSPACE, ids=Ids(7)).ids("companies") == first


def test_no_id_of_a_request_is_given_twice_by_a_restore() -> None:
    attio = Attio(journal_limit=0)
    for _ in range(3):
        attio.simple("people", "email_addresses", {"email_addresses": "bob"})
    other = Attio(journal_limit=0)
    other.emulator.restore(attio.emulator.snapshot())
    for _ in range(3):
        other.simple("people", "email_addresses", {"email_addresses": "bob"})
    told = [row["request_id"] for row in other.emulator.ledger]
    assert len(set(told)) == len(told) == 6


# -- damaged snapshots -----------------------------------------------------------------------------------------------

Damage = Callable[[dict[str, Any]], Any]


def without(name: str) -> Damage:
    return lambda state: {key: value for key, value in state.items() if key != name}


def with_(**members: Any) -> Damage:
    return lambda state: state | members


def person(**members: Any) -> Damage:
    def damage(state: dict[str, Any]) -> dict[str, Any]:
        record = state["records"]["people"][0]
        return state | {"records": {**state["records"], "people": [record | members]}}

    return damage


REFUSED: tuple[tuple[str, Damage, str], ...] = (
    ("null", lambda state: None, "found null, expected a snapshot: an object of version 2"),
    ("a list", lambda state: [state], "found an array, expected a snapshot: an object of version 2"),
    ("empty", lambda state: {}, "found an object without a version, expected a snapshot: an object of version 2"),
    ("a newer version", with_(version=3), "found version 3, and this program reads 1 and 2: update attio-harness"),
    ("another version", with_(version=0), "found version 0, expected a snapshot of version 2"),
    ("no workspace", without("workspace"), "the snapshot is damaged: there is no 'workspace'"),
)
DAMAGED: tuple[tuple[str, Damage], ...] = (
    ("no records", without("records")),
    ("records a list", with_(records=[])),
    ("records null", with_(records=None)),
    ("an unknown object", with_(records={"boats": [{"id": "x", "created_at": 1, "actor": [], "values": {"a": [{"data": 1}]}, "past": {}}]})),
    ("a record without an id", with_(records={"people": [{}]})),
    ("an unknown attribute", person(values={"plan": [{"data": 1}]})),
    ("a value without its time", person(values={"job_title": [{"data": "x", "actor": ["system", None]}]})),
    ("values null", person(values=None)),
    ("taken as there a list", with_(taken_as_there=["x"])),
    ("taken as there without a value", with_(taken_as_there={"x": {"object": "people"}})),
    (
        "taken as there, and others that are none",
        with_(taken_as_there={"x": {"object": "people", "attribute": "a", "value": 1, "others": [["people"]]}}),
    ),
    ("taken as there, and no such record", with_(taken_as_there={"x": {"object": "people", "attribute": "a", "value": 1}})),
    ("a queue of text", with_(queue=["x"])),
    ("documents a list", with_(documents=[])),
    ("a kind without IDs", with_(documents={"lists": []})),
    ("a queue without assertions", with_(queue=[{"request_id": "x", "due": 1, "actor": []}])),
)  # fmt: skip


@pytest.mark.parametrize(("damage", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_no_snapshot_is_refused_and_nothing_is_changed(damage: Damage, message: str) -> None:
    attio = lived()
    before = attio.emulator.snapshot()
    with pytest.raises(StateError) as told:
        attio.emulator.restore(damage(copy.deepcopy(before)))
    assert str(told.value) == message
    assert settled(attio.emulator.snapshot()) == settled(before)


@pytest.mark.covers("emulator.snapshot")
@pytest.mark.parametrize("damage", [row[1] for row in DAMAGED], ids=[row[0] for row in DAMAGED])
def test_a_damaged_snapshot_is_refused_and_no_record_is_changed(damage: Damage) -> None:
    attio = lived()
    attio.emulator.flush()
    before = attio.emulator.snapshot()
    with pytest.raises(StateError, match="^the snapshot is damaged: "):
        attio.emulator.restore(damage(copy.deepcopy(before)))
    assert settled(attio.emulator.snapshot()) == settled(before)


@pytest.mark.parametrize("damage", [row[1] for row in DAMAGED], ids=[row[0] for row in DAMAGED])
def test_a_damaged_snapshot_leaves_the_batches_that_wait(damage: Damage) -> None:
    attio = lived()
    before = attio.emulator.snapshot()
    with pytest.raises(StateError):
        attio.emulator.restore(damage(copy.deepcopy(before)))
    assert attio.emulator.snapshot()["queue"] == before["queue"]


def test_a_damaged_snapshot_leaves_the_assumptions() -> None:
    attio = lived()
    state = attio.emulator.snapshot()
    state["workspace"]["assumptions"] = {"batch.order": "array"}
    with pytest.raises(StateError):
        attio.emulator.restore(without("records")(state))
    assert attio.emulator.assumptions["batch.order"] == "received_at"


def test_a_snapshot_with_a_broken_workspace_is_refused_and_nothing_is_changed() -> None:
    attio = lived()
    before = attio.emulator.snapshot()
    with pytest.raises(WorkspaceError, match="^<dict>: /objects: found 5, expected a list of objects$"):
        attio.emulator.restore(copy.deepcopy(before) | {"workspace": {"objects": 5}})
    assert settled(attio.emulator.snapshot()) == settled(before)


@pytest.mark.parametrize(
    "members",
    [{"ids": "x"}, {"ids": True}, {"ids": -1}, {"clock": "x"}, {"created_at": "x"}, {"ledger": 5}, {"ledger": ["x"]}],
    ids=["ids", "boolean", "negative", "clock", "created_at", "ledger", "row"],
)
def test_damaged_counts_are_refused_and_nothing_is_changed(members: dict[str, Any]) -> None:
    attio = lived()
    before = attio.emulator.snapshot()
    with pytest.raises(StateError):
        attio.emulator.restore(copy.deepcopy(before) | members)
    assert settled(attio.emulator.snapshot()) == settled(before)


@pytest.mark.parametrize(
    ("slug", "data"),
    [
        ("name", "x"), ("name", [[], "b", "c"]), ("company", ["companies"]), ("company", ["companies", ["an ID"]]),
        ("company", [{}, "an ID"]), ("email_addresses", 5),
    ],
    ids=["name", "part of a name", "reference", "ID of a reference", "object of a reference", "email"],
)  # fmt: skip
def test_a_value_that_its_type_cannot_show_is_refused(slug: str, data: Any) -> None:
    attio = lived()
    state = attio.emulator.snapshot()
    state["records"]["people"][0]["values"][slug][0]["data"] = data
    with pytest.raises(StateError):
        attio.emulator.restore(state)


# -- another schema --------------------------------------------------------------------------------------------------


def test_another_schema_keeps_the_records_that_fit() -> None:
    attio = lived()
    people = attio.plain("people")
    more = WORKSPACE.to_dict()
    more["objects"].append({"api_slug": "boats"})
    attio.emulator.use_schema(Workspace.from_dict(more))
    assert attio.plain("people") == people
    assert attio.plain("boats") == []


def test_another_schema_without_the_object_of_a_record_is_refused() -> None:
    attio = Attio({"objects": [{"api_slug": "boats", "attributes": [{"api_slug": "hull", "type": "text"}]}]})
    attio.create("boats", {"hull": "1"})
    before = settled(attio.emulator.snapshot())
    with pytest.raises(StateError, match="^/objects: there are records of boats, which the new schema does not have$"):
        attio.emulator.use_schema(Workspace.standard())
    with pytest.raises(StateError):
        attio.emulator.use_schema(Workspace.from_dict({"objects": [{"api_slug": "boats"}]}))
    assert settled(attio.emulator.snapshot()) == before


# -- one beside the other ------------------------------------------------------------------------------------------------


def test_two_emulators_never_meet() -> None:
    one, two = Attio(WORKSPACE), Attio(WORKSPACE)
    one.emulator.activate("deals")
    one.simple("companies", "domains", {"domains": "one.com"})
    assert len(two.plain("companies")) == 1
    assert two.ask("GET", "/v2/objects/deals").status == 400
    assert two.ask("GET", "/v2/objects").body != one.ask("GET", "/v2/objects").body


def test_two_runs_give_the_same_answers() -> None:
    def run() -> tuple[Answer, list[dict[str, Any]]]:
        attio = lived()
        return attio.ask("POST", "/v2/objects/people/records/query", {}), attio.emulator.journal

    assert run() == run()


def test_the_emulator_of_a_plain_call_is_the_standard_workspace() -> None:
    assert Emulator().workspace == Workspace.standard()


def test_a_state_of_version_1_is_still_read() -> None:
    """Written by the version before: a list with a default, and an entry that was changed once."""
    state = orjson.loads((Path(__file__).parent / "states" / "version_1.json").read_bytes())
    before = copy.deepcopy(state)
    attio = Attio()
    attio.emulator.restore(state)
    assert state == before
    (entry,) = attio.ask("POST", "/v2/lists/sales/entries/query", {}).body["data"]
    (person,) = attio.ids("people")
    assert (entry["parent_object"], entry["parent_record_id"]) == ("people", person)
    assert [plain_value(one) for one in entry["entry_values"]["score"]] == [8]
    path = f"/v2/lists/sales/entries/{entry['id']['entry_id']}"
    every = attio.ask("GET", f"{path}/attributes/score/values", show_historic=True).body["data"]
    assert [plain_value(one) for one in every] == [7, 7, 8]  # that version wrote the default of an entry twice
    assert attio.ask("GET", f"/v2/objects/people/records/{person}/entries").body["data"][0]["list_api_slug"] == "sales"
    assert attio.ask("DELETE", path).status == 200
    other = Attio()
    other.emulator.restore(attio.emulator.snapshot())
    assert other.stored() == attio.stored()

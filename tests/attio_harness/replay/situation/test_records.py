"""A record as it was before an exchange wrote into it."""

from __future__ import annotations

from typing import Any

from attio_emulator.identified import LONG_AGO
from attio_emulator.schema.workspace import Workspace
from attio_harness.replay.situation.records import RecordSeed, before_writing, by_others, put, seed_of
from attio_harness.replay.situation.sightings import Sighting

OLD, NEW = "2026-01-01T00:00:00.000000000Z", "2026-02-01T00:00:00.000000000Z"


def value(at: str, said: str, actor: str = "app") -> dict[str, Any]:
    return {
        "active_from": at,
        "active_until": None,
        "created_by_actor": {"type": actor, "id": None},
        "value": said,
        "attribute_type": "text",
    }


def test_what_an_exchange_wrote_was_not_there() -> None:
    shown = {
        "name": [value(OLD, "a")],
        "job_title": [value(NEW, "b"), value(OLD, "c")],
        "description": [value(OLD, "d")],
    }
    assert before_writing(shown, {"job_title", "description", "other"}) == {
        "name": [value(OLD, "a")],
        "job_title": [value(OLD, "c")],
        "description": [value(OLD, "d")],
    }
    assert before_writing(shown, {"name"})["name"] == []


def test_seeds() -> None:
    row = {"created_at": OLD, "values": {"name": [value(OLD, "a")], "job_title": [value(NEW, "b")]}}
    one = Sighting(kind="record", id="r", call=0, row=row, owner="people", touched=frozenset({"job_title"}))
    seed = seed_of(one, "people")
    assert (seed.bare, seed.values) == (False, {"name": [value(OLD, "a")], "job_title": []})
    assert seed_of(Sighting(kind="record", id="r", call=0), "people").bare


def test_what_others_wrote() -> None:
    shown = {
        "a": [value(OLD, "x", "system")],
        "b": [value(OLD, "x", "system"), value(OLD, "x")],
        "c": [],
        "created_at": [value(OLD, "x", "system")],
    }
    assert set(by_others(shown)) == {"a"}


def test_records_and_values_go_into_a_snapshot() -> None:
    owners = Workspace.standard().objects
    state: dict[str, Any] = {"records": {}}
    put(state, owners, [RecordSeed(object="people", id="r", values={"job_title": [value(OLD, "CEO")]})])
    put(
        state,
        owners,
        [],
        [("people", "r", {"description": [value(NEW, "x")]}), ("people", "unknown", {}), ("companies", "r", {})],
    )
    (row,) = state["records"]["people"]
    assert (row["id"], row["created_at"]) == ("r", LONG_AGO)
    assert {slug: [one["data"] for one in rows] for slug, rows in row["values"].items()} == {
        "job_title": ["CEO"],
        "description": ["x"],
    }

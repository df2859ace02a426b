"""Objects, lists and activities have attributes by the same rules: one table of requests, sent to each, answered alike."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import pytest
from attio_emulator.resources.targets import TARGETS

from tests.attio_emulator.calls import Answer, Attio, new_attribute, new_list
from tests.attio_emulator.resources.attribute_cases import CASES, DIFFERENCES, SETUP, Case

WORKSPACE = {
    "members": [{"email_address": "alice@acme.com"}],
    "objects": [{"api_slug": "ships", "attributes": [{"api_slug": "stage", "type": "status"}]}],
    "activities": [{"api_slug": "voyages", "attributes": [{"api_slug": "stage", "type": "status"}]}],
}
STAGE = new_attribute("stage", "status")


class Place(NamedTuple):
    """A target under test: the part of its paths in the table of routes, its attributes, and those it began with."""

    part: str
    path: str
    own: tuple[str, ...]


PLACES = (
    Place("object", "/v2/objects/ships/attributes", ("record_id", "created_at", "created_by")),
    Place("list", "/v2/lists/fleet/attributes", ("entry_id", "parent_record", "created_at", "created_by")),
    Place("activity", "/v2/activities/voyages/attributes", ("record_id", "timestamp", "created_at", "created_by")),
)


@cache
def _state() -> dict[str, Any]:
    """An object, a list and an activity with the same attributes."""
    attio = Attio(WORKSPACE)
    assert attio.ask("POST", "/v2/lists", {"data": new_list("fleet")}).status == 200
    assert attio.ask("POST", "/v2/lists/fleet/attributes", {"data": STAGE}).status == 200
    for _, path, _ in PLACES:
        assert attio.ask("POST", f"{path}/stage/statuses", {"data": {"title": "Docked"}}).status == 200
        for suffix, data, options in SETUP:
            assert attio.ask("POST", path + suffix, {"data": data}).status == 200
            for title in options:
                body = {"data": {"title": title}}
                assert attio.ask("POST", f"{path}/{data['api_slug']}/options", body).status == 200
        for archived in ("old", "kind/options/Raft"):
            assert attio.ask("PATCH", f"{path}/{archived}", {"data": {"is_archived": True}}).status == 200
    return attio.emulator.snapshot()


@pytest.fixture
def attio() -> Attio:
    attio = Attio()
    attio.emulator.restore(_state())
    return attio


def sent(attio: Attio, place: Place, case: Case) -> Answer:
    path, _, query = (place.path + case.path).partition("?")
    given = dict(pair.split("=") for pair in query.split("&") if pair)
    return attio.ask(case.method, path, None if case.method == "GET" else {"data": case.data}, **given)


def said(answer: Answer) -> tuple[str, ...]:
    """The rows of a refusal with their paths, its message where it has none."""
    if answer.status < 400:
        return ()
    rows = answer.body.get("validation_errors", ())
    told = tuple(f"{'/'.join(map(str, row['path']))}: {row['message']}" for row in rows)
    return told or (answer.body["message"],)


def everything(attio: Attio, place: Place) -> dict[str, Any]:
    """What the API tells of a target's attributes, choices of each beside it."""
    out: dict[str, Any] = {}
    for one in attio.ask("GET", place.path, show_archived=True).body["data"]:
        out[one["api_slug"]] = one
        name = {"select": "options", "status": "statuses"}.get(one["type"])
        if name is not None:
            path = f"{place.path}/{one['api_slug']}/{name}"
            out[f"{one['api_slug']} {name}"] = attio.ask("GET", path, show_archived=True).body["data"]
    return out


def alike(value: Any, place: Place, names: dict[str, str]) -> Any:
    """A value with names for the IDs of the target, without times, and without the attributes the target began with."""
    if isinstance(value, dict):
        return {key: alike(one, place, names) for key, one in value.items() if key != "created_at"}
    if isinstance(value, list):
        own = [one for one in value if isinstance(one, dict) and one.get("api_slug") in place.own]
        return [alike(one, place, names) for one in value if one not in own]
    return names.get(value, value) if isinstance(value, str) else value


def names_of(told: dict[str, Any]) -> dict[str, str]:
    """ID -> what it is the ID of."""
    names: dict[str, str] = {}
    for key, one in told.items():
        for row in one if isinstance(one, list) else [one]:
            names[row["id"]["object_id"]] = "the target"
            names[row["id"]["attribute_id"]] = key.partition(" ")[0]
            names |= {row["id"][id]: row["title"] for id in ("option_id", "status_id") if id in row["id"]}
    return names


@pytest.mark.parametrize("name", CASES)
def test_every_target_answers_alike(attio: Attio, name: str) -> None:
    case = CASES[name]
    seen, difference = [], DIFFERENCES.get(name)
    for place in PLACES:
        answer = sent(attio, place, case)
        told = everything(attio, place)
        after = {key: one for key, one in told.items() if key not in place.own}
        names = names_of(told)
        seen.append((answer, alike(answer.body, place, names), alike(after, place, names)))
    first, (status, *_) = seen[0][0], (answer.status for answer, *_ in seen)
    if difference is not None:
        assert tuple(said(answer) for answer, *_ in seen) == (
            difference.on_object,
            difference.on_list,
            difference.on_activity,
        )
        return
    assert all((answer.status, *rest) == (status, *seen[0][1:]) for answer, *rest in seen)
    assert first.status == case.status, first
    lines = said(first)
    assert len(lines) >= len(case.said)
    assert all(line.startswith(start) for line, start in zip(lines, case.said, strict=False)), lines
    assert not case.said or len(lines) == len(case.said), lines


@pytest.mark.parametrize("place", PLACES, ids=[one.part for one in PLACES])
def test_a_refused_request_changes_nothing(attio: Attio, place: Place) -> None:
    before = attio.stored()
    for name, case in CASES.items():
        if case.status == 200:
            continue
        if said(sent(attio, place, case)):
            assert attio.stored() == before, name
        before = attio.stored()


def test_every_target_is_under_test() -> None:
    assert {id(TARGETS[one.part]) for one in PLACES} == {id(one) for one in TARGETS.values()}


def test_differences_have_reasons_and_cases() -> None:
    assert set(DIFFERENCES) <= set(CASES)
    assert all(one.reason and len({*one[1:]}) > 1 for one in DIFFERENCES.values())


@pytest.mark.parametrize("place", PLACES, ids=[one.part for one in PLACES])
def test_new_attributes_stand_behind_those_that_are_there(attio: Attio, place: Place) -> None:
    slugs = [one["api_slug"] for one in attio.ask("GET", place.path).body["data"]]
    assert slugs.index("created_by") < slugs.index("due") == len(slugs) - 1
    assert attio.ask("GET", place.path, limit=2, offset=len(slugs) - 1).body["data"][0]["api_slug"] == "due"


@pytest.mark.parametrize("place", PLACES, ids=[one.part for one in PLACES])
def test_a_default_value_that_is_archived_later_is_none(attio: Attio, place: Place) -> None:
    def made() -> list[Any]:
        if place.part == "object":
            answer = attio.create("ships", {})
        elif place.part == "activity":
            answer = attio.ask("POST", "/v2/activities/voyages/records", {"data": {"values": {}}})
        else:
            parent = attio.create("people", {}).body["data"]["id"]["record_id"]
            body = {"parent_record_id": parent, "parent_object": "people", "entry_values": {}}
            answer = attio.ask("POST", "/v2/lists/fleet/entries", {"data": body})
        assert answer.status == 200, answer
        data = answer.body["data"]
        return [one["option"]["title"] for one in data.get("values", data.get("entry_values"))["kind"]]

    default = {"type": "static", "template": ["Brig"]}
    assert attio.ask("PATCH", f"{place.path}/kind", {"data": {"default_value": default}}).status == 200
    assert made() == ["Brig"]
    assert attio.ask("PATCH", f"{place.path}/kind/options/Brig", {"data": {"is_archived": True}}).status == 200
    assert made() == []

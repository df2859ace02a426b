"""Calls of the API that change the schema between two events: what was uncertain stays so, and what nobody can create now is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_emulator import Request, Workspace
from attio_harness.inputs.mappings import locate_dict

from tests.attio_harness.asserting import asserts, event
from tests.attio_harness.local_segment.local import Local

NUMBER = {"api_slug": "number", "type": "text", "is_unique": True}
WORKSPACE: dict[str, Any] = {
    "objects": [
        {"api_slug": "users", "active": True, "attributes": [NUMBER]},
        {
            "api_slug": "cars",
            "singular_noun": "Car",
            "plural_noun": "Cars",
            "attributes": [
                {"api_slug": "vin", "type": "text", "is_unique": True},
                {"api_slug": "plate", "type": "text", "is_unique": True},
                {
                    "api_slug": "owner",
                    "type": "record-reference",
                    "config": {"record_reference": {"allowed_objects": ["users"]}},
                },
            ],
        },
    ]
}
ADDED = {"type": "text", "is_required": True, "is_unique": False, "is_multiselect": False, "config": {}}


def local(*mappings: dict[str, Any], **options: Any) -> Local:
    located = [one for n, row in enumerate(mappings) for one in locate_dict(row, f"/{n}")]
    return Local(located, Workspace.from_dict(WORKSPACE), **options)


def change(running: Local, method: str, path: str, **data: Any) -> None:
    sent = Request.make(method, path, json={"data": data}, token="any")
    assert running.emulator.handle(sent).status == 200


def delete(running: Local, path: str) -> None:
    assert running.emulator.handle(Request.make("DELETE", path, token="any")).status == 200


def verdict(running: Local, object: str, **values: Any) -> str:
    seq = running.take(event(object, "12:00:00", **values))
    running.advance(100)
    (trace,) = (one for one in running.traces() if one["seq"] == seq)
    (stage,) = (one for one in trace["stages"]["subscriptions"] if one["matched"])
    return str(stage["verdict"])


CHANGES: list[tuple[str, str, dict[str, Any]]] = [
    ("PATCH", "/v2/objects/users/attributes/number", {"is_unique": False}),
    ("PATCH", "/v2/objects/users/attributes/number", {"api_slug": "no"}),
    ("PATCH", "/v2/objects/cars/attributes/plate", {"api_slug": "sign"}),
    ("PATCH", "/v2/objects/cars", {"api_slug": "vehicles"}),
]


@pytest.mark.parametrize("mode", ["single", "batch"])
@pytest.mark.parametrize(("method", "path", "data"), CHANGES)
def test_what_only_may_be_there_is_as_uncertain_after_a_change_of_the_schema(
    mode: Any, method: str, path: str, data: dict[str, Any]
) -> None:
    """A user that one event named was there for certain; so was the car that another made of it."""
    cars, vehicles = (asserts(object, "vin", "vin", "owner") for object in ("cars", "vehicles"))
    running = local(cars, vehicles, mode=mode)
    assert verdict(running, "cars", vin="v", owner="u") == "unresolved"
    change(running, method, path, **data)
    object = "vehicles" if "vehicles" in data.values() else "cars"
    assert verdict(running, object, vin="w", owner="u") == "unresolved"
    assert verdict(running, object, vin="v", owner="u") == "unresolved"


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_a_value_that_may_be_another_records_is_contested_after_a_change_of_the_schema(mode: Any) -> None:
    cars = asserts("cars", "vin", "vin", "owner", "plate")
    running = local(cars, asserts("vehicles", "vin", "vin", "sign"), mode=mode)
    assert verdict(running, "cars", vin="v", owner="u", plate="p") == "unresolved"
    change(running, "PATCH", "/v2/objects/cars/attributes/plate", api_slug="sign")
    change(running, "PATCH", "/v2/objects/cars", api_slug="vehicles")
    assert verdict(running, "vehicles", vin="w", sign="p") == "unresolved"
    # once it is no longer unique, nobody can have it before
    change(running, "PATCH", "/v2/objects/vehicles/attributes/sign", is_unique=False)
    assert verdict(running, "vehicles", vin="x", sign="p") == "written"


def uncertain(running: Local) -> dict[str, Any]:
    state = running.emulator.snapshot()
    return {name: state[name] for name in ("taken_as_there", "contested", "gone") if state.get(name)}


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_nothing_that_is_uncertain_has_a_former_name(mode: Any) -> None:
    """Two cars that only others could have made may have one plate, and one that was deleted had another."""
    creates = {**asserts("cars", "vin", "vin", "plate", "owner"), "subscribe": 'event = "new"'}
    running = local(asserts("cars", "vin", "vin", "plate"), creates, mode=mode)
    assert verdict(running, "cars", vin="z", plate="z") == "written"
    (made,) = running.emulator.records("cars")
    delete(running, f"/v2/objects/cars/records/{made['id']['record_id']}")
    change(running, "PATCH", "/v2/objects/cars/attributes/owner", is_required=True)
    assert [verdict(running, "cars", vin=vin, plate="p") for vin in "vx"] == ["unresolved"] * 2
    before = uncertain(running)
    assert [*before] == ["taken_as_there", "contested", "gone"]
    assert {type(row["holder"]) for row in before["contested"]} == {str, list}

    names = {"cars": "vehicles", "vin": "code", "plate": "sign"}
    for slug in ("plate", "vin"):
        change(running, "PATCH", f"/v2/objects/cars/attributes/{slug}", api_slug=names[slug])
    change(running, "PATCH", "/v2/objects/cars", api_slug="vehicles")
    text = json.dumps(before)
    for former, now in names.items():
        text = text.replace(f'"{former}"', f'"{now}"')
    assert uncertain(running) == json.loads(text)

    change(running, "PATCH", "/v2/objects/vehicles/attributes/sign", is_unique=False)
    rows = [*uncertain(running)["contested"], *uncertain(running)["gone"]]
    assert {row["attribute"] for row in rows} == {"code", "record_id"}
    delete(running, "/v2/objects/vehicles")
    assert uncertain(running) == {}


def test_what_was_deleted_is_known_after_a_change_of_the_schema() -> None:
    """Whatever its object and attribute are called by now: an update of it is lost, and not unresolved."""
    named = [asserts("cars", "vin", "vin", "plate"), asserts("vehicles", "code", "code", "owner")]
    creates = {**asserts("vehicles", "code", "code", "plate"), "subscribe": 'event = "new"'}
    running = local(*named, creates)
    change(running, "PATCH", "/v2/objects/cars/attributes/plate", is_required=True)
    for vin in ("v", "w"):
        assert verdict(running, "cars", vin=vin, plate=vin) == "written"
    first, _ = running.emulator.records("cars")
    delete(running, f"/v2/objects/cars/records/{first['id']['record_id']}")
    change(running, "PATCH", "/v2/objects/cars/attributes/vin", api_slug="code")
    change(running, "PATCH", "/v2/objects/cars", api_slug="vehicles")
    assert [verdict(running, "vehicles", code=code) for code in "vwx"] == ["rejected", "written", "unresolved"]


def test_an_object_with_a_new_required_attribute_is_created_by_nobody() -> None:
    """Another subscription could have made the car before, and cannot now."""
    by_vin = {**asserts("cars", "vin", "vin"), "subscribe": 'event = "first"'}
    running = local(by_vin, asserts("cars", "vin", "vin", "owner"))
    change(running, "POST", "/v2/objects/cars/attributes", title="Colour", api_slug="colour", description=None, **ADDED)
    assert verdict(running, "cars", vin="v") == "rejected"
    other = local(by_vin, asserts("cars", "vin", "vin", "owner"))
    assert verdict(other, "cars", vin="w") == "written"
    change(other, "POST", "/v2/objects/cars/attributes", title="Colour", api_slug="colour", description=None, **ADDED)
    assert verdict(other, "cars", vin="v") == "rejected"

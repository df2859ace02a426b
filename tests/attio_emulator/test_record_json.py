"""Records as bytes are those that orjson makes of the plain form; `short_ways` holds every other test of the emulator to it."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from attio_emulator import Emulator, Request, Workspace
from attio_emulator.record_json import _MOST_SHAPES
from attio_emulator.types import TYPES

OF_EACH_TYPE: dict[str, Any] = {
    "checkbox": True,
    "currency": 12.5,
    "date": "2025-02-03",
    "domain": "bücher.de",
    "email-address": "Ärger@BÜCHER.de",
    "location": "1 Main St, Springfield, IL, 62701, US",
    "number": -0.5,
    "personal-name": "Lovelace, Ada \"the first\"",
    "phone-number": "+15558675309",
    "rating": 3,
    "select": "a",
    "status": "open",
    "text": 'a "quoted" line\n\\  \x7f é 😀 </script>',
    "timestamp": "2025-02-03T04:05:06Z",
    "actor-reference": "alice@acme.com",
    "record-reference": "ada@acme.com",
}  # fmt: skip


def emulator() -> Emulator:
    attributes = [
        {"api_slug": name.replace("-", "_"), "type": name, **({"options": ["a"]} if name == "select" else {}),
         **({"statuses": ["open"]} if name == "status" else {}),
         **({"config": {"record_reference": {"allowed_objects": ["people"]}}} if name == "record-reference" else {})}
        for name in OF_EACH_TYPE
    ]  # fmt: skip
    things = {"api_slug": "things", "attributes": [{"api_slug": "key", "type": "text", "is_unique": True}, *attributes]}
    return Emulator(Workspace.from_dict({
        "name": 'A "quoted" é',
        "members": [{"first_name": "Alice", "last_name": "Adams", "email_address": "alice@acme.com"}],
        "objects": [things],
        "records": {"people": [{"email_addresses": ["ada@acme.com"]}]},
        "assumptions": {"location.simple": "text"},
    }))  # fmt: skip


def answered(of: Emulator, method: str, path: str, values: dict[str, Any] | None = None) -> bytes:
    body = None if values is None else {"data": {"values": values}}
    response = of.handle(Request.make(method, path, json=body, token="t"))
    assert response.status == 200, response.body
    return response.body


def plain(of: Emulator, object: str = "things") -> bytes:
    owner = of.workspace.objects[object]
    (record,) = of.core.store.each(object)
    return orjson.dumps({"data": of.core.renderer.record(owner, record)})


def written(of: Emulator, object: str) -> bytes:
    """What no answer of Attio could have may still stand in a state."""
    (record,) = of.core.store.each(object)
    return orjson.dumps({"data": of.core.record_json.one(of.workspace.objects[object], record)})


def test_values_of_every_type_look_as_in_the_plain_form() -> None:
    assert set(OF_EACH_TYPE) == set(TYPES) - {"interaction"}
    attio = emulator()
    path = "/v2/objects/things/records/simple?matching_attribute=key"
    for name, value in OF_EACH_TYPE.items():  # each by another write, at another time
        got = answered(attio, "PUT", path, {"key": "k", name.replace("-", "_"): value})
        assert got == plain(attio)
    shown = orjson.loads(got)["data"]["values"]
    assert [slug for slug in shown if not shown[slug]] == []
    # a value that ended, an attribute without one
    answered(attio, "PUT", path, {"key": "k", "text": None, "number": 2})
    assert answered(attio, "PUT", path, {"key": "k", "rating": 1}) == plain(attio)


def test_what_becomes_of_the_schema_is_seen_by_the_next_answer() -> None:
    attio = emulator()
    path = "/v2/objects/things/records/simple?matching_attribute=key"
    ref = {"key": "k", "record_reference": "ada@acme.com", "select": "a", "text": "x"}
    got = [answered(attio, "PUT", path, ref)]
    assert got[-1] == plain(attio)
    changes: list[tuple[str, str, dict[str, Any]]] = [
        ("PATCH", "/v2/objects/things/attributes/text", {"is_archived": True}),
        ("PATCH", "/v2/objects/things/attributes/select/options/a", {"title": "b"}),
        ("POST", "/v2/objects/things/attributes", {
            "title": "New", "description": "", "api_slug": "new", "type": "text", "is_required": False,
            "is_unique": False, "is_multiselect": False, "config": {},
        }),
        ("PATCH", "/v2/objects/things", {"api_slug": "wares"}),
    ]  # fmt: skip
    for method, where, data in changes:
        response = attio.handle(Request.make(method, where, json={"data": data}, token="t"))
        assert response.status == 200, response.body
        slug = "wares" if where == "/v2/objects/things" else "things"
        (record,) = attio.core.store.each(slug)
        got.append(answered(attio, "GET", f"/v2/objects/{slug}/records/{record.id}"))
        assert got[-1] == plain(attio, slug)
    assert len(set(got)) == len(got)


def test_an_attribute_that_points_to_an_inactive_object_alone_is_not_shown() -> None:
    of = Emulator(Workspace.from_dict({
        "objects": [{"api_slug": "users", "active": True}, {"api_slug": "cars", "attributes": [
            {"api_slug": "user", "type": "record-reference", "config": {"record_reference": {"allowed_objects": ["users"]}}}]}],
        "records": {"cars": [{}]},
    }))  # fmt: skip
    (car,) = of.core.store.each("cars")
    path = f"/v2/objects/cars/records/{car.id}"
    before = answered(of, "GET", path)
    of.deactivate("users")
    after = answered(of, "GET", path)
    assert (b'"user":[]' in before, b'"user":[]' in after) == (True, False)
    assert after == plain(of, "cars")


def test_an_interaction_of_a_state_is_shown_with_all_that_it_has() -> None:
    of = Emulator()
    of.handle(Request.make("POST", "/v2/objects/people/records", json={"data": {"values": {}}}, token="t"))
    state = of.snapshot()
    (row,) = state["records"]["people"]
    interactions = [
        slug for slug, one in of.workspace.objects["people"].attributes.items() if one.type == "interaction"
    ]
    data = {"interaction_type": "email", "attribute_type": "its own", "interacted_at": "2025-01-01T00:00:00.000000000Z"}
    row["values"][interactions[0]] = [{
        "data": data, "active_from": 5, "active_until": None, "actor": ["system", None], "request_id": "r", "received_at": None,
    }]  # fmt: skip
    of.restore(state)
    got = written(of, "people")
    assert got == plain(of, "people")
    assert b'"interaction_type":"email"' in got


def test_many_sets_of_attributes_do_not_pile_up() -> None:
    slugs = [f"a{number}" for number in range(10)]
    attributes = [{"api_slug": slug, "type": "checkbox"} for slug in slugs]
    of = Emulator(Workspace.from_dict({"objects": [{"api_slug": "things", "attributes": attributes}]}))
    for number in range(_MOST_SHAPES + 20):
        values = {slug: True for bit, slug in enumerate(slugs) if number >> bit & 1}
        answered(of, "POST", "/v2/objects/things/records", values)
    assert len(of.core.record_json._layouts["things"].shapes) <= _MOST_SHAPES


@pytest.mark.parametrize("actor", [("system", None), ("workspace-member", 'odd "id" é')])
def test_whoever_wrote_is_shown(actor: tuple[str, str | None]) -> None:
    of = Emulator()
    of.handle(
        Request.make("POST", "/v2/objects/companies/records", json={"data": {"values": {"name": "A"}}}, token="t")
    )
    state = of.snapshot()
    (row,) = state["records"]["companies"]
    row["actor"] = row["values"]["name"][0]["actor"] = list(actor)
    of.restore(state)
    assert written(of, "companies") == plain(of, "companies")


def test_the_types_that_show_the_same_members_always_are_told() -> None:
    assert {name for name, kind in TYPES.items() if not kind.fixed} == {"interaction"}

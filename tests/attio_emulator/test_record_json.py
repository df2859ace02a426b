"""Records as bytes are those that orjson makes of the plain form; `short_ways` holds every other test of the emulator to it."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from attio_emulator import Emulator, Request, Workspace
from attio_emulator.record import Record, Stamp
from attio_emulator.record_json import _MOST_SHAPES
from attio_emulator.types import TYPES
from attio_emulator.undone import undone

STAMP = Stamp(at=1_735_689_700_000, actor=("system", None), request_id="")
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


def written(of: Emulator, object: str, record: Record | None = None) -> bytes:
    """What no answer of Attio could have may still stand in a state."""
    if record is None:
        (record,) = of.core.store.each(object)
    return orjson.dumps({"data": of.core.record_json.one(of.workspace.objects[object], record)})


@pytest.fixture(params=["packed", "awake"], autouse=True)
def rest(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a record that stays awake, what was shown of it is kept."""
    if request.param == "awake":
        monkeypatch.setattr("attio_emulator.shelf.AWAKE", 12_000)


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
    answered(attio, "PUT", path, {"key": "k", "text": [], "number": 2})
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


RECORDS = "/v2/objects/people/records"
CHANGES: dict[str, tuple[str, str, Any]] = {
    "an assertion": ("PUT", f"{RECORDS}?matching_attribute=email_addresses", {"email_addresses": ["a@b.com"], "job_title": "CTO"}),
    "an update": ("PATCH", f"{RECORDS}/{{ada}}", {"job_title": "CTO"}),
    "an empty value": ("PATCH", f"{RECORDS}/{{ada}}", {"job_title": []}),
    "the other side of a relationship": ("PATCH", "/v2/objects/companies/records/{other}", {"team": ["{ada}"]}),
    "an end of the other side": ("PUT", "/v2/objects/companies/records/{acme}", {"team": []}),
    "a company that is gone": ("DELETE", "/v2/objects/companies/records/{acme}", None),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_shown_before_a_change_is_not_shown_after_it(change: str) -> None:
    of, ids = Emulator(), dict[str, str]()
    for name, object, values in (
        ("acme", "companies", {"name": "Acme"}),
        ("other", "companies", {"name": "Other"}),
        ("ada", "people", {"email_addresses": ["a@b.com"], "job_title": "CEO", "company": "{acme}"}),
    ):
        body = {"data": {"values": filled(values, ids)}}
        made = of.handle(Request.make("POST", f"/v2/objects/{object}/records", json=body, token="t"))
        ids[name] = made.json()["data"]["id"]["record_id"]
    path = f"{RECORDS}/{ids['ada']}"
    before = [answered(of, "GET", path) for _ in range(3)]
    method, where, values = CHANGES[change]
    answered(of, method, where.format(**ids), filled(values, ids))
    after = [answered(of, "GET", path) for _ in range(3)]
    assert (set(before), set(after)) == ({before[0]}, {plain(of, "people")})
    assert before[0] != after[0]


def filled(values: Any, ids: dict[str, str]) -> Any:
    """Values in which names of records have become their IDs."""
    text = json.dumps(values)
    for name, id in ids.items():
        text = text.replace(f"{{{name}}}", id)
    return json.loads(text)


def test_what_is_taken_back_is_not_shown() -> None:
    of = Emulator()
    made = answered(of, "POST", RECORDS, {"email_addresses": ["a@b.com"], "job_title": "CEO"})
    core, people = of.core, of.workspace.objects["people"]
    record = core.store.get("people", orjson.loads(made)["data"]["id"]["record_id"])
    assert record is not None
    before = [written(of, "people", record) for _ in range(3)]
    with undone(core.store):
        core.writer.update(people, record, {"job_title": "CTO"}, form="public", append=False, stamp=STAMP, pointer="")
        assert written(of, "people", record) != before[0]
        written(of, "people", record)
    assert {written(of, "people", record) for _ in range(3)} == set(before) == {plain(of, "people")}


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

"""The schema that answers show goes into a workspace, or is told not to."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.replay.calls import called
from attio_harness.replay.situation.schema import Schema, inferred
from attio_harness.replay.situation.sightings import sightings

from tests.attio_harness.replay.made import exchange

OBJECT, ATTRIBUTE, OTHER, OPTION, MEMBER = (f"{digit * 8}-1111-4111-8111-111111111111" for digit in "abcde")
RECORD = "f" * 8 + "-1111-4111-8111-111111111111"
STAMP = {
    "active_from": "2026-01-01T00:00:00.000000000Z",
    "active_until": None,
    "created_by_actor": {"type": "workspace-member", "id": MEMBER},
}


def schema_of(*exchanges: Any, base: Workspace | None = None) -> Schema:
    calls = [called(one, one.path) for one in exchanges]
    return inferred(base or Workspace.standard(), calls, list(sightings(calls)))


def attribute(**more: Any) -> dict[str, Any]:
    return {
        "id": {"workspace_id": "w", "object_id": OBJECT, "attribute_id": ATTRIBUTE}, "title": "Owner", "description": None,
        "api_slug": "owner", "type": "record-reference", "is_system_attribute": False, "is_writable": True, "is_required": False,
        "is_unique": False, "is_multiselect": False, "is_default_value_enabled": False, "is_archived": False, "default_value": None,
        "relationship": None, "config": {"currency": {"default_currency_code": None}, "record_reference": {"allowed_object_ids": None}},
        **more,
    }  # fmt: skip


def test_values_of_records_tell_objects_attributes_and_options() -> None:
    option = {
        "id": {"workspace_id": "w", "object_id": OBJECT, "attribute_id": ATTRIBUTE, "option_id": OPTION},
        "title": "Red",
        "is_archived": False,
    }
    values = {
        "colour": [{**STAMP, "option": option, "attribute_type": "select"}],
        "price": [{**STAMP, "currency_code": "EUR", "currency_value": 5, "attribute_type": "currency"}],
        "owner": [
            {**STAMP, "target_object": "people", "target_record_id": RECORD, "attribute_type": "record-reference"}
        ],
        "nothing": [],
    }
    row = {
        "id": {"workspace_id": "w", "object_id": OBJECT, "record_id": RECORD}, "created_at": "2026-01-01T00:00:00.000000000Z",
        "web_url": f"https://app.attio.com/acme/sports%20car/{RECORD}", "values": values,
    }  # fmt: skip
    found = schema_of(exchange("GET", f"/v2/objects/cars/records/{RECORD}", answer={"data": row}))
    cars = found.workspace.objects["cars"]
    assert (found.workspace.slug, cars.id, cars.singular_noun) == ("acme", OBJECT, "Sports car")
    told = {
        one.slug: (one.type, one.currency, one.allowed_objects, [(c.id, c.title) for c in one.choices])
        for one in cars.attributes.values()
        if not one.is_system
    }
    assert told == {
        "colour": ("select", None, (), [(OPTION, "Red")]),
        "price": ("currency", "EUR", (), []),
        "owner": ("record-reference", None, ("people",), []),
        "nothing": ("text", None, (), []),
    }
    assert cars.attributes["colour"].id == ATTRIBUTE
    assert [one.id for one in found.workspace.members] == [MEMBER]
    assert sorted(found.added) == [
        ("attribute", "cars.colour"),
        ("attribute", "cars.nothing"),
        ("attribute", "cars.owner"),
        ("attribute", "cars.price"),
        ("member", MEMBER),
        ("object", "cars"),
        ("option", "cars.colour: Red"),
    ]


def test_a_relationship_tells_its_other_end() -> None:
    other = {
        "id": {"workspace_id": "w", "object_id": "x", "attribute_id": OTHER},
        "object_slug": "people",
        "title": "Cars",
        "api_slug": "cars",
        "is_multiselect": True,
    }
    row = attribute(relationship=other)
    found = schema_of(exchange("GET", "/v2/objects/cars/attributes", answer={"data": [row]})).workspace
    (back,) = [one for one in found.objects["people"].attributes.values() if one.slug == "cars"]
    assert (back.id, back.title, back.is_multiselect, back.inverse) == (OTHER, "Cars", True, ("cars", "owner"))
    assert found.objects["cars"].attributes["owner"].inverse == ("people", "cars")


def test_standard_objects_are_active_where_they_or_what_points_to_them_is_shown() -> None:
    assert not Workspace.standard().objects["deals"].active
    for answer in (
        {
            "data": [
                {
                    "id": {"workspace_id": "w", "object_id": OBJECT},
                    "api_slug": "deals",
                    "singular_noun": "Deal",
                    "plural_noun": "Deals",
                }
            ]
        },
        {
            "data": [
                {"id": {"workspace_id": "w", "object_id": "o", "record_id": RECORD}, "values": {"associated_deals": []}}
            ]
        },
    ):
        path = "/v2/objects" if "api_slug" in answer["data"][0] else "/v2/objects/people/records/query"
        found = schema_of(exchange("GET" if path == "/v2/objects" else "POST", path, answer=answer)).workspace
        assert found.objects["deals"].active


def test_what_a_listing_shows_replaces_choices_and_what_values_show_adds_to_them() -> None:
    ids = {"workspace_id": "w", "object_id": OBJECT, "attribute_id": ATTRIBUTE, "status_id": OPTION}
    status = {
        "id": ids,
        "title": "New",
        "is_archived": False,
        "celebration_enabled": True,
        "target_time_in_status": None,
    }
    listed = schema_of(
        exchange("GET", "/v2/objects/deals/attributes/stage/statuses", answer={"data": [status]})
    ).workspace
    assert [one.title for one in listed.objects["deals"].attributes["stage"].choices] == ["New"]
    row = {
        "id": {"workspace_id": "w", "object_id": OBJECT, "record_id": RECORD},
        "values": {"stage": [{**STAMP, "status": status, "attribute_type": "status"}]},
    }
    valued = schema_of(exchange("GET", f"/v2/objects/deals/records/{RECORD}", answer={"data": row})).workspace
    usual = [one.title for one in Workspace.standard().objects["deals"].attributes["stage"].choices]
    assert [one.title for one in valued.objects["deals"].attributes["stage"].choices] == [*usual, "New"]


def test_an_attribute_of_an_unknown_type_is_told_and_the_others_are_there() -> None:
    row = attribute(type="hologram", config=None)
    rows = [row, attribute(api_slug="vin", type="text", config=None)]
    found = schema_of(exchange("GET", "/v2/objects/cars/attributes", answer={"data": rows}))
    assert {"vin"} == {one.slug for one in found.workspace.objects["cars"].attributes.values() if not one.is_system}
    assert found.notes == ["cars.owner is left out: it has the type hologram, which the emulator does not know."]


def test_a_schema_that_no_file_can_say_is_told_and_the_workspace_stays() -> None:
    rows = [
        {"id": {"workspace_id": "w", "workspace_member_id": id}, "email_address": "a@acme.com", "access_level": "admin"}
        for id in (MEMBER, OTHER)
    ]
    found = schema_of(exchange("GET", "/v2/workspace_members", answer={"data": rows}))
    assert (found.workspace.members, found.added) == ((), [])
    (note,) = found.notes
    assert note.startswith("What answers show of the schema goes into no workspace file: the recording")


def test_an_assertion_tells_its_matching_attribute() -> None:
    row = {
        "id": {"workspace_id": "w", "object_id": OBJECT, "record_id": RECORD},
        "values": {"vin": [{**STAMP, "value": "1", "attribute_type": "text"}]},
    }
    one = exchange("PUT", "/v2/objects/cars/records", answer={"data": row}, query=(("matching_attribute", "vin"),))
    assert schema_of(one).workspace.objects["cars"].attributes["vin"].is_unique


def test_an_attribute_that_was_seen_alone_stands_where_a_record_has_it() -> None:
    alone = attribute(api_slug="plan", title="Plan", type="text")
    row = {
        "id": {"workspace_id": "w", "object_id": OBJECT, "record_id": RECORD},
        "created_at": "2026-01-01T00:00:00.000000000Z",
        "values": {"first": [], "plan": [], "last": []},
    }
    found = schema_of(
        exchange("GET", "/v2/objects/cars/attributes/plan", answer={"data": alone}),
        exchange("GET", f"/v2/objects/cars/records/{RECORD}", answer={"data": row}),
    )
    assert [one for one in found.workspace.objects["cars"].attributes if one in row["values"]] == [*row["values"]]


def test_a_slug_that_an_attribute_got_in_the_recording_was_not_there_before() -> None:
    def renamed(old: str, new: str) -> Any:
        return exchange(
            "PATCH",
            f"/v2/objects/cars/attributes/{old}",
            answer={"data": attribute(api_slug=new, type="date")},
            body={"data": {"api_slug": new}},
        )

    row = {
        "id": {"workspace_id": "w", "object_id": OBJECT, "record_id": RECORD},
        "created_at": "2026-01-01T00:00:00.000000000Z",
        "values": {"day": []},
    }
    found = schema_of(
        renamed("date", "day"),
        exchange("GET", f"/v2/objects/cars/records/{RECORD}", answer={"data": row}),
        renamed("day", "date"),
    )
    cars = found.workspace.objects["cars"].attributes
    assert (cars["date"].type, cars["date"].id, "day" in cars) == ("date", ATTRIBUTE, False)


CHOICE = "/v2/objects/cars/attributes/colour/options"


def _option(id: str, title: str, *, is_archived: bool = False) -> dict[str, Any]:
    ids = {"workspace_id": "w", "object_id": OBJECT, "attribute_id": ATTRIBUTE, "option_id": id}
    return {"id": ids, "title": title, "is_archived": is_archived}


@pytest.mark.parametrize("later", [False, True], ids=["alone", "and a listing shows it afterwards"])
def test_a_choice_is_as_it_was_before_the_recording_changed_it(later: bool) -> None:
    blue, rose, black = OPTION, OTHER, RECORD
    changes = [
        exchange("PATCH", f"{CHOICE}/Blue", body={"data": {"title": "Navy"}}, answer={"data": _option(blue, "Navy")}),
        exchange("PATCH", f"{CHOICE}/Navy", body={"data": {"title": "Dark"}}, answer={"data": _option(blue, "Dark")}),
        exchange("PATCH", f"{CHOICE}/Rose", body={"data": {"is_archived": True}}, answer={"data": _option(rose, "Rose", is_archived=True)}),
        # nobody knows what title it had
        exchange("PATCH", f"{CHOICE}/{black}", body={"data": {"title": "Black"}}, answer={"data": _option(black, "Black")}),
    ]  # fmt: skip
    after = [_option(black, "Black"), _option(blue, "Dark"), _option(rose, "Rose", is_archived=True)]
    listed = [exchange("GET", CHOICE, answer={"data": after})] if later else []
    colour = schema_of(*changes, *listed).workspace.objects["cars"].attributes["colour"]
    were = [(blue, "Blue", False), (rose, "Rose", False), (black, f"Option {black[:8]}", False)]
    # a listing shows their order
    expected = [were[2], *were[:2]] if later else were
    assert [(one.id, one.title, one.is_archived) for one in colour.choices] == expected


def test_an_attribute_is_as_it_was_before_the_recording_changed_it() -> None:
    there = Workspace.from_dict(
        {"objects": [{"api_slug": "cars", "attributes": [{"api_slug": "vin", "type": "text"}]}]}
    )
    shown = attribute(api_slug="vin", type="text", title="Number", is_required=True, is_archived=True)
    path = "/v2/objects/cars/attributes/vin"
    body = {"data": {"title": "Number", "is_required": True, "is_archived": True}}
    found = schema_of(
        exchange("PATCH", path, body=body, answer={"data": shown}),
        exchange("GET", path, answer={"data": shown}),
        base=there,
    )
    vin = found.workspace.objects["cars"].attributes["vin"]
    assert (vin.title, vin.is_required, vin.is_archived) == ("Vin", False, False)

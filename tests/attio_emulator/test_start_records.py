"""The workspace that is given out after calls changed its schema: a workspace file, with the lists and the records that fit."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Request, Workspace

from tests.attio_emulator.calls import Attio, new_list, plain_record

COLOR = {"api_slug": "color", "type": "select", "options": ["Red", "Blue"]}
TAGS = {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a", "b"]}
WORKSPACE: dict[str, Any] = {
    "objects": [
        {
            "api_slug": "boats",
            "attributes": [
                {"api_slug": "hull", "type": "text", "is_unique": True}, COLOR, TAGS,
                {"api_slug": "length", "type": "number"},
            ],
        }
    ],
    "activities": [{"api_slug": "visits", "extends": "interactions", "attributes": [{"api_slug": "code", "type": "text"}]}],
    "lists": [
        {
            "api_slug": "fleet", "parent_object": "boats",
            "attributes": [{"api_slug": "stage", "type": "status", "statuses": ["New", "Won"]}],
            "views": [{"title": "Won", "filter": {"attribute": "stage", "op": "eq", "value": "Won"}}],
        }
    ],
    "records": {"boats": [{"hull": "1", "color": "Red", "tags": ["b", "a"], "length": 3}, {"hull": "2", "tags": "a"}]},
    "activity_records": {"visits": [{"code": "x"}]},
}  # fmt: skip
BOATS = "/v2/objects/boats"


def given_out(attio: Attio) -> dict[str, Any]:
    answer = attio.emulator.handle(Request.make("GET", "/_emulator/workspace"))
    assert answer.status == 200
    return dict(answer.json()["data"])


def again(attio: Attio) -> Attio:
    """A new emulator of the workspace that this one gives out, which gives out the same."""
    new = Attio(given_out(attio))
    assert given_out(new) == given_out(attio)
    return new


def changed(path: str, **data: Any) -> Attio:
    attio = Attio(WORKSPACE)
    answer = attio.ask("PATCH", path, {"data": data})
    assert answer.status == 200, answer
    return again(attio)


def boats(attio: Attio) -> list[dict[str, Any]]:
    names = ("color", "colour", "tags", "length", "hull")
    return [{slug: row[slug] for slug in names if row.get(slug)} for row in attio.plain("boats")]


def test_an_attribute_that_was_renamed_has_its_values_under_the_new_slug() -> None:
    attio = changed(f"{BOATS}/attributes/color", api_slug="colour")
    assert [row.get("colour") for row in boats(attio)] == [["Red"], None]


def test_an_attribute_of_an_activity_that_was_renamed_has_its_values_under_the_new_slug() -> None:
    attio = changed("/v2/activities/visits/attributes/code", api_slug="number")
    (visit,) = attio.ask("POST", "/v2/activities/visits/records/query", {}).body["data"]
    assert plain_record(visit)["number"] == ["x"]


def test_an_option_that_was_renamed_has_its_new_title_alone_and_in_lists() -> None:
    attio = changed(f"{BOATS}/attributes/color/options/Red", title="Crimson")
    assert [row.get("color") for row in boats(attio)] == [["Crimson"], None]
    attio = changed(f"{BOATS}/attributes/tags/options/a", title="first")
    assert [row["tags"] for row in boats(attio)] == [["b", "first"], ["first"]]


def test_a_title_that_went_to_another_option_is_not_taken_for_it() -> None:
    attio = Attio(WORKSPACE)
    for old, new in (("Red", "Crimson"), ("Blue", "Red")):
        assert attio.ask("PATCH", f"{BOATS}/attributes/color/options/{old}", {"data": {"title": new}}).status == 200
    assert boats(again(attio))[0]["color"] == ["Crimson"]


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("color", [{"tags": ["b", "a"], "length": [3], "hull": ["1"]}, {"tags": ["a"], "hull": ["2"]}]),
        (
            "color/options/Red",
            [{"tags": ["b", "a"], "length": [3], "hull": ["1"]}, {"tags": ["a"], "hull": ["2"]}],
        ),
        (
            "tags/options/a",
            [{"color": ["Red"], "tags": ["b"], "length": [3], "hull": ["1"]}, {"hull": ["2"]}],
        ),
    ],
)
def test_what_was_archived_is_left_out(path: str, left: list[dict[str, Any]]) -> None:
    assert boats(changed(f"{BOATS}/attributes/{path}", is_archived=True)) == left


def test_a_record_that_lacks_what_is_required_now_is_left_out() -> None:
    attio = changed(f"{BOATS}/attributes/length", is_required=True)
    assert [row["hull"] for row in boats(attio)] == [["1"]]


def test_a_required_attribute_with_a_default_or_archived_leaves_every_record() -> None:
    default = {"type": "static", "template": [1]}
    attio = changed(f"{BOATS}/attributes/length", is_required=True, default_value=default)
    assert [row["length"] for row in boats(attio)] == [[3], [1]]
    attio = changed(f"{BOATS}/attributes/length", is_required=True, is_archived=True)
    assert [row["hull"] for row in boats(attio)] == [["1"], ["2"]]


def test_lists_are_as_they_are_now() -> None:
    attio = Attio(WORKSPACE)
    assert attio.ask("POST", "/v2/lists", {"data": new_list("second", "boats")}).status == 200
    path = "/v2/lists/fleet"
    assert attio.ask("PATCH", path, {"data": {"api_slug": "harbour", "name": "Harbour"}}).status == 200
    path = "/v2/lists/harbour"
    done = {"data": {"title": "Done"}}
    assert attio.ask("PATCH", f"{path}/attributes/stage/statuses/Won", done).status == 200
    assert attio.ask("PATCH", BOATS, {"data": {"api_slug": "ships"}}).status == 200
    new = again(attio)
    shown = [(one["api_slug"], one["name"], one["parent_object"]) for one in new.ask("GET", "/v2/lists").body["data"]]
    assert shown == [("harbour", "Harbour", ["ships"]), ("second", "Second", ["ships"])]
    statuses = new.ask("GET", f"{path}/attributes/stage/statuses").body["data"]
    assert [one["title"] for one in statuses] == ["New", "Done"]
    assert new.ask("GET", f"{path}/views").body["data"][0]["title"] == "Won"
    assert new.ask("GET", "/v2/lists").body["data"][0]["id"] == attio.ask("GET", "/v2/lists").body["data"][0]["id"]


def test_a_default_value_of_a_file_finds_its_record_by_an_attribute_that_was_renamed() -> None:
    default = {"type": "static", "template": [{"target_object": "yards", "code": ["Y1"]}]}
    yard = {
        "api_slug": "yard",
        "type": "record-reference",
        "config": {"record_reference": {"allowed_objects": ["yards"]}},
        "default_value": default,
    }
    objects = [
        {"api_slug": "yards", "attributes": [{"api_slug": "code", "type": "text", "is_unique": True}]},
        {"api_slug": "boats", "attributes": [yard]},
    ]
    attio = Attio(Workspace.from_dict({"objects": objects, "records": {"yards": [{"code": "Y1"}]}}))
    path = "/v2/objects/yards/attributes/code"
    assert attio.ask("PATCH", path, {"data": {"api_slug": "number"}}).status == 200
    for one in (attio, again(attio)):
        (reference,) = one.create("boats", {}).body["data"]["values"]["yard"]
        assert [reference["target_record_id"]] == one.ids("yards")


def test_a_record_that_is_left_out_is_not_referred_to_any_more() -> None:
    one_person = {"record_reference": {"allowed_objects": ["people"]}}
    crews = {
        "api_slug": "crews",
        "attributes": [
            {"api_slug": "name", "type": "text"},
            {"api_slug": "captain", "type": "record-reference", "config": one_person},
            {"api_slug": "hands", "type": "record-reference", "is_multiselect": True, "config": one_person},
        ],
    }
    people = {"api_slug": "people", "attributes": [{"api_slug": "rank", "type": "text"}]}
    attio = Attio({
        "objects": [people, crews],
        "records": {
            "people": [{"email_addresses": "A@a.com", "rank": "1"}, {"email_addresses": "b@a.com"}],
            "crews": [
                {"name": "A", "captain": "a@a.com", "hands": ["a@a.com", "B@a.com"]},
                {"name": "B", "captain": "B@a.com"},
            ],
        },
    })  # fmt: skip
    assert attio.ask("PATCH", "/v2/objects/people/attributes/rank", {"data": {"is_required": True}}).status == 200
    found = given_out(again(attio))["records"]
    assert found["people"] == [{"email_addresses": "A@a.com", "rank": "1"}]
    assert found["crews"] == [{"name": "A", "captain": "a@a.com", "hands": ["a@a.com"]}, {"name": "B"}]
    # and who is required in turn takes others along
    assert attio.ask("PATCH", "/v2/objects/crews/attributes/captain", {"data": {"is_required": True}}).status == 200
    assert [row["name"] for row in given_out(again(attio))["records"]["crews"]] == ["A"]

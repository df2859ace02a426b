"""Relationships made over the API: two ends, each of which knows the other."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import Answer, Attio, error, new_attribute
from tests.attio_emulator.resources.schema_calls import (
    CREW,
    DISABLED,
    PEOPLE,
    SHIPS,
    TAKEN,
    WORKSPACE,
    good,
    invalid,
    listing,
    missing,
    patch,
    plain,
    post,
    restored,
    unknown,
)


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


@pytest.mark.covers("relationship.made")
def test_a_relationship_has_two_ends_that_follow_each_other(attio: Attio) -> None:
    made = good(post(attio, SHIPS, new_attribute("crew", "record-reference", is_multiselect=True, relationship=CREW)))
    other = good(attio.ask("GET", f"{PEOPLE}/serves_on"))
    assert made["relationship"] == {
        "id": other["id"],
        "object_slug": "people",
        "title": "Serves on",
        "api_slug": "serves_on",
        "is_multiselect": False,
    }
    assert other["relationship"] == {
        "id": made["id"],
        "object_slug": "ships",
        "title": "Crew",
        "api_slug": "crew",
        "is_multiselect": True,
    }
    assert made["config"]["record_reference"]["allowed_object_ids"] == [attio.object_id("people")]
    assert other["config"]["record_reference"]["allowed_object_ids"] == [attio.object_id("ships")]
    for one in (attio, restored(attio)):
        person = good(one.create("people", {"name": "Ishmael"}))["id"]["record_id"]
        ship = good(one.create("ships", {"crew": [person]}))["id"]["record_id"]
        held = good(one.ask("GET", f"/v2/objects/people/records/{person}"))["values"]["serves_on"]
        assert [value["target_record_id"] for value in held] == [ship]


@pytest.mark.covers("relationship.made")
def test_both_ends_may_have_the_same_slug_but_not_on_one_object(attio: Attio) -> None:
    alike = CREW | {"api_slug": "crew"}
    good(post(attio, SHIPS, new_attribute("crew", "record-reference", relationship=alike)))
    assert good(attio.ask("GET", f"{PEOPLE}/crew"))["relationship"]["object_slug"] == "ships"
    person = good(attio.create("people", {"name": "Ada, Ada"}))["id"]["record_id"]
    ship = good(attio.create("ships", {"crew": person}))["id"]["record_id"]
    shown = good(attio.ask("GET", f"/v2/objects/people/records/{person}"))
    assert [one["target_record_id"] for one in shown["values"]["crew"]] == [ship]
    alike = {"object": "ships", "title": "Twin", "api_slug": "twin", "is_multiselect": False}
    assert post(attio, SHIPS, new_attribute("twin", "record-reference", relationship=alike)).status == 409


@pytest.mark.covers("relationship.made")
def test_a_relationship_of_an_object_with_itself(attio: Attio) -> None:
    tender = {"object": "ships", "title": "Tenders", "api_slug": "tenders", "is_multiselect": True}
    config = {"record_reference": {"allowed_objects": [attio.object_id("ships")]}}
    good(post(attio, SHIPS, new_attribute("mother", "record-reference", relationship=tender, config=config)))
    good(patch(attio, f"{SHIPS}/mother", api_slug="tended_by"))
    first = good(attio.create("ships", {"hull": "a"}))["id"]["record_id"]
    second = good(attio.create("ships", {"hull": "b", "tended_by": first}))["id"]["record_id"]
    assert attio.plain("ships") == [
        {"hull": ["a"], "tenders": [{"target_object": "ships", "target_record_id": second}]},
        {"hull": ["b"], "tended_by": [{"target_object": "ships", "target_record_id": first}]},
    ]
    assert listing(restored(attio)) == listing(attio)


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("text", {"relationship": CREW}, plain('A relationship needs an attribute of type "record-reference".')),
        ("record-reference", {"relationship": CREW | {"object": "planets"}}, plain('Could not find an object with slug/ID "planets".')),
        ("record-reference", {"relationship": CREW | {"object": "users"}}, error(400, "standard_object_disabled", DISABLED)),
        ("record-reference", {"relationship": CREW | {"api_slug": "name"}}, error(409, "slug_conflict", TAKEN)),
        ("record-reference", {"relationship": CREW | {"object": "ships", "api_slug": "crew"}}, error(409, "slug_conflict", TAKEN)),
        ("record-reference", {"relationship": {"object": "people", "extra": 1}}, invalid(
            missing("string", "data", "relationship", "title"), missing("string", "data", "relationship", "api_slug"),
            missing("boolean", "data", "relationship", "is_multiselect"),
            unknown(["extra"], "data", "relationship"))),
        ("record-reference", {"relationship": CREW, "config": {"record_reference": {"allowed_objects": ["people", "deals"]}}},
         plain("allowed_objects must contain only the object of the relationship.")),
    ],
)  # fmt: skip
def test_a_relationship_is_refused_at_both_ends(attio: Attio, kind: str, more: Any, expected: Answer) -> None:
    before = attio.stored()
    assert post(attio, SHIPS, new_attribute("crew", kind, **more)) == expected
    assert attio.stored() == before

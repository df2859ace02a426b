"""Objects written over the API: what is created, what is refused, what a restore and a reset keep."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import Answer, Attio, error, new_attribute
from tests.attio_emulator.resources.schema_calls import (
    CARS,
    DISABLED,
    SHIPS,
    WORKSPACE,
    good,
    invalid,
    listing,
    missing,
    patch,
    plain,
    post,
    restored,
    row,
    wrong,
)


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


@pytest.mark.covers("object.every_has")
def test_a_new_object_is_there_with_what_every_object_has(attio: Attio) -> None:
    made = good(post(attio, "/v2/objects", CARS))
    assert made == CARS | {
        "id": {"workspace_id": attio.emulator.workspace.id, "object_id": attio.object_id("cars")},
        "created_at": made["created_at"],
    }
    assert good(attio.ask("GET", "/v2/objects/cars")) == made
    assert made in good(attio.ask("GET", "/v2/objects"))
    attributes = good(attio.ask("GET", "/v2/objects/cars/attributes"))
    assert [one["api_slug"] for one in attributes] == ["record_id", "created_at", "created_by"]
    assert attio.create("cars", {}).status == 200


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, invalid(missing("string", "data", "api_slug"), missing("string", "data", "singular_noun"),
                     missing("string", "data", "plural_noun"))),
        ([], invalid(wrong("object", "array", "data"))),
        (CARS | {"api_slug": 1}, invalid(wrong("string", "number", "data", "api_slug"))),
        (CARS | {"api_slug": "my cars"},
         invalid(row("Expected a slug of letters, digits, _ and -", "data", "api_slug"))),
        (CARS | {"plural_noun": ""},
         invalid(row("String must contain at least 1 character(s)", "data", "plural_noun"))),
    ],
)  # fmt: skip
def test_a_malformed_object_is_refused(attio: Attio, data: Any, expected: Answer) -> None:
    before = attio.stored()
    assert post(attio, "/v2/objects", data) == expected
    assert attio.stored() == before


@pytest.mark.covers("error 409 slug_conflict")
@pytest.mark.parametrize(
    "data",
    [CARS | {"api_slug": "ships"}, CARS | {"api_slug": "users"}, CARS | {"singular_noun": "ship"}, CARS | {"plural_noun": "People"}],
)  # fmt: skip
def test_slugs_and_names_of_objects_are_taken_once(attio: Attio, data: Any) -> None:
    message = "Failed to create object. Please ensure your api_slug and names are unique."
    assert post(attio, "/v2/objects", data) == error(409, "slug_conflict", message)


def test_nouns_of_a_standard_object_change_and_come_back(attio: Attio) -> None:
    changed = good(patch(attio, "/v2/objects/people", singular_noun="Human", plural_noun="Humans"))
    assert [changed[name] for name in ("api_slug", "singular_noun", "plural_noun")] == ["people", "Human", "Humans"]
    assert listing(restored(attio)) == listing(attio)


@pytest.mark.parametrize(
    ("object", "data", "expected"),
    [
        ("ships", {}, plain("You passed an empty payload. Please ensure you are updating at least one property in your request.")),
        ("ships", {"singular_noun": ""},
         invalid(row("String must contain at least 1 character(s)", "data", "singular_noun"))),
        ("ships", {"api_slug": "deals"},
         error(409, "slug_conflict", "Failed to update object. Please ensure api_slug is unique.")),
        ("people", {"api_slug": "persons"}, plain("Cannot update the api_slug of a standard object.")),
        ("users", {"singular_noun": "x"}, error(400, "standard_object_disabled", DISABLED)),
        ("planets", {"singular_noun": "x"}, error(404, "not_found", 'Object with slug/ID "planets" not found.')),
    ],
)  # fmt: skip
def test_a_change_of_an_object_is_refused(attio: Attio, object: str, data: Any, expected: Answer) -> None:
    before = attio.stored()
    assert patch(attio, f"/v2/objects/{object}", **data) == expected
    assert attio.stored() == before


@pytest.mark.covers("POST /v2/objects")
def test_no_id_is_given_twice_after_a_restore(attio: Attio) -> None:
    good(post(attio, "/v2/objects", CARS))
    good(post(attio, SHIPS, new_attribute("mast")))
    other = restored(attio)
    made = good(post(other, SHIPS, new_attribute("keel")))
    assert made["id"]["attribute_id"] not in {other.object_id("cars"), other.attribute_id("ships", "mast")}


@pytest.mark.covers("PATCH /v2/objects/{object}/attributes/{attribute}/options/{choice}")
def test_a_reset_takes_the_schema_back(attio: Attio) -> None:
    before = listing(attio)
    good(post(attio, "/v2/objects", CARS))
    good(post(attio, SHIPS, new_attribute("mast")))
    good(patch(attio, f"{SHIPS}/kind/options/Sloop", title="Slope"))
    attio.emulator.reset()
    assert listing(attio) == before


def test_what_was_created_later_is_younger_than_the_workspace() -> None:
    attio = Attio()
    start = attio.ask("GET", "/v2/objects/people").body["data"]["created_at"]
    boat = {"api_slug": "boats", "singular_noun": "Boat", "plural_noun": "Boats"}
    made = attio.ask("POST", "/v2/objects", {"data": boat}).body["data"]["created_at"]
    added = good(post(attio, "/v2/objects/boats/attributes", new_attribute("hull")))["created_at"]
    assert start < made < added
    attio.emulator.restore(attio.emulator.snapshot())
    rows = attio.ask("GET", "/v2/objects/boats/attributes").body["data"]
    assert {row["api_slug"]: row["created_at"] for row in rows} == {
        "record_id": made,
        "hull": added,
        "created_at": made,
        "created_by": made,
    }

"""Objects, attributes, options and statuses written over the API: what is created, what is refused, what a restore keeps.

Every answer is also checked against Attio's OpenAPI document where that is at hand (see `conftest`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from attio_emulator import Emulator

from tests.attio_emulator.calls import Answer, Attio, assertion, error, plain_record

PEOPLE = "/v2/objects/people/attributes"
SHIPS = "/v2/objects/ships/attributes"
WORKSPACE: Mapping[str, Any] = {
    "members": [{"id": "5f1c9d9e-0000-4000-8000-000000000001", "email_address": "alice@acme.com"}],
    "objects": [
        {"api_slug": "deals", "active": True},
        {
            "api_slug": "ships",
            "singular_noun": "Ship",
            "plural_noun": "Ships",
            "attributes": [
                {"api_slug": "hull", "type": "text", "title": "Hull"},
                {"api_slug": "kind", "type": "select", "options": ["Sloop", "Brig"]},
                {"api_slug": "stage", "type": "status", "statuses": ["Docked", "At sea"]},
            ],
        },
    ],
}
TAKEN = "An attribute with the same API slug already exists on this Object"
SYSTEM = error(400, "system_edit_unauthorized", "Cannot update a System attribute.")
NOT_UNIQUE = error(400, "validation_type", "Cannot set attribute as unique.")
DISABLED = 'The Standard object with slug/ID "users" must be enabled by a Workspace admin before it can be used.'


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


def wanted(slug: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    """The members a new attribute needs."""
    made: dict[str, Any] = {
        "title": slug.capitalize(), "description": None, "api_slug": slug, "type": kind,
        "is_required": False, "is_unique": False, "is_multiselect": False, "config": {},
    }  # fmt: skip
    return made | more


def post(attio: Attio, path: str, data: Any) -> Answer:
    return attio.ask("POST", path, {"data": data})


def patch(attio: Attio, path: str, **data: Any) -> Answer:
    return attio.ask("PATCH", path, {"data": data})


def good(answer: Answer) -> Any:
    assert answer.status == 200, answer
    return answer.body["data"]


def invalid(*rows: Mapping[str, Any]) -> Answer:
    return error(400, "validation_type", "Body payload validation error.", validation_errors=list(rows))


def plain(message: str) -> Answer:
    """A refusal with a sentence of its own."""
    return error(400, "validation_type", message)


def missing(kind: str, *path: Any) -> dict[str, Any]:
    found = {"code": "invalid_type", "path": list(path), "message": "Required"}
    return found | {"expected": kind, "received": "undefined"}


def wrong(expected: str, received: str, *path: Any) -> dict[str, Any]:
    message = f"Expected {expected}, received {received}"
    return {"code": "invalid_type", "path": list(path), "message": message, "expected": expected, "received": received}


def row(message: str, *path: Any, code: str = "invalid") -> dict[str, Any]:
    return {"code": code, "path": list(path), "message": message}


def unknown(names: list[str], *path: Any) -> dict[str, Any]:
    """zod's row for members that a closed object does not have."""
    quoted = ", ".join(f"'{name}'" for name in names)
    return row(f"Unrecognized key(s) in object: {quoted}", *path, code="unrecognized_keys") | {"keys": names}


def restored(attio: Attio) -> Attio:
    """Another emulator with the state of this one."""
    other = Attio()
    other.emulator.restore(attio.emulator.snapshot())
    return other


def listing(attio: Attio) -> dict[str, Any]:
    """Everything the API tells of the schema, but when it came to be."""
    out: dict[str, Any] = {}
    for object in good(attio.ask("GET", "/v2/objects")):
        slug = object["api_slug"]
        attributes = good(attio.ask("GET", f"/v2/objects/{slug}/attributes", show_archived=True))
        told = out[slug] = {"object": undated(object), "attributes": [undated(one) for one in attributes]}
        for kind, name in (("select", "options"), ("status", "statuses")):
            for one in (one for one in attributes if one["type"] == kind):
                path = f"/v2/objects/{slug}/attributes/{one['api_slug']}/{name}"
                told[f"{one['api_slug']} {name}"] = good(attio.ask("GET", path, show_archived=True))
    return out


def undated(one: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name != "created_at"}


# -- objects ---------------------------------------------------------------------------------------------------------

CARS = {"api_slug": "cars", "singular_noun": "Car", "plural_noun": "Cars"}


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


@pytest.mark.covers("schema.rename")
def test_an_object_is_renamed_with_everything_that_points_to_it(attio: Attio) -> None:
    relationship = {"object": "ships", "title": "Berths", "api_slug": "ships", "is_multiselect": True}
    good(post(attio, PEOPLE, wanted("ship", "record-reference", relationship=relationship)))
    ship = good(attio.create("ships", {"hull": "oak"}))["id"]["record_id"]
    good(attio.create("people", {"name": "Ahab", "ship": [{"target_object": "ships", "target_record_id": ship}]}))
    place = list(attio.emulator.workspace.objects).index("ships")

    changed = good(patch(attio, "/v2/objects/ships", api_slug="boats", singular_noun="Boat"))
    assert [changed[name] for name in ("api_slug", "singular_noun", "plural_noun")] == ["boats", "Boat", "Ships"]
    assert list(attio.emulator.workspace.objects).index("boats") == place
    assert attio.ask("GET", "/v2/objects/ships").status == 404
    assert attio.plain("people") == [
        {"name": [{"first_name": "Ahab", "last_name": "", "full_name": "Ahab"}],
         "ship": [{"target_object": "boats", "target_record_id": ship}]}
    ]  # fmt: skip
    held = good(attio.ask("GET", f"{PEOPLE}/ship"))
    assert (held["relationship"]["object_slug"], held["config"]["record_reference"]["allowed_object_ids"]) == (
        "boats",
        [attio.object_id("boats")],
    )
    assert listing(restored(attio)) == listing(attio)
    assert attio.ask("DELETE", f"/v2/objects/boats/records/{ship}").status == 200
    assert "ship" not in attio.plain("people")[0]


@pytest.mark.covers("PATCH /v2/objects/{object}")
def test_seed_records_follow_a_renamed_object() -> None:
    attio = Attio({**WORKSPACE, "records": {"ships": [{"hull": "oak"}]}})
    good(patch(attio, "/v2/objects/ships", api_slug="boats"))
    assert restored(attio).plain("boats") == [{"hull": ["oak"]}]
    attio.emulator.reset()
    assert attio.plain("ships") == [{"hull": ["oak"]}]


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


# -- attributes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("text", "x", "x"),
        ("number", 1.5, 1.5),
        ("checkbox", True, True),
        ("date", "2024-02-29", "2024-02-29"),
        ("timestamp", "2024-02-29T12:00:00Z", "2024-02-29T12:00:00.000000000Z"),
        ("rating", 3, 3),
        ("currency", 9.5, {"currency_value": 9.5, "currency_code": "USD"}),
        ("actor-reference", "alice@acme.com",
         {"referenced_actor_type": "workspace-member", "referenced_actor_id": "5f1c9d9e-0000-4000-8000-000000000001"}),
        ("phone-number", "+15558675309",
         {"original_phone_number": "+15558675309", "phone_number": "+15558675309", "country_code": "US"}),
    ],
)  # fmt: skip
def test_a_new_attribute_of_every_type_holds_values(attio: Attio, kind: str, value: Any, shown: Any) -> None:
    made = good(post(attio, SHIPS, wanted("new", kind, description="For tests")))
    assert made == {
        "id": {
            "workspace_id": attio.emulator.workspace.id,
            "object_id": attio.object_id("ships"),
            "attribute_id": attio.attribute_id("ships", "new"),
        },
        "title": "New",
        "description": "For tests",
        "api_slug": "new",
        "type": kind,
        "is_system_attribute": False,
        "is_writable": True,
        "is_required": False,
        "is_unique": False,
        "is_multiselect": False,
        "is_default_value_enabled": False,
        "is_archived": False,
        "default_value": None,
        "relationship": None,
        "created_at": made["created_at"],
        "config": {
            "currency": {
                "default_currency_code": "USD" if kind == "currency" else None,
                "display_type": "symbol" if kind == "currency" else None,
            },
            "record_reference": {"allowed_object_ids": None},
        },
    }
    assert good(attio.ask("GET", f"{SHIPS}/new")) == made
    assert plain_record(good(attio.create("ships", {"new": value}))) == {"new": [shown]}
    other = restored(attio)
    assert listing(other) == listing(attio)
    assert other.stored() == attio.stored()


def test_a_new_location_takes_an_address(attio: Attio) -> None:
    good(post(attio, SHIPS, wanted("port", "location")))
    assert attio.create("ships", {"port": "1 Quay, Paris, FR"}).status == 200


def test_new_attributes_stand_before_the_ones_every_object_ends_with(attio: Attio) -> None:
    good(post(attio, SHIPS, wanted("mast")))
    slugs = [one["api_slug"] for one in good(attio.ask("GET", SHIPS))]
    assert slugs == ["record_id", "hull", "kind", "stage", "mast", "created_at", "created_by"]


@pytest.mark.covers("schema.unique_custom", "POST /v2/objects/{object}/attributes/{attribute}/options")
def test_a_new_attribute_can_be_unique_required_and_multiselect(attio: Attio) -> None:
    good(post(attio, SHIPS, wanted("imo", "number", is_unique=True, is_required=True)))
    good(post(attio, SHIPS, wanted("lines", "phone-number", is_multiselect=True)))
    good(post(attio, SHIPS, wanted("flags", "select", is_multiselect=True)))
    for title in ("Red", "Blue"):
        good(post(attio, f"{SHIPS}/flags/options", {"title": title}))
    made = good(attio.public("ships", "imo", {"imo": 7, "flags": ["Red", "Blue"], "lines": ["+15558675309"]}))
    assert plain_record(made)["flags"] == ["Red", "Blue"]
    assert good(attio.public("ships", "imo", {"imo": 7, "hull": "iron"}))["id"] == made["id"]
    assert attio.create("ships", {"imo": 7}).body["code"] == "uniqueness_conflict"
    assert attio.create("ships", {"hull": "x"}).body["code"] == "missing_value"
    other = restored(attio)
    assert other.create("ships", {"imo": 7}).body["code"] == "uniqueness_conflict"


@pytest.mark.covers("schema.config")
def test_currency_and_targets_come_from_config(attio: Attio) -> None:
    currency = {"currency": {"default_currency_code": "EUR", "display_type": "symbol"}}
    targets = {"record_reference": {"allowed_objects": ["companies", attio.object_id("people"), "companies"]}}
    price = good(post(attio, SHIPS, wanted("price", "currency", config=currency)))
    owner = good(post(attio, SHIPS, wanted("owner", "record-reference", config=targets)))
    assert price["config"]["currency"] == {"default_currency_code": "EUR", "display_type": "symbol"}
    assert owner["config"]["record_reference"] == {
        "allowed_object_ids": [attio.object_id("companies"), attio.object_id("people")]
    }
    changed = {"currency": {"default_currency_code": "GBP", "display_type": "symbol"}}
    good(attio.create("ships", {"price": 5}))
    good(patch(attio, f"{SHIPS}/price", config=changed))
    good(patch(attio, f"{SHIPS}/owner", config={"record_reference": {"allowed_objects": ["people"]}}))
    assert attio.plain("ships") == [{"price": [{"currency_value": 5, "currency_code": "GBP"}]}]
    assert attio.emulator.workspace.objects["ships"].attributes["owner"].allowed_objects == ("people",)
    assert listing(restored(attio)) == listing(attio)


@pytest.mark.covers("POST /v2/objects/{object}/attributes")
def test_how_a_currency_is_displayed_survives_a_restore(attio: Attio) -> None:
    currency = {"currency": {"default_currency_code": "EUR", "display_type": "code"}}
    good(post(attio, SHIPS, wanted("price", "currency", config=currency)))
    emulators: tuple[Emulator, ...] = (attio.emulator, restored(attio).emulator)
    shown = [one.workspace.objects["ships"].attributes["price"].currency_display for one in emulators]
    assert shown == ["code", "code"]


TYPES = (
    "text", "number", "checkbox", "currency", "date", "timestamp", "rating", "status", "select", "record-reference",
    "actor-reference", "location", "domain", "email-address", "phone-number",
)  # fmt: skip
"""The enumeration of the OpenAPI."""

ATTRIBUTES_REFUSED: tuple[tuple[str, Any, Answer], ...] = (
    ("ships", {}, invalid(
        missing("string", "data", "title"), missing("string", "data", "description"), missing("string", "data", "api_slug"),
        missing(" | ".join(f"'{kind}'" for kind in TYPES), "data", "type"), missing("boolean", "data", "is_required"), missing("boolean", "data", "is_unique"),
        missing("boolean", "data", "is_multiselect"), missing("object", "data", "config"))),
    ("ships", wanted("x", colour="red", size=1), invalid(
        unknown(["colour", "size"], "data"))),
    ("ships", wanted("x", is_required="yes"), invalid(wrong("boolean", "string", "data", "is_required"))),
    ("ships", wanted("x", title=None), invalid(wrong("string", "null", "data", "title"))),
    ("ships", wanted("a b"), invalid(row("Expected a slug of letters, digits, _ and -", "data", "api_slug"))),
    ("ships", wanted("x", "status"), plain('Attributes of type "status" are not supported on objects.')),
    ("ships", wanted("x", "domain"), plain('Attributes of type "domain" cannot be created.')),
    ("ships", wanted("x", "email-address"), plain('Attributes of type "email-address" cannot be created.')),
    ("ships", wanted("x", "number", is_multiselect=True), plain('Attributes of type "number" cannot be multiselect.')),
    ("people", wanted("x", is_unique=True), NOT_UNIQUE),
    ("companies", wanted("x", is_unique=True), NOT_UNIQUE),
    ("ships", wanted("x", "select", is_unique=True), NOT_UNIQUE),
    ("ships", wanted("hull"), error(409, "slug_conflict", TAKEN)),
    ("ships", wanted("created_at"), error(409, "slug_conflict", TAKEN)),
    ("ships", wanted("x", "currency", config={"currency": {"default_currency_code": "EUR"}}),
     invalid(missing("'code' | 'name' | 'narrowSymbol' | 'symbol'", "data", "config", "currency", "display_type"))),
    ("ships", wanted("x", "currency", config={"currency": "EUR"}), invalid(wrong("object", "string", "data", "config", "currency"))),
    ("ships", wanted("x", "record-reference", config={"record_reference": {"allowed_objects": []}}),
     invalid(row("Array must contain at least 1 element(s)", "data", "config", "record_reference", "allowed_objects"))),
    ("ships", wanted("x", "record-reference", config={"record_reference": {"allowed_objects": [1]}}),
     invalid(wrong("string", "number", "data", "config", "record_reference", "allowed_objects", 0))),
    ("ships", wanted("x", "record-reference", config={"record_reference": {"allowed_objects": ["planets"]}}),
     plain('Could not find an object with slug/ID "planets".')),
    ("ships", wanted("x", "record-reference", config={"record_reference": {"allowed_objects": ["users"]}}),
     error(400, "standard_object_disabled", DISABLED)),
    ("users", wanted("x"), error(400, "standard_object_disabled", DISABLED)),
    ("planets", wanted("x"), error(404, "not_found", 'Object with slug/ID "planets" not found.')),
)  # fmt: skip


@pytest.mark.covers("schema.unique_custom")
@pytest.mark.parametrize(
    ("object", "data", "expected"), ATTRIBUTES_REFUSED, ids=[str(number) for number in range(len(ATTRIBUTES_REFUSED))]
)
def test_a_new_attribute_is_refused(attio: Attio, object: str, data: Any, expected: Answer) -> None:
    before = attio.stored()
    assert post(attio, f"/v2/objects/{object}/attributes", data) == expected
    assert attio.stored() == before
    assert attio.emulator.ledger == []


def test_an_unknown_type_is_refused_with_the_known_ones(attio: Attio) -> None:
    answer = post(attio, SHIPS, wanted("x", "personal-name"))
    assert (answer.status, answer.body["validation_errors"][0]["path"]) == (400, ["data", "type"])
    assert answer.body["validation_errors"][0]["options"] == [
        "text", "number", "checkbox", "currency", "date", "timestamp", "rating", "status", "select", "record-reference",
        "actor-reference", "location", "domain", "email-address", "phone-number",
    ]  # fmt: skip


# -- default values --------------------------------------------------------------------------------------------------


@pytest.mark.covers("schema.defaults")
@pytest.mark.parametrize(
    ("kind", "given", "shown"),
    [
        ("number", {"type": "static", "template": [{"value": 5}]}, [{"value": 5, "attribute_type": "number"}]),
        ("text", {"type": "static", "template": ["hi"]}, [{"value": "hi", "attribute_type": "text"}]),
        ("date", {"type": "dynamic", "template": "P1M"}, "P1M"),
        ("timestamp", {"type": "dynamic", "template": "PT0S"}, "PT0S"),
        ("actor-reference", {"type": "dynamic", "template": "current-user"}, "current-user"),
    ],
)
def test_a_default_value_is_kept_and_shown(attio: Attio, kind: str, given: Any, shown: Any) -> None:
    made = good(post(attio, SHIPS, wanted("x", kind, default_value=given)))
    assert (made["is_default_value_enabled"], made["default_value"]) == (
        True,
        {"type": given["type"], "template": shown},
    )
    assert listing(restored(attio)) == listing(attio)
    gone = good(patch(attio, f"{SHIPS}/x", default_value=None))
    assert (gone["is_default_value_enabled"], gone["default_value"]) == (False, None)
    assert good(patch(attio, f"{SHIPS}/x", default_value=given)) == made


@pytest.mark.parametrize(
    ("object", "kind", "given", "expected"),
    [
        ("people", "text", {"type": "static", "template": ["x"]},
         plain("Default values are not supported on people or company objects.")),
        ("ships", "text", {"type": "dynamic", "template": "P1M"},
         plain("Attributes of type \"text\" cannot have the dynamic default value 'P1M'.")),
        ("ships", "date", {"type": "dynamic", "template": "1 month"},
         plain("Attributes of type \"date\" cannot have the dynamic default value '1 month'.")),
        ("ships", "date", {"type": "dynamic", "template": 1}, invalid(wrong("string", "number", "data", "default_value", "template"))),
        ("ships", "text", {"type": "static", "template": "x"}, invalid(wrong("array", "string", "data", "default_value", "template"))),
        ("ships", "text", {"type": "static", "template": ["a", "b"]}, plain("A default value of this attribute is one value.")),
        ("ships", "text", {"template": []}, invalid(missing("'static' | 'dynamic'", "data", "default_value", "type"))),
        ("ships", "record-reference", {"type": "static", "template": [{"target_object": "nope", "target_record_id": "x"}]},
         plain('Could not find an object with slug "nope" for default value.')),
        ("ships", "number", {"type": "static", "template": ["five"]},
         error(400, "validation_type", 'An invalid value was passed to attribute with slug "x".', validation_errors=[
             {"code": "invalid", "path": [0], "message": "Expected a number, found 'five'", "expected": "a number",
              "received": "string"}])),
    ],
)  # fmt: skip
def test_a_default_value_is_refused(attio: Attio, object: str, kind: str, given: Any, expected: Answer) -> None:
    before = attio.stored()
    assert post(attio, f"/v2/objects/{object}/attributes", wanted("x", kind, default_value=given)) == expected
    assert attio.stored() == before


# -- relationships ---------------------------------------------------------------------------------------------------

CREW = {"object": "people", "title": "Serves on", "api_slug": "serves_on", "is_multiselect": False}


@pytest.mark.covers("relationship.made")
def test_a_relationship_has_two_ends_that_follow_each_other(attio: Attio) -> None:
    made = good(post(attio, SHIPS, wanted("crew", "record-reference", is_multiselect=True, relationship=CREW)))
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
def test_a_relationship_of_an_object_with_itself(attio: Attio) -> None:
    tender = {"object": "ships", "title": "Tenders", "api_slug": "tenders", "is_multiselect": True}
    config = {"record_reference": {"allowed_objects": [attio.object_id("ships")]}}
    good(post(attio, SHIPS, wanted("mother", "record-reference", relationship=tender, config=config)))
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
    assert post(attio, SHIPS, wanted("crew", kind, **more)) == expected
    assert attio.stored() == before


# -- changes of attributes -------------------------------------------------------------------------------------------


def test_an_attribute_changes_what_it_may(attio: Attio) -> None:
    before = good(attio.ask("GET", f"{SHIPS}/hull"))
    changed = good(patch(attio, f"{SHIPS}/hull", title="Frame", description="What it is made of", is_required=True))
    assert changed == before | {"title": "Frame", "description": "What it is made of", "is_required": True}
    assert attio.create("ships", {}).body["code"] == "missing_value"
    assert good(patch(attio, f"{SHIPS}/{attio.attribute_id('ships', 'hull')}", is_required=False)) == changed | {
        "is_required": False
    }
    assert good(patch(attio, f"{SHIPS}/hull")) == changed | {"is_required": False}
    assert listing(restored(attio)) == listing(attio)


@pytest.mark.covers("schema.rename")
def test_a_renamed_attribute_keeps_its_place_its_values_and_their_history(attio: Attio) -> None:
    record = good(attio.create("ships", {"hull": "oak"}))["id"]["record_id"]
    attio.ask("PATCH", f"/v2/objects/ships/records/{record}", {"data": {"values": {"hull": "iron"}}})
    good(patch(attio, f"{SHIPS}/hull", api_slug="frame"))
    assert attio.plain("ships") == [{"frame": ["iron"]}]
    assert [one["value"] for one in attio.history("ships", record, "frame", show_historic=True)] == ["oak", "iron"]
    slugs = [one["api_slug"] for one in good(attio.ask("GET", SHIPS))]
    assert slugs == ["record_id", "frame", "kind", "stage", "created_at", "created_by"]
    assert attio.create("ships", {"hull": "x"}).body["code"] == "value_not_found"
    assert restored(attio).stored() == attio.stored()


@pytest.mark.covers("PATCH /v2/objects/{object}/attributes/{attribute}")
def test_a_renamed_attribute_remembers_the_time_of_its_last_batch(attio: Attio) -> None:
    good(post(attio, SHIPS, wanted("imo", is_unique=True)))
    attio.batch(assertion("ships", "imo", {"imo": "1", "hull": "new"}, at="2024-05-02T00:00:00Z"))
    good(patch(attio, f"{SHIPS}/hull", api_slug="frame"))
    attio.batch(assertion("ships", "imo", {"imo": "1", "frame": "old"}, at="2024-05-01T00:00:00Z"))
    assert attio.plain("ships") == [{"imo": ["1"], "frame": ["new"]}]


def test_a_renamed_end_of_a_relationship_is_known_at_the_other(attio: Attio) -> None:
    good(post(attio, SHIPS, wanted("crew", "record-reference", is_multiselect=True, relationship=CREW)))
    good(patch(attio, f"{SHIPS}/crew", api_slug="hands"))
    assert good(attio.ask("GET", f"{PEOPLE}/serves_on"))["relationship"]["api_slug"] == "hands"
    ship = good(attio.create("ships", {}))["id"]["record_id"]
    person = good(attio.create("people", {"serves_on": ship}))["id"]["record_id"]
    assert attio.plain("ships") == [{"hands": [{"target_object": "people", "target_record_id": person}]}]
    refused = patch(attio, f"{SHIPS}/hands", config={"record_reference": {"allowed_objects": ["companies"]}})
    assert refused == plain("allowed_objects must contain only the object of the relationship.")


@pytest.mark.covers("schema.unique_later", "error 400 matching_attribute_definition_not_unique")
def test_an_attribute_made_unique_holds_for_what_is_written_from_then_on(attio: Attio) -> None:
    for hull in ("oak", "oak", "iron"):
        good(attio.create("ships", {"hull": hull}))
    good(patch(attio, f"{SHIPS}/hull", is_unique=True))
    assert attio.create("ships", {"hull": "iron"}).body["code"] == "uniqueness_conflict"
    assert len(attio.plain("ships")) == 3
    assert good(attio.public("ships", "hull", {"hull": "iron"}))["id"]["record_id"] == attio.ids("ships")[2]
    good(patch(attio, f"{SHIPS}/hull", is_unique=False))
    good(attio.create("ships", {"hull": "iron"}))
    assert attio.public("ships", "hull", {"hull": "iron"}).body["code"] == "matching_attribute_definition_not_unique"


@pytest.mark.covers("schema.archived")
def test_an_attribute_is_archived_and_brought_back(attio: Attio) -> None:
    good(attio.create("ships", {"hull": "oak"}))
    assert good(patch(attio, f"{SHIPS}/hull", is_archived=True))["is_archived"] is True
    assert "hull" not in [one["api_slug"] for one in good(attio.ask("GET", SHIPS))]
    assert "hull" in [one["api_slug"] for one in good(attio.ask("GET", SHIPS, show_archived=True))]
    assert good(attio.ask("GET", f"{SHIPS}/hull"))["is_archived"] is True
    assert attio.plain("ships") == [{}]
    assert attio.create("ships", {"hull": "x"}).body["code"] == "value_not_found"
    assert post(attio, SHIPS, wanted("hull")) == error(409, "slug_conflict", TAKEN)
    assert listing(restored(attio)) == listing(attio)
    assert good(patch(attio, f"{SHIPS}/hull", is_archived=False))["is_archived"] is False
    assert attio.plain("ships") == [{"hull": ["oak"]}]


@pytest.mark.covers("schema.system")
@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        (f"{PEOPLE}/job_title", {"title": "x"}, SYSTEM),
        (f"{SHIPS}/record_id", {"is_archived": True}, SYSTEM),
        (f"{SHIPS}/hull", {"type": "number"}, invalid(unknown(["type"], "data"))),
        (f"{SHIPS}/hull", {"is_multiselect": True},
         invalid(unknown(["is_multiselect"], "data"))),
        (f"{SHIPS}/hull", {"is_archived": "yes"}, invalid(wrong("boolean", "string", "data", "is_archived"))),
        (f"{SHIPS}/hull", {"api_slug": "kind"}, error(409, "slug_conflict", TAKEN)),
        (f"{SHIPS}/kind", {"is_unique": True}, NOT_UNIQUE),
        (f"{SHIPS}/nope", {"title": "x"}, error(404, "not_found", 'Attribute with slug/ID "nope" not found.')),
        ("/v2/objects/planets/attributes/x", {}, error(404, "not_found", 'Object with slug/ID "planets" not found.')),
    ],
)  # fmt: skip
def test_a_change_of_an_attribute_is_refused(attio: Attio, path: str, data: Any, expected: Answer) -> None:
    before = attio.stored()
    assert patch(attio, path, **data) == expected
    assert attio.stored() == before


def test_an_attribute_of_ones_own_on_people_stays_without_uniqueness(attio: Attio) -> None:
    good(post(attio, PEOPLE, wanted("rank")))
    assert patch(attio, f"{PEOPLE}/rank", is_unique=True) == NOT_UNIQUE


# -- options and statuses --------------------------------------------------------------------------------------------

CHOICES = (("kind", "options", "option_id", "Sloop"), ("stage", "statuses", "status_id", "Docked"))
EACH = pytest.mark.parametrize(("attribute", "name", "id", "known"), CHOICES, ids=["options", "statuses"])


@EACH
def test_a_choice_is_added_renamed_archived_and_brought_back(
    attio: Attio, attribute: str, name: str, id: str, known: str
) -> None:
    path = f"{SHIPS}/{attribute}/{name}"
    made = good(post(attio, path, {"title": "Afloat"}))
    more = {"celebration_enabled": False, "target_time_in_status": None} if name == "statuses" else {}
    ids = {
        "workspace_id": attio.emulator.workspace.id,
        "object_id": attio.object_id("ships"),
        "attribute_id": attio.attribute_id("ships", attribute),
    }
    assert made == {"id": ids | {id: made["id"][id]}, "title": "Afloat", "is_archived": False, **more}
    assert good(attio.ask("GET", path))[-1] == made
    good(attio.create("ships", {attribute: "Afloat"}))

    renamed = good(patch(attio, f"{path}/Afloat", title="On the water"))
    assert renamed == made | {"title": "On the water"}
    assert attio.plain("ships") == [{attribute: ["On the water"]}]
    archived = good(patch(attio, f"{path}/{made['id'][id]}", is_archived=True))
    assert archived == renamed | {"is_archived": True}
    assert archived not in good(attio.ask("GET", path))
    assert archived in good(attio.ask("GET", path, show_archived=True))
    assert attio.create("ships", {attribute: "On the water"}).body["code"] == "value_not_found"
    other = restored(attio)
    assert (listing(other), other.stored()) == (listing(attio), attio.stored())
    assert good(patch(attio, f"{path}/On%20the%20water", is_archived=False)) == renamed
    assert good(patch(attio, f"{path}/On%20the%20water")) == renamed


@EACH
def test_a_choice_is_refused(attio: Attio, attribute: str, name: str, id: str, known: str) -> None:
    path = f"{SHIPS}/{attribute}/{name}"
    called = "select option" if name == "options" else "status"
    kind = "select" if name == "options" else "status"
    there = error(409, "slug_conflict", f'There is already another {called} with the title "{known}".')
    good(post(attio, path, {"title": "Afloat"}))
    good(patch(attio, f"{path}/{known}", is_archived=True))
    before = attio.stored()

    assert post(attio, path, {"title": known}) == there
    assert patch(attio, f"{path}/Afloat", title=known) == there
    assert post(attio, path, {}) == invalid(missing("string", "data", "title"))
    assert post(attio, path, {"title": ""}) == invalid(
        row("String must contain at least 1 character(s)", "data", "title")
    )
    assert patch(attio, f"{path}/Afloat", is_archived=1) == invalid(wrong("boolean", "number", "data", "is_archived"))
    words = "select option" if name == "options" else "status option"
    sunk = f'Cannot find {kind} attribute with {words} title "Sunk".'
    assert patch(attio, f"{path}/Sunk", title="x") == error(400, "value_not_found", sunk)
    other = f"{SHIPS}/hull/{name}"
    assert post(attio, other, {"title": "x"}) == plain(f"This attribute is not a {kind} attribute.")
    assert patch(attio, f"{other}/x", title="x") == plain(f"This attribute is not a {kind} attribute.")
    nope = error(404, "not_found", 'Attribute with slug/ID "nope" not found.')
    assert post(attio, f"{SHIPS}/nope/{name}", {"title": "x"}) == nope
    assert attio.stored() == before
    assert attio.emulator.ledger == []


@pytest.mark.covers(
    "PATCH /v2/objects/{object}/attributes/{attribute}/statuses/{choice}",
    "POST /v2/objects/{object}/attributes/{attribute}/statuses",
)
def test_a_status_has_a_celebration_and_a_target_time(attio: Attio) -> None:
    path = f"{SHIPS}/stage/statuses"
    made = good(post(attio, path, {"title": "Sunk", "celebration_enabled": True, "target_time_in_status": "P1DT2H"}))
    assert (made["celebration_enabled"], made["target_time_in_status"]) == (True, "P1DT2H")
    changed = good(patch(attio, f"{path}/Sunk", target_time_in_status=None))
    assert (changed["celebration_enabled"], changed["target_time_in_status"]) == (True, None)
    assert listing(restored(attio)) == listing(attio)
    refused = patch(attio, f"{path}/Sunk", target_time_in_status="a day")
    assert refused == invalid(row("Expected a duration as ISO 8601, such as P1D", "data", "target_time_in_status"))


def test_choices_of_system_attributes_are_written_where_users_fill_them(attio: Attio) -> None:
    good(post(attio, "/v2/objects/companies/attributes/categories/options", {"title": "Shipping"}))
    good(post(attio, "/v2/objects/deals/attributes/stage/statuses", {"title": "Signed"}))
    assert plain_record(good(attio.create("companies", {"categories": ["Shipping"]}))) == {"categories": ["Shipping"]}
    assert post(attio, "/v2/objects/companies/attributes/employee_range/options", {"title": "x"}) == SYSTEM
    assert listing(restored(attio)) == listing(attio)


# -- as a whole ------------------------------------------------------------------------------------------------------


@pytest.mark.covers("POST /v2/objects")
def test_no_id_is_given_twice_after_a_restore(attio: Attio) -> None:
    good(post(attio, "/v2/objects", CARS))
    good(post(attio, SHIPS, wanted("mast")))
    other = restored(attio)
    made = good(post(other, SHIPS, wanted("keel")))
    assert made["id"]["attribute_id"] not in {other.object_id("cars"), other.attribute_id("ships", "mast")}


@pytest.mark.covers("PATCH /v2/objects/{object}/attributes/{attribute}/options/{choice}")
def test_a_reset_takes_the_schema_back(attio: Attio) -> None:
    before = listing(attio)
    good(post(attio, "/v2/objects", CARS))
    good(post(attio, SHIPS, wanted("mast")))
    good(patch(attio, f"{SHIPS}/kind/options/Sloop", title="Slope"))
    attio.emulator.reset()
    assert listing(attio) == before


def test_a_new_schema_is_filtered_sorted_and_asserted_by(attio: Attio) -> None:
    good(post(attio, "/v2/objects", CARS))
    good(post(attio, "/v2/objects/cars/attributes", wanted("vin", is_unique=True)))
    good(post(attio, "/v2/objects/cars/attributes", wanted("doors", "number")))
    for vin, doors in (("a", 5), ("b", 3), ("a", 2)):
        good(attio.simple("cars", "vin", {"vin": vin, "doors": doors}))
    body = {"filter": {"doors": {"$lt": 4}}, "sorts": [{"attribute": "doors", "direction": "asc"}]}
    found = good(attio.ask("POST", "/v2/objects/cars/records/query", body))
    assert [plain_record(one) for one in found] == [{"vin": ["a"], "doors": [2]}, {"vin": ["b"], "doors": [3]}]


def test_webhooks_are_told_of_attributes_that_came_and_changed(attio: Attio) -> None:
    types = ("object-attribute.created", "object-attribute.updated")
    subscriptions = [{"event_type": one, "filter": None} for one in types]
    good(post(attio, "/v2/webhooks", {"target_url": "https://acme.com/hook", "subscriptions": subscriptions}))
    good(post(attio, SHIPS, wanted("crew", "record-reference", is_multiselect=True, relationship=CREW)))
    good(patch(attio, f"{SHIPS}/crew", title="Hands"))
    good(patch(attio, f"{SHIPS}/crew", title="Hands"))
    assert patch(attio, f"{SHIPS}/crew", api_slug="hull").status == 409

    def named(object: str, attribute: str) -> dict[str, str]:
        return {
            "workspace_id": attio.emulator.workspace.id,
            "object_id": attio.object_id(object),
            "attribute_id": attio.attribute_id(object, attribute),
        }

    kept = attio.emulator.snapshot()["shelves"]["deliveries"].values()
    sent = [event for one in kept for event in one["body"]["events"]]
    assert [(event["event_type"], event["id"]) for event in sent] == [
        ("object-attribute.created", named("people", "serves_on")),
        ("object-attribute.created", named("ships", "crew")),
        ("object-attribute.updated", named("ships", "crew")),
    ]


def test_what_was_created_later_is_younger_than_the_workspace() -> None:
    attio = Attio()
    start = attio.ask("GET", "/v2/objects/people").body["data"]["created_at"]
    boat = {"api_slug": "boats", "singular_noun": "Boat", "plural_noun": "Boats"}
    made = attio.ask("POST", "/v2/objects", {"data": boat}).body["data"]["created_at"]
    hull: dict[str, Any] = {"title": "Hull", "description": None, "api_slug": "hull", "type": "text", "config": {}}
    flags = {"is_required": False, "is_unique": False, "is_multiselect": False}
    added = attio.ask("POST", "/v2/objects/boats/attributes", {"data": hull | flags}).body["data"]["created_at"]
    assert start < made < added
    attio.emulator.restore(attio.emulator.snapshot())
    rows = attio.ask("GET", "/v2/objects/boats/attributes").body["data"]
    assert {row["api_slug"]: row["created_at"] for row in rows} == {
        "record_id": made,
        "hull": added,
        "created_at": made,
        "created_by": made,
    }


def test_references_of_lists_follow_a_renamed_object() -> None:
    attio = Attio()
    boat = {"api_slug": "boats", "singular_noun": "Boat", "plural_noun": "Boats"}
    attio.ask("POST", "/v2/objects", {"data": boat})
    access = {"workspace_access": "full-access", "workspace_member_access": []}
    sales = {"name": "Sales", "api_slug": "sales", "parent_object": "people"}
    attio.ask("POST", "/v2/lists", {"data": sales | access})
    wish: dict[str, Any] = {"title": "Wish", "description": None, "api_slug": "wish", "type": "record-reference"}
    flags = {"is_required": False, "is_unique": False, "is_multiselect": False}
    config = {"config": {"record_reference": {"allowed_objects": ["boats"]}}}
    made = attio.ask("POST", "/v2/lists/sales/attributes", {"data": wish | flags | config})
    assert made.status == 200, made
    attio.ask("PATCH", "/v2/objects/boats", {"data": {"api_slug": "ships"}})
    shown = attio.ask("GET", "/v2/lists/sales/attributes/wish").body["data"]
    assert shown["config"]["record_reference"] == made.body["data"]["config"]["record_reference"]
    assert shown["config"]["record_reference"]["allowed_object_ids"] == [attio.object_id("ships")]

"""Attributes of objects written over the API; what lists have in common with objects is in `test_targets`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import Answer, Attio, assertion, error, new_attribute, plain_record
from tests.attio_emulator.resources.schema_calls import (
    CARS,
    CREW,
    DISABLED,
    NOT_UNIQUE,
    PEOPLE,
    SHIPS,
    SYSTEM,
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
    row,
    unknown,
    wrong,
)


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


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
    made = good(post(attio, SHIPS, new_attribute("new", kind, description="For tests")))
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
    good(post(attio, SHIPS, new_attribute("port", "location")))
    assert attio.create("ships", {"port": "1 Quay, Paris, FR"}).status == 200


def test_new_attributes_stand_behind_those_that_are_there(attio: Attio) -> None:
    good(post(attio, SHIPS, new_attribute("mast")))
    slugs = [one["api_slug"] for one in good(attio.ask("GET", SHIPS))]
    assert slugs == ["record_id", "created_at", "created_by", "hull", "kind", "stage", "mast"]


@pytest.mark.covers("schema.unique_custom", "POST /v2/objects/{object}/attributes/{attribute}/options")
def test_a_new_attribute_can_be_unique_required_and_multiselect(attio: Attio) -> None:
    good(post(attio, SHIPS, new_attribute("imo", "number", is_unique=True, is_required=True)))
    good(post(attio, SHIPS, new_attribute("lines", "phone-number", is_multiselect=True)))
    good(post(attio, SHIPS, new_attribute("flags", "select", is_multiselect=True)))
    for title in ("Red", "Blue"):
        good(post(attio, f"{SHIPS}/flags/options", {"title": title}))
    made = good(attio.public("ships", "imo", {"imo": 7, "flags": ["Red", "Blue"], "lines": ["+15558675309"]}))
    assert plain_record(made)["flags"] == ["Red", "Blue"]
    assert good(attio.public("ships", "imo", {"imo": 7, "hull": "iron"}))["id"] == made["id"]
    assert attio.create("ships", {"imo": 7}).body["code"] == "uniqueness_conflict"
    assert attio.create("ships", {"hull": "x"}).body["code"] == "missing_value"
    other = restored(attio)
    assert other.create("ships", {"imo": 7}).body["code"] == "uniqueness_conflict"


TYPES = (
    "text", "number", "checkbox", "currency", "date", "timestamp", "rating", "status", "select", "record-reference",
    "actor-reference", "location", "domain", "email-address", "phone-number", "interaction", "personal-name",
)  # fmt: skip
"""The enumeration of a recorded refusal."""

ATTRIBUTES_REFUSED: tuple[tuple[str, Any, Answer], ...] = (
    ("ships", {}, invalid(
        missing("string", "data", "title"), missing("string", "data", "description"), missing("string", "data", "api_slug"),
        missing(" | ".join(f"'{kind}'" for kind in TYPES), "data", "type"), missing("boolean", "data", "is_required"), missing("boolean", "data", "is_unique"),
        missing("boolean", "data", "is_multiselect"), missing("object", "data", "config"))),
    ("ships", new_attribute("x", colour="red", size=1), invalid(
        unknown(["colour", "size"], "data"))),
    ("ships", new_attribute("x", is_required="yes"), invalid(wrong("boolean", "string", "data", "is_required"))),
    ("ships", new_attribute("x", title=None), invalid(wrong("string", "null", "data", "title"))),
    ("ships", new_attribute("a b"), invalid(row("Expected a slug of letters, digits, _ and -", "data", "api_slug"))),
    ("ships", new_attribute("x", "status"), plain('Attributes of type "status" are not supported on objects.')),
    ("ships", new_attribute("x", "domain"), plain('Attributes of type "domain" cannot be created.')),
    ("ships", new_attribute("x", "email-address"), plain('Attributes of type "email-address" cannot be created.')),
    ("ships", new_attribute("x", "number", is_multiselect=True), plain('Attributes of type "number" cannot be multiselect.')),
    ("people", new_attribute("x", is_unique=True), NOT_UNIQUE),
    ("companies", new_attribute("x", is_unique=True), NOT_UNIQUE),
    ("ships", new_attribute("x", "select", is_unique=True), NOT_UNIQUE),
    ("ships", new_attribute("hull"), error(409, "slug_conflict", TAKEN)),
    ("ships", new_attribute("created_at"), error(409, "slug_conflict", TAKEN)),
    ("ships", new_attribute("x", "currency", config={"currency": {"default_currency_code": "EUR"}}),
     invalid(missing("'code' | 'name' | 'narrowSymbol' | 'symbol'", "data", "config", "currency", "display_type"))),
    ("ships", new_attribute("x", "currency", config={"currency": "EUR"}), invalid(wrong("object", "string", "data", "config", "currency"))),
    ("ships", new_attribute("x", "record-reference", config={"record_reference": {"allowed_objects": []}}),
     invalid(row("Array must contain at least 1 element(s)", "data", "config", "record_reference", "allowed_objects"))),
    ("ships", new_attribute("x", "record-reference", config={"record_reference": {"allowed_objects": [1]}}),
     invalid(wrong("string", "number", "data", "config", "record_reference", "allowed_objects", 0))),
    ("ships", new_attribute("x", "record-reference", config={"record_reference": {"allowed_objects": ["planets"]}}),
     plain('Could not find an object with slug/ID "planets".')),
    ("ships", new_attribute("x", "record-reference", config={"record_reference": {"allowed_objects": ["users"]}}),
     error(400, "standard_object_disabled", DISABLED)),
    ("users", new_attribute("x"), error(400, "standard_object_disabled", DISABLED)),
    ("planets", new_attribute("x"), error(404, "not_found", 'Object with slug/ID "planets" not found.')),
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
    answer = post(attio, SHIPS, new_attribute("x", "invalid_type"))
    assert (answer.status, answer.body["validation_errors"][0]["path"]) == (400, ["data", "type"])
    assert answer.body["validation_errors"][0]["options"] == [
        "text", "number", "checkbox", "currency", "date", "timestamp", "rating", "status", "select", "record-reference",
        "actor-reference", "location", "domain", "email-address", "phone-number", "interaction", "personal-name",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["interaction", "personal-name", "domain", "email-address"])
def test_types_that_only_attio_makes_attributes_of(attio: Attio, kind: str) -> None:
    message = f'Attributes of type "{kind}" cannot be created.'
    assert post(attio, SHIPS, new_attribute("x", kind)) == error(400, "validation_type", message)


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
    assert post(attio, SHIPS, new_attribute("hull")) == error(409, "slug_conflict", TAKEN)
    assert listing(restored(attio)) == listing(attio)
    assert good(patch(attio, f"{SHIPS}/hull", is_archived=False))["is_archived"] is False
    assert attio.plain("ships") == [{"hull": ["oak"]}]


@pytest.mark.covers("schema.archived")
def test_no_record_is_found_by_an_archived_attribute() -> None:
    """Neither by an assertion, in whatever form, nor by a reference; the answer is that of an attribute that is not there."""
    key = {"api_slug": "key", "type": "text", "is_unique": True}
    target = {"record_reference": {"allowed_objects": ["ships"]}}
    attributes = [key, {"api_slug": "twin", "type": "record-reference", "config": target}]
    attio = Attio({"objects": [{"api_slug": "ships", "attributes": attributes}], "records": {"ships": [{"key": "a"}]}})
    reference = {"twin": {"target_object": "ships", "key": ["a"]}}
    assert attio.create("ships", reference).status == 200
    good(patch(attio, f"{SHIPS}/key", is_archived=True))
    before = attio.stored()
    unmatched = error(400, "value_not_found", 'No attribute was found for matching_attribute slug/ID "key".')
    for values in ({"key": "a"}, {}):
        assert attio.public("ships", "key", values) == attio.simple("ships", "key", values) == unmatched
    attio.batch(assertion("ships", "key", {"key": "a"}))
    assert attio.emulator.ledger[-1]["message"] == unmatched.body["message"]
    answer = attio.create("ships", reference)
    assert (answer.status, answer.body["code"]) == (400, "validation_type")
    assert answer.body["validation_errors"][0]["expected"] == "a unique attribute of ships to find the record by"
    assert attio.stored() == before


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
    good(post(attio, PEOPLE, new_attribute("rank")))
    assert patch(attio, f"{PEOPLE}/rank", is_unique=True) == NOT_UNIQUE


def test_a_new_schema_is_filtered_sorted_and_asserted_by(attio: Attio) -> None:
    good(post(attio, "/v2/objects", CARS))
    good(post(attio, "/v2/objects/cars/attributes", new_attribute("vin", is_unique=True)))
    good(post(attio, "/v2/objects/cars/attributes", new_attribute("doors", "number")))
    for vin, doors in (("a", 5), ("b", 3), ("a", 2)):
        good(attio.simple("cars", "vin", {"vin": vin, "doors": doors}))
    body = {"filter": {"doors": {"$lt": 4}}, "sorts": [{"attribute": "doors", "direction": "asc"}]}
    found = good(attio.ask("POST", "/v2/objects/cars/records/query", body))
    assert [plain_record(one) for one in found] == [{"vin": ["a"], "doors": [2]}, {"vin": ["b"], "doors": [3]}]


def test_webhooks_are_told_of_attributes_that_came_and_changed(attio: Attio) -> None:
    types = ("object-attribute.created", "object-attribute.updated")
    subscriptions = [{"event_type": one, "filter": None} for one in types]
    good(post(attio, "/v2/webhooks", {"target_url": "https://acme.com/hook", "subscriptions": subscriptions}))
    good(post(attio, SHIPS, new_attribute("crew", "record-reference", is_multiselect=True, relationship=CREW)))
    good(patch(attio, f"{SHIPS}/crew", title="Hands"))
    good(patch(attio, f"{SHIPS}/crew", title="Hands"))
    assert patch(attio, f"{SHIPS}/crew", api_slug="hull").status == 409

    def named(object: str, attribute: str) -> dict[str, str]:
        return {
            "workspace_id": attio.emulator.workspace.id,
            "object_id": attio.object_id(object),
            "attribute_id": attio.attribute_id(object, attribute),
        }

    kept = attio.emulator.snapshot()["documents"]["deliveries"].values()
    sent = [event for one in kept for event in one["body"]["events"]]
    assert [(event["event_type"], event["id"]) for event in sent] == [
        ("object-attribute.created", named("people", "serves_on")),
        ("object-attribute.created", named("ships", "crew")),
        ("object-attribute.updated", named("ships", "crew")),
    ]

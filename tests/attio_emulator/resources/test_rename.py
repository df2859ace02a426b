"""What follows a slug: records, their history, references, seed records, lists."""

from __future__ import annotations

import pytest

from tests.attio_emulator.calls import Attio, assertion, new_attribute, new_list
from tests.attio_emulator.resources.schema_calls import (
    CREW,
    PEOPLE,
    SHIPS,
    WORKSPACE,
    good,
    listing,
    patch,
    plain,
    post,
    restored,
)


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


@pytest.mark.covers("schema.rename")
def test_an_object_is_renamed_with_everything_that_points_to_it(attio: Attio) -> None:
    relationship = {"object": "ships", "title": "Berths", "api_slug": "ships", "is_multiselect": True}
    good(post(attio, PEOPLE, new_attribute("ship", "record-reference", relationship=relationship)))
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


@pytest.mark.covers("schema.rename")
def test_a_renamed_attribute_keeps_its_place_its_values_and_their_history(attio: Attio) -> None:
    record = good(attio.create("ships", {"hull": "oak"}))["id"]["record_id"]
    attio.ask("PATCH", f"/v2/objects/ships/records/{record}", {"data": {"values": {"hull": "iron"}}})
    good(patch(attio, f"{SHIPS}/hull", api_slug="frame"))
    assert attio.plain("ships") == [{"frame": ["iron"]}]
    assert [one["value"] for one in attio.history("ships", record, "frame", show_historic=True)] == ["oak", "iron"]
    slugs = [one["api_slug"] for one in good(attio.ask("GET", SHIPS))]
    assert slugs == ["record_id", "created_at", "created_by", "frame", "kind", "stage"]
    assert attio.create("ships", {"hull": "x"}).body["code"] == "value_not_found"
    assert restored(attio).stored() == attio.stored()


@pytest.mark.covers("PATCH /v2/objects/{object}/attributes/{attribute}")
def test_a_renamed_attribute_remembers_the_time_of_its_last_batch(attio: Attio) -> None:
    good(post(attio, SHIPS, new_attribute("imo", is_unique=True)))
    attio.batch(assertion("ships", "imo", {"imo": "1", "hull": "new"}, at="2024-05-02T00:00:00Z"))
    good(patch(attio, f"{SHIPS}/hull", api_slug="frame"))
    attio.batch(assertion("ships", "imo", {"imo": "1", "frame": "old"}, at="2024-05-01T00:00:00Z"))
    assert attio.plain("ships") == [{"imo": ["1"], "frame": ["new"]}]


def test_a_renamed_end_of_a_relationship_is_known_at_the_other(attio: Attio) -> None:
    good(post(attio, SHIPS, new_attribute("crew", "record-reference", is_multiselect=True, relationship=CREW)))
    good(patch(attio, f"{SHIPS}/crew", api_slug="hands"))
    assert good(attio.ask("GET", f"{PEOPLE}/serves_on"))["relationship"]["api_slug"] == "hands"
    ship = good(attio.create("ships", {}))["id"]["record_id"]
    person = good(attio.create("people", {"serves_on": ship}))["id"]["record_id"]
    assert attio.plain("ships") == [{"hands": [{"target_object": "people", "target_record_id": person}]}]
    refused = patch(attio, f"{SHIPS}/hands", config={"record_reference": {"allowed_objects": ["companies"]}})
    assert refused == plain("allowed_objects must contain only the object of the relationship.")


def test_a_renamed_relationship_with_itself_stays_one() -> None:
    peers = {"api_slug": "peers", "type": "record-reference", "is_multiselect": True}
    itself = {"relationship": {"object": "nodes", "api_slug": "peers"}}
    attio = Attio({"objects": [{"api_slug": "nodes", "attributes": [peers | itself]}], "records": {"nodes": [{}, {}]}})
    first, second = attio.ids("nodes")
    good(attio.ask("PATCH", f"/v2/objects/nodes/records/{first}", {"data": {"values": {"peers": [second]}}}))
    changed = good(patch(attio, "/v2/objects/nodes/attributes/peers", api_slug="friends", title="Friends"))
    assert changed["relationship"]["api_slug"] == "friends"
    for one in (attio, restored(attio)):
        assert good(one.ask("GET", "/v2/objects/nodes/attributes/friends")) == changed
        friends = [[value["target_record_id"] for value in row["friends"]] for row in one.plain("nodes")]
        assert friends == [[second], [first]]
        good(one.ask("PUT", f"/v2/objects/nodes/records/{second}", {"data": {"values": {"friends": []}}}))
        assert one.plain("nodes") == [{}, {}]


def test_references_of_lists_follow_a_renamed_object() -> None:
    attio = Attio()
    boat = {"api_slug": "boats", "singular_noun": "Boat", "plural_noun": "Boats"}
    attio.ask("POST", "/v2/objects", {"data": boat})
    attio.ask("POST", "/v2/lists", {"data": new_list("sales")})
    wish = new_attribute("wish", "record-reference", config={"record_reference": {"allowed_objects": ["boats"]}})
    made = post(attio, "/v2/lists/sales/attributes", wish)
    assert made.status == 200, made
    attio.ask("PATCH", "/v2/objects/boats", {"data": {"api_slug": "ships"}})
    shown = attio.ask("GET", "/v2/lists/sales/attributes/wish").body["data"]
    assert shown["config"]["record_reference"] == made.body["data"]["config"]["record_reference"]
    assert shown["config"]["record_reference"]["allowed_object_ids"] == [attio.object_id("ships")]

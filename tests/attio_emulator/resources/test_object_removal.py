"""An object is deleted: its records, its lists and whatever pointed there go, everything else stays; nobody is told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import Answer, Attio, error, new_attribute, new_list
from tests.attio_emulator.resources.schema_calls import good, post, restored

SHIP = {"record_reference": {"allowed_objects": ["ships"]}}
EITHER = {"record_reference": {"allowed_objects": ["companies", "ships"]}}
WORKSPACE: dict[str, Any] = {
    "slug": "acme",
    "objects": [
        {"api_slug": "deals", "active": False},
        {
            "api_slug": "ships",
            "attributes": [
                {"api_slug": "hull", "type": "text", "is_unique": True},
                {"api_slug": "captain", "type": "record-reference", "config": {"record_reference": {"allowed_objects": ["people"]}},
                 "relationship": {"object": "people", "api_slug": "commands"}},
                {"api_slug": "sister", "type": "record-reference", "config": SHIP},
                {"api_slug": "aboard", "type": "record-reference", "is_multiselect": True, "config": {"record_reference": {"allowed_objects": ["people"]}},
                 "relationship": {"object": "people", "api_slug": "boards"}},
            ],
        },
        {
            "api_slug": "people",
            "attributes": [
                {"api_slug": "commands", "type": "record-reference", "config": SHIP, "relationship": {"object": "ships", "api_slug": "captain"}},
                {"api_slug": "likes", "type": "record-reference", "is_multiselect": True, "config": EITHER},
                {"api_slug": "anything", "type": "record-reference"},
                {"api_slug": "boards", "type": "record-reference", "config": SHIP, "relationship": {"object": "ships", "api_slug": "aboard"}},
            ],
        },
    ],
    "records": {
        "companies": [{"domains": "acme.com"}],
        "ships": [{"hull": "H1"}, {"hull": "H2"}],
        "people": [{"email_addresses": "ann@acme.org"}],
    },
}  # fmt: skip
EVERY_EVENT = ["record.deleted", "record.updated", "list.deleted", "list-entry.deleted", "note.deleted", "comment.deleted", "task.updated"]  # fmt: skip


@pytest.fixture
def attio() -> Attio:
    """Two ships, a person who points to them in every way, and things that hang on a ship."""
    attio = Attio(WORKSPACE)
    (ship, sister), (person,), (company,) = attio.ids("ships"), attio.ids("people"), attio.ids("companies")

    def to(record: str, object: str = "ships") -> dict[str, str]:
        return {"target_object": object, "target_record_id": record}

    values = {"commands": to(ship), "anything": to(ship), "likes": [to(ship), to(company, "companies")]}
    good(attio.public("people", "email_addresses", {"email_addresses": ["ann@acme.org"], **values}))
    good(attio.public("ships", "hull", {"hull": "H1", "sister": to(sister)}))
    for slug, parent in (("fleet", "ships"), ("crew", "people")):
        good(post(attio, "/v2/lists", new_list(slug, parent, name=slug)))
    for slug, config in (("aboard", SHIP), ("near", EITHER)):
        made = new_attribute(slug, "record-reference", config=config, is_multiselect=slug == "near")
        good(post(attio, "/v2/lists/crew/attributes", made))
    entry = {"aboard": to(ship), "near": [to(ship), to(company, "companies")]}
    good(post(attio, "/v2/lists/crew/entries", {"parent_object": "people", "parent_record_id": person, "entry_values": entry}))  # fmt: skip
    for name, record in (("ships", ship), ("people", person)):
        parent_of = {"parent_object": name, "parent_record_id": record}
        good(post(attio, "/v2/notes", parent_of | {"title": name, "format": "plaintext", "content": "C"}))
    good(post(attio, "/v2/lists/fleet/entries", {"parent_object": "ships", "parent_record_id": ship, "entry_values": {}}))  # fmt: skip
    task: dict[str, Any] = {
        "content": "T",
        "format": "plaintext",
        "deadline_at": None,
        "is_completed": False,
        "assignees": [],
    }
    good(post(attio, "/v2/tasks", task | {"linked_records": [to(ship), to(person, "people")]}))
    every = [{"event_type": one, "filter": None} for one in EVERY_EVENT]
    good(post(attio, "/v2/webhooks", {"target_url": "https://acme.org/hook", "subscriptions": every}))
    return attio


def delete(attio: Attio, named: str = "ships") -> Answer:
    return attio.ask("DELETE", f"/v2/objects/{named}")


@pytest.mark.covers("DELETE /v2/objects/{object}", "object.deleted")
@pytest.mark.parametrize("by", ["slug", "id"])
def test_an_object_goes_with_its_records_and_what_hangs_on_them(attio: Attio, by: str) -> None:
    (person,), (company,) = attio.ids("people"), attio.ids("companies")
    assert delete(attio, "ships" if by == "slug" else attio.object_id("ships")) == Answer(200, {})
    for one in (attio, restored(attio)):
        unknown = error(404, "not_found", 'Object with slug/ID "ships" not found.')
        assert one.ask("GET", "/v2/objects/ships") == unknown == delete(one)
        slugs = [row["api_slug"] for row in good(one.ask("GET", "/v2/objects/people/attributes"))]
        assert "commands" not in slugs
        assert {"likes", "anything"} <= set(slugs)
        (record,) = one.plain("people")
        assert record["likes"] == [{"target_object": "companies", "target_record_id": company}]
        assert "anything" not in record
        assert one.history("people", person, "anything", show_historic=True) == []
        likes = good(one.ask("GET", "/v2/objects/people/attributes/likes"))
        assert likes["config"]["record_reference"]["allowed_object_ids"] == [one.object_id("companies")]
        assert [row["api_slug"] for row in good(one.ask("GET", "/v2/lists"))] == ["crew"]
        (entry,) = good(one.ask("POST", "/v2/lists/crew/entries/query", {}))
        slugs = [row["api_slug"] for row in good(one.ask("GET", "/v2/lists/crew/attributes", show_archived=True))]
        assert "near" in slugs
        assert "aboard" not in slugs
        assert [row["target_record_id"] for row in entry["entry_values"]["near"]] == [company]
        assert [row["title"] for row in good(one.ask("GET", "/v2/notes"))] == ["people"]
        (task,) = good(one.ask("GET", "/v2/tasks"))
        assert [row["target_record_id"] for row in task["linked_records"]] == [person]
    assert attio.emulator.deliveries() == []


def test_the_slug_is_free_again_and_a_reset_brings_the_object_back(attio: Attio) -> None:
    delete(attio)
    made = {"api_slug": "ships", "singular_noun": "Ship", "plural_noun": "Ships"}
    good(post(attio, "/v2/objects", made))
    assert attio.ids("ships") == []
    attio.emulator.reset()
    assert [one["hull"] for one in attio.plain("ships")] == [["H1"], ["H2"]]


def test_other_records_are_written_and_found_as_before(attio: Attio) -> None:
    delete(attio)
    good(attio.public("people", "email_addresses", {"email_addresses": ["ann@acme.org"], "job_title": "Captain"}))
    (record,) = attio.plain("people")
    assert record["job_title"] == ["Captain"]
    assert delete(attio, "people").status == 400


def test_a_batch_that_waits_for_it_drops_its_assertion() -> None:
    attio = Attio(WORKSPACE, batch_lag=60)
    row = {"object": "ships", "mode": "create-or-update", "matching_attribute": "hull", "multiselect_values": "append"}
    attio.batch(row | {"values": {"hull": "H9"}, "received_at": "2025-01-01T00:00:00Z"})
    delete(attio)
    attio.emulator.flush()
    assert [one["code"] for one in attio.emulator.ledger] == ["not_found"]


@pytest.mark.parametrize("named", ["people", "companies", "deals", "users"])
def test_a_standard_object_stays(attio: Attio, named: str) -> None:
    before = attio.stored()
    assert delete(attio, named) == error(400, "system_edit_unauthorized", "Cannot delete a System object.")
    assert attio.stored() == before


def test_what_could_point_elsewhere_too_loses_its_default_value(attio: Attio) -> None:
    ship, company = attio.ids("ships")[0], attio.ids("companies")[0]
    template = [{"target_object": "ships", "target_record_id": ship}, {"target_object": "companies", "target_record_id": company}]  # fmt: skip
    config = {"config": EITHER, "is_multiselect": True, "default_value": {"type": "static", "template": template}}
    good(post(attio, "/v2/lists/crew/attributes", new_attribute("by_itself", "record-reference", **config)))
    config["default_value"] = {"type": "static", "template": template[:1]}
    good(post(attio, "/v2/lists/crew/attributes", new_attribute("not_at_all", "record-reference", **config)))
    delete(attio)
    for one in (attio, restored(attio)):
        path = "/v2/lists/crew/attributes"
        left = good(one.ask("GET", f"{path}/by_itself"))["default_value"]["template"]
        assert [row["target_object"] for row in left] == ["companies"]
        assert good(one.ask("GET", f"{path}/not_at_all"))["default_value"] is None


def test_an_attribute_of_the_same_slug_begins_anew() -> None:
    attio = Attio(WORKSPACE)
    ship = attio.ids("ships")[0]
    row = {"object": "people", "mode": "create-or-update", "matching_attribute": "email_addresses", "multiselect_values": "append"}  # fmt: skip
    values = {"email_addresses": "ann@acme.org", "commands": ship}
    attio.batch(row | {"values": values, "received_at": "2030-01-01T00:00:00Z"})
    assert attio.plain("people")[0]["commands"]
    delete(attio)
    good(post(attio, "/v2/objects/people/attributes", new_attribute("commands")))
    attio.batch(row | {"values": values | {"commands": "x"}, "received_at": "2029-01-01T00:00:00Z"})
    assert attio.plain("people")[0]["commands"] == ["x"]


def test_a_view_goes_that_names_it_by_its_id_in_capital_letters(attio: Attio) -> None:
    named = {"likes": {"target_object": attio.object_id("ships").upper()}}
    good(post(attio, "/v2/objects/people/views", {"title": "Gone", "type": "table", "filter": named}))
    delete(attio)
    assert good(attio.ask("GET", "/v2/objects/people/views")) == []


@pytest.mark.parametrize("owner", ["objects/people", "lists/crew"])
@pytest.mark.parametrize(
    "given",
    [
        {"path": [["people", "commands"], ["ships", "hull"]], "constraints": {"value": "H1"}},
        {"path": [["people", "likes"], ["ships", "hull"]], "constraints": {"value": "H1"}},
        {"likes": {"target_object": "ships"}},
    ],
)
def test_views_lose_what_names_it_and_go_where_their_filter_does(
    attio: Attio, owner: str, given: dict[str, Any]
) -> None:
    if owner == "lists/crew":
        given = {"near": given["likes"]} if "likes" in given else given | {"path": [["crew", "parent_record"], *given["path"]]}  # fmt: skip
    path = f"/v2/{owner}/views"
    gone = "aboard" if owner == "lists/crew" else "commands"
    kept = "near" if owner == "lists/crew" else "likes"
    rows = [{"attribute": gone}, {"attribute": kept}]
    body = {"title": "Left", "type": "table", "attributes": rows}
    left = good(post(attio, path, body))
    good(post(attio, path, body | {"title": "Gone", "filter": given}))
    delete(attio)
    for one in (attio, restored(attio)):
        assert [row["title"] for row in good(one.ask("GET", path))] == ["Left"]
        shown = good(one.ask("GET", f"{path}/{left['id']['view_id']}"))
        assert shown["attributes"] == left["attributes"][1:]
        assert [row["api_slug"] for row in shown["metadata"]["attributes"].values()] == [kept]

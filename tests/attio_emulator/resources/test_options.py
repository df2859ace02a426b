"""Select options and statuses of objects: added, renamed, archived, refused."""

from __future__ import annotations

import pytest

from tests.attio_emulator.calls import Attio, error, plain_record
from tests.attio_emulator.resources.schema_calls import (
    SHIPS,
    SYSTEM,
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
    assert good(patch(attio, f"{path}/Sunk", celebration_enabled=None)) == changed | {"celebration_enabled": False}
    assert good(post(attio, path, {"title": "Lost", "celebration_enabled": None}))["celebration_enabled"] is False
    none = patch(attio, f"{path}/Sunk", celebration_enabled="no")
    assert none == invalid(wrong("boolean", "string", "data", "celebration_enabled"))
    assert listing(restored(attio)) == listing(attio)
    refused = patch(attio, f"{path}/Sunk", target_time_in_status="a day")
    assert refused == invalid(row("Expected a duration as ISO 8601, such as P1D", "data", "target_time_in_status"))


def test_choices_of_system_attributes_are_written_where_users_fill_them(attio: Attio) -> None:
    good(post(attio, "/v2/objects/companies/attributes/categories/options", {"title": "Shipping"}))
    good(post(attio, "/v2/objects/deals/attributes/stage/statuses", {"title": "Signed"}))
    assert plain_record(good(attio.create("companies", {"categories": ["Shipping"]}))) == {"categories": ["Shipping"]}
    assert post(attio, "/v2/objects/companies/attributes/employee_range/options", {"title": "x"}) == SYSTEM
    assert listing(restored(attio)) == listing(attio)

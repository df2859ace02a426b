"""Lists and their attributes: what is accepted, what is refused, in whose words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import BY_KEY, Answer, Attio, error, new_attribute, new_list
from tests.attio_emulator.resources.member_calls import rows

ADA = "ada@lovelace.org"
WORKSPACE = {"slug": "acme", "members": [{"email_address": ADA, "first_name": "Ada", "last_name": "Lovelace"}]}
NOBODY = "50cf242c-7fa3-4cad-87d0-75b1af71c57b"
SALES = new_list("sales")
STAGE = new_attribute("stage", "status")


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


def made(attio: Attio, **changes: Any) -> Answer:
    return attio.ask("POST", "/v2/lists", {"data": SALES | changes})


def attribute(attio: Attio, **changes: Any) -> Answer:
    return attio.ask("POST", "/v2/lists/sales/attributes", {"data": STAGE | changes})


# -- lists -----------------------------------------------------------------------------------------------------------


@pytest.mark.covers("GET /v2/lists", "GET /v2/lists/{list}")
def test_a_list_is_created_and_found_by_slug_and_id(attio: Attio) -> None:
    member = attio.emulator.workspace.members[0].id
    access = [{"workspace_member_id": member, "level": "full-access"}]
    answer = made(attio, workspace_access=None, workspace_member_access=access)
    workspace = attio.emulator.workspace.id
    list_id = answer.body["data"]["id"]["list_id"]
    assert answer == (
        200,
        {
            "data": {
                "id": {"workspace_id": workspace, "list_id": list_id},
                "api_slug": "sales",
                "name": "Sales",
                "parent_object": ["people"],
                "workspace_access": None,
                "workspace_member_access": access,
                "created_by_actor": BY_KEY,
                "created_at": answer.body["data"]["created_at"],
            }
        },
    )
    assert attio.ask("GET", "/v2/lists/sales") == answer
    assert attio.ask("GET", f"/v2/lists/{list_id}") == answer
    assert attio.ask("GET", "/v2/lists") == (200, {"data": [answer.body["data"]]})


@pytest.mark.covers("PATCH /v2/lists/{list}")
def test_a_list_is_changed(attio: Attio) -> None:
    before = made(attio).body["data"]
    answer = attio.ask("PATCH", "/v2/lists/sales", {"data": {"name": "Deals", "api_slug": "deals_2"}})
    assert answer == (200, {"data": before | {"name": "Deals", "api_slug": "deals_2"}})
    assert attio.ask("GET", "/v2/lists/sales") == error(404, "not_found", 'List with slug/ID "sales" not found.')


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"parent_object": "cats"}, error(404, "not_found", 'Parent object with slug/ID "cats" not found.')),
        ({"parent_object": "deals"}, error(400, "standard_object_disabled",
          'The Standard object with slug/ID "deals" must be enabled by a Workspace admin before it can be used.')),
        ({"workspace_member_access": [{"workspace_member_id": NOBODY, "level": "read-only"}]},
         error(400, "value_not_found", f'Workspace member with ID "{NOBODY}" not found.')),
    ],
    ids=["unknown parent", "parent not activated", "unknown member"],
)  # fmt: skip
def test_a_list_that_cannot_be(attio: Attio, changes: dict[str, Any], refusal: Answer) -> None:
    assert made(attio, **changes) == refusal
    assert attio.ask("GET", "/v2/lists") == (200, {"data": []})


@pytest.mark.covers("list.access")
def test_somebody_needs_full_access(attio: Attio) -> None:
    message = 'Either workspace_access or one element of workspace_member_access must have the level "full-access".'
    row = {"code": "invalid", "path": ["data", "workspace_access"], "message": message}
    assert made(attio, workspace_access=None) == error(400, "validation_type", message, validation_errors=[row])


@pytest.mark.covers("error 409 slug_conflict")
def test_slugs_of_lists_are_unique(attio: Attio) -> None:
    made(attio)
    made(attio, api_slug="hiring")
    refusal = error(409, "slug_conflict", 'A list with api_slug "sales" already exists.')
    assert made(attio) == refusal
    assert attio.ask("PATCH", "/v2/lists/hiring", {"data": {"api_slug": "sales"}}) == refusal
    assert attio.ask("PATCH", "/v2/lists/sales", {"data": {"api_slug": "sales"}}).status == 200


def test_a_malformed_list_is_told_all_at_once(attio: Attio) -> None:
    answer = attio.ask("POST", "/v2/lists", {"data": {"name": 1, "api_slug": "", "workspace_access": "owner"}})
    assert rows(answer) == [
        (["data", "name"], "Expected string, received number"),
        (["data", "api_slug"], "String must contain at least 1 character(s)"),
        (["data", "parent_object"], "Required"),
        (
            ["data", "workspace_access"],
            "Invalid enum value. Expected 'full-access' | 'read-and-write' | 'read-only', received 'owner'",
        ),
        (["data", "workspace_member_access"], "Required"),
    ]


# -- attributes ------------------------------------------------------------------------------------------------------


@pytest.mark.covers("GET /v2/lists/{list}/attributes", "POST /v2/lists")
def test_every_list_has_its_own_attributes(attio: Attio) -> None:
    list_id = made(attio).body["data"]["id"]["list_id"]
    shown = attio.ask("GET", "/v2/lists/sales/attributes").body["data"]
    assert [(one["api_slug"], one["type"], one["is_writable"], one["is_system_attribute"]) for one in shown] == [
        ("entry_id", "text", False, True),
        ("parent_record", "record-reference", False, True),
        ("created_at", "timestamp", False, True),
        ("created_by", "actor-reference", False, True),
    ]
    assert {one["id"]["object_id"] for one in shown} == {list_id}


@pytest.mark.covers("GET /v2/lists/{list}/attributes/{attribute}")
def test_an_attribute_is_created_read_and_changed(attio: Attio) -> None:
    made(attio)
    config = {"currency": {"default_currency_code": "EUR", "display_type": "code"}}
    answer = attribute(attio, api_slug="value", title="Value", type="currency", config=config)
    assert answer.status == 200
    row = answer.body["data"]
    assert (row["api_slug"], row["type"], row["config"]["currency"]) == ("value", "currency", config["currency"])
    assert attio.ask("GET", "/v2/lists/sales/attributes/value") == answer
    changed = attio.ask(
        "PATCH", f"/v2/lists/sales/attributes/{row['id']['attribute_id']}",
        {"data": {"title": "Worth", "api_slug": "worth", "is_archived": True, "description": "In euros"}},
    )  # fmt: skip
    after = {"title": "Worth", "api_slug": "worth", "is_archived": True, "description": "In euros"}
    assert changed == (200, {"data": row | after})
    slugs = [one["api_slug"] for one in attio.ask("GET", "/v2/lists/sales/attributes").body["data"]]
    assert "worth" not in slugs
    every = attio.ask("GET", "/v2/lists/sales/attributes", show_archived=True, limit=1, offset=4).body["data"]
    assert [one["api_slug"] for one in every] == ["worth"]


@pytest.mark.covers("schema.archived", "PATCH /v2/lists/{list}/attributes/{attribute}")
def test_slugs_of_attributes_are_unique_even_of_archived_ones(attio: Attio) -> None:
    made(attio)
    attribute(attio)
    attio.ask("PATCH", "/v2/lists/sales/attributes/stage", {"data": {"is_archived": True}})
    message = "An attribute with the same API slug already exists on this list. Please choose a different API slug."
    assert attribute(attio) == error(409, "slug_conflict", message)
    attribute(attio, api_slug="other")
    renamed = attio.ask("PATCH", "/v2/lists/sales/attributes/other", {"data": {"api_slug": "entry_id"}})
    assert renamed == error(409, "slug_conflict", message)


@pytest.mark.covers("schema.system", "error 400 system_edit_unauthorized")
def test_system_attributes_stay(attio: Attio) -> None:
    made(attio)
    answer = attio.ask("PATCH", "/v2/lists/sales/attributes/created_at", {"data": {"title": "Born"}})
    assert answer == error(400, "system_edit_unauthorized", "Cannot update a System attribute.")


def test_attributes_that_are_not_there(attio: Attio) -> None:
    unknown_list = error(404, "not_found", 'List with slug/ID "sales" not found.')
    assert attio.ask("GET", "/v2/lists/sales/attributes") == unknown_list
    assert attribute(attio) == unknown_list
    made(attio)
    unknown = error(404, "not_found", 'Attribute with slug/ID "stage" not found.')
    assert attio.ask("GET", "/v2/lists/sales/attributes/stage") == unknown
    assert attio.ask("PATCH", "/v2/lists/sales/attributes/stage", {"data": {}}) == unknown
    assert attio.ask("GET", "/v2/lists/sales/attributes/stage/statuses") == unknown


# -- options and statuses --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        pytest.param(
            "select",
            "options",
            marks=pytest.mark.covers(
                "GET /v2/lists/{list}/attributes/{attribute}/options",
                "POST /v2/lists/{list}/attributes/{attribute}/options",
                "PATCH /v2/lists/{list}/attributes/{attribute}/options/{choice}",
            ),
        ),
        pytest.param(
            "status",
            "statuses",
            marks=pytest.mark.covers(
                "GET /v2/lists/{list}/attributes/{attribute}/statuses",
                "PATCH /v2/lists/{list}/attributes/{attribute}/statuses/{choice}",
            ),
        ),
    ],
)
def test_choices_are_added_changed_and_archived(attio: Attio, kind: str, place: str) -> None:
    made(attio)
    attribute(attio, type=kind)
    path = f"/v2/lists/sales/attributes/stage/{place}"
    won = attio.ask("POST", path, {"data": {"title": "Won"}}).body["data"]
    lost = attio.ask("POST", path, {"data": {"title": "Lost"}}).body["data"]
    assert attio.ask("GET", path) == (200, {"data": [won, lost]})
    what = "select option" if kind == "select" else "status"
    taken = error(409, "slug_conflict", f'There is already another {what} with the title "Won".')
    assert attio.ask("POST", path, {"data": {"title": "Won"}}) == taken
    assert attio.ask("PATCH", f"{path}/Lost", {"data": {"title": "Won"}}) == taken
    changed = attio.ask("PATCH", f"{path}/Lost", {"data": {"title": "Gone", "is_archived": True}})
    assert changed == Answer(200, {"data": lost | {"title": "Gone", "is_archived": True}})
    assert attio.ask("GET", path) == (200, {"data": [won]})
    assert attio.ask("GET", path, show_archived=True) == (200, {"data": [won, changed.body["data"]]})
    words = "select option" if kind == "select" else "status option"
    unknown = error(400, "value_not_found", f'Cannot find {kind} attribute with {words} title "Lost".')
    assert attio.ask("PATCH", f"{path}/Lost", {"data": {"title": "Late"}}) == unknown
    assert rows(attio.ask("POST", path, {"data": {"title": ""}})) == [
        (["data", "title"], "String must contain at least 1 character(s)")
    ]


@pytest.mark.covers("POST /v2/lists/{list}/attributes/{attribute}/statuses")
def test_a_status_has_a_celebration_and_a_target_time(attio: Attio) -> None:
    made(attio)
    attribute(attio)
    path = "/v2/lists/sales/attributes/stage/statuses"
    data = {"title": "Won", "celebration_enabled": True, "target_time_in_status": "P1DT2H"}
    shown = attio.ask("POST", path, {"data": data}).body["data"]
    assert {name: shown[name] for name in data} == data
    assert rows(attio.ask("PATCH", f"{path}/Won", {"data": {"target_time_in_status": "a day"}})) == [
        (["data", "target_time_in_status"], "Expected a duration as ISO 8601, such as P1D")
    ]


@pytest.mark.covers("POST /v2/lists/{list}/attributes")
@pytest.mark.parametrize(("kind", "place"), [("select", "options"), ("status", "statuses")])
def test_choices_are_of_their_kind(attio: Attio, kind: str, place: str) -> None:
    made(attio)
    attribute(attio, type="text")
    refusal = error(400, "validation_type", f"This attribute is not a {kind} attribute.")
    path = f"/v2/lists/sales/attributes/stage/{place}"
    assert attio.ask("GET", path) == error(404, "not_found", 'Attribute with slug/ID "stage" not found.')
    assert attio.ask("POST", path, {"data": {"title": "Won"}}) == refusal
    assert attio.ask("PATCH", f"{path}/Won", {"data": {"title": "Won"}}) == refusal

"""Saved views: what a file and the API make, what the listings show, what a query takes of one, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attio_emulator.calls import Answer, Attio, error, new_attribute, new_list
from tests.attio_emulator.resources.schema_calls import good, invalid, missing, patch, post, restored, row, wrong

NOBODY = "11111111-1111-4111-8111-111111111111"
IDS = [f"{digit}0000000-0000-4000-8000-000000000000" for digit in "0123"]
WORKSPACE: dict[str, Any] = {
    "objects": [
        {
            "api_slug": "ships",
            "attributes": [
                {"api_slug": "hull", "type": "text", "is_unique": True},
                {"api_slug": "tons", "type": "number"},
                {"api_slug": "owner", "type": "record-reference", "config": {"record_reference": {"allowed_objects": ["companies"]}}},
            ],
            "views": [
                {"id": IDS[2], "title": "Heavy", "filter": {"attribute": "tons", "op": "gte", "value": 5}},
                {"id": IDS[0], "title": "All", "created_at": "2025-11-03T18:16:15.565Z"},
                {"id": IDS[1], "title": "Old", "is_archived": True, "filter": {"hull": "H1"}},
                {"id": IDS[3], "title": "Acme", "filter": {"path": [["ships", "owner"], ["companies", "domains"]], "constraints": {"domain": "acme.com"}}},
            ],
        }
    ],
    "records": {
        "companies": [{"domains": "acme.com"}],
        "ships": [{"hull": "H1", "tons": 4}, {"hull": "H2", "tons": 5, "owner": "acme.com"}, {"hull": "H3", "tons": 6}],
    },
}  # fmt: skip
VIEWS = "/v2/objects/ships/views"
LEADS: dict[str, Any] = {
    "title": "Leads",
    "type": "table",
    "filter": {"attribute": "hull", "op": "contains", "value": "2"},
    "sorts": [{"attribute": "tons", "field": "value", "direction": "asc"}],
    "attributes": [{"attribute": "hull"}],
}


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


def titles(answer: Answer) -> list[str]:
    return [one["title"] for one in good(answer)]


def hulls(attio: Attio, **body: Any) -> list[str]:
    rows = good(attio.ask("POST", "/v2/objects/ships/records/query", body))
    return [one["values"]["hull"][0]["value"] for one in rows]


def listed(attio: Attio, **query: Any) -> Answer:
    return attio.ask("GET", VIEWS, **query)


# -- listing ---------------------------------------------------------------------------------------------------------


@pytest.mark.covers("GET /v2/objects/{object}/views")
def test_views_of_a_file_come_in_the_order_of_their_ids(attio: Attio) -> None:
    answer = listed(attio)
    ids = {"workspace_id": attio.emulator.workspace.id, "object_id": attio.object_id("ships")}
    first = answer.body["data"][0]
    assert [*first] == ["id", "title", "created_at"]
    assert first == {"id": ids | {"view_id": IDS[0]}, "title": "All", "created_at": "2025-11-03T18:16:15.565000000Z"}
    assert titles(answer) == ["All", "Heavy", "Acme"]
    assert answer.body["pagination"] == {"next_cursor": None}
    assert titles(listed(attio, show_archived=True)) == ["All", "Old", "Heavy", "Acme"]
    assert listed(Attio()) == error(404, "not_found", 'Object with slug/ID "ships" not found.')
    assert Attio().ask("GET", "/v2/objects/people/views").body == {"data": [], "pagination": {"next_cursor": None}}


def test_pages_of_views(attio: Attio) -> None:
    first = listed(attio, limit=2)
    assert titles(first) == ["All", "Heavy"]
    cursor = first.body["pagination"]["next_cursor"]
    last = listed(attio, limit=2, cursor=cursor)
    assert (titles(last), last.body["pagination"]) == (["Acme"], {"next_cursor": None})


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        ({"limit": 0}, "limit", "Expected 1 to 500"),
        ({"limit": 501}, "limit", "Expected 1 to 500"),
        ({"limit": "x"}, "limit", "Expected 1 to 500"),
        ({"cursor": "x"}, "cursor", "Invalid cursor"),
        ({"show_archived": "yes"}, "show_archived", "Invalid enum value. Expected 'true' | 'false', received 'yes'"),
    ],
)
def test_a_malformed_listing_is_refused(attio: Attio, query: dict[str, Any], name: str, message: str) -> None:
    answer = listed(attio, **query)
    assert (answer.status, answer.body["code"]) == (400, "validation_type")
    assert [(one["path"], one["message"]) for one in answer.body["validation_errors"]] == [([name], message)]


# -- queries ---------------------------------------------------------------------------------------------------------


@pytest.mark.covers("query.view")
@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"filter_view_id": IDS[0]}, ["H1", "H2", "H3"]),
        ({"filter_view_id": IDS[1]}, ["H1"]),
        ({"filter_view_id": IDS[2]}, ["H2", "H3"]),
        ({"filter_view_id": IDS[2].upper()}, ["H2", "H3"]),
        ({"filter_view_id": IDS[3]}, ["H2"]),
        ({"filter_view_id": IDS[2], "sorts": [{"attribute": "tons", "direction": "desc"}]}, ["H3", "H2"]),
        ({"filter_view_id": IDS[2], "limit": 1, "offset": 1, "sorts": [{"attribute": "tons", "direction": "asc"}]}, ["H3"]),
    ],
)  # fmt: skip
def test_a_query_takes_the_filter_of_a_view(attio: Attio, body: dict[str, Any], found: list[str]) -> None:
    hulls_found = hulls(attio, **body)
    assert (hulls_found if "sorts" in body else sorted(hulls_found)) == found
    good(patch(attio, "/v2/objects/ships/attributes/tons", api_slug="weight"))
    good(patch(attio, "/v2/objects/ships/attributes/hull", api_slug="number"))
    renamed = {"filter_view_id": body["filter_view_id"]}
    rows = good(restored(attio).ask("POST", "/v2/objects/ships/records/query", renamed))
    everything = hulls_of(body["filter_view_id"])
    assert sorted(one["values"]["number"][0]["value"] for one in rows) == everything


def hulls_of(view: str) -> list[str]:
    return {IDS[0]: ["H1", "H2", "H3"], IDS[1]: ["H1"], IDS[2]: ["H2", "H3"], IDS[3]: ["H2"]}[view.lower()]


KINDS: dict[str, Any] = {
    "objects": [
        {"api_slug": "docks", "attributes": [{"api_slug": "berth", "type": "text", "is_unique": True}]},
        {
            "api_slug": "ships",
            "attributes": [
                {"api_slug": "hull", "type": "text"},
                {"api_slug": "kind", "type": "select", "options": ["Brig", "Sloop"]},
                {"api_slug": "flags", "type": "select", "is_multiselect": True, "options": ["Red", "Blue"]},
                {"api_slug": "state", "type": "status", "statuses": ["At sea", "In port"]},
                {"api_slug": "lies", "type": "record-reference", "config": {"record_reference": {"allowed_objects": ["docks", "companies"]}}},
            ],
        },
    ],
    "records": {"docks": [{"berth": "B1"}], "ships": [{"hull": "H1", "kind": "Brig", "flags": ["Red"], "state": "At sea"}, {"hull": "H2"}]},
}  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "Brig"},
        {"kind": {"$eq": "Brig"}},
        {"kind": {"option": "Brig"}},
        {"$and": [{"kind": {"option": {"$eq": "Brig"}, "active_from": {"$gt": "2020-01-01T00:00:00Z"}}}]},
        {"attribute": "kind", "op": "eq", "value": "Brig"},
        {"attribute": "flags", "field": "option", "op": "eq", "value": "Red"},
        {"path": [["ships", "flags"]], "constraints": {"$eq": "Red"}},
        {"state": {"status": "At sea"}},
        {"attribute": "state", "field": "status", "op": "eq", "value": "At sea"},
        {"lies": {"target_object": "docks"}},
        {"lies": {"target_object": {"$in": ["docks", "people"]}}},
        {"attribute": "lies", "field": "target_object", "op": "eq", "value": "docks"},
    ],
)
def test_a_view_still_finds_its_records_after_titles_and_slugs_in_its_filter_have_changed(
    given: dict[str, Any],
) -> None:
    attio = Attio(KINDS)
    first, (dock,) = attio.ids("ships")[0], attio.ids("docks")
    berth = {"lies": {"target_object": "docks", "target_record_id": dock}}
    good(attio.ask("PATCH", f"/v2/objects/ships/records/{first}", {"data": {"values": berth}}))
    view = good(post(attio, VIEWS, {"title": "V", "type": "table", "filter": given}))["id"]["view_id"]
    assert hulls(attio, filter_view_id=view) == ["H1"]
    good(patch(attio, "/v2/objects/ships/attributes/kind/options/Brig", title="Ketch"))
    good(patch(attio, "/v2/objects/ships/attributes/kind/options/Sloop", title="Brig"))
    good(patch(attio, "/v2/objects/ships/attributes/flags/options/Red", title="Green"))
    good(patch(attio, "/v2/objects/ships/attributes/state/statuses/At%20sea", title="Sailing"))
    good(patch(attio, "/v2/objects/docks", api_slug="piers"))
    assert hulls(attio, filter_view_id=view) == hulls(restored(attio), filter_view_id=view) == ["H1"]


def test_what_a_query_by_view_refuses(attio: Attio) -> None:
    path = "/v2/objects/ships/records/query"
    both = {"filter_view_id": IDS[0], "filter": {"hull": "H1"}}
    message = "filter and filter_view_id cannot be passed together"
    assert attio.ask("POST", path, both) == invalid(row(message, "filter_view_id"))
    unknown = error(404, "not_found", f'View with ID "{NOBODY}" not found.')
    assert attio.ask("POST", path, {"filter_view_id": NOBODY}) == unknown
    assert attio.ask("POST", "/v2/objects/people/records/query", {"filter_view_id": IDS[0]}).status == 404
    assert attio.ask("POST", path, {"filter_view_id": "x"}) == invalid(row("Invalid uuid", "filter_view_id"))
    assert attio.ask("POST", path, {"filter_view_id": None}) == invalid(wrong("string", "null", "filter_view_id"))


def test_a_view_whose_filter_cannot_be_applied_says_why(attio: Attio) -> None:
    good(patch(attio, "/v2/objects/ships/attributes/tons", is_archived=True))
    answer = attio.ask("POST", "/v2/objects/ships/records/query", {"filter_view_id": IDS[2]})
    assert (answer.status, answer.body["code"]) == (400, "unknown_filter_attribute_slug")
    assert hulls(attio, filter_view_id=IDS[0])


# -- creating, reading, deleting -------------------------------------------------------------------------------------


@pytest.mark.covers("POST /v2/objects/{object}/views", "GET /v2/objects/{object}/views/{view}", "view.shown")
def test_a_new_view_is_shown_with_ids_and_with_what_they_are_called(attio: Attio) -> None:
    made = good(post(attio, VIEWS, LEADS))
    hull, tons = attio.attribute_id("ships", "hull"), attio.attribute_id("ships", "tons")
    assert made == {
        "id": {"workspace_id": attio.emulator.workspace.id, "object_id": attio.object_id("ships"), "view_id": made["id"]["view_id"]},
        "title": "Leads",
        "created_at": made["created_at"],
        "type": "table",
        "filter": {"attribute": hull, "op": "contains", "value": "2"},
        "sorts": [{"attribute": tons, "field": "value", "direction": "asc"}],
        "attributes": [{"attribute": hull}],
        "is_archived": False,
        "metadata": {
            "attributes": {hull: {"title": "Hull", "api_slug": "hull"}, tons: {"title": "Tons", "api_slug": "tons"}}
        },
    }  # fmt: skip
    path = f"{VIEWS}/{made['id']['view_id']}"
    assert good(attio.ask("GET", path)) == made
    assert good(restored(attio).ask("GET", path)) == made
    assert hulls(attio, filter_view_id=made["id"]["view_id"]) == ["H2"]
    assert "Leads" in titles(listed(attio))
    attio.emulator.reset()
    assert titles(listed(attio)) == ["All", "Heavy", "Acme"]


def test_a_view_by_what_another_object_has_says_what_that_is_called(attio: Attio) -> None:
    path = [["ships", "owner"], ["companies", "domains"]]
    made = good(post(attio, VIEWS, LEADS | {"filter": {"path": path, "constraints": {"domain": "acme.com"}}}))
    named = made["metadata"]["attributes"]
    assert made["filter"]["path"] == [[attio.object_id(one), attio.attribute_id(one, slug)] for one, slug in path]
    assert {named[id]["api_slug"] for _, id in made["filter"]["path"]} == {"owner", "domains"}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"title": "T", "type": "board"}, ["H1", "H2", "H3"]),
        ({"title": "T", "type": "table", "filter": None, "sorts": [], "attributes": []}, ["H1", "H2", "H3"]),
        ({"title": "T", "type": "table", "filter": {"$or": [{"hull": "H1"}, {"tons": {"$gt": 5}}]}}, ["H1", "H3"]),
        ({"title": "T", "type": "table", "filter": {"$not": {"hull": "H1"}}}, ["H2", "H3"]),
        ({"title": "T", "type": "table", "filter": {"attribute": "tons", "field": "value", "op": "lt", "value": 5}}, ["H1"]),
        ({"title": "T", "type": "table", "filter": {}}, ["H1", "H2", "H3"]),
    ],
)  # fmt: skip
def test_forms_of_a_new_view(attio: Attio, data: dict[str, Any], found: list[str]) -> None:
    made = good(post(attio, VIEWS, data))
    assert sorted(hulls(attio, filter_view_id=made["id"]["view_id"])) == found


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, invalid(missing("string", "data", "title"), missing("'table' | 'board'", "data", "type"))),
        (LEADS | {"title": " "}, invalid(row("String must contain at least 1 character(s)", "data", "title"))),
        (LEADS | {"filter": []}, invalid(wrong("object", "array", "data", "filter"))),
        (LEADS | {"attributes": [{}]}, invalid(missing("string", "data", "attributes", 0, "attribute"))),
        (LEADS | {"sorts": [{"attribute": "hull"}]}, invalid(missing("'asc' | 'desc'", "data", "sorts", 0, "direction"))),
        (LEADS | {"filter": {"attribute": "hull", "op": "eq", "value": 1, "field": {}}},
         error(400, "unknown_filter_attribute_slug", "Unknown attribute slug: attribute.", path=["attribute"])),
        (LEADS | {"sorts": [1]}, invalid(wrong("object", "number", "data", "sorts", 0))),
        (LEADS | {"sorts": None}, invalid(wrong("array", "null", "data", "sorts"))),
        (LEADS | {"filter": {"path": 1, "constraints": {}}}, error(400, "unknown_filter_attribute_slug", "Unknown attribute slug: path.", path=["path"])),
        (LEADS | {"attributes": [1]}, invalid(wrong("object", "number", "data", "attributes", 0))),
        (LEADS | {"attributes": [{"attribute": "mast"}]},
         error(400, "value_not_found", 'Cannot find attribute with slug/ID "mast".')),
        (LEADS | {"filter": {"attribute": "mast", "op": "eq", "value": 1}},
         error(400, "unknown_filter_attribute_slug", "Unknown attribute slug: mast.", path=["mast"])),
        (LEADS | {"sorts": [{"attribute": "mast", "direction": "asc"}]},
         error(400, "unknown_filter_attribute_slug", "Unknown attribute slug: mast.", path=["sorts", "0", "attribute"])),
    ],
)  # fmt: skip
def test_a_malformed_view_is_refused(attio: Attio, data: Any, expected: Answer) -> None:
    before = attio.stored()
    assert post(attio, VIEWS, data) == expected
    assert attio.stored() == before


def test_an_operator_that_the_type_does_not_know_is_refused(attio: Attio) -> None:
    before = attio.stored()
    answer = post(attio, VIEWS, LEADS | {"filter": {"attribute": "tons", "op": "is", "value": 1}})
    assert (answer.status, answer.body["code"]) == (400, "invalid_filter_operator")
    assert attio.stored() == before


@pytest.mark.covers("DELETE /v2/objects/{object}/views/{view}")
def test_a_deleted_view_is_gone_archived_or_not(attio: Attio) -> None:
    for view in (IDS[0], IDS[1]):
        assert attio.ask("DELETE", f"{VIEWS}/{view}") == Answer(200, {})
        gone = error(404, "not_found", f'View with ID "{view}" not found.')
        assert attio.ask("DELETE", f"{VIEWS}/{view}") == gone == attio.ask("GET", f"{VIEWS}/{view}")
    assert titles(restored(attio).ask("GET", VIEWS, show_archived=True)) == ["Heavy", "Acme"]
    assert sorted(hulls(attio)) == ["H1", "H2", "H3"]


# -- lists -----------------------------------------------------------------------------------------------------------


@pytest.mark.covers(
    "GET /v2/lists/{list}/views",
    "POST /v2/lists/{list}/views",
    "GET /v2/lists/{list}/views/{view}",
    "DELETE /v2/lists/{list}/views/{view}",
)
def test_lists_have_views_of_their_own(attio: Attio) -> None:
    made_id = good(post(attio, "/v2/lists", new_list("ships", "ships", name="Fleet")))["id"]["list_id"]
    rank = new_attribute("rank", "number")
    good(post(attio, "/v2/lists/ships/attributes", rank))
    for place, record in enumerate(attio.ids("ships")):
        entry = {"parent_record_id": record, "parent_object": "ships", "entry_values": {"rank": place}}
        good(post(attio, "/v2/lists/ships/entries", entry))
    path = {"path": [["ships", "parent_record"], ["ships", "hull"]], "constraints": {"value": "H3"}}
    views = {}
    for title, given in (("Low", {"attribute": "rank", "op": "lt", "value": 1}), ("Third", path)):
        body = {"title": title, "type": "table", "filter": given}
        shown = good(post(attio, "/v2/lists/ships/views", body))
        assert [*shown["id"]] == ["workspace_id", "list_id", "view_id"]
        assert shown["id"]["list_id"] == made_id
        assert good(restored(attio).ask("GET", f"/v2/lists/ships/views/{shown['id']['view_id']}")) == shown
        views[title] = shown["id"]["view_id"]
    good(patch(attio, "/v2/lists/ships", api_slug="fleet"))
    found = {
        title: [one["entry_values"]["rank"][0]["value"] for one in good(attio.ask("POST", "/v2/lists/fleet/entries/query", {"filter_view_id": view}))]
        for title, view in views.items()
    }  # fmt: skip
    assert found == {"Low": [0], "Third": [2]}
    assert attio.ask("GET", "/v2/lists/ships/views") == error(404, "not_found", 'List with slug/ID "ships" not found.')
    assert {one["id"]["view_id"] for one in good(attio.ask("GET", "/v2/lists/fleet/views"))} == set(views.values())
    assert attio.ask("POST", "/v2/objects/ships/records/query", {"filter_view_id": views["Low"]}).status == 404
    assert attio.ask("DELETE", f"/v2/lists/fleet/views/{views['Low']}") == Answer(200, {})
    assert titles(attio.ask("GET", "/v2/lists/fleet/views")) == ["Third"]

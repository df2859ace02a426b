"""The schema, members and tokens; what is not there, what Attio lacks and what the emulator leaves out."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace
from attio_emulator.routes import ROUTES

from tests.attio_emulator.calls import Answer, Attio, error

WORKSPACE = Workspace.from_dict(
    {
        "name": "Acme",
        "slug": "acme",
        "members": [
            {"first_name": "Alice", "last_name": "Adams", "email_address": "alice@acme.com", "access_level": "admin"},
            {"first_name": "Bob", "last_name": "Bloggs", "email_address": "bob@acme.com"},
        ],
        "objects": [
            {"api_slug": "users", "active": True, "attributes": [{"api_slug": "plan", "type": "select", "options": ["Free", {"title": "Old", "is_archived": True}]}]},
            {"api_slug": "boats", "singular_noun": "Boat", "plural_noun": "Boats",
             "attributes": [
                 {"api_slug": "hull", "title": "Hull number", "type": "text", "is_unique": True, "is_required": True},
                 {"api_slug": "stage", "type": "status", "statuses": ["Built", {"title": "Sunk", "is_archived": True, "celebration_enabled": True, "target_time_in_status": "P1D"}]},
                 {"api_slug": "gone", "type": "text", "is_archived": True},
                 {"api_slug": "price", "type": "currency", "config": {"currency": {"default_currency_code": "EUR"}}},
                 {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a", "b", "c"]},
             ]},
        ],
        "tokens": ["listed"],
    }
)  # fmt: skip
NOWHERE = "00000000-0000-4000-8000-000000000000"
AT = "2025-01-01T00:00:00.000000000Z"


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


# -- objects and attributes ------------------------------------------------------------------------------------------


@pytest.mark.covers("object.listed", "query.order", "GET /v2/objects")
def test_objects_are_the_activated_ones(attio: Attio) -> None:
    listed = attio.ask("GET", "/v2/objects")
    by_id = sorted(("people", "companies", "users", "boats"), key=attio.object_id)
    assert [row["api_slug"] for row in listed.body["data"]] == by_id
    assert listed.body["data"][by_id.index("boats")] == {
        "id": {"workspace_id": WORKSPACE.id, "object_id": WORKSPACE.objects["boats"].id},
        "api_slug": "boats",
        "singular_noun": "Boat",
        "plural_noun": "Boats",
        "created_at": AT,
    }
    attio.emulator.activate("deals")
    by_id = sorted((*by_id, "deals"), key=attio.object_id)
    assert [row["api_slug"] for row in attio.ask("GET", "/v2/objects").body["data"]] == by_id


@pytest.mark.covers("schema.slug_or_id", "GET /v2/objects/{object}")
@pytest.mark.parametrize("slug", ["people", "boats"])
def test_one_object_by_slug_and_by_id(attio: Attio, slug: str) -> None:
    by_slug = attio.ask("GET", f"/v2/objects/{slug}")
    assert by_slug == attio.ask("GET", f"/v2/objects/{attio.object_id(slug)}")
    assert by_slug.body["data"] in attio.ask("GET", "/v2/objects").body["data"]


@pytest.mark.covers("schema.config", "GET /v2/objects/{object}/attributes")
def test_attributes_of_an_object(attio: Attio) -> None:
    rows = attio.ask("GET", "/v2/objects/boats/attributes").body["data"]
    slugs = ["record_id", "created_at", "created_by", "hull", "stage", "price", "tags"]
    assert [row["api_slug"] for row in rows] == slugs
    ids = {"workspace_id": WORKSPACE.id, "object_id": attio.object_id("boats")}
    assert rows[3] == {
        "id": ids | {"attribute_id": attio.attribute_id("boats", "hull")},
        "title": "Hull number",
        "description": None,
        "api_slug": "hull",
        "type": "text",
        "is_system_attribute": False,
        "is_writable": True,
        "is_required": True,
        "is_unique": True,
        "is_multiselect": False,
        "is_default_value_enabled": False,
        "is_archived": False,
        "default_value": None,
        "relationship": None,
        "created_at": AT,
        "config": {
            "currency": {"default_currency_code": None, "display_type": None},
            "record_reference": {"allowed_object_ids": None},
        },
    }
    assert rows[5]["config"]["currency"] == {"default_currency_code": "EUR", "display_type": "symbol"}
    assert rows[1]["default_value"] == {"type": "dynamic", "template": "PT0S"}
    assert rows[2]["default_value"] == {"type": "dynamic", "template": "current-user"}
    paged = attio.ask("GET", "/v2/objects/boats/attributes", limit=2, offset=1).body["data"]
    assert [row["api_slug"] for row in paged] == slugs[1:3]
    every = attio.ask("GET", "/v2/objects/boats/attributes", show_archived=True).body["data"]
    assert {row["api_slug"] for row in every} - set(slugs) == {"gone"}


@pytest.mark.covers("GET /v2/objects/{object}/attributes/{attribute}")
def test_a_relationship_names_its_other_end(attio: Attio) -> None:
    row = attio.ask("GET", "/v2/objects/people/attributes/company").body["data"]
    assert row["relationship"] == {
        "id": {"workspace_id": WORKSPACE.id, "object_id": attio.object_id("companies"), "attribute_id": attio.attribute_id("companies", "team")},
        "object_slug": "companies",
        "title": "Team",
        "api_slug": "team",
        "is_multiselect": True,
    }  # fmt: skip
    assert row["config"]["record_reference"] == {"allowed_object_ids": [attio.object_id("companies")]}


@pytest.mark.covers("schema.slug_or_id")
@pytest.mark.parametrize("slug", ["hull", "gone"])
def test_one_attribute_by_slug_and_by_id(attio: Attio, slug: str) -> None:
    path = "/v2/objects/boats/attributes"
    by_slug = attio.ask("GET", f"{path}/{slug}")
    assert by_slug == attio.ask("GET", f"{path}/{attio.attribute_id('boats', slug)}")
    assert by_slug.body["data"] in attio.ask("GET", path, show_archived=True).body["data"]


@pytest.mark.covers(
    "GET /v2/objects/{object}/attributes/{attribute}/options",
    "GET /v2/objects/{object}/attributes/{attribute}/statuses",
)
def test_options_and_statuses(attio: Attio) -> None:
    def rows(path: str, **query: Any) -> list[tuple[str, bool]]:
        found = attio.ask("GET", f"/v2/objects/{path}", **query)
        assert found.status == 200
        return [(row["title"], row["is_archived"]) for row in found.body["data"]]

    assert rows("users/attributes/plan/options") == [("Free", False)]
    assert rows("users/attributes/plan/options", show_archived=True) == [("Free", False), ("Old", True)]
    assert rows("boats/attributes/stage/statuses") == [("Built", False)]
    (_, sunk) = attio.ask("GET", "/v2/objects/boats/attributes/stage/statuses", show_archived=True).body["data"]
    assert sunk == {
        "id": {
            "workspace_id": WORKSPACE.id,
            "object_id": attio.object_id("boats"),
            "attribute_id": attio.attribute_id("boats", "stage"),
            "status_id": WORKSPACE.objects["boats"].attributes["stage"].statuses[1].id,
        },
        "title": "Sunk",
        "is_archived": True,
        "celebration_enabled": True,
        "target_time_in_status": "P1D",
    }


@pytest.mark.parametrize("path", ["hull/options", "hull/statuses", "stage/options", "tags/statuses"])
def test_options_of_what_has_none(attio: Attio, path: str) -> None:
    answer = attio.ask("GET", f"/v2/objects/boats/attributes/{path}")
    named = path.partition("/")[0]
    assert answer == error(404, "not_found", f'Attribute with slug/ID "{named}" not found.')


NOT_FOUND: tuple[tuple[str, str, str], ...] = (
    ("GET", "/v2/objects/cars", 'Object with slug/ID "cars" not found.'),
    ("GET", f"/v2/objects/{NOWHERE}", f'Object with slug/ID "{NOWHERE}" not found.'),
    ("GET", "/v2/objects/cars/attributes", 'Object with slug/ID "cars" not found.'),
    ("PUT", "/v2/objects/cars/records?matching_attribute=x", 'Object with slug/ID "cars" not found.'),
    ("PUT", "/v2/objects/cars/records/simple?matching_attribute=x", 'Object with slug/ID "cars" not found.'),
    ("POST", "/v2/objects/cars/records", 'Object with slug/ID "cars" not found.'),
    ("GET", "/v2/objects/boats/attributes/sail", 'Attribute with slug/ID "sail" not found.'),
    ("GET", "/v2/objects/boats/attributes/sail/options", 'Attribute with slug/ID "sail" not found.'),
    ("GET", f"/v2/objects/boats/records/{NOWHERE}", f'Record with ID "{NOWHERE}" not found.'),
    ("PATCH", f"/v2/objects/boats/records/{NOWHERE}", f'Record with ID "{NOWHERE}" not found.'),
    ("PUT", f"/v2/objects/boats/records/{NOWHERE}", f'Record with ID "{NOWHERE}" not found.'),
    ("DELETE", f"/v2/objects/boats/records/{NOWHERE}", f'Record with ID "{NOWHERE}" not found.'),
    ("GET", f"/v2/workspace_members/{NOWHERE}", f'Workspace member with ID "{NOWHERE}" not found.'),
    ("GET", "/v2/objects/companies/records", 'Could not find endpoint "GET /v2/objects/companies/records".'),
    ("DELETE", "/v2/objects", 'Could not find endpoint "DELETE /v2/objects".'),
    ("POST", "/v2/batch/records", 'Could not find endpoint "POST /v2/batch/records".'),
    ("POST", "/v1/token", 'Could not find endpoint "POST /v1/token".'),
    ("GET", "/v2/objects/", 'Could not find endpoint "GET /v2/objects/".'),
    ("GET", "/v2/nothing?x=1", 'Could not find endpoint "GET /v2/nothing".'),
    ("GET", "/v3/objects", 'Could not find endpoint "GET /v3/objects".'),
)


@pytest.mark.covers("endpoint.unknown", "error 404 not_found")
@pytest.mark.parametrize(("method", "path", "message"), NOT_FOUND, ids=[f"{row[0]} {row[1]}" for row in NOT_FOUND])
def test_what_is_not_there(attio: Attio, method: str, path: str, message: str) -> None:
    body: Any = {"data": {"values": {}}} if method in ("PUT", "POST", "PATCH") else None
    assert attio.ask(method, path, body) == error(404, "not_found", message)


# -- tokens ----------------------------------------------------------------------------------------------------------

NO_TOKEN = error(
    401,
    "unauthorized",
    "The Authorization header was not provided. Send it as `Authorization: Bearer <token>`.",
)
_ASKED = [(one.method, one.path) for one in ROUTES if one.path != "/v2/self"]


@pytest.mark.covers("token.missing", "error 401 unauthorized")
@pytest.mark.parametrize(("method", "pattern"), _ASKED, ids=[f"{method} {pattern}" for method, pattern in _ASKED])
def test_every_endpoint_but_self_wants_a_token(attio: Attio, method: str, pattern: str) -> None:
    path = "/".join("people" if piece == "{object}" else NOWHERE if piece.startswith("{") else piece for piece in pattern.split("/"))  # fmt: skip
    before = attio.stored()
    assert attio.ask(method, path, {}, token=None) == NO_TOKEN
    assert attio.stored() == before


@pytest.mark.covers("GET /v1/token")
def test_self_and_token(attio: Attio) -> None:
    about = attio.ask("GET", "/v2/self")
    assert about.status == 200
    assert {name: about.body[name] for name in ("active", "token_type", "workspace_name", "workspace_slug", "iss")} == {
        "active": True,
        "token_type": "Bearer",
        "workspace_name": "Acme",
        "workspace_slug": "acme",
        "iss": "attio.com",
    }
    assert about.body["workspace_id"] == about.body["sub"] == WORKSPACE.id
    assert about.body["authorized_by_workspace_member_id"] == WORKSPACE.members[0].id
    assert attio.ask("GET", "/v1/token").status == 200


@pytest.mark.covers("GET /v2/workspace_members", "GET /v2/workspace_members/{member}")
def test_members(attio: Attio) -> None:
    rows = attio.ask("GET", "/v2/workspace_members").body["data"]
    assert rows[0] == {
        "id": {"workspace_id": WORKSPACE.id, "workspace_member_id": WORKSPACE.members[0].id},
        "first_name": "Alice",
        "last_name": "Adams",
        "avatar_url": None,
        "email_address": "alice@acme.com",
        "access_level": "admin",
        "created_at": AT,
    }
    assert [row["access_level"] for row in rows] == ["admin", "member"]
    assert attio.ask("GET", f"/v2/workspace_members/{WORKSPACE.members[1].id}") == Answer(200, {"data": rows[1]})

"""Workspace files: what they may say, in YAML and in JSON, there and back; and every mistake with its one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import ASSUMPTIONS, Emulator, Workspace

from tests.attio_emulator.calls import Attio
from tests.attio_emulator.schema.test_parse import written

YAML = """\
# A comment, an alias, and what a person would write.
name: Acme
slug: acme
members:
  - {first_name: Alice, last_name: Adams, email_address: alice@acme.com, access_level: admin}
objects:
  - api_slug: users
    active: true
    attributes:
      - {api_slug: plan, title: Plan, type: select, options: [Free, 2024-01-01, 3, &pro Pro]}
      - {api_slug: backup_email, type: email}
  - api_slug: vehicles
    singular_noun: Vehicle
    plural_noun: Vehicles
    attributes:
      - {api_slug: vin, title: VIN, type: text, is_unique: true, is_required: true, description: On the dashboard}
      - {api_slug: owner, type: record-reference, config: {record_reference: {allowed_objects: [people]}}}
      - {api_slug: price, type: currency, config: {currency: {default_currency_code: EUR}}}
      - {api_slug: stage, type: pipeline, statuses: [New, {title: Sold, celebration_enabled: true, target_time_in_status: P1D}]}
      - {api_slug: tags, type: select, is_multiselect: true, options: [a, {title: b, is_archived: true}, *pro]}
      - {api_slug: secret, type: text, is_writable: false, is_archived: true}
records:
  people:
    - {email_addresses: joe@example.com, name: "Bloggs, Joe"}
  vehicles:
    - {vin: v-1, owner: joe@example.com, price: 9.5, stage: Sold, tags: [a, Pro]}
assumptions: {batch.order: array}
tokens: [one, {token: two, scopes: [note:read], expires_at: "2030-01-01T00:00:00Z"}]
"""
DATA: dict[str, Any] = {
    "name": "Acme",
    "slug": "acme",
    "members": [
        {"first_name": "Alice", "last_name": "Adams", "email_address": "alice@acme.com", "access_level": "admin"}
    ],
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {"api_slug": "plan", "title": "Plan", "type": "select", "options": ["Free", "2024-01-01", 3, "Pro"]},
                {"api_slug": "backup_email", "type": "email-address"},
            ],
        },
        {
            "api_slug": "vehicles",
            "singular_noun": "Vehicle",
            "plural_noun": "Vehicles",
            "attributes": [
                {
                    "api_slug": "vin", "title": "VIN", "type": "text", "is_unique": True, "is_required": True,
                    "description": "On the dashboard",
                },
                {"api_slug": "owner", "type": "record-reference", "config": {"record_reference": {"allowed_objects": ["people"]}}},
                {"api_slug": "price", "type": "currency", "config": {"currency": {"default_currency_code": "EUR"}}},
                {
                    "api_slug": "stage", "type": "status",
                    "statuses": ["New", {"title": "Sold", "celebration_enabled": True, "target_time_in_status": "P1D"}],
                },
                {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["a", {"title": "b", "is_archived": True}, "Pro"]},
                {"api_slug": "secret", "type": "text", "is_writable": False, "is_archived": True},
            ],
        },
    ],
    "records": {
        "people": [{"email_addresses": "joe@example.com", "name": "Bloggs, Joe"}],
        "vehicles": [{"vin": "v-1", "owner": "joe@example.com", "price": 9.5, "stage": "Sold", "tags": ["a", "Pro"]}],
    },
    "assumptions": {"batch.order": "array"},
    "tokens": ["one", {"token": "two", "scopes": ["note:read"], "expires_at": "2030-01-01T00:00:00Z"}],
}  # fmt: skip


# -- there and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("w.yaml", YAML),
        ("w.json", json.dumps(DATA)),
        ("pretty.json", json.dumps(DATA, indent=2)),
        ("mark.yaml", b"\xef\xbb\xbf" + YAML.encode()),
    ],
    ids=["yaml", "json", "pretty json", "byte order mark"],
)
def test_a_file_in_yaml_and_in_json_is_the_same_workspace(tmp_path: Path, name: str, text: str | bytes) -> None:
    path = written(tmp_path, text, name)
    loaded = Workspace.load(path)
    assert loaded.file == str(path)
    assert loaded.to_dict() == Workspace.load(str(path)).to_dict() == Workspace.from_dict(DATA).to_dict()


def test_what_a_file_says_is_what_there_is(tmp_path: Path) -> None:
    attio = Attio(Workspace.load(written(tmp_path, YAML)))
    workspace = attio.emulator.workspace
    assert [(one.slug, one.active) for one in workspace.objects.values()] == [
        ("people", True), ("companies", True), ("deals", False), ("users", True), ("workspaces", False), ("vehicles", True),
    ]  # fmt: skip
    users, vehicles = workspace.objects["users"].attributes, workspace.objects["vehicles"].attributes
    assert users["backup_email"].type == "email-address"
    assert [one.title for one in users["plan"].options] == ["Free", "2024-01-01", "3", "Pro"]
    assert (vehicles["stage"].type, vehicles["owner"].title) == ("status", "Owner")
    assert attio.emulator.assumptions["batch.order"] == "array"
    assert attio.plain("vehicles") == [
        {
            "vin": ["v-1"],
            "owner": [{"target_object": "people", "target_record_id": attio.ids("people")[0]}],
            "price": [{"currency_value": 9.5, "currency_code": "EUR"}],
            "stage": ["Sold"],
            "tags": ["a", "Pro"],
        }
    ]


@pytest.mark.parametrize("text", ["", "{}", "# nothing\n", "objects:\nrecords:\nmembers:\n", "objects: []"])
def test_an_empty_file_is_the_standard_workspace(tmp_path: Path, text: str) -> None:
    assert Workspace.load(written(tmp_path, text)).to_dict() == Workspace.standard().to_dict()


STATED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("everything", DATA),
    ("nothing", {}),
    ("ids", {
        "members": [{"id": "m", "email_address": "a@b.com"}],
        "objects": [{"api_slug": "boats", "id": "o", "attributes": [
            {"api_slug": "flag", "id": "a", "type": "select", "options": [{"id": "c", "title": "x"}]},
        ]}],
    }),
    ("a standard attribute with options", {
        "objects": [{"api_slug": "deals", "active": True, "attributes": [{"api_slug": "stage", "statuses": ["Mine"]}]}],
    }),
    ("a standard attribute made unique", {
        "objects": [{"api_slug": "people", "attributes": [{"api_slug": "phone_numbers", "is_unique": True}]}],
    }),
    ("other nouns for a standard object", {"objects": [{"api_slug": "deals", "singular_noun": "Opportunity", "plural_noun": "Opportunities"}]}),
    ("a standard attribute not required", {"objects": [{"api_slug": "users", "attributes": [{"api_slug": "primary_email_address", "is_required": False}]}]}),
    ("a standard attribute not unique", {"objects": [{"api_slug": "users", "attributes": [{"api_slug": "primary_email_address", "is_unique": False}]}]}),
    ("a standard attribute made writable", {"objects": [{"api_slug": "users", "attributes": [{"api_slug": "avatar_url", "is_writable": True}]}]}),
    ("money shown by its code", {"objects": [{"api_slug": "boats", "attributes": [
        {"api_slug": "price", "type": "currency", "config": {"currency": {"default_currency_code": "EUR", "display_type": "code"}}},
    ]}]}),
    ("a relationship and a default", {"objects": [
        {"api_slug": "boats", "attributes": [
            {"api_slug": "crew", "type": "record-reference", "is_multiselect": True, "config": {"record_reference": {"allowed_objects": ["people"]}},
             "relationship": {"object": "people", "api_slug": "boat"}},
            {"api_slug": "length", "type": "number", "default_value": {"type": "static", "template": [12]}},
        ]},
        {"api_slug": "people", "attributes": [
            {"api_slug": "boat", "type": "record-reference", "config": {"record_reference": {"allowed_objects": ["boats"]}},
             "relationship": {"object": "boats", "api_slug": "crew"}},
        ]},
    ]}),
)  # fmt: skip


@pytest.mark.parametrize("data", [row[1] for row in STATED], ids=[row[0] for row in STATED])
def test_a_workspace_comes_back_from_what_it_says_of_itself(data: dict[str, Any]) -> None:
    workspace = Workspace.from_dict(data)
    again = Workspace.from_dict(workspace.to_dict())
    assert again == workspace
    assert again.to_dict() == workspace.to_dict()
    assert json.loads(json.dumps(workspace.to_dict())) == workspace.to_dict()


def test_ids_do_not_depend_on_the_place_in_the_file() -> None:
    workspace = Workspace.from_dict(DATA)
    turned = Workspace.from_dict(DATA | {"objects": DATA["objects"][::-1]})
    assert {slug: one.id for slug, one in turned.objects.items()} == {
        slug: one.id for slug, one in workspace.objects.items()
    }
    assert turned.objects["vehicles"].attributes == workspace.objects["vehicles"].attributes


def test_a_standard_object_has_the_id_its_file_gives() -> None:
    named = "0474ea2c-149c-4991-bca4-42f947a158b9"
    attio = Attio({"objects": [{"api_slug": "people", "id": named}]})
    assert attio.object_id("people") == named


def test_the_callers_workspace_is_never_changed() -> None:
    workspace = Workspace.from_dict({})
    emulator = Emulator(workspace)
    emulator.activate("users")
    assert not workspace.objects["users"].active
    assert emulator.workspace.objects["users"].active
    assert set(ASSUMPTIONS) == set(emulator.assumptions)

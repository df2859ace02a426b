"""The workspace file as text: what reads best on one line stands on one."""

from __future__ import annotations

import pytest
import yaml
from attio_harness.schema import pull, render_yaml, yaml_of

from .test_pull import client, serving


def test_the_file_reads_well() -> None:
    given = {
        "name": "Acme",
        "slug": "acme",
        "members": [{"id": "m1", "first_name": "Alice", "last_name": "A", "email_address": "a@acme.com", "access_level": "admin"}],
        "objects": [
            {"api_slug": "people", "attributes": [{"api_slug": "job_title", "title": "Role", "is_required": True}]},
            {"api_slug": "users", "active": True, "attributes": [
                {"api_slug": "plan", "id": "a1", "type": "select", "options": [
                    {"id": "o1", "title": "yes"}, {"id": "o2", "title": "2024-01-01", "is_archived": True}]},
                {"api_slug": "primary_email_address", "is_required": False},
            ]},
            {"api_slug": "boats", "id": "b1", "singular_noun": "Boat", "plural_noun": "Boats", "attributes": [
                {"api_slug": "stage", "id": "a2", "type": "status", "statuses": [
                    {"id": "s1", "title": "Sold: no", "celebration_enabled": True, "target_time_in_status": "P1D"}]},
                {"api_slug": "price", "id": "a3", "type": "currency", "config": {"currency": {"default_currency_code": "EUR"}}},
                {"api_slug": "owner", "id": "a4", "title": "Owner", "type": "record-reference", "description": "Who: sails",
                 "config": {"record_reference": {"allowed_objects": ["people", "deals"]}}},
                {"api_slug": "old", "id": "a5", "type": "text", "is_archived": True, "is_writable": False},
            ]},
        ],
        "records": {"people": [{"email_addresses": "jane@acme.com", "job_title": "Captain"}]},
    }  # fmt: skip
    emulator = serving(given)
    pulled = pull(client(emulator))
    ids = {one.slug: one.id for one in emulator.workspace.objects.values()}
    assert (
        render_yaml(pulled, notes=["one\nthing", "another"], checked=True)
        == f"""\
# yaml-language-server: $schema=workspace.schema.json
# The schema of the Attio workspace Acme (acme), read by attio-harness pull; no lists, no records, no values.
# What every workspace has is left out. Pull again to bring it up to date.
# Note: one thing
# Note: another
name: Acme
slug: acme
members:
  - {{id: m1, first_name: Alice, last_name: A, email_address: a@acme.com, access_level: admin}}
objects:
  - api_slug: people
    id: {ids["people"]}
    attributes:
      - {{api_slug: job_title, title: Role, is_required: true}}
  - api_slug: companies
    id: {ids["companies"]}
  - api_slug: users
    id: {ids["users"]}
    active: true
    attributes:
      - {{api_slug: primary_email_address, is_required: false}}
      - api_slug: plan
        id: a1
        title: Plan
        type: select
        options:
          - {{id: o1, title: 'yes'}}
          - {{id: o2, title: '2024-01-01', is_archived: true}}
  - api_slug: boats
    id: b1
    singular_noun: Boat
    plural_noun: Boats
    attributes:
      - api_slug: stage
        id: a2
        title: Stage
        type: status
        statuses:
          - {{id: s1, title: 'Sold: no', celebration_enabled: true, target_time_in_status: P1D}}
      - {{api_slug: price, id: a3, title: Price, type: currency, config: {{currency: {{default_currency_code: EUR}}}}}}
      - {{api_slug: owner, id: a4, title: Owner, type: record-reference, description: 'Who: sails', config: {{record_reference: {{allowed_objects: [people, deals]}}}}}}
      - {{api_slug: old, id: a5, title: Old, type: text, is_archived: true, is_writable: false}}
"""
    )
    assert "jane@acme.com" not in str(pulled)


@pytest.mark.parametrize("title", ["1e3", "12e4", "1E5", "0o17", "1e+30", "1_000", "007", "."])
def test_what_another_version_of_yaml_takes_for_a_number_is_in_quotes(title: str) -> None:
    workspace = {
        "objects": [{"api_slug": "users", "attributes": [{"api_slug": "plan", "options": [title, "e3", 1.5]}]}]
    }
    text = render_yaml(workspace)
    assert [f"- '{title}'", "- e3", "- 1.5"] == [line.strip() for line in text.splitlines()[-3:]]
    assert yaml.safe_load(text) == workspace


@pytest.mark.parametrize("title", ["y", "N", "yes", "Off", "on", "no", "null", "~", "true"])
def test_what_another_version_of_yaml_takes_for_yes_or_no_is_in_quotes(title: str) -> None:
    text = yaml_of({title: [title, "yeah", True, None]})
    assert text == f"'{title}':\n  - '{title}'\n  - yeah\n  - true\n  - null\n"
    assert f"- {{title: '{title}'}}" in render_yaml({"objects": [{"attributes": [{"options": [{"title": title}]}]}]})

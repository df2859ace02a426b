"""Relationships are written at both ends; standard objects answer only when somebody has activated them."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace

from tests.attio_emulator.calls import Answer, Attio, error

WORKSPACE = Workspace.from_dict(
    {"objects": [{"api_slug": "users", "active": True}, {"api_slug": "workspaces", "active": True}]}
)
NOT_UNIQUE = error(
    400, "matching_attribute_definition_not_unique", "The matching attribute specified is not a unique attribute."
)


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


# -- relationships ---------------------------------------------------------------------------------------------------

PAIRS = (
    ("people", "email_addresses", "p@x.com", "company", "companies", "domains", "a.com", "team"),
    ("users", "user_id", "u-1", "person", "people", "email_addresses", "p@x.com", "associated_users"),
    ("workspaces", "workspace_id", "w-1", "company", "companies", "domains", "a.com", "associated_workspaces"),
    ("users", "user_id", "u-1", "workspace", "workspaces", "workspace_id", "w-1", "users"),
)
"""(object, its matching attribute, a value, its reference, the other object, its match, a value, the other reference)."""
_MORE = {"users": {"primary_email_address": "p@x.com"}}


def _target(object: str, record: str) -> dict[str, str]:
    return {"target_object": object, "target_record_id": record}


@pytest.mark.covers(
    "relationship.people.company",
    "relationship.users.person",
    "relationship.workspaces.company",
    "relationship.users.workspace",
)
@pytest.mark.parametrize("side", ["near", "far"])
@pytest.mark.parametrize("pair", PAIRS, ids=[f"{one[0]}.{one[3]}-{one[4]}.{one[7]}" for one in PAIRS])
def test_a_relationship_is_written_at_both_ends(attio: Attio, pair: tuple[str, ...], side: str) -> None:
    object, match, value, reference, other, other_match, other_value, back = pair
    assert attio.simple(object, match, {match: value, **_MORE.get(object, {})}).status == 200
    assert attio.simple(other, other_match, {other_match: other_value, **_MORE.get(other, {})}).status == 200
    if side == "near":
        assert attio.simple(object, match, {match: value, reference: other_value}).status == 200
    else:
        assert attio.simple(other, other_match, {other_match: other_value, back: value}).status == 200
    (one,), (two,) = attio.ids(object), attio.ids(other)
    assert attio.plain(object)[0][reference] == [_target(other, two)]
    assert attio.plain(other)[0][back] == [_target(object, one)]

    assert attio.simple(object, match, {match: value, reference: None}).status == 200
    assert reference not in attio.plain(object)[0]
    assert back not in attio.plain(other)[0]
    (ended,) = attio.history(other, two, back, show_historic=True)
    assert ended["active_until"] is not None


DEALS = (
    ("associated_people", True, "people", {"email_addresses": ["p@x.com"]}, "associated_deals"),
    ("associated_company", False, "companies", {"domains": ["a.com"]}, "associated_deals"),
)
"""(reference of a deal, whether it holds several, the other object, a record of it, the other reference)."""


@pytest.mark.covers("relationship.deals.associated_people", "relationship.deals.associated_company")
@pytest.mark.parametrize("side", ["near", "far"])
@pytest.mark.parametrize(("reference", "several", "other", "values", "back"), DEALS, ids=[one[0] for one in DEALS])
def test_deals_are_linked_at_both_ends(
    reference: str, several: bool, other: str, values: dict[str, Any], back: str, side: str
) -> None:
    attio = Attio(
        {"members": [{"email_address": "alice@attio.com"}], "objects": [{"api_slug": "deals", "active": True}]}
    )
    deal = {"name": "D", "stage": "Lead", "owner": "alice@attio.com"}
    ids = [attio.create(*one).body["data"]["id"]["record_id"] for one in (("deals", deal), (other, values))]
    here, there = _target("deals", ids[0]), _target(other, ids[1])
    near = f"/v2/objects/deals/records/{ids[0]}"
    path, sent = (
        (near, {reference: [there]}) if side == "near" else (f"/v2/objects/{other}/records/{ids[1]}", {back: [here]})
    )
    assert attio.ask("PUT", path, {"data": {"values": sent}}).status == 200
    assert attio.emulator.workspace.objects["deals"].attributes[reference].is_multiselect == several
    assert attio.plain("deals")[0][reference] == [there]
    assert attio.plain(other)[0][back] == [here]

    assert attio.ask("PUT", near, {"data": {"values": {reference: []}}}).status == 200
    assert reference not in attio.plain("deals")[0]
    assert back not in attio.plain(other)[0]


def test_every_relationship_of_the_standard_objects_is_tried_here() -> None:
    tried = {(one[0], one[3]) for one in PAIRS} | {("deals", one[0]) for one in DEALS}
    ends = {(one[4], one[7]) for one in PAIRS} | {(one[2], one[4]) for one in DEALS}
    objects = Workspace.standard().objects.values()
    assert tried | ends == {
        (one.slug, slug) for one in objects for slug, kind in one.attributes.items() if kind.inverse
    }


@pytest.mark.parametrize("side", ["person", "company"])
def test_a_person_that_moves_leaves_the_company_it_was_in(attio: Attio, side: str) -> None:
    for domain in ("a.com", "b.com"):
        attio.simple("companies", "domains", {"domains": domain})
    for name in ("p", "q"):
        attio.simple("people", "email_addresses", {"email_addresses": f"{name}@x.com", "company": "a.com"})
    moved, stays = attio.ids("people")
    _, company = attio.ids("companies")
    if side == "person":
        attio.simple("people", "email_addresses", {"email_addresses": "p@x.com", "company": "b.com"})
    else:
        attio.simple("companies", "domains", {"domains": "b.com", "team": "p@x.com"}, append=True)
    assert [row["team"] for row in attio.plain("companies")] == [[_target("people", stays)], [_target("people", moved)]]
    assert attio.plain("people")[0]["company"] == [_target("companies", company)]


@pytest.mark.covers("record.deleted")
def test_a_deleted_record_is_gone_from_every_reference(attio: Attio) -> None:
    attio.simple("companies", "domains", {"domains": "a.com"})
    attio.simple("people", "email_addresses", {"email_addresses": "p@x.com", "company": "a.com"})
    (company,) = attio.ids("companies")
    assert attio.ask("DELETE", f"/v2/objects/companies/records/{company}") == Answer(200, {})
    assert "company" not in attio.plain("people")[0]
    assert attio.plain("companies") == []
    assert attio.simple("companies", "domains", {"domains": "a.com"}).body["data"]["id"]["record_id"] != company


def test_a_pair_that_begins_after_a_deletion_ends_with_one(attio: Attio) -> None:
    """Who holds a reference is known from the first deletion on: what comes after it has to be known as well."""
    for value in ("u-1", "u-2"):
        attio.simple("people", "email_addresses", {"email_addresses": "p@x.com"})
        written = {"user_id": value, "primary_email_address": "p@x.com", "person": "p@x.com"}
        assert attio.simple("users", "user_id", written).status == 200
        (user,) = attio.ids("users")
        assert attio.plain("people")[0]["associated_users"] == [_target("users", user)]
        assert attio.ask("DELETE", f"/v2/objects/users/records/{user}").status == 200
        assert "associated_users" not in attio.plain("people")[0]


def test_a_deleted_record_is_gone_from_a_reference_to_any_object() -> None:
    about = {
        "api_slug": "about",
        "type": "record-reference",
        "is_multiselect": True,
        "config": {"record_reference": {"allowed_objects": None}},
    }
    attio = Attio({"objects": [{"api_slug": "remarks", "attributes": [{"api_slug": "text", "type": "text"}, about]}]})
    acme, beta = (
        attio.create("companies", {"name": name}).body["data"]["id"]["record_id"] for name in ("Acme", "Beta")
    )
    both = [{"target_object": "companies", "target_record_id": one} for one in (acme, beta)]
    assert attio.create("remarks", {"text": acme, "about": both}).status == 200
    assert attio.ask("DELETE", f"/v2/objects/companies/records/{acme}").status == 200
    (remark,) = attio.plain("remarks")
    assert (remark["text"], remark["about"]) == ([acme], [_target("companies", beta)])


def test_the_other_end_is_not_written_when_the_write_is_refused(attio: Attio) -> None:
    attio.simple("companies", "domains", {"domains": "a.com"})
    before = attio.stored()
    answer = attio.simple(
        "people", "email_addresses", {"email_addresses": "p@x.com", "company": "a.com", "name": "Joe"}
    )
    assert answer.status == 400
    assert attio.stored() == before


# -- objects that nobody has activated -------------------------------------------------------------------------------

INACTIVE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("users", "user_id", {"user_id": "u", "primary_email_address": "u@x.com"}),
    ("workspaces", "workspace_id", {"workspace_id": "w"}),
    ("deals", "name", {"name": "D", "stage": "Lead", "owner": "alice@attio.com"}),
)


@pytest.mark.covers("object.inactive", "error 400 standard_object_disabled")
@pytest.mark.parametrize("named", ["slug", "id"])
@pytest.mark.parametrize(("slug", "match", "values"), INACTIVE, ids=[case[0] for case in INACTIVE])
def test_an_object_must_be_activated_first(slug: str, match: str, values: dict[str, Any], named: str) -> None:
    attio = Attio({"members": [{"email_address": "alice@attio.com"}]})
    name = attio.object_id(slug) if named == "id" else slug
    disabled = error(
        400,
        "standard_object_disabled",
        f'The Standard object with slug/ID "{name}" must be enabled by a Workspace admin before it can be used.',
    )
    path, body, before = f"/v2/objects/{name}", {"data": {"values": values}}, attio.stored()

    calls = {
        "simple": attio.simple(name, match, values),
        "public": attio.public(name, match, values),
        "create": attio.create(name, values),
        "query": attio.ask("POST", f"{path}/records/query", {}),
        "update": attio.ask("PATCH", f"{path}/records/{attio.object_id(slug)}", body),
        "get": attio.ask("GET", f"{path}/records/{attio.object_id(slug)}"),
    }

    assert calls == dict.fromkeys(calls, disabled)
    assert attio.stored() == before
    refused = [(row["object"], row["code"], row["values"]) for row in attio.emulator.ledger]
    assert refused == [(slug, "standard_object_disabled", values)] * 4

    assert attio.emulator.activate(name) is attio.emulator.workspace.objects[slug]
    assert attio.create(name, values).status == 200
    assert len(attio.plain(slug)) == 1
    matched = attio.simple(name, match, values)
    assert matched == NOT_UNIQUE if slug == "deals" else matched.status == 200
    assert len(attio.plain(slug)) == 1

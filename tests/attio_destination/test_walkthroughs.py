"""The three walk-throughs of the destination's user documentation, from the event to the records in Attio."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from attio_destination import PRESETS, destination
from attio_emulator import Emulator, EmulatorTransport, Workspace
from attio_harness import check

FIXTURES = Path(__file__).parents[2] / "fixtures"
AUTH = {"oauth": {"access_token": "token"}}


@pytest.fixture
def attio() -> Emulator:
    return Emulator(Workspace.load(FIXTURES / "workspaces" / "walkthrough.yaml"))


def plain(emulator: Emulator, slug: str) -> list[dict[str, Any]]:
    """Records as attribute -> shown values without the envelope every value has, empty attributes left out."""
    envelope = ("active_from", "active_until", "created_by_actor", "attribute_type")
    return [
        {
            name: [{key: one for key, one in value.items() if key not in envelope} for value in values]
            for name, values in record["values"].items()
            if values and name not in ("record_id", "created_at", "created_by")
        }
        for record in emulator.records(slug)
    ]


def ids(emulator: Emulator, slug: str) -> list[str]:
    return [record["id"]["record_id"] for record in emulator.records(slug)]


@pytest.mark.parametrize("where", ["traits", "top level"])
def test_identify_user_creates_a_person_and_a_user_linked_by_the_address(attio: Emulator, where: str) -> None:
    assumed = {"email_address": "Joe@Attio.com", "id": "user-1"}
    more = {"description": "Builder", "first_name": "Joe", "last_name": "Bloggs", "domain": "attio.com"}
    event = (
        {"type": "identify", "traits": more | assumed}
        if where == "traits"
        else {"type": "identify", "traits": more, **assumed}
    )
    settings = {**AUTH, "subscription": PRESETS["documented"][0].to_dict()}

    results = destination.on_event(event, settings, client=EmulatorTransport(attio))

    assert [row["output"] for row in results] == ["Mappings resolved", "Payload validated", "Action Executed"]
    (company,), (person,), (user,) = ids(attio, "companies"), ids(attio, "people"), ids(attio, "users")
    address = {
        "original_email_address": "Joe@Attio.com",
        "email_address": "joe@attio.com",
        "email_domain": "attio.com",
        "email_root_domain": "attio.com",
        "email_local_specifier": "joe",
    }
    assert plain(attio, "people") == [
        {
            "name": [{"first_name": "Joe", "last_name": "Bloggs", "full_name": "Joe Bloggs"}],
            "email_addresses": [address],
            "description": [{"value": "Builder"}],
            "company": [{"target_object": "companies", "target_record_id": company}],
            "associated_users": [{"target_object": "users", "target_record_id": user}],
        }
    ]
    assert plain(attio, "users") == [
        {
            "person": [{"target_object": "people", "target_record_id": person}],
            "primary_email_address": [address],
            "user_id": [{"value": "user-1"}],
        }
    ]
    assert plain(attio, "companies")[0]["team"] == [{"target_object": "people", "target_record_id": person}]


def test_group_workspace_creates_a_company_and_a_workspace_linked_to_it(attio: Emulator) -> None:
    event = {"type": "group", "traits": {"domain": "example.com", "id": "w-1", "twitter_handle": "@example"}}
    settings = {**AUTH, "subscription": PRESETS["documented"][1].to_dict()}

    destination.on_event(event, settings, client=EmulatorTransport(attio))

    _, company = ids(attio, "companies")
    (workspace,) = ids(attio, "workspaces")
    assert plain(attio, "companies")[1] == {
        "domains": [{"domain": "example.com", "root_domain": "example.com"}],
        "twitter": [{"value": "@example"}],
        "associated_workspaces": [{"target_object": "workspaces", "target_record_id": workspace}],
    }
    assert plain(attio, "workspaces") == [
        {
            "workspace_id": [{"value": "w-1"}],
            "company": [{"target_object": "companies", "target_record_id": company}],
        }
    ]


def test_group_workspace_adds_a_user_that_is_there_and_fails_for_one_that_is_not(attio: Emulator) -> None:
    group = {"type": "group", "userId": "user-1", "traits": {"domain": "attio.com", "id": "w-1"}}
    identify = {"type": "identify", "traits": {"email_address": "joe@attio.com", "id": "user-1"}}
    workspace = attio.workspace

    early = check([group, identify], [one.to_dict() for one in PRESETS["documented"]], workspace, existing="none")
    assert [(loss.object, loss.attribute, loss.code, loss.partial) for loss in early.rejections] == [
        ("workspaces", "users", "value_not_found", ("companies",))
    ]
    late = check([identify, group, group], ["documented"], workspace)
    assert (late.rejections, late.verdicts) == ((), {"written": 3})
    assert late.records["workspaces"] == {"created": 1, "updated": 1, "assumed": 0}


@pytest.mark.parametrize("mode", ["single", "batch"])
@pytest.mark.parametrize(("domain", "outcome"), [("app.attio.com", "created"), ("attio.com", "updated")])
def test_assert_record_updates_the_company_with_the_domain_or_creates_it(mode: Any, domain: str, outcome: str) -> None:
    event = {"type": "identify", "traits": {"domain": domain, "twitter_handle": "@attio"}}
    mapping = FIXTURES / "mappings" / "walkthrough_assert_record.json"

    report = check([event], mapping, FIXTURES / "workspaces" / "walkthrough.yaml", mode)

    assert report.ok
    assert report.verdicts == {"written": 1}
    assert report.records == {"companies": {"created": 0, "updated": 0, "assumed": 0} | {outcome: 1}}


def test_a_company_matches_when_one_of_its_domains_does_and_keeps_the_others(attio: Emulator) -> None:
    settings = {**AUTH, "subscription": _assert_company(["app.attio.com", "attio.com"])}
    event = {"type": "identify", "traits": {"twitter_handle": "@attio"}}

    destination.on_event(event, settings, client=EmulatorTransport(attio))

    (company,) = plain(attio, "companies")
    assert [value["domain"] for value in company["domains"]] == ["app.attio.com", "attio.com"]
    assert (company["name"], company["twitter"]) == ([{"value": "Attio"}], [{"value": "@attio"}])


def _assert_company(domains: list[str]) -> dict[str, Any]:
    attributes = {"domains": domains, "twitter": {"@path": "$.traits.twitter_handle"}}
    mapping = {"object": "companies", "matching_attribute": "domains", "attributes": attributes}
    return {"name": "", "partnerAction": "assertRecord", "subscribe": 'type = "identify"', "mapping": mapping}

"""The table of what each action writes: against the actions themselves, run over every field and mode."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from attio_destination import destination
from attio_destination.asserts import ASSERTS, Assert, assert_of, fields_of, filling, holder_of, origin, telling_fields
from segment_actions import Request, Response, Subscription, run

MODES = ("single", "batch")
RECORD_ID = "12345678-1234-4123-8123-123456789012"
NOT_WRITTEN = {"enable_batching", "batch_size", "received_at"}
PAYLOADS: Mapping[str, dict[str, Any]] = {
    "identifyUser": {"email_address": "the address", "user_id": "the user"},
    "groupWorkspace": {"domain": "the domain", "workspace_id": "the workspace", "user_id": "the user"},
    "assertRecord": {"object": "deals", "matching_attribute": "deal_key"},
}


def written(action: str, mode: str, payload: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Object, matching attribute and values of each record that an action asserts, the linked one first."""
    sent: list[Request] = []

    def send(request: Request) -> Response:
        sent.append(request)
        body = json.dumps({"data": {"id": {"record_id": RECORD_ID}}}).encode()
        return Response(status=200, headers={"content-type": "application/json"}, content=body)

    prepared = destination.prepare(Subscription(partner_action=action, subscribe='type = "track"'))
    run(prepared.perform(payload) if mode == "single" else prepared.perform_batch([payload]), send)
    bodies = [json.loads(request.content) for request in sent]
    if mode == "batch":
        return list(_nested(bodies[0]["assertions"][0]))
    places = [request.url.split("/v2/objects/")[1].split("/records/simple?matching_attribute=") for request in sent]
    return [
        (slug, rest.split("&")[0], body["data"]["values"]) for (slug, rest), body in zip(places, bodies, strict=True)
    ]


def _nested(assertion: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for value in assertion["values"].values():
        if isinstance(value, dict) and "matching_attribute" in value:
            yield from _nested(value)
    yield assertion["object"], assertion["matching_attribute"], assertion["values"]


def names(one: Assert, payload: Mapping[str, Any]) -> tuple[Any, Any]:
    return (
        one.object or payload[str(one.object_field)],
        one.matching_attribute or payload[str(one.matching_field)],
    )


def test_the_table_has_the_actions_and_fields_of_the_destination() -> None:
    assert list(ASSERTS) == list(destination.actions)
    for slug, action in destination.actions.items():
        assert set(fields_of(slug)) == set(action.fields) - NOT_WRITTEN


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("action", ASSERTS)
def test_an_action_asserts_the_records_of_the_table(action: str, mode: str) -> None:
    payload = PAYLOADS[action]
    found = written(action, mode, payload)
    assert [(slug, matching) for slug, matching, _ in found] == [names(one, payload) for one in ASSERTS[action]]
    for (_, _, values), one in zip(found, ASSERTS[action], strict=True):
        assert set(values) == {fill.attribute for fill in one.fills}
        for fill in one.fills:
            plain = [payload[fill.field]] if fill.many else payload[fill.field]
            if fill.link is None:
                assert values[fill.attribute] == plain
            elif mode == "batch":
                assert values[fill.attribute]["values"] == found[0][2]
            else:
                assert values[fill.attribute] == (plain if fill.link == "value" else RECORD_ID)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("action", ASSERTS)
def test_the_fields_that_fill_an_attribute_are_those_of_the_request(action: str, mode: str) -> None:
    """Each attribute with and without an additional one of its name: origin and filling say whose value was sent."""
    base = PAYLOADS[action]
    for number, one in enumerate(ASSERTS[action]):
        slug, _ = names(one, base)
        for attribute in (*(fill.attribute for fill in one.fills), "plan"):
            payload = {**base, one.additional: {attribute: "additional"}}
            values = written(action, mode, payload)[number][2]
            taken = values.get(attribute) == "additional"
            assert (origin(action, mode, slug, attribute, payload) == (one.additional, attribute)) is taken
            assert (filling(action, slug, attribute, mode)[0] == one.additional) is taken
            without = origin(action, mode, slug, attribute, base)
            fill = one.fill(attribute)
            if fill is not None:
                assert without == (fill.field,) == filling(action, slug, attribute, mode)[-1:]
            else:
                assert filling(action, slug, attribute, mode) == (one.additional,)
                assert without == (("matching_attribute",) if action == "assertRecord" else ())


@pytest.mark.parametrize("mode", MODES)
def test_an_empty_user_is_not_added_to_a_workspace(mode: str) -> None:
    payload = {"domain": "acme.com", "workspace_id": "w", "user_id": ""}
    assert "users" not in written("groupWorkspace", mode, payload)[1][2]


@pytest.mark.parametrize(
    ("action", "mode", "object", "attribute", "payload", "found"),
    [
        ("identifyUser", "single", "people", "email_addresses", {}, ("email_address",)),
        ("identifyUser", "single", "people", "name", {"person_attributes": {"name": 1}}, ("person_attributes", "name")),
        ("identifyUser", "single", "people", "email_addresses", {"person_attributes": {"email_addresses": 1}}, ("person_attributes", "email_addresses")),
        ("identifyUser", "single", "users", "person", {"user_attributes": {"person": 1}}, ("user_attributes", "person")),
        ("identifyUser", "batch", "users", "person", {"user_attributes": {"person": 1}}, ("email_address",)),
        ("identifyUser", "single", "deals", "name", {"person_attributes": {"name": 1}}, ()),
        ("identifyUser", "single", None, None, {}, ()),
        ("groupWorkspace", "single", "workspaces", "users", {}, ("user_id",)),
        ("groupWorkspace", "single", "workspaces", "company", {}, ("domain",)),
        ("groupWorkspace", "single", "workspaces", "name", {"workspace_attributes": {"name": 1}}, ("workspace_attributes", "name")),
        ("assertRecord", "single", "deals", "name", {"attributes": {"name": 1}}, ("attributes", "name")),
        ("assertRecord", "single", "deals", "name", {}, ("matching_attribute",)),
        ("assertRecord", "single", "deals", "name", {"attributes": "name"}, ("matching_attribute",)),
        ("assertRecord", "single", "deals", None, {}, ("object",)),
        ("assertRecord", "single", None, None, {}, ("object",)),
        ("identifyUser", "single", "users", None, {}, ()),
    ],
)  # fmt: skip
def test_origin_leads_from_an_attribute_back_to_the_field(
    action: str, mode: str, object: str, attribute: str | None, payload: dict[str, Any], found: tuple[str, ...]
) -> None:
    assert origin(action, mode, object, attribute, payload) == found


def test_an_action_is_told_by_the_fields_that_no_other_has() -> None:
    assert {action: set(telling_fields(action)) for action in ASSERTS} == {
        "identifyUser": {"email_address", "user_attributes", "person_attributes"},
        "groupWorkspace": {"domain", "workspace_id", "company_attributes", "workspace_attributes"},
        "assertRecord": {"object", "matching_attribute", "attributes"},
    }


def test_the_object_of_additional_attributes() -> None:
    fields = (
        "person_attributes",
        "user_attributes",
        "company_attributes",
        "workspace_attributes",
        "attributes",
        "domain",
    )
    assert [holder_of(field) for field in fields] == ["people", "users", "companies", "workspaces", None, None]


def test_the_assert_of_an_object() -> None:
    assert assert_of("identifyUser", "users") is ASSERTS["identifyUser"][1]
    assert assert_of("identifyUser", "companies") is None
    assert assert_of("assertRecord", "deals") is assert_of("assertRecord", None) is ASSERTS["assertRecord"][0]
    with pytest.raises(KeyError):
        assert_of("trackDeal", "deals")

"""Every case by which Segment tests its published Attio destination, in our words and on this engine.

Where Attio's answer matters it is the emulator's. Segment's own use prepared answers; so do these where the emulator has no
reason to give one. A person of ours stands in for theirs, whose address Attio would refuse.
Source: the tests beside the published destination (packages/destination-actions/src/destinations/attio).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from attio_destination import destination
from attio_emulator import Emulator, EmulatorTransport, Workspace
from segment_actions import (
    MISSING,
    HTTPError,
    Request,
    Response,
    SegmentError,
    TestRun,
    create_test_event,
    test_action,
    test_batch_action,
    test_dynamic_field,
)
from segment_actions.js import to_json

API = "https://api.attio.com"
RECEIVED = "2024-05-24T10:00:00.000Z"
EMAIL = "ada@lovelace.org"
DOMAIN = "analytical.org"


def attio() -> Emulator:
    vehicles = {
        "api_slug": "vehicles",
        "singular_noun": "Vehicle",
        "attributes": [
            {"api_slug": "name", "type": "text", "is_unique": True},
            {"api_slug": "number_of_wheels", "type": "number"},
        ],
    }
    active = [{"api_slug": slug, "active": True} for slug in ("users", "workspaces")]
    users = {**active[0], "attributes": [{"api_slug": "name", "type": "text"}]}
    return Emulator(Workspace.from_dict({"objects": [users, active[1], vehicles]}))


def requests(emulator: Emulator) -> list[tuple[Any, ...]]:
    """What was asked: method, path with query, body; and the status of the answer."""
    return [(row["method"], _target(row), row["body"], row["status"]) for row in emulator.journal]


def _target(row: Mapping[str, Any]) -> str:
    query = "&".join(f"{key}={value}" for key, value in row["query"].items())
    return f"{row['path']}?{query}" if query else str(row["path"])


def simple(object: str, matching_attribute: str) -> str:
    query = f"matching_attribute={matching_attribute}&append_to_existing_values=true"
    return f"/v2/objects/{object}/records/simple?{query}"


def prepared(*answers: Response) -> tuple[list[Request], Callable[[Request], Response]]:
    """What was asked, and a client with these answers; the last one again and again."""
    asked: list[Request] = []

    def send(request: Request) -> Response:
        asked.append(request)
        return answers[min(len(asked), len(answers)) - 1]

    return asked, send


def answer(status: int, body: Any = MISSING) -> Response:
    """An answer with a JSON body, or with none."""
    if body is MISSING:
        return Response(status=status)
    return Response(status=status, headers={"content-type": "application/json"}, content=to_json(body).encode())


# -- the destination ---------------------------------------------------------------------------------------------------


def test_the_connection_test_passes_on_200() -> None:
    asked, send = prepared(answer(200, {}))
    destination.test_authentication({}, client=send)
    assert [(one.method, one.url) for one in asked] == [("GET", f"{API}/v1/token")]


def test_the_connection_test_fails_on_401() -> None:
    with pytest.raises(SegmentError, match="^Credentials are invalid: 401 Unauthorized$"):
        destination.test_authentication({}, client=prepared(answer(401, {}))[1])


def test_every_request_has_the_token_in_its_authorization() -> None:
    context = destination.context({"access_token": "12345abcde", "refresh_token": "unused"})
    assert destination.extend_request(context) == {"headers": {"authorization": "Bearer 12345abcde"}}


# -- Assert Record -----------------------------------------------------------------------------------------------------

CAR = {"type": "track", "traits": {"name": "Stair car", "number_of_wheels": 4}}
CAR_MAPPING = {
    "object": "vehicles",
    "matching_attribute": "name",
    "attributes": {
        "name": {"@path": "$.traits.name"},
        "number_of_wheels": {"@path": "$.traits.number_of_wheels"},
    },
}


def test_assert_record_asserts_a_record() -> None:
    emulator = attio()
    run = run_on(emulator, "assertRecord", CAR, CAR_MAPPING)
    values = {"name": "Stair car", "number_of_wheels": 4}
    assert requests(emulator) == [("PUT", simple("vehicles", "name"), {"data": {"values": values}}, 200)]
    assert [one.status for one in run.responses] == [200]
    (record,) = emulator.records("vehicles")
    assert {slug: record["values"][slug][0]["value"] for slug in values} == values


def run_on(emulator: Emulator, action: str, event: Mapping[str, Any], mapping: Mapping[str, Any]) -> TestRun:
    transport = EmulatorTransport(emulator)
    return test_action(destination, action, event=event, mapping=mapping, auth={"access_token": "t"}, client=transport)


def test_the_choices_of_objects_are_those_that_attio_lists() -> None:
    client = EmulatorTransport(attio())
    found = test_dynamic_field(destination, "assertRecord", "object", auth={"access_token": "t"}, client=client)
    assert found == {
        "choices": [
            {"value": "companies", "label": "Company"},
            {"value": "people", "label": "Person"},
            {"value": "users", "label": "User"},
            {"value": "vehicles", "label": "Vehicle"},
            {"value": "workspaces", "label": "Workspace"},
        ]
    }


def test_the_choices_of_objects_carry_the_message_of_a_refusal() -> None:
    refusal = {"code": "api_error", "message": "Something is amiss", "status_code": 400}
    asked, send = prepared(answer(400, refusal))
    found = test_dynamic_field(destination, "assertRecord", "object", client=send)
    assert found == {"choices": [], "error": {"code": "400", "message": "Something is amiss"}}
    assert [(one.method, one.url) for one in asked] == [("GET", f"{API}/v2/objects")]


# -- Group Workspace ---------------------------------------------------------------------------------------------------

GROUP = {"type": "group", "traits": {"id": "42", "domain": DOMAIN}, "receivedAt": RECEIVED}
GROUP_MAPPING = {
    "domain": {"@path": "$.traits.domain"},
    "workspace_id": {"@path": "$.traits.id"},
    "user_id": {"@path": "$.userId"},
    "received_at": {"@path": "$.receivedAt"},
}


def grouping() -> Emulator:
    """An Attio that knows the user of the test kit's events."""
    emulator = attio()
    run_on(emulator, "identifyUser", {"userId": "user1234"}, {"email_address": EMAIL, "user_id": "user1234"})
    return emulator


SETUP = 2
"""The requests that made it known."""


def company_and_workspace(emulator: Emulator, **more: Any) -> list[tuple[Any, ...]]:
    (company,) = emulator.records("companies")
    workspace = {"workspace_id": "42", "company": company["id"]["record_id"], **more}
    return [
        ("PUT", simple("companies", "domains"), {"data": {"values": {"domains": DOMAIN}}}, 200),
        ("PUT", simple("workspaces", "workspace_id"), {"data": {"values": workspace}}, 200),
    ]


@pytest.mark.parametrize(
    ("event", "mapping", "more"),
    [
        ({}, {}, {"users": ["user1234"]}),
        ({"userId": None}, {}, {}),
        ({}, {"user_id": ""}, {}),
    ],
    ids=["with its user", "no user in the event", "the mapping of the user is blank"],
)
def test_group_workspace_asserts_a_company_and_then_a_workspace(
    event: dict[str, Any], mapping: dict[str, Any], more: dict[str, Any]
) -> None:
    emulator = grouping()
    run = run_on(emulator, "groupWorkspace", {**GROUP, **event}, {**GROUP_MAPPING, **mapping})
    assert requests(emulator)[SETUP:] == company_and_workspace(emulator, **more)
    assert [one.status for one in run.responses] == [200, 200]
    (workspace,) = emulator.records("workspaces")
    assert len(workspace["values"]["users"]) == len(more.get("users", []))


def test_group_workspace_ends_where_the_company_is_refused() -> None:
    emulator = grouping()
    event = {**GROUP, "traits": {"id": "42", "domain": "no domain at all"}}
    with pytest.raises(HTTPError, match="^Bad Request$"):
        run_on(emulator, "groupWorkspace", event, GROUP_MAPPING)
    assert [(target, status) for _, target, _, status in requests(emulator)[SETUP:]] == [
        (simple("companies", "domains"), 400)
    ]
    assert emulator.records("workspaces") == []


def test_group_workspace_sends_a_batch_to_the_batch_endpoint() -> None:
    emulator = grouping()
    run = batch_on(emulator, "groupWorkspace", GROUP, GROUP_MAPPING)
    company = assertion("companies", "domains", {"domains": DOMAIN})
    values = {"workspace_id": "42", "users": ["user1234"], "company": company}
    body = {"assertions": [assertion("workspaces", "workspace_id", values)]}
    assert requests(emulator)[SETUP:] == [("PUT", "/v2/batch/records", body, 202)]
    assert [one.status for one in run.responses] == [202]
    emulator.flush()
    assert len(emulator.records("workspaces")) == 1


def batch_on(emulator: Emulator, action: str, event: Mapping[str, Any], mapping: Mapping[str, Any]) -> TestRun:
    transport = EmulatorTransport(emulator)
    return test_batch_action(
        destination, action, events=[event], mapping=mapping, auth={"access_token": "t"}, client=transport
    )


def assertion(object: str, matching_attribute: str, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "object": object,
        "mode": "create-or-update",
        "matching_attribute": matching_attribute,
        "multiselect_values": "append",
        "values": values,
        "received_at": RECEIVED,
    }


# -- Identify User -----------------------------------------------------------------------------------------------------

ADA = {"type": "identify", "userId": "9", "traits": {"name": "Ada Lovelace", "email": EMAIL}, "receivedAt": RECEIVED}
ADA_MAPPING = {
    "email_address": {"@path": "$.traits.email"},
    "user_id": {"@path": "$.userId"},
    "user_attributes": {"name": {"@path": "$.traits.name"}},
    "received_at": {"@path": "$.receivedAt"},
}


def test_identify_user_asserts_a_person_and_then_a_user() -> None:
    emulator = attio()
    run = run_on(emulator, "identifyUser", ADA, ADA_MAPPING)
    user = {"primary_email_address": EMAIL, "person": EMAIL, "user_id": "9", "name": "Ada Lovelace"}
    assert requests(emulator) == [
        ("PUT", simple("people", "email_addresses"), {"data": {"values": {"email_addresses": EMAIL}}}, 200),
        ("PUT", simple("users", "user_id"), {"data": {"values": user}}, 200),
    ]
    assert [one.status for one in run.responses] == [200, 200]


def test_identify_user_ends_where_the_person_is_refused() -> None:
    emulator = attio()
    event = {**ADA, "traits": {"email": "gob@bluth.example"}}  # an address that Segment takes and Attio does not
    with pytest.raises(HTTPError, match="^Bad Request$"):
        run_on(emulator, "identifyUser", event, ADA_MAPPING)
    assert [(target, status) for _, target, _, status in requests(emulator)] == [
        (simple("people", "email_addresses"), 400)
    ]
    assert emulator.records("users") == []


def test_identify_user_sends_a_batch_to_the_batch_endpoint() -> None:
    emulator = attio()
    run = batch_on(emulator, "identifyUser", ADA, ADA_MAPPING)
    person = assertion("people", "email_addresses", {"email_addresses": EMAIL})
    values = {"primary_email_address": EMAIL, "user_id": "9", "name": "Ada Lovelace", "person": person}
    body = {"assertions": [assertion("users", "user_id", values)]}
    assert requests(emulator) == [("PUT", "/v2/batch/records", body, 202)]
    assert [one.status for one in run.responses] == [202]
    emulator.flush()
    assert len(emulator.records("users")) == 1


# -- snapshots ---------------------------------------------------------------------------------------------------------
# Segment fills the fields of each action with seeded values, the required ones or all, and pins the body of the first request.

REQUIRED: dict[str, dict[str, Any]] = {
    "identifyUser": {"email_address": "kup@uze.io", "user_id": "v4Nq)"},
    "groupWorkspace": {"domain": "J8!kd", "workspace_id": "p%2Rw"},
    "assertRecord": {"object": "Zs&3m", "matching_attribute": "q7^Ty"},
}
FURTHER: dict[str, dict[str, Any]] = {
    "identifyUser": {"user_attributes": {"testType": "b9#Lx"}, "person_attributes": {"testType": "m5@Kc"}},
    "groupWorkspace": {
        "user_id": "h1*Vd",
        "company_attributes": {"testType": "w6!Fs"},
        "workspace_attributes": {"testType": "g3$Pj"},
    },
    "assertRecord": {"attributes": {"testType": "y8(Bn"}},
}
COMMON = {"enable_batching": True, "batch_size": 60153.7, "received_at": "2062-08-01T21:40:09.171Z"}
FIRST_REQUEST: dict[tuple[str, str], dict[str, Any]] = {
    ("identifyUser", "required"): {"email_addresses": "kup@uze.io"},
    ("identifyUser", "all"): {"email_addresses": "kup@uze.io", "testType": "m5@Kc"},
    ("groupWorkspace", "required"): {"domains": "J8!kd"},
    ("groupWorkspace", "all"): {"domains": "J8!kd", "testType": "w6!Fs"},
    ("assertRecord", "required"): {},
    ("assertRecord", "all"): {"testType": "y8(Bn"},
}


@pytest.mark.parametrize(("action", "filled"), FIRST_REQUEST)
def test_the_first_request_of_an_action_whose_fields_are_filled(action: str, filled: str) -> None:
    properties = REQUIRED[action] if filled == "required" else {**REQUIRED[action], **FURTHER[action], **COMMON}
    assert filled == "required" or properties.keys() == destination.actions[action].fields.keys()
    record = {"data": {"id": {"record_id": "r"}}}
    asked, send = prepared(answer(200, record) if action == "groupWorkspace" else answer(200))
    event = create_test_event(properties=properties)
    test_action(destination, action, event=event, mapping=event["properties"], client=send)
    assert asked[0].json == {"data": {"values": FIRST_REQUEST[action, filled]}}
    assert dict(asked[0].headers) == {
        "user-agent": "Segment (Actions)",
        "authorization": "Bearer undefined",
        "content-type": "application/json",
    }

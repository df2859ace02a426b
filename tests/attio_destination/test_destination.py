"""The destination itself: connection test, choices of objects, errors and what the platform does with them, clients."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import respx
from attio_destination import PRESETS, destination
from attio_emulator import Emulator, EmulatorTransport, Workspace, mount_respx
from segment_actions import (
    HTTPError,
    InvalidAuthenticationError,
    MappingError,
    PayloadValidationError,
    SegmentError,
    Subscription,
    create_test_event,
    test_action,
    test_batch_action,
)

AUTH = {"oauth": {"access_token": "token"}}
IDENTIFY = {"type": "identify", "userId": "u-1", "traits": {"email": "jane@acme.com"}}
SINGLE = {**AUTH, "subscription": PRESETS["published"][0]}


def workspace(**users: bool) -> Workspace:
    return Workspace.from_dict({"objects": [{"api_slug": slug, "active": on} for slug, on in users.items()]})


def test_the_connection_test_passes_with_a_token_and_names_the_refusal_without() -> None:
    transport = EmulatorTransport(Emulator())
    destination.test_authentication(AUTH, client=transport)
    with pytest.raises(SegmentError, match="^Credentials are invalid: 401 Unauthorized$") as refused:
        destination.test_authentication({"oauth": {"access_token": ""}}, client=transport)
    assert refused.value.__cause__.response.status == 401  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("status", "body", "choices"),
    [
        (200, {"data": [{"api_slug": "people", "singular_noun": "Person"}, {"api_slug": "companies", "singular_noun": "Company"}]},
         {"choices": [{"value": "companies", "label": "Company"}, {"value": "people", "label": "Person"}]}),
        (200, {}, {"choices": []}),
        (401, {"status_code": 401, "message": "Unauthorized token"},
         {"choices": [], "error": {"code": "401", "message": "Unauthorized token"}}),
        (500, "oops", {"choices": [], "error": {"code": "unknown", "message": "Internal Server Error"}}),
        (404, None, {"choices": [], "error": {"code": "unknown", "message": "Not Found"}}),
    ],
)  # fmt: skip
def test_choices_of_objects(status: int, body: Any, choices: dict[str, Any]) -> None:
    answer = httpx.Response(status, text=body) if isinstance(body, str) else httpx.Response(status, json=body)
    client = httpx.Client(
        transport=httpx.MockTransport(lambda request: answer if body is not None else httpx.Response(status))
    )
    assert destination.dynamic_field("assertRecord", "object", AUTH, client=client) == choices


def test_choices_are_the_activated_objects_of_the_emulator() -> None:
    emulator = Emulator(workspace(users=True, deals=False))
    found = destination.dynamic_field("assertRecord", "object", AUTH, client=EmulatorTransport(emulator))
    assert [choice["value"] for choice in found["choices"]] == ["companies", "people", "users"]
    unknown = destination.dynamic_field("assertRecord", "nope", AUTH, client=EmulatorTransport(emulator))
    assert unknown == {
        "choices": [],
        "nextPage": "",
        "error": {"message": "No dynamic field named nope found.", "code": "404"},
    }


def test_every_request_carries_segments_headers_and_the_token() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"data": {"id": {"record_id": "r"}}})

    destination.on_event(IDENTIFY, SINGLE, client=httpx.Client(transport=httpx.MockTransport(answer)))
    assert [(one.method, str(one.url), one.content) for one in seen] == [
        (
            "PUT",
            "https://api.attio.com/v2/objects/people/records/simple?matching_attribute=email_addresses&append_to_existing_values=true",
            b'{"data":{"values":{"email_addresses":"jane@acme.com"}}}',
        ),
        (
            "PUT",
            "https://api.attio.com/v2/objects/users/records/simple?matching_attribute=user_id&append_to_existing_values=true",
            b'{"data":{"values":{"primary_email_address":"jane@acme.com","person":"jane@acme.com","user_id":"u-1"}}}',
        ),
    ]
    for one in seen:
        names = ("authorization", "content-type", "user-agent", "accept")
        assert [one.headers[name] for name in names] == ["Bearer token", "application/json", "Segment (Actions)", "*/*"]


def test_a_refusal_of_attio_is_an_http_error_that_is_not_tried_again() -> None:
    with pytest.raises(HTTPError, match="^Bad Request$") as refused:
        destination.on_event(IDENTIFY, SINGLE, client=EmulatorTransport(Emulator(workspace(users=False))))
    assert refused.value.response.data["code"] == "standard_object_disabled"
    assert (refused.value.response.status, refused.value.retried) == (400, False)


@pytest.mark.parametrize(("status", "retried"), [(429, True), (500, True), (501, False), (503, True), (404, False)])
def test_which_answers_segment_tries_again(status: int, retried: bool) -> None:
    emulator = Emulator()
    emulator.faults.replace([{"status": status}])
    with pytest.raises(HTTPError) as refused:
        destination.on_event(IDENTIFY, SINGLE, client=EmulatorTransport(emulator))
    assert refused.value.retried is retried


def test_a_refused_token_ends_as_failed_refresh_after_one_request() -> None:
    emulator = Emulator()
    settings = {"oauth": {"access_token": ""}, "subscription": PRESETS["published"][0]}
    with pytest.raises(InvalidAuthenticationError, match="^Failed to refresh access token$") as refused:
        destination.on_event(IDENTIFY, settings, client=EmulatorTransport(emulator))
    assert (refused.value.code, refused.value.status, len(emulator.journal)) == ("OAUTH_REFRESH_FAILED", 401, 1)


def test_a_network_failure_is_named() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    def late(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow")

    with pytest.raises(SegmentError, match="request to https://api.attio.com/.* failed, reason: refused") as failed:
        destination.on_event(IDENTIFY, SINGLE, client=httpx.Client(transport=httpx.MockTransport(fail)))
    assert (failed.value.name, failed.value.retried) == ("FetchError", True)
    with pytest.raises(SegmentError, match="^Request timed out after 10000ms$") as timed:
        destination.on_event(IDENTIFY, SINGLE, client=httpx.Client(transport=httpx.MockTransport(late)))
    assert timed.value.code == "ETIMEDOUT"


def test_what_segment_itself_refuses() -> None:
    nobody = EmulatorTransport(Emulator())
    with pytest.raises(PayloadValidationError, match="missing the required field 'email_address'"):
        destination.on_event({"type": "identify", "userId": "u"}, SINGLE, client=nobody)
    broken = {
        **AUTH,
        "subscription": {
            "partnerAction": "identifyUser",
            "subscribe": 'type = "identify"',
            "mapping": {"a": {"@path": 1}},
        },
    }
    with pytest.raises(MappingError, match="/a/@path should be a string"):
        destination.on_event(IDENTIFY, broken, client=nobody)
    for subscribe, said in (
        (None, "Failed to validate subscription"),
        ("type", "Invalid subscription : Value token is missing"),
    ):
        given = {**AUTH, "subscription": {"partnerAction": "identifyUser", "subscribe": subscribe, "mapping": {}}}
        assert destination.on_event(IDENTIFY, given, client=nobody) == [{"output": said}]
    assert destination.on_event({"type": "page"}, SINGLE, client=nobody) == [{"output": "not subscribed"}]
    assert destination.on_event(IDENTIFY, AUTH, client=nobody) == []


def test_a_batch_reports_one_row_for_each_event_in_order() -> None:
    emulator = Emulator(workspace(users=True))
    events = [
        IDENTIFY,
        {"type": "page"},
        {"type": "identify", "traits": {}},
        {**IDENTIFY, "userId": "u-2", "traits": {"email": "bob@acme.com"}},
    ]
    (row,) = destination.on_batch(events, SINGLE, client=EmulatorTransport(emulator))
    assert [(one["status"], one.get("errormessage")) for one in row["multistatus"]] == [
        (202, None),
        (400, "Payload is either invalid or does not match the subscription"),
        (
            400,
            "The root value is missing the required field 'email_address'. The root value is missing the required field 'user_id'.",
        ),
        (202, None),
    ]
    assert [record["values"]["user_id"][0]["value"] for record in emulator.records("users")] == ["u-1", "u-2"]


def test_sync_and_async_clients_respx_and_callables_give_the_same() -> None:
    def states() -> Any:
        for deliver in (_over_client, _over_async, _over_respx):
            emulator = Emulator(workspace(users=True))
            results = deliver(emulator)
            yield results, emulator.snapshot()

    first, *others = states()
    assert [row["output"] for row in first[0]] == ["Mappings resolved", "Payload validated", "Action Executed"]
    assert all(other == first for other in others)


def _over_client(emulator: Emulator) -> Any:
    with httpx.Client(transport=EmulatorTransport(emulator)) as client:
        return destination.on_event(IDENTIFY, SINGLE, client=client)


def _over_async(emulator: Emulator) -> Any:
    async def deliver() -> Any:
        async with httpx.AsyncClient(transport=EmulatorTransport(emulator)) as client:
            return await destination.on_event_async(IDENTIFY, SINGLE, client=client)

    return asyncio.run(deliver())


def _over_respx(emulator: Emulator) -> Any:
    with respx.mock() as router:
        mount_respx(router, emulator)
        return destination.on_event(IDENTIFY, SINGLE, client=httpx.Client())


def test_segments_own_test_kit() -> None:
    emulator = Emulator(workspace(users=True))
    run = test_action(
        destination,
        "identifyUser",
        event={"traits": {"email": "jane@acme.com"}},
        mapping={"user_attributes": {}},
        use_default_mappings=True,
        client=EmulatorTransport(emulator),
        auth={"access_token": "t"},
    )
    assert [one.status for one in run.responses] == [200, 200]
    batch = test_batch_action(
        destination,
        "identifyUser",
        events=[{"traits": {"email": "jane@acme.com"}}, {"traits": {}}],
        use_default_mappings=True,
        client=EmulatorTransport(emulator),
        auth={"access_token": "t"},
    )
    assert [row["status"] for row in batch.results[0]["multistatus"]] == [202, 400]


def test_create_test_event_replaces_whole_members_and_takes_its_time_and_id_as_arguments() -> None:
    event = create_test_event(
        {"traits": {"a": 1}},
        clock=lambda: datetime(2024, 1, 2, 3, 4, 5, 678900, UTC),
        new_id=lambda: "id-1",
        type="group",
    )
    assert (event["traits"], event["type"], event["messageId"], event["timestamp"]) == (
        {"a": 1},
        "group",
        "id-1",
        "2024-01-02T03:04:05.678Z",
    )
    assert {"anonymousId", "context", "event", "properties", "receivedAt", "sentAt", "userId"} < set(event)


def test_a_subscription_survives_its_dict_form() -> None:
    one = PRESETS["documented"][0]
    assert Subscription.from_dict(one.to_dict()) == one

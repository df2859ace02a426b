"""The actions tester's protocol over the local Attio: what each call answers, and what is refused how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from attio_destination import PRESETS, destination
from attio_emulator import Emulator, Request, Workspace
from attio_harness.local_segment.tester import ActionsTester
from attio_harness.local_segment.tester_http import ORIGINS
from attio_harness.run.connection import Connection
from segment_actions import Action, Destination, FetchError, InputField, Response
from segment_actions import Request as Call

from tests.attio_harness.local_segment.local import WORKSPACE

EVENT = {
    "type": "identify",
    "userId": "u-1",
    "traits": {"email": "ada@example.com"},
    "receivedAt": "2024-03-01T10:00:00.000Z",
}
PEOPLE = "https://api.attio.com/v2/objects/people/records/simple?matching_attribute=email_addresses&append_to_existing_values=true"
USERS = (
    "https://api.attio.com/v2/objects/users/records/simple?matching_attribute=user_id&append_to_existing_values=true"
)
SENT = {"authorization": "<redacted>", "content-type": "application/json", "user-agent": "Segment (Actions)"}


def over_emulator(workspace: Workspace = WORKSPACE, **options: Any) -> ActionsTester:
    return ActionsTester(destination, Connection(Emulator(workspace, **options)), presets=PRESETS["published"])


def asked(path: str, body: Any = None, of: ActionsTester | None = None, *, method: str = "POST", **headers: str) -> Any:
    """Status and JSON of an answer."""
    answer = (of or over_emulator()).handle(Request.make(method, path, json=body, headers=headers))
    return answer.status, answer.json()


def test_an_event_shows_the_requests_that_its_action_made_with_their_answers() -> None:
    status, rows = asked("/identifyUser", {"payload": EVENT, "auth": {"accessToken": "t"}})
    assert status == 200
    assert [row["request"] for row in rows] == [
        {
            "url": PEOPLE,
            "method": "PUT",
            "headers": SENT,
            "body": '{"data":{"values":{"email_addresses":"ada@example.com"}}}',
        },
        {
            "url": USERS,
            "method": "PUT",
            "headers": SENT,
            "body": '{"data":{"values":{"primary_email_address":"ada@example.com","person":"ada@example.com","user_id":"u-1"}}}',
        },
    ]
    assert [(row["response"]["statusCode"], row["response"]["statusMessage"]) for row in rows] == [(200, "OK")] * 2
    record = rows[1]["response"]["body"]["data"]
    assert record["values"]["user_id"][0]["value"] == "u-1"
    assert rows[0]["response"]["headers"]["content-type"] == "application/json; charset=utf-8"


def test_each_answer_has_the_exchanges_of_its_own_call() -> None:
    one = over_emulator()
    assert len(asked("/identifyUser", {"payload": EVENT}, one)[1]) == 2
    assert len(asked("/identifyUser", {"payload": EVENT}, one)[1]) == 2


def test_a_list_is_one_batch_whose_invalid_events_are_left_out() -> None:
    status, rows = asked("/identifyUser", {"payload": [EVENT, {"type": "identify"}]})
    assert status == 200
    (row,) = rows
    assert row["request"]["url"] == "https://api.attio.com/v2/batch/records"
    assert row["request"]["body"].count('"object":"users"') == 1
    assert (row["response"]["statusCode"], row["response"]["statusMessage"]) == (202, "Accepted")


def test_no_trigger_is_asked_and_what_is_mapped_takes_the_place_of_defaults() -> None:
    event = {"type": "track", "event": "Signed Up", "properties": {"id": "u-9"}, "email": "grace@example.com"}
    mapping = {"user_id": {"@path": "$.properties.id"}}
    _, rows = asked("/identifyUser", {"payload": event, "mapping": mapping})
    assert '"user_id":"u-9"' in rows[1]["request"]["body"]
    assert '"person":"grace@example.com"' in rows[1]["request"]["body"]


def test_a_default_that_is_null_is_none_and_a_null_that_is_mapped_counts() -> None:
    sent: list[Call] = []

    def perform(payload: dict[str, Any], context: Any) -> Any:
        yield Call(method="POST", url="https://partner.example/", json=payload)

    def send(call: Call) -> Response:
        sent.append(call)
        return Response(status=200)

    fields = {
        "a": InputField(type="string", default=None),
        "b": InputField(type="string", default="b"),
        "c": InputField(type="string"),
    }
    action = Action(slug="send", title="Send", fields=fields, perform=perform)
    one = ActionsTester(Destination(name="Partner", slug="partner", actions={"send": action}), send)
    assert asked("/send", {"payload": {"x": 1}}, one)[0] == 200
    assert asked("/send", {"payload": {"x": 1}, "mapping": {"b": None, "c": {"@path": "$.x"}}}, one)[0] == 200
    assert [call.content for call in sent] == [b'{"b":"b"}', b'{"c":"1"}']
    batch = asked("/send", {"payload": [{}]}, one)
    assert batch[1][0]["statusCode"] == 501
    assert batch[1][0]["message"] == "This action does not support batched requests."


def test_without_any_mapping_the_event_is_the_payload() -> None:
    def perform(payload: dict[str, Any], context: Any) -> Any:
        yield Call(method="POST", url="https://partner.example/", json=payload)

    action = Action(slug="send", title="Send", fields={"a": InputField(type="string")}, perform=perform)
    one = ActionsTester(Destination(name="P", slug="p", actions={"send": action}), lambda call: Response(status=200))
    assert asked("/send", {"payload": {"a": "x"}}, one)[1][0]["request"]["body"] == '{"a":"x"}'


def test_a_payload_that_does_not_fit_is_an_error_with_its_fields() -> None:
    status, rows = asked("/identifyUser", {"payload": {**EVENT, "traits": {"email": "nobody"}}})
    message = "Email address must be a valid email address string but it was not."
    assert (status, rows) == (
        200,
        [
            {
                "statusCode": 500,
                "message": message,
                "stack": [f"AggregateAjvError: {message}"],
                "fields": {"email_address": message},
                "requestError": True,
            }
        ],
    )


def test_a_mapping_that_cannot_be_resolved_is_an_error_that_names_all_its_mistakes() -> None:
    mapping = {"user_id": {"@nope": 1}, "email_address": {"@neither": 1}}
    status, (row,) = asked("/identifyUser", {"payload": EVENT, "mapping": mapping})
    assert (status, row["statusCode"], row["requestError"]) == (200, 500, True)
    assert (
        row["message"] == "/email_address has an invalid directive: @neither. /user_id has an invalid directive: @nope."
    )
    assert "fields" not in row


def test_a_refusal_of_attio_has_its_status_and_its_whole_body() -> None:
    status, (row,) = asked(
        "/assertRecord", {"payload": EVENT, "mapping": {"object": "people", "attributes": {"no_such": "x"}}}
    )
    assert (status, row["statusCode"], row["stack"]) == (200, 400, ["HTTPError: Bad Request"])
    assert (row["message"]["status_code"], row["message"]["type"]) == (400, "invalid_request_error")


def test_where_attio_is_not_reached_the_answer_says_so() -> None:
    def send(call: Call) -> Response:
        raise FetchError(call.url, "connect ECONNREFUSED 127.0.0.1:1", "ECONNREFUSED")

    one = ActionsTester(destination, send)
    _, (row,) = asked("/identifyUser", {"payload": EVENT}, one)
    assert row["message"] == f"request to {PEOPLE} failed, reason: connect ECONNREFUSED 127.0.0.1:1"
    status, (error,) = asked("/assertRecord/object", {}, one)
    assert (status, error["code"]) == (500, "unknown")
    assert asked("/authenticate", {}, one)[1]["ok"] is False


def test_the_choices_of_a_dynamic_field() -> None:
    status, found = asked("/assertRecord/object", {"settings": {}, "payload": {}, "auth": {"accessToken": "t"}})
    assert status == 200
    assert {"value": "people", "label": "Person"} in found["choices"]
    status, found = asked("/assertRecord/object", {}, over_emulator(strict_auth=True))
    assert (status, found[0]["code"]) == (500, "401")


def test_the_connection_is_tried_with_the_token_of_the_settings() -> None:
    workspace = Workspace.from_dict({"tokens": [{"token": "good"}]})
    strict = over_emulator(workspace, strict_auth=True)
    assert asked("/authenticate", {"oauth": {"access_token": "good"}}, strict) == (200, {"ok": True})
    assert asked("/authenticate", {"oauth": {"access_token": "bad"}}, strict) == (
        200,
        {"ok": False, "error": "Credentials are invalid: 401 Unauthorized", "fields": {}},
    )
    # an action reads `auth`, and nothing else
    run = {"payload": EVENT, "mapping": {"object": "people", "attributes": {"email_addresses": "ada@example.com"}}}
    assert (
        asked("/assertRecord", {**run, "auth": {"accessToken": "good"}}, strict)[1][0]["response"]["statusCode"] == 200
    )
    assert asked("/assertRecord", {**run, "oauth": {"access_token": "good"}}, strict)[1][0]["statusCode"] == 401


def test_settings_that_do_not_fit_are_named_by_their_field() -> None:
    key = InputField(label="Key", type="string", required=True, minimum=3)
    one = ActionsTester(Destination(name="P", slug="p", fields={"key": key}), lambda call: Response(status=200))
    assert asked("/authenticate", {"key": "a"}, one)[1]["fields"] == {
        "key": "Key must be 3 characters or more but it was 1 character."
    }


def test_tokens_are_refreshed_where_the_destination_can() -> None:
    def refresh(settings: Mapping[str, Any], oauth: Mapping[str, Any]) -> Any:
        answer = yield Call(method="POST", url="https://partner.example/token", json=dict(oauth))
        return {"access_token": answer.data["new"], "refresh_token": oauth["refreshToken"]}

    def made(scheme: str, send: Callable[[Call], Response]) -> ActionsTester:
        return ActionsTester(Destination(name="P", slug="p", scheme=scheme, refresh=refresh), send)

    json = {"content-type": "application/json"}
    good = made("oauth2", lambda call: Response(status=200, headers=json, content=b'{"new":"n"}'))
    bad = made("oauth2", lambda call: Response(status=400, headers=json, content=b'{"error":"invalid_grant"}'))
    other = made("custom", lambda call: Response(status=200))
    body = {"refreshToken": "r"}
    assert asked("/refreshAccessToken", body, good) == (
        200,
        {"ok": True, "data": {"accessToken": "n", "refreshToken": "r"}},
    )
    assert asked("/refreshAccessToken", body, bad) == (400, {"ok": False, "error": {"error": "invalid_grant"}})
    assert asked("/refreshAccessToken", body, other) == (
        400,
        {"ok": False, "error": "refreshAccessToken is only valid with oauth2 authentication scheme"},
    )
    assert asked("/refreshAccessToken", body) == (200, {"ok": True})


def test_the_manifest_has_the_actions_with_their_fields_and_the_presets() -> None:
    status, found = asked("/manifest", method="GET")
    assert status == 200
    assert (found["name"], found["slug"], found["mode"], found["directoryName"]) == (
        "Attio (Actions)",
        "actions-attio",
        "cloud",
        "attio",
    )
    assert found["authentication"] == {"scheme": "oauth-managed", "fields": {}}
    assert list(found["actions"]) == ["identifyUser", "groupWorkspace", "assertRecord"]
    assert found["actions"]["assertRecord"]["dynamicFields"] == {}
    assert [one["partnerAction"] for one in found["presets"]] == ["identifyUser", "groupWorkspace"]
    assert found["presets"][0]["mapping"] == dict(PRESETS["published"][0].mapping)


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/delete", "POST"),
        ("/createAudience", "POST"),
        ("/getAudience", "POST"),
        ("/identifyUser", "GET"),
        ("/identifyUser/email_address", "POST"),
        ("/identifyUser/hooks/onMappingSave", "POST"),
        ("/manifest", "POST"),
        ("/assertRecord/<b>", "POST"),
    ],
)
def test_what_the_destination_has_not_is_not_found_in_the_words_of_the_original(path: str, method: str) -> None:
    answer = over_emulator().handle(Request.make(method, path))
    assert answer.status == 404
    said = path.replace("<", "&lt;").replace(">", "&gt;")
    assert f"<pre>Cannot {method} {said}</pre>".encode() in answer.body


@pytest.mark.parametrize(
    "path", ["/", "/v1/identify", "/v2/objects", "/_segment/events", "/authorize", "/manifest/x", "/identify"]
)
def test_other_calls_are_for_others(path: str) -> None:
    assert not over_emulator().knows(path)


@pytest.mark.parametrize("path", ["/IDENTIFYUSER", "/identifyuser/"])
def test_a_path_is_found_whatever_its_case(path: str) -> None:
    assert len(asked(path, {"payload": EVENT})[1]) == 2


@pytest.mark.parametrize(
    ("body", "kind", "status", "message"),
    [
        (b"{", "application/json", 400, "the body is not JSON"),
        (b"\xff", "application/json", 400, "the body is not UTF-8: byte 0"),
        (b"[" * 100_000, "application/json", 400, "the body is nested too deeply"),
        (b"  ", "application/json", 400, "the body is not JSON"),
        (b"[]", "application/json", 400, "the body is an array; expected an object with `payload` and `mapping`"),
        (b'{"mapping": "{}"}', "application/json", 400, "`mapping` is text; expected an object"),
        (b'{"auth": ["t"]}', "application/json; charset=utf-8", 400, "`auth` is an array; expected an object"),
        (b"{}", "application/x-www-form-urlencoded", 415, "the body is sent as application/x-www-form-urlencoded"),
        (b"{}", "", 415, "the body is sent as nothing known; expected the header content-type: application/json"),
    ],
)
def test_a_body_that_is_none_is_refused_and_says_what_was_expected(
    body: bytes, kind: str, status: int, message: str
) -> None:
    answer = over_emulator().handle(Request.make("POST", "/identifyUser", headers={"content-type": kind}, body=body))
    (row,) = answer.json()
    assert (answer.status, row["statusCode"], row["requestError"]) == (status, status, True)
    assert row["message"].startswith(message)


@pytest.mark.parametrize("payload", ["text", 5, True])
def test_a_payload_that_is_no_event_is_an_error(payload: Any) -> None:
    status, (row,) = asked("/identifyUser", {"payload": payload})
    assert (status, row["statusCode"], row["requestError"]) == (200, 500, True)
    assert row["message"].startswith("data must be an object, got ")


def test_pages_of_the_tester_may_call_and_no_others_are_told_so() -> None:
    asking = {
        "origin": "https://app.segment.com",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
        "access-control-request-private-network": "true",
    }
    before = over_emulator().handle(Request.make("OPTIONS", "/identifyUser", headers=asking))
    assert (before.status, before.headers["access-control-allow-origin"]) == (204, "https://app.segment.com")
    assert before.headers["access-control-allow-headers"] == "content-type"
    assert before.headers["access-control-allow-private-network"] == "true"
    foreign = over_emulator().handle(
        Request.make("OPTIONS", "/identifyUser", headers={**asking, "origin": "https://a.example"})
    )
    assert not {"access-control-allow-origin", "access-control-allow-private-network"} & set(foreign.headers)
    for origin in ORIGINS:
        answer = over_emulator().handle(Request.make("GET", "/manifest", headers={"origin": origin}))
        assert answer.headers["access-control-allow-origin"] == origin
        assert answer.headers["vary"] == "Origin"


def test_what_no_json_value_is_nested_like_is_an_error_and_no_traceback() -> None:
    deep: Any = {}
    for _ in range(200):
        deep = {"a": deep}
    status, rows = asked("/assertRecord", {"payload": EVENT, "mapping": {"object": "people", "attributes": deep}})
    assert status == 200
    assert rows

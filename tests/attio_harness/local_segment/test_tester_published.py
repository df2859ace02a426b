"""Segment's published packages and ours answer the same calls of the actions tester, with the same answers of Attio."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from attio_destination import PRESETS, destination
from attio_emulator import Request
from attio_harness.local_segment.tester import ActionsTester
from segment_actions import Request as Call
from segment_actions import Response
from segment_actions.js import to_json, utf8

from tests.oracle import Oracle

NOW = datetime(2024, 6, 15, 12, 34, 56, 789000, tzinfo=UTC)
RECORD = {
    "data": {
        "id": {"workspace_id": "ws_1", "object_id": "obj_1", "record_id": "rec_1"},
        "created_at": "2024-01-01T00:00:00.000Z",
        "values": {},
    }
}
REFUSED = {"status_code": 400, "type": "invalid_request_error", "code": "value_not_found", "message": "No such value."}
IDENTIFY = {
    "type": "identify",
    "userId": "u-1",
    "traits": {"email": "ada@example.com", "plan": "pro"},
    "receivedAt": "2024-03-01T10:00:00.000Z",
}
GROUP = {"type": "group", "userId": "u-1", "groupId": "g-1", "traits": {"website": "example.com"}}
OBJECT = {"object": "people", "attributes": {"email_addresses": {"@path": "$.traits.email"}, "name": None}}


def case(path: str, body: dict[str, Any], *answers: tuple[int, Any], name: str) -> Any:
    return pytest.param(path, body, [{"status": status, "body": one} for status, one in answers], id=name)


RUNS = [
    case("/identifyUser", {"payload": IDENTIFY}, name="defaults alone"),
    case(
        "/identifyUser", {"payload": IDENTIFY, "mapping": {"user_id": "x", "received_at": None}}, name="over defaults"
    ),
    case(
        "/identifyUser",
        {
            "payload": IDENTIFY,
            "mapping": {},
            "settings": {},
            "auth": {"accessToken": "t"},
            "features": {"a": True},
            "subscriptionMetadata": {"actionConfigId": "a"},
        },
        name="all members",
    ),
    case("/identifyUser", {"payload": IDENTIFY, "mapping": None, "auth": None}, name="null members"),
    case("/identifyUser", {}, name="nothing"),
    case("/identifyUser", {"payload": {**IDENTIFY, "traits": {"email": "nobody"}}}, name="a wrong address"),
    case(
        "/identifyUser",
        {"payload": IDENTIFY, "mapping": {"user_id": {"a": 1}, "user_attributes": "x"}},
        name="wrong types",
    ),
    case(
        "/identifyUser",
        {
            "payload": IDENTIFY,
            "mapping": {"user_attributes": {"n": 1.0, "big": 1e21, "text": "é\u2028😀", "gone": {"@path": "$.none"}}},
        },
        name="values as JavaScript writes them",
    ),
    case("/identifyUser", {"payload": "text"}, name="a text as event"),
    case("/identifyUser", {"payload": 5}, name="a number as event"),
    case("/identifyUser", {"payload": IDENTIFY}, (200, RECORD), (400, REFUSED), name="the second is refused"),
    case("/identifyUser", {"payload": IDENTIFY}, (401, {"message": "no"}), name="an unknown token"),
    case("/identifyUser", {"payload": IDENTIFY}, (500, "oops"), name="a failure in text"),
    case("/identifyUser", {"payload": IDENTIFY}, (429, ""), name="a failure without a body"),
    case("/identifyUser", {"payload": [IDENTIFY, {}, {**IDENTIFY, "userId": 7}]}, name="a batch"),
    case("/identifyUser", {"payload": []}, name="an empty batch"),
    case("/identifyUser", {"payload": [{}, {"traits": {}}]}, name="a batch of invalid events"),
    case("/identifyUser", {"payload": [IDENTIFY]}, (400, REFUSED), name="a batch that is refused"),
    case("/groupWorkspace", {"payload": GROUP}, name="a group"),
    case("/groupWorkspace", {"payload": GROUP}, (200, {}), (200, RECORD), name="an answer without a record"),
    *(
        case(
            path,
            {"payload": payload, "mapping": mapping},
            (status, body),
            name=f"{path[1:]} answered {status} {body!r}",
        )
        for path, payload, mapping in (
            ("/identifyUser", IDENTIFY, {}),
            ("/groupWorkspace", GROUP, {}),
            ("/assertRecord", IDENTIFY, OBJECT),
            ("/assertRecord", [IDENTIFY], OBJECT),
        )
        for status, body in (
            (200, ""),
            (200, {}),
            (200, "<html></html>"),
            (200, {"data": {"id": {}}}),
            (202, ""),
            (204, ""),
        )
    ),
    case("/groupWorkspace", {"payload": [GROUP, GROUP]}, name="a batch of groups"),
    case("/assertRecord", {"payload": IDENTIFY}, name="an object without attributes"),
    case("/assertRecord", {"payload": IDENTIFY, "mapping": OBJECT}, name="an object"),
    case(
        "/assertRecord",
        {"payload": IDENTIFY, "mapping": {**OBJECT, "object": "a&b=c d/é"}},
        name="odd text in the address",
    ),
    case(
        "/assertRecord",
        {"payload": [IDENTIFY], "mapping": {**OBJECT, "received_at": None}},
        name="a batch without a time",
    ),
]
MISMAPPED = [
    case("/identifyUser", {"payload": IDENTIFY, "mapping": {"user_id": {"@nope": 1}}}, name="an unknown directive"),
    case(
        "/identifyUser",
        {"payload": IDENTIFY, "mapping": {"user_id": {"@path": 1}, "email_address": {"@if": {}}}},
        name="two",
    ),
    case("/identifyUser", {"payload": [IDENTIFY], "mapping": {"user_id": {"@nope": 1}}}, name="of a batch"),
]
OTHERS = [
    case("/authenticate", {"oauth": {"access_token": "t"}}, (200, {"active": True}), name="connected"),
    case("/authenticate", {}, (401, {"message": "no"}), name="not connected"),
    case("/authenticate", {}, (503, "busy"), name="failing"),
    case("/refreshAccessToken", {}, name="no refresh"),
    case(
        "/assertRecord/object",
        {},
        (200, {"data": [{"api_slug": "people", "singular_noun": "Person"}, {"api_slug": "a", "singular_noun": "Ant"}]}),
        name="objects",
    ),
    case("/assertRecord/object", {"page": 2, "auth": {"accessToken": "t"}}, (200, {}), name="no objects"),
    case("/assertRecord/object", {}, (401, {"status_code": 401, "message": "no"}), name="objects refused"),
    case("/assertRecord/object", {}, (403, {"message": "no"}), name="refused without a status"),
    case("/assertRecord/object", {}, (429, {"status_code": 429}), name="refused without words"),
    case("/assertRecord/object", {}, (500, "oops"), name="objects failing"),
    case(
        "/assertRecord/object",
        {},
        (
            200,
            {
                "data": [
                    {"api_slug": "a"},
                    {"singular_noun": None},
                    {"singular_noun": "\uffff"},
                    {"singular_noun": "🏢"},
                    {},
                ]
            },
        ),
        name="objects without names, and names in the order of UTF-16",
    ),
    *(
        case("/assertRecord/object", {}, (200, {"data": data}), name=f"objects that are {data!r}")
        for data in (None, 5, "ab", [5, "x"], [{"api_slug": "a"}, None], {"x": {"api_slug": "a", "singular_noun": "A"}})
    ),
    case("/assertRecord/object", {}, (400, {"status_code": [], "message": {"a": 1}}), name="refused in no words"),
    case("/assertRecord/object", {}, (400, {"status_code": 0, "message": ""}), name="refused without anything"),
]


def ours(path: str, body: dict[str, Any], answers: list[dict[str, Any]]) -> dict[str, Any]:
    given: Iterator[dict[str, Any]] = iter(answers)

    def send(call: Call) -> Response:
        one: dict[str, Any] = next(given, {"status": 200, "body": RECORD})
        if isinstance(one["body"], str):
            return Response(status=one["status"], content=one["body"].encode())
        return Response(
            status=one["status"], headers={"content-type": "application/json"}, content=utf8(to_json(one["body"]))
        )

    tester = ActionsTester(replace(destination, clock=lambda: NOW), send, presets=PRESETS["published"])
    answer = tester.handle(Request.make("POST", path, json=body))
    return {"status": answer.status, "body": answer.json()}


def theirs(oracle: Oracle, path: str, body: Any = None, answers: Any = ()) -> dict[str, Any]:
    output = oracle.ask({"kind": "tester", "path": path, "body": body, "responses": list(answers)})["output"]
    assert isinstance(output, dict)
    return output


@pytest.mark.parametrize(("path", "body", "answers"), [*RUNS, *OTHERS])
def test_a_call_is_answered_as_by_the_published_packages(
    oracle: Oracle, path: str, body: dict[str, Any], answers: list[dict[str, Any]]
) -> None:
    own, published = ours(path, body, answers), theirs(oracle, path, body, answers)
    for row in own["body"] if isinstance(own["body"], list) else ():
        if "response" in row:
            del row["response"]["headers"]  # the original's come out empty
    for row in published["body"] if isinstance(published["body"], list) else ():
        if "stack" in row:
            row["stack"] = row["stack"][:1]  # the frames are of its own files
    assert own == published


@pytest.mark.parametrize(("path", "body", "answers"), MISMAPPED)
def test_a_mapping_is_refused_for_the_same_mistakes(
    oracle: Oracle, path: str, body: dict[str, Any], answers: list[dict[str, Any]]
) -> None:
    (own,), (published,) = (one["body"] for one in (ours(path, body, answers), theirs(oracle, path, body, answers)))
    assert (own["statusCode"], own["requestError"]) == (published["statusCode"], published["requestError"])
    # the published message is the messages with the stack of each
    found = [line.partition(": ")[2] for line in published["message"].split("\n") if "Error: " in line]
    assert own["message"] == " ".join(found)


def test_the_manifest_is_the_published_definition_but_for_its_prose(oracle: Oracle) -> None:
    tester = ActionsTester(destination, lambda call: Response(status=200), presets=PRESETS["published"])
    answer = tester.handle(Request.make("GET", "/manifest"))
    published = theirs(oracle, "/manifest")["body"]
    assert _bare(answer.json()) == _bare(published)


def _bare(value: Any) -> Any:
    """A definition without descriptions, and without `required: false`, which is the same as none."""
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if not isinstance(value, dict):
        return value
    prose = {"description"} if isinstance(value.get("description"), str) else set()
    return {key: _bare(one) for key, one in value.items() if key not in prose and (key, one) != ("required", False)}

"""Segment's tracking API as a pure function: what is accepted, what is refused and why, and the answer."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest
from attio_emulator.http import Request
from attio_harness.local_segment.intake import BATCHES, CALLS, LARGEST_BATCH, METRICS, MOST_EVENTS, Reading, read

AT = 1_767_225_600_000
NOW = "2026-01-01T00:00:00.000Z"
BASIC = {"authorization": "Basic " + base64.b64encode(b"wk:").decode()}
USER = {"userId": "u1", "messageId": "m1"}
ENDED = {"messageId": "m1", "receivedAt": NOW, "timestamp": NOW}


def sent(path: str, body: Any, *, headers: dict[str, str] | None = None, address: str | None = None) -> Reading:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = Request(method="POST", path=path, headers=BASIC if headers is None else headers, body=content)
    return read(request, {"wk": "app", "other": "shop"}, at=AT, new_id=lambda: "1", address=address)


def events(reading: Reading) -> list[dict[str, Any]]:
    return [one.event for one in reading.received]


def codes(reading: Reading) -> list[str]:
    return [one.code for one in reading.refused]


def answer(reading: Reading) -> tuple[int, Any]:
    assert reading.response.headers["content-type"] == "application/json"
    return reading.response.status, reading.response.json()


OK = (200, {"success": True})
MALFORMED = (400, {"success": False, "code": "malformed_json", "message": "Malformed JSON"})
TOO_LARGE = (400, {"success": False, "code": "payload_too_large", "message": "Exceed payload limit"})


# -- calls -----------------------------------------------------------------------------------------------------------


@pytest.mark.covers("intake.type")
@pytest.mark.parametrize(("path", "type"), CALLS.items())
def test_a_single_call_is_an_event_of_the_type_of_its_path(path: str, type: str) -> None:
    reading = sent(path, {**USER, "event": "Went", "type": "identify"})
    assert answer(reading) == OK
    assert events(reading) == [{**USER, **ENDED, "event": "Went", "type": type}]
    assert [(one.source, one.received_at) for one in reading.received] == [("app", AT)]
    assert reading.refused == ()


@pytest.mark.parametrize("path", sorted(BATCHES))
def test_a_batch_is_its_events_in_order(path: str) -> None:
    batch = [{**USER, "type": "track", "event": "Went"}, {"anonymousId": "a", "messageId": "m2", "type": "page"}]
    reading = sent(path, {"batch": batch, "sentAt": NOW})
    assert answer(reading) == OK
    assert events(reading) == [
        {**batch[0], **ENDED, "sentAt": NOW},
        {**batch[1], "receivedAt": NOW, "timestamp": NOW, "sentAt": NOW},
    ]


def test_what_the_sdk_for_browsers_counts_is_no_event() -> None:
    reading = sent(METRICS, {"series": [{"type": "Counter"}]}, headers={})
    assert (answer(reading), reading.received, reading.refused) == (OK, (), ())


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", " GZIP "])
def test_a_body_may_be_packed(encoding: str) -> None:
    body = gzip.compress(json.dumps({**USER, "event": "Went"}).encode())
    reading = sent("/v1/track", body, headers={**BASIC, "content-encoding": encoding})
    assert [one["event"] for one in events(reading)] == ["Went"]


@pytest.mark.parametrize("rest", [b"", b"\0\0", b"{}"])
def test_a_body_may_be_packed_in_several_members(rest: bytes) -> None:
    body = json.dumps({**USER, "event": "Went"}).encode()
    packed = b"".join(gzip.compress(part) for part in (body[:20], b"", body[20:])) + rest
    reading = sent("/v1/track", packed, headers={**BASIC, "content-encoding": "gzip"})
    assert [one["event"] for one in events(reading)] == ["Went"]


# -- write keys ------------------------------------------------------------------------------------------------------


@pytest.mark.covers("intake.write_key")
@pytest.mark.parametrize(
    ("headers", "key", "source"),
    [
        (BASIC, None, "app"),
        ({"authorization": "basic  " + base64.b64encode(b"wk").decode()}, None, "app"),
        ({"authorization": "Basic " + base64.b64encode(b"wk:secret").decode()}, None, "app"),
        ({}, "wk", "app"),
        (BASIC, "other", "shop"),
        ({"authorization": "Bearer token"}, "other", "shop"),
        (BASIC, "", "app"),
    ],
)
def test_the_write_key_says_which_source_it_is(headers: dict[str, str], key: str | None, source: str) -> None:
    reading = sent("/v1/track", {**USER, "event": "Went", "writeKey": key}, headers=headers)
    assert [one.source for one in reading.received] == [source]


def test_the_write_key_may_stand_in_the_events_of_a_batch() -> None:
    reading = sent("/v1/b", {"batch": [{**USER, "type": "page", "writeKey": "other"}]}, headers={})
    assert [one.source for one in reading.received] == ["shop"]


def test_who_sends_with_a_key_that_is_none_is_not_told_and_every_event_is_noted() -> None:
    reading = sent("/v1/batch", {"batch": [{**USER, "type": "page"}, 7], "writeKey": "none"})
    assert answer(reading) == OK
    assert reading.received == ()
    assert [(one.what, one.source, one.code) for one in reading.refused] == [
        ({**USER, "type": "page"}, None, "project_not_found"),
        (7, None, "project_not_found"),
    ]
    assert reading.refused[0].why == "no source has the write key 'none'; there is 'wk' of app and 'other' of shop"


def test_what_is_refused_has_the_type_that_its_path_says() -> None:
    reading = sent("/v1/identify", {**USER, "writeKey": "none"})
    assert [(one.what["type"], one.code) for one in reading.refused] == [("identify", "project_not_found")]


@pytest.mark.parametrize("value", [None, "Basic", "Basic ???", "Basic " + base64.b64encode(b":x").decode(), "Bearer x"])
def test_a_request_without_a_write_key_is_refused(value: str | None) -> None:
    reading = sent("/v1/track", {**USER, "event": "Went"}, headers={} if value is None else {"authorization": value})
    said = {"success": False, "code": "no_write_key", "message": "A write key is required"}
    assert answer(reading) == (400, said)
    assert codes(reading) == ["no_write_key"]
    assert reading.refused[0].what == {**USER, "event": "Went", "type": "track"}


# -- what is no JSON, and what is too large --------------------------------------------------------------------------


@pytest.mark.covers("intake.refusal")
@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "the body is empty, expected JSON"),
        (b" \n", "the body is empty, expected JSON"),
        (b'{"a": NaN}', "the body cannot be read as JSON: line 1, column 1: found NaN, expected a number or null"),
        (
            b'{"a": 1',
            "the body cannot be read as JSON: line 1, column 8: found the end of the text, expected a comma or }",
        ),
        (b"[1]", "the body is JSON, expected an object"),
        (b"[" * 100_000, "the body cannot be read as JSON: line 1, column 1: nested too deeply"),
    ],
)
def test_what_is_no_json_is_refused_as_a_whole(body: bytes, why: str) -> None:
    reading = sent("/v1/batch", body)
    assert answer(reading) == MALFORMED
    assert [(one.code, one.source) for one in reading.refused] == [("malformed_json", None)]
    assert reading.refused[0].why.startswith(why[:80])


@pytest.mark.parametrize(
    ("body", "encoding", "why"),
    [
        (b"{}", "gzip", "the body cannot be unpacked as gzip"),
        (gzip.compress(b"{}", mtime=0)[:-9], "gzip", "the body is gzip that ends in the middle"),
        (b"", "gzip", "the body is gzip that ends in the middle"),
        (
            gzip.compress(b"{", mtime=0) + gzip.compress(b"}", mtime=0)[:-9],
            "gzip",
            "the body is gzip that ends in the middle",
        ),
        (b"{}", "br", "found Content-Encoding 'br', expected gzip or none"),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_refused(body: bytes, encoding: str, why: str) -> None:
    reading = sent("/v1/track", body, headers={**BASIC, "content-encoding": encoding})
    assert answer(reading) == MALFORMED
    assert reading.refused[0].why.startswith(why)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(("path", "most"), [("/v1/track", 32 * 1024), ("/v1/batch", 500 * 1024)])
def test_a_body_that_is_too_large_is_refused_packed_or_not(path: str, most: int, packed: bool) -> None:
    start = b'{"userId": "u", "event": "Went", "batch": [{"type": "page", "userId": "u"}], "x": "'
    for size, expected in ((most, OK), (most + 1, TOO_LARGE)):
        body = start + b"a" * (size - len(start) - 2) + b'"}'
        headers = {**BASIC, "content-encoding": "gzip"} if packed else BASIC
        reading = sent(path, gzip.compress(body) if packed else body, headers=headers)
        assert answer(reading) == expected
        assert codes(reading) == ([] if expected == OK else ["payload_too_large"])


def test_what_unpacks_to_gigabytes_is_not_unpacked() -> None:
    bomb = gzip.compress(b"\0" * 5_000) * 200 + gzip.compress(b"\0" * 50_000_000)
    assert answer(sent("/v1/batch", bomb, headers={**BASIC, "content-encoding": "gzip"})) == TOO_LARGE


@pytest.mark.covers("intake.bytes")
def test_a_byte_that_is_not_utf_8_spoils_its_text_only() -> None:
    reading = sent(
        "/v1/batch", b'{"batch": [{"type": "page", "userId": "\xff"}, {"type": "page", "userId": "\xc3\xa9"}]}'
    )
    assert [one["userId"] for one in events(reading)] == ["�", "é"]


def test_a_lone_surrogate_is_kept_as_in_javascript() -> None:
    reading = sent(
        "/v1/track", b'{"userId": "\\ud800", "event": "Went", "properties": {"n": 123456789012345678901234}}'
    )
    assert [one["userId"] for one in events(reading)] == ["\ud800"]


# -- one event -------------------------------------------------------------------------------------------------------


@pytest.mark.covers("intake.codes", "intake.large_event")
@pytest.mark.parametrize(
    ("event", "code", "why"),
    [
        (7, "not_an_object", "found a number, expected an event, which is an object"),
        (None, "not_an_object", "found null, expected an event, which is an object"),
        ({"userId": "u"}, "invalid_type", "found no type, expected identify, group, track, page, screen or alias"),
        ({"userId": "u", "type": ["track"]}, "invalid_type", "found a list as type, expected identify"),
        ({"type": "page"}, "no_user_anon_id", "found neither userId nor anonymousId, expected one of them"),
        ({"type": "page", "userId": "", "anonymousId": None}, "no_user_anon_id", "found neither userId"),
        ({"type": "alias", "previousId": "p"}, "no_user_anon_id", "found neither userId"),
        ({"type": "page", "userId": 7}, "id_not_string", "found a number as userId, expected text"),
        ({"type": "page", "userId": "u", "anonymousId": True}, "id_not_string", "found true or false as anonymousId"),
        ({"type": "group", "userId": "u", "groupId": {}}, "id_not_string", "found an object as groupId, expected text"),
        ({"type": "alias", "userId": "u", "previousId": [1]}, "id_not_string", "found a list as previousId"),
        ({"type": "track", "userId": "u"}, "event_not_defined", "found no event, expected the name of what was tracked"),
        ({"type": "track", "userId": "u", "event": ""}, "event_not_defined", "found no event"),
        ({"type": "track", "userId": "u", "event": 7}, "event_not_string", "found a number as event, expected text"),
        ({"type": "identify", "userId": "u", "traits": []}, "traits_not_object", "found a list as traits, expected an"),
        ({"type": "track", "event": "e", "userId": "u", "properties": "x"}, "properties_not_object", "found text as"),
        ({"type": "page", "userId": "u", "context": 1}, "context_not_object", "found a number as context"),
        ({"type": "page", "userId": "u", "integrations": True}, "integrations_not_object", "found true or false as"),
        ({"type": "page", "userId": "u", "name": ""}, "name_not_string", "found text as name, expected text that is not"),
        ({"type": "screen", "userId": "u", "category": 7}, "category_not_string", "found a number as category"),
        ({"type": "page", "userId": "u", "x": "a" * 32_768}, "payload_too_large", "found an event of 32,803 bytes"),
        ({"type": "page", "userId": "u", "x": ["\ud800", "ä" * 16_384]}, "payload_too_large", "found an event of 32,8"),
    ],
)  # fmt: skip
def test_a_bad_event_is_refused_and_the_good_ones_beside_it_go_on(event: Any, code: str, why: str) -> None:
    good = {**USER, "type": "page"}
    reading = sent("/v1/batch", {"batch": [good, event, {**good, "messageId": "m2"}]})
    assert answer(reading) == OK
    assert [one["messageId"] for one in events(reading)] == ["m1", "m2"]
    assert [(one.what, one.source, one.code) for one in reading.refused] == [(event, "app", code)]
    assert reading.refused[0].why.startswith(why)


def test_an_event_that_is_nested_too_deeply_is_refused_alone() -> None:
    for levels, expected in ((225, []), (240, ["nested_too_deeply"]), (600, ["nested_too_deeply"])):
        deep = '{"type": "page", "userId": "u", "properties": {"x": ' + "[" * levels + "]" * levels + "}}"
        good = '{"type": "page", "userId": "u"}'
        reading = sent("/v1/batch", f'{{"batch": [{deep}, {good}]}}'.encode())
        assert codes(reading) == expected
        assert len(reading.received) == 2 - len(expected)


@pytest.mark.covers("intake.null")
def test_what_is_null_is_absent() -> None:
    event = {"userId": "u1", "messageId": "m1", "anonymousId": None, "type": "page", "name": None, "category": None}
    event |= {"properties": None, "context": None, "traits": None, "integrations": None}
    assert events(sent("/v1/page", event)) == [{**event, **ENDED}]


def test_an_event_on_a_path_of_its_own_is_held_to_the_same_rules() -> None:
    reading = sent("/v1/track", {"userId": "u"})
    assert answer(reading) == OK
    assert [(one.what, one.source, one.code) for one in reading.refused] == [
        ({"userId": "u", "type": "track"}, "app", "event_not_defined")
    ]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"batch": []}, "an empty batch"),
        ({}, "no batch"),
        ({"batch": None}, "no batch"),
        ({"batch": {"type": "page"}}, "a batch that is not a list"),
    ],
)
def test_a_batch_without_calls_is_noted(body: dict[str, Any], found: str) -> None:
    reading = sent("/v1/batch", body)
    assert answer(reading) == OK
    assert [(one.code, one.why) for one in reading.refused] == [
        ("empty_batch", f"found {found}, expected a list of calls")
    ]


def test_events_beyond_those_that_a_batch_may_have_are_refused() -> None:
    reading = sent("/v1/batch", {"batch": [{"type": "page", "userId": "u"}] * (MOST_EVENTS + 2)})
    assert answer(reading) == OK
    assert len(reading.received) == MOST_EVENTS
    assert codes(reading) == ["too_many_events"] * 2
    assert reading.refused[0].why == "event 2501 of a batch, expected 2,500 at most"


# -- what is added ---------------------------------------------------------------------------------------------------


@pytest.mark.covers("intake.message_id")
@pytest.mark.parametrize("id", [None, "", 7])
def test_an_event_without_an_id_gets_one(id: Any) -> None:
    assert [one["messageId"] for one in events(sent("/v1/page", {"userId": "u", "messageId": id}))] == ["api-1"]


@pytest.mark.covers("intake.timestamp")
@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ({}, {"timestamp": NOW}),
        ({"sentAt": "2030-01-01T00:00:00Z"}, {"timestamp": NOW}),
        (
            # the clock of the device is an hour fast, and the event waited for ten seconds
            {"timestamp": "2026-01-01T00:59:50.5+00:00", "sentAt": "2026-01-01T01:00:00.500Z"},
            {"originalTimestamp": "2026-01-01T00:59:50.5+00:00", "timestamp": "2025-12-31T23:59:50.000Z"},
        ),
        (
            {"originalTimestamp": "2026-01-01T00:00:10Z", "timestamp": "x", "sentAt": "2026-01-01T00:00:11Z"},
            {"timestamp": "2025-12-31T23:59:59.000Z"},
        ),
        (
            {"timestamp": "2012-12-02T00:30:08.276Z"},
            {"timestamp": "2012-12-02T00:30:08.276Z", "originalTimestamp": "2012-12-02T00:30:08.276Z"},
        ),
        ({"timestamp": "yesterday", "sentAt": NOW}, {"timestamp": NOW, "originalTimestamp": "yesterday"}),
        ({"timestamp": 1_700_000_000, "sentAt": 7}, {"timestamp": NOW, "originalTimestamp": 1_700_000_000}),
        (
            {"timestamp": "9000-01-01T00:00:00Z", "sentAt": "1971-01-01T00:00:00Z"},
            {"timestamp": "9055-01-02T00:00:00.000Z", "originalTimestamp": "9000-01-01T00:00:00Z"},
        ),
        (
            {"timestamp": "1971-01-01T00:00:00Z", "sentAt": "9000-01-01T00:00:00Z"},
            {"timestamp": "1970-01-01T00:00:00.000Z", "originalTimestamp": "1971-01-01T00:00:00Z"},
        ),
    ],
)
def test_the_time_is_corrected_by_the_clock_of_the_device(times: dict[str, Any], expected: dict[str, Any]) -> None:
    for path, body in (
        ("/v1/page", {**USER, **times}),
        ("/v1/batch", {"batch": [{**USER, "type": "page", **times}]}),
    ):
        assert events(sent(path, body)) == [{**USER, "type": "page", "receivedAt": NOW, **times, **expected}]


def test_an_event_of_a_batch_that_says_when_it_was_sent_is_believed() -> None:
    event = {"type": "page", **USER, "sentAt": "2026-01-01T00:00:05Z", "timestamp": "2026-01-01T00:00:00Z"}
    made = events(sent("/v1/b", {"batch": [event], "sentAt": "2026-01-01T00:00:09Z"}))
    assert [(one["sentAt"], one["timestamp"]) for one in made] == [("2026-01-01T00:00:05Z", "2025-12-31T23:59:55.000Z")]


@pytest.mark.covers("intake.batch_context")
def test_context_and_integrations_of_a_batch_are_those_of_its_events() -> None:
    batch = [{"type": "page", "userId": "u", "context": {"a": 1}}, {"type": "page", "userId": "u"}]
    reading = sent("/v1/batch", {"batch": batch, "context": {"a": 2, "b": 3}, "integrations": {"All": False}})
    assert [(one["context"], one["integrations"]) for one in events(reading)] == [
        ({"a": 1, "b": 3}, {"All": False}), ({"a": 2, "b": 3}, {"All": False}),
    ]  # fmt: skip


def test_a_context_of_a_batch_that_is_no_object_is_noted_and_the_events_go_on() -> None:
    reading = sent("/v1/batch", {"batch": [{"type": "page", "userId": "u"}], "context": [1]})
    assert ["context" in one for one in events(reading)] == [False]
    assert [(one.what, one.code, one.why) for one in reading.refused] == [
        (
            {"context": [1]},
            "context_not_object",
            "context of the batch is not an object; its events continue without it",
        )
    ]


@pytest.mark.covers("intake.address")
@pytest.mark.parametrize(
    ("context", "ip"),
    [
        (None, None),
        ({}, None),
        ({"direct": True}, "10.0.0.1"),
        ({"direct": "true"}, None),
        ({"direct": True, "ip": "8.8.8.8"}, "8.8.8.8"),
        ({"library": {"name": "analytics.js"}}, "10.0.0.1"),
        ({"library": {"name": "@segment/analytics-node"}}, None),
        ({"library": "analytics.js"}, None),
    ],
)
def test_the_address_of_a_device_is_added(context: Any, ip: str | None) -> None:
    sending = {"userId": "u", **({} if context is None else {"context": context})}
    made = events(sent("/v1/page", sending, address="10.0.0.1"))[0]
    assert made.get("context", {}).get("ip") == ip
    assert sending.get("context") == context
    assert "channel" not in made


def test_the_largest_batch_is_that_of_the_documentation() -> None:
    assert LARGEST_BATCH == 512_000


@pytest.mark.parametrize("depth", [231, 1_000, 5_000])
@pytest.mark.parametrize("brackets", [("[", "]"), ('{"a":', "}")])
def test_an_event_that_is_too_deep_to_be_read_is_refused_alone(depth: int, brackets: tuple[str, str]) -> None:
    opened, closed = brackets
    deep = (
        '{"type": "track", "event": "]", "userId": "u", "properties": {"a": '
        + opened * depth
        + "1"
        + closed * depth
        + "}}"
    )
    good = json.dumps({"type": "track", "event": 'a \\" [{ "batch"', "userId": "u"})
    body = f'{{"context": {{"batch": [1]}}, "batch": [{good}, {deep}, {good}], "writeKey": "wk"}}'
    reading = sent("/v1/batch", body.encode())
    assert [one.event["event"] for one in reading.received] == ['a \\" [{ "batch"'] * 2
    assert [one.code for one in reading.refused] == ["nested_too_deeply"]

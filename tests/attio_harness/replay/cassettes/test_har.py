"""HTTP Archives of browsers and of Polly.js."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from .said import read, said, unread

URL = "https://api.attio.com/v2/lists"


def entry(url: str = URL, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "startedDateTime": "2026-05-16T01:34:05.250Z",
        "request": {
            "method": "GET",
            "url": url,
            "headers": [{"name": "Authorization", "value": "Bearer x"}],
            "queryString": [],
            "bodySize": 0,
        },
        "response": {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"size": 11, "mimeType": "application/json", "text": '{"data":[]}'},
        },
    }
    for name, value in more.items():
        made[name] = {**made[name], **value} if isinstance(value, dict) else value
    return made


def har(*entries: Any) -> dict[str, Any]:
    return {"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": list(entries)}}


def test_an_archive_of_a_browser() -> None:
    found = read(har(entry(f"{URL}?limit=5&a=%20")), indent=1)
    assert (found.form, unread(found)) == ("HAR", [])
    (one,) = found.exchanges
    assert said(one) == ("GET", "api.attio.com", "/v2/lists", (("limit", "5"), ("a", " ")), None, (200, {"data": []}))
    assert (one.line, one.index, one.at) == (9, 0, 1778895245250)
    assert one.headers == {"authorization": "Bearer x"}


def test_entries_come_in_the_order_of_their_times() -> None:
    rows = [
        entry(f"{URL}/{name}", startedDateTime=f"2026-05-16T01:34:0{second}Z") for name, second in ("a5", "b3", "c4")
    ]
    assert [one.path for one in read(har(*rows)).exchanges] == ["/v2/lists/b", "/v2/lists/c", "/v2/lists/a"]
    del rows[1]["startedDateTime"]
    assert [one.path for one in read(har(*rows)).exchanges] == ["/v2/lists/a", "/v2/lists/b", "/v2/lists/c"]


def test_the_order_is_by_one_clock_and_a_time_is_by_that_of_the_answer() -> None:
    """Attio tells the exact time in some answers only, and a browser's clock is another one."""

    def answered(second: str, exact: str = "") -> Any:
        headers = [{"name": "Date", "value": f"Sat, 16 May 2026 01:35:{second} GMT"}]
        exactly = [{"name": "X-Accurate-At", "value": f"2026-05-16T01:35:{exact}000000Z"}] if exact else []
        return entry()["response"] | {"headers": headers + exactly}

    rows = [
        entry(f"{URL}/made", startedDateTime="2026-05-16T01:34:05.250Z", response=answered("05", "05.300")),
        entry(f"{URL}/deleted", startedDateTime="2026-05-16T01:34:05.290Z", response=answered("05")),
        entry(f"{URL}/gone", startedDateTime="2026-05-16T01:34:05.310Z"),
    ]
    found = read(har(*reversed(rows))).exchanges
    assert [(one.path, one.at) for one in found] == [
        ("/v2/lists/made", 1778895305300),
        ("/v2/lists/deleted", 1778895305000),
        ("/v2/lists/gone", 1778895245310),
    ]


@pytest.mark.parametrize(
    ("request_part", "body"),
    [
        ({"postData": {"mimeType": "application/json", "text": '{"a": 1}'}}, {"a": 1}),
        ({"postData": {"mimeType": "text/plain", "text": "aGk=", "encoding": "base64"}}, b"hi"),
        (
            {"postData": {"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a b", "value": "1"}]}},
            b"a+b=1",
        ),
        ({"postData": {"mimeType": "application/json", "text": ""}}, None),
    ],
)
def test_bodies_of_requests(request_part: dict[str, Any], body: Any) -> None:
    (one,) = read(har(entry(request={"method": "POST", **request_part}))).exchanges
    assert (said(one)[4], one.lost) == (body, "")


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ({"text": base64.b64encode(b'{"a": 1}').decode(), "encoding": "base64"}, {"a": 1}),
        ({"text": base64.b64encode(b"\xff\xfe").decode(), "encoding": "base64"}, "(binary)"),
        ({"text": "<html>"}, "<html>"),
        ({"text": json.dumps([b'{"a"'.hex(), b": 1}".hex()]), "_isBinary": True}, {"a": 1}),
        ({"text": json.dumps([base64.b64encode(b'{"a": 1}').decode()]), "_isBinary": True}, {"a": 1}),
        ({"text": "", "size": 0}, None),
    ],
)
def test_bodies_of_answers(content: dict[str, Any], body: Any) -> None:
    (one,) = read(har(entry(response={"content": content}))).exchanges
    assert one.answer is not None
    assert (one.answer.body, one.lost) == (body, "")


@pytest.mark.parametrize(
    ("more", "lost"),
    [
        ({"request": {"bodySize": 12}}, "the body of the request"),
        (
            {"request": {"postData": {"mimeType": "multipart/form-data; boundary=x", "params": [{"name": "file"}]}}},
            "the body of the request",
        ),
        ({"response": {"content": {"size": 12}}}, "the body of the response"),
        ({"response": {"content": {"size": 12, "text": '{"data": [{'}}}, "the end of the body of the response"),
        ({"response": {"content": {"size": 11, "text": '{"data": [{'}}}, ""),
        ({"response": {"content": {"size": 99, "text": '{"data":[]}'}}}, ""),
    ],
)
def test_what_the_recorder_left_out_is_told(more: dict[str, Any], lost: str) -> None:
    (one,) = read(har(entry(**more))).exchanges
    assert one.lost == lost


def test_a_request_that_was_blocked_has_no_answer() -> None:
    (one,) = read(har(entry(response={"status": 0, "content": {"size": 0}}))).exchanges
    assert one.answer is None


def test_a_bad_entry_is_told_and_the_others_are_read() -> None:
    found = read(har(entry(), None, {"request": 1, "response": {}}, entry(request={"url": 5})), indent=1)
    assert len(found.exchanges) == 1
    assert [(index, why) for index, _, why in unread(found)] == [
        (1, "found null, expected an exchange: an object with a request and a response"),
        (2, "found a request that is a number, expected an object"),
        (3, "its URL is no text"),
    ]


def test_what_is_not_sent_over_http_is_another_host() -> None:
    urls = {
        "data:image/png;base64,iVBORw0KGgo=": "data:",
        "blob:https://api.attio.com/3d958b10": "blob:",
        "chrome-extension://api.attio.com/v2/self": "chrome-extension:",
        "wss://api.attio.com/v2/self": "wss:",
        "about:blank": "about:",
        "HTTPS://api.attio.com/v2/self": "api.attio.com",
    }
    assert [one.host for one in read(har(*map(entry, urls))).exchanges] == list(urls.values())

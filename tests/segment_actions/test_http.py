"""Requests as they go on the wire."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import (
    MISSING,
    HTTPError,
    PayloadValidationError,
    Request,
    Response,
    SegmentError,
    validate,
)

from tests.segment_actions.endless import cyclic, deep


def test_payloads_that_never_end_reach_the_request_and_are_refused_there() -> None:
    fields = {"v": {"type": "object", "label": "V"}, "s": {"type": "string", "label": "S"}}
    payload = {"v": cyclic()}
    assert validate(fields, payload)["v"]["a"] == 1
    with pytest.raises(PayloadValidationError, match="^S must be a string but it was an object.$"):
        validate(fields, {"s": deep(10_000)})
    request = Request(method="PUT", url="https://x.example/", json={"data": payload})
    with pytest.raises(SegmentError, match="^the body of the request is nested too deeply or contains itself$"):
        _ = request.content


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://a.example", "https://a.example/"),
        ("https://a.example/x y/é?q=a b#f", "https://a.example/x%20y/%C3%A9?q=a%20b"),
        ("https://a.example/a/../b/./c", "https://a.example/b/c"),
        ("https://a.example/a/%2e%2E/b", "https://a.example/b"),
        ("https://a.example/a\\b\n", "https://a.example/a/b"),
        ("https://a.example/%41?x=%zz", "https://a.example/%41?x=%zz"),
    ],
)
def test_a_url_is_written_as_javascript_writes_it(url: str, sent: str) -> None:
    assert Request(url=url).url == sent


@pytest.mark.parametrize(
    ("headers", "content", "data", "value"),
    [
        ({"Content-Type": "application/json; charset=utf-8"}, b'{"a":1}', {"a": 1}, {"a": 1}),
        ({"content-type": "application/json"}, b"oops", MISSING, "oops"),
        ({"content-type": "application/json"}, b"null", None, "null"),
        ({"content-type": "text/plain"}, b'{"a":1}', '{"a":1}', '{"a":1}'),
        ({}, b"\xff", "\ufffd", "\ufffd"),
    ],
)
def test_the_body_of_a_response(headers: dict[str, str], content: bytes, data: Any, value: Any) -> None:
    response = Response(status=200, headers=headers, content=content)
    assert (response.data, response.value) == (data, value)


@pytest.mark.parametrize(
    ("status", "ok", "reason"),
    [(200, True, "OK"), (299, True, "299"), (300, False, "Multiple Choices"), (418, False, "I'm a Teapot"), (413, False, "Payload Too Large")],
)  # fmt: skip
def test_the_status_of_a_response(status: int, ok: bool, reason: str) -> None:
    response = Response(status=status)
    assert (response.ok, response.reason, str(HTTPError(response))) == (ok, reason, reason)

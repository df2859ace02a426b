"""The headers of answers: those of recorded ones, whatever the call and however it ends."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import pytest
from attio_emulator import Emulator, Request, running

from tests.attio_emulator.calls import Attio

EVERY = {
    "date": "Wed, 01 Jan 2025 00:00:00 GMT",
    "vary": "Origin",
    "x-frame-options": "DENY",
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "x-attio-client,x-attio-execution-id,x-attio-platform,x-attio-platform-version,"
    "x-attio-record-query-score,x-attio-app-installation-bundle-id,WWW-Authenticate",
    "content-type": "application/json; charset=utf-8",
}
HOOK = {"data": {"target_url": "https://acme.org/h", "subscriptions": []}}


def headers(attio: Attio, method: str, path: str, body: object = None, token: str | None = "t") -> Mapping[str, str]:
    """The headers of an answer without the ID of the request, which is another each time."""
    response = attio.emulator.handle(Request.make(method, path, json=body, token=token))
    assert response.headers["x-attio-execution-id"]
    return {name: value for name, value in response.headers.items() if name != "x-attio-execution-id"}


@pytest.mark.covers("answer.headers")
@pytest.mark.parametrize(
    ("method", "path", "body", "more"),
    [
        ("GET", "/v2/objects", None, ["x-accurate-at"]),
        ("POST", "/v2/objects/people/records/query", {}, ["x-accurate-at", "x-attio-record-query-score"]),
        ("POST", "/v2/objects/people/records", {"data": {"values": {}}}, ["x-accurate-at"]),
        ("GET", "/v2/self", None, []),
        ("GET", "/v2/nothing", None, []),
        ("POST", "/v2/objects/people/records/query", {"limit": "x"}, []),
        ("POST", "/v2/webhooks", HOOK, []),
        ("GET", "/v2/webhooks", None, []),
    ],
)
def test_headers_by_call(method: str, path: str, body: object, more: list[str]) -> None:
    found = headers(Attio(), method, path, body)
    assert set(found) == {*EVERY, *more}
    assert {name: found[name] for name in EVERY} == EVERY
    assert found.get("x-accurate-at", "2025-01-01T00:00:00.002000000Z") == "2025-01-01T00:00:00.002000000Z"
    assert found.get("x-attio-record-query-score", "0") == "0"


def test_a_deletion_is_not_dated_to_the_nanosecond() -> None:
    attio = Attio()
    record = attio.create("people", {}).body["data"]["id"]["record_id"]
    assert headers(attio, "DELETE", f"/v2/objects/people/records/{record}") == EVERY


def test_a_refusal_for_want_of_a_token_has_them_and_the_one_over_the_limit_says_when_to_come_again() -> None:
    attio = Attio(rate_limit=True)
    assert headers(attio, "GET", "/v2/objects", token=None) == EVERY
    for _ in range(100):
        headers(attio, "GET", "/v2/objects")
    assert headers(attio, "GET", "/v2/objects") == EVERY | {"retry-after": "Wed, 01 Jan 2025 00:00:01 GMT"}


def test_an_answer_without_a_body_has_all_but_its_type() -> None:
    response = Attio().emulator.handle(Request.make("PUT", "/v2/batch/records", json={"assertions": []}, token="t"))
    assert (response.status, response.body) == (202, b"")
    assert EVERY.items() - response.headers.items() == {("content-type", EVERY["content-type"])}
    assert "content-type" not in response.headers


def test_a_server_sends_one_date_which_is_that_of_the_clock() -> None:
    with running(Emulator()) as url:
        answer = httpx.get(f"{url}/v2/objects", headers={"authorization": "Bearer t"})
    assert answer.headers.get_list("date") == [EVERY["date"]]

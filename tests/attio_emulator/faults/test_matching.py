"""Which requests a rule is about: every member of `match`, and what a request that it is not about looks like."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Request
from attio_emulator.faults.matching import Match

COMPANIES = "00000000-0000-4000-8000-00000000000c"
NAMES = {"companies": ("companies", COMPANIES), COMPANIES: ("companies", COMPANIES)}
BATCH = {
    "data": {
        "assertions": [
            {"object": "people", "values": {"company": {"object": "companies", "values": {"domains": "a.com"}}}}
        ]
    }
}


def request(
    method: str = "PUT",
    url: str = "/v2/objects/companies/records/simple?a=1&a=2&b=",
    *,
    json: Any = None,
    **headers: str,
) -> Request:
    return Request.make(method, url, json=json, token="t", headers=headers)


def fits(match: dict[str, Any], asked: Request) -> bool:
    return Match.read(match).fits(asked, lambda name: NAMES.get(name, (name,)))


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ({}, True),
        ({"method": "put"}, True),
        ({"method": "POST"}, False),
        ({"path": "/v2/objects/*"}, True),
        ({"path": "/v2/objects"}, False),
        ({"path": "/V2/*"}, False),
        ({"object": "companies"}, True),
        ({"object": COMPANIES}, True),
        ({"object": "company"}, False),
        ({"object": "people"}, False),
        ({"token": "t"}, True),
        ({"token": "tt"}, False),
        ({"token": "T"}, False),
        ({"header": {"X-Trace": "a*"}}, True),
        ({"header": {"x-trace": "b*"}}, False),
        ({"header": {"x-other": "*"}}, False),
        ({"header": {"x-other": None}}, True),
        ({"header": {"x-trace": None}}, False),
        ({"header": {"x-trace": "abc", "x-other": "*"}}, False),
        ({"query": {"a": "1"}}, True),
        ({"query": {"a": "2"}}, True),
        ({"query": {"a": "3"}}, False),
        ({"query": {"b": ""}}, True),
        ({"query": {"c": None}}, True),
        ({"query": {"b": None}}, False),
        ({"query": {"A": "*"}}, False),
        ({"method": "PUT", "object": "companies", "token": "t", "query": {"a": "1"}}, True),
        ({"method": "PUT", "object": "companies", "token": "x", "query": {"a": "1"}}, False),
    ],
)
def test_a_request_and_a_match(match: dict[str, Any], expected: bool) -> None:
    assert fits(match, request(**{"x-trace": "abc"})) is expected


BODY = {"data": {"values": {"domains": "a.com", "n": 1, "on": True, "none": None, "tags": ["x", {"y": 2, "z": 3}]}}}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"data": {}}, True),
        ({"data": {"values": {"domains": "a.com"}}}, True),
        ({"data": {"values": {"domains": "A.com"}}}, False),
        ({"data": {"values": {"domain": "a.com"}}}, False),
        ({"data": {"values": {"n": 1, "on": True}}}, True),
        ({"data": {"values": {"n": True}}}, False),
        ({"data": {"values": {"on": 1}}}, False),
        ({"data": {"values": {"n": 1.0}}}, True),
        ({"data": {"values": {"n": "1"}}}, False),
        ({"data": {"values": {"none": None}}}, True),
        ({"data": {"values": {"nothing": None}}}, False),
        ({"data": {"values": {"tags": ["x"]}}}, True),
        ({"data": {"values": {"tags": [{"y": 2}]}}}, True),
        ({"data": {"values": {"tags": [{"y": 2}, "x"]}}}, True),
        ({"data": {"values": {"tags": [{"y": 3}]}}}, False),
        ({"data": {"values": {"tags": "x"}}}, False),
        ({"data": {"values": {"tags": []}}}, True),
        ([], False),
        ({}, True),
        ('"domains":"a.com"', True),
        ("b.com", False),
    ],
)
def test_a_body_that_has_a_part(body: Any, expected: bool) -> None:
    assert fits({"body": body}, request(json=BODY)) is expected


@pytest.mark.parametrize("sent", [b"", b"{", b"[" * 300 + b"]" * 300], ids=["none", "not JSON", "too deep"])
def test_a_body_that_cannot_be_read_has_no_part(sent: bytes) -> None:
    asked = Request.make("PUT", "/v2/objects/companies/records", body=sent)
    assert fits({"body": {}}, asked) is False
    assert fits({"object": "companies", "body": "["}, asked) is sent.startswith(b"[")


@pytest.mark.parametrize(
    ("object", "expected"), [("people", True), ("companies", True), (COMPANIES, True), ("deals", False)]
)
def test_a_batch_is_about_the_objects_of_its_assertions(object: str, expected: bool) -> None:
    assert fits({"object": object}, request(url="/v2/batch/records", json=BATCH)) is expected
    assert fits({"object": object}, request(url="/v2/other/records", json=BATCH)) is False


def test_a_value_with_the_name_of_an_object_is_none() -> None:
    sent = {"data": {"assertions": [{"object": "people", "values": {"object": "deals"}}]}}
    assert fits({"object": "deals"}, request(url="/v2/batch/records", json=sent)) is False


def test_the_path_of_an_object_is_decoded() -> None:
    assert fits({"object": "a b"}, request(url="/v2/objects/a%20b/records")) is True


@pytest.mark.parametrize(
    ("nth", "hit"),
    [
        (1, [1]),
        (3, [3]),
        ([1, 4], [1, 4]),
        ({"every": 1}, [1, 2, 3, 4, 5, 6]),
        ({"every": 3}, [3, 6]),
        (9, []),
    ],
    ids=str,
)
def test_which_of_them(nth: Any, hit: list[int]) -> None:
    found = Match.read({"nth": nth}).nth
    assert found is not None
    assert [number for number in range(1, 7) if found.has(number)] == hit

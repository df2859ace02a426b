"""Whole answers: statuses, refusals, bodies, headers."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.exchanges.answers import Answer, compared
from attio_harness.exchanges.difference import ABSENT
from attio_harness.exchanges.ids import IdMap

A, X = "0b1c77ca-9b81-47ba-8d2e-490c74901031", "11111111-1111-4111-8111-111111111111"


def refusal(status: int, code: str, message: str) -> Answer:
    return Answer(status=status, body={"status_code": status, "type": "t", "code": code, "message": message})


def told(left: Answer, right: Answer) -> list[tuple[Any, ...]]:
    return [(one.kind, one.pointer, one.left, one.right) for one in compared(left, right, IdMap())]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (Answer(status=200, body={}), Answer(status=200, body={}), []),
        (Answer(status=200, body={"a": 1}), Answer(status=202), [("status", "", 200, 202)]),
        (Answer(status=200, body={"a": 1}), refusal(404, "not_found", "No."), [("status", "", 200, 404)]),
        (
            refusal(400, "not_found", "No."),
            refusal(404, "missing", "No."),
            [("status", "", 400, 404), ("code", "/code", "not_found", "missing")],
        ),
        (
            refusal(400, "a", "No."),
            Answer(status=502, body="<html>"),
            [("status", "", 400, 502), ("code", "/code", "a", ABSENT), ("message", "/message", "No.", ABSENT)],
        ),
        (
            refusal(400, "a", "No."),
            refusal(400, "b", "Not."),
            [("code", "/code", "a", "b"), ("message", "/message", "No.", "Not.")],
        ),
        (refusal(404, "a", f"No {A}."), refusal(404, "a", f"No {X}."), []),
        (Answer(status=200, body={"a": 1}), Answer(status=200), [("body", "", {"a": 1}, None)]),
        (Answer(status=200, body="text"), Answer(status=200, body="text"), []),
        (Answer(status=204), Answer(status=204), []),
    ],
)
def test_answers(left: Answer, right: Answer, expected: list[Any]) -> None:
    assert told(left, right) == expected


def test_headers_are_compared_where_both_could_have_them() -> None:
    left = Answer(
        status=429,
        headers={
            "content-type": "application/json; charset=utf-8",
            "retry-after": "Mon, 01 Jan 2026 00:00:00 GMT",
            "date": "x",
            "cf-ray": "y",
        },
    )
    same = Answer(status=429, headers={"content-type": "Application/JSON;charset=UTF-8", "retry-after": "1"})
    other = Answer(status=429, headers={"content-type": "application/json"})
    assert told(left, same) == []
    assert told(same, Answer(status=429, headers={**same.headers, "www-authenticate": "Bearer"})) == []
    assert told(left, other) == [
        ("header", "header content-type", "application/json; charset=utf-8", "application/json"),
        ("header", "header retry-after", "Mon, 01 Jan 2026 00:00:00 GMT", ABSENT),
    ]


def test_what_one_answer_tells_of_ids_is_known_to_the_next() -> None:
    ids = IdMap()
    first = (Answer(status=200, body={"data": {"id": A}}), Answer(status=200, body={"data": {"id": X}}))
    assert compared(*first, ids) == []
    assert ids.right(A) == X

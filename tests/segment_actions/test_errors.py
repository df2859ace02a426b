"""What an error carries besides its text: nobody has to cut a fact out of a sentence."""

from __future__ import annotations

from typing import Any

import pytest
import segment_actions as segment
from segment_actions import (
    HTTPError,
    MappingError,
    PayloadProblem,
    PayloadValidationError,
    Response,
    SegmentError,
    compile_mapping,
    validate,
)

FIELDS = {
    "email": {"label": "Email", "type": "string", "format": "email", "required": True},
    "plan": {"type": "string", "choices": ["pro", "free"]},
    "code": {"type": "string", "minimum": 3, "maximum": 4},
    "seats": {"type": "number", "minimum": 1, "maximum": 9},
    "items": {"type": "object", "multiple": True, "properties": {"a/b.c": {"type": "string", "required": True}}},
    "late": {"type": "string", "required": {"conditions": [{"fieldKey": "plan", "operator": "is", "value": "pro"}]}},
}


@pytest.mark.parametrize(
    ("payload", "member", "pointer", "keyword", "expected", "found"),
    [
        ({}, ("email",), "", "required", "email", None),
        ({"email": "nope"}, ("email",), "/email", "format", "email", "string"),
        ({"email": {"a": 1}}, ("email",), "/email", "type", ("string",), "object"),
        ({"email": "a@b.co", "plan": "x"}, ("plan",), "/plan", "enum", ("pro", "free"), "string"),
        ({"email": "a@b.co", "code": "ab"}, ("code",), "/code", "minLength", 3, "string"),
        ({"email": "a@b.co", "code": "abcde"}, ("code",), "/code", "maxLength", 4, "string"),
        ({"email": "a@b.co", "seats": 0}, ("seats",), "/seats", "minimum", 1, "number"),
        ({"email": "a@b.co", "seats": 10}, ("seats",), "/seats", "maximum", 9, "number"),
        ({"email": "a@b.co", "items": [{"a/b.c": "x"}, {}]}, ("items", "1", "a/b.c"), "/items/1", "required", "a/b.c", None),
        ({"email": "a@b.co", "items": [{"a/b.c": [1, 2]}]}, ("items", "0", "a/b.c"), "/items/0/a~1b.c", "type", ("string",), "array"),
    ],
)  # fmt: skip
def test_a_payload_problem_has_its_facts_as_fields(
    payload: dict[str, Any], member: tuple[str, ...], pointer: str, keyword: str, expected: Any, found: str | None
) -> None:
    with pytest.raises(PayloadValidationError) as refused:
        validate(FIELDS, payload)
    assert refused.value.problems == (
        PayloadProblem(
            member=member,
            pointer=pointer,
            message=str(refused.value),
            keyword=keyword,
            expected=expected,
            found=found,
        ),
    )


def test_a_condition_that_is_broken_has_two_problems() -> None:
    with pytest.raises(PayloadValidationError) as refused:
        validate(FIELDS, {"email": "a@b.co", "plan": "pro"})
    assert [(one.member, one.keyword, one.expected) for one in refused.value.problems] == [
        (("late",), "required", "late"),
        ((), "if", "then"),
    ]


def test_the_rows_are_segments() -> None:
    with pytest.raises(PayloadValidationError) as refused:
        validate(FIELDS, {"plan": "pro", "late": "x", "items": [{"a/b.c": {}}]})
    assert refused.value.errors == [
        {"path": "$", "pointer": "", "message": "The root value is missing the required field 'email'."},
        {
            "path": "$.items[0].a/b\\.c",
            "pointer": "/items/0/a~1b.c",
            "message": "The value at /items/0/a~1b.c must be a string but it was an object.",
        },
    ]


@pytest.mark.parametrize(
    ("mapping", "members"),
    [
        ({"a": {"@path": 1}}, [("a",)]),
        ({"a": {"b/c": {"@if": {"exists": {"@path": 1}}}}, "d": {"@nope": 1}}, [("a", "b/c"), ("d",)]),
        ({"a": {"@arrayPath": ["$.x", {"b": {"@path": 1}}]}}, [("a",)]),
        ({"__segment_internal_directive": {"@path": "x"}}, [()]),
    ],
)
def test_a_mapping_problem_names_the_member_it_fills(mapping: Any, members: list[tuple[str, ...]]) -> None:
    with pytest.raises(MappingError) as refused:
        compile_mapping(mapping)
    assert [problem.member for problem in refused.value.problems] == members


@pytest.mark.parametrize(
    ("error", "retried"),
    [
        (segment.IntegrationError("x", "C", 400), False),
        (segment.IntegrationError("x", "C", 501), False),
        (segment.IntegrationError("x", "C", 502), True),
        (segment.PayloadRefused("x"), False),
        (segment.InvalidAudienceMembershipError("x"), False),
        (segment.APIError("x", 429), True),
        (segment.APIError("x", 404), False),
        (segment.SelfTimeoutError("x"), True),
        (segment.RetryableError("x"), True),
        (segment.RetryableError("x", 423), True),
        (segment.InvalidAuthenticationError("x"), False),
        (segment.RequestTimeoutError(), True),
        (segment.RequestClientError(), True),
        (segment.RequestTimedOut(), True),
        (segment.FetchError("https://partner.example", "x", "ECONNRESET"), True),
        (segment.PayloadValidationError([]), False),
        (segment.FqlError("x"), False),
        (HTTPError(Response(status=408)), True),
        (HTTPError(Response(status=501)), False),
    ],
    ids=lambda value: f"{value.name}-{value.status}" if isinstance(value, SegmentError) else "",
)
def test_which_errors_segment_tries_again(error: SegmentError, retried: bool) -> None:
    assert error.retried is retried


def test_a_retryable_error_of_a_status_that_is_never_tried_again_is_a_mistake() -> None:
    with pytest.raises(
        ValueError, match="^status 400 is never tried again; expected 408, 423, 429 or a 5xx except 501$"
    ):
        segment.RetryableError("x", 400)

"""Advice is the same whatever code an assumption chooses for a refusal: what is to be mended does not depend on it."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import ASSUMPTIONS
from attio_harness import check

from tests.attio_harness.asserting import asserts, event

CODES = [id for id, row in ASSUMPTIONS.items() if row.concerns == "code"]


WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}
MAPPING = [
    asserts("people", "email_addresses", "email_addresses", "company", "created_at"),
    asserts("companies", "domains", "domains", "foundation_date"),
    asserts("deals", "name", "stage"),
    asserts("users", "user_id", "user_id", "primary_email_address"),
]
EVENTS = [
    event("companies", "12:00:00", domains="lost.com", foundation_date="never"),
    event("people", "12:00:01", email_addresses="a@x.com"),
    event("people", "12:00:02", email_addresses="b@x.com"),
    event("people", "12:00:03", email_addresses=["a@x.com", "b@x.com"]),
    event("people", "12:00:04", company="x.com"),
    event("people", "12:00:06", email_addresses="c@x.com", company="lost.com"),
    event("people", "12:00:07", email_addresses="c@x.com", company="none.com", created_at="2024-05-01"),
    event("deals", "12:00:08", stage="Lead"),
    event("users", "12:00:09", user_id=None, primary_email_address="never"),
]


def advice(mode: Any, settings: dict[str, str]) -> list[Any]:
    """Of each mistake: the event, the attribute, the code, the advice, and whose loss it follows from."""
    report = check(EVENTS, MAPPING, WORKSPACE, mode=mode, existing="none", assumptions=settings)
    return [
        (row.event.line, one.attribute, one.code, one.hint, [need.lost and need.lost.event.line for need in one.needs])
        for row in report.rejections
        for one in (row, *row.also)
    ]


@pytest.mark.parametrize("mode", ["single", "batch"])
@pytest.mark.parametrize("id", CODES)
def test_another_code_of_a_refusal_changes_no_advice(id: str, mode: Any) -> None:
    usual = advice(mode, {})
    assert [1] in [needs for *_, needs in usual]
    for choice in ASSUMPTIONS[id].choices[1:]:
        told = advice(mode, {id: choice})
        assert [code for *_, code, _, _ in told] != [code for *_, code, _, _ in usual]
        assert [(line, slug, hint, needs) for line, slug, _, hint, needs in told] == [
            (line, slug, hint, needs) for line, slug, _, hint, needs in usual
        ]

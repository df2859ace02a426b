"""Events that Segment would refuse when they are sent: noted, and delivered all the same."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness import check

WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}
GOOD = {"type": "identify", "userId": "u1", "traits": {"email": "a@acme.com"}}


def noted(*events: dict[str, Any]) -> list[tuple[int, str]]:
    report = check(events, "published", WORKSPACE)
    assert sum(report.verdicts.values()) == len(events)
    return [(note["line"], note["what"]) for note in report.notes if "ingest" in note["what"]]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"userId": None}, "no_user_anon_id: found neither userId nor anonymousId, expected one of them"),
        ({"userId": 5}, "id_not_string: found a number as userId, expected text"),
        ({"traits": [1]}, "traits_not_object: found a list as traits, expected an object"),
        ({"context": "web"}, "context_not_object: found text as context, expected an object"),
        ({"type": "track"}, "event_not_defined: found no event, expected the name of what was tracked"),
        ({"bio": "x" * 32_768}, "payload_too_large: found an event of 32,842 bytes, expected 32,768 at most"),
    ],
)
def test_the_rule_is_told_and_the_event_is_delivered(change: dict[str, Any], why: str) -> None:
    said = f"Segment refuses such an event on ingest ({why}): no destination would see it, but this run delivers it"
    assert noted(GOOD, {**GOOD, **change}) == [(2, said)]


def test_each_rule_has_one_note_with_the_first_and_the_count() -> None:
    found = noted({**GOOD, "userId": 5}, {"type": "track", "userId": "u1"}, {**GOOD, "userId": ["u1"]}, GOOD)
    assert [line for line, _ in found] == [1, 2]
    assert found[0][1].endswith("this run delivers it (and 1 more such event)")
    assert "event_not_defined" in found[1][1]


def test_an_event_that_segment_has_received_was_accepted() -> None:
    assert noted(GOOD, {**GOOD, "userId": 5, "receivedAt": "2026-05-01T09:00:00.000Z"}) == []

"""Generated triggers reach every operator, function and field, and match some events and not others."""

from __future__ import annotations

from segment_actions import SegmentError, fql
from segment_conformance.live.generators.triggers import FUNCTIONS, OPERATORS

from tests.segment_conformance.live.generators.conftest import Case, of_kind


def test_every_operator_function_and_field_of_triggers_occurs(cases: list[Case]) -> None:
    text = "\n".join(case["fql"] for case in of_kind(cases, "fql"))
    assert [one for one in OPERATORS if f" {one} " not in text] == []
    assert [one for one in FUNCTIONS if f"{one}(" not in text] == []
    fields = (
        "type",
        "event",
        "name",
        "userId",
        "traits.",
        "properties.",
        "context.",
        "anonymousId",
        "null",
        "true",
        "false",
        "(",
        "'",
        "\\",
        "AND",
    )
    assert [one for one in fields if one not in text] == []
    results = [
        fql.matches(case["fql"], event)
        for case in of_kind(cases, "fql")
        for event in case["events"]
        if not _broken(case["fql"])
    ]
    assert {*results} == {True, False}


def _broken(text: str) -> bool:
    try:
        for child in fql.parse(text)["children"]:
            fql.matches({"type": "group", "operator": "and", "children": [child]}, {})
    except SegmentError:
        return True
    return False

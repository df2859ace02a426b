"""The short way of validation is only shorter: whatever it takes, the long way gives the same, in the same order."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from attio_destination import destination
from segment_actions import PayloadValidationError, SegmentError, compile_fields
from segment_actions.validation.fast_path import usual
from segment_actions.validation.validator import Validator
from segment_conformance.live.generators.payloads import payload_case
from segment_conformance.live.generators.random_values import RandomValues


def ways(validator: Validator, payload: Any, mode: Any) -> tuple[Any, Any]:
    """What the short way takes (None for the long one), and what the long way gives."""
    short = usual(validator.schema)(payload, mode == "batch")
    try:
        return short, validator.checked(validator.without_empties(payload, mode))
    except PayloadValidationError as error:
        return short, error


def test_generated_payloads_have_the_same_end_both_ways() -> None:
    taken: Counter[str] = Counter()
    for number in range(4000):
        case = payload_case(RandomValues(f"usual {number}"))
        try:
            fields = case.get("fields")
            validator = compile_fields(fields) if fields is not None else destination.validator(case["action"])
        except SegmentError:
            continue
        short, long = ways(validator, case["payload"], case["mode"])
        if short is not None:
            assert not isinstance(long, PayloadValidationError), (number, case)
            assert (short, list(short), json.dumps(short)) == (long, list(long), json.dumps(long)), (number, case)
        taken["short" if short is not None else "long"] += 1
    assert min(taken.values()) > 200, taken


@pytest.mark.parametrize("action", ["identifyUser", "groupWorkspace", "assertRecord"])
def test_what_an_ordinary_event_makes_goes_the_short_way(action: str) -> None:
    payload = {
        "identifyUser": {"email_address": "a@b.co", "user_id": "u", "user_attributes": {"plan": None}, "person_attributes": {}},
        "groupWorkspace": {"domain": "b.co", "workspace_id": "w", "user_id": "u", "company_attributes": {}, "workspace_attributes": {}},
        "assertRecord": {"object": "people", "matching_attribute": "name", "attributes": {"name": ""}},
    }[action] | {"enable_batching": False, "batch_size": 1000, "received_at": "2024-03-01T10:00:00.000Z"}  # fmt: skip
    short, long = ways(destination.validator(action), payload, "single")
    assert short == long == payload


@pytest.mark.parametrize(
    "change",
    [{"email_address": "nope"}, {"email_address": None}, {"user_id": 5}, {"user_id": ""}, {"batch_size": "5"}, {"batch_size": float("nan")},
     {"enable_batching": 1}, {"received_at": "tomorrow"}, {"user_attributes": "x"}, {"nope": 1}, {"dynamicAuthSettings": {}}],
    ids=str,
)  # fmt: skip
def test_what_needs_a_decision_goes_the_long_way(change: dict[str, Any]) -> None:
    payload = {"email_address": "a@b.co", "user_id": "u"} | change
    short, _ = ways(destination.validator("identifyUser"), payload, "single")
    assert short is None

"""The short way of validation is only shorter: whatever it takes, the long way gives the same, in the same order."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from typing import Any

import pytest
from attio_destination import destination
from segment_actions import PayloadValidationError, SegmentError, compile_fields
from segment_actions.validation.fast_path import usual
from segment_actions.validation.formats import FORMATS
from segment_actions.validation.validator import Validator
from segment_conformance.live.generators.payloads import payload_case
from segment_conformance.live.generators.random_values import RandomValues

from tests.examples import examples


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
        if usual(validator.schema)(case["payload"], case["mode"] == "batch") is None:
            taken["long"] += 1
            continue
        short, long = ways(validator, case["payload"], case["mode"])
        assert not isinstance(long, PayloadValidationError), (number, case)
        assert (short, list(short), json.dumps(short)) == (long, list(long), json.dumps(long)), (number, case)
        taken["short"] += 1
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


def test_a_moment_is_taken_by_its_marks_only_where_the_long_way_takes_it() -> None:
    """Characters of usual moments are changed, left out and put in; whatever still passes is a date to the long way, too."""
    rng, short = random.Random(7), usual(destination.validator("identifyUser").schema)
    taken = Counter[bool]()
    for _ in range(examples(6000, 300_000)):
        moment = list(rng.choice(["2025-09-04T12:03:21.003Z", "2024-02-29T23:59:59.999Z", "2024-03-01T10:00:00Z"]))
        for _ in range(rng.randint(0, 3)):
            at = rng.randrange(len(moment))
            moment[at : at + rng.randint(0, 1)] = rng.choice("0123456789-:.TtZzW+ /٣é")
        payload = {"email_address": "a@b.co", "user_id": "u", "received_at": "".join(moment)}
        fits = short(payload, False) is not None
        assert not fits or FORMATS["date-like"](payload["received_at"]), payload
        taken[fits] += 1
    assert min(taken.values()) > 500, taken


def test_the_short_way_is_written_for_validators_that_see_many_payloads() -> None:
    validator = compile_fields({"a": {"type": "string"}, "b": {"type": "object", "required": True}})
    for number in range(50):
        payload = {"a": f"x{number}", "b": {"n": number}}
        taken = validator.validate(payload)
        assert taken == payload
        assert taken is not payload
        assert validator.validate({"a": number, "b": {}}) == {"a": str(number), "b": {}}
        with pytest.raises(PayloadValidationError, match="missing the required field 'b'"):
            validator.validate({"a": ""})


@pytest.mark.parametrize("key", ["__import__('os').abort()", "'", "\n", "v", "k0", "}", "{0}", "é", "\x00"], ids=ascii)
def test_nothing_of_a_field_is_source(key: str) -> None:
    validator = compile_fields(
        {key: {"type": "string", "label": key, "required": True}, "other": {"type": "number", "format": None}}
    )
    assert ways(validator, {key: key}, "single") == ({key: key}, {key: key})
    assert ways(validator, {"other": 1}, "batch")[0] is None
    assert ways(validator, {key: key, "else": 1}, "batch") == (None, {key: key})


def test_an_email_address_is_what_the_published_pattern_takes() -> None:
    atom, label = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
    published = re.compile(rf"{atom}(?:\.{atom})*@(?:{label}\.)+{label}", re.IGNORECASE | re.ASCII)
    rng = random.Random(11)
    for _ in range(examples(20_000, 500_000)):
        text = "".join(rng.choice("aZ0.-@+_éK") for _ in range(rng.randint(0, 5))) + rng.choice(
            ["", "@", "@b.", "@b-c.co", "@b.c-"]
        )
        assert FORMATS["email"](text) is (published.fullmatch(text) is not None), text


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_empty_text_goes_the_way_of_its_mode_whatever_the_format_takes(format: str) -> None:
    validator = compile_fields({"a": {"type": "string", "format": format}, "b": {"type": "datetime"}})
    for payload in ({"a": ""}, {"a": "", "b": ""}, {"b": ""}):
        assert usual(validator.schema)(payload, False) is None
        short, long = ways(validator, payload, "batch")
        assert short is None or short == long

"""Payloads and fields: coercion, limits, fields that are required, also under conditions. The answers are those of the published packages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from segment_actions import MISSING, PayloadValidationError, validate

IS_A, IS_C = ({"fieldKey": key, "operator": "is"} for key in "ac")
IS_NOT_A = {"fieldKey": "a", "operator": "is_not"}


def valid(match: str, conditions: list[dict[str, str]], payload: dict[str, Any]) -> bool:
    fields = {
        "a": {"type": "string", "label": "A", "allowNull": True},
        "c": {"type": "string", "label": "C"},
        "b": {"type": "string", "label": "B", "required": {"match": match, "conditions": conditions}},
    }
    try:
        validate(fields, payload, "batch")
    except PayloadValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("conditions", "every", "some"),
    [
        ([IS_A], (False, False, True), (False, False, True)),
        ([IS_A, IS_C], (True, False, True), (False, False, False)),
        ([IS_NOT_A, IS_C], (False, True, False), (False, False, False)),
    ],
    ids=["one", "two", "not"],
)
def test_null_is_absent_for_a_condition_that_stands_alone(
    conditions: list[dict[str, str]], every: tuple[bool, ...], some: tuple[bool, ...]
) -> None:
    payloads: list[dict[str, Any]] = [{"a": None}, {}, {"a": "x"}]
    assert tuple(valid("all", conditions, one) for one in payloads) == every
    assert tuple(valid("any", conditions, one) for one in payloads) == some


TAKEN: list[tuple[dict[str, Any], Any, Any]] = [
    ({'type': 'string'}, 5, '5'),
    ({'type': 'string'}, True, 'true'),
    ({'type': 'string'}, ['a'], 'a'),
    ({'type': 'string'}, None, MISSING),
    ({'type': 'string', 'allowNull': True}, None, None),
    ({'type': 'number'}, '5', 5),
    ({'type': 'number'}, '', MISSING),
    ({'type': 'number'}, True, 1),
    ({'type': 'integer'}, 2.0, 2),
    ({'type': 'boolean'}, 'true', True),
    ({'type': 'boolean'}, 1, True),
    ({'type': 'boolean'}, 0, False),
    ({'type': 'datetime'}, '2024-01-01', '2024-01-01'),
    ({'type': 'datetime'}, 1704067200, 1704067200),
    ({'type': 'string', 'multiple': True}, 'a', ['a']),
    ({'type': 'string', 'multiple': True}, ['a', 1], ['a', '1']),
    ({'type': 'string', 'choices': [{'label': 'A', 'value': 'a'}]}, 'a', 'a'),
    ({'type': 'number', 'minimum': 2, 'maximum': 3}, 3, 3),
    ({'type': 'object', 'properties': {'k': {'type': 'number', 'required': True, 'label': 'K'}}}, {'k': '1', 'x': 2}, {'k': 1}),
    ({'type': 'object', 'properties': {'k': {'type': 'number', 'label': 'K'}}, 'additionalProperties': True}, {'k': '1', 'x': 2}, {'k': 1, 'x': 2}),
]  # fmt: skip
REFUSED: list[tuple[dict[str, Any], Any, str]] = [
    ({'type': 'string'}, ['a', 'b'], 'V must be a string but it was an array.'),
    ({'type': 'string'}, {}, 'V must be a string but it was an object.'),
    ({'type': 'number'}, 'x', 'V must be a number but it was a string.'),
    ({'type': 'integer'}, '1.5', 'V must be an integer but it was a string.'),
    ({'type': 'boolean'}, 'yes', 'V must be a boolean but it was a string.'),
    ({'type': 'datetime'}, 'nope', 'V must be a valid date-like string but it was not.'),
    ({'type': 'object'}, 'x', 'V must be an object but it was a string.'),
    ({'type': 'object'}, [], 'V must be an object but it was an array.'),
    ({'type': 'string', 'choices': ['a', 'b']}, 'c', 'V must be one of: "a" or "b".'),
    ({'type': 'string', 'choices': ['a', 'b', 'c']}, 'd', 'V must be one of: "a", "b", or "c".'),
    ({'type': 'string', 'minimum': 2, 'maximum': 3}, 'a', 'V must be 2 characters or more but it was 1 character.'),
    ({'type': 'string', 'minimum': 2, 'maximum': 3}, 'abcd', 'V must be 3 characters or fewer but it was 4 characters.'),
    ({'type': 'string', 'minimum': 2}, '🐎', 'V must be 2 characters or more but it was 2 characters.'),
    ({'type': 'number', 'minimum': 2, 'maximum': 3}, 1, 'V must be equal to or greater than 2.'),
    ({'type': 'number', 'minimum': 2, 'maximum': 3}, 4, 'V must be equal to or less than 3.'),
    ({'type': 'string', 'format': 'email'}, 'x', 'V must be a valid email address string but it was not.'),
    ({'type': 'number', 'format': 'int32'}, 2147483648, 'V must be a valid int32 string but it was not.'),
    ({'type': 'object', 'properties': {'k': {'type': 'number', 'required': True, 'label': 'K'}}}, {'x': 2}, "V is missing the required field 'k'."),
    ({'type': 'object', 'multiple': True, 'properties': {'k': {'type': 'number', 'label': 'K'}}}, [{'k': 'z'}, {}], 'K must be a number but it was a string.'),
    ({'type': 'string', 'required': True}, '', "The root value is missing the required field 'v'."),
]  # fmt: skip


@pytest.mark.parametrize(("field", "given", "taken"), TAKEN)
def test_what_a_field_takes_and_makes_of_it(field: dict[str, Any], given: Any, taken: Any) -> None:
    made = validate({"v": {"label": "V", **field}}, {"v": given}).get("v", MISSING)
    assert (made, type(made)) == (taken, type(taken)) or (isinstance(made, float) and made == taken)


@pytest.mark.parametrize(("field", "given", "message"), REFUSED)
def test_what_a_field_refuses(field: dict[str, Any], given: Any, message: str) -> None:
    with pytest.raises(PayloadValidationError) as refused:
        validate({"v": {"label": "V", **field}}, {"v": given})
    assert [problem.message for problem in refused.value.problems] == [message]


def test_empty_text_stays_in_a_batch_only() -> None:
    fields = {"v": {"type": "string", "required": True}, "n": {"type": "number"}}
    assert validate(fields, {"v": "", "n": ""}, "batch") == {"v": ""}
    with pytest.raises(PayloadValidationError, match="^The root value is missing the required field 'v'.$"):
        validate(fields, {"v": ""})


def test_a_mode_that_is_none_is_told() -> None:
    with pytest.raises(ValueError, match="found the mode 'both', expected 'single' or 'batch'"):
        validate({}, {}, "both")  # type: ignore[arg-type]


def test_a_whole_number_in_a_text_has_no_fraction() -> None:
    """As JavaScript writes it: 1000, and not 1000.0."""
    fields = {"n": {"type": "number", "label": "N"}, "i": {"type": "integer", "label": "I"}}
    for text, number in {
        "1000": "1000",
        "1e3": "1000",
        "-0": "-0.0",
        "10.50": "10.5",
        "9007199254740994": None,
    }.items():
        found = validate(fields, {"n": text}, "batch")["n"]
        assert number is None or json.dumps(found) == number
        assert float(found) == float(text)
    assert json.dumps(validate(fields, {"i": "7"}, "batch")) == '{"i": 7}'

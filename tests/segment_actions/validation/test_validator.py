"""Fields that are required under conditions, where null meets several of them; the answers are those of the published packages."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import PayloadValidationError, validate

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

"""A field in Segment's own notation, and back."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import InputField

ALL = {
    "label": "Plan",
    "description": "The plan.",
    "type": "string",
    "format": "text",
    "required": {"match": "all", "conditions": [{"fieldKey": "a", "operator": "is", "value": 1}]},
    "allowNull": True,
    "multiple": True,
    "choices": ["a", {"label": "B", "value": "b"}],
    "minimum": 0,
    "maximum": 9,
    "dynamic": True,
    "unsafe_hidden": True,
    "default": {"@path": "$.plan"},
}


@pytest.mark.parametrize(
    "field",
    [
        ALL,
        {"type": "boolean", "default": False},
        {"type": "string", "default": None},
        {
            "type": "object",
            "defaultObjectUI": "keyvalue:only",
            "additionalProperties": True,
            "properties": {"a": {"type": "number", "required": True}, "b": {"type": "object", "properties": {}}},
        },
    ],
)
def test_a_field_is_written_as_it_was_read(field: dict[str, Any]) -> None:
    assert InputField.from_dict(field).to_dict() == field


def test_what_says_nothing_is_left_out() -> None:
    assert InputField.from_dict({"type": "text", "label": "", "required": False, "multiple": False}).to_dict() == {
        "type": "text"
    }

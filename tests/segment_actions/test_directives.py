"""What single directives give where recordings are silent: the order of members, the codes of a replacement."""

from __future__ import annotations

import json
from typing import Any

import pytest
from segment_actions import transform


def test_flattened_members_stand_in_the_order_of_javascript() -> None:
    event = {"b": 1, "10": {"y": 2, "2": 3, "1": 4}, "a": [{"z": 5, "0": 6}], "2": 7}
    made = transform({"v": {"@flatten": {"separator": ".", "value": {"@path": ""}}}}, event)
    assert json.dumps(made["v"]) == json.dumps(
        {"2": 7, "10.1": 4, "10.2": 3, "10.y": 2, "b": 1, "a.0.0": 6, "a.0.z": 5}
    )


@pytest.mark.parametrize(
    ("replacement", "made"),
    [
        ("[$&]", "ab[-]cd[-]ef"),
        ("[$$]", "ab[$]cd[$]ef"),
        ("[$`]", "ab[ab]cd[ab-cd]ef"),
        ("[$']", "ab[cd-ef]cd[ef]ef"),
        ("$1", "ab$1cd$1ef"),
        ("$", "ab$cd$ef"),
    ],
)
@pytest.mark.parametrize("options", [{}, {"ignorecase": True}])
def test_the_codes_of_a_replacement(replacement: str, made: str, options: dict[str, Any]) -> None:
    options = {"pattern": "-", "replacement": replacement, "value": "ab-cd-ef", **options}
    assert transform({"@replace": options}, {}) == made

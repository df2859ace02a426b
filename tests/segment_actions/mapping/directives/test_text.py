"""Directives that rewrite text: the codes of a replacement."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import transform


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

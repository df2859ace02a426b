"""From the text of a trigger to its tree."""

from __future__ import annotations

import pytest
from segment_actions import (
    fql,
)


@pytest.mark.parametrize(
    "text",
    ["a <= " * 20_000, "(" * 50_000, '"' * 50_001, "contains(" * 20_000, "a." * 50_000, 'type = "x" or ' * 20_000],
)
def test_long_triggers_are_read_in_one_pass(text: str) -> None:
    assert fql.matches(text, {"type": "x"}) in (True, False)

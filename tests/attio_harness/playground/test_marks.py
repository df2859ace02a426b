"""The mark of a place in an editor."""

from __future__ import annotations

import json

import pytest
from attio_harness.playground.marks import mark_of_pointer

TEXT = json.dumps({"mapping": {"a": 1, "# of a": 2}, "settings": json.dumps({"a": 3, "#": 4})})


@pytest.mark.parametrize(
    ("pointer", "marked"),
    [
        ("/mapping/a", "1"),
        ("/mapping/# of a", "2"),
        ("/mapping/# of b", '"mapping"'),
        ("/settings#/a", '"{\\"a\\": 3, \\"#\\": 4}"'),
        ("/settings#/#", '"{\\"a\\": 3, \\"#\\": 4}"'),
        ("/none", TEXT),
    ],
)
def test_a_pointer_marks_its_value_or_the_part_that_should_hold_it(pointer: str, marked: str) -> None:
    at = mark_of_pointer("mapping", TEXT, pointer)
    assert TEXT[at["from"] : at["to"]] == marked

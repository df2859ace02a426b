"""What live runs against Segment's packages found, each as the case that was left after shrinking, with their answer."""

from __future__ import annotations

import pytest
from attio_harness.conform import replay

FOUND = (
    '{"id": "halves that meet when what stood between them is replaced", "kind": "mapping", "mapping": {"@replace": {"pattern": "a", "value": {"@case": {"operator": "lower", "value": "\\ud83da\\ude00"}}}}, "event": {}, "output": "\\ud83d\\ude00"}',
)


@pytest.mark.parametrize("line", FOUND, ids=lambda line: line.split('"')[3])
def test_a_difference_that_was_found_is_gone(line: str) -> None:
    (result,) = replay([line])
    assert (result.actual, result.passed) == (result.expected, True)

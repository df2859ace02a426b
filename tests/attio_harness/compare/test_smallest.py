"""What is left out and what is asked for: by halves among events, from outside in within one."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.compare.smallest import _fewer, _without


@pytest.mark.parametrize("needed", [set(), {0}, {98}, {3, 40, 77}, {0, 1, 2}, {96, 97, 98}])
def test_the_events_that_are_needed_and_no_others(needed: set[int]) -> None:
    asked = 0

    def fails(events: list[dict[str, Any]]) -> bool:
        nonlocal asked
        asked += 1
        return needed | {99} <= {one["n"] for one in events}

    left = _fewer([{"n": number} for number in range(100)], fails)
    assert [one["n"] for one in left] == [*sorted(needed), 99]
    assert asked <= 1 + 8 * len(needed)


def test_members_and_elements_that_are_needed_and_no_others() -> None:
    value = {"a": {"b": [1, {"c": 2, "d": 3}, 4], "e": 5}, "f": 6}
    left = _without(value, lambda one: any(x == 4 for x in one.get("a", {}).get("b", [])) and "a" in one)
    assert left == {"a": {"b": [4]}}
    assert value == {"a": {"b": [1, {"c": 2, "d": 3}, 4], "e": 5}, "f": 6}

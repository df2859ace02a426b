"""What is left out and what is asked for: by halves among events, from outside in within one."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.compare.related import Related
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


@pytest.mark.parametrize("needed", [set(), {0}, {999}, {3, 400, 401}])
def test_elements_are_sought_by_halves(needed: set[int]) -> None:
    asked = 0

    def fails(values: Any) -> bool:
        nonlocal asked
        asked += 1
        return needed <= set(values)

    assert _without(list(range(1000)), fails) == sorted(needed)
    assert asked <= 10 + 30 * len(needed)


def test_events_are_related_by_values_that_few_have() -> None:
    events: list[dict[str, Any]] = [{"userId": f"u{number}", "traits": {"plan": "Free"}} for number in range(300)]
    events += [
        {"email": "A@acme.com"},
        {"userId": "u7"},
        {"userId": "u7", "email": "a@acme.com", "plan": "Free"},
        {"userId": "u7"},
    ]
    related = Related(events)
    assert related.before(302) == [events[7], events[300], events[301]]
    assert related.before(0) == []

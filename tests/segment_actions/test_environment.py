"""Time and chance come from outside, and times are written as `toISOString` writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from segment_actions import MappingError, transform
from segment_actions.environment import SYSTEM, Surroundings, iso


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime(2024, 1, 2, 3, 4, 5, 678900, UTC), "2024-01-02T03:04:05.678Z"),
        (datetime(2024, 1, 2, tzinfo=UTC), "2024-01-02T00:00:00.000Z"),
        (datetime(2024, 1, 2, tzinfo=timezone(timedelta(hours=2))), "2024-01-01T22:00:00.000Z"),
    ],
)
def test_iso(at: datetime, written: str) -> None:
    assert iso(at) == written


def test_templates_ask_for_time_and_chance_and_end_by_the_timer() -> None:
    def backwards(items: list[Any]) -> None:
        items.reverse()

    around = Surroundings(clock=lambda: datetime(2001, 2, 3, tzinfo=UTC), shuffle=backwards)
    template = {"@liquid": "{{ 'now' | date: '%F %Y-%m-%d' }} {{ l | sample: 2 | join: '' }}"}
    assert transform(template, {"l": ["a", "b", "c"]}, around) == "%F 2001-02-03 cb"
    ticks = iter([0.0, 0.4, 0.6])
    with pytest.raises(MappingError, match="^template render limit exceeded$"):
        transform({"@liquid": "a{{ b }}"}, {}, Surroundings(timer=lambda: next(ticks)))


def test_the_clock_of_this_machine_is_in_utc() -> None:
    assert SYSTEM.clock().utcoffset() == timedelta(0)

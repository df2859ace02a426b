"""The names of time zones that `Intl` takes, and what they are. The values are those of Node 20."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from segment_actions.js.zones import zone_named

SUMMER, OLD = datetime(2024, 7, 1, 10, tzinfo=UTC), datetime(1930, 6, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "at", "local"),
    [
        ("UTC", SUMMER, "10:00"), ("europe/PRAGUE", SUMMER, "12:00"), ("BST", SUMMER, "16:00"), ("PST", SUMMER, "03:00"),
        ("EST5EDT", OLD, "06:00"), ("Africa/Dakar", OLD, "10:00"), ("US/Pacific-New", SUMMER, "03:00"), ("EST", SUMMER, "05:00"),
    ],
)  # fmt: skip
def test_a_zone_by_any_of_its_names(name: str, at: datetime, local: str) -> None:
    assert at.astimezone(zone_named(name)).strftime("%H:%M") == local


@pytest.mark.parametrize(
    "name", ["", "PDT", "+01:00", "localtime", "posix/UTC", "Factory", "語", "Nowhere", "../zones"]
)
def test_what_intl_does_not_know(name: str) -> None:
    assert zone_named(name) is None

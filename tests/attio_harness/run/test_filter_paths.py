"""Filters that ask for what no event has under that name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_harness import check

from tests.attio_harness.subscriptions import identify_user

WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}
MAPPING = identify_user("Identify User")
DROP = [{"type": "DROP"}]


def notes(tmp_path: Path, *traits: dict[str, Any], more: Any = (), **given: Any) -> list[str]:
    file = tmp_path / "filter.json"
    file.write_text(json.dumps({"title": "Free", "if": "all", "actions": DROP, **given}))
    events = [
        {"type": "identify", "userId": f"u{n}", "traits": {"email": f"u{n}@acme.com", **one}}
        for n, one in enumerate(traits)
    ]
    report = check([*events, *more], MAPPING, WORKSPACE, filters=str(file))
    found = [note for note in report.notes if "Free" in note["what"]]
    assert {(note["file"], note["line"]) for note in found} <= {(str(file), 1)}
    return [note["what"] for note in found]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("traits.Plan = 'Free'", "traits.Plan, which none of 2 events has; they have traits.plan"),
        ("!(traits.plann = 'Pro')", "traits.plann, which none of 2 events has; they have traits.plan"),
        (
            "length(traits.seatCount) > 0 or traits.plan = 'Free'",
            "traits.seatCount, which none of 2 events has; they have traits.seat_count",
        ),
        (
            "traits.address_city = 'Bonn'",
            "traits.address_city, which none of 2 events has; they have traits.address.city",
        ),
        ("traits.Key\\.of = 'x'", "traits.Key\\.of, which none of 2 events has; they have traits.key\\.of"),
    ],
)
def test_a_path_that_is_written_otherwise_in_the_events_is_told(tmp_path: Path, condition: str, said: str) -> None:
    traits = {"plan": "Free", "seat_count": 5, "address": {"city": "Bonn"}, "key.of": "x"}
    assert notes(tmp_path, traits, traits, **{"if": condition}) == [f"filter 'Free' reads {said}"]


def test_what_a_filter_takes_under_another_name_is_told(tmp_path: Path) -> None:
    actions = [{"type": "DROP_PROPERTIES", "fields": {"traits": ["SSN", "plan"]}}]
    assert notes(tmp_path, {"ssn": "1"}, actions=actions) == [
        "filter 'Free' reads traits.SSN, which the event does not have; it has traits.ssn"
    ]


@pytest.mark.parametrize(
    ("condition", "more"),
    [
        ("traits.plan = 'Free'", ()),
        ("traits.Plan = 'Free' or traits.plan = 'Free'", ()),
        ("traits.planet = 'Mars'", ()),
        ("traits.plan_name = 'Free'", ()),
        ("properties.plan = 'Free'", ()),
        ("type = 'track' and properties.email = 'a@b.co'", ()),
        ("traits.PLAN = 'Free'", [{"type": "identify", "userId": "u9", "traits": {"PLAN": "Free"}}]),
    ],
)
def test_other_paths_are_not(tmp_path: Path, condition: str, more: Any) -> None:
    assert notes(tmp_path, {"plan": "Pro"}, {"plan": "Pro"}, more=more, **{"if": condition}) == []


def test_a_filter_that_is_not_enabled_is_not_asked(tmp_path: Path) -> None:
    condition = {"if": "traits.Plan = 'Free'", "enabled": False}
    assert notes(tmp_path, {"plan": "Pro"}, **condition) == ["filter 'Free': not enabled"]


def test_a_path_that_nothing_is_like_is_not_asked_of_every_event(tmp_path: Path) -> None:
    traits = [{"plan": "Pro"}] * 250
    assert notes(tmp_path, *traits, **{"if": "traits.region = 'EU' and traits.Plan = 'Free'"}) == [
        "filter 'Free' reads traits.Plan, which none of 250 events has; they have traits.plan"
    ]

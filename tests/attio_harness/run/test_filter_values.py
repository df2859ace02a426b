"""Filters that ask for a value that no event has as it is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_harness import check
from attio_harness.formats.github import render_github

from tests.attio_harness.subscriptions import identify_user

WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}
MAPPING = identify_user("Identify User")
TRAITS = {
    "plan": "Free",
    "seats": "150",
    "vip": "true",
    "tier": 3,
    "city": "São Paulo",
    "tags": ["a"],
    "a": {"b.c": "X y"},
}


def report_of(tmp_path: Path, condition: str, *traits: dict[str, Any], **given: Any) -> Any:
    file = tmp_path / "filter.json"
    file.write_text(json.dumps({"title": "One", "if": condition, "actions": [{"type": "DROP"}], **given}))
    events = [
        {"type": "identify", "userId": f"u{n}", "traits": {"email": f"u{n}@acme.com", **one}}
        for n, one in enumerate(traits)
    ]
    return check(events, MAPPING, WORKSPACE, filters=str(file))


def notes(tmp_path: Path, condition: str, *traits: dict[str, Any], **given: Any) -> list[str]:
    report = report_of(tmp_path, condition, *traits, **given)
    found = [note for note in report.notes if "'One' asks" in note["what"]]
    assert {(note["file"], note["line"]) for note in found} <= {(str(tmp_path / "filter.json"), 1)}
    return [note["what"].removeprefix("filter 'One' asks for ") for note in found]


@pytest.mark.parametrize(
    ("condition", "clause", "they"),
    [
        ("traits.plan = 'free'", 'traits.plan = "free"', '2 have "Free"'),
        ("'FREE' = traits.plan", 'traits.plan = "FREE"', '2 have "Free"'),
        ("type = 'identify' and !(traits.plan in ['free', 'Pro'])", 'traits.plan = "free"', '2 have "Free"'),
        ("traits.plan != 'free'", 'traits.plan = "free"', '2 have "Free"'),
        ("traits.city = 'sao-paulo'", 'traits.city = "sao-paulo"', '2 have "São Paulo"'),
        (
            "contains(traits.email, '@Acme.com')",
            'contains(traits.email, "@Acme.com")',
            '1 has "u0@acme.com", others "u1@acme.com"',
        ),
        ("match(traits.plan, 'fr*')", 'match(traits.plan, "fr*")', '2 have "Free"'),
        ("traits.seats > 100", "traits.seats > 100", '2 have "150", which is text'),
        ("100 < traits.seats", "100 < traits.seats", '2 have "150", which is text'),
        ("traits.seats = 150", "traits.seats = 150", '2 have "150", which is text'),
        ("traits.tier = '3'", 'traits.tier = "3"', "2 have 3, which is a number"),
        ("traits.vip = true", "traits.vip = true", '2 have "true", which is text'),
        ("traits.vip", "traits.vip = true", '2 have "true", which is text'),
        ("traits.a.b\\.c = 'x Y'", 'traits.a.b\\.c = "x Y"', '2 have "X y"'),
    ],
)
def test_a_value_that_is_written_otherwise_in_the_events_is_told(
    tmp_path: Path, condition: str, clause: str, they: str
) -> None:
    assert notes(tmp_path, condition, TRAITS, TRAITS) == [f"{clause}, which none of 2 events meets; {they}"]


@pytest.mark.parametrize(
    "condition",
    [
        "traits.plan = 'Free'",
        "traits.plan = 'Pro'",
        "type = 'Identify'",
        "traits.plan = 'free' or traits.plan = 'Free'",
        "traits.plan in ['free', 'Free']",
        "lowercase(traits.plan) = 'free'",
        "traits.plan = 'free ride'",
        "traits.plan != null",
        "traits.plan = ''",
        "contains(traits.plan, '-')",
        "traits.plan = true or traits.plan = 'yes'",
        "contains(traits.tags, 'a') or 'a' in traits.tags",
        "'b' in traits.tags",
        "traits.none = 'free'",
        "traits.plan = traits.Plan",
        "traits.tier < 2",
    ],
)
def test_other_values_are_not(tmp_path: Path, condition: str) -> None:
    assert notes(tmp_path, condition, TRAITS, TRAITS) == []


@pytest.mark.parametrize(
    ("condition", "clause", "they"),
    [
        ("'Free' in traits.plan", '"Free" in traits.plan', '2 have "Free", which is text'),
        ("traits.tags = 'a'", 'traits.tags = "a"', "2 have a list there"),
        ("traits.tags in ['a']", 'traits.tags = "a"', "2 have a list there"),
        ("!contains(traits.tags, 'a')", 'contains(traits.tags, "a")', "2 have a list there"),
        ("match(traits.a, '*')", 'match(traits.a, "*")', "2 have an object there"),
        ("traits.tags > 5", "traits.tags > 5", "2 have a list there"),
        ("traits.plan > 5", "traits.plan > 5", '2 have "Free", which is text'),
        ("traits.seats > 200", "traits.seats > 200", '2 have "150", which is text'),
        ("traits.tier", "traits.tier = true", "2 have 3, which is a number"),
        ("contains(traits.tier, '4')", 'contains(traits.tier, "4")', "2 have 3, which is a number"),
    ],
)
def test_a_value_of_a_kind_that_never_meets_it_is_told(tmp_path: Path, condition: str, clause: str, they: str) -> None:
    assert notes(tmp_path, condition, TRAITS, TRAITS) == [f"{clause}, which none of 2 events meets; {they}"]


def test_a_kind_is_told_of_many_events_and_not_where_one_is_of_the_kind_asked_for(tmp_path: Path) -> None:
    number = [{"plan": 5}] * 3
    assert notes(tmp_path, "contains(traits.plan, 'x')", *[TRAITS] * 250, *number) == []
    assert notes(tmp_path, "contains(traits.plan, 'x')", *[{"plan": ["x"]}] * 250, *number) == [
        'contains(traits.plan, "x"), which none of 253 events meets; 250 have a list there'
    ]


def test_what_one_event_has_as_it_is_asked_for_is_not_told(tmp_path: Path) -> None:
    assert notes(tmp_path, "traits.plan = 'free'", TRAITS, {"plan": "free"}, TRAITS) == []
    assert notes(tmp_path, "traits.plan = 'free'", TRAITS) == [
        'traits.plan = "free", which the event does not meet; it has "Free"'
    ]


def test_a_filter_that_is_not_enabled_is_not_asked(tmp_path: Path) -> None:
    assert notes(tmp_path, "traits.plan = 'free'", TRAITS, enabled=False) == []


def test_a_value_that_nothing_is_like_is_not_asked_of_every_event(tmp_path: Path) -> None:
    condition = "traits.city = 'Bonn' or traits.plan = 'free'"
    later = [{"city": "bonn"}]
    assert notes(tmp_path, condition, *[TRAITS] * 250, *later) == [
        'traits.plan = "free", which none of 251 events meets; 250 have "Free"'
    ]


def test_values_of_people_are_masked_where_many_read_them(tmp_path: Path) -> None:
    report = report_of(tmp_path, "traits.email = 'U0@Acme.com'", {})
    (note,) = [note for note in report.notes if "asks for" in note["what"]]
    assert note["values"] == ('"u0@acme.com"',)
    assert "u0@acme.com" not in render_github(report)
    assert "u0@acme.com" in render_github(report, show_values=True)


def test_names_of_events_are_shown_to_all(tmp_path: Path) -> None:
    file = tmp_path / "filter.json"
    file.write_text(json.dumps({"title": "One", "if": "event = 'signed up'", "actions": [{"type": "DROP"}]}))
    event = {"type": "track", "userId": "u1", "event": "Signed Up", "properties": {}}
    report = check([event], MAPPING, WORKSPACE, filters=str(file))
    (note,) = [note for note in report.notes if "asks for" in note["what"]]
    assert "values" not in note
    assert 'it has "Signed Up"' in render_github(report)

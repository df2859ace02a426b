"""Events made behind destination filters: what a filter drops is not written out, what spares an event of it stands in each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import check
from attio_harness.errors import InputError
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.mappings import read_mappings
from attio_harness.made_events import MadeEvents

FIXTURES = Path(__file__).parents[3] / "fixtures"
MAPPING, WORKSPACE = FIXTURES / "week/mapping.json", FIXTURES / "week/workspace.yaml"
DROP: list[dict[str, Any]] = [{"type": "drop"}]


def filters(tmp_path: Path, *rows: tuple[str, list[dict[str, Any]]]) -> Path:
    path = tmp_path / "filters.json"
    listed = [
        {"id": f"f{number}", "title": f"Filter {number}", "if": condition, "enabled": True, "actions": actions}
        for number, (condition, actions) in enumerate(rows)
    ]
    path.write_text(json.dumps({"data": {"filters": listed}}))
    return path


def made(path: Path) -> MadeEvents:
    sources = read_mappings([str(MAPPING)])
    return MadeEvents(sources, Workspace.load(str(WORKSPACE)), filters=read_filters([str(path)], sources))


@pytest.mark.parametrize(
    "condition",
    [
        "!( traits.plan = 'pro' )",
        "traits.plan != 'pro'",
        "!( context.app.name in ['billing', 'shop'] )",
        "!( traits.seats > 1000000 )",
        "!( contains( context.page.title, 'Prices' ) )",
        "userId != null and context.device.type = null",
        "context.library.name = 'analytics.js'",
        "type = 'identify' and !( traits.is_customer = true )",
        "!( context.active )",
        "typeof( context.ip ) = 'string'",
        "!( traits.plan = 'pro' and context.app.name = 'shop' and traits.seats > 5000 )",
        "context.app.name != 'shop' or context.app.version < 3",
    ],
)
def test_what_a_condition_names_stands_in_every_event(tmp_path: Path, condition: str) -> None:
    path = filters(tmp_path, (condition, DROP))
    found = made(path)
    assert found.unmade == []
    report = check(list(found.stream(20)), MAPPING, WORKSPACE, filters=path, existing="none")
    assert (report.verdicts["written"], report.outcome.passed, report.rejections) == (20, True, ())


def test_several_filters_are_met_together(tmp_path: Path) -> None:
    path = filters(
        tmp_path,
        ("!( traits.plan = 'pro' )", DROP),
        ("!( context.app.name = 'shop' ) or context.locale = null", DROP),
        ("type = 'identify'", [{"type": "drop_properties", "fields": {"traits": ["phone", "seats"]}}]),
    )
    report = check(list(made(path).stream(40)), MAPPING, WORKSPACE, filters=path, existing="none")
    assert (report.verdicts["written"], report.outcome.passed, report.rejections) == (40, True, ())


@pytest.mark.parametrize("by", [None, "userId"])
def test_of_a_sample_those_are_made_that_it_lets_through(tmp_path: Path, by: str | None) -> None:
    sample = {"type": "sample", "percent": 0.2} | ({"path": by} if by else {})
    path = filters(tmp_path, ("all", [sample]))
    report = check(list(made(path).stream(60)), MAPPING, WORKSPACE, filters=path, existing="none")
    assert (report.verdicts["written"], report.outcome.passed) == (60, True)


def test_an_event_with_a_mistake_is_one_that_filters_let_through(tmp_path: Path) -> None:
    sample = {"type": "sample", "percent": 0.1, "path": "userId"}
    path = filters(tmp_path, ("traits.plan = 'free'", DROP), ("all", [sample]))
    mistakes = [one.event for one in made(path).negatives(12)]
    report = check(mistakes, MAPPING, WORKSPACE, filters=path)
    assert (report.events, report.verdicts.get("written"), report.verdicts.get("filtered")) == (12, None, None)


def test_where_a_filter_drops_every_event_it_is_named(tmp_path: Path) -> None:
    path = filters(tmp_path, ("type = 'identify'", DROP))
    found = made(path)
    assert [(one.source.name, one.why) for one in found.unmade] == [
        ("Identify User", f"filter 'Filter 0' drops events where type = 'identify' ({path}:1 /data/filters/0)")
    ]
    events = list(found.stream(20))
    assert {event["type"] for event in events} == {"group", "track"}
    nothing = filters(tmp_path, ("all", [{"type": "sample", "percent": 0}]))
    assert [one.why for one in made(nothing).unmade] == [
        f"filter 'Filter 0' lets 0 of the events through, by messageId ({nothing}:1 /data/filters/0)"
    ] * 3


def test_a_sample_that_lets_nobody_known_through_ends_with_its_name(tmp_path: Path) -> None:
    path = filters(tmp_path, ("all", [{"type": "sample", "percent": 0.0000001}]))
    with pytest.raises(InputError) as caught:
        next(made(path).stream(1))
    said = "1000 events were made after event 0, and none of them goes on: filter 'Filter 0' lets 1e-07 of the events through"
    assert said in str(caught.value)

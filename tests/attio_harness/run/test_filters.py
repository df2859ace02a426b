"""Destination filters and the `integrations` object: what is kept, what is dropped and why."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from attio_harness.inputs.filters import LocatedFilter, read_filters
from attio_harness.run.filters import Dropped, Kept, Taken, apply, gate

LIST = str(Path(__file__).parents[3] / "fixtures" / "shapes" / "filters" / "api_list.json")


def written(tmp_path: Path, **value: Any) -> list[LocatedFilter]:
    file = tmp_path / "filter.json"
    file.write_text(json.dumps({"if": "all", "actions": [{"type": "DROP"}], **value}))
    return read_filters([str(file)])


def test_filters_take_their_part_and_leave_the_callers_event() -> None:
    filters = read_filters([LIST])
    event = {
        "type": "group",
        "messageId": "m",
        "traits": {"domain": "a.com", "ssn": "1", "size": 3},
        "context": {"ip": "192.0.2.1", "locale": "en"},
    }
    before = copy.deepcopy(event)
    expected = {"type": "group", "messageId": "m", "traits": {"domain": "a.com"}, "context": {"locale": "en"}}
    taken = (Taken("context.ip", filters[2]), Taken("traits.ssn", filters[2]), Taken("traits.size", filters[3]))
    assert (apply(filters, event), event) == (Kept(expected, taken), before)


def test_a_dropped_event_names_the_filter() -> None:
    filters = read_filters([LIST])
    outcome = gate(filters)({"type": "identify", "context": {"internal": True}})
    assert outcome == Dropped(filters[0], "filter 'No staff' drops events where context.internal = true")
    assert isinstance(outcome, Dropped)
    assert outcome.reason == "FILTERED_BY_RULES"


def test_integrations_can_be_ignored() -> None:
    event = {"type": "identify", "integrations": {"All": False}}
    assert gate(integrations=False)(event) == Kept(event)


def test_a_sample_goes_by_the_value_and_is_the_same_every_time() -> None:
    decide = gate(read_filters([LIST])[1:2])
    kept = [n for n in range(2000) if isinstance(decide({"type": "track", "userId": f"u-{n}", "messageId": "a"}), Kept)]
    again = [
        n for n in range(2000) if isinstance(decide({"type": "track", "userId": f"u-{n}", "messageId": "b"}), Kept)
    ]
    assert kept == again
    assert 440 <= len(kept) <= 560
    assert isinstance(decide({"type": "identify", "userId": "u-1"}), Kept)


@pytest.mark.parametrize(("percent", "count"), [(0, 0), (1, 50)])
def test_the_ends_of_a_sample_without_a_path(tmp_path: Path, percent: int, count: int) -> None:
    decide = gate(written(tmp_path, actions=[{"type": "sample", "percent": percent}]))
    events = [{"type": "track", "messageId": f"m-{n}"} for n in range(49)] + [{"type": "track"}]
    assert sum(isinstance(decide(event), Kept) for event in events) == count


def test_objects_below_can_be_filtered_too(tmp_path: Path) -> None:
    filters = written(tmp_path, actions=[{"type": "DROP_PROPERTIES", "fields": {"properties.card": ["number"]}}])
    event = {"type": "track", "properties": {"card": {"number": "4", "brand": "v"}, "number": 1}}
    assert apply(filters, event) == Kept(
        {"type": "track", "properties": {"card": {"brand": "v"}, "number": 1}},
        (Taken("properties.card.number", filters[0]),),
    )
    untouched = {"type": "track", "properties": {"card": "none"}}
    assert apply(filters, untouched) == Kept(untouched)


NOT_OURS = 'integrations has "All": false and no "Attio (Actions)": true'


@pytest.mark.parametrize(
    ("integrations", "why"),
    [
        (None, None),
        ({}, None),
        ({"All": True}, None),
        ({"all": False}, None),
        ({"All": False}, NOT_OURS),
        ({"All": False, "attio (actions)": True}, NOT_OURS),
        ({"All": False, "Attio (Actions)": True}, None),
        ({"All": False, "Actions Attio": True}, None),
        ({"All": False, "Attio (Actions)": {"option": 1}}, None),
        ({"Attio (Actions)": False}, 'integrations has "Attio (Actions)": false'),
        ({"All": True, "Actions Attio": False}, 'integrations has "Actions Attio": false'),
        ({"Attio (Actions)": None}, None),
        ({"All": False, "Attio (Actions)": {}}, None),
        ("no object", None),
    ],
)
def test_integrations_decide_before_any_filter(integrations: Any, why: str | None) -> None:
    event = {"type": "identify", "integrations": integrations}
    outcome = gate()(event)
    assert outcome == (Kept(event) if why is None else Dropped(None, why))
    assert not isinstance(outcome, Dropped) or outcome.reason == "FILTERED_BY_INTEGRATIONS_OBJECT"

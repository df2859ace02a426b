"""Destination filters and the `integrations` object: what is kept, what is dropped and why."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from attio_emulator.assumptions import Settings
from attio_harness.assumptions import divided
from attio_harness.inputs.filters import read_filters
from attio_harness.run.filters import Dropped, Kept, Taken, gate

from tests.attio_harness.inputs.test_filters import written

LIST = str(Path(__file__).parents[3] / "fixtures" / "shapes" / "filters" / "api_list.json")


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
    assert (gate(filters)(event), event) == (Kept(expected, taken), before)


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
    assert gate(filters)(event) == Kept(
        {"type": "track", "properties": {"card": {"brand": "v"}, "number": 1}},
        (Taken("properties.card.number", filters[0]),),
    )
    untouched = {"type": "track", "properties": {"card": "none"}}
    assert gate(filters)(untouched) == Kept(untouched)


CONDITIONS = [
    ("type = 'identify'", "ab"),
    ("type = 'Identify'", ""),
    ("match( context.library.version, '3.*' )", "a"),
    ('match(context.library.name, "*lytic*")', "ab"),
    ("match(context.library.name, '*lytic')", ""),
    ("event = null", "ab"),
    ("event != null", ""),
    ("contains(traits.email, 'ada')", "a"),
    ("contains(lowercase(traits.tier), 'ol')", "a"),
    ('match(context.library.version, "3.?.1")', "a"),
    ("!(traits.tier != null)", ""),
    ("!(traits.seats != null)", "a"),
    ('!(type = "group" or type = "track")', "ab"),
    ("!(type = 'identify' and (traits.tier = 'Gold' or traits.tier = 'Tin'))", "b"),
    ("length(traits.tier) = 4", "ab"),
    ("length(traits.email) > 12", "a"),
    ('type!="track"', "ab"),
    ('anonymousId = "x1"', "a"),
    ('typeof(traits.seats) = "number"', "b"),
    ("typeof(traits.seats) = 'null'", "a"),
    ("traits.tier in ['Gold', 'Tin']", "a"),
    ("!( traits.tier in ['Gold', 'Tin'] )", "b"),
    ("traits.seats > 4 or traits.tier = 'Gold'", "ab"),
    ("all", "ab"),
]
TWO: list[dict[str, Any]] = [
    {
        "type": "identify", "messageId": "a", "userId": "1", "anonymousId": "x1",
        "traits": {"email": "ada@acme.example", "tier": "Gold"},
        "context": {"library": {"name": "analytics.js", "version": "3.2.1"}},
    },
    {
        "type": "identify", "messageId": "b", "userId": "2", "traits": {"email": "bo@acme.io", "tier": "Base", "seats": 5},
        "context": {"library": {"name": "analytics-go", "version": "4.0.0"}},
    },
]  # fmt: skip


@pytest.mark.parametrize(("condition", "dropped"), CONDITIONS)
def test_a_condition_is_decided_as_segments_page_says(tmp_path: Path, condition: str, dropped: str) -> None:
    decide = gate(written(tmp_path, **{"if": condition}))
    assert "".join(event["messageId"] for event in TWO if isinstance(decide(event), Dropped)) == dropped


def settings(**chosen: str) -> Settings:
    given = {id.replace("__", "."): choice for id, choice in chosen.items()}
    return divided(given)[0]


def test_a_value_of_the_wrong_kind_can_drop_the_event(tmp_path: Path) -> None:
    (one,) = written(tmp_path, title="Big", **{"if": "traits.tier > 5"})
    false, drop = settings(), settings(filter__wrong_kind="drop")
    assert gate([one], decides=false.decides)(TWO[0]) == Kept(TWO[0])
    why = "filter 'Big' cannot decide, and Segment drops the event: traits.tier > 5 compares string with number"
    assert gate([one], decides=drop.decides)(TWO[0]) == Dropped(one, why)
    assert false.decided == drop.decided == ["filter.wrong_kind"]


def test_the_order_of_and_and_or_can_be_set(tmp_path: Path) -> None:
    (one,) = written(tmp_path, **{"if": "type = 'identify' or userId = '1' and traits.tier = 'Tin'"})
    first, order = settings(), settings(filter__and_or="in-order")
    assert isinstance(gate([one], decides=first.decides)(TWO[0]), Dropped)
    assert isinstance(gate([one], decides=order.decides)(TWO[0]), Kept)
    assert first.decided == order.decided == ["filter.and_or"]


def test_filters_that_do_not_apply_are_not_asked(tmp_path: Path) -> None:
    (one,) = written(tmp_path)
    off = [
        replace(one, enabled=False),
        replace(one, elsewhere="braze"),
        replace(one, enabled=False, condition="broken("),
    ]
    assert gate(off)(TWO[0]) == Kept(TWO[0])


def test_a_sample_goes_by_a_path_into_the_event(tmp_path: Path) -> None:
    for path in ("traits.company.id", "$.traits.company.id"):
        decide = gate(written(tmp_path, actions=[{"type": "SAMPLE", "percent": 0.5, "path": path}]))
        kept = {
            n: {isinstance(decide({"traits": {"company": {"id": n}}, "messageId": f"{n}{m}"}), Kept) for m in range(5)}
            for n in range(40)
        }
        assert all(len(one) == 1 for one in kept.values())
        assert 8 < sum(one == {True} for one in kept.values()) < 32


@pytest.mark.parametrize("path", ["$", "$.", ".", "\\", "traits", "nothing.there"])
def test_a_sample_by_a_path_of_no_single_value_goes_by_what_is_there(tmp_path: Path, path: str) -> None:
    decide = gate(written(tmp_path, actions=[{"type": "SAMPLE", "percent": 0.5, "path": path}]))
    kept = [isinstance(decide({"type": "track", "traits": {"n": n}}), Kept) for n in range(100)]
    assert 25 < sum(kept) < 75


def test_the_older_name_of_the_destination_can_be_ignored() -> None:
    event = {"type": "identify", "integrations": {"Actions Attio": False}}
    assert isinstance(gate()(event), Dropped)
    ignored = settings(integrations__older_name="ignore")
    assert gate(decides=ignored.decides)(event) == Kept(event)
    assert ignored.decided == ["integrations.older_name"]


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

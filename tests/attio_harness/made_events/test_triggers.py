"""What an event needs so that a trigger takes it."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from attio_harness.made_events.places import put
from attio_harness.made_events.triggers import additions, put_needed
from segment_actions import fql
from segment_actions.js import MISSING

TRACK: dict[str, Any] = {
    "type": "track",
    "userId": "u_1",
    "event": "Feature Used",
    "properties": {"plan": "Free", "seats": 3},
}


@pytest.mark.parametrize(
    "trigger",
    [
        'type = "track"',
        'event = "Order Completed"',
        'event = "Order Completed" and properties.total > 100',
        "properties.total >= 10 and properties.total <= 11",
        "properties.total > 10 and properties.total < 10.5",
        'properties.plan != "Free"',
        "properties.trial = null",
        "properties.plan = null",
        "properties.coupon != null",
        'contains(properties.sku, "AB") and match(properties.sku, "X*")',
        'match(properties.sku, "*-end")',
        '!contains(properties.sku, "AB")',
        'contains(event, "Used") or contains(event, "Paid")',
        "properties.vip = true",
        'type = "track" and (event = "A" or event = "B") and properties.items.sku = "s1"',
        'type = "identify" or (type = "track" and properties.total = 3)',
        'context.app.name = "shop" and userId = "u_7"',
    ],
)
def test_events_meet_it_with_what_is_added(trigger: str) -> None:
    ways = list(additions(trigger, [TRACK, {**TRACK, "properties": {}}]))
    assert ways
    for needed in ways:
        event = {**TRACK, "properties": dict(TRACK["properties"])}
        put_needed(event, needed)
        assert fql.matches(trigger, event), needed


def test_what_events_have_is_not_asked_for_again() -> None:
    assert list(additions('type = "track" and event = "Feature Used" and properties.seats = 3', [TRACK])) == [{}]


def test_a_way_for_each_alternative_that_events_of_the_type_can_go() -> None:
    trigger = 'type = "track" and (event = "A" or event = "B" or type = "page")'
    assert list(additions(trigger, [TRACK])) == [{("event",): "A"}, {("event",): "B"}]


def test_a_text_of_which_a_piece_is_asked_for_has_something_beside_it() -> None:
    trigger = 'match(properties.site, "*.example.com") and contains(properties.note, "urgent")'
    event = {**TRACK, "properties": {"note": "call "}}
    put_needed(event, next(additions(trigger, [event])))
    assert event["properties"] == {"site": "acme.example.com", "note": "call urgent"}


@pytest.mark.parametrize(
    ("trigger", "event"),
    [
        ('contains(userId, "@acme.com")', {"userId": "jane@acme.com"}),
        ('match(userId, "cus_*")', {"userId": "cus_jane@b.io"}),
        ('!contains(userId, "@")', {"userId": "janeb.io"}),
        ('match(event, "Order*")', {"event": "Order"}),
        ('event != "Feature Used"', {"event": "Invoice Paid"}),
        ("properties.total > 100", {"properties": {"total": 101}}),
        ('properties.total >= "100"', {"properties": {"total": 100}}),
        ("properties.total = 5", {"properties": {"total": 5}}),
        ("properties.total > 4 and properties.total < 5", {"properties": {"total": 4.5}}),
        ("properties.total > 4 and properties.total != 5", {"properties": {"total": 6}}),
    ],
)
def test_it_is_what_people_send_and_as_much_of_the_event_itself_as_may_stay(
    trigger: str, event: dict[str, Any]
) -> None:
    plain: dict[str, Any] = {"type": "track", "userId": "jane@b.io", "event": "Feature Used", "properties": {}}
    needed = next(additions(trigger, [plain, {**plain, "event": "Invoice Paid"}]))
    put_needed(plain, needed)
    assert plain == {**plain, **event}
    assert not any(type(value) is float and value.is_integer() for value in plain["properties"].values())


def test_hundreds_of_alternatives_are_not_counted_first() -> None:
    many = " or ".join(f'event = "E{number}"' for number in range(500))
    assert list(islice(additions(many, [TRACK]), 3)) == [{("event",): f"E{number}"} for number in range(3)]
    cross = f"({many[:200].rpartition(' or ')[0]}) and (properties.a = 1 or properties.a = 2)"
    assert next(iter(additions(cross, [TRACK]))) == {("event",): "E0", ("properties", "a"): 1}


@pytest.mark.parametrize(
    "trigger", ['type = "page"', 'event = "A" and event = "B"', "properties.n > 3 and properties.n < 3"]
)
def test_what_no_event_of_the_type_meets_has_no_way(trigger: str) -> None:
    assert list(additions(trigger, [TRACK])) == []


@pytest.mark.parametrize(
    ("keys", "value", "after"),
    [
        (("traits", "plan"), "Pro", {"traits": {"plan": "Pro", "tags": ["a"]}, "x": 1}),
        (
            ("traits", "address", "city"),
            "Bern",
            {"traits": {"plan": "Free", "tags": ["a"], "address": {"city": "Bern"}}, "x": 1},
        ),
        (
            ("traits", "items", "0", "sku"),
            7,
            {"traits": {"plan": "Free", "tags": ["a"], "items": [{"sku": 7}]}, "x": 1},
        ),
        (("traits", "items", "5"), 7, {"traits": {"plan": "Free", "tags": ["a"], "items": [7]}, "x": 1}),
        (("traits", "tags", "0"), "b", {"traits": {"plan": "Free", "tags": ["b"]}, "x": 1}),
        (("traits", "tags", "9"), "b", {"traits": {"plan": "Free", "tags": ["a", "b"]}, "x": 1}),
        (("traits", "tags", "name"), "b", {"traits": {"plan": "Free", "tags": ["a"]}, "x": 1}),
        (("x", "y"), 2, {"traits": {"plan": "Free", "tags": ["a"]}, "x": {"y": 2}}),
        (("traits", "plan"), MISSING, {"traits": {"tags": ["a"]}, "x": 1}),
        (("traits", "none", "there"), MISSING, {"traits": {"plan": "Free", "tags": ["a"]}, "x": 1}),
        (("traits", "tags", "0"), MISSING, {"traits": {"plan": "Free", "tags": []}, "x": 1}),
        (("traits", "tags", "4"), MISSING, {"traits": {"plan": "Free", "tags": ["a"]}, "x": 1}),
    ],
)
def test_a_value_is_put_at_a_path_with_what_leads_there(
    keys: tuple[str, ...], value: Any, after: dict[str, Any]
) -> None:
    event: dict[str, Any] = {"traits": {"plan": "Free", "tags": ["a"]}, "x": 1}
    put(event, keys, value)
    assert event == after

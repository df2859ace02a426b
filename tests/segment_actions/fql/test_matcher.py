"""Whether an event meets a trigger."""

from __future__ import annotations

from typing import Any

import pytest
from segment_actions import (
    MISSING,
    fql,
)
from segment_actions.fql import Unmet

from tests.segment_actions.endless import cyclic, deep

EVENTS: list[dict[str, Any]] = [
    {"type": "track", "event": "x", "userId": "u", "traits": {"a": "x", "a b": 1}, "properties": {"n": 5, "b": "ab"}, "context": {"a": {"b": "c"}}, "name": "x"},
    {"type": "a", "event": "a b", "traits": {"a": True}, "properties": {"n": 9, "a": -2}},
    {},
]  # fmt: skip
MET = [
    ('type = "track"', [True, False, False]),
    ('type = "track" and event = "x"', [True, False, False]),
    ('type = "a" or type = "b"', [False, True, False]),
    ('(type = "a" or event = "b") and userId = "u"', [False, False, False]),
    ('traits.a != null', [True, True, False]),
    ('traits.a = null', [False, False, True]),
    ('traits.a = true', [False, True, False]),
    ('traits.a = false', [False, False, False]),
    ('properties.n > 5', [False, True, False]),
    ('properties.n = 5', [True, False, False]),
    ('properties.n != 5.5', [True, True, False]),
    ('contains(event, "x")', [True, False, False]),
    ('!contains(traits.a, "x")', [False, False, False]),
    ('match(event, "a*")', [False, True, False]),
    ('match(event, "*a")', [False, False, False]),
    ('!match(properties.b, "a*")', [False, False, False]),
    ('context.a.b = "c"', [True, False, False]),
    ('name = "x"', [True, False, False]),
    ('name = true', [False, False, False]),
    ('type = null', [False, False, False]),
    ('event != "a b"', [True, False, True]),
    ('traits.a\\ b = 1', [True, False, False]),
    ('properties.a <= -1.5', [False, True, False]),
    ('traits.x = "it\'s"', [False, False, False]),
    ('foo = "x"', [False, False, False]),
    ('type =', [False, False, False]),
    ('', [False, False, False]),
    ('(type = "a"', [False, False, False]),
    ('contains(event', [False, False, False]),
    ('type = "a', [False, False, False]),
    ('traits. = "x"', [False, False, False]),
    ('type = "track" && event = "x"', [False, False, False]),
    ('traits.a >= "x"', [False, False, False]),
    ('!type = "a"', [False, True, False]),
    ('event = 5', [False, False, False]),
    ('match(event, "a")', [True, True, False]),
]  # fmt: skip


@pytest.mark.parametrize(("trigger", "met"), MET)
def test_which_events_meet_a_trigger(trigger: str, met: list[bool]) -> None:
    assert [fql.matches(trigger, event) for event in EVENTS] == met


@pytest.mark.parametrize("event", [None, "x", 5, [], MISSING])
def test_what_is_no_object_meets_nothing(event: Any) -> None:
    assert fql.matches('type != "x"', event) is False


def test_the_clauses_that_an_event_does_not_meet_and_what_it_has_there() -> None:
    trigger = '(type = "track" or type = "page") and traits.a = "b" and properties.n > 5 and event != null'
    assert fql.explain(trigger, EVENTS[0]) == [Unmet('traits.a = "b"', '"x"'), Unmet("properties.n > 5", "5")]
    assert fql.explain(trigger, {"type": "group"}) == [
        Unmet('type = "track"', '"group"'),
        Unmet('type = "page"', '"group"'),
        Unmet('traits.a = "b"', "nothing"),
        Unmet("properties.n > 5", "nothing"),
    ]
    assert fql.explain('type = "track"', {"type": "track"}) == []


def test_triggers_look_into_deep_events() -> None:
    event = {"traits": deep(10_000), "properties": cyclic()}
    assert fql.matches('properties.self.self.list.\\0.a = 1 and traits.a.a.b = null and type != "x"', event)

"""Hints that are followed as they stand: the finding is gone, no other comes for it, and the events that were meant are met."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import Finding, lint
from segment_actions import fql

WORKSPACE: dict[str, Any] = {"objects": [{"api_slug": "users", "active": True}]}


def found(subscription: dict[str, Any], workspace: dict[str, Any] = WORKSPACE) -> list[Finding]:
    return lint(locate_dict(subscription, ""), Workspace.from_dict(workspace))


def triggered(trigger: str, **more: Any) -> dict[str, Any]:
    attributes = {"email_addresses": {"@path": "$.context.traits.email"}, **more}
    mapping = {"object": "people", "matching_attribute": "email_addresses", "attributes": attributes}
    return {"name": "People", "partnerAction": "assertRecord", "subscribe": trigger, "mapping": mapping}


def hints(trigger: str) -> dict[str, str]:
    # how many conditions a plan allows is another matter
    return {one.rule: one.hint for one in found(triggered(trigger)) if one.rule != "AH317"}


TRACK, PAGE, NO_PLAN = {"type": "track", "event": "A"}, {"type": "page"}, {"type": "track", "properties": {}}
FREE, PRO = {"type": "track", "properties": {"plan": "Free"}}, {"type": "track", "properties": {"plan": "Pro"}}


@pytest.mark.parametrize(
    ("trigger", "rule", "hint", "followed", "met", "unmet"),
    [
        # a type that the trigger lets in, with the fields that it asks for
        ('traits.plan = "pro"', "AH316", 'Add a condition such as type = "identify".', 'traits.plan = "pro" and type = "identify"', [{"type": "identify", "traits": {"plan": "pro"}}], [{"type": "group", "traits": {"plan": "pro"}}]),
        ("properties.x = 1", "AH316", 'Add a condition such as type = "track".', 'properties.x = 1 and type = "track"', [{"type": "track", "properties": {"x": 1}}], [{"type": "page", "properties": {"x": 1}}]),
        # beside alternatives only with parentheses around them
        (
            'context.active = true or event = "A"', "AH316",
            'Put what it has in parentheses beside a condition such as type = "track": type = "track" and (context.active = true or event = "A")',
            'type = "track" and (context.active = true or event = "A")', [TRACK], [{"type": "page", "context": {"active": True, "x": 1}}],
        ),
        (
            'contains(traits.email, "a") or contains(traits.email, "b")', "AH316",
            'Make a subscription of each of its alternatives, with a condition such as type = "identify" in each.',
            'type = "identify" and contains(traits.email, "b")', [{"type": "identify", "traits": {"email": "b"}}], [{"type": "group", "traits": {"email": "b"}}],
        ),
        # a condition on what the events of the type never have
        ('type = "page" and event != "x"', "AH314", "Leave it out: page events have no event, only track events do.", 'type = "page"', [PAGE], [TRACK]),
        ('type = "track" and traits.plan != "x"', "AH314", "Leave it out: track events have no traits, only identify, group events do.", 'type = "track"', [TRACK], [PAGE]),
        # where the further condition goes
        (
            'type = "track" and properties.plan != "Free"', "AH314",
            "Ask with = for the values that are wanted, or add `properties.plan != null` to leave out events that do not have it.",
            'type = "track" and properties.plan != "Free" and properties.plan != null', [PRO], [FREE, NO_PLAN],
        ),
        (
            '(type = "track" and properties.plan != "Free") or type = "page"', "AH314",
            'Ask with = for the values that are wanted, or write `properties.plan != "Free" and properties.plan != null` in its place to leave out events that do not have it.',
            '(type = "track" and properties.plan != "Free" and properties.plan != null) or type = "page"', [PRO, PAGE], [FREE, NO_PLAN],
        ),
        (
            'type = "page" or properties.plan != "Free"', "AH314",
            'Ask with = for the values that are wanted, or write `(properties.plan != "Free" and properties.plan != null)` in its place to leave out events that do not have it.',
            'type = "page" or (properties.plan != "Free" and properties.plan != null)', [PRO, PAGE], [FREE, NO_PLAN],
        ),
        (
            'type = "track" and (properties.plan != "Free" or event = "A")', "AH314",
            "Ask with = for the values that are wanted, or make a subscription of that alternative, with `properties.plan != null` in it, to leave out events that do not have it.",
            'type = "track" and properties.plan != "Free" and properties.plan != null', [PRO], [FREE, NO_PLAN],
        ),
        (
            'type = "identify" and traits.first\\ name != "x"', "AH314",
            "Ask with = for the values that are wanted, or add `traits.first\\ name != null` to leave out events that do not have it.",
            'type = "identify" and traits.first\\ name != "x" and traits.first\\ name != null', [{"type": "identify", "traits": {"first name": "y"}}], [{"type": "identify"}],
        ),
        # operators of other languages
        ('type = "track" and event <> "A"', "AH304", 'Write !=, as in event != "…".', 'type = "track" and event != "A"', [{"type": "track", "event": "B"}], [TRACK]),
        ('type = "track" and properties.n =< 5', "AH304", "Write <=, as in properties.n <= 5.", 'type = "track" and properties.n <= 5', [{"type": "track", "properties": {"n": 5}}], [{"type": "track", "properties": {"n": 6}}]),
        ('type = "track" and properties.n => 5', "AH304", "Write >=, as in properties.n >= 5.", 'type = "track" and properties.n >= 5', [{"type": "track", "properties": {"n": 5}}], [{"type": "track", "properties": {"n": 4}}]),
        ('type !== "page"', "AH301", 'Write !=, as in type != "track".', 'type != "page"', [TRACK], [PAGE]),
        ('type = "track" and event !contains "A"', "AH304", 'Write a function with the field in it: !contains(event, "…").', 'type = "track" and !contains(event, "A")', [{"type": "track", "event": "B"}], [TRACK]),
        # the contrary of several conditions
        (
            '!(type = "track" and event = "A")', "AH308", "Turn each condition around (=, !=, = false, !contains(…), !match(…)), and write `or` for `and`, `and` for `or`.",
            'type != "track" or event != "A"', [PAGE, {"type": "track", "event": "B"}], [TRACK],
        ),
        (
            'not(type = "track" or type = "page")', "AH307", "Turn each condition around (=, !=, = false, !contains(…), !match(…)), and write `or` for `and`, `and` for `or`.",
            'type != "track" and type != "page"', [{"type": "identify"}], [TRACK, PAGE],
        ),
    ],
)  # fmt: skip
def test_the_hint_of_a_trigger(
    trigger: str, rule: str, hint: str, followed: str, met: list[Any], unmet: list[Any]
) -> None:
    assert hints(trigger)[rule] == hint
    assert [text for text in hints(followed) if text in (rule, "AH302", "AH309", "AH310", "AH311")] == []
    assert [fql.matches(followed, event) for event in (*met, *unmet)] == [*(True for _ in met), *(False for _ in unmet)]


def test_both_hints_of_a_trigger_hold_together() -> None:
    assert hints('traits.plan != "Free"') == {
        "AH314": "Ask with = for the values that are wanted, or add `traits.plan != null` to leave out events that do not have it.",
        "AH316": 'Add a condition such as type = "identify".',
    }
    assert hints('traits.plan != "Free" and traits.plan != null and type = "identify"') == {}


def test_the_contrary_of_a_match_with_stars_inside_is_asked_by_subscriptions_of_which_each_event_meets_one() -> None:
    hint = hints('type = "track" and !match(event, "A*B")')["AH312"]
    ways = ['!match(event, "A*")', 'match(event, "A*") and !match(event, "*B")']
    assert hint == f"Make 2 subscriptions, each with one of these {'; '.join(ways)}: a star stands at one end only."
    for name, times in (("AxB", 0), ("Ax", 1), ("xB", 1), ("x", 1)):
        event = {"type": "track", "event": name}
        assert sum(fql.matches(f'type = "track" and {way}', event) for way in ways) == times
    assert [hints(f'type = "track" and {way}') for way in ways] == [{}, {}]

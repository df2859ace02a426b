"""Conditions that no event meets: which are told of, and that the hint mends them without another finding."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import Finding, lint
from segment_actions import fql

from tests.attio_harness.subscriptions import assert_record


def found(trigger: str) -> list[Finding]:
    subscription = assert_record(
        "P", trigger, "people", "email_addresses", {"email_addresses": {"@path": "$.context.traits.email"}}
    )
    return lint(locate_dict(subscription, ""), Workspace.from_dict({}), ignore=["AH317"])


A, PRICING = {"type": "track", "event": "A"}, {"type": "page", "name": "Pricing"}


@pytest.mark.parametrize(
    ("trigger", "hint", "followed", "met"),
    [
        ('type = "Track"', 'Write type = "track". The types are identify, group, track, page, screen, alias.', 'type = "track"', [A]),
        ('type = "track" type = "page"', 'If one of them is enough, write type = "track" or type = "page".', 'type = "track" or type = "page"', [A, PRICING]),
        ('type = "track" and event = "A" and event = "B"', 'If one of them is enough, write (event = "A" or event = "B").', 'type = "track" and (event = "A" or event = "B")', [A]),
        ('type = "identify" and event = "A"', "Only track events have event: ask for such a type, or leave the other out.", 'type = "track" and event = "A"', [A]),
        ('traits.a = 1 and properties.a = 1 and type = "track"', "Only identify, group events have traits; only track, page, screen events have properties: ask for such a type, or leave the other out.", 'properties.a = 1 and type = "track"', [{"type": "track", "properties": {"a": 1}}]),
        ('type = "track" and properties.n < "many"', "< compares only numbers: write one, as in properties.n < 5.", 'type = "track" and properties.n < 5', [{"type": "track", "properties": {"n": 4}}]),
        ('type = "track" and contains(event, "A") and event = "B"', "Correct or leave out one of them, or make a subscription of each.", 'type = "track" and event = "B"', [{"type": "track", "event": "B"}]),
        # parentheses around what stands in parentheses would be more than one level
        ('(event = "A" or event = "B") and (event = "C" or event = "D")', "Correct or leave out one of them, or make a subscription of each.", 'event = "A" or event = "B"', [A]),
    ],
)  # fmt: skip
def test_a_trigger_that_never_matches(trigger: str, hint: str, followed: str, met: list[Any]) -> None:
    assert [(one.rule, one.hint) for one in found(trigger)] == [("AH302", hint)]
    assert found(followed) == []
    assert all(fql.matches(followed, event) for event in met)


BESIDE = "One alternative of the trigger is never true with the others beside it"
ALONE = "One alternative of the trigger is never true"
LEAVE = "Leave it out: nothing that stands beside it can be true with it."
ONE_OF = "Correct or leave out one of them, or make a subscription of each."


@pytest.mark.parametrize(
    ("trigger", "told"),
    [
        # each type has one of the names, so each condition counts
        ('(type = "track" or type = "page") and (event = "A" or name = "Pricing")', []),
        ('(event = "A" or event = "B") and (event = "B" or event = "A")', []),
        (
            '(event = "A" or event = "B") and (event = "B" or event = "D")',
            [(f'{BESIDE}: event = "A".', LEAVE), (f'{BESIDE}: event = "D".', LEAVE)],
        ),
        ('type = "track" and (event = "A" or event = "B") and event = "A"', [(f'{ALONE}: event = "B" and event = "A".', ONE_OF)]),
        (
            'type = "track" and (event = "A" or name = "B")',
            [(f'{ALONE}: type = "track" and name = "B".', "Only page, screen events have name: ask for such a type, or leave the other out.")],
        ),
        (
            '(type = "page" and event = "A") or type = "track"',
            [(f'{ALONE}: type = "page" and event = "A".', "Only track events have event: ask for such a type, or leave the other out.")],
        ),
    ],
)  # fmt: skip
def test_an_alternative_is_dead_only_if_it_is_beside_everything_that_may_stand_beside_it(
    trigger: str, told: list[tuple[str, str]]
) -> None:
    dead = [(one.message, one.hint) for one in found(trigger) if one.rule == "AH318"]
    assert dead == told


@pytest.mark.parametrize(
    ("trigger", "event", "rules"),
    [
        # Segment joins by `and` what nothing joins, which is what it says
        ('type = "track" event = "A"', A, []),
        ('type = "track" (event = "A" or event = "B")', A, []),
        # but an `or` anywhere joins all
        ('type = "track" event = "A" or event = "B"', {"type": "track"}, ["AH309"]),
        ('event = "A" or type = "track" event = "B"', {"type": "track"}, ["AH309"]),
        ('type = "track" contains(event, "A") or event = "B"', {"type": "track"}, ["AH309"]),
        ('type = "track" (event = "A" and userId != null) or event = "B"', {"type": "track"}, ["AH309"]),
        ('(type = "track" event = "A" or event = "B") and userId = null', {"type": "track"}, ["AH309"]),
    ],
)
def test_conditions_that_nothing_joins(trigger: str, event: dict[str, Any], rules: list[str]) -> None:
    assert fql.matches(trigger, event)
    assert [one.rule for one in found(trigger)] == rules


def test_stars_beside_or_are_told_to_take_a_subscription() -> None:
    """`and` beside `or` would join everything by the last of them."""
    (one,) = found('type = "page" or match(event, "A*B")')
    assert (one.rule, one.hint) == (
        "AH312",
        'Make a subscription of it with match(event, "A*") and match(event, "*B"): match accepts a star at one end only.',
    )
    assert found('type = "track" and match(event, "A*") and match(event, "*B")') == []


@pytest.mark.parametrize(
    ("trigger", "told"),
    [
        ('type = "track" and properties.date > "2024-01-01"', 'properties.date > "2024-01-01"'),
        ('properties.v >=  "1.2.3" and type = "track"', 'properties.v >= "1.2.3"'),
        ('type = "track" and properties.a < many', "properties.a < many"),
    ],
)
def test_a_text_compared_by_size_is_told_as_it_is_written(trigger: str, told: str) -> None:
    subscription = {"partnerAction": "identifyUser", "name": "S", "subscribe": trigger, "mapping": {}}
    found = lint(locate_dict(subscription, ""), Workspace.standard())
    (message,) = (one.message for one in found if one.rule == "AH302")
    assert message == f"The trigger never matches: {told} is never true."

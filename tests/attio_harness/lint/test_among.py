"""Conditions of other languages on several values, or on a part of a text: what lint says to write is read without a quirk, and asks what was meant."""

from __future__ import annotations

import re
from time import perf_counter
from typing import Any

import pytest
from attio_harness.lint.trigger import Trigger
from segment_actions import fql


def _of(**traits: Any) -> dict[str, Any]:
    return {"type": "track", "event": traits.pop("event", "E"), "properties": traits}


A, B, C = (_of(event=name) for name in ("Apple", "Ba na", "Cherry"))
ONE, FIVE, NINE = (_of(n=number) for number in (1, 5, 9))
NONE, SOME = _of(), _of(n="x")
SEVERAL = [
    "in ('Apple', 'Ba na')", 'in ["Apple", "Ba na"]', "IN (Apple, Ba na)", 'is in ("Apple","Ba na")', 'is one of ("Apple", "Ba na")',
    'is one of "Apple", "Ba na"', 'is one of "Apple" or "Ba na"', 'is either "Apple" or "Ba na"', 'equals any of "Apple", "Ba na"', 'isIn ("Apple", "Ba na")',
    'is any of ["Apple", "Ba na"]', 'in list ("Apple", "Ba na")', 'is contained in ("Apple", "Ba na", "Apple")',
]  # fmt: skip
NOT_SEVERAL = [
    'is not in ("Apple", "Ba na")', 'not in ["Apple", "Ba na"]', "NOT IN ('Apple', 'Ba na')", 'is not one of ("Apple", "Ba na")', 'notIn ("Apple", "Ba na")',
    'isNotIn ("Apple", "Ba na")', 'not_in ("Apple", "Ba na")', 'nin ["Apple", "Ba na"]', 'is none of ("Apple", "Ba na")', 'is neither "Apple" or "Ba na"',
    "isn't in (\"Apple\", \"Ba na\")",
]  # fmt: skip
CASES: list[tuple[str, str, list[dict[str, Any]], list[dict[str, Any]]]] = [
    *(("event", asked, [A, B], [C, {"type": "track"}]) for asked in SEVERAL),
    *(("event", asked, [C], [A, B]) for asked in NOT_SEVERAL),
    *(("event", asked, [A], [B, C]) for asked in ('starts with "App"', 'startsWith "App"', 'begins with "App"', 'like "App%"', 'matches "App*"', 'StartsWith ("App")')),
    *(("event", asked, [B, C], [A]) for asked in ('does not start with "App"', 'doesNotStartWith "App"', 'not like "App%"', 'does not match "App*"')),
    *(("event", asked, [B], [A, C]) for asked in ('ends with " na"', 'endsWith " na"', 'like "% na"', 'matches "* na"')),
    *(("event", asked, [A, C], [B]) for asked in ('does not end with " na"', "doesn't end with ' na'")),
    *(("event", asked, [B], [A, C]) for asked in ('contain "a n"', 'CONTAINS "a n"', 'includes "a n"', 'has "a n"', 'is containing "a n"', 'like "%a n%"', "contains ('a n')")),
    *(("event", asked, [A, C], [B]) for asked in (
        'does not contain "a n"', 'not contains "a n"', "doesn't contain \"a n\"", "doesn’t contain 'a n'", 'doesNotContain "a n"', 'NOT CONTAINS "a n"', 'does not include "a n"',
    )),
    *(("event", asked, [A, B], [C]) for asked in ('contains any of ("pp", "na")', 'contains one of "pp", "na"')),
    ("event", 'does not contain any of ("pp", "na")', [C], [A, B]),
    *(("properties.n", asked, [ONE, FIVE], [NINE, NONE]) for asked in ("in (1, 5)", "between 1 and 5", "is between (1, 5)", "is one of 1, 5")),
    *(("properties.n", asked, [NINE], [ONE, FIVE]) for asked in ("not in (1, 5)", "is not between 1 and 5")),
    *(("properties.n", asked, [SOME], [NONE]) for asked in ("is set", "exists", "is present", "has any value", "has a value", "is not null", "is known")),
    *(("properties.n", asked, [NONE], [SOME]) for asked in ("is not set", "does not exist", "!exists", "has no value", "does not have a value", "isn't set", "notExists")),
]  # fmt: skip


def _followed(field: str, asked: str, before: str, behind: str) -> str:
    clause = f"{field} {asked}"
    found = [one.hint for one in Trigger(before + clause + behind).quirks if one.name != "trigger-mixed-and-or"]
    assert len(found) == 1, found
    written = re.fullmatch(r"Write (.*)\.", found[0])
    assert written, found
    return before + written[1] + behind


@pytest.mark.parametrize(("field", "asked", "met", "unmet"), CASES)
def test_what_is_to_be_written_asks_what_was_meant(
    field: str, asked: str, met: list[dict[str, Any]], unmet: list[dict[str, Any]]
) -> None:
    never = 'type = "page"'
    for before, behind in (("", ""), ('type = "track" and ', ""), ("", f" or {never}"), (f"{never} or ", "")):
        written = _followed(field, asked, before, behind)
        assert Trigger(written).quirks == (), written
        assert all(fql.matches(written, event) for event in met), written
        assert not any(fql.matches(written, event) for event in unmet), written


@pytest.mark.parametrize(
    ("group", "written"),
    [
        ('(type = "page" or event does not contain "x")', 'event not_contains "x"'),
        ('(type = "page" or event starts with "x")', 'event starts_with "x"'),
        ('(type = "page" or event in ["a", "b"])', 'event = "a" or event = "b"'),
        ('(type = "page" and event not in ["a", "b"])', 'event != "a" and event != "b"'),
        ('type does not contain "x"', 'type not_contains "x"'),
    ],
)
def test_no_function_and_no_parentheses_are_proposed_where_none_may_be(group: str, written: str) -> None:
    (quirk,) = Trigger(group).quirks
    assert quirk.hint == f"Write {written}."
    asked = re.search(r"event [dsin][^)]*|type does.*", group)
    assert asked is not None
    assert Trigger(group.replace(asked[0], written)).quirks == ()


def test_several_values_in_parentheses_with_the_other_word_go_outside() -> None:
    (quirk,) = Trigger('(type = "page" and event in ["a", "b"])').quirks
    assert quirk.hint.startswith('Write event = "a" or event = "b", outside of these parentheses, where `and` joins')


@pytest.mark.parametrize(
    ("called", "written"),
    [
        ("exists(properties.n)", "properties.n != null"),
        ("!exists(properties.n)", "properties.n = null"),
        ("not exists(properties.n)", "properties.n = null"),
        ("isset(properties.n)", "properties.n != null"),
        ("isNotNull(properties.n)", "properties.n != null"),
        ("!isNull(properties.n)", "properties.n != null"),
        ("isEmpty(userId)", "userId = null"),
        ('startsWith(event, "Order")', 'match(event, "Order*")'),
        ('!startsWith(event, "Order")', '!match(event, "Order*")'),
        ('not ends_with(event, "Order")', '!match(event, "*Order")'),
        ('includes(event, "Order")', 'contains(event, "Order")'),
    ],
)
def test_functions_of_other_languages_are_written_out(called: str, written: str) -> None:
    for before in ("", 'type = "track" and '):
        (quirk,) = Trigger(before + called).quirks
        assert quirk.hint == f"Write {written}. Only contains() and match() exist here."
        assert Trigger(before + written).quirks == ()


@pytest.mark.parametrize(
    "trigger",
    [
        'event contains "x"', "event contains any", 'event not_contains "x"', 'event starts_with "x"', "traits.in = true", 'traits.one = "of"',
        'event = "is not in (a)"', 'contains(event, "doesn\'t contain")', "traits.list exists true",
    ],
)  # fmt: skip
def test_what_segment_reads_as_it_is_written_has_no_finding(trigger: str) -> None:
    assert Trigger(trigger).quirks == ()


@pytest.mark.parametrize(
    ("trigger", "hint"),
    [
        ('event not in ("a", null)', 'Write one clause each and `and` between: event != "a" and event != "b".'),
        ("event in ()", 'Write one clause each and `or` between: event = "a" or event = "b".'),
        ('event matches "^a.*b$"', 'Write it as a function: contains(event, "…") or match(event, "…*").'),
        ("traits.n between a and b", "Write two clauses with numbers, as in (traits.n >= 1 and traits.n <= 5)."),
        (f"event in ({', '.join(f'name{n}' for n in range(60))})", 'Write one clause each, as in event = "name0", with `or` between, all in parentheses.'),
    ],
)  # fmt: skip
def test_where_the_values_cannot_be_told_the_way_is(trigger: str, hint: str) -> None:
    assert Trigger(trigger).quirks[0].hint == hint


@pytest.mark.parametrize(
    "unit",
    ['traits.a is one of "a" or "b" and ', 'event starts with "x" or ', "traits.a has a has a ", "event in (a) or ("],
)
def test_a_long_trigger_takes_no_long_time(unit: str) -> None:
    trigger = Trigger((unit * 2_000)[:20_000])
    begin = perf_counter()
    assert trigger.quirks
    assert perf_counter() - begin < 2.5

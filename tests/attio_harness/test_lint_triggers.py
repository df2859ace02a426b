"""What lint says of triggers, against the engine that runs them."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.lint.satisfiability import EVENT_TYPES, ROOTS, meet_together
from attio_harness.lint.trigger import Trigger
from hypothesis import given, settings
from hypothesis import strategies as st
from segment_actions import fql


@pytest.mark.parametrize(
    ("text", "quirks"),
    [
        ('type = "track" and event = "Signed Up"', []),
        ('(type = "track" or type = "page") and userId != null', []),
        ('type = "track" and !contains(event, "Order")', []),
        ('type = "track" and match(event, "*Completed")', []),
        ('type = "track" and properties.items.\\0.sku = "x"', []),
        ("properties.vip = true and type = track", []),
        ("", ["trigger-unreadable"]),
        ("()", ["trigger-unreadable"]),
        ("type", ["trigger-unreadable"]),
        ("type =", ["trigger-unreadable"]),
        ('type!="x"', ["trigger-unreadable"]),
        ('a !="x"', ["trigger-unreadable"]),
        ('type = "track" && event = "x"', ["trigger-unreadable"]),
        ("properties.seats>5", ["trigger-unreadable"]),
        ('type = track\r\nand event = "x"', ["trigger-unreadable"]),
        ('type = "track"\r\nand event = "x"', ["trigger-ignored-word", "trigger-ignored-word"]),
        ('type = "track") and event = "x"', ["trigger-ignored-word"]),
        ('type = "track" and event != null', ["trigger-null-as-text"]),
        ("type = null", ["trigger-null-as-text"]),
        ('type = "track" and userId != null', []),
        ('type = "track', ["trigger-unreadable"]),
        ('(type = "track"', ["trigger-unreadable"]),
        ("contains(event)", ["trigger-unreadable"]),
        ("type = (", ["trigger-unreadable"]),
        ("properties.seats <=5", ["trigger-unknown-operator"]),
        ('type == "track"', ["trigger-unknown-operator"]),
        ('event contains "x"', ["trigger-unknown-operator"]),
        ('event in ["a","b"]', ["trigger-unknown-operator"]),
        ('type = "track" and anonymousId = "x"', ["trigger-unknown-field"]),
        ('groupId = "x"', ["trigger-unknown-field"]),
        ('type = "track" and contains(type, "x")', ["trigger-unknown-field"]),
        ('type = "track" and integrations.Attio = true', ["trigger-unknown-field"]),
        ('lowercase(event) = "x"', ["trigger-unknown-function"]),
        ("type = 'track' and event = 'x'", ["trigger-single-quotes", "trigger-single-quotes"]),
        ("contains(event, 'x')", ["trigger-single-quotes"]),
        ('type = "track" AND event = "x"', ["trigger-ignored-word"]),
        ('not contains(event, "x")', ["trigger-ignored-word"]),
        ('type = "track" or(event = "x")', ["trigger-ignored-word"]),
        ('!(type = "track")', ["trigger-ignored-not"]),
        ("!traits.vip = true", ["trigger-ignored-not"]),
        ('type = "track" and event = "a" or event = "b"', ["trigger-mixed-and-or"]),
        ('((type = "track"))', ["trigger-nested-parentheses"]),
        ('(contains(event, "x") or type = "track") and userId = "u"', ["trigger-function-in-parentheses"]),
        ('match(event, "gold")', ["trigger-match-without-star"]),
        ('match(event, "*a*")', ["trigger-match-without-star"]),
        ('match(event, "*")', ["trigger-match-without-star"]),
        ('properties.items[0].sku = "x"', ["trigger-array-index"]),
        ('properties.items.0.sku = "x"', ["trigger-array-index"]),
        ("properties.items.0 = 5", ["trigger-array-index"]),
    ],
)
def test_quirks(text: str, quirks: list[str]) -> None:
    assert [one.name for one in Trigger(text).quirks] == quirks


@pytest.mark.parametrize(
    ("text", "event", "matches"),
    [
        ('type!="alias"', {"type": "track"}, False),
        ('type = "track" and anonymousId != null', {"type": "track"}, True),
        ('type = "track" and length(event) > 5', {"type": "track", "event": "Signed Up"}, False),
        ('type = "track" and anything(userId = "u")', {"type": "track", "userId": "v"}, False),
        ('type != "page" and event != null', {"type": "identify"}, True),
        ("userId != null", {"type": "identify"}, False),
        ('type = "track"\r\nand event = "x"', {"type": "track", "event": "y"}, True),
        ("type = 'track'", {"type": "track"}, False),
        ('type = "track" OR type = "page"', {"type": "page"}, False),
        ('!(type = "track")', {"type": "track"}, True),
        ('type = "track" and event = "a" or event = "b"', {"type": "page", "event": "b"}, True),
        ('type = "track" and (contains(event, "Order") or event = "Refund")', {"type": "page", "event": "x"}, False),
        ('type = "track" and (contains(event, "Order") or event = "Refund")', {"type": "page", "event": "Refund"}, True),
        ('match(event, "Order")', {"type": "track", "event": "Reorder"}, True),
        ('match(event, "Order")', {"type": "track", "event": "Order Completed"}, False),
        ('properties.products.0.sku = "A"', {"type": "track", "properties": {"products": [{"sku": "A"}]}}, False),
        ('properties.products.\\0.sku = "A"', {"type": "track", "properties": {"products": [{"sku": "A"}]}}, True),
        ('properties.plan != "Free"', {"type": "track"}, True),
        ("properties.seats != 5", {"type": "track"}, False),
    ],
)  # fmt: skip
def test_what_is_said_of_a_quirk_is_what_the_engine_does(text: str, event: dict[str, Any], matches: bool) -> None:
    assert fql.matches(text, event) is matches


@pytest.mark.parametrize(
    ("text", "types", "conflict"),
    [
        ('type = "identify"', ("identify",), None),
        ('type != "identify"', ("group", "track", "page", "screen", "alias"), None),
        ('event = "X"', ("track",), None),
        ("name != null", ("page", "screen"), None),
        ('event != "X"', EVENT_TYPES, None),
        ('name = "Home"', ("page", "screen"), None),
        ("traits.email != null", ("identify", "group"), None),
        ("traits.email = null", EVENT_TYPES, None),
        ('contains(type, "x") and context.active = true', EVENT_TYPES, None),
        ('type = "Track"', (), ['type = "Track"']),
        ('type = "identify" and event = "X"', (), ['type = "identify"', 'event = "X"']),
        ('event = "A" and event = "B"', ("track",), ['event = "A"', 'event = "B"']),
        ('event = "A" or event = "B"', ("track",), None),
        ("properties.n >= 5 and properties.n < 5", ("track", "page", "screen"), ["properties.n >= 5", "properties.n < 5"]),
        ("properties.n > 5 and properties.n < 6", ("track", "page", "screen"), None),
        ('properties.n < "abc"', ("track", "page", "screen"), ["properties.n < NaN"]),
        ('properties.a = true and properties.a = "true"', ("track", "page", "screen"), ["properties.a = true", 'properties.a = "true"']),
        ('match(event, "A*") and match(event, "B*")', ("track",), ['match(event, "A*")', 'match(event, "B*")']),
        ('match(event, "A*") and match(event, "*B") and contains(event, "C")', ("track",), None),
        ('contains(event, "a") and !contains(event, "a")', ("track",), None),  # never, but not decided
        ("properties.a = null and properties.a.b = 5", ("track", "page", "screen"), None),  # not judged
    ],
)  # fmt: skip
def test_types_and_conflicts(text: str, types: tuple[str, ...], conflict: list[str] | None) -> None:
    trigger = Trigger(text)
    assert (trigger.types, trigger.conflict) == (types, conflict)


def test_whether_two_triggers_can_be_met_by_one_event() -> None:
    def meet(one: str, other: str) -> bool:
        return meet_together(fql.parse(one), fql.parse(other))

    assert meet('type = "track"', 'event = "X"')
    assert meet('event = "X" or event = "Y"', 'event = "Y" or event = "Z"')
    assert not meet('type = "track"', 'type = "page"')
    assert not meet("properties.n < 5", "properties.n > 5")


TEXTS = st.sampled_from(["a", "b", "ab", "track", "identify"])
FIELDS = st.sampled_from(["type", "event", "userId", "properties.p", "properties.q", "traits.t", "context.c"])
VALUES = st.one_of(TEXTS.map(lambda text: f'"{text}"'), st.sampled_from(["1", "2", "1.5", "true", "false", "null"]))
CLAUSES = st.one_of(
    st.builds("{} {} {}".format, FIELDS, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), VALUES),
    st.builds(
        '{}contains({}, "{}")'.format, st.sampled_from(["", "!"]), FIELDS.filter(lambda one: one != "type"), TEXTS
    ),
    st.builds('match({}, "{}*")'.format, FIELDS.filter(lambda one: one != "type"), TEXTS),
    st.builds('match({}, "*{}")'.format, FIELDS.filter(lambda one: one != "type"), TEXTS),
)
FLAT = st.builds(
    lambda word, clauses: f" {word} ".join(clauses),
    st.sampled_from(["and", "or"]),
    st.lists(CLAUSES, min_size=1, max_size=4),
)
LEAVES = st.sampled_from([None, True, False, 0, 1, 1.5, 2, 3, "", "1", "a", "b", "ab", "aab", "track", "x"])


def event_of(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    whole: dict[str, Any] = {"type": kind, "context": {"c": values["c"]}, "userId": values["userId"]}
    if "properties" in ROOTS[kind]:
        whole["properties"] = {"p": values["p"], "q": values["q"]}
    if "traits" in ROOTS[kind]:
        whole["traits"] = {"t": values["t"]}
    if "event" in ROOTS[kind]:
        whole["event"] = values["event"]
    return whole


EVENTS = st.builds(
    event_of,
    st.sampled_from(EVENT_TYPES),
    st.fixed_dictionaries(dict.fromkeys(("c", "p", "q", "t", "userId", "event"), LEAVES)),
)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(trigger=FLAT, event=EVENTS)
def test_no_event_meets_what_is_said_to_be_never_met(trigger: str, event: dict[str, Any]) -> None:
    judged = Trigger(trigger)
    assert {one.name for one in judged.quirks} <= {"trigger-null-as-text"}
    if fql.matches(trigger, event):
        assert judged.conflict is None
        assert event["type"] in judged.types


@settings(derandomize=True, max_examples=300, deadline=None)
@given(one=FLAT, other=FLAT, event=EVENTS)
def test_triggers_that_an_event_meets_are_said_to_meet(one: str, other: str, event: dict[str, Any]) -> None:
    if fql.matches(one, event) and fql.matches(other, event):
        assert meet_together(fql.parse(one), fql.parse(other))


@settings(derandomize=True, max_examples=300, deadline=None)
@given(text=st.text(alphabet="typeandor =!<>()\"'\\.,[]0123 ", max_size=40))
def test_any_text_is_read_to_its_end(text: str) -> None:
    trigger = Trigger(text)
    assert trigger.sound or trigger.quirks
    assert set(trigger.types) <= set(EVENT_TYPES)

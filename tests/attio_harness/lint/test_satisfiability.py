"""What lint says of the events that can meet a trigger, against the engine that runs them."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.inputs.event import ROOTS, TYPES
from attio_harness.lint.satisfiability import meet_together
from attio_harness.lint.trigger import Trigger
from hypothesis import given, settings
from hypothesis import strategies as st
from segment_actions import fql

from tests.examples import examples

PROPERTIES = ("track", "page", "screen")


@pytest.mark.parametrize(
    ("text", "types", "conflict"),
    [
        ('type = "identify"', ("identify",), None),
        ('type != "identify"', ("group", "track", "page", "screen", "alias"), None),
        ('event = "X"', ("track",), None),
        ("name != null", ("page", "screen"), None),
        ('event != "X"', TYPES, None),
        ('name = "Home"', ("page", "screen"), None),
        ("traits.email != null", ("identify", "group"), None),
        ("traits.email = null", TYPES, None),
        ('contains(type, "x") and context.active = true', TYPES, None),
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
        ('contains(event, "a") and !contains(event, "a")', ("track",), ['contains(event, "a")', '!contains(event, "a")']),
        ('event != null and match(event, "Ab*") and !match(event, "A*")', ("track",), ['match(event, "Ab*")', '!match(event, "A*")']),
        ('match(event, "*bA") and !match(event, "*A")', ("track",), ['match(event, "*bA")', '!match(event, "*A")']),
        ('match(event, "Abc*") and !contains(event, "b")', ("track",), ['match(event, "Abc*")', '!contains(event, "b")']),
        ('contains(event, "Ab") and !match(event, "Ab*")', ("track",), None),
        ('match(event, "A*") and !match(event, "Ab*")', ("track",), None),
        ('contains(event, "a") and !contains(event, "ab")', ("track",), None),
        ("properties.a = null and properties.a.b = 5", PROPERTIES, ["properties.a = null", "properties.a.b = 5"]),
        ("properties.a.b = 5 and properties.a.b = 6 and properties.a = 1", PROPERTIES, ["properties.a.b = 5", "properties.a.b = 6"]),
        ('properties.a.b.c = "x" and properties.d = 1 and properties.a = "y"', PROPERTIES, ['properties.a.b.c = "x"', 'properties.a = "y"']),
        ("properties.a > 5 and properties.a.b != null", PROPERTIES, ["properties.a > 5", "properties.a.b != null"]),
        ("properties.a = true and properties.a.b = false", PROPERTIES, ["properties.a = true", "properties.a.b = false"]),
        ("properties.a != null and properties.a.b = 5", PROPERTIES, None),
        ('properties.a != "x" and properties.a.b = 5', PROPERTIES, None),
        ('properties.a = "x" and properties.a.b = null', PROPERTIES, None),
        ('properties.a = "x" and properties.a.b != "y"', PROPERTIES, None),
        # what is false stands for what is inside, and a text has a length and characters
        ("properties.a = false and properties.a.b = false", PROPERTIES, None),
        ("properties.a < 5 and properties.a.b = 0", PROPERTIES, None),
        ('properties.a = "" and properties.a.b = ""', PROPERTIES, None),
        ('properties.a = "x" and properties.a.length = 1', PROPERTIES, None),
        ('contains(properties.a, "x") and properties.a.length = 7', PROPERTIES, None),
        ('properties.a = "x" and properties.a.\\0 = "x"', PROPERTIES, None),
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
FIELDS = st.sampled_from(
    [
        "type",
        "event",
        "userId",
        "properties.p",
        "properties.q",
        "properties.p.x",
        "properties.p.x.y",
        "traits.t",
        "context.c",
    ]
)
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
INSIDE: list[Any] = [{"x": 1}, {"x": "a"}, {"x": None}, {"x": {"y": "b"}}, {"x": {"y": 2}}, {}, [], [{"x": 1}]]
LEAVES = st.sampled_from([*INSIDE, None, True, False, 0, 1, 1.5, 2, 3, "", "1", "a", "b", "ab", "aab", "track", "x"])


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
    st.sampled_from(TYPES),
    st.fixed_dictionaries(dict.fromkeys(("c", "p", "q", "t", "userId", "event"), LEAVES)),
)


@settings(max_examples=examples(150, 4000))
@given(trigger=FLAT, event=EVENTS)
def test_no_event_meets_what_is_said_to_be_never_met(trigger: str, event: dict[str, Any]) -> None:
    judged = Trigger(trigger)
    assert {one.name for one in judged.quirks} <= {"trigger-null-as-text"}
    if fql.matches(trigger, event):
        assert judged.conflict is None
        assert event["type"] in judged.types


@settings(max_examples=examples(120, 3000))
@given(one=FLAT, other=FLAT, event=EVENTS)
def test_triggers_that_an_event_meets_are_said_to_meet(one: str, other: str, event: dict[str, Any]) -> None:
    if fql.matches(one, event) and fql.matches(other, event):
        assert meet_together(fql.parse(one), fql.parse(other))

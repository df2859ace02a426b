"""What Python can pass and JSON cannot, in every argument of every call: a SegmentError that names it, soon, and nothing changed.

Here are small values in many places; long and deep mappings and events are in `mapping/test_transforming`.
"""

from __future__ import annotations

import asyncio
import copy
import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from attio_destination import destination
from segment_actions import (
    FieldError,
    FqlError,
    MappingError,
    Response,
    SegmentError,
    UnusableValue,
    compile_mapping,
    fql,
    transform,
    validate,
)
from segment_actions.environment import Surroundings
from segment_actions.js import MISSING
from segment_actions.json_values import kind_of, unusable

from tests.segment_actions.endless import cyclic, deep

MOMENT = datetime(2024, 1, 1)


def cyclic_list() -> list[Any]:
    value: list[Any] = [1]
    value.append(value)
    return value


ODD: Mapping[str, Callable[[], Any]] = {
    "null": lambda: None,
    "number": lambda: 5,
    "text": lambda: "x",
    "list": lambda: [1],
    "tuple": lambda: (1, 2),
    "bytes": lambda: b"x",
    "set": lambda: {1},
    "object": object,
    "moment": lambda: MOMENT,
    "decimal": lambda: Decimal("1.5"),
    "complex": lambda: 1j,
    "function": lambda: len,
    "nan": lambda: math.nan,
    "infinite": lambda: -math.inf,
    "huge number": lambda: 10**5000,
    "long text": lambda: "x" * 120_000,
    "lone surrogate": lambda: "\ud83d",
    "deep": lambda: deep(2_000),
    "deep list": lambda: deep(2_000, inside=lambda value: [value]),
    "cyclic": cyclic,
    "cyclic list": cyclic_list,
    "number as key": lambda: {1: 2},
    "tuple as key": lambda: {(1, 2): 3},
    "null as key": lambda: {None: 1},
    "number as key inside": lambda: {"a": {1: {"@path": "$.a"}}},
    "bytes inside": lambda: {"a": b"x"},
    "set inside": lambda: {"a": [{1}]},
    "moment inside": lambda: {"a": MOMENT},
    "nan inside": lambda: {"a": math.nan, "b": -math.inf},
}

EVENT = {"type": "track", "userId": "u", "a": 1, "traits": {"email": "a@b.co"}}
SUBSCRIPTION = {
    "partnerAction": "assertRecord",
    "subscribe": 'type = "track"',
    "mapping": {
        "object": "people",
        "matching_attribute": "a",
        "attributes": {"a": {"@path": "$.a"}},
        "received_at": {"@path": "$.receivedAt"},
    },
}
READING: Mapping[str, Any] = {
    "path": {"@path": "$.a"},
    "json": {"@json": {"mode": "encode", "value": {"@path": "$.a"}}},
    "liquid": {"@liquid": "{{ a }}{{ a | json }}{{ a | size }}{{ a | date: '%Y' }}{{ a | plus: 1 }}"},
    "template": {"@template": "{{a}}"},
    "flatten": {"@flatten": {"separator": ".", "value": {"@path": "$.a"}}},
    "if": {"@if": {"blank": {"@path": "$.a"}, "then": 1, "else": 2}},
    "merge": {"@merge": {"direction": "left", "objects": [{"@path": "$.a"}, {"@path": ""}]}},
    "excludeWhenNull": {"@excludeWhenNull": {"@path": "$.a"}},
    "arrayPath": {"@arrayPath": ["$.a", {"x": {"@path": "$.b"}}]},
    "case": {"@case": {"operator": "lower", "value": {"@path": "$.a"}}},
    "replace": {"@replace": {"pattern": "a", "value": {"@path": "$.a"}}},
    "transform": {"@transform": {"apply": {"q": {"@path": "$.a"}}, "mapping": {"@path": "$.q"}}},
}
FIELDS: Mapping[str, Any] = {
    "s": {"type": "string", "label": "S"},
    "e": {"type": "string", "label": "E", "format": "email"},
    "n": {"type": "number", "label": "N", "minimum": 1},
    "d": {"type": "datetime", "label": "D"},
    "b": {"type": "boolean", "label": "B"},
    "o": {"type": "object", "label": "O"},
    "m": {"type": "string", "label": "M", "multiple": True},
    "p": {"type": "object", "label": "P", "properties": {"k": {"type": "string", "label": "K"}}},
    "c": {"type": "string", "label": "C", "choices": ["a", "b"]},
}
OPTIONS = (
    "type",
    "label",
    "required",
    "format",
    "choices",
    "properties",
    "minimum",
    "maximum",
    "multiple",
    "allowNull",
    "default",
)
TRIGGER = (
    'type != "x" and traits.a > 1 and traits != "x" and contains(event, "x") or match(traits.a, "x*") or traits.b < 3'
)


def answered(request: Any) -> Response:
    assert request.content is not None
    return Response(status=200, headers={"content-type": "application/json"}, content=b"{}")


def on_event(event: Any = EVENT, **settings: Any) -> Any:
    return destination.on_event(event, {"subscription": SUBSCRIPTION, **settings}, answered)


CALLS: Mapping[str, Callable[[Any], Any]] = {
    "a mapping": lambda odd: transform(odd, {"a": 1}),
    "in a mapping": lambda odd: transform({"x": odd}, {"a": 1}),
    "a compiled mapping": compile_mapping,
    **{f"{name} of a mapping": partial(lambda one, odd: transform({"x": {next(iter(one)): odd}}, EVENT), one) for name, one in READING.items()},
    **{f"{name} in an array": partial(lambda one, odd: transform([{next(iter(one)): odd}], EVENT), one) for name, one in READING.items()},
    **{
        f"{name}, {option}": partial(lambda one, option, odd: transform([{key: {**value, option: odd} for key, value in one.items()}], EVENT), one, option)
        for name, one in READING.items() if isinstance(next(iter(one.values())), dict) for option in next(iter(one.values()))
    },
    "an event": lambda odd: transform(READING, odd),
    **{f"an event under {name}": partial(lambda one, odd: transform({"x": one}, {"a": odd}), one) for name, one in READING.items()},
    "a trigger": lambda odd: fql.matches(odd, EVENT),
    "a parsed trigger": lambda odd: fql.parse(odd),
    "an event of a trigger": lambda odd: fql.matches(TRIGGER, odd),
    "in an event of a trigger": lambda odd: fql.matches(TRIGGER, {"type": odd, "event": odd, "traits": {"a": odd, "b": odd}}),
    "fields": lambda odd: validate(odd, {}),
    "a field": lambda odd: validate({"f": odd}, {}),
    **{f"the {name} of a field": partial(lambda name, odd: validate({"f": {**FIELDS["s"], name: odd}}, {"f": "x"}), name) for name in OPTIONS},
    **{f"the {name} of an object": partial(lambda name, odd: validate({"f": {**FIELDS["p"], name: odd}}, {"f": {"k": 1}}), name) for name in OPTIONS},
    "a payload": lambda odd: validate(FIELDS, odd),
    **{f"{name} of a payload": partial(lambda name, odd: validate(FIELDS, {name: odd}), name) for name in FIELDS},
    "inside a payload": lambda odd: validate(FIELDS, {"m": [odd], "p": {"k": odd}}),
    "a delivered event": lambda odd: on_event(odd),
    "in a delivered event": lambda odd: on_event({**EVENT, "a": odd}),
    "its context": lambda odd: on_event({**EVENT, "context": odd}),
    "settings": lambda odd: destination.on_event(EVENT, odd, answered),
    "a subscription": lambda odd: on_event(subscription=odd),
    "subscriptions": lambda odd: destination.on_event(EVENT, {"subscriptions": odd}, answered),
    "one of several subscriptions": lambda odd: destination.on_event(EVENT, {"subscriptions": [SUBSCRIPTION, odd]}, answered),
    "tokens": lambda odd: on_event(oauth=odd),
    "a token": lambda odd: on_event(oauth={"access_token": odd}),
    **{f"{name} of a subscription": partial(lambda name, odd: on_event(subscription={**SUBSCRIPTION, name: odd}), name) for name in SUBSCRIPTION},
    "a batch": lambda odd: destination.on_batch(odd, {"subscription": SUBSCRIPTION}, answered),
    "one of a batch": lambda odd: destination.on_batch([odd, EVENT], {"subscription": SUBSCRIPTION}, answered),
    "in one of a batch": lambda odd: destination.on_batch([{**EVENT, "a": odd, "receivedAt": odd}], {"subscription": SUBSCRIPTION}, answered),
}  # fmt: skip
"""Every argument of every call, and every place inside one."""


def same(left: Any, right: Any) -> bool:
    """Whether two values made in the same way are alike; what is deep or contains itself is compared no deeper than it is read."""
    try:
        return bool(left == right) or left != left or type(left) is object
    except RecursionError:
        return type(left) is type(right) and len(left) == len(right)


@pytest.mark.parametrize("place", CALLS)
def test_whatever_is_passed_gives_a_result_or_a_segment_error(place: str) -> None:
    for name, make in ODD.items():
        given, before = make(), make()
        with suppress(SegmentError):
            CALLS[place](given)
        assert same(given, before), name


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: transform({"x": {"y/z": {1: 2}}}, {}), UnusableValue, "mapping/x/y~1z has a number as a key; expected text"),
        (lambda: transform({"x": {"@json": {"mode": "encode", "value": {"@path": "$.a"}}}}, {"a": [1, MOMENT]}), UnusableValue,
         "event/a/1 is a Python datetime; expected what JSON has: objects with text keys, arrays, text, numbers, true, false, null. Give its isoformat()"),
        (lambda: on_event({**EVENT, "a": {"b": {1}}}), UnusableValue,
         "the body of the request /data/values/a/b is a Python set; expected what JSON has: objects with text keys, arrays, text, numbers, true, false, null. Give list() of it"),
        (lambda: destination.on_batch("abc", {}, answered), UnusableValue, "the events of a batch are text; expected an array"),
        (lambda: destination.on_event(EVENT, 5, answered), UnusableValue, "the settings are a number; expected an object with subscription and oauth"),  # type: ignore[arg-type]
        (lambda: on_event(oauth={"access_token": cyclic_list()}), UnusableValue, "the settings is nested too deeply or contains itself"),
        (lambda: fql.parse(b"x"), FqlError, "a trigger is text; found a Python bytes"),  # type: ignore[arg-type]
        (lambda: fql.matches({"type": "group"}, EVENT), FqlError, None),
        (lambda: validate([], {}), FieldError, "the fields are an array; expected an object of fields by their keys"),  # type: ignore[arg-type]
        (lambda: validate({"f": 5}, {}), FieldError, "the field f is a number; expected an object with its type"),
        (lambda: validate({"f": {"type": "nope"}}, {}), FieldError,
         "there is no field type 'nope'; expected one of string, text, password, number, integer, boolean, datetime, object"),
        (lambda: validate({"f": {"type": "string", "label": "F", "minimum": "1"}}, {}), FieldError,
         "the minimum of the field 'F' is text; expected a number"),
        (lambda: validate({"f": {"type": "object", "properties": {"k": None}}}, {}), FieldError,
         "the field f.k is null; expected an object with its type"),
        (lambda: transform("x" * 100_001, {}), MappingError, "the mapping is text of 100001 characters; expected an object"),
    ],
)  # fmt: skip
def test_the_message_says_what_and_where(
    call: Callable[[], Any], error: type[SegmentError], message: str | None
) -> None:
    if message is None:
        assert call() is False  # what is no trigger matches nothing
        return
    with pytest.raises(error) as refused:
        call()
    assert (str(refused.value), refused.value.retried) == (message, False)


def test_the_asynchronous_calls_say_the_same() -> None:
    client = httpx.AsyncClient(transport=httpx.MockTransport(lambda request: httpx.Response(200, json={})))
    settings = {"subscription": SUBSCRIPTION, "oauth": {"access_token": cyclic_list()}}
    for call in (
        destination.on_event_async(EVENT, settings, client),
        destination.on_batch_async([EVENT], settings, client),
    ):
        with pytest.raises(UnusableValue, match="^the settings is nested too deeply or contains itself$"):
            asyncio.run(call)


@pytest.mark.parametrize(
    ("mapping", "pointers"),
    [
        ({"a": {"@path": 5}}, ["/a/@path"]),
        ({"a": {"b": {"@nope": 1}}, "c": {"@case": {"value": 5}}}, ["/a/b", "/c/@case/value"]),
        ({"x/y": [1, {"@template": 5}]}, ["/x~1y/1/@template"]),
        ({"a": {"@path": "$.a", "b": 1}}, ["/a"]),
        ({"a": {"@replace": {"value": "x", "pattern": 5}}}, ["/a/@replace/pattern"]),
        ({"a": {"@if": {"exists": {"@nope": 1}, "then": 1}}}, ["/a/@if/exists"]),
        ({"a": {"@liquid": "{{ x | map: 'y' }}"}}, ["/a/@liquid"]),
    ],
)
def test_a_malformed_mapping_has_a_pointer_beside_segments_message(mapping: Any, pointers: list[str]) -> None:
    before = copy.deepcopy(mapping)
    with pytest.raises(MappingError) as refused:
        transform(mapping, {"x": [1]})
    assert [problem.pointer for problem in refused.value.problems] == pointers
    assert [problem.message for problem in refused.value.problems] == refused.value.messages
    assert mapping == before


ENGINE = "Cannot read properties of undefined (reading 'type')"


@pytest.mark.parametrize(
    ("trigger", "message", "at", "reason"),
    [
        ("type", "Value token is missing", 4, ""),
        ('event = "x" and type', "Value token is missing", 20, ""),
        ('type = "track', ENGINE, 7, "a string without its end"),
        ('type = "track" & x', ENGINE, 15, "unexpected &"),
        ('type = "track" 🐎', ENGINE, 15, "unexpected 🐎"),
        ('type = "track" \r\n', ENGINE, 15, "unexpected '\\r'"),
        ("traits.a[0] = 1", ENGINE, 8, "unexpected [ after a name"),
        ('event = "🐎" and type = "a', ENGINE, 23, "a string without its end"),
        ('event = "x" or (type = "y"', ENGINE, 15, "a parenthesis that is not closed"),
        ("", ENGINE, 0, "no condition on any of type, event, name, userId, context, properties, traits"),
        ("contains(event", "contains() is missing a 2nd argument", 14, ""),
    ],
)
def test_a_malformed_trigger_has_its_place_beside_segments_message(
    trigger: str, message: str, at: int, reason: str
) -> None:
    with pytest.raises(FqlError) as refused:
        fql.parse(trigger)
    assert (str(refused.value), refused.value.at, refused.value.reason) == (message, at, reason)


@pytest.mark.parametrize(
    ("template", "name", "message"),
    [
        ("{{ a }}" * 4, "AssertionError", "template render limit exceeded"),
        ("{% if a %}" + "{{ a }}" * 4 + "{% endif %}", "RenderError", "template render limit exceeded, line:1, col:1"),
        ("{{ a }}", "", "1"),
    ],
)
def test_a_template_has_half_a_second(template: str, name: str, message: str) -> None:
    ticks = count(0.0, 0.2)
    around = Surroundings(timer=lambda: next(ticks))
    if not name:
        assert transform({"@liquid": template}, {"a": 1}, around) == message
        return
    with pytest.raises(MappingError) as refused:
        transform({"@liquid": template}, {"a": 1}, around)
    assert (refused.value.name, str(refused.value)) == (name, message)


@pytest.mark.parametrize(
    ("value", "kind"),
    [(None, "null"), (True, "true"), (False, "false"), (1, "a number"), (1.5, "a number"), ("", "text"), ({}, "an object"), ((), "an array"),
     (MISSING, "undefined"), (b"", "a Python bytes")],
)  # fmt: skip
def test_what_a_value_is_called(value: Any, kind: str) -> None:
    assert kind_of(value) == kind


class Plan(Enum):
    FREE = "free"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (MOMENT, "a Python datetime; {}. Give its isoformat()"),
        (MOMENT.date(), "a Python date; {}. Give its isoformat()"),
        (MOMENT.time(), "a Python time; {}. Give its isoformat()"),
        (UUID(int=1), "a Python UUID; {}. Give str() of it"),
        (Path("a"), "a Python PosixPath; {}. Give str() of it"),
        (Decimal("1.5"), "a Python Decimal; {}. Give float() or str() of it"),
        (Fraction(1, 2), "a Python Fraction; {}. Give float() of it"),
        (Plan.FREE, "a Python Plan; {}. Give its value"),
        ({1}, "a Python set; {}. Give list() of it"),
        (frozenset({1}), "a Python frozenset; {}. Give list() of it"),
        (b"x", "a Python bytes; {}. Give its decode()"),
        (count(), "a Python count; {}"),
    ],
)
def test_what_to_give_instead_is_told(value: Any, said: str) -> None:
    expected = "expected what JSON has: objects with text keys, arrays, text, numbers, true, false, null"
    assert str(unusable({"a": value}, "it")) == f"it/a is {said.format(expected)}"


def test_values_of_numpy_are_told_from_pythons_own() -> None:
    numpy = pytest.importorskip("numpy")
    for value, named, instead in (
        (numpy.bool_(True), "numpy.bool", "its item()"),
        (numpy.int64(1), "int64", "its item()"),
        (numpy.array([1]), "ndarray", "its tolist()"),
    ):
        said = str(unusable(value, "it"))
        assert (said.partition(";")[0], said.rpartition(". Give ")[2]) == (f"it is a Python {named}", instead)


def test_a_value_that_stands_twice_is_no_circle_and_the_first_odd_one_is_named() -> None:
    shared = {"a": [1]}
    assert unusable([shared, shared, {"b": shared}], "it") is None
    found = unusable({"ok": 1, "x~/": [0, {"y": {1}}], "z": b""}, "it")
    assert found is not None
    assert (str(found).partition(";")[0], found.pointer) == ("it/x~0~1/1/y is a Python set", "/x~0~1/1/y")

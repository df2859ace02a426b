"""Triggers: FQL as people write it, FQL for every quirk of the lexer and parser, and FQL broken by one character."""

from __future__ import annotations

from typing import Any

from segment_conformance.live.generators.events import event
from segment_conformance.live.generators.random_values import TEXTS, RandomValues

__all__ = ["FUNCTIONS", "OPERATORS", "trigger", "trigger_case"]

OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
FUNCTIONS = ("contains", "match", "!contains", "!match")

_FIELDS = ("type", "event", "name", "userId")
_NESTED = (
    "traits.plan", "traits.name", "traits.email", "traits.count", "traits.zero", "traits.no", "traits.nil", "traits.empty", "traits.tags.\\0",
    "traits.address.city", "traits.address.geo.lat", "traits.nope", "properties.total", "properties.flag", "properties.json", "properties.x\\ y",
    "properties.dotted\\.key", "context.active", "context.ip", "context.page.url", "context.traits.email", "traits.\\é", "traits.a-b", "traits.rows.length",
    "properties", "traits", "context", "traits\\.plan", "properties.\\[0\\]", "properties.an", "properties.n", "properties.o", "traits.tags.length", "traits.\\\ud83d\\\udc0e",
)  # fmt: skip
_OTHERS = (
    "anonymousId", "groupId", "message.event", "integrations", "propertiesX", "traitsX.y", "event.foo", "type.x", "a", "n", "o", "and",
    "null", "an", "nul", "userId.x", "_x", "\\type",
)  # fmt: skip
_VALUES = (
    '"track"', '"identify"', '"group"', '"pro"', '"Order Completed"', '"u-1"', '""', '"a"', '"*"', '"pro*"', '"*pro"', '"*a*"', '"a*b"', "'track'", "'a\"b'", "true",
    "false", "null", '"true"', '"null"', "0", "5", "42", "-3", "+5", "1.5", "99.9", "1e5", ".5", "5.", "1.2.3", "-", "track", "x.y", '"5"', '"🐎"', '"a\nb"', '"Žluťoučký kůň"',
    "eos", '"[object Object]"', '"undefined"', "1704067200", '"*com"', '"jane*"', '"1e21"',
)  # fmt: skip
_NOISE = (
    "!", "=", "==", "<", ">", "(", ")", "[", "]", ",", ".", '"', "'", "\\", "&", "|", "#", "*", "/", "\r", "\n", "\t", "  ", "and", "or",
    "not", "AND", "and(", "é", "🐎", "0", "-", "+", "a", "an", "nul", "null",
)  # fmt: skip


def trigger(rng: RandomValues) -> str:
    """The text of a trigger."""
    if rng.astray() and rng.often(0.4):
        pieces = (*_NOISE, *_FIELDS, *_NESTED, *_OTHERS, *_VALUES, *OPERATORS, *FUNCTIONS)
        return "".join(rng.choice(pieces) + rng.choice(("", " ", " ")) for _ in range(rng.integer(1, 10)))
    text = _group(rng, 2)
    for _ in range(rng.integer(1, 3) if rng.astray() else 0):
        at = rng.integer(0, len(text))
        kind = rng.integer(0, 2)
        if kind == 0:
            text = text[:at] + rng.choice(_NOISE) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + rng.integer(1, 3) :]
        else:
            text = text[:at]
    return text


def _group(rng: RandomValues, depth: int) -> str:
    out = _part(rng, depth)
    joiner = rng.choice((" and ", " or "))
    for _ in range(rng.weighted({0: 4, 1: 4, 2: 2, 3: 1})):
        if rng.often(0.15):
            joiner = rng.choice((" and ", " or ", "\nand\t", " AND ", " and(", " ", "  or  ", ",and "))
        out += joiner + _part(rng, depth)
    return out


def _part(rng: RandomValues, depth: int) -> str:
    kind = rng.weighted(
        {"condition": 60, "function": 28, "group": 12 if depth > 0 else 0, "empty": 1 if rng.oddness else 0}
    )
    if kind == "group":
        return (
            rng.choice(("(", "(", "( ", "!(", "not ("))
            + _group(rng, depth - 1)
            + rng.choice((")", ")", " )", "" if rng.oddness else ")"))
        )
    if kind == "function":
        return _function(rng)
    if kind == "empty":
        return rng.choice(("", "()", "contains()", "match(event)", "type", "type =", "!", "traits.plan"))
    space = " " if rng.often(0.92) else rng.choice(("", "  ", "\n"))
    operator = (
        rng.choice(OPERATORS) if rng.often(0.95) else rng.choice(("==", "in", "~", ".", "contains", "like", "! ="))
    )
    return f"{_field(rng)}{space}{operator}{space}{rng.choice(_VALUES)}"


def _field(rng: RandomValues) -> str:
    kind = rng.weighted({"top": 35, "nested": 55, "other": 10})
    return rng.choice({"top": _FIELDS, "nested": _NESTED, "other": _OTHERS}[kind])


def _function(rng: RandomValues) -> str:
    name = rng.choice(FUNCTIONS)
    value = rng.choice(_VALUES) if rng.often(0.85) else f'"{rng.choice(TEXTS)}"'
    comma = rng.choice((", ", ", ", ",", " , ", " " if rng.oddness else ", "))
    return f"{name}({_field(rng)}{comma}{value})"


def trigger_case(rng: RandomValues) -> dict[str, Any]:
    """A case of kind `fql`: a trigger and events."""
    events: list[Any] = [event(rng) for _ in range(rng.integer(1, 4))]
    if rng.often(0.05):
        events.append(rng.choice(({}, {"type": None}, {"traits": []}, {"properties": "x", "traits": 5})))
    return {"kind": "fql", "fql": trigger(rng), "events": events}

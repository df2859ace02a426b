"""Triggers: FQL as people write it, with every quirk of the lexer and parser, and FQL that is broken by a character."""

from __future__ import annotations

from typing import Any

from segment_conformance.live.events import event
from segment_conformance.live.random_values import TEXTS, Chance

__all__ = ["FUNCTIONS", "OPERATORS", "trigger", "trigger_case"]

OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
FUNCTIONS = ("contains", "match", "!contains", "!match")

_FIELDS = ("type", "event", "name", "userId")
_NESTED = (
    "traits.plan", "traits.name", "traits.email", "traits.count", "traits.zero", "traits.no", "traits.nil", "traits.empty", "traits.tags.\\0",
    "traits.address.city", "traits.address.geo.lat", "traits.nope", "properties.total", "properties.flag", "properties.json", "properties.x\\ y",
    "properties.dotted\\.key", "context.active", "context.ip", "context.page.url", "context.traits.email", "traits.\\é", "traits.a-b", "traits.rows.length",
    "properties", "traits", "context", "traits\\.plan", "properties.\\[0\\]", "properties.an", "properties.n", "properties.o", "traits.tags.length",
)  # fmt: skip
_OTHERS = (
    "anonymousId",
    "groupId",
    "message.event",
    "integrations",
    "propertiesX",
    "traitsX.y",
    "event.foo",
    "type.x",
    "a",
    "n",
    "o",
    "and",
    "null",
    "an",
    "nul",
    "userId.x",
    "_x",
    "\\type",
)
_VALUES = (
    '"track"', '"identify"', '"group"', '"pro"', '"Order Completed"', '"u-1"', '""', '"a"', '"*"', '"pro*"', '"*pro"', '"*a*"', '"a*b"', "'track'", "'a\"b'", "true",
    "false", "null", '"true"', '"null"', "0", "5", "42", "-3", "+5", "1.5", "99.9", "1e5", ".5", "5.", "1.2.3", "-", "track", "x.y", '"5"', '"🐎"', '"a\nb"', '"Žluťoučký kůň"',
    "eos", '"[object Object]"', '"undefined"', "1704067200", '"*com"', '"jane*"', '"1e21"',
)  # fmt: skip
_NOISE = (
    "!",
    "=",
    "==",
    "<",
    ">",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    '"',
    "'",
    "\\",
    "&",
    "|",
    "#",
    "*",
    "/",
    "\r",
    "\n",
    "\t",
    "  ",
    "and",
    "or",
    "not",
    "AND",
    "and(",
    "é",
    "🐎",
    "0",
    "-",
    "+",
    "a",
    "an",
    "nul",
    "null",
)


def trigger(chance: Chance) -> str:
    """The text of a trigger."""
    if chance.astray() and chance.often(0.4):
        pieces = (*_NOISE, *_FIELDS, *_NESTED, *_OTHERS, *_VALUES, *OPERATORS, *FUNCTIONS)
        return "".join(chance.one(pieces) + chance.one(("", " ", " ")) for _ in range(chance.whole(1, 10)))
    text = _group(chance, 2)
    for _ in range(chance.whole(1, 3) if chance.astray() else 0):
        at = chance.whole(0, len(text))
        kind = chance.whole(0, 2)
        if kind == 0:
            text = text[:at] + chance.one(_NOISE) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + chance.whole(1, 3) :]
        else:
            text = text[:at]
    return text


def _group(chance: Chance, depth: int) -> str:
    out = _part(chance, depth)
    joiner = chance.one((" and ", " or "))
    for _ in range(chance.weighted({0: 4, 1: 4, 2: 2, 3: 1})):
        if chance.often(0.15):
            joiner = chance.one((" and ", " or ", "\nand\t", " AND ", " and(", " ", "  or  ", ",and "))
        out += joiner + _part(chance, depth)
    return out


def _part(chance: Chance, depth: int) -> str:
    kind = chance.weighted(
        {"condition": 60, "function": 28, "group": 12 if depth > 0 else 0, "empty": 1 if chance.oddness else 0}
    )
    if kind == "group":
        return (
            chance.one(("(", "(", "( ", "!(", "not ("))
            + _group(chance, depth - 1)
            + chance.one((")", ")", " )", "" if chance.oddness else ")"))
        )
    if kind == "function":
        return _function(chance)
    if kind == "empty":
        return chance.one(("", "()", "contains()", "match(event)", "type", "type =", "!", "traits.plan"))
    space = " " if chance.often(0.92) else chance.one(("", "  ", "\n"))
    operator = (
        chance.one(OPERATORS) if chance.often(0.95) else chance.one(("==", "in", "~", ".", "contains", "like", "! ="))
    )
    return f"{_field(chance)}{space}{operator}{space}{chance.one(_VALUES)}"


def _field(chance: Chance) -> str:
    kind = chance.weighted({"top": 35, "nested": 55, "other": 10})
    return chance.one({"top": _FIELDS, "nested": _NESTED, "other": _OTHERS}[kind])


def _function(chance: Chance) -> str:
    name = chance.one(FUNCTIONS)
    value = chance.one(_VALUES) if chance.often(0.85) else f'"{chance.one(TEXTS)}"'
    comma = chance.one((", ", ", ", ",", " , ", " " if chance.oddness else ", "))
    return f"{name}({_field(chance)}{comma}{value})"


def trigger_case(chance: Chance) -> dict[str, Any]:
    """A trigger with events."""
    events: list[Any] = [event(chance) for _ in range(chance.whole(1, 4))]
    if chance.often(0.05):
        events.append(chance.one(({}, {"type": None}, {"traits": []}, {"properties": "x", "traits": 5})))
    return {"kind": "fql", "fql": trigger(chance), "events": events}

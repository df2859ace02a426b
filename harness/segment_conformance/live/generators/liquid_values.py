"""Expressions in the braces of a Liquid template: text, numbers, variables, ranges, conditions; no filters and no tags."""

from __future__ import annotations

from dataclasses import dataclass

from segment_conformance.live.generators.random_values import NUMERIC_TEXTS, TEXTS, RandomValues

__all__ = ["Given", "condition", "number", "string", "value"]


@dataclass(frozen=True, slots=True)
class Given:
    """What a template draws from: random values, and the places of the event it may read."""

    rng: RandomValues
    places: list[tuple[str, ...]]


_LITERALS = ("true", "false", "nil", "null", "empty", "blank")
_NUMBERS = (
    "0", "1", "2", "3", "5", "-1", "-2", "1.5", "-3.25", "10", "100", "2.50", "0.1", "12345678901234567890", "+4", "007",
)  # fmt: skip
_RANGES = (
    "(1..3)", "(2..5)", "(3..1)", "( 1 .. 2 )", "('1'..'3')", "(1.5..4)", "(traits.zero..2)", "(nil..2)",
)  # fmt: skip
_MALFORMED = (
    "", "(", "(1..", "(1.2)", "[", "a[", "a[1", ".", "'open", "1.2.3", "%", "a b", "a.b c", "@", "==", "not", "a not b", "“x”", "a]",
    "(1..3", "|", "-",
)  # fmt: skip
_ODD_VARIABLES = (
    "nope", "traits.nope", "x", "y", "n", "size", "traits.size", "traits.tags.first", "traits.tags.last", "traits.tags.size",
    "traits.tags[-1]", "traits['name']", "traits[name]", "traits.name.size", "traits.rows[0].sku", "['traits']", "block",
    "traits.tags[1.5]", "first", "a-b", "nil.size", "empty.x", "traits.zero.x", "'abc'.size", "(1..3).size", "traits..name", "traits.name.",
    "block.super", "true.x", "5.x", "traits[nil]",
)  # fmt: skip
_OPERATORS = ("==", "!=", "<", ">", "<=", ">=", "contains", "and", "or")


def string(given: Given) -> str:
    rng = given.rng
    text = rng.choice((*TEXTS, *NUMERIC_TEXTS, ",", "a", "b"))[:40]
    if rng.astray():
        text = rng.choice(("a\\nb", "\\u00e9\\u12", "\\101", "\\\\", "\\'", '\\"', "\\x41", "x\\ud83d\\ude00"))
    if "'" in text:
        return '"' + text.replace('"', "") + '"'
    return f"'{text}'" if rng.often(0.6) or '"' in text else f'"{text}"'


def number(given: Given) -> str:
    return given.rng.choice(_NUMBERS)


def _variable(given: Given) -> str:
    rng = given.rng
    if not given.places or rng.often(0.08):
        return rng.choice(_ODD_VARIABLES)
    out = ""
    for key in rng.choice(given.places):
        simple = key.replace("_", "a").replace("-", "a").isalnum() and key not in _LITERALS
        if simple and not (key.isdigit() and out) and rng.often(0.9):
            out += f".{key}" if out else key
        elif key.isdigit():
            out += f"[{key}]"
        else:
            out += f"[{_quoted(given, key)}]"
    return out


def _quoted(given: Given, key: str) -> str:
    key = key.replace("\\", "")
    return f'"{key}"' if "'" in key else f"'{key}'"


def value(given: Given) -> str:
    rng = given.rng
    kind = rng.weighted(
        {"variable": 55, "string": 22, "number": 12, "literal": 7, "range": 3, "odd": 4 if rng.oddness else 0}
    )
    if kind == "variable":
        return _variable(given)
    if kind == "string":
        return string(given)
    if kind == "number":
        return number(given)
    if kind == "literal":
        return rng.choice(_LITERALS)
    if kind == "range":
        return rng.choice(_RANGES)
    return rng.choice(_MALFORMED)


def condition(given: Given) -> str:
    rng = given.rng
    out = value(given)
    for _ in range(rng.integer(0, 2)):
        out += f" {rng.choice(_OPERATORS)} {value(given)}"
    if rng.often(0.1):
        out = f"not {out}"
    return out.replace(" == ", "==") if rng.often(0.1) else out

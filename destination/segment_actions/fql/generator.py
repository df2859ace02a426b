"""Writes a tree as the text of a trigger. Not an inverse of the parser: see `generate`."""

from __future__ import annotations

import re
from typing import Any

from segment_actions import js
from segment_actions.errors import EngineError
from segment_actions.fql.parser import Tree

__all__ = ["as_number", "clause", "generate"]

_FIELDS = {"event-property": "properties", "event-trait": "traits", "event-context": "context"}
_FUNCTIONS = {
    "contains": "contains({field}, {value})",
    "not_contains": "!contains({field}, {value})",
    "exists": "{field} != null",
    "not_exists": "{field} = null",
    "is_true": "{field} = true",
    "is_false": "{field} = false",
    "starts_with": 'match({field}, "{text}*")',
    "not_starts_with": '!match({field}, "{text}*")',
    "ends_with": 'match({field}, "*{text}")',
    "not_ends_with": '!match({field}, "*{text}")',
    "number_equals": "{field} = {number}",
    "number_not_equals": "{field} != {number}",
}
_COMPARISONS = ("<", ">", "<=", ">=")


def generate(tree: Tree) -> str:
    """The text of a tree, as Segment's editor writes it. Escapes inside names and `type = null` are lost.

    Raises:
        EngineError: a group has an empty part.
    """
    text = _group(tree)
    if text.startswith("(") and text.endswith(")") and text.count("(") + text.count(")") == 2:
        return text[1:-1]
    return text


def _group(tree: Tree) -> str:
    parts = []
    for child in tree["children"]:
        if not isinstance(child, dict):
            raise EngineError("Cannot read properties of undefined (reading 'type')")
        parts.append(f"({_group(child)})" if child["type"] == "group" else clause(child))
    return f" {tree['operator']} ".join(parts)


def clause(condition: Tree) -> str:
    """The text of one condition."""
    kind, operator, value = condition["type"], condition["operator"], condition.get("value", js.MISSING)
    field = "type" if kind == "event-type" else kind
    if kind in _FIELDS:
        # A dot is not escaped, so a name written with an escaped dot changes when read again (observed). A character
        # beyond 16 bits has each half escaped, since the lexer takes one half after a backslash (observed).
        field = _FIELDS[kind] + "." + re.sub(r"[^a-zA-Z0-9._-]", r"\\\g<0>", js.spread(condition["name"]))
    form = _FUNCTIONS.get(operator)
    if form is None:
        form = "{field} {operator} " + ("{number}" if operator in _COMPARISONS else "{value}")
    return form.format(
        field=field, operator=operator, value=_literal(value), text=js.text(value), number=js.text(as_number(value))
    )


def _literal(value: Any) -> str:
    return js.text(value) if isinstance(value, bool | int | float) else f'"{js.text(value)}"'


def as_number(value: Any) -> float:
    """`Number(value)` for the values a condition can hold."""
    if isinstance(value, str):
        return js.to_number(value)
    return float("nan") if value is js.MISSING else float(value)

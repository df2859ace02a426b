"""Whether an event meets a trigger, and which of its clauses it does not. Triggers are compiled once and kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from segment_actions import js
from segment_actions.errors import EngineError, FqlError
from segment_actions.fql.generator import as_number, clause
from segment_actions.fql.parser import Tree, parse
from segment_actions.mapping.paths import lookup

__all__ = ["Unmet", "compile_trigger", "explain", "matches"]

Matcher = Callable[[Mapping[str, Any]], bool]
_FIELDS = {"event-type": "type", "event": "event", "name": "name", "userId": "userId"}
_INSIDE = {"event-property": "properties", "event-trait": "traits", "event-context": "context"}


@dataclass(frozen=True, slots=True)
class Unmet:
    """A clause of a trigger that an event does not meet, and what the event has there (JSON text, or `nothing`)."""

    clause: str
    found: str


def matches(trigger: str | Tree, event: Any) -> bool:
    """Whether the event meets a trigger, given as its text or as the tree of `parse`.

    What is no trigger matches nothing, as in Segment's engine; `parse` tells why.

    Raises:
        EngineError: a tree with an empty part, where Segment's engine fails, too.
    """
    if not isinstance(event, Mapping):
        return False
    try:
        matcher = compile_trigger(trigger) if isinstance(trigger, str) else _compiled(trigger)
    except FqlError:
        return False
    return matcher(event)


@lru_cache(maxsize=4096)
def compile_trigger(text: str) -> Matcher:
    """The matcher of a trigger.

    Raises:
        FqlError: the text is no trigger.
    """
    return _compiled(parse(text))


def explain(trigger: str, event: Any) -> list[Unmet]:
    """The clauses that keep the event from meeting the trigger; none when it does.

    Raises:
        FqlError: the text is no trigger.
    """
    return _compiled_explanation(trigger)(event if isinstance(event, Mapping) else {})


@lru_cache(maxsize=4096)
def _compiled_explanation(trigger: str) -> Callable[[Mapping[str, Any]], list[Unmet]]:
    return _explainer(parse(trigger))


def _explainer(tree: Tree) -> Callable[[Mapping[str, Any]], list[Unmet]]:
    meets = _compiled(tree)
    if tree["type"] == "group":
        children = [_explainer(child) for child in tree["children"] if isinstance(child, dict)]
        return lambda event: [] if meets(event) else [one for child in children for one in child(event)]
    read, text = _reader(tree), clause(tree)

    def explain_clause(event: Mapping[str, Any]) -> list[Unmet]:
        if meets(event):
            return []
        found = read(event)
        return [Unmet(text, "nothing" if found is js.MISSING else js.to_json(found))]

    return explain_clause


def _compiled(tree: Any) -> Matcher:
    if not isinstance(tree, dict):

        def fail(event: Mapping[str, Any]) -> bool:
            raise EngineError("Cannot read properties of undefined (reading 'type')")

        return fail
    if tree["type"] != "group":
        return _condition(tree)
    children = [_compiled(child) for child in tree["children"]]
    if len(children) == 1 and tree["operator"] in ("and", "or"):
        return children[0]
    if tree["operator"] == "and":
        return lambda event: all(child(event) for child in children)
    if tree["operator"] == "or":
        return lambda event: any(child(event) for child in children)
    return lambda event: False


def _reader(condition: Tree) -> Callable[[Mapping[str, Any]], Any]:
    kind = condition["type"]
    if kind in _FIELDS:
        key = _FIELDS[kind]
        return lambda event: event.get(key, js.MISSING)
    root, pieces = _INSIDE[kind], tuple(re.findall(r"[^.\[\]]+", condition["name"]))
    if condition["name"] and not pieces:

        def fail(event: Mapping[str, Any]) -> Any:
            raise EngineError("Cannot read properties of null (reading 'reduce')")

        return fail
    if not pieces:
        return lambda event: js.MISSING
    if len(pieces) == 1:
        (only,) = pieces

        def read(event: Mapping[str, Any]) -> Any:
            inside = event.get(root, js.MISSING)
            return inside.get(only, js.MISSING) if type(inside) is dict else lookup(inside, pieces)

        return read
    return lambda event: lookup(event.get(root, js.MISSING), pieces)


def _condition(condition: Tree) -> Matcher:
    read, operator = _reader(condition), condition["operator"]
    value = condition.get("value", js.MISSING)
    text, number = js.text(value), as_number(value) if "value" in condition else float("nan")
    if operator == "=":
        return lambda event: read(event) == text
    if operator == "!=":
        return lambda event: read(event) != text
    test = _TESTS.get(operator)
    if test is None:
        return lambda event: read(event) is None and False
    if js.is_torn(text):
        test, text = _by_units(test), js.spread(text)
    return lambda event: test(read(event), text, number)


def _is_number(test: Callable[[float, float], bool]) -> Callable[[Any, str, float], bool]:
    return lambda actual, text, number: js.is_number(actual) and test(js.number(actual), number)


def _is_text(test: Callable[[str, str], bool]) -> Callable[[Any, str, float], bool]:
    return lambda actual, text, number: isinstance(actual, str) and test(actual, text)


def _by_units(test: Callable[[Any, str, float], bool]) -> Callable[[Any, str, float], bool]:
    """The test for text that has half of an astral character, which a whole one contains."""
    return lambda actual, text, number: test(js.spread(actual) if isinstance(actual, str) else actual, text, number)


_TESTS: Mapping[str, Callable[[Any, str, float], bool]] = {
    "number_equals": _is_number(lambda actual, number: actual == number),
    "number_not_equals": _is_number(lambda actual, number: actual != number),
    "<": _is_number(lambda actual, number: actual < number),
    "<=": _is_number(lambda actual, number: actual <= number),
    ">": _is_number(lambda actual, number: actual > number),
    ">=": _is_number(lambda actual, number: actual >= number),
    "contains": _is_text(lambda actual, text: text in actual),
    "not_contains": _is_text(lambda actual, text: text not in actual),
    "starts_with": _is_text(str.startswith),
    "not_starts_with": _is_text(lambda actual, text: not actual.startswith(text)),
    "ends_with": _is_text(str.endswith),
    "not_ends_with": _is_text(lambda actual, text: not actual.endswith(text)),
    "exists": lambda actual, text, number: actual is not None and actual is not js.MISSING,
    "not_exists": lambda actual, text, number: actual is None or actual is js.MISSING,
    "is_true": lambda actual, text, number: actual is True,
    "is_false": lambda actual, text, number: actual is False,
}

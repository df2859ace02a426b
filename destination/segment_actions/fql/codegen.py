"""From a tree to one Python expression over an event, compiled: the calls that a chain of closures makes are what costs.

The expression holds names and operators only; whatever stands in a trigger is a constant the names stand for. What the
operators mean is Segment's. Source: observation of the published packages (destination-subscriptions 3.37.0).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from segment_actions import js
from segment_actions.errors import EngineError, FqlError
from segment_actions.fql.generator import as_number
from segment_actions.mapping.paths import lookup

__all__ = ["Matcher", "compile_reader", "compile_tree"]

Matcher = Callable[[Mapping[str, Any]], bool]

_FIELDS = {"event-type": "type", "event": "event", "name": "name", "userId": "userId"}
_INSIDE = {"event-property": "properties", "event-trait": "traits", "event-context": "context"}
_DEEPEST = 30
"""Groups inside groups that are one expression; Python's parser takes about a hundred."""

# Up to here a Python int and a JavaScript number are the same value; larger ones go through `js.number`.
_EXACT = 2**53


def compile_tree(tree: Any) -> Matcher:
    """Whether an event meets a tree of `parse`; one with an empty part raises EngineError when it comes to that part."""
    source = _Source()
    matcher: Matcher = source.compiled(source.node(tree, 0))
    return matcher


def compile_reader(condition: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], Any]:
    """What an event has where a condition looks, MISSING for nothing."""
    source = _Source()
    reader: Callable[[Mapping[str, Any]], Any] = source.compiled(source.read(condition))
    return reader


class _Source:
    """An expression in the making: `e` is the event, `x` and `v0`, `v1` … what was read of it, `c0`, `c1` … the constants."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {"MISSING": js.MISSING, "lookup": lookup}

    def compiled(self, expression: str) -> Any:
        return eval(f"lambda e: {expression}", self.names)

    def constant(self, value: Any) -> str:
        name = f"c{len(self.names)}"
        self.names[name] = value
        return name

    def node(self, tree: Any, depth: int) -> str:
        if not isinstance(tree, Mapping):
            return f"{self.constant(_failing('undefined', 'type'))}(e)"
        if not {"type", "operator"} <= tree.keys():
            raise FqlError("is no tree of a trigger; expected what fql.parse gives")
        if tree["type"] != "group":
            return self.condition(tree)
        if depth > _DEEPEST:
            return f"{self.constant(compile_tree(tree))}(e)"
        if tree["operator"] not in ("and", "or"):
            # A group of any other operator matches nothing, without an error (observed).
            return "False"
        parts = [f"({self.node(child, depth + 1)})" for child in tree["children"]]
        return f" {tree['operator']} ".join(parts) or str(tree["operator"] == "and")

    def condition(self, condition: Mapping[str, Any]) -> str:
        read, value = self.read(condition), condition.get("value", js.MISSING)
        text = js.text(value)
        form = _FORMS.get(condition["operator"], "({read}, False)[1]")
        if js.is_torn(text) and "{text}" in form:
            return f"{self.constant(_by_units(form, text))}({read})"
        number = as_number(value) if "value" in condition else float("nan")
        test = _NUMBERS.get(condition["operator"])
        names = {"text": text, "number": number, "test": test}
        used = {name: self.constant(one) for name, one in names.items() if f"{{{name}}}" in form}
        return form.format(read=read, **used)

    def read(self, condition: Mapping[str, Any]) -> str:
        kind = condition["type"]
        if kind in _FIELDS:
            return f"e.get({_FIELDS[kind]!r}, MISSING)"
        # "a[0].b" gives a, 0, b; escapes are gone by now, so `a\.b` also means b inside a (observed).
        pieces = tuple(re.findall(r"[^.\[\]]+", condition["name"]))
        if not pieces:
            return f"{self.constant(_failing('null', 'reduce'))}(e)" if condition["name"] else "MISSING"
        keys = [repr(_INSIDE[kind]), *map(self.constant, pieces)]
        walked = [f"type(v0 := e.get({keys[0]}, MISSING)) is dict"]
        walked += [f"type(v{at} := v{at - 1}.get({key}, MISSING)) is dict" for at, key in enumerate(keys[1:-1], 1)]
        found = f"v{len(keys) - 2}.get({keys[-1]}, MISSING)"
        return f"({found} if {' and '.join(walked)} else lookup(v0, {self.constant(pieces)}))"


def _failing(value: str, member: str) -> Matcher:
    def fail(event: Mapping[str, Any]) -> bool:
        raise EngineError(f"Cannot read properties of {value} (reading '{member}')")

    return fail


def _number_test(test: Callable[[float, float], bool]) -> Callable[[Any, float], bool]:
    def run(actual: Any, number: float) -> bool:
        kind = type(actual)
        if kind is float or (kind is int and -_EXACT <= actual <= _EXACT):
            return test(actual, number)
        return js.is_number(actual) and test(js.number(actual), number)

    return run


_NUMBERS: Mapping[str, Callable[[Any, float], bool]] = {
    "number_equals": _number_test(operator.eq),
    "number_not_equals": _number_test(operator.ne),
    "<": _number_test(operator.lt),
    "<=": _number_test(operator.le),
    ">": _number_test(operator.gt),
    ">=": _number_test(operator.ge),
}

_FORMS: Mapping[str, str] = {
    **dict.fromkeys(_NUMBERS, "{test}({read}, {number})"),
    "=": "{read} == {text}",
    # True for a missing value, null and numbers, too: only the same text is equal (observed).
    "!=": "{read} != {text}",
    "contains": "isinstance(x := {read}, str) and {text} in x",
    # The negated functions, too, want text: they are false where nothing is there (observed).
    "not_contains": "isinstance(x := {read}, str) and {text} not in x",
    "starts_with": "isinstance(x := {read}, str) and x.startswith({text})",
    "not_starts_with": "isinstance(x := {read}, str) and not x.startswith({text})",
    "ends_with": "isinstance(x := {read}, str) and x.endswith({text})",
    "not_ends_with": "isinstance(x := {read}, str) and not x.endswith({text})",
    "exists": "(x := {read}) is not None and x is not MISSING",
    "not_exists": "(x := {read}) is None or x is MISSING",
    "is_true": "{read} is True",
    "is_false": "{read} is False",
}
"""The expression of each operator; one that is not here reads the event and is never true."""


def _by_units(form: str, text: str) -> Callable[[Any], bool]:
    """The test for text that has half of an astral character, which a whole one contains."""
    names = {"text": js.spread(text)}
    test = eval(f"lambda value: {form.format(read='value', text='text')}", names)
    return lambda actual: test(js.spread(actual) if isinstance(actual, str) else actual)

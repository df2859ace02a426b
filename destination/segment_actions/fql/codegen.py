"""Compiles a tree to a single Python expression over an event, which saves the calls that a chain of closures makes.

A single condition is a closure all the same, and so is a tree with more than `_MOST` conditions, which Python takes
long to compile. The expression contains only names and operators; whatever a trigger contains is passed as constants.
The operators mean what they mean in Segment. Source: observation of the published packages (destination-subscriptions
3.37.0).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from segment_actions import js
from segment_actions.errors import EngineError, FqlError, SegmentError
from segment_actions.fql.generator import as_number
from segment_actions.js import EXACT
from segment_actions.mapping.paths import lookup
from segment_actions.mapping.writer import Writer
from segment_actions.source import Source

__all__ = ["OPERATORS", "Matcher", "compile_condition", "compile_plainly", "compile_reader", "compile_tree", "joined"]

Matcher = Callable[[Mapping[str, Any]], bool]

_NO_TREE = "is no tree of a trigger; expected what fql.parse gives"
_FIELDS = {"event-type": "type", "event": "event", "name": "name", "userId": "userId"}
_INSIDE = {"event-property": "properties", "event-trait": "traits", "event-context": "context"}
_DEEPEST = 30
"""Depth of groups written as one expression; Python's parser takes about a hundred."""
_MOST = 100
"""Most conditions in one expression."""


def compile_tree(tree: Any) -> Matcher:
    """The matcher of a tree made by `parse`. If the tree has an empty part, it raises EngineError on reaching it."""
    if isinstance(tree, Mapping) and _conditions(tree) > _MOST:
        return compile_plainly(tree)
    writer = _Trigger()
    plain = cache(lambda: compile_plainly(tree))  # compiled at the first unusual event, which most triggers never see
    return writer.made(writer.node(tree, 0), lambda event: plain()(event), SegmentError)


def joined(operator: str, matchers: Sequence[Matcher]) -> Matcher:
    """The matcher of a group with these parts."""
    if operator == "and":
        return lambda e: all(met(e) for met in matchers)
    if operator == "or":
        return lambda e: any(met(e) for met in matchers)
    # A group with any other operator matches nothing, without an error (observed).
    return lambda e: False


def _conditions(tree: Mapping[str, Any]) -> int:
    """The number of conditions in a tree; stops counting soon after `_MOST`."""
    if tree.get("type") != "group":
        return 1
    found = 0
    for child in tree.get("children", ()):
        found += _conditions(child) if isinstance(child, Mapping) else 1
        if found > _MOST:
            break
    return found


def compile_plainly(tree: Any) -> Matcher:
    """Like `compile_tree`, with closures only: the plain form."""
    if not isinstance(tree, Mapping):
        return _failing("undefined", "type")
    if not {"type", "operator"} <= tree.keys():
        raise FqlError(_NO_TREE)
    if tree["type"] != "group":
        return compile_condition(tree)
    return joined(tree["operator"], [compile_plainly(child) for child in tree["children"]])


def compile_condition(condition: Mapping[str, Any]) -> Matcher:
    """The matcher of one condition."""
    read = compile_reader(condition)
    form, names = _form(condition)
    if form is None:
        test = _by_units(_FORMS[condition["operator"]], names["text"])
        return lambda e: test(read(e))
    return _factory(form)(read, *(names.get(name) for name in _NAMES))


_NAMES = ("text", "number", "test")


@lru_cache(maxsize=64)
def _factory(form: str) -> Callable[..., Matcher]:
    expression = form.format(read="read(e)", **{name: name for name in _NAMES})
    return Source(M=js.MISSING).expression(f"read, {', '.join(_NAMES)}", f"lambda e: {expression}")


def compile_reader(condition: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], Any]:
    """A function that reads the event's value for a condition, MISSING if there is none."""
    kind = condition["type"]
    if kind in _FIELDS:
        field = _FIELDS[kind]
        return lambda e: e.get(field, js.MISSING)
    pieces = _pieces(condition)
    if not pieces:
        return _failing("null", "reduce") if condition["name"] else lambda e: js.MISSING
    holder = _INSIDE[kind]

    def read(event: Mapping[str, Any]) -> Any:
        first = value = event.get(holder, js.MISSING)
        for key in pieces:
            if type(value) is not dict:
                return lookup(first, pieces)
            value = value.get(key, js.MISSING)
        return value

    return read


def _pieces(condition: Mapping[str, Any]) -> tuple[str, ...]:
    # "a[0].b" gives a, 0, b. Escapes are already gone, so `a\.b` means b inside a, too (observed).
    return tuple(re.findall(r"[^.\[\]]+", condition["name"]))


class _Trigger(Writer):
    """An expression under construction. `x` is the value a condition reads."""

    def node(self, tree: Any, depth: int) -> str:
        if not isinstance(tree, Mapping):
            return f"{self.constant(_failing('undefined', 'type'))}(e)"
        if not {"type", "operator"} <= tree.keys():
            raise FqlError(_NO_TREE)
        if tree["type"] != "group":
            return self.condition(tree)
        if depth > _DEEPEST:
            return f"{self.constant(compile_tree(tree))}(e)"
        if tree["operator"] not in ("and", "or"):
            # A group with any other operator matches nothing, without an error (observed).
            return "False"
        parts = [f"({self.node(child, depth + 1)})" for child in tree["children"]]
        return f" {tree['operator']} ".join(parts) or str(tree["operator"] == "and")

    def condition(self, condition: Mapping[str, Any]) -> str:
        read = self.found(condition)
        form, names = _form(condition)
        if form is None:
            return f"{self.constant(_by_units(_FORMS[condition['operator']], names['text']))}({read})"
        used = {name: self.constant(one) for name, one in names.items() if f"{{{name}}}" in form}
        return form.format(read=read, **used)

    def found(self, condition: Mapping[str, Any]) -> str:
        kind = condition["type"]
        if kind in _FIELDS:
            return self.read((_FIELDS[kind],)).text
        pieces = _pieces(condition)
        if not pieces:
            return self.call(_failing("null", "reduce"), "e") if condition["name"] else "M"
        return self.read((_INSIDE[kind], *pieces)).text


def _form(condition: Mapping[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """The expression of a condition and the values of its names; None if its text has a lone surrogate and is
    searched unit by unit."""
    value = condition.get("value", js.MISSING)
    text = js.text(value)
    form = _FORMS.get(condition["operator"], "({read}, False)[1]")
    number = as_number(value) if "value" in condition else float("nan")
    names = {"text": text, "number": number, "test": _NUMBERS.get(condition["operator"])}
    return (None if js.is_torn(text) and "{text}" in form else form), names


def _failing(value: str, member: str) -> Matcher:
    def fail(event: Mapping[str, Any]) -> bool:
        raise EngineError(f"Cannot read properties of {value} (reading '{member}')")

    return fail


def _number_test(test: Callable[[float, float], bool]) -> Callable[[Any, float], bool]:
    def run(actual: Any, number: float) -> bool:
        kind = type(actual)
        if kind is float or (kind is int and -EXACT <= actual <= EXACT):
            return test(actual, number)
        return js.is_number(actual) and test(js.number(actual), number)

    return run


_SIGNS = {"number_equals": "==", "number_not_equals": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_OPERATORS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_NUMBERS: Mapping[str, Callable[[Any, float], bool]] = {
    name: _number_test(_OPERATORS[sign]) for name, sign in _SIGNS.items()
}

_IS_TEXT = "(type(x := {read}) is str or isinstance(x, str))"
_IS_EXACT = f"type(x := {{read}}) is int and {-EXACT} <= x <= {EXACT} or type(x) is float"

_FORMS: Mapping[str, str] = {
    **{name: f"x {sign} {{number}} if {_IS_EXACT} else {{test}}(x, {{number}})" for name, sign in _SIGNS.items()},
    "=": "{read} == {text}",
    # Also true for a missing value, null and numbers: only identical text is equal (observed).
    "!=": "{read} != {text}",
    "contains": _IS_TEXT + " and {text} in x",
    # The negated functions need text, too: they are false if the value is missing (observed).
    "not_contains": _IS_TEXT + " and {text} not in x",
    "starts_with": _IS_TEXT + " and x.startswith({text})",
    "not_starts_with": _IS_TEXT + " and not x.startswith({text})",
    "ends_with": _IS_TEXT + " and x.endswith({text})",
    "not_ends_with": _IS_TEXT + " and not x.endswith({text})",
    "exists": "(x := {read}) is not None and x is not M",
    "not_exists": "(x := {read}) is None or x is M",
    "is_true": "{read} is True",
    "is_false": "{read} is False",
}
"""The expression of each operator. Any other operator reads the event and is never true."""

OPERATORS = frozenset(_FORMS)
"""The operators between field and value. The parser also accepts the functions' names here, `event starts_with
"Order"` (observed)."""


def _by_units(form: str, text: str) -> Callable[[Any], bool]:
    """The test for text with half of an astral character, which occurs inside the whole one."""
    test = Source(text=js.spread(text)).expression("value", form.format(read="value", text="text"))
    return lambda actual: test(js.spread(actual) if isinstance(actual, str) else actual)

"""Compiles the tree of a filter's condition to a chain of closures over an event.

Rules and their sources

* What the operators mean: documentation. A field that the event lacks is null (documentation's examples; assumption
  `filter.missing`); a list's elements are members `0`, `1`, … (assumption `filter.list_index`).
* A value without an operator is met only if it is true (observation of the published package,
  @segment/tsub; assumption `filter.bare_value`).
* If an operator or function gets a value of the wrong kind, as in `5 > 'a'`, the result is false, or null for a
function
  that does not give a boolean. Segment's page says it drops an event if it cannot tell what is meant (assumption
  `filter.wrong_kind`, which can be set to that).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from segment_actions import js
from segment_actions.filter_fql.functions import FUNCTIONS, kind_of
from segment_actions.filter_fql.parser import parse
from segment_actions.filter_fql.tree import Call, Compare, Group, ListOf, Literal, Not, Path, Tree, generate

__all__ = ["DEFAULTS", "Decides", "Test", "WrongKind", "compile_condition", "compile_path", "compile_tree"]

Test = Callable[[Mapping[str, Any]], bool]
_Value = Callable[[Mapping[str, Any]], Any]

DEFAULTS: Mapping[str, str] = {"filter.and_or": "and-first", "filter.wrong_kind": "false"}
"""The defaults of the assumptions that can be changed: to `in-order` and `drop`."""

Decides = Callable[[str], str]
"""Assumption ID -> its setting. Asked only when the setting decides about an event."""

_NUMBERS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class WrongKind(Exception):
    """An operator or function got a value of the wrong kind, and the event is dropped for it."""


def compile_condition(text: str, decides: Decides = DEFAULTS.__getitem__, *, drops: bool = False) -> Test:
    """The test of a condition. With `drops`, the filter drops events that meet it, so a wrong kind does not matter for
    them.

    Raises:
        FqlError: the condition cannot be read. The test itself raises WrongKind if `filter.wrong_kind` is `drop`.
    """
    tree, in_order = parse(text), parse(text, and_first=False)
    compiler = _Compiler()
    first, wrong = compiler.test(tree), compiler.wrong
    if tree != in_order:
        first = _chosen(first, compiler.test(in_order), decides)

    def test(event: Mapping[str, Any]) -> bool:
        result = first(event)
        if wrong:
            what = wrong[0]
            wrong.clear()
            if not (result and drops) and decides("filter.wrong_kind") == "drop":
                raise WrongKind(what)
        return result

    return test


def _chosen(and_first: Test, in_order: Test, decides: Decides) -> Test:
    """A test that asks for the setting only if the two readings of a condition differ."""

    def test(event: Mapping[str, Any]) -> bool:
        one, other = and_first(event), in_order(event)
        return one if one == other or decides("filter.and_or") == "and-first" else other

    return test


def compile_tree(tree: Tree) -> Test:
    """The test of a tree, with the default settings."""
    compiler = _Compiler()
    test = compiler.test(tree)

    def run(event: Mapping[str, Any]) -> bool:
        compiler.wrong.clear()
        return test(event)

    return run


def compile_path(keys: tuple[str, ...]) -> _Value:
    """A function: the event's value at a path, None if there is none. Without keys, it is the event itself."""
    if not keys:
        return lambda event: event
    if len(keys) == 1:
        only = keys[0]
        return lambda event: event.get(only)
    first, *others = keys

    def read(event: Mapping[str, Any]) -> Any:
        value = event.get(first)
        for key in others:
            value = value.get(key) if type(value) is dict else _member(value, key)
        return value

    return read


def _member(value: Any, key: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(key)
    if isinstance(value, list | tuple) and js.is_index(key) and int(key) < len(value):
        return value[int(key)]
    return None


def _are_same(one: Any, other: Any) -> bool:
    """Equal and of the same kind: 1 and 1.0 are, 1 and true are not."""
    if isinstance(one, str) or isinstance(other, str):
        return isinstance(one, str) and isinstance(other, str) and one == other
    kind = kind_of(one)
    if kind != kind_of(other):
        return False
    if kind == "list":
        return len(one) == len(other) and all(map(_are_same, one, other))
    if kind == "object":
        return one.keys() == other.keys() and all(_are_same(value, other[key]) for key, value in one.items())
    return bool(one == other)


class _Compiler:
    """`wrong` collects the values of a wrong kind until the caller clears it."""

    def __init__(self) -> None:
        self.wrong: list[str] = []

    def _otherwise(self, what: str, result: Any) -> Any:
        self.wrong.append(what)
        return result

    def test(self, tree: Tree) -> Test:
        match tree:
            case Group(word, parts):
                return _group([self.test(part) for part in parts], until=word == "or")
            case Not(inner):
                positive = self.test(inner)
                return lambda event: not positive(event)
            case Compare("=" | "!=" as word, left, right):
                return self._equality(left, right, negated=word == "!=")
            case Compare("in", left, right):
                return self._membership(tree, self.value(left), self.value(right))
            case Compare(word, left, right):
                return self._comparison(tree, _NUMBERS[word], self.value(left), self.value(right))
            case _:
                return self._bare(tree, self.value(tree))

    def value(self, tree: Tree) -> _Value:
        match tree:
            case Literal(value):
                return lambda event: value
            case Path(keys):
                return compile_path(keys)
            case ListOf(items):
                values = [self.value(item) for item in items]
                return lambda event: [one(event) for one in values]
            case Call():
                return self._call(tree)
            case _:
                return self.test(tree)

    def _bare(self, tree: Tree, value: _Value) -> Test:
        def test(event: Mapping[str, Any]) -> bool:
            found = value(event)
            if found is True or found is False or found is None:
                return found is True
            return bool(self._otherwise(f"{generate(tree)} is {kind_of(found)}, neither true nor false", False))

        return test

    def _equality(self, left: Tree, right: Tree, *, negated: bool) -> Test:
        one, other = self.value(left), self.value(right)
        if isinstance(right, Literal) and isinstance(right.value, str):
            text = right.value
            # the most frequent condition
            return (lambda event: one(event) != text) if negated else (lambda event: one(event) == text)
        return lambda event: _are_same(one(event), other(event)) is not negated

    def _comparison(self, tree: Tree, compare: Callable[[float, float], bool], left: _Value, right: _Value) -> Test:
        def test(event: Mapping[str, Any]) -> bool:
            one, other = left(event), right(event)
            if one is None or other is None:
                return False
            if js.is_number(one) and js.is_number(other):
                return compare(one, other)
            return bool(self._otherwise(f"{generate(tree)} compares {kind_of(one)} with {kind_of(other)}", False))

        return test

    def _membership(self, tree: Compare, left: _Value, right: _Value) -> Test:
        items = tree.right.items if isinstance(tree.right, ListOf) else ()
        # most lists hold only texts, and some are long
        texts = frozenset(item.value for item in items if isinstance(item, Literal) and isinstance(item.value, str))
        are_all = bool(items) and all(isinstance(item, Literal) for item in items)

        def test(event: Mapping[str, Any]) -> bool:
            one = left(event)
            if isinstance(one, str) and (are_all or one in texts):
                return one in texts
            within = right(event)
            if within is None:
                return False
            if not isinstance(within, list | tuple) or isinstance(one, list | tuple | Mapping):
                what = f"{generate(tree)} looks for {kind_of(one)} in {kind_of(within)}"
                return bool(self._otherwise(what, False))
            return any(_are_same(one, item) for item in within)

        return test

    def _call(self, tree: Call) -> _Value:
        function = FUNCTIONS[tree.name]
        apply, takes, otherwise = function.apply, function.takes, function.otherwise
        arguments = [self.value(one) for one in tree.arguments]

        def call(event: Mapping[str, Any]) -> Any:
            given = [one(event) for one in arguments]
            for value, kinds in zip(given, takes, strict=True):
                if value is not None and kind_of(value) not in kinds:
                    return self._otherwise(f"{generate(tree)} is given {kind_of(value)}", otherwise)
            return apply(*given)

        return call


def _group(tests: list[Test], *, until: bool) -> Test:
    def test(event: Mapping[str, Any]) -> bool:
        for one in tests:
            if one(event) is until:
                return until
        return not until

    return test

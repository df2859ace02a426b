"""Parses outputs and the arguments of tags: values, operators and filters become functions of a context.

Knows no tag. Source: observation of the published packages (LiquidJS 10.27.2).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from segment_actions import js
from segment_actions.environment import Surroundings
from segment_actions.js import MISSING
from segment_actions.mapping.liquid import values
from segment_actions.mapping.liquid.lexer import Scanner
from segment_actions.mapping.liquid.values import Drop, Refused

__all__ = ["Context", "Evaluate", "Filters", "Word", "filtered_value", "item_value", "read_value"]

MEMORY = 100_000_000
_LONGEST_RANGE = 1_000_000
"""Assumption: a longer range would exceed the time limit of Segment's engine."""


@dataclass(slots=True)
class Context:
    """One run of a template: the event (or item) it reads, its variables, and the memory it has used."""

    event: Any
    around: Surroundings
    deadline: float = math.inf
    scopes: list[dict[str, Any]] = field(default_factory=lambda: [{}])
    cycles: dict[str, int] = field(default_factory=dict)
    used: float = 0
    stopped: bool = False

    def hurry(self) -> None:
        """Raises Refused if the template's time is up."""
        if self.around.timer() > self.deadline:
            raise Refused("template render limit exceeded")

    def use(self, amount: Any) -> None:
        """Count memory, in characters or elements.

        Raises:
            Refused: the limit is reached.
        """
        if amount > 0:
            if not self.used + amount <= MEMORY:
                raise Refused("memory alloc limit exceeded")
            self.used += amount

    def lookup(self, keys: list[Any]) -> Any:
        """A variable, or the value the further keys lead to inside it."""
        value = MISSING if isinstance(keys[0], Drop) else self._variable(values.text(keys[0]))
        for one in keys[1:]:
            value = values.member(value, one)
        return value

    def _variable(self, name: str) -> Any:
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        found = values.own(self.event, name)
        # An unknown name is looked up in an empty object, which has a size.
        return 0 if found is MISSING and name == "size" else found


Evaluate = Callable[[Context], Any]
Filters = Mapping[str, Callable[..., Any]]


class Word(NamedTuple):
    """A value as written. `constant` is the text of a string or number."""

    evaluate: Evaluate
    source: str = ""
    constant: str | None = None


_LITERALS: Mapping[str, Any] = {
    "true": True,
    "false": False,
    "nil": Drop.NIL,
    "null": Drop.NIL,
    "empty": Drop.EMPTY,
    "blank": Drop.BLANK,
}


def _constant(value: Any) -> Evaluate:
    return lambda context: value


def read_value(scanner: Scanner, paths: list[tuple[str, ...]] | None = None) -> Word | None:
    """The next value: a literal, string, range, number or path. Plain paths are added to `paths`."""
    scanner.skip_blank()
    begin = scanner.at
    first = _first(scanner, paths)
    keys = _keys(scanner, paths, begins=first is None)
    if not keys:
        return first and first._replace(source=scanner.text[begin : scanner.at])
    source = scanner.text[begin : scanner.at]
    if first is not None:
        return Word(_inside(first.evaluate, [evaluate for evaluate, _ in keys]), source)
    plain = tuple(str(name) for _, name in keys) if all(name is not None for _, name in keys) else None
    if plain is not None and paths is not None:
        paths.append(plain)
    return Word(_variable([evaluate for evaluate, _ in keys]), source)


def _first(scanner: Scanner, paths: list[tuple[str, ...]] | None) -> Word | None:
    literal = scanner.literal()
    if literal is not None:
        return Word(_constant(_LITERALS[literal]))
    quoted = scanner.quoted()
    if quoted is not None:
        return Word(_constant(js.paired(quoted)), constant=js.paired(quoted))
    interval = _range(scanner, paths)
    if interval is not None:
        return Word(interval)
    number = scanner.number()
    return None if number is None else Word(_constant(number), constant=js.text(number))


def item_value(path: str) -> Evaluate:
    """The lookup that `where` makes in each item, from its text."""
    scanner = Scanner(js.spread(path))
    scanner.skip_blank()
    keys = _keys(scanner, None, begins=True)
    return _variable([evaluate for evaluate, _ in keys]) if keys else _constant(MISSING)


def _keys(scanner: Scanner, paths: list[tuple[str, ...]] | None, *, begins: bool) -> list[tuple[Evaluate, str | None]]:
    """The keys of a path, each with its text if that is fixed."""
    keys: list[tuple[Evaluate, str | None]] = []
    while True:
        if scanner.peek() == "[":
            scanner.at += 1
            word = read_value(scanner, paths)
            scanner.expect(scanner.read_to("]"), "[ not closed")
            keys.append((word.evaluate, word.constant) if word is not None else (_constant(""), ""))
            continue
        name = scanner.identifier() if begins and not keys else ""
        if not name and scanner.peek() == "." and scanner.peek(1) != ".":
            scanner.at += 1
            name = scanner.identifier()
        if not name:
            return keys
        keys.append((_constant(js.paired(name)), js.paired(name)))


def _variable(keys: list[Evaluate]) -> Evaluate:
    return lambda context: context.lookup([key(context) for key in keys])


def _inside(first: Evaluate, keys: list[Evaluate]) -> Evaluate:
    def evaluate(context: Context) -> Any:
        found = [key(context) for key in keys]
        value = first(context)
        for one in found:
            value = values.member(value, one)
        return value

    return evaluate


def _range(scanner: Scanner, paths: list[tuple[str, ...]] | None) -> Evaluate | None:
    scanner.skip_blank()
    if scanner.peek() != "(":
        return None
    scanner.at += 1
    low = _needed(scanner, paths)
    scanner.skip_blank()
    scanner.expect(scanner.read() == "." and scanner.read() == ".", "invalid range syntax")
    high = _needed(scanner, paths)
    scanner.skip_blank()
    scanner.expect(scanner.read() == ")", "invalid range syntax")

    def evaluate(context: Context) -> Any:
        begin, end = values.number(low(context)), values.number(high(context))
        length = end - begin + 1
        context.use(length)
        if not length > 0:
            return []
        if length > _LONGEST_RANGE:
            raise Refused("memory alloc limit exceeded")
        return [begin + step for step in range(math.ceil(length))]

    return evaluate


def _needed(scanner: Scanner, paths: list[tuple[str, ...]] | None) -> Evaluate:
    word = read_value(scanner, paths)
    if word is None:
        scanner.fail(f"unexpected token {scanner.snapshot()}, value expected")
    return word.evaluate


_BINARY: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": values.equals,
    "!=": lambda left, right: not values.equals(left, right),
    "<": lambda left, right: not _words(left, right) and values.less(left, right),
    ">": lambda left, right: not _words(left, right) and values.less(right, left),
    "<=": lambda left, right: not _words(left, right) and values.less(left, right, or_equal=True),
    ">=": lambda left, right: not _words(left, right) and values.less(right, left, or_equal=True),
    "contains": lambda left, right: _contains(left, right),
    "and": lambda left, right: values.is_true(left) and values.is_true(right),
    "or": lambda left, right: values.is_true(left) or values.is_true(right),
}
_PRECEDENCE = {**dict.fromkeys(("==", "!=", "<", ">", "<=", ">=", "contains"), 2), "not": 1, "and": 0, "or": 0}


def _words(left: Any, right: Any) -> bool:
    """nil, empty and blank compare as neither less nor greater."""
    return any(isinstance(one, Drop) and one is not Drop.BLOCK for one in (left, right))


def _contains(left: Any, right: Any) -> bool:
    left = values.plain(left)
    if isinstance(left, list | tuple | range):
        return any(values.equals(one, right) for one in left)
    return isinstance(left, str) and js.spread(values.text(values.plain(right))) in js.spread(left)


def _expression(scanner: Scanner, paths: list[tuple[str, ...]] | None) -> Evaluate | None:
    """Evaluates operators and operands in postfix order; all operands left over but the first are dropped."""
    postfix: list[Evaluate | str] = []
    waiting: list[str] = []
    while not scanner.done:
        operator = scanner.operator()
        if operator is not None:
            while waiting and _PRECEDENCE[waiting[-1]] > _PRECEDENCE[operator]:
                postfix.append(waiting.pop())
            waiting.append(operator)
            continue
        word = read_value(scanner, paths)
        if word is None:
            break
        postfix.append(word.evaluate)
    postfix += reversed(waiting)
    if not postfix:
        return None
    if len(postfix) == 1 and not isinstance(postfix[0], str):
        return postfix[0]
    return lambda context: _evaluated(postfix, context)


def _evaluated(postfix: list[Evaluate | str], context: Context) -> Any:
    operands: list[Any] = []
    for one in postfix:
        if not isinstance(one, str):
            operands.append(one(context))
            continue
        right = operands.pop() if operands else MISSING
        if one == "not":
            operands.append(values.is_false(right))
        else:
            left = operands.pop() if operands else MISSING
            operands.append(_BINARY[one](left, right))
    return operands[0]


def filtered_value(scanner: Scanner, filters: Filters, paths: list[tuple[str, ...]] | None = None) -> Evaluate:
    """The next value with the filters after it. Unknown filters are skipped.

    Raises:
        Broken: a TokenizationError.
    """
    initial = _expression(scanner, paths)
    if initial is None:
        scanner.fail(
            f"invalid value expression: {scanner.snapshot()}",
            reason="no expression",
            about=(scanner.text[scanner.at : scanner.end].strip(),),
        )
    applied: list[tuple[Callable[..., Any], list[Evaluate]]] = []
    while (found := _filter(scanner, paths)) is not None:
        name, arguments = found
        applied.append((filters.get(name, _unchanged), arguments))
    if not applied:
        return initial

    def evaluate(context: Context) -> Any:
        value = initial(context)
        for work, arguments in applied:
            value = work(context, value, *[argument(context) for argument in arguments])
        return value

    return evaluate


def _unchanged(context: Context, value: Any, *arguments: Any) -> Any:
    return value


def _filter(scanner: Scanner, paths: list[tuple[str, ...]] | None) -> tuple[str, list[Evaluate]] | None:
    scanner.skip_blank()
    if scanner.done:
        return None
    scanner.expect(scanner.read() == "|", 'expected "|" before filter')
    name = scanner.identifier()
    if not name:
        scanner.expect(scanner.done, "expected filter name")
        return None
    arguments: list[Evaluate] = []
    scanner.skip_blank()
    if scanner.peek() == ":":
        more = True
        while more:
            scanner.at += 1
            argument = _argument(scanner, paths)
            if argument is not None:
                arguments.append(argument)
            scanner.skip_blank()
            if not (scanner.done or scanner.peek() in (",", "|")):
                scanner.fail(f"unexpected character {scanner.snapshot()}")
            more = scanner.peek() == ","
    elif not (scanner.peek() == "|" or scanner.done):
        scanner.fail('expected ":" after filter name')
    return name, arguments


def _argument(scanner: Scanner, paths: list[tuple[str, ...]] | None) -> Evaluate | None:
    """One argument. A named one evaluates to a pair of name and value."""
    word = read_value(scanner, paths)
    if word is None:
        return None
    scanner.skip_blank()
    if scanner.peek() != ":":
        return word.evaluate
    scanner.at += 1
    value = read_value(scanner, paths)
    name, inner = js.paired(word.source), value.evaluate if value is not None else _constant(MISSING)
    return lambda context: [name, inner(context)]

"""Parses tokens to the tree of a trigger. As lenient as Segment's parser: it skips what it does not know.

A tree is `{"type": "group", "operator": "and" | "or", "children": [...]}`. A condition is `{"type", "operator"}`, with
`name` (inside properties, traits or context) and `value` if it has them. Source: observation (destination-subscriptions
3.37.0).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from segment_actions import js
from segment_actions.errors import FqlError
from segment_actions.fql.lexer import END, Kind, LexError, Token, tokens_of
from segment_actions.json_values import kind_of

__all__ = ["FIELDS", "Tree", "kept_tree", "parse"]

Tree = dict[str, Any]

FIELDS = {
    "type": "event-type",
    "event": "event",
    "name": "name",
    "userId": "userId",
    "context": "event-context",
    "properties": "event-property",
    "traits": "event-trait",
}
"""The first word of a field -> the type of its conditions. Destinations know no other fields."""

_NESTED = ("properties", "traits", "context")
_ARGUMENTS = ("event", "name", "userId")
_FUNCTIONS = ("contains", "match")
_NO_CONDITION = "Cannot read properties of undefined (reading 'type')"


class _Tokens:
    """The tokens left; `at` is where the last token taken begins."""

    def __init__(self, tokens: Iterable[Token], at: int = 0) -> None:
        self._left = deque(tokens)
        self.at = at

    def __bool__(self) -> bool:
        return bool(self._left)

    @property
    def ahead(self) -> Token:
        return self._left[0]

    def take(self, complaint: str = "") -> Token:
        """The next token. If there is none, raises FqlError with the `complaint`."""
        if not self._left:
            raise FqlError(complaint, self.at)
        token = self._left.popleft()
        self.at = token.at
        return token


def parse(text: str) -> Tree:
    """The tree of a trigger.

    Raises:
        FqlError: with Segment's message and the place in the text. If the text has no condition or cannot be split into
            tokens, the message is that of JavaScript's engine.
    """
    if not isinstance(text, str):
        raise FqlError(f"a trigger is text; found {kind_of(text)}")
    try:
        tree = _parse(_Tokens(tokens_of(text)))
        if tree is not js.MISSING:
            return tree if tree["type"] == "group" else {"type": "group", "operator": "and", "children": [tree]}
        problem = FqlError(_NO_CONDITION, 0, f"no condition on any of {', '.join(FIELDS)}")
    except LexError as error:
        problem = FqlError(_NO_CONDITION, error.at, str(error))
    except FqlError as error:
        problem = error
    raise FqlError(str(problem), len(js.paired(js.spread(text)[: problem.at])), problem.reason)


@lru_cache(maxsize=8)
def kept_tree(text: str) -> Tree:
    """Like `parse`, with the last texts cached, since several callers ask in turn. Do not change the tree."""
    return parse(text)


def _parse(tokens: _Tokens) -> Any:
    children: list[Any] = []
    operator = "and"
    while tokens and tokens.ahead.kind is not Kind.END:
        token = tokens.take()
        if token.kind is Kind.NAME:
            if token.text.partition(".")[0] in FIELDS:
                children.append(_condition(token.text, tokens))
            if token.text in _FUNCTIONS:
                children.extend(_function(token.text, tokens, negated=False))
        elif token.kind is Kind.OPERATOR and token.text == "!":
            if tokens.ahead.kind is Kind.NAME and tokens.ahead.text in _FUNCTIONS:
                children.extend(_function(tokens.take().text, tokens, negated=True))
        elif token.kind is Kind.OPEN:
            children.append(_parse(_group(tokens)))
        elif token.kind is Kind.CONDITIONAL:
            operator = token.text
    if len(children) > 1:
        return {"type": "group", "operator": operator, "children": children}
    return children[0] if children else js.MISSING


def _group(tokens: _Tokens) -> _Tokens:
    """The tokens up to the first closing parenthesis, whichever group it closes."""
    inside: list[Token] = []
    begin = tokens.at
    while tokens:
        token = tokens.take()
        if token.kind is Kind.CLOSE:
            return _Tokens([*inside, END._replace(at=token.at)], begin)
        inside.append(token)
    raise FqlError(_NO_CONDITION, begin, "a parenthesis that is not closed")


def _value(token: Token) -> Any:
    if token.kind is Kind.STRING:
        return token.text.removeprefix('"').removesuffix('"')
    if token.kind is Kind.NUMBER:
        return js.to_number(token.text)
    if token.kind is Kind.NAME and token.text in ("true", "false"):
        return token.text == "true"
    return token.text


def _named(field: str) -> Tree:
    root = field.partition(".")[0]
    tree = {"type": FIELDS[root]}
    if root in _NESTED:
        tree["name"] = field.removeprefix(root + ".")
    return tree


def _condition(field: str, tokens: _Tokens) -> Tree:
    operator = tokens.take("Operator token is missing").text
    token = tokens.take("Value token is missing")
    condition, value = _named(field), _value(token)
    if condition["type"] not in ("event-type", "event"):
        special = {
            ("!=", "null"): "exists",
            ("=", "null"): "not_exists",
            ("=", "true"): "is_true",
            ("=", "false"): "is_false",
        }.get((operator, token.text))
        if special is not None and not (condition["type"] == "name" and special.startswith("is_")):
            return {**condition, "operator": special}
    if "name" not in condition:
        return {**condition, "operator": operator, "value": js.text(value)}
    if token.kind is Kind.NUMBER and operator in ("=", "!="):
        operator = "number_equals" if operator == "=" else "number_not_equals"
    return {**condition, "operator": operator, "value": value}


def _function(name: str, tokens: _Tokens, *, negated: bool) -> list[Tree]:
    """Takes the arguments by position and ignores what is between them."""
    _skip(tokens)
    field = tokens.take(f"{name}() is missing a 1st argument")
    _skip(tokens)
    token = tokens.take(f"{name}() is missing a 2nd argument")
    _skip(tokens)
    operator, value = "contains", js.text(_value(token))
    if name == "match":
        starts = token.text.endswith('*"')
        operator = "starts_with" if starts else "ends_with"
        value = value[:-1] if starts else js.paired(js.spread(value)[1:])
    operator = f"not_{operator}" if negated else operator
    if field.text in _ARGUMENTS:
        return [{"type": field.text, "operator": operator, "value": value}]
    return [
        {"type": FIELDS[root], "name": field.text.removeprefix(root + "."), "operator": operator, "value": value}
        for root in _NESTED
        if field.text.startswith(root)
    ]


def _skip(tokens: _Tokens) -> None:
    if tokens:
        tokens.take()

"""Parses tokens to the tree of a filter's condition. Strict, unlike the parser of triggers: anything unreadable is an
error.

    condition   = all | alternative
    alternative = conjunction { "or" conjunction }
    conjunction = clause { "and" clause }
    clause      = "!" clause | operand [ ( "=" "!=" "<" "<=" ">" ">=" "in" ) operand ]
    operand     = text | number | true | false | null | field | function "(" … ")" | "[" … "]" | "(" alternative ")"

Rules and their sources

* Operators, kinds of their operands, groups, lists: documentation.
* `and` binds tighter than `or` (assumption `filter.and_or`, which can be set to left-to-right order).
* `!` negates the whole comparison after it (assumption `filter.not`).
"""

from __future__ import annotations

import difflib
from typing import Any, cast

from segment_actions.errors import FqlError
from segment_actions.filter_fql.functions import FUNCTIONS, kind_of
from segment_actions.filter_fql.kinds import SAID, expect_glob, expect_kind, expect_versions
from segment_actions.filter_fql.lexer import Kind, Token, tokens_of, wrong
from segment_actions.filter_fql.tree import Call, Compare, Group, ListOf, Literal, Not, Path, Tree

__all__ = ["parse"]

_DEEPEST = 100
"""Depth of nested groups; each takes a few calls, and Python allows a thousand."""
_OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
_CONSTANTS = {"true": True, "false": False, "null": None}
_WORDS = {
    "AND": "and",
    "OR": "or",
    "NOT": "!",
    "not": "!",
    "IN": "in",
    "NULL": "null",
    "TRUE": "true",
    "FALSE": "false",
}
_ELSEWHERE = {
    "is": "= or !=",
    "exists": "!= null",
    "like": "match( field, 'pattern' )",
    "matches": "match( field, 'pattern' )",
    "between": "field >= 1 and field <= 5",
    **{name: f"{name}( … )" for name in FUNCTIONS},
}
"""Corrections for what other languages write after a field."""
_JOINED = "and, or or the end"
_MEANT = {"startsWith": "match", "starts_with": "match", "endsWith": "match", "ends_with": "match", "len": "length"}
_NO_CALLS = {"not": "!( … )", "exists": "field != null"}
"""Corrections for names that are functions elsewhere."""
_PLACES = ("1st", "2nd", "3rd")


def parse(text: str, *, and_first: bool = True) -> Tree:
    """The tree of a condition. The text `all`, the Public API's word for every event, is true.

    Args:
        and_first: whether `and` binds tighter than `or`; else both are taken from left to right.

    Raises:
        FqlError: with the column, what was found there, and what was expected.
    """
    if not isinstance(text, str):
        raise FqlError(f"a condition is text; found {kind_of(text)}")
    if text.strip() == "all":
        return Literal(True)
    try:
        return _Parser(tokens_of(text), and_first=and_first).whole()
    except FqlError as error:
        raise _placed(error, text) from None


def _placed(error: FqlError, text: str) -> FqlError:
    """The error, with the line if the text has several."""
    if "\n" not in text.strip():
        return error
    line, column = text.count("\n", 0, error.at) + 1, error.at - text.rfind("\n", 0, error.at)
    return FqlError(f"line {line}, column {column}: {str(error).partition(': ')[2]}", error.at)


class _Parser:
    def __init__(self, tokens: list[Token], *, and_first: bool) -> None:
        self._tokens, self._at, self._depth, self._and_first = tokens, 0, 0, and_first

    @property
    def _ahead(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._ahead
        if token.kind is not Kind.END:
            self._at += 1
        return token

    def _is(self, *texts: str) -> bool:
        return self._ahead.kind in (Kind.WORD, Kind.SIGN) and self._ahead.text in texts

    def _expect(self, text: str, expected: str) -> None:
        if not self._is(text):
            raise self._wrong(expected)
        self._take()

    def _wrong(self, expected: str) -> FqlError:
        """The error for the next token."""
        ahead = self._ahead
        word = _WORDS.get(ahead.text, _ELSEWHERE.get(ahead.text.lower())) if ahead.kind is Kind.PATH else None
        if word == "!" and self._at and self._tokens[self._at + 1].text.lower() == "in":
            word = "!( field in [ … ] )"
        if word == _ELSEWHERE["is"] and "null" in [one.text.lower() for one in self._tokens[self._at + 1 :][:2]]:
            word = "= null or != null"
        return wrong(ahead.at, ahead.told, expected, f"write {word}" if word else "")

    def whole(self) -> Tree:
        begin = self._ahead
        if begin.kind is Kind.END:
            raise wrong(0, "nothing", "a condition such as type = 'track', or all")
        tree = self._alternative()
        if self._ahead.kind is not Kind.END:
            operators = f"an operator ({', '.join(_OPERATORS)}, in), " if isinstance(tree, Path | Literal) else ""
            raise self._wrong(operators + _JOINED)
        self._decidable(tree, begin)
        return tree

    def _alternative(self) -> Tree:
        begin = self._ahead
        parts = [self._clause()]
        if not self._is("and", "or"):
            return parts[0]
        self._decidable(parts[0], begin)
        words: list[str] = []
        while self._is("and", "or"):
            words.append(self._take().text)
            begin = self._ahead
            parts.append(self._clause())
            self._decidable(parts[-1], begin)
        return _joined(parts, words, and_first=self._and_first)

    def _clause(self) -> Tree:
        begin = self._ahead
        if self._is("!"):
            return self._negation()
        left = self._operand()
        if not self._is(*_OPERATORS, "in"):
            return left
        operator = self._take().text
        right_at = self._ahead
        right = self._operand()
        if operator == "in":
            expect_kind(right, ("list",), right_at, "a list, or a field that has one, behind in")
        elif operator not in ("=", "!="):
            for side, at in ((left, begin), (right, right_at)):
                expect_kind(side, ("number",), at, f"a number, or a field that has one, beside {operator}")
        if self._is(*_OPERATORS, "in"):
            raise self._wrong(_JOINED)
        return Compare(cast("Any", operator), left, right)

    def _negation(self) -> Tree:
        # a loop: each `!` is a level of the tree, but must not be a level of recursion
        negations = 0
        begin = self._ahead
        while self._is("!"):
            self._take()
            negations += 1
            self._deeper(begin)
        begin = self._ahead
        inner = self._clause()
        self._decidable(inner, begin)
        for _ in range(negations):
            inner = Not(inner)
        self._depth -= negations
        return inner

    def _operand(self) -> Tree:
        token = self._ahead
        if token.kind is Kind.PATH:
            self._take()
            return self._call(token) if self._is("(") else self._field(token)
        if token.kind in (Kind.STRING, Kind.NUMBER):
            return Literal(self._take().value)
        if token.kind is Kind.WORD and token.text in _CONSTANTS:
            return Literal(_CONSTANTS[self._take().text])
        if self._is("["):
            self._take()
            return ListOf(tuple(item for item, _ in self._series("]")))
        if self._is("("):
            self._take()
            self._deeper(token)
            inner = self._alternative()
            if self._is(","):
                raise wrong(self._ahead.at, "','", "a )", "write a list in brackets, [ … ]")
            self._expect(")", "a ) for the ( at column " + str(token.at + 1))
            self._depth -= 1
            return inner
        raise self._wrong("a field, a value, a function or a group")

    def _field(self, token: Token) -> Path:
        if token.text in _WORDS:
            raise wrong(token.at, token.told, "a field, a value, a function or a group", f"write {_WORDS[token.text]}")
        return Path(token.value)

    def _deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise wrong(token.at, f"more than {_DEEPEST} nested groups", "fewer")

    def _series(self, end: str) -> list[tuple[Tree, Token]]:
        """The elements between commas, each with its first token. Also takes the `end`."""
        self._deeper(self._ahead)
        items: list[tuple[Tree, Token]] = []
        while not (self._is(end) and not items):
            begin = self._ahead
            items.append((self._clause(), begin))
            if self._is(end):
                break
            self._expect(",", f"a comma or a {end}")
        self._take()
        self._depth -= 1
        return items

    def _call(self, name: Token) -> Call:
        function = FUNCTIONS.get(name.text)
        if function is None:
            close = difflib.get_close_matches(name.text.lower(), FUNCTIONS, n=1)
            meant = _MEANT.get(name.text, close[0] if close else "")
            hint = f"did you mean {meant}()?" if meant else ""
            if name.text.lower() in _NO_CALLS:
                hint = f"write {_NO_CALLS[name.text.lower()]}"
            raise wrong(name.at, f"the function {name.text}()", f"one of {', '.join(FUNCTIONS)}", hint)
        self._take()
        given = self._series(")")
        if len(given) != len(function.takes):
            count = f"{len(function.takes)} argument{'s' * (len(function.takes) > 1)} for {name.text}()"
            raise wrong(name.at, str(len(given)), count)
        for place, (argument, begin), kinds in zip(_PLACES, given, function.takes, strict=False):
            expected = f"{' or '.join(SAID[kind] for kind in kinds)} as the {place} argument of {name.text}()"
            expect_kind(argument, (*kinds, "null"), begin, expected)
        if name.text == "match":
            expect_glob(*given[1])
        if name.text == "semver":
            expect_versions(*given)
        return Call(name.text, tuple(argument for argument, _ in given))

    def _decidable(self, tree: Tree, begin: Token) -> None:
        expect_kind(
            tree, ("bool", "null"), begin, "what is true or false: a comparison, a group, a function or a field"
        )


def _joined(parts: list[Tree], words: list[str], *, and_first: bool) -> Tree:
    if len(set(words)) == 1:
        return Group(cast("Any", words[0]), tuple(parts))
    if and_first:
        runs: list[list[Tree]] = [[parts[0]]]
        for word, part in zip(words, parts[1:], strict=True):
            if word == "and":
                runs[-1].append(part)
            else:
                runs.append([part])
        return Group("or", tuple(run[0] if len(run) == 1 else Group("and", tuple(run)) for run in runs))
    operator, together = words[0], [parts[0]]
    for word, part in zip(words, parts[1:], strict=True):
        if word != operator:
            together = [Group(cast("Any", operator), tuple(together))]
            operator = word
        together.append(part)
    return Group(cast("Any", operator), tuple(together))

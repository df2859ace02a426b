"""Finds parts of a condition that can never fit, before any event is seen, by the kind of value they give.

Source: the kinds that operators and functions take, in Segment's documentation.
"""

from __future__ import annotations

from segment_actions.filter_fql.functions import FUNCTIONS, kind_of
from segment_actions.filter_fql.globs import fault_of
from segment_actions.filter_fql.lexer import Token, wrong
from segment_actions.filter_fql.tree import Call, Compare, Group, ListOf, Literal, Not, Path, Tree
from segment_actions.filter_fql.versions import OPERATORS, is_version

__all__ = ["SAID", "expect_glob", "expect_kind", "expect_versions"]

SAID = {
    "string": "text",
    "number": "a number",
    "list": "a list",
    "bool": "true or false",
    "null": "null",
    "object": "an object",
}
"""The kinds in words."""


def _kind(tree: Tree) -> str | None:
    """The kind a part gives, None if it depends on the event."""
    match tree:
        case Literal(value):
            return kind_of(value)
        case Path():
            return None
        case ListOf():
            return "list"
        case Call(name, _):
            return FUNCTIONS[name].gives
        case Compare() | Not() | Group():
            return "bool"


def expect_kind(tree: Tree, kinds: tuple[str, ...], at: Token, expected: str) -> None:
    """Raise FqlError if a part gives another kind than these. `at` is its first token."""
    kind = _kind(tree)
    if kind is not None and kind not in kinds:
        raise wrong(at.at, f"{SAID[kind]}{f' ({at.text})' if isinstance(tree, Literal) else ''}", expected)


def expect_glob(pattern: Tree, token: Token) -> None:
    """Raise FqlError if a literal pattern is broken."""
    fault = fault_of(pattern.value) if isinstance(pattern, Literal) and isinstance(pattern.value, str) else None
    if fault is not None:
        # + 1 for the quote
        raise wrong(token.at + 1 + fault[0], f"{fault[1]} in {token.text}", "a glob")


def expect_versions(one: tuple[Tree, Token], word: tuple[Tree, Token], other: tuple[Tree, Token]) -> None:
    """Raise FqlError if the literal between two versions is not an operator, or if a literal version is not one."""
    for (tree, token), fits, expected in (
        (one, is_version, "a version such as '1.2.3'"),
        (word, OPERATORS.__contains__, f"one of {', '.join(OPERATORS)} in quotes"),
        (other, is_version, "a version such as '1.2.3'"),
    ):
        if isinstance(tree, Literal) and isinstance(tree.value, str) and not fits(tree.value):
            raise wrong(token.at, token.text, expected)

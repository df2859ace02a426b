"""What the condition of a filter is made of, the kinds of its values, and a tree as text again.

Kinds have the names that `typeof()` gives (documentation); the one of an object is an assumption, `filter.typeof_object`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal as OneOf

__all__ = [
    "KEYWORDS",
    "Call",
    "Compare",
    "Group",
    "ListOf",
    "Literal",
    "Not",
    "Path",
    "Tree",
    "clauses_of",
    "generate",
    "keys_of",
    "paths_of",
]

KEYWORDS = ("and", "or", "in", "true", "false", "null")
"""Words that are no field; as the name of one they are written with a backslash."""
_KEY = re.compile(r"(?:[^.\\]|\\.|\\$)+", re.DOTALL)
_ALL = "all"
"""The condition of every event: a word of the Public API in the place of a whole condition."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, number, true, false or null that stands in the condition."""

    value: str | float | bool | None


@dataclass(frozen=True, slots=True)
class Path:
    """A field of the event by its keys, `traits.plan`."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    """`['a', 'b']`"""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """`length(traits.plan)`"""

    name: str
    arguments: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values and what is between them."""

    operator: OneOf["=", "!=", "<", "<=", ">", ">=", "in"]
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Not:
    """`!( … )`"""

    inner: Tree


@dataclass(frozen=True, slots=True)
class Group:
    """Two parts or more, joined by one word."""

    operator: OneOf["and", "or"]
    parts: tuple[Tree, ...]


Tree = Literal | Path | ListOf | Call | Compare | Not | Group


def paths_of(tree: Tree) -> Iterator[Path]:
    """The fields that a tree reads, in the order in which they stand."""
    match tree:
        case Path():
            yield tree
        case ListOf(parts) | Call(_, parts) | Group(_, parts):
            for part in parts:
                yield from paths_of(part)
        case Compare(_, left, right):
            yield from paths_of(left)
            yield from paths_of(right)
        case Not(inner):
            yield from paths_of(inner)


def clauses_of(tree: Tree) -> Iterator[Tree]:
    """The parts of a condition that `and`, `or` and `!` join, in the order in which they stand."""
    match tree:
        case Group(_, parts):
            for part in parts:
                yield from clauses_of(part)
        case Not(inner):
            yield from clauses_of(inner)
        case _:
            yield tree


def keys_of(path: str) -> tuple[str, ...]:
    """`context.device` -> ("context", "device"); a backslash before a character, as a dot, makes it part of a name."""
    return tuple(re.sub(r"\\(.)", r"\1", key, flags=re.DOTALL) for key in _KEY.findall(path))


def generate(tree: Tree) -> str:
    """A tree as text; reading it again gives the same tree.

    Of texts those that end in a backslash cannot be written: before a quote it stands for the quote (`filter.string_escapes`).
    """
    match tree:
        case Literal(value):
            return _literal(value)
        case Path(keys):
            return _path(keys)
        case ListOf(items):
            return f"[{', '.join(map(_operand, items))}]"
        case Call(name, arguments):
            return f"{name}({', '.join(map(_operand, arguments))})"
        case Compare(operator, left, right):
            return f"{_operand(left)} {operator} {_operand(right)}"
        case Not(inner):
            return f"!({generate(inner)})" if isinstance(inner, Compare | Group) else f"!{generate(inner)}"
        case Group(operator, parts):
            return f" {operator} ".join(
                f"({generate(one)})" if isinstance(one, Group) else generate(one) for one in parts
            )


def _operand(tree: Tree) -> str:
    text = generate(tree)
    return f"({text})" if isinstance(tree, Compare | Not | Group) else text


def _literal(value: str | float | bool | None) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if not isinstance(value, str):
        return format(Decimal(repr(value)), "f")  # never with an exponent, which the language has not
    quote = "'" if '"' in value and "'" not in value else '"'
    return quote + value.replace(quote, "\\" + quote) + quote


def _path(keys: tuple[str, ...]) -> str:
    first, *others = (re.sub(r"[^a-zA-Z0-9_-]", r"\\\g<0>", key) for key in keys)
    # what would be a number or a keyword is none with a backslash before it
    bare = re.match(r"[a-zA-Z_\\]", first) and not (not others and first in (*KEYWORDS, _ALL))
    return ".".join((first if bare else "\\" + first, *others))

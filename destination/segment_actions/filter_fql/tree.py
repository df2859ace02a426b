"""The nodes of a filter's condition, the kinds of its values, and a tree as text again.

Kinds have the names that `typeof()` gives (documentation); that of an object is an assumption, `filter.typeof_object`.
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
"""Words that are not fields; a field of that name is written with a backslash."""
_KEY = re.compile(r"(?:[^.\\]|\\.|\\$)+", re.DOTALL)
_ALL = "all"
"""The condition that every event meets: the Public API's word for it."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant in the condition: a text, number, true, false or null."""

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
    """Two values and the operator between them."""

    operator: OneOf["=", "!=", "<", "<=", ">", ">=", "in"]
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Not:
    """`!( … )`"""

    inner: Tree


@dataclass(frozen=True, slots=True)
class Group:
    """Two or more parts joined by the same word."""

    operator: OneOf["and", "or"]
    parts: tuple[Tree, ...]


Tree = Literal | Path | ListOf | Call | Compare | Not | Group


def paths_of(tree: Tree) -> Iterator[Path]:
    """The fields a tree reads, in order of appearance."""
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
    """The parts that `and`, `or` and `!` join, in order of appearance."""
    match tree:
        case Group(_, parts):
            for part in parts:
                yield from clauses_of(part)
        case Not(inner):
            yield from clauses_of(inner)
        case _:
            yield tree


def keys_of(path: str) -> tuple[str, ...]:
    """`context.device` -> ("context", "device"). A backslash makes the next character, such as a dot, part of a name."""
    return tuple(re.sub(r"\\(.)", r"\1", key, flags=re.DOTALL) for key in _KEY.findall(path))


def generate(tree: Tree) -> str:
    """A tree as text. Reading the text gives the same tree.

    Except: a text that ends in a backslash cannot be written, since before a quote it escapes the quote
    (`filter.string_escapes`).
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
        return format(Decimal(repr(value)), "f")  # the language has no exponents
    quote = "'" if '"' in value and "'" not in value else '"'
    return quote + value.replace(quote, "\\" + quote) + quote


def _path(keys: tuple[str, ...]) -> str:
    first, *others = (re.sub(r"[^a-zA-Z0-9_-]", r"\\\g<0>", key) for key in keys)
    # a number or keyword becomes a name with a backslash before it
    bare = re.match(r"[a-zA-Z_\\]", first) and not (not others and first in (*KEYWORDS, _ALL))
    return ".".join((first if bare else "\\" + first, *others))

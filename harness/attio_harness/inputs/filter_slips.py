"""Conditions of filters that can be read and yet hardly mean what is written: what there is to tell of each.

They are decided as they are written; nothing here changes that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from segment_actions.filter_fql import Tree, clauses_of, generate, paths_of
from segment_actions.filter_fql.tree import Call, Compare, Group, ListOf, Literal, Not, Path

from attio_harness.inputs.event import ROOTS, TYPES
from attio_harness.text.alike import alike
from attio_harness.text.words import or_meant

__all__ = ["slips_of"]

_MEMBERS = frozenset().union(*ROOTS.values(), ("email", "userProperties"))
"""What Segment's events have (documentation of the Spec and of raw logs)."""
_TYPES = (*TYPES, "delete")
_KINDS = ("string", "number", "list", "bool", "null", "object")


def slips_of(tree: Tree) -> Iterator[str]:
    """What is told of a condition, each thing once."""
    yield from dict.fromkeys((*_members(tree), *_never(tree)))


def _members(tree: Tree) -> Iterator[str]:
    asked = set(_asked(tree))
    for path in paths_of(tree):
        root = path.keys[0]
        if root in _MEMBERS:
            continue
        if path in asked and len(path.keys) == 1:
            meant = next((one for one in sorted(_MEMBERS) if alike(root, one)), None)
            instead = (
                f"did you mean {meant}?"
                if meant
                else f"what is sent stands in traits or properties, as traits.{generate(path)}"
            )
            yield f"{generate(path)}: Segment's events have no {root} at their top; {instead}"
        elif len(path.keys) == 1:
            yield f"{generate(path)} is read as a field of the event; a text stands in quotes, '{root}'"
        else:
            yield f"{generate(path)}: Segment's events have no {root}{or_meant(root, _MEMBERS)}"


def _asked(tree: Tree) -> Iterator[Path]:
    """The fields that are asked about: a value beside another field may be a text without its quotes, what stands alone is none."""
    for clause in clauses_of(tree):
        match clause:
            case Path():
                yield clause
            case Call(_, [first, *_]):
                yield from _asked(first)
            case Compare(_, left, right):
                yield from _asked(right if isinstance(left, Literal) else left)


def _never(tree: Tree) -> Iterator[str]:
    match tree:
        case Group(_, parts) | ListOf(parts) | Call(_, parts):
            for part in parts:
                yield from _never(part)
        case Not(inner):
            yield from _never(inner)
        case Compare("=" | "!=" | "in", left, right):
            for side, other in ((left, right), (right, left)):
                yield from _texts(side, other, generate(tree))
            yield from (*_never(left), *_never(right))


def _texts(side: Tree, other: Tree, clause: str) -> Iterator[str]:
    """What is compared with texts that a side never is."""
    for is_never, what in _LIMITS:
        for text in _literals(other):
            said = what(side, text) if is_never(side) else ""
            if said:
                yield f"{clause}: {said}"


def _literals(tree: Tree) -> Iterator[str]:
    for one in tree.items if isinstance(tree, ListOf) else (tree,):
        if isinstance(one, Literal) and isinstance(one.value, str):
            yield one.value


def _is_call(name: str) -> Callable[[Tree], bool]:
    return lambda tree: isinstance(tree, Call) and tree.name == name


def _of_type(side: Tree, text: str) -> str:
    return "" if text in _TYPES else f"no event has the type {text!r}{or_meant(text, _TYPES, written=repr)}"


def _of_kind(side: Tree, text: str) -> str:
    return "" if text in _KINDS else f"typeof() gives {', '.join(_KINDS)}, never {text!r}"


def _of_case(change: Callable[[str], str]) -> Callable[[Tree, str], str]:
    return lambda side, text: "" if text == change(text) else f"{generate(side)} is never {text!r}"


_LIMITS: tuple[tuple[Callable[[Tree], bool], Callable[[Tree, str], str]], ...] = (
    (lambda tree: tree == Path(("type",)), _of_type),
    (_is_call("typeof"), _of_kind),
    (_is_call("lowercase"), _of_case(str.lower)),
    (_is_call("uppercase"), _of_case(str.upper)),
)
"""What has a limited number of texts, and what is told of any other text."""

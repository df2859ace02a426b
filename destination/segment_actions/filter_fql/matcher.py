"""Why an event does not meet a condition: the decisive clauses, with what the event has there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from segment_actions import js
from segment_actions.filter_fql.compiler import compile_path, compile_tree
from segment_actions.filter_fql.tree import Group, Not, Tree, generate, paths_of
from segment_actions.fql import Unmet

__all__ = ["explain"]


def explain(tree: Tree, event: Any) -> list[Unmet]:
    """The clauses that keep the event from meeting a condition; none if it does.

    `found` is what the clause reads: JSON text, or `nothing`; several fields are listed by name.
    """
    event = event if isinstance(event, Mapping) else {}
    return [] if compile_tree(tree)(event) else list(_clauses(tree, event, False))


def _clauses(tree: Tree, event: Mapping[str, Any], result: bool, *, negated: bool = False) -> Iterator[Unmet]:
    """The clauses that cause the result of a tree; `negated` if the tree is inside a `!`."""
    match tree:
        case Group(_, parts):
            for part in parts:
                if compile_tree(part)(event) is result:
                    yield from _clauses(part, event, result, negated=negated)
        case Not(inner):
            yield from _clauses(inner, event, not result, negated=not negated)
        case _:
            yield Unmet(generate(Not(tree) if negated else tree), _found(tree, event))


def _found(tree: Tree, event: Mapping[str, Any]) -> str:
    told = {generate(path): _told(path.keys, event) for path in paths_of(tree)}
    if len(told) == 1:
        return next(iter(told.values()))
    return ", ".join(f"{name} {value}" for name, value in told.items()) or "a constant"


def _told(keys: tuple[str, ...], event: Mapping[str, Any]) -> str:
    value = compile_path(keys)(event)
    if value is not None:
        return str(js.to_json(value))
    holder = compile_path(keys[:-1])(event) if len(keys) > 1 else event
    return "null" if isinstance(holder, Mapping) and keys[-1] in holder else "nothing"

"""Whether an event meets a trigger, and which clauses it does not meet. Triggers are compiled once and cached."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from segment_actions import js
from segment_actions.errors import FqlError, SegmentError
from segment_actions.fql.codegen import Matcher, compile_condition, compile_reader, compile_tree, joined
from segment_actions.fql.generator import clause
from segment_actions.fql.parser import Tree, kept_tree
from segment_actions.json_values import raise_unusable

__all__ = ["Clause", "Unmet", "clauses", "compile_trigger", "explain", "matches"]


@dataclass(frozen=True, slots=True)
class Unmet:
    """A clause that an event does not meet, and what the event has there (JSON text, or `nothing`)."""

    clause: str
    found: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, what an event has there (JSON text, or `nothing`), and whether that meets the clause."""

    clause: str
    found: str
    met: bool


def matches(trigger: str | Tree, event: Any) -> bool:
    """Whether the event meets a trigger, given as text or as the tree made by `parse`.

    As in Segment's engine, an invalid trigger matches nothing; `parse` tells why.

    Raises:
        EngineError: the tree has an empty part; Segment's engine fails, too.
    """
    if type(event) is not dict and not isinstance(event, Mapping):
        return False
    try:
        try:
            matcher = _kept[trigger]
        except (KeyError, TypeError):  # not cached yet, or a tree, which cannot be a key
            matcher = compile_trigger(trigger) if isinstance(trigger, str) else compile_tree(trigger)
        return matcher(event)
    except FqlError:
        return False
    except SegmentError:
        raise
    except Exception as error:
        raise_unusable({"trigger": trigger, "event": event}, error)
        raise


_kept: dict[object, Matcher] = {}
"""Triggers by their text. A plain dict: a cache of `functools` takes longer than most triggers do."""
_MOST = 4096


def compile_trigger(text: str) -> Matcher:
    """The matcher of a trigger, cached.

    Raises:
        FqlError: the text is not a trigger.
    """
    matcher = _kept.get(text)
    if matcher is None:
        matcher = compile_tree(kept_tree(text))
        if len(_kept) >= _MOST:
            _kept.clear()
        _kept[text] = matcher
    return matcher


def explain(trigger: str, event: Any) -> list[Unmet]:
    """The clauses that keep the event from meeting the trigger; none if it does.

    Raises:
        FqlError: the text is not a trigger.
    """
    return _compiled_explanation(trigger)(event if isinstance(event, Mapping) else {})


@lru_cache(maxsize=4096)
def _compiled_explanation(trigger: str) -> Callable[[Mapping[str, Any]], list[Unmet]]:
    return _explainer(kept_tree(trigger))[1]


def clauses(trigger: str, event: Any) -> list[Clause]:
    """Every clause of a trigger, in order, and whether the event meets it.

    Raises:
        FqlError: the text is not a trigger.
    """
    return [judge(event if isinstance(event, Mapping) else {}) for judge in _compiled_clauses(trigger)]


@lru_cache(maxsize=256)
def _compiled_clauses(trigger: str) -> tuple[Callable[[Mapping[str, Any]], Clause], ...]:
    return tuple(_judges(kept_tree(trigger)))


def _judges(tree: Tree) -> Iterator[Callable[[Mapping[str, Any]], Clause]]:
    if tree["type"] == "group":
        for child in tree["children"]:
            if isinstance(child, dict):
                yield from _judges(child)
        return
    meets, read, text = compile_condition(tree), compile_reader(tree), clause(tree)

    def judged(event: Mapping[str, Any]) -> Clause:
        found = read(event)
        return Clause(text, "nothing" if found is js.MISSING else js.to_json(found), met=bool(meets(event)))

    yield judged


def _explainer(tree: Tree) -> tuple[Matcher, Callable[[Mapping[str, Any]], list[Unmet]]]:
    """Two functions of an event: whether it meets a tree, and which clauses it does not meet."""
    if tree["type"] == "group":
        parts = [_explainer(child) if isinstance(child, dict) else None for child in tree["children"]]
        # an empty part raises when it is reached
        group = joined(tree["operator"], [compile_tree(None) if one is None else one[0] for one in parts])
        children = [one[1] for one in parts if one is not None]
        return group, lambda event: [] if group(event) else [one for child in children for one in child(event)]
    meets, read, text = compile_condition(tree), compile_reader(tree), clause(tree)

    def explain_clause(event: Mapping[str, Any]) -> list[Unmet]:
        if meets(event):
            return []
        found = read(event)
        return [Unmet(text, "nothing" if found is js.MISSING else js.to_json(found))]

    return meets, explain_clause

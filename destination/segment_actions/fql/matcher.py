"""Whether an event meets a trigger, and which of its clauses it does not. Triggers are compiled once and kept."""

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
    """A clause of a trigger that an event does not meet, and what the event has there (JSON text, or `nothing`)."""

    clause: str
    found: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a trigger, what an event has there (JSON text, or `nothing`), and whether that meets it."""

    clause: str
    found: str
    met: bool


def matches(trigger: str | Tree, event: Any) -> bool:
    """Whether the event meets a trigger, given as its text or as the tree of `parse`.

    What is no trigger matches nothing, as in Segment's engine; `parse` tells why.

    Raises:
        EngineError: a tree with an empty part, where Segment's engine fails, too.
    """
    if type(event) is not dict and not isinstance(event, Mapping):
        return False
    try:
        try:
            matcher = _kept[trigger]
        except (KeyError, TypeError):  # for the first time; a tree is no key
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
"""Triggers by their text: a dict, since asking a cache of `functools` takes longer than most triggers do."""
_MOST = 4096


def compile_trigger(text: str) -> Matcher:
    """The matcher of a trigger, kept for the next time.

    Raises:
        FqlError: the text is no trigger.
    """
    matcher = _kept.get(text)
    if matcher is None:
        matcher = compile_tree(kept_tree(text))
        if len(_kept) >= _MOST:
            _kept.clear()
        _kept[text] = matcher
    return matcher


def explain(trigger: str, event: Any) -> list[Unmet]:
    """The clauses that keep the event from meeting the trigger; none when it does.

    Raises:
        FqlError: the text is no trigger.
    """
    return _compiled_explanation(trigger)(event if isinstance(event, Mapping) else {})


@lru_cache(maxsize=4096)
def _compiled_explanation(trigger: str) -> Callable[[Mapping[str, Any]], list[Unmet]]:
    return _explainer(kept_tree(trigger))[1]


def clauses(trigger: str, event: Any) -> list[Clause]:
    """Every clause of a trigger, in its order, and whether the event meets it.

    Raises:
        FqlError: the text is no trigger.
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
    """What tells whether an event meets a tree, and what tells which of its clauses it does not."""
    if tree["type"] == "group":
        parts = [_explainer(child) if isinstance(child, dict) else None for child in tree["children"]]
        # an empty part fails where it is come to
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

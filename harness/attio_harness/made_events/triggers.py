"""What an event needs so that a trigger takes it: values at paths, found by the trigger's own constants and tried with Segment's matcher.

Which types of events may meet a trigger at all is `lint.satisfiability`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from segment_actions import EngineError, fql
from segment_actions.fql.codegen import compile_plainly
from segment_actions.js import MISSING

from attio_harness.lint.satisfiability import Condition, Conjunction, candidates, field_of, keys_of
from attio_harness.made_events.places import put
from attio_harness.run.event_paths import Keys

__all__ = ["additions"]

_PIECES = ("starts_with", "contains", "ends_with")
Additions = Mapping[Keys, Any]
"""Path -> the value that has to stand there; MISSING where nothing may."""


def additions(trigger: str, events: Sequence[Mapping[str, Any]]) -> Iterator[Additions]:
    """For each way of meeting a trigger that is found, what events of one type need beside what all of these have."""
    for alternative in _alternatives(fql.kept_tree(trigger)):
        found = _needed(alternative, events)
        if found is not None and all(_is_met(trigger, event, found) for event in events):
            yield found


def _alternatives(tree: Any) -> Iterator[Conjunction]:
    """What has to hold together in each way of meeting a trigger, one after the other, however many there are."""
    if not isinstance(tree, dict):
        return
    if tree["type"] != "group":
        yield (tree,)
    elif tree["operator"] == "or":
        for child in tree["children"]:
            yield from _alternatives(child)
    else:
        plain = tuple(one for one in tree["children"] if isinstance(one, dict) and one["type"] != "group")
        groups = [one for one in tree["children"] if isinstance(one, dict) and one["type"] == "group"]
        yield from _together(plain, groups)


def _together(plain: Conjunction, groups: Sequence[Any]) -> Iterator[Conjunction]:
    if not groups:
        yield plain
        return
    for one in _alternatives(groups[0]):
        yield from _together((*plain, *one), groups[1:])


def _needed(conjunction: Conjunction, events: Sequence[Mapping[str, Any]]) -> Additions | None:
    by_field: dict[tuple[str, str], list[Condition]] = {}
    for one in conjunction:
        by_field.setdefault(field_of(one), []).append(one)
    needed: dict[Keys, Any] = {}
    for field, conditions in by_field.items():
        met = compile_plainly({"type": "group", "operator": "and", "children": conditions})
        if all(_meets(met, event) for event in events):
            continue
        if field[0] == "type":  # another type is another event
            return None
        keys = keys_of(*field)
        for value in _tried(field[0], conditions):
            if all(_meets(met, _with(event, {**needed, keys: value})) for event in events):
                needed[keys] = value
                break
        else:
            return None
    return needed


def _tried(root: str, conditions: Sequence[Condition]) -> Iterator[Any]:
    """Values as people send them, then all that may meet the conditions."""
    if any(one["operator"] in _PIECES for one in conditions):
        yield _words(conditions)
    told = [one["value"] for one in conditions if "value" in one]
    yield from (value for value in told if value is not None)
    yield from (value + 1 for value in told if isinstance(value, int | float) and not isinstance(value, bool))
    yield from (value - 1 for value in told if isinstance(value, int | float) and not isinstance(value, bool))
    yield from ("Example", 1, True, MISSING)
    yield from candidates(root, conditions, nothing=MISSING)


def _words(conditions: Sequence[Condition]) -> str:
    """A text that begins, goes on and ends as it has to, with something before or behind what is asked for: `acme.example.com`."""
    ordered = {op: [str(one["value"]) for one in conditions if one["operator"] == op] for op in _PIECES}
    begin = max(ordered["starts_with"], key=len, default="")
    end = max(ordered["ends_with"], key=len, default="")
    return begin + "acme" + "".join(ordered["contains"]) + end


def _with(event: Mapping[str, Any], values: Additions) -> dict[str, Any]:
    changed = deepcopy(dict(event))
    for keys, value in values.items():
        put(changed, keys, value)
    return changed


def _meets(met: Any, event: Mapping[str, Any]) -> bool:
    try:
        return bool(met(event))
    except EngineError:  # the engine fails at it for every event: nothing is met by it
        return False


def _is_met(trigger: str, event: Mapping[str, Any], values: Additions) -> bool:
    try:
        return fql.matches(trigger, _with(event, values))
    except EngineError:
        return False

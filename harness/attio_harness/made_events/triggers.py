"""Finds what an event needs to match a trigger: values at paths, from the trigger's constants, tried with Segment's matcher.

`lint.satisfiability` finds the types of events that may meet a trigger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from segment_actions import EngineError, fql
from segment_actions.fql.codegen import compile_plainly
from segment_actions.fql.generator import as_number
from segment_actions.js import MISSING
from segment_actions.mapping.paths import lookup

from attio_harness.lint.satisfiability import (
    NEGATIVE,
    Condition,
    Conjunction,
    by_field,
    candidates,
    keys_of,
    pieces_asked,
)
from attio_harness.made_events.places import put
from attio_harness.run.event_paths import Keys

__all__ = ["Adapted", "Additions", "additions", "is_met", "put_needed", "with_needed"]

Additions = Mapping[Keys, Any]
"""Path -> the value it needs: MISSING for none, `Adapted` for one made from the existing value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapted:
    """A text with a required beginning, middle and end around a person's own: `jane@acme.com` if it must end in acme.com."""

    begin: str = ""
    inner: str = ""
    end: str = ""
    against: tuple[str, ...] = ()
    """What must not occur."""

    def of(self, own: Any) -> str:
        text = own if isinstance(own, str) and own else "acme"
        for one in filter(None, self.against):
            text = text.replace(one, "")
        if (self.inner + self.end).startswith("@"):
            text = text.partition("@")[0]
        return self.begin + text + self.inner + self.end


def put_needed(event: dict[str, Any], needed: Additions) -> None:
    """Put what is needed at its paths."""
    for keys, value in needed.items():
        put(event, keys, value.of(lookup(event, keys)) if isinstance(value, Adapted) else value)


def is_met(trigger: str, event: Mapping[str, Any]) -> bool:
    """Whether an event meets a trigger; False if the engine fails at it."""
    try:
        return fql.matches(trigger, event)
    except EngineError:
        return False


def additions(trigger: str, events: Sequence[Mapping[str, Any]]) -> Iterator[Additions]:
    """For each way found to match a trigger, what events of one type need in addition to what all of these have."""
    for alternative in _alternatives(fql.kept_tree(trigger)):
        found = _needed(alternative, events)
        if found is not None and all(is_met(trigger, with_needed(event, found)) for event in events):
            yield found


def _alternatives(tree: Any) -> Iterator[Conjunction]:
    """The conditions of each way to match a trigger, lazily, because there may be very many."""
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
    needed: dict[Keys, Any] = {}
    for field, conditions in sorted(by_field(conjunction).items(), key=lambda one: one[0][0] != "event"):
        met = compile_plainly({"type": "group", "operator": "and", "children": conditions})
        if all(_meets(met, event) for event in events):
            continue
        if field[0] == "type":  # another type is another event
            return None
        keys = keys_of(*field)
        for value in _tried(field[0], conditions, [lookup(event, keys) for event in events]):
            if all(_meets(met, with_needed(event, {**needed, keys: value})) for event in events):
                needed[keys] = value
                break
        else:
            return None
        if field[0] == "event":  # what is sent with the event of another name is not sent with this one
            events = [{**event, "properties": {}} for event in events]
    return needed


def _tried(root: str, conditions: Sequence[Condition], there: Sequence[Any]) -> Iterator[Any]:
    """Values to try: adapted existing ones, values as people send them, then all that may meet the conditions."""
    yield from _adapted(root, conditions)
    told = [one["value"] for one in conditions if "value" in one]
    # the values of other events are as good as any
    own = [value for value in there if value is not MISSING]
    yield from map(_plain, [value for value in told if value is not None])
    numbers = sorted({number for value in told if (number := as_number(value)) == number})
    yield from map(_plain, [number + step for step in (0, 1, -1) for number in numbers])
    yield from map(_plain, [low / 2 + high / 2 for low, high in pairwise(numbers)])
    yield from (*own, "Example", 1, True, MISSING)
    yield from candidates(root, conditions, nothing=MISSING)


def _plain(value: Any) -> Any:
    """A whole number as people send it, not as FQL reads it: 5, not 5.0."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def _adapted(root: str, conditions: Sequence[Condition]) -> Iterator[str | Adapted]:
    begin, held, end = pieces_asked(conditions)
    inner = "".join(held)
    against = tuple(str(one["value"]) for one in conditions if one["operator"] in NEGATIVE)
    if root in ("event", "name") and (begin or inner or end):
        # the name of an event is nobody's own
        yield begin + inner + end
    if begin or inner or end or against:
        yield Adapted(begin=begin, inner=inner, end=end, against=against)


def with_needed(event: Mapping[str, Any], values: Additions) -> dict[str, Any]:
    """The same event with what is needed."""
    changed = deepcopy(dict(event))
    put_needed(changed, values)
    return changed


def _meets(met: Any, event: Mapping[str, Any]) -> bool:
    try:
        return bool(met(event))
    except EngineError:  # the engine fails at it for every event: nothing is met by it
        return False

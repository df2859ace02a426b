"""Whether any event can meet a trigger, and which types of events can.

A trigger is split into conjunctions. For each field of a conjunction, Segment's matcher is tried on values made from the field's
own constants. The answer is "no" only if these values are all that matter.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from operator import itemgetter
from typing import Any

from segment_actions import EngineError
from segment_actions.fql.codegen import compile_condition, compile_plainly
from segment_actions.fql.generator import as_number

from attio_harness.inputs.event import ROOTS, TYPES

__all__ = [
    "NEGATIVE",
    "Condition",
    "Conjunction",
    "by_field",
    "candidates",
    "conflict",
    "conjunctions",
    "keys_of",
    "meet_together",
    "pieces_asked",
    "types_of",
    "types_of_all",
]

Condition = dict[str, Any]
Conjunction = tuple[Condition, ...]

_ROOT_OF = {
    "event-type": "type",
    "event": "event",
    "name": "name",
    "userId": "userId",
    "event-property": "properties",
    "event-trait": "traits",
    "event-context": "context",
}
_MOST = 64
"""The most alternatives that are examined."""
_TOGETHER = 500
"""The most conditions on one field that are examined, and the most fields that are searched for fields inside others."""
NEGATIVE = ("not_contains", "not_starts_with", "not_ends_with")
"""The operators that forbid something in a text."""


def conjunctions(tree: Any) -> list[Conjunction] | None:
    """The trigger as alternatives, each a list of conditions that must hold together; None if there are too many."""
    if not isinstance(tree, dict):
        return None
    if tree["type"] != "group":
        return [(tree,)]
    parts = [conjunctions(child) for child in tree["children"]]
    if any(part is None for part in parts):
        return None
    known = [part for part in parts if part is not None]
    # `and` multiplies alternatives, (a or b) and (c or d) make four: count them before making them
    if tree["operator"] == "or":
        out = [one for part in known for one in part]
    else:
        size = 1
        for part in known:
            size *= len(part)
        if size > _MOST:
            return None
        out = [tuple(one for alternative in chosen for one in alternative) for chosen in product(*known)]
    # None: too many, which callers treat as "unknown"
    return out if len(out) <= _MOST else None


def conflict(conjunction: Conjunction) -> list[Condition] | None:
    """The conditions that no event meets together; None if an event may."""
    fields = by_field(conjunction)
    keys = {field: keys_of(*field) for field in fields}
    apart = _apart(keys)
    for field, conditions in fields.items():
        denied = _denied(conditions)
        if denied:
            return [*denied]
        if field in apart and _decidable(conditions) and not _any_meets(conditions, field):
            return conditions
    for field in fields if len(fields) <= _TOGETHER else ():
        if field in apart:
            continue
        inside = [one for other in fields if keys[other][: len(keys[field])] == keys[field] for one in fields[other]]
        if _leaves_no_room(fields[field], field, inside):
            return [one for one in conjunction if one in inside]
    # events may meet each clause, but no type of event has all the members they ask for
    if not types_of_all(conjunction):
        return [*conjunction]
    return None


def by_field(conjunction: Conjunction) -> dict[tuple[str, str], list[Condition]]:
    """The conditions by field: (root, name), such as (`traits`, `address.city`); the name is empty for `event` and the like."""
    found: dict[tuple[str, str], list[Condition]] = {}
    for one in conjunction:
        found.setdefault((_ROOT_OF[one["type"]], one.get("name", "")), []).append(one)
    return found


_OF_TEXTS = re.compile(r"\d+|length", re.ASCII)
"""The members of a text."""


def _leaves_no_room(conditions: Sequence[Condition], field: tuple[str, str], inside: Sequence[Condition]) -> bool:
    """Whether a field without an object, as in `traits.a = 1`, cannot meet its conditions together with those `inside` it (`traits.a.b`)."""
    below = (keys_of(field[0], one.get("name", ""))[len(keys_of(*field)) :] for one in inside)
    if not _decidable(conditions) or any(key and _OF_TEXTS.fullmatch(key[0]) for key in below):
        return False
    if _one_meets(conditions, field, ({}, [])):
        return False
    # for a value that is falsy in JavaScript, the matcher takes the value itself as its member
    return not _one_meets(inside, field, (*candidates(field[0], conditions), False, 0, ""))


def _apart(fields: Mapping[tuple[str, str], tuple[str, ...]]) -> set[tuple[str, str]]:
    """The fields that share no value with another field, as traits.a and traits.a.b do."""
    found: set[tuple[str, str]] = set()
    around: list[tuple[tuple[str, str], tuple[str, ...]]] = []
    # sorted, a field comes right before the fields inside it
    for field, keys in sorted(fields.items(), key=itemgetter(1)):
        while around and around[-1][1] != keys[: len(around[-1][1])]:
            around.pop()
        if around:
            found.discard(around[-1][0])
        else:
            found.add(field)
        around.append((field, keys))
    return found


def keys_of(root: str, name: str) -> tuple[str, ...]:
    """The keys of a field: `properties.items[0].sku` -> properties, items, 0, sku."""
    return (root, *(re.findall(r"[^.\[\]]+", name) if root in ("properties", "traits", "context") else ()))


def _decidable(conditions: Sequence[Condition]) -> bool:
    """Whether the tried values are all that matter: not if a text must contain some pieces and avoid others, or if there are too many."""
    if len(conditions) > _TOGETHER:
        return False
    operators = {one["operator"] for one in conditions}
    return not (operators & {"contains", "starts_with", "ends_with"} and operators & set(NEGATIVE))


def _denied(conditions: Sequence[Condition]) -> tuple[Condition, Condition] | None:
    """Two conditions on the text of a field, where every text that meets the first fails the second; None without such a pair."""
    if len(conditions) > _TOGETHER:
        return None
    negative = [one for one in conditions if one["operator"] in NEGATIVE]
    if not negative:
        return None
    positive = [one for one in conditions if one["operator"] in _POSITIVE]
    return next(((one, other) for one, other in product(positive, negative) if _denies(one, other)), None)


def _denies(one: Condition, other: Condition) -> bool:
    piece, avoided = str(one["value"]), str(other["value"])
    if other["operator"] == "not_contains":
        return avoided in piece
    if other["operator"] == "not_starts_with":
        return one["operator"] == "starts_with" and piece.startswith(avoided)
    return one["operator"] == "ends_with" and piece.endswith(avoided)


_NOTHING = object()


def candidates(root: str, conditions: Sequence[Condition], nothing: object = _NOTHING) -> Iterator[Any]:
    """The values of a field that may meet its conditions together, `nothing` for no value."""
    if root == "type":
        yield from TYPES
        return
    texts = [str(one["value"]) for one in conditions if isinstance(one.get("value"), str)]
    # `== n` is false for NaN, which texts without a number give
    numbers = sorted({float(n) for one in conditions if "value" in one and (n := as_number(one["value"])) == n})
    # U+E000 is for private use: hardly any constant of a trigger contains it
    yield from (nothing, None, True, False, "\ue000", *texts)
    begin, inner, end = pieces_asked(conditions)
    # pieces with a separator, so that they cannot overlap by chance; joined, for lengths do not matter
    yield begin + "\ue000".join(["", *inner, ""]) + end
    yield begin + "".join(inner) + end
    for number in numbers:
        # on, below and above each bound; then between each two bounds
        yield from (number, math.nextafter(number, -math.inf), math.nextafter(number, math.inf))
    for low, high in pairwise(numbers):
        # halve first: the sum of two large numbers overflows
        yield low / 2 + high / 2


_POSITIVE = ("starts_with", "contains", "ends_with")


def pieces_asked(conditions: Sequence[Condition]) -> tuple[str, list[str], str]:
    """How a text has to begin, what it has to contain, and how it has to end."""
    begin, inner, end = (
        [str(one["value"]) for one in conditions if one["operator"] == operator] for operator in _POSITIVE
    )
    # the longest beginning begins with all the others, or they cannot be met together
    return max(begin, key=len, default=""), inner, max(end, key=len, default="")


def _any_meets(conditions: Sequence[Condition], field: tuple[str, str]) -> bool:
    return _one_meets(conditions, field, candidates(field[0], conditions))


def _one_meets(conditions: Sequence[Condition], field: tuple[str, str], values: Iterable[Any]) -> bool:
    """Whether an event that has one of these values at a field meets the conditions."""
    # plainly: generating source would take longer than trying these few values
    matcher = compile_plainly({"type": "group", "operator": "and", "children": conditions})
    try:
        return any(matcher(_event(field, value)) for value in values)
    except EngineError:  # a name of only dots: Segment's engine fails, which is not the same as false
        return True


def _event(field: tuple[str, str], value: Any) -> dict[str, Any]:
    if value is _NOTHING:
        return {}
    # from the inside out: {"a": {"b": value}}
    for key in reversed(keys_of(*field)):
        value = {key: value}
    return dict(value)


def types_of(tree: Any) -> tuple[str, ...]:
    """The types of events that may meet a trigger; a member that a type does not have counts as missing."""
    alternatives = conjunctions(tree)
    if alternatives is None:
        return TYPES
    found = {kind for one in alternatives for kind in types_of_all(one)}
    return tuple(kind for kind in TYPES if kind in found)


def types_of_all(conjunction: Conjunction) -> tuple[str, ...]:
    """The types of events that may meet conditions together."""
    return tuple(kind for kind in TYPES if all(_possible(one, kind) for one in conjunction))


def _possible(condition: Condition, kind: str) -> bool:
    root = _ROOT_OF[condition["type"]]
    # it has the member, so some value may meet the condition
    if root in ROOTS[kind] and root != "type":
        return True
    # `traits.plan = null` and `!=` are also true without the member
    return compile_condition(condition)({"type": kind})


def meet_together(one: Any, other: Any) -> bool:
    """Whether an event may meet both triggers; True if that is unknown."""
    first, second = conjunctions(one), conjunctions(other)
    if first is None or second is None:
        return True
    return any(conflict((*a, *b)) is None for a in first for b in second)

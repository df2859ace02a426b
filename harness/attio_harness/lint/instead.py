"""What to write instead of a trigger that no event meets, and where to add a condition so that Segment reads it as meant.

`satisfiability` finds conditions that contradict each other; the rules decide what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from segment_actions.fql.generator import clause

from attio_harness.inputs.event import ROOTS, TYPES
from attio_harness.lint.satisfiability import Condition, by_field, types_of_all
from attio_harness.lint.trigger import Trigger
from attio_harness.text.alike import likely
from attio_harness.text.words import cut, listed

__all__ = ["as_written", "instead_of", "of_type", "with_its_value"]

_EQUAL = ("=", "number_equals", "is_true", "is_false")
_NUMBERS = ("<", "<=", ">", ">=")
_LONGEST = 2_000
"""The longest condition or trigger, in characters, that is written out, and the longest trigger in which places for a clause are tried."""


def as_written(conditions: Sequence[Condition], trigger: Trigger) -> str:
    """Conditions of a trigger as messages show them."""
    return " and ".join(_one_as_written(one, trigger.text) for one in conditions)


_COMPARED = re.compile(r"(.+ [<>]=?) NaN")


def _one_as_written(condition: Condition, text: str) -> str:
    """A condition; one that compares text by size, of which Segment makes NaN, with that text."""
    told = clause(condition)
    found = _COMPARED.fullmatch(told)
    field, _, operator = found[1].rpartition(" ") if found else ("", "", "")
    value = re.search(rf"(?<![\w.]){re.escape(field)}\s*{operator}\s*(\"[^\"]*+\"|[^\s()]++)", text) if found else None
    return f"{found[1]} {cut(value[1], 200)}" if found and value else told


def instead_of(conditions: Sequence[Condition], trigger: Trigger) -> str:
    """What to do about conditions of a trigger that contradict each other, or about one that is never true."""
    if len(conditions) == 1:
        return _alone(conditions[0])
    is_plain = len(trigger.conflicts) == 1
    if is_plain and len(by_field(tuple(conditions))) == 1 and all(one["operator"] in _EQUAL for one in conditions):
        either = " or ".join(dict.fromkeys(map(clause, conditions)))
        if len(either) <= _LONGEST:
            is_all = len(conditions) == len(trigger.conditions)
            return f"If one of them is enough, write {either if is_all else f'({either})'}."
    return _of_types(conditions) or "Correct or leave out one of them, or make a subscription of each."


def _alone(condition: Condition) -> str:
    value = condition.get("value")
    if condition["type"] == "event-type":
        meant = likely(str(value), TYPES)
        ask = f'Write type = "{meant}". ' if meant and condition["operator"] == "=" else ""
        return f"{ask}The types are {listed(TYPES)}."
    if condition["operator"] in _NUMBERS:
        return f"{condition['operator']} compares only numbers: write one, as in {clause(condition).partition(' ')[0]} {condition['operator']} 5."
    return "Leave it out: nothing that stands beside it can be true with it."


def _of_types(conditions: Sequence[Condition]) -> str:
    """Which types of events have what the conditions ask for, where no type has all of it; else empty."""
    if types_of_all(tuple(conditions)):
        return ""
    roots = dict.fromkeys(root for root, _ in by_field(tuple(conditions)) if root != "type")
    having = {root: [kind for kind in ROOTS if root in ROOTS[kind]] for root in roots}
    told = [f"only {listed(kinds)} events have {root}" for root, kinds in having.items() if len(kinds) < len(TYPES)]
    return f"{'; '.join(told).capitalize()}: ask for such a type, or leave the other out." if told else ""


def of_type(trigger: Trigger, kind: str) -> str:
    """How to ask for a type of event in addition to all that a trigger asks for."""
    condition = f'type = "{kind}"'
    if _means(f"{trigger.text} and {condition}", kind):
        return f"Add a condition such as {condition}."
    whole = f"{condition} and ({trigger.text})"
    if _means(whole, kind):
        written = f": {whole}" if len(whole) <= _LONGEST else "."
        return f"Put what it has in parentheses beside a condition such as {condition}{written}"
    return f"Make a subscription of each of its alternatives, with a condition such as {condition} in each."


def _means(text: str, kind: str) -> bool:
    tried = Trigger(text)
    return tried.sound and tried.types == (kind,)


def with_its_value(trigger: Trigger, clause: str, condition: str) -> str:
    """How to add a condition to one clause of a trigger."""
    if trigger.goes_on:
        return f"add `{condition}`"
    together = f"{clause} and {condition}"
    for instead in (together, f"({together})") if len(trigger.text) <= _LONGEST else ():
        # next to `and` as it is; among alternatives in parentheses
        if clause in trigger.text and Trigger(trigger.text.replace(clause, instead, 1)).sound:
            return f"write `{instead}` instead"
    return f"make a subscription of that alternative, with `{condition}` in it,"

"""Where another condition goes in a trigger, so that Segment reads it as it is meant. Which one is wanted is for the rules."""

from __future__ import annotations

from attio_harness.lint.trigger import Trigger

__all__ = ["of_type", "with_its_value"]

_LONGEST = 2_000
"""Characters of a trigger that is written out, and in which the place of each clause is tried."""


def of_type(trigger: Trigger, kind: str) -> str:
    """How to ask for a type of event beside all that a trigger asks for."""
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
    """What to do so that a clause is asked together with another condition."""
    if trigger.goes_on:
        return f"add `{condition}`"
    together = f"{clause} and {condition}"
    for instead in (together, f"({together})") if len(trigger.text) <= _LONGEST else ():
        # beside `and` in a group as it is, among alternatives in a group of its own
        if clause in trigger.text and Trigger(trigger.text.replace(clause, instead, 1)).sound:
            return f"write `{instead}` in its place"
    return f"make a subscription of that alternative, with `{condition}` in it,"

"""Where to add a condition to a trigger so that Segment reads it as meant. The rules decide which condition."""

from __future__ import annotations

from attio_harness.lint.trigger import Trigger

__all__ = ["of_type", "with_its_value"]

_LONGEST = 2_000
"""The longest trigger, in characters, that is written out in advice and in which places for a clause are tried."""


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

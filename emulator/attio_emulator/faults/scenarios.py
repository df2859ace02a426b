"""Scenarios: rules that apply in a state and move to another. Checks them; `in_force` keeps the states."""

from __future__ import annotations

from collections.abc import Sequence

from attio_emulator.faults.rules import START, Rule
from attio_emulator.faults.wrong import RuleError, member, word

__all__ = ["refuse_unreachable"]


def refuse_unreachable(rules: Sequence[Rule]) -> None:
    """Raises RuleError for a rule with a state that no other rule of its scenario leads to."""
    reached: dict[str, set[str]] = {}
    for rule in rules:
        if rule.scenario is not None:
            reached.setdefault(rule.scenario, {START}).update([rule.then] if rule.then is not None else ())
    for index, rule in enumerate(rules):
        if rule.scenario is not None and rule.state is not None and rule.state not in reached[rule.scenario]:
            with member(index), member("state"):
                word(rule.state, sorted(reached[rule.scenario]), f"in the scenario {rule.scenario!r} the state")
                raise RuleError("unreachable")

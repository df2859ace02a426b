"""`RULES`: every rule of lint, in the order in which they are documented and reported."""

from __future__ import annotations

from collections.abc import Mapping

from attio_harness.linting import rules_fields, rules_limits, rules_objects, rules_triggers, rules_values
from attio_harness.linting.findings import Rule

__all__ = ["CHAPTERS", "RULES"]

CHAPTERS: Mapping[str, tuple[Rule, ...]] = {
    "Objects and how records are found": rules_objects.RULES,
    "Values of attributes": rules_values.RULES,
    "Fields, paths and directives": rules_fields.RULES,
    "Triggers": rules_triggers.RULES,
    "Limits, batches, subscriptions side by side": rules_limits.RULES,
}
"""The rules by chapter; the first digit of an id is the chapter's."""

RULES: Mapping[str, Rule] = {rule.id: rule for rules in CHAPTERS.values() for rule in rules}

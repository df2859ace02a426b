"""`RULES`: every rule of lint, in the order in which they are documented and reported."""

from __future__ import annotations

from collections.abc import Mapping

from attio_harness.lint.model import Rule
from attio_harness.lint.rules import fields as rules_fields
from attio_harness.lint.rules import limits, objects, triggers, values

__all__ = ["CHAPTERS", "RULES"]

CHAPTERS: Mapping[str, tuple[Rule, ...]] = {
    "Objects and how records are found": objects.RULES,
    "Values of attributes": values.RULES,
    "Fields, paths and directives": rules_fields.RULES,
    "Triggers": triggers.RULES,
    "Limits, batches, subscriptions side by side": limits.RULES,
}
"""The rules by chapter; the first digit of an id is the chapter's."""

RULES: Mapping[str, Rule] = {rule.id: rule for rules in CHAPTERS.values() for rule in rules}

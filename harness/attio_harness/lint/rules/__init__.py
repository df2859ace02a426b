"""`RULES`: every rule of lint, in the order of the documentation and the reports.

A new rule is a function with `@rule(...)` above it, in one of its chapter's modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from attio_harness.lint.model import Rule
from attio_harness.lint.rules import (
    choices,
    directives,
    fields,
    limits,
    links,
    matching,
    objects,
    paths,
    subscriptions,
    texts,
    triggers,
    values,
)

__all__ = ["CHAPTERS", "RULES"]

_MODULES: Mapping[str, tuple[ModuleType, ...]] = {
    "Objects and how records are found": (objects, matching),
    "Values of attributes": (values, choices, texts, links),
    "Fields, paths and directives": (fields, paths, directives),
    "Triggers": (triggers,),
    "Limits, batches, subscriptions side by side": (limits, subscriptions),
}
"""The chapters of the documentation and the modules with their rules; the first digit of an id is the chapter's."""


def _rules_of(modules: tuple[ModuleType, ...]) -> tuple[Rule, ...]:
    found = (one for module in modules for one in vars(module).values() if isinstance(one, Rule))
    return tuple(sorted(found, key=lambda one: one.id))


CHAPTERS: Mapping[str, tuple[Rule, ...]] = {title: _rules_of(modules) for title, modules in _MODULES.items()}
"""The rules by chapter."""

RULES: Mapping[str, Rule] = {one.id: one for rules in CHAPTERS.values() for one in rules}

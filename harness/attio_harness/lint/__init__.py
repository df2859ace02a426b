"""`lint`: finds mistakes in a mapping without any event. Every rule has an id, a severity and an example.

Nothing here runs events: `check` does. `formats` shows findings.
"""

from __future__ import annotations

from attio_harness.lint.documentation import render_docs
from attio_harness.lint.model import Example, Finding, Rule
from attio_harness.lint.rules import RULES
from attio_harness.lint.run import lint

__all__ = ["RULES", "Example", "Finding", "Rule", "lint", "render_docs"]

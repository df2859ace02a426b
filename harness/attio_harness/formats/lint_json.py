"""Findings of lint as JSON: how many of each severity, and each with its place."""

from __future__ import annotations

from collections.abc import Sequence

from attio_harness.formats.json import written_json
from attio_harness.lint.findings import as_dict
from attio_harness.lint.model import Finding

__all__ = ["render_lint"]


def render_lint(findings: Sequence[Finding]) -> str:
    """Indented JSON that ends with one line break."""
    return written_json(as_dict(findings))

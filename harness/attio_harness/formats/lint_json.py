"""Findings of lint as JSON: how many of each severity, and each with its place."""

from __future__ import annotations

from collections.abc import Sequence

from attio_harness.formats.json import written_json
from attio_harness.lint.findings import counts
from attio_harness.lint.model import Finding

__all__ = ["render_lint"]


def render_lint(findings: Sequence[Finding]) -> str:
    """`{"counts": {"error": 0, "warning": 0, "note": 0}, "findings": [...]}`."""
    return written_json({"counts": counts(findings), "findings": [one.to_dict() for one in findings]})

"""Findings as a whole: how many there are, in words and as JSON, and the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from attio_harness.lint.model import SEVERITIES, Finding
from attio_harness.text.words import counted

__all__ = ["as_dict", "counts", "summary", "worst_first"]


def counts(findings: Sequence[Finding]) -> dict[str, int]:
    """How many findings there are of each severity, worst first."""
    found = Counter(one.severity for one in findings)
    return {name: found[name] for name in SEVERITIES}


def as_dict(findings: Sequence[Finding]) -> dict[str, Any]:
    """`{"counts": {"error": 0, "warning": 0, "note": 0}, "findings": […]}`."""
    return {"counts": counts(findings), "findings": [one.to_dict() for one in findings]}


def summary(findings: Sequence[Finding]) -> str:
    """`2 errors, 1 note`, or that there is nothing to say."""
    return ", ".join(counted(count, name) for name, count in counts(findings).items() if count) or "nothing to say"


def worst_first(findings: Sequence[Finding]) -> list[Finding]:
    """Errors, warnings, notes; within a severity in the order given."""
    order = list(SEVERITIES)
    return sorted(findings, key=lambda one: order.index(one.severity))

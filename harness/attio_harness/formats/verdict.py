"""The one line with which a subject passes or fails, for those who see no report, from what the report holds. Masks nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from attio_harness.formats import summary

if TYPE_CHECKING:
    from attio_harness.compare.mappings import MappingDiff
    from attio_harness.compare.modes import Both
    from attio_harness.compare.redelivery import Redelivery
    from attio_harness.formats.table import Subject

__all__ = ["verdict_of"]


def verdict_of(subject: Subject, value: Any) -> str:
    """`Failed: 3 lost.`, `lint: 1 error`; empty for a subject that does neither, and for a run that was interrupted."""
    told = _VERDICTS.get(subject)
    return told(value) if told is not None else ""


def _of_comparison(runs: Both | MappingDiff) -> str:
    from attio_harness.formats.compared import compared

    told = compared(runs, show_values=True)
    return told.outcome if told.complete else ""


def _of_redelivery(found: Redelivery) -> str:
    from attio_harness.formats.redelivery import outcome_of

    return outcome_of(found)


def _of_report(report: Any) -> str:
    return summary.outcome(report, show_values=True) if report.complete else ""


def _of_gate(gate: Any) -> str:
    return summary.outcome_of_gate(gate, show_values=True) if gate.report.complete else ""


def _of_lint(findings: Any) -> str:
    from attio_harness.lint.findings import summary as counted

    return f"lint: {counted(findings)}"


_VERDICTS: Mapping[str, Callable[[Any], str]] = {
    "check": _of_report,
    "vary": lambda varied: _of_report(varied.report),
    "plan": lambda forecast: _of_report(forecast.report),
    "both": _of_comparison,
    "diff": _of_comparison,
    "gate": _of_gate,
    "redeliver": _of_redelivery,
    "lint": _of_lint,
}
"""Subject -> what tells its verdict."""

"""The result for a pull request: the findings of lint, the report of a check, and the diff with the old mapping. Renders nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from attio_harness.compare.mappings import MappingDiff
from attio_harness.lint.findings import as_dict, summary
from attio_harness.lint.model import Finding
from attio_harness.report import Report

__all__ = ["Gate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The parts of a gate; `findings` is None if nothing was linted, `diff` if there is nothing to compare with.

    `base` is the user's name of the old revision, `workspace` the file as it was named.
    """

    report: Report
    findings: Sequence[Finding] | None = None
    diff: MappingDiff | None = None
    base: str = ""
    workspace: str = ""

    @property
    def told_once(self) -> Gate:
        """The gate for a reader: its reports do not mention findings of lint if these are a part of their own."""
        if self.findings is None:
            return self
        diff = self.diff
        if diff is not None:
            diff = replace(diff, new=replace(diff.new, lint={}))
        return replace(self, report=replace(self.report, lint={}), diff=diff)

    @property
    def heading(self) -> str:
        """`What changes against main`: what stands over the diff."""
        return f"What changes against {self.base}" if self.base else "What changes"

    @property
    def ok(self) -> bool:
        """Whether every part passes by its own rules: lint has no errors or warnings, the check passes, the diff takes nothing away."""
        return self._lints and self.report.ok and (self.diff is None or not self.diff.takes_away)

    @property
    def _lints(self) -> bool:
        return not any(one.fails for one in self.findings or ())

    @property
    def reasons(self) -> list[str]:
        """Why it passed or failed, each reason without a full stop; for a failure, only the parts that fail."""
        return [said for passed, said in self._parts() if passed == self.ok]

    def _parts(self) -> Iterator[tuple[bool, str]]:
        """Whether each part passes, and its reasons: the diff, lint, the check."""
        if self.diff is not None:
            yield not self.diff.takes_away, f"diff: {self.diff.summary.removesuffix('.')}"
        if self.findings is not None:
            yield self._lints, f"lint: {summary(self.findings)}"
        yield self.report.ok, f"check: {'; '.join(self.report.outcome.why)}"

    def to_dict(self) -> dict[str, Any]:
        """The JSON form; the new report is there once, under `check`."""
        return {
            "outcome": {"passed": self.ok, "why": self.reasons},
            "base": self.base or None,
            "diff": None if self.diff is None else {k: v for k, v in self.diff.to_dict().items() if k != "new"},
            "lint": None if self.findings is None else as_dict(self.findings),
            "check": self.report.to_dict(),
        }

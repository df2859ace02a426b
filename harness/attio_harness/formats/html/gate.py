"""A gate as one self-contained HTML page: the outcome, what the change does, lint, the losses.

Masks values unless told not to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from attio_harness.compare.gate import Gate
from attio_harness.formats import summary
from attio_harness.formats.compared import compared
from attio_harness.formats.contents import Contents, contents_of
from attio_harness.formats.html.comparison import body
from attio_harness.formats.html.frame import document, footer, header, made
from attio_harness.formats.html.page import sections
from attio_harness.formats.html.parts import code, prose, table, text
from attio_harness.formats.locations import place
from attio_harness.formats.masking import mask_file
from attio_harness.lint.findings import summary as counted_findings
from attio_harness.lint.findings import worst_first
from attio_harness.lint.model import Finding

__all__ = ["render_gate"]

_MOST_FINDINGS = 500


def render_gate(gate: Gate, *, show_values: bool = False, command: str = "", at: datetime | None = None) -> str:
    """The page; `command` and `at` say how and when it was made."""
    gate = gate.told_once
    told = contents_of(gate.report, show_values=show_values)
    outcome = summary.outcome_of_gate(gate, told.masks, show_values=show_values)
    line = command if show_values else mask_file(command, told.masks)
    parts = [
        header("gate", outcome, made(line, at), passed=gate.ok, below=_ways(gate)),
        '<main id="main">',
        *_changes(gate, told, show_values),
        *_lint(gate.findings),
        *sections(gate.report, told, title="Check"),
        "</main>",
        footer("gate", show_values=show_values),
    ]
    return document(summary.title("gate", outcome), parts, scripted=bool(told.groups or told.unresolved))


def _ways(gate: Gate) -> str:
    """Links to the parts of the page, of which each has sections."""
    parts = {
        "changes": gate.heading if gate.diff else "",
        "lint": "Lint" if gate.findings is not None else "",
        "summary": "Check",
    }
    ways = "".join(f'<a href="#{part}">{text(title)}</a>' for part, title in parts.items() if title)
    return f'<nav class="ways" aria-label="On this page">{ways}</nav>'


def _changes(gate: Gate, contents: Contents, show_values: bool) -> Iterator[str]:
    if gate.diff is None:
        return
    told = compared(gate.diff, show_values=show_values)
    yield (
        f'<section aria-labelledby="changes"><h2 id="changes">{text(gate.heading)}</h2>'
        f'<p class="why">{text(told.closing)}</p></section>'
    )
    yield from body(told, beside={line for _, lines in contents.notes.titled for line in lines})


def _lint(findings: Sequence[Finding] | None) -> Iterator[str]:
    if findings is None:
        return
    rows = [
        (
            text(one.severity),
            text(f"{one.rule} {one.name}"),
            code(f"{place(one.file, one.line)} {one.pointer}"),
            text(one.subscription),
            prose(f"{one.message} {one.hint}"),
        )
        for one in worst_first(findings)[:_MOST_FINDINGS]
    ]
    heads = ("Severity", "Rule", "Where", "Subscription", "Finding, and what to do")
    said = table("Findings of lint", heads, rows) if rows else ""
    count = text(counted_findings(findings))
    yield f'<section aria-labelledby="lint"><h2 id="lint">Lint</h2><p>{count}</p>{said}</section>'

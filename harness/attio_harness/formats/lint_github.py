"""Findings of lint as GitHub workflow commands: annotations at the mapping's lines, the worst first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attio_harness.formats.github_commands import MOST_COMMANDS, command
from attio_harness.lint.findings import summary, worst_first
from attio_harness.lint.model import Finding
from attio_harness.text.words import clean, counted

__all__ = ["render_lint"]

_LEVELS: Mapping[str, str] = {"error": "error", "warning": "warning", "note": "notice"}


def render_lint(findings: Sequence[Finding]) -> str:
    """Workflow commands, one per line, errors first; the last one is a notice with the counts."""
    room = MOST_COMMANDS - 1
    left = len(findings) - room
    lines = [_annotation(one) for one in worst_first(findings)[:room]]
    more = f"; {counted(left, 'finding')} not annotated here" if left > 0 else ""
    return "\n".join([*lines, command("notice", summary(findings) + more, title="attio-harness lint"), ""])


def _annotation(one: Finding) -> str:
    text = "\n".join([clean(one.message), f"Mapping: {clean(one.pointer) or '/'} ({clean(one.subscription)})", f"To do: {clean(one.hint)}"])  # fmt: skip
    title = f"{one.rule} {one.name}"
    return command(_LEVELS[one.severity], text, title=title, file=clean(one.file), line=one.line)

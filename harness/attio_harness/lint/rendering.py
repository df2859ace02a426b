"""Findings as text for people and as JSON for programs. Both show the same; neither writes anywhere."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Sequence

from attio_harness.lint.model import SEVERITIES, Finding
from attio_harness.lint.rules import RULES

__all__ = ["render_json", "render_text"]

_WIDTH = 110


def render_text(findings: Sequence[Finding]) -> str:
    """Findings by file, columns aligned, the hint below each; the last line counts. Ends with a line break."""
    if not findings:
        return "lint: nothing to say\n"
    lines: list[str] = []
    for file in dict.fromkeys(one.file for one in findings):
        lines += [*_file(file, [one for one in findings if one.file == file]), ""]
    return "\n".join([*lines, _summary(findings), ""])


def _file(file: str, findings: Sequence[Finding]) -> list[str]:
    lines = [file]
    places = ["" if one.line is None else str(one.line) for one in findings]
    width = max(map(len, places))
    grade = max(len(one.severity) for one in findings)
    margin = " " * (2 + width + 2 + grade + 2 + len(findings[0].rule) + 2)
    for one, place in zip(findings, places, strict=True):
        lines += _wrapped(one.message, f"  {place:>{width}}  {one.severity:<{grade}}  {one.rule}  ", margin)
        where = [RULES[one.rule].name, one.subscription, *([one.pointer] if one.pointer else [])]
        lines += _wrapped(", ".join(where), margin, margin)
        lines += _wrapped(one.hint, f"{margin}→ ", margin + "  ")
    return lines


def _wrapped(text: str, first: str, margin: str) -> list[str]:
    wrapper = textwrap.TextWrapper(
        width=_WIDTH, initial_indent=first, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False
    )
    return wrapper.wrap(text)


def _summary(findings: Sequence[Finding]) -> str:
    counts = Counter(one.severity for one in findings)
    parts = [f"{counts[name]} {name}{'s' if counts[name] > 1 else ''}" for name in SEVERITIES if counts[name]]
    return f"lint: {', '.join(parts)}"


def render_json(findings: Sequence[Finding]) -> str:
    """`{"findings": [...], "counts": {"error": 0, "warning": 0, "note": 0}}`; each finding also has its rule's `name`."""
    counts = Counter(one.severity for one in findings)
    document = {
        "counts": {name: counts[name] for name in SEVERITIES},
        "findings": [{**one.to_dict(), "name": RULES[one.rule].name} for one in findings],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"

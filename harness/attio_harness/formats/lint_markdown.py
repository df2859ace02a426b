"""Findings of lint as Markdown for a comment on a pull request: a row for each finding, and an unfoldable explanation of each rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attio_harness.formats.locations import is_file, relative
from attio_harness.formats.markdown_text import MOST_CHARACTERS, ROOM_FOR_ROWS, length, rows_within, within
from attio_harness.lint.findings import summary, worst_first
from attio_harness.lint.model import Finding, Rule
from attio_harness.lint.rules import RULES
from attio_harness.text.escaped import code_for_markdown, for_markdown
from attio_harness.text.words import clean, counted

__all__ = ["render_lint"]


def render_lint(findings: Sequence[Finding]) -> str:
    """A row for each finding, the worst first, and an unfoldable explanation of each rule, in fewer than `MOST_CHARACTERS` characters."""
    parts = [f"## Attio lint: {summary(findings)}"]
    if findings:
        parts += ["\n| Rule | Where | Finding, and what to do |\n| --- | --- | --- |", *_rows(findings)]
    about = [_about(RULES[rule]) for rule in sorted({one.rule for one in findings})]
    return "\n".join([*parts, *within(MOST_CHARACTERS - 1_000 - length(parts), about), ""])


def _rows(findings: Sequence[Finding]) -> Iterator[str]:
    return rows_within(
        ROOM_FOR_ROWS,
        map(_row, worst_first(findings)),
        lambda taken: f"\nand {counted(len(findings) - taken, 'more finding')}.",
    )


def _row(one: Finding) -> str:
    file = relative(one.file) if is_file(one.file) else one.file
    where = clean(file) + (f":{one.line}" if one.line else "")
    cells = (
        f"**{one.severity}**<br>{one.rule} {one.name}",
        f"{code_for_markdown(where)}<br>{code_for_markdown(clean(one.pointer) or '/')}<br>{for_markdown(clean(one.subscription), 80)}",
        f"{for_markdown(clean(one.message), 300)}<br>**To do:** {for_markdown(clean(one.hint), 400)}",
    )
    return f"| {' | '.join(cells)} |"


def _about(rule: Rule) -> str:
    title = f"{rule.id} {rule.name}: {for_markdown(rule.title, 200)}"
    return f"\n<details><summary>{title}</summary>\n\n{for_markdown(rule.why, 800)}\n\nFix: {for_markdown(rule.fix, 400)}\n\n</details>"

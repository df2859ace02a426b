"""Findings in the forms that pull requests take: SARIF, GitHub annotations, Markdown. The forms are those of `check`.

Nothing is masked: a finding quotes the mapping and the workspace file, never an event, and no rule quotes a secret.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attio_harness.formats import rules as report_rules
from attio_harness.formats.github_commands import MOST_COMMANDS, command
from attio_harness.formats.groups import clean, counted
from attio_harness.formats.locations import is_file, relative
from attio_harness.formats.markdown_text import MOST_CHARACTERS, code, length, plain, within
from attio_harness.formats.sarif_parts import document, message, physical, stop
from attio_harness.lint.documentation import mended
from attio_harness.lint.model import SEVERITIES, Finding, Rule
from attio_harness.lint.rules import RULES

__all__ = ["render_github", "render_markdown", "render_sarif"]

_MOST_RESULTS = 5_000
_ROOM_FOR_ROWS = 40_000


def _summary(findings: Sequence[Finding]) -> str:
    counts = Counter(one.severity for one in findings)
    return ", ".join(counted(counts[name], name) for name in SEVERITIES if counts[name]) or "nothing to say"


def _worst_first(findings: Sequence[Finding]) -> list[Finding]:
    order = list(SEVERITIES)
    return sorted(findings, key=lambda one: order.index(one.severity))


# -- SARIF -----------------------------------------------------------------------------------------------------------


def render_sarif(findings: Sequence[Finding], *, workspace: str, root: str | None = None) -> str:
    """A result a finding; the driver documents every rule of lint, its example included.

    Args:
        findings: what `lint` has found.
        workspace: the workspace file, where findings stand whose mapping is no file (a preset): GitHub refuses a whole
            upload with a result that stands nowhere.
        root: the folder that locations are relative to; the current one if left out.
    """
    documented = {rule.id: _documented(rule) for rule in RULES.values()}
    results = [(documented[one.rule], _result(one, workspace, root)) for one in findings[:_MOST_RESULTS]]
    left = len(findings) - len(results)
    notes = [f"{counted(left, 'more finding')}, all of them with --format json"] if left else []
    counts = Counter(one.severity for one in findings)
    properties = {str(name): counts[name] for name in SEVERITIES}
    return document("lint", [*documented.values()], results, notes=notes, properties=properties)


def _documented(rule: Rule) -> report_rules.Rule:
    markdown = "\n".join([f"{rule.why}\n", f"To mend it: {rule.mend}\n", *mended(rule)]).rstrip("\n")
    return report_rules.Rule(
        id=rule.id,
        name=rule.name,
        title=rule.summary,
        help=f"{rule.why} To mend it: {rule.mend}",
        markdown=markdown,
        level=rule.severity,
        tags=("mapping",),
    )


def _result(one: Finding, workspace: str, root: str | None) -> dict[str, Any]:
    at, line = (one.file, one.line) if is_file(one.file) else (workspace, 1)
    name = f"{relative(one.file, root=root) if is_file(one.file) else one.file}#{one.pointer}"
    identity = json.dumps([one.rule, clean(name), one.subscription, one.message])
    return {
        "level": one.severity,
        "kind": "fail",
        "message": {"text": message(f"{one.subscription}: {one.message}{stop(one.message)} {one.hint}")},
        "locations": [
            {
                "physicalLocation": physical(at, line, root),
                "logicalLocations": [{"fullyQualifiedName": clean(name), "kind": "property"}],
            }
        ],
        "partialFingerprints": {"finding/v1": hashlib.sha256(identity.encode()).hexdigest()[:32]},
        "properties": {"subscription": clean(one.subscription), "pointer": clean(one.pointer), "hint": clean(one.hint)},
    }


# -- GitHub annotations ----------------------------------------------------------------------------------------------

_LEVELS: Mapping[str, str] = {"error": "error", "warning": "warning", "note": "notice"}


def render_github(findings: Sequence[Finding]) -> str:
    """Workflow commands, a line each, errors first; the last line is a notice that counts."""
    room = MOST_COMMANDS - 1
    left = len(findings) - room
    lines = [_annotation(one) for one in _worst_first(findings)[:room]]
    more = f"; {counted(left, 'finding')} not annotated here" if left > 0 else ""
    return "\n".join([*lines, command("notice", _summary(findings) + more, title="attio-harness lint"), ""])


def _annotation(one: Finding) -> str:
    text = "\n".join([clean(one.message), f"Mapping: {clean(one.pointer) or '/'} ({clean(one.subscription)})", f"To do: {clean(one.hint)}"])  # fmt: skip
    title = f"{one.rule} {RULES[one.rule].name}"
    return command(_LEVELS[one.severity], text, title=title, file=clean(one.file), line=one.line)


# -- Markdown --------------------------------------------------------------------------------------------------------


def render_markdown(findings: Sequence[Finding]) -> str:
    """A row a finding, the worst first, and what each rule is about to unfold; fewer than `MOST_CHARACTERS` characters."""
    parts = [f"## Attio lint: {_summary(findings)}"]
    if findings:
        parts += ["\n| Rule | Where | Finding, and what to do |\n| --- | --- | --- |", *_rows(_worst_first(findings))]
    about = [_about(RULES[rule]) for rule in sorted({one.rule for one in findings})]
    return "\n".join([*parts, *within(MOST_CHARACTERS - 1_000 - length(parts), about), ""])


def _rows(findings: Sequence[Finding]) -> Iterator[str]:
    room = _ROOM_FOR_ROWS
    for number, one in enumerate(findings):
        row = _row(one)
        room -= len(row) + 1
        if room < 0:
            yield f"\nand {counted(len(findings) - number, 'more finding')}."
            return
        yield row


def _row(one: Finding) -> str:
    file = relative(one.file) if is_file(one.file) else one.file
    where = clean(file) + (f":{one.line}" if one.line else "")
    cells = (
        f"**{one.severity}**<br>{one.rule} {RULES[one.rule].name}",
        f"{code(where)}<br>{code(clean(one.pointer) or '/')}<br>{plain(clean(one.subscription), 80)}",
        f"{plain(clean(one.message), 300)}<br>**To do:** {plain(clean(one.hint), 400)}",
    )
    return f"| {' | '.join(cells)} |"


def _about(rule: Rule) -> str:
    title = f"{rule.id} {rule.name}: {plain(rule.summary, 200)}"
    return f"\n<details><summary>{title}</summary>\n\n{plain(rule.why, 800)}\n\nTo mend it: {plain(rule.mend, 400)}\n\n</details>"

"""Findings of lint as SARIF: a result for each finding; the driver documents every rule.

Masks nothing: a finding quotes the mapping and the workspace file, never an event, and no rule quotes a secret.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from attio_harness.formats import rules as report_rules
from attio_harness.formats.locations import is_file, relative, steady
from attio_harness.formats.sarif_parts import document, message, physical, run_of, stop
from attio_harness.lint.documentation import fixed
from attio_harness.lint.findings import counts
from attio_harness.lint.model import Finding, Rule
from attio_harness.lint.rules import RULES
from attio_harness.text.words import clean, counted

__all__ = ["lint_run", "render_lint"]

_MOST_RESULTS = 5_000


def render_lint(findings: Sequence[Finding], *, workspace: str) -> str:
    """Indented JSON that ends with one line break."""
    return document(lint_run(findings, workspace=workspace))


def lint_run(findings: Sequence[Finding], *, workspace: str) -> dict[str, Any]:
    """The run of lint: a result for each finding; the driver documents every rule with its example.

    Args:
        findings: what `lint` found.
        workspace: the workspace file. Findings about a preset, which has no file, are placed there, because GitHub refuses a whole
            upload with a result without a place.
    """
    documented = {rule.id: _documented(rule) for rule in RULES.values()}
    results = [(documented[one.rule], _result(one, workspace)) for one in findings[:_MOST_RESULTS]]
    left = len(findings) - len(results)
    notes = [f"{counted(left, 'more finding')}, all of them with --format json"] if left else []
    return run_of("lint", [*documented.values()], results, notes=notes, properties=counts(findings))


def _documented(rule: Rule) -> report_rules.Rule:
    markdown = "\n".join([f"{rule.why}\n", f"Fix: {rule.fix}\n", *fixed(rule)]).rstrip("\n")
    return report_rules.Rule(
        id=rule.id,
        name=rule.name,
        title=rule.title,
        help=f"{rule.why} Fix: {rule.fix}",
        markdown=markdown,
        level=rule.severity,
        tags=("mapping",),
    )


def _result(one: Finding, workspace: str) -> dict[str, Any]:
    at, line = (one.file, one.line) if is_file(one.file) else (workspace, 1)
    name = f"{relative(one.file) if is_file(one.file) else one.file}#{one.pointer}"
    # without the line, which moves with every edit above it
    identity = json.dumps(
        [one.rule, clean(name.removesuffix(one.pointer) + steady(one.pointer)), one.subscription, one.message]
    )
    return {
        "level": one.severity,
        "kind": "fail",
        "message": {"text": message(f"{one.subscription}: {one.message}{stop(one.message)} {one.hint}")},
        "locations": [
            {
                "physicalLocation": physical(at, line),
                "logicalLocations": [{"fullyQualifiedName": clean(name), "kind": "property"}],
            }
        ],
        "partialFingerprints": {"finding/v1": hashlib.sha256(identity.encode()).hexdigest()[:32]},
        "properties": {"subscription": clean(one.subscription), "pointer": clean(one.pointer), "hint": clean(one.hint)},
    }

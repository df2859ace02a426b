"""Makes `docs/lint.md` from the table of rules: each with its reason, its fix and an example as a diff."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from attio_emulator import Workspace

from attio_harness.inputs.mappings import locate_dict
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.lint.model import SEVERITIES, Example, Finding, Rule
from attio_harness.lint.rules import CHAPTERS
from attio_harness.lint.run import lint

__all__ = ["fixed", "render_docs"]

_WIDTH = 110
_SHOWN = 3
"""How many subscriptions of a long example are printed."""


def render_docs() -> str:
    """The text of `docs/lint.md`, in Markdown; the messages in it are what `lint` says of the examples."""
    lines = [
        "# The rules of lint",
        "",
        "`attio-harness lint MAPPING… -w WORKSPACE` finds mistakes in a mapping without running any event. `--format` writes them as",
        "text, json, sarif, github or markdown; `--ignore AH407` leaves out a rule. Errors and warnings make the exit code 1.",
        "",
        "Made from the table `attio_harness.lint.RULES`; do not edit by hand.",
        "",
        "| severity | means |",
        "|---|---|",
        *(f"| {name} | {text} |" for name, text in SEVERITIES.items()),
        "",
    ]
    for chapter, rules in CHAPTERS.items():
        lines += [f"## {chapter}", "", "| rule | severity | finds |", "|---|---|---|"]
        lines += [f"| [{one.id} {one.name}](#{_anchor(one)}) | {one.severity} | {one.title} |" for one in rules]
        lines.append("")
        for one in rules:
            lines += _rule(one)
    return "\n".join(lines).rstrip("\n") + "\n"


def _anchor(rule: Rule) -> str:
    return f"{rule.id.lower()}-{rule.name}"


def _rule(rule: Rule) -> list[str]:
    found = _first(rule)
    return [
        f"### {rule.id} {rule.name}",
        "",
        f"{rule.title} ({rule.severity})",
        "",
        f"{rule.why}",
        "",
        f"Fix: {rule.fix}",
        "",
        *(_workspace(rule.failing.workspace) if rule.failing.workspace == rule.passing.workspace else []),
        *fixed(rule),
        f"> `{found.pointer or '/'}`: {found.message}",
        ">",
        f"> {found.hint}",
        "",
    ]


def fixed(rule: Rule) -> list[str]:
    """The failing example as a diff with the lines that fix it; a diff of the workspace if that is what differs."""
    before, after = _code(rule.failing), _code(rule.passing)
    # same mapping: the workspace is what was fixed
    if before == after:
        around = [
            ["# workspace", *compact(one.workspace).split("\n"), "# mapping"] for one in (rule.failing, rule.passing)
        ]
        before, after = [*around[0], *before], [*around[1], *after]
    # n=1000: the whole example as context
    rows = difflib.unified_diff(before, after, n=1000, lineterm="")
    return ["```diff", *[row for row in rows if not row.startswith(("---", "+++", "@@"))], "```", ""]


def _first(rule: Rule) -> Finding:
    findings = lint(_locate_example(rule.failing), Workspace.from_dict(rule.failing.workspace))
    return next(one for one in findings if one.rule == rule.id)


def _locate_example(example: Example) -> list[LocatedSubscription]:
    """The subscriptions of an example, with pointers as in a file with a list of them (or with a single one)."""
    alone = len(example.subscriptions) == 1
    return [
        located
        for index, one in enumerate(example.subscriptions)
        for located in locate_dict(one, "" if alone else f"/{index}")
    ]


def _workspace(given: Mapping[str, Any]) -> list[str]:
    if not given:
        return []
    return ["In a workspace with", "", "```json", compact(given), "```", ""]


def _code(example: Example) -> list[str]:
    some = [line for one in example.subscriptions[:_SHOWN] for line in compact(one).split("\n")]
    more = len(example.subscriptions) - _SHOWN
    return [*some, f"… and {more} more"] if more > 0 else some


def compact(value: Any, indent: int = 0) -> str:
    """JSON with all that fits on one line on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= _WIDTH or not isinstance(value, Mapping | Sequence) or isinstance(value, str) or not value:
        # cut a text of 1,001 characters (AH402)
        return flat if len(flat) < 400 else flat[:60] + "…" + flat[-30:]
    inner = " " * (indent + 2)
    if isinstance(value, Mapping):
        parts = [f"{inner}{json.dumps(key)}: {compact(one, indent + 2)}" for key, one in value.items()]
        return "{\n" + ",\n".join(parts) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(inner + compact(one, indent + 2) for one in value) + "\n" + " " * indent + "]"

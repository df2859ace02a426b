"""A gate in the formats that other programs show: the outcome, then the effect of the change, lint and the losses, each in the form of
its own command.

Masks values unless told not to.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from attio_harness.compare.gate import Gate
from attio_harness.formats import summary
from attio_harness.formats.compared import compared
from attio_harness.formats.comparison_github import render_comparison as github_of_diff
from attio_harness.formats.comparison_junit import add_suites
from attio_harness.formats.comparison_markdown import render_comparison as markdown_of_diff
from attio_harness.formats.github import render_github as github_of_check
from attio_harness.formats.github_commands import MOST_COMMANDS, command
from attio_harness.formats.junit import suites_of
from attio_harness.formats.junit_parts import add_outcome, document, fail, new_case, new_suite, streams
from attio_harness.formats.lint_github import render_lint as github_of_lint
from attio_harness.formats.lint_markdown import render_lint as markdown_of_lint
from attio_harness.formats.lint_sarif import lint_run
from attio_harness.formats.locations import place
from attio_harness.formats.markdown import render_markdown as markdown_of_check
from attio_harness.formats.markdown_text import MOST_CHARACTERS, shortened
from attio_harness.formats.sarif import check_run
from attio_harness.formats.sarif_parts import document as sarif_document
from attio_harness.lint.model import Finding
from attio_harness.text.escaped import for_markdown

__all__ = ["render_github", "render_junit", "render_markdown", "render_sarif"]

_ROOM_AROUND = 1_000
_MOST_FINDINGS = 500


def render_markdown(gate: Gate, *, show_values: bool = False) -> str:
    """GitHub Flavored Markdown for one comment, of fewer than `MOST_CHARACTERS` characters, that ends with one line break."""
    gate = gate.told_once
    outcome = for_markdown(summary.outcome_of_gate(gate, show_values=show_values), 600)
    word, _, why = outcome.partition(": ")
    parts = [*_markdown_parts(gate, show_values=show_values)]
    out = [f"## Attio: {word.lower()}", f"\n{why}\n"]
    room = MOST_CHARACTERS - _ROOM_AROUND - len(outcome)
    for number, part in enumerate(parts):
        # room that a part does not use is left to the next ones
        told = shortened(part, room // (len(parts) - number))
        room -= len(told)
        out.append(told)
    return "\n".join([*out, f"**{outcome}**", ""])


def _markdown_parts(gate: Gate, *, show_values: bool) -> Iterator[str]:
    if gate.diff is not None:
        # without its own title, which ours replaces
        told = markdown_of_diff(gate.diff, show_values=show_values).partition("\n")[2]
        yield f"### {for_markdown(gate.heading, 200)}\n{told}"
    if gate.findings is not None:
        yield "#" + markdown_of_lint(gate.findings)
    yield "#" + markdown_of_check(gate.report, show_values=show_values)


def render_github(gate: Gate, *, show_values: bool = False) -> str:
    """Workflow commands, one per line: the outcome, then the most important ones of every part, then the outcome again."""
    gate = gate.told_once
    outcome = summary.outcome_of_gate(gate, show_values=show_values)
    title = "attio-harness gate"
    first = [] if gate.ok else [command("error", outcome, title=f"{title} failed")]
    parts = [github_of_check(gate.report, show_values=show_values).splitlines()]
    if gate.findings is not None:
        parts.insert(0, github_of_lint(gate.findings).splitlines())
    if gate.diff is not None:
        parts.insert(0, github_of_diff(gate.diff, show_values=show_values).splitlines())
    room = MOST_COMMANDS - len(first) - 1
    out = [*first]
    for number, lines in enumerate(parts):
        most = room // (len(parts) - number)
        # keep the last line of a part, which has its sums
        taken = lines if len(lines) <= most else [*lines[: most - 1], lines[-1]]
        room -= len(taken)
        out += taken
    return "\n".join([*out, command("notice", outcome, title=title), ""])


def render_sarif(gate: Gate, *, show_values: bool = False) -> str:
    """One document with a run for lint and one for the check: indented JSON that ends with one line break."""
    gate = gate.told_once
    linted = [] if gate.findings is None else [lint_run(gate.findings, workspace=gate.workspace)]
    return sarif_document(*linted, check_run(gate.report, show_values=show_values))


def render_junit(gate: Gate, *, show_values: bool = False) -> str:
    """JUnit XML that ends with one line break: the suites of diff, lint and check, and the outcome."""
    gate = gate.told_once
    root = ElementTree.Element("testsuites", {})
    if gate.diff is not None:
        add_suites(root, compared(gate.diff, show_values=show_values))
    if gate.findings is not None:
        _add_lint(root, gate)
    suites_of(gate.report, root, show_values=show_values)
    outcome = summary.outcome_of_gate(gate, show_values=show_values)
    why = "\n".join(gate.reasons) if show_values else outcome
    add_outcome(root, "gate", outcome, ok=gate.ok, name="gate", case="gate", why=why)
    return document(root)


def _add_lint(root: ElementTree.Element, gate: Gate) -> None:
    findings = list(gate.findings or ())[:_MOST_FINDINGS]
    failing = sum(one.fails for one in findings)
    every = gate.findings or ()
    suite = new_suite(root, "lint", cases=len(findings) or 1, failures=failing, properties={"findings": len(every)})
    notes = list[str]()
    if not findings:
        suite.append(new_case("nothing to say", "attio.lint"))
    for number, one in enumerate(findings, 1):
        name = f"{number}. {one.rule} {one.name} ({place(one.file, one.line)})"
        case = new_case(name, "attio.lint")
        if one.fails:
            fail(case, one.rule, one.message, _told(one))
        else:
            notes += [name, *(f"  {line}" for line in _told(one).split("\n"))]
        suite.append(case)
    left = len(every) - len(findings)
    streams(suite, "\n".join([*notes, *([f"{left:,} more findings, all of them with --format json"] if left else [])]))


def _told(one: Finding) -> str:
    where = f"{place(one.file, one.line)}  {one.pointer}  ({one.subscription})"
    return f"{one.message}\nmapping  {where}\ndo       {one.hint}"

"""Two runs side by side as JUnit XML: a case for each group of differences, failing if it is for the worse. The last suite is the outcome.

Any difference between single and batch delivery fails, because it fails the run. What does not fail is told in the output of its suite.
Valid against the same schemas as that of `junit.py`. Masks values unless told not to.
"""

from __future__ import annotations

from xml.etree import ElementTree

from attio_harness.compare.mappings import MappingDiff
from attio_harness.compare.modes import Both
from attio_harness.formats.compared import Compared, compared
from attio_harness.formats.junit_parts import add_outcome, document, fail, new_case, new_suite, streams

__all__ = ["add_suites", "render_comparison"]

_MOST_CASES = 500


def render_comparison(runs: Both | MappingDiff, *, show_values: bool = False) -> str:
    """JUnit XML that ends with one line break; with timestamps if it is known when the runs were made."""
    root = ElementTree.Element("testsuites", {})
    add_suites(root, compared(runs, show_values=show_values))
    return document(root)


def add_suites(root: ElementTree.Element, told: Compared) -> None:
    """Add the suites of a comparison to a document."""
    changes = told.changes[:_MOST_CASES]
    failing = sum(told.any_fails or one.worse for one in changes)
    suite = new_suite(
        root, f"{told.name}: {' and '.join(told.heads)}", cases=len(changes) or 1, failures=failing,
        properties={"differences": len(told.changes)},
    )  # fmt: skip
    fine = list[str]()
    if not changes:
        suite.append(new_case(told.same, f"attio.{told.name}"))
    for number, change in enumerate(changes, 1):
        case = new_case(f"{number}. {change.title}", f"attio.{told.name}")
        said = "\n".join(f"{label:<8} {text}" for label, text in change.rows)
        if told.any_fails or change.worse:
            fail(case, "worse" if change.worse else "difference", change.title, said)
        else:
            fine += [f"{number}. {change.title}", *(f"  {line}" for line in said.split("\n"))]
        suite.append(case)
    left = len(told.changes) - len(changes)
    beside = [f"{left:,} more groups of differences, all of them with --format json"] if left else []
    streams(suite, "\n".join([*fine, *beside, *(line for title, lines in told.notes for line in (title, *lines))]))
    add_outcome(
        root,
        told.name,
        told.outcome,
        ok=told.ok,
        name=f"outcome of {told.name}",
        why=told.outcome,
        closing=told.closing,
    )

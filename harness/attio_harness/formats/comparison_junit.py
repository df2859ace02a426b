"""Two runs side by side as JUnit XML: a case a difference, of which those for the worse fail; the last suite is the outcome.

Of single and batch delivery every difference fails, as the run does. Masks unless asked otherwise.
"""

from __future__ import annotations

from xml.etree import ElementTree

from attio_harness.compare.mappings import MappingDiff
from attio_harness.compare.modes import Both
from attio_harness.formats.compared import Compared, compared_both, compared_diff
from attio_harness.formats.junit_parts import document, new_case, new_suite, streams
from attio_harness.text.escaped import for_xml

__all__ = ["add_suites", "render_both", "render_diff"]

_MOST_CASES = 500


def render_both(both: Both, *, show_values: bool = False) -> str:
    """JUnit XML, one line break at its end."""
    root = ElementTree.Element("testsuites", {})
    add_suites(root, compared_both(both, show_values=show_values), every=True)
    return document(root)


def render_diff(diff: MappingDiff, *, show_values: bool = False) -> str:
    """JUnit XML, one line break at its end."""
    root = ElementTree.Element("testsuites", {})
    add_suites(root, compared_diff(diff, show_values=show_values), every=False)
    return document(root)


def add_suites(root: ElementTree.Element, told: Compared, *, every: bool) -> None:
    """The suites of a comparison; `every` says whether all differences fail or those for the worse alone."""
    changes = told.changes[:_MOST_CASES]
    failing = sum(every or one.worse for one in changes)
    suite = new_suite(root, f"{told.name}: {' and '.join(told.heads)}", None, cases=len(changes) or 1, failures=failing)
    if not changes:
        suite.append(new_case(told.same, f"attio.{told.name}"))
    for number, change in enumerate(changes, 1):
        case = new_case(f"{number}. {change.title}", f"attio.{told.name}")
        said = "\n".join(f"{label:<8} {text}" for label, text in change.rows)
        if every or change.worse:
            failure = {"type": "worse" if change.worse else "difference", "message": for_xml(change.title)}
            ElementTree.SubElement(case, "failure", failure).text = for_xml(said)
        else:
            ElementTree.SubElement(case, "system-out").text = for_xml(said)
        suite.append(case)
    left = len(told.changes) - len(changes)
    beside = [f"{left:,} more groups of differences, all of them with --format json"] if left else []
    streams(suite, "\n".join([*beside, *(line for title, lines in told.notes for line in (title, *lines))]))
    outcome = new_suite(root, f"outcome of {told.name}", None, cases=1, failures=int(not told.ok))
    case = new_case("outcome", f"attio.{told.name}")
    if not told.ok:
        failure = {"type": "outcome", "message": for_xml(told.outcome)}
        ElementTree.SubElement(case, "failure", failure).text = for_xml(told.outcome)
    outcome.append(case)
    streams(outcome, "\n".join(filter(None, (told.outcome, told.closing))))

"""A replay as JUnit XML: a suite for each recording, a case for each exchange, which fails if it differs and is skipped if it cannot be
judged.

Valid against the same schemas as that of `junit.py`. Masks personal data unless told not to.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

from attio_harness.exchanges.difference import KINDS, Difference
from attio_harness.formats.junit_parts import add_outcome, document, fail, new_case, new_suite, skip, streams
from attio_harness.formats.masking import Masks
from attio_harness.formats.replay_groups import setting_lines, shown_side
from attio_harness.replay.exchange import Unread
from attio_harness.replay.report import Judged, ReplayReport
from attio_harness.text.words import counted

__all__ = ["render_replay"]


def render_replay(report: ReplayReport, *, show_values: bool = False) -> str:
    """JUnit XML that ends with one line break."""
    masks = None if show_values else Masks()
    root = ElementTree.Element("testsuites", {})
    for file in dict.fromkeys(report.files):
        judged = [one for one in report.judged if one.file == file]
        unread = [one for one in report.unread if one.file == file]
        suite = new_suite(
            root,
            file,
            cases=len(judged) + len(unread),
            failures=sum(one.verdict == "differ" for one in judged),
            errors=len(unread),
            skipped=sum(one.verdict == "unjudged" for one in judged),
            properties={"exchanges": len(judged), "entries that cannot be read": len(unread) or None},
        )
        for one in judged:
            _case(suite, one, report.settings, masks)
        for entry in unread:
            _unread(suite, entry)
        streams(suite)
    add_outcome(root, "replay", report.outcome, ok=report.ok)
    return document(root)


def _case(suite: ElementTree.Element, one: Judged, settings: Mapping[str, str], masks: Masks | None) -> None:
    place = f"{one.index + 1}" + (f", line {one.line}" if one.line else "")
    case = new_case(f"{one.operation} (exchange {place})", "attio.replay")
    suite.append(case)
    if one.verdict == "unjudged":
        skip(case, one.said)
    elif one.differences:
        first = one.differences[0]
        message = f"{counted(len(one.differences), 'difference')}, the first: {KINDS[first.kind]} {first.pointer}"
        lines = [line for difference in one.differences for line in _told(difference, masks)]
        fail(case, first.kind, message, "\n".join([*lines, *setting_lines(one.assumptions, settings)]))


def _told(one: Difference, masks: Masks | None) -> tuple[str, ...]:
    left, right = (shown_side(one, side, masks) for side in (one.left, one.right))
    return f"{KINDS[one.kind]} {one.pointer}", f"  recorded  {left}", f"  answered  {right}"


def _unread(suite: ElementTree.Element, one: Unread) -> None:
    case = new_case(f"entry {one.index + 1}" + (f", line {one.line}" if one.line else ""), "attio.replay")
    suite.append(case)
    fail(case, "unreadable", one.why, tag="error")

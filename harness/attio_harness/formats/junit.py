"""The report as JUnit XML, which CI servers show as tests: a suite for each subscription, a failing case for each group of losses.

Valid against the schema that Jenkins publishes (`jenkins-junit.xsd`). The stricter one of Ant's task (`JUnit.xsd` of windyroad) misses
only timestamps, which would differ from run to run, and does not know the skipped cases of unresolved events. A subscription that lost
nothing has one passing case. Unreadable entries make a suite of their own with an error for each file. The last suite has one case, the
outcome of the run, which fails if the run does. In a run that passes, all that its limits tolerate is skipped. The output of the first
suite says why events matched nothing. Masks values unless told not to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from attio_harness.formats.contents import Contents, Part, contents_of
from attio_harness.formats.footnotes import Footnotes, first_of
from attio_harness.formats.groups import LossGroup
from attio_harness.formats.junit_parts import add_outcome, document, fail, new_case, new_suite, skip, streams
from attio_harness.formats.locations import place_of, steady_place
from attio_harness.formats.unresolved import title as unresolved_title
from attio_harness.formats.unresolved import what_to_do
from attio_harness.report import Report
from attio_harness.text.words import clean, counted, cut, shown
from attio_harness.verdicts import NAMED, VERDICTS

__all__ = ["render_junit", "suites_of"]

_MOST_GROUPS = 500
_MOST_SAMPLES = 20
_MOST_LINES = 100
_TOLERATED = "tolerated by the limits of the run"


def render_junit(report: Report, *, show_values: bool = False) -> str:
    """JUnit XML that ends with one line break."""
    root = ElementTree.Element("testsuites", {})
    suites_of(report, root, show_values=show_values)
    return document(root)


def suites_of(report: Report, root: ElementTree.Element, *, show_values: bool) -> None:
    """Add the suites of a report to a document."""
    told = contents_of(report, show_values=show_values)
    notes, first = told.notes, len(root)
    for part in told.subscriptions:
        cases = [*_cases(part, report), *_skipped(part)]
        suite = new_suite(
            root, str(part.row["name"]), cases=len(cases), failures=_with(cases, "failure"), skipped=_with(cases, "skipped"),
            properties=_properties(report, told, part),
        )  # fmt: skip
        suite.extend(cases)
        # what belongs to no single subscription is in the first suite only
        streams(suite, "\n".join([*_left_out(part.groups), *(_beside(notes) if len(root) == first + 1 else ())]))
    if notes.unreadable:
        _unreadable(root, report, notes.unreadable)
    add_outcome(root, "check", told.outcome, ok=report.outcome.passed, why="\n".join(told.reasons))


def _with(cases: Sequence[ElementTree.Element], part: str) -> int:
    return sum(case.find(part) is not None for case in cases)


def _properties(report: Report, told: Contents, part: Part) -> dict[str, object]:
    row = part.row
    return {
        "action": row.get("action"),
        "trigger": row.get("trigger"),
        "mapping": row.get("file"),
        "pointer": row.get("pointer"),
        "workspace": told.workspace,
        "mode": report.mode,
        "events in all": report.events,
        "losses": sum(group.count - group.further for group in part.groups),
        "further mistakes": sum(group.further for group in part.groups) or None,
        "outcome": told.outcome,
        "records": told.records,
        "batches": told.batches,
    } | {f"events {name} in all": report.verdicts.get(name, 0) for name in VERDICTS}


def _excuse(group: LossGroup, report: Report) -> str | None:
    """Why a loss fails no case: servers judge by the cases, not by the exit code, and would call a run failed that passed."""
    if group.is_known:
        return "known by the baseline"
    return _TOLERATED if report.outcome.passed else None


def _cases(part: Part, report: Report) -> Iterator[ElementTree.Element]:
    row, groups = part.row, part.groups
    classname = f"attio.{row.get('action') or 'check'}"
    if not groups:
        off = row.get("enabled") is False
        yield new_case("nothing to lose: the subscription is not enabled" if off else "nothing is lost", classname)
    taken: set[str] = set()
    for group in groups[:_MOST_GROUPS]:
        # no line: servers recognize a case by its name, and a line moves with every edit above it
        name = f"{group.title} {NAMED[group.first.verdict]}: {group.first.code} ({steady_place(group.first)})"
        if name in taken:  # CI servers take two cases with the same name for one
            name += f" #{group.fingerprint[:6]}"
        taken.add(name)
        case = new_case(name, classname)
        excuse = _excuse(group, report)
        if excuse is not None:
            skip(case, "\n".join([f"{excuse}: {_headline(group)}", *_body(group)]))
        else:
            fail(case, group.first.code, _headline(group), "\n".join(_body(group)))
        yield case


def _skipped(part: Part) -> Iterator[ElementTree.Element]:
    """A skipped case for each kind of record that events need."""
    taken: set[str] = set()
    for number, group in enumerate(part.unresolved, 1):
        one = group.first
        name = f"unresolved: needs {group.needs} ({steady_place(one)})"
        if name in taken:
            name += f" #{number}"
        taken.add(name)
        case = new_case(name, f"attio.{part.row.get('action') or 'check'}")
        values = [f"{value}  ({count:,} times)" if count > 1 else value for value, count in group.values()]
        told = [
            unresolved_title([group]),
            f"mapping  {group.mapping}  {one.mapping_pointer}  ({one.subscription})",
            *first_of([f"needs    {value}" for value in values], _MOST_SAMPLES),
            *([f"earlier  {group.told_earlier}"] if group.told_earlier else []),
            f"events   {group.events(_MOST_SAMPLES)}",
            f"do       {what_to_do([group])}",
        ]
        skip(case, "\n".join(told))
        yield case


def _headline(group: LossGroup) -> str:
    one = group.first
    return f"{group.events}: {group.title}: {cut(one.message, 300)}"


def _body(group: LossGroup) -> Iterator[str]:
    one = group.first
    yield f"mapping  {group.mapping}  {one.mapping_pointer}  ({one.subscription})"
    if group.paths:
        yield f"reads    {group.paths}"
    yield f"{group.by:<8} {group.said}"
    values = group.values()
    for text, count in values[:_MOST_SAMPLES]:
        yield f"value    {text}" + (f"  ({count:,} times)" if count > 1 else "")
    if len(values) > _MOST_SAMPLES:
        yield f"         and {len(values) - _MOST_SAMPLES:,} more values"
    yield "do       " + "\n         ".join(group.advice)
    if group.also:
        yield f"also     {group.also}"
    if group.assumptions:
        yield f"rests on what is assumed: {group.assumptions}"
    if group.partial:
        yield f"partial  already written by the same event: {group.partial}"
    for loss in group.losses[:_MOST_SAMPLES]:
        identity = f"  {loss.event.message_id}" if loss.event.message_id else ""
        yield f"event    {place_of(loss.event)}{identity}" + (
            f"  {shown(loss.value, 80)}" if loss.value is not None else ""
        )
    if group.count > _MOST_SAMPLES:
        yield f"         and {group.count - _MOST_SAMPLES:,} more (all of them with --format json)"


def _left_out(groups: Sequence[LossGroup]) -> Iterator[str]:
    more = len(groups) - _MOST_GROUPS
    if more > 0:
        yield f"{more:,} more kinds of loss, all of them with --format json"


def _beside(notes: Footnotes) -> Iterator[str]:
    """The lines about anything but losses that belong to no single subscription."""
    for title, lines in notes.titled:
        if lines is not notes.unreadable:
            yield title
            yield from (f"  {line}" for line in first_of(lines, _MOST_LINES))


def _unreadable(root: ElementTree.Element, report: Report, lines: Sequence[str]) -> None:
    by_file: dict[str, list[str]] = {}
    for row, line in zip(report.unreadable, lines, strict=True):
        by_file.setdefault(clean(str(row["file"])), []).append(line)
    tolerated = report.outcome.passed
    suite = new_suite(
        root, "entries that cannot be read", cases=len(by_file), errors=0 if tolerated else len(by_file),
        skipped=len(by_file) if tolerated else 0, properties={"entries": len(lines)},
    )  # fmt: skip
    for file, found in by_file.items():
        case = new_case(file, "attio.events")
        what = f"{counted(len(found), 'entry', 'entries')} could not be read"
        said = first_of(found, _MOST_LINES)
        if tolerated:
            skip(case, "\n".join([f"{_TOLERATED}: {what}", *said]))
        else:
            fail(case, "unreadable", f"{what}: {file}", "\n".join(said), tag="error")
        suite.append(case)
    # Ant's schema requires both elements in this order, even if empty
    streams(suite)

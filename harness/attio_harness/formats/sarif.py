"""The report as SARIF 2.1.0: a rule for each pair of code and attribute type, a result at its mapping line for each group of losses.

Results are groups, not events, because code scanning wants one alert for each place. The events are related locations, and their
number is `occurrenceCount`. Unresolved events are notes, fields that no event filled are warnings. GitHub refuses a whole upload with
a result without a place: if the mapping is not a file (a preset, Python), the result is placed at its first event. Masks values unless
told not to. `rules` explains codes and types, `sarif_parts` has the envelope.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attio_harness.compare.modes import Both
from attio_harness.formats.contents import Contents, contents_of
from attio_harness.formats.groups import LossGroup
from attio_harness.formats.locations import is_file, place_of, relative, steady
from attio_harness.formats.masking import mask_addresses, unnumbered
from attio_harness.formats.rules import UNREAD, UNREADABLE, UNRESOLVED, rule_of
from attio_harness.formats.sarif_parts import document, message, physical, run_of, stop
from attio_harness.formats.unresolved import NeedGroup, what_to_do
from attio_harness.formats.unresolved import title as unresolved_title
from attio_harness.rejection import EventRef, Rejection
from attio_harness.report import Report
from attio_harness.text.words import clean, listed, shown

__all__ = ["check_run", "render_both", "render_sarif"]

_MOST_RESULTS = 5000  # GitHub shows 5,000 results of a run (25,000 are accepted)
_MOST_EVENTS = 10
_MOST_VALUES = 10
_MOST_NOTES = 100


def render_sarif(report: Report, *, show_values: bool = False) -> str:
    """Indented JSON that ends with one line break."""
    return document(check_run(report, show_values=show_values))


def render_both(both: Both, *, show_values: bool = False) -> str:
    """A run for each mode, with its losses. Leaves out the differences between them, which have no place in a file."""
    return document(*(check_run(one, show_values=show_values, mode=one.mode) for one in (both.single, both.batch)))


def check_run(report: Report, *, show_values: bool, mode: str = "") -> dict[str, Any]:
    """The run of a check; `mode` if the document has one in each mode. With `show_values`, values, messages and hints are not masked."""
    told = contents_of(report, show_values=show_values)
    groups, beside = told.groups, told.notes
    results = [(rule_of(group.first), _result(group, report.outcome.severity)) for group in groups[:_MOST_RESULTS]]
    results += [(UNREADABLE, row) for row in _unreadable(report, beside.unreadable)]
    results += [(UNRESOLVED, _waiting(group)) for group in told.unresolved[:_MOST_NOTES]]
    results += [(UNREAD, row) for row in _unread(report, told, show_values)]
    rules = list(dict.fromkeys(rule for rule, _ in results))
    properties = {
        "events": report.events,
        "mode": report.mode,
        "verdicts": dict(report.verdicts),
        "outcome": {"passed": report.outcome.passed, "why": message("; ".join(told.reasons))},
        "records": told.records,
        "batches": told.batches,
        "kindsOfLoss": len(groups),
        "valuesMasked": not show_values,
    }
    notes = [f"events filtered: {line}" for line in beside.filtered[:_MOST_NOTES]]
    notes += [f"events that match nothing: {line}" for line in beside.unmatched[:_MOST_NOTES]]
    notes += [*beside.notes[:_MOST_NOTES], *(f"what rests on an assumption: {line}" for line in beside.assumed)]
    # an interrupted run has another exit code
    exit = (0 if report.outcome.passed else 1, told.outcome) if report.complete else None
    return run_of("check", rules, results, notes=notes, properties=properties, exit=exit, mode=mode)


def _result(group: LossGroup, severity: str) -> dict[str, Any]:
    one = group.first
    values = group.values()
    return {
        "level": severity if severity == "warning" else rule_of(one).level,
        "kind": "fail",
        **_beside_baseline(group),
        "message": {"text": message(_words(group))},
        "locations": [_mapping_location(one)],
        "relatedLocations": [
            _event_location(loss.event, number, shown(loss.value, 80) if loss.value is not None else None)
            for number, loss in enumerate(group.losses[:_MOST_EVENTS])
        ],
        # one alert stands for all events of the group
        "occurrenceCount": group.count,
        # by this, GitHub recognizes an alert in another run, even if lines have moved
        "partialFingerprints": {"kindOfLoss/v1": group.fingerprint},
        "properties": {
            "verdict": one.verdict,
            "subscription": one.subscription,
            "action": one.action,
            "pointer": one.mapping_pointer,
            "paths": [read.path for read in one.reads[:_MOST_VALUES]],
            "object": one.object,
            "attribute": one.attribute,
            "type": one.type,
            "status": one.status,
            "code": one.code,
            "hint": " ".join(group.advice),
            "partial": group.partial,
            "furtherMistakes": group.further,
            "assumptions": list(group.assumption_counts),
            "values": [{"value": text, "count": count} for text, count in values[:_MOST_VALUES]],
            "distinctValues": len(values),
        },
    }


_STATES = {"known": "unchanged", "new": "new", "grown": "updated"}


def _beside_baseline(group: LossGroup) -> dict[str, Any]:
    """The standing in SARIF's words (2.1.0, 3.27.24). A known group is also suppressed (3.27.23), because code scanning looks at that."""
    if group.first.baseline is None:
        return {}
    state = {"baselineState": _STATES[group.first.baseline]}
    because = {"kind": "external", "justification": "known by the baseline"}
    return {**state, "suppressions": [because] if group.is_known else []}


def _words(group: LossGroup) -> str:
    reads = f" It reads {group.paths}." if group.paths else ""
    return (
        f"{group.events}: {group.title}. {group.by} answers {group.said}{stop(group.said)}"
        f"{reads} {' '.join(group.advice)}{f' Here {group.also}.' if group.also else ''}"
    )


def _waiting(group: NeedGroup) -> dict[str, Any]:
    one, values = group.first, group.values()
    needed = listed([value for value, _ in values], _MOST_VALUES)
    earlier = f"; {group.told_earlier}" if group.told_earlier else ""
    return {
        "level": UNRESOLVED.level,
        "kind": "fail",
        "message": {
            "text": message(f"{unresolved_title([group])}: {group.needs}, {needed}{earlier}. {what_to_do([group])}"),
        },
        "locations": [_mapping_location(one)],
        "relatedLocations": [
            _event_location(row.event, number, None) for number, row in enumerate(group.rows[:_MOST_EVENTS])
        ],
        "occurrenceCount": group.count,
        "partialFingerprints": {
            "need/v1": _digest(
                one.subscription, one.mapping_file, steady(one.mapping_pointer), group.needs, *group.kinds_of_earlier
            ),
        },
        "properties": {
            "verdict": one.verdict,
            "subscription": one.subscription,
            "action": one.action,
            "pointer": one.mapping_pointer,
            "needs": group.needs,
            "values": [{"value": text, "count": count} for text, count in values[:_MOST_VALUES]],
            "distinctValues": len(values),
        },
    }


def _unread(report: Report, told: Contents, show_values: bool) -> Iterator[dict[str, Any]]:
    for one, line in list(zip(report.unread, told.notes.unread, strict=True))[:_MOST_NOTES]:
        name = clean(f"{one.mapping_file}#{one.mapping_pointer}")
        kept = name if show_values else mask_addresses(name, told.masks)
        logical = [{"fullyQualifiedName": kept, "kind": "property"}]
        location: dict[str, Any] = {"logicalLocations": logical}
        if is_file(one.mapping_file):
            location["physicalLocation"] = physical(one.mapping_file, one.mapping_line)
        yield {
            "level": UNREAD.level,
            "kind": "fail",
            "message": {"text": message(f"{line}.")},
            "locations": [location],
            "partialFingerprints": {
                "unread/v1": _digest(one.subscription, one.mapping_file, steady(one.mapping_pointer))
            },
        }


def _digest(*parts: str) -> str:
    # without the numbers of masks, which may differ in another report
    return hashlib.sha256(unnumbered(clean("\n".join(parts))).encode()).hexdigest()[:32]


def _mapping_location(one: Rejection) -> dict[str, Any]:
    logical = [{"fullyQualifiedName": f"{one.mapping_file}#{one.mapping_pointer}", "kind": "property"}]
    if is_file(one.mapping_file):
        return {"physicalLocation": physical(one.mapping_file, one.mapping_line), "logicalLocations": logical}
    event = one.event
    if is_file(event.file):
        return {"physicalLocation": physical(event.file, event.line), "logicalLocations": logical}
    return {"logicalLocations": logical}


def _event_location(event: EventRef, number: int, value: str | None) -> dict[str, Any]:
    identity = f" {event.message_id}" if event.message_id else ""
    text = f"{event.type or 'event'}{identity} at {place_of(event)}" + (f": {value}" if value is not None else "")
    out: dict[str, Any] = {"id": number, "message": {"text": message(text)}}
    return out | ({"physicalLocation": physical(event.file, event.line)} if is_file(event.file) else {})


def _unreadable(report: Report, lines: Sequence[str]) -> list[dict[str, Any]]:
    by_file: dict[str, list[tuple[Mapping[str, Any], str]]] = {}
    for row, line in zip(report.unreadable, lines, strict=True):
        by_file.setdefault(str(row["file"]), []).append((row, line))
    level = report.outcome.severity
    return [_cannot_read(file, found, level) for file, found in by_file.items()]


def _cannot_read(file: str, found: Sequence[tuple[Mapping[str, Any], str]], level: str) -> dict[str, Any]:
    more = f", and {len(found) - 1:,} more of this file" if len(found) > 1 else ""
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": clean(file), "kind": "resource"}]}
    if is_file(file):
        location["physicalLocation"] = physical(file, found[0][0].get("line"))
    name = clean(relative(file) if is_file(file) else file)
    return {
        "level": level,
        "kind": "fail",
        "message": {"text": message(f"Could not be read: {found[0][1]}{more}")},
        "locations": [location],
        "occurrenceCount": len(found),
        # only the name of the file: its broken lines change with every export
        "partialFingerprints": {"unreadable/v1": hashlib.sha256(name.encode()).hexdigest()[:32]},
    }

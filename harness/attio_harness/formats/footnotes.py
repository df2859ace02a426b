"""The lines of a report besides its losses: unreadable entries, deliveries that were tried again, fields that stayed
empty, why events went nowhere, notes, assumptions.

Masks values unless told not to; knows no format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from attio_harness.formats.locations import place, place_of
from attio_harness.formats.masking import Masks, mask_addresses, mask_file, mask_found, mask_path, mask_why
from attio_harness.formats.next_command import next_command
from attio_harness.rejection import EventRef, FilterRef
from attio_harness.report import Report, Unread
from attio_harness.run.kept_rows import RowsOf
from attio_harness.text.json import unescaped
from attio_harness.text.words import clean, counted, cut, listed, none_has

__all__ = ["DELIVERIES", "UNREAD", "Footnotes", "first_of", "first_unreadable", "footnotes"]


DELIVERIES = "What happened to failed deliveries"
"""The heading of `deliveries`."""
UNREAD = "Fields that no event filled"
"""The heading of `unread`."""


class Footnotes(NamedTuple):
    """Lines about anything but losses: unreadable entries, deliveries that were tried again, fields that no event filled, why events
    went nowhere, the notes, and the assumptions."""

    unreadable: Sequence[str]
    deliveries: Sequence[str]
    unread: Sequence[str]
    filtered: Sequence[str]
    unmatched: Sequence[str]
    notes: Sequence[str]
    assumed: Sequence[str]

    @property
    def titled(self) -> Sequence[tuple[str, Sequence[str]]]:
        """The lines under their headings, which are the same in every format."""
        titles = (
            "Could not be read",
            DELIVERIES,
            UNREAD,
            "Why events were filtered",
            "Why events matched nothing",
            "Notes",
            "What rests on an assumption",
        )
        return [(title, lines) for title, lines in zip(titles, self, strict=True) if lines]


def footnotes(report: Report, masks: Masks | None = None, *, show_values: bool = False) -> Footnotes:
    """Everything to report besides the losses, one line each."""
    masks = masks or Masks()

    def entries() -> Iterator[str]:
        for row in report.unreadable:
            yield f"{_at(row, masks, show_values)}: {row['why'] if show_values else mask_why(str(row['why']), masks)}"

    # rows in a file become lines only when shown, mostly the first few; not with masks, whose numbers depend on the order
    is_kept = not show_values or isinstance(report.unreadable, tuple | list)
    unreadable = list(entries()) if is_kept else []
    unread = [_unread(one, masks, show_values) for one in report.unread]
    filtered = [f"{one.count:,} × {one.reason}: {one.why}{_by(one.filter)}" for one in report.filtered_reasons]
    reasons = [
        f"{reason.count:,} × {reason.subscription}: {reason.clause} was false, found "
        + cut(reason.found if show_values else mask_found(reason.found, masks, reason.clause), 200)
        + (f", removed by {reason.filter}" if reason.filter else "")
        for reason in report.unmatched_reasons
    ]
    notes = [*_linted(report)]
    notes += [
        (f"{_at(row, masks, show_values)}: " if row.get("file") else "") + _what(row, masks, show_values)
        for row in _mapping_first(report)
    ]
    keep = clean if show_values else lambda line: clean(mask_addresses(line, masks))
    every = (
        unreadable,
        list(_deliveries(report, lambda event: _place(event, masks, show_values))),
        unread,
        filtered,
        reasons,
        notes,
        list(_assumed(report.assumptions)),
    )

    def told(line: str) -> str:
        return cut(keep(line), 600)

    notes_of = Footnotes(*([told(line) for line in lines] for lines in every))
    return (
        notes_of if is_kept else notes_of._replace(unreadable=RowsOf(report.unreadable, lambda: map(told, entries())))
    )


def _mapping_first(report: Report) -> list[Mapping[str, Any]]:
    """The notes; first those about a mapping or the baseline, which are few and can be acted on."""
    first = {row["file"] for row in report.subscriptions} | ({report.baseline.file} if report.baseline else set())
    return sorted(report.notes, key=lambda row: row.get("file") not in first)


def _what(row: Mapping[str, Any], masks: Masks, show_values: bool) -> str:
    what = str(row["what"])
    # the longest first, otherwise a shorter value inside it would leave the rest visible
    for value in () if show_values else sorted(row.get("values", ()), key=len, reverse=True):
        what = what.replace(value, mask_found(value, masks))
    return what


def _linted(report: Report) -> Iterator[str]:
    """One line if lint finds errors: how many, and the command that says which."""
    errors, warnings = report.lint.get("errors", 0), report.lint.get("warnings", 0)
    if errors:
        command = next_command(report, "lint")
        yield (
            f"lint finds {counted(errors, 'error')}"
            + (f" and {counted(warnings, 'warning')} in the mappings" if warnings else " in the mappings")
            + (f": {command}" if command else "")
        )


def _assumed(counts: Mapping[str, int]) -> Iterator[str]:
    """One line: how many verdicts each assumption decided, the most first."""
    if counts:
        first, *others = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
        told = [f"{counted(first[1], 'verdict')} on {first[0]}", *(f"{count:,} on {id}" for id, count in others)]
        yield f"{', '.join(told)}; check --vary shows what another setting would change"


def first_unreadable(report: Report) -> str:
    """`3 entries could not be read, the first a.json:1: …`; empty if all could be read."""
    if not report.unreadable:
        return ""
    first, entries = report.unreadable[0], counted(len(report.unreadable), "entry", "entries")
    return clean(f"{entries} could not be read, the first {first['file']}:{first['line']}: {first['why']}")


def first_of(lines: Sequence[str], most: int, where: str = "all of them with --format json") -> list[str]:
    """The first lines, and one that counts the others and says where they are."""
    more = len(lines) - most
    return [*lines[:most], *([f"and {more:,} more ({where})"] if more > 0 else [])]


def _deliveries(report: Report, named: Callable[[EventRef], str]) -> Iterator[str]:
    """Lines without a full stop: what arrived after several tries, what was given up, what waits, and what was written but reported
    as failed. `named` returns the place of an event."""
    told = report.deliveries
    if told.written:
        yield f"written after a retry: {_by_tries(told.written)}"
    if told.given_up:
        yield f"failed for good, Segment does not try again: {_by_tries(told.given_up)}"
    if told.waiting:
        count = sum(told.waiting.values())
        yield f"failed so far, Segment would try again: {counted(count, 'event')}, the next one at {_next(report)}"
    counts, first = Counter[str](), dict[str, EventRef]()
    for row in report.unconfirmed:
        counts[row.answer] += 1
        first.setdefault(row.answer, row.event)
    for answer, count in counts.items():
        yield (
            f"written, although Segment saw a failure or no response ({answer}): {counted(count, 'event')}, first {named(first[answer])}; "
            "nothing is lost; sending them again would only write the same values again"
        )


def _by_tries(counts: Mapping[int, int]) -> str:
    """`3 events in 2 tries each, 1 in 5 tries`"""
    each = [
        f"{counted(count, 'event') if not number else format(count, ',')} {_tries(tries)}{' each' if count > 1 else ''}"
        for number, (tries, count) in enumerate(sorted(counts.items()))
    ]
    return listed(each, 5)


def _tries(tries: int) -> str:
    return f"in {tries:,} tries" if tries > 1 else "in one try"


def _next(report: Report) -> str:
    return min((row.again_at for row in report.rejections if row.again_at is not None), default="a later time")


def _unread(one: Unread, masks: Masks, show_values: bool) -> str:
    name = _field_of(one.mapping_pointer)
    # an event may have the path with null or an empty text, which fills nothing
    having = "the event has" if one.events == 1 else f"{one.found:,} of {counted(one.events, 'event')} have"
    have = f"{having}, with nothing in it" if one.found else none_has(one.events)
    they = "it has" if one.events == 1 else "they have"
    near = one.closest and (one.closest if show_values else mask_path(one.closest, masks, like=one.path))
    where = place(one.mapping_file, one.mapping_line)
    return f"{where}: {one.subscription} reads {one.path} for {name}, which {have}" + (
        f"; {they} {near}" if near else ""
    )


def _field_of(pointer: str) -> str:
    """The field that a place in a mapping fills: `plan`, or `email_addresses[1]` for an element of a list."""
    keys = [unescaped(key) for key in pointer.split("/") if not key.startswith("@")]
    named = max((at for at, key in enumerate(keys) if not key.isdecimal()), default=0)
    return keys[named] + "".join(f"[{index}]" for index in keys[named + 1 :])


def _place(event: EventRef, masks: Masks, show_values: bool) -> str:
    return place_of(event if show_values else replace(event, file=mask_file(event.file, masks)))


def _by(one: FilterRef | None) -> str:
    return f" ({place(one.file, one.line)})" if one else ""


def _at(row: Mapping[str, Any], masks: Masks, show_values: bool) -> str:
    line, file = row.get("line"), str(row["file"])
    return place(file if show_values else mask_file(file, masks), line, row.get("index") if line else None)

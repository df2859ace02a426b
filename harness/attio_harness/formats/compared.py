"""The contents of a comparison of two runs, ready for any format: groups of differences, verdicts side by side, the outcome.

Masks values unless told not to; knows no format.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from attio_harness.compare.changes import is_worse
from attio_harness.compare.difference import Difference
from attio_harness.compare.mappings import MappingDiff
from attio_harness.compare.modes import Both
from attio_harness.compare.vanished import Vanished
from attio_harness.formats import summary
from attio_harness.formats.footnotes import UNREAD, footnotes
from attio_harness.formats.groups import LossGroup, encodable
from attio_harness.formats.locations import place, place_of
from attio_harness.formats.masking import (
    Masks,
    mask_addresses,
    mask_file,
    mask_rejection,
    mask_value,
)
from attio_harness.formats.unresolved import NeedGroup, need_groups
from attio_harness.lint.yields import path_of
from attio_harness.rejection import EventRef, Rejection
from attio_harness.report import Report
from attio_harness.run.event_paths import path_text
from attio_harness.text.apart import shown_apart
from attio_harness.text.words import clean, counted, listed, shown
from attio_harness.verdicts import LOST, NAMED, VERDICTS

__all__ = ["Change", "Compared", "changes_of", "compared"]

_SAMPLES = 5

Row = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Differences that are shown together; `rows` are labels and texts. A row with an empty label continues the one above."""

    title: str
    count: int
    worse: bool
    rows: Sequence[Row]
    file: str | None
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two runs side by side; the left one is first in every pair."""

    name: str
    """The command that compares them: `diff`, `check`."""
    how: str
    """`12 events into Acme, through the old and the new mapping`."""
    heads: tuple[str, str]
    verdicts: Sequence[tuple[str, int, int]]
    changes: Sequence[Change]
    same: str
    """What to say if there are no changes."""
    any_fails: bool
    """Whether every difference fails the run, not only one for the worse."""
    ok: bool
    complete: bool
    outcome: str
    """`Failed: 2 events that were written before no longer are.`"""
    closing: str
    """`4 newly lost, 36 fixed, 2 records changed.`; empty if the outcome says it all."""
    batches: str
    unresolved: Sequence[NeedGroup]
    notes: Sequence[tuple[str, Sequence[str]]]
    """Headings with their lines."""
    losses: str
    """How many losses each run has, if that is not among the differences; empty if none."""
    is_masked: bool

    def only_worse(self) -> Compared:
        """A short form with only the differences for the worse."""
        return replace(self, changes=[one for one in self.changes if one.worse], same="" if self.changes else self.same)

    @property
    def title(self) -> str:
        """`Attio diff failed: 2 events that were written before no longer are`."""
        return summary.title(self.name, self.outcome)


def compared(runs: Both | MappingDiff, *, show_values: bool = False) -> Compared:
    """Compare single delivery with batches, the largest group first, or an old mapping with a new one, what is worse first."""
    return _both(runs, show_values) if isinstance(runs, Both) else _diff(runs, show_values)


def _diff(diff: MappingDiff, show_values: bool) -> Compared:
    words = _Words(show_values, ("before", "now"))
    changes = _changes(diff.differences, words, "the old mapping writes", "the new mapping writes")
    changes = sorted([*changes, *map(words.vanished, diff.vanished)], key=lambda one: not one.worse)
    beside = _beside((diff.old, diff.new), words, diff.notes)
    return Compared(
        name="diff",
        heads=("old", "new"),
        changes=changes,
        same="Both mappings do the same with these events.",
        any_fails=False,
        ok=diff.ok,
        outcome=summary.passed_or_failed(diff.ok, diff.reasons, complete=diff.new.complete),
        closing=diff.summary,
        losses="",
        **_of_reports((diff.old, diff.new), "through the old and the new mapping", words),
        **beside,
    )


def changes_of(differences: Iterable[Difference]) -> list[Change]:
    """The differences between a run and the one before, in groups, what is worse first; nothing is masked."""
    return _changes(differences, _Words(True, ("before", "now")), "the run before has", "this run has")


def _changes(differences: Iterable[Difference], words: _Words, left: str, right: str) -> list[Change]:
    # `left` and `right` say which run has a record that the other lacks
    groups = sorted(
        _grouped(differences),
        # False sorts first: differences for the worse, then verdicts, then larger groups
        key=lambda group: (not is_worse(group[0]), group[0].what != "verdict", -len(group)),
    )
    return [
        words.change(group, _mapping_title(group[0], left, right), _mapping_rows(group, words), is_worse(group[0]))
        for group in groups
    ]


def _both(both: Both, show_values: bool) -> Compared:
    words = _Words(show_values, ("singly", "in a batch"))
    groups = sorted(_grouped(both.differences), key=len, reverse=True)
    reports = (both.single, both.batch)
    told = [
        f"{name}: {'; '.join(summary.reasons(one, words.masks, show_values=show_values))}"
        for name, one in zip(("singly", "in batches"), reports, strict=True)
    ]
    told += [counted(len(both.differences), "difference") if both.differences else "no difference"]
    lost = ""
    if both.single.rejections or both.batch.rejections:
        lost = f"Losses: {len(both.single.rejections)} singly, {len(both.batch.rejections)} in batches; --mode single and --mode batch explain them."
    return Compared(
        name="check",
        heads=("single", "batch"),
        changes=[words.change(group, _mode_title(group[0]), _mode_rows(group, words), False) for group in groups],
        same="Both ways end in the same workspace.",
        any_fails=True,
        ok=both.ok,
        outcome=summary.passed_or_failed(both.ok, told, complete=both.batch.complete),
        closing="",
        losses=lost,
        **_of_reports(reports, "delivered singly and in batches", words),
        **_beside(reports, words, ()),
    )


def _of_reports(reports: tuple[Report, Report], how: str, words: _Words) -> dict[str, Any]:
    left, right = reports
    return {
        "how": clean(
            f"{right.events:,} {'event' if right.events == 1 else 'events'} into {words.text(right.workspace)}, {how}"
        ),
        "verdicts": [(NAMED[name], left.verdicts.get(name, 0), right.verdicts.get(name, 0)) for name in VERDICTS],
        "complete": right.complete,
        "batches": summary.batches(right),
        "is_masked": not words.show_values,
    }


def _beside(reports: tuple[Report, Report], words: _Words, notes: Sequence[str]) -> dict[str, Any]:
    """The unresolved events and unfilled fields of the right run, the unreadable entries, and the notes of both runs, each once."""
    unresolved = need_groups(reports[1], words.masks, show_values=words.show_values)
    told = {row["what"] for row in reports[1].notes}
    # the left run's notes may repeat those of the right, about another file; what lint says of the old mapping no longer matters
    first = replace(reports[0], notes=tuple(row for row in reports[0].notes if row["what"] not in told), lint={})
    left, right = (footnotes(report, words.masks, show_values=words.show_values) for report in (first, reports[1]))
    unread = f"{counted(len(right.unreadable), 'entry', 'entries')} could not be read"
    every = (
        (unread, right.unreadable),
        (UNREAD, right.unread),
        ("Notes", list(dict.fromkeys((*map(words.text, notes), *left.notes, *right.notes)))),
    )
    return {"unresolved": unresolved, "notes": [(title, lines) for title, lines in every if lines]}


# -- single and batch ------------------------------------------------------------------------------------------------


def _mode_title(first: Difference) -> str:
    if first.what == "verdict":
        return f"{first.subscription}: {NAMED[first.left]} singly, {NAMED[first.right]} in a batch"
    return _records_title(first, "single delivery leaves", "batch delivery leaves")


def _mode_rows(group: Sequence[Difference], words: _Words) -> Iterator[Row]:
    yield "why", words.text(group[0].why)
    if group[0].what == "verdict":
        yield from _samples(group, lambda one: [("event", words.places(one.events))])
    else:
        yield from _samples(group, words.record)


# -- old and new mapping ---------------------------------------------------------------------------------------------


def _mapping_title(first: Difference, left: str, right: str) -> str:
    if first.what == "verdict":
        before, now = NAMED[first.left], NAMED[first.right]
        change = f"{now} as before, for another reason" if before == now else f"{before}, now {now}"
        return f"{first.subscription}: {change}"
    return _records_title(first, left, right)


def _mapping_rows(group: Sequence[Difference], words: _Words) -> Iterator[Row]:
    first = group[0]
    if first.why:
        yield "why", words.text(first.why)
    losses = [words.loss(one.loss) for one in group if one.loss is not None]
    if losses:
        yield from _losses(losses, fixed=first.right not in LOST)
    if first.what == "verdict":
        if first.right == "unmatched":
            yield "trigger", words.text(first.trigger or "the new mapping has no enabled subscription of that name")
        yield "events", words.places([event for one in group for event in one.events])
    else:
        yield from _samples(group, words.record)


def _losses(losses: Sequence[Rejection], *, fixed: bool) -> Iterator[Row]:
    group = LossGroup(losses)
    yield ("was" if fixed else "now"), f"{group.title}: {group.said}"
    yield "mapping", f"{group.mapping}  {group.first.mapping_pointer}"
    for line in () if fixed else group.advice:
        yield "do", line


# -- both ------------------------------------------------------------------------------------------------------------


def _grouped(some: Iterable[Difference]) -> list[list[Difference]]:
    """Differences in groups: the same kind under the same subscription, or in the same attribute, for the same reason."""
    groups: dict[Hashable, list[Difference]] = {}
    for one in some:
        # for records, only which side has them: otherwise each value would make a group
        ends = (one.left, one.right) if one.what == "verdict" else (one.left is None, one.right is None)
        reason = (one.loss.group if one.loss else None, one.why)
        groups.setdefault((one.what, one.subscription, one.object, one.attribute, ends, reason), []).append(one)
    return list(groups.values())


def _records_title(first: Difference, left: str, right: str) -> str:
    if first.what == "record":
        return f"{first.object}: records that only {right if first.left is None else left}"
    return f"{first.object}.{first.attribute}: another value"


def _samples(group: Sequence[Difference], rows: Callable[[Difference], Iterable[Row]]) -> Iterator[Row]:
    for one in group[:_SAMPLES]:
        yield from rows(one)
    if len(group) > _SAMPLES:
        yield "", f"and {len(group) - _SAMPLES:,} more (all of them with --format json)"


def _line(node: Any) -> str:
    """A line of a mapping; a path as it is, anything else as JSON."""
    return path_text(path_of(node)) if path_of(node) else shown(node, 200)


def _to_do(one: Vanished) -> Iterator[str]:
    if one.removed:
        return
    if one.was == one.now:
        yield "The line is as before, so look at the filters: they decide what an event still has when it is mapped."
    elif one.closest is not None:
        yield f"Map {one.closest}, which the events have."
    else:
        yield "Let the line read what the events have."
    yield f"If {one.name} is no longer to be written, remove the line; if only for some, allow it: --max-vanished."


class _Words:
    """The texts of differences, masked in one order so that masks agree."""

    def __init__(self, show_values: bool, when: tuple[str, str]) -> None:
        self.masks, self.show_values, self._when = Masks(), show_values, when

    def change(self, group: Sequence[Difference], title: str, rows: Iterable[Row], worse: bool) -> Change:
        first = group[0]
        return Change(
            title=f"{len(group):,} × {self.text(title)}",
            count=len(group),
            worse=worse,
            rows=[(label, clean(text)) for label, text in rows],
            file=first.file,
            line=first.line,
        )

    def vanished(self, one: Vanished) -> Change:
        return Change(
            title=self.text(one.said + ("" if one.removed else ", although mapped")),
            count=one.records,
            worse=one.fails,
            rows=[(label, clean(text)) for label, text in self._of_vanished(one)],
            file=one.file,
            line=one.line,
        )

    def _of_vanished(self, one: Vanished) -> Iterator[Row]:
        is_same = one.was == one.now
        yield "mapping", f"{place(one.file, one.line)}  {one.pointer}  ({self.text(one.subscription)})"
        if not is_same:
            yield "was", self.text(_line(one.was))
        if not one.removed:
            yield "is", self.text(_line(one.now)) + (", as before" if is_same else "")
        for record, event in one.examples[:3]:
            yield "record", f"{self._named(record)}, from {self.places([event])}"
        yield from (("do", said) for said in _to_do(one))

    def text(self, text: str) -> str:
        return clean(text if self.show_values else mask_addresses(text, self.masks))

    def loss(self, loss: Rejection) -> Rejection:
        return encodable(loss if self.show_values else mask_rejection(loss, self.masks))

    def places(self, events: Sequence[EventRef]) -> str:
        if self.show_values:
            return listed(map(place_of, events), 3)
        return listed((place_of(replace(one, file=mask_file(one.file, self.masks))) for one in events), 3)

    def record(self, one: Difference) -> Iterator[Row]:
        left, right = shown_apart(self._value(one, one.left), self._value(one, one.right))
        values = f": {left} {self._when[0]}, {right} {self._when[1]}" if one.what == "value" else ""
        yield "record", f"{self._named(one.record or '')}{values}"
        if one.events:  # a record that was assumed to exist has none
            yield "", f"from {self.places(one.events)}"

    def _named(self, record: str) -> str:
        name, blank, value = record.partition(" ")
        return record if self.show_values or not blank else f"{name} {mask_value(value, self.masks, paths=(name,))}"

    def _value(self, one: Difference, value: Any) -> Any:
        if self.show_values or value is None or one.what == "record":
            return value
        return mask_value(value, self.masks, type=one.type, paths=(one.attribute or "",))

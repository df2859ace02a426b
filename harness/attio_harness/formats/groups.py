"""Losses in groups (one mapping line, one attribute, one answer), and the words that every format shows: title, answer, place, advice.

Masks values unless told not to; knows no format. All its text can be encoded as UTF-8.
"""

from __future__ import annotations

import hashlib
import heapq
import json
from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from attio_harness.assumptions import is_of_code
from attio_harness.formats.advice import Advices
from attio_harness.formats.locations import place, steady
from attio_harness.formats.masking import Masks, mask_rejection, mask_type, unnumbered
from attio_harness.rejection import Read, Rejection, TakenRead
from attio_harness.report import OTHERS, Report
from attio_harness.run.bounded import Bounded
from attio_harness.text.words import clean, counted, cut, listed, shown
from attio_harness.verdicts import NAMED

__all__ = [
    "LossGroup",
    "encodable",
    "known_groups",
    "loss_groups",
    "order_of",
    "summed_up",
    "types_of",
    "unmasked_groups",
]


_SAMPLES = 1000
"""How many losses of a group are kept in full."""
_MOST_VALUES = 10_000
"""How many different values of a group are counted."""
_SHOWN = 80
"""How many characters of a value are kept; values that agree in them count as one."""


class LossGroup:
    """Losses that one change of the mapping fixes together, in order of their events.

    `losses` has the first ones with what may be shown; `count` counts all. `further` counts those that are further mistakes: their
    events are refused for something else first. `rows` has for each loss the number of its lost event in the report.
    """

    def __init__(self, losses: Iterable[Rejection] = ()) -> None:
        self.losses: list[Rejection] = []
        self.count = self.further = self.event_count = self._following = 0
        self.rows = array("Q")
        self.taken: dict[TakenRead, None] = {}
        """What filters removed from the paths that were read, each once."""
        self.assumption_counts: Counter[str] = Counter()
        """How many of the losses each assumption decided."""
        self._values = Bounded[str](lambda text: OTHERS, len, most=_MOST_VALUES)
        self._advice = Advices()
        self._partial: dict[str, None] = {}
        self._partials = 0
        self.same_kind: _SameKind | None = None
        """If a baseline knows the group: all groups that are one kind for it."""
        for row, loss in enumerate(losses):
            self.add(loss, row=row)

    def add(self, loss: Rejection, *, row: int, further: bool = False) -> None:
        """Add a loss of the lost event number `row`; rows come in order."""
        if len(self.losses) < _SAMPLES:
            self.losses.append(loss)
        self.count += 1
        self.further += further
        self._following += loss.is_following
        # losses of one event follow each other
        self.event_count += not self.rows or self.rows[-1] != row
        self.rows.append(row)
        self.taken.update(dict.fromkeys(loss.taken))
        self.assumption_counts.update(loss.assumptions)
        self._advice.add(loss)
        if loss.partial:
            self._partials += 1
            self._partial.update(dict.fromkeys(loss.partial))
        if loss.value is not None:
            self._values.count(shown(loss.value, _SHOWN))

    @property
    def first(self) -> Rejection:
        return self.losses[0]

    @property
    def of_events(self) -> list[Rejection]:
        """The first of `losses` for each event."""
        return [loss for index, loss in enumerate(self.losses) if not index or self.rows[index] != self.rows[index - 1]]

    @property
    def title(self) -> str:
        """`users.plan (select)`, `the object deals`, the field that Segment refuses, or the subscription."""
        one = self.first
        if one.object and one.attribute and one.type:
            return cut(f"{one.where} ({one.type})", 120)
        return cut(f"the object {one.where}" if one.object and not one.attribute else one.where, 120)

    @property
    def is_known(self) -> bool:
        """Whether the baseline knows it, so that the run does not fail by it."""
        return self.first.baseline == "known"

    @property
    def is_following(self) -> bool:
        """Whether all its losses follow from others: see `Rejection.is_following`."""
        return self._following == self.count

    @property
    def mark(self) -> str:
        """`, new` or `, grown`, if the run has a baseline."""
        return f", {self.first.baseline}" if self.first.baseline and not self.is_known else ""

    @property
    def lost(self) -> str:
        """`14 refused by Attio`; with a baseline `14 refused by Attio, new`."""
        return f"{self.count:,} {NAMED[self.first.verdict]}{self.mark}"

    @property
    def events(self) -> str:
        """`14 events refused by Attio`."""
        return f"{counted(self.event_count, 'event')} {NAMED[self.first.verdict]}{self.mark}"

    @property
    def by(self) -> str:
        """Who refuses."""
        # such as TypeError, an error of Segment's own code: no code of Attio is written so
        return "Segment" if self.first.verdict == "invalid" or self.first.code.endswith("Error") else "Attio"

    @property
    def said(self) -> str:
        """The first event's answer: status, code and message."""
        return cut(f"{self.first.answer}: {self.first.message}", 600)

    @property
    def mapping(self) -> str:
        """`mapping.json:12`."""
        return place(self.first.mapping_file, self.first.mapping_line)

    @property
    def paths(self) -> str:
        """The event paths that the mapping looked at, marked where nothing was there."""
        paths = (read.path if read.found else f"{read.path} (nothing there)" for read in self.first.reads)
        return cut(listed(paths, 8), 600)

    @property
    def advice(self) -> Sequence[str]:
        """What to do: a line for each different advice."""
        return [cut(line, 1000) for line in self._advice.told(lambda value: shown(value, 40))]

    @property
    def partial(self) -> str:
        """The objects of the records that were written all the same; empty if none."""
        objects = ", ".join(self._partial)
        # only the first mistake of an event says what the event has written
        return (
            objects
            if self._partials in (0, self.count - self.further)
            else f"{objects} (by {self._partials:,} of them)"
        )

    @property
    def also(self) -> str:
        """How many of the losses are further mistakes; empty if none."""
        if not self.further:
            return ""
        said = "is" if self.further == 1 else "are"
        if self.event_count < self.count and self.further < self.count:
            return f"{self.further:,} of the {self.count:,} mistakes {said} seen once another mistake is fixed"
        if self.further < self.count:
            return f"{self.further:,} of the {self.count:,} events {said} refused for something else first"
        return f"{'these events are' if self.event_count > 1 else 'this event is'} refused for something else first"

    @property
    def assumptions(self) -> str:
        """The assumptions that decided these losses, with a count if not all of them; empty if none."""
        return listed(
            id
            + (", for its code alone" if is_of_code(id) else "")
            + (f" ({count:,} of them)" if count < self.count else "")
            for id, count in self.assumption_counts.most_common()
        )

    def values(self) -> list[tuple[str, int]]:
        """The distinct values as JSON, with how often each was lost, the most frequent first; `others` counts those beyond the limit."""
        return self._values.most_common()

    def values_in_order(self) -> list[str]:
        """The distinct values as JSON, cut to 60 characters, in order of appearance."""
        return list(dict.fromkeys(cut(text, 60) for text in self._values))

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits that identify the group in every run: counts, lines and values do not go in, nor does the place
        of its subscription among others."""
        # not hash(), which differs from run to run; made from the masked group, even if values are shown
        one = replace(self.first, mapping_pointer=steady(self.first.mapping_pointer))
        key = (*_key(one), unnumbered(one.subscription))
        return hashlib.sha256(json.dumps(key, default=str).encode()).hexdigest()[:32]


def _key(loss: Rejection) -> tuple[Any, ...]:
    # a mask's number depends on the report; groups and fingerprints must not
    return tuple(unnumbered(one) if isinstance(one, str) else one for one in (*loss.group, loss.type))


def loss_groups(report: Report, masks: Masks | None = None, *, show_values: bool = False) -> list[LossGroup]:
    """All groups, the most frequent first, then those that only follow from other losses, then those that a baseline knows. With
    `show_values` the groups stay the same: their keys are always masked."""
    known = masks or Masks()

    def told(loss: Rejection) -> tuple[Hashable, Rejection]:
        masked = mask_rejection(loss, known)
        return _key(masked), encodable(loss if show_values else masked)

    return _grouped(report, told)


def unmasked_groups(report: Report) -> list[LossGroup]:
    """All groups with their values, by the groups of `Report.loss_groups`."""
    return _grouped(report, lambda loss: (loss.group, loss))


class _SameKind:
    """The losses of one kind of a baseline, each event once as the baseline counts; `groups` is the number of groups they come from."""

    def __init__(self) -> None:
        self.groups = 0
        self.group = LossGroup()
        self._further = 0

    def add(self, loss: Rejection, row: int, *, further: bool) -> None:
        self._further += further
        if not self.group.rows or self.group.rows[-1] != row:
            self.group.add(loss, row=row)
        self.group.further = min(self._further, self.group.count)


def _grouped(report: Report, told: Callable[[Rejection], tuple[Hashable, Rejection]]) -> list[LossGroup]:
    groups: dict[Hashable, LossGroup] = {}
    kinds: dict[Hashable, _SameKind] = {}
    for row, loss in enumerate(report.rejections):
        for number, one in enumerate((loss, *loss.also)):
            key, shown_as = told(one)
            group = groups.get(key)
            if group is None:
                group = groups[key] = LossGroup()
                if shown_as.baseline == "known":
                    group.same_kind = kinds.setdefault(_kind(shown_as), _SameKind())
                    group.same_kind.groups += 1
            group.add(shown_as, row=row, further=number > 0)
            if group.same_kind is not None:
                group.same_kind.add(shown_as, row, further=number > 0)
    return sorted(groups.values(), key=lambda group: (group.is_known, group.is_following, -group.count))


def _kind(one: Rejection) -> Hashable:
    """The kind of a loss for a baseline, which ignores Segment's message and filters."""
    return (one.verdict, one.mapping_file, one.mapping_pointer, one.code, one.object, one.attribute)


def known_groups(groups: Sequence[LossGroup]) -> tuple[list[LossGroup], list[LossGroup]]:
    """The groups that the baseline does not know, and those it knows, merged if they are one kind of the baseline."""
    return [one for one in groups if not one.is_known], _of_the_baseline(one for one in groups if one.is_known)


def _of_the_baseline(known: Iterable[LossGroup]) -> list[LossGroup]:
    every = [one if one.same_kind is None or one.same_kind.groups == 1 else one.same_kind.group for one in known]
    return sorted({id(one): one for one in every}.values(), key=lambda group: -group.count)


def order_of(groups: Sequence[LossGroup]) -> str:
    """In words, how groups are sorted."""
    is_mixed = len({one.is_following for one in groups}) > 1
    return "the most frequent first" + (", then those that follow from other losses" if is_mixed else "")


def summed_up(groups: Sequence[LossGroup], report: Report | None = None, *, beside: Sequence[LossGroup] = ()) -> str:
    """`12 losses of 3 kinds`; `12 losses with 15 mistakes of 3 kinds` if events have further mistakes.

    With the report it adds how many losses of grown kinds the baseline knows. Events in a group of `beside` are not counted again, so
    that the numbers agree with the outcome.
    """
    mistakes = sum(one.count for one in groups)
    losses = _events(groups, beside)
    said = f" with {counted(mistakes, 'mistake')}" if mistakes > losses else ""
    known = losses - report.baseline.unknown if report is not None and report.baseline is not None else 0
    return (
        f"{counted(losses, 'loss', 'losses')}{said} of {counted(len(groups), 'kind')}"
        f"{f', {known:,} of them known by the baseline' if known > 0 else ''}"
    )


def _events(groups: Iterable[LossGroup], beside: Iterable[LossGroup]) -> int:
    """How many lost events are in these groups but not in those `beside` them."""
    # the rows of a group are sorted, so no set of all of them is needed
    elsewhere = heapq.merge(*(one.rows for one in beside))
    other, found, last = next(elsewhere, None), 0, -1
    for row in heapq.merge(*(one.rows for one in groups)):
        while other is not None and other < row:
            other = next(elsewhere, None)
        found += row not in (last, other)
        last = row
    return found


def encodable(loss: Rejection) -> Rejection:
    """The loss with all its text encodable as UTF-8."""
    if all(map(_is_clean, _texts(loss))):
        return loss
    texts = {name: clean(getattr(loss, name)) for name in _TEXTS if isinstance(getattr(loss, name), str)}
    event = loss.event
    return replace(
        loss,
        **texts,  # type: ignore[arg-type]
        event=replace(
            event,
            file=clean(event.file),
            message_id=clean(event.message_id) if event.message_id else event.message_id,
            type=clean(event.type) if event.type else event.type,
        ),
        reads=tuple(Read(path=clean(read.path), value=read.value, found=read.found) for read in loss.reads),
        needs=tuple(replace(need, object=clean(need.object), attribute=clean(need.attribute)) for need in loss.needs),
        partial=tuple(clean(slug) for slug in loss.partial),
    )


_TEXTS = (
    "subscription",
    "mapping_file",
    "mapping_pointer",
    "object",
    "attribute",
    "type",
    "code",
    "usual_code",
    "message",
    "hint",
)


def _texts(loss: Rejection) -> Iterator[str | None]:
    """The texts that `encodable` cleans."""
    event = loss.event
    yield from (getattr(loss, name) for name in _TEXTS)
    yield from (event.file, event.message_id, event.type, *loss.partial)
    yield from (read.path for read in loss.reads)
    for need in loss.needs:
        yield from (need.object, need.attribute)


def _is_clean(text: str | None) -> bool:
    return text is None or text.isascii() or clean(text) == text


def types_of(report: Report, masks: Masks, *, show_values: bool) -> list[tuple[str, int]]:
    """The event types with their counts, the most frequent first."""
    counts: Counter[str] = Counter()
    for name, count in report.types.items():
        counts[clean(name) if show_values else mask_type(name, masks)] += count
    return sorted(counts.items(), key=lambda row: -row[1])

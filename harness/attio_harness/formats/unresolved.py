"""Groups the events that depend on records which may already be in the CRM, by the kind of record that they need.

Masks values unless told not to; knows no format.
"""

from __future__ import annotations

import heapq
from array import array
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import groupby

from attio_harness.formats.earlier import said_of
from attio_harness.formats.groups import encodable
from attio_harness.formats.locations import first_places, place
from attio_harness.formats.masking import Masks, mask_rejection
from attio_harness.rejection import Lost, Rejection, Waits
from attio_harness.report import OTHERS, Report
from attio_harness.run.bounded import Bounded
from attio_harness.text.words import counted, cut, listed, shown

__all__ = ["NeedGroup", "need_groups", "title", "what_to_do"]


_SAMPLES = 1000
"""How many rows of a group are kept in full."""
_MOST_VALUES = 10_000
"""How many different values of a group are counted."""
_MOST_TO_DO = 3
"""How many kinds of earlier events are advised upon."""


class NeedGroup:
    """Rows of one subscription that need records of the same objects, matched by the same attributes; `is_rough` as in `Rejection`.

    `rows` has the first ones, `count` counts all; `numbers` are the numbers of their events among the unresolved ones.
    """

    def __init__(self, *, is_rough: bool = False) -> None:
        self.is_rough = is_rough
        self.rows: list[Rejection] = []
        self.count = 0
        self.numbers = array("Q")
        self.needs_absent = False
        """Whether some record must not exist, or perhaps."""
        self._earlier: Counter[str] = Counter()
        self._first_earlier: dict[str, Waits | Lost] = {}
        self._kinds: dict[str, None] = {}
        self._objects: dict[str, None] = {}
        self._values = Bounded[str](lambda text: OTHERS, len, most=_MOST_VALUES)

    def add(self, row: Rejection, number: int) -> None:
        """Add a row of the event with this number."""
        if len(self.rows) < _SAMPLES:
            self.rows.append(row)
        self.count += 1
        if not self.numbers or self.numbers[-1] != number:
            self.numbers.append(number)
        for need in row.needs:
            self._kinds[need.sort if self.is_rough else need.kind] = self._objects[need.object] = None
            self._values.count(shown(need.value, 60))
            self.needs_absent |= need.absent or row.is_rough
            if need.earlier is not None:
                to_do = need.earlier.what_to_do
                if to_do in self._earlier or len(self._earlier) < _SAMPLES:
                    self._earlier[to_do] += 1
                    self._first_earlier.setdefault(to_do, need.earlier)

    @property
    def first(self) -> Rejection:
        return self.rows[0]

    @property
    def needs(self) -> str:
        """`users by user_id`, `no users by user_id`; if rough, `a certain combination of users by user_id`."""
        return ("a certain combination of " if self.is_rough else "") + cut(
            listed(self._kinds, 4), 200
        ) or "records that are not known"

    @property
    def objects(self) -> Sequence[str]:
        """The objects of the records that must exist, or must not."""
        return list(self._objects)

    @property
    def mapping(self) -> str:
        """`mapping.json:12`."""
        return place(self.first.mapping_file, self.first.mapping_line)

    def values(self) -> list[tuple[str, int]]:
        """The values that identify the records, as JSON, with the number of rows that need each, the most needed first."""
        return self._values.most_common()

    @property
    def told_earlier(self) -> str:
        """An event that would write what a row needs, but waits, or would have, but was lost; empty if there is none."""
        first, *others = self.to_do_first or [""]
        more = f", and {counted(len(others), 'other kind')} of loss" if others else ""
        return said_of(self._first_earlier[first]) + more if first else ""

    @property
    def to_do_first(self) -> Sequence[str]:
        """What to do about such events, for most of the rows first."""
        return [to_do for to_do, _ in self._earlier.most_common()]

    @property
    def kinds_of_earlier(self) -> Sequence[str]:
        """Whether what it needs was lost, or which subscriptions wait, and for what."""
        return sorted(_kinds_of_earlier(self.first))

    def events(self, most: int) -> str:
        """The places of the first events."""
        return first_places(self.rows, self.count, most)


def need_groups(report: Report, masks: Masks | None = None, *, show_values: bool = False) -> list[NeedGroup]:
    """Every group, the largest first."""
    known = masks or Masks()
    groups: dict[Hashable, NeedGroup] = {}
    number, last = 0, None
    for row in report.unresolved:
        told = encodable(row if show_values else mask_rejection(row, known))
        kinds = frozenset(need.sort if told.is_rough else need.kind for need in told.needs)
        # the rows of one event follow each other
        event = (row.event.file, row.event.line, row.event.index)
        number, last = number + (event != last), event
        key = (
            told.subscription,
            told.mapping_file,
            told.mapping_pointer,
            told.is_rough,
            kinds,
            _kinds_of_earlier(told),
        )
        groups.setdefault(key, NeedGroup(is_rough=told.is_rough)).add(told, number)
    return sorted(groups.values(), key=lambda group: -group.count)


def _kinds_of_earlier(row: Rejection) -> frozenset[str]:
    """Whether what it needs was lost, or by which subscriptions it waits, and for what."""
    each = (one.earlier for one in row.needs if one.earlier is not None)
    return frozenset("lost" if isinstance(one, Lost) else f"waits {one.subscription} {one.what_for}" for one in each)


def title(groups: Sequence[NeedGroup]) -> str:
    """`3 events depend on records that may be in the CRM already`."""
    events = sum(1 for _ in groupby(heapq.merge(*(group.numbers for group in groups))))
    said = "depends" if events == 1 else "depend"
    return f"{counted(events, 'event')} {said} on records that may be in the CRM already"


def what_to_do(groups: Sequence[NeedGroup]) -> str:
    """One piece of advice for all groups."""
    slugs = dict.fromkeys(slug for group in groups for slug in group.objects)
    records = " ".join(f"--records {slug}" for slug in slugs)
    some = any(group.needs_absent for group in groups)
    earlier = list(dict.fromkeys(said for group in groups for said in group.to_do_first))
    first = "".join(f"{said}. " for said in earlier[:_MOST_TO_DO])
    if len(earlier) > _MOST_TO_DO:
        first += f"The same for {counted(len(earlier) - _MOST_TO_DO, 'other kind')} (all of them with --format json). "
    empty = "shows what happens to these events" if some else "counts these events as lost"
    return (
        f"{first}To be sure, start from the CRM's own records: attio-harness pull {records} --state STATE, then check with "
        f"--from STATE --existing none, which says that there are no others. If the CRM is empty, --existing none alone {empty}."
    )

"""Events that depend on records which may be in the CRM already, in groups of those that need the same kind of record.

Masks unless asked otherwise; knows no format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from attio_harness.formats.groups import encodable
from attio_harness.formats.locations import place, place_of
from attio_harness.formats.masking import Masks, mask_rejection
from attio_harness.report import Rejection, Report
from attio_harness.text.words import counted, cut, listed, shown

__all__ = ["NeedGroup", "need_groups", "title", "what_to_do"]


@dataclass(frozen=True, slots=True)
class NeedGroup:
    """Rows of one subscription that need records of the same objects, sought by the same attributes."""

    rows: Sequence[Rejection]

    @property
    def first(self) -> Rejection:
        return self.rows[0]

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def needs(self) -> str:
        """`users by user_id`."""
        kinds = dict.fromkeys(f"{need.object} by {need.attribute}" for row in self.rows for need in row.needs)
        return cut(listed(kinds, 4), 200) or "records that are not known"

    @property
    def objects(self) -> Sequence[str]:
        """Of which objects records have to be there."""
        return list(dict.fromkeys(need.object for row in self.rows for need in row.needs))

    @property
    def mapping(self) -> str:
        """`mapping.json:12`."""
        return place(self.first.mapping_file, self.first.mapping_line)

    def values(self, most: int = 60) -> list[tuple[str, int]]:
        """The values that the records are sought by, as JSON, with how many rows need them, the most needed first."""
        return Counter(shown(need.value, most) for row in self.rows for need in row.needs).most_common()

    def events(self, most: int) -> str:
        """Where the first events are."""
        return listed([place_of(row.event) for row in self.rows], most)


def need_groups(report: Report, masks: Masks | None = None, *, show_values: bool = False) -> list[NeedGroup]:
    """Every group, the largest first."""
    known = masks or Masks()
    groups: dict[Hashable, list[Rejection]] = {}
    for row in report.unresolved:
        told = encodable(row if show_values else mask_rejection(row, known))
        kinds = frozenset((need.object, need.attribute) for need in told.needs)
        groups.setdefault((told.subscription, told.mapping_file, told.mapping_pointer, kinds), []).append(told)
    return [NeedGroup(rows) for rows in sorted(groups.values(), key=len, reverse=True)]


def title(groups: Sequence[NeedGroup]) -> str:
    """`3 events depend on records that may be in the CRM already`."""
    events = {(row.event.file, row.event.line, row.event.index) for group in groups for row in group.rows}
    said = "depends" if len(events) == 1 else "depend"
    return f"{counted(len(events), 'event')} {said} on records that may be in the CRM already"


def what_to_do(groups: Sequence[NeedGroup]) -> str:
    """One advice for all of them."""
    slugs = dict.fromkeys(slug for group in groups for slug in group.objects)
    records = " ".join(f"--records {slug}" for slug in slugs)
    return (
        f"To tell for sure, start from the CRM's own records: attio-harness pull {records} --state STATE, then check with "
        "--from STATE. If the CRM is empty, --existing none counts these events as lost."
    )

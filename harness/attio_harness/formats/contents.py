"""The contents of a report, for the formats that people share: masked in one order, so that masks agree.

Masks values unless told not to; knows no format.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from attio_harness.formats import summary
from attio_harness.formats.footnotes import Footnotes, footnotes
from attio_harness.formats.groups import LossGroup, loss_groups, types_of
from attio_harness.formats.masking import Masks, mask_addresses
from attio_harness.formats.unresolved import NeedGroup, need_groups
from attio_harness.rejection import Rejection
from attio_harness.report import Report
from attio_harness.text.words import clean

__all__ = ["MASKED", "Contents", "Part", "contents_of"]

MASKED = "Personal data is masked: equal values have equal masks, and a raised number tells values of one shape apart"
"""What a masked report says about its masks, without a full stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The results of one subscription, with its `row` of the report; both lists may be empty."""

    row: Mapping[str, Any]
    groups: list[LossGroup]
    unresolved: list[NeedGroup]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The parts of a report, ready to be shown."""

    groups: Sequence[LossGroup]
    """Losses and further mistakes, the most frequent first."""
    unresolved: Sequence[NeedGroup]
    notes: Footnotes
    subscriptions: Sequence[Part]
    types: Sequence[tuple[str, int]]
    """Event types, the most frequent first."""
    workspace: str
    outcome: str
    """`Failed: 3 lost.`"""
    reasons: Sequence[str]
    """Why it passed or failed, each without a full stop."""
    records: str
    batches: str
    masks: Masks
    """For texts that are shown beside the report."""

    @property
    def title(self) -> str:
        """`Attio check failed: 3 lost`."""
        return summary.title("check", self.outcome)


_TOLD: dict[int, dict[bool, Contents]] = {}
"""`id()` of a report that is still in use -> its contents with and without values."""


def contents_of(report: Report, *, show_values: bool = False) -> Contents:
    """The contents of a report, made once for all its formats. The masks are a copy, which the caller may add to."""
    known = _TOLD.get(id(report))
    if known is None:
        known = _TOLD[id(report)] = {}
        weakref.finalize(report, _TOLD.pop, id(report)).atexit = False
    if show_values not in known:
        known[show_values] = _contents_of(report, show_values=show_values)
    told = known[show_values]
    return replace(told, masks=told.masks.copy())


def _contents_of(report: Report, *, show_values: bool) -> Contents:
    # masks depend on the order of the parts, so it is always the same
    masks = Masks()
    groups = loss_groups(report, masks, show_values=show_values)
    unresolved = need_groups(report, masks, show_values=show_values)
    notes = footnotes(report, masks, show_values=show_values)
    workspace = clean(report.workspace or "the workspace")
    return Contents(
        groups=groups,
        unresolved=unresolved,
        notes=notes,
        subscriptions=_by_subscription(report, groups, unresolved, masks, show_values),
        types=types_of(report, masks, show_values=show_values),
        workspace=workspace if show_values else mask_addresses(workspace, masks),
        outcome=summary.outcome(report, masks, show_values=show_values),
        reasons=summary.reasons(report, masks, show_values=show_values),
        records=summary.records(report, masks, show_values=show_values),
        batches=summary.batches(report),
        masks=masks,
    )


def _by_subscription(
    report: Report, groups: Sequence[LossGroup], unresolved: Sequence[NeedGroup], masks: Masks, show_values: bool
) -> list[Part]:
    """A part for every subscription of the run, even without losses, and for any unknown one that has some."""
    parts: list[Part] = []
    for row in report.subscriptions:
        texts = {key: clean(value) for key, value in row.items() if isinstance(value, str)}
        masked = (
            {} if show_values else {key: mask_addresses(text, masks) for key, text in texts.items() if key != "file"}
        )
        parts.append(Part(row={**row, **texts, **masked}, groups=[], unresolved=[]))
    for group in groups:
        _home(group.first, parts).groups.append(group)
    for need in unresolved:
        _home(need.first, parts).unresolved.append(need)
    return parts


def _home(one: Rejection, parts: list[Part]) -> Part:
    # not by name alone: two subscriptions of a file may have the same
    home = next((part for part in parts if _is_of(one, part.row)), None)
    if home is None:
        row = {"name": one.subscription, "action": one.action, "file": one.mapping_file, "pointer": ""}
        home = Part(row=row, groups=[], unresolved=[])
        parts.append(home)
    return home


def _is_of(loss: Rejection, row: Mapping[str, Any]) -> bool:
    pointer = str(row.get("pointer") or "").rstrip("/")
    # with the slash or `#`, because `/1` is not above `/10`
    inside = loss.mapping_pointer == pointer or loss.mapping_pointer.startswith((f"{pointer}/", f"{pointer}#"))
    return loss.subscription == row["name"] and loss.mapping_file == row.get("file") and (inside or not pointer)

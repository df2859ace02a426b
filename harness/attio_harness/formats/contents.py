"""All that a report tells, ready to be shown by any format that is passed on: masked in one order, so that masks agree.

Masks unless asked otherwise; knows no format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attio_harness.formats import summary
from attio_harness.formats.footnotes import Footnotes, footnotes
from attio_harness.formats.groups import LossGroup, by_subscription, loss_groups, types_of
from attio_harness.formats.masking import Masks, mask_addresses
from attio_harness.formats.unresolved import NeedGroup, need_groups
from attio_harness.report import Report
from attio_harness.text.words import clean

__all__ = ["Contents", "contents_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The parts of a report as they may be shown."""

    groups: Sequence[LossGroup]
    """Losses and further mistakes, the most frequent first."""
    unresolved: Sequence[NeedGroup]
    notes: Footnotes
    subscriptions: Sequence[tuple[Mapping[str, Any], Sequence[LossGroup]]]
    """Every subscription of the run with its groups of losses."""
    types: Sequence[tuple[str, int]]
    """Types of events, the most frequent first."""
    workspace: str
    outcome: str
    """`Failed: 3 lost.`"""
    reasons: str
    """Why it passed or failed, without a full stop."""
    records: str
    batches: str
    masks: Masks
    """For what stands beside the report."""


def contents_of(report: Report, *, show_values: bool = False) -> Contents:
    """The contents of a report; the order in which its parts are masked is always the same."""
    masks = Masks()
    groups = loss_groups(report, masks, show_values=show_values)
    workspace = clean(report.workspace or "the workspace")
    return Contents(
        groups=groups,
        unresolved=need_groups(report, masks, show_values=show_values),
        notes=footnotes(report, masks, show_values=show_values),
        subscriptions=by_subscription(report, groups, masks, show_values=show_values),
        types=types_of(report, masks, show_values=show_values),
        workspace=workspace if show_values else mask_addresses(workspace, masks),
        outcome=summary.outcome(report, masks, show_values=show_values),
        reasons=summary.reasons(report, masks, show_values=show_values),
        records=summary.records(report, masks, show_values=show_values),
        batches=summary.batches(report),
        masks=masks,
    )

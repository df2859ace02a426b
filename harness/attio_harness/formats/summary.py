"""A run in a line each: its outcome, the batches that were sent, the records that were written.

Masks unless asked otherwise; knows no format.
"""

from __future__ import annotations

from collections.abc import Mapping

from attio_harness.formats.masking import Masks, mask_addresses, mask_slug
from attio_harness.report import Report
from attio_harness.text.words import clean, counted

__all__ = ["batches", "outcome", "reasons", "records"]


def outcome(report: Report, masks: Masks | None = None, *, show_values: bool = False) -> str:
    """`Failed: 3 lost; the trigger of 'Paid' can never be true.`"""
    passed = "Passed" if report.outcome.passed else "Failed"
    return f"{passed}{'' if report.complete else ' so far'}: {reasons(report, masks, show_values=show_values)}."


def reasons(report: Report, masks: Masks | None = None, *, show_values: bool = False) -> str:
    """Why it passed or failed, without a full stop."""
    why = "; ".join(report.outcome.why)
    # names of subscriptions stand in it
    return clean(why if show_values else mask_addresses(why, masks or Masks()))


def batches(report: Report) -> str:
    """`6 of 2 events`, `212 of 1 to 1,000 events, median 12`; nothing where none was sent."""
    sizes = sorted((size, count) for size, count in report.batches.items() if count > 0)
    if not sizes:
        return ""
    count = sum(each for _, each in sizes)
    least, most = sizes[0][0], sizes[-1][0]
    if least == most:
        return f"{count:,} of {counted(most, 'event')}"
    return f"{count:,} of {least:,} to {most:,} events, median {_median(dict(sizes), count):,}"


def _median(sizes: Mapping[int, int], count: int) -> int:
    """The lower one of two, so that there is a batch of this size."""
    seen = 0
    for size, each in sizes.items():
        seen += each
        if 2 * seen >= count:
            return size
    raise AssertionError("counts are of these sizes")


def records(report: Report, masks: Masks | None = None, *, show_values: bool = False) -> str:
    """`users 3 created, 1 updated, 2 assumed; …`: how many were written, and taken as being there."""
    parts = []
    for slug, counts in sorted(report.records.items()):
        told = [f"{counts.get(name, 0):,} {name}" for name in ("created", "updated")]
        told += [f"{counts['assumed']:,} assumed"] if counts.get("assumed") else []
        parts.append(f"{clean(slug) if show_values else mask_slug(clean(slug), masks or Masks())} {', '.join(told)}")
    return "; ".join(parts)

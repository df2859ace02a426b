"""One-line summaries of a run: its outcome, the batches sent, the records written; also the outcome of a gate.

Masks values unless told not to; knows no format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attio_harness.formats.masking import Masks, mask_addresses, mask_slug
from attio_harness.report import Report
from attio_harness.text.words import clean, counted

if TYPE_CHECKING:
    from attio_harness.compare.gate import Gate  # a check has no need of the modules behind it

__all__ = ["batches", "outcome", "outcome_of_gate", "passed_or_failed", "reasons", "records", "title"]


def outcome(report: Report, masks: Masks | None = None, *, show_values: bool = False) -> str:
    """`Failed: 3 lost; the trigger of 'Paid' can never be true.`"""
    why = reasons(report, masks, show_values=show_values)
    return passed_or_failed(report.outcome.passed, why, complete=report.complete)


def outcome_of_gate(gate: Gate, masks: Masks | None = None, *, show_values: bool = False) -> str:
    """`Failed: diff: 4 newly lost; check: 4 lost, at most 0 allowed.`"""
    said = passed_or_failed(gate.ok, gate.reasons, complete=gate.report.complete)
    # it contains names of subscriptions
    return said if show_values else mask_addresses(said, masks or Masks())


def passed_or_failed(passed: bool, why: Sequence[str], *, complete: bool) -> str:
    """The line of an outcome: `Passed so far: nothing is lost.`"""
    return f"{'Passed' if passed else 'Failed'}{'' if complete else ' so far'}: {'; '.join(why)}."


def title(command: str, outcome: str) -> str:
    """`Attio check failed: 3 lost`, from the outcome `Failed: 3 lost.`"""
    return f"Attio {command} {outcome[0].lower()}{outcome[1:].removesuffix('.')}"


def reasons(report: Report, masks: Masks | None = None, *, show_values: bool = False) -> list[str]:
    """Why it passed or failed, each reason without a full stop."""
    known = masks or Masks()
    # they contain names of subscriptions
    return [clean(why if show_values else mask_addresses(why, known)) for why in report.outcome.why]


def batches(report: Report) -> str:
    """`6 of 2 events`, `212 of 1 to 1,000 events, median 12`; empty if none was sent."""
    sizes = sorted((size, count) for size, count in report.batches.items() if count > 0)
    if not sizes:
        return ""
    count = sum(each for _, each in sizes)
    least, most = sizes[0][0], sizes[-1][0]
    if least == most:
        return f"{count:,} of {counted(most, 'event')}"
    return f"{count:,} of {least:,} to {most:,} events, median {_median(dict(sizes), count):,}"


def _median(sizes: Mapping[int, int], count: int) -> int:
    """The median size; the lower one of two, so that some batch has this size."""
    seen = 0
    for size, each in sizes.items():
        seen += each
        if 2 * seen >= count:
            return size
    raise AssertionError("counts are of these sizes")


def records(report: Report, masks: Masks | None = None, *, show_values: bool = False) -> str:
    """`users 3 created, 1 updated, 2 presumed to exist; …`: how many records were written or assumed to exist."""
    parts = []
    for slug, counts in sorted(report.records.items()):
        told = [f"{counts.get(name, 0):,} {name}" for name in ("created", "updated")]
        told += [f"{counts['assumed']:,} presumed to exist"] if counts.get("assumed") else []
        parts.append(f"{clean(slug) if show_values else mask_slug(clean(slug), masks or Masks())} {', '.join(told)}")
    return "; ".join(parts)

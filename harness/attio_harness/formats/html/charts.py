"""Bar charts as lists: each row has a label, a bar and a count. The page's style sheet colours them; screen readers read plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attio_harness.text.escaped import for_html

__all__ = ["Bar", "bar_chart"]


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart; `colour` is a class of the style sheet, `note` a line in small letters below."""

    label: str
    count: int
    colour: str
    note: str = ""
    to: str = ""
    """The id of what the row leads to."""


def bar_chart(bars: Sequence[Bar]) -> str:
    """Bars are in proportion to their counts; one that is not zero is at least half a percent of the longest.

    The bar alone is a picture (the content security policy forbids widths in style attributes); label and count are text.
    """
    # 1 where all are zero: no division by it
    longest = max((bar.count for bar in bars), default=0) or 1
    return f'<ul class="chart">{"".join(_row(bar, 100 * bar.count / longest) for bar in bars)}</ul>'


def _row(bar: Bar, share: float) -> str:
    length = max(0.5, round(share, 1)) if bar.count else 0
    note = f'<span class="note">{for_html(bar.note)}</span>' if bar.note else ""
    label = f'<a href="#{for_html(bar.to)}">{for_html(bar.label)}</a>' if bar.to else for_html(bar.label)
    return (
        f'<li><span class="label">{label}</span>'
        '<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="bar {bar.colour}" width="{length:g}" height="1"/></svg>'
        f'<span class="count">{bar.count:,}</span>{note}</li>'
    )

"""Bar charts as inline SVG: a labelled bar a row, drawn with classes so that the page's style sheet colours them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from attio_harness.report.kinds import cut

__all__ = ["Bar", "bar_chart"]

_WIDTH, _ROW = 560, 26


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart; `colour` is a class of the style sheet."""

    label: str
    count: int
    colour: str


def bar_chart(bars: Sequence[Bar], *, name: str, labels: int) -> str:
    """An SVG picture with a title for those who do not see it; `labels` is the width left for labels, of 560 in all.

    Bars are in proportion to their counts; one that is not zero is at least two units long.
    """
    longest = max((bar.count for bar in bars), default=0) or 1
    room = _WIDTH - labels - 64
    rows = []
    for number, bar in enumerate(bars):
        top = number * _ROW
        length = 0.0 if not bar.count else max(2.0, round(room * bar.count / longest, 1))
        label = escape(cut(bar.label, labels // 7))
        rows.append(
            f'<text x="{labels - 8}" y="{top + 17}" text-anchor="end">{label}</text>'
            f'<rect class="bar {bar.colour}" x="{labels}" y="{top + 4}" width="{length:g}" height="{_ROW - 9}" rx="2"/>'
            f'<text x="{labels + length + 8:g}" y="{top + 17}">{bar.count:,}</text>'
        )
    told = escape(f"{name}: " + "; ".join(f"{bar.label} {bar.count:,}" for bar in bars))
    height = max(len(bars), 1) * _ROW
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img"><title>{told}</title>{"".join(rows)}</svg>'

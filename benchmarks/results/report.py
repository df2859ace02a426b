"""The report in Markdown: the table, the rows that compare different work, what was not measured, and all raw figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from results.figures import Measured, NotMeasured, Result, ratio_of, ratios, reaches, spread
from results.rows import Row

__all__ = ["number", "times", "written"]


def written(rows: Sequence[Row], results: Mapping[str, Result], about: Mapping[str, str]) -> str:
    """The report. `about` describes the machine and releases: names and values, in the order of the report."""
    return "\n".join(_lines(rows, results, about)).rstrip() + "\n"


def _lines(rows: Sequence[Row], results: Mapping[str, Result], about: Mapping[str, str]) -> Iterator[str]:
    yield "# Ours beside its peers"
    yield ""
    yield "Made by `make bench`, in one run. The sides of a row took turns, except where the other is a fixed figure, as its row says; the ratio"
    yield "is taken inside each round, and its median and range are told. `x` above 1 is how many times faster ours is; *of* tells which part of"
    yield "the other's time or size ours is, so that less is better. Rows of the engine were timed once both sides gave the same answers; in the"
    yield "others a round counts only where no side answered an error. Rows of the engine ran with Python's garbage collector as the command sets"
    yield "it, and V8's as it comes."
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield from (f"| {name} | {value} |" for name, value in about.items())
    yield ""
    yield "| work | against | ours | the other | ratio: median (range) | reach | aim | |"
    yield "|---|---|---:|---:|---:|---:|---:|---|"
    yield from (_row(row, results[row.key]) for row in rows if row.key in results)
    different = [row for row in rows if row.differs and row.key in results]
    if different:
        yield from ("", "## Rows that compare different work", "")
        yield from (f"- {row.work}, against {row.against}: {row.differs}." for row in different)
    missing = [(row, one) for row in rows if isinstance(one := results.get(row.key), NotMeasured)]
    if missing:
        yield from ("", "## Not measured", "")
        yield from (f"- {row.work}, against {row.against}: {one.why}." for row, one in missing)
    yield from ("", "## Each round", "")
    for row in rows:
        found = results.get(row.key)
        if isinstance(found, Measured):
            yield from _raw(row, found)


def _row(row: Row, found: Result) -> str:
    wanted = f"{times(row.reach, row)} | {times(row.aim, row)}"
    if isinstance(found, NotMeasured):
        return f"| {row.work} | {row.against} | - | - | not measured | {wanted} | |"
    ours, peer = (spread([getattr(pair, side) for pair in found.pairs]).median for side in ("ours", "peer"))
    ratio = ratios(found.pairs, row.measures, row.ratio)
    low, high = (f"{one:.2f}" for one in (ratio.low, ratio.high))
    told = f"{times(ratio.median, row)} ({low} to {high})"
    verdict = "missed"
    if reaches(ratio.median, row.reach, row.ratio):
        verdict = "aim" if reaches(ratio.median, row.aim, row.ratio) else "reached"
    return (
        f"| {row.work} | {row.against} | {number(ours)} {row.unit} | {number(peer)} | {told} | {wanted} | {verdict} |"
    )


def _raw(row: Row, found: Measured) -> Iterator[str]:
    yield f"### {row.work}, against {row.against}"
    yield ""
    if found.note:
        yield from (f"{found.note}.", "")
    yield f"| round | ours, {row.unit} | the other, {row.unit} | ratio |"
    yield "|---:|---:|---:|---:|"
    for index, pair in enumerate(found.pairs, 1):
        ratio = times(ratio_of(pair, row.measures, row.ratio), row)
        yield f"| {index} | {number(pair.ours)} | {number(pair.peer)} | {ratio} |"
    yield ""


def times(ratio: float, row: Row) -> str:
    """A ratio as the report shows it: `9.4x` or `0.31 of`."""
    text = f"{ratio:.2f}".removesuffix("0").removesuffix(".0")
    return f"{text}x" if row.ratio == "speed" else f"{text} of"


def number(figure: float) -> str:
    """A figure with three significant digits and thousands separators."""
    if figure >= 1000:
        return f"{figure:,.0f}"
    return f"{figure:.0f}" if figure >= 100 else f"{figure:.1f}" if figure >= 10 else f"{figure:.3g}"

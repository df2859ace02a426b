"""The report as Markdown for a comment on a pull request: verdicts, a row a kind of loss, samples to unfold.

Stays below 60,000 characters by leaving out samples first, then rows, and says so. Masks unless asked otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attio_harness.formats.groups import Kind, SmallPrint, counted, cut, kinds_of, place, shown, small_print
from attio_harness.formats.locations import is_file, relative
from attio_harness.formats.markdown_text import MOST_CHARACTERS, code, length, plain, within
from attio_harness.report import VERDICTS, Report

__all__ = ["MOST_CHARACTERS", "render_markdown"]

_ROOM_FOR_ROWS = 40_000
_SAMPLES = 5


def render_markdown(report: Report, *, show_values: bool = False) -> str:
    """GitHub Flavored Markdown, fewer than `MOST_CHARACTERS` characters, one line break at its end."""
    kinds = kinds_of(report, show_values=show_values)
    small = small_print(report, show_values=show_values)
    parts = [*_opening(report, kinds), *_rows(kinds)]
    parts += within(MOST_CHARACTERS - 2_000 - length(parts), [*_small_print(small), *_samples(kinds)])
    if kinds:
        masked = "Personal data is masked; `--show-values` shows it. " if not show_values else ""
        parts.append(f"\n{masked}Every loss: `--format json`.")
    return "\n".join(parts) + "\n"


def _opening(report: Report, kinds: Sequence[Kind]) -> Iterator[str]:
    lost = sum(kind.count for kind in kinds)
    if not report.events:
        yield "## Attio check: no events"
    elif kinds:
        yield f"## Attio check: {counted(lost, 'loss', 'losses')} of {counted(len(kinds), 'kind')}"
    else:
        yield "## Attio check: nothing is lost" if report.ok else "## Attio check: entries could not be read"
    yield f"\n{counted(report.events, 'event')} into {plain(report.workspace or 'the workspace', 120)}, {report.mode} mode."
    yield "\n| Verdict | Events | |\n| --- | ---: | --- |"
    for name, meaning in VERDICTS.items():
        count = report.verdicts.get(name, 0)
        label = f"**{name}**" if count and name not in ("filtered", "unmatched", "written") else name
        yield f"| {label} | {count:,} | {plain(meaning, 200)} |"


def _rows(kinds: Sequence[Kind]) -> Iterator[str]:
    if not kinds:
        return
    yield "\n| | Lost | What, and where it is mapped | Answer, and what to do |\n| ---: | --- | --- | --- |"
    room = _ROOM_FOR_ROWS
    for number, kind in enumerate(kinds, 1):
        row = _row(number, kind)
        room -= len(row) + 1
        if room < 0:
            lost = sum(left.count for left in kinds[number - 1 :])
            yield f"\nand {counted(len(kinds) - number + 1, 'kind')} more with {counted(lost, 'loss', 'losses')}."
            return
        yield row


def _row(number: int, kind: Kind) -> str:
    one = kind.first
    file = relative(kind.mapping) if is_file(one.mapping_file) else kind.mapping
    advice = "<br>".join(plain(line, 400) for line in kind.advice)
    cells = (
        str(number),
        f"{kind.count:,} {one.verdict}",
        f"{code(kind.title)}<br>{code(file)}<br>{plain(one.subscription, 80)}",
        f"{kind.by}: {plain(kind.said, 300)}<br>**To do:** {advice}",
    )
    return f"| {' | '.join(cells)} |"


def _samples(kinds: Sequence[Kind]) -> Iterator[str]:
    for number, kind in enumerate(kinds, 1):
        lines = [f"\n<details><summary>{number}. {plain(kind.title, 120)}: samples</summary>\n"]
        lines.append(f"Mapped at {code(cut(kind.first.mapping_pointer, 160) or '/')}\n")
        if kind.paths:
            lines.append(f"Reads {code(cut(kind.paths, 300))}\n")
        if kind.partial:
            lines.append(f"Already written by the same event: {code(kind.partial)}\n")
        lines.append("| Event | Message id | Value |\n| --- | --- | --- |")
        for loss in kind.losses[:_SAMPLES]:
            identity = code(loss.event.message_id) if loss.event.message_id else ""
            value = code(shown(loss.value)) if loss.value is not None else ""
            lines.append(f"| {code(place(loss.event))} | {identity} | {value} |")
        if kind.count > _SAMPLES:
            lines.append(f"\nand {kind.count - _SAMPLES:,} more.")
        yield "\n".join([*lines, "\n</details>"])


def _small_print(small: SmallPrint) -> Iterator[str]:
    for title, lines in small.titled:
        more = f"\n* and {len(lines) - 20:,} more" if len(lines) > 20 else ""
        listed = "\n".join(f"* {plain(line, 300)}" for line in lines[:20])
        yield f"\n<details><summary>{title} ({len(lines):,})</summary>\n\n{listed}{more}\n\n</details>"

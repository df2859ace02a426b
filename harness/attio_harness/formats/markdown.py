"""The report as Markdown for a comment on a pull request: verdicts, a row for each group of losses, unfoldable samples.

Stays below 60,000 characters: leaves out samples first, then rows, and says so. Masks values unless told not to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attio_harness.formats.contents import MASKED, Contents, contents_of
from attio_harness.formats.footnotes import Footnotes
from attio_harness.formats.groups import LossGroup, known_groups, order_of, summed_up
from attio_harness.formats.locations import is_file, place_of, relative
from attio_harness.formats.markdown_text import MOST_CHARACTERS, ROOM_FOR_ROWS, length, rows_within, within
from attio_harness.formats.unresolved import NeedGroup, what_to_do
from attio_harness.formats.unresolved import title as unresolved_title
from attio_harness.report import Report
from attio_harness.text.escaped import code_for_markdown, for_markdown
from attio_harness.text.words import counted, cut, shown
from attio_harness.verdicts import NAMED, VERDICTS

__all__ = ["render_markdown"]

_SAMPLES = 5
_MOST_NEEDS = 20
_MOST_KNOWN = 50


def render_markdown(report: Report, *, show_values: bool = False) -> str:
    """GitHub Flavored Markdown of fewer than `MOST_CHARACTERS` characters that ends with one line break."""
    told = contents_of(report, show_values=show_values)
    groups, notes = told.groups, told.notes
    counting, known = known_groups(groups)
    parts = [*_opening(report, told, counting), *_rows(counting), *_known(known, counting)]
    # 2,000 for the last line and for the line about what is left out
    parts += within(
        MOST_CHARACTERS - 2_000 - length(parts),
        [*_unresolved(told.unresolved), *_footnotes(notes), *_samples(counting)],
    )
    if groups or told.unresolved:
        masked = f"{MASKED}; `--show-values` shows them. " if not show_values else ""
        parts.append(f"\n{masked}Every loss: `--format json`.")
    return "\n".join(parts) + "\n"


def _opening(report: Report, told: Contents, counting: Sequence[LossGroup]) -> Iterator[str]:
    yield f"## {for_markdown(told.title, 312)}"
    yield f"\n{counted(report.events, 'event')} into {for_markdown(told.workspace, 120)}, {report.mode} mode."
    yield "\n| Verdict | Events | |\n| --- | ---: | --- |"
    for name, meaning in VERDICTS.items():
        count = report.verdicts.get(name, 0)
        label = f"**{NAMED[name]}**" if count and name not in ("filtered", "unmatched", "written") else NAMED[name]
        yield f"| {label} | {count:,} | {for_markdown(meaning, 200)} |"
    for label, said in (("Records", told.records), ("Batches", told.batches)):
        if said:
            yield f"\n{label}: {for_markdown(said, 600)}."
    if counting:
        yield f"\n{summed_up(counting, report)}, {order_of(counting)}:"


def _rows(groups: Sequence[LossGroup]) -> Iterator[str]:
    if not groups:
        return
    yield "\n| | Lost | What, and where it is mapped | Response, and what to do |\n| ---: | --- | --- | --- |"

    def rest(taken: int) -> str:
        left = groups[taken:]
        lost = sum(group.count for group in left)
        return f"\nand {counted(len(left), 'kind')} more with {counted(lost, 'loss', 'losses')}."

    yield from rows_within(ROOM_FOR_ROWS, (_row(number, group) for number, group in enumerate(groups, 1)), rest)


def _row(number: int, group: LossGroup) -> str:
    one = group.first
    file = relative(group.mapping) if is_file(one.mapping_file) else group.mapping
    advice = "<br>".join(for_markdown(line, 400) for line in group.advice)
    cells = (
        str(number),
        group.lost,
        f"{code_for_markdown(group.title)}<br>{code_for_markdown(file)}<br>{for_markdown(one.subscription, 80)}",
        f"{group.by}: {for_markdown(group.said, 300)}<br>**To do:** {advice}"
        + (f"<br>({group.also})" if group.also else ""),
    )
    return f"| {' | '.join(cells)} |"


def _known(groups: Sequence[LossGroup], counting: Sequence[LossGroup]) -> Iterator[str]:
    """A folded list with a line for each kind that a baseline knows."""
    if not groups:
        return
    lines = [f"\n<details><summary>Known by the baseline: {summed_up(groups, beside=counting)}</summary>\n"]
    lines += [
        f"* {group.lost}: {code_for_markdown(group.title)}, {code_for_markdown(group.mapping)}"
        for group in groups[:_MOST_KNOWN]
    ]
    if len(groups) > _MOST_KNOWN:
        lines.append(f"* and {len(groups) - _MOST_KNOWN:,} more kinds")
    yield "\n".join([*lines, "\n</details>"])


def _samples(groups: Sequence[LossGroup]) -> Iterator[str]:
    for number, group in enumerate(groups, 1):
        lines = [f"\n<details><summary>{number}. {for_markdown(group.title, 120)}: samples</summary>\n"]
        lines.append(f"Mapped at {code_for_markdown(cut(group.first.mapping_pointer, 160) or '/')}\n")
        if group.paths:
            lines.append(f"Reads {code_for_markdown(cut(group.paths, 300))}\n")
        if group.assumptions:
            lines.append(f"Rests on what is assumed: {code_for_markdown(group.assumptions)}\n")
        if group.partial:
            lines.append(f"Already written by the same event: {code_for_markdown(group.partial)}\n")
        lines.append("| Event | Message id | Value |\n| --- | --- | --- |")
        for loss in group.losses[:_SAMPLES]:
            identity = code_for_markdown(loss.event.message_id) if loss.event.message_id else ""
            value = code_for_markdown(shown(loss.value, 80)) if loss.value is not None else ""
            lines.append(f"| {code_for_markdown(place_of(loss.event))} | {identity} | {value} |")
        if group.count > _SAMPLES:
            lines.append(f"\nand {group.count - _SAMPLES:,} more.")
        yield "\n".join([*lines, "\n</details>"])


def _unresolved(groups: Sequence[NeedGroup]) -> Iterator[str]:
    if not groups:
        return
    lines = [f"\n<details><summary>Unresolved: {unresolved_title(groups)}</summary>\n"]
    lines.append("| Events | Need | Values | First events | Mapped at |\n| ---: | --- | --- | --- | --- |")
    for group in groups[:_MOST_NEEDS]:
        values = "<br>".join(code_for_markdown(cut(value, 80)) for value, _ in group.values()[:_SAMPLES])
        cells = (
            f"{group.count:,}",
            for_markdown(group.needs, 120)
            + (f"<br>{for_markdown(group.told_earlier, 300)}" if group.told_earlier else ""),
            values,
            for_markdown(group.events(3), 200),
            code_for_markdown(group.mapping),
        )
        lines.append(f"| {' | '.join(cells)} |")
    if len(groups) > _MOST_NEEDS:
        lines.append(f"\nand {len(groups) - _MOST_NEEDS:,} more kinds.")
    yield "\n".join([*lines, f"\n{for_markdown(what_to_do(groups), 600)}", "\n</details>"])


def _footnotes(notes: Footnotes) -> Iterator[str]:
    for title, lines in notes.titled:
        more = f"\n* and {len(lines) - 20:,} more" if len(lines) > 20 else ""
        listed = "\n".join(f"* {for_markdown(line, 300)}" for line in lines[:20])
        yield f"\n<details><summary>{title} ({len(lines):,})</summary>\n\n{listed}{more}\n\n</details>"

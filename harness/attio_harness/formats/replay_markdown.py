"""A replay as Markdown for a comment or a job's summary: a row for each group of differences. Masks personal data unless told not to."""

from __future__ import annotations

from collections.abc import Iterator

from attio_harness.formats.locations import place
from attio_harness.formats.markdown_text import MOST_CHARACTERS, within
from attio_harness.formats.masking import Masks
from attio_harness.formats.replay_groups import (
    REPORT,
    DifferenceGroup,
    difference_groups,
    inferred_line,
    left_out_line,
    places,
    reason_groups,
)
from attio_harness.replay.report import ReplayReport
from attio_harness.text.escaped import code_for_markdown, for_markdown
from attio_harness.text.words import clean, counted

__all__ = ["render_replay"]


def render_replay(report: ReplayReport, *, show_values: bool = False) -> str:
    """Markdown of fewer than `MOST_CHARACTERS` characters."""
    masks = None if show_values else Masks()
    parts = [f"## Attio replay: {for_markdown(report.outcome, 200)}"]
    parts += [
        f"\n{for_markdown(line, 400)}" for line in (left_out_line(report), inferred_line(report), *report.notes) if line
    ]
    return "\n".join([*parts, *within(MOST_CHARACTERS - 1_000, list(_blocks(report, masks))), ""])


def _blocks(report: ReplayReport, masks: Masks | None) -> Iterator[str]:
    groups = difference_groups(report)
    if groups:
        yield "\n| Differs | Recorded | Answered | Where |\n| --- | --- | --- | --- |"
        for group in groups:
            yield _row(group, masks)
        yield "\n<details><summary>What to do</summary>\n"
        for line in dict.fromkeys([*(line for group in groups for line in group.advice), REPORT]):
            yield f"- {for_markdown(line, 400)}"
        yield "\n</details>"
    unjudged = reason_groups(report)
    if unjudged:
        yield f"\n**Cannot be judged: {counted(report.count('unjudged'), 'exchange')}**\n"
        for one in unjudged:
            yield f"- {for_markdown(one.title, 300)}"
            yield from (f"  - {for_markdown(line, 300)}" for line in one.lines(10))
    if report.unread:
        yield f"\n**Cannot be read: {counted(len(report.unread), 'entry', 'entries')}**\n"
        for entry in report.unread:
            yield f"- {code_for_markdown(place(entry.file, entry.line))} {for_markdown(entry.why, 300)}"


def _row(group: DifferenceGroup, masks: Masks | None) -> str:
    left, right = group.sides(masks)
    where = clean(places([one for one, _ in group.found]))
    what = f"{for_markdown(group.title, 200)}<br>{code_for_markdown(clean(group.calls))}"
    cells = (what, code_for_markdown(left), code_for_markdown(right), code_for_markdown(where))
    return f"| {' | '.join(cells)} |"

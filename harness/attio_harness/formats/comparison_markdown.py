"""Two runs side by side as Markdown for a comment on a pull request: the outcome, the verdicts, an unfoldable part for each difference."""

from __future__ import annotations

from collections.abc import Iterator

from attio_harness.compare.mappings import MappingDiff
from attio_harness.compare.modes import Both
from attio_harness.formats.compared import Change, Compared, compared
from attio_harness.formats.contents import MASKED
from attio_harness.formats.footnotes import first_of
from attio_harness.formats.markdown_text import MOST_CHARACTERS, length, within
from attio_harness.formats.unresolved import title as unresolved_title
from attio_harness.formats.unresolved import what_to_do
from attio_harness.text.escaped import for_markdown

__all__ = ["blocks", "opening", "render_comparison"]

_MOST_ROWS = 20


def render_comparison(runs: Both | MappingDiff, *, show_values: bool = False) -> str:
    """GitHub Flavored Markdown of fewer than `MOST_CHARACTERS` characters that ends with one line break."""
    told = compared(runs, show_values=show_values)
    parts = [f"## {for_markdown(told.title, 312)}", *opening(told)]
    parts += within(MOST_CHARACTERS - 2_000 - length(parts), [*blocks(told)])
    masked = f"{MASKED}; `--show-values` shows them. " if told.is_masked else ""
    parts.append(f"\n{masked}Every difference: `--format json`.")
    return "\n".join(parts) + "\n"


def opening(told: Compared) -> Iterator[str]:
    """The outcome, and the verdicts side by side."""
    if told.closing:
        yield f"\n**{for_markdown(told.closing, 400)}**"
    yield f"\n{for_markdown(told.how, 300)}."
    left, right = told.heads
    yield f"\n| Verdict | {left} | {right} |\n| --- | ---: | ---: |"
    for name, before, after in told.verdicts:
        if before or after:
            yield f"| {name if before == after else f'**{name}**'} | {before:,} | {after:,} |"
    if not told.changes:
        yield f"\n{told.same}"


def blocks(told: Compared) -> Iterator[str]:
    """A part for each difference, unfolded if it is for the worse, then the notes."""
    for number, change in enumerate(told.changes, 1):
        yield "\n".join(_change(number, change))
    if told.unresolved:
        said = f"Unresolved: {unresolved_title(told.unresolved)}"
        yield f"\n<details><summary>{said}</summary>\n\n{for_markdown(what_to_do(told.unresolved), 600)}\n\n</details>"
    for title, lines in told.notes:
        listed = "\n".join(f"* {for_markdown(line, 300)}" for line in first_of(lines, _MOST_ROWS))
        yield f"\n<details><summary>{title} ({len(lines):,})</summary>\n\n{listed}\n\n</details>"
    if told.losses:
        yield f"\n{for_markdown(told.losses, 300)}"


def _change(number: int, change: Change) -> Iterator[str]:
    opened = " open" if change.worse else ""
    yield f"\n<details{opened}><summary>{number}. {for_markdown(change.title, 200)}</summary>\n"
    yield "| | |\n| --- | --- |"
    for label, text in change.rows:
        yield f"| {label} | {for_markdown(text, 600)} |"
    yield "\n</details>"

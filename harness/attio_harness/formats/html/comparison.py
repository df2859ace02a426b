"""Two runs side by side as one HTML page that needs nothing else: what it comes to, the verdicts, every difference with its samples.

Masks unless asked otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from attio_harness.compare.mappings import MappingDiff
from attio_harness.compare.modes import Both
from attio_harness.formats.compared import Change, Compared, compared_both, compared_diff
from attio_harness.formats.html.frame import footer, head, made
from attio_harness.formats.html.parts import table, text
from attio_harness.formats.masking import Masks, mask_file
from attio_harness.formats.unresolved import title as unresolved_title
from attio_harness.formats.unresolved import what_to_do
from attio_harness.version import __version__

__all__ = ["body", "render_both", "render_diff"]

_MOST_LINES = 200


def render_both(both: Both, *, show_values: bool = False, command: str = "", at: datetime | None = None) -> str:
    """The page; `command` and `at` tell how and when it was made."""
    return _rendered(compared_both(both, show_values=show_values), command, at)


def render_diff(diff: MappingDiff, *, show_values: bool = False, command: str = "", at: datetime | None = None) -> str:
    """The page; `command` and `at` tell how and when it was made."""
    return _rendered(compared_diff(diff, show_values=show_values), command, at)


def _rendered(told: Compared, command: str, at: datetime | None) -> str:
    line = mask_file(command, Masks()) if told.is_masked else command
    facts = made(line, at, __version__)
    parts = [_header(told, facts), '<main id="main">', *body(told), "</main>"]
    parts.append(footer(told.name, show_values=not told.is_masked))
    return "\n".join(
        ["<!DOCTYPE html>", '<html lang="en">', head(told.title), "<body>", *parts, "</body>", "</html>", ""]
    )


def _header(told: Compared, facts: str) -> str:
    word, _, why = told.outcome.partition(": ")
    state = "passed" if told.ok else "failed"
    closing = f'<p class="why">{text(told.closing)}</p>' if told.closing else ""
    return (
        f'<header><a class="skip" href="#main">Skip to the report</a><h1>Attio {told.name} <span class="{state}">'
        f'{text(word.lower())}</span></h1>{closing}<p class="why">{text(why)}</p><p>{text(told.how)}</p>{facts}</header>'
    )


def body(told: Compared) -> Iterator[str]:
    """The sections of a comparison."""
    left, right = told.heads
    rows = [(text(name), f"{before:,}", f"{after:,}") for name, before, after in told.verdicts]
    verdicts = table("Verdicts of both runs", ("Verdict", f"#{left}", f"#{right}"), rows)
    yield f'<section aria-labelledby="verdicts"><h2 id="verdicts">Verdicts</h2>{verdicts}</section>'
    changes = "".join(_change(number, one) for number, one in enumerate(told.changes, 1)) or f"<p>{text(told.same)}</p>"
    yield f'<section aria-labelledby="differences"><h2 id="differences">What differs</h2>{changes}</section>'
    if told.unresolved:
        said = f"<p>{text(unresolved_title(told.unresolved))}. {text(what_to_do(told.unresolved))}</p>"
        yield f'<section aria-labelledby="unresolved"><h2 id="unresolved">Unresolved</h2>{said}</section>'
    for number, (title, lines) in enumerate(told.notes):
        items = "".join(f"<li>{text(line)}</li>" for line in lines[:_MOST_LINES])
        left_out = len(lines) - _MOST_LINES
        items += f"<li>and {left_out:,} more, all of them with --format json</li>" if left_out > 0 else ""
        yield (
            f'<section aria-labelledby="beside-{number}"><h2 id="beside-{number}">{text(title)}</h2>'
            f'<ul class="plain">{items}</ul></section>'
        )


def _change(number: int, change: Change) -> str:
    rows = "".join(f"<dt>{text(label)}</dt><dd>{text(said)}</dd>" for label, said in change.rows)
    state = "failed" if change.worse else "quiet"
    return f'<h3><span class="{state}">{number}. {text(change.title)}</span></h3><dl class="made">{rows}</dl>'

"""Two runs side by side as one self-contained HTML page: the outcome, the verdicts, every difference with its samples.

Masks values unless told not to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from attio_harness.compare.mappings import MappingDiff
from attio_harness.compare.modes import Both
from attio_harness.formats.compared import Change, Compared, compared
from attio_harness.formats.html.frame import document, footer, header, made
from attio_harness.formats.html.parts import listing, prose, table, text
from attio_harness.formats.masking import Masks, mask_file
from attio_harness.formats.unresolved import title as unresolved_title
from attio_harness.formats.unresolved import what_to_do

__all__ = ["body", "render_comparison"]


def render_comparison(
    runs: Both | MappingDiff, *, show_values: bool = False, command: str = "", at: datetime | None = None
) -> str:
    """The page; `command` and `at` say how and when it was made."""
    told = compared(runs, show_values=show_values)
    line = mask_file(command, Masks()) if told.is_masked else command
    facts = made(line, at)
    parts = [_header(told, facts), '<main id="main">', *body(told), "</main>"]
    parts.append(footer(told.name, show_values=not told.is_masked))
    return document(told.title, parts)


def _header(told: Compared, facts: str) -> str:
    closing = f'<p class="why">{text(told.closing)}</p>' if told.closing else ""
    return header(told.name, told.outcome, facts, passed=told.ok, above=closing, below=f"<p>{text(told.how)}</p>")


def body(told: Compared, *, beside: Collection[str] | None = None) -> Iterator[str]:
    """The sections of a comparison; on a page that has the report of the new run, too, `beside` are its notes, which stand there once."""
    left, right = told.heads
    rows = [(text(name), f"{before:,}", f"{after:,}") for name, before, after in told.verdicts]
    verdicts = table("Verdicts of both runs", ("Verdict", f"#{left.capitalize()}", f"#{right.capitalize()}"), rows)
    yield f'<section aria-labelledby="verdicts"><h2 id="verdicts">Verdicts</h2>{verdicts}</section>'
    changes = "".join(_change(number, one) for number, one in enumerate(told.changes, 1)) or f"<p>{text(told.same)}</p>"
    yield f'<section aria-labelledby="differences"><h2 id="differences">What differs</h2>{changes}</section>'
    if told.unresolved and beside is None:
        said = f"<p>{text(unresolved_title(told.unresolved))}. {prose(what_to_do(told.unresolved))}</p>"
        yield f'<section aria-labelledby="unresolved"><h2 id="unresolved">Unresolved</h2>{said}</section>'
    for number, (title, lines) in enumerate(told.notes):
        if new := [line for line in lines if line not in (beside or ())]:
            yield listing(f"beside-{number}", title, new)


def _change(number: int, change: Change) -> str:
    state = "failed" if change.worse else "quiet"
    rows = "".join(_rows(change.rows))
    return f'<h3><span class="{state}">{number}. {text(change.title)}</span></h3><dl class="made">{rows}</dl>'


def _rows(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Consecutive rows with one label share it: an HTML list must not repeat a term or have an empty one."""
    last = ""
    for label, said in rows:
        if label not in ("", last):
            yield f"<dt>{text(label.capitalize())}</dt>"
            last = label
        yield f"<dd>{prose(said)}</dd>" if label else f'<dd class="more">{prose(said)}</dd>'

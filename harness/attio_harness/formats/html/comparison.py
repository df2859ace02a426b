"""Two runs side by side as one self-contained HTML page: the outcome, the verdicts, every difference with its samples.

Masks values unless told not to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from attio_harness.compare.mappings import MappingDiff
from attio_harness.compare.modes import Both
from attio_harness.formats.compared import Change, Compared, compared
from attio_harness.formats.html.frame import document, footer, header, made
from attio_harness.formats.html.parts import listing, table, text
from attio_harness.formats.masking import Masks, mask_file
from attio_harness.formats.unresolved import title as unresolved_title
from attio_harness.formats.unresolved import what_to_do
from attio_harness.version import __version__

__all__ = ["body", "render_comparison"]


def render_comparison(
    runs: Both | MappingDiff, *, show_values: bool = False, command: str = "", at: datetime | None = None
) -> str:
    """The page; `command` and `at` say how and when it was made."""
    told = compared(runs, show_values=show_values)
    line = mask_file(command, Masks()) if told.is_masked else command
    facts = made(line, at, __version__)
    parts = [_header(told, facts), '<main id="main">', *body(told), "</main>"]
    parts.append(footer(told.name, show_values=not told.is_masked))
    return document(told.title, parts)


def _header(told: Compared, facts: str) -> str:
    closing = f'<p class="why">{text(told.closing)}</p>' if told.closing else ""
    return header(told.name, told.outcome, facts, passed=told.ok, above=closing, below=f"<p>{text(told.how)}</p>")


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
        # not `unresolved`: a page of gate has the section of check, too
        yield f'<section aria-labelledby="depending"><h2 id="depending">Unresolved</h2>{said}</section>'
    for number, (title, lines) in enumerate(told.notes):
        yield listing(f"beside-{number}", title, lines)


def _change(number: int, change: Change) -> str:
    state = "failed" if change.worse else "quiet"
    rows = "".join(_rows(change.rows))
    return f'<h3><span class="{state}">{number}. {text(change.title)}</span></h3><dl class="made">{rows}</dl>'


def _rows(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Consecutive rows with one label share it: an HTML list must not repeat a term or have an empty one."""
    last = ""
    for label, said in rows:
        if label not in ("", last):
            yield f"<dt>{text(label)}</dt>"
            last = label
        yield f"<dd>{text(said)}</dd>"

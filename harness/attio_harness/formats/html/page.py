"""The report as one HTML page that needs nothing else: charts, tables, and every group of losses unfolding to its events.

The page is well-formed XML as well as HTML. Its content security policy lets only its own style sheet and script work
and nothing be loaded, whatever an event's value says. Masks unless asked otherwise.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from attio_harness.formats.contents import Contents, contents_of
from attio_harness.formats.groups import LossGroup, summed_up
from attio_harness.formats.html.charts import Bar, bar_chart
from attio_harness.formats.html.losses import losses
from attio_harness.formats.html.parts import code, printable, table, text
from attio_harness.report import VERDICTS, Report
from attio_harness.text.words import counted

__all__ = ["SCRIPT", "STYLE", "render_html"]

SCRIPT, STYLE = ((files("attio_harness.formats.html") / name).read_text("utf-8") for name in ("page.js", "page.css"))

_MOST_LINES = 200
_CHARTED = 12


def render_html(report: Report, *, show_values: bool = False) -> str:
    """The page. Up to 500 groups, 1,000 events of a group and 5,000 in all are listed, and what is left out is said."""
    told = contents_of(report, show_values=show_values)
    groups = told.groups
    title = f"Attio check: {_outcome(report, groups)}"
    body = [
        _header(report, told, title),
        '<main id="main">',
        _summary(report, groups),
        *losses(groups),
        *_subscriptions(told),
        *_footnotes(told),
        "</main>",
        _footer(show_values),
        *([f"<script>{SCRIPT}</script>"] if groups else []),
    ]
    return "\n".join(["<!DOCTYPE html>", '<html lang="en">', _head(title), "<body>", *body, "</body>", "</html>", ""])


def _head(title: str) -> str:
    allowed = {name: _hash(data) for name, data in (("style-src", STYLE), ("script-src", SCRIPT))}
    # by hash, not 'unsafe-inline': a value that breaks out of its text would still not run
    policy = "; ".join(["default-src 'none'", *(f"{name} '{digest}'" for name, digest in allowed.items())])
    return (
        '<head><meta charset="utf-8"/>'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}; base-uri 'none'; form-action 'none'\"/>"
        '<meta name="viewport" content="width=device-width, initial-scale=1"/><meta name="referrer" content="no-referrer"/>'
        f"<title>{text(title)}</title><style>{STYLE}</style></head>"
    )


def _hash(data: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(data.encode()).digest()).decode()


def _outcome(report: Report, groups: Sequence[LossGroup]) -> str:
    if groups:
        return summed_up(groups)
    if report.unreadable:
        return f"{counted(len(report.unreadable), 'entry', 'entries')} could not be read"
    return "nothing is lost" if report.events else "no events"


def _header(report: Report, told: Contents, title: str) -> str:
    types = ", ".join(f"{count:,} {text(name)}" for name, count in told.types[:8])
    shown_types = f' <span class="quiet">({types})</span>' if types else ""
    return (
        f'<header><a class="skip" href="#main">Skip to the report</a><h1>{text(title)}</h1>'
        f"<p>{counted(report.events, 'event')} into {text(told.workspace)}, {text(report.mode)} mode"
        f"{shown_types}</p></header>"
    )


def _summary(report: Report, groups: Sequence[LossGroup]) -> str:
    verdicts = [Bar(name, report.verdicts.get(name, 0), name, meaning) for name, meaning in VERDICTS.items()]
    figures = f"<figure><figcaption>Verdicts</figcaption>{bar_chart(verdicts)}</figure>"
    if groups:
        most = [Bar(printable(group.title), group.count, group.first.verdict) for group in groups[:_CHARTED]]
        caption = "Losses by group" + (f", the {_CHARTED} most frequent" if len(groups) > _CHARTED else "")
        figures += f"<figure><figcaption>{caption}</figcaption>{bar_chart(most)}</figure>"
    if report.records:
        written = [
            (code(slug), f"{counts.get('created', 0):,}", f"{counts.get('updated', 0):,}")
            for slug, counts in sorted(report.records.items())
        ]
        figures += table("Records that were written", ("Object", "#Created", "#Updated"), written)
    return (
        '<section aria-labelledby="summary"><h2 id="summary">Summary</h2>'
        f'<div class="figures">{figures}</div></section>'
    )


def _subscriptions(told: Contents) -> Iterator[str]:
    rows: list[tuple[Any, ...]] = []
    for part in told.subscriptions:
        row = part.row
        off = ' <span class="quiet">(not enabled)</span>' if row.get("enabled") is False else ""
        lost = sum(group.count - group.further for group in part.groups)
        where = f"{row.get('file') or ''} {row.get('pointer') or ''}".strip()
        rows.append(
            (
                text(row["name"]) + off,
                text(row.get("action") or ""),
                code(row.get("trigger") or ""),
                code(where),
                f"{lost:,}",
            )
        )
    if rows:
        heads = ("Subscription", "Action", "Trigger", "Mapping", "#Losses")
        listed = table("Subscriptions and what they lost", heads, rows)
        yield f'<section aria-labelledby="subscriptions"><h2 id="subscriptions">Subscriptions</h2>{listed}</section>'


def _footnotes(told: Contents) -> Iterator[str]:
    for number, (title, lines) in enumerate(told.notes.titled):
        items = "".join(f"<li>{text(line)}</li>" for line in lines[:_MOST_LINES])
        left = len(lines) - _MOST_LINES
        more = f"<li>and {left:,} more, all of them with --format json</li>" if left > 0 else ""
        yield (
            f'<section aria-labelledby="notes-{number}"><h2 id="notes-{number}">{title}</h2>'
            f'<ul class="plain">{items}{more}</ul></section>'
        )


def _footer(show_values: bool) -> str:
    said = (
        "Values are shown as they are: this page may hold personal data."
        if show_values
        else "Personal data is masked; --show-values shows it."
    )
    return f"<footer><p>{said} Made by attio-harness check.</p></footer>"

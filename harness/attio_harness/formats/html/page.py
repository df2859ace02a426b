"""The report as one self-contained HTML page: charts, tables, and every group of losses unfolding to its events.

The page is well-formed XML as well as HTML. Its content security policy allows only its own style sheet and script, and
lets it load nothing, whatever an event's value contains. Masks values unless told not to.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from attio_harness.formats.contents import Contents, contents_of
from attio_harness.formats.groups import known_groups, summed_up
from attio_harness.formats.html.charts import Bar, bar_chart
from attio_harness.formats.html.frame import document, footer, header, made
from attio_harness.formats.html.losses import losses, tools, waiting
from attio_harness.formats.html.parts import code, listing, table, text
from attio_harness.formats.masking import mask_file
from attio_harness.report import Report
from attio_harness.text.words import counted
from attio_harness.verdicts import NAMED, VERDICTS

__all__ = ["render_html", "sections"]

_CHARTED = 12


def render_html(report: Report, *, show_values: bool = False, command: str = "", at: datetime | None = None) -> str:
    """The page. It lists up to 500 groups, 1,000 events of a group and 5,000 in all, and says what it leaves out.

    Args:
        report: the result of `check`.
        show_values: show values, messages and hints as they are.
        command: the command line that made it; left out if empty.
        at: when it was made, with time zone; left out if None.
    """
    told = contents_of(report, show_values=show_values)
    line = command if show_values else mask_file(command, told.masks)
    facts = made(line, at)
    body = [
        _header(report, told, facts),
        '<main id="main">',
        *sections(report, told),
        "</main>",
        footer("check", show_values=show_values),
    ]
    return document(told.title, body, scripted=bool(told.groups or told.unresolved))


def sections(report: Report, told: Contents, *, title: str = "Summary") -> Iterator[str]:
    """Everything between the header and the foot; `title` is that of the first section."""
    yield _summary(report, told, title)
    if told.groups or told.unresolved:
        yield tools()
    yield from losses(told.groups)
    yield from waiting(told.unresolved)
    yield from _subscriptions(told)
    yield from _footnotes(told)


def _header(report: Report, told: Contents, facts: str) -> str:
    types = ", ".join(f"{count:,} {text(name)}" for name, count in told.types[:8])
    shown_types = f' <span class="quiet">({types})</span>' if types else ""
    said = f"{counted(report.events, 'event')} into {text(told.workspace)}, {text(report.mode)} mode{shown_types}"
    return header("check", told.outcome, facts, passed=report.outcome.passed, below=f"<p>{said}</p>")


def _summary(report: Report, told: Contents, title: str) -> str:
    groups = told.groups
    verdicts = [Bar(NAMED[name], report.verdicts.get(name, 0), name, meaning) for name, meaning in VERDICTS.items()]
    figures = f"<figure><figcaption>What happened to the events</figcaption>{bar_chart(verdicts)}</figure>"
    if groups:
        most = [
            Bar(group.title, group.count, group.first.verdict, to=f"group-{number}")
            for number, group in enumerate(groups[:_CHARTED], 1)
        ]
        caption = summed_up([one for some in known_groups(groups) for one in some]) + (
            f", the first {_CHARTED}" if len(groups) > _CHARTED else ""
        )
        figures += f"<figure><figcaption>{caption}</figcaption>{bar_chart(most)}</figure>"
    if report.records:
        assumed = any(counts.get("assumed") for counts in report.records.values())
        names = {"created": "Created", "updated": "Updated", **({"assumed": "Presumed"} if assumed else {})}
        written = [
            (code(slug), *(f"{counts.get(name, 0):,}" for name in names))
            for slug, counts in sorted(report.records.items())
        ]
        caption = "Records that were written" + (", or presumed to exist" if assumed else "")
        figures += table(caption, ("Object", *(f"#{name}" for name in names.values())), written)
    batches = f"<p>Batches: {text(told.batches)}.</p>" if told.batches else ""
    return (
        f'<section aria-labelledby="summary"><h2 id="summary">{title}</h2>'
        f'<div class="figures">{figures}</div>{batches}</section>'
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
                *([f"{sum(need.count for need in part.unresolved):,}"] if told.unresolved else []),
            )
        )
    if rows:
        heads = (
            "Subscription",
            "Action",
            "Trigger",
            "Mapping",
            "#Losses",
            *(["#Unresolved"] if told.unresolved else []),
        )
        listed = table("Subscriptions and what they lost", heads, rows)
        yield f'<section aria-labelledby="subscriptions"><h2 id="subscriptions">Subscriptions</h2>{listed}</section>'


def _footnotes(told: Contents) -> Iterator[str]:
    for number, (title, lines) in enumerate(told.notes.titled):
        yield listing(f"notes-{number}", title, lines)

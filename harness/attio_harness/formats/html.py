"""The report as one HTML page that needs nothing else: charts, tables, and every kind of loss unfolding to its events.

The page is well-formed XML as well as HTML. Its content security policy lets only its own style sheet and script work
and nothing be loaded, whatever an event's value says. Masks unless asked otherwise.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from attio_harness.formats.groups import (
    Kind,
    by_subscription,
    clean,
    counted,
    cut,
    kinds_of,
    place,
    shown,
    small_print,
    types_of,
)
from attio_harness.formats.html_charts import Bar, bar_chart
from attio_harness.formats.html_look import SCRIPT, STYLE
from attio_harness.report import VERDICTS, Rejection, Report

__all__ = ["render_html"]

_MOST_KINDS = 500
_MOST_EVENTS = 1_000
_MOST_EVENTS_IN_ALL = 5_000
_MOST_LINES = 200
_CHARTED = 12


def render_html(report: Report, *, show_values: bool = False) -> str:
    """The page. Up to 500 kinds, 1,000 events of a kind and 5,000 in all are listed, and what is left out is said."""
    kinds = kinds_of(report, show_values=show_values)
    title = f"Attio check: {_outcome(report, kinds)}"
    body = [
        _header(report, title, show_values),
        '<main id="main">',
        _summary(report, kinds),
        *_losses(kinds),
        *_subscriptions(report, kinds, show_values),
        *_small_print(report, show_values),
        "</main>",
        _footer(show_values),
        *([f"<script>{SCRIPT}</script>"] if kinds else []),
    ]
    return "\n".join(["<!DOCTYPE html>", '<html lang="en">', _head(title), "<body>", *body, "</body>", "</html>", ""])


def _t(text: object) -> str:
    """Text for content and attributes: escaped, and without what neither HTML nor XML can hold."""
    return escape(_printable(str(text)), quote=True)


def _printable(text: str) -> str:
    kept = clean(text)
    if kept.isprintable():
        return kept
    return "".join(one if one.isprintable() or one in "\n\t" else f"\\x{ord(one):02x}" for one in kept)


def _code(text: object) -> str:
    return f"<code>{_t(text)}</code>"


def _head(title: str) -> str:
    allowed = {name: _hash(text) for name, text in (("style-src", STYLE), ("script-src", SCRIPT))}
    policy = "; ".join(["default-src 'none'", *(f"{name} '{digest}'" for name, digest in allowed.items())])
    return (
        '<head><meta charset="utf-8"/>'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}; base-uri 'none'; form-action 'none'\"/>"
        '<meta name="viewport" content="width=device-width, initial-scale=1"/><meta name="referrer" content="no-referrer"/>'
        f"<title>{_t(title)}</title><style>{STYLE}</style></head>"
    )


def _hash(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _outcome(report: Report, kinds: Sequence[Kind]) -> str:
    if kinds:
        lost = sum(kind.count for kind in kinds)
        return f"{counted(lost, 'loss', 'losses')} of {counted(len(kinds), 'kind')}"
    if report.unreadable:
        return f"{counted(len(report.unreadable), 'entry', 'entries')} could not be read"
    return "nothing is lost" if report.events else "no events"


def _header(report: Report, title: str, show_values: bool) -> str:
    types = ", ".join(f"{count:,} {_t(name)}" for name, count in types_of(report, show_values=show_values)[:8])
    shown_types = f' <span class="quiet">({types})</span>' if types else ""
    return (
        f'<header><a class="skip" href="#main">Skip to the report</a><h1>{_t(title)}</h1>'
        f"<p>{counted(report.events, 'event')} into {_t(report.workspace or 'the workspace')}, {_t(report.mode)} mode"
        f"{shown_types}</p></header>"
    )


def _summary(report: Report, kinds: Sequence[Kind]) -> str:
    verdicts = [Bar(name, report.verdicts.get(name, 0), name, meaning) for name, meaning in VERDICTS.items()]
    figures = f"<figure><figcaption>Verdicts</figcaption>{bar_chart(verdicts)}</figure>"
    if kinds:
        most = [Bar(_printable(kind.title), kind.count, kind.first.verdict) for kind in kinds[:_CHARTED]]
        caption = "Losses by kind" + (f", the {_CHARTED} most frequent" if len(kinds) > _CHARTED else "")
        figures += f"<figure><figcaption>{caption}</figcaption>{bar_chart(most)}</figure>"
    if report.records:
        written = [
            (_code(slug), f"{counts.get('created', 0):,}", f"{counts.get('updated', 0):,}")
            for slug, counts in sorted(report.records.items())
        ]
        figures += _table("Records that were written", ("Object", "#Created", "#Updated"), written)
    return (
        '<section aria-labelledby="summary"><h2 id="summary">Summary</h2>'
        f'<div class="figures">{figures}</div></section>'
    )


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, name: str = "") -> str:
    """A table of cells that are markup already; the first column heads its row, `#` marks a column of numbers."""
    numbers = [head.startswith("#") for head in heads]
    top = "".join(
        f'<th scope="col"{_numeric(number)}>{_t(head.lstrip("#"))}</th>'
        for head, number in zip(heads, numbers, strict=True)
    )
    body = []
    for row in rows:
        cells = [f'<th scope="row">{row[0]}</th>']
        cells += [f"<td{_numeric(number)}>{cell}</td>" for cell, number in zip(row[1:], numbers[1:], strict=True)]
        body.append(f"<tr>{''.join(cells)}</tr>")
    label, css = _t(caption), f' class="{name}"' if name else ""
    return (
        f'<div class="scroll" role="region" aria-label="{label}" tabindex="0"><table{css}>'
        f"<caption>{label}</caption><thead><tr>{top}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _numeric(number: bool) -> str:
    return ' class="number"' if number else ""


# -- losses ----------------------------------------------------------------------------------------------------------


def _losses(kinds: Sequence[Kind]) -> Iterator[str]:
    if not kinds:
        return
    yield '<section aria-labelledby="losses"><h2 id="losses">Losses by kind, the most frequent first</h2>'
    yield (
        '<div class="tools" id="tools" role="search" hidden="hidden"><label for="search">Find</label>'
        '<input id="search" type="search" placeholder="attribute, value, message, file:line" autocomplete="off"/>'
        '<button id="toggle" type="button">Open all</button><span id="told" role="status"></span></div>'
    )
    room = _MOST_EVENTS_IN_ALL
    for number, kind in enumerate(kinds[:_MOST_KINDS], 1):
        listed = kind.losses[: min(_MOST_EVENTS, room)]
        room -= len(listed)
        yield _kind(number, kind, listed, alone=len(kinds) == 1)
    if len(kinds) > _MOST_KINDS:
        lost = sum(kind.count for kind in kinds[_MOST_KINDS:])
        more = f"{counted(len(kinds) - _MOST_KINDS, 'more kind')} with {counted(lost, 'loss', 'losses')}"
        yield f"<p>{more} are not listed here; all of them are with --format json.</p>"
    yield "</section>"


def _kind(number: int, kind: Kind, listed: Sequence[Rejection], *, alone: bool) -> str:
    one = kind.first
    answer = f"{one.status or ''} {one.code}".strip()
    facts = [
        ("To do", "<br/>".join(f'<span class="todo">{_t(line)}</span>' for line in kind.advice)),
        (kind.by, f"{_code(answer)} {_t(cut(one.message, 600))}"),
        (
            "Mapping",
            f'{_code(kind.mapping)} {_code(one.mapping_pointer)} <span class="quiet">{_t(one.subscription)}</span>',
        ),
    ]
    if kind.paths:
        facts.append(("Reads", _code(kind.paths)))
    values = kind.values()
    if values:
        facts.append(("Values" if len(values) > 1 else "Value", _values(values)))
    if kind.partial:
        facts.append(("Partial", f"already written by the same event: {_t(kind.partial)}"))
    told = "".join(f"<dt>{label}</dt><dd>{text}</dd>" for label, text in facts)
    opened = ' open="open"' if alone else ""
    left = kind.count - len(listed)
    more = f"<p>{counted(left, 'more event')} not listed here; all of them are with --format json.</p>" if left else ""
    return (
        f'<details class="kind" id="kind-{number}"{opened}><summary class="summary"><span class="badge {one.verdict}">'
        f'{kind.count:,} {one.verdict}</span><span class="title">{_t(kind.title)}</span>'
        f'<span class="quiet">{_code(kind.mapping)}</span></summary><div class="inside">'
        f'<dl class="head">{told}</dl>{_events(kind, listed) if listed else ""}{more}</div></details>'
    )


_EVENT_COLUMNS = ("Event", "Message", "Read from the event", "Value for Attio")


def _events(kind: Kind, listed: Sequence[Rejection]) -> str:
    """A row an event; what was answered and advised has a column only where it is not the same as above for all."""
    advice = kind.advice
    differs = [_told(loss, kind.first.message, advice) for loss in listed]
    rows = [(*_event(loss), *([told] if any(differs) else [])) for loss, told in zip(listed, differs, strict=True)]
    heads = (*_EVENT_COLUMNS, *(["Where it differs: answer, advice"] if any(differs) else []))
    return _table(f"Events of {kind.title}", heads, rows, name="events")


def _event(loss: Rejection) -> Sequence[str]:
    identity = f"{_t(loss.event.type or '')} {_code(loss.event.message_id) if loss.event.message_id else ''}".strip()
    reads = "<br/>".join(
        f"{_code(cut(read.path, 120))} {_code(shown(read.value)) if read.found else 'nothing there'}"
        for read in loss.reads[:5]
    )
    value = _code(shown(loss.value)) if loss.value is not None else ""
    return _code(place(loss.event)), identity, reads, value


def _told(loss: Rejection, usual: str, advice: Sequence[str]) -> str:
    """What was answered and advised, as far as it does not stand above already."""
    answer = [] if loss.message == usual else [_t(cut(loss.message, 300))]
    known = any(line.endswith(loss.hint) for line in advice)
    return " ".join([*answer, *([] if known else [f'<span class="quiet">{_t(cut(loss.hint, 300))}</span>'])])


def _values(values: Sequence[tuple[str, int]]) -> str:
    listed = ", ".join(_code(text) + (f" × {count:,}" if count > 1 else "") for text, count in values[:20])
    return listed + (f" and {len(values) - 20:,} more" if len(values) > 20 else "")


# -- the rest --------------------------------------------------------------------------------------------------------


def _subscriptions(report: Report, kinds: Sequence[Kind], show_values: bool) -> Iterator[str]:
    rows: list[tuple[Any, ...]] = []
    for row, group in by_subscription(report, kinds, show_values=show_values):
        off = ' <span class="quiet">(not enabled)</span>' if row.get("enabled") is False else ""
        lost = sum(kind.count for kind in group)
        where = f"{row.get('file') or ''} {row.get('pointer') or ''}".strip()
        rows.append(
            (
                _t(row["name"]) + off,
                _t(row.get("action") or ""),
                _code(row.get("trigger") or ""),
                _code(where),
                f"{lost:,}",
            )
        )
    if rows:
        heads = ("Subscription", "Action", "Trigger", "Mapping", "#Losses")
        table = _table("Subscriptions and what they lost", heads, rows)
        yield f'<section aria-labelledby="subscriptions"><h2 id="subscriptions">Subscriptions</h2>{table}</section>'


def _small_print(report: Report, show_values: bool) -> Iterator[str]:
    for number, (title, lines) in enumerate(small_print(report, show_values=show_values).titled):
        items = "".join(f"<li>{_t(line)}</li>" for line in lines[:_MOST_LINES])
        left = len(lines) - _MOST_LINES
        more = f"<li>and {left:,} more, all of them with --format json</li>" if left > 0 else ""
        yield (
            f'<section aria-labelledby="small-{number}"><h2 id="small-{number}">{title}</h2>'
            f'<ul class="plain">{items}{more}</ul></section>'
        )


def _footer(show_values: bool) -> str:
    said = (
        "Values are shown as they are: this page may hold personal data."
        if show_values
        else "Personal data is masked; --show-values shows it."
    )
    return f"<footer><p>{said} Made by attio-harness check.</p></footer>"

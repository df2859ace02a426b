"""The report as text for a terminal: the verdicts first, then one block a kind of loss, then the small print."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from attio_harness.formats.advice import advised
from attio_harness.report import VERDICTS, FilterRef, Rejection, Report, UnmatchedReason

__all__ = ["print_text", "render_text"]

_STYLE = {
    "written": "green",
    "filtered": "dim",
    "unmatched": "dim",
    "invalid": "yellow",
    "rejected": "red",
    "dropped": "bold red",
    "failed": "magenta",
}
_SAMPLES = 3


def render_text(report: Report, *, width: int = 110, samples: int = _SAMPLES) -> str:
    """The report as plain text of at most `width` columns (longer words are not broken)."""
    out = StringIO()
    print_text(
        report,
        Console(file=out, width=width, color_system=None, force_terminal=False, highlight=False),
        samples=samples,
    )
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


def print_text(report: Report, console: Console, *, samples: int = _SAMPLES) -> None:
    """Write the report to a rich console, with colour where it has colour."""
    _headline(report, console)
    _verdict_table(report, console)
    _records(report, console)
    groups = report.by_kind()
    if groups:
        lost = len(report.rejections)
        console.print(
            Text(
                f"\n{_count(lost, 'loss', 'losses')} of {_count(len(groups), 'kind')}, the most frequent first",
                style="bold",
            )
        )
        for number, group in enumerate(groups, start=1):
            _kind(number, group, console, samples)
    _small_print(report, console, samples)


def _headline(report: Report, console: Console) -> None:
    if not report.complete:
        said = f"Interrupted: this is what became of the first {_count(report.events, 'event')}."
        console.print(Text(said, style="bold yellow"))
    kinds = ", ".join(f"{count} {name}" for name, count in sorted(report.types.items(), key=lambda kv: (-kv[1], kv[0])))
    console.print(
        Text(
            f"{_count(report.events, 'event')} into {report.workspace or 'the workspace'}, {report.mode} mode",
            style="bold",
        )
    )
    if kinds:
        console.print(Text(f"  {kinds}", style="dim"))
    for row in report.subscriptions:
        off = "" if row["enabled"] else "  (not enabled)"
        line = Text(_printable(f"{row['name']}: {row['action']} when {row['trigger']}{off}"), style="dim")
        console.print(Padding(line, (0, 0, 0, 2), expand=False))
    console.print()


def _verdict_table(report: Report, console: Console) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right")
    table.add_column()
    table.add_column(overflow="fold")
    for name, meaning in VERDICTS.items():
        count = report.verdicts.get(name, 0)
        style = _STYLE[name] if count else "dim"
        table.add_row(Text(str(count), style=style), Text(name, style=style), Text(meaning, style="dim"))
    console.print(Padding(table, (0, 0, 0, 2), expand=False))


def _records(report: Report, console: Console) -> None:
    if not report.records:
        return
    parts = []
    for slug, counts in sorted(report.records.items()):
        parts.append(f"{slug} {counts['created']} created, {counts['updated']} updated")
    console.print(Padding(Text("Records: " + "; ".join(parts)), (1, 0, 0, 0), expand=False))


def _kind(number: int, group: Sequence[Rejection], console: Console, samples: int) -> None:
    first = group[0]
    title = Text(f"\n{number}. {len(group)} {first.verdict}: ", style=_STYLE[first.verdict])
    title.append(_what(first), style="bold")
    console.print(title)
    table = Table.grid(padding=(0, 1))
    table.add_column(style="dim", min_width=8)
    table.add_column(overflow="fold")
    for label, text in _rows(first, group, samples):
        table.add_row(label, Text(text, style="bold green" if label == "do" else ""))
    console.print(Padding(table, (0, 0, 0, 3), expand=False))


def _what(first: Rejection) -> str:
    if first.object and first.attribute:
        return f"{first.object}.{first.attribute}" + (f" ({first.type})" if first.type else "")
    if first.object:
        return f"the object {first.object}"
    return first.mapping_pointer.rsplit("/", 1)[-1] or first.subscription


def _rows(first: Rejection, group: Sequence[Rejection], samples: int) -> Iterable[tuple[str, str]]:
    by = "Attio" if first.object or first.status not in (None, 400) else "Segment"
    yield by, f"{first.status or ''} {first.code}: {first.message}".strip()
    line = f":{first.mapping_line}" if first.mapping_line else ""
    yield "mapping", f"{first.mapping_file}{line}  {first.mapping_pointer}  ({first.subscription})"
    if first.reads:
        yield "reads", ", ".join(r.path if r.found else f"{r.path} (nothing there)" for r in first.reads)
    for one in dict.fromkeys(taken for r in group for taken in r.taken):
        yield "filtered", f"{one.path} was taken by {one.filter}"
    values = _distinct(group)
    if values:
        shown = ", ".join(values[:5]) + (f" and {len(values) - 5} more" if len(values) > 5 else "")
        yield ("values" if len(values) > 1 else "value"), shown
    yield "do", "\n".join(advised(group, lambda value: _shown(value, 40)))
    partial = [r for r in group if r.partial]
    if partial:
        objects = ", ".join(dict.fromkeys(slug for r in partial for slug in r.partial))
        of = "" if len(partial) == len(group) else f" by {len(partial)} of them"
        yield "partial", f"already written by the same event{of}: {objects}"
    yield (
        "events",
        ", ".join(_where(r) for r in group[:samples])
        + (f" and {len(group) - samples} more" if len(group) > samples else ""),
    )


def _distinct(group: Sequence[Rejection]) -> list[str]:
    return list(dict.fromkeys(_shown(r.value) for r in group if r.value is not None))


def _shown(value: Any, most: int = 60) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= most else text[: most - 1] + "…"


def _where(rejection: Rejection) -> str:
    event = rejection.event
    return f"{event.file}:{event.line}" + (f"[{event.index}]" if event.index is not None else "")


def _small_print(report: Report, console: Console, samples: int) -> None:
    if report.unreadable:
        console.print(
            Text(f"\n{_count(len(report.unreadable), 'entry', 'entries')} could not be read", style="bold red")
        )
        _indented([_at(row) + row["why"] for row in report.unreadable[:20]], console)
        if len(report.unreadable) > 20:
            _indented([f"and {len(report.unreadable) - 20:,} more (all of them with --format json)"], console)
    _reasons(
        "Why events were filtered",
        [(one.count, f"{one.reason}: {one.why}" + _place(one.filter)) for one in report.filtered_reasons],
        console,
        samples,
    )
    _reasons(
        "Why events matched nothing", [(one.count, _false(one)) for one in report.unmatched_reasons], console, samples
    )
    if report.notes:
        console.print(Text("\nNotes", style="bold"))
        _indented([_at(row) + row["what"] for row in report.notes], console)
    if report.ok and report.events:
        console.print(Text(f"\nNothing is lost{'' if report.complete else ' so far'}.", style="bold green"))


def _at(row: Mapping[str, Any]) -> str:
    if not row.get("file"):
        return ""
    index = f"[{row['index']}]" if row.get("index") is not None else ""
    return f"{row['file']}:{row['line']}{index}: " if row.get("line") else f"{row['file']}: "


def _indented(lines: Sequence[str], console: Console) -> None:
    """Lines below a heading, indented also where they are wrapped."""
    for line in lines:
        console.print(Padding(Text(_printable(line), overflow="fold"), (0, 0, 0, 3), expand=False))


def _false(reason: UnmatchedReason) -> str:
    by = f", taken by {reason.filter}" if reason.filter else ""
    return f"{reason.subscription}: {reason.clause} was false, found {reason.found}{by}"


def _place(one: FilterRef | None) -> str:
    if one is None:
        return ""
    return f" ({one.file}{f':{one.line}' if one.line else ''})"


def _reasons(title: str, rows: Sequence[tuple[int, str]], console: Console, samples: int) -> None:
    if not rows:
        return
    console.print(Text(f"\n{title}", style="bold"))
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", min_width=5)
    table.add_column(overflow="fold")
    for count, text in rows[: 4 * samples]:
        table.add_row(f"{count:,}", Text(_printable(text)))
    console.print(Padding(table, (0, 0, 0, 3), expand=False))
    if len(rows) > 4 * samples:
        console.print(Text(f"   and {_count(len(rows) - 4 * samples, 'more reason')} (all of them with --format json)"))


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
